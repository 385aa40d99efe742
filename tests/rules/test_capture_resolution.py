"""What a code may mean: the table of resolution, row by row, as the phone's twin runs it too."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pandian.capture.resolution.rules import keys_of, resolve
from pandian.capture.resolution.words import (
    ACCEPTED_FROM,
    CANDIDATES_MAX,
    REASONS,
    Binding,
    Context,
    KnownLot,
)
from pandian.codes.rules import parse

FILE = Path(__file__).resolve().parents[1] / "vectors" / "resolution.json"
ROWS = json.loads(FILE.read_text("utf-8"))
NOW = datetime(2026, 11, 22, tzinfo=UTC)
TODAY = NOW.date()


def instant(text):
    return datetime.fromisoformat(text) if text else None


def context_of(given):
    return Context(
        instant(given["at"]),
        tuple(Binding(**{**row, "valid_from": instant(row["valid_from"]),
                         "valid_to": instant(row["valid_to"])}) for row in given["bindings"]),
        tuple(KnownLot(row["item"], row["code"],
                       date.fromisoformat(row["expires_on"]) if row["expires_on"] else None,
                       row["here"], row["at_site"]) for row in given["lots"]),
        given["longest"], {(row["item"], row["serial"]): row["place"] for row in given["serials"]},
        given["place"], given["place_kind"], given["accepted_from"])


def plain(one):
    return {"item": one.item, "unit": one.unit, "factor": one.factor, "lot": one.lot,
            "serial": one.serial,
            "expires_on": one.expires_on.isoformat() if one.expires_on else None,
            "made_on": one.made_on.isoformat() if one.made_on else None,
            "confidence": one.confidence, "reason": one.reason, "reasons": list(one.reasons)}


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_every_row_of_the_table_gives_its_candidates(row):
    reading = parse(row["raw"], today=date.fromisoformat(row["today"]), symbology=row["symbology"])
    found = resolve(reading, context_of(row["context"]))
    assert [plain(one) for one in found.candidates] == row["candidates"]
    assert (found.ask, found.reason) == (row["ask"], row["reason"])


def test_the_table_has_every_reason_and_no_name_twice():
    said = {reason for row in ROWS for one in row["candidates"] for reason in one["reasons"]}
    assert said | {row["reason"] for row in ROWS} == set(REASONS)
    assert len({row["id"] for row in ROWS}) == len(ROWS)


def test_every_candidate_is_sure_to_a_degree_and_says_why():
    for row in ROWS:
        assert len(row["candidates"]) <= CANDIDATES_MAX
        for one in row["candidates"]:
            assert 0 < one["confidence"] <= 1_000
            assert one["reasons"]
            assert set(one["reasons"]) <= set(REASONS)
        best = [one["confidence"] for one in row["candidates"]]
        assert best == sorted(best, reverse=True)


def test_a_lost_separator_is_never_taken_without_a_person(seed):
    import random

    dice = random.Random(seed)
    binding = Binding("gtin", "06901234567892", "06901234567892", "STENT", "支",
                      tracking="lot_serial")
    for _ in range(300):
        lot = "".join(dice.choices("ABCXYZ0345689", k=dice.randint(2, 9)))
        serial = "".join(dice.choices("0123456789AB", k=dice.randint(3, 8)))
        reading = parse(f"]d2010690123456789210{lot}21{serial}", today=TODAY)
        found = resolve(reading, Context(NOW, (binding,), (KnownLot("STENT", lot),)))
        assert found.ask, (lot, serial)
        assert (lot, serial) in {(one.lot, one.serial) for one in found.candidates}
        assert all(one.confidence < ACCEPTED_FROM for one in found.candidates)


@pytest.mark.parametrize(("serial", "asked"), [
    ("S95623150", False), ("S91X", False), ("SN117280101", True)])
def test_a_serial_that_only_might_hold_a_field_needs_no_answer_where_its_lot_is_known(
    serial, asked
):
    binding = Binding("gtin", "06901234567892", "06901234567892", "LENS", "枚",
                      tracking="lot_serial")
    reading = parse(f"]d2010690123456789210L1\x1d21{serial}", today=TODAY)
    found = resolve(reading, Context(NOW, (binding,), (KnownLot("LENS", "L1"),)))
    assert found.ask is asked
    assert asked or [(one.lot, one.serial) for one in found.candidates] == [("L1", serial)]
    assert ("L1", serial) in {(one.lot, one.serial) for one in found.candidates}


def test_any_text_is_resolved_without_an_error(seed):
    import random

    dice = random.Random(seed)
    for _ in range(1_000):
        raw = "".join(chr(dice.choice([29, 0, 32, 48, 49, 65, 93, 100, 0x4E2D, 0x202E, 0xD800]))
                      for _ in range(dice.randint(0, 40)))
        reading = parse(raw, today=TODAY)
        keys = tuple(Binding(key.scheme or "any", key.key, key.written, "X", "件")
                     for key in keys_of(reading))
        resolve(reading, Context(NOW, keys))


@pytest.mark.parametrize(("raw", "scheme"), [
    ("+EDMG2203430/$$0723244375H", "hibcc"), ("3074257BF7194E4000001A85", "gtin"),
    ("MA.156.M0.100223.DB20101S002.S1.P190101", "ma"), ("PD:B:SH1.A-01", "own")])
def test_codes_of_every_issuer_find_the_binding_of_their_scheme(raw, scheme):
    reading = parse(raw, today=TODAY)
    key = keys_of(reading)[0]
    assert key.scheme == scheme
    bound = Binding(scheme, key.key, key.written, "X", "件")
    found = resolve(reading, Context(NOW, (bound,)))
    assert [one.item for one in found.candidates] == ["X"]
