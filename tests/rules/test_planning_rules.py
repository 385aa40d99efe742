"""What is due, when it is done, how days are filled: as tables and properties.   规划规则"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandian.counting.planning.reporting.rules import gap_label, plan_of, report_of
from pandian.counting.planning.rulebook.rules import (
    BUILTIN,
    builtin_rules,
    content_faults,
    contradictions,
    rule_of,
)
from pandian.counting.planning.rules import (
    DAY_SECONDS,
    abc_of,
    asked,
    day_number,
    day_of,
    due,
    next_date,
    pressing,
    schedule,
    work_of,
    xyz_of,
)
from pandian.counting.planning.words import (
    NEVER,
    Clock,
    CountRule,
    DayPlan,
    DayRow,
    Facet,
    Gap,
    RuleRefused,
    RuleRow,
    Stock,
    Work,
)
from pandian.kernel.words import Label

TODAY = day_number(date(2026, 11, 23))
CLOCK = Clock(TODAY, 8 * 3600, 100)
NAME = Label("规则", "rule")


def _stock(n: int, **columns) -> Stock:
    """Return n holdings, one a place, five of each on hand, never counted, long there."""
    base = {name: np.zeros(n, dtype=np.int64) for name in Stock._fields[:-2]}
    base |= {"holding": np.arange(1, n + 1), "place": np.arange(1, n + 1),
             "on_hand": np.full(n, 5), "expires": np.full(n, NEVER)}
    base |= {name: np.asarray(value) for name, value in columns.items() if name != "score"}
    score = np.asarray(columns.get("score", np.full(n, np.nan)), dtype=np.float64)
    facets = {"classes": Facet((("A", "X"), ("B", "III")), np.arange(n) % 2)}
    return Stock(**base, score=score, facets=facets)


def _rule(strategy: str, **content) -> CountRule:
    flat = {key.replace("__", "."): value for key, value in content.items()}
    return rule_of({"strategy": strategy, **flat}, code=strategy, label=NAME,
                   start=day_of(TODAY - 400))


def _due(rule: CountRule, stock: Stock) -> list[int]:
    found = due([rule], stock, clock=CLOCK, seed=7)
    assert not found.faults
    return [day - TODAY if day != NEVER else None for day in found.days[0].tolist()]


def _at(day: int, hour: int = 12) -> int:
    """Return an instant of a local day, so many days from today."""
    return (TODAY + day) * DAY_SECONDS - CLOCK.offset + hour * 3600


def test_a_cycle_falls_due_its_interval_after_the_last_look():
    stock = _stock(3, counted=[_at(-30), _at(-10), _at(0)])
    assert _due(_rule("cycle", when__every_days=30), stock) == [0, 20, 30]


def test_each_class_has_its_own_interval():
    stock = _stock(4, counted=[_at(-1)] * 4)
    rule = _rule("cycle", when__days_by_class={"A": 30, "X": 10, "III": 5})
    assert _due(rule, stock) == [9, 4, 9, 4]
    assert _due(_rule("cycle", when__days_by_class={"B": 3}), stock) == [None, 2, None, 2]


def test_the_local_day_decides_at_midnight():
    stock = _stock(2, counted=[_at(-1, 0), _at(-1, 0) - 1])
    assert _due(_rule("cycle", when__every_days=1), stock) == [0, -1]


def test_a_first_round_is_spread_over_the_interval_and_never_slips():
    stock = _stock(3_000, appeared=np.full(3_000, _at(-400)))
    rule = _rule("cycle", when__every_days=90)._replace(start=day_of(TODAY))
    days = np.array(_due(rule, stock))
    assert days.min() == 1
    assert days.max() == 90
    assert np.bincount(days)[1:].max() < 3 * 3_000 / 90
    later = due([rule], stock, clock=Clock(TODAY + 9, CLOCK.offset), seed=7).days[0]
    assert (later - TODAY).tolist() == days.tolist()


def test_a_proof_is_a_look_unless_the_rule_says_no():
    stock = _stock(1, proved=[_at(-2)], counted=[_at(-20)])
    assert _due(_rule("cycle", when__every_days=10), stock) == [8]
    assert _due(_rule("cycle", when__every_days=10, when__proof_credit=False), stock) == [-10]


def test_what_was_counted_this_year_has_its_legal_credit():
    stock = _stock(4, counted=[_at(-5), 0, _at(-320), _at(-400)], proved=[0, _at(-1), 0, 0])
    rule = _rule("full", when__dates=["12-31"])
    ahead = day_number(date(2026, 12, 31)) - TODAY
    assert _due(rule, stock) == [None, ahead, None, ahead]
    lead = _due(_rule("full", when__dates=["12-31"], when__lead_days=60), _stock(500))
    assert max(lead) <= ahead
    assert min(lead) >= ahead - 60
    assert len(set(lead)) > 40


def test_places_that_the_book_calls_empty_are_drawn_by_their_own_rule_alone():
    stock = _stock(6, holding=[1, 2, -3, -4, -5, -6], on_hand=[5, 0, 0, 0, 0, 0],
                   moved=[_at(-1), _at(-1), 0, 0, 0, 0], counted=[0, 0, _at(-3), 0, 0, 0])
    drawn = _due(_rule("empty", when__per_day=2, exceptions__cooldown_days=30), stock)
    assert drawn[:3] == [None, None, None]  # not the holdings, not what was seen lately
    assert drawn[3:].count(0) == 2
    assert _due(_rule("empty", when__per_day=9), stock)[2:] == [0, 0, 0, 0]
    for rule in (_rule("near_zero"), _rule("full", when__dates=["12-31"]),
                 _rule("sampling", when__per_day=9), _rule("cycle", when__every_days=3)):
        assert _due(rule, stock)[2:] == [None] * 4, rule.strategy
    assert due([_rule("empty")], stock, clock=CLOCK).covered.tolist() == [
        False, False, True, True, True, True]


@pytest.mark.parametrize(("today", "dates", "wanted"), [
    ("2026-12-31", ["12-31"], ("2026-12-31", "2025-12-31")),
    ("2027-01-01", ["12-31"], ("2027-12-31", "2026-12-31")),
    ("2026-05-01", ["06-30", "12-31"], ("2026-06-30", "2025-12-31")),
    ("2027-02-10", ["02-29"], ("2027-02-28", "2026-02-28")),
])
def test_the_next_date_and_the_one_before(today, dates, wanted):
    found = next_date(dates, day_number(date.fromisoformat(today)))
    assert tuple(day_of(day).isoformat() for day in found) == wanted


def test_touched_near_zero_and_events_are_due_the_day_they_are_seen():
    stock = _stock(5, counted=[_at(-3)] * 5, moved=[_at(-1), _at(-5), _at(-1), _at(-1), _at(-1)],
                   touches=[3, 0, 1, 3, 3], on_hand=[5, 0, 0, 1, 2])
    assert _due(_rule("touched", when__touches=3), stock) == [0, None, None, 0, 0]
    assert _due(_rule("near_zero", when__units_max=1), stock) == [None, None, 0, 0, None]
    assert _due(_rule("near_zero", when__units_max=0), stock) == [None, None, 0, None, None]
    assert _due(_rule("near_zero", when__units_max=1, exceptions__cooldown_days=7), stock) == [
        None] * 5
    told = _stock(4, counted=[_at(-3)] * 4, healed=[_at(-1), _at(-9), 0, 0], short=[0, 0, 2, 0],
                  expires=[NEVER, NEVER, NEVER, TODAY + 60])
    assert _due(_rule("triggered"), told) == [0, None, 0, None]
    fresh = told._replace(counted=told.counted * 0, healed=told.healed * 0)
    assert _due(_rule("triggered", when__expiry_days=90), fresh) == [None, None, 0, -30]


def test_risk_takes_the_highest_scores_that_have_rested():
    stock = _stock(4, score=[5, 9, np.nan, 7], counted=[0, _at(-1), 0, _at(-30)])
    rule = _rule("risk", when__per_day=1, exceptions__cooldown_days=14)
    assert _due(rule, stock) == [None, None, None, 0]


def test_the_random_draw_is_even_repeatable_and_another_one_tomorrow():
    stock = _stock(200)
    rule = _rule("sampling", when__per_day=20)
    times = np.zeros(200)
    for day in range(400):
        drawn = due([rule], stock, clock=Clock(TODAY + day), seed=3).days[0] < NEVER
        again = due([rule], stock, clock=Clock(TODAY + day), seed=3).days[0] < NEVER
        assert (drawn == again).all()
        assert drawn.sum() == 20
        times += drawn
    assert times.min() > 15
    assert times.max() < 70


def test_a_class_and_a_weekday_restrict_a_rule():
    stock = _stock(4)
    rule = _rule("sampling", when__per_day=9, scope__classes=["III"])
    assert _due(rule, stock) == [None, 0, None, 0]  # a Monday
    tuesdays = _rule("sampling", when__per_day=9, when__weekdays=["tue"])
    assert _due(tuesdays, stock) == [1, 1, 1, 1]


def test_one_broken_rule_is_named_and_the_others_hold():
    broken = CountRule("bad", "cycle", NAME, when={"every_days": 0})
    lost = CountRule("lost", "cycle", NAME, when={"every_days": 3}, scope={"shelf": ["x"]})
    found = due([broken, _rule("cycle", when__every_days=30), lost], _stock(3), clock=CLOCK)
    assert [fault.params[0] for fault in found.faults] == ["bad", "lost"]
    assert [rule.code for rule in found.rules] == ["cycle"]
    assert found.covered.all()


def test_a_place_due_by_two_rules_is_counted_once_and_credited_to_both():
    stock = _stock(2, place=[8, 8], counted=[_at(-40), _at(-1)], short=[0, 1])
    rules = [_rule("cycle", when__every_days=30), _rule("triggered", when__events=["short"])]
    found = due(rules, stock, clock=CLOCK)
    work = work_of(found, stock, clock=CLOCK, horizon=14)
    assert work.place.tolist() == [8]
    assert work.priority.tolist() == [1]
    assert work.seconds.tolist() == [30 + 2 * 20]
    rows = asked(found, stock, clock=CLOCK, places=work.place, horizon=14)
    assert list(zip(rows.place.tolist(), rows.rule.tolist(), rows.holdings.tolist(),
                    strict=True)) == [(8, 0, 1), (8, 1, 1)]
    assert pressing(rows, found.rules, TODAY) == {8: 1}


WORKS = st.lists(st.tuples(st.integers(-20, 13), st.integers(1, 9), st.integers(1, 500)),
                 max_size=60)


@given(WORKS, st.lists(st.integers(0, 600), min_size=1, max_size=14), st.integers(0, 300))
def test_days_are_never_over_capacity_and_nothing_is_planned_twice(rows, capacity, planned):
    work = Work(np.arange(len(rows)), np.array([TODAY + r[0] for r in rows], dtype=np.int32),
                np.array([r[1] for r in rows], dtype=np.int64),
                np.array([r[2] for r in rows], dtype=np.int64),
                np.arange(len(rows), dtype=np.uint64))
    found = schedule(work, clock=CLOCK, capacity=capacity, planned=planned)
    for ahead, seconds in enumerate(capacity):
        on = work.seconds[found.day == ahead]
        room = max(seconds - planned, 0) if ahead == 0 else seconds
        assert on.sum() == found.load[ahead]
        assert on.sum() <= room or (len(on) == 1 and on[0] > room > 0)
    again = schedule(work, clock=CLOCK, capacity=capacity, planned=planned)
    assert (again.day == found.day).all()


def test_a_fair_load_takes_work_forward_and_what_presses_comes_first():
    n = 100
    work = Work(np.arange(n), np.full(n, TODAY + 9, dtype=np.int32), np.full(n, 7),
                np.full(n, 60), np.arange(n, dtype=np.uint64))
    load = schedule(work, clock=CLOCK, capacity=[6_000] * 10).load
    assert load == (600,) * 10
    mixed = work._replace(due=np.full(n, TODAY, dtype=np.int32),
                          priority=np.where(np.arange(n) == 77, 1, 7))
    found = schedule(mixed, clock=CLOCK, capacity=[60, 120])
    assert found.day[77] == 0
    assert found.load == (60, 120)


def test_classes_by_value_and_by_evenness():
    assert abc_of(np.array([10.0, 800.0, 140.0, 0.0, 50.0])).tolist() == [2, 0, 1, 2, 1]
    assert abc_of(np.zeros(2)).tolist() == [2, 2]
    months = np.array([[5.0] * 12, [9.0, 1.0] * 6, [12.0] + [0.0] * 11, [0.0] * 12])
    assert xyz_of(months).tolist() == [0, 1, 2, 2]


def test_a_rule_names_everything_that_is_wrong_with_it():
    faults = content_faults({
        "strategy": "cycle", "when.every_days": 0, "when.dates": ["13-40"], "priority": 12,
        "scope.places": "A", "how.decides": "luck", "when.weekdays": ["someday"]})
    assert {(fault.pointer, fault.code) for fault in faults} == {
        ("/when.every_days", "rule_field_missing"), ("/when.every_days", "rule_not_whole"),
        ("/when.dates", "rule_field_idle"), ("/when.dates/0", "rule_date"),
        ("/priority", "rule_not_whole"), ("/scope.places", "rule_not_list"),
        ("/how.decides", "rule_choice"), ("/when.weekdays/0", "rule_choice")}
    with pytest.raises(RuleRefused):
        rule_of({"strategy": "guess"}, code="x", label=NAME)


def test_the_built_in_rules_are_sound_and_do_not_contradict():
    rules = builtin_rules(day_of(TODAY))
    assert len(rules) == len(BUILTIN)
    assert not contradictions(rules)
    twice = [_rule("cycle", when__every_days=30), _rule("cycle", when__every_days=60)]
    assert [gap.code for gap in contradictions(twice)] == ["same_twice"]


def test_a_report_is_read_as_it_was_kept():
    plan = DayPlan("S", day_of(TODAY), "created", True, 7, 9, (), 1, 2, 3, 4, 5, 6,
                   (DayRow(day_of(TODAY), True, 2, 4, 5),),
                   (RuleRow("a", "cycle", NAME, None, 1, 2, 3),),
                   (Gap("no_rule", (), 412, ("A-01 X",)),))
    assert plan_of(report_of(plan)) == plan
    assert gap_label(plan.gaps[0]).en == "412 holdings are under no rule (A-01 X)"
