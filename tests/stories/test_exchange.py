"""Files come in: every row ends as a posting, a master, an observation or a named refusal."""

from __future__ import annotations

import csv
from datetime import date

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from pandian.catalog.operations import put_items, put_places, put_sites
from pandian.catalog.queries import items_by_code, lots_by_code, packs_of
from pandian.catalog.words import ItemDraft, PackDraft, PlaceDraft
from pandian.counting.operations import settle
from pandian.counting.queries import lines as count_lines
from pandian.exchange.files.words import FileRefused
from pandian.exchange.operations import import_file
from pandian.exchange.stock import operations as stock_operations
from pandian.exchange.words import ImportRefused
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.queries import facts_about
from pandian.kernel.words import Forbidden
from tests.stories.exchange_world import broken, faults, on_hand, take, write

pytestmark = pytest.mark.django_db
READER = SYSTEM._replace(actor="@reader")
"""Somebody who did not count: who counts blind may not see the book."""


@pytest.fixture
def site() -> str:
    """A site with two bins; ST-1 is kept by lot and packed in tens, AA-1 is plain."""
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海", "Asia/Shanghai")])
    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", code, "bin") for code in ("A-1", "A-2")])
    put_items(scope=SYSTEM, items=[
        ItemDraft("ST-1", "支架", "支", packs=(PackDraft("盒", 10),), tracking="lot", expiry=True),
        ItemDraft("AA-1", "纱布", "片"), ItemDraft("SN-1", "主机", "台", tracking="serial")])
    return "SH1"


ITEMS = """编码,名称,单位,管理方式,效期管理,成本,包装,换算率,包装条码,条码
G-1,输液器,支,批号,是,1.25,盒,１０,06901234567892,
G-1,输液器,支,批号,是,1.25,箱,200,,
00123,Côte d'Ivoire 纱布,片,,,,,,,4006381333931
"""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_items_with_packs_come_from_any_encoding_and_again_change_nothing(tmp_path, encoding):
    path = write(tmp_path / "items.csv", ITEMS, encoding)
    report = take(path, "items")
    assert (report.state, report.new, report.refused) == ("done", 3, 0)
    items = items_by_code(scope=SYSTEM, codes=["G-1", "00123", "123"])
    assert set(items) == {"G-1", "00123"}
    assert (items["G-1"].tracking, items["G-1"].expiry, items["G-1"].cost) == \
        ("lot", True, 1_250_000)
    assert {(p.unit, p.factor) for p in packs_of(scope=SYSTEM, items=[items["G-1"].id])[
        items["G-1"].id]} >= {("盒", 10), ("箱", 200)}
    assert items["00123"].name == "Côte d'Ivoire 纱布"
    assert any(note.code == "normalised" for note in report.notes)
    assert take(path, "items").unchanged == 3
    changed = write(tmp_path / "more.csv", ITEMS.replace("输液器", "输液器 II"), encoding)
    again = take(changed, "items")
    assert (again.updated, again.unchanged) == (2, 1)


def test_all_faults_of_a_master_file_are_named_at_once_and_nothing_is_written(tmp_path):
    path = write(tmp_path / "items.csv", (
        "code,name,unit,tracking,pack unit,pack factor\n"
        "B-1,good,each,none,,\n"
        "1.23E+13,mangled,each,none,,\n"
        "B-2,,each,none,,\n"
        "B-3,x,each,sometimes,,\n"
        "B-4,x,each,none,box,1.5\n"
        "B-5,x,each,none,box,\n"
        "B-1,other,each,none,,\n"
        "B-6,x,each\n").replace("pack unit", "包装单位").replace("pack factor", "换算率"))
    report = take(path, "items")
    assert report.state == "refused"
    assert {(row, code) for row, _, _, code in faults(report)} == {
        (3, "exponent_in_code"), (4, "blank"), (5, "not_a_choice"), (6, "has_fraction"),
        (7, "pack_incomplete"), (8, "base_fields_differ"), (9, "too_few_cells")}
    assert not items_by_code(scope=SYSTEM, codes=["B-1"])
    partial = take(path, "items", accept_partial="1")
    assert (partial.state, partial.new, partial.refused) == ("done", 0, 8)
    good = write(tmp_path / "good.csv", "code,name,unit\nB-7,x,each\nB-8,,each\n")
    assert take(good, "items", accept_partial="1").new == 1


