"""A year of slips in a small world, one count of it, and how right the detective is.   溯因裁判规则

Pure.  The world goes wrong by `simulation.errors`, never by the product's own effect library; it
is judged by the product's own rules.  Tune on seeds 1-20, report seeds from 1001 on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil
from random import Random

from pandian.counting.detective.rules import investigate
from pandian.counting.detective.words import (
    CERTAIN,
    VAGUE,
    Booked,
    Case,
    Finding,
    Paper,
    Partner,
)
from pandian.simulation.errors import rules as errors
from pandian.simulation.errors.words import Deed
from pandian.simulation.referee.causes.words import (
    CHANCES,
    PROCESSES,
    Counted,
    Scale,
    Score,
    Spot,
)
from pandian.simulation.rules import dice as chance
from pandian.simulation.words import Key, Line

PACKS: tuple[tuple[tuple[str, int], ...], ...] = (
    (), (), (("box", 10),), (("box", 12),), (("box", 20),), (("box", 10), ("case", 100)),
    (("box", 50),), (("box", 5), ("case", 60)))
SCALE = Scale()
DAY_SECONDS = 86_400
NEAR_SECONDS = 600
DOCUMENTED = frozenset({"unit", "digits", "double", "sign", "late", "lot_swap", "item_swap",
                        "wrong_lot", "motion"})


class World:
    """Truth and book of one seeded world while it goes wrong."""

    def __init__(self, seed: int, scale: Scale) -> None:
        self.scale, self.dice = scale, chance("detective", seed)
        self.chances = {name: base * 2 ** self.dice.uniform(-1, 1)
                        for name, base in CHANCES.items()}
        self.truth: Counter[Spot] = Counter()
        self.book: Counter[Spot] = Counter()
        self.moves: dict[Spot, list[Booked]] = defaultdict(list)
        self.near: dict[Spot, list[Booked]] = defaultdict(list)
        self.papers: dict[Spot, list[Paper]] = defaultdict(list)
        self.faults: dict[Spot, set[str]] = defaultdict(set)
        self.guilty: dict[Spot, set[str]] = defaultdict(set)
        self.packs: dict[str, tuple[tuple[str, int], ...]] = {}
        self.costs: dict[str, int] = {}
        self.spots: list[Spot] = []
        self.number = 0
        self._stock()

    def _stock(self) -> None:
        """Lay out items in lots over bins, with enough of each to go out."""
        for n in range(self.scale.items):
            item = f"I{n:04}"
            self.packs[item] = self.dice.choice(PACKS)
            self.costs[item] = max(1, int(self.dice.lognormvariate(3, 1.2)))
            for lot in range(self.dice.choice([1, 2, 2, 3, 4])):
                for place in self.dice.sample(range(self.scale.bins), self.dice.choice([1, 1, 2])):
                    spot = (f"P{place:04}", item, f"L{lot}")
                    self.spots.append(spot)
                    self.truth[spot] = self.book[spot] = self.dice.choice([40, 150, 600])
        self.of_item: dict[str, list[Spot]] = defaultdict(list)
        self.of_place: dict[str, list[Spot]] = defaultdict(list)
        for spot in self.spots:
            self.of_item[spot[1]].append(spot)
            self.of_place[spot[0]].append(spot)

    def slips(self, *names: str) -> str:
        """Say which of these slips happens now, if any."""
        for name in names:
            if self.dice.random() < self.chances[name]:
                return name
        return ""

    def live(self) -> None:
        """Let every stock key have its moves, some of them wrong."""
        for spot in self.spots:
            busy = self.dice.choice([1, 3, 6, 12, 20])
            for _ in range(int(self.dice.gauss(busy, busy ** 0.5) + 0.5)):
                kind = self.dice.choices(("issue", "receipt", "relocation", "customer_return"),
                                         (62, 20, 10, 8))[0]
                self.move(kind, self.line(kind, spot))
            if self.dice.random() < 0.05:
                kind = self.dice.choice(("issue", "receipt", "relocation"))
                self.paper(kind, self.line(kind, spot))
            self.silent(spot)
        for spot in self.spots:
            if self.dice.random() < 0.04:
                self.in_motion(spot)
        for spot in set(self.truth) | set(self.book):
            lack = -min(0, self.truth[spot], self.book[spot])
            self.truth[spot] += lack  # what was there before was enough for all that went out
            self.book[spot] += lack

    def line(self, kind: str, spot: Spot) -> Line:
        """Draw what a document asks for at this stock key."""
        place, item, lot = spot
        factors = [factor for _, factor in self.packs[item]]
        pack = self.dice.choice(factors) if factors else self.dice.choice([1, 5, 10])
        if kind == "receipt":
            ends, size = ("@supplier", place), pack * self.dice.randint(1, 24)
        elif kind == "issue":
            whole = pack if self.dice.random() < 0.3 else 1
            ends, size = (place, "@customer"), whole * self.dice.choice([1, 1, 2, 3, 4, 6, 8, 13])
        elif kind == "relocation":
            ends = (place, self.dice.choice(_next_to(place, self.scale.bins)))
            size = pack * self.dice.randint(1, 8)
        else:
            ends, size = ("@customer", place), self.dice.randint(1, 30)
        return Line(item, lot, "", "accepted", *ends, max(1, size))

    def move(self, kind: str, line: Line) -> None:
        """Do and write one move, rightly or by one of the slips that it is open to."""
        slip, deeds = self.wrong(kind, line)
        seconds = -self.dice.uniform(NEAR_SECONDS * 2, self.scale.days * DAY_SECONDS)
        asked = line.base if self.dice.random() < 0.55 else 0
        typed = slip in TYPED or self.dice.random() < 0.6
        if slip in TYPED and self.dice.random() < 0.1:
            typed = False
        if slip == "posted_twice":
            delay = self.dice.uniform(5, 20_000)
            self.written(deeds[1], kind, min(-NEAR_SECONDS, seconds + delay), asked, typed, slip)
            deeds = deeds[:1]
        for deed in deeds:
            self.done(deed, slip)
            self.written(deed, kind, seconds, asked, typed, slip)
        if slip.startswith("late_"):
            self.late(kind, line)

    def wrong(self, kind: str, line: Line) -> tuple[str, list[Deed]]:
        """Return the slip and what was done and written; '' and the right deed otherwise."""
        slip = self.slips(*OPEN_TO[kind])
        deed = SLIP[slip](self, line) if slip else None
        if isinstance(deed, list):
            return slip, deed
        return (slip, [deed]) if deed else ("", errors.right([line]))

    def done(self, deed: Deed, slip: str) -> None:
        """Change the truth, and remember which keys a slip parted from the book."""
        for sign, spot, size in _legs(deed.done):
            self.truth[spot] += sign * size
        parted: Counter[Spot] = Counter()
        for sign, spot, size in _legs(deed.done):
            parted[spot] += sign * size
        for sign, spot, size in _legs(deed.written):
            parted[spot] -= sign * size
        for spot, size in parted.items():
            if size and slip:
                self.faults[spot].add(slip)
                self.guilty[spot].add(self.next)

    @property
    def next(self) -> str:
        """The number of the document that is being written."""
        return f"D{self.number:06}"

    def written(
        self, deed: Deed, kind: str, seconds: float, asked: int, typed: bool, slip: str
    ) -> None:
        """Change the book."""
        if slip == "posted_twice" and deed.done is None:
            for _, spot, _ in _legs(deed.written):
                self.faults[spot].add(slip)
        for sign, spot, size in _legs(deed.written):
            self.book[spot] += sign * size
            self.moves[spot].append(Booked(
                self.next, 1, sign * size, seconds, kind, self.next, asked,
                typed=typed, signed=kind == "customer_return"))
        self.number += 1

    def late(self, kind: str, line: Line) -> None:
        """Leave the paper of what was done lying open."""
        self.paper(kind, line)

    def paper(self, kind: str, line: Line) -> None:
        """Leave a paper lying open, done or not."""
        self.number += 1
        for sign, spot, size in _legs(line):
            self.papers[spot].append(Paper(self.next, self.next, kind, 1, sign * size,
                                           self.dice.uniform(0, 6)))

    def silent(self, spot: Spot) -> None:
        """Lose or carry off goods of which nobody writes anything."""
        key, there = _key(spot), max(0, self.truth[spot])
        if there and self.slips("theft"):
            size = there if self.dice.random() < 0.04 else _few(self.dice)
            self.done(errors.vanished(key, min(there, size)), "theft")
        if there and self.slips("scrap"):
            size = self.dice.choice([_few(self.dice), *(f for _, f in self.packs[spot[1]])])
            self.done(errors.vanished(key, min(there, size)), "scrap")
        if there > 5 and self.slips("carried_off"):
            line = Line(spot[1], spot[2], "", "accepted", spot[0], "", self.dice.randint(3, there))
            places = [s[0] for s in self.of_item[spot[1]]] + _next_to(spot[0], self.scale.bins)
            if deed := errors.carried_off(line, places=places, dice=self.dice):
                self.done(deed, "carried_off")
        if self.slips("other"):
            size = ceil(self.dice.lognormvariate(2, 1.3)) * self.dice.choice([-1, 1])
            self.truth[spot] += size
            self.faults[spot].add("other")

    def in_motion(self, spot: Spot) -> None:
        """Move goods minutes before or after the count; sometimes the counter saw the other."""
        line = self.line("issue", spot)
        seconds = self.dice.uniform(-NEAR_SECONDS, NEAR_SECONDS)
        late = self.slips("in_motion")
        booked = Booked(self.next, 1, -line.base, seconds, "issue", self.next, line.base)
        self.number += 1
        self.near[spot].append(booked)
        if seconds <= 0:
            self.moves[spot].append(booked)
            self.book[spot] -= line.base
            self.truth[spot] -= 0 if late else line.base
        elif late:
            self.truth[spot] -= line.base
        if late:
            self.faults[spot].add("in_motion")
            self.guilty[spot].add(booked.document)

    def seen(self, spot: Spot, equal: bool) -> tuple[int, int]:
        """Return what is counted at a key and how many scans came twice within seconds."""
        truth, packs = max(0, self.truth[spot]), self.packs[spot[1]]
        slip = "" if equal else self.slips("scanned_twice", "scan_missed", "misread")
        if not slip:
            return truth, int(self.dice.random() < 0.02)
        counted = COUNT_SLIP[slip](truth, packs=packs, dice=self.dice)
        if counted != truth:
            self.faults[spot].add(slip)
        return counted, int(slip == "scanned_twice" and self.dice.random() < 0.7)


def _legs(line: Line | None) -> list[tuple[int, Spot, int]]:
    if line is None:
        return []
    return [(sign, (place, line.item, line.lot), line.base)
            for sign, place in ((-1, line.source), (1, line.target)) if not place.startswith("@")]


def _key(spot: Spot) -> Key:
    place, item, lot = spot
    return Key("", place, item, lot, "", "accepted")


def _few(dice: Random) -> int:
    size = 1
    while dice.random() < 0.5:
        size += 1
    return size


def _next_to(place: str, bins: int) -> list[str]:
    number = int(place[1:])
    return [f"P{(number + step) % bins:04}" for step in (-2, -1, 1, 2)]


def _units(world: World, line: Line) -> Deed | None:
    packs = world.packs[line.item]
    if world.dice.random() < 0.65:
        return errors.unit_mix_up(line, packs=packs, dice=world.dice)
    return errors.pieces_as_packs(line, packs=packs, dice=world.dice)


def _other_lot(world: World, line: Line) -> Deed | None:
    others = [_key(s) for s in world.of_item[line.item] if world.truth[s] >= line.base]
    here = [key for key in others if key.place == line.source] or others
    return errors.swapped(line, others=[k for k in here if k.lot != line.lot], dice=world.dice)


def _other_item(world: World, line: Line) -> Deed | None:
    others = [_key(s) for s in world.of_place[line.source]
              if s[1] != line.item and world.truth[s] >= line.base]
    return errors.swapped(line, others=others, dice=world.dice)


def _digits(world: World, line: Line) -> Deed | None:
    return errors.digits_turned(line, dice=world.dice)


SLIP: Mapping[str, Callable[[World, Line], Deed | list[Deed] | None]] = {
    "receipt_unit": _units, "issue_unit": _units,
    "receipt_digits": _digits, "issue_digits": _digits,
    "posted_twice": lambda _, line: errors.posted_twice(line),
    "sign_reversed": lambda _, line: errors.sign_reversed(line),
    "lot_picked": _other_lot, "item_picked": _other_item,
    "misplaced": lambda world, line: errors.misplaced(
        line, places=_next_to(line.target, world.scale.bins), dice=world.dice),
    "lot_received": lambda world, line: errors.wrong_lot_written(
        line, lots=sorted({s[2] for s in world.of_item[line.item]}), dice=world.dice),
    "late_receipt": lambda _, line: errors.unwritten(line),
    "late_issue": lambda _, line: errors.unwritten(line),
    "late_relocation": lambda _, line: errors.unwritten(line),
}
OPEN_TO = {
    "receipt": ("receipt_unit", "receipt_digits", "posted_twice", "misplaced", "lot_received",
                "late_receipt"),
    "issue": ("issue_unit", "issue_digits", "posted_twice", "lot_picked", "item_picked",
              "late_issue"),
    "relocation": ("misplaced", "late_relocation"),
    "customer_return": ("sign_reversed",),
}
TYPED = frozenset({"receipt_unit", "issue_unit", "receipt_digits", "issue_digits",
                   "sign_reversed"})
COUNT_SLIP: Mapping[str, Callable[..., int]] = {
    "scanned_twice": errors.scanned_twice, "scan_missed": errors.scan_missed,
    "misread": errors.miscounted,
}


def count(seed: int, *, scale: Scale = SCALE) -> Counted:
    """Return one count of a seeded world: the lines that differ, and why they really do."""
    world = World(seed, scale)
    world.live()
    spots = sorted({s for s, n in world.book.items() if n} | {s for s, n in world.truth.items()
                                                              if n} | set(world.spots))
    numbers = {spot: n + 1 for n, spot in enumerate(spots)}
    drawn = {spot: world.dice.random() < 0.15 for spot in spots}
    seen = {spot: world.seen(spot, drawn[spot]) for spot in spots}
    variances = {spot: seen[spot][0] - world.book[spot] for spot in spots}
    near = _relations(spots)
    cases = [_case(world, spot, numbers, seen[spot], drawn[spot], variances, near)
             for spot in spots if variances[spot]]
    return Counted(
        seed, tuple(cases),
        {numbers[s]: tuple(sorted(world.faults[s])) for s in spots if variances[s]},
        len(spots), {numbers[s]: frozenset(world.guilty[s]) for s in spots if variances[s]})


def _relations(spots: Iterable[Spot]) -> dict[str, dict[tuple[str, ...], list[Spot]]]:
    """Return the keys by what the other half of a swap shares with them."""
    found: dict[str, dict[tuple[str, ...], list[Spot]]] = {
        "lot": defaultdict(list), "item": defaultdict(list), "place": defaultdict(list)}
    for spot in spots:
        found["lot"][spot[1],].append(spot)
        found["item"][spot[0],].append(spot)
        found["place"][spot[1], spot[2]].append(spot)
    return found


def _case(
    world: World, spot: Spot, numbers: Mapping[Spot, int], seen: tuple[int, int], equal: bool,
    variances: Mapping[Spot, int], near: Mapping[str, Mapping[tuple[str, ...], list[Spot]]],
) -> Case:
    place, item, lot = spot
    kin = {
        "lot": [s for s in near["lot"][item,] if s[2] != lot],
        "item": [s for s in near["item"][place,] if s[1] != item],
        "place": [s for s in near["place"][item, lot] if s[0] != place],
    }
    partners = tuple(
        Partner(numbers[s], relation, s[0] if relation == "place" else s[1] + s[2],
                relation != "lot" or s[0] == place, tuple(_twinned(world.moves[s])),
                tuple(paper.document for paper in world.papers[s]))
        for relation, others in kin.items() for s in others
        if variances[s] == -variances[spot])
    return Case(
        numbers[spot], variances[spot], seen[0], world.book[spot],
        variances[spot] * world.costs[item], float(world.scale.days),
        tuple(factor for _, factor in world.packs[item]), tuple(_twinned(world.moves[spot])),
        tuple(world.near[spot]), tuple(world.papers[spot]), partners,
        {relation: len(others) for relation, others in kin.items()}, equal, False, seen[1])


def _twinned(moves: Sequence[Booked]) -> list[Booked]:
    """Name for each move an equal one up to a day before it; the newest first."""
    ordered = sorted(moves, key=lambda move: -move.seconds)
    return [move._replace(twin=next(
        (other.posting for other in ordered
         if other is not move and other.delta == move.delta and other.kind == move.kind
         and 0 <= move.seconds - other.seconds < DAY_SECONDS), "")) for move in ordered]


def judge(counts: Sequence[Counted]) -> Score:
    """Let the product explain each count and say how right it was."""
    rows: list[tuple[Finding, frozenset[str], int]] = []
    for counted in counts:
        density = len(counted.cases) / max(1, counted.lines)
        values = {case.line: abs(case.value) for case in counted.cases}
        for finding in investigate(counted.cases, density=density):
            causes = frozenset(PROCESSES[name][0] for name in counted.truth[finding.line])
            rows.append((finding, causes or frozenset({"unknown"}), values[finding.line]))
    return _score(len(counts), sum(counted.lines for counted in counts), rows)


def _score(
    seeds: int, lines: int, rows: Sequence[tuple[Finding, frozenset[str], int]]
) -> Score:
    certain = [row for row in rows if _certain(row[0])]
    right = [row for row in certain if _right(row)]
    stated = sum(row[0].alternatives[0].share for row in certain)
    single = [row for row in rows if len(row[1]) == 1 and row[1] <= DOCUMENTED]
    return Score(
        seeds, lines, len(rows), _part(len(certain), len(rows)),
        _part(sum(r[2] for r in certain), sum(r[2] for r in rows)),
        _part(len(right), len(certain)),
        _part(sum(r[2] for r in right), sum(r[2] for r in certain)),
        _part(stated, len(certain)) - _part(len(right), len(certain)), _rough(rows),
        _part(sum(map(_right, rows)), len(rows)),
        _part(sum(map(_right, single)), len(single)), len(single), _by_cause(rows))


def _certain(finding: Finding) -> bool:
    first = finding.alternatives[0]
    return first.share >= CERTAIN and not set(first.causes) & set(VAGUE)


def _right(row: tuple[Finding, frozenset[str], int]) -> bool:
    return frozenset(row[0].alternatives[0].causes) == row[1]


def _part(some: float, whole: float) -> float:
    return some / whole if whole else 0.0


def _rough(rows: Sequence[tuple[Finding, frozenset[str], int]]) -> float:
    """Return the expected calibration error of the first shares over ten equal bins."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for row in rows:
        share = row[0].alternatives[0].share
        bins[min(9, int(share * 10))].append((share, _right(row)))
    return _part(sum(abs(sum(s for s, _ in b) - sum(r for _, r in b)) for b in bins.values()),
                 len(rows))


