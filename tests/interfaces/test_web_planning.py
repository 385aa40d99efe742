"""The planning page: empty, planned, why; rights and both languages.   规划页"""

from __future__ import annotations

import pytest
from django.test import Client

from pandian.counting.planning.operations import plan_day
from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from tests.stories.counting_world import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = World()
    world.stock_in("PLAIN", "A-01", 10)
    world.ship("PLAIN", "A-01", 9, 300)
    for code, role in (("li", "controller"), ("wang", "counter")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=[world.site],
                      password=PASSWORD, language="en")
    return world


def _client(code: str, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.post("/sign-in", {"code": code, "password": PASSWORD})
    return client


def test_an_unplanned_day_says_so_and_can_be_planned(world):
    li = _client("li")
    assert b"Today has no plan yet" in li.get("/planning").content
    assert li.post("/planning/make", {"site": world.site}).status_code == 302
    page = li.get("/planning").content.decode()
    assert "No counting rule is in force" in page
    assert "Nobody has a shift" in page
    assert "nobody has a shift" in page  # the open task says why nobody has it
    assert "Daily count" in page


def test_the_reasons_of_a_count_are_said_in_words(world):
    day, li = plan_day(scope=SYSTEM, site=world.site), _client("li")
    pages = [li.get(f"/planning/{plan}/why?site={world.site}").content.decode()
             for plan in day.plans]
    (page,) = (page for page in pages if "A-01" in page)
    assert "moved since the last count" in page


def test_a_counter_has_no_planning_page_and_no_foreign_site_is_shown(world):
    assert _client("wang").get("/planning").status_code == 403
    assert _client("li").get("/planning?site=XX").status_code == 404
