"""The phone's contract: pushes, pulls, leases, revocation, copies, versions, photos."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from pandian.capture.devices.operations import revoke, write_off
from pandian.governance.words import SYSTEM
from pandian.interfaces.api import pace
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import run
from tests.asked import asked
from tests.chance import fed
from tests.interfaces.conftest import World, caller
from tests.interfaces.phones import Phone, counter, verdicts
from tests.interfaces.test_counting_api import SENTINEL, opened


@pytest.fixture(autouse=True)
def fresh_pace() -> None:
    pace._buckets.clear()


@pytest.fixture
def li(world: World) -> str:
    return counter("li")


@pytest.fixture
def phone(li: str) -> Phone:
    return Phone(li)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def later(phone: Phone, hours: float) -> None:
    """Let the leases of a phone run out: its last sign of life was so many hours ago."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE capture_lease SET taken_at = taken_at - %s, "
                       "expires_at = expires_at - %s WHERE install = %s",
                       [timedelta(hours=hours)] * 2 + [phone.install])


# push

def test_an_answer_says_what_the_phone_is_and_which_version_is_spoken(phone: Phone) -> None:
    answer = phone.push(phone.row()).json()
    assert {k: answer[k] for k in ("device", "wipe", "contract_min", "contract_max", "gaps",
                                   "acked_seq")} == {
        "device": "active", "wipe": False, "contract_min": 1, "contract_max": 1, "gaps": [],
        "acked_seq": 1}
    assert answer["app_min"]


def test_a_device_pushes_only_from_its_own_storage(phone: Phone) -> None:
    assert code(phone.push(phone.row(), install=str(uuid4()))) == (409, "install_unknown")
    assert code(phone.pull(install=str(uuid4()))) == (409, "install_unknown")


def test_an_old_contract_keeps_its_outbox_and_is_told_to_renew(phone: Phone) -> None:
    assert code(phone.push(phone.row(), contract=0)) == (426, "contract_too_old")
    assert phone.pull(contract=0).status_code == 426
    assert phone.push(phone.row(), contract=2).status_code == 400


def test_too_many_rows_or_bytes_are_413_and_store_nothing(phone: Phone) -> None:
    rows = [phone.row(note="n") for _ in range(501)]
    assert code(phone.push(*rows)) == (413, "push_rows")
    assert code(phone.push(*rows[:300], junk="x" * (1 << 20))) == (413, "push_bytes")
    assert verdicts(phone.push(*rows[:500])) == [("created", None)] * 500


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_cut_at_any_byte_stores_nothing(phone: Phone, packed: bool) -> None:
    row = phone.row()
    body = json.dumps({"contract": 1, "install": str(phone.install), "last_seq": 1,
                       "sent_at": datetime.now(UTC).isoformat(), "observations": [row]}).encode()
    whole = gzip.compress(body) if packed else body
    headers = {"Content-Encoding": "gzip"} if packed else {}
    for cut in range(len(whole)):
        answer = phone.caller.ask("POST", "/push", raw=whole[:cut], headers=headers)
        assert answer.status_code == 400, (cut, answer.content)
    assert run("capture", "known_observations", {"sites": [1], "ids": [row["id"]]}) == []
    answer = phone.caller.ask("POST", "/push", raw=whole, headers=headers)
    assert verdicts(answer) == [("created", None)]


