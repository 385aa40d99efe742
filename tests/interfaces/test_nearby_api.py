"""Counts near by through the API: what a pull offers, blind, and what a place answers.   附近"""

from __future__ import annotations

from typing import Any

import pytest

from pandian.interfaces.api import pace
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import World
from tests.interfaces.phones import Phone, counter
from tests.interfaces.test_blind import leaks
from tests.interfaces.test_counting_api import opened


@pytest.fixture(autouse=True)
def fresh_pace() -> None:
    pace._buckets.clear()


@pytest.fixture
def task(world: World) -> str:
    """A blind count of three places with the sentinel in its book; nobody has it."""
    _, (made,) = opened(world)
    return made


def taken(phone: Phone, task: str, place: str = "A-02", **changes: Any) -> Any:
    return phone.caller.post(f"/tasks/{task}/take", {
        "id": str(uuid7()), "place": place, "at": "A-01", **changes})


def said(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


@pytest.mark.parametrize("role", ["counter", "keeper"])
def test_a_pull_offers_what_is_near_and_no_number_of_the_book(
    world: World, task: str, role: str
) -> None:
    phone = Phone(counter("li", role=role))
    answer = phone.pull(at="A-01", want=["tasks", "catalog", "policy", "words", "serials"])
    assert answer.json()["nearby"] == [
        {"task": task, "place": place, "kind": "count", "seconds": 90, "until": None}
        for place in ("A-01", "A-02", "A-03")]
    assert answer.json()["policy"]["nearby_places"] == 5
    assert [row["place_seconds"] for row in answer.json()["tasks"]] == [90]
    assert leaks(answer.content) == []
    won = taken(phone, task)
    assert won.status_code == 201, won.content
    after = phone.pull(at="A-01")
    assert {row["place"] for row in after.json()["nearby"]} == {"A-01", "A-03"}
    mine = {row["task"]: row for row in after.json()["tasks"]}[won.json()["task"]]
    assert ([place["code"] for place in mine["places"]], mine["mine"]) == (["A-02"], True)
    assert mine["lease"]
    assert leaks(won.content + after.content) == []


@pytest.mark.parametrize("at", ["", "A-99", "'; --", "x" * 200])
def test_who_stands_nowhere_is_offered_nothing(world: World, task: str, at: str) -> None:
    phone = Phone(counter())
    answer = phone.pull(at=at)
    assert (answer.status_code, answer.json()["nearby"]) == (200, [])
    assert phone.pull().json()["nearby"] == []


def test_one_phone_wins_a_place_and_the_other_is_told(world: World, task: str) -> None:
    first, second = Phone(counter("li")), Phone(counter("mo"))
    sent = {"id": str(uuid7())}
    assert taken(first, task, **sent).status_code == 201
    assert taken(first, task, **sent).json()["result"] == "exists"
    assert taken(first, task, **sent).status_code == 200
    assert said(taken(second, task)) == (409, "take_gone")
    assert taken(second, task, "A-03").status_code == 201
    assert said(taken(second, task, "A-01", at="A-99")) == (409, "take_far")
    assert taken(second, str(uuid7())).status_code == 404
    assert taken(second, task, place="\x00").status_code in (400, 422)
    assert taken(second, "nothing").status_code in (400, 404, 422)


def test_what_a_phone_has_taken_along_is_not_offered_to_another(world: World, task: str) -> None:
    first, second = Phone(counter("li")), Phone(counter("mo"))
    first.package(take=[task])
    assert second.pull(at="A-01").json()["nearby"] == []
    assert said(taken(second, task)) == (409, "take_gone")
