"""The supervisor's pages of phones: who may, what they show, the exported file."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pandian.capture.devices.queries import alarms, devices
from pandian.governance.words import SYSTEM
from pandian.interfaces.api import pace
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import World
from tests.interfaces.phones import Phone, as_person, counter, verdicts
from tests.interfaces.test_counting_api import opened


@pytest.fixture(autouse=True)
def fresh_pace() -> None:
    pace._buckets.clear()


@pytest.fixture
def lead(world: World) -> Client:
    return as_person(counter("zhao", role="lead"))


@pytest.fixture
def phone(world: World) -> Phone:
    return Phone(counter("li"))


def file_of(phone: Phone, *rows: dict[str, Any], end: str = "") -> bytes:
    """Return what the phone would export."""
    head = {"contract": 1, "push": str(uuid7()), "install": str(phone.install),
            "app_version": "0.4.2", "sent_at": datetime.now(UTC).isoformat(),
            "last_seq": phone.seq, "samples": []}
    body = "".join(f"{json.dumps(line)}\n" for line in (head, *rows)).encode()
    told = end or hashlib.sha256(body).hexdigest()
    return body + f"{json.dumps({'sha256': told})}\n".encode()


def bring(client: Client, content: bytes) -> Any:
    return client.post("/devices/import", {
        "file": SimpleUploadedFile("observations.jsonl", content)})


def visit(phone: Phone, task: str, place: str) -> dict[str, Any]:
    phone.seq += 1
    now = datetime.now(UTC).isoformat()
    return {"visit": {"id": str(uuid7()), "task": task, "place": place, "opened_at": now,
                      "closed_at": now, "complete": True, "install": str(phone.install),
                      "seq": phone.seq}}


PAGES = ("/devices", "/devices/new")


def test_only_those_who_plan_counts_see_devices(world: World, phone: Phone, lead: Client) -> None:
    pages = (*PAGES, f"/devices/{phone.install}")
    for code, expected in (("zhao", 200), ("li", 403)):
        client = as_person(code)
        assert {client.get(page).status_code for page in pages} == {expected}
    assert {Client().get(page).status_code for page in pages} == {302}
    for path in ("revoke", "write-off"):
        answer = as_person("li").post(f"/devices/{phone.install}/{path}", {"reason": "x"})
        assert answer.status_code == 403
    assert bring(as_person("li"), b"").status_code == 403
    boss = as_person(counter("bei", "BJ1", role="lead"))
    assert boss.get(f"/devices/{phone.install}").status_code == 404
    assert phone.install not in {row.install for row in devices(
        scope=SYSTEM._replace(sites=frozenset({"BJ1"})))}


def test_the_page_shows_queue_gaps_refusals_and_the_clock(
    world: World, phone: Phone, lead: Client
) -> None:
    rows = [phone.row(), phone.row(), phone.row(note="x" * 5_000)]
    phone.push(rows[0], rows[2], last_seq=5)
    (row,) = devices(scope=SYSTEM)
    assert (row.last_seq, row.acked_seq, row.queued, row.gaps, row.refused) == (
        5, 1, 3, ((2, 2), (4, 5)), 1)
    shown = lead.get("/devices", headers={"HX-Request": "true"}).content.decode()
    assert "2, 4–5" in shown
    assert "<html" not in shown
    assert "refused_text_too_long" in lead.get(f"/devices/{phone.install}").content.decode()


def test_the_qr_page_shows_the_code_but_never_the_secret_as_text(
    world: World, phone: Phone, lead: Client
) -> None:
    answer = lead.post("/devices/new", {"site": "SH1", "person": "li"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<svg viewBox" in page
    assert "#enrol=" not in page  # no address to open, yet a text to type where no camera is
    assert len(re.findall(r">enrol=[0-9a-f-]{36}\.[A-Za-z0-9_-]{22,}<", page)) == 1
    refused = lead.post("/devices/new", {"site": "SH1", "person": "zhao2"})
    assert refused.status_code in (404, 422)


def test_a_reason_is_needed_to_revoke_and_to_write_off(
    world: World, phone: Phone, lead: Client
) -> None:
    for path in ("revoke", "write-off"):
        answer = lead.post(f"/devices/{phone.install}/{path}", {"reason": "  "})
        assert answer.status_code == 422
    assert lead.post(f"/devices/{phone.install}/revoke",
                     {"reason": "lost", "wipe": "1"}).status_code == 302
    assert phone.push(phone.row()).json()["wipe"] is True


def test_writing_off_names_the_places_that_somebody_must_count_again(
    world: World, phone: Phone, lead: Client
) -> None:
    _, (task,) = opened(world)
    phone.pull(take=[task])
    phone.visit(task, "A-02")
    answer = lead.post(f"/devices/{phone.install}/write-off", {"reason": "broken"}, follow=True)
    assert "A-01, A-03" in answer.content.decode()
    lead.post(f"/devices/{phone.install}/revoke", {"reason": "stolen", "wipe": "1"})
    page = lead.get(f"/devices/{phone.install}").content.decode()
    assert ('id="write-off"' in page, 'id="revoke"' in page) == (False, False)


def test_two_counters_on_one_place_and_a_serial_in_two_places_alarm(
    world: World, phone: Phone, lead: Client
) -> None:
    world.everything.put("/items", [{"code": "PUMP", "name": "泵", "unit": "台",
                                     "tracking": "serial"}])
    _, (task,) = opened(world)
    other = Phone(counter("wu"))
    assert alarms(scope=SYSTEM) == []
    phone.push(phone.row("A-01", quantity=3, task=task))
    other.push(other.row("A-01", quantity=4, task=task))
    phone.push(phone.row("A-02", item="PUMP", serial="S1"))
    other.push(other.row("A-03", item="PUMP", serial="S1"))
    told = {(a.kind, a.place, a.serial, a.people, a.places) for a in alarms(scope=SYSTEM)}
    assert ("two_counters", "A-01", "", ("li", "wu"), ("A-01",)) in told
    assert ("serial_twice", "", "S1", ("li", "wu"), ("A-02", "A-03")) in told
    page = lead.get("/devices").content.decode()
    assert "S1" in page
    assert "777013" not in page


# the exported file

def test_a_file_and_the_network_together_store_each_row_once(
    world: World, phone: Phone, lead: Client
) -> None:
    _, (task,) = opened(world)
    rows = [phone.row("A-01", quantity=n, task=task) for n in range(5)]
    closed = visit(phone, task, "A-01")
    assert verdicts(phone.push(*rows[:2])) == [("created", None)] * 2
    content = file_of(phone, *rows, closed)
    for results in (("created 4", "exists 2"), ("exists 6",)):
        answer = bring(lead, content)
        assert answer.status_code == 200, answer.content.decode()[-3000:]
        assert all(each in answer.content.decode() for each in results)
    assert verdicts(phone.push(*rows)) == [("exists", None)] * 5
    assert phone.push().json()["acked_seq"] == 6
    assert world.everything.get("/tasks?site=SH1").json()["rows"][0]["places_done"] == 1


def test_rows_of_a_file_count_in_the_name_of_the_phone_s_person(
    world: World, phone: Phone, lead: Client
) -> None:
    from pandian.capture.queries import observations

    bring(lead, file_of(phone, phone.row()))
    assert {row.person for row in observations(scope=SYSTEM)} == {"li"}


def test_a_revoked_phone_s_file_waits_in_the_tray(
    world: World, phone: Phone, lead: Client
) -> None:
    from pandian.capture.queries import tray

    lead.post(f"/devices/{phone.install}/revoke", {"reason": "lost"})
    assert bring(lead, file_of(phone, phone.row())).status_code == 200
    assert [row.tray for row in tray(scope=SYSTEM)] == ["revoked"]


@pytest.mark.parametrize(("change", "told"), [
    (lambda c: c.replace(b'"quantity": 7', b'"quantity": 8'), "导出后被改动"),
    (lambda c: c[:-20], "截断"),
    (lambda c: c.rsplit(b"\n", 2)[0] + b"\n", "校验和"),
    (lambda c: b"", "没有记录"),
    (lambda c: c.replace(b'"mode": "set"', b'"mode": "set'), "第 2 行"),
    (lambda c: b"\xff\xfe" + c, "第 1 行"),
    (lambda c: c.split(b"\n", 1)[1], "哪台设备"),
])
def test_a_file_that_was_cut_or_edited_is_named_and_stores_nothing(
    world: World, phone: Phone, lead: Client, change: Any, told: str
) -> None:
    content = change(file_of(phone, phone.row(quantity=7)))
    answer = lead.post("/devices/import", {
        "file": SimpleUploadedFile("x.jsonl", content or b"\n")}, headers={
            "Accept-Language": "zh-CN"})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    from pandian.capture.queries import observations
    assert observations(scope=SYSTEM) == []


def test_a_file_of_a_phone_that_was_never_enrolled_is_not_taken(
    world: World, phone: Phone, lead: Client
) -> None:
    from uuid import uuid4

    phone.install = uuid4()
    assert bring(lead, file_of(phone, phone.row())).status_code == 404
