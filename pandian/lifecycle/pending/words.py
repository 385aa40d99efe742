"""Words of what is not posted yet.   未过账词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Spot(NamedTuple):
    """A stock key by codes, and the holding that stands there."""

    holding: int
    place: str
    item: str
    lot: str


class Pending(NamedTuple):
    """What posting one line of an open document would do to a holding: `delta`, signed."""

    holding: int
    document: UUID
    kind: str
    number: str
    line: int
    delta: int
    since: datetime


class Asked(NamedTuple):
    """What the document behind a posting asked for of one item and lot; 0: not one line."""

    posting: UUID
    item: str
    lot: str
    document: UUID
    asked: int
