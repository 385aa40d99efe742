"""One lot followed over all sites: where it came from, who has it, what was made of it.   追溯"""

from __future__ import annotations

import pytest
from document_world import Dock

from pandian.catalog.operations import put_items, put_parties, put_places, put_sites
from pandian.catalog.words import ItemDraft, PackDraft, PartyDraft, PlaceDraft
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post, reverse, seal
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle.trace.queries import customers, trace
from pandian.lifecycle.trace.words import Goods, NothingToTrace, TraceAsk, TraceRefused
from pandian.lifecycle.words import Amount

LOT = TraceAsk(item="LOTS", lot="L1")


@pytest.fixture
def dock(db):
    """Yield a dock; whatever happened there, ledger and documents must be sound afterwards."""
    here = Dock()
    yield here
    here.assert_sound()


def put_away(dock: Dock) -> None:
    """Let lot L1 walk from the announcement into its bin."""
    putaway = dock.follow("putaway", dock.passed(("LOTS", 30, "L1")))
    dock.act(dock.keeper, putaway, "put", Amount(1, "put_away", 30, place="A-01"))


def sell(dock: Dock, quantity: int, customer: str, *, back: bool = False, site: str = "SH1",
         place: str = "A-01", lot: str = "L1", item: str = "LOTS", address: str = "") -> object:
    """Post an issue to a customer, or his return, as an outside system does."""
    ends = ("@customer", place) if back else (place, "@customer")
    request = PostingRequest(
        uuid7(), site, "customer_return" if back else "issue",
        {"document": f"SO-{customer}", "customer": customer, "address": address}, dock.at(5),
        (LineRequest(item, *ends, quantity, lot=lot),))
    answer = post(scope=SYSTEM, requests=[request])[0]
    assert answer.result == "created", answer
    return answer.id


def test_a_lot_is_followed_from_its_announcement_to_the_customer(dock):
    put_away(dock)
    sell(dock, 4, "H1")
    found = trace(scope=SYSTEM, ask=LOT)
    assert {(n.kind, n.action, n.document, n.source, n.target) for n in found.nodes
            if n.node == "move"} == {
        ("receipt", "book", "RC-000001", "@supplier", "PEND"),
        ("inspection", "accept", "IN-000001", "PEND", "PEND"),
        ("putaway", "put", "PA-000001", "PEND", "A-01"),
        ("issue", "", "SO-H1", "A-01", "@customer")}
    assert [n.at for n in found.nodes] == sorted(n.at for n in found.nodes)
    steps = [(n.document, n.action) for n in found.nodes if n.node == "step"]
    assert set(steps) == {("RC-000001", "open"), ("RC-000001", "arrive"), ("IN-000001", "open"),
                          ("PA-000001", "open")}
    book = next(n for n in found.nodes if n.action == "book")
    assert (book.actor, book.party, book.quantity, book.site) == ("keeper", "SUP", 30, "SH1")
    accept = next(n for n in found.nodes if n.action == "accept")
    assert (accept.signers, accept.status, accept.target_status) == (
        ["quinn"], "pending", "accepted")
    assert [(s.place, s.status, s.quantity) for s in found.standing] == [("A-01", "accepted", 26)]
    assert not found.more


def test_a_trace_starts_from_a_document_and_from_a_scan_as_well(dock):
    put_away(dock)
    by_lot = trace(scope=SYSTEM, ask=LOT)
    by_number = trace(scope=SYSTEM, ask=TraceAsk(document="RC-000001"))
    assert by_number == by_lot
    id = next(n.document_id for n in by_lot.nodes if n.document == "PA-000001")
    assert trace(scope=SYSTEM, ask=TraceAsk(document=str(id))).nodes == by_lot.nodes
    put_items(scope=SYSTEM, items=[ItemDraft(
        "SCAN", "导管", "支", packs=(PackDraft("盒", 5, "06923456789012"),), tracking="lot")])
    dock.stock_in("SCAN", "A-02", 7, lot="L2406A")
    scanned = trace(scope=SYSTEM, ask=TraceAsk(code="(01)06923456789012(10)L2406A"))
    assert scanned.goods == [Goods("SCAN", "L2406A")]
    assert [n.quantity for n in scanned.nodes] == [7]


def test_the_seal_and_the_count_stand_on_the_trace(dock):
    dock.stock_in("LOTS", "A-01", 9, lot="L1")
    seal(scope=SYSTEM, site=dock.site_id)
    node = trace(scope=SYSTEM, ask=LOT).nodes[0]
    assert node.seal is not None
    assert node.device == ""


