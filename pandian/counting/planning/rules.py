"""What is due, when, in which order, on which day.   规划规则

Pure: arrays in, arrays out; no clock, no database, no Django.  The same stock, rules, day and seed
give the same plan: what is drawn is drawn by a hash of the holding, never by a generator.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pandian.counting.planning.words import (
    ABC_PERMILLE,
    CAUSES,
    NEVER,
    PRIORITIES,
    SAME_FACET,
    SKIPPED,
    WEEKDAYS,
    XYZ_PERCENT,
    Clock,
    CountRule,
    Days,
    Due,
    Flags,
    Ints,
    Schedule,
    Stock,
    TimeModel,
    Work,
)
from pandian.kernel.words import Fault

DAY_SECONDS = 86_400
EPOCH = date(1970, 1, 1)
Hashes = npt.NDArray[np.uint64]
PER_DAY_DEFAULT = 20
EMPTY_PER_DAY_DEFAULT = 5
EXPIRY_DAYS = 90
TIMES = TimeModel()
BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError)
"""What a rule with impossible content raises: it is named, the others go on."""


def day_number(day: date) -> int:
    """Return days since 1970."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the day that is so many days after 1970-01-01."""
    return EPOCH + timedelta(days=int(number))


def mixed(keys: Ints, seed: int) -> Hashes:
    """Return a well mixed 64-bit hash of each key (splitmix64, Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        z = keys.astype(np.uint64) + np.uint64((seed * 0x9E3779B97F4A7C15 + 1) % 2**64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)


def abc_of(values: npt.NDArray[Any]) -> Ints:
    """Return 0 for A, 1 for B, 2 for C by usage value: 80 %, the next 15 %, the rest.

    An item whose value reaches over a border belongs to the class in which it begins; without
    usage it is C.  Ties go by position.
    """
    order = np.argsort(-values, kind="stable")
    ranked = values[order].astype(np.float64)
    before = np.cumsum(ranked) - ranked
    total = float(ranked.sum())
    found = np.full(len(values), 2, dtype=np.int64)
    if total > 0:
        shares = before / total * 1_000
        kind = np.where(shares < ABC_PERMILLE[0], 0, np.where(shares < ABC_PERMILLE[1], 1, 2))
        found[order] = np.where(ranked > 0, kind, 2)
    return found


def xyz_of(months: npt.NDArray[Any]) -> Ints:
    """Return 0 for X, 1 for Y, 2 for Z from usage per item (row) and month (column).

    By the coefficient of variation, standard deviation over mean; without usage it is Z.
    """
    mean = months.mean(axis=1)
    spread = months.std(axis=1)
    percent = np.where(mean > 0, spread * 100 / np.maximum(mean, 1e-9), np.inf)
    return np.where(percent <= XYZ_PERCENT[0], 0, np.where(percent <= XYZ_PERCENT[1], 1, 2))


def inside(rule: CountRule, stock: Stock) -> Flags:
    """Return which holdings a rule speaks of: every facet that it names must fit.

    Rows of places that the book calls empty are for the strategy `empty`, the others are not.
    """
    held: Flags = (stock.holding < 0) == (rule.strategy == "empty")
    for key, values in (rule.scope.get("attributes") or {}).items():
        held &= _named(stock, f"attributes.{key}", values)
    for name, words in rule.scope.items():
        if words and name != "attributes":
            held &= _named(stock, SAME_FACET.get(name, name), words)
    for name in (each for each in SKIPPED if rule.exceptions.get(f"skip_{each}")):
        held &= ~_named(stock, name, rule.exceptions[f"skip_{name}"])
    for key, values in (rule.exceptions.get("skip_attributes") or {}).items():
        held &= ~_named(stock, f"attributes.{key}", values)
    return held


def _named(stock: Stock, name: str, words: Sequence[str]) -> Flags:
    facet, meant = stock.facets[name], frozenset(words)
    wanted = np.fromiter((not meant.isdisjoint(each) for each in facet.words), np.bool_,
                         len(facet.words))
    return np.asarray(wanted[facet.at], dtype=np.bool_)


def due(rules: Sequence[CountRule], stock: Stock, *, clock: Clock, seed: int = 0) -> Due:
    """Return when each holding falls due by each rule; a rule that cannot run is named and left.

    A holding due by two rules stands in both rows: whoever counts it once serves both.
    """
    days, kept, faults = list[Days](), list[CountRule](), list[Fault]()
    covered = np.zeros(len(stock.holding), dtype=np.bool_)
    for rule in rules:
        if rule.strategy == "spot":
            continue
        try:
            scope = inside(rule, stock)
            when = _STRATEGIES[rule.strategy](rule, stock, clock, seed, scope)
            when = _cooled(rule, stock, when, clock)
            when = _on_weekdays(rule.when.get("weekdays") or (), when, clock)
        except BROKEN as error:
            faults.append(Fault(f"/rules/{rule.code}", "rule_broken",
                                (rule.code, f"{type(error).__name__}: {error}")))
            continue
        covered |= scope & (when < NEVER) if "days_by_class" in rule.when else scope
        kept.append(rule)
        days.append(np.where(scope, when, NEVER).astype(np.int32))
    return Due(tuple(kept), tuple(days), covered, tuple(faults))


def _on_weekdays(weekdays: Sequence[str], days: Ints, clock: Clock) -> Ints:
    """Put what is due off to the next day of the week on which the rule runs."""
    if not weekdays:
        return days
    runs = [WEEKDAYS.index(name) for name in weekdays]
    wait = np.array([min((run - day) % 7 for run in runs) for day in range(7)])
    at = np.maximum(days, clock.today)
    moved = at + wait[(at + 3) % 7]  # 1970-01-01 was a Thursday
    return np.where(days >= NEVER, NEVER, np.where(wait[(at + 3) % 7] > 0, moved, days))


def _cooled(rule: CountRule, stock: Stock, days: Ints, clock: Clock) -> Ints:
    """Put off what would fall due sooner after its last look than the rule's cool-down."""
    pause = int(rule.exceptions.get("cooldown_days") or 0)
    if pause <= 0:
        return days
    last = credit(rule, stock)
    rested = np.maximum(days, _local_day(last, clock) + pause)
    return np.where((last > 0) & (days < NEVER), rested, days)


