"""The pages of approving: lists to sign, who may, standing in, rules that approve.   审批页"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from pandian.capture.operations import accept
from pandian.capture.words import ObservationDraft, Push
from pandian.catalog.operations import put_items, put_places, put_sites
from pandian.catalog.words import ItemDraft, PlaceDraft
from pandian.counting.autoapproving.operations import approve_by_rule
from pandian.counting.awaiting.operations import watch
from pandian.counting.operations import create_plan, record_visit, settle
from pandian.counting.queries import lines, tasks
from pandian.counting.words import PlanDraft, Scope, VisitDraft
from pandian.governance.operations import create_person
from pandian.governance.policies import operations as policies
from pandian.governance.policies.words import PolicyDraft
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.rules import uuid7

PASSWORD = "tall-heron-walks-42"
ROLES = {"li": "controller", "fin": "finance", "qua": "quality", "boss": "manager",
         "lead": "lead", "wang": "counter", "admin": "admin"}
COST = 20_000_000
MATRIX = {"rows": [{"from": 0, "approvers": 2, "roles": ["controller", "finance"],
                    "order": "in_order", "hours": 4, "escalate_to": ["quality"]}]}


@pytest.fixture
def stage(db: None) -> dict[str, Client]:
    """Seven people and their browsers; three places and one thing to count."""
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai")])
    put_items(scope=SYSTEM, items=[ItemDraft("GAUZE", "纱布", "片", cost=COST)])
    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", f"A-0{n}", "bin") for n in (1, 2, 3)])
    clients = {}
    for code, role in ROLES.items():
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["*"],
                      password=PASSWORD)
        clients[code] = Client(headers={"accept-language": "en"})
        assert clients[code].login(username=code, password=PASSWORD)
    return clients


def adopt(content: dict[str, Any]) -> None:
    writer, boss = (scope_of_code(scope=SYSTEM, code=code) for code in ("li", "boss"))
    row, _ = policies.put_draft(scope=writer, draft=PolicyDraft(
        "*", "approval.matrix", "M", content, "test"))
    policies.note_rehearsal(scope=writer, id=row.id, evidence="run 1")
    policies.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    policies.schedule(scope=boss, id=row.id)


def counted(*found: int) -> UUID:
    """Return a count in which Wang found so many pieces at the first places."""
    plan = create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid7(), "SH1", "cycle", Scope(places=tuple(f"A-0{n + 1}" for n in range(len(found))))))
    again(plan.id, found)
    task = tasks(scope=SYSTEM, plan=plan.id)[0].id
    for n in range(len(found)):
        record_visit(scope=scope_of_code(scope=SYSTEM, code="wang"), draft=VisitDraft(
            uuid7(), task, f"A-0{n + 1}", None, None))
    settle(scope=SYSTEM, plan=plan.id)
    return plan.id


def again(plan: UUID, found: tuple[int, ...]) -> None:
    task = tasks(scope=SYSTEM, plan=plan)[0].id
    accept(scope=scope_of_code(scope=SYSTEM, code="wang"), sites_of_tasks={task: "SH1"},
           push=Push(None, None, None, tuple(
               ObservationDraft(uuid7(), "set", f"A-0{n + 1}", quantity, item="GAUZE", task=task)
               for n, quantity in enumerate(found)), site="SH1"))


def text(answer: Any) -> str:
    return str(answer.content.decode())


def seen(page: str) -> str:
    match = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert match, page
    return match[1]


def test_two_people_sign_a_list_in_order_and_the_page_says_how_far_it_is(
    stage: dict[str, Client]
) -> None:
    adopt(MATRIX)
    plan = counted(3, 4)
    watch(scope=SYSTEM, site="SH1")
    assert "within a minute" not in text(stage["li"].get("/approvals"))
    assert "Waits for your signature" in text(stage["li"].get("/inbox"))
    assert "Waits for your signature" not in text(stage["fin"].get("/inbox"))
    address = f"/counts/{plan}/approval"
    page = text(stage["li"].get(address))
    for said in ("Sign 2 lines", "0 of 2 signatures", "in this order:", "May sign next", "wang",
                 "counted", "within 4 hours", "M version 1", "▲ +7"):
        assert said in page, said
    body = {"seen": seen(page), "meaning": "approved", "password": "wrong"}
    wrong = stage["li"].post(f"{address}/sign", body)
    assert wrong.status_code in (403, 422)
    body["password"] = PASSWORD
    early = stage["fin"].post(f"{address}/sign", body)
    assert early.status_code == 403
    assert "A signature of the role Inventory controller is needed" in text(early)
    assert stage["li"].post(f"{address}/sign", body).status_code == 302
    page = text(stage["fin"].get(address))
    assert "1 of 2 signatures" in page
    assert "being collected" in page
    assert stage["fin"].post(f"{address}/sign", body).status_code == 302
    page = text(stage["fin"].get(address))
    assert "No line of this count waits for approval" in page
    assert page.count("approved ·") >= 2
    assert [line.verdict for line in lines(scope=SYSTEM, plan=plan).rows] == ["posted", "posted"]
    paper = text(stage["fin"].get(f"{address}/print"))
    for said in (body["seen"], "computed again for this print: equal", "Signed and posted", "A-02",
                 "li</strong> (li) · Inventory controller", "2 of 2 signatures", "Asia/Shanghai"):
        assert said in paper, said
    assert paper.count("<dt>Meaning</dt><dd>approved</dd>") == 2


def test_a_list_of_which_one_line_changed_is_void_and_the_first_signature_too(
    stage: dict[str, Client]
) -> None:
    adopt(MATRIX)
    plan = counted(3, 4)
    address = f"/counts/{plan}/approval"
    body = {"seen": seen(text(stage["li"].get(address))), "meaning": "approved",
            "password": PASSWORD}
    assert stage["li"].post(f"{address}/sign", body).status_code == 302
    again(plan, (3, 5))
    settle(scope=SYSTEM, plan=plan)
    late = stage["fin"].post(f"{address}/sign", body)
    assert late.status_code == 409
    assert "The list has changed" in text(late)
    assert "1 collection of signatures is void" in text(late)
    assert {line.posting for line in lines(scope=SYSTEM, plan=plan).rows} == {None}
    assert "void: a line changed" in text(stage["fin"].get(f"{address}/print"))


def test_standing_in_is_given_shown_with_its_conflict_and_ended(stage: dict[str, Client]) -> None:
    address = "/approvals/standing-in"
    assert "Nobody stands in for anybody" in text(stage["li"].get(address))
    bad = stage["li"].post(f"{address}/give", {"site": "SH1", "stand_in": "wang",
                                               "amount_max": "x", "valid_to": "soon"})
    assert bad.status_code == 422
    assert "This is not a time" in text(bad)
    given = {"site": "SH1", "stand_in": "wang", "amount_max": "5000",
             "valid_to": "2999-01-01T00:00", "reason": "holiday"}
    assert "within 366 days" in text(stage["li"].post(f"{address}/give", given))
    from datetime import UTC, datetime, timedelta
    given["valid_to"] = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert stage["li"].post(f"{address}/give", given).status_code == 302
    page = text(stage["li"].get(address))
    assert "in force" in page
    assert "counts and approves variances" in page
    assert "standing in for" in text(stage["li"].get("/approvals/conflicts"))
    match = re.search(r'name="id" value="([0-9a-f-]{36})"', page)
    assert match
    assert 'name="id"' not in text(stage["fin"].get(address)), "not his to end"
    assert stage["li"].post(f"{address}/end", {"id": match[1]}).status_code == 302
    assert "ended early" in text(stage["li"].get(address))
    assert stage["li"].post(f"{address}/end", {"id": match[1]}).status_code == 422


def test_what_a_rule_approved_is_listed_and_the_rule_switched_off(
    stage: dict[str, Client]
) -> None:
    assert "No rule has approved anything" in text(stage["lead"].get("/approvals/auto"))
    adopt({"rows": [{"from": 0, "approvers": 1}], "auto.name": "small ones",
           "auto.amount_max": 10 * COST})
    plan = counted(3)
    assert len(approve_by_rule(scope=SYSTEM, plan=plan)) == 1
    page = text(stage["li"].get("/approvals/auto"))
    assert "small ones" in page
    assert "60.00" in page
    assert "60.00" not in text(stage["lead"].get("/approvals/auto")), "no values for the lead"
    assert "by a rule" in text(stage["li"].get(f"/counts/{plan}/approval"))
    paper = text(stage["li"].get(f"/counts/{plan}/approval/print"))
    assert "Approved by a rule: small ones" in paper
    assert "computed again for this print: equal" in paper
    switch = "/approvals/auto/switch"
    assert stage["li"].post(switch, {"site": "SH1", "act": "off"}).status_code == 422
    assert stage["boss"].post(
        switch, {"site": "SH1", "act": "off", "reason": "no"}).status_code == 403
    assert stage["li"].post(
        switch, {"site": "SH1", "act": "off", "reason": "audit"}).status_code == 302
    assert "switched off" in text(stage["li"].get("/approvals/auto"))
    assert stage["boss"].post(
        switch, {"site": "SH1", "act": "on", "reason": "ok"}).status_code == 302


def test_conflicts_of_duties_name_people_and_roles(stage: dict[str, Client]) -> None:
    page = text(stage["li"].get("/approvals/conflicts"))
    assert "plans counts and approves variances" in page
    assert "Team lead" in page
    assert stage["wang"].get("/approvals/conflicts").status_code == 403
    assert stage["wang"].get("/approvals").status_code == 403


def test_a_signature_that_is_enough_alone_is_shown_with_its_meaning_and_content(
    stage: dict[str, Client]
) -> None:
    plan = counted(2)
    watch(scope=SYSTEM, site="SH1")
    assert "40.00" in text(stage["fin"].get("/approvals"))
    address = f"/counts/{plan}/approval"
    hashed = seen(text(stage["fin"].get(address)))
    assert "no matrix" in text(stage["fin"].get(address)).lower()
    assert stage["fin"].post(f"{address}/sign", {
        "seen": hashed, "meaning": "reviewed", "password": PASSWORD}).status_code == 302
    page = text(stage["fin"].get(address))
    for said in ("Signatures of this count", "reviewed", hashed[:12], "fin"):
        assert said in page, said
    assert hashed in text(stage["fin"].get(f"{address}/print"))
