"""A replay by hand: what is counted, met, judged; what stays the same.   规则预演"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pandian.counting.dispatch.words import Stop
from pandian.counting.planning.rulebook.rules import rule_of
from pandian.counting.planning.rules import day_number
from pandian.counting.planning.words import NEVER, Facet, Stock
from pandian.counting.rehearsing.judging.rules import judged, slips_of
from pandian.counting.rehearsing.reporting.rules import (
    compared,
    hash_of,
    report_of,
    sentence,
    without_money,
)
from pandian.counting.rehearsing.rules import arisen, compact, set_on, totals, walk
from pandian.counting.rehearsing.words import (
    Differences,
    Events,
    Facts,
    Model,
    Moves,
    Named,
    RuleSet,
    Slips,
)
from pandian.counting.tolerating.rules import rule_of as tolerance_of
from pandian.kernel.words import Label

FIRST = day_number(date(2026, 1, 5))
DAY = 86_400
BEGIN = FIRST * DAY
NAME = Label("规则", "rule")


def ints(*values):
    return np.array(values, dtype=np.int64)


def every(days, code="cycle", **more):
    return rule_of({"strategy": "cycle", "when.every_days": days, **more}, code=code, label=NAME,
                   start=date(2026, 1, 5))


def tolerance(**content):
    return tolerance_of(UUID(int=1), "T", {"level": "organisation", **content})


def facts(*, holdings=3, days=30, moves=(), proofs=(), wrong=(), on_hand=10, cost=100,
          capacity=3600, counted=0, offset=0, said=None, slipped=(), valued=True):
    """Build a site of one holding a place; `moves` (second, row, quantity), `wrong` (row, low
    day, high day, quantity), all from the begin of the span.

    `said`: by how much the words of each difference were off; `slipped` (row, day, words)."""
    size = holdings
    none = np.zeros(size, dtype=np.int64)
    stock = Stock(
        np.arange(1, size + 1), np.arange(1, size + 1), np.arange(1, size + 1),
        np.full(size, on_hand), np.full(size, counted), none, none, np.full(size, BEGIN), none,
        np.full(size, NEVER), none, none, none, np.full(size, np.nan),
        {name: Facet(((),), none) for name in ("places", "items", "tracking", "lots", "owners",
                                              "statuses", "place_kinds")}
        | {"classes": Facet((("A", "X"), ("C", "Z")), np.minimum(np.arange(size), 1))})
    rows = sorted(moves)
    return Facts(
        "SH1", FIRST, BEGIN - offset + DAY * np.arange(days + 1), np.full(days, offset), stock,
        np.full(size, cost), np.minimum(np.arange(size), 1) * 2, np.arange(size),
        Moves(ints(*(BEGIN + at for at, *_ in rows)), ints(*(row for _, row, _ in rows)),
              ints(*(gained for *_, gained in rows)), np.ones(len(rows), dtype=np.bool_),
              np.zeros(len(rows), dtype=np.bool_)),
        Events(ints(*(BEGIN + at for at, _ in proofs)), ints(*(row for _, row in proofs))),
        Events(ints(), ints()),
        Differences(ints(*range(1, len(wrong) + 1)), ints(*(row for row, *_ in wrong)),
                    ints(*(BEGIN + low * DAY for _, low, _, _ in wrong)),
                    ints(*(BEGIN + high * DAY for _, _, high, _ in wrong)),
                    ints(*(size for *_, size in wrong)),
                    ints(*(BEGIN + high * DAY for _, _, high, _ in wrong)),
                    tuple(said or ((),) * len(wrong))),
        Slips(ints(*(BEGIN + day * DAY for _, day, _ in slipped)),
              ints(*(row for row, _, _ in slipped)), tuple(words for *_, words in slipped)),
        (capacity,) * (days + 14), {n: Stop(n, 1, f"P{n}", n, 0) for n in range(1, size + 1)},
        {n: Named(f"I{n}", ("A",) if n == 0 else ("C",), (f"P{n}",), valued) for n in range(size)},
        Model(np.zeros(6), np.ones(6), np.ones(size), np.zeros(size), np.zeros(size)))


def plan(*rules, **more):
    return [RuleSet(FIRST, rules, **more)]


def side(found, *rules, seed=0, rate=None, **more):
    sets = plan(*rules, **more)
    done = walk(found, sets, seed=seed)
    return totals(found, done, judged(found, done, sets), rate=rate), done


def test_no_holding_no_history_gives_zero_everywhere():
    told, done = side(facts(holdings=0), every(7))
    assert {name: told[name] for name in ("tasks", "lines", "met", "missed", "recounts")} == {
        "tasks": 0, "lines": 0, "met": 0, "missed": 0, "recounts": 0}
    assert done.seconds.sum() == 0


def test_every_holding_is_counted_once_a_week_and_the_hours_are_those_of_the_time_model():
    told, done = side(facts(days=28, counted=BEGIN - 1), every(7))
    assert done.lines.sum() == told["lines"]
    assert told["lines"] >= 3 * 4
    assert told["count_minutes"] == -(-told["lines"] * (30 + 20) // 60)
    assert done.oldest.max() <= 7


def test_nothing_is_counted_without_capacity_and_what_is_due_is_late():
    told, _done = side(facts(capacity=0), every(1))
    assert (told["lines"], told["met"]) == (0, 0)
    assert told["late"] > 0


def test_a_difference_is_met_by_the_first_count_after_it_arose():
    found = facts(days=30, counted=BEGIN - 1, wrong=[(0, 9, 10, -4)])
    told, done = side(found, every(5))
    assert told["met"] == 1
    assert int(found.midnights[done.met_on[0] + 1]) > done.arose[0]
    (met,) = done.met
    assert (met.variance, met.counted) == (-4, met.book - 4)


def test_a_record_is_wrong_from_its_arising_to_the_count_that_meets_it_and_once_at_a_time():
    wrong = [(0, 9, 10, -4), (0, 9, 12, 2), (1, 3, 4, 1)]
    found = facts(days=30, holdings=2, counted=BEGIN - 1, capacity=0, wrong=wrong)
    told, done = side(found, every(1))
    (begin, *_), end = sorted(done.arose[:2]), int(found.midnights[-1])
    days = (end - begin + end - int(done.arose[2])) / DAY
    assert told["wrong"] == round(10_000 * days / 60, 1), "two at one holding are one wrong record"
    often, _ = side(facts(days=30, holdings=2, counted=BEGIN - 1, wrong=wrong), every(1))
    assert often["wrong"] < told["wrong"]
    none, _ = side(facts(), every(7))
    assert none["wrong"] == 0


def test_one_that_no_count_follows_is_missed_and_the_bounds_hold():
    found = facts(days=30, counted=BEGIN - 1, wrong=[(0, 29, 30, -4), (1, 0, 30, 2)])
    told, _done = side(found, every(20))
    assert told["met"] + told["missed"] == 2
    assert told["missed"] >= 1
    assert told["met_low"] <= told["met"] <= told["met_high"]
    assert told["missed_value"] + told["met_value"] == 600


def test_what_was_found_for_real_is_met_again_by_the_book_without_that_adjustment():
    found = facts(days=20, counted=BEGIN - 1, wrong=[(0, 1, 2, -4)],
                  moves=[(2 * DAY, 0, -4)])  # the real count took 4 off; the replay did not
    _told, done = side(found, every(10))
    (met,) = done.met
    assert (met.book, met.counted) == (10, 6)


@pytest.mark.parametrize(("given", "verdict"), [
    ({"quantity": 4}, (1, 0, 0)), ({"quantity": 3}, (0, 1, 1)), ({"percent": "40"}, (1, 0, 0)),
    ({"percent": "39.9"}, (0, 1, 1)), ({"value": 400}, (1, 0, 0)), ({"value": 399}, (0, 1, 1)),
    ({"quantity": 0}, (0, 1, 1)),
])
def test_tolerance_decides_at_its_very_limits(given, verdict):
    found = facts(days=20, counted=BEGIN - 1, wrong=[(0, 1, 2, -4)], moves=[(2 * DAY, 0, -4)])
    told, _done = side(found, every(10), tolerances=(tolerance(**given),))  # book 10, counted 6
    assert (told["accepted"], told["recounts"], told["approvals"]) == verdict


def test_at_zero_no_percentage_holds_and_without_rounds_nothing_is_counted_again():
    found = facts(days=20, on_hand=4, counted=BEGIN - 1, wrong=[(0, 1, 15, -4)])
    told, done = side(found, every(3), tolerances=(tolerance(percent="100"),),
                      recount={"rounds": 0})
    assert done.met[0].counted == 0
    assert (told["accepted"], told["recounts"], told["approvals"]) == (0, 0, 1)


def test_the_matrix_says_how_many_sign_once_a_day_and_more_for_repeats():
    matrix = {"rows": [{"from": 0, "approvers": 1}, {"from": 1000, "approvers": 2},
                       {"from": 0, "approvers": 3, "repeat": True}], "repeat_days": 90}
    found = facts(days=20, counted=BEGIN - 1, wrong=[(0, 1, 2, -4), (1, 1, 2, -6)])
    told, done = side(found, every(4), matrix=matrix)
    days = {met.day for met in done.met}
    assert told["signatures"] == (2 if len(days) == 1 else 1 * len(days))
    again = facts(days=30, counted=BEGIN - 1, wrong=[(0, 0, 1, -1), (0, 20, 21, -1)])
    told, _done = side(again, every(3), matrix=matrix)
    assert (told["approvals"], told["signatures"]) == (2, 1 + 3)


def test_differences_that_cancel_out_are_met_but_judged_as_none():
    found = facts(days=30, counted=BEGIN - 1, wrong=[(0, 1, 2, -4), (0, 2, 3, 4)])
    told, _done = side(found, every(20))
    if told["met"] == 2:
        assert (told["recounts"], told["approvals"]) == (0, 0)
    assert told["met"] == 2


def test_a_version_change_within_the_span_holds_from_its_day_on():
    sets = [RuleSet(FIRST, (every(30),)), RuleSet(FIRST + 15, (every(1),))]
    assert set_on(sets, FIRST + 14) is sets[0]
    assert set_on(sets, FIRST + 15) is sets[1]
    assert set_on(sets, FIRST - 1) is sets[0]
    done = walk(facts(days=30, counted=BEGIN - 1), sets, seed=0)
    assert done.lines[16:].sum() > 3 * done.lines[:15].sum()


def test_a_proof_is_a_look_where_the_rule_lets_it_count():
    given = facts(days=10, counted=BEGIN - 1, holdings=1,
                  proofs=[(day * DAY + 100, 0) for day in range(10)], capacity=40)
    told, _done = side(given, every(9))
    bare, _done = side(given, every(9, **{"when.proof_credit": False}))
    assert told["lines"] <= bare["lines"]


def test_midnight_is_the_sites_own():
    """A move at 23:59 and one at 00:01 local time fall on two days."""
    rule = rule_of({"strategy": "touched", "when.touches": 1}, code="t", label=NAME)
    offset = 8 * 3600
    found = facts(days=4, holdings=2, offset=offset, counted=BEGIN - offset - 1, moves=[
        (DAY - offset - 60, 0, 1), (DAY - offset + 60, 1, 1)])
    done = walk(found, plan(rule), seed=0)
    assert done.lines.tolist() == [0, 1, 1, 0]


def test_the_same_seed_gives_the_same_and_a_candidate_like_the_rules_gives_no_difference():
    found = facts(days=40, counted=BEGIN - 1, wrong=[(0, 1, 20, -4), (2, 3, 30, 5)],
                  moves=[(n * 5000, n % 3, 1) for n in range(60)])
    sets = plan(every(9), tolerances=(tolerance(quantity=1),))
    report, days = report_of(found, [("against", sets), ("candidate", sets)], seed=7, rate=36_000)
    again = report_of(found, [("against", sets), ("candidate", sets)], seed=7, rate=36_000)
    assert (hash_of(report), days) == (hash_of(again[0]), again[1])
    places = report["sides"][1]["totals"]["places"]
    assert sum(len(day.places) for day in days if day.side) == places > 0
    other, _days = report_of(found._replace(stock=found.stock._replace(
        on_hand=found.stock.on_hand + 1)), [("against", sets), ("candidate", sets)], seed=7)
    assert other["history"] != report["history"]
    assert {more for *_, more in compared(report)} == {0}
    assert report["sides"][0]["totals"]["cost"] > 0
    hidden = without_money(report)
    assert hidden["sides"][1]["totals"]["missed_value"] is None
    assert all(row["value"] is None for row in hidden["found"])
    assert "±0 recounts, ±0 approved" in sentence(report).en


def test_a_broken_rule_is_named_and_the_others_go_on():
    broken = every(3)._replace(code="bad", when={"every_days": 0})
    told, done = side(facts(counted=BEGIN - 1), every(5), broken)
    assert [code for code, _ in done.faults] == ["bad"]
    assert told["lines"] > 0


def test_a_difference_arises_after_the_look_before_and_by_the_count_that_found_it():
    found = facts(wrong=[(0, 1, 2, 1), (0, 5, 5, 1)]).differences
    for seed in range(50):
        arose = arisen(found, seed)
        assert (arose > found.low).all()
        assert arose[0] <= found.high[0]


def test_a_compact_facet_says_the_same():
    facet = Facet((("A",), ("B",), ("A",)), ints(2, 0, 1))
    small = compact(facet)
    assert [small.words[n] for n in small.at] == [("A",), ("A",), ("B",)]
    assert len(small.words) == 2


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_stricter_tolerance_never_causes_fewer_recounts(data):
    wrong = data.draw(st.lists(st.tuples(
        st.integers(0, 2), st.integers(0, 10), st.integers(11, 20),
        st.integers(-9, 9).filter(bool)), max_size=8))
    found = facts(days=25, counted=BEGIN - 1, wrong=wrong)
    done = walk(found, plan(every(4)), seed=data.draw(st.integers(0, 99)))
    wide = data.draw(st.integers(0, 12))
    name = data.draw(st.sampled_from(["quantity", "value", "percent"]))
    strict = data.draw(st.integers(0, wide))

    def again(limit):
        unit = {"quantity": limit, "value": limit * 100, "percent": str(limit * 5)}[name]
        return judged(found, done, plan(every(4), tolerances=(tolerance(**{name: unit}),)))

    assert (again(strict).recounts >= again(wide).recounts).all()
    assert (again(strict).approvals >= again(wide).approvals).all()


WRONG = [(0, 1, 2, -4), (1, 1, 2, -6), (2, 1, 2, 3)]
"""Three differences found for real on the second day: 400, 600 and 300 at a cost of 100."""


def on_one_day(done, day=5):
    return done._replace(met=tuple(met._replace(day=day) for met in done.met))


def once(*, days=12, interval=10, wrong=WRONG, how=None, rounds=None, spread=True, extra=(),
         **more):
    """Judge a span in which every holding is counted once after everything went wrong.

    Not `spread`: all of it on one day."""
    content = {f"how.{name}": value for name, value in (how or {}).items()}
    names = ("said", "slipped", "valued", "on_hand")
    found = facts(days=days, counted=BEGIN - 1, wrong=wrong,
                  moves=[*((high * DAY, row, size) for row, _, high, size in wrong), *extra],
                  **{name: more.pop(name) for name in names if name in more})
    sets = plan(every(interval, **content), **more,
                recount=None if rounds is None else {"rounds": rounds})
    done = walk(found, sets, seed=0)
    by = judged(found, done if spread else on_one_day(done), sets)
    return totals(found, done, by), by


def test_two_equal_counts_decide_however_many_rounds_there_may_be():
    for rounds in (1, 2, 9):
        told, _by = once(rounds=rounds)
        assert (told["recounts"], told["rounds"], told["approvals"]) == (3, 3, 3)
        assert told["recount_minutes"] == -(-3 * 50 // 60)
    told, _by = once(rounds=0)
    assert (told["recounts"], told["rounds"], told["approvals"]) == (0, 0, 3)


@pytest.mark.parametrize(("rounds", "decides", "slips", "expected"), [
    # the first counter is 5 too high: right -4, said +1; wanted: counts again, variance, wrong
    (0, None, (5,), (0, 1, 1)),           # nobody looks again: the wrong word is approved
    (1, None, (5,), (2, -4, 0)),          # two disagree, a third decides: two say -4
    (1, "last", (5,), (1, -4, 0)),        # the last one decides
    (1, "last", (0, 5), (1, 1, 1)),       # right at once, but the last word is wrong and decides
    (2, None, (5, 5), (1, 1, 1)),         # two agree on the same mistake: it decides
    (2, None, (5, 6), (2, -4, 0)),        # three disagree: the third decides
    (9, None, (), (1, -4, 0)),            # everybody right: the second look is enough
])
def test_the_words_of_the_real_counters_are_said_again(rounds, decides, slips, expected):
    recount = {"rounds": rounds} | ({"decides": decides} if decides else {})
    found = facts(days=12, counted=BEGIN - 1, wrong=WRONG[:1], moves=[(2 * DAY, 0, -4)],
                  said=(slips,))
    sets = [RuleSet(FIRST, (every(10),), recount=recount)]
    done = walk(found, sets, seed=0)
    by = judged(found, done, sets)
    (line,) = by.lines
    assert (line.words - 1, line.variance, int(by.unproved.sum())) == expected
    assert int(by.rounds.sum()) == line.words - 1
    assert line.value == line.variance * 100


def test_the_counting_rule_says_its_own_rounds_before_the_sites_rule_of_recounts():
    told, _by = once(how={"recount_rounds": 2, "decides": "last"}, rounds=0)
    assert told["recounts"] == 3
    told, _by = once(how={"decides": "last"}, rounds=0)
    assert told["recounts"] == 3  # one round where a rule says only what decides
    told, _by = once()
    assert told["recounts"] == 3  # the planner's own single round


def test_a_wrong_first_count_of_what_was_right_is_made_again_once():
    told, by = once(wrong=[], slipped=[(1, 2, (5,))])
    assert (told["met"], told["slips"], told["recounts"], told["rounds"]) == (0, 1, 1, 2)
    assert (told["approvals"], told["unproved"]) == (0, 0)
    assert [line.verdict for line in by.lines] == ["matched"]
    told, by = once(wrong=[], slipped=[(1, 2, (5,))], rounds=0)
    assert (told["approvals"], told["unproved"], told["approved_value"]) == (1, 1, 500)
    told, by = once(wrong=[], slipped=[(1, 2, (5,)), (1, 4, (7,))], days=25, interval=6)
    assert (told["slips"], {line.met.row for line in by.lines}) == (2, {1})


def test_slips_are_what_was_off_before_the_word_that_held():
    assert slips_of([(18, 20), (15, 20), (15, 20)], variance=-5) == (3,)
    assert slips_of([(15, 20)], variance=-5) == ()
    assert slips_of([(20, 20), (18, 18), (19, 18)], variance=0) == (0, 0, 1)
    assert slips_of([], variance=4) == ()
    assert slips_of([(0, 0), (0, 0)], variance=-5) == ()  # repaired since: its book is another


def test_what_is_found_is_never_less_than_the_gain_nor_the_book_below_zero():
    """More was found than the book holds in the replay: a gain of 20 over nothing is no match."""
    told, by = once(wrong=[(0, 1, 2, 20)], on_hand=0, extra=[(3 * DAY, 0, -20)])
    (line,) = by.lines
    assert (line.met.book, line.met.counted, line.variance, line.verdict) == (0, 20, 20, "approval")
    assert (told["unproved"], told["approvals"]) == (0, 1)


BANDS = {"rows": [{"from": 0, "approvers": 1}, {"from": 1_301, "approvers": 2}],
         "auto.name": "small", "repeat_days": 90}


@pytest.mark.parametrize(("content", "auto", "people", "signatures"), [
    ({}, (0, 0), 3, 1),
    ({"auto.amount_max": 1_300}, (3, 1_300), 0, 0),
    ({"auto.amount_max": 1_299}, (0, 0), 3, 1),          # the whole count is above its limit
    ({"auto.amount_max": 1_300, "auto.classes": ["A"]}, (1, 400), 2, 1),
    ({"auto.amount_max": 1_300, "auto.name": ""}, (0, 0), 3, 1),
    ({"auto.amount_max": 10**9, "rows": [{"from": 0, "approvers": 1},
                                        {"from": 1_300, "approvers": 2}]}, (0, 0), 3, 2),
    ({"auto.amount_max": 1_300, "rows": [{"from": 0, "approvers": 1}, {
        "from": 0, "approvers": 3, "classes": ["A"]}]}, (2, 900), 1, 3),
])
def test_the_matrix_approves_by_itself_what_its_limit_and_bands_let_it(
    content, auto, people, signatures
):
    told, by = once(matrix={**BANDS, **content}, spread=False)
    assert (told["auto"], told["auto_value"]) == auto
    assert (told["approvals"], told["signatures"]) == (people, signatures)
    assert told["approved_value"] == 1_300 - auto[1]
    assert len(by.lines) == 3


def test_what_has_no_cost_or_repeats_is_for_people():
    told, _by = once(matrix={**BANDS, "auto.amount_max": 10**6}, valued=False)
    assert (told["auto"], told["approvals"]) == (0, 3)
    twice = [(0, 0, 1, -1), (0, 14, 15, -1)]
    told, _by = once(wrong=twice, days=30, interval=3, matrix={**BANDS, "auto.amount_max": 10**6})
    assert (told["auto"], told["approvals"], told["signatures"]) == (1, 1, 1)
    told, _by = once(wrong=twice, days=30, interval=3,
                     matrix={**BANDS, "auto.amount_max": 10**6, "repeat_days": 5})
    assert (told["auto"], told["approvals"]) == (2, 0)


def test_a_limit_looks_at_the_sum_of_the_day_over_all_its_counts():
    """Two ways of counting are two counts: 400 + 600 + 300 stay above a limit of 1,000."""
    found = facts(days=12, counted=BEGIN - 1, wrong=WRONG,
                  moves=[(2 * DAY, row, size) for row, _, _, size in WRONG])
    matrix = {**BANDS, "auto.amount_max": 1_000}
    done = on_one_day(walk(found, plan(every(10)), seed=0))
    apart = done._replace(met=tuple(
        met._replace(how=met.how._replace(blind=met.row != 2)) for met in done.met))
    by = judged(found, apart, plan(every(10), matrix=matrix))
    assert (int(by.auto.sum()), int(by.auto_value.sum())) == (1, 300)  # the open one comes first
    assert (int(by.approvals.sum()), int(by.signatures.sum())) == (2, 1)


def test_the_work_of_each_day_names_every_place_of_the_sums():
    found = facts(days=28, counted=BEGIN - 1)
    done = walk(found, plan(every(7, **{"how.packet_places": 1})), seed=0)
    assert [len(places) for places, _ in done.work] == done.places.tolist()
    assert [len(set(tasks.tolist())) for _, tasks in done.work] == done.tasks.tolist()
    assert done.tasks.sum() == done.places.sum() > 0