def credit(rule: CountRule, stock: Stock) -> Ints:
    """Return the instant of the last look that this rule lets count: counts, and full proofs."""
    if rule.when.get("proof_credit", rule.strategy != "full"):
        return np.maximum(stock.counted, stock.proved)
    return stock.counted


def _local_day(seconds: Ints, clock: Clock) -> Ints:
    return np.asarray((seconds + clock.offset) // DAY_SECONDS, dtype=np.int64)


def _recurring(rule: CountRule, stock: Stock, clock: Clock, seed: int, every: Ints) -> Ints:
    """Return last look + interval; the first round is spread evenly over the interval.

    It begins when the rule does, or when the goods appeared, whichever is later.
    """
    last = credit(rule, stock)
    begin = np.maximum(_local_day(stock.appeared, clock), day_number(rule.start))
    spread = (mixed(stock.holding, seed) % every.astype(np.uint64)).astype(np.int64)
    return np.where((last > 0) & (stock.on_hand != 0), _local_day(last, clock) + every,
                    np.where(stock.on_hand != 0, begin + 1 + spread, NEVER))


def _periodic(rule: CountRule, stock: Stock, clock: Clock, seed: int, scope: Flags) -> Ints:
    if rule.when.get("days_by_class"):
        return _by_class(rule, stock, clock, seed)
    every = int(rule.when["every_days"])
    if every < 1:
        raise ValueError("every_days < 1")
    return _recurring(rule, stock, clock, seed, np.full(len(scope), every, dtype=np.int64))


def _by_class(rule: CountRule, stock: Stock, clock: Clock, seed: int) -> Ints:
    """Return the recurring days with the interval of the class; other classes never fall due."""
    intervals = {name: int(days) for name, days in rule.when["days_by_class"].items()}
    if min(intervals.values()) < 1:
        raise ValueError("days_by_class < 1")
    facet = stock.facets["classes"]
    per = np.array([min((intervals[word] for word in words if word in intervals), default=0)
                    for words in facet.words], dtype=np.int64)
    every = per[facet.at]
    found = _recurring(rule, stock, clock, seed, np.maximum(every, 1))
    return np.where(every > 0, found, NEVER)


def next_date(dates: Sequence[str], today: int) -> tuple[int, int]:
    """Return the next of these month-days (MM-DD), today included, and the one before it."""
    year = day_of(today).year
    found = sorted(day_number(_on(year + more, text)) for text in dates for more in (-1, 0, 1))
    return (next(day for day in found if day >= today),
            max(day for day in found if day < today))


def _on(year: int, text: str) -> date:
    month, day = map(int, text.split("-"))
    if (month, day) == (2, 29):  # in a common year the day before March
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, day)


