"""Pick faces and what is proposed to fill them.   补货词汇"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pandian.kernel.words import Label, Refused

PURPOSE = "replenishment"
FACES_MAX = 10_000


class FaceDraft(NamedTuple):
    """A pick face as it comes in, in smallest units; `minimum` None takes it away."""

    place: str
    item: str
    minimum: int | None
    maximum: int | None = None


class Face(NamedTuple):
    """A pick face as the proposal sees it; `coming` is on open relocations to it."""

    place: str
    item: str
    minimum: int
    maximum: int
    available: int
    coming: int
    paused: bool = False


class Bulk(NamedTuple):
    """What is available of an item in one bin besides its faces; never expired stock."""

    place: str
    sequence: int
    item: str
    lot: str
    serial: str
    expires_on: date | None
    available: int
    paused: bool = False


class Carry(NamedTuple):
    """One proposed carry: so many units from a bulk bin to a face."""

    item: str
    lot: str
    serial: str
    source: str
    target: str
    quantity: int


class FaceRefused(Refused):
    """The pick face cannot be so; every fault is named."""


FAULTS: dict[str, Label] = {
    "face_place": Label("{0} 不是货位", "{0} is no bin"),
    "face_limits": Label("上限应不小于下限，下限大于 0",
                         "The maximum is at least the minimum, the minimum above 0"),
    "nothing_to_fill": Label("没有需要补货的货位", "No pick face needs goods"),
}
