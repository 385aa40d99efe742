"""Words of the simulated warehouse: what happened, what was written down, what went wrong. 仿真词汇

A `Document` is what reached the book; a `Sighting` is what a person counted; a `Mishap` is the
known difference between what happened and what was written, with its cause.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Label


class Cause(StrEnum):
    """Why truth and book part; each is planted on purpose, so its size is known exactly."""

    MISCOUNT = "miscount"
    UNIT_MIX_UP = "unit_mix_up"
    LOT_SWAP = "lot_swap"
    MIS_PICK = "mis_pick"
    LATE_PAPER = "late_paper"
    THEFT = "theft"
    UNRECORDED_SCRAP = "unrecorded_scrap"
    MISPLACEMENT = "misplacement"


CAUSES: dict[Cause, Label] = {
    Cause.MISCOUNT: Label("点错数", "Miscount"),
    Cause.UNIT_MIX_UP: Label("单位弄混", "Unit mix-up"),
    Cause.LOT_SWAP: Label("批号拿错", "Lot swap"),
    Cause.MIS_PICK: Label("拣错货", "Mis-pick"),
    Cause.LATE_PAPER: Label("单据迟到", "Late paper"),
    Cause.THEFT: Label("丢失", "Theft"),
    Cause.UNRECORDED_SCRAP: Label("报废未登记", "Unrecorded scrap"),
    Cause.MISPLACEMENT: Label("放错货位", "Misplacement"),
}


class Key(NamedTuple):
    """One stock key by codes; an empty text means none."""

    site: str
    place: str
    item: str
    lot: str
    serial: str
    status: str


class Line(NamedTuple):
    """One written line.  `quantity` counts `unit` (empty: the smallest unit)."""

    item: str
    lot: str
    serial: str
    status: str
    source: str
    target: str
    quantity: int
    unit: str = ""
    factor: int = 1
    target_status: str = ""


    @property
    def base(self) -> int:
        """The quantity in the smallest unit."""
        return self.quantity * self.factor


class Document(NamedTuple):
    """One paper: effective `at`, in the book from `delivered` on."""

    id: UUID
    site: str
    kind: str
    at: datetime
    lines: tuple[Line, ...]
    cause: dict[str, Any]
    delivered: datetime
    transfer: UUID | None = None


class Sighting(NamedTuple):
    """One counted line of a past count: at `at` a person saw `counted` of `key`."""

    id: UUID
    key: Key
    at: datetime
    counted: int
    uncertainty_ms: int


class Mishap(NamedTuple):
    """One planted error: for each key, how much more is really there than the papers say.

    A late paper's effects hold until it is delivered; all effects hold until the next count.
    """

    cause: Cause
    at: datetime
    reference: str
    delivered: datetime | None
    effects: tuple[tuple[Key, int], ...]


class Lot(NamedTuple):
    """Dates of one lot; `expires_on` None where the item does not expire."""

    made_on: date
    expires_on: date | None


class Story(NamedTuple):
    """All that happened in one seeded world until `until`, and what is there at the end."""

    seed: int
    since: datetime
    until: datetime
    documents: tuple[Document, ...]
    sightings: tuple[tuple[Sighting, ...], ...]
    mishaps: tuple[Mishap, ...]
    truth: dict[Key, int]
    lots: dict[tuple[str, str], Lot]


class Size(NamedTuple):
    """How big a world is: months, items per site, and what happens on a working day."""

    months: float
    items: int
    branch_items: int
    store_items: int
    aisles: int
    receipts: float
    orders: float
    branch_orders: float
    usages: float
    transfers: float
    counts: float
    mishaps: float
    """Chance of an error per chain of papers."""


SIZES: dict[str, Size] = {
    "demo": Size(18, 2_000, 520, 220, 8, 4.2, 9, 4, 5, 1.2, 4, 0.012),
    "small": Size(2, 160, 60, 30, 1, 2.5, 7, 4, 4, 1, 2, 0.05),
    "tiny": Size(0.7, 40, 20, 10, 1, 2, 4, 2, 2, 1, 1, 0.08),
}
