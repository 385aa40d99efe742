"""The sampling stocktake: strata, draw, interval, statements, how often they hold.   抽样盘点"""

from __future__ import annotations

import hashlib
import os
import random

import numpy as np
import pytest

from bench.sampling import main, seeds_of
from pandian.counting.sampling import rules
from pandian.counting.sampling.words import (
    CENSUS,
    STRATUM_LINES_MIN,
    WORTHLESS,
    Strata,
    StudyDraft,
)
from pandian.lifecycle.inspection.sampling.rules import plan as gate_plan
from pandian.lifecycle.inspection.sampling.words import SampleAsk
from pandian.simulation.referee.sampling.rules import judge, stops
from pandian.simulation.referee.sampling.words import POPULATIONS

SEED = int(os.environ.get("PANDIAN_SEED") or random.SystemRandom().randrange(1_000_000))


@pytest.fixture(scope="module")
def stats():
    """Another's arithmetic; loaded here, because every test process reads this file."""
    from scipy import stats

    return stats


def frame(lines=12_000, seed=5, spread=1.3):
    values = np.random.default_rng(seed).lognormal(4, spread, lines).round(2)
    whole = np.zeros(lines, dtype=bool)
    return values, whole


# --- records

@pytest.mark.parametrize(("wrong", "lines"), [(0, 149), (1, 236), (2, 313), (5, 523)])
def test_98_percent_at_95_percent_needs_the_lines_that_the_design_names(wrong, lines, stats):
    assert rules.records_sample(accuracy=.98, wrong=wrong) == lines
    assert stats.binom.cdf(wrong, lines, .02) <= .05 < stats.binom.cdf(wrong, lines - 1, .02)
    assert rules.records(looked=lines, wrong=wrong, accuracy=.98).lower_bound >= .98
    assert rules.records(looked=lines - 1, wrong=wrong, accuracy=.98).lower_bound < .98


def test_the_exact_interval_is_that_of_clopper_and_pearson(stats):
    found = rules.records(looked=200, wrong=6, accuracy=.98)
    exact = stats.binomtest(194, 200).proportion_ci(.95, method="exact")
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high))
    nothing = rules.records(looked=10, wrong=10, accuracy=.98)
    assert nothing.low == nothing.lower_bound == 0


def test_a_sequential_look_decides_soon_and_not_before_its_evidence():
    assert rules.records_stop(looked=0, wrong=0, accuracy=.98) == "goes_on"
    assert rules.records_stop(looked=164, wrong=0, accuracy=.98) == "goes_on"
    assert rules.records_stop(looked=165, wrong=0, accuracy=.98) == "holds"
    assert rules.records_stop(looked=20, wrong=6, accuracy=.98) == "fails"


@pytest.mark.parametrize(("rate", "word"), [(.02, "holds"), (.02, "fails")])
def test_looking_after_every_line_is_wrong_in_no_more_than_one_of_twenty(rate, word):
    ends = stops(seed=11, histories=300, wrong_rate=rate, accuracy=.98, lines_max=1_500)
    assert ends[word] <= .05 + 2.6 * (.05 * .95 / 300) ** .5


def test_a_good_book_is_soon_found_good_and_a_bad_one_bad():
    good = stops(seed=3, histories=100, wrong_rate=.002, accuracy=.98, lines_max=2_000)
    bad = stops(seed=4, histories=100, wrong_rate=.08, accuracy=.98, lines_max=2_000)
    assert good["holds"] > .95
    assert good["looked"] < 313
    assert bad["fails"] > .95
    assert bad["looked"] < 200


# --- the gate

def test_the_gate_passes_a_book_with_two_percent_wrong_seventy_times_of_a_hundred():
    found = gate_plan(SampleAsk(5_000, "III", "1.0", "normal"))
    assert (found.letter, found.n, found.accept) == ("M", 315, 7)
    assert rules.passes(sample=found.n, accept=found.accept, wrong_rate=.02) == \
        pytest.approx(.70, abs=.005)
    assert rules.gate(looked=315, wrong=7, accept=7).accepted
    assert not rules.gate(looked=315, wrong=8, accept=7).accepted


# --- strata and sizes

def test_never_fewer_than_five_percent_or_350_or_all():
    assert [rules.lines_min(n) for n in (1, 350, 351, 7_000, 7_001, 20_000)] == \
        [1, 350, 350, 350, 351, 1_000]


