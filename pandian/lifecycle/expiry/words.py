"""Expiry: days of warning, what has expired, what soon will.   效期词汇"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label

POLICIES = ("near_expiry_first", "near_expiry_second", "near_expiry_last")
"""The policies that say how many days before expiry people are told."""

ATTRIBUTE = "near_expiry_days"
"""The item attribute with its own days, such as "365, 180, 90"."""

DAYS_MAX = 3_660
NAMESPACE = UUID("6f1f2a1e-7a0b-5a53-9d0e-2b1f0b7c9c11")
"""Ids of the drafts of one night are made from site, day and number: a second run finds them."""


class NearLot(NamedTuple):
    """A lot in stock near its expiry; `days` is the tightest threshold it has reached."""

    item: str
    item_name: str
    lot: str
    expires_on: date
    left: int
    days: int
    quantity: int


class Night(NamedTuple):
    """What one night's run did at one site."""

    site: str
    day: date
    documents: tuple[UUID, ...]
    lines: int
    warned: int
    faults: tuple[str, ...] = ()


FAULTS: dict[str, Label] = {
    "no_red_place": Label("站点没有不合格品区，过期货物无处可放",
                          "The site has no rejected area: expired goods have nowhere to go"),
}
