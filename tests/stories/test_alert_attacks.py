"""What alerts must not let happen: told to the blind, to other sites, silenced for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from counting_world import World

from pandian.counting import operations as counting
from pandian.governance.delegating.operations import mark_same_person
from pandian.governance.words import SYSTEM
from pandian.insight.alerting.operations import (
    close,
    evaluate,
    hand_over,
    reopen,
    snooze,
    take,
)
from pandian.insight.alerting.queries import alert, alert_counts, alerts
from pandian.insight.alerting.words import (
    AlertConflict,
    AlertFilter,
    AlertNotFound,
    AlertRefused,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """The book of PLAIN at A-01 is 3 short since ten hours."""
    world = World()
    world.stock_in("PLAIN", "A-01", 2, minutes=700)
    world.ship("PLAIN", "A-01", 5, 600)
    return world


def look(world, hours):
    """Look at all conditions so many hours from now."""
    evaluate(scope=SYSTEM, site=world.site, now=world.now + timedelta(hours=hours))


def rows(world):
    """Return the open alerts of books that are too small."""
    return alerts(scope=SYSTEM, wanted=AlertFilter(world.site, "negative")).rows


def test_what_a_person_closed_stands_again_when_it_gets_worse(world):
    boss = world.controller("boss")
    look(world, 4.1)
    (row,) = rows(world)
    close(scope=boss, id=row.id, seen=row.version, reason="known")
    look(world, 4.2)
    assert rows(world) == []
    world.ship("PLAIN", "A-01", 4, 500)
    look(world, 4.3)
    (news,) = rows(world)
    assert (news.id != row.id, news.facts["short"], news.stand) == (True, 7, "open")
    with pytest.raises(AlertRefused):
        reopen(scope=boss, id=row.id, seen=row.version + 1, reason="once more")
    look(world, 4.4)
    assert len(rows(world)) == 1


def test_who_counts_blind_there_is_told_nothing_by_no_account_and_acts_on_nothing(world):
    boss, both, twin = (world.controller(name) for name in ("boss", "both", "twin"))
    look(world, 4.1)
    (row,) = rows(world)
    plan = world.plan("A-01")
    counting.assign(scope=boss, task=world.task(plan), person="both")
    mark_same_person(scope=SYSTEM, person="both", other="twin", reason="one human")
    for who in (both, twin):
        assert [each for each in alerts(scope=who, wanted=AlertFilter()).rows
                if each.condition == "negative"] == []
        assert alert_counts(scope=who).open == alert_counts(scope=boss).open - 1
        for act in (lambda who=who: alert(scope=who, id=row.id),
                    lambda who=who: take(scope=who, id=row.id, seen=row.version),
                    lambda who=who: close(scope=who, id=row.id, seen=row.version, reason="no")):
            with pytest.raises(AlertNotFound):
                act()


def test_nobody_else_sees_it_and_nobody_puts_it_off_for_ever(world):
    boss = world.controller("boss")
    look(world, 4.1)
    (row,) = rows(world)
    far = boss._replace(sites=frozenset({"BJ1"}), grants=())
    with pytest.raises(AlertNotFound):
        take(scope=far, id=row.id, seen=row.version)
    assert alerts(scope=far, wanted=AlertFilter(subject=row.subject)).rows == []
    for until, code in ((datetime.now(UTC) + timedelta(days=99), "alert_until_far"),
                        (datetime.now(UTC) - timedelta(seconds=1), "alert_until_past"),
                        (datetime.max.replace(tzinfo=UTC), "alert_until_far")):
        with pytest.raises(AlertRefused) as refused:
            snooze(scope=boss, id=row.id, seen=row.version, until=until, reason="later")
        assert [fault.code for fault in refused.value.faults] == [code]
    with pytest.raises(AlertRefused) as refused:
        hand_over(scope=boss, id=row.id, seen=row.version, person="nobody", reason="\u202e")
    assert {fault.code for fault in refused.value.faults} == {"bad_character", "alert_person"}
    take(scope=boss, id=row.id, seen=row.version)
    with pytest.raises(AlertConflict):
        take(scope=world.controller("late"), id=row.id, seen=row.version)
