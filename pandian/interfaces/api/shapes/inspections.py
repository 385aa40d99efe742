"""Shapes of sampling plans and of where suppliers stand.   验收抽样"""

from __future__ import annotations

from pandian.interfaces.api.shapes.types import Answer, Code, Note, Shape


class StandingQuery(Shape):
    """Which site's suppliers to list."""

    site: Code


class ResumeIn(Shape):
    """Let a stopped supplier back for one item, and why."""

    site: Code
    supplier: Code
    item: Code
    reason: Note


class RowsOut(Answer):
    """Some rows."""

    rows: list[Answer]


class ResumedOut(Answer):
    """The supplier is let back: inspection goes on, tightened."""

    resumed: bool
