"""Making the plan of a day: what is due becomes tasks that say why they are there.   规划操作

Safe to repeat: a day is planned once per site.  One broken rule is named in the report, the day is
planned by the others.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5
from zlib import crc32
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction

from pandian.counting.dispatch.queries import capacity, skills_known, without_shift
from pandian.counting.dispatch.rules import cut
from pandian.counting.dispatch.words import (
    PACKET_MINUTES_MAX,
    PACKET_PLACES_MAX,
    DayCapacity,
    Stop,
)
from pandian.counting.operations import open_cut
from pandian.counting.planning.queries import day_plan, local_today, rules_in_force, stock_of
from pandian.counting.planning.reporting.rules import minutes, plan_of, report_of, why_params
from pandian.counting.planning.rulebook.rules import capped
from pandian.counting.planning.rules import (
    TIMES,
    Asked,
    asked,
    day_number,
    day_of,
    due,
    groups_of,
    how_of,
    packet_limits,
    rank,
    schedule,
    who_of,
    work_of,
)
from pandian.counting.planning.words import (
    EXAMPLES_MAX,
    HORIZON_DAYS,
    MINUTES_UNKNOWN,
    Clock,
    CountRule,
    DayPlan,
    DayRefused,
    DayRow,
    Due,
    Gap,
    Ints,
    RuleRow,
    Schedule,
    Stock,
    Work,
)
from pandian.counting.routing.queries import layout, spots
from pandian.counting.routing.rules import installed, routed
from pandian.counting.routing.words import Walk
from pandian.counting.tolerating.rules import own_policy
from pandian.counting.words import PlanDraft, Policy
from pandian.counting.words import Scope as Reach
from pandian.governance.policies.queries import active
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, run
from pandian.kernel.words import Fault

ROOM = "counting.planning"
DAY_SPACE = UUID("5b2a7c9e-3d1f-5c44-9a0e-6f0d2b8e7a11")
"""Names the plans and tasks of a day, so that planning it twice names them alike."""
DAYS_AHEAD_MAX = 31
MORNING = time(5)
"""From when on a day is planned, in the site's local time."""


class _Facts(NamedTuple):
    """All that one planned day rests on."""

    site: SiteRow
    day: date
    now: datetime
    clock: Clock
    seed: int
    rules: Sequence[CountRule]
    builtin: bool
    stock: Stock
    found: Due
    work: Work
    chosen: Schedule
    people: Sequence[DayCapacity]
    gaps: list[Gap]


class _Task(NamedTuple):
    """One packet of the day: all rules that ask for it, and those that are the most pressing."""

    id: UUID
    stops: Sequence[Stop]
    rules: frozenset[int]
    pressing: frozenset[int]


