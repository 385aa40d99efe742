"""A serial whose label was read is not outvoted by people who did not find it."""

from __future__ import annotations

import pytest
from counting_world import PASSWORD, causes

from pandian.catalog.operations import put_items
from pandian.catalog.words import ItemDraft, PackDraft
from pandian.counting import operations as counting
from pandian.counting import queries
from pandian.counting.rules import explained
from pandian.counting.words import Policy
from pandian.governance.words import SYSTEM

GTIN = "06901234567908"


@pytest.fixture
def world(world):
    put_items(scope=SYSTEM, items=[
        ItemDraft("SERIAL", "泵", "台", packs=(PackDraft("台装", 1, GTIN),), tracking="serial",
                  cost=9_000_000),
        ItemDraft("LOTS", "骨钉", "支", packs=(PackDraft("支装", 1, "06901234567892"),),
                  tracking="lot", cost=1_000_000)])
    for serial in ("S1", "S2"):
        world.stock_in("SERIAL", "A-01", 1, serial=serial)
    return world


@pytest.fixture
def carl(world):
    return world.person("carl")


def scan(world, who, task, serial, minutes, place="A-01", entry="wedge", said=None):
    """See one serial at a place, by its label; `said` is the serial that the row states itself."""
    answer = world.see(who, task, place, None, 1, minutes, code=f"]d201{GTIN}21{serial}",
                       entry=entry, serial=said)
    assert answer.verdicts[0].resolved.serial == serial


def typed(world, who, task, serial, quantity, minutes):
    """Key how many there are of one serial."""
    world.see(who, task, "A-01", "SERIAL", quantity, minutes, serial=serial, entry="keyed")


def recount(world, plan):
    """Settle, and return the recount that is open then."""
    world.settle(plan)
    return next((t.id for t in queries.tasks(scope=SYSTEM, plan=plan.id)
                 if t.kind == "recount" and t.state == "open"), None)


def of(world, plan, serial="S1", place="A-01"):
    return next(line for line in world.lines(plan)
                if (line.serial, line.place) == (serial, place))


def verdict(world, plan, serial="S1", place="A-01"):
    line = of(world, plan, serial, place)
    return (line.counted, line.book, line.verdict)


def test_two_who_saw_none_do_not_outvote_who_read_the_label(world, anna, ben, carl):
    plan = world.plan("A-01", policy=Policy(recount_rounds=2))
    first = world.task(plan)
    typed(world, anna, first, "S1", 0, 60)
    second = recount(world, plan)
    typed(world, ben, second, "S1", 0, 40)
    scan(world, carl, first, "S1", 30)
    world.settle(plan)
    assert verdict(world, plan) == (1, 1, "matched")
    line = of(world, plan)
    assert line.posting
    said = [note for note in line.explanations if note.cause == "read_outweighs"]
    assert "carl 于" in explained(said[0], language="zh")
    assert "anna" in explained(said[0], language="en")
    assert "ben" in explained(said[0], language="en")
    world.settle(plan)
    assert [line.verdict for line in world.lines(plan) if line.serial == "S1"] == ["matched"]
    assert world.on_hand("SERIAL", "A-01") == 2


def test_who_looked_later_and_saw_none_asks_for_a_third_and_no_more(world, anna, ben, carl):
    plan = world.plan("A-01", policy=Policy(recount_rounds=1))
    first = world.task(plan)
    scan(world, carl, first, "S1", 60)
    typed(world, anna, first, "S1", 0, 50)
    second = recount(world, plan)
    assert verdict(world, plan)[2] == "recount"
    assert "disagreement" in causes(of(world, plan))
    world.visit(ben, second, "A-01", minutes=5)
    assert world.settle(plan).recount_tasks == 0
    assert verdict(world, plan) == (1, 1, "matched")


@pytest.mark.parametrize("sweep", ["reads the rest", "says the place is empty"])
def test_a_later_sweep_of_the_place_refutes_the_read(world, anna, ben, carl, sweep):
    plan = world.plan("A-01", policy=Policy(recount_rounds=1))
    first = world.task(plan)
    scan(world, carl, first, "S1", 60)
    typed(world, anna, first, "S1", 0, 50)
    second = recount(world, plan)
    if sweep == "reads the rest":
        scan(world, ben, second, "S2", 9)
        world.visit(ben, second, "A-01", minutes=8)
    else:
        world.see(ben, second, "A-01", None, None, minutes=9, mode="empty")
    world.settle(plan)
    assert verdict(world, plan) == (0, 1, "approval")
    assert "double_count" in causes(of(world, plan))


