"""RFID: a pass is a visit, its tags are observations, and what it did not read is unread."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from counting_world import World

from pandian.capture.operations import resolve_again
from pandian.capture.queries import observations
from pandian.capture.queries import tray as trays
from pandian.capture.rfid import queries
from pandian.capture.rfid.operations import put_readers
from pandian.capture.rfid.rules import canonical, heard, observation_id, place_of, rates
from pandian.capture.rfid.rules import tags as tags_of
from pandian.capture.rfid.words import (
    PassDraft,
    PassNotFound,
    Read,
    ReaderDraft,
    ReaderRefused,
    ReadsRefused,
    Trial,
)
from pandian.catalog.operations import put_items
from pandian.catalog.words import ItemDraft, PackDraft
from pandian.codes.epc.rules import tag_of, to_hex
from pandian.counting import operations as counting
from pandian.counting.rfid.operations import calibrate, take_pass
from pandian.counting.rfid.queries import pass_page
from pandian.counting.rfid.words import CalibrationRefused
from pandian.counting.words import CloseRefused
from pandian.exchange.rfid.operations import import_reads
from pandian.exchange.rfid.words import ReadsFileRefused
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import run
from pandian.kernel.words import Forbidden

PUMP = "06901234567885"


@pytest.fixture
def world(db):
    here = World()
    put_items(scope=SYSTEM, items=[
        ItemDraft("PUMP", "输液泵", "台", tracking="serial", packs=(PackDraft("台", 1, PUMP),),
                  attributes={"rfid": "metal"})])
    yield here
    here.assert_sound()


def epc(serial: int, gtin: str = PUMP) -> str:
    return to_hex(tag_of({"01": gtin, "21": str(serial)}, prefix_digits=7), scheme="sgtin-96")


def stocked(world: World, place: str, serials: range) -> None:
    for serial in serials:
        world.stock_in("PUMP", place, 1, serial=str(serial))


def a_pass(world: World, who: Any, serials: Any, place: str = "A-01", minutes: float = 30,
           **more: Any) -> Any:
    begin = world.at(minutes)
    reads = more.pop("reads", None) or tuple(
        Read(epc(n), 1, -5_000 - n, 3, begin + timedelta(seconds=1), begin + timedelta(seconds=2))
        for n in serials)
    draft = PassDraft(more.pop("id", None) or uuid7(), more.pop("reader", "R-1"), place, begin,
                      begin + timedelta(seconds=40), reads, **more)
    return take_pass(scope=who, draft=draft)


def test_a_pass_becomes_one_observation_a_tag_and_a_replay_exists(world, anna):
    id = uuid7()
    first = a_pass(world, anna, range(1, 6), id=id).taken
    assert [(t.result, t.tray, t.item, t.serial) for t in first.tags] == [
        ("created", "", "PUMP", str(n)) for n in range(1, 6)]
    assert first.tags[0].observation == observation_id(id, epc(1))
    for _ in range(3):
        again = a_pass(world, anna, range(1, 6), id=id).taken
        assert {t.result for t in again.tags} == {"exists"}
        assert (again.result, again.reads_new) == ("exists", 0)
    rows = observations(scope=SYSTEM)
    assert len(rows) == 5
    assert {(row.visit, row.base, row.mode) for row in rows} == {(id, 1, "set")}
    (head,) = queries.passes(scope=SYSTEM)
    assert (head.reads, head.tags, head.known) == (15, 5, 5)


def test_parts_of_a_pass_are_decided_together_at_the_last_one(world, anna):
    id = uuid7()
    parts = [a_pass(world, anna, range(n, n + 3), id=id, more=True).taken for n in (1, 4)]
    assert {t.result for part in parts for t in part.tags} == {"held"}
    assert observations(scope=SYSTEM) == []
    last = a_pass(world, anna, range(7, 8), id=id).taken
    assert [t.result for t in last.tags] == ["created"] * 7
    assert {t.result for t in a_pass(world, anna, range(1, 4), id=id, more=True).taken.tags} == {
        "held"}
    assert len(observations(scope=SYSTEM)) == 7


def test_an_unread_tag_is_unread_and_never_zero(world, anna):
    stocked(world, "A-01", range(1, 6))
    plan = world.plan("A-01")
    done = a_pass(world, anna, range(1, 4), task=world.task(plan))
    assert [(v.place, v.result) for v in done.visits] == [("A-01", "created")]
    world.settle(plan)
    said = {line.serial: (line.counted, line.verdict) for line in world.lines(plan)}
    assert {serial for serial, (counted, _) in said.items() if counted == 1} == {"1", "2", "3"}
    assert {said[serial] for serial in ("4", "5")} == {(None, "uncounted")}
    with pytest.raises(CloseRefused):
        counting.close_plan(scope=SYSTEM, plan=plan.id)
    assert world.on_hand("PUMP") == 5


def test_only_a_person_who_searched_turns_unread_into_none(world, anna, ben):
    stocked(world, "A-01", range(1, 4))
    plan = world.plan("A-01")
    task = world.task(plan)
    id = a_pass(world, anna, range(1, 3), task=task).taken.id
    rows = pass_page(scope=SYSTEM, id=id).expected
    assert {r.serial: (r.state, r.searched) for r in rows}["3"] == ("unread", False)
    world.visit(anna, task, "A-01", 10)
    assert pass_page(scope=SYSTEM, id=id).expected[2].searched
    world.settle(plan)
    assert {line.serial: line.counted for line in world.lines(plan)} == {
        "1": 1, "2": 1, "3": 0}


def test_two_passes_over_one_place_are_one_truth(world, anna):
    stocked(world, "A-01", range(1, 6))
    plan = world.plan("A-01")
    task = world.task(plan)
    first = a_pass(world, anna, range(1, 4), task=task, minutes=30).taken.id
    second = a_pass(world, anna, range(2, 6), task=task, minutes=20).taken.id
    world.settle(plan)
    assert sorted((line.serial, line.counted) for line in world.lines(plan)) == [
        (str(n), 1) for n in range(1, 6)]
    states = {r.serial: r.state for r in pass_page(scope=SYSTEM, id=second).expected}
    assert states == {"1": "read_before", "2": "read", "3": "read", "4": "read", "5": "read"}
    heads = [queries.pass_by_id(scope=SYSTEM, id=id) for id in (first, second)]
    said = queries.compare(scope=SYSTEM, first=heads[0], second=heads[1])
    assert (said.first, said.second, said.both, said.tags) == (3, 4, 2, 6)
    assert said.first_ppm == 500_000


def test_unknown_headers_and_numbers_stay_raw_and_heal_when_they_are_bound(world, anna):
    unknown, stranger = "E2001234567890AB12345678", epc(7, "06901234567809")
    taken = a_pass(world, anna, (), reads=(Read(unknown), Read(stranger))).taken
    assert [(t.epc, t.result, t.tray) for t in taken.tags] == sorted(
        (e, "created", "unresolved") for e in (unknown, stranger))
    assert {row.code for row in trays(scope=SYSTEM)} == {unknown, stranger}
    put_items(scope=SYSTEM, items=[ItemDraft(
        "NEW", "新泵", "台", tracking="serial", packs=(PackDraft("台", 1, "06901234567809"),))])
    assert resolve_again(scope=SYSTEM) == 1
    assert [row.code for row in trays(scope=SYSTEM)] == [unknown]


def test_goods_that_have_no_serials_are_not_counted_by_tags(world, anna):
    gauze = "06901234567892"
    for minutes in (30, 20):
        taken = a_pass(world, anna, (), minutes=minutes, reads=tuple(
            Read(epc(n, gauze)) for n in (1, 2))).taken
        assert [t.tray for t in taken.tags] == ["unresolved"] * 2
    assert {row.reason for row in trays(scope=SYSTEM)} == {"not_by_serial"}


def test_the_strongest_place_wins_by_the_margin_and_else_nobody(world, anna):
    put_readers(scope=SYSTEM, readers=[ReaderDraft("SH1", "GATE", "gate",
                                                   ((1, "A-01"), (2, "A-02")))])
    reads = (Read(epc(1), 1, -4_000, 5), Read(epc(1), 2, -6_000, 50),
             Read(epc(2), 1, -5_000, 5), Read(epc(2), 2, -5_500, 5))
    taken = a_pass(world, anna, (), reader="GATE", place="", reads=reads).taken
    assert [(t.epc, t.place, t.tray) for t in taken.tags] == sorted(
        [(epc(1), "A-01", ""), (epc(2), "A-01", "ambiguous_place")])
    (head,) = queries.passes(scope=SYSTEM)
    assert (head.ambiguous, head.places, head.reader_kind) == (1, ("A-01", "A-02"), "gate")
    assert resolve_again(scope=SYSTEM) == 0


def test_a_serial_in_two_places_within_an_hour_raises_an_alert_once(world, anna):
    a_pass(world, anna, range(1, 4), place="A-01", minutes=50)
    id = uuid7()
    assert a_pass(world, anna, range(3, 5), place="A-02", minutes=20, id=id).taken.alerts == 1
    assert a_pass(world, anna, range(3, 5), place="A-02", minutes=20, id=id).taken.alerts == 0
    (alert,) = queries.alerts(scope=SYSTEM)
    assert (alert.serial, alert.place, alert.other_place) == ("3", "A-02", "A-01")
    (fact,) = [f for f in facts_about(scope=SYSTEM, sites=None, subject=f"pass:{id}")
               if f.kind == "capture.serial_twice"]
    assert fact.data["alerts"] == 1


def test_a_serial_that_comes_back_after_an_hour_raises_none(world, anna):
    a_pass(world, anna, range(1, 2), place="A-01", minutes=90)
    assert a_pass(world, anna, range(1, 2), place="A-02", minutes=20).taken.alerts == 0


def test_a_known_pass_with_another_head_is_kept_aside(world, anna):
    id = uuid7()
    a_pass(world, anna, range(1, 3), id=id)
    other = a_pass(world, anna, range(3, 9), id=id, place="A-02").taken
    assert (other.result, other.tags) == ("exists_with_different_place", ())
    assert len(observations(scope=SYSTEM)) == 2


def test_no_place_no_site_no_right_are_told(world, anna):
    with pytest.raises(ReadsRefused) as refused:
        a_pass(world, anna, range(1, 2), place="")
    assert [f.code for f in refused.value.faults] == ["place_needed"]
    with pytest.raises(ReadsRefused) as refused:
        a_pass(world, SYSTEM, range(1, 2), place="NOWHERE", reader="R-9")
    assert [f.code for f in refused.value.faults] == ["site_unknown"]
    with pytest.raises(Forbidden):
        a_pass(world, world.person("eve", "ledger.read"), range(1, 2))
    with pytest.raises(PassNotFound):
        queries.pass_by_id(scope=anna, id=uuid4())
    with pytest.raises(ReaderRefused) as wrong:
        put_readers(scope=SYSTEM, readers=[ReaderDraft("SH1", "", "toaster", ((1, "X"),), -1)])
    assert {f.code for f in wrong.value.faults} == {
        "blank", "reader_kind", "out_of_range", "antenna_place"}


def test_known_stock_measures_the_reader_and_a_loss_needs_rate_and_search(world, anna):
    stocked(world, "A-01", range(1, 101))
    put_readers(scope=SYSTEM, readers=[ReaderDraft("SH1", "R-1", "handheld")])
    ids = [a_pass(world, anna, range(1, 100), minutes=200).taken.id]
    assert pass_page(scope=SYSTEM, id=ids[0]).expected[-1].missed_ppm is None
    calibrate(scope=SYSTEM, id=ids[0])
    calibrate(scope=SYSTEM, id=ids[0])
    (rate,) = queries.rates(scope=SYSTEM)
    assert (rate.item_class, rate.place_kind, rate.present, rate.read, rate.fit) == (
        "metal", "bin", 100, 99, True)
    ids.append(a_pass(world, anna, range(1, 100), minutes=100).taken.id)
    lost = {r.serial: r for r in pass_page(scope=SYSTEM, id=ids[1]).expected}["100"]
    assert (lost.state, lost.passes, lost.missed_ppm) == ("unread", 2, 385)
    assert not lost.may_propose_loss
    world.see(anna, None, "A-01", "PUMP", None, 5, mode="empty", serial="100")
    assert {r.serial: r for r in pass_page(scope=SYSTEM, id=ids[1]).expected}[
        "100"].may_propose_loss


def test_poor_readers_are_called_unfit(world, anna):
    stocked(world, "A-01", range(1, 11))
    id = a_pass(world, anna, range(1, 9)).taken.id
    calibrate(scope=SYSTEM, id=id)
    page = pass_page(scope=SYSTEM, id=id)
    assert [(rate.rate_ppm, rate.fit) for rate in page.rates] == [(800_000, False)]
    assert {row.fit for row in page.expected} == {False}


def test_a_pass_over_places_without_serials_calibrates_nothing(world, anna):
    id = a_pass(world, anna, range(1, 2), place="A-05").taken.id
    with pytest.raises(CalibrationRefused):
        calibrate(scope=SYSTEM, id=id)


def test_who_counts_blind_sees_no_book_beside_his_pass(world, anna):
    stocked(world, "A-01", range(1, 4))
    blind, shown = world.plan("A-01"), world.plan("A-01", blind=False)
    one = a_pass(world, anna, range(1, 3), task=world.task(blind)).taken.id
    two = a_pass(world, anna, range(1, 3), task=world.task(shown), minutes=10).taken.id
    free = a_pass(world, anna, range(1, 3), minutes=5).taken.id
    for id in (one, free):
        page = pass_page(scope=anna, id=id)
        assert page.expected is None
        assert page.alerts == ()
    assert len(pass_page(scope=anna, id=two).expected) == 3
    lead = world.person("anna", "counting.count", "capture.push", "counting.read", "ledger.read")
    assert pass_page(scope=lead, id=one).expected is None
    assert len(pass_page(scope=lead._replace(actor="carl"), id=one).expected) == 3
    with pytest.raises(PassNotFound):
        pass_page(scope=world.person("ben"), id=one)


def test_the_twins_agree_on_places(world, anna, seed):
    dice = random.Random(seed)
    for _ in range(12):
        places = ["A-01", "A-02", "A-03", "B", "é"]
        begin = world.at(30)
        rows = [("x" * dice.randint(1, 3) + str(dice.randint(1, 5)), dice.choice(places),
                 Read("", dice.randint(1, 9), dice.choice([None, *range(-7_000, -5_000, 137)]),
                      dice.randint(1, 9), begin + timedelta(seconds=n)))
                for n in range(dice.randint(1, 60))]
        rows = [(epc_, place, one._replace(last_at=one.first_at)) for epc_, place, one in rows]
        margin = dice.choice([0, 1, 300, 600])
        id = uuid4()
        run("capture.rfid", "insert_reads", {
            "site": world.site_id, "pass": id, "epcs": [r[0] for r in rows],
            "antennas": [r[2].antenna for r in rows], "firsts": [r[2].first_at for r in rows],
            "lasts": [r[2].last_at for r in rows], "rssis": [r[2].rssi_cdbm for r in rows],
            "counts": [r[2].times for r in rows], "places": [r[1] for r in rows]})
        found = run("capture.rfid", "tags", {
            "site": world.site_id, "pass": id, "margin_cdbm": margin, "epcs": None})
        assert [(r.epc, r.place, r.ambiguous, r.count, r.rssi_cdbm, r.first_at, r.last_at)
                for r in found] == [
            tuple(tag) for tag in tags_of(heard(rows, started_at=begin), margin_cdbm=margin)]


def test_the_twins_agree_on_rates(world, seed):
    dice = random.Random(seed)
    trials = []
    for _ in range(40):
        present = dice.randint(1, 2_000)
        trials.append(Trial(dice.choice(["gate", "handheld"]), dice.choice(["metal", "plain"]),
                            dice.choice(["bin", "zone"]), present, dice.randint(0, present)))
    for trial in trials:
        run("capture.rfid", "put_trials", {
            "site": world.site_id, "pass": uuid4(), "person": "p", "now": world.now,
            "reader_kinds": [trial.reader_kind], "item_classes": [trial.item_class],
            "place_kinds": [trial.place_kind], "present": [trial.present], "read": [trial.read]})
    assert queries.rates(scope=SYSTEM) == rates(trials)


def test_one_tag_written_in_many_ways_is_one_tag(world, anna):
    long = "3674257BF6B7A659B2C2BF1000000000000000000000000000"
    forms = [long, long + "00", long.lower(), "urn:epc:tag:sgtin-198:3.0614141.712345.32a%2Fb"]
    assert len({canonical(form) for form in forms}) == 1
    taken = a_pass(world, anna, (), reads=tuple(Read(form) for form in forms)).taken
    assert [t.result for t in taken.tags] == ["created"]
    assert isinstance(taken.tags[0].observation, UUID)
    assert taken.tags[0].observation.version == 8
    assert place_of(Read("x", 3), place="P", antennas={"3": "Q"}) == "Q"


def test_a_serial_that_the_book_has_elsewhere_is_said_to_be_read_there(world, anna):
    stocked(world, "A-01", range(1, 3))
    a_pass(world, anna, range(1, 2), place="A-02", minutes=40)
    id = a_pass(world, anna, range(2, 3), place="A-01", minutes=20).taken.id
    assert [(r.serial, r.state) for r in pass_page(scope=SYSTEM, id=id).expected] == [
        ("1", "read_before"), ("2", "read")]
    put_readers(scope=SYSTEM, readers=[ReaderDraft("SH1", "R-2", "gate",
                                                   ((1, "A-01"), (2, "A-02")))])
    both = a_pass(world, anna, (), reader="R-2", minutes=10, reads=(
        Read(epc(1), 2, -5_000), Read(epc(2), 1, -5_000))).taken
    assert [(r.serial, r.state, r.seen_at)
            for r in pass_page(scope=SYSTEM, id=both.id).expected] == [
        ("1", "read_elsewhere", "A-02"), ("2", "read", "A-01")]


def _file(tmp_path: Any, world: World, passes: int, tags: int, name: str = "reads.csv") -> Any:
    lines = ["pass,reader,place,started_at,ended_at,epc,antenna,rssi_cdbm,count,first_at,last_at"]
    begin = world.at(60)
    for n in range(passes):
        head = f"{UUID(int=n + 7)},R-1,A-01,{begin.isoformat()},{world.at(59).isoformat()}"
        lines += [f"{head},{epc(n * tags + tag + 1)},1,-5200,3,{begin.isoformat()},"
                  for tag in range(tags)]
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_file_of_reads_comes_in_once_and_a_second_time_adds_nothing(world, tmp_path, monkeypatch):
    monkeypatch.setattr("pandian.exchange.rfid.rules.READS_MAX", 40)
    path = _file(tmp_path, world, passes=2, tags=100)
    report = import_reads(scope=SYSTEM, path=path, site="SH1", dry_run=True)
    assert (report.passes, report.reads, report.results) == (2, 200, {})
    report = import_reads(scope=SYSTEM, path=path, site="SH1")
    assert (report.reads_new, report.results) == (200, {"created": 200})
    again = import_reads(scope=SYSTEM, path=path, site="SH1")
    assert again.reads_new == 0
    assert set(again.results) == {"exists"}
    assert len(observations(scope=SYSTEM)) == 200


def test_a_faulty_file_is_refused_with_every_line_and_stores_nothing(world, tmp_path):
    path = _file(tmp_path, world, passes=1, tags=3)
    lines = path.read_text("utf-8").splitlines()
    lines[2] = lines[2].replace(",-5200,3,", ",-5200,x,")
    lines[3] = lines[3].replace(epc(3), "")
    lines.append("no-uuid" + lines[1][36:])
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(ReadsFileRefused) as refused:
        import_reads(scope=SYSTEM, path=path, site="SH1")
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("line 3/count", "not_an_integer"), ("line 4/epc", "epc_blank"),
        ("line 5/pass", "not_a_uuid")]
    assert queries.passes(scope=SYSTEM) == []


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.csv", b"\xff\xfe\x00", "not_utf8"), ("a.csv", b"epc\n1\n", "column_missing"),
    ("a.jsonl", b"{\n", "malformed_json"), ("a.jsonl", b"[]\n", "not_an_object"),
    ("a.jsonl", b"", "blank"), ("a.csv", b"", "column_missing"),
])
def test_files_that_are_no_reads_are_refused_by_name(world, tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReadsFileRefused) as refused:
        import_reads(scope=SYSTEM, path=path)
    assert code in {f.code for f in refused.value.faults}


def test_whole_requests_stand_one_a_line_in_a_json_file(world, tmp_path):
    begin = world.at(30).isoformat()
    body = {"pass": str(uuid7()), "reader": "R-1", "place": "A-01", "started_at": begin,
            "ended_at": begin, "reads": [{"epc": epc(n)} for n in range(1, 4)]}
    path = tmp_path / "reads.jsonl"
    path.write_text(json.dumps(body) + "\n\n", "utf-8")
    assert import_reads(scope=SYSTEM, path=path, site="SH1").results == {"created": 3}


def test_the_tags_of_a_closed_task_wait_as_late(world, anna):
    stocked(world, "A-01", range(1, 3))
    plan = world.plan("A-01")
    task = world.task(plan)
    a_pass(world, anna, range(1, 3), task=task)
    counting.close_task(scope=SYSTEM, task=task)
    late = a_pass(world, anna, range(1, 3), task=task, minutes=5).taken
    assert [t.tray for t in late.tags] == ["late", "late"]
    assert a_pass(world, anna, range(1, 3), minutes=4).taken.tags[0].tray == ""
