"""How long a count may wait for signatures.   待批判定"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pandian.counting.approving.words import Bar
from pandian.counting.awaiting.rules import (
    due_of,
    lists_of,
    may_sign,
    stand_of,
    stuck_lines,
)
from pandian.counting.awaiting.words import Collected

SINCE = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(("hours", "waited", "escalated", "stand"), [
    (None, 999, False, "open"), (8, 0, False, "open"), (8, 6, False, "open"),
    (8, 6.01, False, "due"), (8, 7.999, False, "due"), (8, 8, False, "overdue"),
    (8, 9, False, "overdue"), (8, 1, True, "overdue"),
])
def test_it_is_due_soon_in_the_last_quarter_and_late_at_its_hour(hours, waited, escalated, stand):
    due = due_of(SINCE, hours)
    assert stand_of(SINCE + timedelta(hours=waited), since=SINCE, due_at=due,
                    escalated=escalated) == stand


@pytest.mark.parametrize(("roles", "wanted", "passed_on", "may"), [
    ((), (), (), True), (("a",), ("a",), (), True), (("a",), ("b",), (), False),
    (("a",), ("b",), ("a",), True), (("c",), ("b",), ("a",), False),
])
def test_passing_on_adds_roles_and_takes_none_away(roles, wanted, passed_on, may):
    assert may_sign(roles, wanted, passed_on) == may


def test_every_line_that_waits_is_in_exactly_one_list():
    one = Collected((1, 2, 9), (frozenset({"controller"}),), frozenset({"li"}))
    two = Collected((3,), (frozenset(),), frozenset({"qian"}))
    found = lists_of([1, 2, 3, 4, 5], [one, two])
    assert [each.lines for each in found] == [(1, 2), (3,), (4, 5)], "9 waits no longer"
    assert [len(each.roles) for each in found] == [1, 1, 0]
    assert lists_of([1], [two]) == [Collected((1,), (), frozenset())]
    assert lists_of([], [one]) == []


def test_what_nobody_looked_up_yet_is_new():
    assert stand_of(SINCE, since=SINCE, due_at=None, escalated=False, known=False) == "new"


@pytest.mark.parametrize(("fit", "accounts", "bars", "approvers", "roles", "stuck"), [
    ({"li": {"controller"}}, {}, [("li", (1, 2))], 1, (), [1, 2]),
    ({"li": {"controller"}, "qian": {"finance"}}, {}, [("li", (1, 2))], 1, (), []),
    ({"li": {"controller"}, "qian": {"finance"}}, {}, [("li", (1,)), ("qian", (2,))], 1, (), []),
    ({"li": {"controller"}, "qian": {"finance"}}, {}, [("li", (1,))], 2, (), [1]),
    ({"li": {"controller"}, "li2": {"finance"}}, {"li": ("li", "li2"), "li2": ("li", "li2")},
     [], 2, (), [1, 2]),
    ({"sub": {"quality"}}, {"sub": ("sub", "li")}, [("li", (2,))], 1, (), [2]),
    ({"li": {"controller"}, "wu": {"controller"}}, {}, [], 2, ("controller", "finance"), [1, 2]),
    ({}, {}, [], 1, (), [1, 2]),
])
def test_a_line_is_stuck_where_the_people_there_cannot_give_its_signatures(
    fit, accounts, bars, approvers, roles, stuck
):
    assert stuck_lines([1, 2], [Bar(person, "counted", lines) for person, lines in bars], fit,
                       accounts, approvers=approvers, roles=roles) == stuck
