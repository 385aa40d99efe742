"""Labels are printed once, noted, explained when repeated, and checked by a scan."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from pypdf import PdfReader

from pandian.catalog.operations import put_items, put_lots, put_sites
from pandian.catalog.words import CodeDraft, ItemDraft, LotDraft, PackDraft
from pandian.counting.operations import assign
from pandian.counting.queries import tasks
from pandian.exchange.labels import operations, queries
from pandian.exchange.labels.sheets.operations import print_count_sheets, sheet_file
from pandian.exchange.labels.sheets.words import SheetRequest
from pandian.exchange.labels.words import (
    LabelRequest,
    LabelsRefused,
    PrintExists,
    PrintNotFound,
    Thing,
)
from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden, NotFound
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, PostingRequest

ROOT = Path(__file__).resolve().parents[2]
SENTINEL = 987_654_321

pytestmark = pytest.mark.skipif(
    not (ROOT / "pandian/static/vendor/fonts/NotoSansSC-Medium.ttf").exists(),
    reason="the font is not installed: make vendor")


@pytest.fixture
def goods(world):
    put_items(scope=SYSTEM, items=[
        ItemDraft("ST", "冠脉支架 玥", "支", "Stent", tracking="lot", expiry=True,
                  packs=(PackDraft("盒", 5, "16901234567899"),),
                  codes=(CodeDraft("gtin", "06901234567892"),)),
        ItemDraft("PUMP", "泵", "台", "Pump", tracking="serial",
                  codes=(CodeDraft("gtin", "06901234567908"),)),
        ItemDraft("BARE", "无码", "个", "Bare", tracking="lot")])
    put_lots(scope=SYSTEM, lots=[LotDraft("ST", "A213B1", None, date(2029, 12, 31)),
                                 LotDraft("ST", "批号1"), LotDraft("BARE", "L1")])
    rows = post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), world.site, "receipt", {"document": "PO-7"}, world.at(60), (
            LineRequest("ST", "@supplier", "A-01", SENTINEL, lot="A213B1"),
            LineRequest("PUMP", "@supplier", "A-02", 1, serial="S/1")))])
    assert rows[0].result == "created", rows
    return world


def asked(kind="lot", *things, **changes):
    given = things or (Thing(item="ST", lot="A213B1"),)
    return LabelRequest(uuid7(), "SH1", kind, given, **changes)


def codes(error):
    return {(fault.pointer, fault.code) for fault in error.value.faults}


def seen(data):
    from PIL import Image

    return [(each.symbology_identifier, each.text) for each in
            zxingcpp.read_barcodes(Image.open(io.BytesIO(data)).convert("L"))]


def test_a_lot_label_says_the_lot_of_the_masters(goods):
    assert seen(operations.preview(scope=SYSTEM, request=asked())) == [
        ("]d2", "(01)06901234567892(17)291231(10)A213B1")]
    boxed = asked("lot", Thing(item="ST", lot="A213B1", unit="盒"))
    assert seen(operations.preview(scope=SYSTEM, request=boxed))[0][1].startswith(
        "(01)16901234567899")
    pump = asked("serial", Thing(item="PUMP", serial="S/1"))
    assert seen(operations.preview(scope=SYSTEM, request=pump)) == [
        ("]d2", "(01)06901234567908(21)S/1")]
    place = asked("place", Thing(place="A-01"))
    assert seen(operations.preview(scope=SYSTEM, request=place)) == [("]Q1", "PD:B:SH1.A-01")]
    assert queries.prints(scope=SYSTEM) == []


def test_every_reason_of_every_label_is_named_and_nothing_is_noted(goods):
    request = asked("lot", Thing(item="NONE", lot="X"), Thing(item="BARE", lot="L1"),
                    Thing(item="ST", lot="批号1"), Thing(item="ST", lot="GONE"), Thing(item="ST"),
                    Thing(item="ST", lot="A213B1", unit="桶"), Thing(item="ST", lot="A213B1"))
    with pytest.raises(LabelsRefused) as error:
        operations.print_labels(scope=SYSTEM, request=request)
    assert codes(error) == {
        ("/things/0/item", "item_unknown"), ("/things/1/item", "missing_gtin"),
        ("/things/2", "character"), ("/things/3/lot", "lot_unknown_here"),
        ("/things/4/lot", "lot_needed"), ("/things/5/unit", "unit_unknown")}
    assert queries.prints(scope=SYSTEM) == []


def test_a_job_is_noted_once_whatever_is_sent_twice(goods):
    boss = goods.controller()
    request = asked(copies=3, printer="ZD421 发货台")
    first = operations.print_labels(scope=boss, request=request)
    again = operations.print_labels(scope=boss, request=request)
    assert (first.result, again.result) == ("created", "exists")
    assert len(PdfReader(io.BytesIO(first.content)).pages) == 3
    (row,) = queries.prints(scope=boss)
    assert (row.actor, row.copies, row.labels, row.printer, row.template, row.reprinted) == (
        "boss", 3, 1, "ZD421 发货台", "1", 0)
    with pytest.raises(PrintExists):
        operations.print_labels(scope=boss, request=request._replace(copies=1))
    (fact,) = facts_about(scope=SYSTEM, sites=None, subject=f"print:{request.id}")
    assert (fact.kind, fact.actor, fact.data["copies"]) == ("labels.printed", "boss", 3)


def test_a_second_label_of_a_single_thing_needs_a_reason(goods):
    thing = Thing(item="PUMP", serial="S/1")
    operations.print_labels(scope=SYSTEM, request=asked("serial", thing))
    with pytest.raises(LabelsRefused) as error:
        operations.print_labels(scope=SYSTEM, request=asked("serial", thing))
    assert codes(error) == {("/reason", "reprint_reason")}
    done = operations.print_labels(scope=SYSTEM, request=asked("serial", thing, reason="撕破"))
    assert done.reprinted == 1
    assert queries.prints(scope=SYSTEM)[0].reason == "撕破"
    for _ in range(2):  # there are many boxes of one lot
        assert operations.print_labels(scope=SYSTEM, request=asked()).result == "created"


def test_the_scan_of_the_first_label_is_kept_with_the_job(goods):
    boss = goods.controller()
    done = operations.print_labels(scope=boss, request=asked(output="zpl"))
    raw = queries.print_of(scope=boss, id=done.id).first
    assert raw == "01069012345678921729123110A213B1"
    wrong = operations.verify_print(scope=boss, id=done.id, scanned="]d2" + raw[:-1] + "2")
    assert (wrong.result, wrong.differences) == ("differs", (("(10)", "A213B1", "A213B2"),))
    right = operations.verify_print(scope=boss, id=done.id, scanned=f"]d2{raw}\r")
    row = queries.print_of(scope=boss, id=done.id)
    assert (right.result, row.verified, row.verified_by) == ("matches", "matches", "boss")
    with pytest.raises(LabelsRefused):
        operations.verify_print(scope=boss, id=done.id, scanned=" ")


def test_nobody_prints_or_sees_prints_of_another_site(goods):
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    done = operations.print_labels(scope=SYSTEM, request=asked())
    boss = goods.controller()
    stranger = boss._replace(actor="x", sites=frozenset({"BJ1"}), grants=())
    with pytest.raises(NotFound):
        operations.print_labels(scope=stranger, request=asked())
    with pytest.raises(PrintNotFound):
        queries.print_of(scope=stranger, id=done.id)
    with pytest.raises(PrintNotFound):
        operations.verify_print(scope=stranger, id=done.id, scanned="x")
    assert queries.prints(scope=stranger) == []
    with pytest.raises(Forbidden):
        operations.print_labels(scope=goods.person("anna"), request=asked())
    with pytest.raises(Forbidden):
        sheet_file(scope=goods.person("anna"), name="commands")


def text_of(data):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_a_blind_sheet_holds_no_book_and_an_open_one_does(goods):
    blind = goods.plan("A-01", "A-02", blind=True)
    create_person(scope=SYSTEM, code="cj", name="陈静", role="counter", sites=["*"],
                  password="tall-heron-walks-42")
    assign(scope=SYSTEM, task=tasks(scope=SYSTEM, plan=blind.id)[0].id, person="cj")
    made = print_count_sheets(scope=SYSTEM, request=SheetRequest(uuid7(), blind.id))
    text = text_of(made.content)
    assert "A-01" in text
    assert text.count("整位盘完") == 2
    assert "盘点人 陈静 cj" in text
    for piece in (str(SENTINEL), f"{SENTINEL:,}", "单位 账面数", "A213B1"):
        assert piece not in text
    assert f"{SENTINEL}".encode() not in made.content
    with pytest.raises(LabelsRefused) as error:
        print_count_sheets(scope=SYSTEM, request=SheetRequest(uuid7(), blind.id, blind=False))
    assert codes(error) == {("/blind", "count_is_blind")}

    shown = goods.plan("A-01", "A-02", blind=False)
    covered = text_of(print_count_sheets(
        scope=SYSTEM, request=SheetRequest(uuid7(), shown.id)).content)
    assert "A213B1" in covered
    assert f"{SENTINEL:,}" not in covered
    open_ = text_of(print_count_sheets(
        scope=SYSTEM, request=SheetRequest(uuid7(), shown.id, blind=False)).content)
    for piece in (f"{SENTINEL:,}", "2029-12-31", "冠脉支架 玥", "盘点人", "打印于", "第 1 页"):
        assert piece in open_
    hidden = goods.controller("it", "quality")._replace(
        hides=frozenset({"book"}), grants=())
    masked = text_of(print_count_sheets(
        scope=hidden, request=SheetRequest(uuid7(), shown.id, blind=False)).content)
    assert f"{SENTINEL:,}" not in masked


def test_a_second_print_says_so_and_whether_anything_changed(goods):
    plan = goods.plan("A-01", blind=False)

    def printed():
        return text_of(print_count_sheets(
            scope=SYSTEM, request=SheetRequest(uuid7(), plan.id, blind=False)).content)

    assert "次打印" not in printed()
    assert "第 2 次打印 · 内容与上次打印相同" in printed()
    post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "SH1", "issue", {"document": "SO-1"}, goods.at(1),
        (LineRequest("ST", "A-01", "@customer", 3, lot="A213B1"),))])
    assert "第 3 次打印 · 内容自上次打印后已变" in printed()
    assert [row.kind for row in queries.prints(scope=SYSTEM)] == ["count_sheet"] * 3


def test_the_demo_sheet_names_goods_and_places_but_no_quantity(goods):
    made = sheet_file(scope=SYSTEM, name="demo", site="SH1")
    text = text_of(made.content)
    for piece in ("PD:B:SH1.A-01", "ST", "A213B1", "S/1"):
        assert piece in text
    assert str(SENTINEL) not in text.replace(",", "")
    with pytest.raises(LabelsRefused):
        sheet_file(scope=SYSTEM, name="demo", site="SH1", places=["A-05"])
    with pytest.raises(NotFound):
        sheet_file(scope=SYSTEM, name="demo", site="NONE")


def test_pages_and_faults_of_sheets_are_named(goods):
    for name in ("commands", "scanner", "ruler"):
        assert sheet_file(scope=SYSTEM, name=name).content.startswith(b"%PDF")
    assert sheet_file(scope=SYSTEM, name="ruler", output="zpl").content.startswith(b"^XA")
    with pytest.raises(LabelsRefused) as error:
        sheet_file(scope=SYSTEM, name="x", size="1x1", dpi=1, output="doc")
    assert codes(error) == {("/sheet", "sheet_unknown"), ("/size", "size_unknown"),
                            ("/dpi", "dpi_unknown"), ("/output", "output_unknown")}
