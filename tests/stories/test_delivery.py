"""Alerts leave the house: heard once, sent once, signed, never to where they must not go."""

from __future__ import annotations

import json
import logging
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from counting_world import PASSWORD, World
from django.db import connection
from outside import Mail, Post, Web, dripping, running

from pandian.catalog.operations import put_sites
from pandian.config import schema
from pandian.config.lan import certificates
from pandian.exchange.notices.operations import send_due, send_trial
from pandian.exchange.notices.rules import webhook_sign
from pandian.exchange.notices.talking.operations import NotSent, post
from pandian.exchange.notices.words import Sent
from pandian.governance.operations import create_person
from pandian.governance.queries import SiteNotFound, scope_of_code
from pandian.governance.words import SYSTEM, Scope, SiteDraft
from pandian.insight.alerting.operations import close, evaluate
from pandian.insight.alerting.queries import alerts
from pandian.insight.alerting.words import AlertFilter
from pandian.insight.delivery.operations import (
    claim,
    remove,
    set_channel,
    settle,
    switch,
    tidy,
)
from pandian.insight.delivery.queries import (
    channel,
    channels,
    delivery_health,
    messages,
)
from pandian.insight.delivery.words import (
    LEASE_SECONDS,
    TRIES_MAX,
    ChannelConflict,
    ChannelDraft,
    ChannelNotFound,
    ChannelRefused,
    ChannelRow,
)
from pandian.kernel.outside.rules import allowed_of
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECRET = "an-unguessable-secret-42"
KEY = "key-that-nobody-reads"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at one condition only: what the others find is told elsewhere."""
    monkeypatch.setattr("pandian.insight.alerting.operations.here", lambda _site: ["negative"])


@pytest.fixture
def world(db: None) -> World:
    """The book of PLAIN at A-01 is 37,123 short since ten hours."""
    world = World()
    world.stock_in("PLAIN", "A-01", 2, minutes=700)
    world.ship("PLAIN", "A-01", 37_125, 600)
    return world


@pytest.fixture
def web(settings: Any) -> Iterator[Web]:
    settings.OUT_HOSTS = allowed_of("127.0.0.1")
    settings.ADDRESS = "https://stock.example/"
    with running(Web()) as server:
        yield server


def made(web: Web | None = None, *, scope: Scope = SYSTEM, kind: str = "webhook", **more: Any
         ) -> ChannelRow:
    address = f"http://127.0.0.1:{web.port}/hook?key={KEY}" if web else "a@ward.example"
    draft = ChannelDraft("SH1", uuid7(), f"{kind}-{more.get('name', 'x')}", kind, address,
                         SECRET if kind == "webhook" else None, "en")
    return set_channel(scope=scope, draft=draft._replace(**more))


def look(world: World, hours: float = 5) -> datetime:
    at = world.now + hours * HOUR
    assert not evaluate(scope=SYSTEM, site=world.site, now=at).failed
    return at


def again(world: World, at: datetime) -> None:
    """Let there be news of the short book."""
    world.ship("PLAIN", "A-01", 1, 550)
    evaluate(scope=SYSTEM, site=world.site, now=at)


def codes(refused: Any) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def outbox() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM insight_notice")
        return int(cursor.fetchone()[0])


def test_an_alert_is_sent_once_signed_and_without_figures(world: World, web: Web) -> None:
    row = made(web)
    at = look(world)
    look(world)
    assert outbox() == 1, "a look that finds nothing new tells nothing"
    assert send_due(scope=SYSTEM, now=at) == Sent(1, 0, 0)
    assert send_due(scope=SYSTEM, now=at) == Sent(0, 0, 0)
    (got,) = web.got
    body = json.loads(got.body)
    (told,) = body["alerts"]
    assert told["message"] == "The book of PLAIN at A-01 is — short, for over 4 hours"
    assert "short" not in told["facts"]
    assert b"37123" not in got.body
    assert b"37,123" not in got.body
    assert told["link"] == f"https://stock.example/alerts/{told['id']}"
    assert got.headers["idempotency-key"] == got.headers["webhook-id"] == body["id"]
    assert got.headers["webhook-signature"] == webhook_sign(
        SECRET, body["id"], got.headers["webhook-timestamp"], got.body)
    (message,) = messages(scope=SYSTEM, id=row.id)
    assert (message.state, message.notices, message.tries, message.why) == ("sent", 1, 1, "")


def test_what_came_again_waits_escalation_and_closing_are_told(world: World, web: Web) -> None:
    made(web)
    at = look(world)
    send_due(scope=SYSTEM, now=at)
    for minutes in (1, 2, 3):
        again(world, at + timedelta(minutes=minutes))
    assert send_due(scope=SYSTEM, now=at + timedelta(minutes=50)) == Sent(0, 0, 0)
    assert send_due(scope=SYSTEM, now=at + timedelta(minutes=61)) == Sent(1, 0, 0)
    (one,) = json.loads(web.got[-1].body)["alerts"]
    assert (one["act"], one["times"]) == ("worse", 4)
    late = look(world, 5 + 25)
    assert send_due(scope=SYSTEM, now=late) == Sent(1, 0, 0)
    assert json.loads(web.got[-1].body)["alerts"][0]["act"] == "escalated"
    (found,) = alerts(scope=SYSTEM, wanted=AlertFilter("SH1", "negative"), now=late).rows
    close(scope=SYSTEM, id=found.id, seen=found.version, reason="known", now=late + HOUR)
    send_due(scope=SYSTEM, now=late + HOUR)
    assert json.loads(web.got[-1].body)["alerts"][0]["act"] == "closed"


def test_a_channel_hears_what_it_was_set_to_hear(world: World, web: Web) -> None:
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    hears = {
        "all": made(web, name="all", site="*"), "here": made(web, name="here"),
        "listed": made(web, name="listed", site="*", sites=("SH1",)),
        "other": made(web, name="other", site="*", sites=("BJ1",)),
        "bj": made(web, name="bj", site="BJ1"),
        "manager": made(web, name="manager", roles=("manager",)),
        "controller": made(web, name="controller", roles=("controller",)),
        "expired": made(web, name="expired", conditions=("expired",)),
        "loud": made(web, name="loud", severities=("critical",))}
    off = made(web, name="off")
    switch(scope=SYSTEM, id=off.id, active=False, seen=1)
    at = look(world)
    waits = {row.id: row.waiting for row in channels(scope=SYSTEM)}
    assert {name for name, row in hears.items() if waits[row.id]} == {
        "all", "here", "listed", "controller"}
    assert not waits[off.id]
    look(world, 30)
    assert channel(scope=SYSTEM, id=hears["manager"].id).waiting == 1, "it was passed on to him"
    switch(scope=SYSTEM, id=hears["all"].id, active=False, seen=1)
    (dropped,) = messages(scope=SYSTEM, id=hears["all"].id)
    assert (dropped.state, dropped.notices) == ("dropped", 2)
    assert send_due(scope=SYSTEM, now=at + 30 * HOUR).sent == 4


def test_figures_go_only_where_they_may_and_a_blind_place_is_not_named(
    world: World, web: Web
) -> None:
    made(web, name="open", figures=True)
    made(web, name="hidden")
    world.plan("A-01", blind=True)
    at = look(world)
    assert send_due(scope=SYSTEM, now=at).sent == 2
    told = {json.loads(got.body)["channel"]: json.loads(got.body)["alerts"][0] for got in web.got}
    assert "is 37,123 short" in told["open"]["message"]
    assert told["hidden"]["facts"] == {}
    assert "A-01" not in told["hidden"]["message"]
    assert "being counted blind" in told["hidden"]["message"]


def test_a_failing_channel_is_tried_with_growing_pauses_and_then_told_as_failed(
    world: World, web: Web
) -> None:
    row = made(web)
    at = look(world)
    web.says = (503, {}, b"busy")
    gaps, ids = [], set()
    for n in range(1, TRIES_MAX + 1):
        assert send_due(scope=SYSTEM, now=at) == (Sent(0, 0, 1) if n < TRIES_MAX else Sent(0, 1, 0))
        ids.add(json.loads(web.got[-1].body)["id"])
        (message,) = messages(scope=SYSTEM, id=row.id)
        assert (message.tries, message.why) == (n, "http:503")
        if message.next_at:
            assert send_due(scope=SYSTEM, now=message.next_at - timedelta(seconds=1)) == Sent(
                0, 0, 0)
            gaps.append((message.next_at - at).total_seconds())
            at = message.next_at
    assert gaps == sorted(gaps)
    assert gaps[:3] == [30, 60, 120]
    assert len(ids) == 1, "who has it already knows it by its id"
    assert delivery_health(scope=SYSTEM, now=at)[:3] == (1, 1, 1)
    assert channel(scope=SYSTEM, id=row.id).sends == "failed"
    web.says = (200, {}, b"")
    close_at = look(world, 40)
    assert send_due(scope=SYSTEM, now=close_at).sent == 1
    assert delivery_health(scope=SYSTEM, now=close_at).failing == 0
    assert tidy(scope=SYSTEM, now=close_at + timedelta(days=100)) == 2
    assert outbox() == 0


@pytest.mark.parametrize(("says", "why"), [
    ((302, {"Location": "http://127.0.0.1:1/"}, b""), "redirect:302"),
    ((307, {"Location": "https://elsewhere.example/"}, b""), "redirect:307"),
    ((404, {}, b""), "http:404"), ((200, {}, b"x" * 70_000), "answer_large"),
    ((200, {}, b'{"errcode": 93000}'), "robot:93000"), ((200, {}, b"hello"), "answer"),
])
def test_no_answer_of_the_other_side_is_followed_or_believed(
    world: World, web: Web, says: Any, why: str
) -> None:
    row = made(web, kind="wecom")
    web.says = says
    assert send_trial(scope=SYSTEM, id=row.id) == why
    assert len(web.got) == 1


def test_who_drips_is_cut_off_and_who_is_inside_is_not_even_spoken_to(
    web: Web
) -> None:
    url = f"http://127.0.0.1:{web.port}/"

    def why(address: str, allowed: str) -> str:
        with pytest.raises(NotSent) as told:
            post(address, b"{}", {}, allowed=allowed_of(allowed), seconds_max=0.3)
        return told.value.why

    web.says = dripping
    assert why(url, "127.0.0.1") == "timeout:0.3"
    spoken = len(web.got)
    assert why(url, "") == "private"
    assert why(url.replace("127.0.0.1", "localhost"), "") == "private"
    assert why(url.replace("127.0.0.1", "[::ffff:127.0.0.1]"), "") == "private"
    assert why(url.replace("127.0.0.1", "2130706433"), "") in ("private", "name")
    assert why(f"http://{'a' * 64}.example/", "") == "name", "such a name nobody can look up"
    assert why("http://127.0.0.1:1/", "127.0.0.1") == "connection"
    assert len(web.got) == spoken


def test_a_name_that_changes_its_mind_gains_nothing(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address that is judged is the one that is called: there is no second look-up."""
    asked = []

    def looked_up(host: str, port: int, **_more: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("socket.getaddrinfo", looked_up)
    with pytest.raises(NotSent, match="private"):
        post(f"https://robot.example:{web.port}/", b"{}", {}, allowed=allowed_of(""))
    monkeypatch.setattr("socket.getaddrinfo", lambda host, port, **_m: [
        (2, 1, 6, "", ("10.0.0.9", port))])
    with pytest.raises(NotSent, match="plain"):
        post("http://erp.lan/", b"{}", {}, allowed=allowed_of("erp.lan"))
    assert asked == ["robot.example"]
    assert web.got == []


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A server's side of an encrypted line, and the authority that vouches for it."""
    files = certificates(tmp_path_factory.mktemp("ca"), ["127.0.0.1", "localhost"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.server, files.key)
    return context, files.authority


def test_an_encrypted_line_is_spoken_only_with_who_can_prove_himself(
    web: Web, encrypted: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    web.socket = encrypted[0].wrap_socket(web.socket, server_side=True)
    url = f"https://127.0.0.1:{web.port}/"
    with pytest.raises(NotSent, match="certificate"):
        post(url, b"{}", {}, allowed=allowed_of("127.0.0.1"))
    monkeypatch.setenv("SSL_CERT_FILE", str(encrypted[1]))
    assert post(url, b"{}", {}, allowed=allowed_of("127.0.0.1")).status == 200
    assert len(web.got) == 1


def mailed(server: Post) -> Mail:
    (mail,) = server.got
    return mail


def test_mail_goes_encrypted_with_an_account_and_never_a_password_in_the_clear(
    world: World, settings: Any, encrypted: tuple[ssl.SSLContext, Path],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ADDRESS = ""
    row = made(kind="mail", address="li@ward.example, wang@ward.example", language="zh-hans")
    at = look(world)
    assert send_trial(scope=SYSTEM, id=row.id) == "mail_unset"
    with running(Post(encrypted[0])) as server:
        server.account = ("pandian", "post-word")
        settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", str(server.port)
        settings.MAIL_FROM, settings.MAIL_USER = "pandian@ward.example", "pandian"
        settings.MAIL_PASSWORD, settings.MAIL_TLS = "post-word", "starttls"
        assert send_due(scope=SYSTEM, now=at) == Sent(0, 0, 1), "nobody vouches for this server"
        (last, _trial) = messages(scope=SYSTEM, id=row.id)
        assert last.why == "certificate" or _trial.why == "certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(encrypted[1]))
        settings.MAIL_PASSWORD = "wrong"
        assert send_due(scope=SYSTEM, now=at + HOUR) == Sent(0, 0, 1)
        settings.MAIL_TLS = "none"
        assert send_due(scope=SYSTEM, now=at + 2 * HOUR) == Sent(0, 0, 1)
        assert server.got == []
        settings.MAIL_TLS, settings.MAIL_PASSWORD = "starttls", "post-word"
        assert send_due(scope=SYSTEM, now=at + 3 * HOUR) == Sent(1, 0, 0)
        mail = mailed(server)
    assert (mail.to, mail.encrypted, mail.account) == (
        ["li@ward.example", "wang@ward.example"], True, "pandian")
    assert "Auto-Submitted: auto-generated" in mail.text
    assert "Message-ID: <" in mail.text


def test_a_mail_server_that_refuses_or_is_not_there_is_named_by_its_code(settings: Any) -> None:
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海", "Asia/Shanghai")])
    settings.MAIL_HOST, settings.MAIL_FROM, settings.MAIL_TLS = "127.0.0.1", "p@w.example", "none"
    row, other = made(kind="mail", name="a"), made(kind="mail", name="b")
    with running(Post()) as server:
        settings.MAIL_PORT, server.refuses = str(server.port), "550 no such box at li@secret"
        assert send_trial(scope=SYSTEM, id=row.id) == "mail_refused:550"
    assert send_trial(scope=SYSTEM, id=other.id) == "connection"
    with pytest.raises(ChannelRefused) as told:
        send_trial(scope=SYSTEM, id=row.id)
    assert codes(told) == [("", "channel_trial_soon")]
    assert [each.state for each in messages(scope=SYSTEM, id=row.id)] == ["failed"]


def test_address_and_secret_stand_nowhere_in_the_clear(
    world: World, web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    row = made(web)
    look(world)
    web.says = (500, {}, f"{KEY} {SECRET}".encode())
    send_due(scope=SYSTEM, now=datetime.now(UTC) + 6 * HOUR)
    send_trial(scope=SYSTEM, id=row.id)
    set_channel(scope=SYSTEM, seen=1, draft=ChannelDraft(
        "SH1", row.id, "renamed", "webhook", None, None, "en"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables "
                       "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE ANY (%s)',
                           [[f"%{KEY}%", f"%{SECRET}%", f"%{SECRET.encode().hex()}%"]])
            assert cursor.fetchone() == (0,), table
    shown = repr(channels(scope=SYSTEM)) + repr(messages(scope=SYSTEM, id=row.id)) + caplog.text
    assert KEY not in shown
    assert SECRET not in shown
    assert row.shown == f"http://127.0.0.1:{web.port}/…"
    web.says = (200, {}, b"")
    assert send_due(scope=SYSTEM, now=datetime.now(UTC) + 8 * HOUR).sent == 1
    assert KEY in web.got[-1].path, "a change that names no address keeps the one there is"


def test_a_channel_whose_seal_is_broken_says_so_and_takes_a_new_address(
    world: World, web: Web, settings: Any
) -> None:
    row = made(web)
    settings.SECRET_KEY = "another key of the house"
    assert send_trial(scope=SYSTEM, id=row.id) == "seal"
    draft = ChannelDraft("SH1", row.id, row.name, "webhook", None, None, "en")
    with pytest.raises(ChannelRefused) as told:
        set_channel(scope=SYSTEM, seen=1, draft=draft)
    assert codes(told) == [("/address", "missing")]
    set_channel(scope=SYSTEM, seen=1, draft=draft._replace(
        address=f"http://127.0.0.1:{web.port}/", secret=SECRET))
    assert send_due(scope=SYSTEM, now=look(world)).sent == 1


def test_only_who_administers_a_site_sets_its_channels(world: World, web: Web) -> None:
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    for code, role, site in (("ad", "admin", "SH1"), ("li", "controller", "SH1"),
                             ("far", "admin", "BJ1"), ("top", "admin", "*")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=[site],
                      password=PASSWORD)
    who = {code: scope_of_code(scope=SYSTEM, code=code) for code in ("ad", "li", "far", "top")}
    row = made(web, scope=who["ad"])
    house = made(web, scope=who["top"], site="*", name="house")
    with pytest.raises(Forbidden):
        channels(scope=who["li"])
    for outside, wanted in (("far", row), ("ad", house)):
        with pytest.raises(ChannelNotFound):
            channel(scope=who[outside], id=wanted.id)
        with pytest.raises(SiteNotFound):
            made(web, scope=who[outside], site=wanted.site, name="mine")
    with pytest.raises(ChannelRefused) as told:
        made(web, scope=who["top"], site="*", name="house", sites=("XX",))
    assert set(codes(told)) == {("/sites", "not_found"), ("/name", "channel_name_taken")}
    changed = ChannelDraft("SH1", row.id, "new name", "webhook", None, None)
    assert set_channel(scope=who["ad"], draft=changed, seen=1).version == 2
    with pytest.raises(ChannelConflict):
        set_channel(scope=who["top"], draft=changed, seen=1)
    with pytest.raises(ChannelRefused):
        remove(scope=who["ad"], id=row.id, seen=2)
    switch(scope=who["ad"], id=row.id, active=False, seen=2)
    remove(scope=who["ad"], id=row.id, seen=3)
    assert [each.name for each in channels(scope=SYSTEM)] == ["house"]
    kinds = [each.kind for each in facts_about(
        scope=SYSTEM, sites=[world.site_id], subject=f"channel:{row.id}")][::-1]
    assert kinds == ["channel.made", "channel.changed", "channel.off", "channel.removed"]


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_sends_and_a_look_waits_for_neither(settings: Any) -> None:
    world = World()
    world.stock_in("PLAIN", "A-01", 2, minutes=700)
    world.ship("PLAIN", "A-01", 5, 600)
    settings.OUT_HOSTS = allowed_of("127.0.0.1")
    with running(Web()) as web:
        made(web)
        at = look(world)
        start, held, go = threading.Barrier(3), threading.Event(), threading.Event()
        sent: list[Sent] = []

        def slow(handler: Any) -> None:
            held.set()
            go.wait(60)
            handler.send_response(200)
            handler.end_headers()

        def sending() -> None:
            start.wait()
            try:
                sent.append(send_due(scope=SYSTEM, now=at))
            finally:
                connection.close()

        web.says = slow
        threads = [threading.Thread(target=sending) for _ in range(2)]
        for thread in threads:
            thread.start()
        start.wait()
        assert held.wait(60)
        evaluate(scope=SYSTEM, site="SH1", now=at + HOUR)  # while the other side is being slow
        go.set()
        for thread in threads:
            thread.join()
        assert sorted(each.sent for each in sent) == [0, 1]
        assert len(web.got) == 1


def test_who_is_too_slow_loses_his_message_to_another(world: World, web: Web) -> None:
    row, at = made(web), look(world)
    first = claim(scope=SYSTEM, site=world.site_id, id=row.id, now=at)
    assert first is not None
    assert claim(scope=SYSTEM, site=world.site_id, id=row.id, now=at) is None
    later = at + timedelta(seconds=LEASE_SECONDS)
    second = claim(scope=SYSTEM, site=world.site_id, id=row.id, now=later)
    assert second is not None
    assert second.id == first.id
    assert second.notices == first.notices
    assert settle(scope=SYSTEM, parcel=first, why="http:500", now=later) == "lost"
    assert settle(scope=SYSTEM, parcel=second, why="", now=later) == "sent"


def test_the_application_has_the_rights_that_sending_needs(world: World, web: Web) -> None:
    schema.grant()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE pandian_app")
        row = made(web)
        at = look(world)
        assert send_due(scope=SYSTEM, now=at).sent == 1
        switch(scope=SYSTEM, id=row.id, active=False, seen=1)
        remove(scope=SYSTEM, id=row.id, seen=2)
        assert tidy(scope=SYSTEM, now=at + timedelta(days=100)) == 1
        cursor.execute("RESET ROLE")