def _full(rule: CountRule, stock: Stock, clock: Clock, seed: int, scope: Flags) -> Ints:
    """Every holding once for each date; what was counted since the date before has its credit.

    The work is spread over the days that lead up to the date, and is never due after it.
    """
    date_due, before = next_date(rule.when["dates"], clock.today)
    lead = max(int(rule.when.get("lead_days", 0)), 0)
    spread = (mixed(stock.holding, seed) % np.uint64(lead + 1)).astype(np.int64)
    looked = _local_day(credit(rule, stock), clock) > before
    return np.where(looked, NEVER, date_due - spread)


def _since(stock: Stock, rule: CountRule) -> Flags:
    return np.asarray(stock.moved > credit(rule, stock), dtype=np.bool_)


def _touched(rule: CountRule, stock: Stock, clock: Clock, seed: int, scope: Flags) -> Ints:
    often = stock.touches >= max(int(rule.when.get("touches", 1)), 1)
    return np.where(_since(stock, rule) & often & (stock.on_hand != 0)
                    & _rested(rule, stock, clock), clock.today, NEVER)


def _rested(rule: CountRule, stock: Stock, clock: Clock) -> Flags:
    last = credit(rule, stock)
    waited = clock.today - _local_day(last, clock) >= int(rule.exceptions.get("cooldown_days", 0))
    return np.asarray(waited | (last == 0), dtype=np.bool_)


def _near_zero(rule: CountRule, stock: Stock, clock: Clock, seed: int, scope: Flags) -> Ints:
    """What holds `units_max` or fewer, none too, and moved since somebody looked."""
    few = stock.on_hand <= int(rule.when.get("units_max", 0))
    return np.where(few & _since(stock, rule) & _rested(rule, stock, clock), clock.today, NEVER)


def _triggered(rule: CountRule, stock: Stock, clock: Clock, seed: int, scope: Flags) -> Ints:
    causes = rule.when.get("events") or tuple(CAUSES)
    last, found = credit(rule, stock), np.full(len(stock.holding), NEVER, dtype=np.int64)
    if "expiry" in causes:
        looked_from = stock.expires - int(rule.when.get("expiry_days", EXPIRY_DAYS))
        looked = (last > 0) & (_local_day(last, clock) >= looked_from)
        found = np.where((stock.expires < NEVER) & ~looked & (stock.on_hand != 0),
                         looked_from, found)
    now = np.zeros(len(stock.holding), dtype=np.bool_)
    if "healed" in causes:
        now |= stock.healed > stock.counted
    if "short" in causes:
        now |= stock.short > 0
    return np.where(now, clock.today, found)


def _first(ranks: npt.NDArray[Any], fit: Flags, wanted: int, today: int) -> Ints:
    """Return today for the `wanted` lowest ranks among those that fit."""
    found = np.full(len(ranks), NEVER, dtype=np.int64)
    (spots,) = np.nonzero(fit)
    if wanted > 0:
        order = np.argsort(ranks[spots], kind="stable")[:wanted]
        found[spots[order]] = today
    return found


