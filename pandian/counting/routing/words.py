"""Words of routes: where places stand, how far a walk is.   路线词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Label

AISLE_CM = 300
"""From the middle of one aisle to the next, where the site says nothing: an assumption."""
BAY_CM = 100
"""From one bay of an aisle to the next, where the site says nothing: an assumption."""
LEVELS_FROM_PARTS = 4
"""A code of so many parts (zone, aisle, bay, level) ends with its level, unless the site says."""
SOLUTIONS_MAX = 40
"""So many solutions the solver looks at for one task; a clock would make days differ."""
NEARBY_PLACES = 5
"""Who works at a place is offered the counts so many places away at most; 0 offers none."""
STOPS_MAX = 200
"""Tasks with more stands than this keep the S-shape: the solver's work grows with the square."""


WALKED: dict[str, Label] = {
    "solver": Label("任务内共走 {0} 米（求解器排序；S 形为 {1} 米）",
                    "{0} m are walked inside tasks (ordered by the solver; S-shape {1} m)"),
    "s_shape": Label("任务内共走 {0} 米（S 形）", "{0} m are walked inside tasks (S-shape)"),
}


class Layout(NamedTuple):
    """How a site is walked; lengths in centimetres.  `levels`: codes end with a level (None: see
    LEVELS_FROM_PARTS).  `rule`: the code of the rule that says so, '' for none.  `nearby_places`:
    so far away a count is offered to who works beside it.
    """

    solver: bool = False
    aisle_cm: int = AISLE_CM
    bay_cm: int = BAY_CM
    levels: bool | None = None
    rule: str = ""
    nearby_places: int = NEARBY_PLACES


class Spot(NamedTuple):
    """Where a place stands: its aisle counted from the first, its bay, the aisle's two ends."""

    aisle: int
    bay: int
    first: int
    last: int


class Walk(NamedTuple):
    """How far the tasks of a day are walked, and how far an S-shape would be; centimetres."""

    order: str
    cm: int
    s_shape_cm: int


class SolverMissing(Exception):
    """The optional extra `routing` (OR-tools) is not installed here."""
