"""Codes: the golden vectors, and what must hold for any text."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pandian.codes.gs1.checks.rules import NotDigits, century, check_pair
from pandian.codes.rules import (
    BuildRefused,
    GtinRefused,
    answer,
    build,
    build_link,
    build_printed,
    check_digit,
    gtin_key,
    join,
    judge_gtin,
    match_key,
    parse,
)
from pandian.codes.words import FAULTS, GS, GS1_SYMBOLOGIES, GS_SUBSTITUTES, Verdict

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "codes"
ROWS: list[dict[str, Any]] = [
    row for path in sorted(VECTORS.glob("*.json")) for row in json.loads(path.read_text("utf-8"))
]
TODAY = date(2026, 11, 22)
MEANINGS = ("symbology", "gtin", "lot", "serial", "quantity", "key", "scheme", "taken")


def reasons(verdict: Verdict) -> list[str]:
    return sorted([fault.code for fault in verdict.faults] + list(verdict.suspicions))


def judged(row: dict[str, Any]) -> Verdict:
    """The verdict of a row: of one code, or of the codes that one label bears."""
    today = date.fromisoformat(row["today"])
    if "raw" in row:
        return parse(row["raw"], today=today)
    found = join([parse(raw, today=today) for raw in row["raws"]], today=today)
    assert found is not None
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_vector_is_read_as_decided(row: dict[str, Any]) -> None:
    verdict = judged(row)
    assert (verdict.carrier, verdict.verdict, reasons(verdict)) == (
        row["carrier"], row["verdict"], row["reasons"])
    assert verdict.raw == row.get("raw", "\n".join(row.get("raws", ())))
    if "fields" in row:
        assert [list(field) for field in verdict.fields] == row["fields"]
    for name in MEANINGS:
        if name in row:
            assert getattr(verdict, name) == row[name], name
    for name in ("expires_on", "made_on"):
        if name in row:
            found = getattr(verdict, name)
            assert (found and found.isoformat()) == row[name], name
    said = answer(verdict)
    for name in ("issuer", "di", "pi"):
        if name in row:
            assert said[name] == row[name], name
    if "others" in row:
        assert list(verdict.others) == row["others"]
    if "meant" in row:
        assert [field.meant for field in verdict.fields] == row["meant"]
    if "right" in row:
        assert [f.params[-1] for f in verdict.faults if f.code == "check_digit"] == [row["right"]]


def test_a_lost_separator_offers_the_other_cut() -> None:
    verdict = parse("]d2010690123456789210A213B1211234", today=TODAY)
    cuts = [[(f.ai, f.value) for f in fields] for fields in verdict.candidates]
    assert [("01", "06901234567892"), ("10", "A213B1"), ("21", "1234")] in cuts


def test_a_separator_lost_between_lot_and_serial_is_suspected_for_many_labels() -> None:
    lots, serials = ["A213B1", "L2406A", "20240315", "B-77", "9"], ["1234", "0007", "SN0042", "Z9"]
    for lot in lots:
        for serial in serials:
            good = build({"01": "06901234567892", "10": lot, "21": serial})
            assert parse(good, today=TODAY).serial == serial
            lost = parse(good.replace(GS, ""), today=TODAY)
            assert "separator_suspected" in lost.suspicions, (lot, serial)


def test_an_identifier_given_beside_the_text_counts_as_one_in_front() -> None:
    beside = parse("0106901234567892", today=TODAY, symbology="]d2")
    front = parse("]d20106901234567892", today=TODAY)
    assert beside._replace(raw="") == front._replace(raw="")


@pytest.mark.parametrize(("digits", "right"), [
    ("690123456789", 2), ("01234567890", 5), ("9638507", 4), ("10614141234567890", 8), ("0", 0),
    ("1", 7),
])
def test_check_digits(digits: str, right: int) -> None:
    assert check_digit(digits) == right


@pytest.mark.parametrize("text", ["", "12a", "١٢", "1 2"])
def test_a_check_digit_is_only_asked_for_digits(text: str) -> None:
    with pytest.raises(NotDigits):
        check_digit(text)


def test_the_check_pair_of_a_model_number() -> None:
    assert check_pair("1987654Ad4X4bL5ttr2310c") == "2K"


@pytest.mark.parametrize(("text", "key"), [
    ("6901234567892", "06901234567892"), ("012345678905", "00012345678905"),
    ("96385074", "00000096385074"), ("16975737430493", "16975737430493"),
])
def test_a_gtin_of_any_length_has_one_key(text: str, key: str) -> None:
    assert gtin_key(text) == key == judge_gtin(key).gtin


@pytest.mark.parametrize(("text", "codes"), [
    ("6901234567891", {"check_digit"}), ("123", {"not_a_gtin"}), ("", {"blank"}),
    ("69O1234567892", {"character"}), ("A1", {"character", "not_a_gtin"}),
    ("00000000", {"all_zero"}),
])
def test_a_wrong_gtin_is_refused_by_name(text: str, codes: set[str]) -> None:
    with pytest.raises(GtinRefused) as refusal:
        gtin_key(text)
    assert {fault.code for fault in refusal.value.faults} == codes


@pytest.mark.parametrize(("yy", "year", "full"), [
    (76, 2026, 2076), (77, 2026, 1977), (0, 2026, 2000), (26, 2026, 2026), (0, 2049, 2000),
    (0, 2050, 2100), (50, 2000, 2050), (51, 2000, 1951), (99, 2099, 2099), (49, 2099, 2149),
])
def test_the_window_of_centuries_slides(yy: int, year: int, full: int) -> None:
    assert century(yy, year=year) == full


@given(st.integers(0, 99), st.integers(1900, 2200))
def test_a_short_year_lies_from_49_back_to_50_ahead(yy: int, year: int) -> None:
    full = century(yy, year=year)
    assert full % 100 == yy
    assert -49 <= full - year <= 50


CSET = st.sampled_from(
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
TEXTS = st.text(CSET, min_size=1, max_size=20).filter(lambda text: "<GS>" not in text)
DATES = st.dates(date(1980, 1, 1), date(2070, 12, 31)).map(lambda day: day.strftime("%y%m%d"))


@st.composite
def labels(draw: st.DrawFn) -> list[tuple[str, str]]:
    body = draw(st.from_regex(r"[0-9]{13}", fullmatch=True))
    fields = {"01": body + str(check_digit(body))}
    for ai, values in (("10", TEXTS), ("17", DATES), ("11", DATES), ("21", TEXTS),
                       ("240", TEXTS), ("30", st.from_regex(r"[0-9]{1,8}", fullmatch=True)),
                       ("3103", st.from_regex(r"[0-9]{6}", fullmatch=True)),
                       ("422", st.sampled_from(["156", "276", "840"]))):
        if draw(st.booleans()):
            fields[ai] = draw(values)
    return draw(st.permutations(list(fields.items())))


@settings(max_examples=400, print_blob=True)
@given(labels(), st.sampled_from([None, *GS1_SYMBOLOGIES]), st.sampled_from([GS, *GS_SUBSTITUTES]))
def test_what_was_built_is_read_back(
    fields: list[tuple[str, str]], symbology: str | None, separator: str
) -> None:
    # a bare text may also fit a GTIN; the identifier beside it says which it is
    raw = build(fields, symbology=symbology, separator=separator)
    verdict = parse(raw, today=TODAY, symbology="" if symbology else "]C1")
    assert verdict.accepted, verdict.faults
    assert sorted((f.ai, f.value) for f in verdict.fields) == sorted(fields)
    known = dict(fields)
    assert (verdict.gtin, verdict.lot, verdict.serial) == (
        known["01"], known.get("10"), known.get("21"))


@settings(max_examples=200, print_blob=True)
@given(labels())
def test_the_printed_form_is_read_back_in_its_order_or_refused(
    fields: list[tuple[str, str]]
) -> None:
    if any(re.search(r"\([0-9]{2,4}\)", value) for _, value in fields):
        with pytest.raises(BuildRefused, match="ambiguous_text"):
            build_printed(fields)
    else:
        text = build_printed(fields)
        assert [(f.ai, f.value) for f in parse(text, today=TODAY).fields] == fields


@settings(max_examples=200, print_blob=True)
@given(labels())
def test_building_again_what_was_read_gives_the_same_text(fields: list[tuple[str, str]]) -> None:
    raw = build(fields)
    again = build([(f.ai, f.value) for f in parse(raw, today=TODAY).fields])
    assert again == raw


@settings(max_examples=200, print_blob=True)
@given(labels(), st.sampled_from(["https://id.gs1.org", "https://label.example.org/goods/"]))
def test_a_link_is_read_back(fields: list[tuple[str, str]], domain: str) -> None:
    verdict = parse(build_link(fields, domain=domain), today=TODAY)
    assert (verdict.carrier, verdict.accepted) == ("digital_link", True), verdict.faults
    assert sorted((f.ai, f.value) for f in verdict.fields) == sorted(fields)


@pytest.mark.parametrize(("fields", "codes"), [
    ({}, ["nothing_to_build"]),
    ({"410": "0614141123452"}, ["no_link_key"]),
    ({"01": "06901234567892", "20": "01", "7040": "1ABC"}, ["not_in_query"]),
    ({"01": "06901234567891", "05": "1"}, ["check_digit", "unknown_ai"]),
])
def test_what_cannot_be_a_link_is_refused(fields: Any, codes: list[str]) -> None:
    with pytest.raises(BuildRefused) as refusal:
        build_link(fields)
    assert sorted(fault.code for fault in refusal.value.faults) == codes


PIECES = st.lists(st.one_of(
    st.text(max_size=8), st.from_regex(r"[0-9]{1,14}", fullmatch=True), st.sampled_from(
        ["]d2", "]C1", "]E0", "]Q1", "]I1", GS, *GS_SUBSTITUTES, "01", "10", "17", "21", "(01)",
         "(10)", "(17)", "(8006)", "06901234567892", "261231", "8013", "8007", "7003", "4309",
         "/10/", "?17=", "%2",
         "３", "（", "\ud800", "https://id.gs1.org/01/06901234567892"])), max_size=8).map("".join)


@settings(max_examples=1500, print_blob=True)
@given(PIECES, st.dates())
def test_no_text_and_no_day_makes_parse_raise_and_the_raw_text_is_kept(
    raw: str, today: date
) -> None:
    verdict = parse(raw, today=today)
    assert verdict.raw == raw
    assert set(reasons(verdict)) <= set(FAULTS)
    assert verdict.accepted or verdict.faults
    said = answer(verdict)
    assert all("{" not in r["zh"] or "{" in raw for r in said["reasons"])
    json.dumps(said)
    if verdict.gtin is not None:
        assert check_digit(verdict.gtin[:-1]) == int(verdict.gtin[-1])


@settings(max_examples=300, print_blob=True)
@given(st.text(max_size=30))
def test_no_text_makes_a_gtin_verdict_raise(text: str) -> None:
    verdict = judge_gtin(text)
    assert (verdict.gtin is None) == bool(verdict.faults)


@settings(max_examples=500, print_blob=True)
@given(st.text(max_size=20))
def test_a_match_key_is_stable_and_blind_to_case_and_width(text: str) -> None:
    key = match_key(text)
    assert match_key(key) == key
    assert match_key(unicodedata.normalize("NFKC", text)) == key


def test_match_keys_meet_as_a_person_expects() -> None:
    assert match_key("85123A") == match_key("85123a") == match_key("８５１２３Ａ")
    assert match_key("A-01") != match_key("A01")


@pytest.mark.parametrize(("fields", "codes"), [
    ({}, ["nothing_to_build"]),
    ({"01": "06901234567891"}, ["check_digit"]),
    ({"01": "06901234567892", "10": "批"}, ["character"]),
    ({"10": "L"}, ["missing_partner"]),
    ({"01": "06901234567892", "05": "x"}, ["unknown_ai"]),
    ({"01": "06901234567892", "10": "a<GS>b"}, ["separator_in_value"]),
    ({"01": "06901234567892", "10": f"a{GS}b"}, ["character", "separator_in_value"]),
    ({"01": 6901234567892}, ["not_a_text"]),
    ({"01": "06901234567891", "17": "261340", "21": "X" * 21},
     ["check_digit", "date_month", "too_long"]),
    ([("01", "06901234567892"), ("10", "A"), ("10", "B")], ["repeat_differs"]),
])
def test_what_cannot_be_encoded_is_refused_with_all_faults(fields: Any, codes: list[str]) -> None:
    with pytest.raises(BuildRefused) as refusal:
        build(fields)
    assert sorted(fault.code for fault in refusal.value.faults) == codes


def test_an_unknown_symbology_is_refused() -> None:
    with pytest.raises(BuildRefused) as refusal:
        build({"01": "06901234567892"}, symbology="]Q1")
    assert [fault.code for fault in refusal.value.faults] == ["symbology_unknown"]


def test_parentheses_that_would_be_read_otherwise_are_refused_in_print_only() -> None:
    fields = {"01": "06901234567892", "10": "A(21)B"}
    with pytest.raises(BuildRefused):
        build_printed(fields)
    assert parse(build(fields), today=TODAY).lot == "A(21)B"


def test_fixed_fields_are_printed_first_and_only_open_ends_are_separated() -> None:
    fields = {"21": "S", "10": "L", "17": "261231", "01": "06901234567892"}
    assert build(fields) == f"]d2172612310106901234567892" f"21S{GS}10L"
    assert build(fields, symbology=None, separator="{GS}").endswith("21S{GS}10L")


def test_every_reason_is_met_by_a_test_and_speaks_both_languages() -> None:
    built = {"nothing_to_build", "separator_in_value", "not_a_text", "symbology_unknown",
             "ambiguous_text", "needs_letter", "no_epc_key", "scheme_differs", "longer_tag",
             "prefix_unknown", "not_encodable"}
    met = {reason for row in ROWS for reason in row["reasons"]} | built
    assert met == set(FAULTS)
    for label in FAULTS.values():
        assert label.zh != label.en
        assert label.zh.count("{") == label.en.count("{")
