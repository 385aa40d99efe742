"""A judgement is posted by the document that stands for it: every other door is tried.   旁门

Judgements: goods become freer, goods are destroyed or come back, locked goods leave the book.  The
doors: plain postings (API, web, jobs: one function), files of movements, offline phones, plain
reversals, and the posting function of the database itself.  What documents do is told by their
own stories; here every action of every kind is asked with a posting rule that lies.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from document_world import Dock

from pandian.catalog.words import STATUSES
from pandian.exchange.operations import import_file
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.ledger import operations as ledger
from pandian.ledger.exits.words import DESTROYS, LOSES, RELEASES, STRENGTH
from pandian.ledger.queries import stock
from pandian.ledger.words import LineRequest, PostingRefused, PostingRequest
from pandian.lifecycle import operations as engine
from pandian.lifecycle.rules import KINDS
from tests.stories.exchange_world import faults, write

SHANGHAI = ZoneInfo("Asia/Shanghai")
FREER = [(old, new) for old, new in product(STATUSES, STATUSES)
         if STRENGTH.index(new) < STRENGTH.index(old)]


@pytest.fixture(scope="module")
def ground(module_db):
    return Dock()


@pytest.fixture
def dock(ground, db):
    """Yield a dock; the books are sound when a test is over."""
    here = ground.begun()
    yield here
    here.assert_sound()


def move(source: str, target: str, status: str, to: str | None = None, *, kind: str = "adjustment",
         warrant: str = "", at: datetime | None = None):
    """Post one unit of PLAIN by a plain posting; return the answer."""
    return ledger.post(scope=SYSTEM, warrant=warrant, requests=[PostingRequest(
        uuid7(), "SH1", kind, {}, at or datetime.now(UTC) - timedelta(seconds=1),
        (LineRequest("PLAIN", source, target, 1, status=status, target_status=to),))])[0]


def codes(answer) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in answer.faults]


def test_the_order_of_statuses_knows_them_all():
    assert sorted(STRENGTH) == sorted(STATUSES)
    names = {action.posting or kind.name for kind in KINDS.values()
             for action in kind.actions.values()}
    assert {*RELEASES, *DESTROYS, *LOSES} - {"recall", "transfer_receipt"} <= names


@pytest.mark.parametrize(("old", "new"), FREER)
def test_no_plain_posting_makes_goods_freer(dock, old, new):
    dock.move("PLAIN", "@supplier", "RED", 1, 9, status=old)
    for kind in ("adjustment", *RELEASES):
        for target in ("RED", "PEND"):
            assert codes(move("RED", target, old, new, kind=kind)) == [
                ("/lines/0/target_status", "release_needs_document")]
    yesterday = datetime.now(UTC) - timedelta(days=3)
    assert move("RED", "RED", old, new, at=yesterday).result == "refused_release_needs_document"
    dock.move("PLAIN", "RED", "@supplier", 1, 5, status=old)


@pytest.mark.parametrize(("new", "old"), FREER)
def test_whoever_finds_a_reason_may_lock_harder(dock, old, new):
    dock.move("PLAIN", "@supplier", "RED", 1, 9, status=old)
    assert move("RED", "RED", old, new, kind="hold").result == "created"
    dock.move("PLAIN", "RED", "@supplier", 1, 0, status=new)


@pytest.mark.parametrize("status", STRENGTH)
def test_nothing_is_destroyed_or_comes_back_by_a_plain_posting(dock, status):
    dock.move("PLAIN", "@supplier", "RED", 1, 9, status=status)
    for kind in ("adjustment", "destruction", "found_again", "scrap"):
        assert codes(move("RED", "@destroyed", status, kind=kind)) == [
            ("/lines/0/target", "destroyed_needs_document")]
        assert codes(move("@destroyed", "RED", status, kind=kind)) == [
            ("/lines/0/target", "destroyed_needs_document")]
    dock.move("PLAIN", "RED", "@supplier", 1, 5, status=status)


@pytest.mark.parametrize("status", STRENGTH[1:])
@pytest.mark.parametrize("way", ["@gain_loss", "@opening"])
def test_locked_goods_do_not_vanish_to_come_back_free(dock, status, way):
    dock.move("PLAIN", "@supplier", "RED", 1, 9, status=status)
    answer = ledger.post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "SH1", "adjustment", {}, dock.at(1), (
            LineRequest("PLAIN", "RED", way, 1, status=status),
            LineRequest("PLAIN", way, "A-01", 1)))])[0]
    assert codes(answer) == [("/lines/0/target", "loss_needs_document")]
    dock.move("PLAIN", "RED", "@supplier", 1, 5, status=status)


def test_the_database_itself_refuses_what_the_program_would_let_through(dock, monkeypatch):
    monkeypatch.setattr(ledger, "judge", lambda **given: given["rows"])
    dock.move("PLAIN", "@supplier", "RED", 3, 9, status="quarantine")
    assert move("RED", "RED", "quarantine", "accepted").result == "refused_locked"
    assert move("RED", "@destroyed", "quarantine").result == "refused_locked"
    assert move("@destroyed", "RED", "accepted").result == "refused_locked"
    assert move("RED", "@gain_loss", "quarantine").result == "refused_locked"
    assert move("RED", "RED", "quarantine", "accepted", kind="release").result == "created"
    assert dock.on_hand("PLAIN", "RED") == 3
    dock.move("PLAIN", "RED", "A-01", 1, 0)


def test_a_plain_reversal_releases_nothing_and_brings_nothing_back(dock):
    dock.stock_in("PLAIN", "A-01", 5, 60)
    held = move("A-01", "A-01", "accepted", "on_hold", kind="hold")
    gone = move("A-01", "@destroyed", "accepted", kind="destruction", warrant="document")
    assert (held.result, gone.result) == ("created", "created")
    for posting, code in ((held.id, "release_needs_document"),
                          (gone.id, "destroyed_needs_document")):
        for effective in ("then", "now"):
            with pytest.raises(PostingRefused) as refused:
                ledger.reverse(scope=SYSTEM, posting_id=posting, id=uuid7(), reason="r",
                               effective=effective)
            assert [fault.code for fault in refused.value.faults] == [code]
    received = dock.move("PLAIN", "@gain_loss", "RED", 1, 0, status="on_hold")
    undone = ledger.reverse(scope=SYSTEM, posting_id=received.id, id=uuid7(), reason="twice")
    assert undone.result == "created", "what came in wrongly goes out again"


def test_what_a_document_posted_is_undone_with_the_document_only(dock):
    moved = dock.booked(("PLAIN", 5, ""))
    with pytest.raises(PostingRefused) as refused:
        engine.reverse_posting(scope=SYSTEM, posting_id=moved.postings[0], id=uuid7(), reason="r")
    assert [(fault.code, fault.params) for fault in refused.value.faults] == [
        ("document_posting", (moved.number,))]
    dock.stock_in("PLAIN", "A-01", 5, 60)
    plain = dock.move("PLAIN", "A-01", "A-02", 1, 0)
    assert engine.reverse_posting(scope=SYSTEM, posting_id=plain.id, id=uuid7(), reason="r"
                                  ).result == "created"


HEAD = "单据号,类型,发生时间,物料,来源,去向,状态,去向状态,数量\n"


def paper(folder, number: str, days: int, kind: str, target: str, status: str, to: str):
    at = datetime.now(SHANGHAI) - timedelta(days=days, seconds=1)
    return write(folder / f"{number}.csv",
                 f"{HEAD}{number},{kind},{at:%Y-%m-%d %H:%M},PLAIN,RED,{target},{status},{to},1\n")


@pytest.mark.parametrize(("target", "to", "code"), [
    ("RED", "合格", "release_needs_document"),
    ("@destroyed", "隔离", "destroyed_needs_document"),
    ("@gain_loss", "隔离", "loss_needs_document")])
def test_a_file_carries_judgements_of_the_past_for_who_may_import_them(
    dock, tmp_path, target, to, code
):
    dock.move("PLAIN", "@supplier", "RED", 9, 60 * 24 * 9, status="quarantine")
    plain, capable = dock.controller("ctl"), SYSTEM
    for scope, days, kind, refused in (
            (plain, 3, "解冻", 1), (capable, 3, "移库", 0), (capable, 0, "移库", 1)):
        path = paper(tmp_path, f"J{days}{refused}{kind}", days, kind, target, "隔离", to)
        report = import_file(scope=scope, path=path, layout="movements", site="SH1")
        assert (report.refused, [found for *_, found in faults(report)]) == (
            refused, [code] * refused)
    if to == "合格":
        dock.move("PLAIN", "RED", "A-01", 1, 0)


def test_what_an_offline_phone_counts_releases_nothing(dock):
    dock.move("PLAIN", "@supplier", "A-01", 2, 60, status="on_hold")
    counter, plan = dock.person("ann"), dock.plan("A-01")
    dock.see(counter, dock.task(plan), "A-01", "PLAIN", 2, 2)
    dock.settle(plan)
    rows = {row.status: row.quantity for row in stock(
        scope=SYSTEM, site="SH1", place="A-01", item="PLAIN", group_by=["status"]).rows}
    assert rows.get("on_hold", 0) == 2, "counted goods of another status are a difference"