def test_what_the_catalog_refuses_undoes_the_whole_file_by_name(tmp_path, site):
    path = write(tmp_path / "items.csv", "code,name,unit\nN-1,x,each\nAA-1,纱布,箱\n")
    report = take(path, "items")
    assert report.state == "refused"
    assert not items_by_code(scope=SYSTEM, codes=["N-1"])
    assert report.refused == 2
    assert [fault.row for fault in report.faults] == [3]
    assert take(path, "items", accept_partial="1").new == 1


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(tmp_path, site):
    path = write(tmp_path / "items.csv", ITEMS)
    report = take(path, "items", dry_run=True)
    assert (report.state, report.new) == ("checked", 3)
    assert not items_by_code(scope=SYSTEM, codes=["G-1"])
    moves = write(tmp_path / "moves.csv", MOVES)
    assert take(moves, "movements", site, dry_run=True).postings == 3
    assert on_hand(site) == {}
    assert take(moves, "movements", site).new == 4


def test_places_find_their_parents_in_the_same_file_in_any_order(tmp_path, site):
    path = write(tmp_path / "places.csv", (
        "货位编码,类型,上级,顺序\nZ-1-1,货位,Z-1,1\nZ-1,库区,W-1,\nW-1,仓库,,\n"))
    assert take(path, "places", site).new == 3
    assert take(path, "places", site).unchanged == 3
    bad = write(tmp_path / "bad.csv", "code,kind,parent\nY-1,bin,NONE\nY-1,bin,\nY-2,cave,\n")
    report = take(bad, "places", site)
    assert report.state == "refused"
    assert {(row, code) for row, _, _, code in faults(report)} == {
        (3, "repeats_row"), (4, "not_a_choice")}


OPENING = """place,item,lot,quantity,unit,expiry,as of
A-1,ST-1,00123,3,盒,2027-06-30,2026-01-01 08:00
A-1,ST-1,123,4,,2027-06-30,2026-01-01 08:00
A-2,aa-1,,7,,,2026-01-01 08:00
"""


def test_opening_stock_is_posted_once_in_smallest_units_with_its_lots(tmp_path, site):
    path = write(tmp_path / "opening.csv", OPENING)
    report = take(path, "opening_stock", site)
    assert (report.new, report.postings) == (3, 3)
    assert on_hand(site) == {("A-1", "ST-1", "00123"): 30, ("A-1", "ST-1", "123"): 4,
                             ("A-2", "AA-1", ""): 7}
    item = items_by_code(scope=SYSTEM, codes=["ST-1"])["ST-1"].id
    assert lots_by_code(scope=SYSTEM, pairs=[(item, "00123")])[item, "00123"].expires_on \
        == date(2027, 6, 30)
    again = take(path, "opening_stock", site)
    assert (again.unchanged, again.postings) == (3, 0)
    corrected = write(tmp_path / "more.csv", OPENING.replace("A-2,aa-1,,7", "A-2,aa-1,,8")
                      + "A-2,ST-1,L9,1,,,2026-01-01 08:00\n")
    report = take(corrected, "opening_stock", site)
    assert (report.new, report.unchanged, report.refused) == (1, 2, 1)
    assert "different" in {code for _, _, _, code in faults(report)}
    assert on_hand(site)["A-2", "AA-1", ""] == 7


MOVES = """单据号,类型,发生时间,物料,来源,去向,批号,数量,单位
R-1,收货,2026-02-01 09:00,ST-1,@supplier,A-1,L1,2,盒
R-1,收货,2026-02-01 09:00,AA-1,@supplier,A-1,,50,
I-1,出库,2026-02-02 10:00,ST-1,A-1,@customer,L1,5,
,移库,2026-02-03,AA-1,A-1,A-2,,20,
"""


