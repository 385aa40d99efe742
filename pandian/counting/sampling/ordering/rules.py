"""When an ordered study begins, and the next after it.   预约抽样规则

Pure: the clock is an argument.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.counting.sampling.ordering.words import EVERY_MONTHS_MAX
from pandian.counting.sampling.words import FRAME_DAYS_MAX, StudyDraft
from pandian.kernel.words import Fault


def order_faults(starts_at: datetime, every_months: int, *, now: datetime) -> list[Fault]:
    """Return what is wrong with the instant and the rhythm of an order."""
    faults = []
    if starts_at <= now:
        faults.append(Fault("/frame_at", "order_past"))
    if starts_at > now + timedelta(days=FRAME_DAYS_MAX):
        faults.append(Fault("/frame_at", "order_far", (FRAME_DAYS_MAX,)))
    if not 0 <= every_months <= EVERY_MONTHS_MAX:
        faults.append(Fault("/every_months", "out_of_range", (0, EVERY_MONTHS_MAX)))
    return faults


def following(starts_at: datetime, every_months: int, *, zone: str, now: datetime) -> datetime:
    """Return the first instant after now in the rhythm: same hour of the site's clock.

    A day that a month has not is its last one (31 January, 28 February, 31 March would drift, so
    each is reckoned from the first).
    """
    assert every_months > 0
    local = starts_at.astimezone(ZoneInfo(zone))
    step = every_months
    while (found := _months_on(local, step)) <= now:
        step += every_months
    return found


def _months_on(local: datetime, months: int) -> datetime:
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def draft_of(request: Mapping[str, Any], *, id: UUID, frame_at: datetime) -> StudyDraft:
    """Return the study that an order asks for."""
    given = {**request, "half_percent": Decimal(request["half_percent"]),
             "accuracy_percent": Decimal(request["accuracy_percent"]),
             "whole_items": tuple(request["whole_items"])}
    return StudyDraft(**{**given, "id": id, "frame_at": frame_at})
