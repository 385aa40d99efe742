"""Which units of a lot are inspected, and what the result means for the next lot.   抽样规则

Pure: no clock, no database, no Django.  The sample size is read from the cell of (letter, limit),
where the arrows of the standard are followed: an arrow changes n, not only the acceptance number.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from pandian.kernel.words import Fault
from pandian.lifecycle.inspection.sampling.words import (
    AQLS,
    DRAWN_UNITS_MAX,
    EVENTS,
    LEVELS,
    LOT_SIZE_MAX,
    RELIEVED_AFTER_LOTS,
    SEED_CHARACTERS_MAX,
    SEVERITIES,
    STOPPED,
    STOPPED_AFTER_LOTS,
    TABLES,
    WINDOW_LOTS,
    WINDOW_NOT_ACCEPTED,
    Cell,
    Plan,
    SampleAsk,
    SamplingRefused,
    Standing,
)

NUMBER = re.compile(r"[0-9]{1,4}(\.[0-9]{1,6})?")
WORD_BITS = 64


def plan(ask: SampleAsk) -> Plan:
    """Return the plan for a lot.

    A sample as large as the lot, or larger, means that all units are inspected.  A lot of one
    unit is in no table and is inspected.  Raises `SamplingRefused` with every fault.
    """
    faults = ask_faults(ask)
    if faults:
        raise SamplingRefused(faults)
    if ask.lot_size == 1:
        return whole(1)
    letter = letter_of(ask.lot_size, level=ask.level)
    cell = cell_of(letter, aql=aql_text(ask.aql), severity=ask.severity)
    everything = cell.n >= ask.lot_size
    return Plan(letter, ask.lot_size if everything else cell.n, cell.accept, cell.reject,
                everything)


def whole(lot_size: int) -> Plan:
    """Return the plan that looks at every unit and accepts none that is bad.

    For implants, goods with serials, and wherever the policy says "all".
    """
    assert lot_size >= 1
    return Plan("", lot_size, 0, 1, True)


def ask_faults(ask: SampleAsk) -> list[Fault]:
    """Return everything that is wrong with what a plan is asked for."""
    faults = _size_faults(ask.lot_size)
    if ask.level not in LEVELS:
        faults.append(_no_choice("/level", ask.level, LEVELS))
    if aql_text(ask.aql) not in TABLES.aqls:
        faults.append(_no_choice("/aql", ask.aql, TABLES.aqls))
    if ask.severity == "reduced":
        faults.append(Fault("/severity", "reduced_not_offered", (", ".join(SEVERITIES),)))
    elif not isinstance(ask.severity, str) or ask.severity not in SEVERITIES:
        faults.append(_no_choice("/severity", ask.severity, SEVERITIES))
    return faults


def _size_faults(size: Any) -> list[Fault]:
    if size is None:
        return [Fault("/lot_size", "missing")]
    if isinstance(size, bool) or not isinstance(size, int):
        return [Fault("/lot_size", "not_an_integer")]
    if size < 1:
        return [Fault("/lot_size", "lot_of_nothing", (max(size, -LOT_SIZE_MAX),))]
    return [Fault("/lot_size", "out_of_range", (1, LOT_SIZE_MAX))] if size > LOT_SIZE_MAX else []


def _no_choice(pointer: str, value: object, choices: Iterable[str]) -> Fault:
    if value is None:
        return Fault(pointer, "missing")
    return Fault(pointer, "not_a_choice", (", ".join(choices),))


def aql_text(value: object) -> str:
    """Return a limit as the table writes it; empty when it is none of the table's.

    It may come as a number or a text: 1, 1.0 and "1.00" are one limit.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    text = value if isinstance(value, str) else _written(value)
    return AQLS.get(Decimal(text), "") if NUMBER.fullmatch(text) and text.isascii() else ""


def _written(value: int | float) -> str:
    """Return a number as digits; a huge one, which is no limit anyway, as nothing."""
    return str(value) if abs(value) < LOT_SIZE_MAX else ""


def letter_of(lot_size: int, *, level: str) -> str:
    """Return the code letter: the row of the lot size in the level's column."""
    assert lot_size >= 2
    return TABLES.letters[level][bisect_left(TABLES.lot_max, lot_size)]