def test_a_sweep_in_which_a_serial_was_typed_refutes_nothing(world, anna, ben, carl):
    plan = world.plan("A-01", policy=Policy(recount_rounds=1))
    first = world.task(plan)
    scan(world, carl, first, "S1", 60)
    typed(world, anna, first, "S1", 0, 50)
    second = recount(world, plan)
    typed(world, ben, second, "S2", 1, 9)
    world.visit(ben, second, "A-01", minutes=8)
    world.settle(plan)
    assert verdict(world, plan) == (1, 1, "matched")


@pytest.mark.parametrize("entry", ["keyed", "keyboard", "file"])
def test_a_serial_that_was_typed_is_a_word_like_others(world, anna, ben, carl, entry):
    plan = world.plan("A-01", policy=Policy(recount_rounds=1))
    first = world.task(plan)
    scan(world, carl, first, "S1", 60, entry=entry)
    typed(world, anna, first, "S1", 0, 50)
    second = recount(world, plan)
    typed(world, ben, second, "S1", 0, 9)
    world.settle(plan)
    assert verdict(world, plan) == (0, 1, "approval")


def test_a_serial_typed_beside_a_scanned_code_was_not_read(world, anna, ben, carl):
    plan = world.plan("A-01", policy=Policy(recount_rounds=1))
    first = world.task(plan)
    scan(world, carl, first, "S1", 60, said="S1")
    typed(world, anna, first, "S1", 0, 50)
    second = recount(world, plan)
    typed(world, ben, second, "S1", 0, 9)
    world.settle(plan)
    assert verdict(world, plan) == (0, 1, "approval")


def test_it_left_by_a_document_between_the_read_and_the_zero(world, anna, carl):
    plan = world.plan("A-01")
    first = world.task(plan)
    scan(world, carl, first, "S1", 60)
    world.ship("SERIAL", "A-01", 1, minutes=40, serial="S1")
    typed(world, anna, first, "S1", 0, 20)
    world.settle(plan)
    assert verdict(world, plan) == (0, 0, "matched")
    assert "double_count" in causes(of(world, plan))


def test_who_takes_his_own_read_back_has_not_read_it(world, anna, carl):
    plan = world.plan("A-01")
    first = world.task(plan)
    scan(world, carl, first, "S1", 60)
    typed(world, carl, first, "S1", 0, 59)
    typed(world, anna, first, "S1", 0, 20)
    world.settle(plan)
    assert verdict(world, plan) == (0, 1, "approval")


def test_a_read_elsewhere_since_ends_what_the_first_read_proves(world, anna, ben, carl):
    boss = world.controller()
    plan = world.plan("A-01", "A-02")
    first = world.task(plan)
    scan(world, carl, first, "S1", 60)
    typed(world, anna, first, "S1", 0, 30)
    typed(world, ben, first, "S1", 0, 20)
    scan(world, world.person("dora"), first, "S1", 40, place="A-02")
    world.settle(plan)
    assert verdict(world, plan) == (0, 1, "approval")
    counting.approve(scope=boss, plan=plan.id, lines="all", meaning="approved", password=PASSWORD)
    assert world.on_hand("SERIAL", "A-02") == 1


def test_where_the_book_has_none_a_read_is_found_whatever_others_missed(world, anna, ben, carl):
    plan = world.plan("A-01")
    first = world.task(plan)
    typed(world, anna, first, "S9", 0, 60)
    typed(world, ben, first, "S9", 0, 50)
    scan(world, carl, first, "S9", 30)
    world.settle(plan)
    assert verdict(world, plan, "S9") == (1, 0, "approval")


def test_lots_are_voted_on_as_ever(world, anna, ben, carl):
    world.stock_in("LOTS", "A-02", 1, lot="L1")
    plan = world.plan("A-02", policy=Policy(recount_rounds=1))
    first = world.task(plan)
    world.see(carl, first, "A-02", None, 1, 60, code="]d20106901234567892" + "10L1",
              entry="wedge")
    world.see(anna, first, "A-02", "LOTS", 0, 50, lot="L1")
    second = recount(world, plan)
    world.see(ben, second, "A-02", "LOTS", 0, 9, lot="L1")
    world.settle(plan)
    line = world.line(plan)
    assert (line.lot, line.counted, line.verdict) == ("L1", 0, "approval")
