"""What is near, and for whom an offer is: the pure rules.   附近规则"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from pandian.counting.dispatch.words import Hand, Packet
from pandian.counting.nearby.rules import near, nearest, why_not
from pandian.counting.nearby.words import OFFERS_MAX
from pandian.counting.routing.rules import layout_of
from pandian.counting.routing.words import NEARBY_PLACES

ROWS = json.loads((Path(__file__).parents[1] / "vectors/nearby.json").read_text("utf-8"))["rows"]
NEED = Packet(UUID(int=1), 7, 90, 5, datetime(2030, 1, 1, tzinfo=UTC))
HAND = Hand("wang", 90)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_what_is_near_is_as_the_vectors_say(row) -> None:
    assert near(row["walk"], row["at"], within=row["within"]) == row["near"]


@pytest.mark.parametrize(("need", "hand", "why"), [
    (NEED, HAND, ""),
    (NEED, None, "nobody_here"),
    (NEED._replace(seconds=91), HAND, "full"),
    (NEED._replace(skills=frozenset({"cold"})), HAND, "skill"),
    (NEED._replace(skills=frozenset({"cold"})), HAND._replace(skills=frozenset({"cold"})), ""),
    (NEED._replace(people=frozenset({"zhang"})), HAND, "skill"),
    (NEED._replace(people=frozenset({"zhang", "wang"})), HAND, ""),
    (NEED._replace(excluded=frozenset({"wang"})), HAND, "excluded"),
    (NEED, HAND._replace(zones=frozenset({8})), "zone"),
    (NEED, HAND._replace(zones=frozenset({7, 8})), ""),
])
def test_who_may_take_it_is_the_dispatcher_s_word(need, hand, why) -> None:
    assert why_not(need, hand) == why


class Row(NamedTuple):
    code: str
    task: UUID
    priority: int = 5


def test_each_place_is_offered_once_the_nearest_first_for_the_most_pressing_task() -> None:
    rows = [Row("A-03", UUID(int=1)), Row("A-02", UUID(int=2)), Row("A-02", UUID(int=3), 1)]
    assert [(row.code, row.task.int) for row in nearest(rows, {"A-02": 1, "A-03": 2})] == [
        ("A-02", 3), ("A-03", 1)]


@pytest.mark.parametrize("many", [OFFERS_MAX - 1, OFFERS_MAX, OFFERS_MAX + 1])
def test_a_pull_carries_a_bounded_number(many) -> None:
    rows = [Row(f"A-{n:02}", UUID(int=n)) for n in range(many)]
    assert len(nearest(rows, {row.code: n for n, row in enumerate(rows)})) == min(many, OFFERS_MAX)


@pytest.mark.parametrize(("content", "places"), [
    ({}, NEARBY_PLACES), ({"nearby_places": None}, NEARBY_PLACES), ({"nearby_places": 0}, 0),
    ({"nearby_places": 12}, 12)])
def test_the_distance_is_the_route_s_rule(content, places) -> None:
    assert layout_of({"order": "s_shape", **content}, "R").nearby_places == places
