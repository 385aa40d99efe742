"""The phone means by a code what the server means: the table of resolution, and random rooms."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from pandian.capture.resolution.rules import keys_of, resolve
from pandian.capture.resolution.words import Binding, Context, KnownLot
from pandian.codes.rules import answer, parse
from pandian.interfaces.api.answers import plain
from tests.browser.texts import Texts
from tests.browser.twin import call, modules_page

FILE = Path(__file__).resolve().parents[1] / "vectors" / "resolution.json"
DAY = "2026-11-22"
FUZZ = 4_000
TRACKINGS = ("none", "lot", "serial", "lot_serial")
INSTANTS = (None, None, "2026-11-22T02:02:11+00:00", "2026-11-21T00:00:00+00:00",
            "2026-11-30T08:00:00+08:00")


@pytest.fixture(scope="module")
def page(chromium: Any) -> Iterator[Any]:
    with modules_page(chromium) as made:
        yield made


def test_the_phone_gives_the_candidates_of_every_row_of_the_table(page: Any) -> None:
    rows = json.loads(FILE.read_text("utf-8"))
    verdicts = call(page, "codes/index.js", "parse", [
        [row["raw"], {"today": row["today"], "symbology": row["symbology"]}] for row in rows])
    found = call(page, "resolve.js", "resolve", [
        [verdict, row["context"]] for verdict, row in zip(verdicts, rows, strict=True)])
    assert found == [
        {name: row[name] for name in ("candidates", "ask", "reason")} for row in rows]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _context(given: dict[str, Any]) -> Context:
    at = _instant(given["at"])
    assert at is not None
    return Context(
        at, tuple(Binding(**{**row, "valid_from": _instant(row["valid_from"]),
                             "valid_to": _instant(row["valid_to"])}) for row in given["bindings"]),
        tuple(KnownLot(**{**row, "expires_on": _day(row["expires_on"])}) for row in given["lots"]),
        given["longest"], {(row["item"], row["serial"]): row["place"] for row in given["serials"]},
        given["place"], given["place_kind"], given["accepted_from"])


class Rooms:
    """Random surroundings in which a code may mean something."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def around(self, verdict: Any) -> dict[str, Any]:
        """Return a context with bindings of the code's own keys, and lots near to its own."""
        keys = keys_of(verdict)
        items = self.dice.sample(["STENT", "GAUZE", "耗材\U00020000", "耗材\uff5e"],
                                 self.dice.randint(1, 3))
        return {
            "at": "2026-11-22T02:02:11+00:00", "place": self.dice.choice(["", "A-01", "A-02"]),
            "place_kind": self.dice.choice(["bin", "piece_bin", ""]),
            "accepted_from": self.dice.choice([900, 1_000, 500]),
            "bindings": [self.binding(keys, items) for _ in range(self.dice.randrange(5))],
            "lots": [self.lot(verdict, items) for _ in range(self.dice.randrange(6))],
            "longest": {item: self.dice.randrange(12) for item in items[:1]},
            "serials": [{"item": items[0], "serial": verdict.serial or "1", "place": place}
                        for place in self.dice.sample(["", "A-01", "A-02"], 2)]}

    def binding(self, keys: Any, items: list[str]) -> dict[str, Any]:
        scheme, key, written = self.dice.choice(keys) if keys else ("erp", "x", "X")
        return {
            "scheme": scheme or self.dice.choice(["erp", "item", "gtin"]), "key": key,
            "value": self.dice.choice([written, written, written.swapcase(), f" {written} "]),
            "item": self.dice.choice(items), "unit": self.dice.choice(["盒", "支"]),
            "factor": self.dice.choice([1, 10]), "tracking": self.dice.choice(TRACKINGS),
            "valid_from": self.dice.choice(INSTANTS), "valid_to": self.dice.choice(INSTANTS)}

    def lot(self, verdict: Any, items: list[str]) -> dict[str, Any]:
        code = self.dice.choice([verdict.lot or "L1", (verdict.lot or "L1")[:3], "L9", "批1",
                                 *[f.value for fields in verdict.candidates
                                   for f in fields if f.ai == "10"]])
        day = self.dice.choice([verdict.expires_on, date(2027, 12, 31), None])
        return {"item": self.dice.choice(items), "code": code,
                "expires_on": day.isoformat() if day else None,
                "here": self.dice.random() < 0.4, "at_site": self.dice.random() < 0.7}


def test_the_phone_means_what_the_server_means_in_random_rooms(page: Any, seed: int) -> None:
    texts, rooms = Texts(seed), Rooms(seed)
    makers = [texts.label, texts.swallowed, texts.mutant, texts.hibc, texts.number, texts.pieces]
    verdicts = [parse(texts.dice.choice(makers)(), today=date.fromisoformat(DAY))
                for _ in range(FUZZ)]
    contexts = [rooms.around(verdict) for verdict in verdicts]
    phone = call(page, "resolve.js", "resolve", [
        [plain(answer(verdict)), context]
        for verdict, context in zip(verdicts, contexts, strict=True)])
    met: Counter[str] = Counter()
    for verdict, context, mine in zip(verdicts, contexts, phone, strict=True):
        found = resolve(verdict, _context(context))
        right = {"candidates": [{**plain(one), "reason": one.reason} for one in found.candidates],
                 "ask": found.ask, "reason": found.reason}
        met[found.reason] += 1
        assert mine == right, (seed, verdict.raw, context)
    print(f"seed {seed}: {FUZZ} codes in as many rooms, 0 disagreements; {dict(met)}")
    assert len(met) >= 12, met


def test_the_phone_looks_up_by_the_keys_that_the_server_does(page: Any, seed: int) -> None:
    texts = Texts(seed)
    verdicts = [parse(texts.row()["raw"], today=date.fromisoformat(DAY)) for _ in range(FUZZ)]
    phone = call(page, "resolve.js", "keysOf", [[plain(answer(each))] for each in verdicts])
    assert phone == [[plain(key) for key in keys_of(each)] for each in verdicts]
