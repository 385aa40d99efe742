"""The table of application identifiers: whole, sound, and equal to the published dictionary."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pandian.codes.gs1.checks.rules import CHECKS, check_digit, check_pair
from pandian.codes.gs1.checks.words import LISTS, Problem
from pandian.codes.gs1.rules import value_faults
from pandian.codes.gs1.words import COMPANIONS, IDENTIFIERS, Component, Identifier, expand
from pandian.codes.rules import parse, udi

STANDARDS = Path(os.environ.get(
    "PANDIAN_STANDARDS", Path(__file__).resolve().parents[3] / "shared" / "standards"))
TODAY = date(2026, 11, 22)
GOOD = {
    "yymmd0": "260200", "yymmdd": "261231", "yyyymmdd": "19800229", "hhmi": "2359", "hh": "23",
    "mi": "59", "ss": "59", "iso3166": "156", "iso3166999": "999", "iso3166alpha2": "CN",
    "iso4217": "156", "pieceoftotal": "0102", "posinseqslash": "1/2", "zero": "0",
    "nonzero": "1", "nozeroprefix": "1", "winding": "9", "yesno": "1", "hyphen": "-",
    "iso5218": "2", "mediatype": "80", "importeridx": "a", "latitude": "0900000000",
    "longitude": "1800000000", "iban": "GB82WEST12345698765432", "couponcode": "1",
    "couponposoffer": "1", "packagetype": "1A", "pcenc": "A%20B",
}
BAD = {
    "csum": "06901234567891", "csumalpha": "1987654Ad4X4bL5ttr2310c2J", "gcppos1": "614A",
    "gcppos2": "1614A", "yymmd0": "260231", "yymmdd": "260200", "yyyymmdd": "19810229",
    "hhmi": "2360", "hh": "24", "mi": "60", "ss": "60", "iso3166": "157", "iso3166999": "998",
    "iso3166alpha2": "XX", "iso4217": "157", "pieceoftotal": "0201", "posinseqslash": "2/1",
    "zero": "1", "nonzero": "0", "nozeroprefix": "01", "winding": "2", "yesno": "2",
    "hyphen": "+", "iso5218": "3", "mediatype": "11", "importeridx": "!", "hasnondigit": "12",
    "latitude": "1800000001", "longitude": "3600000001", "iban": "GB83WEST12345698765432",
    "couponcode": "A", "couponposoffer": "A", "packagetype": "a", "pcenc": "A%2",
}


def sample(part: Component) -> str:
    """A right value of one component."""
    if "csum" in part.checks:
        body = "614141123456789012"[:part.most - 1]
        return body + str(check_digit(body))
    if "csumalpha" in part.checks:
        return "1987654A" + check_pair("1987654A")
    named = next((GOOD[name] for name in part.checks if name in GOOD), "614141")
    return named[:part.most].rjust(part.least, "1") if part.least != len(named) else named


def value(row: Identifier) -> str:
    return "".join(sample(part) for part in row.components)


def entries() -> list[dict[str, Any]]:
    path = STANDARDS / "gs1" / "gs1-syntax-dictionary.txt"
    if not path.exists():
        pytest.skip(f"the GS1 dictionary is not at {path}; give PANDIAN_STANDARDS")
    lines = [line.split("#")[0].split() for line in path.read_text("utf-8").splitlines()
             if re.match("[0-9]", line)]
    return [_entry(words) for words in lines]


def _entry(words: list[str]) -> dict[str, Any]:
    ais, *rest = words
    flags = rest.pop(0) if rest[0][0] in "*?" else ""
    groups = [word[4:].split(",") for word in rest if word.startswith("req=")]
    return {
        "ais": expand(ais), "predefined": "*" in flags, "link": "?" in flags,
        "format": [word for word in rest if re.match(r"\[?[NXYZ]", word)], "requires": groups,
        "excludes": [t for word in rest if word.startswith("ex=") for t in word[3:].split(",")],
        "keys": [word for word in rest if word.startswith("dlpkey")],
    }


def written(part: Component) -> str:
    size = f"..{part.most}" if part.least != part.most else str(part.most)
    shown = part.kind + size
    shown = f"[{shown}]" if part.optional else shown
    return ",".join([shown, *part.checks])


def fits(ai: str, pattern: str) -> bool:
    return re.fullmatch(pattern.replace("n", "[0-9]"), ai) is not None


def test_our_table_equals_the_dictionary_entry_by_entry() -> None:
    seen: set[str] = set()
    for entry in entries():
        for ai in entry["ais"]:
            row = IDENTIFIERS[ai]
            seen.add(ai)
            # a component of length 1 is written the same, fixed or not
            assert [written(part) for part in row.components] == entry["format"], ai
            assert (row.predefined, row.link) == (entry["predefined"], entry["link"]), ai
            assert len(row.requires) == len(entry["requires"]), ai
            assert row.excludes == {
                other for other in IDENTIFIERS if other != ai
                and any(fits(other, pattern) for pattern in entry["excludes"])}, ai
            assert (row.link_key is not None) == bool(entry["keys"]), ai
            if row.link_key is not None:
                orders = "|".join(",".join(order) for order in row.link_key)
                assert entry["keys"] == [f"dlpkey={orders}" if orders else "dlpkey"], ai
    assert seen == set(IDENTIFIERS)


def test_partners_are_the_dictionarys() -> None:
    for entry in entries():
        row = IDENTIFIERS[entry["ais"][0]]
        for group, alternatives in zip(row.requires, entry["requires"], strict=True):
            for alternative in alternatives:
                patterns = alternative.split("+")
                ours = [a for a in group if len(a) == len(patterns)
                        and all(any(fits(ai, p) for ai in a) for p in patterns)]
                assert ours, (row.ai, alternative)
            for ours_too in group:
                assert any(len(ours_too) == len(a.split("+"))
                           and all(any(fits(ai, p) for p in a.split("+")) for ai in ours_too)
                           for a in alternatives), (row.ai, ours_too)


def test_every_check_that_the_dictionary_names_is_a_rule() -> None:
    named = {name for entry in entries() for text in entry["format"]
             for name in text.replace("]", "").split(",")[1:]}
    assert named <= set(CHECKS)


def test_every_check_that_the_table_names_is_a_rule_and_none_is_idle() -> None:
    named = {name for row in IDENTIFIERS.values() for part in row.components
             for name in part.checks}
    assert named == set(CHECKS)


@pytest.mark.parametrize("name", sorted(BAD))
def test_each_check_finds_what_is_wrong_and_lets_the_right_pass(name: str) -> None:
    assert isinstance(CHECKS[name](BAD[name], 2026), Problem)
    if name in GOOD:
        assert CHECKS[name](GOOD[name], 2026) is None
    assert set(BAD) == set(CHECKS)


@pytest.mark.parametrize("ai", sorted(IDENTIFIERS))
def test_every_identifier_takes_a_right_value_and_refuses_broken_ones(ai: str) -> None:
    row = IDENTIFIERS[ai]
    good = value(row)

    def codes(text: str) -> set[str]:
        return {fault.code for fault in value_faults(row, text, pointer="", year=2026)}

    assert codes(good) == set()
    assert codes("") == {"length"}
    assert codes(good + "1" * (row.most - len(good) + 1)) & {"length", "too_long"}
    assert "character" in codes("é" + good[1:])
    assert row.label.zh
    assert row.label.en
    assert row.name.isidentifier()


def test_no_identifier_begins_another() -> None:
    for ai in IDENTIFIERS:
        assert not any(ai != other and other.startswith(ai) for other in IDENTIFIERS), ai


def test_names_are_one_for_each_meaning() -> None:
    by_name: dict[str, set[str]] = {}
    for row in IDENTIFIERS.values():
        by_name.setdefault(row.name, set()).add(row.label.en)
    assert all(len(labels) == 1 for labels in by_name.values())
    assert set(IDENTIFIERS) >= COMPANIONS


def test_code_lists_hold_what_they_should() -> None:
    assert {"156", "840", "276"} <= LISTS["iso3166"] & LISTS["iso4217"] | {"276"}
    assert (len(LISTS["iso3166"]), len(LISTS["iso3166alpha2"])) == (249, 249)


def test_the_device_examples_of_the_standards_are_read_right() -> None:
    path = STANDARDS / "udi" / "udi-examples.json"
    if not path.exists():
        pytest.skip(f"the UDI examples are not at {path}; give PANDIAN_STANDARDS")
    rows = json.loads(path.read_text("utf-8"))
    assert len(rows) == 9
    for row in rows:
        wanted = row.get("di") or row["lic"] + row["pcn"] + row["uom"]
        for text in filter(None, (row["scan"], row.get("hri"))):
            found = parse(text, today=TODAY)
            assert found.accepted, row
            device = udi(found)
            assert device is not None
            assert (device.di, device.lot, device.serial) == (
                wanted, row.get("lot"), row.get("serial"))
            assert row["issuer"].startswith(device.issuer)
            assert [d and d.isoformat() for d in (device.expires_on, device.made_on)] == [
                row.get("exp"), row.get("mfg")]
            assert found.quantity == row.get("qty")
            named = {field.name: field.value for field in found.fields}
            assert named.get("check") == row.get("check")
            assert named.get("donation") == row.get("din")
            assert named.get("sterile_lot") == row.get("sterile_lot")


def test_the_element_strings_of_the_tag_vectors_are_accepted() -> None:
    path = STANDARDS / "epc" / "epc-vectors.json"
    if not path.exists():
        pytest.skip(f"the tag vectors are not at {path}; give PANDIAN_STANDARDS")
    for row in json.loads(path.read_text("utf-8")):
        assert parse(row["gs1_element_string"], today=TODAY).accepted, row
