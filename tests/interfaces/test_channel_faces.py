"""Channels by page, by API and by command: set, tried out, never telling their secrets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from pandian.config import main as entry
from pandian.exchange.notices.operations import send_due
from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from pandian.insight.alerting.operations import evaluate
from pandian.insight.delivery.queries import channels, messages
from pandian.interfaces.jobs import tasks
from pandian.kernel.outside.rules import allowed_of
from pandian.kernel.rules import uuid7
from tests.asked import asked
from tests.interfaces.conftest import Caller, caller
from tests.stories.counting_world import PASSWORD, World
from tests.stories.outside import Web, running

pytestmark = pytest.mark.django_db
SECRET = "an-unguessable-secret-42"
KEY = "key-that-nobody-reads"
QUERIES_MAX = 14


@pytest.fixture
def world() -> World:
    world = World()
    for code, role in (("ad", "admin"), ("li", "controller")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["SH1"],
                      password=PASSWORD)
    return world


@pytest.fixture
def web(settings: Any) -> Iterator[Web]:
    settings.OUT_HOSTS = allowed_of("127.0.0.1")
    with running(Web()) as server:
        yield server


def client(code: str, language: str = "en") -> Client:
    made = Client(headers={"accept-language": language})
    made.force_login(get_user_model().objects.get(code=code))
    return made


def text(answer: Any) -> str:
    return str(answer.content.decode())


def form(web: Web, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "site": "SH1", "name": "值班群", "kind": "webhook",
            "address": f"http://127.0.0.1:{web.port}/hook?key={KEY}", "secret": SECRET,
            "language": "zh-hans", "time_zone": "Asia/Shanghai", "pace": "at_once",
            "urgent": "1", **more}


def test_an_administrator_sets_tries_and_removes_a_channel_on_its_page(
    world: World, web: Web
) -> None:
    ad = client("ad")
    assert "nothing leaves the house" in text(ad.get("/channels"))
    assert 'href="/channels"' in text(ad.get("/alerts"))
    assert "Critical alerts go at once" in text(ad.get("/channels/new?kind=feishu"))
    sent = form(web)
    page = text(ad.post("/channels/new", sent, follow=True))
    assert "Send a trial message to see whether it works." in page
    assert text(ad.post("/channels/new", sent, follow=True)), "twice is once"
    (row,) = channels(scope=SYSTEM)
    here = f"/channels/{row.id}"
    page = text(ad.post(f"{here}/act", {"act": "trial", "seen": 1}, follow=True))
    assert "The trial message went." in page
    assert json.loads(web.got[0].body)["type"] == "alerts.trial"
    for address in (here, "/channels"):
        with asked() as sent:
            page += text(ad.get(address))
        assert len(sent) <= QUERIES_MAX, address
    assert KEY not in page
    assert SECRET not in page
    assert f"http://127.0.0.1:{web.port}/…" in page
    changed = {**form(web, address="", secret="", name="群 2", pace="minutes", minutes="15",
                      quiet_from="22", quiet_to="7", severities=["critical"]), "seen": "1"}
    assert "The channel is kept." in text(ad.post(here, changed, follow=True))
    (row,) = channels(scope=SYSTEM)
    assert (row.name, row.pace, row.every, row.quiet, row.severities, row.version) == (
        "群 2", "minutes", 15, (22, 7), ("critical",), 2)
    assert ad.post(here, changed).status_code == 409, "it was changed since"
    assert "Switch it off before" in text(ad.post(f"{here}/act", {"act": "remove", "seen": 2}))
    ad.post(f"{here}/act", {"act": "off", "seen": 2})
    page = text(ad.post(f"{here}/act", {"act": "remove", "seen": 3}, follow=True))
    assert "removed, with its address and secret" in page
    assert channels(scope=SYSTEM) == []


def test_a_form_that_is_wrong_comes_back_with_every_reason_and_without_the_secret(
    world: World, web: Web
) -> None:
    ad = client("ad")
    answer = ad.post("/channels/new", form(
        web, name="", address="https://10.0.0.7/x", secret="too short", pace="minutes",
        minutes="1"))
    page = text(answer)
    assert answer.status_code == 422
    for said in ("for 4 reasons", "10.0.0.7 is in a private network", "at least 16 characters",
                 "Out of the range 5 to 1440"):
        assert said in page
    assert 'value="https://10.0.0.7/x"' in page
    assert "too short" not in page
    answer = ad.post("/channels/new", form(web, pace="daily", hour="x", quiet_from="3"))
    assert answer.status_code == 422
    assert channels(scope=SYSTEM) == []


def test_a_failing_channel_is_told_on_its_page_and_in_health(world: World, web: Web) -> None:
    ad = client("ad")
    ad.post("/channels/new", form(web))
    (row,) = channels(scope=SYSTEM)
    web.says = (302, {"Location": "http://127.0.0.1:9/"}, b"")
    page = text(ad.post(f"/channels/{row.id}/act", {"act": "trial", "seen": 1}, follow=True))
    assert "it wanted to send us elsewhere (302); we did not follow" in page
    world.stock_in("PLAIN", "A-01", 2, minutes=700)
    world.ship("PLAIN", "A-01", 5, 600)
    evaluate(scope=SYSTEM, site="SH1", now=world.now)
    tasks.send_alerts(timestamp=0)
    page = text(ad.get("/channels"))
    assert "trying again" in page
    assert "it wanted to send us elsewhere" in page
    assert len(web.got) == 2
    health = caller("feed", "*").get("/health").json()["delivery"]
    assert health == {"ok": True, "channels": 1, "failing": 0, "failed": 0, "retrying": 1}
    tasks.tidy_messages(timestamp=0)


def test_what_failed_is_sent_again_by_a_tap_or_by_the_api_and_twice_is_once(
    world: World, web: Web
) -> None:
    ad, feed = client("ad"), caller("feed", "*")
    ad.post("/channels/new", form(web))
    (row,) = channels(scope=SYSTEM)
    world.stock_in("PLAIN", "A-01", 2, minutes=700)
    world.ship("PLAIN", "A-01", 5, 600)
    evaluate(scope=SYSTEM, site="SH1", now=world.now)
    web.says, at = (503, {}, b""), world.now
    while not send_due(scope=SYSTEM, now=at).failed:
        at += timedelta(hours=1)
    (lost,) = messages(scope=SYSTEM, id=row.id)
    here, seen = f"/channels/{row.id}", {"act": "again", "message": f"{lost.id}@0"}
    assert f'href="{here}#messages"' in text(ad.get("/channels"))
    assert f'value="{lost.id}@0"' in text(ad.get(here))
    for _tap in range(2):
        page = text(ad.post(f"{here}/act", seen, follow=True))
        assert "What failed is sent again, under its own number" in page
    assert "will be sent again in its turn" in page
    assert "No message is chosen" in text(ad.post(f"{here}/act", {"act": "again"}))
    asked_for = {"messages": [{"id": str(lost.id), "seen": 0}]}
    told = feed.post(f"{here}/again", asked_for).json()
    assert told["asked"] == {"created": 0, "exists": 1}
    assert (told["messages"][0]["again"], told["messages"][0]["state"]) == (1, "failed")
    web.says = (200, {}, b"")
    send_due(scope=SYSTEM, now=at)
    assert json.loads(web.got[-1].body)["id"] == json.loads(web.got[0].body)["id"]
    wrong = feed.post(f"{here}/again", {"messages": [{"id": str(lost.id), "seen": 1}]})
    assert wrong.json()["errors"][0]["code"] == "channel_message_state"
    assert client("li").post(f"{here}/act", seen).status_code == 403
    assert feed.post(f"{here}/again", {"messages": []}).status_code == 422


def test_nobody_else_opens_the_pages_and_no_other_site_is_touched(world: World, web: Web) -> None:
    client("ad").post("/channels/new", form(web))
    (row,) = channels(scope=SYSTEM)
    li = client("li")
    assert [li.get(path).status_code for path in ("/channels", "/channels/new",
                                                  f"/channels/{row.id}")] == [403] * 3
    assert 'href="/channels"' not in text(li.get("/alerts"))
    assert client("ad").post("/channels/new", form(web, site="*")).status_code == 404
    far = caller("far", "BJ1", can=["governance.write"])
    assert far.get(f"/channels/{row.id}").status_code == 404
    assert far.post(f"/channels/{row.id}/trial").status_code == 404
    assert web.got == []


def wanted(web: Web, **more: Any) -> dict[str, Any]:
    return {"site": "SH1", "id": str(uuid7()), "name": "erp", "kind": "webhook",
            "address": f"http://127.0.0.1:{web.port}/{KEY}", "secret": SECRET, **more}


def test_the_api_sets_reads_tries_switches_and_removes(world: World, web: Web) -> None:
    feed: Caller = caller("feed", "*")
    body = wanted(web, quiet={"begins": 22, "ends": 7}, severities=["warning"])
    made = feed.put("/channels", body)
    assert made.status_code == 200, made.content
    assert (made.json()["version"], made.json()["quiet"]) == (1, [22, 7])
    here = f"/channels/{body['id']}"
    assert feed.post(f"{here}/trial").json()["sent"] is True
    assert feed.post(f"{here}/trial").json()["errors"][0]["code"] == "channel_trial_soon"
    said = text(feed.get("/channels")) + text(feed.get(here)) + text(made) + text(feed.get(
        "/facts?limit=1000"))
    assert KEY not in said
    assert SECRET not in said
    wrong = feed.put("/channels", wanted(web, name="fax", kind="fax", pace="never", sites=["SH1"]))
    assert {each["pointer"] for each in wrong.json()["errors"]} == {"/kind", "/pace", "/sites"}
    assert feed.put("/channels", {**body, "seen": 7}).status_code == 409
    assert feed.post(f"{here}/remove", {"seen": 1}).status_code == 422
    off = feed.post(f"{here}/switch", {"seen": 1, "active": False}).json()
    assert (off["active"], off["messages"][0]["state_label"]) == (False, "delivered")
    assert feed.post(f"{here}/remove", {"seen": 2}).json()["result"] == "removed"
    assert feed.get(here).status_code == 404


def test_the_command_lists_channels_and_sends(
    world: World, web: Web, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en")
    client("ad").post("/channels/new", form(web))

    def said(*args: str) -> tuple[int, str]:
        parsed = entry._parser().parse_args(["alerts", *args])
        return parsed.module.handle(parsed), capsys.readouterr().out

    assert re.match(r"0, .*SH1 +webhook +on +- +waiting=0 值班群 -> http://127.0.0.1:\d+/…",
                    "{}, {}".format(*said("channels", "--site", "SH1")))
    assert said("send") == (0, "sent=0 failed=0 again=0\n")
