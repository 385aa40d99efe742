"""A channel that does not send is an alert of its own, and what failed can be sent again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from counting_world import PASSWORD, World
from django.db import connection
from outside import Web, running
from test_delivery import HOUR, codes, look, made

from pandian.catalog.operations import put_sites
from pandian.exchange.notices.operations import send_due, send_trial
from pandian.exchange.notices.words import Sent
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.insight.alerting.operations import evaluate
from pandian.insight.alerting.queries import alerts
from pandian.insight.alerting.rules import said
from pandian.insight.alerting.words import AlertFilter, AlertRow
from pandian.insight.delivery.operations import send_again, set_channel, switch
from pandian.insight.delivery.queries import channel, messages
from pandian.insight.delivery.words import (
    TRIES_MAX,
    Asked,
    ChannelConflict,
    ChannelDraft,
    ChannelNotFound,
    ChannelRefused,
)
from pandian.kernel.outside.rules import allowed_of
from pandian.kernel.queries import facts_about
from pandian.kernel.words import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The book of PLAIN at A-01 is short since ten hours; nothing else is looked at."""
    monkeypatch.setattr("pandian.insight.alerting.operations.here", lambda _site: ["negative"])
    world = World()
    world.stock_in("PLAIN", "A-01", 2, minutes=700)
    world.ship("PLAIN", "A-01", 37_125, 600)
    return world


@pytest.fixture
def web(settings: Any) -> Iterator[Web]:
    settings.OUT_HOSTS = allowed_of("127.0.0.1")
    with running(Web()) as server:
        yield server


def failed_for_good(web: Web, at: datetime) -> datetime:
    """Let what waits fail until it has failed for good; return when that was."""
    web.says = (503, {}, b"busy")
    for _ in range(TRIES_MAX + 1):
        done = send_due(scope=SYSTEM, now=at)
        if done.failed:
            return at
        at += timedelta(minutes=31)
    raise AssertionError("it never failed for good")


def wires(world: World, at: datetime, site: str = "") -> list[AlertRow]:
    """Look at the conditions; return the alerts of channels that do not send."""
    assert not evaluate(scope=SYSTEM, site=site or world.site, now=at).failed
    return alerts(scope=SYSTEM, wanted=AlertFilter(site or world.site, "channel"), now=at).rows


@pytest.fixture
def both(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pandian.insight.alerting.operations.here",
                        lambda _site: ["negative", "channel"])


@pytest.mark.usefixtures("both")
def test_a_channel_that_fails_is_an_alert_told_by_the_others_until_it_works(
    world: World, web: Web
) -> None:
    row = made(web, name="wards")
    other = made(web, name="managers", severities=("critical",), roles=("manager",))
    at = look(world)
    assert wires(world, at) == []
    web.says = (503, {}, b"busy")
    send_due(scope=SYSTEM, now=at)
    assert wires(world, at + HOUR) == []
    (late,) = wires(world, at + HOUR + timedelta(seconds=1))
    assert (late.subject, late.severity) == (f"channel:{row.id}", "warning")
    assert said("channel", late.facts, "en").startswith(
        "The channel “wards” does not send: it answered 503; 0 message(s) failed, 1 event(s) wait")
    assert channel(scope=SYSTEM, id=other.id).waiting == 1, "nobody was set to hear it: the other"
    assert channel(scope=SYSTEM, id=row.id).waiting == 0, "never by itself"
    switch(scope=SYSTEM, id=other.id, active=False, seen=1)
    end = failed_for_good(web, at + 2 * HOUR)
    (worse,) = wires(world, end)
    assert (worse.id, worse.times, worse.facts["failed"]) == (late.id, 2, 1)
    web.says = (200, {}, b"")
    assert send_trial(scope=SYSTEM, id=row.id) == ""
    assert channel(scope=SYSTEM, id=row.id).sends == "failed", "the clock of the test is ahead"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE insight_message SET ended_at = %s WHERE trial",
                       [end + timedelta(minutes=1)])
    assert channel(scope=SYSTEM, id=row.id).sends == "sent"
    assert wires(world, end + timedelta(minutes=2)) == []
    (over,) = alerts(scope=SYSTEM, wanted=AlertFilter(world.site, "channel", stand="closed"),
                     now=end + HOUR).rows
    assert over.closed_how == "gone"


