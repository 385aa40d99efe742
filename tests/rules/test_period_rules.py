"""Where a period ends, in every calendar.   期间结账规则"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pandian.counting.closing.rules import end_of, last_day, span_faults, totals_of
from pandian.counting.closing.words import Total


@pytest.mark.parametrize(("day", "zone", "end"), [
    (date(2026, 1, 31), "Asia/Shanghai", datetime(2026, 1, 31, 16, tzinfo=UTC)),
    (date(2026, 3, 28), "Europe/Berlin", datetime(2026, 3, 28, 23, tzinfo=UTC)),
    (date(2026, 3, 29), "Europe/Berlin", datetime(2026, 3, 29, 22, tzinfo=UTC)),
    (date(2024, 2, 29), "UTC", datetime(2024, 3, 1, tzinfo=UTC)),
])
def test_a_period_ends_with_the_local_day_where_clocks_change_too(day, zone, end):
    assert end_of(day, zone) == end
    assert last_day(end, zone) == day.isoformat()


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/Los_Angeles"])
def test_the_last_and_the_first_day_of_the_calendar_are_days_too(zone):
    now = datetime(2026, 11, 23, tzinfo=UTC)
    (fault,) = span_faults(end_of(date.max, zone), closed_to=None, now=now, zone=zone)
    assert fault.code == "period_ahead"
    assert last_day(end_of(date.min, zone), zone) == "0001-01-01"


def test_every_fault_of_the_span_is_named():
    end = datetime(2026, 2, 1, tzinfo=UTC)
    both = span_faults(end, closed_to=datetime(2026, 3, 1, tzinfo=UTC),
                       now=datetime(2026, 1, 1, tzinfo=UTC), zone="UTC")
    assert [(each.code, each.params) for each in both] == [
        ("period_ahead", ("2026-02-01 00:00",)), ("period_overlap", ("2026-02-28",))]
    assert span_faults(end, closed_to=None, now=end, zone="UTC") == []
    assert [each.code for each in span_faults(end, closed_to=end, now=end, zone="UTC")] == [
        "period_overlap"]


def test_values_are_left_out_for_who_may_not_see_them():
    kept = {"lines": [2, 30, -10]}
    assert totals_of(kept, worth=True) == {"lines": Total(2, 30, -10)}
    assert totals_of(kept, worth=False) == {"lines": Total(2, None, None)}
