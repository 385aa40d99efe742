"""Words of claiming goods by expiry.   近效先出词汇"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label

MIN_LIFE = "min_life_days"
"""Attribute of a line, or field of a head: days of life that the customer wants left."""
WHOLE = "whole"
"""Attribute of a line: units of a pack that is not to be broken."""
DAYS_MAX = 36_500
ROUNDS_MAX = 1_000


class Need(NamedTuple):
    """What one line still needs of an item.

    `lot` '' is any; `min_days` is the life that must be left, `whole` the units of a pack that
    is not broken; `dated` says that the item's lots have expiries.
    """

    number: int
    line: int
    item: str
    owner: str
    lot: str
    min_days: int
    whole: int
    dated: bool
    quantity: int


class Supply(NamedTuple):
    """What one holding has free; `received` orders lots by when they were first seen.

    `sealed`: it stands in a sealed unit, at any depth, and is not offered until that is opened.
    `paused`: its bin, or that of its unit, is paused.
    """

    holding: int
    item: str
    owner: str
    lot: str
    expires_on: date | None
    received: int
    sequence: int
    place: str
    free: int
    sealed: bool = False
    paused: bool = False


class Claimed(NamedTuple):
    """So many units of a holding are claimed for a line."""

    number: int
    line: int
    holding: int
    quantity: int


class ClaimRow(NamedTuple):
    """What a document claims, as its picker walks: where, which goods, how many."""

    line: int
    place: str
    item: str
    lot: str
    serial: str
    expires_on: date | None
    quantity: int
    status: str = "accepted"
    owner: str = ""


class ShortRow(NamedTuple):
    """A line for which not all could be claimed."""

    document: UUID
    line: int
    item: str
    claimed: int
    needed: int


FAULTS: dict[str, Label] = {
    "limit_wrong": Label("“{0}”应为 {1} 到 {2} 的整数", "{0} is a whole number of {1} to {2}"),
    "not_whole": Label(
        "数量 {0} 不是整包 {1} 的倍数", "{0} is no multiple of the whole pack of {1}"),
}
