"""Alerts by job and by command: every site, one never stops another.   预警门面"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from pandian.catalog.operations import put_sites
from pandian.config import main as entry
from pandian.config.backup import SUBJECT
from pandian.governance.operations import create_person
from pandian.governance.queries import SiteNotFound, scope_of_code
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.insight.alerting import operations
from pandian.insight.alerting.queries import alerts, checks
from pandian.insight.alerting.words import CONDITIONS, AlertFilter
from pandian.interfaces.jobs import tasks
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected
from tests.stories.counting_world import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """The book of PLAIN at A-01 is 3 short since ten hours; there is another site."""
    world = World()
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    world.stock_in("PLAIN", "A-01", 2, minutes=700)
    world.ship("PLAIN", "A-01", 5, 600)
    return world


def looked(site: str) -> set[str]:
    return {row.condition for row in checks(scope=SYSTEM, site=site) if row.at}


def test_the_facts_that_conditions_read_are_those_that_jobs_leave() -> None:
    assert operations.GIVEN["verified"] == tasks.VERIFIED
    assert operations.GIVEN["backup"] == SUBJECT


def test_the_job_looks_at_every_site_and_the_house_and_one_never_stops_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluate = operations.evaluate

    def failing(*, site: str, **more: Any) -> Any:
        if site == "BJ1":
            raise RuntimeError("no")
        return evaluate(site=site, **more)

    monkeypatch.setattr(operations, "evaluate", failing)
    tasks.evaluate_alerts(timestamp=0)
    assert looked("BJ1") == set()
    assert looked("SH1") == {name for name, each in CONDITIONS.items() if each.sites}
    assert looked("*") == {name for name, each in CONDITIONS.items() if each.house}


def test_what_reads_much_history_rests_between_looks_and_keeps_its_alerts(world: World) -> None:
    at = datetime.now(UTC)

    def last(condition: str) -> datetime | None:
        return next(row.at for row in checks(scope=SYSTEM, site="SH1")
                    if row.condition == condition)

    for minutes in (0, 10, 20):
        operations.evaluate(scope=SYSTEM, site="SH1", now=at + timedelta(minutes=minutes), due=True)
    assert (last("repeat"), last("hold")) == (at, at + timedelta(minutes=20))
    operations.evaluate(scope=SYSTEM, site="SH1", now=at + timedelta(minutes=29), due=True)
    assert last("repeat") == at + timedelta(minutes=29)
    operations.evaluate(scope=SYSTEM, site="SH1", now=at + timedelta(minutes=30))
    assert last("repeat") == at + timedelta(minutes=30), "who asks by hand is answered"


def test_the_command_looks_lists_and_says_how_conditions_stand(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en")

    def said(*args: str) -> str:
        parsed = entry._parser().parse_args(["alerts", *args])
        assert parsed.module.handle(parsed) == 0
        return capsys.readouterr().out

    assert "SH1      raised=1" in said("evaluate")
    assert "The book of PLAIN at A-01 is 3 short, for over 4 hours" in said("list")
    (row,) = json.loads(said("list", "--site", "SH1", "--condition", "negative", "--json"))["rows"]
    assert (row["condition"], row["facts"]["short"]) == ("negative", 3)
    assert said("list", "--closed") == ""
    lines = said("conditions", "--site", "SH1").splitlines()
    assert len(lines) == sum(each.sites for each in CONDITIONS.values())
    assert len(alerts(scope=SYSTEM, wanted=AlertFilter("SH1")).rows) == 1
    with pytest.raises(SiteNotFound):
        said("list", "--site", "NO")


CANARY = 987_654_321
"""A figure that stands nowhere else."""


def planted(world: World, plan: Any) -> dict[str, UUID]:
    """Keep an alert of every condition about a place and its count; every hidden figure sings."""
    now = datetime.now(UTC)
    spot = world.key("PLAIN", "A-01")[0]
    ids = {name: uuid7() for name in CONDITIONS}
    rows = [{
        "site": world.site_id, "id": str(ids[name]), "condition": name, "subject": f"x:{name}",
        "plan": str(plan.id), "places": [spot], "level": CANARY, "times": 1, "since": str(now),
        "facts": {"place": "A-01", **dict.fromkeys(each.hides, CANARY)}, "news_at": str(now),
        "first_seen": str(now), "last_seen": str(now), "severity": each.severity,
        "roles": ["lead", "it"], "step": 0, "due_at": str(now + timedelta(days=1)), "person": "",
        "holds": True, "closed_how": "", "closed_by": "", "version": 1,
    } for name, each in CONDITIONS.items()]
    affected("insight.alerting", "insert_alerts", {"rows": json.dumps(rows)})
    return ids


def as_person(world: World, code: str, role: str) -> Client:
    create_person(scope=SYSTEM, code=code, name=code, role=role, sites=[world.site],
                  password=PASSWORD, language="en")
    client = Client()
    client.post("/sign-in", {"code": code, "password": PASSWORD})
    return client


def test_no_figure_of_a_book_reaches_who_counts_it_blind_or_whose_role_hides_it(
    world: World
) -> None:
    counter, other, it = (as_person(world, *who) for who in (
        ("lead", "lead"), ("other", "lead"), ("itman", "it")))
    plan = world.plan("A-01", by=world.controller())
    assert plan.blind
    ids = planted(world, plan)
    telling = {name for name, each in CONDITIONS.items() if each.telling}
    quiet = set(CONDITIONS) - telling
    lead = scope_of_code(scope=SYSTEM, code="lead")
    world.see(lead, world.task(plan), "A-01", "PLAIN", 2, minutes=1)

    def pages(client: Client) -> dict[str, str]:
        paths = ["/api/v1/alerts?limit=200", "/alerts", "/alerts?stand=all", "/", *(
            f"{door}/{ids[name]}" for name in telling for door in ("/api/v1/alerts", "/alerts"))]
        return {path: client.get(path, follow=True).content.decode() for path in paths}

    def sings(text: str) -> bool:
        return str(CANARY) in text.replace(",", "").replace(" ", "")

    def listed(client: Client) -> set[str]:
        found = client.get("/api/v1/alerts?limit=200").json()["rows"]
        return {row["condition"] for row in found}

    assert listed(counter) == quiet, "what tells of the book is not there at all"
    assert [path for path, text in pages(counter).items() if sings(text)] == []
    assert {counter.get(f"/api/v1/alerts/{ids[name]}").status_code for name in telling} == {404}
    assert listed(it) == set(CONDITIONS)
    assert [path for path, text in pages(it).items() if sings(text)] == []
    assert sings(pages(other)["/api/v1/alerts?limit=200"]), "the canary does sing"