def test_marked_and_dear_lines_are_counted_whole_and_lines_without_value_not_drawn():
    values, whole = frame()
    values[:5] = 0
    whole[100:130] = True
    stratum = rules.stratify(values, whole, sample=600)
    assert (stratum[:5] == WORTHLESS).all()
    assert (stratum[100:130] == CENSUS).all()
    assert values[stratum > 0].max() <= values[stratum > 0].sum() / (600 - (stratum == 0).sum()) \
        * 1.000001
    assert set(stratum[stratum > 0]) <= set(range(1, 11))
    means = [values[stratum == h].mean() for h in sorted(set(stratum[stratum > 0]))]
    assert means == sorted(means)


def test_sizes_share_out_the_sample_and_every_stratum_keeps_eight():
    values, whole = frame()
    stratum = rules.stratify(values, whole, sample=600)
    found = rules.strata(values, stratum, sample=600)
    assert found.sample[0] == found.lines[0]
    assert (found.sample <= found.lines).all()
    inside = found.lines[1:] > 0
    assert (found.sample[1:][inside] >= np.minimum(found.lines[1:][inside],
                                                   STRATUM_LINES_MIN)).all()
    assert abs(found.sample.sum() - 600) <= 50


def test_a_narrower_wish_needs_more_lines_and_is_met_by_expectation():
    values, whole = frame()
    half = values.sum() * .004
    lines, found = rules.sample_for(values, whole, half=half)
    assert lines > rules.lines_min(len(values))
    assert rules.expected_half(found) <= half
    wide, _ = rules.sample_for(values, whole, half=values.sum() * .5)
    assert wide == rules.lines_min(len(values))


def test_a_book_of_equal_values_and_a_book_of_one_line_can_be_cut():
    for values in (np.full(500, 7.0), np.array([3.0])):
        stratum = rules.stratify(values, np.zeros(len(values), dtype=bool), sample=350)
        found = rules.strata(values, stratum, sample=350)
        assert found.lines.sum() == len(values)


# --- the draw

def test_the_printed_seed_draws_the_same_lines_by_a_second_telling():
    keys, stratum = [31, 7, 1, 900, 44], np.array([1, 1, 2, 1, 2])
    found = rules.places_in_draw(keys, stratum, seed="2026-11")

    def order(key):
        return hashlib.sha256(f"2026-11:{key}".encode()).digest()[:8]
    for group in (1, 2):
        inside = [key for key, h in zip(keys, stratum, strict=True) if h == group]
        by_hash = sorted(inside, key=order)
        assert [by_hash.index(key) + 1 for key in inside] == \
            [int(n) for n, h in zip(found, stratum, strict=True) if h == group]


def test_the_order_of_the_frame_does_not_change_the_draw_and_the_seed_does():
    keys = list(range(1, 400))
    stratum = np.array([1 + key % 3 for key in keys])
    first = dict(zip(keys, rules.places_in_draw(keys, stratum, seed="a"), strict=True))
    back = dict(zip(keys[::-1], rules.places_in_draw(keys[::-1], stratum[::-1], seed="a"),
                    strict=True))
    other = dict(zip(keys, rules.places_in_draw(keys, stratum, seed="b"), strict=True))
    assert first == back != other


def test_every_line_is_as_likely_as_any_other(stats):
    keys, stratum = list(range(40)), np.ones(40, dtype=int)
    taken = np.zeros(40)
    for turn in range(1_000):
        taken += rules.places_in_draw(keys, stratum, seed=f"s{turn}") <= 10
    assert stats.chisquare(taken).pvalue > 1e-4


# --- the estimate

def drawn(values, whole, off, *, seed, sample):
    stratum = rules.stratify(values, whole, sample=sample)
    found = rules.strata(values, stratum, sample=sample)
    places = rules.places_in_draw(list(range(len(values))), stratum, seed=seed)
    inside = (stratum >= 0) & (places <= found.sample[stratum])
    return found, inside, stratum


def test_a_whole_count_has_no_width_and_is_exact():
    values, whole = frame(lines=300)
    off = np.where(np.arange(300) % 7 == 0, -values, 0)
    found, inside, stratum = drawn(values, whole, off, seed="x", sample=300)
    said = rules.estimate(found, values=values[inside], differences=off[inside],
                          looked=stratum[inside])
    assert said.looked == 300
    assert said.half == said.half_by_mean == 0
    assert said.difference == round(off.sum())
    assert said.wrong == (off != 0).sum()


def test_a_flawless_sample_still_has_a_width():
    values, whole = frame()
    found, inside, stratum = drawn(values, whole, values * 0, seed="x", sample=600)
    said = rules.estimate(found, values=values[inside], differences=values[inside] * 0,
                          looked=stratum[inside])
    assert said.difference == said.wrong == 0
    assert 0 < said.half_percent() < 1


