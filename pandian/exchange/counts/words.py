"""Words of count sheets that come back filled in.   盘点表导入词汇"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from pandian.catalog.words import ItemRow, PlaceRow
from pandian.exchange.stock.words import Complaint
from pandian.exchange.words import Moment

PUSH_ROWS_MAX = 1_000
PACKET_PLACES_MAX = 10_000
PRECISION_MS = {"second": 2_000, "minute": 60_000, "day": 43_200_000}
"""How far off the instant of a sheet may be: a day is known to half a day around its noon."""


class SheetLine(NamedTuple):
    """One row of a sheet; `counted` None means that nobody has looked, which is not zero.

    `whole`: the sheet says that the place was (not) counted whole; None: it says nothing.
    """

    place: str
    item: str
    lot: str | None
    serial: str | None
    status: str | None
    owner: str | None
    unit: str | None
    counted: int | None
    when: Moment
    note: str
    whole: bool | None = None

    @property
    def of_place(self) -> bool:
        """Whether the row names no goods: it speaks of the place, that it was seen whole."""
        return not self.item


class Known(NamedTuple):
    """What the rows of a chunk name, looked up."""

    items: dict[str, ItemRow]
    places: dict[str, PlaceRow]
    factors: dict[tuple[int, str], int]


class Judged(NamedTuple):
    """One row with what is wrong with it; without complaints and counted it is an observation."""

    file: int
    row: int
    line: SheetLine | None
    complaints: tuple[Complaint, ...]


class Statement(NamedTuple):
    """What a sheet says of one place in all its rows.

    `latest`: the last instant of its rows; `counted`: something was; `filled`: goods were found;
    `empty` and `blank`: the (file, row) that says that nothing is there, that goods were not
    counted; `refused`: one that was not taken in.
    """

    place: str
    first: tuple[int, int]
    latest: Moment
    counted: bool = False
    yes: bool = False
    no: bool = False
    filled: bool = False
    empty: tuple[int, int] | None = None
    blank: tuple[int, int] | None = None
    refused: tuple[int, int] | None = None


class Target(NamedTuple):
    """Where the observations go: a task for each place, or one for all."""

    site: str
    tasks: Mapping[str, UUID]
    all: UUID | None

    def task(self, place: str) -> UUID | None:
        """Return the task of a place, or None when the plan does not hold it."""
        return self.tasks.get(place, self.all)