def test_movements_become_one_posting_a_document_and_again_they_exist(tmp_path, site):
    path = write(tmp_path / "moves.csv", MOVES, "gb18030")
    report = take(path, "movements", site)
    assert (report.new, report.postings) == (4, 3)
    assert on_hand(site) == {("A-1", "ST-1", "L1"): 15, ("A-1", "AA-1", ""): 30,
                             ("A-2", "AA-1", ""): 20}
    again = take(path, "movements", site)
    assert (again.unchanged, again.existing, again.postings) == (4, 3, 0)
    other = write(tmp_path / "other.csv", MOVES.replace("@customer,L1,5", "@customer,L1,6"))
    report = take(other, "movements", site, accept_partial="1")
    assert report.outcomes["exists_with_different_lines"] == 1
    assert broken() == []


def test_every_fault_of_a_movement_file_is_named_and_a_document_is_whole_or_not_at_all(
    tmp_path, site
):
    path = write(tmp_path / "moves.csv", (
        "单据号,类型,发生时间,物料,来源,去向,批号,序列号,数量,单位\n"
        "D-1,收货,2026-02-01,ST-1,@supplier,A-1,L1,,2,\n"
        "D-1,收货,2026-02-01,NONE,@supplier,A-9,,,0,\n"
        "D-2,收货,2026-02-01,ST-1,@supplier,A-1,,,1,桶\n"
        "D-3,传送,2126-02-01,AA-1,@supplier,@customer,L9,,1.5,\n"
        "D-4,收货,2026-02-01,SN-1,@supplier,A-1,,S1,2,\n"
        "D-5,移库,2026-02-01,AA-1,A-1,A-1,,,1,\n"
        "D-6,收货,2026-02-01,AA-1,@supplier,A-1,,,5,\n"))
    report = take(path, "movements", site)
    assert report.state == "refused"
    assert report.refused == 7
    assert {(row, code) for row, _, _, code in faults(report)} >= {
        (2, "document_has_faults"), (3, "item_unknown"), (3, "place_unknown"),
        (4, "lot_required"), (4, "unit_unknown"), (5, "not_a_choice"), (5, "in_the_future"),
        (5, "has_fraction"), (6, "serial_quantity"), (7, "same_ends")}
    assert on_hand(site) == {}
    partial = take(path, "movements", site, accept_partial="1")
    assert (partial.new, partial.refused) == (1, 6)
    assert on_hand(site) == {("A-1", "AA-1", ""): 5}


def test_equal_rows_are_two_rows_and_are_told_about(tmp_path, site):
    row = "R-9,收货,2026-02-01 09:00,AA-1,@supplier,A-1,,5,\n"
    path = write(tmp_path / "moves.csv", MOVES.partition("\n")[0] + "\n" + row + row)
    report = take(path, "movements", site)
    assert (report.new, report.postings) == (2, 1)
    assert on_hand(site) == {("A-1", "AA-1", ""): 10}
    assert [note.times for note in report.notes if note.code == "look_alike"] == [1]


def test_documents_stay_whole_across_chunks_and_a_cut_off_import_goes_on(
    tmp_path, site, monkeypatch
):
    monkeypatch.setattr(stock_operations, "IMPORT_CHUNK_ROWS_MAX", 7)
    monkeypatch.setattr(stock_operations, "POST_LINES_MAX", 10)
    head = MOVES.partition("\n")[0] + "\n"
    rows = [f"R-{n // 3},收货,2026-02-01 09:00,AA-1,@supplier,A-1,,1,\n" for n in range(50)]
    path = write(tmp_path / "moves.csv", head + "".join(rows))

    def cut_off(step: str, done: int, total: int) -> None:
        if step == "post":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(scope=SYSTEM, path=path, layout="movements", site=site, progress=cut_off)
    assert 0 < on_hand(site)["A-1", "AA-1", ""] < 50
    report = take(path, "movements", site)
    assert (report.unchanged, report.new) == (9, 41)
    assert on_hand(site) == {("A-1", "AA-1", ""): 50}
    long = write(tmp_path / "long.csv", head + rows[0].replace("R-0", "LONG") * 11)
    assert take(long, "movements", site).outcomes == {"refused_too_many": 11}


