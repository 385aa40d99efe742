"""Shapes of alerts.   预警"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.insight.alerting.words import REASON_CHARACTERS_MAX
from pandian.interfaces.api.shapes.types import (
    Answer,
    Code,
    Cursor,
    Flag,
    Instant,
    Limit,
    Shape,
)

Reason = Annotated[str, Field(min_length=1, max_length=REASON_CHARACTERS_MAX)]
Seen = Annotated[int, Field(ge=1)]


class AlertsFilter(Shape):
    """Which alerts; `stand`: what is not closed, `all`, or one stand."""

    site: Code | None = None
    condition: Code | None = None
    severity: Code | None = None
    stand: Code | None = None
    person: Code | None = None
    subject: Code | None = None
    mine: Flag = False
    overdue: Flag = False
    limit: Limit = 50
    next: Cursor | None = None


class AlertSiteFilter(Shape):
    """Of which site; `*` is the whole house."""

    site: Code


class CountsFilter(Shape):
    """Of which site; left out, of all."""

    site: Code | None = None


class SeenIn(Shape):
    """The version that was shown."""

    seen: Seen


class ReasonIn(Shape):
    """The version that was shown, and why."""

    seen: Seen
    reason: Reason


class HandIn(Shape):
    """To whom, and why."""

    seen: Seen
    person: Code
    reason: Reason


class SnoozeIn(Shape):
    """Until when, and why."""

    seen: Seen
    until: Instant
    reason: Reason


class AlertsOut(Answer):
    """A page of alerts; `next` goes on after the last."""

    rows: list[Answer]
    next: str | None
    total: int
