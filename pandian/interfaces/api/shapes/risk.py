"""Shapes of risk: scores, confidence, accuracy.   风险"""

from __future__ import annotations

from typing import Any

from pandian.interfaces.api.shapes.types import Answer, Code, Instant, Limit, Shape


class ScoresFilter(Shape):
    """Of which site, and how many."""

    site: Code
    limit: Limit = 200


class ConfidenceFilter(Shape):
    """Of which site; of one zone, or what lies at one place."""

    site: Code
    zone: Code | None = None
    place: Code | None = None


class AccuracyFilter(Shape):
    """Of which site and span; the last 90 days unless told."""

    site: Code
    since: Instant | None = None
    until: Instant | None = None


class RiskRowsOut(Answer):
    """Rows of a list."""

    rows: list[dict[str, Any]]
