"""Random short histories with known truth, and the fold that predicts the book. 短历史的生成与预言

Pure.  `tell` makes one history from its seed.  `predict` says what the book must hold at an
instant, by sorting the set of facts and replaying them: no ledger, no healing, no differences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random

from pandian.ledger.words import Precision
from pandian.simulation.histories.words import (
    STATUSES,
    CountFact,
    Fact,
    History,
    Mix,
    MoveFact,
    Spot,
)
from pandian.simulation.rules import dice as dice_of

GAP_MS = (60_000, 3_600_000)
JITTER_MS = 2_000
VAGUE_MS = 3 * 86_400_000
CLOCK_MS = 40_000_000
FACTS_MIN, FACTS_MAX = 5, 40
MIX = Mix()


class _Teller:
    """The running state of one history while it is told."""

    def __init__(self, dice: Random, mix: Mix) -> None:
        self.dice, self.mix = dice, mix
        self.clock = 0
        self.vague = dice.random() < mix.vague
        self.truth: Counter[Spot] = Counter()
        self.facts: list[Fact] = []
        self.dirty: set[Spot] = set()
        self.instants: set[int] = set()
        self.offsets = [dice.randint(-CLOCK_MS, CLOCK_MS) if dice.random() < 0.5 else 0
                        for _ in range(3)]
        lots = dice.choice((0, 0, 1, 2))
        statuses = range(1 if dice.random() < 0.6 else len(STATUSES))
        self.lots = lots
        self.spots = [Spot(place, lot, status)
                      for place in range(dice.randint(1, 3))
                      for lot in (range(1, lots + 1) if lots else (0,))
                      for status in statuses]

    def tick(self) -> tuple[int, int, int]:
        """Pass some time; return (corrected instant, device clock, measured offset)."""
        near = self.vague and self.dice.random() < 0.3
        self.clock += JITTER_MS // 4 if near else self.dice.randint(*GAP_MS)
        offset = self.dice.choice(self.offsets)
        at = max(1, self.clock + self.dice.randint(-JITTER_MS, JITTER_MS))
        while at in self.instants:
            at += 1
        self.instants.add(at)
        return at, at - offset, offset

    def filled(self) -> list[Spot]:
        return [spot for spot in self.spots if self.truth[spot] > 0]

    def shift(self, source: Spot | None, target: Spot | None, quantity: int) -> None:
        """Move goods for real, and write it down: rightly, wrongly, or not at all."""
        if source is not None:
            self.truth[source] -= quantity
        if target is not None:
            self.truth[target] += quantity
        draw = self.dice.random()
        written = (source, target, quantity)
        if draw < self.mix.unrecorded:
            self.dirty.update(spot for spot in (source, target) if spot is not None)
            return
        if draw < self.mix.unrecorded + self.mix.misrecorded:
            written = self.misread(source, target, quantity)
            self.dirty.update(spot for spot in (source, target, *written[:2]) if spot is not None)
        at, clock, offset = self.tick()
        precision: Precision = "day" if self.vague and self.dice.random() < 0.3 else "second"
        self.facts.append(MoveFact(len(self.facts), at, *written, clock, offset, precision))

    def misread(
        self, source: Spot | None, target: Spot | None, quantity: int
    ) -> tuple[Spot | None, Spot | None, int]:
        """Write another quantity (a unit mix-up, a slip) or other spots (lot swap, wrong bin)."""
        lot = self.dice.randint(1, self.lots) if self.lots else 0
        if self.dice.random() < 0.3:
            wrong = (source._replace(lot=lot) if source else None,
                     target._replace(lot=lot) if target else None)
            return *wrong, quantity
        if source and self.dice.random() < 0.4:
            others = [spot for spot in self.spots if spot.lot == source.lot
                      and spot not in (source, target)]
            if others:
                return self.dice.choice(others), target, quantity
        slips = (quantity * 10, max(1, quantity // 10), quantity + 1)
        return source, target, self.dice.choice(slips)

    def look(self, spot: Spot, *, right: bool) -> None:
        """Count one spot; a wrong count leaves it to be counted again."""
        at, clock, offset = self.tick()
        slip = 0 if right else self.dice.choice((-10, -2, -1, 1, 2, 10))
        counted = max(0, self.truth[spot] + slip)
        (self.dirty.discard if counted == self.truth[spot] else self.dirty.add)(spot)
        self.facts.append(CountFact(
            len(self.facts), at, spot, counted, clock, offset, JITTER_MS))

    def step(self) -> None:
        """Let one thing happen."""
        mix, dice = self.mix, self.dice
        moves = mix.receive + mix.issue + mix.relocate + mix.restatus
        draw = dice.random() * (moves + mix.counting)
        filled = self.filled()
        if draw < mix.counting:
            self.look(dice.choice(self.spots), right=dice.random() >= mix.miscounted)
        elif draw < mix.counting + mix.receive or not filled:
            self.shift(None, dice.choice(self.spots), dice.choice((1, 5, 12, 40, 100)))
        elif draw < mix.counting + mix.receive + mix.issue:
            source = dice.choice(filled)
            self.shift(source, None, dice.randint(1, self.truth[source]))
        else:
            self.carry(dice.choice(filled), status=draw > 1 - mix.restatus)

    def carry(self, source: Spot, *, status: bool) -> None:
        """Relocate, or change the status of, part of what stands at `source`."""
        others = [spot for spot in self.spots if spot.lot == source.lot and spot != source
                  and (spot.status != source.status if status else spot.place != source.place)]
        if others:
            self.shift(source, self.dice.choice(others), self.dice.randint(1, self.truth[source]))


    def close(self) -> None:
        """Count what is in doubt once more: rarely not at all, after vague papers everything."""
        if self.vague:
            self.vague = False
            self.clock += VAGUE_MS
            self.dirty.update(self.spots)
        elif self.dice.random() < 0.1:
            return
        for spot in sorted(self.dirty):
            self.look(spot, right=True)


def tell(seed: int, *, mix: Mix = MIX) -> History:
    """Tell one history: what happened, what was written, in which orders it will arrive."""
    dice = dice_of("history", seed)
    teller = _Teller(dice, mix)
    steps = min(FACTS_MAX, FACTS_MIN + int(dice.expovariate(1 / 6)))
    while len(teller.facts) < steps:
        teller.step()
    vague = teller.vague
    teller.close()
    proven = frozenset(fact.spot for fact in teller.facts if isinstance(fact, CountFact))
    facts = tuple(teller.facts)
    return History(seed, teller.lots > 0, facts[-1].at if vague else 0, facts,
                   (_late(facts, dice, mix), _shuffled(facts, dice, mix)),
                   {spot: teller.truth[spot] for spot in teller.spots}, proven - teller.dirty)


def _late(facts: Sequence[Fact], dice: Random, mix: Mix) -> tuple[int, ...]:
    """Arrive as in life: mostly in time, some papers much later, some sent twice."""
    span = facts[-1].at
    due = []
    for fact in facts:
        delay = dice.random() * span if dice.random() < mix.late else 0
        due.append((fact.at + delay, fact.number))
        if dice.random() < mix.duplicate:
            due.append((fact.at + delay + dice.random() * span, fact.number))
    return tuple(number for _, number in sorted(due))


def _shuffled(facts: Sequence[Fact], dice: Random, mix: Mix) -> tuple[int, ...]:
    """Arrive in any order at all, some twice."""
    numbers = [fact.number for fact in facts]
    numbers += [number for number in numbers if dice.random() < mix.duplicate]
    dice.shuffle(numbers)
    return tuple(numbers)


def predict(facts: Iterable[Fact], *, until: int | None = None) -> dict[Spot, int]:
    """Say what the book must hold after `until` (milliseconds, None is the end).

    Replays the set of facts by instant: a paper adds and takes, a count replaces.  Duplicates
    are dropped by number.  A quantity may be negative: the papers say more left than came.
    """
    book: Counter[Spot] = Counter()
    unique = {fact.number: fact for fact in facts}
    for fact in sorted(unique.values(), key=lambda fact: (fact.at, fact.number)):
        if until is not None and fact.at > until:
            break
        if isinstance(fact, CountFact):
            book[fact.spot] = fact.counted
            continue
        if fact.source is not None:
            book[fact.source] -= fact.quantity
        if fact.target is not None:
            book[fact.target] += fact.quantity
    return dict(book)


def rounds(arrivals: Sequence[tuple[int, ...]]) -> Iterable[list[tuple[int, int]]]:
    """Interleave many arrivals: round r yields (history position, fact number) of every r-th."""
    for turn in range(max(map(len, arrivals), default=0)):
        yield [(position, arrival[turn]) for position, arrival in enumerate(arrivals)
               if turn < len(arrival)]
