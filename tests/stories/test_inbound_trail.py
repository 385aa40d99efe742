"""One lot from the shortage to its bin: the whole paper trail of the way in.   从缺货到货位"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from test_purchase import Office, level

from pandian.catalog.licences.operations import put_licences
from pandian.catalog.licences.words import LicenceDraft
from pandian.catalog.operations import put_items
from pandian.catalog.words import CodeDraft, ItemDraft, PackDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.lifecycle import operations
from pandian.lifecycle.inspection.queries import samples
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.purchase.queries import open_lines
from pandian.lifecycle.scanning.queries import facts_of_scans
from pandian.lifecycle.scanning.words import ScanDraft
from pandian.lifecycle.shortage.operations import open_orders, put_levels
from pandian.lifecycle.shortage.queries import shortages
from pandian.lifecycle.words import Amount, DocumentDraft

TODAY = datetime.now(UTC).date()
EACH, CASE = "06901234500011", "16901234500018"
PAPERS = {"delivery_note": "随货同行单 7", "transport": "冷藏车", "handed_over_by": "驾驶员王",
          "temperature_start": "4.0", "temperature_en_route": "5.2", "temperature_arrival": "4.8",
          "departed_at": "2026-11-22T20:00+08:00", "arrived_at": "2026-11-23T06:00+08:00"}


@pytest.fixture
def office(db):
    """Yield an office whose licences are all in order, and a cold class III item."""
    here = Office()
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "licences", "refuse")])
    put_items(scope=SYSTEM, items=[ItemDraft(
        "VALVE", "生物瓣膜", "枚", tracking="lot", expiry=True,
        packs=(PackDraft("盒", 10, CASE),), codes=(CodeDraft("gtin", EACH),),
        attributes={"class": "III", "storage": "cold"})])
    put_licences(scope=SYSTEM, licences=[
        LicenceDraft(kind, held_by, holder, f"{kind}-1", "2020-01-01", "2099-12-31")
        for held_by, holder, kinds in (
            ("party", "SUP", ("business_licence", "production_licence", "authorisation")),
            ("item", "VALVE", ("registration", "label_sample")),
            ("site", "SH1", ("operation_licence", "cold_storage", "cold_verification")))
        for kind in kinds])
    yield here
    here.assert_sound()


def test_one_lot_walks_from_the_shortage_to_its_bin_with_every_gate_met(office):
    put_levels(scope=office.bella, site="SH1", drafts=[level("VALVE", 5, 200, 10, price=88_000)])
    (order,) = open_orders(scope=office.bella, site="SH1", id=uuid7())
    office.act(office.bella, order, "submit")
    office.act(office.max, order, "approve", sign=["max"])
    office.act(office.max, order, "send", evidence={"contract": "HT-2026-7"})
    assert shortages(scope=office.bella, site="SH1") == []

    receipt = operations.open_document(scope=office.keeper, draft=DocumentDraft(
        uuid7(), "SH1", "receipt", {"supplier": "SUP", "place": "PEND", "asn": "ASN-9"}, (),
        order.document))
    office.act(office.keeper, receipt, "arrive", evidence=PAPERS)
    made, expires = TODAY - timedelta(days=15), TODAY + timedelta(days=900)
    label = f"]d201{CASE}11{made:%y%m%d}17{expires:%y%m%d}10B7"
    seen = facts_of_scans(scope=office.keeper, document=receipt.document,
                          scans=[ScanDraft(label, times=20)])
    assert ([a.quantity for a in seen.amounts], seen.faults) == ([200], [])
    office.act(office.keeper, receipt, "book", *seen.amounts, *(
        a._replace(measure="accepted") for a in seen.amounts), evidence=PAPERS)
    assert open_lines(scope=office.bella) == []
    assert office.read(order).head.state == "received"

    inspection = office.follow("inspection", receipt)
    (sample,) = samples(scope=office.quinn, document=inspection.document)
    assert (sample.plan.letter, len(sample.drawn), sample.plan.lot) == ("G", 20, "B7")
    office.act(office.quinn, inspection, "sample", Amount(1, "sampled", 2))
    office.act(office.quinn, inspection, "accept", Amount(1, "accepted", 197),
               Amount(1, "inspected", 20), Amount(1, "counted_short", 1, note="箱内少一枚"),
               sign=["quinn", "rosa", "max"])
    putaway = office.follow("putaway", inspection)
    office.act(office.keeper, putaway, "put", Amount(1, "put_away", 197, place="A-01"))
    office.act(office.bella, order, "close")

    assert office.standing() == {("A-01", "VALVE", "B7", "accepted"): 197}
    trail = [(office.read(each).head.number, office.read(each).head.state)
             for each in (order, receipt, inspection, putaway)]
    assert trail == [("PO-000001", "closed"), ("RC-000001", "booked"),
                     ("IN-000001", "accepted"), ("PA-000001", "done")]
    assert {e.actor for each in (order, receipt, inspection, putaway)
            for e in office.read(each).events} == {"bella", "max", "keeper", "quinn"}
    for document in (putaway, inspection, receipt):
        office.reverse(document)
    assert office.standing() == {}
