"""The certificate of a count: kept as handed out, with the rules that judged and who signed.

The fuzz takes the file of a count that was really counted, judged, signed by two and posted.
"""

from __future__ import annotations

import json
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest
from counting_world import PASSWORD, World
from django.db import DatabaseError, connection, connections

import pandian
from pandian.counting import operations as counting
from pandian.counting import queries
from pandian.counting.autoapproving.operations import approve_by_rule
from pandian.counting.certifying.operations import issue
from pandian.counting.certifying.queries import by_code, issues
from pandian.counting.certifying.reading.rules import read
from pandian.counting.certifying.rules import altered, code_of, sealed
from pandian.counting.certifying.words import SECTIONS, CertificateNotFound
from pandian.counting.words import PlanConflict, Policy
from pandian.governance.operations import create_person
from pandian.governance.policies import operations as policies
from pandian.governance.policies.words import PolicyDraft
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.words import Forbidden

pytestmark = pytest.mark.django_db
SEED = random.SystemRandom().randrange(1_000_000)
SCRIPT = Path(pandian.__file__).parent / "interfaces/web/static/web/verify_certificate.py"
script = ModuleType("script")
exec(compile(SCRIPT.read_text("utf-8"), SCRIPT, "exec"), script.__dict__)
MATRIX = {"rows": [{"from": 0, "approvers": 2}]}
COST = 1_000_000
"""Of one piece of LOTS in the world of counts."""
BY_ITSELF = {"rows": [{"from": 0, "approvers": 1}, {"from": 10 * COST, "approvers": 2}],
             "auto.name": "小额差异", "auto.amount_max": 8 * COST}
PROVE_SECONDS = 60 * float(os.environ.get("PANDIAN_PROVE_MINUTES", "30"))


def adopt(kind, code, content):
    """Put a rule in force everywhere, written by one and approved by another."""
    writer, boss = (scope_of_code(scope=SYSTEM, code=name) for name in ("pen", "seal"))
    row, _ = policies.put_draft(scope=writer, draft=PolicyDraft("*", kind, code, content, "test"))
    policies.note_rehearsal(scope=writer, id=row.id, evidence="run 1")
    policies.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    return policies.schedule(scope=boss, id=row.id)


def signed(world, scope, plan):
    seen = queries.waiting(scope=SYSTEM, plan=plan.id).content_hash
    return counting.approve(scope=scope, plan=plan.id, lines="all", meaning="approved",
                            password=PASSWORD, seen_hash=seen)


def counted(world, anna, auto=False):
    """Return a closed count: one line right, one inside a tolerance, one signed by two.

    With `auto` a rule approves the third, and a fourth is signed by two.
    """
    for name, role in (("pen", "controller"), ("seal", "manager")):
        create_person(scope=SYSTEM, code=name, name=name, role=role, sites=["*"],
                      password=PASSWORD)
    adopt("count.tolerance", "T1", {"level": "organisation", "quantity": 1})
    adopt("approval.matrix", "M1", BY_ITSELF if auto else MATRIX)
    seen = {"A-01": 10, "A-02": 9, "A-03": 4, **({"A-04": 0} if auto else {})}
    for place in seen:
        world.stock_in("LOTS", place, 10, lot="L1")
    plan = world.plan(*seen, policy=Policy(recount_rounds=0))
    task = world.task(plan)
    for place, quantity in seen.items():
        world.see(anna, task, place, "LOTS", quantity, minutes=9, lot="L1")
        world.visit(anna, task, place, minutes=8)
        if place == "A-03" and auto:
            world.settle(plan)
            assert approve_by_rule(scope=SYSTEM, plan=plan.id)
    world.settle(plan)
    for code in ("boss", "chief"):
        signed(world, world.controller(code), plan)
    counting.close_plan(scope=scope_of_code(scope=SYSTEM, code="boss"), plan=plan.id)
    return plan


