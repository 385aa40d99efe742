"""Shapes of legal holds and purges.   记录保全与清除"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.interfaces.api.shapes.types import Answer, Code, IsoDate, Shape, Uuid

Text = Annotated[str, Field(max_length=1_000)]


class HoldFilter(Shape):
    """At one site, or at all."""

    site: Code | None = None


class HoldIn(Shape):
    """What must be kept: goods, a lot, a document; none of them means the whole site."""

    id: Uuid
    site: Code
    cause: Code
    reason: Text
    password: Text
    item: Code | None = None
    lot: Code | None = None
    document: Uuid | None = None


class ReleaseIn(Shape):
    """Why a hold ends, signed."""

    reason: Text
    password: Text


class OfferFilter(Shape):
    """Records of a class of a site (`*`: the enterprise) of before a day of its calendar."""

    site: Code
    before: IsoDate
    kind: Code = "photos"


class PurgeIn(Shape):
    """Which records of a class shall go, by their SHA-256, and why."""

    id: Uuid
    site: Code
    before: IsoDate
    digests: Annotated[list[Code], Field(max_length=10_000)]
    reason: Text
    kind: Code = "photos"


class ApproveIn(Shape):
    """The signature of the second person."""

    password: Text


class RowsOut(Answer):
    """Rows."""

    rows: list[Answer]


class DoneOut(Answer):
    """What became of it."""

    id: str
    result: str


class PurgedOut(Answer):
    """How many photos or other records went, and their bytes."""

    photos: int
    bytes: int