def plan_day(
    *, scope: Scope, site: str, day: date | None = None, dry_run: bool = False,
    seed: int | None = None, now: datetime | None = None, horizon: int = HORIZON_DAYS,
) -> DayPlan:
    """Plan a day of a site (today) and make its counts; a planned day is returned as it was made.

    `dry_run` writes nothing.  The seed is the site's own unless one is given; it is kept and
    shown.  Raises `Forbidden`, `NotFound` for a foreign site, `DayRefused`.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.plan")
    now = now or datetime.now(UTC)
    day = day or local_today(row, now)
    today = local_today(row, now)
    if day < today:
        raise DayRefused([Fault("/day", "day_past", (day,))])
    if day > today + timedelta(days=DAYS_AHEAD_MAX):
        raise DayRefused([Fault("/day", "day_far", (DAYS_AHEAD_MAX,))])
    if not dry_run and (known := _known(scope, site, day)) is not None:
        return known
    facts = _facts(scope, row, day, now, crc32(site.encode()) if seed is None else seed, horizon)
    places = facts.work.place[facts.chosen.day == 0]
    rows = asked(facts.found, facts.stock, clock=facts.clock, places=places, horizon=horizon)
    tasks = _tasks(facts, places, rows)
    facts, tasks, places, rows = _capped(facts, tasks, places, rows)
    tasks, walk = _routed(scope, facts, tasks)
    made = _report(facts, tasks, places)._replace(
        result="dry_run" if dry_run else "created", walk=walk)
    plan = plan_of(report_of(made))
    if dry_run:
        return plan
    with transaction.atomic():
        if _write(scope, facts, tasks, rows, plan):
            return plan._replace(made_at=now)
    known = _known(scope, site, day)
    assert known is not None
    return known


def plan_morning(*, scope: Scope, site: str, now: datetime | None = None) -> DayPlan | None:
    """Plan today once it is morning at the site; before that, return None."""
    row = site_by_code(scope=scope, code=site, capability="counting.plan")
    now = now or datetime.now(UTC)
    if now.astimezone(ZoneInfo(row.time_zone)).time() < MORNING:
        return None
    return plan_day(scope=scope, site=site, now=now)


def _known(scope: Scope, site: str, day: date) -> DayPlan | None:
    reading = scope._replace(capabilities=scope.capabilities | {"counting.read"}, grants=())
    return day_plan(scope=reading, site=site, day=day)


def _facts(
    scope: Scope, site: SiteRow, day: date, now: datetime, seed: int, horizon: int
) -> _Facts:
    """Read everything once, and decide what is due and when it is done."""
    rules, gaps, builtin = rules_in_force(scope=scope, site=site.code, day=day, now=now)
    stock = stock_of(scope=scope, site=site.code, rules=rules, now=now)
    people = capacity(scope=scope, site=site.code, first=day, days=horizon,
                      assumed_minutes=MINUTES_UNKNOWN)
    offset = datetime.combine(day, time(12), ZoneInfo(site.time_zone)).utcoffset()
    clock = Clock(day_number(day), int(offset.total_seconds()) if offset else 0,
                  people[0].seconds // (TIMES.line + TIMES.place))
    found = due(rules, stock, clock=clock, seed=seed)
    busy = run(ROOM, "busy", {"site": site.id})
    work = work_of(found, stock, clock=clock, horizon=horizon, seed=seed)
    work, planned = _without(work, stock, busy)
    chosen = schedule(work, clock=clock, capacity=[each.seconds for each in people],
                      planned=planned)
    facts = _Facts(site, day, now, clock, seed, rules, builtin, stock, found, work, chosen, people,
                   gaps)
    gaps += [Gap(fault.code, fault.params, 1) for fault in found.faults]
    if 0 < people[0].seconds <= planned:
        gaps.append(Gap("taken", (-(-planned // 60), people[0].seconds // 60), 1))
    known = skills_known(scope=scope, site=site.code, day=day)
    if idle := without_shift(scope=scope, site=site.code, day=day):
        gaps.append(Gap("people_unshifted", (), len(idle), tuple(idle)))
    gaps += [*_gaps(facts), *(Gap("skill_missing", (rule.code, skill), 1) for rule in rules
                              for skill in rule.who.get("skills") or () if skill not in known)]
    return facts


def _without(work: Work, stock: Stock, busy: Sequence[Any]) -> tuple[Work, int]:
    """Return the work without places that are in work, and the seconds that those still take."""
    taken = np.array([row.place for row in busy], dtype=np.int64)
    waiting = np.array([row.place for row in busy if row.waiting], dtype=np.int64)
    kept = ~np.isin(work.place, taken)
    there = np.isin(stock.place, waiting)
    planned = (len(waiting) * TIMES.place + int(there.sum()) * TIMES.line
               + int(stock.pieces[there].sum()) * TIMES.serial)
    return Work(work.place[kept], work.due[kept], work.priority[kept], work.seconds[kept],
                work.tie[kept]), planned


def _gaps(facts: _Facts) -> list[Gap]:
    """Return what contradicts or is missing; nothing of it stops the day."""
    stock, gaps, people = facts.stock, list[Gap](), facts.people
    real = stock.holding > 0
    if not real.any():
        gaps.append(Gap("nothing", (), 0))
    (free,) = np.nonzero(~facts.found.covered & (stock.on_hand != 0))
    if len(free):
        gaps.append(Gap("no_rule", (), len(free), _examples(facts.site, stock.holding[free])))
    if unseen := int((~facts.found.covered & ~real).sum()):
        gaps.append(Gap("no_empty", (), unseen))
    if people[0].assumed:
        gaps.append(Gap("no_shift", (MINUTES_UNKNOWN,), 1))
    elif not people[0].working:
        gaps.append(Gap("no_capacity", (), 1))
    if not people[0].working and people[0].assumed:
        gaps.append(Gap("not_working", (), 1))
    gaps += _rule_gaps(facts)
    widest = max((each.seconds for each in people), default=0)
    big = int((facts.work.seconds > widest).sum()) if widest else 0
    if big:
        gaps.append(Gap("place_too_big", (), big))
    if facts.chosen.late:
        gaps.append(Gap("late", (), facts.chosen.late))
    return gaps


def _rule_gaps(facts: _Facts) -> list[Gap]:
    """Return rules without stock or scores, and intervals that no capacity can keep."""
    stock, gaps, needed = facts.stock, list[Gap](), 0.0
    per_line = TIMES.line + TIMES.place * _places(stock) / max(len(stock.holding), 1)
    for rule, days in zip(facts.found.rules, facts.found.days, strict=True):
        known = int((days < 2**31 - 1).sum())
        if rule.strategy in ("cycle", "periodic"):
            needed += known * per_line / _interval(rule)
        if rule.strategy == "risk" and not np.isfinite(stock.score).any():
            gaps.append(Gap("no_scores", (rule.code,), 1))
        elif rule.strategy in ("cycle", "periodic", "risk") and not known and not facts.builtin:
            gaps.append(Gap("scope_empty", (rule.code,), 1))
    working = [each.seconds for each in facts.people]
    have = sum(working) / max(len(working), 1)
    if needed > have:
        gaps.append(Gap("over_capacity", (minutes(int(needed)), minutes(int(have))), 1))
    return gaps


def _interval(rule: CountRule) -> int:
    """Return the days between counts; of several classes the longest, so as not to alarm."""
    return int(rule.when.get("every_days") or max(rule.when["days_by_class"].values()))


def _places(stock: Stock) -> int:
    return len(np.unique(stock.place))


def _examples(site: SiteRow, holdings: Ints) -> tuple[str, ...]:
    rows = run(ROOM, "examples", {
        "site": site.id, "holdings": holdings[:EXAMPLES_MAX].tolist()})
    return tuple(row.named for row in rows)


def _recounted(scope: Scope, facts: _Facts, rounds: int | None, decides: str | None) -> Policy:
    """Return how a plan is recounted: as its rule says, else as the site's rule for recounts does.

    Where neither says anything one other person counts again.  A plan that says nothing of its own
    is judged by the rule that holds when it is opened.
    """
    silent = rounds is None and decides is None
    return own_policy(rounds, decides, ruled=silent and bool(active(
        scope=scope, kind="count.recount", site=facts.site.code, at=facts.now)))


def _tasks(facts: _Facts, places: Ints, rows: Asked) -> list[_Task]:
    """Cut the day's places into packets: of one zone, counted in one way, needing one skill."""
    rules = facts.found.rules
    groups = groups_of(rows, rules, facts.clock.today)
    seconds = dict(zip(facts.work.place.tolist(), facts.work.seconds.tolist(), strict=True))
    where = run(ROOM, "places", {"site": facts.site.id, "places": places.tolist()})
    stops = [Stop(row.id, row.zone, row.code, row.sequence, seconds[row.id],
                  groups.group[row.id]) for row in where]
    limit, spent = packet_limits(rules, PACKET_PLACES_MAX, PACKET_MINUTES_MAX)
    packets = cut(stops, places_max=limit, seconds_max=spent)
    name = f"{facts.site.code}:{facts.day}:{facts.seed}"
    return [_Task(uuid5(DAY_SPACE, f"{name}:{n}"), packet,
                  frozenset(rule for stop in packet for rule in groups.asking[stop.place]),
                  frozenset(groups.decides[stop.place] for stop in packet))
            for n, packet in enumerate(packets)]


