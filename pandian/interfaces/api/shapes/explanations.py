"""Shapes of explanations and repairs.   差异溯因"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.counting.detective.words import PAGE_LINES_MAX
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


class WhyOut(Answer):
    """Explained lines; `masked`: hidden because the reader counts this blind."""

    rows: list[Answer]
    next: str | None
    masked: bool


class DoneOut(Answer):
    """What became of each wish."""

    rows: list[Answer]
