"""Seeds and ids of everything simulated.   种子与标识

Pure.  The same seed gives the same world, ids included, on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from pandian.kernel.rules import EPOCH
from pandian.simulation.words import DemoPerson, Document, Key, Line, Story
from pandian.simulation.world.words import PEOPLE

_UNIX_EPOCH = EPOCH.replace(year=1970)


def dice(*parts: object) -> random.Random:
    """Return a repeatable source of chance for these parts (a seed and what it is for)."""
    seed = int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest())
    return random.Random(seed)  # noqa: S311 - a simulated world must be repeatable


def minted(at: datetime, *parts: object) -> UUID:
    """Mint the version 7 id that a device would have minted at `at`, repeatably."""
    ms = (at - _UNIX_EPOCH) // timedelta(milliseconds=1)
    tail = int.from_bytes(blake2b(repr(parts).encode(), digest_size=10).digest())
    value = (ms & ((1 << 48) - 1)) << 80 | tail
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def demo_people() -> tuple[DemoPerson, ...]:
    """Return the people of the demo, in the order to show them."""
    return tuple(DemoPerson(*person) for person in PEOPLE)


def packed_document(document: Document) -> dict[str, Any]:
    """Say a paper as plain values, to keep it in a fact."""
    return {"id": str(document.id), "site": document.site, "kind": document.kind,
            "at": document.at.isoformat(), "cause": document.cause,
            "lines": [list(line) for line in document.lines]}


def unpacked_document(data: Mapping[str, Any]) -> Document:
    """Read a paper that was kept in a fact."""
    at = datetime.fromisoformat(data["at"])
    return Document(UUID(data["id"]), data["site"], data["kind"], at,
                    tuple(Line(*line) for line in data["lines"]), data["cause"], at)


def renamed(story: Story, prefix: str) -> Story:
    """Return the story with every site and item under a prefix, ids included.

    So a second world can stand in a database beside another.
    """
    def key(old: Key) -> Key:
        return old._replace(site=prefix + old.site, item=prefix + old.item)

    documents = tuple(d._replace(
        id=minted(d.at, prefix, d.id), site=prefix + d.site,
        transfer=minted(story.since, prefix, d.transfer) if d.transfer else None,
        lines=tuple(line._replace(item=prefix + line.item) for line in d.lines),
    ) for d in story.documents)
    sightings = tuple(tuple(s._replace(id=minted(s.at, prefix, s.id), key=key(s.key))
                            for s in count) for count in story.sightings)
    mishaps = tuple(m._replace(effects=tuple((key(k), q) for k, q in m.effects))
                    for m in story.mishaps)
    return story._replace(
        documents=documents, sightings=sightings, mishaps=mishaps,
        truth={key(k): quantity for k, quantity in story.truth.items()},
        lots={(prefix + item, lot): dates for (item, lot), dates in story.lots.items()})
