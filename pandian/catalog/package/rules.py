"""Cursors as texts, and facts as what they changed.   下载包规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable

from pandian.catalog.package.words import SECTIONS, Cursor, CursorGone
from pandian.kernel.words import Fault

CURSOR_CHARACTERS_MAX = 400
BOOKMARK = re.compile(r"[0-9]{1,19}-[0-9]{1,18}")
KEY = re.compile(r"[0-9]{1,18}")
TASK = re.compile(r"(changes)?(:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?")
PHASES = ("tasks", *SECTIONS, "changes")


def written(cursor: Cursor) -> str:
    """Return a cursor as the opaque text that a phone keeps."""
    text = json.dumps(["1", *cursor], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(text: str) -> Cursor:
    """Return the cursor of a text that we wrote.  Raises `CursorGone` for any other."""
    try:
        if len(text) > CURSOR_CHARACTERS_MAX:
            raise ValueError(text)
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        version, section, after, bookmark = json.loads(raw)
        if version != "1" or section not in PHASES or not _texts(after, bookmark):
            raise ValueError(text)
        shape = TASK if section == "tasks" else KEY
        if not shape.fullmatch(after):
            raise ValueError(text)
    except (ValueError, TypeError, binascii.Error, UnicodeDecodeError, RecursionError):
        raise CursorGone([Fault("/cursor", "cursor_gone")]) from None
    return Cursor(section, after, bookmark)


def _texts(after: object, bookmark: object) -> bool:
    return (isinstance(after, str) and isinstance(bookmark, str)
            and BOOKMARK.fullmatch(bookmark) is not None)


def xact_of(bookmark: str) -> int:
    """Return the transaction of a bookmark, to tell one that this database never gave out."""
    return int(bookmark.partition("-")[0])


def changed(subjects: Iterable[str]) -> dict[str, list[str]]:
    """Sort the subjects of facts into {kind: codes}; lots and serials keep `item id/code`."""
    found: dict[str, dict[str, None]] = {}
    for subject in subjects:
        kind, _, code = subject.partition(":")
        found.setdefault(kind, {})[code] = None
    return {kind: list(codes) for kind, codes in found.items()}


def pairs(codes: Iterable[str]) -> tuple[list[int], list[str]]:
    """Return `item id/code` texts as two columns."""
    split = [code.partition("/") for code in codes]
    return [int(item) for item, _, _ in split], [code for _, _, code in split]
