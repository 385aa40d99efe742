"""One morning of one site: plan, walk, settle, recount, explain, repair, approve.   晨盘走法操作

Only public operations are called: the counters push what they see as phones do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from pandian.counting.dispatch.queries import loads
from pandian.counting.operations import assign, close_task, settle
from pandian.counting.planning.queries import whys
from pandian.counting.queries import lines, task_sheet, tasks
from pandian.counting.words import LineRow, TaskRow
from pandian.governance.words import SYSTEM
from pandian.simulation.counters.operations import walk
from pandian.simulation.counters.words import Phone
from pandian.simulation.mornings.clockwork import operations as clockwork
from pandian.simulation.mornings.deciding.operations import approve_and_close, explain_and_repair
from pandian.simulation.mornings.deciding.words import Decided
from pandian.simulation.mornings.rules import seen_by
from pandian.simulation.mornings.walking.words import (
    BETWEEN,
    EXPLAINED,
    RANDOM,
    ROUND,
    Crew,
    Walked,
)
from pandian.simulation.mornings.words import RECOUNT_ROUNDS_MAX
from pandian.simulation.rules import dice
from pandian.simulation.words import Key

PACE = timedelta(milliseconds=200)


def morning_at(
    *, crew: Crew, site: str, truth: Mapping[Key, int], now: datetime
) -> list[Walked]:
    """Plan this morning at a site, count and decide it; return what each count brought."""
    made = clockwork.begin_day(site=site, now=now)
    if made is None:
        return []
    shares = _shares(site, now)
    did = [_count(crew, site, plan, truth, now) for plan in made.plans]
    return [did[0]._replace(shares=shares), *did[1:]] if did else []


def _shares(site: str, now: datetime) -> dict[str, int]:
    """Return the planned minutes of each person who was given work this morning."""
    rows = loads(scope=SYSTEM, site=site, now=now)
    return {row.person: row.minutes for row in rows if row.day == rows[0].day}


def _count(
    crew: Crew, site: str, plan: UUID, truth: Mapping[Key, int], now: datetime
) -> Walked:
    asked, places = _walk_all(crew, site, plan, truth, now, turn=0)
    again = _recounts(crew, site, plan, truth, now, turns=range(1, RECOUNT_ROUNDS_MAX + 1))
    so_far = explain_and_repair(boss=crew.signers.boss, site=site, plan=plan)
    settle(scope=crew.signers.boss, plan=plan)
    again += _recounts(crew, site, plan, truth, now, turns=[RECOUNT_ROUNDS_MAX + 1])
    done = approve_and_close(signers=crew.signers, site=site, plan=plan, now=now, so_far=so_far)
    rows = _lines(crew, plan)
    return _told(crew, site, plan, rows, done)._replace(
        tasks=asked, places=places, recounts=again)


def _told(crew: Crew, site: str, plan: UUID, rows: Sequence[LineRow], done: Decided) -> Walked:
    """Say what a count brought; a line that was repaired was wrong when it was seen."""
    drawn = _drawn(crew, site, plan, rows)
    right = sum(map(_right, drawn))
    crew.drawn.update({True: right, False: len(drawn) - right})
    return Walked(
        lines=len(rows), exact=sum(map(_right, rows)),
        posted=sum(row.verdict == "posted" for row in rows), left_open=not done.closed,
        random_lines=len(drawn), random_exact=right, certain=done.certain,
        by_rule=done.by_rule, by_people=done.by_people, small=done.small,
        approved=done.approved, second=done.second, causes=done.causes)


def _right(row: LineRow) -> bool:
    return row.variance == 0 and row.verdict != EXPLAINED


def _walk_all(
    crew: Crew, site: str, plan: UUID, truth: Mapping[Key, int], now: datetime, *, turn: int
) -> tuple[int, int]:
    """Let the site's counters walk every open task of a plan, each one that he may walk.

    Return how many tasks were open, and how many places were walked.
    """
    boss, places, busy = crew.signers.boss, 0, Counter[str]()
    waiting = [task for task in tasks(scope=boss, plan=plan) if task.state == "open"]
    if not waiting:
        return 0, 0
    for n, task in enumerate(sorted(waiting, key=lambda task: task.number)):
        person = _counter(crew, site, task, busy)
        if person is None:
            continue
        if task.person != person.person.actor:
            assign(scope=boss, task=task.id, person=person.person.actor)
        walked = _walk(crew, person, task, truth, now + ROUND * turn + BETWEEN * n)
        busy[person.person.actor] += walked
        places += walked
        close_task(scope=boss, task=task.id)
    settle(scope=boss, plan=plan)
    return len(waiting), places


def _counter(crew: Crew, site: str, task: TaskRow, busy: Mapping[str, int]) -> Phone | None:
    """Return who takes a task: whom dispatch gave it, else who has walked least and may."""
    free = [one for one in crew.phones[site] if one.person.actor not in task.excluded]
    return next((one for one in free if one.person.actor == task.person), None) or min(
        free, key=lambda one: busy.get(one.person.actor, 0), default=None)


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
                  pace=PACE)
    crew.sent[person.install] = first + walked.rows + walked.visits
    return len(codes)


def _recounts(
    crew: Crew, site: str, plan: UUID, truth: Mapping[Key, int], now: datetime, *,
    turns: Iterable[int],
) -> int:
    """Walk the recounts that settling asked for, round after round; return how many tasks."""
    walked = 0
    for turn in turns:
        clockwork.give_out(site=site, now=now)
        done, _ = _walk_all(crew, site, plan, truth, now, turn=turn)
        walked += done
        if not done:
            break
    return walked


def _lines(crew: Crew, plan: UUID) -> list[LineRow]:
    """Return all lines of a plan."""
    found: list[LineRow] = []
    after: str | None = None
    while True:
        page = lines(scope=crew.signers.boss, plan=plan, after=after)
        found += page.rows
        after = page.next
        if after is None:
            return found


def _drawn(crew: Crew, site: str, plan: UUID, rows: Sequence[LineRow]) -> list[LineRow]:
    """Return the lines at places that chance alone chose."""
    chance = {why.place for why in whys(scope=crew.signers.boss, site=site, plan=plan)
              if why.strategy == RANDOM}
    return [row for row in rows if row.place in chance]
