"""Label rescue: nothing that was scanned is lost; what a person decides can be taken back."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from counting_world import World, told
from django.db import connection

from pandian.capture import queries
from pandian.capture.labelling import operations as labels
from pandian.capture.operations import resolve_again
from pandian.capture.rescue import operations as rescue
from pandian.capture.rescue.queries import coverage, history, label_tasks, waiting_row
from pandian.capture.rescue.words import DecidedBefore, RescueRefused, RowNotFound
from pandian.catalog.binding.operations import BindingConflict, BindingRefused, bind
from pandian.catalog.binding.queries import look_up
from pandian.catalog.binding.words import BindingDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from tests.asked import asked

UNKNOWN = "]d20106975737430496" + "10LOT7"
GS = "\x1d"


@pytest.fixture
def world(db):
    return World(places=3)


@pytest.fixture
def anna(world):
    return world.person("anna")


@pytest.fixture
def lead(world):
    return world.person("lead", "counting.plan", "counting.read", "capture.push")


def scan(world, who, code, place="A-01", quantity=3, task=None, minutes=60, **more):
    id = uuid7()
    answer = world.see(who, task, place, None, quantity, minutes, id=id, code=code, **more)
    assert answer.verdicts[0].result == "created", answer
    return id, answer.verdicts[0]


def trays():
    return {row.id: (row.tray, row.reason) for row in queries.tray(scope=SYSTEM)}


def test_binding_a_code_heals_every_waiting_row_of_it_and_the_count_shows_it(world, anna, lead):
    plan = world.plan("A-01", "A-02")
    task = world.task(plan)
    first, verdict = scan(world, anna, UNKNOWN, task=task)
    second, _ = scan(world, anna, UNKNOWN.replace("LOT7", "LOT8"), "A-02", 4, task, 50)
    other, _ = scan(world, anna, "SOMETHING-ELSE", "A-02", 1, task, 40)
    assert verdict.tray == "unresolved"
    world.settle(plan)
    assert told(world, plan) == {}
    done = rescue.bind(scope=lead, observation=second, item="LOTS")
    assert (done.result, done.healed, done.tasks) == ("bound", 1, (task,))
    assert set(trays()) == {other}
    world.settle(plan)
    assert {key: said[0] for key, said in told(world, plan).items()} == {
        ("A-01", "LOTS", "LOT7", ""): 3, ("A-02", "LOTS", "LOT8", ""): 4}
    before = history(scope=lead, observation=first)[0]
    assert (before.act, before.actor, before.reason) == ("bound", "lead", "item_unknown")
    assert "code.bound" in {
        fact.kind for fact in facts_about(scope=SYSTEM, sites=None, subject="item:LOTS")}


def test_a_binding_holds_from_the_first_waiting_scan_on(world, anna, lead):
    early, _ = scan(world, anna, UNKNOWN, minutes=500)
    late, _ = scan(world, anna, UNKNOWN, "A-02", minutes=5)
    rescue.bind(scope=lead, observation=late, item="LOTS")
    (row,) = look_up(scope=SYSTEM, keys=["06975737430496"])
    assert abs(row.valid_from - world.at(500)) < timedelta(seconds=5)
    assert trays() == {}
    assert waiting_row(scope=lead, observation=early).item == "LOTS"


def test_undoing_a_binding_unbinds_it_and_all_its_rows_wait_again(world, anna, lead):
    first, _ = scan(world, anna, UNKNOWN)
    second, _ = scan(world, anna, UNKNOWN, "A-02")
    rescue.bind(scope=lead, observation=first, item="LOTS")
    done = rescue.undo(scope=lead, observation=second)
    assert (done.result, done.healed) == ("undone", 1)
    assert set(trays()) == {first, second}
    assert resolve_again(scope=SYSTEM) == 0
    with pytest.raises(RescueRefused):
        rescue.undo(scope=lead, observation=second)
    rescue.bind(scope=lead, observation=first, item="LOTS")
    assert trays() == {}


def test_picking_for_one_row_binds_nothing(world, anna, lead):
    first, _ = scan(world, anna, UNKNOWN)
    second, _ = scan(world, anna, UNKNOWN, "A-02")
    rescue.pick(scope=lead, observation=first, item="LOTS", lot="L1")
    assert set(trays()) == {second}
    assert look_up(scope=SYSTEM, keys=["06975737430496"]) == []
    row = waiting_row(scope=lead, observation=first)
    assert (row.item, row.lot, row.tray) == ("LOTS", "L1", "")
    rescue.undo(scope=lead, observation=first)
    assert set(trays()) == {first, second}


def test_a_row_is_not_picked_as_what_it_cannot_be(world, anna, lead):
    first, _ = scan(world, anna, UNKNOWN, quantity=7)
    with pytest.raises(RescueRefused) as refused:
        rescue.pick(scope=lead, observation=first, item="SERIAL", serial="S1")
    assert refused.value.faults[0].code == "still_unresolved"
    with pytest.raises(RescueRefused):
        rescue.pick(scope=lead, observation=first, item="NOBODY")
    assert set(trays()) == {first}


def test_a_rejected_row_is_kept_with_its_reason_and_can_come_back(world, anna, lead):
    first, _ = scan(world, anna, UNKNOWN)
    with pytest.raises(RescueRefused):
        rescue.reject(scope=lead, observation=first, reason="  ")
    rescue.reject(scope=lead, observation=first, reason="a test label")
    assert trays() == {}
    assert [row.id for row in queries.tray(scope=SYSTEM, tray="rejected")] == [first]
    bind(scope=SYSTEM, draft=BindingDraft("gtin", "06975737430496", "LOTS"))
    assert resolve_again(scope=SYSTEM) == 0
    assert history(scope=lead, observation=first)[0].note == "a test label"
    rescue.undo(scope=lead, observation=first)
    assert set(trays()) == {first}


def test_a_row_from_a_copied_device_is_taken_into_use_by_a_person(world, anna, lead):
    from uuid import uuid4

    install = uuid4()
    world.see(anna, None, "A-01", "PLAIN", 1, 60, install=install)
    world.seqs[install] = 0
    world.see(anna, None, "A-01", "PLAIN", 2, 59, install=install)
    forked = uuid7()
    world.see(anna, None, "A-02", "PLAIN", 5, 58, install=install, id=forked)
    assert trays()[forked][0] == "not_yours"
    assert rescue.take(scope=lead, observation=forked).result == "accepted"
    assert trays() == {}


def test_whoever_decides_second_is_told_who_was_first(world, anna, lead):
    first, _ = scan(world, anna, UNKNOWN)
    seen = waiting_row(scope=lead, observation=first).seen
    rescue.reject(scope=lead._replace(actor="mei"), observation=first, reason="no", seen=seen)
    with pytest.raises(DecidedBefore) as refused:
        rescue.pick(scope=lead, observation=first, item="LOTS", seen=seen)
    fault = refused.value.faults[0]
    assert (refused.value.status, fault.code, fault.params[0]) == (409, "decided_before", "mei")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_one_wins(transactional_db):
    world = World(places=1)
    anna = world.person("anna")
    first, _ = scan(world, anna, UNKNOWN)
    lead = world.person("lead", "counting.plan", "counting.read")
    seen = waiting_row(scope=lead, observation=first).seen
    ready, said = threading.Barrier(2), []

    def decide(name):
        ready.wait()
        try:
            rescue.pick(scope=lead._replace(actor=name), observation=first, item="LOTS",
                        lot=name, seen=seen)
            said.append("won")
        except DecidedBefore:
            said.append("told")
        finally:
            connection.close()

    both = [threading.Thread(target=decide, args=(name,)) for name in ("a", "b")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(said) == ["told", "won"]
    assert len(history(scope=lead, observation=first)) == 1


def test_nobody_decides_without_the_right_or_at_a_foreign_site(world, anna, lead):
    first, _ = scan(world, anna, UNKNOWN)
    with pytest.raises(Forbidden):
        rescue.pick(scope=anna, observation=first, item="LOTS")
    foreign = lead._replace(sites=frozenset({"SH9"}))
    with pytest.raises(RowNotFound):
        rescue.reject(scope=foreign, observation=first, reason="x")
    bea = world.person("bea")
    with pytest.raises(RowNotFound):
        waiting_row(scope=bea, observation=first)
    assert waiting_row(scope=anna, observation=first).id == first


def test_a_code_that_stands_for_another_item_is_not_bound_twice(world):
    bind(scope=SYSTEM, draft=BindingDraft("local", "SUP-1", "PLAIN"))
    with pytest.raises(BindingConflict):
        bind(scope=SYSTEM, draft=BindingDraft("local", "sup-1", "LOTS"))
    assert bind(scope=SYSTEM, draft=BindingDraft("local", "SUP-1", "PLAIN")).result == "exists"
    for value in ("a\x1db", "", "x" * 300):
        with pytest.raises(BindingRefused):
            bind(scope=SYSTEM, draft=BindingDraft("local", value, "LOTS"))
    with pytest.raises(BindingRefused):
        bind(scope=SYSTEM, draft=BindingDraft("gtin", "06901234567891", "LOTS"))
    with pytest.raises(BindingRefused):
        bind(scope=SYSTEM, draft=BindingDraft("local", "Y", "LOTS", unit="箱"))


def test_a_lost_separator_waits_for_a_person_and_its_pick_books_the_right_lot(world, anna, lead):
    bind(scope=SYSTEM, draft=BindingDraft("gtin", "06975737430496", "LOTS"),
         now=world.at(1000))
    id, verdict = scan(world, anna, "]d20106975737430496" + "17281231" + "10A213B1211234")
    assert verdict.tray == "unresolved"
    assert trays()[id] == ("unresolved", "separator_suspected")
    rescue.pick(scope=lead, observation=id, item="LOTS", lot="A213B1")
    assert waiting_row(scope=lead, observation=id).lot == "A213B1"
    assert label_tasks(scope=lead)[0].expires_on.isoformat() == "2028-12-31"
    _, sound = scan(world, anna, "]d20106975737430496" + "10A213B1" + GS + "211234")
    assert (sound.tray, sound.resolved.lot) == ("", "A213B1")


def test_a_new_lot_is_opened_with_the_dates_of_its_label_and_never_in_silence(world, anna, lead):
    bind(scope=SYSTEM, draft=BindingDraft("gtin", "06975737430496", "LOTS"), now=world.at(1000))
    code = "]d20106975737430496" + "17281231" + "10NEW9"
    id, verdict = scan(world, anna, code)
    assert (verdict.tray, verdict.resolved.lot) == ("", "NEW9")
    scan(world, anna, code, quantity=5)
    (task,) = label_tasks(scope=lead)
    assert (task.kind, task.lot, task.observation) == ("new_lot", "NEW9", id)
    assert task.expires_on.isoformat() == "2028-12-31"
    other = "]d20106975737430496" + "17271231" + "10NEW9"
    late, verdict = scan(world, anna, other)
    assert trays()[late] == ("unresolved", "expiry_differs")
    ended = labels.end_task(scope=lead, task=task.id, state="done")
    assert (ended.state, ended.ended_by) == ("done", "lead")
    with pytest.raises(DecidedBefore):
        labels.end_task(scope=lead, task=task.id, state="withdrawn")


def test_a_person_on_the_phone_is_believed_and_the_phone_alone_is_not(world, anna):
    for item in ("PLAIN", "LOTS"):
        bind(scope=SYSTEM, draft=BindingDraft(f"erp:{item}", "778", item), now=world.at(1000))
    _, asked = scan(world, anna, "778")
    assert asked.tray == "unresolved"
    said = {"resolved": {"item": "LOTS", "lot": "L5", "confidence": 500}}
    _, picked = scan(world, anna, "778", "A-02", extra=said)
    assert (picked.tray, picked.resolved.item, picked.resolved.lot) == ("", "LOTS", "L5")
    said = {"resolved": {"item": "LOTS", "lot": "L5", "confidence": 1000}}
    _, alone = scan(world, anna, "778", "A-03", extra=said)
    assert alone.tray == "unresolved"
    said = {"resolved": {"item": "SERIAL", "confidence": 500}}
    _, foreign = scan(world, anna, "778", "A-03", extra=said)
    assert foreign.tray == "unresolved"


def test_a_printed_label_closes_its_task_only_when_it_says_the_same(world, anna, lead):
    id, _ = scan(world, anna, UNKNOWN)
    with pytest.raises(RescueRefused) as refused:
        labels.ask_label(scope=lead, observation=id)
    assert refused.value.faults[0].code == "item_needed"
    rescue.bind(scope=lead, observation=id, item="LOTS")
    task = labels.ask_label(scope=lead, observation=id, note="corner is torn")
    assert labels.ask_label(scope=lead, observation=id).id == task.id
    held = labels.ask_label(scope=lead, observation=id, kind="on_hold")
    assert {(t.kind, t.lot) for t in label_tasks(scope=lead)} == {
        ("print_label", "LOT7"), ("on_hold", "LOT7"), ("new_lot", "LOT7")}
    for wrong, fault in (("]d20106975737430496" + "10LOT8", "label_differs"),
                         ("NOTHING", "label_unread")):
        with pytest.raises(RescueRefused) as refused:
            labels.close_label(scope=lead, task=task.id, code=wrong)
        assert refused.value.faults[0].code == fault
    assert labels.close_label(scope=lead, task=task.id, code=UNKNOWN).state == "done"
    assert labels.end_task(scope=lead, task=held.id, state="withdrawn").state == "withdrawn"


def test_coverage_counts_rows_resolved_by_a_scan(world, anna, lead):
    bind(scope=SYSTEM, draft=BindingDraft("gtin", "06975737430496", "LOTS"), now=world.at(1000))
    scan(world, anna, UNKNOWN)
    scan(world, anna, "NOBODY-KNOWS")
    scan(world, anna, "PLAIN", entry="keyed")
    scan(world, anna, UNKNOWN, condition=("damaged_label",))
    world.see(anna, None, "A-02", "PLAIN", 5, 30)
    world.see(anna, None, "A-03", None, None, 30, mode="empty")
    gone, _ = scan(world, anna, UNKNOWN)
    world.see(anna, None, "A-01", None, None, 20, mode="undo", undoes=gone)
    day = world.now.date()
    rows = coverage(scope=lead, since=day - timedelta(days=40), until=day + timedelta(days=2))
    assert (sum(row.scanned for row in rows), sum(row.rows for row in rows)) == (1, 5)


def test_poison_in_a_code_is_kept_verbatim_and_waits(world, anna, lead):
    for raw in ("<script>alert(1)</script>", "=1+1", "a\u202eb", "x" * 4_000, "]d2" + GS + "10",
                "'; DROP TABLE x; --", "\ufeff\u200b"):
        id, verdict = scan(world, anna, raw)
        assert verdict.tray == "unresolved"
        assert waiting_row(scope=lead, observation=id).code == raw


def test_the_number_of_statements_does_not_grow_with_the_codes(world):
    from datetime import UTC, datetime

    from pandian.capture.resolution.words import Scan
    from pandian.counting.resolving.queries import resolve

    bind(scope=SYSTEM, draft=BindingDraft("gtin", "06975737430496", "LOTS"), now=world.at(1000))
    world.stock_in("LOTS", "A-01", 5, lot="L1")
    counts = []
    for number in (3, 300):
        codes = ["]E06975737430496", *(
            "]d20106975737430496" + f"10L{n}" for n in range(number)), "PLAIN", "?"]
        with asked() as sent:
            found = resolve(scope=SYSTEM, site="SH1", now=datetime.now(UTC),
                            scans=[Scan(code, "", "A-01") for code in codes])
        counts.append(len(sent))
        assert len(found) == len(codes)
        lotless = found[0].resolution
        assert (lotless.candidates[0].lot, lotless.reason) == ("L1", "lot_here")
    assert counts[0] == counts[1]
