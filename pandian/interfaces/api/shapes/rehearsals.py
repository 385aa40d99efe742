"""Shapes of rehearsals.   规则预演"""

from __future__ import annotations

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
