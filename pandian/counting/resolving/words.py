"""Words of resolving codes with the books beside.   识别词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.capture.resolution.words import Resolution
from pandian.catalog.words import ItemRow
from pandian.codes.words import Verdict

SHELF_LOTS_MAX = 20
"""Lots of one item that are offered at most from one place, and from one site."""


class Resolved(NamedTuple):
    """One code with its reading and what it may mean; `names` are the candidates' items."""

    code: str
    place: str
    reading: Verdict
    resolution: Resolution
    items: dict[str, ItemRow]
