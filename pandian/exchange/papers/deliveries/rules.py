"""When goods left, what their papers said, and what a delivery note still lacks.   随货内容规则

Pure: no clock, no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pandian.lifecycle.words import DocumentWhole, EventRow

LEAVING = frozenset({"ship", "fill", "lend", "use", "inspect"})
OF_ITEMS = ("registrant", "registration", "storage")
"""What article 92 asks of every item, under the names of the records' columns."""

ITEMS_NAMED_MAX = 4


def left_at(events: Iterable[EventRow]) -> datetime | None:
    """Return when the goods last left by these events, None while they have not."""
    return next((event.at for event in sorted(events, key=lambda event: -event.seq)
                 if event.action in LEAVING), None)


def said_in(whole: DocumentWhole, *names: str) -> str:
    """Return the first text that the head or the latest papers of a document have under a name."""
    papers = [event.payload.get("evidence") or {}
              for event in sorted(whole.events, key=lambda event: -event.seq)]
    for source in (whole.head.header, *papers):
        for name in names:
            if isinstance(found := source.get(name), str) and found.strip():
                return found.strip()
    return ""


def lacking(
    goods: Mapping[str, Mapping[str, Any]], head: Mapping[str, bool]
) -> list[tuple[str, list[str]]]:
    """Return what a delivery note must say and nobody told: (name, items); of the head, no item."""
    found: list[tuple[str, list[str]]] = [(name, []) for name, known in head.items() if not known]
    for name in OF_ITEMS:
        bare = sorted(code for code, said in goods.items()
                      if not said.get(name) and not (name == "registrant" and said.get("maker")))
        if bare:
            more = len(bare) - ITEMS_NAMED_MAX
            found.append((name, bare[:ITEMS_NAMED_MAX] + ([f"+{more}"] if more > 0 else [])))
    return found
