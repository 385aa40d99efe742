"""Shapes of explanations and repairs.   差异溯因"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from pandian.counting.detective.words import PAGE_LINES_MAX
from pandian.counting.reasons.words import ROWS_MAX
from pandian.counting.repairing.words import NOTE_CHARACTERS_MAX
from pandian.interfaces.api.shapes.types import Answer, Code, Cursor, Shape, Uuid
from pandian.kernel.rules import QUANTITY_MAX

LineNumber = Annotated[int, Field(ge=1, le=QUANTITY_MAX)]


class WhyFilter(Shape):
    """Which page of explanations, or of which line."""

    line: LineNumber | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE_LINES_MAX)] = 100
    next: Cursor | None = None


class WishIn(Shape):
    """One cause of one line, as it was proposed; `choice` is its concrete way, 0 the likeliest."""

    id: Uuid
    line: LineNumber
    causes: Annotated[list[Code], Field(min_length=1, max_length=2)]
    choice: Annotated[int, Field(ge=0, le=9)] = 0
    note: Annotated[str, Field(max_length=NOTE_CHARACTERS_MAX)] = ""


class WishesIn(Shape):
    """Causes to preview, repair or confirm; all or nothing."""

    wishes: Annotated[list[WishIn], Field(min_length=1, max_length=100)]


class UndoIn(Shape):
    """Undo a repair; `id` is that of the reversal."""

    id: Uuid
    reason: Annotated[str, Field(min_length=1, max_length=NOTE_CHARACTERS_MAX)]


class SharesFilter(Shape):
    """Which reasons: days are those of each site, both included; `by`: a person or a rule."""

    site: Code | None = None
    cause: Code | None = None
    by: Code | None = None
    since: date | None = None
    until: date | None = None


class ReasonsFilter(SharesFilter):
    """Which page of reasons; `stands`: only those that stand, or only those taken back."""

    stands: Literal["stands", "undone"] | None = None
    limit: Annotated[int, Field(ge=1, le=ROWS_MAX)] = 100
    next: Cursor | None = None


class ReasonsOut(Answer):
    """Confirmed reasons, the newest first."""

    rows: list[Answer]
    next: str | None


class SharesOut(Answer):
    """Shares of causes over all, and week by week."""

    shares: list[Answer]
    weeks: list[Answer]


class WhyOut(Answer):
    """Explained lines; `masked`: hidden because the reader counts this blind."""

    rows: list[Answer]
    next: str | None
    masked: bool


class DoneOut(Answer):
    """What became of each wish."""

    rows: list[Answer]
