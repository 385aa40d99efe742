"""Words of people who count with phones: the phone, and what a walk left behind.   盘点人员词汇"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from pandian.governance.words import Scope
from pandian.simulation.words import Key


class Phone(NamedTuple):
    """One phone: its install, whose it is, and how far its clock is wrong."""

    install: UUID
    person: Scope
    skew: timedelta


class Walk(NamedTuple):
    """What one walk left behind: rows and visits sent, and the instant each key was seen at."""

    rows: int
    visits: int
    seen: dict[Key, datetime]
