"""From a cause and its evidence to exactly what repairs it.   更正规则

Pure.  A slip is repaired at the instant of the posting that slipped, a swap at its move, or just
before the earlier of the two counts where nobody wrote it: so the book at each count becomes
what was counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pandian.counting.detective.words import REPAIR_OF, Alternative, Choice
from pandian.counting.repairing.words import (
    GAIN_LOSS,
    MARGIN_SECONDS,
    POSTS,
    Ends,
    Preview,
    Stand,
    Step,
)


def preview(
    here: Stand, told: Alternative, choice: Choice, *, ends: Mapping[tuple[UUID, int], Ends],
    stands: Mapping[int, Stand],
) -> Preview:
    """Return what repairing one concrete way of an alternative would post.

    `ends`: the moves that its evidence names, `stands` the partner lines it names.
    """
    repairs = [REPAIR_OF[cause] for cause in told.causes]
    rows = choice.evidence
    if "swap" in repairs and len(told.causes) == 1:
        return _swap(here, told, rows, ends, stands)
    fixes = [row for row in rows if row["kind"] == "move"
             and REPAIR_OF[row.get("cause", told.causes[0])] in ("correct", "reverse")]
    if fixes:
        return _correction(here, told, fixes, ends)
    repair = next((each for each in repairs if each not in ("none", *POSTS)), "none")
    paper = next((row for row in rows if row["kind"] == "document"), None)
    if repair == "open" and paper:
        return Preview(here.line, told.causes, repair, paper["posted"],
                       document=UUID(paper["document"]), number=paper["number"])
    return Preview(here.line, told.causes, repair if repair != "open" else "none", 0)


def _correction(
    here: Stand, told: Alternative, rows: Sequence[Mapping[str, Any]],
    ends: Mapping[tuple[UUID, int], Ends],
) -> Preview:
    """Post the difference between what was posted and what is true, at its own instant.

    A double of a single line that no document owns is reversed whole.
    """
    known = [(row, ends[UUID(row["posting"]), row["line"]]) for row in rows]
    effect = sum(row["true"] - row["posted"] for row, _ in known)
    (row, move) = known[0]
    repair = REPAIR_OF[row.get("cause", told.causes[0])]
    if len(known) == 1 and repair == "reverse" and move.lines == 1 and not move.documented:
        return Preview(here.line, told.causes, "reverse", effect, (), move.effective_at,
                       (here.line,), move.posting)
    steps = tuple(_step(each, here, row["true"] - row["posted"]) for row, each in known)
    at = max(each.effective_at for _, each in known)
    return Preview(here.line, told.causes, "correct", effect, steps, at, (here.line,))


def _step(move: Ends, here: Stand, effect: int) -> Step:
    """Return the move that changes the holding here by `effect`, along the old move or back."""
    comes = (move.target, move.target_status) == (here.place, here.status)
    size = abs(effect)
    if (effect > 0) == comes:
        return Step(move.item, move.lot, move.serial, move.owner, move.source, move.target,
                    move.status, move.target_status, size)
    return Step(move.item, move.lot, move.serial, move.owner, move.target, move.source,
                move.target_status, move.status, size)


def _swap(
    here: Stand, told: Alternative, rows: Sequence[Mapping[str, Any]],
    ends: Mapping[tuple[UUID, int], Ends], stands: Mapping[int, Stand],
) -> Preview:
    """Move the surplus of the book to where the goods are; lots and items go by @gain_loss."""
    half = next((row for row in rows if row["kind"] == "line"), None)
    if half is None or half["line"] not in stands:
        return Preview(here.line, told.causes, "none", 0)
    there = stands[half["line"]]
    short, over = (here, there) if here.variance < 0 else (there, here)
    size = abs(here.variance)
    if told.causes == ("place_swap",):
        steps: tuple[Step, ...] = (Step(
            short.item, short.lot, short.serial, short.owner, short.place, over.place,
            short.status, over.status, size),)
    else:
        steps = (_out(short, size), _in(over, size))
    return Preview(here.line, told.causes, "swap", here.variance, steps,
                   _instant(here, there, rows, ends), (here.line, there.line))


def _out(stand: Stand, size: int) -> Step:
    return Step(stand.item, stand.lot, stand.serial, stand.owner, stand.place, GAIN_LOSS,
                stand.status, stand.status, size)


def _in(stand: Stand, size: int) -> Step:
    return Step(stand.item, stand.lot, stand.serial, stand.owner, GAIN_LOSS, stand.place,
                stand.status, stand.status, size)


def _instant(
    here: Stand, there: Stand, rows: Sequence[Mapping[str, Any]],
    ends: Mapping[tuple[UUID, int], Ends],
) -> datetime:
    moved = [ends[UUID(row["posting"]), row["line"]].effective_at for row in rows
             if row["kind"] == "move" and (UUID(row["posting"]), row["line"]) in ends]
    latest = min(each.observed_at - timedelta(milliseconds=each.uncertainty_ms)
                 for each in (here, there)) - timedelta(seconds=MARGIN_SECONDS)
    return min([latest, *moved])


def references(told: Alternative, choice: Choice) -> tuple[set[tuple[UUID, int]], set[int]]:
    """Return the moves (posting, line) and the lines that the evidence names."""
    moves = {(UUID(row["posting"]), row["line"]) for row in choice.evidence
             if row["kind"] == "move"}
    return moves, {row["line"] for row in choice.evidence if row["kind"] == "line"}
