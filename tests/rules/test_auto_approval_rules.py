"""What a rule may approve by itself: never above its band.   自动批准判定"""

from __future__ import annotations

from uuid import uuid4

import pytest

from pandian.counting.autoapproving.rules import approvable, auto_of, classes_named
from pandian.counting.autoapproving.words import Candidate
from pandian.governance.policies.rules import meaning_faults

POLICY = uuid4()
MATRIX = {"auto.name": "small", "auto.amount_max": 500, "rows": [
    {"from": 0, "approvers": 1}, {"from": 1_000, "approvers": 2},
    {"from": 0, "approvers": 2, "classes": ["III"]},
    {"from": 400, "approvers": 2, "classes": ["II"]}]}
CLASSED = {"III": frozenset({3}), "II": frozenset({2}), "I": frozenset({1})}


def line(number, item=1, value=100, *, repeated=False, valued=True):
    return Candidate(number, item, value, repeated, valued)


def told(*rows, count=None, day=0, **more):
    content = MATRIX | more
    auto = auto_of(POLICY, "M", 1, content)
    gross = sum(abs(row.value) for row in rows)
    return approvable(auto, content, rows, count_amount=gross if count is None else count,
                      day_amount=day, classed=CLASSED)


@pytest.mark.parametrize(("rows", "more", "lines", "amount"), [
    ([line(1, value=0)], {"auto.amount_max": 0}, [1], 0),
    ([line(1, value=1)], {"auto.amount_max": 0}, [], 1),
    ([line(1, value=499)], {}, [1], 499), ([line(1, value=-500)], {}, [1], 500),
    ([line(1, value=501)], {}, [], 501),
    ([line(1, value=300), line(2, value=-300)], {}, [], 600),
    ([line(1, value=250), line(2, value=-250)], {}, [1, 2], 500),
    ([line(1, value=500)], {"count": 501}, [], 501),
    ([line(1, value=200)], {"day": 300}, [1], 500), ([line(1, value=200)], {"day": 301}, [], 501),
    ([line(1), line(2, repeated=True)], {}, [1], 200),
    ([line(1, value=0, valued=False), line(2)], {}, [2], 100),
    ([line(1, item=3), line(2)], {}, [2], 200),
    ([line(1, item=2, value=399)], {}, [1], 399), ([line(1, item=2, value=400)], {}, [], 400),
    ([line(1), line(2, item=9)], {"auto.classes": ["I"]}, [1], 200),
    ([line(1, value=400)], {"auto.amount_max": 5_000, "day": 600}, [], 1_000),
    ([line(1, value=400)], {"auto.amount_max": 5_000, "day": 599}, [1], 999),
])
def test_a_rule_approves_to_its_limit_and_no_further(rows, more, lines, amount):
    assert told(*rows, **more) == (lines, amount)


def test_a_matrix_without_name_or_limit_approves_nothing():
    for content in ({"rows": []}, {"rows": [], "auto.name": "x"},
                    {"rows": [], "auto.amount_max": 5}):
        assert auto_of(POLICY, "M", 1, content) is None
    assert classes_named(auto_of(POLICY, "M", 1, MATRIX), MATRIX) == {"II", "III"}


@pytest.mark.parametrize(("given", "faults"), [
    ({"auto.name": "a", "auto.amount_max": 99}, set()),
    ({"auto.name": "a", "auto.amount_max": 100}, {("auto.amount_max", "policy_auto_band")}),
    ({"auto.name": "a"}, {("auto.amount_max", "missing")}),
    ({"auto.amount_max": 0}, {("auto.name", "missing")}),
    ({"auto.classes": ["I"]}, {("auto.name", "missing")}),
])
def test_a_matrix_says_whole_what_approves_itself(given, faults):
    content = {"rows": [{"from": 0, "approvers": 1}, {"from": 100, "approvers": 2}], **given}
    found = meaning_faults("approval.matrix", content, "/c")
    assert {(one.pointer.removeprefix("/c/"), one.code) for one in found} == faults


@pytest.mark.parametrize(("row", "faults"), [
    ({"hours": 4, "escalate_to": ["finance"]}, set()),
    ({"escalate_to": ["finance"]}, {("hours", "missing")}),
    ({"hours": 4, "escalate_to": ["emperor"]}, {("escalate_to/0", "policy_role_unknown")}),
    ({"hours": 4, "escalate_to": ["buyer"]}, {("escalate_to/0", "policy_role_never_signs")}),
])
def test_a_band_is_passed_on_after_hours_to_who_may_sign(row, faults):
    content = {"rows": [{"from": 0, "approvers": 1, **row}]}
    found = meaning_faults("approval.matrix", content, "/c")
    assert {(one.pointer.removeprefix("/c/rows/0/"), one.code) for one in found} == faults
