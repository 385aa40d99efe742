"""Locked goods leave by no door: every way out is tried with every reason to stay.   出库闸门

The doors: plain postings (API, web, jobs: one function), a file of movements, an offline phone, a
reversal, the posting function of the database itself, and every document that posts to an exit.
"""

from __future__ import annotations

from collections import namedtuple
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from counting_world import World
from django.db import connection
from document_world import Dock

from pandian.catalog.operations import put_items, put_lots, put_places
from pandian.catalog.queries import items_by_code, lots_by_code
from pandian.catalog.words import ItemDraft, LotDraft, PlaceDraft
from pandian.governance.queries import site_by_code
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.ledger import operations as ledger
from pandian.ledger.exits.words import EXITS
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle import operations as engine
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import ActionDraft, DocumentRefused, Held, Move
from tests.house.source import name, python
from tests.stories.exchange_world import faults, take, write

SHANGHAI = ZoneInfo("Asia/Shanghai")
WAYS_OUT = {"customer": "@customer", "used": "@used", "production": "@production",
            "in_transit": "ROAD", "consignment_site": "WARD"}


def today() -> date:
    """Return the day at the site."""
    return datetime.now(SHANGHAI).date()


def put_both_lots() -> None:
    put_lots(scope=SYSTEM, lots=[
        LotDraft("GLUE", "OLD", expires_on=today() - timedelta(days=1)),
        LotDraft("GLUE", "LAST", expires_on=today())])


@pytest.fixture(scope="module")
def ground(module_db):
    """Return a dock with a lot that ended yesterday, one that ends today, and every way out."""
    here = Dock()
    put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", "ROAD", "in_transit"), PlaceDraft("SH1", "WARD", "consignment_site")])
    put_items(scope=SYSTEM, items=[ItemDraft("GLUE", "骨水泥", "支", tracking="lot", expiry=True)])
    put_both_lots()
    for lot in ("OLD", "LAST"):
        here.stock_in("GLUE", "A-01", 20, 60 * 24 * 9, lot=lot)
    return here


@pytest.fixture
def dock(ground, db):
    put_both_lots()  # a midnight may lie between
    here = ground.begun()
    yield here
    here.assert_sound()


def leave(here: World, way: str, lot: str = "OLD", kind: str = "issue", **more: object):
    """Let one unit leave by a plain posting; return the answer."""
    at = more.pop("at", here.now)  # a minute ago it was yesterday, just after midnight
    return ledger.post(scope=SYSTEM, requests=[PostingRequest(
        more.pop("id", uuid7()), "SH1", kind, {}, at,
        (LineRequest("GLUE", more.pop("place", "A-01"), way, 1, lot, **more),))])[0]


def test_every_exit_is_in_the_list_of_this_test():
    assert set(WAYS_OUT) == EXITS


@pytest.mark.parametrize("way", sorted(WAYS_OUT))
def test_an_expired_lot_leaves_by_no_way_out_and_the_last_day_still_counts(dock, way):
    answer = leave(dock, WAYS_OUT[way])
    assert answer.result == "refused_exit_expired"
    assert [(f.pointer, f.code, f.params) for f in answer.faults] == [
        ("/lines/0/lot", "exit_expired", ("OLD", today() - timedelta(days=1)))]
    assert leave(dock, WAYS_OUT[way], "LAST").result == "created"


@pytest.mark.parametrize("way", sorted(WAYS_OUT))
@pytest.mark.parametrize("status", ["pending", "on_hold", "quarantine", "recalled", "rejected"])
def test_goods_that_are_not_accepted_leave_by_no_way_out(dock, way, status):
    dock.move("GLUE", "@supplier", "RED", 3, 9, lot="LAST", status=status)
    answer = leave(dock, WAYS_OUT[way], "LAST", place="RED", status=status)
    assert answer.result == "refused_exit_status"
    as_if = leave(dock, WAYS_OUT[way], "LAST", place="RED", status=status,
                  target_status="accepted")
    assert as_if.result == "refused_exit_status", "what counts is what the goods are"
    dock.move("GLUE", "RED", "@supplier", 3, 5, lot="LAST", status=status)


@pytest.mark.parametrize("kind", ["issue", "inspection", "customer_return", "kit", "anything"])
def test_no_name_of_a_plain_posting_opens_the_lock(dock, kind):
    assert leave(dock, "@used", kind=kind).result == "refused_exit_expired"
    dock.move("GLUE", "@supplier", "PEND", 1, 9, lot="LAST", status="pending")
    for way in ("@used", "@customer"):
        assert leave(dock, way, "LAST", kind=kind, place="PEND", status="pending"
                     ).result == "refused_exit_status"
    assert leave(dock, "@customer", kind="deviation").faults[0].code == "needs_document"


def test_paper_dated_back_to_a_usable_day_does_not_open_the_lock(dock):
    answer = leave(dock, "@customer", at=datetime.now(UTC) - timedelta(days=5))
    assert answer.result == "refused_exit_expired"


def test_what_left_on_its_last_day_is_answered_as_a_replay_for_ever(dock):
    id, at = uuid7(), dock.at(1)
    assert leave(dock, "@customer", "LAST", id=id, at=at).result == "created"
    with_lots = items_by_code(scope=SYSTEM, codes=["GLUE"])["GLUE"]
    lot = lots_by_code(scope=SYSTEM, pairs=[(with_lots.id, "LAST")])[with_lots.id, "LAST"]
    assert lot.expires_on == today()
    from pandian.catalog.models import Lot

    Lot.objects.filter(pk=lot.id).update(expires_on=today() - timedelta(days=1))
    assert leave(dock, "@customer", "LAST", id=id, at=at).result == "exists"
    assert leave(dock, "@customer", "LAST").result == "refused_exit_expired"


