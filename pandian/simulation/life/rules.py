"""Eighteen months of days in a warehouse, with what really happened kept apart from the papers.

Pure: one seed, one world.  A queue of events in time: receipts are inspected and put away, orders
picked and shipped, sites send to each other, sets are packed, goods come back, are thrown away,
counted.  Some things go wrong on the way (errors/).   日常业务的生成
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from pandian.simulation.auditor.rules import ends
from pandian.simulation.errors.words import Deed
from pandian.simulation.life.words import FRESH, LOCAL, STEP, UNCERTAINTY_MS, Habit
from pandian.simulation.rules import dice, minted
from pandian.simulation.words import (
    Cause,
    Document,
    Key,
    Line,
    Lot,
    Mishap,
    Sighting,
    Size,
    Story,
)
from pandian.simulation.world.rules import items, places
from pandian.simulation.world.words import BRANCH, DC, STORE, Item

Event = Callable[[], None]


class Life:
    """The world while it runs: what is really there, what is written, what comes next."""

    def __init__(self, *, seed: int, size: Size, until: datetime) -> None:
        self.seed, self.size, self.until = seed, size, until
        self.dice = dice("life", seed)
        start = until.astimezone(LOCAL).date() - timedelta(days=round(size.months * 30.4))
        self.since = datetime(start.year, start.month, start.day, 7, tzinfo=LOCAL)
        self.now = self.since
        self.queue: list[tuple[datetime, int, Event]] = []
        self.queued = self.numbers = 0
        self.truth: Counter[Key] = Counter()
        self.paper: Counter[Key] = Counter()
        self.shelves: dict[tuple[str, str], set[Key]] = defaultdict(set)
        self.places: dict[tuple[str, str], set[Key]] = defaultdict(set)
        self.documents: list[Document] = []
        self.sightings: list[tuple[Sighting, ...]] = []
        self.mishaps: list[Mishap] = []
        self.lots: dict[tuple[str, str], Lot] = {}
        self.recent: dict[str, list[str]] = defaultdict(list)
        self._settle_masters()

    def _settle_masters(self) -> None:
        """Decide which item lives where and how it moves."""
        size = self.size
        self.items = {item.code: item for item in items(size.items)}
        self.bins: dict[tuple[str, str], list[str]] = defaultdict(list)
        for place in places(aisles=size.aisles):
            if place.kind == "bin":
                self.bins[place.site, place.parent].append(place.code)
        codes = list(self.items)
        self.stocked = {DC: codes,
                        BRANCH: codes[::max(1, size.items // size.branch_items)],
                        STORE: codes[::max(1, size.items // size.store_items)]}
        fame = dice("fame", self.seed)
        self.habits = {code: _habit(item, fame.paretovariate(1.2))
                       for code, item in self.items.items()}
        self.odds = {site: [self.habits[code].weight for code in stocked]
                     for site, stocked in self.stocked.items()}

    # -- time ------------------------------------------------------------------------------

    def at(self, when: datetime, event: Event) -> None:
        """Let an event happen at an instant, or as soon after it as its turn comes."""
        self.queued += 1
        heapq.heappush(self.queue, (when, self.queued, event))

    def later(self, minutes: float, event: Event) -> None:
        """Let an event happen some minutes from now, give or take a third."""
        self.at(self.now + timedelta(minutes=minutes * self.dice.uniform(0.7, 1.3)), event)

    def run_until(self, when: datetime) -> None:
        """Let everything happen that is due by `when`; the clock never stands still."""
        while self.queue and max(self.queue[0][0], self.now) + STEP <= when:
            due, _, event = heapq.heappop(self.queue)
            self.now = max(due, self.now) + STEP
            event()

    # -- papers ----------------------------------------------------------------------------

    def number(self, prefix: str) -> str:
        """Return the next document number."""
        self.numbers += 1
        return f"{prefix}{self.now:%y%m}-{self.numbers:05d}"

    def act(
        self, site: str, kind: str, deeds: Iterable[Deed], cause: dict[str, Any], *,
        why: Cause | None = None, late_days: float = 0, transfer: Any = None,
    ) -> Document | None:
        """Do the deeds and write them; keep what parts truth from paper as a mishap."""
        deeds = list(deeds)
        effects: Counter[Key] = Counter()
        for deed in deeds:
            for key, quantity in ends(site, deed.done) if deed.done else ():
                effects[key] += quantity
                self._change(key, quantity)
            for key, quantity in ends(site, deed.written) if deed.written else ():
                effects[key] -= quantity
                self.paper[key] += quantity
                self.places[key.site, key.place].add(key)
        lines = tuple(deed.written for deed in deeds if deed.written)
        reference = str(cause.get("document", kind))
        parted = tuple((key, quantity) for key, quantity in effects.items() if quantity)
        if parted:
            assert why is not None, (kind, parted)
            self.mishaps.append(Mishap(why, self.now, reference, None, parted))
        if not lines:
            return None
        delivered = self.now + timedelta(days=late_days)
        document = Document(minted(self.now, self.seed, len(self.documents)), site, kind,
                            self.now, lines, cause, delivered, transfer)
        self.documents.append(document)
        if late_days:
            self._note_late(document, reference)
        return document

    def _note_late(self, document: Document, reference: str) -> None:
        effects: Counter[Key] = Counter()
        for line in document.lines:
            effects.update(dict(ends(document.site, line)))
        self.mishaps.append(Mishap(Cause.LATE_PAPER, document.at, reference, document.delivered,
                                   tuple(effects.items())))

    def _change(self, key: Key, quantity: int) -> None:
        """Change what is really there; nothing goes below zero except between sites."""
        self.truth[key] += quantity
        there = self.truth[key]
        assert there >= 0 or key.place.startswith("TRANSIT"), (key, there)
        self.places[key.site, key.place].add(key)
        if key.status == "accepted" and key.place[:2] in ("A-", "B-", "C-", "D-"):
            shelf = self.shelves[key.site, key.item]
            (shelf.add if there > 0 else shelf.discard)(key)

    # -- choices ---------------------------------------------------------------------------

    def slips(self) -> bool:
        """Say whether something goes wrong in this chain."""
        return self.dice.random() < self.size.mishaps

    def demanded(self, site: str, count: int) -> list[Item]:
        """Draw items by how much they are asked for, each once."""
        drawn = self.dice.choices(self.stocked[site], self.odds[site], k=count)
        return [self.items[code] for code in dict.fromkeys(drawn)]

    def held(self, site: str, item: str) -> int:
        """Return how much of an item really stands in the bins of a site and may be taken."""
        return sum(self.truth[key] for key in self.shelves[site, item]
                   if not self._ends_soon(key))

    def home(self, site: str, item: Item, *, spill: int = 0) -> str:
        """Return the bin an item lives in; `spill` the next ones."""
        bins = self.bins[site, item.zone]
        return bins[(int(item.code[-4:]) * 7 + spill * 13) % len(bins)]

    def first_expiring(self, site: str, item: str) -> list[Key]:
        """Return the shelf keys of an item, earliest expiry first (FEFO)."""
        far = date.max
        return sorted(self.shelves[site, item], key=lambda key: (
            (self.lots[key.item, key.lot].expires_on or far) if key.lot else far, key))

    def take(self, site: str, item: Item, quantity: int, target: str) -> list[Line]:
        """Return the lines that carry up to `quantity` to `target`, first expiring first.

        What ends within days stays where it is: it must not leave, and nobody asks for it.
        """
        lines = []
        for key in self.first_expiring(site, item.code):
            if self._ends_soon(key):
                continue
            part = min(quantity, self.truth[key])
            if part > 0:
                lines.append(packed(item, Line(key.item, key.lot, key.serial, key.status,
                                               key.place, target, part)))
                quantity -= part
        return lines

    def _ends_soon(self, key: Key) -> bool:
        lot = self.lots.get((key.item, key.lot))
        expires = lot.expires_on if lot else None
        return expires is not None and expires < (self.now.astimezone(LOCAL) + FRESH).date()

    def lot_for(self, item: Item) -> str:
        """Return the lot of an arrival: often the last one again, else a new one."""
        known = self.recent[item.code]
        if known and self.dice.random() < 0.3:
            return known[-1]
        made = (self.now - timedelta(days=self.dice.randint(20, 200))).date()
        expires = made + timedelta(days=round(item.life * 30.4)) if item.life else None
        lot = f"{made:%y%m%d}{len(known):02d}"
        self.lots[item.code, lot] = Lot(made, expires)
        known.append(lot)
        return lot

    def arrivals(self, item: Item, quantity: int, source: str, target: str) -> list[Line]:
        """Return the lines of one arriving item: one lot, or one line per serial."""
        lot = self.lot_for(item)
        if item.tracking != "lot_serial":
            return [packed(item, Line(item.code, lot, "", "pending", source, target, quantity))]
        return [Line(item.code, lot, f"S{self.dice.randrange(10**8):08d}", "pending", source,
                     target, 1) for _ in range(min(quantity, 6))]

    # -- the end ---------------------------------------------------------------------------

    def story(self) -> Story:
        """Return everything that happened."""
        return Story(self.seed, self.since, self.until, tuple(self.documents),
                     tuple(self.sightings), tuple(self.mishaps),
                     {key: quantity for key, quantity in self.truth.items() if quantity},
                     self.lots)

    def see(self, key: Key, counted: int) -> Sighting:
        """Make one count line now; a wrong number is a mishap until the next count."""
        self.now += STEP
        truth = self.truth[key]
        if counted != truth:
            self.mishaps.append(Mishap(Cause.MISCOUNT, self.now, key.place, None,
                                       ((key, truth - counted),)))
        self.paper[key] = counted
        return Sighting(minted(self.now, self.seed, "sight", key), key, self.now, counted,
                        UNCERTAINTY_MS)

    def known_at(self, site: str, place: str) -> list[Key]:
        """Return what a counter of this place must speak of: what is there, and what is written."""
        return sorted(key for key in self.places[site, place]
                      if self.truth[key] or self.paper[key])


def _habit(item: Item, fame: float) -> Habit:
    """Cheap goods move in packs, dear ones one by one; a few items make most of the moves."""
    portion = item.packs[0][1] if item.packs and item.weight >= 4 else 1
    return Habit(portion, item.weight * min(fame, 30))


def packed(item: Item, line: Line) -> Line:
    """Write a line in the largest pack that divides it, as people do."""
    for unit, factor, _ in reversed(item.packs):
        if not line.serial and factor > 1 and line.quantity % factor == 0:
            return line._replace(quantity=line.quantity // factor, unit=unit, factor=factor)
    return line


def onward(lines: Sequence[Line], target: str, *, target_status: str = "") -> list[Line]:
    """Return the lines that carry on from where these ended."""
    return [line._replace(source=line.target, target=target,
                          status=line.target_status or line.status, target_status=target_status)
            for line in lines]
