"""The demo world and the proof that a count brings the book to the truth.   演示与仿真

Writes only through the public operations of the rooms below.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from psycopg.errors import InsufficientPrivilege

from pandian.counting.operations import assign
from pandian.governance.operations import PersonExists, create_person
from pandian.governance.queries import sites
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import run
from pandian.kernel.words import Conflict, Fault, Forbidden, Label, Refused
from pandian.ledger.operations import seal_all
from pandian.ledger.verify.operations import verify
from pandian.ledger.words import Posted
from pandian.simulation.auditor.rules import all_sightings, book, open_effects
from pandian.simulation.counters.operations import (
    acting,
    decide_count,
    phone,
    plan_count,
    walk,
)
from pandian.simulation.demo.lived.operations import feed_lived
from pandian.simulation.demo.lived.rules import live_on
from pandian.simulation.demo.lived.words import MORNINGS, MORNINGS_SMALL
from pandian.simulation.demo.operations import staff, stage_counts
from pandian.simulation.life.days.rules import live
from pandian.simulation.mornings.clockwork.operations import night
from pandian.simulation.papertrail.operations import Trail
from pandian.simulation.papertrail.stories.operations import tell_stories
from pandian.simulation.queries import (
    BEGUN,
    CLEARED,
    DEMO_PASSWORD,
    READY,
    SUBJECT,
    Begun,
    begun,
    book_now,
    demo,
)
from pandian.simulation.rules import (
    demo_people,
    minted,
    packed_document,
    renamed,
    unpacked_document,
)
from pandian.simulation.staging.operations import (
    Progress,
    feed,
    post_all,
    put_masters,
    silent,
    world_items,
)
from pandian.simulation.words import (
    CAUSES,
    SIZES,
    Cause,
    CauseRow,
    Demo,
    Key,
    Simulated,
    Size,
    Story,
)
from pandian.simulation.world.words import BRANCH, DC, HELPERS, PEOPLE, SITES, STORE, Person

COUNT_BACK = timedelta(minutes=90)
"""The papers of the demo end this long before now; the open count was made since."""
PREFIX = "SIM-"
"""Sites, items and people of a simulation stand under it, apart from everything else."""
SKEW = timedelta(minutes=13)
BOSS = "demo-controller"
COUNTERS = ((DC, "demo-counter"), (BRANCH, "demo-counter-br"), (STORE, "demo-counter-hs"))

class SizeUnknown(Refused):
    """No world of this size is known."""


class NotTheDemo(Conflict):
    """This database holds no demo, or other sites beside it: nothing is cleared."""


class OwnerNeeded(Forbidden):
    """Only the owner of the database may clear: what is in the book is never deleted otherwise."""


def build_demo(
    *, scope: Scope, progress: Progress = silent, seed: int = 1,
    months: float | None = None, size: str = "demo",
) -> Demo:
    """Fill this database with the demo: world, people, an open blind count half done.

    A second call changes nothing and answers `built` False; an interrupted one goes on.  Raises
    `SizeUnknown`, `Forbidden`.
    """
    scope.need("governance.write")
    known = demo(scope=scope)
    if known is not None:
        return known
    began = time.monotonic()
    world = _begin(scope, seed, size, months)
    chosen = SIZES[world.size]._replace(months=world.months)
    lived = live_on(seed=world.seed, size=chosen, until=world.until,
                    days=MORNINGS if world.size == "demo" else MORNINGS_SMALL)
    story = lived.story
    progress(Label("推演十八个月", "Living through the months"), 1, 1)
    put_masters(scope=scope, size=chosen, lots=story.lots, progress=progress)
    put_people(scope=scope, people=(*PEOPLE, *HELPERS))
    progress(Label("人员", "People"), len(PEOPLE), len(PEOPLE))
    staff(scope=scope, seed=world.seed, since=story.since)
    goods = {item.code: item for item in world_items(chosen)}
    feed_lived(scope=scope, lived=lived, items=goods, password=DEMO_PASSWORD, progress=progress)
    seal_all(scope=scope)
    counts = stage_counts(scope=scope, story=story, items=goods, password=DEMO_PASSWORD)
    progress(Label("一张盘到一半的盲盘", "A blind count half done"), 1, 1)
    told = tell_stories(Trail(scope=scope, until=story.until, seed=world.seed,
                              password=DEMO_PASSWORD))
    progress(Label("单据故事", "Stories of documents"), len(told), len(told))
    seal_all(scope=scope)
    night(scope=scope, sites=[site.code for site in SITES], now=datetime.now(UTC))
    progress(Label("班次与可信度", "Shifts and confidence"), len(SITES), len(SITES))
    record(scope=scope, site=0, kind=READY, subject=SUBJECT,
           data={"seed": world.seed, "plan": str(counts.open),
                 "late_paper": packed_document(counts.pocket),
                 "stories": {each.name: str(each.document) for each in told},
                 "shelf": [[*key, quantity] for key, quantity in sorted(counts.shelf.items())]})
    return Demo(demo_people(), DEMO_PASSWORD, world.seed, True, str(counts.open),
                len(story.documents), sum(len(d.lines) for d in story.documents),
                time.monotonic() - began)


def deliver_late_paper(*, scope: Scope) -> Posted:
    """Post the pick that happened before the demo's count and whose paper comes only now.

    The difference that the count showed heals; a second delivery answers `exists`.  Raises
    `NotTheDemo`, `Forbidden`.
    """
    found = begun(scope=scope)
    if found is None or found.late_paper is None:
        raise NotTheDemo([Fault("", "not_the_demo", ("",))])
    return post_all(scope=scope, documents=[unpacked_document(found.late_paper)])[0]


def clear_demo(*, scope: Scope) -> None:
    """Empty a database that holds nothing but the demo; other people stay, its own leave.

    Must run as the owner of the database (a command, never a face).  Raises `NotTheDemo`,
    `OwnerNeeded`, `Forbidden`.
    """
    scope.need("governance.write")
    ours = {site.code for site in SITES}
    foreign = sorted({row.code for row in sites(scope=scope)} - ours)
    if foreign or begun(scope=scope) is None:
        raise NotTheDemo([Fault("", "not_the_demo", (", ".join(foreign),))])
    try:
        with transaction.atomic():
            run("simulation", "clear")
            record(scope=scope, site=0, kind=CLEARED, subject=SUBJECT, data={})
    except InsufficientPrivilege as error:
        raise OwnerNeeded([Fault("", "owner_needed")]) from error


def _begin(scope: Scope, seed: int, size: str, months: float | None) -> Begun:
    """Note what is about to be built, so that an interrupted build goes on with the same world."""
    if size not in SIZES:
        raise SizeUnknown([Fault("/size", "not_a_choice", (", ".join(SIZES),))])
    found = begun(scope=scope)
    if found is not None:
        return found
    until = datetime.now(UTC).replace(second=0, microsecond=0) - COUNT_BACK
    months = months or SIZES[size].months
    record(scope=scope, site=0, kind=BEGUN, subject=SUBJECT, data={
        "seed": seed, "size": size, "months": months, "until": until.isoformat()})
    return Begun(seed, size, months, until, False, "", None)


def put_people(*, scope: Scope, people: Sequence[Person] = PEOPLE, prefix: str = "") -> None:
    """Make these people, one for each role; those who exist are left alone."""
    for person in people:
        with suppress(PersonExists):
            create_person(
                scope=scope, code=prefix + person.code, name=person.name.zh,
                name_en=person.name.en, role=person.role,
                sites=[person.site if person.site == "*" else prefix + person.site],
                password=DEMO_PASSWORD)


# -- the proof --------------------------------------------------------------------------------


def simulate(
    *, scope: Scope, seed: int, size: str = "small", days: int | None = None,
    progress: Progress = silent,
) -> Simulated:
    """Live a small world, compare its book with the truth, count everything, compare again.

    Runs beside whatever the database holds and leaves no trace: all is rolled back at the end.
    Raises `SizeUnknown`, `Forbidden`.
    """
    scope.need("governance.write")
    if size not in SIZES:
        raise SizeUnknown([Fault("/size", "not_a_choice", (", ".join(SIZES),))])
    chosen = SIZES[size] if days is None else SIZES[size]._replace(months=days / 30.4)
    with transaction.atomic():
        report = _simulate(scope, seed, chosen, progress)
        transaction.set_rollback(True)
    return report


def _simulate(scope: Scope, seed: int, size: Size, progress: Progress) -> Simulated:
    began = time.monotonic()
    until = datetime.now(UTC).replace(second=0, microsecond=0) - COUNT_BACK
    story = renamed(live(seed=seed, size=size, until=until), PREFIX)
    put_masters(scope=scope, size=size, lots=story.lots, prefix=PREFIX, progress=progress)
    put_people(scope=scope, prefix=PREFIX, people=[
        person for person in PEOPLE if person.code in {BOSS, *(code for _, code in COUNTERS)}])
    feed(scope=scope, story=story, progress=progress)
    codes = [PREFIX + site.code for site in SITES]
    before = book_now(scope=scope, sites=codes)
    predicted = book(story.documents, all_sightings(story), delivered=until, until=until)
    counted, plans = _count_everything(scope, story, size, progress)
    late = [d for d in story.documents if d.delivered > until]
    healed = sum(len(answer.healed) for answer in post_all(scope=scope, documents=late))
    for plan in plans:  # a serial that the book had elsewhere waited for its paper
        decide_count(scope=acting(scope=scope, code=PREFIX + BOSS), plan=plan,
                     password=DEMO_PASSWORD)
    after = book_now(scope=scope, sites=codes)
    gap_before, gap_after = _apart(story.truth, before), _apart(story.truth, after)
    here = scope._replace(sites=frozenset(codes))
    broken = sum(len(result.broken) for result in verify(scope=here) if not result.report)
    return Simulated(
        seed, round(size.months * 30.4), len(story.documents),
        sum(len(d.lines) for d in story.documents), sum(map(len, story.sightings)),
        _causes(story), len(story.truth), len(_apart(predicted, before)), len(gap_before),
        sum(map(abs, gap_before.values())), counted, healed, len(gap_after),
        sum(map(abs, gap_after.values())), broken, time.monotonic() - began,
        not gap_after and not broken and not _apart(predicted, before))


def _apart(one: Mapping[Key, int], other: Mapping[Key, int]) -> dict[Key, int]:
    """Return where two books differ, and by how much."""
    return {key: one.get(key, 0) - other.get(key, 0) for key in one.keys() | other.keys()
            if one.get(key, 0) != other.get(key, 0)}


def _causes(story: Story) -> tuple[CauseRow, ...]:
    """Sum what still parts truth from book, by cause."""
    planted = Counter(mishap.cause for mishap in story.mishaps)
    keys: dict[Cause, set[Key]] = defaultdict(set)
    units: Counter[Cause] = Counter()
    for mishap, key, quantity in open_effects(
            story.mishaps, all_sightings(story), delivered=story.until, until=story.until):
        keys[mishap.cause].add(key)
        units[mishap.cause] += abs(quantity)
    return tuple(CauseRow(cause, label, planted[cause], len(keys[cause]), units[cause])
                 for cause, label in CAUSES.items())


def _touched(story: Story, site: str) -> list[str]:
    """Return every place of a site that any paper names or where anything stands."""
    found = {key.place for key in story.truth if key.site == site}
    found |= {place for document in story.documents if document.site == site
              for line in document.lines for place in (line.source, line.target)}
    return sorted(place for place in found if not place.startswith(("@", "TRANSIT")))


def _count_everything(
    scope: Scope, story: Story, size: Size, progress: Progress
) -> tuple[int, list[UUID]]:
    """Count every place of every site, wall to wall, and approve; return the lines and plans."""
    goods = {item.code: item for item in world_items(size, PREFIX)}
    boss = acting(scope=scope, code=PREFIX + BOSS)
    step, lines, plans = Label("全盘", "Counting everything"), 0, list[UUID]()
    for n, (site, code) in enumerate(COUNTERS, 1):
        spots = _touched(story, PREFIX + site)
        plan = minted(story.until, "everything", story.seed, site)
        tasks = plan_count(
            scope=scope, plan=plan, site=PREFIX + site, name=f"{site} 全盘", places=spots,
            packet_places=len(spots), purpose="stock_taking")
        assign(scope=boss, task=tasks[0].id, person=PREFIX + code)
        person = phone(scope=scope, code=PREFIX + code, seed=story.seed, skew=SKEW * n)
        walked = walk(phone=person, site=PREFIX + site, task=tasks[0].id, places=spots,
                      truth=story.truth, items=goods, start=story.until + timedelta(minutes=2),
                      seed=(story.seed, site), pace=timedelta(seconds=1))
        lines += walked.rows
        decide_count(scope=boss, plan=plan, password=DEMO_PASSWORD)
        plans.append(plan)
        progress(step, n, len(COUNTERS))
    return lines, plans
