"""What a receipt must prove: dates of labels, life, serials, temperatures, the photo.   收货"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from document_world import PAPERS, Dock

from pandian.capture.photos.operations import put_photo
from pandian.catalog.operations import put_items, put_lots
from pandian.catalog.queries import items_by_code, lots_by_code
from pandian.catalog.words import ItemDraft, LotDraft
from pandian.governance.words import SYSTEM
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.receipt.rules import is_short
from pandian.lifecycle.receipt.words import LotDates
from pandian.lifecycle.words import Amount, DocumentRefused, LineDraft

TODAY = datetime.now(UTC).date()
COLD_PAPERS = {**PAPERS, "temperature_start": "4.5", "temperature_en_route": "6",
               "temperature_arrival": "5.0", "departed_at": "2026-11-20T08:00+08:00",
               "arrived_at": "2026-11-20T11:30+08:00"}


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.fixture
def dock(db):
    here = Dock()
    put_items(scope=SYSTEM, items=[
        ItemDraft("DRUG", "药", "盒", tracking="lot", expiry=True),
        ItemDraft("SERUM", "血清", "支", attributes={"storage": "cold"}),
        ItemDraft("FROZEN", "冻干", "支", attributes={
            "storage": "cold", "temperature_min": "-25", "temperature_max": "-15"})])
    yield here
    here.assert_sound()


def faults(refusal) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


def arrived(dock, *lines, papers=PAPERS):
    receipt = dock.announce(*lines)
    dock.act(dock.keeper, receipt, "arrive", evidence=papers)
    return receipt


def facts(line: int, quantity: int, **more) -> tuple[Amount, Amount]:
    scanned = Amount(line, "scanned", quantity, lot=more.get("lot", ""),
                     serial=more.get("serial", ""))
    return scanned, Amount(line, "accepted", quantity, **more)


def known(lot: str, item: str = "DRUG"):
    id = items_by_code(scope=SYSTEM, codes=[item])[item].id
    row = lots_by_code(scope=SYSTEM, pairs=[(id, lot)])[id, lot]
    return row.made_on, row.expires_on


def test_the_dates_of_a_label_are_kept_with_the_lot_that_it_opens(dock):
    receipt = arrived(dock, LineDraft("DRUG", 10))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "book", *facts(1, 10, lot="N1"))
    assert faults(refused) == [("/amounts/1/expires_on", "expiry_missing")]
    dock.act(dock.keeper, receipt, "book", *facts(
        1, 10, lot="N1", made_on=day(-30), expires_on=day(700)))
    assert known("N1") == (date.fromisoformat(day(-30)), date.fromisoformat(day(700)))


def test_a_label_that_contradicts_the_book_or_itself_is_named(dock):
    put_lots(scope=SYSTEM, lots=[LotDraft("DRUG", "N1", day(-10), day(500))])
    receipt = arrived(dock, LineDraft("DRUG", 10), LineDraft("DRUG", 10))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "book", *facts(1, 10, lot="N1", expires_on=day(501)),
                 *facts(2, 10, lot="N2", made_on=day(20), expires_on=day(10)))
    assert faults(refused) == [("/amounts/1/expires_on", "lot_date_differs"),
                               ("/amounts/3/made_on", "made_after_expiry")]
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "book", *facts(1, 10, lot="N1", expires_on="31.12.2027"),
                 *facts(2, 10, lot="N2", made_on="soon"))
    assert faults(refused) == [("/amounts/1/expires_on", "date_not_valid"),
                               ("/amounts/3/made_on", "date_not_valid")]
    assert dock.standing() == {}


def test_too_little_remaining_life_needs_the_quality_manager(dock):
    receipt = arrived(dock, LineDraft("DRUG", 10))
    short = facts(1, 10, lot="N1", made_on=day(-100), expires_on=day(100))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "book", *short)
    assert faults(refused) == [("/signatures", "signatures_missing")]
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "book", *short, sign=["keeper", "porter"])
    assert faults(refused) == [("/signatures/1/person", "signature_forbidden")]
    dock.act(dock.keeper, receipt, "book", *short, sign=["keeper", "quinn"])
    assert dock.read(receipt).events[-1].signers == ["keeper", "quinn"]


@pytest.mark.parametrize(("made", "expires", "on", "short"), [
    ("2026-01-01", "2026-12-31", "2026-04-30", False),  # 245 of 364 days: 67.3 %
    ("2026-01-01", "2026-12-31", "2026-05-02", True),   # 243 of 364 days: 66.8 %
    ("2026-01-01", "2026-12-31", "2027-01-01", True), (None, "2026-12-31", "2026-12-30", False)])
def test_the_share_of_life_is_that_of_the_days(made, expires, on, short):
    dates = LotDates(made and date.fromisoformat(made), date.fromisoformat(expires))
    assert is_short(dates, on=date.fromisoformat(on), percent=67) is short


def test_a_site_may_ask_for_less_life(dock):
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "life_percent_min", 40)])
    receipt = arrived(dock, LineDraft("DRUG", 10))
    dock.act(dock.keeper, receipt, "book", *facts(
        1, 10, lot="N1", made_on=day(-100), expires_on=day(100)))


def test_expired_goods_are_refused_and_not_accepted(dock):
    receipt = arrived(dock, LineDraft("DRUG", 10))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "book", *facts(
            1, 10, lot="N1", made_on=day(-500), expires_on=day(-2)), sign=["keeper", "quinn"])
    assert faults(refused) == [("/amounts/1", "lot_expired")]
    dock.act(dock.keeper, receipt, "book", Amount(1, "scanned", 10, lot="N1"),
             Amount(1, "refused", 10, lot="N1", place="RED", note="expired",
                    made_on=day(-500), expires_on=day(-2)))
    assert dock.standing() == {("RED", "DRUG", "N1", "rejected"): 10}


def test_a_serial_that_is_on_hand_is_not_received_again(dock):
    first = arrived(dock, LineDraft("SERIAL", 2))
    dock.act(dock.keeper, first, "book", *facts(1, 1, serial="S-1"), *facts(1, 1, serial="S-2"))
    again = arrived(dock, LineDraft("SERIAL", 2))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, again, "book", *facts(1, 1, serial="S-2"),
                 *facts(1, 1, serial="S-3"))
    assert [(f.pointer, f.code, f.params) for f in refused.value.faults] == [
        ("/amounts/1/serial", "serial_on_hand", ("S-2", "SH1 PEND"))]
    dock.reverse(first)
    dock.act(dock.keeper, again, "book", *facts(1, 1, serial="S-2"), *facts(1, 1, serial="S-3"))


def test_cold_goods_arrive_with_temperatures_and_times(dock):
    receipt = dock.announce(LineDraft("SERUM", 5))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "arrive", evidence={
            **PAPERS, "temperature_start": "cool", "temperature_en_route": "NaN",
            "departed_at": "2026-11-20", "arrived_at": "2026-11-20T11:30+08:00"})
    assert faults(refused) == [
        ("/evidence/temperature_start", "temperature_not_valid"),
        ("/evidence/temperature_en_route", "temperature_not_valid"),
        ("/evidence/temperature_arrival", "evidence_missing"),
        ("/evidence/departed_at", "instant_not_valid")]
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "arrive", evidence={
            **COLD_PAPERS, "departed_at": "2026-11-20T12:00+08:00"})
    assert faults(refused) == [("/evidence/arrived_at", "arrived_before_departed")]
    dock.act(dock.keeper, receipt, "arrive", evidence=COLD_PAPERS)
    dock.act(dock.keeper, receipt, "book", *facts(1, 5))


def test_goods_that_were_too_warm_can_only_be_refused(dock):
    receipt = arrived(dock, LineDraft("SERUM", 5), LineDraft("FROZEN", 5), LineDraft("PLAIN", 5),
                      papers={**COLD_PAPERS, "temperature_en_route": "8.1"})
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "book", *(f for n in (1, 2, 3) for f in facts(n, 5)))
    assert [(f.pointer, f.code, str(f.params[1])) for f in refused.value.faults] == [
        ("/amounts/1", "temperature_outside", "8.1"), ("/amounts/3", "temperature_outside", "4.5")]
    dock.act(dock.keeper, receipt, "book", *facts(3, 5), *(
        Amount(n, measure, 5, note="too warm") for n in (1, 2) for measure in (
            "scanned", "refused")))
    assert dock.standing() == {("PEND", "PLAIN", "", "pending"): 5}


def test_a_photo_of_the_delivery_note_must_have_been_uploaded(dock):
    jpeg = b"\xff\xd8\xff\xe0" + b"0" * 64 + b"\xff\xd9"
    digest = hashlib.sha256(jpeg).hexdigest()
    receipt = dock.announce(LineDraft("PLAIN", 5))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "arrive", evidence={**PAPERS, "photo": digest})
    assert faults(refused) == [("/evidence/photo", "photo_unknown")]
    put_photo(scope=dock.keeper, digest=digest, content=jpeg)
    dock.act(dock.keeper, receipt, "arrive", evidence={**PAPERS, "photo": digest})
