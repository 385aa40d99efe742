"""Plain postings are read against open paper and earlier postings; nothing is refused for it."""

from __future__ import annotations

import pytest
from document_world import Dock

from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle.warning.posting.operations import post_heeding
from pandian.lifecycle.words import Amount, LineDraft
from tests.asked import asked


@pytest.fixture
def dock(db):
    here = Dock()
    yield here
    here.assert_sound()


def given(dock, quantity, source="@supplier", target="PEND", cause=None, minutes=1, **line):
    line = {"status": "pending", **line}
    return PostingRequest(uuid7(), "SH1", "receipt", cause or {"document": str(uuid7())},
                          dock.at(minutes), (LineRequest("PLAIN", source, target, quantity,
                                                         **line),), pointer="/0")


def told(dock, *requests, **more):
    return [[(code, params[:2]) for _, code, params in each.warnings]
            for each in post_heeding(scope=SYSTEM, requests=requests, **more)]


def test_a_posting_is_compared_with_what_was_announced_for_the_place(dock):
    receipt = dock.announce(LineDraft("PLAIN", 120))
    right, unit, digits, other, back = (
        given(dock, 120), given(dock, 12), given(dock, 210), given(dock, 77),
        given(dock, 120, "PEND", "A-01"))
    boxes = given(dock, 12, unit="盒")
    assert told(dock, right, boxes, unit, digits, other, back) == [
        [], [], [("looks_like_paper_unit", ("12", "120"))],
        [("looks_like_paper_digits", ("210", "120"))], [],
        [("looks_backwards", ("120", "120"))]]
    (fact,) = [each for each in facts_about(
        scope=SYSTEM, subject=f"posting:{unit.id}", sites=None) if each.kind == "ledger.warned"]
    assert fact.data["warnings"][0]["params"][3] == receipt.number
    # the same sent again is told the same; what is announced no more is told nothing
    dock.act(dock.keeper, receipt, "arrive")
    dock.act(dock.keeper, receipt, "book", Amount(1, "scanned", 120), Amount(1, "accepted", 120))
    assert told(dock, unit, given(dock, 12)) == [
        [("looks_like_paper_unit", ("12", "120"))], []]


def test_the_same_line_of_the_same_paper_under_another_id_looks_double(dock):
    first = given(dock, 30, cause={"document": "PO-1"})
    assert told(dock, first) == [[]]
    again, another, elsewhere, later = (
        given(dock, 30, cause={"document": "PO-1"}), given(dock, 30, cause={"document": "PO-2"}),
        given(dock, 30, target="A-01", cause={"document": "PO-1"}),
        given(dock, 30, cause={"document": "PO-1"}, minutes=60 * 30))
    assert [[code for code, _ in each] for each in told(
        dock, first, again, another, elsewhere, later)] == [
        [], ["looks_posted"], [], [], []]


def test_who_wants_to_be_asked_posts_nothing_that_looks_wrong_and_the_rest(dock):
    dock.announce(LineDraft("PLAIN", 120))
    wrong, fine = given(dock, 12), given(dock, 77)
    made = post_heeding(scope=SYSTEM, requests=[wrong, fine], asking={wrong.id, fine.id})
    assert [each.posted.result for each in made] == ["refused_doubted", "created"]
    assert [fault.code for fault in made[0].posted.faults] == ["looks_like_paper_unit"]
    assert dock.on_hand("PLAIN") == 77
    # meant after all, it is posted; asked for again, it is there already and is not refused
    assert post_heeding(scope=SYSTEM, requests=[wrong])[0].posted.result == "created"
    (there,) = post_heeding(scope=SYSTEM, requests=[wrong], asking={wrong.id})
    assert (there.posted.result, len(there.warnings)) == ("exists", 1)


def test_the_number_of_statements_does_not_grow_with_the_lines(dock):
    dock.announce(LineDraft("PLAIN", 120))
    post_heeding(scope=SYSTEM, requests=[given(dock, 5)])
    with asked() as sent:
        post_heeding(scope=SYSTEM, requests=[given(dock, n) for n in range(100, 140)])
    assert len(sent) <= 60
