"""Two series of days as curves of weekly sums, in the units of an SVG's view box.   曲线

Pure: numbers in, points out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT, EDGE, WEEK = 640, 120, 6, 7


class Curves(NamedTuple):
    """The points of each series (as an SVG polyline has them), and the highest weekly sum."""

    points: tuple[str, ...]
    top: int
    weeks: int


def weekly(values: Sequence[int]) -> list[int]:
    """Return the sums of each seven days; the last week may be shorter."""
    return [sum(values[n:n + WEEK]) for n in range(0, len(values), WEEK)]


def curves(series: Sequence[Sequence[int]]) -> Curves:
    """Return series of equal length as curves on one scale from zero."""
    sums = [weekly(values) for values in series]
    top = max((max(values, default=0) for values in sums), default=0)
    weeks = max((len(values) for values in sums), default=0)
    wide, high = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE

    def point(n: int, value: int) -> str:
        return (f"{EDGE + wide * n // max(weeks - 1, 1)},"
                f"{HEIGHT - EDGE - high * value // max(top, 1)}")

    return Curves(tuple(" ".join(point(n, value) for n, value in enumerate(values))
                        for values in sums), top, weeks)
