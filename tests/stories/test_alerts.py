"""Alerts: one per condition and subject, dealt with by people, over by themselves."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from counting_world import PASSWORD, World
from django.db import DatabaseError, connection, transaction
from django.test import Client

from pandian.catalog.operations import put_sites
from pandian.config import schema
from pandian.governance.operations import create_person
from pandian.governance.policies.operations import approve, put_draft, schedule
from pandian.governance.policies.words import PolicyDraft, PolicyRefused
from pandian.governance.queries import SiteNotFound, scope_of_code
from pandian.governance.words import SYSTEM, Scope, SiteDraft
from pandian.insight.alerting import operations
from pandian.insight.alerting.operations import (
    close,
    evaluate,
    give_back,
    hand_over,
    reopen,
    snooze,
    take,
    wake,
)
from pandian.insight.alerting.queries import alert, alert_counts, alerts, checks
from pandian.insight.alerting.words import (
    AlertConflict,
    AlertFilter,
    AlertNotFound,
    AlertRefused,
    AlertRow,
)
from pandian.kernel.queries import facts_about
from pandian.kernel.statements import raw_connection, run
from pandian.kernel.words import Forbidden
from tests.asked import asked

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def world(db: None) -> World:
    """The book of PLAIN at A-01 is 3 short since ten hours."""
    world = World()
    world.stock_in("PLAIN", "A-01", 2, minutes=700)
    world.ship("PLAIN", "A-01", 5, 600)
    return world


def person(world: World, code: str, role: str = "controller", *sites: str) -> Scope:
    create_person(scope=SYSTEM, code=code, name=code, role=role, sites=list(sites) or [world.site],
                  password=PASSWORD, language="en")
    return scope_of_code(scope=SYSTEM, code=code)


def look(world: World, hours: float = 5) -> datetime:
    """Look at all conditions so many hours from now; return that instant."""
    at = world.now + hours * HOUR
    done = evaluate(scope=SYSTEM, site=world.site, now=at)
    assert not done.failed
    return at


def row(world: World, stand: str = "all", at: datetime | None = None,
        scope: Scope = SYSTEM) -> AlertRow:
    """Return the only alert there is of the short book."""
    (found,) = alerts(scope=scope, wanted=AlertFilter(world.site, "negative", stand=stand),
                      now=at).rows
    return found


def history(each: AlertRow) -> list[tuple[str, str]]:
    return [(event.act, event.actor) for event in alert(scope=SYSTEM, id=each.id).events]


def codes(refused: Any) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def test_an_alert_is_raised_once_seen_again_and_over_by_itself(world: World) -> None:
    first = look(world, 5)
    later = look(world, 6)
    (found,) = alerts(scope=SYSTEM, now=later).rows
    assert (found.site, found.condition, found.severity, found.roles, found.times, found.stand) == (
        "SH1", "negative", "warning", ("controller",), 1, "open")
    assert (found.first_seen, found.last_seen, found.due_at) == (
        first, later, first + 24 * HOUR)
    world.stock_in("PLAIN", "A-01", 9, minutes=650)
    gone = look(world, 7)
    closed = row(world)
    assert (closed.stand, closed.closed_how, closed.closed_by, closed.closed_at, closed.last_seen
            ) == ("closed", "gone", "", gone, later)
    assert history(closed) == [("raised", "@system"), ("gone", "@system")]
    assert alerts(scope=SYSTEM).rows == []
    facts = facts_about(scope=SYSTEM, sites=[world.site_id], subject=f"alert:{closed.id}")
    assert [each.kind for each in facts] == ["alert.gone", "alert.raised"]
    assert "3" not in json.dumps([each.data.get("short") for each in facts]), "no figure in facts"


def test_a_person_takes_gives_back_hands_over_and_the_second_is_told_who_was_first(
    world: World
) -> None:
    li, wang = person(world, "li"), person(world, "wang")
    at = look(world)
    one = row(world, at=at)
    assert take(scope=li, id=one.id, seen=one.version, now=at) == 2
    assert take(scope=li, id=one.id, seen=one.version, now=at) == 2, "his already"
    with pytest.raises(AlertConflict) as refused:
        take(scope=wang, id=one.id, seen=one.version, now=at)
    assert [each.params for each in refused.value.faults] == [("li",)]
    with pytest.raises(AlertConflict, match="alert_changed"):
        hand_over(scope=wang, id=one.id, seen=1, person="wang", reason="我来", now=at)
    assert hand_over(scope=wang, id=one.id, seen=2, person="wang", reason="我来", now=at) == 3
    with pytest.raises(AlertRefused) as refused_too:
        hand_over(scope=wang, id=one.id, seen=3, person="nobody", reason=" ", now=at)
    assert codes(refused_too) == [("/reason", "blank"), ("/person", "alert_person")]
    assert give_back(scope=wang, id=one.id, seen=3, now=at) == 4
    assert history(row(world, at=at))[1:3] == [("taken", "li"), ("handed", "wang")]


def test_a_snooze_needs_a_reason_and_an_end_and_wakes_by_itself_or_when_it_is_worse(
    world: World
) -> None:
    li = person(world, "li")
    at = look(world)
    one = row(world, at=at)
    with pytest.raises(AlertRefused) as refused:
        snooze(scope=li, id=one.id, seen=1, until=at + 73 * HOUR, reason="", now=at)
    assert codes(refused) == [("/reason", "blank")]
    with pytest.raises(AlertRefused, match="alert_until_far"):
        snooze(scope=li, id=one.id, seen=1, until=at + 73 * HOUR, reason="等单据", now=at)
    snooze(scope=li, id=one.id, seen=1, until=at + 2 * HOUR, reason="等单据", now=at)
    assert row(world, "snoozed", at).snoozed_to == at + 2 * HOUR
    assert alert_counts(scope=li, now=at).open == 0
    assert row(world, "open", at + 2 * HOUR).snoozed_to is None, "awake although no job ran"
    look(world, 7)
    assert history(one)[-1] == ("woken", "@system")
    snooze(scope=li, id=one.id, seen=row(world).version, until=at + 9 * HOUR, reason="等", now=at)
    world.ship("PLAIN", "A-01", 1, 590)
    look(world, 8)
    assert [act for act, _ in history(one)][-2:] == ["worse", "woken"]
    snooze(scope=li, id=one.id, seen=row(world).version, until=at + 20 * HOUR, reason="等", now=at)
    wake(scope=li, id=one.id, seen=row(world).version, now=at)
    with pytest.raises(AlertRefused, match="alert_not_snoozed"):
        wake(scope=li, id=one.id, seen=row(world).version, now=at)


def test_what_a_person_closed_stays_closed_until_it_is_worse_or_was_over(world: World) -> None:
    li = person(world, "li")
    at = look(world)
    one = row(world, at=at)
    close(scope=li, id=one.id, seen=1, reason="知道了", now=at)
    with pytest.raises(AlertConflict, match="alert_closed"):
        take(scope=li, id=one.id, seen=2, now=at)
    look(world, 6)
    assert alerts(scope=SYSTEM).rows == []
    reopen(scope=li, id=one.id, seen=2, reason="还没好", now=at)
    assert row(world, "").id == one.id
    with pytest.raises(AlertRefused, match="alert_not_closed"):
        reopen(scope=li, id=one.id, seen=3, reason="再来", now=at)
    close(scope=li, id=one.id, seen=3, reason="知道了", now=at)
    world.ship("PLAIN", "A-01", 1, 590)
    look(world, 7)
    new = row(world, "")
    assert (new.id != one.id, new.facts["short"], new.times) == (True, 4, 1)
    with pytest.raises(AlertRefused, match="alert_gone"):
        reopen(scope=li, id=one.id, seen=4, reason="再来", now=at)
    assert history(one) == [("raised", "@system"), ("closed", "li"), ("reopened", "li"),
                            ("closed", "li")]


def in_force(world: World, content: dict[str, Any], site: str = "") -> None:
    """Put a rule on alerts in force at once: no rehearsal is asked for."""
    drafted, _ = put_draft(scope=SYSTEM, draft=PolicyDraft(
        site or world.site, "alert", content["condition"].upper(), content, "why"))
    boss = person(world, f"boss{content['condition']}", "manager", "*")
    approve(scope=boss, id=drafted.id, seen_hash=drafted.content_hash, password=PASSWORD)
    schedule(scope=boss, id=drafted.id)


def test_a_rule_of_the_site_says_limit_owner_hours_and_who_is_above(world: World) -> None:
    in_force(world, {"condition": "negative", "hours": 20, "severity": "critical", "owner": "lead",
                     "sla_hours": 1, "escalate_to": ["controller", "manager"]})
    look(world, 9)
    assert alerts(scope=SYSTEM).rows == []
    at = look(world, 11)
    found = row(world, at=at)
    assert (found.severity, found.roles, found.due_at) == ("critical", ("lead",), at + HOUR)
    assert row(world, at=at + HOUR * 2).overdue
    for hours in (12, 12.1, 13.2, 13.3, 20, 30):
        look(world, hours)
    found = row(world)
    assert (found.roles, found.step) == (("lead", "controller", "manager"), 2)
    assert [act for act, _ in history(found)] == ["raised", "escalated", "escalated"]
    (check,) = [each for each in checks(scope=SYSTEM, site="SH1") if each.condition == "negative"]
    assert (check.standing.code, check.standing.hours, check.open) == ("NEGATIVE", 20, 1)
    assert check.at == world.now + 30 * HOUR


def test_a_central_rule_holds_at_every_site_and_in_the_house_unless_a_site_says_otherwise(
    world: World
) -> None:
    def hours(site: str, condition: str) -> int | None:
        return next(row.standing.hours for row in checks(scope=SYSTEM, site=site)
                    if row.condition == condition)

    in_force(world, {"condition": "backup", "hours": 50}, "*")
    in_force(world, {"condition": "negative", "hours": 20}, "*")
    assert (hours("*", "backup"), hours("SH1", "negative")) == (50, 20)
    drafted, _ = put_draft(scope=SYSTEM, draft=PolicyDraft(
        "SH1", "alert", "NEGATIVE", {"hours": 8}, "why"))
    approve(scope=scope_of_code(scope=SYSTEM, code="bossnegative"), id=drafted.id,
            seen_hash=drafted.content_hash, password=PASSWORD)
    schedule(scope=SYSTEM, id=drafted.id)
    assert hours("SH1", "negative") == 8
    with pytest.raises(PolicyRefused, match="alert_stays_on"):
        put_draft(scope=SYSTEM, draft=PolicyDraft(
            "SH1", "alert", "SAFE", {"condition": "recall", "off": True}, "why"))


def test_a_condition_that_is_switched_off_closes_its_alerts(world: World) -> None:
    look(world)
    in_force(world, {"condition": "negative", "off": True})
    look(world, 6)
    assert row(world).closed_how == "off"


def test_a_condition_that_cannot_be_looked_at_stops_no_other_and_is_an_alert(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(world)

    with monkeypatch.context() as patched:
        patched.setattr(operations, "run", lambda room, name, params=None: run(
            room, name, {**params, "days": "x"} if name == "hold" else params))
        done = evaluate(scope=SYSTEM, site="SH1", now=world.now + 6 * HOUR)
        evaluate(scope=SYSTEM, site="SH1", now=world.now + 7 * HOUR)
    assert (done.failed, done.raised) == (("hold",), 1)
    (found,) = alerts(scope=SYSTEM, wanted=AlertFilter(condition="broken")).rows
    assert (found.facts["condition"], found.since, found.severity) == (
        "hold", world.now + 6 * HOUR, "critical")
    assert row(world, "").stand == "open"
    with pytest.raises(AlertRefused, match="alert_safety"):
        close(scope=SYSTEM, id=found.id, seen=1, reason="烦")
    look(world, 8)
    assert alerts(scope=SYSTEM, wanted=AlertFilter(condition="broken")).rows == []


def test_a_site_outside_the_scope_is_not_there(world: World) -> None:
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    evaluate(scope=SYSTEM, site="*", now=world.now + 40 * HOUR)
    at = look(world)
    far = person(world, "far", "controller", "BJ1")
    one = row(world, at=at)
    assert alerts(scope=far).rows == []
    assert alert_counts(scope=far).open == 0
    for ask in (lambda: alert(scope=far, id=one.id), lambda: take(scope=far, id=one.id, seen=1)):
        with pytest.raises(AlertNotFound):
            ask()
    for site in ("SH1", "*", "NO"):
        with pytest.raises(SiteNotFound):
            alerts(scope=far, wanted=AlertFilter(site))
    house = alerts(scope=SYSTEM, wanted=AlertFilter("*")).rows
    assert {each.condition for each in house} == {"backup", "night"}
    with pytest.raises(AlertNotFound):
        alert(scope=person(world, "near"), id=house[0].id)
    with pytest.raises(Forbidden):
        take(scope=person(world, "reader", "inspector"), id=one.id, seen=1)
    with pytest.raises(Forbidden):
        alerts(scope=world.person("anna"))


def test_who_counts_blind_is_told_nothing_of_that_place(world: World) -> None:
    lead, other = person(world, "lead", "lead"), person(world, "other", "lead")
    at = look(world)
    assert row(world, scope=lead).facts["short"] == 3
    plan = world.plan("A-01", by=person(world, "planner"))
    one = row(world)
    assert plan.blind
    world.see(lead, world.task(plan), "A-01", "PLAIN", 2, minutes=1)
    assert alerts(scope=lead, now=at).rows == []
    assert (alert_counts(scope=lead).open, alert_counts(scope=other).open) == (0, 1)
    with pytest.raises(AlertNotFound):
        alert(scope=lead, id=one.id)
    with pytest.raises(AlertNotFound):
        take(scope=lead, id=one.id, seen=1)
    assert alert(scope=other, id=one.id).row.facts["short"] == 3
    buyer = person(world, "it", "it")
    assert alert(scope=buyer, id=one.id).row.facts["short"] is None, "the role hides the book"


def test_the_number_of_statements_does_not_depend_on_the_alerts(world: World) -> None:
    def spent() -> int:
        with asked() as sent:
            look(world, 6)
        return len(sent)

    few = spent()
    for n, place in enumerate(world.places[1:], 1):
        world.stock_in("PLAIN", place, n, minutes=700)
        world.ship("PLAIN", place, n + 2, 600)
    assert spent() == few
    assert len(alerts(scope=SYSTEM).rows) == len(world.places)


def test_pages_go_on_after_the_last_and_filters_say_what_is_wrong(world: World) -> None:
    for n, place in enumerate(world.places[1:], 1):
        world.stock_in("PLAIN", place, n, minutes=700)
        world.ship("PLAIN", place, n + 2, 600)
    look(world)
    seen, after = [], None
    while True:
        page = alerts(scope=SYSTEM, limit=4, after=after)
        assert page.total == 6
        seen += [each.id for each in page.rows]
        after = page.next
        if after is None:
            break
    assert len(set(seen)) == len(seen) == 6
    with pytest.raises(AlertRefused) as refused:
        alerts(scope=SYSTEM, wanted=AlertFilter(condition="x", severity="y", stand="z"))
    assert [pointer for pointer, _ in codes(refused)] == ["/condition", "/severity", "/stand"]
    li = person(world, "li")
    assert alert_counts(scope=li).mine == 6, "for his role"
    assert alert_counts(scope=person(world, "bu", "buyer")).mine == 0
    take(scope=li, id=seen[0], seen=1)
    assert [each.id for each in alerts(
        scope=SYSTEM, wanted=AlertFilter(person="li")).rows] == [seen[0]]
    page = alerts(scope=SYSTEM, limit=4)
    close(scope=li, id=page.rows[-1].id, seen=1, reason="dealt with between two pages")
    assert [each.id for each in alerts(scope=SYSTEM, limit=4, after=page.next).rows] == seen[4:]
    for wrong in ("x", str(seen[0]), f"0_9_1_{seen[0]}", f"0_1_NaN_{seen[0]}"):
        with pytest.raises(AlertRefused):
            alerts(scope=SYSTEM, after=wrong)


def test_history_is_only_added_to_and_no_alert_is_deleted_or_made_another(world: World) -> None:
    look(world)
    for text in ("UPDATE insight_alert_event SET act = 'x'", "DELETE FROM insight_alert_event",
                 "DELETE FROM insight_alert", "TRUNCATE insight_alert",
                 "UPDATE insight_alert SET subject = 'x'"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction.atomic():
            raw_connection().execute(text.encode())


def test_the_api_lists_takes_and_closes_with_named_conflicts(world: World) -> None:
    person(world, "li")
    person(world, "wang")
    look(world)
    li, wang = Client(), Client()
    for client, code in ((li, "li"), (wang, "wang")):
        client.post("/sign-in", {"code": code, "password": PASSWORD})

    def post(client: Client, act: str, **body: Any) -> Any:
        return client.post(f"/api/v1/alerts/{one['id']}/{act}", json.dumps(body),
                           content_type="application/json",
                           headers={"Accept-Language": "en"})

    page = li.get("/api/v1/alerts?site=SH1", headers={"Accept-Language": "en"}).json()
    (one,) = page["rows"]
    assert (page["total"], one["message"], one["may"]) == (
        1, "The book of PLAIN at A-01 is 3 short, for over 4 hours",
        ["take", "hand_over", "snooze", "close"])
    assert li.get("/api/v1/alerts/counts").json()["mine"] == 1
    rows = li.get("/api/v1/alerts/conditions?site=SH1").json()["rows"]
    assert {each["condition"]: each["open"] for each in rows}["negative"] == 1
    assert post(li, "take", seen=1).json()["person"] == "li"
    clash = post(wang, "take", seen=1)
    assert (clash.status_code, clash.json()["errors"][0]["message"]) == (
        409, "li has taken it already")
    until = (datetime.now(UTC) + HOUR).isoformat()
    assert post(li, "snooze", seen=2, until=until, reason="later").json()["stand"] == "snoozed"
    assert post(li, "wake", seen=3).json()["stand"] == "taken"
    assert post(li, "hand-over", seen=4, person="wang", reason="yours").json()["person"] == "wang"
    assert post(wang, "give-back", seen=5).json()["person"] == ""
    assert post(li, "close", seen=6, reason="known").json()["stand"] == "closed"
    told = post(li, "reopen", seen=7, reason="not yet").json()
    assert [each["act"] for each in told["history"]] == [
        "raised", "taken", "snoozed", "woken", "handed", "given_back", "closed", "reopened"]
    assert li.get("/api/v1/alerts?site=BJ1").status_code == 404
    assert post(li, "close", seen=8).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_one_at_once_exactly_one_has_it() -> None:
    world = World()
    world.stock_in("PLAIN", "A-01", 2, minutes=700)
    world.ship("PLAIN", "A-01", 5, 600)
    look(world)
    one = row(world)
    names = ["li", "wang", "zhao", "qian"]
    people = [person(world, name) for name in names]
    start, told = threading.Barrier(len(people) + 1), []

    def taking(who: Scope) -> None:
        start.wait()
        try:
            take(scope=who, id=one.id, seen=1)
            told.append((who.actor, "took"))
        except AlertConflict as error:
            told.append((who.actor, str(error.faults[0].params[0])))
        finally:
            connection.close()

    def looking() -> None:
        start.wait()
        try:
            for _ in range(3):
                look(world, 6)
        finally:
            connection.close()

    threads = [threading.Thread(target=taking, args=(who,)) for who in people]
    threads.append(threading.Thread(target=looking))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [name for name, how in told if how == "took"]
    assert {how for name, how in told if name != winner} == {winner}
    assert row(world).person == winner
    assert [act for act, _ in history(row(world))] == ["raised", "taken"]


def test_the_application_has_the_rights_that_looking_and_dealing_need(world: World) -> None:
    schema.grant()
    boss = world.controller()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE pandian_app")
        look(world)
        assert not evaluate(scope=SYSTEM, site="*").failed, "the house reads other tables"
        found = row(world)
        version = take(scope=boss, id=found.id, seen=found.version)
        close(scope=boss, id=found.id, seen=version, reason="found")
        assert row(world).stand == "closed"
        for statement in ("DELETE FROM insight_alert", "UPDATE insight_alert SET subject = 'x'",
                          "UPDATE insight_alert_event SET reason = 'x'"):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement)
        cursor.execute("RESET ROLE")
        with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
            cursor.execute("TRUNCATE insight_alert, insight_alert_event")