def _capped(
    facts: _Facts, tasks: list[_Task], places: Ints, rows: Asked
) -> tuple[_Facts, list[_Task], Ints, Asked]:
    """Leave out the tasks that are over a rule's daily limit; their places wait, and that is told.
    """
    stays = capped([task.pressing for task in tasks], facts.found.rules)
    if all(stays):
        return facts, tasks, places, rows
    kept = [task for task, stay in zip(tasks, stays, strict=True) if stay]
    held = np.array([stop.place for task in kept for stop in task.stops], dtype=np.int64)
    out = np.setdiff1d(places, held)
    chosen, at = facts.chosen, np.isin(facts.work.place, out)
    seconds = int(facts.work.seconds[at].sum())
    facts.gaps.append(Gap("capped", (), len(out)))
    return (facts._replace(chosen=chosen._replace(
        day=np.where(at, -1, chosen.day).astype(np.int32),
        load=(chosen.load[0] - seconds, *chosen.load[1:]))),
        kept, np.intersect1d(places, held),
        Asked(*(column[np.isin(rows.place, held)] for column in rows)))


def _routed(
    scope: Scope, facts: _Facts, tasks: list[_Task]
) -> tuple[list[_Task], Walk | None]:
    """Put the places of each task into the order that the site's rule for routes wants, measured.

    Without such a rule, or without the solver that it asks for, the S-shape stays.
    """
    plan = layout(scope=scope, site=facts.site.code, at=facts.now)
    if not plan.rule:
        return tasks, None
    if plan.solver and not installed():
        facts.gaps.append(Gap("solver_missing", (plan.rule,), 1))
        plan = plan._replace(solver=False)
    stops = [[stop.place for stop in task.stops] for task in tasks]
    orders, walk = routed(stops, spots(
        site=facts.site, places=[place for each in stops for place in each], layout=plan), plan)
    return [task._replace(stops=[task.stops[n] for n in order])
            for task, order in zip(tasks, orders, strict=True)], walk


