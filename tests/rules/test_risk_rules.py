"""Risk by worked examples and properties: what counts teach, and what they must never do."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pandian.counting.risk import rules
from pandian.counting.risk.rules import Exposures
from pandian.counting.risk.words import LATEST_LINES_MIN


def exposures(x, unit=None, item=None, zone=None, touch=()):
    x = np.atleast_2d(np.asarray(x, dtype=float))
    n = len(x)
    zeros = np.zeros(n, dtype=np.int64)
    return Exposures(
        x, zeros if item is None else np.asarray(item), zeros,
        zeros if zone is None else np.asarray(zone),
        np.full(n, 100.0) if unit is None else np.asarray(unit, dtype=float),
        *(np.array([t[k] for t in touch], dtype=kind)
          for k, kind in enumerate((np.int64, np.int64, float))))


def one(operators=1, items=1, zones=1):
    return {"items": items, "sites": 1, "zones": zones, "operators": operators}


def fit(known, wrong, value=None, **sizes):
    wrong = np.asarray(wrong, dtype=bool)
    value = np.zeros(len(wrong)) if value is None else np.asarray(value, dtype=float)
    return rules.refit(known, wrong, value, **(sizes or one()))


def test_the_hazard_of_a_worked_example():
    # 10 touches, 1 receipt, 2 picks among lots, 100 days, of an attractive item
    known = exposures([10, 1, 2, 100, 100, 0])
    risk = rules.assess(known, rules.start(**one()))
    hazard = 10 * .008 + .02 + 2 * .006 + 100 * .0004 + 100 * .001
    assert risk.hazard[0] == pytest.approx(hazard) == pytest.approx(.252)
    assert risk.probability[0] == pytest.approx(1 - np.exp(-.252))
    assert [(r.code, r.percent) for r in rules.reasons(risk.causes[0])] == [
        ("attractive", 40), ("touches", 32), ("days", 16)]


def test_a_factor_that_speaks_is_told_and_one_near_1_is_not():
    causes = np.array([1.0, 0, 0, 0, 0, 0])
    assert [r.code for r in rules.reasons(causes, item=1.4, zone=1.5)] == ["touches", "zone"]


def test_without_exposure_nothing_is_expected_and_nothing_breaks():
    risk = rules.assess(exposures(np.zeros((3, 6))), rules.start(**one()))
    assert not risk.probability.any()
    assert not risk.value.any()
    assert not risk.score.any()
    assert rules.reasons(risk.causes[0]) == ()


def test_an_error_where_nothing_was_expected_teaches_without_breaking():
    model = fit(exposures(np.zeros((1, 6))), [True], [500.0])
    assert all(np.isfinite(part).all() for part in model)
    assert model.item[0] > 1


def test_nothing_counted_leaves_the_start_values():
    model = fit(exposures(np.zeros((0, 6))), [])
    assert (model.theta == rules.THETA).all()


def test_one_clean_count_lowers_the_rates_by_its_exposure():
    known = exposures([100, 0, 0, 0, 0, 0])
    theta = rules._rates(known.x, np.ones(1), np.zeros(0, dtype=np.int64), rules.THETA)
    assert theta[0] == pytest.approx(2_000 * .008 / 2_100)
    assert (theta[1:] == rules.THETA[1:]).all()


def test_of_two_as_likely_wrong_the_one_that_stays_right_longer_goes_first():
    worth = rules.gain(np.array([.5, .5, 0.0]), np.array([10.0, 300.0, 300.0]))
    assert worth[1] > worth[0] > worth[2] == 0
    assert not rules.gain(np.zeros(3), np.ones(3)).any()
    # surely wrong: worth no less, however fast it went wrong
    sure = rules.gain(np.array([1.5, 3.0, 30.0]), np.full(3, 90.0))
    assert (np.diff(sure) > 0).all()


def test_one_error_raises_its_own_item_more_than_its_zone():
    known = exposures([[10, 0, 0, 30, 0, 0]] * 2, item=[0, 1])
    model = fit(known, [True, False], **one(items=2))
    assert model.item[0] > model.zone[0] > 1 > model.item[1]


def test_who_touched_what_was_wrong_gets_the_higher_factor():
    touch = [(n, n % 2, 40.0) for n in range(200)]
    known = exposures([[40, 0, 0, 1, 0, 0]] * 200, touch=touch, item=list(range(200)))
    model = fit(known, [n % 2 == 0 for n in range(200)], **one(operators=2, items=200))
    assert model.operator[0] > 1.3
    assert model.operator[1] < .7


def test_the_rates_are_found_again_from_many_counts():
    rng = np.random.default_rng(7)
    truth = np.array([.02, .05, .01, .0002, .004, .0001])
    x = rng.poisson([20, 2, 5, 60, 10, 10], size=(60_000, 6)).astype(float)
    wrong = rng.random(len(x)) < 1 - np.exp(-(x @ truth))
    known = exposures(x, item=rng.integers(0, 300, len(x)))
    model = fit(known, wrong, **one(items=300))
    risk = rules.assess(known, model)
    assert risk.probability.mean() == pytest.approx(wrong.mean(), rel=.02)
    assert model.theta[0] > 1.7 * rules.THETA[0]  # .008 at the start, .02 in truth


def test_the_size_of_errors_follows_what_counts_found():
    known = exposures([[20, 0, 0, 10, 0, 0]] * 400, unit=[100.0] * 400)
    model = fit(known, [True] * 400, [300.0] * 400)
    assert 2 < model.size[0] <= 3  # near three typical errors, held back by the prior


def test_an_item_without_a_cost_is_ranked_by_its_chance_alone():
    known = exposures([[10, 0, 0, 0, 0, 0], [40, 0, 0, 0, 0, 0]], unit=[0.0, 0.0])
    risk = rules.assess(known, rules.start(**one()))
    assert not risk.value.any()
    assert risk.score[1] > risk.score[0] > 0


rows = st.lists(st.lists(st.floats(0, 1e4), min_size=6, max_size=6), min_size=1, max_size=20)


@settings(max_examples=150, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_any_history_gives_finite_figures_and_the_same_twice(x, random):
    n = len(x)
    known = exposures(x, item=[random.randrange(3) for _ in x],
                      zone=[random.randrange(2) for _ in x],
                      unit=[random.choice([0, 1e9, 50]) for _ in x],
                      touch=[(k, random.randrange(2), x[k][0]) for k in range(n)])
    wrong = [random.random() < .5 for _ in x]
    value = [random.uniform(0, 1e9) for _ in x]
    model, again = (fit(known, wrong, value, **one(operators=2, items=3, zones=2))
                    for _ in range(2))
    for part, twin in zip(model, again, strict=True):
        assert np.isfinite(part).all()
        assert (part == twin).all()
        assert (part > 0).all()
    risk = rules.assess(known, model)
    assert all(np.isfinite(part).all() for part in risk)
    assert ((risk.probability >= 0) & (risk.probability <= 1)).all()
    assert (risk.value <= risk.causes @ model.size * known.unit + 1e-6).all()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.floats(0, 1e3), min_size=6, max_size=6), st.integers(0, 5),
       st.floats(.01, 1e3))
def test_more_of_anything_is_never_less_risk(x, cause, more):
    y = list(x)
    y[cause] += more
    risk = rules.assess(exposures([x, y]), rules.start(**one()))
    assert risk.hazard[1] > risk.hazard[0]
    assert risk.probability[1] >= risk.probability[0]
    # at certainty the value is at its ceiling, and the last digit of a float may differ
    assert risk.value[1] >= risk.value[0] * (1 - 1e-12)
    assert risk.score[1] >= risk.score[0] * (1 - 1e-12)


def test_places_tell_their_mean_and_their_worst_holding():
    mean, lowest = rules.right(np.array([0.0, 1.0, .5]), np.array([0, 0, 2]), 4)
    assert mean[0] == pytest.approx((1 + np.exp(-1)) / 2)
    assert lowest[0] == pytest.approx(np.exp(-1))
    assert mean[1] == lowest[1] == mean[3] == 1
    assert mean[2] == lowest[2] == pytest.approx(np.exp(-.5))


@pytest.mark.parametrize(("good", "counted", "low", "high"), [
    (0, 0, 0.0, 1.0),
    (0, 10, 0.0, .3085),      # published tables of the exact interval
    (10, 10, .6915, 1.0),
    (8, 10, .4439, .9748),
    (98, 100, .9296, .9976),
])
def test_the_exact_interval_of_a_share(good, counted, low, high):
    assert rules.interval(good, counted) == pytest.approx((low, high), abs=5e-4)


@pytest.mark.parametrize(("chance", "word"), [
    (1.0, "proven"), (.98, "proven"), (.979, "good"), (.95, "good"), (.9, "soon"), (.85, "soon"),
    (.849, "doubtful"), (0.0, "doubtful")])
def test_a_chance_has_one_word(chance, word):
    assert rules.band(chance) == word


def test_accuracy_is_never_net_and_never_below_nothing():
    assert rules.kept(10, 200) == pytest.approx(.95)  # 5 too few and 5 too many are 10 off
    assert rules.kept(300, 200) == 0
    assert rules.kept(0, 0) is None
    assert rules.share(0, 0) == (0, 0, None, 0.0, 1.0)


def test_an_interval_of_quantity_is_drawn_from_places_and_silent_where_too_few_differ():
    whole = [100.0] * 200
    assert rules.kept_range([0.0] * 200, whole) is None
    assert rules.kept_range([5.0] * 4 + [0.0] * 196, whole) is None
    off = [10.0] * 8 + [0.0] * 192
    low, high = rules.kept_range(off, whole)
    assert low < 1 - 80 / 20_000 < high < 1
    assert rules.kept_range(off, whole) == (low, high), "the same places give the same interval"
    assert rules.kept_range([1.0] * 9, [0.0] * 9) is None


def test_the_interval_of_quantity_holds_the_truth_about_as_often_as_it_says():
    """Always the same sixty books: of other ones it holds 94.3 of a hundred (2,400 were tried).

    With a seed of chance the bound would have to lie at 39 of 60 to be missed once in 10^9 times
    (binomial), where an interval that is far too narrow would pass, too.
    """
    dice = np.random.default_rng(2026)
    held = 0
    for _ in range(60):
        off = np.where(dice.random(300) < .15, dice.integers(1, 30, 300), 0).astype(float)
        found = rules.kept_range(off, np.full(300, 100.0))
        held += found is not None and found[0] <= 1 - .15 * 15 / 100 <= found[1]
    assert 54 <= held < 60, held


def test_days_add_up_in_order_each_with_its_own_share():
    first, second = date(2026, 3, 1), date(2026, 3, 2)
    days = rules.by_day([(second, 3, 3), (first, 1, 2), (first, 2, 2)])
    assert [(each.day, each.exact.right, each.so_far.counted) for each in days] == [
        (first, 3, 4), (second, 3, 7)]
    assert rules.by_day([]) == ()


def test_the_latest_window_is_the_fewest_whole_last_days_with_lines_enough():
    days = [date(2026, 3, n) for n in (1, 2, 3)]
    rows = [(days[0], 80, 90), (days[1], 99, 100), (days[2], 48, 48)]
    assert rules.latest_of(rules.by_day(rows[2:])) is None, "48 lines state nothing yet"
    assert rules.latest_of(()) is None
    assert rules.latest_of(rules.by_day(rows[1:])) is None, "148 are one too few"
    found = rules.latest_of(rules.by_day(rows))
    assert (found.first, found.last) == (days[0], days[2])
    assert (found.exact.right, found.exact.counted) == (227, 238)
    found = rules.latest_of(rules.by_day([*rows, (date(2026, 3, 4), 1, 1)]))
    assert (found.first, found.exact.right, found.exact.counted) == (days[1], 148, 149)
    assert rules.interval(149, 149)[0] > .975 > rules.interval(148, 149)[0]
    assert .98 ** LATEST_LINES_MIN < .05 < .98 ** (LATEST_LINES_MIN - 1)
