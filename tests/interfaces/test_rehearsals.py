"""A rule rehearsed on the desk and by API: asked, followed, read, adopted.   规则预演页"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from pandian.counting.rehearsing.operations import run_rehearsal
from pandian.counting.rehearsing.queries import rehearsals
from pandian.governance.operations import create_person, put_sites
from pandian.governance.policies.operations import put_draft
from pandian.governance.policies.queries import version
from pandian.governance.policies.words import PolicyDraft
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.interfaces.web.curve import curves

PASSWORD = "tall-heron-walks-42"


@pytest.fixture
def people(db: None) -> dict[str, Client]:
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai"),
                                   SiteDraft("BE1", "柏林", "Europe/Berlin")])
    clients = {}
    for role, sites in (("controller", ["SH1"]), ("manager", ["SH1"]), ("counter", ["SH1"]),
                        ("controller", ["BE1"])):
        code = role if sites == ["SH1"] else "foreign"
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=sites,
                      password=PASSWORD)
        clients[code] = Client(headers={"accept-language": "en"})
        assert clients[code].login(username=code, password=PASSWORD)
    return clients


@pytest.fixture
def rule(people: Any) -> Any:
    return put_draft(scope=scope_of_code(scope=SYSTEM, code="controller"), draft=PolicyDraft(
        "SH1", "count.tolerance", "T", {"level": "organisation", "quantity": 1}, "stricter"))[0]


def text(answer: Any) -> str:
    return answer.content.decode()


def test_a_stricter_rule_is_rehearsed_on_its_page_and_adopted(people: Any, rule: Any) -> None:
    controller, manager = people["controller"], people["manager"]
    assert f"/rules/{rule.id}/rehearse" in text(controller.get(f"/rules/{rule.id}"))
    form = text(controller.get(f"/rules/{rule.id}/rehearse"))
    assert "This version was not rehearsed yet." in form
    asked = controller.post(f"/rules/{rule.id}/rehearse", {
        "months": "2", "against": "active", "rate": "60.5"})
    assert asked.status_code == 302, text(asked)
    address = asked["location"]
    assert "0 of" in text(controller.get(address))
    (row,) = rehearsals(scope=SYSTEM, policy=rule.id)
    assert row.rate == 60_500_000
    run_rehearsal(scope=SYSTEM, id=row.id)
    page = text(controller.get(address))
    assert "Nothing moved here in this span" in page
    assert "Go to approval" in page
    assert 'hx-trigger="every 2s"' not in page
    assert "Another person than its author" in page
    shown = text(manager.get(f"/rules/{rule.id}"))
    assert f"/rehearsals/{row.id}" in shown
    done = manager.post(f"/rules/{rule.id}/act", {
        "act": "approve", "seen": rule.content_hash, "password": PASSWORD})
    assert done.status_code == 302, text(done)
    assert version(scope=SYSTEM, id=rule.id).state == "approved"
    assert "with which the rule was decided" in text(controller.get(address))


def test_what_is_wrong_is_said_all_at_once_and_what_was_typed_stays(people: Any, rule: Any) -> None:
    address = f"/rules/{rule.id}/rehearse"
    wrong = people["controller"].post(address, {"months": "99", "against": "x", "seed": "7"})
    assert wrong.status_code == 422
    assert 'value="99"' in text(wrong)
    assert "1 to 36" in text(wrong).replace("–", "to") or "36" in text(wrong)
    assert "active, history" in text(wrong)
    assert people["controller"].post(address, {
        "months": "a", "against": "active", "rate": "b"}).status_code == 422


def test_counters_and_people_of_other_sites_see_nothing(people: Any, rule: Any) -> None:
    address = f"/rules/{rule.id}/rehearse"
    assert people["counter"].get(address).status_code == 403
    assert people["counter"].post(address, {"months": "1"}).status_code == 403
    assert people["foreign"].get(address).status_code == 404
    asked = people["controller"].post(address, {"months": "1", "against": "active"})
    made = asked["location"]
    assert people["counter"].get(made).status_code == 403
    assert people["foreign"].get(made).status_code == 404
    assert people["controller"].get(f"/rehearsals/{uuid4()}").status_code == 404


def test_the_api_asks_lists_and_shows(people: Any, rule: Any) -> None:
    client = people["controller"]
    body = {"policy": str(rule.id), "months": 1, "wait": True}
    made = client.post("/api/v1/rehearsals", body, content_type="application/json")
    assert made.status_code == 200, text(made)
    assert made.json()["state"] == "done"
    later = client.post("/api/v1/rehearsals", {**body, "wait": False},
                        content_type="application/json")
    assert (later.status_code, later.json()["state"]) == (202, "waiting")
    rows = client.get(f"/api/v1/rehearsals?policy={rule.id}").json()["rows"]
    assert [row["state"] for row in rows] == ["waiting", "done"]
    shown = client.get(f"/api/v1/rehearsals/{made.json()['id']}").json()
    assert len(shown["rows"][0]["report"]["sides"]) == 2
    wrong = client.post("/api/v1/rehearsals", {**body, "months": 0, "against": "x"},
                        content_type="application/json")
    assert wrong.status_code == 422
    assert people["counter"].get("/api/v1/rehearsals").status_code == 403


def test_a_curve_sums_weeks_and_stands_on_zero() -> None:
    made = curves([[1] * 14, [0] * 14])
    assert (made.top, made.weeks) == (7, 2)
    assert made.points == ("6,6 634,6", "6,114 634,114")
    assert curves([[], []]).points == ("", "")