def _report(facts: _Facts, tasks: Sequence[_Task], places: Ints) -> DayPlan:
    chosen, today = facts.chosen, facts.clock.today
    real = facts.stock.holding > 0
    lines = int((np.isin(facts.stock.place, places) & real).sum())
    days = tuple(
        DayRow(each.day, each.working, int((chosen.day == n).sum()), minutes(chosen.load[n]),
               minutes(each.seconds)) for n, each in enumerate(facts.people))
    rules = tuple(
        RuleRow(rule.code, rule.strategy, rule.label, rule.version,
                int((when < 2**31 - 1).sum()), int((when <= today).sum()),
                int((when < today + len(days)).sum()))
        for rule, when in zip(facts.found.rules, facts.found.days, strict=True))
    return DayPlan(
        facts.site.code, facts.day, "", facts.builtin, facts.seed, int(real.sum()),
        tuple(_plans(facts, tasks)), len(tasks), len(places), lines, minutes(chosen.load[0]),
        minutes(facts.people[0].seconds), chosen.late, days, rules, tuple(facts.gaps))


def _plans(facts: _Facts, tasks: Sequence[_Task]) -> dict[UUID, list[_Task]]:
    """Return the day's counts, one for each way of counting, with their tasks."""
    found: dict[UUID, list[_Task]] = {}
    for task in tasks:
        how = _how_of(facts, task)
        id = uuid5(DAY_SPACE, f"{facts.site.code}:{facts.day}:{facts.seed}:{how!r}")
        found.setdefault(id, []).append(task)
    return found


def _how_of(facts: _Facts, task: _Task) -> tuple[Any, ...]:
    """Return how a task is counted: all its places are counted in one way."""
    return how_of(facts.found.rules[min(task.pressing)])


def _write(
    scope: Scope, facts: _Facts, tasks: Sequence[_Task], rows: Asked, plan: DayPlan
) -> bool:
    """Write the day, its counts, tasks and reasons; False when somebody was first."""
    report = json.dumps(report_of(plan), ensure_ascii=False)
    if not affected(ROOM, "insert_day", {
            "site": facts.site.id, "day": facts.day, "seed": facts.seed, "actor": scope.actor,
            "now": facts.now, "report": report}):
        return False
    for id, packets in _plans(facts, tasks).items():
        blind, rounds, decides, full = _how_of(facts, packets[0])
        draft = PlanDraft(
            id, facts.site.code, f"每日盘点 Daily count {facts.day}" + (" 全盘 full" * full),
            Reach(), purpose="stock_taking" if full else "cycle_counting", blind=blind,
            policy=_recounted(scope, facts, rounds, decides))
        open_cut(scope=scope, draft=draft, walks=[
            (task.id, [(stop.place, n) for n, stop in enumerate(task.stops, 1)])
            for task in packets])
    if tasks:
        _write_whys(facts, tasks, rows)
        _write_stands(facts, tasks)
    record(scope=scope, site=facts.site.id, kind="counting.day_planned",
           subject=f"day:{facts.day}", data={
               "tasks": plan.tasks, "places": plan.places, "minutes": plan.minutes,
               "seed": plan.seed, "late": plan.late, "gaps": [gap.code for gap in plan.gaps]})
    return True


def _write_whys(facts: _Facts, tasks: Sequence[_Task], rows: Asked) -> None:
    at = {stop.place: task.id for task in tasks for stop in task.stops}
    rules = facts.found.rules
    affected(ROOM, "insert_whys", {
        "site": facts.site.id, "tasks": [at[place] for place in rows.place.tolist()],
        "places": rows.place.tolist(), "which": (rows.rule + 1).tolist(),
        "holdings": rows.holdings.tolist(),
        "due": [day_of(day) for day in rows.due.tolist()],
        "rules": [rule.code for rule in rules], "zh": [rule.label.zh for rule in rules],
        "en": [rule.label.en for rule in rules],
        "policies": [str(rule.version or "") for rule in rules],
        "versions": [rule.number for rule in rules],
        "strategies": [rule.strategy for rule in rules],
        "params": [json.dumps(why_params(rule, facts.seed)) for rule in rules]})


def _write_stands(facts: _Facts, tasks: Sequence[_Task]) -> None:
    rules = facts.found.rules
    who = [who_of(rules[n] for n in sorted(task.rules)) for task in tasks]
    end = datetime.combine(facts.day + timedelta(days=1), time(0), ZoneInfo(facts.site.time_zone))
    affected("counting.dispatch", "insert_stands", {
        "site": facts.site.id, "tasks": [task.id for task in tasks],
        "zones": [task.stops[0].zone for task in tasks],
        "seconds": [sum(stop.seconds for stop in task.stops) for task in tasks],
        "skills": ["\n".join(each[0]) for each in who],
        "people": ["\n".join(each[1]) for each in who],
        "not_mover": [each[2] for each in who], "not_last": [each[3] for each in who],
        "priorities": [min(rank(rules[n]) for n in task.pressing) for task in tasks],
        "deadline": end.astimezone(UTC)})

