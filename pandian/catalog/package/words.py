"""Words of the package: its sections, its cursor.   下载包词汇"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pandian.kernel.words import Conflict

PAGE_ROWS = 5_000
CHANGES_PAGE = 500
"""Changed masters of one page; each brings its packs and codes."""
SECTIONS = ("items", "packs", "codes", "places", "lots", "serials")
"""The order in which masters are sent; what refers comes after what it refers to."""
KINDS = ("item.created", "item.updated", "lot.created", "lot.updated", "lot.opened",
         "serial.opened", "place.created", "place.updated")
"""Facts that change a package."""


class Cursor(NamedTuple):
    """Where a pull goes on: inside a whole download, or at what changed since a bookmark.

    `section` is a key of SECTIONS, 'tasks' before them, or 'changes'; `after` the last key sent.
    """

    section: str
    after: str
    bookmark: str


class Masters(NamedTuple):
    """One page of masters: rows by section, what to forget first, and where to go on.

    `next` None means that the page completes the package as of the cursor's bookmark.
    """

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    tombstones: Sequence[Mapping[str, str]]
    next: Cursor | None
    bookmark: str


class CursorGone(Conflict):
    """The cursor is not one of this database any more: the phone starts again."""
