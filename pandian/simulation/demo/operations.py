"""The counts of the demo: one closed, one half done with goods moving.   演示盘点

Some papers go on while the count runs, so that differences explain themselves by time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from pandian.counting.dispatch.operations import put_shifts
from pandian.counting.dispatch.words import ShiftRow
from pandian.counting.operations import assign, settle
from pandian.counting.queries import plan as plan_row
from pandian.counting.risk.operations import rebuild, score_site
from pandian.governance.words import Scope
from pandian.simulation.auditor.rules import ends
from pandian.simulation.counters.operations import (
    acting,
    finish_count,
    phone,
    plan_count,
    walk,
)
from pandian.simulation.demo.rules import shelf_keys, telling_places
from pandian.simulation.life.rules import packed
from pandian.simulation.rules import minted
from pandian.simulation.staging.operations import post_all
from pandian.simulation.words import Document, Key, Line, Story
from pandian.simulation.world.words import BRANCH, DC, HELPERS, PEOPLE, SITES, Item

PLACES = 12
LEFT = 3
PACKET = 6
CLOSED_PLACES = 5
SHIFT_PERCENT = 16
"""The demo is visited at any hour: its counters are always there, and count for so much of it."""
COUNT_AFTER = timedelta(minutes=20)
"""The open count begins this long after the papers of the world end."""


class Counts(NamedTuple):
    """The plans of the demo, and the paper that is still in the picker's pocket."""

    open: UUID
    closed: UUID
    pocket: Document
    shelf: dict[Key, int]


def stage_counts(
    *, scope: Scope, story: Story, items: dict[str, Item], password: str
) -> Counts:
    """Make a closed count at the branch and an open one at the distribution centre."""
    places = telling_places(story, site=DC, count=PLACES)
    pocket = _missing_pick(story, items, places[:PACKET])
    there = Counter(story.truth)
    _happen(there, [pocket])
    plan, picks = _open_count(scope, story, items, places, there)
    _happen(there, picks)
    shelf = {key: quantity for key, quantity in there.items()
             if key.site == DC and key.place in places and quantity > 0}
    return Counts(plan, _closed_count(scope, story, items, password), pocket, shelf)


def staff(*, scope: Scope, seed: int, since: datetime) -> None:
    """Give the demo's counters their shifts: alike at a site, so much of it together."""
    for site in SITES:
        counters = [one for one in (*PEOPLE, *HELPERS)
                    if one.role == "counter" and one.site == site.code]
        put_shifts(scope=scope, site=site.code, rows=[
            ShiftRow(minted(since, "shift", seed, one.code), one.code, tuple(range(1, 8)),
                     time(0), time(23, 59), SHIFT_PERCENT // len(counters) + 1, since.date(), None)
            for one in counters])


def score(*, scope: Scope, sites: Iterable[str], now: datetime | None = None) -> None:
    """Work out how far each book can be trusted, as the job of the night does."""
    for site in sites:
        rebuild(scope=scope, site=site)
        score_site(scope=scope, site=site, now=now)


def _happen(there: Counter[Key], documents: list[Document]) -> None:
    """Let what the papers say happen to what is there."""
    for document in documents:
        for line in document.lines:
            there.update(dict(ends(document.site, line)))


def _closed_count(
    scope: Scope, story: Story, items: dict[str, Item], password: str
) -> UUID:
    """Count five places of the branch, approve the differences, close."""
    plan = minted(story.until, "closed plan", story.seed)
    boss = acting(scope=scope, code="demo-controller")
    places = telling_places(story, site=BRANCH, count=CLOSED_PLACES)
    tasks = plan_count(scope=scope, plan=plan, site=BRANCH, name="南岭分公司 周循环盘点",
                       places=places, packet_places=CLOSED_PLACES)
    if plan_row(scope=boss, id=plan).state == "closed":
        return plan
    person = phone(scope=scope, code="demo-counter-br", seed=story.seed,
                   skew=timedelta(minutes=-11))
    assign(scope=boss, task=tasks[0].id, person="demo-counter-br")
    walk(phone=person, site=BRANCH, task=tasks[0].id, places=places, truth=story.truth,
         items=items, start=story.until + timedelta(minutes=5), seed=(story.seed, "closed"))
    finish_count(scope=boss, plan=plan, password=password,
                 second=acting(scope=scope, code="demo-finance"))
    return plan


def _open_count(
    scope: Scope, story: Story, items: dict[str, Item], places: list[str],
    there: Mapping[Key, int],
) -> tuple[UUID, list[Document]]:
    """Count nine of twelve places by two phones, pick while they count, settle once.

    Return the plan, and the picks: they happened after their shelves were counted.
    """
    plan = minted(story.until, "open plan", story.seed)
    boss = acting(scope=scope, code="demo-controller")
    tasks = plan_count(scope=scope, plan=plan, site=DC, name="东湾配送中心 循环盘点",
                       places=places, packet_places=PACKET)
    start = story.until + COUNT_AFTER
    parts = ((tasks[0], "demo-counter", timedelta(minutes=37), places[:PACKET]),
             (tasks[1], "demo-counter-2", timedelta(minutes=-3), places[PACKET:PLACES - LEFT]))
    seen: dict[Key, datetime] = {}
    for task, code, skew, walked in parts:
        assign(scope=boss, task=task.id, person=code)
        seen |= walk(phone=phone(scope=scope, code=code, seed=story.seed, skew=skew), site=DC,
                     task=task.id, places=walked, truth=there, items=items, start=start,
                     seed=(story.seed, code)).seen
    picks = _picks_meanwhile(story, items, places, seen)
    post_all(scope=scope, documents=picks)
    settle(scope=boss, plan=plan)
    return plan, picks


def _missing_pick(story: Story, items: dict[str, Item], places: list[str]) -> Document:
    """Pick shortly before the count, and keep the paper: it comes late and heals the count."""
    key = shelf_keys(story, places, site=DC)[0]
    at = story.until + COUNT_AFTER - timedelta(minutes=12)
    line = packed(items[key.item], Line(key.item, key.lot, key.serial, key.status, key.place,
                                        "PACK", max(1, story.truth[key] // 5)))
    return Document(minted(at, "missing pick", story.seed), DC, "pick", at, (line,),
                    {"document": "CK-LATE-1"}, at)


def _picks_meanwhile(
    story: Story, items: dict[str, Item], places: list[str], seen: dict[Key, datetime]
) -> list[Document]:
    """Pick from two counted shelves minutes after they were counted: the truth moved on."""
    keys = [key for key in shelf_keys(story, places, site=DC) if key in seen][1:3]
    documents = []
    for n, key in enumerate(keys, 1):
        quantity = max(1, story.truth[key] // 4)
        line = packed(items[key.item], Line(key.item, key.lot, key.serial, key.status, key.place,
                                            "PACK", quantity))
        at = seen[key] + timedelta(minutes=4)
        documents.append(Document(minted(at, "pick meanwhile", story.seed, n), DC, "pick", at,
                                  (line,), {"document": f"CK-LIVE-{n}"}, at))
    return documents
