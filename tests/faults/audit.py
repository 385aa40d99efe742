"""The auditor: compares what was acknowledged with what the server holds, by own sums.   稽核"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from tests.faults.running import ITEMS, OPENING, PLACES, Up

Stock = Mapping[tuple[str, str], int]


class Findings(NamedTuple):
    """What the auditor found; all but the first two must be zero or empty."""

    postings: int
    observations: int
    lost: int
    doubled: int
    unknown: int
    wrong_stock: dict[tuple[str, str], tuple[int, int]]
    broken: list[str]

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.unknown or self.wrong_stock or self.broken)


def expected(acked: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """Return the stock that follows from the acknowledged documents alone."""
    stock = {(place, item): OPENING for place in PLACES for item in ITEMS}
    for fact in acked:
        for place, sign in ((fact["source"], -1), (fact["target"], 1)):
            if (place, fact["item"]) in stock:
                stock[place, fact["item"]] += sign * fact["quantity"]
    return stock


def compared(acked: Iterable[str], held: Iterable[str]) -> tuple[int, int, int]:
    """Return (lost, doubled, unknown): ids missing, held more than once, never acknowledged."""
    known, found = set(acked), Counter(held)
    return (len(known - set(found)), sum(found.values()) - len(found), len(set(found) - known))


def held_postings(up: Up) -> list[tuple[UUID, int]]:
    """Return id and quantity of every move of our clients' documents (one line each)."""
    found: list[Any] = up.rows("""SELECT p.id, m.quantity FROM ledger_posting p
                                    JOIN ledger_move m ON m.site = p.site AND m.posting = p.id
                                   WHERE p.kind = 'receipt'""")
    return found


def audit(up: Up, token: str, acked: list[dict[str, Any]]) -> Findings:
    """Compare ids, sums and invariants; ids acknowledged twice by our clients are our fault."""
    documents = [fact for fact in acked if fact["kind"] == "posting"]
    seen = [fact for fact in acked if fact["kind"] == "observation"]
    assert len({fact["id"] for fact in acked}) == len(acked)
    held = held_postings(up)
    rows = up.rows("SELECT id, quantity FROM capture_observation")
    first = compared([fact["id"] for fact in documents], [str(id) for id, _ in held])
    second = compared([fact["id"] for fact in seen], [str(id) for id, _ in rows])
    quantities = {UUID(fact["id"]): fact["quantity"] for fact in acked}
    changed = sum(quantities.get(id, quantity) != quantity for id, quantity in [*held, *rows])
    wanted, book = expected(documents), up.stock(token)
    wrong = {key: (wanted[key], book.get(key, 0)) for key in wanted
             if wanted[key] != book.get(key, 0)}
    proof = up.verified()
    broken = [f"{each['code']}: {each['broken'][:3]}" for each in proof.get("invariants", [])
              if not each["ok"]]
    return Findings(len(documents), len(seen), first[0] + second[0], first[1] + second[1],
                    first[2] + second[2] + changed, wrong,
                    broken if proof.get("ok") or broken else [str(proof)[:500]])
