"""From a cause and its evidence to exactly what repairs it.   更正规则

Pure.  A slip is repaired at the instant of the posting that slipped, a swap at its move, or just
before the earlier of the two counts where nobody wrote it: so the book at each count becomes
what was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from pandian.counting.detective.words import CAUSES, REPAIR_OF, Alternative, Choice
from pandian.counting.repairing.words import (
    GAIN_LOSS,
    MARGIN_SECONDS,
    POSTS,
    Ends,
    Preview,
    Stand,
    Step,
)
from pandian.kernel.words import Fault, Label
from pandian.lifecycle.correcting.words import Ask, Correctable
from pandian.lifecycle.doubling.words import Doubled, Pair


def preview(
    here: Stand, told: Alternative, choice: Choice, *, ends: Mapping[tuple[UUID, int], Ends],
    stands: Mapping[int, Stand], papers: Mapping[Ask, Correctable],
    doubles: Mapping[Pair, Doubled] = MappingProxyType({}),
) -> Preview:
    """Return what repairing one concrete way of an alternative would post.

    `ends`: the moves that its evidence names, `stands` the partner lines it names, `papers` how
    documents would correct the lines that they posted, `doubles` how they would be undone whole.
    """
    repairs = [REPAIR_OF[cause] for cause in told.causes]
    rows = choice.evidence
    if "swap" in repairs and len(told.causes) == 1:
        return _swap(here, told, rows, ends, stands)
    if fixes := _fixes(told, choice):
        return _correction(here, told, fixes, ends, papers, doubles)
    repair = next((each for each in repairs if each not in ("none", *POSTS)), "none")
    paper = next((row for row in rows if row["kind"] == "document"), None)
    if repair == "open" and paper:
        return Preview(here.line, told.causes, repair, paper["posted"],
                       document=UUID(paper["document"]), number=paper["number"])
    return Preview(here.line, told.causes, repair if repair != "open" else "none", 0)


def _fixes(told: Alternative, choice: Choice) -> list[Mapping[str, Any]]:
    """Return the evidence that says which posted lines are wrong."""
    return [row for row in choice.evidence if row["kind"] == "move"
            and REPAIR_OF[row.get("cause", told.causes[0])] in ("correct", "reverse")]


def line_name(stand: Any) -> str:
    """Return what people call a line of which these codes are known; no page shows its number."""
    return " ".join(filter(None, (stand.place, stand.item, stand.lot, stand.serial)))


def causes_named(causes: Iterable[str]) -> Label:
    """Return what people call these causes together; one that is not known as it was given."""
    labels = [CAUSES.get(cause, Label(cause, cause)) for cause in causes]
    return Label(" + ".join(label.zh for label in labels),
                 " + ".join(label.en for label in labels))


def asks(told: Alternative, choice: Choice) -> list[Ask]:
    """Return the posted lines that their documents might correct, and to what."""
    return [_ask(row) for row in _fixes(told, choice)]


def pairs(told: Alternative, choice: Choice) -> list[Pair]:
    """Return the documents that the evidence calls typed twice, with those they repeat."""
    found = [_pair(row) for row in _fixes(told, choice)
             if REPAIR_OF[row.get("cause", told.causes[0])] == "reverse"]
    return [each for each in found if each is not None]


def _pair(row: Mapping[str, Any]) -> Pair | None:
    paper, twin = row.get("paper"), row.get("twin_paper")
    return Pair(UUID(paper), UUID(twin)) if paper and twin and paper != twin else None


def _ask(row: Mapping[str, Any]) -> Ask:
    forward = row["true"] * row["posted"] > 0
    return Ask(UUID(row["posting"]), row["line"], abs(row["true"]) if forward else 0)


def _correction(
    here: Stand, told: Alternative, rows: Sequence[Mapping[str, Any]],
    ends: Mapping[tuple[UUID, int], Ends], papers: Mapping[Ask, Correctable],
    doubles: Mapping[Pair, Doubled],
) -> Preview:
    """Let the document correct its line; else post the difference, and say why.

    All at the instant of what was posted.  A double of a single line that no document owns is
    reversed whole, and so is a document that was typed twice; one whose sign was reversed is
    reversed and posted again the other way round.
    """
    known = [(row, ends[UUID(row["posting"]), row["line"]]) for row in rows]
    effect = sum(row["true"] - row["posted"] for row, _ in known)
    (row, move) = known[0]
    repair = REPAIR_OF[row.get("cause", told.causes[0])]
    if len(known) == 1 and move.lines == 1 and not move.documented:
        if repair == "reverse":
            return Preview(here.line, told.causes, "reverse", effect, (), move.effective_at,
                           (here.line,), move.posting)
        if row["true"] == -row["posted"]:
            return Preview(here.line, told.causes, "correct", effect, (_mirror(move),),
                           move.effective_at, (here.line,), move.posting)
    double = doubles.get(pair) if len(known) == 1 and (pair := _pair(row)) else None
    if double and not double.faults:
        return Preview(here.line, told.causes, "reverse", effect, (), move.effective_at,
                       (here.line,), document=double.document, number=double.number,
                       double=double)
    paper, why = _by_document([row for row, _ in known], papers)
    why = double.faults if double else why
    if paper:
        return Preview(here.line, told.causes, "correct", effect, (), move.effective_at,
                       (here.line,), document=paper.document, number=paper.number,
                       correction=paper)
    steps = tuple(_step(each, here, row["true"] - row["posted"]) for row, each in known)
    at = max(each.effective_at for _, each in known)
    return Preview(here.line, told.causes, "correct", effect, steps, at, (here.line,), why=why)


def _by_document(
    rows: Sequence[Mapping[str, Any]],
    papers: Mapping[Ask, Correctable],
) -> tuple[Correctable | None, tuple[Fault, ...]]:
    """Return the document that corrects its line, or why the difference is posted instead.

    Nothing is said where no document stands behind what was posted.
    """
    found = [papers[_ask(row)] for row in rows if _ask(row) in papers]
    if not found:
        return None, ()
    if len(rows) > 1:
        return None, (Fault("", "repaired_in_parts"),)
    (row,), (paper,) = rows, found
    if row["true"] * row["posted"] < 0:
        return None, (Fault("", "repaired_backwards", (paper.number,)),)
    return (None, paper.faults) if paper.faults else (paper, ())


def _mirror(move: Ends) -> Step:
    """Return the move the other way round: what a posting with a reversed sign should have been."""
    return Step(move.item, move.lot, move.serial, move.owner, move.target, move.source,
                move.target_status, move.status, move.quantity)


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
