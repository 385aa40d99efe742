"""How things go wrong: what is done parts from what is written, in one named way.   差错过程

Pure.  Each function takes what should have been and returns what was done and written instead;
None where this error cannot happen here.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from pandian.simulation.errors.words import Deed
from pandian.simulation.words import Key, Line


def right(lines: Iterable[Line]) -> list[Deed]:
    """Do what is written and write what is done."""
    return [Deed(line, line) for line in lines]


def unit_mix_up(line: Line, *, packs: Iterable[tuple[str, int]], dice: Random) -> Deed | None:
    """Write packs as pieces: 12 boxes arrived, 12 pieces are written."""
    fitting = [factor for _, factor in packs if factor > 1 and line.base % factor == 0]
    if line.serial or not fitting:
        return None
    factor = dice.choice(fitting)
    return Deed(line, line._replace(quantity=line.base // factor, unit="", factor=1))


def swapped(line: Line, *, others: Iterable[Key], dice: Random) -> Deed | None:
    """Take what stands at another key (lot or item) and write the one that was asked for."""
    fitting = [key for key in others if key.item != line.item or key.lot != line.lot]
    if not fitting:
        return None
    key = dice.choice(fitting)
    taken = line._replace(item=key.item, lot=key.lot, serial=key.serial, source=key.place,
                          quantity=line.base, unit="", factor=1)
    return Deed(taken, line)


def misplaced(line: Line, *, places: Iterable[str], dice: Random) -> Deed | None:
    """Put it into a neighbouring place and write the place that was meant."""
    fitting = [place for place in places if place != line.target]
    return Deed(line._replace(target=dice.choice(fitting)), line) if fitting else None


def vanished(key: Key, quantity: int) -> Deed:
    """Goods leave a shelf (taken, broken, thrown away) and nobody writes it down."""
    return Deed(Line(key.item, key.lot, key.serial, key.status, key.place, "@gone", quantity), None)


def miscounted(truth: int, *, packs: Iterable[tuple[str, int]], dice: Random) -> int:
    """Read another number than what is there: one off, a pack missed, digits turned round."""
    candidates = [truth + 1, max(0, truth - 1)]
    candidates += [truth + factor for _, factor in packs if factor <= max(20, truth)]
    turned = int(str(truth)[::-1]) if truth > 9 else truth + 2
    return dice.choice([number for number in (*candidates, turned) if number != truth])
