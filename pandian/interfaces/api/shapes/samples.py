"""Shapes of the sampling stocktake.   抽样盘点"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from pandian.counting.sampling.ordering.words import EVERY_MONTHS_MAX
from pandian.counting.sampling.words import (
    EXPIRING_DAYS_MAX,
    SEED_CHARACTERS_MAX,
    WRONG_MAX,
)
from pandian.governance.words import REASON_CHARACTERS_MAX
from pandian.interfaces.api.shapes.counts import PASSWORD_CHARACTERS_MAX, Codes, Percent
from pandian.interfaces.api.shapes.types import Answer, Code, Instant, Name, Shape, Uuid


class StudyIn(Shape):
    """A sampling stocktake: what is to be said of a site's book."""

    id: Uuid
    site: Code
    name: Name
    kind: Literal["value", "records", "gate"] = "value"
    half_percent: Percent = Decimal(1)
    accuracy_percent: Percent = Decimal(98)
    wrong_allowed: int = Field(2, ge=0, le=WRONG_MAX)
    level: str = Field("II", max_length=8)
    aql: str = Field("1.0", max_length=16)
    whole_items: Codes = Field(default_factory=list)
    expiring_days: int = Field(0, ge=0, le=EXPIRING_DAYS_MAX)
    blind: bool = True
    frame_at: Instant | None = None
    severity: Literal["normal", "tightened"] = "normal"
    whole_flagged: bool = True


class OrderIn(StudyIn):
    """A sampling stocktake to begin at `frame_at`, once or every so many months."""

    every_months: int = Field(0, ge=0, le=EVERY_MONTHS_MAX)
    draws: bool = True


class OrdersOut(Answer):
    """Orders, the next to begin first."""

    rows: list[Answer]


class DrawIn(Shape):
    """The number that an auditor brings (dice, a public number), if any: a part of the seed."""

    number: str = Field("", max_length=SEED_CHARACTERS_MAX)


class CloseStudyIn(Shape):
    """The password that signs the statement."""

    password: str = Field(max_length=PASSWORD_CHARACTERS_MAX)
    meaning: str = Field("responsible", max_length=40)


class WithdrawIn(Shape):
    """Why a study is given up."""

    reason: str = Field(max_length=REASON_CHARACTERS_MAX)


class StudyFilter(Shape):
    """Of one site only."""

    site: Code | None = None


class StudyOut(Answer):
    """One study; `result` is null until it says something to this reader."""

    id: str
    site: str
    name: str
    kind: str
    state: str
    frame_hash: str
    seed: str


class StudiesOut(Answer):
    """Studies, newest first."""

    rows: list[StudyOut]