@pytest.mark.parametrize("seed", range(2))
def test_shuffled_doubled_and_interleaved_pushes_end_in_one_state(
    world: World, seed: int
) -> None:
    dice = random.Random(seed)
    phones = [Phone(counter(f"p{n}")) for n in range(2)]
    batches = []
    for phone in phones:
        rows = [phone.row(quantity=n) for n in range(40)]
        batches += [(phone, rows[start:start + 8]) for start in range(0, 40, 8)]
    sent = [batch for batch in batches
            for _ in range(min(20, int(dice.paretovariate(0.9))))]
    dice.shuffle(sent)
    seen: dict[str, set[str]] = {}
    for phone, rows in sent:
        shuffled = dice.sample(rows, len(rows))
        for verdict in phone.push(*shuffled).json()["verdicts"]:
            seen.setdefault(verdict["id"], set()).add(verdict["result"])
    assert len(seen) == 80
    assert set().union(*seen.values()) <= {"created", "exists"}
    for phone in phones:
        answer = phone.push().json()
        assert (answer["acked_seq"], answer["gaps"]) == (40, [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT (install, seq)) FROM capture_observation")
        assert cursor.fetchone() == (80, 80)


def test_unknown_modes_entries_and_fields_wait_or_are_kept(phone: Phone) -> None:
    rows = [phone.row(mode="weigh"), phone.row(entry="telepathy"), phone.row(future={"a": [1]})]
    assert verdicts(phone.push(*rows)) == [
        ("created", "unresolved"), ("created", "unresolved"), ("created", None)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT extra FROM capture_observation WHERE id = %s", [rows[2]["id"]])
        assert json.loads(cursor.fetchone()[0]) == {"future": {"a": [1]}}


def test_numbers_that_no_phone_can_draw_are_refused_and_break_nothing(phone: Phone) -> None:
    for seq in (0, -1, 2**53, 2**63, 2**80):
        answer = phone.push(phone.row(seq=seq), last_seq=0)
        assert verdicts(answer) == [("refused_schema", None)], seq
        junk = phone.push({"id": "no", "seq": seq}, last_seq=0)
        assert verdicts(junk) == [("refused_schema", None)], seq


def test_a_copied_phone_is_found_and_must_enrol_again(phone: Phone) -> None:
    phone.push(phone.row())
    phone.seq = 0
    clone = [phone.row(), phone.row()]
    answer = phone.push(*clone)
    assert verdicts(answer) == [("refused_seq_reused", None), ("created", "not_yours")]
    assert answer.json()["device"] == "forked"
    given = phone.pull().json()
    assert (given["device"], given["tasks"], given["catalog"]["items"]) == ("forked", [], [])


def test_a_visit_that_draws_a_used_number_shows_a_copy_too(world: World, phone: Phone) -> None:
    _, (task,) = opened(world)
    phone.push(phone.row(task=task))
    phone.seq = 0
    assert code(phone.visit(task, "A-01")) == (409, "seq_reused")
    assert phone.push().json()["device"] == "forked"


def test_a_restored_phone_is_told_so_by_push_and_pull(phone: Phone) -> None:
    phone.push(*(phone.row() for _ in range(3)))
    phone.seq = 1
    assert code(phone.push(phone.row())) == (409, "install_restored")
    phone.seq = 1
    assert code(phone.pull()) == (409, "install_restored")


def test_a_restored_server_asks_for_what_it_lost(phone: Phone) -> None:
    rows = [phone.row() for _ in range(4)]
    phone.push(*rows[:2], last_seq=2)
    assert phone.pull(last_seq=2).json()["resend_from"] is None
    assert phone.pull().json()["resend_from"] == 3


# revocation

def test_a_revoked_phone_hands_in_for_thirty_days_and_reads_nothing(
    world: World, phone: Phone
) -> None:
    _, (task,) = opened(world)
    kept = phone.row(task=task)
    revoke(scope=SYSTEM, install=phone.install, reason="lost in the aisle", wipe=True)
    answer = phone.push(kept)
    assert verdicts(answer) == [("created", "revoked")]
    assert (answer.json()["device"], answer.json()["wipe"]) == ("revoked", True)
    given = phone.pull().json()
    assert (given["device"], given["wipe"], given["complete"]) == ("revoked", True, True)
    assert given["tasks"] == []
    assert not any(given["catalog"].values())
    assert phone.visit(task, "A-01").status_code == 201
    assert world.shanghai.get("/tasks?site=SH1").json()["rows"][0]["places_done"] == 0
    assert phone.caller.get("/tasks").status_code == 401
    with connection.cursor() as cursor:
        cursor.execute("UPDATE governance_token SET revoked_at = now() - interval '31 days' "
                       "WHERE device IS NOT NULL")
    assert phone.push(phone.row()).status_code == 401
    assert phone.pull().status_code == 401


# leases, gaps, closing

def assign(world: World, task: str, person: str) -> None:
    assert world.everything.post(f"/tasks/{task}/assign", {"person": person}).status_code == 200


def test_an_assigned_task_is_leased_by_the_pull_to_one_install(world: World, li: str) -> None:
    _, (task,) = opened(world)
    assign(world, task, li)
    first, second = Phone(li), Phone(li)
    mine, theirs = (p.pull().json()["tasks"][0] for p in (first, second))
    assert mine["lease"]["id"]
    assert (theirs["lease"], theirs["leased_to"]) == (None, "A区-3号")
    assert verdicts(second.push(second.row(task=task))) == [("created", "not_yours")]
    assert verdicts(first.push(first.row(task=task))) == [("created", None)]


def test_a_task_for_anybody_is_leased_when_asked_for_or_written_to(world: World) -> None:
    _, (task,) = opened(world)
    a, b = Phone(counter("a")), Phone(counter("b"))
    assert a.pull().json()["tasks"][0]["lease"] is None
    assert b.pull(take=[task]).json()["tasks"][0]["lease"]
    assert verdicts(a.push(a.row(task=task))) == [("created", "not_yours")]


def test_rows_of_a_lease_that_ran_out_offline_count(world: World) -> None:
    _, (task,) = opened(world)
    a, b = Phone(counter("a")), Phone(counter("b"))
    a.pull(take=[task])
    later(a, 13)
    assert b.pull(take=[task]).json()["tasks"][0]["lease"]
    assert verdicts(a.push(a.row("A-01", quantity=3, task=task))) == [("created", None)]
    assert verdicts(b.push(b.row("A-01", quantity=4, task=task))) == [("created", None)]


def test_every_sign_of_life_renews_a_lease(world: World, li: str) -> None:
    _, (task,) = opened(world)
    assign(world, task, li)
    phone = Phone(li)
    first = phone.pull().json()["tasks"][0]["lease"]
    phone.push(phone.row())
    again = phone.pull().json()["tasks"][0]["lease"]
    assert again["id"] == first["id"]
    assert again["expires_at"] > first["expires_at"]


def test_rows_for_a_closed_task_are_late(world: World, li: str) -> None:
    _, (task,) = opened(world)
    phone = Phone(li)
    for place in ("A-01", "A-02", "A-03"):
        assert phone.visit(task, place).status_code == 201
    assert world.everything.post(f"/tasks/{task}/close", {}).status_code == 200
    assert verdicts(phone.push(phone.row(task=task))) == [("created", "late")]


def test_a_task_stays_open_over_a_gap_and_over_a_silent_lease_until_written_off(
    world: World, li: str
) -> None:
    _, (task,) = opened(world)
    assign(world, task, li)
    silent, holed = Phone(li), Phone(counter("wu"))
    silent.pull()
    holed.row(task=task)
    holed.push(holed.row(task=task))
    refused = world.everything.post(f"/tasks/{task}/close", {})
    assert refused.status_code == 409
    told = {(e["code"], str(p.install)) for e in refused.json()["errors"]
            for p in (silent, holed) if str(p.install) in e["message"]}
    assert told == {("lease_silent", str(silent.install)), ("seq_gap", str(holed.install))}
    held = write_off(scope=SYSTEM, install=silent.install, reason="fell into the sea")
    assert [str(each) for each in held] == [task]
    write_off(scope=SYSTEM, install=holed.install, reason="battery died")
    codes = {e["code"] for e in world.everything.post(f"/tasks/{task}/close", {}).json()["errors"]}
    assert codes == {"place_open"}


def test_a_visit_with_a_hole_before_it_waits(world: World, li: str) -> None:
    plan, (task,) = opened(world)
    phone = Phone(li)
    seen = phone.row("A-02", quantity=20, task=task)
    assert phone.visit(task, "A-02").status_code == 201
    def lines() -> list[Any]:
        world.everything.post(f"/counts/{plan['id']}/settle", {})
        rows = world.everything.get(f"/counts/{plan['id']}/lines").json()["rows"]
        return [(row["place"], row["counted"]) for row in rows if row["counted"] is not None]
    assert lines() == []
    phone.push(seen)
    assert lines() == [("A-02", 20)]


# pull

def test_a_blind_task_has_neither_lines_nor_book_and_an_open_one_has_both(
    world: World, li: str
) -> None:
    opened(world)
    phone = Phone(li)
    raw = phone.pull(want=["tasks", "catalog", "policy", "words", "serials"]).content
    assert str(SENTINEL).encode() not in raw
    assert b'"book"' not in raw
    task = json.loads(raw)["tasks"][0]
    assert "lines" not in task
    assert [p["code"] for p in task["places"]] == ["A-01", "A-02", "A-03"]
    given = world.everything.post("/counts", {
        "id": str(uuid7()), "site": "SH1", "name": "明盘", "purpose": "cycle_counting",
        "scope": {"places": ["A-01"]}, "blind": False, "tolerance": {"quantity": 0}})
    assert given.status_code == 201
    shown = next(t for t in phone.pull().json()["tasks"] if not t["blind"])
    assert [(row["item"], row["book"]) for row in shown["lines"]] == [("GAUZE", SENTINEL)]


def test_no_price_leaves(world: World, phone: Phone) -> None:
    world.everything.put("/items", [{"code": "DEAR", "name": "贵", "unit": "支",
                                     "cost": "98765.43"}])
    raw = b"".join(json.dumps(page).encode() for page in phone.package())
    assert b"DEAR" in raw
    assert b"98765" not in raw
    assert b"cost" not in raw


@pytest.mark.django_db(transaction=True)
def test_what_changed_comes_after_a_checkpoint_with_its_tombstone(
    world: World, phone: Phone
) -> None:
    phone.package()
    world.everything.put("/items", [{"code": "GAUZE", "name": "新纱布", "unit": "片",
                                     "packs": [{"unit": "盒", "factor": 12,
                                                "gtin": "06901234567892"}]}])
    world.everything.put("/lots", [{"item": "STENT", "lot": "L2"}])
    world.everything.put("/places", [{"site": "SH1", "code": "B-01", "kind": "bin"},
                                     {"site": "BJ1", "code": "X-01", "kind": "bin"}])
    catalog = changes(phone, until="places")
    # what the feed's horizon still covered at the checkpoint may come once more: the other item
    assert [i["name"] for i in catalog["items"] if i["item"] == "GAUZE"][-1] == "新纱布"
    assert {i["item"] for i in catalog["items"]} <= {"GAUZE", "STENT"}
    assert {(p["unit"], p["factor"]) for p in catalog["packs"] if p["item"] == "GAUZE"} == {
        ("盒", 12), ("片", 1)}
    assert [(c["key"], c["factor"]) for c in catalog["codes"]
            if c["item"] == "GAUZE"][-1:] == [("06901234567892", 12)]
    assert [row["lot"] for row in catalog["lots"]][-1] == "L2"
    assert [row["place"] for row in catalog["places"]][-1] == "B-01"
    assert "X-01" not in {row["place"] for row in catalog["places"]}
    assert {"kind": "item", "code": "GAUZE"} in catalog["tombstones"]
    assert comes_to_rest(phone), "what is known is not sent for ever"


def comes_to_rest(phone: Phone) -> bool:
    """Pull until nothing comes any more; other transactions of the server may hold that back."""
    return any(not any(phone.package()[0]["catalog"].values()) for _ in fed())


def changes(phone: Phone, *, until: str) -> dict[str, list[Any]]:
    """Pull what changed until a section arrives: a fact shows once all older writes are done."""
    together: dict[str, list[Any]] = {}
    for _ in fed():
        for page in phone.package():
            for section, rows in page["catalog"].items():
                together.setdefault(section, []).extend(rows)
        if together[until]:
            return together
    raise AssertionError(together)


def test_pages_hold_five_thousand_rows_and_together_everything(
    world: World, phone: Phone
) -> None:
    world.everything.put("/items", [
        {"code": f"I{n}", "name": f"物料{n}", "unit": "个", "codes": [
            {"scheme": "erp", "value": f"E{n}"}]} for n in range(4_000)])
    pages = phone.package()
    assert len(pages) == 3
    sizes = [sum(len(rows) for rows in page["catalog"].values()) for page in pages]
    assert max(sizes) <= 5_000
    for section in ("items", "codes"):
        rows = [json.dumps(row) for page in pages for row in page["catalog"][section]]
        assert len(rows) == len(set(rows)) >= 4_000
    assert phone.package()[0]["catalog"]["items"] == []


def test_the_number_of_statements_does_not_grow_with_rows(world: World, phone: Phone) -> None:
    _, (task,) = opened(world)

    def statements(act: Any) -> int:
        with asked() as told:
            act()
        return len(told)

    phone.pull()
    few = statements(phone.pull)
    world.everything.put("/items", [
        {"code": f"I{n}", "name": f"物料{n}", "unit": "个"} for n in range(400)])
    world.everything.post("/counts", {
        "id": str(uuid7()), "site": "SH1", "name": "二", "purpose": "cycle_counting",
        "scope": {"places": ["A-01", "A-02"]}, "blind": True, "tolerance": {"quantity": 0}})
    assert statements(phone.pull) == few
    one, many = [phone.row(task=task)], [phone.row(task=task) for _ in range(300)]
    assert statements(lambda: phone.push(*many)) <= statements(lambda: phone.push(*one)) + 2


@pytest.mark.parametrize("cursor", [
    "", "x", "!" * 100, "bnVsbA", "WyIxIiwiaXRlbXMiLCItMSIsIjEtMSJd", "A" * 2_000,
    "WyIxIiwiY2hhbmdlcyIsIjAiLCI5OTk5OTk5OTk5OTk5OTktMSJd",
])
def test_a_cursor_that_is_not_ours_is_gone(phone: Phone, cursor: str) -> None:
    answer = phone.pull(cursor=cursor)
    if cursor == "":
        assert answer.status_code == 200
    else:
        assert code(answer) == (409, "cursor_gone")


def test_a_token_without_a_device_pulls_nothing(world: World) -> None:
    plain = caller("plain", "SH1", can=["counting.count", "capture.push"])
    answer = plain.post("/pull", {"contract": 1, "install": str(uuid4()), "cursor": None,
                                  "sent_at": datetime.now(UTC).isoformat()})
    assert code(answer) == (409, "install_unknown")


# photos

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def put(phone: Phone, content: bytes, digest: str = "") -> Any:
    named = digest or hashlib.sha256(content).hexdigest()
    return phone.caller.ask("PUT", f"/photos/{named}", raw=content)


def test_a_photo_is_kept_once_and_shown_only_to_those_who_may_see_it(
    world: World, phone: Phone
) -> None:
    assert (put(phone, PNG).status_code, put(phone, PNG).json()["result"]) == (201, "exists")
    path = f"/photos/{hashlib.sha256(PNG).hexdigest()}"
    shown = phone.caller.get(path)
    assert (shown.status_code, shown.content, shown["Content-Type"]) == (200, PNG, "image/png")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert world.shanghai.get(path).status_code == 200
    assert world.beijing.get(path).status_code == 404
    assert Phone(counter("wu")).caller.get(path).status_code == 404


def test_bytes_that_are_no_photo_are_refused_by_name(phone: Phone) -> None:
    assert code(put(phone, b"<svg onload=alert(1)>")) == (422, "type_unknown")
    assert code(put(phone, b"GIF89a")) == (422, "type_unknown")
    assert code(put(phone, b"RIFF1234AVI ")) == (422, "type_unknown")
    assert code(put(phone, PNG, "0" * 64)) == (422, "hash_differs")
    assert code(put(phone, PNG, "zz")) == (404, "photo_unknown")
    assert code(put(phone, PNG + b"\0" * (2 << 20))) == (413, "photo_too_large")


POISON = ["A\0B", "\u202e]d2<b>", "=1+1", "x" * 4096, "\ud800", "全角０１", "'\"><svg onload=1>"]


def test_poison_codes_are_kept_verbatim_and_hold_nobody_up(world: World, phone: Phone) -> None:
    rows = [phone.row(item=None, code=code, codes=[code]) for code in POISON]
    assert {v["result"] for v in phone.push(*rows).json()["verdicts"]} == {"created"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, extra FROM capture_observation ORDER BY seq")
        kept = cursor.fetchall()
    for code, (shown, extra) in zip(POISON, kept, strict=True):
        raw = json.loads(extra).get("code_base64")
        assert (b64decode(raw).decode("utf-8", "surrogatepass") if raw else shown) == code
    again = phone.push(*rows).json()
    assert {verdict["result"] for verdict in again["verdicts"]} == {"exists"}
    assert len(world.everything.get("/inbox?tray=unresolved").json()["rows"]) == len(POISON)