def _by_cause(
    rows: Sequence[tuple[Finding, frozenset[str], int]]
) -> dict[str, tuple[int, int, int, int]]:
    """Return for each true cause: lines, first rightly, called certain for it, and rightly so."""
    found = {}
    for cause in dict.fromkeys(cause for cause, _ in PROCESSES.values()):
        true = [row for row in rows if row[1] == {cause}]
        said = [row for row in rows if _certain(row[0])
                and set(row[0].alternatives[0].causes) == {cause}]
        found[cause] = (len(true), sum(map(_right, true)), len(said), sum(map(_right, said)))
    return found


def table(score: Score) -> list[str]:
    """Return the figures as lines of text, with G5's aims beside them."""
    head = [
        f"{score.seeds} seeds, {score.lines:,} lines counted, {score.differ:,} differ",
        f"explained at >= {CERTAIN}: {score.lines_explained:.1%} of lines, "
        f"{score.value_explained:.1%} of value (aim >= 55 %)",
        f"precision: {score.precision:.1%} by lines, {score.precision_value:.1%} by value "
        "(aim >= 95 %)",
        f"stated less true: {score.gap:+.3f} where certain (aim within .05), "
        f"{score.rough:.3f} over all shares",
        f"right cause first: {score.first_right:.1%} of all, {score.first_right_documented:.1%} "
        f"of {score.documented:,} single causes with a document (aim >= 80 %)",
        f"{'cause':<12}{'lines':>8}{'first':>8}{'said':>8}{'right':>8}"]
    return head + [f"{cause:<12}{lines:>8}{_part(first, lines):>8.0%}{said:>8}"
                   f"{_part(right, said):>8.0%}"
                   for cause, (lines, first, said, right) in score.by_cause.items()]
