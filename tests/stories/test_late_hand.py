"""A period is closed: facts come late and are listed, hands may not reach back.   补记"""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import Mock
from zoneinfo import ZoneInfo

import pytest
from counting_world import PASSWORD
from document_world import Dock

from pandian.counting.closing.operations import close_period, prepare_period
from pandian.counting.closing.queries import after
from pandian.counting.closing.words import PeriodDraft
from pandian.counting.late import operations as hand
from pandian.counting.late.operations import post_by_hand, reverse_document_by_hand
from pandian.counting.late.words import LateRefused
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle.doubling.operations import restore, undo_double
from pandian.lifecycle.doubling.queries import doubled
from pandian.lifecycle.doubling.words import Pair, RestoreDraft
from pandian.lifecycle.words import Acted, Amount, LineDraft, ReversalDraft

ZONE = ZoneInfo("Asia/Shanghai")
DAY = 24 * 60


@pytest.fixture
def dock(db):
    here = Dock()
    here.stock_in("PLAIN", "A-01", 100, 9 * DAY)
    yield here
    here.assert_sound()


def moved(dock: Dock, minutes: float) -> Acted:
    """Return a relocation that was carried out so many minutes ago."""
    paper = dock.announce(LineDraft("PLAIN", 6), header={"supplier": "SUP", "place": "PEND"})
    dock.act(dock.keeper, paper, "arrive", effective_at=dock.at(minutes + 1))
    return dock.act(dock.keeper, paper, "book", Amount(1, "scanned", 6), Amount(1, "accepted", 6),
                    effective_at=dock.at(minutes))


def close(dock: Dock, back: int):
    """Close the period that ended so many local days ago; return its report."""
    fay = dock.staff("fay", "finance")
    last = (dock.now.astimezone(ZONE) - timedelta(days=back)).date()
    made = prepare_period(scope=dock.boss, draft=PeriodDraft(uuid7(), "SH1", last))
    return close_period(scope=fay, id=made.id, password=PASSWORD)


def test_documents_and_facts_come_late_but_none_is_taken_back_as_of_then(dock):
    paper = moved(dock, 6 * DAY)
    shut = close(dock, 4)
    late = moved(dock, 5 * DAY + 60)  # a document that really happened then
    dock.stock_in("PLAIN", "A-02", 3, 6 * DAY)  # a fact from below the doors of people
    assert [row["quantity"] for row in after(scope=dock.boss, id=shut.id).rows] == [6, 3]

    for document in (paper, late):
        with pytest.raises(LateRefused) as refused:
            reverse_document_by_hand(scope=dock.boss, draft=draft(dock, document, "then"))
        assert [(f.pointer, f.code, f.params[1:]) for f in refused.value.faults] == [
            ("/effective", "reversal_closed", ("PLAIN", "6"))]
    again = draft(dock, paper, "now")
    assert reverse_document_by_hand(scope=dock.boss, draft=again).result == "created"
    assert reverse_document_by_hand(scope=dock.boss, draft=again).result == "exists"
    assert len(after(scope=dock.boss, id=shut.id).rows) == 2, "undone from now on"


def draft(dock: Dock, document: Acted, effective: str) -> ReversalDraft:
    return ReversalDraft(uuid7(), document.document, dock.read(document).head.version, "错",
                         effective)


def test_a_document_undone_before_the_close_answers_its_replay(dock):
    paper = moved(dock, 6 * DAY)
    undone = draft(dock, paper, "then")
    assert reverse_document_by_hand(scope=dock.boss, draft=undone).result == "created"
    close(dock, 4)
    assert reverse_document_by_hand(scope=dock.boss, draft=undone).result == "exists"


def test_a_site_without_a_close_and_another_site_take_what_is_typed(dock):
    def typed(minutes: float) -> str:
        (made,) = post_by_hand(scope=dock.keeper, requests=[PostingRequest(
            uuid7(), "SH1", "receipt", {}, dock.at(minutes),
            (LineRequest("PLAIN", "@supplier", "A-01", 2),))])
        return made.posted.result

    assert typed(6 * DAY) == "created"
    close(dock, 4)
    assert typed(6 * DAY) == "refused_posting_closed"
    assert typed(60) == "created"
    (foreign,) = post_by_hand(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "NO", "receipt", {}, dock.at(6 * DAY),
        (LineRequest("PLAIN", "@supplier", "A-01", 2),))])
    assert foreign.posted.result == "refused_site_unknown"


def test_a_double_that_was_put_back_is_protected_by_the_close_again(dock):
    first, second = moved(dock, 6 * DAY), moved(dock, 6 * DAY)
    pair = Pair(second.document, first.document)
    double = doubled(scope=SYSTEM, site=dock.site_id, pairs=[pair])[pair]
    undone = undo_double(scope=dock.boss, site="SH1", double=double, id=uuid7(), reason="twice")
    restore(scope=dock.boss, draft=RestoreDraft(uuid7(), "SH1", undone.postings[-1], "no"))
    close(dock, 4)
    with pytest.raises(LateRefused) as refused:
        reverse_document_by_hand(scope=dock.boss, draft=draft(dock, second, "then"))
    assert [f.params[1:] for f in refused.value.faults] == [("PLAIN", "6")]
    assert reverse_document_by_hand(
        scope=dock.boss, draft=draft(dock, second, "now")).state == "reversed"


def test_late_paper_comes_in_with_the_fact_that_says_why_or_not_at_all(dock, monkeypatch):
    close(dock, 4)
    late = PostingRequest(uuid7(), "SH1", "receipt", {}, dock.at(6 * DAY),
                          (LineRequest("PLAIN", "@supplier", "A-01", 2),))

    def typed():
        (made,) = post_by_hand(scope=dock.boss, requests=[late], late={late.id: "found its slip"})
        return made.posted.result

    def told():
        return [(row.actor, row.data["reason"]) for row in facts_about(
            scope=SYSTEM, sites=None, subject=f"posting:{late.id}") if row.kind == "period.late"]

    with monkeypatch.context() as dying:
        dying.setattr(hand, "record_many", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            typed()
    assert (typed(), told()) == ("created", [(dock.boss.actor, "found its slip")])
    assert (typed(), len(told())) == ("exists", 1)
