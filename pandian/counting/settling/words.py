"""Words of settling.   结算词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID


class Held(NamedTuple):
    """A plan while its row is locked."""

    site: int
    site_code: str
    zone: str
    id: UUID
    name: str
    state: str
    items: tuple[int, ...] | None
    lots: tuple[int, ...] | None
    counts_from: datetime
    request: Mapping[str, Any]
    opened_at: datetime


class Settled(NamedTuple):
    """What one settlement did."""

    posting: UUID | None
    posted: int
    recount_tasks: int
