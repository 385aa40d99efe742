"""Words of comparing an RFID pass with the book.   射频比对词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.capture.rfid.words import AlertRow, PassRow, Rate, TagRow, Taken
from pandian.kernel.words import Label, Refused

RELATED_HOURS = 12
"""Passes without a task belong together when they ran within so many hours."""
EXPECTED_MAX = 10_000

STATES: dict[str, Label] = {
    "read": Label("已读到", "read"),
    "read_elsewhere": Label("在别处读到", "read elsewhere"),
    "read_before": Label("另一趟读到", "read in another pass"),
    "unread": Label("未读到（不等于没有）", "unread, which is not zero"),
}


class ExpectedRow(NamedTuple):
    """One serial that the book has at a place of the pass.

    `missed_ppm` is the chance, in parts of a million, that all passes over the place missed it
    although it is there; None while no rate is known for one of them.  `fit` says whether its
    class is fit for counting by RFID (None: not known).
    """

    place: str
    place_kind: str
    item: str
    item_name: str
    serial: str
    item_class: str
    state: str
    seen_at: str
    passes: int
    missed_ppm: int | None
    fit: bool | None
    searched: bool
    may_propose_loss: bool


class PassPage(NamedTuple):
    """One pass with all that may be shown of it; `expected` is None for who may not see it."""

    head: PassRow
    tags: tuple[TagRow, ...]
    expected: tuple[ExpectedRow, ...] | None
    rates: tuple[Rate, ...]
    alerts: tuple[AlertRow, ...]


class VisitOutcome(NamedTuple):
    """What became of the visit that a pass makes at one place of its task."""

    place: str
    result: str


class PassTaken(NamedTuple):
    """The answer to reads: what capture took in, and the visits of its task."""

    taken: Taken
    visits: tuple[VisitOutcome, ...]


class CalibrationRefused(Refused):
    """A pass says nothing about rates."""