def test_a_spreadsheet_keeps_codes_as_texts_and_refuses_those_it_has_mangled(tmp_path, site):
    path = tmp_path / "opening.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["期初盘点 2026"])
    sheet.write_row(1, 0, ["货位", "物料编码", "批号", "数量"])
    sheet.write_row(2, 0, ["A-1", "ST-1"])
    sheet.write_string(2, 2, "00123")
    sheet.write_number(2, 3, 5)
    sheet.write_row(3, 0, ["A-1", "ST-1"])
    sheet.write_number(3, 2, 123)
    sheet.write_number(3, 3, 5.5)
    book.close()
    report = take(path, "opening_stock", site, accept_partial="1", effective_at="2026-01-01")
    assert (report.new, report.refused) == (1, 1)
    assert {(row, code) for row, _, _, code in faults(report)} == {
        (4, "number_in_code"), (4, "has_fraction")}
    assert on_hand(site) == {("A-1", "ST-1", "00123"): 5}
    assert any(note.code == "rows_above_header" for note in report.notes)


def test_a_count_sheet_becomes_observations_blank_is_not_counted_and_zero_is_zero(tmp_path, site):
    take(write(tmp_path / "opening.csv", OPENING), "opening_stock", site)
    path = write(tmp_path / "sheet.csv", (
        "货位,物料,批号,实盘数,盘点时间\n"
        "A-1,ST-1,00123,28,2026-03-01 09:00:00\n"
        "A-1,ST-1,123,,2026-03-01 09:00:00\n"
        "A-2,AA-1,,0,2026-03-01 09:05:00\n"))
    report = take(path, "count_sheet", site)
    assert (report.new, report.outcomes) == (2, {"created": 2, "not_counted": 1})
    plan = report.totals["plan"]
    settle(scope=SYSTEM, plan=plan)
    found = {(line.place, line.item, line.lot): (line.counted, line.book, line.variance)
             for line in count_lines(scope=READER, plan=plan).rows}
    assert found["A-1", "ST-1", "00123"] == (28, 30, -2)
    assert found["A-2", "AA-1", ""] == (0, 7, -7)
    assert found.get(("A-1", "ST-1", "123"), (None,))[0] is None
    again = take(path, "count_sheet", site)
    assert again.outcomes == {"exists": 2, "not_counted": 1}
    bad = write(tmp_path / "bad.csv", "货位,物料,实盘数\nA-9,AA-1,1\nA-1,NONE,-1\nA-1,AA-1,1\n")
    refused = take(bad, "count_sheet", site)
    assert refused.state == "refused"
    assert {code for _, _, _, code in faults(refused)} == {"place_unknown", "out_of_range"}


def test_a_corrected_sheet_for_the_same_plan_brings_only_what_is_new(tmp_path, site):
    sheet = "货位,物料,实盘数,盘点时间\nA-1,AA-1,3,2026-03-01\nA-2,AA-1,{},2026-03-01 09:00\n"
    first = take(write(tmp_path / "a.csv", sheet.format(4)), "count_sheet", site)
    second = take(write(tmp_path / "b.csv", sheet.format(5)), "count_sheet", site,
                  plan=first.totals["plan"])
    assert second.outcomes == {"exists": 1, "created": 1}


