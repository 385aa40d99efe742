"""What this database knows of the simulation.   仿真查询"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from pandian.governance.words import Scope
from pandian.kernel.queries import facts_about
from pandian.ledger.queries import stock
from pandian.simulation.rules import demo_people
from pandian.simulation.words import SIZES, Demo, Key

__all__ = [
    "BEGUN", "CLEARED", "DEMO_PASSWORD", "READY", "SUBJECT", "Begun", "begun", "book_now", "demo",
    "demo_people", "demo_shelf",
]

SUBJECT = "simulation:demo"
BEGUN, READY, CLEARED = "simulation.demo_begun", "simulation.demo_ready", "simulation.demo_cleared"
DEMO_PASSWORD = "demo-pandian-2026"  # noqa: S105 - shown on the sign-in page of the demo only


class Begun(NamedTuple):
    """A demo that was begun here: with which seed, of which size, until when."""

    seed: int
    size: str
    months: float
    until: datetime
    ready: bool
    plan: str
    late_paper: dict[str, Any] | None
    shelf: tuple[tuple[Key, int], ...] = ()


def begun(*, scope: Scope) -> Begun | None:
    """Return the demo of this database, finished or not; None when there is none.

    What an older version did not note yet is filled in: an older home always starts.
    """
    facts = facts_about(scope=scope, sites=None, subject=SUBJECT)
    start = next((fact for fact in facts if fact.kind in (BEGUN, CLEARED)), None)
    if start is None or start.kind == CLEARED:
        return None
    ready = next((fact for fact in facts if fact.kind == READY), None)
    data, end = start.data, ready.data if ready else {}
    size = str(data.get("size", "demo"))
    until = data.get("until")
    return Begun(int(data.get("seed", 1)), size,
                 float(data.get("months", SIZES.get(size, SIZES["demo"]).months)),
                 datetime.fromisoformat(until) if until else start.at, ready is not None,
                 str(end.get("plan", "")), end.get("late_paper"),
                 tuple((Key(*row[:-1]), int(row[-1])) for row in end.get("shelf", ())))


def demo(*, scope: Scope) -> Demo | None:
    """Return the finished demo of this database, with its people and their password, or None."""
    found = begun(scope=scope)
    if found is None or not found.ready:
        return None
    return Demo(demo_people(), DEMO_PASSWORD, found.seed, False, found.plan)


def demo_shelf(*, scope: Scope, site: str, place: str) -> list[tuple[Key, int]]:
    """Return what really stands in one place of the demo, in smallest units.

    A demo built before the truth was kept answers with its book.  Empty without a finished demo.
    """
    found = begun(scope=scope)
    if found is None or not found.ready:
        return []
    if found.shelf:
        return [(key, quantity) for key, quantity in found.shelf
                if (key.site, key.place) == (site, place)]
    return [(Key(row.site, row.place, row.item, row.lot, row.serial, row.status), row.quantity)
            for row in stock(scope=scope, site=site, place=place).rows if row.quantity > 0]


def book_now(*, scope: Scope, sites: Iterable[str]) -> dict[Key, int]:
    """Return what the book says now, without the provisional cover of shortages."""
    found: dict[Key, int] = {}
    for site in sites:
        after: str | None = None
        while True:
            page = stock(scope=scope, site=site, after=after)
            for row in page.rows:
                key = Key(row.site, row.place, row.item, row.lot, row.serial, row.status)
                if row.quantity - row.short:
                    found[key] = row.quantity - row.short
            after = page.next
            if after is None:
                break
    return found
