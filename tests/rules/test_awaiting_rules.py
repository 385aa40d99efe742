"""How long a count may wait for signatures.   待批判定"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pandian.counting.awaiting.rules import due_of, may_sign, stand_of

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