def _risk(rule: CountRule, stock: Stock, clock: Clock, seed: int, scope: Flags) -> Ints:
    fit = scope & np.isfinite(stock.score) & (stock.score > 0) & _rested(rule, stock, clock)
    wanted = int(rule.when.get("per_day") or max(clock.room // 2, PER_DAY_DEFAULT))
    return _first(-stock.score, fit, wanted, clock.today)


def _sampling(rule: CountRule, stock: Stock, clock: Clock, seed: int, scope: Flags) -> Ints:
    """Draw so many holdings, or empty places, by a hash of holding, day and seed.

    Each has the same chance.
    """
    empty = rule.strategy == "empty"
    percent = float(rule.when.get("random_percent") or 0)
    wanted = int(rule.when.get("per_day") or max(
        ceil(clock.room * percent / 100), EMPTY_PER_DAY_DEFAULT if empty else PER_DAY_DEFAULT))
    fit = scope & ((stock.on_hand != 0) | empty) & _rested(rule, stock, clock)
    return _first(mixed(stock.holding, seed * 1_000_003 + clock.today), fit, wanted, clock.today)


_STRATEGIES: dict[str, Callable[[CountRule, Stock, Clock, int, Flags], Ints]] = {
    "periodic": _periodic, "cycle": _periodic, "full": _full, "touched": _touched,
    "near_zero": _near_zero, "triggered": _triggered, "risk": _risk,
    "sampling": _sampling, "empty": _sampling,
}


def rank(rule: CountRule) -> int:
    """Return the priority of a rule: 1 comes first."""
    return rule.priority or PRIORITIES[rule.strategy]


def ahead(rule: CountRule, horizon: int) -> int:
    """Return how many days ahead of its day a rule's work may be done, of the plan's horizon."""
    return min(horizon, int(rule.when.get("horizon_days") or horizon))


def work_of(
    found: Due, stock: Stock, *, clock: Clock, horizon: int, seed: int = 0,
    model: TimeModel = TIMES,
) -> Work:
    """Return the places where something falls due within the horizon, with what each costs.

    Who stands before a place counts all of it, so a place costs all its holdings.  The priority is
    of the most pressing rule that is due there by the planned day, else of the first to come.
    """
    places, at = np.unique(stock.place, return_inverse=True)
    soonest = np.full(len(places), NEVER, dtype=np.int64)
    priority = np.full(len(places), 99, dtype=np.int64)
    for rule, days in zip(found.rules, found.days, strict=True):
        (spots,) = np.nonzero(days < clock.today + ahead(rule, horizon))
        np.minimum.at(soonest, at[spots], days[spots])
        pressing = np.where(days[spots] <= clock.today, rank(rule), rank(rule) + 10)
        np.minimum.at(priority, at[spots], pressing)
    seconds = (model.place + np.bincount(at, minlength=len(places)) * model.line
               + _sums(at, stock.pieces, len(places)) * model.serial)
    chosen = soonest < NEVER
    return Work(places[chosen], soonest[chosen].astype(np.int32), priority[chosen],
                seconds[chosen].astype(np.int64), mixed(places[chosen], seed))


def _sums(at: npt.NDArray[Any], values: Ints, size: int) -> Ints:
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, at, values)
    return total


def schedule(
    work: Work, *, clock: Clock, capacity: Sequence[int], planned: int = 0, days: int = 0
) -> Schedule:
    """Return the day of each place: what presses first, a fair load, never over capacity.

    `capacity` in seconds for each day of the horizon, 0 on a day without work; `planned` seconds
    of today are taken by open tasks.  When less is due than a fair day's share of the horizon,
    what comes next is taken forward; when more, it stays over, in order, and is overdue.  A place
    that is more than a whole day's work is given a day of its own, else it would never be counted.
    `days`: only the first so many are filled (0: all); they come out as if all were.
    """
    day = np.full(len(work.place), -1, dtype=np.int32)
    room = [max(seconds, 0) for seconds in capacity]
    if room:
        room[0] = max(room[0] - planned, 0)
    load = [0] * len(room)
    left = int(work.seconds.sum())
    order = np.lexsort((work.tie, work.due, work.priority))
    coming = np.lexsort((work.tie, work.priority, work.due))
    for ahead, seconds in enumerate(room[:days or None]):
        if not seconds:
            continue
        open_days = sum(1 for each in room[ahead:] if each)
        must = order[(day[order] < 0) & (work.due[order] <= clock.today + ahead)]
        taken = _fill(work.seconds, must, seconds)
        fair = min(seconds, -(-left // open_days))
        used = int(work.seconds[taken].sum())
        if used < fair and len(taken) == len(must):
            later = coming[(day[coming] < 0) & (work.due[coming] > clock.today + ahead)]
            taken = np.concatenate([taken, _fill(work.seconds, later, fair - used, used == 0)])
        day[taken] = ahead
        load[ahead] = int(work.seconds[taken].sum())
        left -= load[ahead]
    late = int(((work.due < clock.today) & (day != 0)).sum())
    return Schedule(day, tuple(load), tuple(capacity), late)


def _fill(
    seconds: Ints, order: npt.NDArray[np.intp], room: int, alone: bool = True
) -> npt.NDArray[np.intp]:
    """Return the first of these that fit into the room, in order; smaller ones fill the rest.

    `alone`: what does not fit into an empty day at all takes it by itself.
    """
    kept, used = list[npt.NDArray[np.intp]](), 0
    while len(order):
        ends = np.cumsum(seconds[order])
        fits = int(np.searchsorted(ends, room - used, side="right"))
        if fits == 0 and alone and not kept:
            return order[:1]
        kept.append(order[:fits])
        used += int(ends[fits - 1]) if fits else 0
        order = order[fits:]
        order = order[seconds[order] <= room - used]
    return np.concatenate(kept) if kept else order


class Asked(NamedTuple):
    """Which rule asks for which place: parallel arrays, by place and rule.

    `rule` is an index into `Due.rules`; `holdings` are due by it there, the earliest on `due`.
    """

    place: Ints
    rule: Ints
    holdings: Ints
    due: Ints


def asked(found: Due, stock: Stock, *, clock: Clock, places: Ints, horizon: int) -> Asked:
    """Return every rule that asks for these places: each counts once and is credited to all."""
    chosen = np.isin(stock.place, places)
    parts = list[tuple[Ints, Ints, Ints, Ints]]()
    for n, (rule, days) in enumerate(zip(found.rules, found.days, strict=True)):
        (spots,) = np.nonzero(chosen & (days < clock.today + ahead(rule, horizon)))
        known, at = np.unique(stock.place[spots], return_inverse=True)
        soonest = np.full(len(known), NEVER, dtype=np.int64)
        np.minimum.at(soonest, at, days[spots])
        parts.append((known, np.full(len(known), n, dtype=np.int64),
                      np.bincount(at, minlength=len(known)), soonest))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] or [
        np.zeros(0, dtype=np.int64)] * 4
    order = np.lexsort((columns[1], columns[0]))
    return Asked(*(column[order] for column in columns))


def pressing(rows: Asked, rules: Sequence[CountRule], today: int) -> dict[int, int]:
    """Return which rule decides how each place is counted: the first in rank of those due."""
    best: dict[int, tuple[tuple[bool, int, int], int]] = {}
    for place, rule, day in zip(rows.place.tolist(), rows.rule.tolist(), rows.due.tolist(),
                                strict=True):
        key = (day > today, rank(rules[rule]), rule)
        if place not in best or key < best[place][0]:
            best[place] = (key, rule)
    return {place: rule for place, (_, rule) in best.items()}


def how_of(rule: CountRule) -> tuple[bool, int | None, str | None, bool]:
    """Return what must be alike for two places to be in one plan.

    Blind or not, rounds of recounts and what decides (None: not said), a full count or not.
    """
    how = rule.how
    return (how.get("blind", True) is not False, how.get("recount_rounds"), how.get("decides"),
            rule.strategy == "full")


def who_of(rules: Iterable[CountRule]) -> tuple[tuple[str, ...], tuple[str, ...], bool, bool]:
    """Return who may count: all skills that any rule asks for, the people that all allow."""
    skills, people, mover, last = set[str](), set[str](), False, False
    for rule in rules:
        skills |= set(rule.who.get("skills") or ())
        named = set(rule.who.get("people") or ())
        people = (people & named or named) if people else named
        mover |= bool(rule.who.get("not_mover"))
        last |= bool(rule.who.get("not_last_counter"))
    return tuple(sorted(skills)), tuple(sorted(people)), mover, last


class Groups(NamedTuple):
    """By place: all rules that ask for it, the one that presses most, which walk it fits into."""

    asking: Mapping[int, set[int]]
    decides: Mapping[int, int]
    group: Mapping[int, int]


def groups_of(rows: Asked, rules: Sequence[CountRule], today: int) -> Groups:
    """Return which places may be walked together: counted in one way, by the same people."""
    decides = pressing(rows, rules, today)
    asking = defaultdict[int, set[int]](set)
    for place, rule in zip(rows.place.tolist(), rows.rule.tolist(), strict=True):
        asking[place].add(rule)
    needs = {place: (how_of(rules[rule]), who_of(rules[n] for n in sorted(asking[place])))
             for place, rule in decides.items()}
    groups = {need: n for n, need in enumerate(sorted(set(needs.values()), key=repr))}
    return Groups(asking, decides, {place: groups[need] for place, need in needs.items()})


def packet_limits(rules: Sequence[CountRule], places: int, minutes: int) -> tuple[int, int]:
    """Return the most places and seconds of one task: the least that any rule says, or these."""
    return (min((int(rule.how["packet_places"]) for rule in rules
                 if rule.how.get("packet_places")), default=places),
            60 * min((int(rule.how["packet_minutes"]) for rule in rules
                      if rule.how.get("packet_minutes")), default=minutes))
