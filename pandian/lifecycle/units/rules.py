"""Where a unit may go.   容器规则

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pandian.catalog.words import PLACE_DEPTH_MAX
from pandian.kernel.words import Fault
from pandian.lifecycle.rules import may_stand
from pandian.lifecycle.units.words import BEARS, UNIT


def place_faults(place: str, kind: str | None, pointer: str) -> Iterator[Fault]:
    """Yield why no unit can stand at a place of a kind (None: there is no such place)."""
    if kind is None:
        yield Fault(pointer, "place_unknown", (place[:64],))
    elif kind not in BEARS:
        yield Fault(pointer, "unit_place_wrong", (place, kind))


def move_faults(
    unit: str, above: Sequence[tuple[str, str]], statuses: Iterable[str], depth: int
) -> Iterator[Fault]:
    """Yield why a unit cannot go: in a circle, too deep, into a zone of another colour.

    `above` are the place it would go to and those above that one: (code, kind); `statuses` those
    of the goods in it; `depth` how many units stand in one another below it.
    """
    where = "/header/place"
    if unit in (code for code, _ in above):
        yield Fault(where, "unit_in_itself", (unit, above[0][0]))
        return
    if len(above) + depth + 1 > PLACE_DEPTH_MAX:
        yield Fault(where, "unit_too_deep", (PLACE_DEPTH_MAX,))
    ground = next(((code, kind) for code, kind in above if kind != UNIT), None)
    for status in sorted(set(statuses)):
        if ground and not may_stand(status, ground[1]):
            yield Fault(where, "unit_zone", (status, ground[0]))
