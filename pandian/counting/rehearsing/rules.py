"""Replaying a span of the ledger under a set of rules.   规则预演判定

Pure: arrays in, arrays out; no clock, no database, no Django.  The same facts, rules and seed give
the same result.  The planner's own rules decide each day (`planning.rules`); what becomes of what
is met stands in `judging.rules`.

What is inferred, and how:
- A day is planned by the book as it now stands for that day's first instant (late paper included);
  its counts are taken as made at the day's last second, all of them, by everybody on shift.
- The real counts of the span are not made again: their adjustments are no touches, and what they
  found stays wrong in the replay until a count of the replay meets it.
- When a difference arose nobody knows: only that it was after the look before (`low`) and by the
  real count that found it (`high`).  One instant between both is drawn, each second alike, by a
  hash of the difference and the seed; `Walk.low` and `Walk.high` say how far the number met could
  differ for any other draw.  Differences that no real count ever found are in no ledger, so in no
  replay.
- What a count would have said is the recorded book with the real differences: physical stock.
- What stages asked to be counted is asked again, and rules on triggers keep back what they would
  (`asking.rules`); the rest is counted that day beside what is planned.
- Classes are those of the last day, risk rates those learned by now; rules of tolerance that name
  people are passed over, for nobody knows who would have counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from pandian.counting.dispatch.rules import cut
from pandian.counting.dispatch.words import PACKET_MINUTES_MAX, PACKET_PLACES_MAX
from pandian.counting.planning.rules import (
    TIMES,
    asked,
    due,
    groups_of,
    how_of,
    mixed,
    packet_limits,
    schedule,
    work_of,
)
from pandian.counting.planning.words import (
    EMPTIED_DAYS,
    HORIZON_DAYS,
    Clock,
    Due,
    Facet,
    Flags,
    Floats,
    Ints,
    Stock,
    Work,
)
from pandian.counting.rehearsing.asking.rules import Asker
from pandian.counting.rehearsing.asking.words import AskedDay
from pandian.counting.rehearsing.words import (
    CLASSES,
    MONEY,
    Differences,
    Facts,
    How,
    Judged,
    Met,
    RuleSet,
    Walk,
)
from pandian.counting.risk.rules import Exposures, Model, assess, typical_error

DAY_SECONDS = 86_400
JUDGED = ("accepted", "slips", "recounts", "rounds", "unproved", "auto", "auto_value",
          "approvals", "signatures", "approved_value")
Progress = Callable[[int], None]


class _State(NamedTuple):
    """What changes from day to day, by holding: instants in seconds, 0 for never."""

    on_hand: Ints
    counted: Ints
    proved: Ints
    moved: Ints
    appeared: Ints
    touches: Ints
    receipts: Ints
    lot_picks: Ints
    healed: Ints


def compact(facet: Facet) -> Facet:
    """Return the same facet with every set of words once: rules look at far fewer."""
    known: dict[tuple[str, ...], int] = {}
    at = np.array([known.setdefault(words, len(known)) for words in facet.words], dtype=np.int64)
    return Facet(tuple(known), at[facet.at])


def set_on(sets: Sequence[RuleSet], day: int) -> RuleSet:
    """Return the rules that hold on a day: the last that had begun, else the first."""
    return max((one for one in sets if one.since <= day), key=lambda one: one.since,
               default=sets[0])


def arisen(found: Differences, seed: int) -> Ints:
    """Return the instant at which each difference is taken to have arisen, in (low, high]."""
    span = np.maximum(found.high - found.low, 1).astype(np.uint64)
    drawn: Ints = found.low + 1 + (mixed(found.id, seed) % span).astype(np.int64)
    return drawn


def walk(
    facts: Facts, sets: Sequence[RuleSet], *, seed: int, progress: Progress | None = None
) -> Walk:
    """Replay every day: plan it, count what is planned, meet what is wrong there, move goods."""
    days, state = facts.days, _begin(facts)
    sums = np.zeros((5, days), dtype=np.int64)
    classes = np.zeros((3, days, len(CLASSES)), dtype=np.int64)
    meeting, faults = _Meeting(facts, seed), dict[tuple[str, str], None]()
    known, place_at = np.unique(facts.stock.place, return_inverse=True)
    work = list[tuple[Ints, Ints]]()
    bounds = [np.searchsorted(events.at, facts.midnights) for events in (
        facts.moves, facts.proofs, facts.heals)]
    asker, asked_for = Asker(facts.asking, facts.midnights), np.zeros((2, days), dtype=np.int64)
    for n in range(days):
        chosen = set_on(sets, facts.first + n)
        stock, clock = _seen(facts, state, n, place_at), _clock(facts, n)
        found = due(chosen.rules, stock, clock=clock, seed=seed)
        for fault in found.faults:
            faults.setdefault((str(fault.params[0]), str(fault.params[1])))
        sums[:, n], places, tasks, how = _day(facts, found, stock, clock, seed, n)
        hit = np.zeros(len(known), dtype=np.bool_)
        hit[np.searchsorted(known, places)] = True
        rows = hit[place_at]
        _happen(facts, state, [bound[n:n + 2] for bound in bounds])
        more = asker.day(n, chosen.triggers)
        rows[more.rows] = True
        sums[:4, n] += _effort(facts, state, more)
        asked_for[:, n] = more.requests, more.silenced
        how = {**{place: How() for place in facts.stock.place[more.rows].tolist()}, **how}
        work.append((np.concatenate([places, np.array(more.places, dtype=np.int64)]),
                     np.concatenate([tasks, np.arange(len(more.places)) + 1 + int(
                         tasks[-1] if len(tasks) else 0)])))
        end = int(facts.midnights[n + 1]) - 1
        meeting.count(n, end, rows, state.on_hand, how)
        _looked(state, rows, end)
        classes[:, n] = _coverage(facts, state, end)
        if progress is not None:
            progress(n + 1)
    low, high = meeting.limits()
    return Walk(sums[0], sums[1], sums[2], sums[3], sums[4], classes[0], classes[1], classes[2],
                tuple(meeting.met), meeting.met_on, meeting.arose, low, high, tuple(faults),
                tuple(work), asked_for[0], asked_for[1])


def _effort(facts: Facts, state: _State, more: AskedDay) -> tuple[int, int, int, int]:
    """Return tasks, places, lines and seconds of what stages asked for: a task for each place."""
    places, there = len(more.places), more.rows[state.on_hand[more.rows] != 0]
    pieces = int(facts.stock.pieces[there].sum())
    return (places, places, len(there),
            places * TIMES.place + len(there) * TIMES.line + pieces * TIMES.serial)


def _begin(facts: Facts) -> _State:
    stock, size = facts.stock, len(facts.stock.holding)
    state = _State(*(column.copy() for column in (
        stock.on_hand, stock.counted, stock.proved, stock.moved, stock.appeared, stock.touches)),
        *(np.zeros(size, dtype=np.int64) for _ in range(3)))
    before = int(facts.midnights[0])
    for events, held in ((facts.proofs, state.proved), (facts.heals, state.healed)):
        early = events.at < before
        np.maximum.at(held, events.row[early], events.at[early])
    return state


def _clock(facts: Facts, n: int) -> Clock:
    return Clock(facts.first + n, int(facts.offsets[n]),
                 facts.capacity[n] // (TIMES.line + TIMES.place))


def _seen(facts: Facts, state: _State, n: int, place_at: Any) -> Stock:
    """Return the stock as planning sees it on the morning of a day.

    A place where nothing of it stands is a row of its own: the book calls it empty.
    """
    base, since = facts.stock, int(facts.midnights[n]) - EMPTIED_DAYS * DAY_SECONDS
    stands = ((state.on_hand != 0) | (state.moved >= since)) & (base.holding > 0)
    taken = np.bincount(place_at[stands], minlength=int(place_at.max(initial=-1)) + 1) > 0
    (there,) = np.nonzero(stands | ((base.holding < 0) & ~taken[place_at]))
    facets = {name: Facet(facet.words, facet.at[there]) for name, facet in base.facets.items()}
    return Stock(
        base.holding[there], base.place[there], base.item[there], state.on_hand[there],
        state.counted[there], state.proved[there], state.moved[there], state.appeared[there],
        state.touches[there], base.expires[there], state.healed[there], base.short[there],
        base.pieces[there], _scores(facts, state, there, n), facets)


def _scores(facts: Facts, state: _State, there: Any, n: int) -> Floats:
    """Return the risk score of each holding, from what happened since its last count."""
    now, model = int(facts.midnights[n]), facts.model
    since = np.maximum(state.counted[there], state.appeared[there])
    days = np.maximum(now - since, 0) / DAY_SECONDS
    zeros, empty = np.zeros(len(there), dtype=np.int64), np.zeros(0, dtype=np.int64)
    x = np.column_stack([
        state.touches[there], state.receipts[there], state.lot_picks[there], days,
        days * model.attractive[there], days * model.fragile[there]]).astype(np.float64)
    unit = typical_error(facts.cost[there].astype(np.float64),
                         state.on_hand[there].astype(np.float64))
    known = Exposures(x, np.arange(len(there)), zeros, zeros, unit, empty, empty,
                      np.zeros(0, dtype=np.float64))
    one = np.ones(1)
    return assess(known, Model(
        model.theta, model.size, model.factor[there], one, one, one)).score


def _day(
    facts: Facts, found: Due, stock: Stock, clock: Clock, seed: int, n: int
) -> tuple[tuple[int, int, int, int, int], Ints, Ints, Mapping[int, How]]:
    """Return tasks, places, lines, seconds and late places of one day; the places in the order of
    their tasks, the number of the task of each, and how each is counted.
    """
    work = work_of(found, stock, clock=clock, horizon=HORIZON_DAYS, seed=seed)
    done = schedule(work, clock=clock, capacity=facts.capacity[n:n + HORIZON_DAYS], days=1)
    today = done.day == 0
    places, tasks, how = _tasks(facts, found, stock, clock,
                                Work(*(column[today] for column in work)))
    lines = int((np.isin(stock.place, places) & (stock.holding > 0)).sum())
    count = int(tasks[-1]) if len(tasks) else 0
    return ((count, len(places), lines, done.load[0] if done.load else 0, done.late),
            places, tasks, how)


def _tasks(
    facts: Facts, found: Due, stock: Stock, clock: Clock, work: Work
) -> tuple[Ints, Ints, Mapping[int, How]]:
    """Return into which tasks the planner cuts a day's places, and how each place is counted."""
    if not len(work.place):
        return work.place, work.place, {}
    part = np.isin(stock.place, work.place)
    held = Due(found.rules, tuple(days[part] for days in found.days), found.covered, ())
    rows = asked(held, stock._replace(place=stock.place[part]), clock=clock, places=work.place,
                 horizon=HORIZON_DAYS)
    groups = groups_of(rows, found.rules, clock.today)
    stops = [facts.stops[place]._replace(seconds=seconds, group=groups.group[place])
             for place, seconds in zip(work.place.tolist(), work.seconds.tolist(), strict=True)]
    limit, spent = packet_limits(found.rules, PACKET_PLACES_MAX, PACKET_MINUTES_MAX)
    packets = cut(stops, places_max=limit, seconds_max=spent)
    walked = [(stop.place, number) for number, packet in enumerate(packets, 1) for stop in packet]
    places, tasks = np.array(walked, dtype=np.int64).T
    return places, tasks, {place: How(*how_of(found.rules[rule]))
                           for place, rule in groups.decides.items()}


