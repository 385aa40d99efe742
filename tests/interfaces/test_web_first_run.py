"""The first administrator's page: its language, its faults, its dead link."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from pandian.catalog.operations import put_sites
from pandian.exchange.operations import import_file
from pandian.governance.access.operations import make_first_run_link
from pandian.governance.operations import create_person
from pandian.governance.queries import person_by_code, scope_of_person
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.interfaces import web
from pandian.interfaces.web.policy import PUBLIC, SIGNED_IN
from pandian.interfaces.web.urls import urlpatterns
from pandian.kernel.rules import uuid7

PASSWORD = "tall-heron-walks-42"
SAMPLES = Path(web.__file__).parent / "static" / "web" / "samples"
FORM = {"code": "root", "name": "Root", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def address(db: None) -> str:
    return "/first-run/" + make_first_run_link(base_url="http://h").rpartition("/")[2]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_first_administrator_keeps_the_language_of_his_browser(
    address: str, language: str
) -> None:
    client = Client(headers={"accept-language": language})
    assert client.post(address, FORM).status_code == 302
    assert f'<html lang="{language}">' in client.get("/").content.decode()
    made = person_by_code(scope=SYSTEM, code="root")
    assert scope_of_person(person=made.id).language == language


def test_a_dead_link_says_what_to_do(address: str) -> None:
    Client().post(address, FORM)
    answer = Client(headers={"accept-language": "en"}).get(address)
    assert answer.status_code == 403
    assert "start pandian again" in answer.content.decode()
    assert "/sign-in" in answer.content.decode()


def test_each_fault_names_its_field(address: str) -> None:
    answer = Client(headers={"accept-language": "en"}).post(
        address, {**FORM, "name": "", "password": "short", "again": "short"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<strong>Name</strong>" in text
    assert "<strong>Password</strong>" in text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_first_page_leads_a_new_house_to_its_first_count(address: str, language: str) -> None:
    client = Client(headers={"accept-language": language})
    client.post(address, FORM)
    assert standing(client) == ("site", [])
    put_sites(scope=SYSTEM, sites=[SiteDraft("N1", "新仓", "Asia/Shanghai")])
    assert "--site N1" in client.get("/").content.decode()
    make("zhou", "controller")
    make("wang", "counter")
    assert standing(client)[0] == "people", "who plans a count may not approve it"
    make("fang", "finance")
    for file, layout in (("places", "places"), ("items", "items"), ("opening", "opening_stock")):
        assert standing(client)[0] == file.replace("opening", "stock")
        report = import_file(scope=SYSTEM, path=SAMPLES / language / f"{file}.csv", layout=layout,
                             site="N1")
        assert (report.state, report.refused, report.faults_total) == ("done", 0, 0)
        assert report.new > 5
    assert standing(client) == ("count", ["site", "people", "places", "items", "stock"])
    planner = Client(headers={"accept-language": language})
    planner.post("/sign-in", {"code": "zhou", "password": PASSWORD})
    assert 'btn-primary" href="/counts/new"' in planner.get("/").content.decode()
    made = planner.post("/counts/new", {
        "id": str(uuid7()), "name": "first", "site": "N1", "place_codes": "A",
        "purpose": "cycle_counting", "blind": "1", "combine": "and"})
    assert made.status_code == 302, made.content.decode()
    assert 'id="beginning"' not in planner.get("/").content.decode()


def test_every_page_opens_in_a_house_without_a_site(address: str) -> None:
    client = Client(headers={"accept-language": "en"})
    client.post(address, FORM)
    opened = 0
    for pattern in urlpatterns:
        if "<" in str(pattern.pattern) or pattern.callback.policy in (PUBLIC, SIGNED_IN):
            continue
        answer = client.get(f"/{pattern.pattern}")
        assert answer.status_code in (200, 302, 400, 403, 404, 405, 422), pattern.name
        opened += answer.status_code == 200
    assert opened > 25, opened
    assert "There is no site yet" in client.get("/labels").content.decode()


def make(code: str, role: str) -> None:
    create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["N1"], password=PASSWORD)


def standing(client: Client) -> tuple[str, list[str]]:
    """Return the step that the first page calls the next one, and those it calls done."""
    shown = client.get("/").context["steps"]
    following, = [row["step"].name for row in shown if row["next"]]
    return following, [row["step"].name for row in shown if row["done"]]
