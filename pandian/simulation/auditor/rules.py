"""Predict the book from the papers and the counts alone, by other code than the product's. 审计员

Pure.  No running balance, no healing, no differences: for each key the last count that speaks of
it, and every paper after it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

from pandian.simulation.words import Cause, Document, Key, Line, Mishap, Sighting, Story

Legs = dict[Key, list[tuple[datetime, int]]]


def ends(site: str, line: Line) -> list[tuple[Key, int]]:
    """Return the (key, signed quantity) that a line does inside the stock."""
    found = []
    if not line.source.startswith("@"):
        found.append((Key(site, line.source, line.item, line.lot, line.serial, line.status),
                      -line.base))
    if not line.target.startswith("@"):
        status = line.target_status or line.status
        found.append((Key(site, line.target, line.item, line.lot, line.serial, status),
                      line.base))
    return found


def legs(documents: Iterable[Document]) -> Legs:
    """Sort what papers do by key."""
    found: Legs = defaultdict(list)
    for document in documents:
        for line in document.lines:
            for key, quantity in ends(document.site, line):
                found[key].append((document.at, quantity))
    return found


def last_words(sightings: Iterable[Sighting], *, until: datetime) -> dict[Key, Sighting]:
    """Return for each key the latest count that speaks of it by `until`."""
    found: dict[Key, Sighting] = {}
    for sighting in sightings:
        known = found.get(sighting.key)
        if sighting.at <= until and (known is None or sighting.at > known.at):
            found[sighting.key] = sighting
    return found


def book(
    documents: Iterable[Document], sightings: Iterable[Sighting], *, delivered: datetime,
    until: datetime,
) -> dict[Key, int]:
    """Say what the book must hold at `until` when all papers delivered by then are in.

    Keys with nothing are left out; a quantity below zero says that more was written out than in.
    """
    said = last_words(sightings, until=until)
    found: Counter[Key] = Counter({key: sighting.counted for key, sighting in said.items()})
    for key, moves in legs(d for d in documents if d.delivered <= delivered).items():
        since = said[key].at if key in said else None
        found[key] += sum(quantity for at, quantity in moves
                          if at <= until and (since is None or at > since))
    return {key: quantity for key, quantity in found.items() if quantity}


def open_effects(
    mishaps: Iterable[Mishap], sightings: Iterable[Sighting], *, delivered: datetime,
    until: datetime,
) -> list[tuple[Mishap, Key, int]]:
    """Return every effect that still parts truth from book: no count since, paper still out."""
    said = last_words(sightings, until=until)
    found = []
    for mishap in mishaps:
        if mishap.delivered is not None and mishap.delivered <= delivered:
            continue
        for key, quantity in mishap.effects:
            last = said.get(key)
            later = last is None or last.at < mishap.at
            if later or (mishap.cause is Cause.MISCOUNT and last and last.at == mishap.at):
                found.append((mishap, key, quantity))
    return found


def gaps(story: Story, *, delivered: datetime) -> dict[Key, int]:
    """Return truth minus book for every key where they part."""
    said = book(story.documents, all_sightings(story), delivered=delivered, until=story.until)
    keys = story.truth.keys() | said.keys()
    return {key: story.truth.get(key, 0) - said.get(key, 0) for key in keys
            if story.truth.get(key, 0) != said.get(key, 0)}


def all_sightings(story: Story) -> list[Sighting]:
    """Return the past count lines of a story, flat."""
    return [sighting for count in story.sightings for sighting in count]