def _happen(facts: Facts, state: _State, spans: Sequence[Any]) -> None:
    """Let a day's moves, proofs and heals happen: spans of indices into each."""
    moves, (first, last) = facts.moves, spans[0]
    row, at = moves.row[first:last], moves.at[first:last]
    np.add.at(state.on_hand, row, moves.quantity[first:last])
    touch = moves.touch[first:last]
    np.maximum.at(state.moved, row[touch], at[touch])
    np.add.at(state.touches, row[touch], 1)
    new = state.appeared[row] == 0
    state.appeared[row[new][::-1]] = at[new][::-1]  # the first of several stands
    np.add.at(state.receipts, row[moves.receipt[first:last]], 1)
    lots = np.bincount(facts.mates, weights=state.on_hand > 0, minlength=1)
    picked = touch & (moves.quantity[first:last] < 0) & (lots[facts.mates[row]] > 1)
    np.add.at(state.lot_picks, row[picked], 1)
    for events, held, (begin, end) in ((facts.proofs, state.proved, spans[1]),
                                       (facts.heals, state.healed, spans[2])):
        np.maximum.at(held, events.row[begin:end], events.at[begin:end])


def _looked(state: _State, rows: Flags, end: int) -> None:
    state.counted[rows] = end
    for column in (state.touches, state.receipts, state.lot_picks):
        column[rows] = 0


