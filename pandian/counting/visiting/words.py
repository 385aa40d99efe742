"""Words of places that are closed by a statement on paper, many at once.   整位盘完词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

RESULTS = ("created", "exists", "late", "outside")
"""`late`: its task was closed already, kept but not used; `outside`: no place of that task."""


class Whole(NamedTuple):
    """A place that was counted whole in a task: at which instant, off by how much at most."""

    id: UUID
    task: UUID | None
    place: str
    closed_at: datetime
    uncertainty_ms: int
