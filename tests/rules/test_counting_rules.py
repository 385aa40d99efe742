"""What observations prove: folding, orders, decisions, verdicts, certificates."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandian.counting.certifying.rules import altered as altered_rows
from pandian.counting.certifying.rules import sealed
from pandian.counting.rules import (
    Decision,
    Seen,
    Word,
    content_hash,
    decide,
    explained,
    first_difference,
    fold,
    inside,
    judge,
    order,
    outweighed,
    packets,
    plan_faults,
    request_of,
    tolerance_of,
)
from pandian.counting.words import (
    CAUSES,
    FAULTS,
    Explanation,
    PlanDraft,
    Policy,
    Scope,
    Tolerance,
)
from pandian.kernel.words import FAULTS as COMMON

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_the_last_set_replaces_and_adds_accumulate():
    said = fold([Seen(1, "set", 9, at(0), 50), Seen(2, "set", 3, at(10), 50),
                 Seen(3, "add", 7, at(14), 80)])
    assert said is not None
    assert (said.counted, said.at, said.uncertainty_ms, said.adding) == (10, at(14), 4_080, True)


def test_an_empty_is_a_set_to_nothing_and_a_serial_is_there_once():
    assert fold([Seen(1, "set", 9, at(0)), Seen(2, "empty", 0, at(1))]).counted == 0
    assert fold([Seen(1, "add", 1, at(0)), Seen(2, "add", 1, at(1))], serial=True).counted == 1
    assert fold([]) is None


@given(st.permutations(range(6)))
def test_folding_does_not_depend_on_the_order_of_arrival(turn):
    rows = [Seen(n, mode, n + 1, at(n), 5)
            for n, mode in enumerate(["add", "set", "add", "set", "add", "add"])]
    assert fold([rows[n] for n in turn]) == fold(rows)


@pytest.mark.parametrize(("book", "counted", "tolerance", "small"), [
    (100, 98, Tolerance(quantity=2), True),
    (100, 97, Tolerance(quantity=2), False),
    (100, 98, Tolerance(percent=Decimal(2)), True),
    (1000, 985, Tolerance(percent=Decimal("1.5")), True),
    (1000, 984, Tolerance(percent=Decimal("1.5")), False),
    (0, 1, Tolerance(percent=Decimal(100)), False),
    (1, 0, Tolerance(percent=Decimal(100)), False),
    (0, 1, Tolerance(quantity=1, percent=Decimal(100)), False),
    (0, 1, Tolerance(quantity=1, percent=Decimal(100), combine="or"), True),
    (-5, 1, Tolerance(percent=Decimal(1000)), False),
    (100, 98, Tolerance(quantity=2, value=100), False),
    (100, 98, Tolerance(quantity=2, value=100, combine="or"), True),
    (100, 98, Tolerance(value=200), True),
    (100, 98, Tolerance(), False),
    (100, 100, Tolerance(), True),
])
def test_tolerance_is_right_also_at_zero(book, counted, tolerance, small):
    assert inside(variance=counted - book, book=book, counted=counted, cost=100,
                  tolerance=tolerance) is small


@given(st.integers(0, 1000), st.integers(0, 1000), st.decimals(0, 1000, places=1))
def test_no_percentage_reaches_zero(book, counted, percent):
    tolerance = Tolerance(percent=percent)
    if (book == 0) != (counted == 0):
        assert not inside(variance=counted - book, book=book, counted=counted, cost=1,
                          tolerance=tolerance)


def test_the_only_order_that_fits_is_taken():
    near = [(at(-1), -10)]
    taken = order(counted=100, at=at(0), book=90, near=near, cost=1, tolerance=Tolerance())
    assert (taken.book, taken.changed) == (100, True)
    unknown = order(counted=97, at=at(0), book=90, near=near, cost=1, tolerance=Tolerance())
    assert unknown.book is None
    fitting = order(counted=97, at=at(0), book=90, near=near, cost=1,
                    tolerance=Tolerance(quantity=3))
    assert fitting.book == 100
    both = order(counted=95, at=at(0), book=90, near=near, cost=1, tolerance=Tolerance(quantity=5))
    assert both.book is None


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-9, 9)), max_size=5),
       st.integers(0, 60), st.integers(0, 60))
def test_an_order_is_never_invented(moves, book, counted):
    near = [(at(when), quantity) for when, quantity in moves]
    taken = order(counted=counted, at=at(0), book=book, near=near, cost=1, tolerance=Tolerance())
    if taken.book is not None and taken.changed:
        start = book - sum(q for when, q in near if when <= at(0))
        reached = {start} | {start + sum(q for when, q in near if when <= cut)
                             for cut, _ in near}
        assert taken.book == counted
        assert counted in reached


def word(person, counted, *, book=10, turn=0, seconds=0.0, doubtful=False):
    return Word(person, turn, counted, book, at(seconds), doubtful)


def test_two_who_agree_in_time_are_a_double_count_and_the_last_holds():
    first, later = word("a", 10), word("b", 7, book=7, seconds=60)
    assert decide([first, later]) == Decision(later, True, 2)


def test_two_who_disagree_need_a_third_whose_count_decides():
    first, second = word("a", 9), word("b", 8, seconds=5)
    assert decide([first, second]).word is None
    third = word("c", 7, turn=1, seconds=60)
    assert decide([first, second, third]).word == third
    agreeing = word("c", 9, turn=1, seconds=60)
    assert decide([first, second, agreeing]) == Decision(agreeing, True, 3)
    assert decide([first, word("b", 8, turn=1)], decides="last").word.person == "b"


def test_doubtful_words_count_only_when_there_is_no_other():
    assert decide([word("a", 9, doubtful=True)]).doubtful
    sound = word("b", 10, seconds=5)
    assert decide([word("a", 9, doubtful=True), sound]) == Decision(sound, False, 1)


@given(st.permutations([word("a", 9), word("b", 8, seconds=1), word("c", 8, turn=1, seconds=2),
                        word("d", 9, turn=2, seconds=3), word("e", 9, seconds=4)]))
def test_a_decision_does_not_depend_on_the_order_of_words(words):
    assert decide(words).word.person == "e"


def read(person, *, book=1, turn=0, seconds=0.0, counted=1):
    return Word(person, turn, counted, book, at(seconds), False, 500, read=True)


def none(person, *, book=1, turn=0, seconds=0.0, swept=False, ms=500):
    return Word(person, turn, 0, book, at(seconds), False, ms, swept=swept)


@pytest.mark.parametrize(("words", "counted"), [
    ([none("a", seconds=-60), none("b", turn=1, seconds=-30), read("c")], 1),
    ([none("a", seconds=-60), read("c")], 1),
    ([read("c"), none("a", seconds=60)], None),
    ([read("c"), none("a", seconds=60), none("b", seconds=90)], None),
    ([read("c"), none("a", seconds=60), none("b", turn=1, seconds=90)], 1),
    ([read("c"), none("a", seconds=60), none("b", turn=1, seconds=90, swept=True)], 0),
    ([read("c"), none("a", seconds=60, swept=True)], None),
    ([read("c"), none("a", seconds=-60), none("b", turn=1, seconds=-30, swept=True)], 1),
    ([read("c"), none("a", seconds=.9, swept=True), none("b", turn=1, seconds=.8)], 1),
    ([read("c"), none("a", seconds=1.1, swept=True), none("b", turn=1, seconds=.8)], 0),
    ([read("c"), none("a", book=0, seconds=60)], 0),
    ([read("c"), read("d", seconds=5), none("a", seconds=60), none("b", seconds=90)], 1),
    ([read("c", counted=0), none("a", seconds=60)], 0),
    ([none("a", book=0, seconds=-60), none("b", book=0, seconds=-50), read("c", book=0)], 1),
    ([word("c", 1, book=1), none("a", seconds=60), none("b", seconds=90)], 0),
])
def test_a_serial_that_was_read_is_not_outvoted_by_zeros(words, counted):
    decision = decide(words)
    assert (decision.word.counted if decision.word else None) == counted
    assert decision.crowd == len(words)


WORDS = st.lists(st.builds(
    Word, st.just(""), st.integers(0, 2), st.integers(0, 1), st.integers(0, 1),
    st.integers(0, 40).map(at), st.booleans(), st.sampled_from([0, 2_000]), st.booleans(),
    st.booleans()), min_size=1, max_size=5).map(
        lambda rows: [row._replace(person=f"p{n}", at=row.at + timedelta(microseconds=n),
                                   read=row.read and row.counted > 0,
                                   swept=row.swept and row.counted == 0)
                      for n, row in enumerate(rows)])


@given(WORDS, st.sampled_from(["two_equal", "last"]), st.randoms())
def test_no_zero_wins_over_a_read_but_by_a_later_sweep_or_the_books(words, decides, dice):
    decision = decide(words, decides=decides)
    turned = dice.sample(words, len(words))
    assert decide(turned, decides=decides) == decision
    sound = [one for one in words if not one.doubtful]
    reads = [one for one in sound if one.read]
    won = decision.word
    if won is None or won.counted or decision.doubtful or not reads:
        return
    last = max(reads, key=lambda one: one.at)
    assert (won.counted - won.book == last.counted - last.book
            or any(one.swept and one.at > last.at for one in sound))


@given(WORDS, st.sampled_from(["two_equal", "last"]))
def test_what_nobody_read_is_decided_as_if_nobody_had_swept(words, decides):
    typed = [one._replace(read=False) for one in words]
    plain = [one._replace(swept=False) for one in typed]
    assert outweighed(typed).words == ()
    told, expected = decide(typed, decides=decides), decide(plain, decides=decides)
    assert told._replace(word=None) == expected._replace(word=None)
    assert (told.word and told.word.person) == (expected.word and expected.word.person)


@pytest.mark.parametrize(("decision", "policy", "wanted", "verdict"), [
    (Decision(word("a", 10), False, 1), Policy(), 0, "matched"),
    (Decision(word("a", 9), False, 1), Policy(), 0, "accepted"),
    (Decision(word("a", 5), False, 1), Policy(), 0, "approval"),
    (Decision(word("a", 5), False, 1), Policy(recount_rounds=1), 0, "recount"),
    (Decision(word("a", 5), True, 2), Policy(recount_rounds=3), 0, "approval"),
    (Decision(word("a", 5), False, 1), Policy(), 2, "recount"),
    (Decision(word("a", 10), False, 1), Policy(), 2, "recount"),
    (Decision(None, False, 2), Policy(), 0, "recount"),
    (Decision(word("a", 10), False, 1, doubtful=True), Policy(), 0, "doubtful"),
    (Decision(word("a", 0, book=10), False, 1), Policy(), 0, "approval"),
    (Decision(word("a", 1, book=0), False, 1), Policy(), 0, "accepted"),
])
def test_a_verdict_follows_from_decision_and_policy(decision, policy, wanted, verdict):
    assert judge(decision, cost=1, tolerance=Tolerance(quantity=1), policy=policy,
                 wanted=wanted) == verdict


def draft(**changes):
    given = {"id": uuid4(), "site": "SH1", "name": "盘点", "scope": Scope(places=("A",))}
    return PlanDraft(**{**given, **changes})


def test_every_fault_of_a_plan_is_named():
    wrong = draft(name=" ", purpose="x", scope=Scope(lots=("L",)),
                  tolerance=Tolerance(quantity=-1, combine="xor"),
                  policy=Policy(recount_rounds=99, packet_places=0, decides="dice"))
    codes = {fault.code for fault in plan_faults(wrong)}
    assert codes == {"name_blank", "purpose_unknown", "lots_need_items", "combine_unknown",
                     "tolerance_negative", "out_of_range", "decides_unknown"}
    assert codes <= FAULTS.keys() | COMMON.keys()
    assert plan_faults(draft()) == []


def test_a_plan_that_comes_again_is_told_from_another():
    known = request_of(draft(tolerance=Tolerance(percent=Decimal("1.50"))))
    assert first_difference(known, request_of(
        draft(tolerance=Tolerance(percent=Decimal("1.5"))))) is None
    assert tolerance_of(known).percent == Decimal("1.5")
    assert first_difference(known, request_of(draft(blind=False))) == "blind"


def test_a_walk_is_cut_into_packets():
    assert packets(list(range(7)), size=3) == [[0, 1, 2], [3, 4, 5], [6]]


def test_explanations_read_as_sentences_on_the_clock_of_the_site():
    moved = Explanation("moved_since", {"at": "2026-11-22T02:32:00+00:00", "quantity": -3})
    assert explained(moved, language="zh-hans", zone="Asia/Shanghai") == (
        "11-22 10:32:00 点数后又净变动 −3，已按时点折算")
    assert "−3" in explained(moved, language="en")
    for cause in CAUSES:
        assert explained(Explanation(cause), language="en")


def test_a_book_below_zero_is_said_as_a_shortage():
    short = Explanation("missing", {"quantity": -150})
    assert explained(short, language="zh") == "账面短缺 150（发得比账上多），实物 0"
    assert "short by 150" in explained(short, language="en")
    plain = Explanation("missing", {"quantity": 150})
    assert explained(plain, language="en") == "The book has 150, none was there"


def certificate():
    rows = {name: [{"n": n, "text": f"{name} {n}", "quantity": n} for n in range(4)]
            for name in ("observations", "visits", "lines", "approvals", "postings", "seals")}
    return sealed({"plan": "x", "policy": {"recount_rounds": 1}}, rows)


def test_an_untouched_certificate_is_whole():
    assert altered_rows(certificate()) == []


def test_the_first_altered_row_of_a_certificate_is_named():
    whole = certificate()
    for section in ("observations", "lines", "seals"):
        for n in range(4):
            altered = copy.deepcopy(whole)
            altered[section][n]["quantity"] += 1
            faults = altered_rows(altered)
            assert [fault.pointer for fault in faults] == [f"/{section}/{n}"]
            assert faults[0].code in FAULTS


def test_rows_added_removed_or_swapped_are_found():
    for change in (lambda c: c["lines"].pop(), lambda c: c["lines"].reverse(),
                   lambda c: c["lines"].append(dict(c["lines"][0])),
                   lambda c: c.update(content_hash="0" * 64)):
        altered = copy.deepcopy(certificate())
        change(altered)
        assert altered_rows(altered)
    assert altered_rows({"head": 3})
    assert altered_rows([])
    altered = certificate()
    altered["head"]["policy"]["recount_rounds"] = 0
    assert [fault.pointer for fault in altered_rows(altered)] == ["/head"]


def test_a_signature_binds_lines_whatever_their_order():
    assert content_hash([(1, "a"), (2, "b")]) == content_hash([(2, "b"), (1, "a")])
    assert content_hash([(1, "a")]) != content_hash([(1, "b")])