def test_production_is_followed_back_to_what_went_in_and_forward_to_what_came_out(dock):
    put_items(scope=SYSTEM, items=[ItemDraft("KIT", "套装", "套", tracking="lot")])
    dock.stock_in("LOTS", "A-01", 9, lot="L1")
    dock.stock_in("LOTS", "A-01", 9, lot="L2")
    made = PostingRequest(uuid7(), "SH1", "completion", {"document": "WO-1"}, dock.at(60), (
        LineRequest("LOTS", "A-01", "@production", 4, lot="L1"),
        LineRequest("LOTS", "A-01", "@production", 2, lot="L2"),
        LineRequest("KIT", "@production", "A-02", 2, lot="K1")))
    assert post(scope=SYSTEM, requests=[made])[0].result == "created"
    sell(dock, 1, "H9", place="A-02", lot="K1", item="KIT")
    forward = trace(scope=SYSTEM, ask=TraceAsk(item="LOTS", lot="L1", direction="forward"))
    assert forward.goods == [Goods("LOTS", "L1"), Goods("KIT", "K1")]
    assert [(d.parent, d.child, d.document) for d in forward.descent] == [
        (Goods("LOTS", "L1"), Goods("KIT", "K1"), "WO-1")]
    assert {n.target for n in forward.nodes} >= {"@customer", "@production"}
    back = trace(scope=SYSTEM, ask=TraceAsk(item="KIT", lot="K1", direction="back"))
    assert set(back.goods) == {Goods("KIT", "K1"), Goods("LOTS", "L1"), Goods("LOTS", "L2")}
    both = trace(scope=SYSTEM, ask=LOT)
    assert set(both.goods) == {Goods("LOTS", "L1"), Goods("KIT", "K1")}, \
        "what else went into the product is no descent of this lot"
    assert [c.customer for c in customers(scope=SYSTEM, goods=[*forward.goods])] == ["H9"]


def test_an_undone_production_leaves_no_descent(dock):
    put_items(scope=SYSTEM, items=[ItemDraft("KIT", "套装", "套", tracking="lot")])
    dock.stock_in("LOTS", "A-01", 9, lot="L1")
    made = PostingRequest(uuid7(), "SH1", "completion", {"document": "WO-1"}, dock.at(60), (
        LineRequest("LOTS", "A-01", "@production", 4, lot="L1"),
        LineRequest("KIT", "@production", "A-02", 2, lot="K1")))
    post(scope=SYSTEM, requests=[made])
    reverse(scope=SYSTEM, posting_id=made.id, id=uuid7(), reason="wrong lot", effective="now")
    assert trace(scope=SYSTEM, ask=LOT).descent == []


def test_the_recall_list_names_each_customer_with_what_is_still_there(dock):
    put_parties(scope=SYSTEM, parties=[PartyDraft("H1", "第一医院", kinds=("customer",))])
    dock.stock_in("LOTS", "A-01", 100, lot="L1")
    sell(dock, 10, "H1", address="人民路 1 号")
    sell(dock, 6, "H2")
    sell(dock, 3, "H1", back=True)
    wrong = sell(dock, 50, "H3")
    reverse(scope=SYSTEM, posting_id=wrong, id=uuid7(), reason="never left", effective="now")
    found = customers(scope=SYSTEM, goods=[Goods("LOTS", "L1")])
    assert [(c.customer, c.issued, c.returned, c.outstanding) for c in found] == [
        ("H1", 10, 3, 7), ("H2", 6, 0, 6)]
    assert (found[0].name, found[0].address, found[0].document) == (
        "第一医院", "人民路 1 号", "SO-H1")


def test_a_trace_goes_over_all_sites_of_the_scope_and_no_others(dock):
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    dock.stock_in("LOTS", "A-01", 9, lot="L1")
    there = PostingRequest(uuid7(), "BJ1", "issue", {"customer": "H5"}, dock.at(5), (
        LineRequest("LOTS", "B-01", "@customer", 5, lot="L1"),))
    put_places(scope=SYSTEM, places=[PlaceDraft("BJ1", "B-01", "bin")])
    assert post(scope=SYSTEM, requests=[there])[0].result == "created"
    assert {n.site for n in trace(scope=SYSTEM, ask=LOT).nodes} == {"SH1", "BJ1"}
    only_here = dock.keeper
    assert {n.site for n in trace(scope=only_here, ask=LOT).nodes} == {"SH1"}
    assert customers(scope=only_here, goods=[Goods("LOTS", "L1")]) == []
    only_there = SYSTEM._replace(sites=frozenset({"BJ1"}))
    dock.stock_in("LOTS", "A-01", 9, lot="L2")
    with pytest.raises(NothingToTrace):
        trace(scope=only_there, ask=TraceAsk(item="LOTS", lot="L2"))


@pytest.mark.parametrize(("ask", "codes"), [
    (TraceAsk(), ["trace_of_what"]),
    (TraceAsk(item="LOTS"), ["missing", "missing"]),
    (TraceAsk(lot="L1", direction="up"), ["missing", "direction_unknown"]),
    (TraceAsk(item="LOTS", lot="L1", document="RC-1"), ["trace_of_what"]),
    (TraceAsk(code="(01)06923456789012"), ["code_item_unknown"]),
])
def test_a_question_that_names_nothing_or_too_much_is_refused_for_every_reason(db, ask, codes):
    with pytest.raises((TraceRefused, NothingToTrace)) as refused:
        trace(scope=SYSTEM, ask=ask)
    assert [fault.code for fault in refused.value.faults] == codes