@pytest.mark.usefixtures("both")
def test_a_digest_and_quiet_hours_are_no_failing_and_a_sender_that_died_is(
    world: World, web: Web
) -> None:
    made(web, name="daily", pace="daily", every=8)
    quiet = made(web, name="quiet", quiet=(0, 23), urgent=False)
    prompt = made(web, name="prompt")
    at = look(world)
    assert wires(world, at + 2 * HOUR) == []
    (found,) = wires(world, at + 2 * HOUR + timedelta(seconds=1))
    assert (found.subject, found.facts["why"]) == (f"channel:{prompt.id}", "waits")
    assert "nothing was tried yet" in said("channel", found.facts, "en")
    switch(scope=SYSTEM, id=prompt.id, active=False, seen=1)
    assert wires(world, at + 3 * HOUR) == [], "one that is off needs nobody"
    late = {each.subject for each in wires(world, at + 26 * HOUR)}
    assert f"channel:{quiet.id}" in late, "23 quiet hours, an hour for what came again, one more"


@pytest.mark.usefixtures("both")
def test_a_channel_of_the_house_is_an_alert_of_the_house_alone(world: World, web: Web) -> None:
    house, here = made(web, name="house", site="*"), made(web, name="here")
    other = made(web, name="second", site="*", sites=("SH1",))
    failed_for_good(web, look(world))
    end = world.now + 40 * HOUR
    assert {each.subject for each in wires(world, end)} == {f"channel:{here.id}"}
    assert {each.subject for each in wires(world, end, "*")} == {
        f"channel:{house.id}", f"channel:{other.id}"}


def test_what_failed_goes_again_once_under_its_own_id(world: World, web: Web) -> None:
    row = made(web)
    end = failed_for_good(web, look(world))
    (lost,) = messages(scope=SYSTEM, id=row.id)
    first = json.loads(web.got[-1].body)
    web.says = (200, {}, b"")
    pair = [(lost.id, 0)]
    assert send_due(scope=SYSTEM, now=end + HOUR) == Sent(0, 0, 0)
    assert send_again(scope=SYSTEM, id=row.id, messages=pair * 2, now=end) == Asked(1, 0)
    assert send_again(scope=SYSTEM, id=row.id, messages=pair, now=end) == Asked(0, 1)
    assert send_due(scope=SYSTEM, now=end + HOUR) == Sent(1, 0, 0)
    assert send_again(scope=SYSTEM, id=row.id, messages=pair, now=end) == Asked(0, 1), "late tap"
    assert send_due(scope=SYSTEM, now=end + 2 * HOUR) == Sent(0, 0, 0)
    again_ = json.loads(web.got[-1].body)
    assert (again_["id"], again_["alerts"]) == (first["id"], first["alerts"])
    (went,) = messages(scope=SYSTEM, id=row.id)
    assert (went.state, went.tries, went.again, went.asked_at) == ("sent", 1, 1, None)
    kinds = [fact.kind for fact in facts_about(
        scope=SYSTEM, subject=f"channel:{row.id}", sites=None)]
    assert kinds.count("channel.asked_again") == 1
    with pytest.raises(ChannelRefused) as told:
        send_again(scope=SYSTEM, id=row.id, messages=[(lost.id, 1), (row.id, 0)])
    assert codes(told) == [("/messages/0", "channel_message_state"),
                           ("/messages/1", "channel_message_unknown")]
    with pytest.raises(ChannelConflict):
        send_again(scope=SYSTEM, id=row.id, messages=[(lost.id, 7)])


