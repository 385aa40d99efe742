"""What client builds really send: this one and the two before it are all understood.

The bodies were recorded from the builds (tests/vectors/phone); @ids stand for fresh ones.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pandian.interfaces.api import pace
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import World
from tests.interfaces.phones import Phone, counter, verdicts
from tests.interfaces.test_counting_api import opened

BUILDS = Path(__file__).resolve().parents[1] / "vectors" / "phone"
NAMES = ("build-n", "build-n-1", "build-n-2")


@pytest.fixture(autouse=True)
def fresh_pace() -> None:
    pace._buckets.clear()


def bodies(build: str, known: dict[str, str]) -> dict[str, Any]:
    """Return a build's bodies with ids of their own and the instants of now."""

    def fresh(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: fresh(each) for name, each in value.items()}
        if isinstance(value, list):
            return [fresh(each) for each in value]
        if value == "@now":
            return datetime.now(UTC).isoformat()
        if isinstance(value, str) and value.startswith("@"):
            return known.setdefault(value, str(uuid7()))
        return value

    found: dict[str, Any] = fresh(json.loads((BUILDS / f"{build}.json").read_text("utf-8")))
    return found


@pytest.mark.parametrize("build", NAMES)
def test_a_build_pulls_pushes_and_closes_its_bin(world: World, build: str) -> None:
    phone = Phone(counter("li"))
    _, (task, *_) = opened(world)
    sent = bodies(build, {"@install": str(phone.install), "@task": task})
    pulled = phone.caller.post("/pull", sent["pull"])
    assert pulled.status_code == 200, pulled.content
    assert pulled.json()["complete"]
    first = phone.caller.post("/push", sent["push"])
    assert {result for result, _ in verdicts(first)} == {"created"}
    assert {tray for _, tray in verdicts(first)} <= {None, "unresolved"}  # a code nobody bound
    visited = phone.caller.post("/visits", sent["visits"])
    assert visited.status_code == 201, visited.content
    again = phone.caller.post("/push", sent["push"])
    assert {result for result, _ in verdicts(again)} == {"exists"}
    assert (again.json()["acked_seq"], again.json()["gaps"]) == (5, [])
