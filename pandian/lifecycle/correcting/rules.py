"""Whether a document may correct one posted line, with which facts and moves.   单据更正规则

Pure.  A correction may do what the step itself might have done had the right number been typed at
once: so the kind's own rules judge it, at the stage where the document stands now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.correcting.words import CORRECTED, Ask, Correctable, Spot
from pandian.lifecycle.rules import KINDS, RULES, shown_number, still_open
from pandian.lifecycle.words import Amount, Kind, Line, Move, Sum, sums_of

NOTED = "correction"
"""What stands in the place of the note while it is only asked whether it may be done."""


def judged(spot: Spot, ask: Ask) -> Correctable:
    """Return how a line would be corrected, with everything that stands against it."""
    return Correctable(
        ask.posting, ask.line, spot.document, shown_number(spot.kind, spot.number), spot.kind,
        spot.line.line, spot.fact.quantity, ask.right, tuple(_faults(spot, ask)))


def _faults(spot: Spot, ask: Ask) -> Iterator[Fault]:
    number, kind = shown_number(spot.kind, spot.number), KINDS[spot.kind]
    if spot.fact.quantity < 0:  # the half of a correction that took a line back
        yield Fault("", "corrected_already", (number,))
        return
    if kind.transfers:
        yield Fault("", "correct_two_sites", (number,))
    elif spot.fact.measure not in CORRECTED.get(spot.kind, {}):
        yield Fault("", "correct_kind", (number,))
    if spot.state == "reversed":
        yield Fault("", "already_reversed")
    if spot.corrected:
        yield Fault("", "corrected_already", (number,))
    if spot.signed:
        yield Fault("", "correct_signed", (number,))
    if spot.proved:
        yield Fault("", "correct_proved", (number,))
    if spot.claims:
        yield Fault("", "correct_open", (number,))
    for follower in spot.followers:
        yield Fault("", "goods_moved_on", (shown_number(*follower),))
    yield from _quantity_faults(spot, ask, number)


def _quantity_faults(spot: Spot, ask: Ask, number: str) -> Iterator[Fault]:
    if ask.right <= 0:
        yield Fault("", "correct_nothing", (number,))
    elif ask.right == spot.fact.quantity:
        yield Fault("", "correct_same")
    elif spot.fact.measure in CORRECTED.get(spot.kind, {}):
        assert abs(spot.fact.quantity) == spot.move.quantity, "the k-th fact is the k-th line"
        yield from step_faults(spot, ask.right)
    needed = abs(spot.fact.quantity - ask.right)
    if spot.left is not None and spot.left < needed:
        end = spot.move.target if ask.right < spot.fact.quantity else spot.move.source
        yield Fault("", "goods_gone", (f"{end} {spot.line.item}", spot.left, needed))


def step_faults(spot: Spot, right: int) -> Iterator[Fault]:
    """Yield what the kind's own rules say of the step with the right number."""
    kind, lines = KINDS[spot.kind], {spot.line.line: spot.line}
    given = net([*(each.amount for each in spot.facts if each.root),
                 *corrections(spot, right, NOTED)])
    sums = sums_of(each.amount for each in spot.facts if not each.root)
    yield from RULES[kind.name].check(spot.action, lines, given, sums)
    if kind.closing:
        left = still_open(kind, given, lines, sums)[spot.line.line]
        if left < 0:
            yield Fault("", "above_asked", (spot.line.line, spot.line.asked,
                                            spot.line.asked - left))


def net(facts: Iterable[Amount]) -> list[Amount]:
    """Return what is left of facts and their opposites, by what they speak of."""
    totals: dict[Amount, int] = defaultdict(int)
    notes: dict[Amount, str] = {}
    for fact in facts:
        key = fact._replace(quantity=0, note="", made_on="", expires_on="")
        totals[key] += fact.quantity
        notes[key] = fact.note or notes.get(key, "")
    return [key._replace(quantity=total, note=notes[key]) for key, total in totals.items()
            if total]


def corrections(spot: Spot, right: int, note: str) -> list[Amount]:
    """Return the facts of a correction: the wrong ones opposed, the right ones stated.

    The posted pair comes first.  Facts of the same step that repeat the wrong number go with it.
    """
    fact, names = spot.fact, CORRECTED[spot.kind][spot.fact.measure]
    repeated = [each for each in net(given.amount for given in spot.facts if given.root)
                if each.measure in names and each.quantity == fact.quantity
                and (each.lot or fact.lot, each.serial or fact.serial) == (fact.lot, fact.serial)]
    wrong = [each._replace(note=note) for each in (fact, *repeated)]
    pairs = [[each._replace(quantity=-each.quantity), each._replace(quantity=right)]
             for each in wrong]
    return [each for pair in pairs for each in pair]


def moves(spot: Spot, right: int) -> list[Move]:
    """Return what is posted: the line the other way round, then as it should have been."""
    old = spot.move
    back = old._replace(n=1, source=old.target, target=old.source, status=old.target_status,
                        target_status=old.status)
    return [back, old._replace(n=2, quantity=right)]


def state_after(
    kind: Kind, spot: Spot, lines: Mapping[int, Line], sums: Sequence[Sum]
) -> str:
    """Return the document's state once the facts add up to `sums`.

    What was complete may have something left now, which goes back to the document followed; what
    had something left may be complete.
    """
    completes = kind.actions[spot.action].completes
    if not completes or not kind.partial:
        return spot.state
    left = any(still_open(kind, (), lines, sums).values())
    if spot.state == completes and left:
        return min(kind.partial)
    return completes if spot.state in kind.partial and not left else spot.state
