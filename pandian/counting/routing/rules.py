"""How far a walk is, and the shortest one a solver finds.   路线规则

Pure: no clock, no database, no Django.  OR-tools is optional and taken in only when it is asked
for; its search ends after a number of solutions, so the same stops give the same walk anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

from pandian.counting.routing.words import (
    AISLE_CM,
    BAY_CM,
    NEARBY_PLACES,
    SOLUTIONS_MAX,
    STOPS_MAX,
    Layout,
    SolverMissing,
    Spot,
    Walk,
)

Solver = Callable[[Sequence[Sequence[int]]], list[int]]


def layout_of(content: Mapping[str, Any], rule: str) -> Layout:
    """Return the layout that a content of kind `count.route` states."""
    near = content.get("nearby_places")
    return Layout(
        content["order"] == "solver", int(content.get("aisle_cm") or AISLE_CM),
        int(content.get("bay_cm") or BAY_CM), content.get("levels"), rule,
        NEARBY_PLACES if near is None else int(near))


def installed() -> bool:
    """Tell whether the optional extra `routing` is there."""
    return find_spec("ortools") is not None


def cm_between(one: Spot, other: Spot, layout: Layout) -> int:
    """Return the way between two places: along the aisle, else round by the nearer end.

    Two cross aisles join all aisles at their ends (Roodbergen & de Koster 2001).
    """
    if one.aisle == other.aisle:
        return abs(one.bay - other.bay) * layout.bay_cm
    front, back = min(one.first, other.first), max(one.last, other.last)
    along = min(one.bay + other.bay - 2 * front, 2 * back - one.bay - other.bay)
    return abs(one.aisle - other.aisle) * layout.aisle_cm + along * layout.bay_cm


def cm_walked(spots: Sequence[Spot], layout: Layout) -> int:
    """Return how far it is from the first of these places to the last, one after the other."""
    return sum(cm_between(one, other, layout) for one, other in pairwise(spots))


def shortest(spots: Sequence[Spot], layout: Layout, solver: Solver | None = None) -> list[int]:
    """Return the positions of these places in the order of the walk: never longer than as given.

    Places of one bay stay together in their given order.  Raises `SolverMissing`.
    """
    stands: dict[tuple[int, int], list[int]] = {}
    for n, spot in enumerate(spots):
        stands.setdefault((spot.aisle, spot.bay), []).append(n)
    given, groups = list(range(len(spots))), list(stands.values())
    if not 2 < len(groups) <= STOPS_MAX:
        return given
    ends = [spots[group[0]] for group in groups]
    order = (solver or solved)([[cm_between(a, b, layout) for b in ends] for a in ends])
    found = [n for group in order for n in groups[group]]
    assert sorted(found) == given
    short, plain = (cm_walked([spots[n] for n in walk], layout) for walk in (found, given))
    return found if short < plain else given


def routed(
    tasks: Sequence[Sequence[int]], spots: Mapping[int, Spot], layout: Layout
) -> tuple[list[list[int]], Walk]:
    """Return the order of each task's places, as positions, and how far all tasks are walked.

    A task with a place whose stand is not known keeps its order and is not measured.  Raises
    `SolverMissing`.
    """
    orders, far, plain = list[list[int]](), 0, 0
    for places in tasks:
        order = list(range(len(places)))
        if all(place in spots for place in places):
            stands = [spots[place] for place in places]
            plain += cm_walked(stands, layout)
            if layout.solver:
                order = shortest(stands, layout)
            far += cm_walked([stands[n] for n in order], layout)
        orders.append(order)
    return orders, Walk("solver" if layout.solver else "s_shape", far, plain)


def solved(ways: Sequence[Sequence[int]]) -> list[int]:
    """Return the order of a short open walk over all rows of a matrix of lengths, by OR-tools.

    Guided local search from the nearest neighbour, one thread, ended by a number of solutions.
    Raises `SolverMissing`.
    """
    if not installed():
        raise SolverMissing
    routing = import_module("ortools.constraint_solver.pywrapcp")
    names = import_module("ortools.constraint_solver.routing_enums_pb2")
    size = len(ways)
    # a row of zeros more is where the walk begins and ends: it may begin anywhere
    index = routing.RoutingIndexManager(size + 1, 1, size)
    model = routing.RoutingModel(index)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(
        [[*row, 0] for row in ways] + [[0] * (size + 1)]))
    asked = routing.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = names.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    asked.local_search_metaheuristic = names.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.solution_limit = SOLUTIONS_MAX
    answer = model.SolveWithParameters(asked)
    found, at = list[int](), answer.Value(model.NextVar(model.Start(0)))
    while not model.IsEnd(at):
        found.append(index.IndexToNode(at))
        at = answer.Value(model.NextVar(at))
    return found
