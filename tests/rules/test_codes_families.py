"""HIBC, ISBT 128, MA and our own codes: what is built is read back, and nothing ever raises."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from pandian.codes.gs1 import rules as gs1
from pandian.codes.hibc.rules import check_character
from pandian.codes.hibc.words import CHARACTERS
from pandian.codes.own.words import COMMANDS
from pandian.codes.rules import (
    ATTEMPTS,
    BuildRefused,
    answer,
    build_gtin,
    build_hibc,
    build_internal,
    build_own,
    join,
    parse,
    udi,
)
from pandian.codes.words import CARRIERS, FAULTS
from pandian.governance.rules import code_faults
from setup import vectors

TODAY = date(2026, 11, 22)
ROWS: list[dict[str, Any]] = [
    row for path in sorted(vectors.FOLDER.glob("*.json"))
    for row in json.loads(path.read_text("utf-8"))]
RAWS = [raw for row in ROWS for raw in ([row["raw"]] if "raw" in row else row["raws"])
        if len(raw) <= 300]
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOTS = st.text(st.sampled_from([c for c in CHARACTERS if c != "/"]), min_size=1, max_size=18)
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@st.composite
def devices(draw: st.DrawFn) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "labeler": draw(st.from_regex("[A-Z][A-Z0-9]{3}", fullmatch=True)),
        "product": draw(st.text(st.sampled_from(LETTERS), min_size=1, max_size=18)),
        "unit": draw(st.sampled_from("0123456789"))}
    for name, values in (("lot", LOTS), ("serial", LOTS), ("expires_on", DAYS),
                         ("made_on", DAYS), ("quantity", st.integers(0, 99_999))):
        if draw(st.booleans()):
            fields[name] = draw(values)
    return fields


@settings(max_examples=500, print_blob=True)
@given(devices())
def test_a_hibc_label_is_read_back(fields: dict[str, Any]) -> None:
    first = next((fields[name][0] for name in ("lot", "serial") if name in fields), "")
    try:
        raw = build_hibc(**fields)
    except BuildRefused:
        # the beginning of the lot would be read as a part of the flag before it
        event("refused")
        assume(first not in ("+", "$"))
        raise
    verdict = parse(raw, today=TODAY)
    assert (verdict.carrier, verdict.verdict) == ("hibc", "valid"), verdict.faults
    assert verdict.key == fields["labeler"] + fields["product"] + fields["unit"]
    for name in ("lot", "serial", "expires_on", "made_on", "quantity"):
        assert getattr(verdict, name) == fields.get(name), name


@settings(max_examples=300, print_blob=True)
@given(devices(), LOTS)
def test_a_linked_pair_is_read_together_or_apart(fields: dict[str, Any], lot: str) -> None:
    primary = build_hibc(**{key: fields[key] for key in ("labeler", "product", "unit")})
    body = f"+$$3261231{lot}{primary[-1]}"
    secondary = body + check_character(body)
    verdicts = [parse(raw, today=TODAY) for raw in (primary, secondary)]
    for order in (verdicts, verdicts[::-1]):
        joined = join(order, today=TODAY)
        assert joined is not None
        assert (joined.verdict, joined.lot, joined.key) == ("valid", lot, verdicts[0].key)
    together = parse(primary + secondary, today=TODAY)
    assert (together.lot, together.expires_on) == (lot, date(2026, 12, 31))


@given(st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=40),
       st.integers(0, 40), st.sampled_from(CHARACTERS))
def test_one_wrong_character_is_always_found(body: str, at: int, other: str) -> None:
    text = body + check_character(body)
    changed = text[:at % len(text)] + other + text[at % len(text) + 1:]
    assert (check_character(changed[:-1]) == changed[-1]) == (changed == text)


@pytest.mark.parametrize(("fields", "codes"), [
    ({"labeler": "999A"}, {"unknown_ai", "length", "character", "date_day", "not_encodable"}),
    ({"labeler": "A99"}, {"not_encodable"}),
    ({"product": ""}, {"blank"}),
    ({"labeler": " "}, {"blank"}),
    ({"product": "P" * 19}, {"too_long"}),
    ({"unit": "A"}, {"character"}),
    ({"lot": "批"}, {"character"}),
    ({"lot": "L" * 19}, {"too_long"}),
    ({"lot": "A/B"}, {"unknown_ai"}),
    ({"lot": "+1"}, {"not_encodable"}),
    ({"quantity": 100_000}, {"length"}),
    ({"quantity": -1}, {"length"}),
])
def test_what_no_hibc_label_can_say_is_refused(fields: dict[str, Any], codes: set[str]) -> None:
    whole = {"labeler": "A999", "product": "1234", "unit": "5"} | fields
    with pytest.raises(BuildRefused) as refusal:
        build_hibc(**whole)
    assert {fault.code for fault in refusal.value.faults} & codes


@given(st.sampled_from(["task", "device", "person"]),
       st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=60))
def test_our_own_codes_are_read_back(kind: str, text: str) -> None:
    try:
        raw = build_own(kind, text)
    except BuildRefused:  # what a person cannot see is in no code
        assert not text.isprintable()
        return
    verdict = parse(raw, today=TODAY)
    assert (verdict.carrier, verdict.verdict) == ("own", "valid") or not raw.isascii()
    assert verdict.raw == raw


@pytest.mark.parametrize("word", COMMANDS)
def test_every_command_has_its_code(word: str) -> None:
    assert parse(build_own("command", word), today=TODAY).key == f"PD:C:{word}"


@pytest.mark.parametrize(("kind", "texts", "code"), [
    ("place", ("SH.1", "A"), "not_encodable"), ("place", ("", "A"), "length"),
    ("command", ("JUMP",), "not_listed"), ("moon", ("x",), "not_listed"),
    ("task", ("a\nb",), "control_character"), ("task", ("x" * 128,), "text_too_long"),
])
def test_what_is_no_code_of_ours_is_refused(
    kind: str, texts: tuple[str, ...], code: str
) -> None:
    with pytest.raises(BuildRefused) as refusal:
        build_own(kind, *texts)
    assert code in {fault.code for fault in refusal.value.faults}


def test_no_item_can_have_the_prefix_of_our_own_codes() -> None:
    for code in ("PD:B:SH1.A", "pd:x"):
        assert [fault.code for fault in code_faults(code, "/code")] == ["reserved_code"]
    assert not code_faults("PD-B", "/code")


@pytest.mark.parametrize(("text", "code"), [
    ("690123456789", "check_digit"), ("6901234567891", "check_digit"), ("69A", "character"),
])
def test_a_wrong_number_is_not_printed(text: str, code: str) -> None:
    with pytest.raises(BuildRefused) as refusal:
        build_gtin(text)
    assert code in {fault.code for fault in refusal.value.faults}
    assert build_gtin("6901234567892") == "6901234567892"


@pytest.mark.parametrize(("text", "code"), [
    (" ", "blank"), ("a\tb", "control_character"), ("A" * 129, "text_too_long"),
    ("PD:B:1", "not_encodable"),
])
def test_what_is_no_internal_code_is_not_printed(text: str, code: str) -> None:
    with pytest.raises(BuildRefused) as refusal:
        build_internal(text)
    assert [fault.code for fault in refusal.value.faults] == [code]


EDITS = st.lists(st.tuples(st.integers(0, 400), st.sampled_from("-+="), st.one_of(
    st.characters(), st.sampled_from("\x1d+=&$/.0123456789"))), max_size=4)


def mutated(raw: str, edits: list[tuple[int, str, str]]) -> str:
    """A vector with some characters taken out, put in or changed."""
    for at, what, character in edits:
        at %= len(raw) + 1
        raw = raw[:at] + (character if what != "-" else "") + raw[at + (what != "+"):]
    return raw


@settings(max_examples=1500, print_blob=True)
@given(st.sampled_from(RAWS), EDITS, st.dates())
def test_no_mutated_vector_makes_parse_raise(
    raw: str, edits: list[tuple[int, str, str]], today: date
) -> None:
    text = mutated(raw, edits)
    verdict = parse(text, today=today)
    assert verdict.raw == text
    assert verdict.carrier in {*CARRIERS, "unreadable"}
    assert {fault.code for fault in verdict.faults} | set(verdict.suspicions) <= set(FAULTS)
    assert verdict.taken in {"", *(name for name, _ in ATTEMPTS)}
    said = answer(verdict)
    json.dumps(said)
    assert all("{" not in reason["en"] or "{" in text for reason in said["reasons"])
    found = udi(verdict)
    assert found is None or found.di in (None, verdict.key)


@settings(max_examples=500, print_blob=True)
@given(st.binary(max_size=60), st.dates())
def test_no_bytes_make_parse_raise(data: bytes, today: date) -> None:
    for text in (data.decode("latin-1"), data.decode("utf-8", "surrogateescape"),
                 data.decode("utf-16", "replace")):
        assert parse(text, today=today).raw == text


@settings(max_examples=500, print_blob=True)
@given(st.lists(st.sampled_from(RAWS), max_size=4))
def test_no_set_of_codes_makes_joining_raise(raws: list[str]) -> None:
    verdicts = [parse(raw, today=TODAY) for raw in raws]
    joined = join(verdicts, today=TODAY)
    assert joined is None or joined.raw == "\n".join(raws)


def test_the_vectors_of_the_identifiers_are_up_to_date() -> None:
    assert vectors.TARGET.read_text("utf-8") == vectors.text(list(vectors.rows())), (
        "run setup/vectors.py and read what changed")
    for row in vectors.rows():
        good = row["id"].endswith("right")
        assert (row["verdict"] == "valid") == good, row["id"]


def test_every_vector_states_its_fields_and_has_its_own_name() -> None:
    names = [row["id"] for row in ROWS]
    assert len(names) == len(set(names))
    assert not [row["id"] for row in ROWS if "raw" in row and "fields" not in row]
    assert Path(vectors.FOLDER).name == "codes"


def test_a_hostile_text_is_cut_only_where_a_field_could_end(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    cuts: list[int] = []
    honest = gs1._split
    monkeypatch.setattr(gs1, "_split", lambda *given: cuts.append(1) or honest(*given))
    parse("]d2010690123456789210" + "21" * 3_900, today=TODAY)
    assert 0 < len(cuts) <= 20
