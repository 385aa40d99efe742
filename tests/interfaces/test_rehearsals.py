"""A rule rehearsed on the desk and by API: asked, followed, read, adopted.   规则预演页"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from pandian.config import main as entry
from pandian.counting.rehearsing.operations import run_rehearsal
from pandian.counting.rehearsing.queries import rehearsals
from pandian.counting.rehearsing.reporting.queries import asked
from pandian.counting.rehearsing.words import RehearsalRefused
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


def test_every_rehearsal_is_found_again_by_site_and_state_page_by_page(
    people: Any, rule: Any
) -> None:
    controller = people["controller"]
    assert "Nothing was rehearsed yet" in text(controller.get("/rehearsals"))
    address = f"/rules/{rule.id}/rehearse"
    made = [controller.post(address, {"months": n, "against": "active"})["location"]
            for n in ("1", "2", "3")]
    run_rehearsal(scope=SYSTEM, id=UUID(made[0].rsplit("/", 1)[1]))
    page = text(controller.get("/rehearsals"))
    assert [page.index(each) for each in reversed(made)] == sorted(map(page.index, made))
    done = text(controller.get("/rehearsals?state=done&site=SH1"))
    assert [each in done for each in made] == [True, False, False]
    assert "No rehearsal matches" in text(controller.get("/rehearsals?state=failed"))
    first = asked(scope=SYSTEM, limit=2)
    rest = asked(scope=SYSTEM, limit=2, after=first.next)
    assert [f"/rehearsals/{row.id}" for row in (*first.rows, *rest.rows)] == made[::-1]
    assert (rest.next, rest.rows[0].state, rest.rows[0].sites) == (None, "done", ("SH1",))
    assert (rest.rows[0].attached, rest.rows[0].fresh) == (True, True)
    wrong = controller.get("/rehearsals?state=x&after=y")
    assert wrong.status_code == 422
    assert controller.get("/rehearsals?site=BE1").status_code == 404
    assert made[0] not in text(people["foreign"].get("/rehearsals"))
    assert people["counter"].get("/rehearsals").status_code == 403


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


def test_the_command_rehearses_prints_both_sides_and_keeps_the_evidence(
    people: Any, rule: Any, capsys: Any
) -> None:
    parser = entry._parser()

    def run(*arguments: str) -> str:
        args = parser.parse_args(["rehearse", str(rule.id), *arguments])
        assert args.module.handle(args) == 0
        return str(capsys.readouterr().out)

    told = json.loads(run("--months", "1", "--seed", "3", "--rate", "600000", "--json"))
    again = json.loads(run("--months", "1", "--seed", "3", "--rate", "600000", "--json"))
    assert told["attached"]
    (site,), (other,) = told["sites"], again["sites"]
    assert (site["site"], site["seed"], site["rate"], len(site["sides"])) == ("SH1", 3, 600_000, 2)
    assert site["content_hash"] == other["content_hash"]
    assert {row.id for row in rehearsals(scope=SYSTEM, policy=rule.id)} == {
        UUID(told["id"]), UUID(again["id"])}
    assert told["id"] != again["id"]
    shown = run("--months", "1")
    assert shown.startswith("SH1")
    assert "附到规则上" in shown or "Attached to the rule" in shown
    for wrong, code in ((["--months", "40", "--seed", "-1"], {"/months", "/seed"}),
                        (["--site", "BE1"], {"/site"}),
                        (["--against", str(rule.id)], {"/against"})):
        args = parser.parse_args(["rehearse", str(rule.id), *wrong])
        with pytest.raises(RehearsalRefused) as caught:
            args.module.handle(args)
        assert {fault.pointer for fault in caught.value.faults} == code
    with pytest.raises(SystemExit):
        parser.parse_args(["rehearse", "no-id"])


def test_months_days_and_lines_open_and_a_failure_is_told_in_words(
    people: Any, rule: Any, monkeypatch: Any
) -> None:
    controller, at = people["controller"], "/api/v1/rehearsals"
    made = controller.post(at, {"policy": str(rule.id), "months": 1, "wait": True},
                           content_type="application/json").json()
    row = made["rows"][0]
    page = f"/rehearsals/{made['id']}"
    month = text(controller.get(f"{page}/SH1/{row['first'][:7]}"))
    assert f"{page}/SH1/{row['first']}" in month
    assert f"{page}/SH1/{row['first'][:7]}" in text(controller.get(page))
    day = text(controller.get(f"{page}/SH1/{row['first']}"))
    assert "Nothing to count on this day." in day
    lines = text(controller.get(f"{page}/SH1/lines?of=recounts&side=1"))
    assert "No line." in lines
    for wrong, status in (("2026-13", 404), ("2026-02-31", 404), ("x", 404), ("1999-01-01", 404),
                          ("lines?of=moon", 422), ("lines?side=x", 422)):
        assert controller.get(f"{page}/SH1/{wrong}").status_code == status, wrong
    assert controller.get(f"{page}/BE1/{row['first']}").status_code == 404
    assert people["counter"].get(f"{page}/SH1/{row['first']}").status_code == 403
    assert people["foreign"].get(f"{page}/SH1/lines").status_code == 404
    told = controller.get(f"{at}/{made['id']}/sites/SH1/days/{row['first']}")
    assert (told.status_code, told.json()["tasks"]) == (200, [[], []])
    found = controller.get(f"{at}/{made['id']}/sites/SH1/lines?of=met&side=0").json()
    assert (found["rows"], found["next"]) == ([], None)
    assert people["foreign"].get(f"{at}/{made['id']}/sites/SH1/lines").status_code == 404
    monkeypatch.setattr("pandian.counting.rehearsing.queries.MOVES_MAX", -1)
    refused = controller.post(at, {"policy": str(rule.id), "months": 1, "wait": True},
                              content_type="application/json")
    assert refused.status_code == 422
    (last, *_) = rehearsals(scope=SYSTEM, policy=rule.id)
    failed = text(controller.get(f"/rehearsals/{last.id}"))
    assert "Your data is safe" in failed
    assert "has 0 moves, more than -1" in failed
    assert "Rehearse again with fewer months" in failed
    assert "rehearsal_large" not in failed


def test_a_curve_sums_weeks_and_stands_on_zero() -> None:
    made = curves([[1] * 14, [0] * 14])
    assert (made.top, made.weeks) == (7, 2)
    assert made.points == ("6,6 634,6", "6,114 634,114")
    assert curves([[], []]).points == ("", "")