def test_a_certificate_says_which_rules_judged_and_who_signed_as_what(world, anna):
    plan = counted(world, anna)
    boss = scope_of_code(scope=SYSTEM, code="boss")
    made = issue(scope=boss, plan=plan.id)
    body = made.body
    assert (made.issue, made.version, body["head"]["certificate"]) == (1, 2, 2)
    assert [name for name in body if name not in ("head", "content_hash")] == list(SECTIONS[2])
    assert altered(body) == script.altered(body) == []
    said = {tuple(row["said"]): row for row in body["policies"]}
    assert {(key, row["code"], row["version"], row["author"], row["approved_by"])
            for key, row in said.items()} == {(("matrix",), "M1", 1, "pen", "seal"),
                                              (("tolerance",), "T1", 1, "pen", "seal")}
    assert {row["policy"] for row in body["verdicts"]} == {said["tolerance",]["id"]}
    assert {row["line"] for row in body["verdicts"]} == {row["id"] for row in body["lines"]}
    (consent,) = body["consents"]
    assert (consent["state"], consent["approvers"], consent["policy"]) == (
        "posted", 2, said["matrix",]["id"])
    assert [each["person"] for each in consent["signed"]] == ["boss", "chief"]
    by_id = {row["id"]: row for row in body["signatures"]}
    for each in consent["signed"]:
        printed = by_id[each["signature"]]
        assert (printed["person"], printed["meaning"]) == (each["person"], "approved")
        assert printed["content_hash"] == consent["content_hash"]
        assert printed["role"]
    assert all(row["seal"] for row in body["postings"]), "the book is sealed before"
    assert body["seals"]


def test_a_certificate_is_kept_and_every_later_reader_gets_the_same(world, anna):
    plan = counted(world, anna)
    boss, chief = (scope_of_code(scope=SYSTEM, code=code) for code in ("boss", "chief"))
    first, again = issue(scope=boss, plan=plan.id), issue(scope=chief, plan=plan.id)
    assert first == again
    assert [(row.issue, row.issued_by, row.body) for row in issues(scope=chief, plan=plan.id)] == [
        (1, "boss", None)]
    assert [row.kind for row in facts_about(scope=SYSTEM, sites=None, subject=f"count:{plan.id}")
            ].count("counting.certificate_issued") == 1
    for statement in ("UPDATE counting_certificate SET code = ''",
                      "DELETE FROM counting_certificate"):
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(f"SAVEPOINT tried; {statement}")
        connection.cursor().execute("ROLLBACK TO SAVEPOINT tried")


def test_late_paper_makes_a_new_issue_that_names_what_changed_and_the_one_before(world, anna):
    plan = counted(world, anna)
    boss = scope_of_code(scope=SYSTEM, code="boss")
    first = issue(scope=boss, plan=plan.id)
    world.ship("LOTS", "A-03", 2, minutes=60, lot="L1")
    second = issue(scope=boss, plan=plan.id)
    assert (first.issue, second.issue) == (1, 2)
    head = second.body["head"]
    assert head["previous"] == first.content_hash
    (line,) = [row for row in second.body["lines"] if row["place"] == "A-03"]
    assert line["verdict"] == "healed"
    marks = {(row["list"], row["row"], row["what"]) for row in second.body["changes"]}
    assert ("lines", str(line["id"]), "changed") in marks
    assert head["changed"] == len(second.body["changes"])
    assert not [row for row in marks if row[0] in ("observations", "visits", "approvals")]
    for made, latest in ((first, False), (second, True)):
        (found,) = by_code(scope=boss, code=made.code.lower())
        assert (found.subject, found.issue, found.latest == found.code) == (
            plan.id, made.issue, latest)
        assert altered(made.body) == []


def test_a_code_is_found_by_those_who_may_read_counts_there_and_by_nobody_else(world, anna):
    plan = counted(world, anna)
    boss = scope_of_code(scope=SYSTEM, code="boss")
    made = issue(scope=boss, plan=plan.id)
    assert made.code == code_of(made.content_hash)
    assert by_code(scope=boss, code=made.content_hash)[0].name == plan.name
    for wrong in ("", "0000-0000-0000-0000", "x", made.code[:-1], "' OR 1=1 --"):
        with pytest.raises(CertificateNotFound):
            by_code(scope=boss, code=wrong)
    other = World("SH2").controller("else")
    with pytest.raises(CertificateNotFound):
        by_code(scope=other, code=made.code)
    with pytest.raises(Forbidden):
        by_code(scope=world.person("nobody"), code=made.code)


