"""Which places the demo counts: those where something is wrong, each cause once.   演示选位

Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from pandian.simulation.auditor.rules import all_sightings, gaps, open_effects
from pandian.simulation.life.words import LOCAL
from pandian.simulation.words import Cause, Key, Story

KEYS_MAX = 9
"""A place with more than this many stock keys would make the guided story tedious."""


def telling_places(story: Story, *, site: str, count: int) -> list[str]:
    """Return `count` bins of a site, in walking order: one for each open cause first.

    One of them holds a lot that has expired and was not yet carried to the red zone.
    """
    wrong: dict[str, set[Cause]] = defaultdict(set)
    parted = gaps(story, delivered=story.until)
    for mishap, key, _ in open_effects(story.mishaps, all_sightings(story),
                                       delivered=story.until, until=story.until):
        if key.site == site and key in parted:
            wrong[key.place].add(mishap.cause)
    held = Counter(key.place for key, quantity in story.truth.items()
                   if key.site == site and quantity > 0 and key.place[1:2] == "-")
    easy = [place for place in sorted(held, key=_mixed) if 1 < held[place] <= KEYS_MAX]
    chosen = [place for place in easy if place in expired_places(story, site=site)][:1]
    seen: set[Cause] = set()
    for place in easy:
        if wrong[place] - seen and place not in chosen and len(chosen) < count:
            chosen.append(place)
            seen |= wrong[place]
    rest = sorted((place for place in easy if place not in chosen),
                  key=lambda place: (not wrong[place], _mixed(place)))
    return sorted([*chosen, *rest[:count - len(chosen)]])


def expired_places(story: Story, *, site: str) -> set[str]:
    """Return the bins of a site where a lot stands that may not leave any more."""
    today = story.until.astimezone(LOCAL).date()
    return {key.place for key, quantity in story.truth.items()
            if key.site == site and key.lot and quantity > 0 and key.status == "accepted"
            and (story.lots[key.item, key.lot].expires_on or today) < today}


def _mixed(place: str) -> list[str]:
    """Sort bins so that zones and aisles alternate: by bay and level first."""
    zone, aisle, bay, level = place.split("-")
    return [bay, level, aisle, zone]


def shelf_keys(story: Story, places: list[str], *, site: str) -> list[Key]:
    """Return what really stands in these places, most first."""
    keys = [key for key, quantity in story.truth.items()
            if key.site == site and key.place in places and quantity > 1
            and key.status == "accepted"]
    return sorted(keys, key=lambda key: (-story.truth[key], key))
