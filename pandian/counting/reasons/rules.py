"""Shares of causes, over all and week by week.   原因份额规则

Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pandian.counting.reasons.words import WEEKS_MAX, CauseShare, CauseWeek


def shares_of(rows: Iterable[Any], *, hides: bool) -> list[CauseShare]:
    """Return the share of the lines that each cause took, the greatest first.

    `rows` have week, causes, lines, quantity, value; the shares add up to 1.
    """
    found: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        for n, number in enumerate((row.lines, row.quantity, row.value)):
            found[tuple(row.causes)][n] += number
    total = sum(lines for lines, _, _ in found.values())
    return sorted((CauseShare(causes, lines, quantity, None if hides else value, lines / total)
                   for causes, (lines, quantity, value) in found.items()),
                  key=lambda each: (-each.lines, each.causes))


def weeks_of(rows: Iterable[Any], *, hides: bool) -> list[CauseWeek]:
    """Return the newest weeks that have reasons, the newest first.

    Each cause counts by itself: two together count once for each.
    """
    weeks: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        weeks[row.week].append(row)
    found = []
    for week in sorted(weeks, reverse=True)[:WEEKS_MAX]:
        causes: dict[str, int] = defaultdict(int)
        for row in weeks[week]:
            for cause in row.causes:
                causes[cause] += row.lines
        found.append(CauseWeek(week, sum(row.lines for row in weeks[week]), dict(causes),
                               None if hides else sum(row.value for row in weeks[week])))
    return found