def test_what_a_reader_may_not_see_is_null_and_the_head_says_so(world, anna):
    plan = counted(world, anna)
    boss = scope_of_code(scope=SYSTEM, code="boss")
    whole = issue(scope=boss, plan=plan.id).body
    assert whole["head"]["omitted"] == []
    for hides, omitted in ((frozenset({"value"}), ["value"]),
                           (frozenset({"book", "variance", "value"}),
                            ["book", "value", "variance"])):
        less = boss._replace(grants=(), hides=hides)
        made = issue(scope=less, plan=plan.id)
        assert made.body["head"]["omitted"] == omitted
        assert altered(made.body) == []
        for row in made.body["lines"]:
            assert {row[name] for name in omitted} == {None}
        assert {row["amount"] for row in made.body["consents"]} == {None}
        assert made.code != code_of(whole["content_hash"])
    assert issue(scope=boss, plan=plan.id).body == whole


def test_an_open_count_has_no_certificate(world, anna):
    plan = world.plan("A-01")
    with pytest.raises(PlanConflict):
        issue(scope=world.controller(), plan=plan.id)


def test_a_certificate_of_version_1_still_verifies(world, anna):
    plan = counted(world, anna)
    body = issue(scope=scope_of_code(scope=SYSTEM, code="boss"), plan=plan.id).body
    bare = {name: [{k: v for k, v in row.items() if k != "hash"} for row in body[name]]
            for name in SECTIONS[1]}
    head = {k: v for k, v in body["head"].items()
            if k not in ("hash", "issue", "issued_at", "previous", "changed", "omitted")}
    old = sealed({**head, "certificate": 1}, bare)
    assert altered(old) == script.altered(old) == []
    old["lines"][1]["counted"] += 1
    assert [fault.pointer for fault in altered(old)] == ["/lines/1"]
    assert script.altered(old)[0][0] == "/lines/1"


def file_of(plan):
    """Return the file as the doors hand it out."""
    body = issue(scope=scope_of_code(scope=SYSTEM, code="boss"), plan=plan.id).body
    return json.dumps(body, ensure_ascii=False).encode(), body


def told(data, whole):
    """Say how an altered file is answered: found, the same as before, or missed."""
    value, faults = read(data)
    if value is None or faults:
        with pytest.raises((script.Unreadable, script.Twice)):
            script.read(data)
        return "found"
    found, twin = bool(altered(value)), bool(script.altered(value))
    assert found is twin
    same = json.dumps(value, sort_keys=True) == whole
    return "same" if same and not found else "found" if found and not same else "missed"


def test_any_byte_of_a_real_certificate_that_changes_its_meaning_is_found(world, anna):
    print(f"seed {SEED}")
    data, body = file_of(counted(world, anna))
    whole, chance, answers = json.dumps(body, sort_keys=True), random.Random(SEED), []
    for n in range(1_500):
        at = chance.randrange(len(data))
        new = (bytes([data[at] ^ 1 << chance.randrange(8)]), bytes([chance.randrange(256)])
               + data[at:at + 1], b"")[n % 3]
        answers.append(told(data[:at] + new + data[at + 1:], whole))
    assert "missed" not in answers
    assert answers.count("found") > 1_300


@pytest.mark.prove
def test_every_bit_flipped_and_every_byte_taken_out_or_doubled_is_found(world, anna):
    """All bytes in an order of chance, or those that PANDIAN_PROVE_MINUTES (30) let through."""
    connection.cursor().execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    data, body = file_of(counted(world, anna, auto=True))
    assert body["auto_approvals"]
    assert body["policies"]
    whole, answers = json.dumps(body, sort_keys=True), {"found": 0, "same": 0, "missed": 0}
    order, end = list(range(len(data))), time.monotonic() + PROVE_SECONDS
    random.Random(SEED).shuffle(order)
    done = 0
    for at in order:
        for new in (*(bytes([data[at] ^ 1 << bit]) for bit in range(8)), b"",
                    data[at:at + 1] * 2, b" " + data[at:at + 1]):
            answers[told(data[:at] + new + data[at + 1:], whole)] += 1
        done += 1
        if time.monotonic() > end:
            break
    print(f"seed {SEED}: {done:,} of {len(data):,} bytes, {answers}")
    assert not answers["missed"]


@pytest.mark.django_db(transaction=True)
def test_many_readers_at_once_are_given_one_and_the_same_issue(world, anna):
    plan = counted(world, anna)
    boss = scope_of_code(scope=SYSTEM, code="boss")

    def ask(_n):
        try:
            return issue(scope=boss, plan=plan.id).content_hash
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(ask, range(6)))) == 1
    assert len(issues(scope=boss, plan=plan.id)) == 1
