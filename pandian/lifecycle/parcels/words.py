"""Words of handling units.   容器词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

REFERENCE_MAX = 10**9 - 1
"""References of one company prefix that are drawn before they would be used again."""


class UnitRow(NamedTuple):
    """A handling unit as it is read, with what lies in it: (line, lot, serial, quantity)."""

    code: str
    kind: str
    parcel: str
    parent: str
    place: str
    seal: str
    temperature: str
    packed_by: str
    at: datetime
    event: UUID
    content: list[tuple[int, str, str, int]]
    weight_grams: str = ""
    photos: str = ""
