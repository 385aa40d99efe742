"""A hold that proves worse goes to the quarantine; an old one is reminded of.   冻结升级"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from shelf_world import Shelves
from test_documents_inside import codes, held, lots

from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.lifecycle.hold.queries import old_holds
from pandian.lifecycle.raising.operations import remind_of_holds
from pandian.lifecycle.words import Amount, DocumentRefused, NotThisPerson

AWAY = (Amount(1, "escalated", 4, place="QUAR"), Amount(1, "counted", 4))


@pytest.fixture
def shelves(db):
    here = Shelves()
    yield here
    here.assert_sound()


def test_a_hold_is_escalated_by_quality_and_judged_by_a_third_person(shelves):
    hold = held(shelves)
    done = shelves.act(shelves.quinn, hold, "escalate", *AWAY, sign=["quinn"], reason="smells")
    assert done.state == "held"
    assert shelves.standing()["QUAR", "LOTS", "L1", "quarantine"] == 4
    good = (Amount(1, "released", 4, place="A-01"), Amount(1, "counted", 4))
    with pytest.raises(NotThisPerson):
        shelves.act(shelves.quinn, hold, "release", *good, sign=["quinn"])
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.keeper, hold, "lift",
                    Amount(1, "lifted", 4, place="A-01"), Amount(1, "counted", 4))
    assert codes(refused) == ["lift_own"], "what stands in quarantine is quality's"
    qi = shelves.staff("qi", "quality")
    assert shelves.act(qi, hold, "release", *good, sign=["qi"]).state == "judged"
    assert shelves.standing()["A-01", "LOTS", "L1", "accepted"] == 10
    assert [event.action for event in shelves.read(hold).events] == [
        "open", "hold", "escalate", "release"]


def test_an_escalation_takes_all_that_is_held_to_a_quarantine(shelves):
    hold = held(shelves)
    some = (Amount(1, "escalated", 3, place="A-02"), Amount(1, "counted", 3))
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.quinn, hold, "escalate", *some, sign=["quinn"])
    assert sorted(codes(refused)) == ["escalate_all", "place_kind_wrong"]
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.quinn, hold, "escalate", AWAY[0]._replace(place=""), sign=["quinn"])
    assert sorted(codes(refused)) == ["counted_missing", "place_missing"]
    shelves.act(shelves.quinn, hold, "escalate", *AWAY, sign=["quinn"])
    with pytest.raises(DocumentRefused) as refused:
        shelves.act(shelves.quinn, hold, "escalate", *AWAY, sign=["quinn"])
    assert codes(refused) == ["in_quarantine"]


def test_what_was_lifted_before_does_not_go_and_who_set_it_may_not_escalate(shelves):
    hold = held(shelves)
    shelves.act(shelves.keeper, hold, "lift", Amount(1, "lifted", 1), Amount(1, "counted", 1))
    rest = (Amount(1, "escalated", 3, place="QUAR"), Amount(1, "counted", 3))
    shelves.act(shelves.quinn, hold, "escalate", *rest, sign=["quinn"])
    assert shelves.standing()["A-01", "LOTS", "L1", "accepted"] == 7
    assert shelves.standing()["QUAR", "LOTS", "L1", "quarantine"] == 3
    own = shelves.open("hold", lots(2), by=shelves.quinn, cause="licence")
    shelves.act(shelves.quinn, own, "hold", Amount(1, "held", 2), Amount(1, "counted", 2))
    with pytest.raises(NotThisPerson):
        shelves.act(shelves.quinn, own, "escalate", Amount(1, "escalated", 2, place="QUAR"),
                    Amount(1, "counted", 2), sign=["quinn"])


def test_an_escalated_hold_is_reversed_whole(shelves):
    before = shelves.standing()
    hold = held(shelves)
    shelves.act(shelves.quinn, hold, "escalate", *AWAY, sign=["quinn"])
    shelves.reverse(hold)
    assert shelves.standing() == before


def test_an_old_hold_is_reminded_of_once_a_period(shelves):
    hold = held(shelves)
    assert old_holds(scope=shelves.keeper, site="SH1") == []
    late = datetime.now(UTC) + timedelta(days=8)
    assert [(row.number, row.state) for row in old_holds(
        scope=shelves.keeper, site="SH1", now=late)] == [(hold.number, "held")]
    assert remind_of_holds(scope=SYSTEM, site="SH1", now=late) == 1
    assert remind_of_holds(scope=SYSTEM, site="SH1", now=late) == 0, "told once"
    assert remind_of_holds(scope=SYSTEM, site="SH1", now=late + timedelta(days=7)) == 1
    told = [row.data["number"] for row in facts_about(
        scope=SYSTEM, sites=None, subject=f"document:{hold.document}") if row.kind == "hold.waits"]
    assert told == [hold.number, hold.number]
