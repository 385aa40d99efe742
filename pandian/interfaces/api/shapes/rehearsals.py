"""Shapes of rehearsals.   规则预演"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from pandian.counting.rehearsing.words import MONTHS_DEFAULT
from pandian.interfaces.api.shapes.types import Answer, Code, Instant, Name, Quantity, Shape, Uuid


class RehearsalIn(Shape):
    """What is rehearsed: months up to the last midnight, against what, cost of an hour.

    `wait`: run at once instead of by a worker.
    """

    policy: Uuid
    site: Code | None = None
    months: Annotated[int, Field(strict=True)] = MONTHS_DEFAULT
    against: Name = "active"
    seed: Quantity | None = None
    rate: Quantity | None = None
    until: Instant | None = None
    wait: bool = False


class RehearsalsQuery(Shape):
    """Of which version."""

    policy: Uuid | None = None


class RehearsalsOut(Answer):
    """Rehearsals, a row per site."""

    rows: list[dict[str, Any]]


class RehearsalOut(Answer):
    """One rehearsal: what it says in a sentence, and a row per site with its report."""

    id: Uuid
    state: str
    rows: list[dict[str, Any]]


class FoundQuery(Shape):
    """Behind which figure, of which side (0: what the candidate is set against), from where on."""

    of: str = ""
    side: Annotated[int, Field(strict=False, ge=0, le=1)] | None = None
    after: Annotated[int, Field(strict=False, ge=0, le=10_000_000)] = 0


class FoundOut(Answer):
    """Lines that a rehearsal found different; `next` is where to go on."""

    rows: list[dict[str, Any]]
    next: int | None


class RehearsedDayOut(Answer):
    """One day: tasks by side, each the codes of its places in order, and all lines found."""

    site: Code
    day: date
    tasks: list[list[list[str]]]
    lines: list[dict[str, Any]]
