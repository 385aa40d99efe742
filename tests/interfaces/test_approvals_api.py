"""Approvals through the API: what waits, what a rule approved, its switch.   审批接口"""

from __future__ import annotations

from pandian.counting.autoapproving.operations import approve_by_rule
from pandian.counting.queries import plans
from pandian.governance.operations import create_person
from pandian.governance.policies import operations as policies
from pandian.governance.policies.words import PolicyDraft
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM
from tests.interfaces.conftest import PASSWORD, World
from tests.interfaces.test_counting_api import Phone, opened


def adopt() -> None:
    """Let differences up to a thousand approve themselves, by a rule with a name."""
    for code, role in (("pen", "controller"), ("boss", "manager")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["*"],
                      password=PASSWORD)
    pen, boss = (scope_of_code(scope=SYSTEM, code=code) for code in ("pen", "boss"))
    row, _ = policies.put_draft(scope=pen, draft=PolicyDraft(
        "*", "approval.matrix", "M", {"rows": [{"from": 0, "approvers": 1}], "auto.name": "small",
                                      "auto.amount_max": 10**15}, "test"))
    policies.note_rehearsal(scope=pen, id=row.id, evidence="run 1")
    policies.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    policies.schedule(scope=boss, id=row.id)


def test_what_waits_what_a_rule_approved_and_its_switch(world: World) -> None:
    adopt()
    world.everything.put("/items", [{"code": "GAUZE", "name": "纱布", "unit": "片",
                                     "cost": "2.00"}])
    plan, tasks = opened(world)
    phone = Phone(world.counter)
    phone.push(phone.saw(tasks[0], "A-01", 3))
    phone.close(tasks[0], "A-01")
    world.everything.post(f"/counts/{plan['id']}/settle", {})
    (row,) = world.everything.get("/approvals?site=SH1&limit=1").json()["rows"]
    assert (row["plan"], row["stand"], row["blind"]) == (plan["id"], "new", False)
    assert row["lines"] > 0
    assert world.counter.get("/approvals").status_code == 403
    assert world.everything.get("/approvals?limit=0").status_code == 422
    assert world.everything.get("/approvals/automatic").json()["rows"] == []
    switch = "/approvals/automatic/switch"
    off = {"site": "SH1", "on": False, "reason": "audit"}
    assert world.everything.post(switch, {**off, "reason": " "}).status_code == 422
    assert world.counter.post(switch, off).status_code == 403
    assert world.everything.post(switch, off).json()["result"] == "updated"
    assert approve_by_rule(scope=SYSTEM, plan=plans(scope=SYSTEM)[0].id) == []
    again = world.everything.post(switch, off)
    assert (again.status_code, again.json()["errors"][0]["code"]) == (422, "auto_switched")
    assert world.everything.post(switch, {**off, "on": True}).status_code == 200
    (done,) = approve_by_rule(scope=SYSTEM, plan=plans(scope=SYSTEM)[0].id)
    (auto,) = world.everything.get(f"/approvals/automatic?plan={plan['id']}").json()["rows"]
    assert (auto["posting"], auto["name"], auto["version"]) == (str(done.posting), "small", 1)
    assert auto["amount"] >= auto["gross"] > 0
    rules = world.everything.get("/approvals/automatic/rules").json()["rows"]
    (rule,) = [each for each in rules if each["site"] == "SH1"]
    assert (rule["is_on"], rule["reason"], rule["auto"]["name"]) == (True, "audit", "small")
    assert world.everything.get("/approvals").json()["rows"] == []