@pytest.mark.parametrize("name", ["faults.csv", "faults.xlsx"])
def test_the_file_of_faults_holds_every_fault_and_no_formula(tmp_path, site, name):
    path = write(tmp_path / "moves.csv", MOVES + (
        "=cmd|' /C calc'!A0,收货,2026-02-01,=1+1,@supplier,A-1,,x,\n"
        "D-2,收货,2026-02-01,+49,@supplier,－A,,1,\n"))
    report = take(path, "movements", site, faults=str(tmp_path / name))
    if name.endswith("csv"):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.reader(handle))
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@－" and cell]
    else:
        sheet = CalamineWorkbook.from_path(str(tmp_path / name)).get_sheet_by_index(0)
        rows = sheet.to_python()
    assert len(rows) == 1 + report.faults_total
    assert report.faults_path == str(tmp_path / name)


def test_undecodable_bytes_cost_their_row_and_name_their_offset(tmp_path):
    good = "code,name,unit\n" + "".join(f"U-{n},纱布,片\n" for n in range(30))
    path = tmp_path / "items.csv"
    path.write_bytes(good.encode() + b"U-99,\xff\xfe,x\n")
    report = take(path, "items", accept_partial="1")
    assert (report.new, report.refused) == (30, 1)
    fault = report.faults[0]
    assert (fault.row, fault.code, fault.value) == (32, "undecodable", "\\xFF\\xFE")
    assert str(len(good.encode()) + 5) in fault.text("en")


def test_wrong_layouts_sites_options_and_headers_are_refused_with_their_names(tmp_path, site):
    path = write(tmp_path / "a.csv", "这,那\n1,2\n")
    for given, code in [
        ({"layout": "nothing"}, "layout_unknown"), ({"layout": "items"}, "header_missing"),
        ({"layout": "movements", "site": "XX"}, "site_unknown"),
        ({"layout": "items", "options": {"speed": "9"}}, "option_unknown"),
        ({"layout": "items", "options": {"date_order": "YDM"}}, "not_a_choice"),
        ({"layout": "opening_stock", "site": site, "options": {"effective_at": "2199-01-01"}},
         "in_the_future"),
        ({"layout": "count_sheet", "site": site, "options": {"task": "x"}}, "header_missing"),
    ]:
        with pytest.raises(ImportRefused) as caught:
            import_file(scope=SYSTEM, path=path, **given)
        assert code in {fault.code for fault in caught.value.faults}, given
    with pytest.raises(ImportRefused) as caught:
        take(write(tmp_path / "b.csv", "编码,单位\nx,y\n"), "items")
    assert caught.value.faults[0].code == "column_missing"
    with pytest.raises(FileRefused):
        import_file(scope=SYSTEM, path=tmp_path / "none", layout="items")


def test_who_may_not_import_or_make_masters_is_stopped_before_anything_happens(tmp_path, site):
    path = write(tmp_path / "moves.csv", MOVES)
    nobody = SYSTEM._replace(capabilities=frozenset({"ledger.read"}))
    with pytest.raises(Forbidden):
        import_file(scope=nobody, path=path, layout="movements", site=site)
    controller = SYSTEM._replace(capabilities=frozenset({"exchange.use", "ledger.post"}))
    with pytest.raises(Forbidden):
        import_file(scope=controller, path=write(tmp_path / "i.csv", ITEMS), layout="items")
    foreign = SYSTEM._replace(sites=frozenset({"BJ1"}))
    with pytest.raises(ImportRefused):
        import_file(scope=foreign, path=path, layout="movements", site=site)
    assert on_hand(site) == {}


def test_an_import_leaves_a_fact_of_what_it_did(tmp_path, site):
    report = take(write(tmp_path / "moves.csv", MOVES), "movements", site)
    rows = facts_about(scope=SYSTEM, sites=None, subject=f"import:{report.id}")
    assert (rows[0].data["layout"], rows[0].data["new"]) == ("movements", 4)


def test_progress_is_told_step_by_step(tmp_path, site):
    steps: list[str] = []
    import_file(scope=SYSTEM, path=write(tmp_path / "moves.csv", MOVES), layout="movements",
                site=site, progress=lambda step, done, total: steps.append(step))
    assert steps[0] == "read"
    assert steps[-1] == "post"