def _coverage(facts: Facts, state: _State, end: int) -> Ints:
    """Return looked at since the span began, with stock, days since the oldest look; by class."""
    stocked = state.on_hand != 0
    last = np.maximum(state.counted, state.proved)
    covered = stocked & (last >= int(facts.midnights[0]))
    begin = np.where(last > 0, last, np.maximum(state.appeared, 1))
    age = np.where(stocked, (end - begin) // DAY_SECONDS, 0)
    oldest = np.zeros(len(CLASSES), dtype=np.int64)
    np.maximum.at(oldest, facts.kind, age)
    return np.stack([np.bincount(facts.kind[covered], minlength=len(CLASSES)),
                     np.bincount(facts.kind[stocked], minlength=len(CLASSES)), oldest])


class _Meeting:
    """Which differences and wrong first counts the counts of the replay meet, and when."""

    def __init__(self, facts: Facts, seed: int) -> None:
        self.facts, self.found = facts, facts.differences
        self.arose = arisen(self.found, seed)
        self.met_on = np.full(len(self.arose), -1, dtype=np.int64)
        self.slipped = np.zeros(len(facts.slips.at), dtype=np.bool_)
        self.met = list[Met]()
        self.first_after_low = np.zeros(len(self.arose), dtype=np.bool_)
        self.first_after_high = np.zeros(len(self.arose), dtype=np.bool_)

    def count(
        self, day: int, end: int, rows: Flags, on_hand: Ints, how: Mapping[int, How]
    ) -> None:
        """Count the given holdings at the end of a day."""
        found = self.found
        here = rows[found.row]
        self.first_after_low |= here & (end > found.low)
        self.first_after_high |= here & (end >= found.high)
        arisen_by = self.arose <= end
        (new,) = np.nonzero(here & arisen_by & (self.met_on < 0))
        slips = self._slips(end, rows)
        unbooked = arisen_by & (found.booked > end)
        for row in dict.fromkeys([*found.row[new].tolist(), *slips]):
            mine = new[found.row[new] == row]
            real = int(found.quantity[unbooked & (found.row == row)].sum())
            variance = int(found.quantity[mine].sum())
            counted = max(int(on_hand[row]) + real, variance, 0)  # neither is ever below zero
            said = found.slips[int(mine[-1])] if len(mine) else ()
            self.met.append(Met(
                day, row, variance, counted - variance, counted, tuple(mine.tolist()),
                said or slips.get(row, ()), how[int(self.facts.stock.place[row])]))
        self.met_on[new] = day

    def _slips(self, end: int, rows: Flags) -> dict[int, tuple[int, ...]]:
        """Return the wrong first counts that are repeated now, by holding; the first of several."""
        slips, said = self.facts.slips, dict[int, tuple[int, ...]]()
        (new,) = np.nonzero(rows[slips.row] & (slips.at <= end) & ~self.slipped)
        for n in new.tolist():
            row = int(slips.row[n])
            if row not in said:
                said[row] = slips.words[n]
                self.slipped[n] = True
        return said

    def limits(self) -> tuple[int, int]:
        """Return how many differences are met for certain, and how many possibly."""
        return int(self.first_after_high.sum()), int(self.first_after_low.sum())


def totals(facts: Facts, done: Walk, by: Judged, *, rate: int | None = None) -> dict[str, Any]:
    """Return the sums of a side; money in minor units x 10^4, None without a rate per hour."""
    met = done.met_on >= 0
    worth = np.array([abs(int(q)) * int(facts.cost[row]) for q, row in zip(
        facts.differences.quantity.tolist(), facts.differences.row.tolist(), strict=True)],
        dtype=object)
    begin, end = int(facts.midnights[0]), int(facts.midnights[-1])
    until = np.where(met, facts.midnights[done.met_on + 1], end)
    open_days = np.maximum(until - done.arose, 0) / DAY_SECONDS
    stocked = int(done.stocked.sum())  # holdings with stock, summed over the days
    wrong = wrong_days(facts.differences.row, np.maximum(done.arose, begin), until)
    seconds, again = int(done.seconds.sum()), int(by.recount_seconds.sum())
    return {
        "tasks": int(done.tasks.sum()), "places": int(done.places.sum()),
        "lines": int(done.lines.sum()), "count_minutes": -(-seconds // 60),
        "recount_minutes": -(-again // 60), "late": int(done.late.sum()),
        "asked": int(done.asked.sum()), "silenced": int(done.silenced.sum()),
        "met": int(met.sum()), "missed": int((~met).sum()),
        "met_low": done.low, "met_high": done.high,
        "met_value": int(sum(worth[met])), "missed_value": int(sum(worth[~met])),
        "open_days": round(float(open_days.mean()), 1) if len(open_days) else 0.0,
        "wrong": round(min(10_000 * wrong / stocked, 10_000.0), 1) if stocked else 0.0,
        **{name: int(getattr(by, name).sum()) for name in JUDGED},
        "cost": None if rate is None else (seconds + again) * rate // 3600,
        "coverage": {name: {
            "covered": int(done.covered[-1, n]), "stocked": int(done.stocked[-1, n]),
            "oldest": int(done.oldest[-1, n]), "oldest_ever": int(done.oldest[:, n].max())}
            for n, name in enumerate(CLASSES)}}


def wrong_days(row: Ints, arose: Ints, until: Ints) -> float:
    """Return for how many days records were wrong, over all holdings: each instant once.

    `arose` and `until`: seconds since 1970 of each difference, at the holding of `row`.
    """
    seconds, now, reached = 0, -1, 0
    order = np.lexsort((arose, row))
    for n in order.tolist():
        here, begin, end = int(row[n]), int(arose[n]), int(until[n])
        if here != now:
            now, reached = here, begin
        seconds += max(end - max(begin, reached), 0)
        reached = max(reached, end)
    return seconds / DAY_SECONDS


def daily(done: Walk, by: Judged) -> dict[str, list[Any]]:
    """Return what is kept of every day of a side; coverage in tenths of a percent by class."""
    shares = np.where(done.stocked > 0, done.covered * 1000 // np.maximum(done.stocked, 1), 0)
    return {
        "tasks": done.tasks.tolist(), "places": done.places.tolist(),
        "lines": done.lines.tolist(), "minutes": (-(-done.seconds // 60)).tolist(),
        "late": done.late.tolist(), "asked": done.asked.tolist(),
        "silenced": done.silenced.tolist(), "met": by.met.tolist(),
        **{name: getattr(by, name).tolist() for name in JUDGED if name not in MONEY},
        "coverage": shares.tolist(), "oldest": done.oldest.tolist()}

