"""Words of master data from outside.   主数据导入词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.catalog.words import ItemDraft, PlaceDraft


class Origin(NamedTuple):
    """The row of a file that something came from."""

    file: str
    row: int


class ItemRows(NamedTuple):
    """One item with the rows that describe it: the first one, and one for each further pack."""

    draft: ItemDraft
    rows: tuple[Origin, ...]


class PlaceRows(NamedTuple):
    """One place and its row."""

    draft: PlaceDraft
    rows: tuple[Origin, ...]


class MastersRefused(Exception):
    """Some rows were refused by the catalog, and no part may be imported: all is undone."""
