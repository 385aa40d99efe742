"""Shapes of licences and of the gates' question.   证照请求"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.interfaces.api.shapes.types import (
    BATCH_ELEMENTS_MAX,
    Answer,
    Code,
    IsoDate,
    Limit,
    Name,
    ResultOut,
    Shape,
)

ENDING_DAYS_MAX = 3_650
Words = Annotated[list[Code], Field(default_factory=list)]


class LicenceIn(Shape):
    """A licence; a renewal is another one, with its own first day."""

    kind: Code
    holder_kind: Code
    holder: Code
    number: Code
    valid_from: IsoDate
    valid_to: IsoDate | None = None
    issuer: Name | None = None
    categories: Words
    regions: Words
    digest: Code | None = None


Licences = Annotated[list[LicenceIn], Field(max_length=BATCH_ELEMENTS_MAX)]


class LicenceResultOut(ResultOut):
    """What became of one licence."""

    key: str


class LicenceQuery(Shape):
    """Which licences to list; `ending_days` counts from `on` (today)."""

    kind: Code | None = None
    holder_kind: Code | None = None
    holder: Code | None = None
    valid_on: IsoDate | None = None
    ending_days: Annotated[int, Field(strict=False, ge=0, le=ENDING_DAYS_MAX)] | None = None
    on: IsoDate | None = None
    next: Annotated[int, Field(strict=False, ge=0, lt=2**63)] = 0
    limit: Limit = 1000


class LicenceOut(Answer):
    """A licence; `warning` is 30, 60 or 90 when it ends so soon and no renewal is known."""

    kind: str
    holder_kind: str
    holder: str
    number: str
    valid_from: str
    valid_to: str | None
    renewed: bool
    warning: int | None


class LicencesOut(Answer):
    """Some licences, in the order of their entry."""

    rows: list[LicenceOut]
    next: int | None


class CheckIn(Shape):
    """May this be done?  `on` is today at the site when it is left out."""

    action: Code
    site: Code
    party: Code | None = None
    item: Code | None = None
    on: IsoDate | None = None
    made_on: IsoDate | None = None
    person: Code | None = None
    post: Code | None = None
    region: Code | None = None


class ReasonOut(Answer):
    """Why not: the gate, the licence and its date, who can cure it, and a sentence."""

    gate: str
    why: str
    kind: str
    number: str
    date: str | None
    cure: str
    message: str


class EndingOut(Answer):
    """A licence that let this pass and ends within `step` days."""

    gate: str
    kind: str
    number: str
    date: str
    days: int
    step: int


class CheckOut(Answer):
    """Yes, or all the reasons why not; and what ends soon."""

    may: bool
    on: str
    reasons: list[ReasonOut]
    warnings: list[EndingOut]