def test_a_serial_is_locked_by_the_lot_that_it_belongs_to(dock):
    from pandian.catalog.models import Serial

    dock.stock_in("SERIAL", "A-01", 1, 9, serial="S-1")
    glue = items_by_code(scope=SYSTEM, codes=["GLUE"])["GLUE"]
    lot = lots_by_code(scope=SYSTEM, pairs=[(glue.id, "OLD")])[glue.id, "OLD"]
    Serial.objects.filter(code="S-1").update(lot=lot.id)
    answer = ledger.post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "SH1", "issue", {}, dock.at(1),
        (LineRequest("SERIAL", "A-01", "@customer", 1, serial="S-1"),))])[0]
    assert answer.result == "refused_exit_expired"


def test_one_locked_line_keeps_its_whole_document_and_names_every_such_line(dock):
    answer = ledger.post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "SH1", "issue", {}, dock.at(1), tuple(
            LineRequest(item, "A-01", "@customer", 1, lot)
            for item, lot in (("GLUE", "LAST"), ("GLUE", "OLD"), ("PLAIN", None),
                              ("GLUE", "OLD"))))])[0]
    assert [f.pointer for f in answer.faults] == ["/lines/1/lot", "/lines/3/lot"]
    assert dock.on_hand("GLUE", "A-01") == 40


def test_a_file_of_movements_is_judged_by_the_day_the_goods_left(dock, tmp_path):
    yesterday, before = today() - timedelta(days=1), today() - timedelta(days=3)
    head = "单据号,类型,发生时间,物料,来源,去向,批号,数量\n"
    for at, refused in ((f"{before} 10:00", 0), (f"{yesterday} 23:30", 0),
                        (f"{today()} 00:00", 1)):
        path = write(tmp_path / f"{at[:10]}.csv",
                     f"{head}I-{at[:10]},出库,{at},GLUE,A-01,@customer,OLD,1\n")
        report = take(path, "movements", "SH1")
        assert (report.refused, [code for *_, code in faults(report)]) == (
            refused, ["exit_expired"] * refused)


def test_the_posting_function_itself_refuses_what_the_program_would_let_through(dock, monkeypatch):
    monkeypatch.setattr(ledger, "judge", lambda **given: given["rows"])
    assert leave(dock, "@customer").result == "refused_locked"
    assert leave(dock, "@customer", "LAST").result == "created"
    assert dock.on_hand("GLUE", "A-01") == 39


def left(site: int) -> int:
    """Return how many units ever went to a way out."""
    with connection.cursor() as cursor:
        cursor.execute("""SELECT coalesce(sum(m.quantity), 0) FROM ledger_move m
                            JOIN ledger_holding h ON h.site = m.site AND h.id = m.target
                            JOIN catalog_place p ON p.id = h.place
                           WHERE m.site = %s AND p.kind = ANY (%s)""", [site, sorted(EXITS)])
        return int(cursor.fetchone()[0])


def test_what_an_offline_phone_sends_moves_nothing_out(dock):
    counter, plan = dock.person("ann"), dock.plan("A-01")
    dock.see(counter, dock.task(plan), "A-01", "GLUE", 0, 2, lot="OLD")
    dock.settle(plan)
    assert left(dock.site_id) == 0
    leave(dock, "@customer", "LAST")
    assert left(dock.site_id) == 1, "the measure of this test sees what leaves"


def test_a_reversal_of_a_return_is_a_correction_and_no_way_out(dock):
    given = dock.move("GLUE", "@customer", "A-02", 2, 5, lot="OLD", kind="customer_return",
                      status="pending")
    undone = ledger.reverse(scope=SYSTEM, posting_id=given.id, id=uuid7(), reason="never came")
    assert undone.result == "created"
    assert dock.on_hand("GLUE", "A-02") == 0


Head = namedtuple("Head", "id kind number header")


@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_action_of_any_document_lets_locked_goods_out(dock, name):
    """Whatever a kind's posting rule would propose, its posting is judged."""
    kind = KINDS[name]
    site = site_by_code(scope=SYSTEM, code="SH1")
    move = Move(1, "GLUE", "OLD", "", "", "A-01", "", "accepted", "accepted", 1)
    for label, action in kind.actions.items():
        for way in WAYS_OUT.values():
            held = Held(site, Head(uuid7(), name, 1, {}), kind, {}, [])
            draft = ActionDraft(uuid7(), held.row.id, label, 1,
                                effective_at=datetime.now(UTC) - timedelta(days=5))
            if name == "deviation":
                engine._post(SYSTEM, held, action, draft, [move._replace(target="@customer")])
                break
            with pytest.raises(DocumentRefused) as refused:
                engine._post(SYSTEM, held, action, draft, [move._replace(target=way)])
            assert [(f.pointer, f.code) for f in refused.value.faults] == [
                ("/amounts/0/lot", "exit_expired")]
    assert dock.on_hand("GLUE", "A-01") == (38 if name == "deviation" else 40)


def test_only_documents_and_imports_say_on_what_a_posting_rests():
    """A repair of a count is paper of its own day; it may not import judgements of the past."""
    says = {name(path) for path in python() if "warrant=" in path.read_text("utf-8")}
    assert says - {"pandian/ledger/operations.py"} == {
        "pandian/counting/repairing/operations.py",
        "pandian/exchange/retail/operations.py", "pandian/exchange/stock/operations.py",
        "pandian/lifecycle/correcting/operations.py",
        "pandian/lifecycle/doubling/operations.py", "pandian/lifecycle/operations.py",
        "pandian/lifecycle/recall/operations.py",
        "pandian/simulation/histories/counted/operations.py",
        "pandian/simulation/histories/operations.py",
        "pandian/simulation/staging/operations.py"}
