"""What a slip does to a posted number, and the same read backwards as a warning.   差错效果规则

Pure.  Counting asks "which slip leaves just this variance?", posting asks "does this number look
like a slip of what was announced?": one library, so that both know the same slips.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pandian.ledger.effects.words import Effect, Warned


def turned(number: int) -> list[int]:
    """Return the numbers that two adjacent digits turned round make of a number above 0.

    Nobody writes a number that begins with 0.
    """
    digits = str(number)
    found = {digits[:n] + digits[n + 1] + digits[n] + digits[n + 2:]
             for n in range(len(digits) - 1)}
    return sorted({int(text) for text in found if text[0] != "0"} - {number})


def in_other_units(number: int, *, factors: Iterable[int]) -> list[tuple[int, int]]:
    """Return (number, factor) as if packs had been taken for pieces, or pieces for packs.

    `factors`: how many smallest units the item's packs hold.  The ratio of two packs counts too:
    a case keyed as a box.
    """
    packs = sorted({f for f in factors if f > 1})
    ratios = {*packs, *(b // a for a in packs for b in packs if b > a and b % a == 0)}
    found: dict[int, int] = {}
    for factor in sorted(ratios):
        found.setdefault(number * factor, factor)
        if number % factor == 0:
            found.setdefault(number // factor, factor)
    return sorted((true, factor) for true, factor in found.items() if true not in (number, 0))


def effects(delta: int, *, factors: Sequence[int] = (), twin: bool = False) -> list[Effect]:
    """Return every slip that one posted move may hide; `delta` is signed as it changed the book.

    `twin`: the same was posted up to a day before; only then may it be a double.  The chances of
    one slip's forms add up to 1.
    """
    sign, size = (1 if delta > 0 else -1), abs(delta)
    if not size:
        return []
    units = in_other_units(size, factors=factors)
    turns = turned(size)
    found = [Effect("unit", sign * true, sign * (true - size), 1 / len(units), factor)
             for true, factor in units]
    found += [Effect("digits", sign * true, sign * (true - size), 1 / len(turns))
              for true in turns]
    if twin:
        found.append(Effect("double", 0, -delta, 1.0))
    return [*found, Effect("sign", -delta, -2 * delta, 1.0)]


def warnings(
    said: int, *, announced: int | None = None, factors: Sequence[int] = (), twin: str = ""
) -> list[Warned]:
    """Say what looks wrong with a quantity before it is posted, the likeliest first.

    All in smallest units.  `announced` is what the order or the sender says (None: nothing is
    announced); `twin` names an equal posting of the last day.  Nothing is refused for it: goods
    on the floor are a fact, a person only looks again.
    """
    found = [Warned("double", said, 0, evidence=twin)] if twin else []
    if said < 0:
        found.insert(0, Warned("sign", said, -said))
    if announced is None or announced <= 0 or said <= 0 or said == announced:
        return found
    unit = dict(in_other_units(said, factors=factors))
    if announced in unit:
        return [*found, Warned("unit", said, announced, unit[announced])]
    if announced in turned(said):
        return [*found, Warned("digits", said, announced)]
    return [*found, Warned("other", said, announced)]
