"""Run mornings with nobody in charge: plan, walk, settle, recount, decide.   自动晨盘

Only public operations are called.  Runs beside whatever the database holds and leaves no trace.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from pandian.counting.operations import approve, assign, close_plan, close_task, settle
from pandian.counting.planning.operations import plan_day
from pandian.counting.planning.queries import whys
from pandian.counting.queries import lines, task_sheet, tasks
from pandian.counting.risk.rules import interval
from pandian.counting.words import CloseRefused, LineRow, TaskRow
from pandian.governance.words import Scope
from pandian.kernel.words import Label
from pandian.ledger.verify.operations import verify
from pandian.simulation.counters.operations import Phone, acting, phone, walk
from pandian.simulation.life.days.rules import mornings
from pandian.simulation.life.rules import Life
from pandian.simulation.mornings.rules import apart, seen_by
from pandian.simulation.mornings.words import (
    COUNTERS_PER_SITE,
    RECOUNT_ROUNDS_MAX,
    SITE_CODES,
    Morning,
    Mornings,
)
from pandian.simulation.operations import BOSS, COUNT_BACK, PREFIX, put_people
from pandian.simulation.queries import DEMO_PASSWORD, book_now
from pandian.simulation.rules import dice, renamed
from pandian.simulation.staging.operations import (
    Progress,
    feed,
    post_all,
    put_masters,
    put_new_lots,
    silent,
    world_items,
)
from pandian.simulation.words import SIZES, Key, Size, Story
from pandian.simulation.world.words import PEOPLE, Item, Person

RANDOM = "sampling"
"""The strategy whose lines chance alone drew: only they tell how accurate the book is."""


ROUND, BETWEEN = timedelta(minutes=14), timedelta(seconds=15)
"""Nothing moves in the first hour of a day: all rounds are walked in it, each after the last."""


class Crew(NamedTuple):
    """Who works in this run: the boss, each site's phones, what each has numbered; `drawn` counts
    the lines of the random part, exact ones and others."""

    boss: Scope
    phones: dict[str, list[Phone]]
    sent: dict[UUID, int]
    drawn: Counter[bool]
    items: Mapping[str, Item]
    seed: int


class Round(NamedTuple):
    """What the counters saw in one round, and how many tasks they walked."""

    tasks: int
    places: int


def run_mornings(
    *, scope: Scope, seed: int, days: int = 10, size: str = "small", progress: Progress = silent
) -> Mornings:
    """Live a world, then let `days` mornings plan and count themselves; return what happened.

    Raises `Forbidden`, `KeyError` for a size that is not known.
    """
    scope.need("governance.write")
    with transaction.atomic():
        report = _run(scope, seed, days, SIZES[size], progress)
        transaction.set_rollback(True)
    return report


def _run(scope: Scope, seed: int, days: int, size: Size, progress: Progress) -> Mornings:
    began = time.monotonic()
    until = datetime.now(UTC).replace(second=0, microsecond=0) - COUNT_BACK
    life = Life(seed=seed, size=size, until=until)
    stops = mornings(life)
    last = _warm_up(stops, life, until - timedelta(days=days))
    life.size = size._replace(counts=0)  # from here on only the planner has anything counted
    story = renamed(life.story(), PREFIX)
    put_masters(scope=scope, size=size, lots=story.lots, prefix=PREFIX, progress=progress)
    crew = _crew(scope, seed, size)
    feed(scope=scope, story=story, until=last, progress=progress)
    found = [_morning(scope, crew, story, last)]
    for stop in stops:
        if stop - last < timedelta(days=1):
            break  # the world ends in the middle of its last day, whose morning has been
        story = _deliver(scope, life, story, last, stop)
        last = stop
        found.append(_morning(scope, crew, story, stop))
        progress(Label("早晨", "Mornings"), len(found), days + 1)
    here = scope._replace(sites=frozenset(PREFIX + code for code in SITE_CODES))
    broken = sum(len(result.broken) for result in verify(scope=here) if not result.report)
    return Mornings(seed, (found[0].day - life.since.date()).days, tuple(found), broken,
                    time.monotonic() - began)


def _warm_up(stops: Iterator[datetime], life: Life, until: datetime) -> datetime:
    """Run the world until its first morning after `until`."""
    for stop in stops:
        if stop >= until:
            return stop
    return life.until


def _deliver(
    scope: Scope, life: Life, before: Story, last: datetime, now: datetime
) -> Story:
    """Bring in what reached the desk since the last morning: new lots, papers, late ones too."""
    story = renamed(life.story(), PREFIX)
    put_new_lots(scope=scope, lots={
        key: dates for key, dates in story.lots.items() if key not in before.lots})
    papers = sorted((d for d in story.documents if last < d.delivered <= now),
                    key=lambda d: (d.delivered, d.id))
    post_all(scope=scope, documents=papers)
    return story


def _crew(scope: Scope, seed: int, size: Size) -> Crew:
    people = [person for person in PEOPLE if person.code == BOSS]
    counters = {site: [f"{site.lower()}-counter-{n}" for n in range(1, COUNTERS_PER_SITE + 1)]
                for site in SITE_CODES}
    people += [Person(code, Label(code, code), "counter", site)
               for site, codes in counters.items() for code in codes]
    put_people(scope=scope, people=people, prefix=PREFIX)
    phones = {
        site: [phone(scope=scope, code=PREFIX + code, seed=seed, skew=timedelta(minutes=7 * n))
               for n, code in enumerate(codes, -1)] for site, codes in counters.items()}
    return Crew(acting(scope=scope, code=PREFIX + BOSS), phones, {}, Counter(),
                {item.code: item for item in world_items(size, PREFIX)}, seed)


def _morning(scope: Scope, crew: Crew, story: Story, now: datetime) -> Morning:
    """Plan, count and decide this morning at every site."""
    codes = [PREFIX + code for code in SITE_CODES]
    before = apart(story.truth, book_now(scope=scope, sites=codes))
    asked = places = recounts = posted = left = 0
    seen: list[LineRow] = []
    for site in SITE_CODES:
        made = plan_day(scope=scope, site=PREFIX + site, now=now)
        for plan in made.plans:
            first = _walk_all(crew, site, plan, story.truth, now, turn=0)
            again = _recounts(crew, site, plan, story.truth, now)
            left += not _decide(crew, plan)
            rows = _lines(crew, plan)
            asked, places, recounts = asked + first.tasks, places + first.places, recounts + again
            posted += sum(row.verdict == "posted" for row in rows)
            seen += rows
            crew.drawn.update(row.variance == 0 for row in _drawn(crew, PREFIX + site, plan, rows))
    after = book_now(scope=scope, sites=codes)
    exact, drawn = crew.drawn[True], crew.drawn.total()
    low, high = interval(exact, drawn) if drawn else (0.0, 1.0)
    return Morning(
        now.date(), asked, places, len(seen), sum(row.variance == 0 for row in seen), recounts,
        posted, left, len(story.truth), before, apart(story.truth, after), drawn, exact, low, high)


def _walk_all(
    crew: Crew, site: str, plan: UUID, truth: Mapping[Key, int], now: datetime, *, turn: int
) -> Round:
    """Let the site's counters walk every open task of a plan, each one that he may walk."""
    places = 0
    waiting = [task for task in tasks(scope=crew.boss, plan=plan) if task.state == "open"]
    for n, task in enumerate(sorted(waiting, key=lambda task: task.number)):
        person = _counter(crew, site, task, n)
        if person is None:
            continue
        assign(scope=crew.boss, task=task.id, person=person.person.actor)
        places += _walk(crew, person, task, truth, now + ROUND * turn + BETWEEN * n)
        close_task(scope=crew.boss, task=task.id)
    settle(scope=crew.boss, plan=plan)
    return Round(len(waiting), places)


