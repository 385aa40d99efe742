"""A simple picture of flows: places in columns from left to right, quantities along the lines.

Pure: edges in, boxes and curves out, in the units of an SVG's view box.   流向图
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pandian.lifecycle.trace.words import Edge

COLUMN, ROW, WIDE, HIGH, EDGE = 190, 62, 138, 42, 8
BOXES_MAX = 40

RANKS: dict[str, int] = {
    "@supplier": 0, "@opening": 0, "@production": 1, "dock": 1, "pending_area": 1,
    "return_area": 2, "bin": 2, "piece_bin": 2, "zone": 2, "wip": 2, "quarantine": 3,
    "rejected_area": 3, "tray": 3, "dispatch_area": 3, "in_transit": 4, "consignment_site": 4,
    "@customer": 5, "@used": 5, "@destroyed": 5, "@gain_loss": 5,
}
"""From which column a place stands, by its code when it is outside the stock, else its kind."""


class Box(NamedTuple):
    """One place of the picture."""

    site: str
    place: str
    x: int
    y: int
    outside: bool


class Curve(NamedTuple):
    """One flow: an SVG path, where its number stands, and whether it runs back."""

    path: str
    x: int
    y: int
    quantity: int
    back: bool


class Picture(NamedTuple):
    """All of it, and how large it is."""

    width: int
    height: int
    boxes: list[Box]
    curves: list[Curve]


def picture(edges: Sequence[Edge], kinds: Mapping[tuple[str, str], str]) -> Picture | None:
    """Return the flows as a picture, or None when there are too many places to be readable."""
    edges = [edge for edge in edges if edge.source != edge.target]  # only the status changed
    ends = dict.fromkeys((edge.site, end) for edge in edges for end in (edge.source, edge.target))
    if not ends or len(ends) > BOXES_MAX:
        return None
    columns: dict[int, list[tuple[str, str]]] = {}
    for site, place in ends:
        columns.setdefault(_rank(place, kinds.get((site, place), "")), []).append((site, place))
    used = {rank: n for n, rank in enumerate(sorted(columns))}
    high = max(map(len, columns.values()))
    boxes: dict[tuple[str, str], Box] = {}
    for rank, places in columns.items():
        top = (high - len(places)) * ROW // 2 + EDGE
        for n, (site, place) in enumerate(sorted(places)):
            boxes[site, place] = Box(site, place, used[rank] * COLUMN + EDGE, top + n * ROW,
                                     place.startswith("@"))
    return Picture(len(columns) * COLUMN - (COLUMN - WIDE) + 2 * EDGE, high * ROW + 2 * EDGE + 24,
                   list(boxes.values()), [_curve(edge, boxes) for edge in edges])


def _rank(place: str, kind: str) -> int:
    return RANKS.get(place, RANKS.get(kind, 2))


def _curve(edge: Edge, boxes: Mapping[tuple[str, str], Box]) -> Curve:
    source, target = boxes[edge.site, edge.source], boxes[edge.site, edge.target]
    back = target.x <= source.x
    if target.x == source.x:  # beside one another in a column: around the right side
        x, y1, y2 = source.x + WIDE, source.y + HIGH // 2, target.y + HIGH // 2
        return Curve(f"M{x} {y1} C{x + 36} {y1} {x + 36} {y2} {x} {y2}", x + 26,
                     (y1 + y2) // 2, edge.quantity, back)
    x1, x2 = (source.x, target.x + WIDE) if back else (source.x + WIDE, target.x)
    y1, y2 = source.y + HIGH // 2 + (8 if back else -4), target.y + HIGH // 2 + (8 if back else -4)
    half = (x1 + x2) // 2
    if abs(target.x - source.x) > COLUMN:  # over a column: below the boxes that stand there
        low = max(y1, y2) + HIGH
        return Curve(f"M{x1} {y1} C{(x1 + half) // 2} {low} {(half + x2) // 2} {low} {x2} {y2}",
                     half, (y1 + y2 + 6 * low) // 8 + 4, edge.quantity, back)
    return Curve(f"M{x1} {y1} C{half} {y1} {half} {y2} {x2} {y2}", half,
                 (y1 + y2) // 2 - 4, edge.quantity, back)
