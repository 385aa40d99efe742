"""RFID tags: exact against the standard's examples, and both ways for any tag.   电子标签"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pandian.codes.epc.rules import (
    answer,
    element_string,
    elements,
    pure_identity,
    read,
    scheme_for,
    tag_of,
    tag_uri,
    to_bits,
    to_hex,
)
from pandian.codes.epc.words import KINDS, SCHEMES, EpcRefused, Tag
from pandian.codes.gs1.checks.words import CSET_82
from pandian.codes.rules import parse

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parents[1] / "vectors" / "codes" / "epc.json").read_text("utf-8"))
TODAY = date(2026, 11, 22)
EXAMPLES = [  # CAPTURE.md section 1.4
    ("sgtin-96:3.0614141.812345.6789", "3074257BF7194E4000001A85",
     "(01)80614141123458(21)6789"),
    ("sscc-96:3.0614141.1234567890", "3174257BF4499602D2000000", "(00)106141412345678908"),
    ("sgln-96:3.0614141.12345.5678", "3274257BF46072000000162E",
     "(414)0614141123452(254)5678"),
    ("grai-96:3.0614141.12345.5678", "3374257BF40C0E400000162E", "(8003)006141411234525678"),
    ("giai-96:3.0614141.5678", "3474257BF40000000000162E", "(8004)06141415678"),
]


@pytest.mark.parametrize(("uri", "digits", "printed"), EXAMPLES)
def test_the_examples_of_the_page_are_exact(uri: str, digits: str, printed: str) -> None:
    for text in (f"urn:epc:tag:{uri}", digits, digits.lower(), f"{int(digits, 16):096b}"):
        found = answer(read(text))
        assert (found["tag_uri"], found["hex"], found["gs1_element_string"]) == (
            f"urn:epc:tag:{uri}", digits, printed)


def test_the_shared_vectors_are_exact(shared: Path) -> None:
    rows = json.loads((shared / "standards" / "epc" / "epc-vectors.json").read_text("utf-8"))
    assert rows
    for row in rows:
        found = answer(read(row["hex"]))
        assert {name: found[name] for name in row} == row
        assert answer(read(row["tag_uri"]))["hex"] == row["hex"]
        fields = {field.ai: field.value
                  for field in parse(row["gs1_element_string"], today=TODAY).fields}
        assert pure_identity(tag_of(fields, prefix_digits=7)) == row["pure_identity"]


@pytest.mark.parametrize("row", [row for row in ROWS if "keys" in row], ids=lambda row: row["id"])
def test_every_vector_has_its_keys(row: dict[str, Any]) -> None:
    found = answer(read(row["raw"]))
    assert found["fields"] == row["keys"]
    assert found["pure_identity"] == row["identity"]
    assert found["tag_uri"] == row.get("tag", found["tag_uri"])


@st.composite
def tags(draw: st.DrawFn) -> tuple[Tag, str, int]:
    """Draw a tag with a scheme that holds it, and a filter."""
    name = draw(st.sampled_from(sorted(SCHEMES)))
    scheme = SCHEMES[name]
    kind = KINDS[scheme.kind]
    size = draw(st.integers(6, 12))
    prefix = draw(st.text("0123456789", min_size=size, max_size=size))
    rest = kind.digits - size
    reference = draw(st.text("0123456789", min_size=rest, max_size=rest)) if kind.digits else ""
    last = ""
    if scheme.text_characters:
        last = draw(st.text(CSET_82, min_size=1, max_size=scheme.text_characters[12 - size]))
    elif kind.serial or not kind.digits:
        bits = scheme.serial_bits if kind.digits else scheme.reference_bits[12 - size]
        last = str(draw(st.integers(0, 2**bits - 1)))
    tag = Tag(scheme.kind, prefix, reference if kind.digits else last,
              last if kind.serial else "")
    return tag, name, draw(st.integers(0, 7))


@settings(max_examples=400, deadline=None)
@given(tags())
def test_what_is_written_is_read_again(drawn: tuple[Tag, str, int]) -> None:
    tag, scheme, filter = drawn
    digits = to_hex(tag, scheme=scheme, filter=filter)
    bits = SCHEMES[scheme].bits
    assert len(digits) % 4 == 0
    assert int(digits, 16) >> (4 * len(digits) - bits) == to_bits(tag, scheme=scheme,
                                                                 filter=filter)
    shorter = digits[:-(-bits // 4)]
    for text in (digits, shorter, tag_uri(tag, scheme=scheme, filter=filter)):
        found = read(text)
        assert (found.tag, found.scheme, found.filter) == (tag, scheme, filter), text
    assert read(pure_identity(tag)).tag == tag
    again = tag_of(dict(elements(tag)), prefix_digits=len(tag.prefix))
    assert again == tag
    assert SCHEMES[scheme_for(tag)].bits <= bits


@settings(max_examples=400, deadline=None)
@given(tags(), st.integers(0, 10**6), st.integers(1, 15))
def test_a_flipped_digit_is_another_tag_or_a_named_fault(
    drawn: tuple[Tag, str, int], at: int, by: int
) -> None:
    tag, scheme, filter = drawn
    digits = to_hex(tag, scheme=scheme, filter=filter)
    at %= len(digits)
    changed = digits[:at] + f"{int(digits[at], 16) ^ by:X}" + digits[at + 1:]
    found = read(changed)
    assert found.faults or (found.tag, found.scheme, found.filter) != (tag, scheme, filter)
    assert found.faults or to_hex(found.tag, scheme=found.scheme, filter=found.filter) == changed


@settings(max_examples=600, deadline=None)
@given(st.one_of(
    st.text(), st.text("0123456789ABCDEFabcdef"), st.text("01", min_size=60, max_size=300),
    st.tuples(st.sampled_from(["urn:epc:id:", "urn:epc:tag:", "urn:epc:raw:", "urn:epc:"]),
              st.sampled_from([*KINDS, *SCHEMES, "96.x"]), st.text("0123456789.:%xAF/ "),
              ).map(":".join)))
def test_no_text_raises(text: str) -> None:
    found = read(text)
    assert found.raw == text
    assert (found.tag is None) == bool(found.faults)
    answer(found)
    parse(text, today=TODAY)


@pytest.mark.parametrize("serial", ["001", "274877906944", "A1", "00"])
def test_a_serial_that_a_short_tag_cannot_hold_needs_the_long_one(serial: str) -> None:
    tag = Tag("sgtin", "0614141", "812345", serial)
    with pytest.raises(EpcRefused) as refusal:
        to_hex(tag, scheme="sgtin-96")
    assert [(fault.code, fault.hint) for fault in refusal.value.faults] == [
        ("not_encodable", "longer_tag")]
    assert scheme_for(tag) == "sgtin-198"
    assert read(to_hex(tag, scheme="sgtin-198")).tag == tag


def test_the_largest_serial_of_a_short_tag_fits() -> None:
    assert scheme_for(Tag("sgtin", "0614141", "812345", "274877906943")) == "sgtin-96"


@pytest.mark.parametrize(("fields", "digits", "codes"), [
    ({"01": "80614141123458", "21": "1"}, None, ["prefix_unknown"]),
    ({"01": "80614141123458"}, 7, ["serial_missing"]),
    ({"01": "80614141123458"}, None, ["prefix_unknown", "serial_missing"]),
    ({"01": "80614141123458", "21": "1"}, 5, ["prefix_digits"]),
    ({"8003": "00614141123452"}, 7, ["serial_missing"]),
    ({"10": "L"}, 7, ["no_epc_key"]),
])
def test_a_barcode_that_makes_no_tag_is_refused_with_every_reason(
    fields: dict[str, str], digits: int | None, codes: list[str]
) -> None:
    with pytest.raises(EpcRefused) as refusal:
        tag_of(fields, prefix_digits=digits)
    assert sorted(fault.code for fault in refusal.value.faults) == codes


def test_a_scheme_of_another_kind_or_size_is_refused() -> None:
    unit = Tag("sscc", "0614141", "1234567890")
    for act in (lambda: to_hex(unit, scheme="sgtin-96"), lambda: scheme_for(unit, bits=198)):
        with pytest.raises(EpcRefused) as refusal:
            act()
        assert [fault.code for fault in refusal.value.faults] == ["scheme_differs"]


def test_the_prefix_length_is_part_of_the_meaning() -> None:
    short = tag_of({"01": "06901234567892", "21": "7"}, prefix_digits=7)
    long = tag_of({"01": "06901234567892", "21": "7"}, prefix_digits=9)
    assert pure_identity(short) != pure_identity(long)
    assert element_string(short) == element_string(long)


@pytest.mark.parametrize("text", [
    "E2001234567890AB12345678", "3074257BF7194E4000001A", "307C257BF7194E4000001A85", "96385074",
])
def test_digits_that_only_resemble_a_tag_are_no_tag(text: str) -> None:
    assert parse(text, today=TODAY).carrier != "epc"


def test_a_tag_and_a_barcode_of_one_article_meet() -> None:
    tag = parse("3074257BF7194E4000001A85", today=TODAY)
    code = parse("]d2018061414112345821" "6789", today=TODAY)
    assert (tag.gtin, tag.serial) == (code.gtin, code.serial) == ("80614141123458", "6789")
