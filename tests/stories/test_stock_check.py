"""Rounds look at all that stands there; what is in doubt is held.   在库检查、温湿度"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from shelf_world import Shelves

from pandian.capture.labelling.operations import ask_label
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.lifecycle.climate.operations import put_climates, put_readings, tell_missing
from pandian.lifecycle.climate.queries import missing_readings, readings
from pandian.lifecycle.climate.words import (
    Climate,
    ClimateRefused,
    Missing,
    ReadingConflict,
    ReadingDraft,
)
from pandian.lifecycle.raising.operations import open_rounds, raise_findings
from pandian.lifecycle.stock_check.queries import due, record
from pandian.lifecycle.words import Acted, Amount, DocumentRefused

CONDITIONS = {"storage": "分区清楚", "hygiene": "整洁", "monitoring": "探头已校准"}
COOL = Climate("A", 200, 800, 3500, 7500)


class Rounds(Shelves):
    """Shelves, and short ways to go through them."""

    def round(self, place: str = "A") -> Acted:
        return self.open("stock_check", place=place)

    def look(self, check: Acted, *amounts: Amount) -> Acted:
        return self.act(self.keeper, check, "look", *amounts)

    def read_climate(self, *drafts: ReadingDraft) -> Any:
        return put_readings(scope=self.keeper, site="SH1", drafts=drafts)

    def raised(self) -> list[Any]:
        made = raise_findings(scope=SYSTEM, site="SH1")
        return [self.read(id) for id in made.holds]


@pytest.fixture
def rounds(db):
    here = Rounds()
    yield here
    here.assert_sound()


def codes(refusal) -> list[str]:
    return [fault.code for fault in refusal.value.faults]


def test_a_round_lists_what_stands_there_without_the_book(rounds):
    check = rounds.round()
    assert (check.number, check.state) == ("CK-000001", "draft")
    assert [(line.source, line.item, line.lot, line.asked) for line in rounds.read(check).lines
            ] == [("A-01", "LOTS", "L1", 1), ("A-02", "PLAIN", "", 1)]
    with pytest.raises(DocumentRefused) as refused:
        rounds.round("DOCK")
    assert codes(refused) == ["nothing_to_check"]
    with pytest.raises(DocumentRefused) as refused:
        rounds.round("NOWHERE")
    assert codes(refused) == ["place_unknown"]


def test_a_round_is_finished_when_all_was_looked_at_and_the_conditions_are_said(rounds):
    check = rounds.round()
    rounds.look(check, Amount(1, "looked", 1))
    with pytest.raises(DocumentRefused) as refused:
        rounds.act(rounds.keeper, check, "finish", evidence={"storage": "分区清楚"})
    assert [f.pointer for f in refused.value.faults if f.code == "evidence_missing"] == [
        "/evidence/hygiene", "/evidence/monitoring"]
    with pytest.raises(DocumentRefused) as refused:
        rounds.act(rounds.keeper, check, "finish", evidence=CONDITIONS)
    assert codes(refused) == ["sum_differs"]
    with pytest.raises(DocumentRefused) as refused:
        rounds.look(check, Amount(2, "doubt_look", 3))
    assert codes(refused) == ["look_first"]
    rounds.look(check, Amount(2, "looked", 1))
    assert rounds.act(rounds.keeper, check, "finish", evidence=CONDITIONS).state == "done"


def test_every_doubt_becomes_one_proposed_hold(rounds):
    check = rounds.round()
    rounds.look(check, Amount(1, "looked", 1), Amount(1, "doubt_package", 2, note="膜破"),
                Amount(2, "looked", 1))
    holds = rounds.raised()
    assert [(hold.head.state, hold.head.header["cause"], [
        (line.source, line.lot, line.asked) for line in hold.lines]) for hold in holds] == [
        ("draft", "package", [("A-01", "L1", 2)])]
    assert rounds.raised() == [], "each finding is taken up once"
    done = rounds.act(rounds.keeper, holds[0].head.id, "hold", Amount(1, "held", 2),
                      Amount(1, "counted", 2), evidence={"photo": rounds.photo})
    assert done.state == "held"
    assert rounds.standing()["A-01", "LOTS", "L1", "on_hold"] == 2


def test_a_full_look_may_be_keyed_as_a_count(rounds):
    check = rounds.round()
    rounds.look(check, Amount(1, "looked", 1), Amount(1, "counted", 10),
                Amount(2, "looked", 1), Amount(2, "counted", 49))
    assert rounds.asked() == [("found_at_stage", "A-02")]


def test_the_record_of_article_74_has_lines_conditions_holds_and_readings(rounds):
    put_climates(scope=rounds.quinn, site="SH1", drafts=[COOL])
    rounds.read_climate(ReadingDraft(uuid7(), "A", 500, 5000))
    check = rounds.round()
    rounds.look(check, Amount(1, "looked", 1), Amount(1, "doubt_label", 1, note="字迹不清"),
                Amount(2, "looked", 1))
    rounds.raised()
    rounds.act(rounds.keeper, check, "finish", evidence=CONDITIONS)
    made = record(scope=rounds.boss, id=check.document)
    assert (made.number, made.place, made.conditions, made.holds) == (
        "CK-000001", "A", CONDITIONS, ["HD-000001"])
    assert (made.readings, made.readings_outside) == (1, 0)
    assert [(line.place, line.item, line.lot, line.looked_by, line.doubts, line.notes)
            for line in made.lines] == [
        ("A-01", "LOTS", "L1", "keeper", {"doubt_label": 1}, ("字迹不清",)),
        ("A-02", "PLAIN", "", "keeper", {}, ())]


def test_a_round_is_due_again_after_the_days_of_the_policy(rounds):
    assert [(row.place, row.days) for row in due(scope=rounds.boss, site="SH1")] == [("A", None)]
    made = open_rounds(scope=SYSTEM, site="SH1")
    assert open_rounds(scope=SYSTEM, site="SH1") == []
    check = rounds.read(made[0])
    rounds.act(rounds.keeper, made[0], "look", *(
        Amount(line.line, "looked", 1) for line in check.lines))
    rounds.act(rounds.keeper, made[0], "finish", evidence=CONDITIONS)
    now = datetime.now(UTC)
    assert due(scope=rounds.boss, site="SH1") == []
    late = now + timedelta(days=31)
    assert [(row.place, row.days) for row in due(scope=rounds.boss, site="SH1", now=late)] == [
        ("A", 31)]
    assert len(open_rounds(scope=SYSTEM, site="SH1", now=late)) == 1


def test_an_excursion_proposes_quarantine_for_what_stood_there(rounds):
    put_climates(scope=rounds.quinn, site="SH1", drafts=[COOL])
    reading = ReadingDraft(uuid7(), "A", 801, 5000)
    rounds.read_climate(reading, ReadingDraft(uuid7(), "A", 800, 7500))
    (hold,) = rounds.raised()
    assert hold.head.header == {"cause": "temperature", "found_by": "reading",
                                "found_in": str(reading.id), "place": "QUAR"}
    assert [(line.source, line.item, line.asked) for line in hold.lines] == [
        ("A-01", "LOTS", 10), ("A-02", "PLAIN", 50)]
    rounds.read_climate(ReadingDraft(uuid7(), "A", 900, 5000))
    assert rounds.raised() == [], "an open proposal has these goods already"


def test_limits_are_set_by_quality_and_readings_must_be_possible(rounds):
    with pytest.raises(Forbidden):
        put_climates(scope=rounds.keeper, site="SH1", drafts=[COOL])
    with pytest.raises(ClimateRefused) as refused:
        put_climates(scope=rounds.quinn, site="SH1", drafts=[
            COOL._replace(place="NONE", warmest=200), COOL, COOL._replace(wettest=20_000)])
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/0/place", "place_unknown"), ("/0/warmest", "climate_limits"),
        ("/2/wettest", "climate_limits"), ("/2/place", "repeated")]
    put_climates(scope=rounds.quinn, site="SH1", drafts=[COOL])
    with pytest.raises(ClimateRefused) as refused:
        rounds.read_climate(
            ReadingDraft(uuid7(), "B", 500, 5000), ReadingDraft(uuid7(), "A", -30_000, 10_001),
            ReadingDraft(uuid7(), "A", 5, 5, read_at=datetime.now(UTC) + timedelta(hours=1)))
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/0/place", "climate_unknown"), ("/1/temperature", "reading_range"),
        ("/1/humidity", "reading_range"), ("/2/read_at", "effective_in_future")]


def test_the_same_reading_twice_is_one_and_another_under_its_id_is_named(rounds):
    put_climates(scope=rounds.quinn, site="SH1", drafts=[COOL])
    given = ReadingDraft(uuid7(), "A", 500, 5000)
    assert [row.result for _ in range(2) for row in rounds.read_climate(given)] == [
        "created", "exists"]
    with pytest.raises(ReadingConflict):
        rounds.read_climate(given._replace(temperature=501))


def test_a_zone_without_instruments_is_read_morning_and_afternoon(rounds):
    put_climates(scope=rounds.quinn, site="SH1", drafts=[
        COOL, COOL._replace(place="DOCK", monitored=True)])
    now = datetime(2026, 11, 20, 2, tzinfo=UTC)
    put_readings(scope=rounds.keeper, site="SH1", now=now, drafts=[
        ReadingDraft(uuid7(), "A", 500, 5000, read_at=datetime(2026, 11, 19, 1, tzinfo=UTC))])
    day = datetime(2026, 11, 19, tzinfo=UTC).date()
    assert missing_readings(scope=rounds.boss, site="SH1", day=day) == [
        Missing("A", day, "afternoon")]
    assert [row.temperature for row in readings(scope=rounds.boss, site="SH1", day=day)] == [500]
    for _ in range(2):
        assert len(tell_missing(scope=SYSTEM, site="SH1", now=now)) == 1
    told = facts_about(scope=SYSTEM, sites=None, subject="climate:SH1:2026-11-19")
    assert [row.kind for row in told] == ["climate.missing"], "told once"


def test_goods_whose_label_is_to_be_rescued_are_proposed_to_be_held(rounds):
    anna = rounds.person("anna")
    id = uuid7()
    rounds.see(anna, None, "A-01", "LOTS", 3, 1, lot="L1", id=id)
    task = ask_label(scope=rounds.boss, observation=id, kind="on_hold")
    (hold,) = rounds.raised()
    assert hold.head.header["cause"] == "label"
    assert hold.head.header["found_in"] == str(task.id)
    assert [(line.source, line.item, line.lot, line.asked) for line in hold.lines] == [
        ("A-01", "LOTS", "L1", 3)]
    assert rounds.raised() == []


def test_what_cannot_be_held_is_told_and_not_tried_for_ever(rounds):
    anna = rounds.person("anna")
    id = uuid7()
    rounds.see(anna, None, "RED", "PLAIN", 1, 1, id=id)
    ask_label(scope=rounds.boss, observation=id, kind="on_hold")
    assert raise_findings(scope=SYSTEM, site="SH1").impossible == 1
    assert raise_findings(scope=SYSTEM, site="SH1").impossible == 0
