"""Which approval a difference needs, and whose turn it is.   审批判定"""

from __future__ import annotations

from uuid import uuid4

import pytest

from pandian.counting.approving.rules import demand, roles_wanted
from pandian.counting.approving.words import Demand

POLICY = uuid4()
MATRIX = {"rows": [
    {"from": 0, "approvers": 1},
    {"from": 1_000, "approvers": 2, "roles": ["controller", "finance"], "order": "in_order"},
    {"from": 5_000, "approvers": 3, "roles": ["controller", "finance", "manager"]},
    {"from": 0, "approvers": 2, "classes": ["III"], "roles": ["quality"]},
    {"from": 500, "approvers": 2, "repeat": True},
]}


@pytest.mark.parametrize(("amount", "classes", "repeated", "approvers", "roles"), [
    (0, (), False, 1, ()), (999, (), False, 1, ()),
    (1_000, (), False, 2, ("controller", "finance")),
    (4_999, (), False, 2, ("controller", "finance")),
    (5_000, (), False, 3, ("controller", "finance", "manager")),
    (0, ("III",), False, 2, ("quality",)), (0, ("II",), False, 1, ()),
    (5_000, ("III",), True, 3, ("controller", "finance", "manager")),
    (499, (), True, 1, ()), (500, (), True, 2, ()),
])
def test_the_strictest_band_decides(amount, classes, repeated, approvers, roles):
    asked = demand(POLICY, MATRIX, amount=amount, classes=classes, repeated=repeated)
    assert (asked.approvers, asked.roles, asked.amount) == (approvers, roles, amount)


def test_without_a_fitting_band_nothing_is_asked():
    assert demand(POLICY, {"rows": [{"from": 5, "approvers": 1}]}, amount=4, classes=(),
                  repeated=False) is None


@pytest.mark.parametrize(("order", "approvers", "signed", "wanted"), [
    ("in_order", 2, [], ("a",)), ("in_order", 2, [{"a"}], ("b",)),
    ("in_order", 3, [{"a"}, {"b"}], ("b",)),
    ("parallel", 2, [], ("a", "b")), ("parallel", 2, [{"b"}], ("a",)),
    ("parallel", 2, [{"a", "b"}], ("b",)), ("parallel", 3, [{"b"}], ("a", "b")),
    ("parallel", 3, [{"b"}, {"b"}], ("a",)), ("parallel", 3, [{"a"}, {"b"}], ("a", "b")),
])
def test_whose_turn_it_is(order, approvers, signed, wanted):
    asked = Demand(POLICY, 0, approvers, ("a", "b"), order)
    assert roles_wanted(asked, signed) == wanted


def test_without_roles_whoever_may_approve_is_wanted():
    assert roles_wanted(Demand(POLICY, 0, 2, (), "parallel"), [{"a"}]) == ()
