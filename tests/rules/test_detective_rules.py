"""Why a line differs: planted causes are found, shares sum to 1, nobody is accused.   差异溯因"""

from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandian.counting.detective.rates.rules import (
    CALIBRATION_MIN,
    CONFIRMED_MIN,
    RATES,
    Reason,
    Weighed,
    calibrated,
    calibration,
    confirmed,
    learnt,
)
from pandian.counting.detective.rules import explained, investigate, repairs_itself, told
from pandian.counting.detective.words import (
    AUTOMATIC,
    CAUSES,
    REPAIR_OF,
    REPAIRS,
    SENTENCES,
    Booked,
    Case,
    Paper,
    Partner,
)


def move(delta: int, **more) -> Booked:
    return Booked("p", more.pop("line", 1), delta, more.pop("seconds", -90_000.0), **more)


def case(variance: int, *moves: Booked, book: int = 200, **more) -> Case:
    return Case(1, variance, max(0, book + variance), book, moves=moves, **more)


def first(given: Case) -> tuple[str, ...]:
    return investigate([given])[0].alternatives[0].causes


OPPOSITE = {relation: Partner(2, relation, "X") for relation in ("lot", "item", "place")}
PLANTED = {
    "pieces written for boxes": (case(108, move(12), factors=(10,)), "unit"),
    "boxes written for pieces": (case(-108, move(120), factors=(10,)), "unit"),
    "boxes issued, pieces written": (case(-27, move(-3), factors=(10,)), "unit"),
    "a case keyed as a box": (case(90, move(10), factors=(10, 100)), "unit"),
    "54 written as 45": (case(9, move(45), book=500), "digits"),
    "54 written as 45 on the way out": (case(-9, move(-45), book=500), "digits"),
    "a receipt posted twice": (case(-37, move(37), move(37, twin="p", line=2)), "double"),
    "an issue posted twice": (case(8, move(-8), move(-8, twin="p", line=2)), "double"),
    "a return written as an issue": (case(34, move(-17, signed=True)), "sign"),
    "the wrong lot picked": (case(24, move(-24), partners=(OPPOSITE["lot"],), peers={"lot": 1}),
                             "lot_swap"),
    "the wrong item picked": (
        case(24, move(-24), partners=(OPPOSITE["item"],), peers={"item": 2}), "item_swap"),
    "the other half of a wrong pick": (
        case(-24, partners=(OPPOSITE["lot"]._replace(moves=(move(-24),)),), peers={"lot": 1}),
        "lot_swap"),
    "put into the next bin": (
        case(-48, partners=(OPPOSITE["place"],), peers={"place": 1}), "place_swap"),
    "the wrong lot written at receipt": (
        case(-60, move(60), partners=(OPPOSITE["lot"],), peers={"lot": 2}), "wrong_lot"),
    "a receipt not posted": (case(73, papers=(Paper("d", "RC-1", "receipt", 1, 73),)), "late"),
    "a pick not posted": (case(-13, papers=(Paper("d", "IS-1", "issue", 1, -13),)), "late"),
    "a pack scanned twice": (case(10, factors=(10,), repeats=1, adding=True), "scan"),
    "an issue under way": (case(-13, near=(move(-13, seconds=120.0),)), "motion"),
    "one piece gone": (case(-1, days=200.0, equal=True), "loss"),
    "nothing fits": (case(4711), "unknown"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_cause_comes_first(name):
    planted, cause = PLANTED[name]
    assert first(planted) == (cause,)


def test_every_cause_is_planted_and_can_be_told_and_ends_somewhere():
    assert {cause for _, cause in PLANTED.values()} == set(CAUSES)
    assert set(CAUSES) == set(RATES) == set(REPAIR_OF) == set(SENTENCES) - {"swap_alone"}
    assert set(REPAIR_OF.values()) == set(REPAIRS)
    assert set(CAUSES) >= AUTOMATIC


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PLANTED)
def test_every_cause_is_told_in_both_languages_without_holes(name, language):
    planted, _ = PLANTED[name]
    for each in investigate([planted])[0].alternatives:
        sentences = told(each, variance=planted.variance, counted=planted.counted,
                         book=planted.book, language=language)
        assert len(sentences) == len(each.causes)
        assert not [text for text in sentences if "?" in text or "{" in text], sentences


def test_two_causes_that_add_up_are_found_together():
    both = case(108 + 37, move(12), factors=(10,),
                papers=(Paper("d", "RC-1", "receipt", 1, 37),))
    assert first(both) == ("late", "unit")


def test_a_cause_with_a_piece_lost_besides_is_found():
    assert first(case(107, move(12), factors=(10,), days=90.0))[-1] == "unit"


def test_what_the_document_asked_for_decides_between_two_slips():
    moves = (move(45, asked=54), move(45, line=2, asked=45, seconds=-200_000.0))
    finding = investigate([case(9, *moves)])[0]
    best = finding.alternatives[0].choices[0].evidence[0]
    assert (best["line"], best["true"]) == (1, 54)


def test_a_scanned_number_is_not_a_typing_slip():
    typed = investigate([case(9, move(45))])[0].alternatives
    scanned = investigate([case(9, move(45, typed=False))])[0].alternatives
    share = {n: next(a.share for a in told if a.causes == ("digits",))
             for n, told in (("typed", typed), ("scanned", scanned))}
    assert share["scanned"] < share["typed"]


def test_a_line_without_a_variance_has_nothing_to_explain():
    assert investigate([case(0, move(12), factors=(10,))]) == []
    assert investigate([]) == []


@pytest.mark.parametrize(("variance", "book"), [(5, 0), (-5, 5), (1, 0), (-1, 1)])
def test_books_and_counts_of_zero_are_explained_like_others(variance, book):
    found = investigate([case(variance, move(5), book=book, factors=(5,))])[0]
    assert sum(each.share for each in found.alternatives) == pytest.approx(1)


def some_case(dice: random.Random, line: int) -> Case:
    moves = tuple(Booked(f"p{n}", n, dice.choice([-1, 1]) * dice.randint(1, 300),
                         -dice.uniform(0, 1e6), twin=dice.choice(["", "t"]),
                         asked=dice.choice([0, 5, 12]), typed=dice.random() < 0.5)
                  for n in range(dice.randint(0, 12)))
    near = moves[:1] if dice.random() < 0.2 else ()
    papers = tuple(Paper(f"d{n}", f"N{n}", "receipt", 1, dice.randint(-60, 60))
                   for n in range(dice.randint(0, 3)))
    partners = tuple(Partner(99, dice.choice(["lot", "item", "place"]), "X", dice.random() < 0.5,
                             moves[:2]) for _ in range(dice.randint(0, 2)))
    variance = dice.choice([-moves[0].delta if moves else 3, dice.randint(-400, 400), 1, -2, 0])
    return Case(line, variance, max(0, 100 + variance), 100, 1, dice.uniform(0, 400),
                dice.choice([(), (10,), (6, 60)]), moves, near, papers, partners,
                {"lot": dice.randint(0, 3)}, dice.random() < 0.2, dice.random() < 0.2,
                dice.randint(0, 2))


@given(st.integers(0, 2**32), st.floats(0.001, 1.0))
def test_shares_sum_to_one_the_unknown_stands_among_them_and_it_is_always_the_same(seed, density):
    dice = random.Random(seed)
    cases = [some_case(dice, n) for n in range(dice.randint(1, 12))]
    reasons = [Reason((dice.choice(list(CAUSES)),), {"unit": 3.0, "scan": 1.0}, dice.random(),
                      dice.random() < 0.7) for _ in range(dice.choice([0, 5, 60]))]
    found = investigate(cases, reasons=reasons, density=density)
    assert [each.line for each in found] == [each.line for each in cases if each.variance]
    for each in found:
        shares = [alternative.share for alternative in each.alternatives]
        assert sum(shares) == pytest.approx(1)
        assert min(shares) >= 0
        assert any(alternative.causes == ("unknown",) for alternative in each.alternatives)
        assert shares[1:] == sorted(shares[1:], reverse=True)
        for alternative in each.alternatives:
            ways = sum(way.share for way in alternative.choices)
            assert ways <= alternative.share + 1e-9
    assert found == investigate(cases, reasons=reasons, density=density)


def test_nobody_is_accused():
    fields = {*Case._fields, *Booked._fields, *Paper._fields, *Partner._fields}
    assert not fields & {"person", "people", "actor", "counter", "user", "name_of_person"}
    for label in (*CAUSES.values(), *SENTENCES.values()):
        for text in (label.zh, label.en):
            assert not any(word in text.lower() for word in
                           ("theft", "steal", "stolen", "偷", "盗", "{person}", "{actor}"))


@pytest.mark.parametrize(("name", "itself"), [
    ("a receipt posted twice", True), ("a receipt not posted", True),
    ("put into the next bin", True), ("54 written as 45", False), ("nothing fits", False),
    ("one piece gone", False),
])
def test_only_safe_causes_repair_themselves(name, itself):
    planted, _ = PLANTED[name]
    assert repairs_itself(investigate([planted])[0]) is itself


def test_a_small_difference_without_a_paper_never_repairs_itself():
    small = case(-4, partners=(OPPOSITE["place"],), peers={"place": 1})
    assert not repairs_itself(investigate([small])[0])


def test_rates_are_learnt_from_the_batch_itself():
    many = [Weighed([(("late",), 1.0), (("unknown",), 0.01)], {"late": 1.0, "unknown": 1.0})
            for _ in range(200)]
    rates = learnt(many)
    assert rates["late"] > RATES["late"]
    assert rates["unknown"] < RATES["unknown"]
    assert learnt([]) == pytest.approx(dict(RATES))


def test_confirmed_reasons_replace_what_the_batch_says():
    reasons = [Reason(("unit",), {"unit": 10.0, "late": 1.0}) for _ in range(CONFIRMED_MIN)]
    rates = confirmed(reasons)
    assert rates["unit"] > 2 * RATES["unit"]
    assert rates["late"] < RATES["late"]
    doubtful = case(108, move(12), factors=(10,), papers=(Paper("d", "N", "receipt", 1, 108),))
    assert first(doubtful) == ("late",)
    first_told = investigate([doubtful], reasons=reasons * 20)[0].alternatives[0]
    assert first_told.causes == ("unit",)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=CALIBRATION_MIN,
                max_size=120))
def test_calibration_never_falls_and_stays_between_0_and_1(pairs):
    steps = calibration(pairs)
    worths = [calibrated(n / 50, steps) for n in range(51)]
    assert all(-1e-9 <= worth <= 1 + 1e-9 for worth in worths)
    assert all(a <= b + 1e-9 for a, b in itertools.pairwise(worths))


def test_shares_that_promise_too_much_are_taken_down():
    pairs = [(0.95, n % 2 == 0) for n in range(100)]
    assert calibrated(0.95, calibration(pairs)) == pytest.approx(0.5)
    assert calibrated(0.95, calibration(pairs[:10])) == 0.95
    reasons = [Reason(("late",), {"late": 1.0}, 0.95, n % 2 == 0) for n in range(100)]
    paper = case(73, papers=(Paper("d", "N", "receipt", 1, 73),))
    told = investigate([paper], reasons=reasons)[0]
    assert not explained(told)
    assert math.isclose(sum(a.share for a in told.alternatives), 1)
