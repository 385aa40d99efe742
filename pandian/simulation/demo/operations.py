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
from pandian.counting.queries import task_sheet
from pandian.counting.words import TaskRow
from pandian.governance.words import Scope
from pandian.simulation.auditor.rules import ends
from pandian.simulation.counters.operations import (
    acting,
    finish_count,
    phone,
    plan_count,
    walk,
)
from pandian.simulation.demo.rules import shelf_keys, telling_places, wrong_places
from pandian.simulation.life.rules import packed
from pandian.simulation.rules import minted
from pandian.simulation.staging.operations import post_all
from pandian.simulation.words import Document, Key, Line, Story
from pandian.simulation.world.words import BRANCH, DC, HELPERS, PEOPLE, SITES, Item, Person

PLACES = 12
LEFT = 3
PACKET = 6
CLOSED_PLACES = 5
SHIFT_PERCENT = 16
"""The demo is visited at any hour: its counters are always there, and count for so much of it."""
WALKERS = (("demo-counter", timedelta(minutes=37)), ("demo-counter-2", timedelta(minutes=-3)))
"""Who walks the open count, the first packet and the others, each with a clock that is wrong."""
BETWEEN = timedelta(minutes=5)
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
    wrong = wrong_places(story)
    places = telling_places(story, site=DC, count=PLACES, wrong=wrong)
    plan, packets = _opened(scope, story, places)
    pocket = _missing_pick(story, items, [place for _, spots in packets
                                          for place in spots][:PACKET])
    there = Counter(story.truth)
    _happen(there, [pocket])
    picks = _open_count(scope, story, items, plan, packets, there)
    _happen(there, picks)
    shelf = {key: quantity for key, quantity in there.items()
             if key.site == DC and key.place in places and quantity > 0}
    told = telling_places(story, site=BRANCH, count=CLOSED_PLACES, wrong=wrong)
    return Counts(plan, _closed_count(scope, story, items, told, password), pocket, shelf)


def staff(
    *, scope: Scope, seed: int, since: datetime, people: Iterable[Person] = (*PEOPLE, *HELPERS),
    prefix: str = "",
) -> None:
    """Give counters their shifts: alike at a site, so much of it together."""
    known = list(people)
    for site in SITES:
        counters = [one for one in known if one.role == "counter" and one.site == site.code]
        put_shifts(scope=scope, site=prefix + site.code, rows=[
            ShiftRow(minted(since, "shift", seed, one.code), prefix + one.code,
                     tuple(range(1, 8)), time(0), time(23, 59),
                     SHIFT_PERCENT // len(counters) + 1, since.date(), None)
            for one in counters])


def _happen(there: Counter[Key], documents: list[Document]) -> None:
    """Let what the papers say happen to what is there."""
    for document in documents:
        for line in document.lines:
            there.update(dict(ends(document.site, line)))


def _closed_count(
    scope: Scope, story: Story, items: dict[str, Item], places: list[str], password: str
) -> UUID:
    """Count five places of the branch, approve the differences, close."""
    plan = minted(story.until, "closed plan", story.seed)
    boss = acting(scope=scope, code="demo-controller")
    tasks = plan_count(scope=scope, plan=plan, site=BRANCH,
                       name="南岭分公司周循环盘点 Nanling weekly count",
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


def _opened(
    scope: Scope, story: Story, places: list[str]
) -> tuple[UUID, list[tuple[TaskRow, list[str]]]]:
    """Open the count and give its tasks to two people; return it, and each task's own places.

    However zones and aisles cut the places into packets.
    """
    plan = minted(story.until, "open plan", story.seed)
    boss = acting(scope=scope, code="demo-controller")
    tasks = plan_count(scope=scope, plan=plan, site=DC,
                       name="东湾配送中心循环盘点 Dongwan cycle count",
                       places=places, packet_places=PACKET)
    for n, task in enumerate(tasks):
        assign(scope=boss, task=task.id, person=WALKERS[min(n, 1)][0])
    return plan, [(task, [each.place for each in task_sheet(scope=boss, task=task.id).places])
                  for task in tasks]


def _open_count(
    scope: Scope, story: Story, items: dict[str, Item], plan: UUID,
    packets: list[tuple[TaskRow, list[str]]], there: Mapping[Key, int],
) -> list[Document]:
    """Count nine of twelve places by two phones, pick while they count, settle once.

    Return the picks: they happened after their shelves were counted.
    """
    seen: dict[Key, datetime] = {}
    sent = {code: 1 for code, _ in WALKERS}
    to_walk = PLACES - LEFT
    for n, (task, all_spots) in enumerate(packets):
        code, skew = WALKERS[min(n, 1)]
        spots = all_spots[:to_walk]
        to_walk -= len(spots)
        if not spots:
            continue
        walked = walk(
            phone=phone(scope=scope, code=code, seed=story.seed, skew=skew), site=DC,
            task=task.id, places=spots, truth=there, items=items, seed=(story.seed, task.number),
            start=story.until + COUNT_AFTER + BETWEEN * max(0, n - 1), first_seq=sent[code])
        sent[code] += walked.rows + walked.visits
        seen |= walked.seen
    picks = _picks_meanwhile(story, items, sorted({key.place for key in seen}), seen)
    post_all(scope=scope, documents=picks)
    settle(scope=acting(scope=scope, code="demo-controller"), plan=plan)
    return picks


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
