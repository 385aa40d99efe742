"""Words of stock that comes from outside: staged rows and the masters they name.   库存导入词汇"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.catalog.words import ItemRow, PlaceRow

NAMESPACE = UUID("6f1e7c1e-8a0e-5a55-9a53-0c5d7a3b9f10")
"""Names of imported documents become ids under this one: the same document, the same id."""


class StockRow(NamedTuple):
    """One row of a file as one line of a document; empty `outcome` means it may be posted."""

    file: int
    row: int
    outcome: str
    site: str
    document: str
    kind: str
    effective_at: datetime | None
    precision: str
    item: str
    lot: str | None
    serial: str | None
    status: str | None
    owner: str | None
    source: str
    target: str
    quantity: int
    unit: str | None
    target_status: str | None
    party: str | None
    cause: str
    raw: str


class Masters(NamedTuple):
    """What the rows of a chunk name, looked up: by code, places by (site, code)."""

    sites: dict[str, int]
    items: dict[str, ItemRow]
    places: dict[tuple[str, str], PlaceRow]
    factors: dict[tuple[int, str], int]
    owners: dict[str, Any]


class Complaint(NamedTuple):
    """One thing wrong with a line: the column's name, the value, what and why."""

    column: str
    value: str
    code: str
    params: tuple[object, ...] = ()