def test_what_goes_again_tells_only_what_the_channel_may_know_by_then(
    world: World, web: Web
) -> None:
    """The group has changed, and A-01 is being counted blind by now."""
    row, narrow = made(web, name="group", figures=True), made(web, name="narrow", figures=True)
    end = failed_for_good(web, look(world))
    web.says = (200, {}, b"")
    for each, more in ((row, {}), (narrow, {"conditions": ("expired",)})):
        (lost,) = messages(scope=SYSTEM, id=each.id)
        set_channel(scope=SYSTEM, seen=1, draft=ChannelDraft(
            "SH1", each.id, each.name, "webhook", None, None, "en")._replace(**more))
        send_again(scope=SYSTEM, id=each.id, messages=[(lost.id, 0)], now=end)
    world.plan("A-01", blind=True)
    spoken = len(web.got)
    assert send_due(scope=SYSTEM, now=end + HOUR).sent == 1
    (got,) = web.got[spoken:]
    (told,) = json.loads(got.body)["alerts"]
    assert told["facts"] == {}
    assert "being counted blind" in told["message"]
    (dropped,) = messages(scope=SYSTEM, id=narrow.id)
    assert (dropped.state, dropped.why, dropped.notices) == ("dropped", "unheard", 0)


def test_who_may_not_set_a_channel_cannot_send_again_and_one_that_is_off_stays_silent(
    world: World, web: Web
) -> None:
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    for code, role, site in (("li", "controller", "SH1"), ("far", "admin", "BJ1")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=[site],
                      password=PASSWORD)
    row = made(web)
    end = failed_for_good(web, look(world))
    (lost,) = messages(scope=SYSTEM, id=row.id)
    for code, error in (("li", Forbidden), ("far", ChannelNotFound)):
        with pytest.raises(error):
            send_again(scope=scope_of_code(scope=SYSTEM, code=code), id=row.id,
                       messages=[(lost.id, 0)])
    send_again(scope=SYSTEM, id=row.id, messages=[(lost.id, 0)], now=end)
    switch(scope=SYSTEM, id=row.id, active=False, seen=1)
    with pytest.raises(ChannelRefused) as told:
        send_again(scope=SYSTEM, id=row.id, messages=[(lost.id, 1)])
    assert codes(told) == [("", "channel_off")]
    switch(scope=SYSTEM, id=row.id, active=True, seen=2)
    spoken = len(web.got)
    assert send_due(scope=SYSTEM, now=end + HOUR) == Sent(0, 0, 0), "what was asked for was let go"
    assert len(web.got) == spoken


def test_what_is_critical_is_not_kept_back_at_night_by_what_was_under_way(
    world: World, web: Web
) -> None:
    hour = (world.now + 5 * HOUR).astimezone(ZoneInfo("Asia/Shanghai")).hour
    row = made(web, quiet=((hour + 2) % 24, (hour + 12) % 24))
    at = look(world)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE insight_notice SET urgent = false")
    web.says = (503, {}, b"busy")
    assert send_due(scope=SYSTEM, now=at + HOUR) == Sent(0, 0, 1)
    web.says, night = (200, {}, b""), at + 3 * HOUR
    send_due(scope=SYSTEM, now=night)
    assert channel(scope=SYSTEM, id=row.id).sends == "", "at night it waits"
    world.ship("PLAIN", "A-02", 5, 550)
    evaluate(scope=SYSTEM, site=world.site, now=night)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE insight_notice SET urgent = true WHERE message IS NULL")
    for _ in range(2):
        send_due(scope=SYSTEM, now=night)
    assert channel(scope=SYSTEM, id=row.id).sends == "sent"
    assert "A-02" in json.loads(web.got[-1].body)["alerts"][0]["message"]
    assert [each.state for each in messages(scope=SYSTEM, id=row.id)] == ["sent", "sent"]
