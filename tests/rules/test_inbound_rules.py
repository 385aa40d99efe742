"""How much to buy, how far an order has come, what a sample says.   入库规则"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pandian.lifecycle.inspection.rules import plan_faults, plan_of_lot, results, verdict
from pandian.lifecycle.inspection.sampling.words import STOPPED, Standing
from pandian.lifecycle.policies.rules import policy_faults, standing
from pandian.lifecycle.policies.words import POLICIES, PolicyDraft
from pandian.lifecycle.purchase.rules import received, state_of, still_to_come
from pandian.lifecycle.shortage.rules import to_buy
from pandian.lifecycle.shortage.words import Position
from pandian.lifecycle.words import Amount, Line, Sum

NUMBERS = some.integers(0, 10**6)


@given(available=NUMBERS, pending=NUMBERS, on_order=NUMBERS, point=NUMBERS,
       above=some.integers(1, 10**6), multiple=some.integers(1, 500))
def test_what_is_bought_reaches_the_level_in_whole_multiples_and_no_further(
    available, pending, on_order, point, above, multiple
):
    position, up_to = Position(available, pending, on_order), point + above
    bought = to_buy(position, point=point, up_to=up_to, multiple=multiple)
    there = available + pending + on_order
    assert bought % multiple == 0
    if there > point:
        assert bought == 0
    else:
        assert up_to <= there + bought < up_to + multiple


def line(number, asked):
    return Line(number, "X", "L", "", "pending", "", asked, "PEND", "")


@given(some.lists(some.tuples(some.integers(1, 3), some.integers(-50, 50)), max_size=20))
def test_an_order_is_received_when_nothing_is_to_come_and_back_when_it_was_undone(facts):
    lines = {n: line(n, 40) for n in (1, 2, 3)}
    sums = received([], [Amount(n, "received", quantity) for n, quantity in facts])
    came = {n: sum(q for k, q in facts if k == n) for n in lines}
    assert still_to_come(lines, sums) == {n: 40 - came[n] for n in lines}
    expected = "received" if all(came[n] >= 40 for n in lines) else (
        "part_received" if any(came[n] > 0 for n in lines) else "sent")
    assert state_of(lines, sums) == expected


def a_plan(size=500, **more):
    return plan_of_lot(1, "X", "L", size, supplier="S", policies=standing(more),
                       standing=Standing("normal", "start"), every=False, seed="s")


@given(looked=some.integers(1, 500), bad=some.integers(0, 500), rejected=some.integers(0, 500))
def test_a_sampled_lot_passes_only_with_enough_looked_at_and_few_enough_bad(
    looked, bad, rejected
):
    wanted = a_plan()
    found = results({1: line(1, 500)}, [
        Sum(1, "accepted", 500 - rejected), Sum(1, "rejected", rejected),
        Sum(1, "inspected", looked), Sum(1, "defective", bad)])
    faults = {fault.code for fault in plan_faults("split", [wanted], found)}
    assert ("sample_too_small" in faults) == (looked < 80)
    assert ("lot_not_accepted" in faults) == (looked < 500 and bad > 1)
    assert ("defective_not_rejected" in faults) == (bad > rejected)
    assert verdict(wanted, found["X", "L"]) == ("accepted" if bad <= 1 else "not_accepted")


def test_without_a_word_about_a_sample_every_unit_was_looked_at():
    found = results({1: line(1, 500)}, [Sum(1, "accepted", 490), Sum(1, "rejected", 8),
                                        Sum(1, "sampled", 2)])["X", "L"]
    assert (found.looked, found.bad, found.sampled_only) == (500, 8, False)


def test_a_stopped_supplier_is_looked_at_as_tightened():
    plan = plan_of_lot(1, "X", "L", 500, supplier="S", policies=standing({}),
                       standing=Standing(STOPPED, "five_not_accepted"), every=False, seed="s")
    assert (plan.severity, plan.units) == ("tightened", 125)
    assert a_plan(sampling="all").whole


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_every_default_of_a_policy_is_one_that_may_be_decided(name):
    assert policy_faults(PolicyDraft("SH1", name, POLICIES[name].default), "") == []
    for wrong in (None, True, "nonsense", -1, 2**60, [], 1.5):
        assert policy_faults(PolicyDraft("SH1", name, wrong), "")
