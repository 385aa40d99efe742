"""What counts of a span really found, and which first counts were wrong.   预演差异查询"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import numpy as np

from pandian.counting.planning.words import Ints
from pandian.counting.rehearsing.judging.rules import slips_of
from pandian.counting.rehearsing.words import Differences, Slips
from pandian.counting.rules import plain
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run


def differences_of(
    *, scope: Scope, site: SiteRow, since: datetime, until: datetime,
    rows_of: Callable[[Ints], Ints],
) -> tuple[Differences, Slips]:
    """Return what counts found, and wrong first counts of what was right.

    A difference arose at the earliest when the span began.  `rows_of`: where holdings stand in
    the stock, -1 where they do not.
    """
    begin = int(since.timestamp())
    rows = run("counting.rehearsing", "differences", {
        "site": site.id, "since": since, "until": until})
    at = rows_of(np.array([row.holding for row in rows], dtype=np.int64))
    known = [(row, int(n), slips_of(_said(row.words), variance=row.said))
             for row, n in zip(rows, at, strict=True) if n >= 0]
    kept = [one for one in known if one[0].quantity]
    wrong = [one for one in known if not one[0].quantity and one[2]]

    def column(values: Iterable[int]) -> Ints:
        return np.array(list(values), dtype=np.int64)

    low = column(max(row.low, begin - 1) for row, *_ in kept)
    return Differences(
        column(row.id for row, *_ in kept), column(n for _, n, _ in kept), low,
        column(row.high for row, *_ in kept), column(row.quantity for row, *_ in kept),
        column(begin if row.repaired else row.high for row, *_ in kept),
        tuple(slips for *_, slips in kept)), Slips(
            column(row.high for row, *_ in wrong), column(n for _, n, _ in wrong),
            tuple(slips for *_, slips in wrong))


def _said(words: Any) -> list[tuple[int, int]]:
    """Return (counted, book) of each person's last word of a line, in the order of time."""
    last: dict[str, Any] = {}
    for word in plain(words) or ():
        if not word["doubtful"] and word.get("kind") not in ("none", "coarse"):
            last[word["person"]] = word
    return [(word["counted"], word["book"])
            for word in sorted(last.values(), key=lambda one: str(one["at"]))]
