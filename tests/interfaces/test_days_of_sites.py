"""Between 16 and 24 UTC it is tomorrow in China: days are those of the sites.   站点的日期"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pandian.governance.words import SYSTEM
from pandian.lifecycle.gates.operations import warn_of_licences
from tests.interfaces.conftest import World
from tests.interfaces.test_web_pages import browser
from tests.interfaces.test_web_pages import stage as stage

YEAR = 2030
ITEM = {"code": "STENT", "name": "支架", "unit": "支"}
LICENCE = {"kind": "registration", "holder_kind": "item", "holder": "STENT",
           "number": "国械注准20243130001", "valid_from": "2024-01-01",
           "valid_to": f"{YEAR + 1}-01-30"}
"""On 31 October it ends in 91 days, on 1 November in 90: the first warning."""
ENDS_OF_OCTOBER = [(15, 59, False), (16, 0, True), (23, 59, True)]
"""At so many hours and minutes UTC, is it November in China?"""


def clock(monkeypatch: pytest.MonkeyPatch, hour: int, minute: int) -> None:
    """Let it be that hour UTC of 31 October where the day of a place on earth is asked for."""
    fixed = datetime(YEAR, 10, 31, hour, minute, tzinfo=UTC)

    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return fixed.astimezone(tz) if isinstance(tz, ZoneInfo) else datetime.now(tz)

    for room in ("pandian.governance.queries", "pandian.interfaces.web.views.rescue"):
        monkeypatch.setattr(f"{room}.datetime", Then)


@pytest.mark.parametrize(("hour", "minute", "november"), ENDS_OF_OCTOBER)
def test_licences_end_by_the_day_of_the_site(
    world: World, monkeypatch: pytest.MonkeyPatch, hour: int, minute: int, november: bool
) -> None:
    assert world.everything.put("/items", [ITEM]).status_code == 200
    assert world.everything.put("/licences", [LICENCE]).status_code == 200
    clock(monkeypatch, hour, minute)
    answer = world.everything.get("/licences")
    assert answer.status_code == 200, answer.content
    (row,) = answer.json()["rows"]
    assert row["warning"] == (90 if november else None)
    soon = world.everything.get("/licences?ending_days=90").json()["rows"]
    assert len(soon) == november
    ending = world.everything.get("/licences/ending").json()["rows"]
    assert [row["days"] for row in ending] == [90] * len(soon)
    assert warn_of_licences(scope=SYSTEM) == len(soon)


@pytest.mark.parametrize(("hour", "minute", "november"), ENDS_OF_OCTOBER)
def test_coverage_reaches_to_the_day_of_the_site(
    stage: dict[str, Any], monkeypatch: pytest.MonkeyPatch, hour: int, minute: int, november: bool
) -> None:
    clock(monkeypatch, hour, minute)
    asked: list[str] = []

    def noting(**given: Any) -> list[Any]:
        asked.append(f"{given['since']} {given['until']}")
        return []

    monkeypatch.setattr("pandian.interfaces.web.views.rescue.coverage", noting)
    assert browser(stage, "li").get("/inbox/coverage").status_code == 200
    assert asked == [f"{YEAR - 1}-11-01 {YEAR}-11-{'03' if november else '02'}"]