def _counter(crew: Crew, site: str, task: TaskRow, n: int) -> Phone | None:
    """Return who takes a task: its own person, else the next who has not counted it."""
    free = [one for one in crew.phones[site] if one.person.actor not in task.excluded]
    if not free:
        return None
    return next((one for one in free if one.person.actor == task.person), free[n % len(free)])


def _walk(
    crew: Crew, person: Phone, task: TaskRow, truth: Mapping[Key, int], start: datetime
) -> int:
    """Walk one task by the real push; a recount speaks only of what it was asked for."""
    sheet = task_sheet(scope=person.person, task=task.id)
    codes = [place.place for place in sheet.places]
    seen = seen_by(truth, site=task.site, places=codes, items=crew.items,
                   dice=dice("slip", crew.seed, task.site, task.number, task.round, str(start)))
    if task.kind == "recount":
        asked = {(line.place, line.item) for line in sheet.lines}
        seen = {key: n for key, n in seen.items() if (key.place, key.item) in asked}
    first = crew.sent.get(person.install, 1)
    walked = walk(phone=person, site=task.site, task=task.id, places=codes, truth=seen,
                  items=crew.items, start=start, seed=(crew.seed, task.id), first_seq=first,
                  pace=timedelta(milliseconds=200))
    crew.sent[person.install] = first + walked.rows + walked.visits
    return len(codes)


def _recounts(
    crew: Crew, site: str, plan: UUID, truth: Mapping[Key, int], now: datetime
) -> int:
    """Walk the recounts that settling asked for, round after round; return how many tasks."""
    walked = 0
    for turn in range(1, RECOUNT_ROUNDS_MAX + 1):
        done = _walk_all(crew, site, plan, truth, now, turn=turn).tasks
        walked += done
        if not done:
            break
    return walked


def _decide(crew: Crew, plan: UUID) -> bool:
    """Approve what waits and close the plan; return whether it could be closed."""
    page = lines(scope=crew.boss, plan=plan, verdict="approval", limit=1)
    if page.rows:
        approve(scope=crew.boss, plan=plan, lines="all", meaning="approved",
                password=DEMO_PASSWORD, seen_hash=page.content_hash)
    with suppress(CloseRefused):
        close_plan(scope=crew.boss, plan=plan)
        return True
    return False


def _lines(crew: Crew, plan: UUID) -> list[LineRow]:
    """Return all lines of a plan."""
    found: list[LineRow] = []
    after: str | None = None
    while True:
        page = lines(scope=crew.boss, plan=plan, after=after)
        found += page.rows
        after = page.next
        if after is None:
            return found


def _drawn(crew: Crew, site: str, plan: UUID, rows: Sequence[LineRow]) -> list[LineRow]:
    """Return the lines at places that chance alone chose."""
    chance = {why.place for why in whys(scope=crew.boss, site=site, plan=plan)
              if why.strategy == RANDOM}
    return [row for row in rows if row.place in chance]
