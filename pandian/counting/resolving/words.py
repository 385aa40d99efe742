"""Words of resolving codes with the books beside.   识别词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.capture.resolution.words import Resolution
from pandian.catalog.words import ItemRow
from pandian.codes.words import Verdict
from pandian.kernel.words import Label

SHELF_LOTS_MAX = 20
"""Lots of one item that are offered at most from one place, and from one site."""


class Resolved(NamedTuple):
    """One code with its reading and what it may mean; `items` are those of the candidates."""

    code: str
    place: str
    reading: Verdict
    resolution: Resolution
    items: dict[str, ItemRow]


class Suggestion(NamedTuple):
    """An item that fits what is readable of a code; `near` is a key of `NEAR`.

    `lots` are those that the books have in the place, for the person to compare.
    """

    item: ItemRow
    unit: str
    factor: int
    value: str
    near: int
    lots: tuple[str, ...]


NEAR: dict[int, Label] = {
    0: Label("账上在本货位", "in this place by the book"),
    1: Label("账上在本库区", "in this zone by the book"),
    2: Label("账上在本站点", "at this site by the book"),
    3: Label("账上没有", "not in the book here"),
}
SUGGESTIONS_MAX = 10