def test_a_missing_line_is_never_taken_for_a_right_one():
    values, whole = frame()
    found, inside, stratum = drawn(values, whole, values * 0, seed="x", sample=600)
    inside[np.flatnonzero(inside)[0]] = False
    with pytest.raises(AssertionError):
        rules.estimate(found, values=values[inside], differences=values[inside] * 0,
                       looked=stratum[inside])


def test_the_formula_by_hand_on_two_strata():
    found = Strata(np.array([1, 1, 2, 2]), np.array([0, 10, 4] + [0] * 8),
                   np.array([0, 2, 2] + [0] * 8), np.array([0, 100., 80.] + [0] * 8),
                   np.array([0, 110., 500.] + [0] * 8))
    said = rules.estimate(found, values=[10., 8., 20., 30.], differences=[0., -4., 0., 3.],
                          looked=np.array([1, 1, 2, 2]))
    assert said.difference == round(10 * -2 + 4 * 1.5)
    pooled = (.25 + .01 + 2) / 5
    first = (2 * 8 + 40 * pooled * 110) / 42
    second = (2 * 4.5 + 40 * pooled * 500) / 42
    variance = 10 * 8 / 2 * first + 4 * 2 / 2 * second
    assert said.half == round(1.959963984540054 * variance ** .5)
    assert said.true_by_mean == round(10 * 7 + 4 * 26.5)


def test_an_extension_narrows_the_interval_as_it_promises():
    values, whole = frame()
    found, _inside, _stratum = drawn(values, whole, values * 0, seed="x", sample=600)
    grown = rules.extension(found, reached=2.0, wanted=1.0)
    assert (grown >= found.sample).all()
    assert (grown <= found.lines).all()
    taints = found.squares * .02
    before = rules._variance(found, taints)
    after = rules._variance(found._replace(sample=grown), taints)
    assert after <= before / 4
    assert after > before / 5


def test_the_frame_hash_changes_with_anything_that_it_fixes():
    rows = [(1, 5, 50, 1), (2, 6, 60, 2)]
    first = rules.frame_hash({"kind": "value"}, {"sample": 2}, rows)
    assert first == rules.frame_hash({"kind": "value"}, {"sample": 2}, list(rows))
    assert len({first, rules.frame_hash({"kind": "gate"}, {"sample": 2}, rows),
                rules.frame_hash({"kind": "value"}, {"sample": 3}, rows),
                rules.frame_hash({"kind": "value"}, {"sample": 2}, [(1, 5, 51, 1), rows[1]]),
                rules.frame_hash({"kind": "value"}, {"sample": 2}, rows[:1])}) == 5


def test_all_that_is_wrong_with_a_study_is_said_at_once():
    from decimal import Decimal
    from uuid import UUID
    draft = StudyDraft(UUID(int=1), "S", " ", "guess", Decimal(0), Decimal(100), -1,
                       expiring_days=-3)
    assert [fault.pointer for fault in rules.study_faults(draft)] == [
        "/name", "/kind", "/half_percent", "/accuracy_percent", "/wrong_allowed",
        "/expiring_days"]


# --- how often it holds

def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    chosen = {name: POPULATIONS[name] for name in ("6 % wrong, mixed", "5 % wrong, losses")}
    for row in judge(seeds=[2001, 2002], per_seed=25, populations=chosen):
        assert row.coverage >= .84, row  # 50 draws of .95: below this once in a thousand
        assert row.half <= 1
        assert row.sample_percent <= 5.1


def test_the_floor_is_what_keeps_rare_errors_covered():
    chosen = {"rare": POPULATIONS["0.3 % wrong"]}
    (row,) = judge(seeds=[2003, 2004], per_seed=25, populations=chosen)
    assert row.coverage > row.naive


@pytest.mark.prove
def test_the_interval_covers_as_goal_g4_asks(capsys):
    """Ten books of each kind; fewer when PANDIAN_PROVE_MINUTES (30) are few: two a minute."""
    books = max(3, min(10, int(2 * float(os.environ.get("PANDIAN_PROVE_MINUTES", "30")))))
    first = 100_000 + SEED
    print(f"\nseed {SEED}")
    assert main(["--seeds", f"{first}-{first + books - 1}", "--draws", "40"]) == 0


def test_seeds_are_read_as_they_are_written():
    assert seeds_of("1001-1003,7") == [1001, 1002, 1003, 7]
