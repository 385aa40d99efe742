"""Which places the demo counts: those where something is wrong, each cause once.   演示选位

Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from pandian.simulation.auditor.rules import all_sightings, gaps, open_effects
from pandian.simulation.life.words import LOCAL
from pandian.simulation.words import Cause, Key, Story

KEYS_MAX = 9
"""A place with more than this many stock keys would make the guided story tedious."""


Wrong = Mapping[tuple[str, str], set[Cause]]
"""The causes that part truth from book, by site and place."""


def wrong_places(story: Story) -> Wrong:
    """Return where truth and book part at the end of a story, and by which causes."""
    wrong: dict[tuple[str, str], set[Cause]] = defaultdict(set)
    parted = gaps(story, delivered=story.until)
    for mishap, key, _ in open_effects(story.mishaps, all_sightings(story),
                                       delivered=story.until, until=story.until):
        if key in parted:
            wrong[key.site, key.place].add(mishap.cause)
    return wrong


def telling_places(story: Story, *, site: str, count: int, wrong: Wrong) -> list[str]:
    """Return `count` bins of a site, in walking order: one for each open cause first.

    One of them holds a lot that has expired and was not yet carried to the red zone.
    """
    why = {place: causes for (at, place), causes in wrong.items() if at == site}
    held = Counter(key.place for key, quantity in story.truth.items()
                   if key.site == site and quantity > 0 and key.place[1:2] == "-")
    easy = [place for place in sorted(held, key=_mixed) if 1 < held[place] <= KEYS_MAX]
    expired = expired_places(story, site=site)
    chosen = [place for place in easy if place in expired][:1]
    seen: set[Cause] = set()
    for place in easy:
        if why.get(place, set()) - seen and place not in chosen and len(chosen) < count:
            chosen.append(place)
            seen |= why[place]
    rest = sorted((place for place in easy if place not in chosen),
                  key=lambda place: (place not in why, _mixed(place)))
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
