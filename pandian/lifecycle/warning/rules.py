"""Which quantities of an action look like slips of what was announced.   过账前提醒规则

Pure; what slips there are stands in `ledger/effects`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pandian.ledger.effects.rules import warnings
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.warning.words import ANNOUNCED, WATCHED, LineWarning, Paper, Warning
from pandian.lifecycle.words import Amount, Line


def watched(kind: str, amounts: Sequence[Amount]) -> list[Amount]:
    """Return the facts whose numbers are looked at: those of no serial, which is always one."""
    names = WATCHED.get(kind, frozenset())
    return [each for each in amounts if each.measure in names and each.quantity
            and not each.serial]


def look(
    paper: Paper, amounts: Sequence[Amount], *, factors: Mapping[str, Sequence[int]],
    twins: Mapping[int, str],
) -> list[LineWarning]:
    """Return what looks wrong, by line; a number that only differs is no slip and is left out.

    `factors`: packs by item; `twins`: lines of which the same was posted a short while ago, with
    the document that did.  What an action states of one line in parts is added up first, and
    compared with what the line still wants.
    """
    said: dict[tuple[int, str], int] = defaultdict(int)
    for amount in amounts:
        said[amount.line, amount.measure] += amount.quantity
    of_line: dict[int, list[Amount]] = defaultdict(list)
    for amount in watched(paper.kind, amounts):
        of_line[amount.line].append(amount)
    known = {(row.line, row.measure): row.quantity for row in paper.sums}
    found = []
    for line in paper.lines:
        for measure in sorted({each.measure for each in of_line.get(line.line, ())}):
            twin = twins.get(line.line, "") if measure != "arrived" else ""
            told = None if _completed(paper.kind, line, said, known) else _told(
                paper, line, measure, of_line[line.line], known)
            found += [LineWarning(line.line, measure, each) for each in warnings(
                said[line.line, measure], announced=told,
                factors=factors.get(line.item, ()), twin=twin) if each.slip != "other"]
    return found


def _told(
    paper: Paper, line: Line, measure: str, amounts: Sequence[Amount],
    known: Mapping[tuple[int, str], int],
) -> int | None:
    """Return what is to come of a line: what is claimed in these bins, else what is left of it.

    A blind document tells nothing, and neither does a line that is done.
    """
    bins = {each.source for each in amounts if each.measure == measure and each.source}
    if claimed := sum(each.quantity for each in paper.claims
                      if each.line == line.line and each.place in bins):
        return claimed
    whole = next((known[line.line, name] for name in ANNOUNCED.get(paper.kind, ())
                  if known.get((line.line, name))), line.asked)
    left = whole - known.get((line.line, measure), 0)
    return left if left > 0 else None


def _completed(
    kind: str, line: Line, said: Mapping[tuple[int, str], int],
    known: Mapping[tuple[int, str], int],
) -> bool:
    """Say whether the facts of several measures together are just what the line asked for."""
    names = KINDS[kind].closing
    total = sum(each.get((line.line, name), 0) for name in names for each in (said, known))
    return bool(total) and total == line.asked


def located(
    found: Sequence[LineWarning], amounts: Sequence[Amount], *, pointer: str = "/amounts/{0}"
) -> list[Warning]:
    """Return warnings as a face tells them, each at the first fact that it speaks of."""
    first: dict[tuple[int, str], int] = {}
    for n, amount in enumerate(amounts):
        first.setdefault((amount.line, amount.measure), n)
    return [Warning(
        f"{pointer.format(first[each.line, each.measure])}/quantity", each.line, each.measure,
        f"looks_{each.warned.slip}",
        (f"{each.warned.said:,}", f"{each.warned.likely:,}", str(each.warned.factor),
         each.warned.evidence)) for each in found]
