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


def pieces_as_packs(line: Line, *, packs: Iterable[tuple[str, int]], dice: Random) -> Deed | None:
    """Write pieces as packs: 3 pieces went, 3 boxes are written."""
    fitting = [factor for _, factor in packs if factor > 1]
    if line.serial or not fitting:
        return None
    return Deed(line, line._replace(quantity=line.base * dice.choice(fitting), unit="", factor=1))


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


def digits_turned(line: Line, *, dice: Random) -> Deed | None:
    """Write two adjacent digits turned round: 54 arrived, 45 is written."""
    text = str(line.quantity)
    numbers = sorted({int(text[:n] + text[n + 1] + text[n] + text[n + 2:])
                      for n in range(len(text) - 1) if n or text[1] != "0"} - {line.quantity})
    if line.serial or not numbers:
        return None
    return Deed(line, line._replace(quantity=dice.choice(numbers)))


def posted_twice(line: Line) -> list[Deed]:
    """Do it once and write it twice."""
    return [Deed(line, line), Deed(None, line)]


def sign_reversed(line: Line) -> Deed:
    """Write it the wrong way round: a return is written as an issue."""
    return Deed(line, line._replace(source=line.target, target=line.source))


def wrong_lot_written(line: Line, *, lots: Iterable[str], dice: Random) -> Deed | None:
    """Receive one lot and write another of the same item."""
    fitting = [lot for lot in lots if lot != line.lot]
    return Deed(line, line._replace(lot=dice.choice(fitting))) if fitting else None


def unwritten(line: Line) -> Deed:
    """Do it; its paper lies open and is not posted."""
    return Deed(line, None)


def carried_off(line: Line, *, places: Iterable[str], dice: Random) -> Deed | None:
    """Carry goods from one shelf to another and write nothing at all."""
    fitting = [place for place in places if place != line.source]
    return Deed(line._replace(target=dice.choice(fitting)), None) if fitting else None


def scanned_twice(truth: int, *, packs: Iterable[tuple[str, int]], dice: Random) -> int:
    """Count a piece or a whole pack again."""
    return truth + dice.choice([1, 1, 2, *(factor for _, factor in packs if factor <= truth)])


def scan_missed(truth: int, *, packs: Iterable[tuple[str, int]], dice: Random) -> int:
    """Leave out a piece or a whole pack."""
    return max(0, truth - dice.choice([1, 1, 2, *(f for _, f in packs if f <= truth)]))


def vanished(key: Key, quantity: int) -> Deed:
    """Goods leave a shelf (taken, broken, thrown away) and nobody writes it down."""
    return Deed(Line(key.item, key.lot, key.serial, key.status, key.place, "@gone", quantity), None)


def miscounted(truth: int, *, packs: Iterable[tuple[str, int]], dice: Random) -> int:
    """Read another number than what is there: one off, a pack missed, digits turned round."""
    candidates = [truth + 1, max(0, truth - 1)]
    candidates += [truth + factor for _, factor in packs if factor <= max(20, truth)]
    turned = int(str(truth)[::-1]) if truth > 9 else truth + 2
    return dice.choice([number for number in (*candidates, turned) if number != truth])
