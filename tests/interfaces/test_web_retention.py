"""The pages of legal holds and purges: empty, faulty, done by two.   记录保全与清除页"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pandian.governance.queries import scope_of_person
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import raw_connection
from pandian.lifecycle.retention.queries import holds, purges
from tests.interfaces.test_web_documents import PASSWORD, browser, world

__all__ = ["world"]
TWO = ("quality", "manager")


def decider(world: dict[str, Any]) -> list[str]:
    return [role for role, id in world.items()
            if scope_of_person(person=id).may("lifecycle.decide", "SH1")]


def leases(count: int, days: int = 4_000) -> None:
    ended = datetime.now(UTC) - timedelta(days=days)
    with raw_connection().cursor() as cursor:
        cursor.execute("SELECT id FROM governance_site WHERE code = 'SH1'")
        (site,) = cursor.fetchone() or (0,)
        for _ in range(count):
            cursor.execute(
                """INSERT INTO capture_lease (id, site, task, install, person, taken_at,
                   renewed_at, expires_at, ended_at)
                   VALUES (%s, %s, %s, %s, 'kim', %s, %s, %s, %s)""",
                (uuid7(), site, uuid7(), uuid7(), ended, ended, ended, ended))


def hold(**more: str) -> dict[str, str]:
    return {"id": str(uuid7()), "site": "SH1", "cause": "legal", "reason": "lawsuit 7",
            "password": PASSWORD, "item": "", "lot": "", "document": "", **more}


def test_nothing_held_and_nothing_purged_is_said_in_words(world: dict[str, Any]) -> None:
    client = browser(world, "inspector")
    text = client.get("/holds").content.decode()
    assert "No legal hold was ever laid" in text
    assert "Sign and lay the hold" not in text, "an inspector only reads"
    text = client.get("/purges").content.decode()
    assert "Nothing was ever purged" in text
    assert "Expired sessions" in text
    text = client.get("/purges/new?kind=photos&site=SH1").content.decode()
    assert "There is nothing of this class of before that day" in text
    for address in (f"/holds/{uuid7()}", f"/purges/{uuid7()}"):
        assert client.get(address).status_code == 404


def test_a_hold_is_laid_shown_with_what_it_keeps_and_lifted(world: dict[str, Any]) -> None:
    leases(2)
    client = browser(world, decider(world)[0])
    form = hold(cause="whim", reason="", lot="L1")
    bad = client.post("/holds", form)
    assert bad.status_code == 422
    text = bad.content.decode()
    assert text.count("cell-fault") == 2
    assert "3 reasons" in text
    wrong = client.post("/holds", hold(document="RC-1", site=""))
    assert wrong.status_code == 422
    assert 'value="RC-1"' in wrong.content.decode(), "what was typed is still there"
    assert client.post("/holds", hold(password="no")).status_code in (403, 422)
    assert holds(scope=SYSTEM) == []
    done = client.post("/holds", hold())
    assert done.status_code == 302, done.content.decode()[-600:]
    text = client.get(done["Location"]).content.decode()
    assert "The whole site" in text
    assert "What it keeps today" in text
    assert '<td class="text-end">2</td>' in text
    page = client.get("/purges/new?kind=leases&site=SH1").content.decode()
    assert "under a legal hold: lawsuit 7" in page
    assert "Propose that" not in page
    assert client.post(done["Location"], {"reason": "", "password": PASSWORD}).status_code == 422
    lifted = client.post(done["Location"], {"reason": "settled", "password": PASSWORD})
    assert lifted.status_code == 302
    text = client.get(done["Location"]).content.decode()
    assert ("settled" in text, "Sign and lift" in text) == (True, False)
    assert "1 hold stands" not in client.get("/holds").content.decode()


def test_one_proposes_what_may_go_and_another_signs_it(world: dict[str, Any]) -> None:
    leases(3)
    leases(1, days=2)
    first, second = decider(world)[:2]
    one, other = browser(world, first), browser(world, second)
    today = datetime.now(UTC).date() + timedelta(days=1)
    address = f"/purges/new?kind=leases&site=SH1&before={today}"
    text = one.get(address).content.decode()
    assert "Propose that 3 records go" in text
    assert "is kept until" in text
    seen = text.split('name="seen" value="')[1].split('"')[0]
    form = {"id": str(uuid7()), "kind": "leases", "site": "SH1", "before": str(today),
            "seen": seen, "reason": "beyond their terms"}
    assert one.post("/purges/new", {**form, "reason": " "}).status_code == 422
    stale = one.post("/purges/new", {**form, "seen": "another"})
    assert (stale.status_code, "changed since" in stale.content.decode()) == (422, True)
    made = one.post("/purges/new", form)
    assert made["Location"] == one.post("/purges/new", form)["Location"], "sent twice"
    page = one.get(made["Location"]).content.decode()
    assert "another person signs it" in page
    assert one.post(made["Location"], {"password": PASSWORD}).status_code == 422
    page = other.get(made["Location"]).content.decode()
    assert "Sign: take 3 records away for good" in page
    assert other.post(made["Location"], {"password": "no"}).status_code in (403, 422)
    assert other.post(made["Location"], {"password": PASSWORD}).status_code == 302
    row, = purges(scope=SYSTEM)
    assert (row.photos, row.actor, row.done_by) == (3, f"p-{first}", f"p-{second}")
    page = other.get(made["Location"]).content.decode()
    assert page.count(">gone<") == 3
    assert other.post(made["Location"], {"password": PASSWORD}).status_code == 409
    assert "Propose that" not in one.get(address).content.decode(), "the young one stays"


@pytest.mark.parametrize(("query", "status"), [
    ("kind=nothing&site=SH1", 422), ("kind=photos&site=SH1&before=never", 422),
    ("kind=photos&site=BJ1", 404), ("kind=sessions", 403), ("kind=%00&site=SH1", 400)])
def test_what_cannot_be_asked_is_answered_by_name(
    world: dict[str, Any], query: str, status: int
) -> None:
    client = browser(world, decider(world)[0])
    answer = client.get(f"/purges/new?{query}")
    assert answer.status_code == status
    assert "Traceback" not in answer.content.decode()


def test_who_may_not_decide_signs_nothing(world: dict[str, Any]) -> None:
    reader = browser(world, "inspector")
    assert reader.post("/holds", hold()).status_code == 403
    assert reader.post("/purges/new", {"kind": "leases", "site": "SH1", "reason": "r",
                                       "seen": "x"}).status_code in (403, 422)
    assert browser(world, "counter").get("/holds").status_code == 403
    assert holds(scope=SYSTEM) == []
