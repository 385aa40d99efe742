"""Shapes of the masters.   主数据请求"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pandian.interfaces.api.shapes.types import (
    BATCH_ELEMENTS_MAX,
    Code,
    Free,
    IsoDate,
    Money,
    Name,
    Quantity,
    ResultOut,
    Shape,
)


class PackIn(Shape):
    """A pack of an item: `factor` base units under the name `unit`."""

    unit: Code
    factor: Quantity
    gtin: Code | None = None


class CodeIn(Shape):
    """A code that also names the item, in some scheme."""

    scheme: Code
    value: Code


class ItemIn(Shape):
    """An item; `unit` is its smallest unit, in which all quantities count."""

    code: Code
    name: Name
    unit: Code
    name_en: Name | None = None
    packs: list[PackIn] = Field(default_factory=list)
    tracking: Literal["none", "lot", "serial", "lot_serial"] = "none"
    expiry: bool = False
    codes: list[CodeIn] = Field(default_factory=list)
    cost: Money | None = None
    attributes: Free | None = None


class PlaceIn(Shape):
    """A place of a site; parents are places too, in the same batch or known before."""

    site: Code
    code: Code
    kind: Code
    parent: Code | None = None
    sequence: Quantity | None = None
    active: bool = True


class SiteIn(Shape):
    """A site: the unit of tenancy and of time zone."""

    code: Code
    name: Name
    time_zone: Code
    name_en: Name | None = None


class LotIn(Shape):
    """A lot of an item and its dates."""

    item: Code
    lot: Code
    made_on: IsoDate | None = None
    expires_on: IsoDate | None = None


class PartyIn(Shape):
    """A supplier, customer, owner or partner."""

    code: Code
    name: Name
    name_en: Name | None = None
    kinds: list[Code] = Field(default_factory=list)


Items = Annotated[list[ItemIn], Field(max_length=BATCH_ELEMENTS_MAX)]
Places = Annotated[list[PlaceIn], Field(max_length=BATCH_ELEMENTS_MAX)]
Sites = Annotated[list[SiteIn], Field(max_length=BATCH_ELEMENTS_MAX)]
Lots = Annotated[list[LotIn], Field(max_length=BATCH_ELEMENTS_MAX)]
Parties = Annotated[list[PartyIn], Field(max_length=BATCH_ELEMENTS_MAX)]


class MasterOut(ResultOut):
    """What became of one master."""

    key: str
