"""People walk the places of a task with phones: wrong clocks, duplicates, any order.   盘点人员

Only capture's and counting's public operations are called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from pandian.capture.operations import accept
from pandian.capture.words import ObservationDraft, Push
from pandian.counting.operations import (
    approve,
    close_plan,
    close_task,
    create_plan,
    record_visit,
    settle,
)
from pandian.counting.queries import lines, tasks
from pandian.counting.words import PlanDraft, Policy, Summary, TaskRow, VisitDraft
from pandian.counting.words import Scope as CountScope
from pandian.governance.queries import person_by_code, scope_of_person
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.simulation.counters.words import Phone, Walk
from pandian.simulation.rules import minted
from pandian.simulation.words import Key
from pandian.simulation.world.words import Item

PUSH_ROWS_MAX = 500
PACE = timedelta(seconds=6)
ANALYZED_ROWS = 100
"""A walk of more rows than this refreshes the planner's statistics."""


class PushFailed(AssertionError):
    """A row of a simulated phone was refused or put aside."""


def walk(
    *, phone: Phone, site: str, task: UUID, places: Sequence[str], truth: Mapping[Key, int],
    items: Mapping[str, Item], start: datetime, seed: object, first_seq: int = 1,
    pace: timedelta = PACE,
) -> Walk:
    """Count every place: say what stands there, close the visit; send it late and twice.

    `truth` must be what stands there while the walk lasts; `start` is real time, in the past.
    """
    dice = Random(str(seed))  # noqa: S311 - repeatable
    by_place: dict[str, list[Key]] = {place: [] for place in places}
    for key in sorted(truth):
        if key.site == site and key.place in by_place and truth[key] > 0:
            by_place[key.place].append(key)
    clock, seq = start, first_seq
    rows: list[ObservationDraft] = []
    visits: list[VisitDraft] = []
    seen: dict[Key, datetime] = {}
    for place, keys in by_place.items():
        opened, visit = clock, minted(clock, "visit", seed, task, place)
        for key in keys:
            clock += pace
            seen[key] = clock
            rows.append(_row(phone, task, visit, key, truth[key], items[key.item], clock, seq))
            seq += 1
        clock += pace
        visits.append(VisitDraft(visit, task, place, opened + phone.skew, clock + phone.skew,
                                 True, phone.install, seq))
        seq += 1
    _send(phone, site, task, rows, dice, last_seq=seq - 1)
    for draft in visits:
        record_visit(scope=phone.person, draft=draft)
    accept(scope=phone.person, sites_of_tasks={}, push=Push(
        phone.install, datetime.now(UTC) + phone.skew, seq - 1, (), app_version="demo"))
    if len(rows) > ANALYZED_ROWS:
        run("simulation", "analyze")
    return Walk(len(rows), len(visits), seen)


def _row(
    phone: Phone, task: UUID, visit: UUID, key: Key, quantity: int, item: Item,
    at: datetime, seq: int,
) -> ObservationDraft:
    """Say one counted number, in packs where it comes out even."""
    unit, factor = None, 1
    for name, size, _ in item.packs:
        if quantity % size == 0 and quantity >= size and not key.serial:
            unit, factor = name, size
    return ObservationDraft(
        id=minted(at, "row", phone.install, seq), mode="set", place=key.place,
        quantity=quantity // factor, unit=unit, item=key.item, lot=key.lot or None,
        serial=key.serial or None, status=key.status, observed_at=at + phone.skew, seq=seq,
        task=task, visit=visit, entry="wedge")


def _send(
    phone: Phone, site: str, task: UUID, rows: Sequence[ObservationDraft], dice: Random, *,
    last_seq: int,
) -> None:
    """Send in pushes that overlap and arrive in any order, as after hours without a network."""
    pushes = [list(rows[n:n + PUSH_ROWS_MAX]) for n in range(0, len(rows), PUSH_ROWS_MAX - 40)]
    if len(pushes) == 1:
        half = len(rows) // 2
        pushes = [list(rows[half:]), list(rows[:half + 1]), list(rows)]
    dice.shuffle(pushes)
    for push in pushes:
        dice.shuffle(push)
        answer = accept(scope=phone.person, sites_of_tasks={task: site}, push=Push(
            phone.install, datetime.now(UTC) + phone.skew, last_seq, tuple(push),
            app_version="demo"))
        bad = [verdict for verdict in answer.verdicts
               if verdict.result not in ("created", "exists") or verdict.tray]
        if bad:
            raise PushFailed(str(bad[:3]))


def acting(*, scope: Scope, code: str, device: UUID | None = None) -> Scope:
    """Return the scope of one of the people, as if he had signed in."""
    person = person_by_code(scope=scope, code=code)
    found = scope_of_person(person=person.id)
    return found._replace(device=str(device)) if device else found


def phone(*, scope: Scope, code: str, seed: int, skew: timedelta) -> Phone:
    """Give a person a phone with a clock that is wrong by `skew`."""
    install = minted(datetime(2026, 1, 1, tzinfo=UTC), "phone", seed, code)
    return Phone(install, acting(scope=scope, code=code, device=install), skew)


def plan_count(
    *, scope: Scope, plan: UUID, site: str, name: str, places: Sequence[str],
    packet_places: int, purpose: str = "cycle_counting",
) -> list[TaskRow]:
    """Open a blind count over these places; return its tasks in walking order.

    Whoever opens it cannot approve it.
    """
    create_plan(scope=scope, draft=PlanDraft(
        plan, site, name, CountScope(places=tuple(places)), purpose, True,
        policy=Policy(packet_places=packet_places)))
    return sorted(tasks(scope=scope, plan=plan), key=lambda task: task.number)


def decide_count(
    *, scope: Scope, plan: UUID, password: str, second: Scope | None = None
) -> Summary:
    """Settle, approve everything that waits as this person, settle again.

    `second` signs too where the approval matrix wants two.
    """
    for task in tasks(scope=scope, plan=plan):
        if task.state == "open" and task.kind == "count":
            close_task(scope=scope, task=task.id)
    settle(scope=scope, plan=plan)
    page = lines(scope=scope, plan=plan, verdict="approval", limit=1)
    if page.rows:
        done = approve(scope=scope, plan=plan, lines="all", meaning="approved",
                       password=password, seen_hash=page.content_hash)
        if done.missing and second:
            approve(scope=second, plan=plan, lines="all", meaning="approved", password=password,
                    seen_hash=page.content_hash)
    return settle(scope=scope, plan=plan)


def finish_count(
    *, scope: Scope, plan: UUID, password: str, second: Scope | None = None
) -> Summary:
    """Decide a count and close it."""
    summary = decide_count(scope=scope, plan=plan, password=password, second=second)
    close_plan(scope=scope, plan=plan)
    return summary