def cell_of(letter: str, *, aql: str, severity: str) -> Cell:
    """Return what stands in the cell of a letter and a limit, arrows followed."""
    return TABLES.plans[severity, letter, aql]


def accepts(found: Plan, bad_units: int) -> bool:
    """Say whether a lot is accepted with so many bad units in its sample."""
    assert bad_units >= 0
    assert found.reject == found.accept + 1  # there is nothing between the two
    return bad_units <= found.accept


def standing(history: Iterable[str]) -> Standing:
    """Return how the next lot of one item from one supplier is inspected.

    `history` holds the verdicts of the lots' first inspections, oldest first, and `resumed`
    where a stopped supplier was let back.  Lots presented again are not among them.
    """
    now = Standing("normal", "start")
    window: list[str] = []
    for event in history:
        assert event in EVENTS, event
        window = [*window, event][-WINDOW_LOTS:] if event != "resumed" else window
        before, now = now, _after(now, event, window)
        if now.severity != before.severity:
            window = []
    return now


def _after(now: Standing, event: str, window: list[str]) -> Standing:
    """Return the standing after one more event; `window` are the last lots, this one too."""
    if now.severity == STOPPED:
        return Standing("tightened", "resumed") if event == "resumed" else now
    if event == "resumed":
        return now
    if now.severity == "normal":
        refused = window.count("not_accepted")
        if refused >= WINDOW_NOT_ACCEPTED:
            return Standing("tightened", "two_of_five")
        return now._replace(lots=refused)
    return _after_tightened(now, event)


def _after_tightened(now: Standing, event: str) -> Standing:
    if event == "accepted":
        if now.lots + 1 >= RELIEVED_AFTER_LOTS:
            return Standing("normal", "five_accepted")
        return now._replace(lots=now.lots + 1)
    if now.refused + 1 >= STOPPED_AFTER_LOTS:
        return Standing(STOPPED, "five_not_accepted", refused=now.refused + 1)
    return now._replace(lots=0, refused=now.refused + 1)


def draw(*, seed: str, lot_size: int, n: int) -> tuple[int, ...]:
    """Return the numbers (1 is the first) of the units to inspect, ascending.

    The same printed seed draws the same units in every language and at any time: SHA-256 of
    "seed:0", "seed:1" ... gives 64-bit words, the highest eight bytes of each digest.  Every set
    of n units is as likely as any other.  Raises `SamplingRefused`.
    """
    faults = _draw_faults(seed, lot_size, n)
    if faults:
        raise SamplingRefused(faults)
    if n >= lot_size:
        return tuple(range(1, lot_size + 1))
    words = _words(seed)
    moved: dict[int, int] = {}
    drawn = []
    for last in range(lot_size, lot_size - n, -1):
        at = 1 + _below(last, words)
        drawn.append(moved.get(at, at))
        moved[at] = moved.get(last, last)
    return tuple(sorted(drawn))


def _draw_faults(seed: str, lot_size: int, n: int) -> list[Fault]:
    faults = _size_faults(lot_size)
    if not seed.strip():
        faults.append(Fault("/seed", "blank"))
    if len(seed) > SEED_CHARACTERS_MAX:
        faults.append(Fault("/seed", "too_long", (SEED_CHARACTERS_MAX,)))
    if not 0 <= min(n, lot_size) <= DRAWN_UNITS_MAX:
        faults.append(Fault("/n", "out_of_range", (0, DRAWN_UNITS_MAX)))
    return faults


def _words(seed: str) -> Iterator[int]:
    number = 0
    while True:
        digest = hashlib.sha256(f"{seed}:{number}".encode("utf-8", "surrogatepass")).digest()
        yield int.from_bytes(digest[: WORD_BITS // 8])
        number += 1


def _below(limit: int, words: Iterator[int]) -> int:
    """Return a number from 0 to limit - 1, each as likely: words of the uneven rest are skipped."""
    even = 2**WORD_BITS - 2**WORD_BITS % limit
    return next(word for word in words if word < even) % limit
