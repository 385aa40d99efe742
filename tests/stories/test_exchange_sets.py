"""Layouts of real sets: sales, deliveries, devices, count sheets, small and whole."""

from __future__ import annotations

import csv
import lzma
from itertools import islice
from pathlib import Path
from uuid import UUID

import pytest

from pandian.catalog.queries import items_by_code, items_by_gtin
from pandian.counting.operations import approve, close_plan, close_task, settle
from pandian.counting.queries import tasks
from pandian.counting.words import CloseRefused
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_person
from pandian.governance.words import SYSTEM
from pandian.ledger.queries import card
from tests.stories.exchange_world import broken, on_hand, take, write

pytestmark = pytest.mark.django_db

RETAIL = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
536370,POST,POSTAGE,3,2010-12-01 08:45:00,18,12583.0,France
536390,22960,JAM MAKING SET,0,2010-12-01 10:19:00,4.25,17511.0,United Kingdom
C536379,85123a,WHITE HANGING HEART,-2,2010-12-01 09:41:00,2.55,17850.0,United Kingdom
C536380,71053,WHITE METAL LANTERN,-2,2010-12-01 09:42:00,2.55,99999.0,United Kingdom
C536381,71053,WHITE METAL LANTERN,-1,2010-12-01 09:43:00,2.55,,United Kingdom
536414,71053,,56,2010-12-01 11:52:00,0,,United Kingdom
536415,71053,damaged,-5,2010-12-01 11:53:00,0,,United Kingdom
536416,85123A,?,-1,2010-12-01 11:54:00,0,,United Kingdom
536417,85123A,,1,2010-12-01 11:55:00,0,17850.0,United Kingdom
A563185,B,Adjust bad debt,1,2010-12-02 14:50:00,-11062.06,,United Kingdom
A563186,X1,Adjust bad debt,1,2010-12-02 14:51:00,-11062.06,,United Kingdom
"""


def test_retail_rows_end_as_postings_or_named_refusals_and_the_second_time_they_exist(tmp_path):
    path = write(tmp_path / "retail.csv", RETAIL)
    report = take(path, "retail")
    assert (report.read, report.new, report.refused) == (14, 8, 6)
    assert report.outcomes == {
        "created": 8, "refused_service_code": 2, "refused_quantity_zero": 1,
        "refused_cancellation_without_sale": 2, "refused_negative_price": 1}
    assert report.site == "RETAIL"
    rows = card(scope=SYSTEM, site="RETAIL", place="MAIN", item="85123A").rows
    assert {(row.kind, row.quantity, row.cause.get("reason")) for row in rows
            if row.kind != "shortage"} == {
        ("issue", -6, None), ("customer_return", 2, None), ("adjustment", -1, "unknown"),
        ("issue", -1, "gift")}
    assert next(row.cause["takes_back"] for row in rows if row.kind == "customer_return") \
        == "536365"
    assert on_hand("RETAIL")["MAIN", "71053", ""] == 56 - 5 - 12
    again = take(path, "retail")
    assert (again.new, again.unchanged, again.postings) == (0, 8, 0)
    assert broken() == []


def test_retail_day_files_of_a_folder_are_one_import_and_match_across_imports(tmp_path):
    head, *rows = RETAIL.splitlines(keepends=True)
    folder = tmp_path / "days"
    folder.mkdir()
    write(folder / "2010-12-01.csv", head + "".join(rows[:3]))
    (folder / "2010-12-02.csv.xz").write_bytes(lzma.compress((head + rows[8]).encode()))
    write(folder / "notes.csv", "this,is\nnot,it\n")
    report = take(folder, "retail")
    assert (report.read, report.new, len(report.files)) == (4, 4, 2)
    assert any(note.code == "file_skipped" for note in report.notes)
    later = take(write(tmp_path / "later.csv", head + rows[5]), "retail")
    assert later.new == 1, "the sale came in an earlier import"
    more = take(write(tmp_path / "more.csv", head + rows[5].replace("C536379", "C9").replace(
        ",-2,", ",-5,")), "retail")
    assert more.outcomes == {"refused_cancellation_without_sale": 1}, "only four are left"


def test_a_minimal_opening_keeps_every_item_at_zero_or_above(tmp_path):
    path = write(tmp_path / "retail.csv", RETAIL)
    report = take(path, "retail", opening="minimal")
    assert report.masters["opening created"] == 2
    rows = card(scope=SYSTEM, site="RETAIL", place="MAIN", item="85123A").rows
    assert not any(row.kind == "shortage" for row in rows)
    assert min(row.balance for row in rows) == 0
    assert take(path, "retail", opening="minimal").masters["opening exists"] == 2


def test_a_count_sheet_on_top_of_the_replayed_sales_closes(tmp_path):
    take(write(tmp_path / "retail.csv", RETAIL), "retail")
    sheet = take(write(tmp_path / "sheet.csv", (
        "货位,物料,实盘数,盘点时间\nMAIN,85123a,3,2026-03-01 09:00:00\n"
        "MAIN,71053,39,2026-03-01 09:01:00\n")), "count_sheet", "RETAIL")
    plan = UUID(sheet.totals["plan"])
    settle(scope=SYSTEM, plan=plan)
    boss = create_person(scope=SYSTEM, code="boss", name="主管", role="controller",
                         sites=["RETAIL"], password="a long enough password")
    scope = scope_of_person(person=boss.id)
    approve(scope=scope, plan=plan, lines="all", meaning="approved",
            password="a long enough password")
    for task in tasks(scope=SYSTEM, plan=plan, state="open"):
        close_task(scope=SYSTEM, task=task.id)
    with pytest.raises(CloseRefused) as refused:  # a sheet tells of goods, not of whole places
        close_plan(scope=scope, plan=plan)
    assert {fault.code for fault in refused.value.faults} == {"place_unclosed"}
    assert close_plan(scope=scope, plan=plan, leaving="按清单点数").state == "closed"
    assert on_hand("RETAIL") == {("MAIN", "85123A", ""): 3, ("MAIN", "71053", ""): 39}
    assert broken() == []


SCMS = (
    "id,project code,pq #,po / so #,asn/dn #,country,pq first sent to client date,"
    "po sent to vendor date,scheduled delivery date,delivered to client date,vendor,"
    "item description,unit of measure (per pack),line item quantity,line item value,"
    "weight (kilograms),freight cost (usd)\n"
    "1,100-CI,Pre-PQ Process,SCMS-4,ASN-8,Côte d'Ivoire,Pre-PQ Process,Date Not Captured,"
    '2-Jun-06,2-Jun-06,RANBAXY,"HIV, Reveal G3, 30 Tests",30,19,551,13,780.34\n'
    "3,108-VN,Pre-PQ Process,SCMS-4,ASN-8,Vietnam,Pre-PQ Process,11/13/2006,1-Jun-06,2-Jun-06,"
    f'Aurobindo,"{"Nevirapine " * 12}",240,2,6200.50,See ASN-8 (ID#:1),Invoiced Separately\n'
    "4,x,x,SCMS-5,ASN-9,x,1/2/2007,1/2/2007,soon,Date Not Captured,x,x,1,0,1,1,1\n")


def test_deliveries_become_receipts_in_packs_and_words_are_reported_by_cell(tmp_path):
    report = take(write(tmp_path / "scms.csv", SCMS), "scms")
    assert (report.read, report.new, report.refused) == (3, 2, 1)
    assert report.totals["packs"] == "21"
    assert report.totals["value"] == "6,751.50"
    assert report.totals["delivered after schedule"] == "1"
    assert on_hand("SCMS")["DOCK", "HIV, Reveal G3, 30 Tests", ""] == 570
    assert {(fault.row, fault.column, fault.severity) for fault in report.faults} == {
        (2, "pq first sent to client date", "reported"),
        (2, "po sent to vendor date", "reported"),
        (3, "pq first sent to client date", "reported"), (3, "weight (kilograms)", "reported"),
        (3, "freight cost (usd)", "reported"), (4, "scheduled delivery date", "refused"),
        (4, "delivered to client date", "refused"), (4, "line item quantity", "refused")}
    assert take(tmp_path / "scms.csv", "scms").unchanged == 2


DEVICES = (
    "primary_di,agency,brand,model,company,count,description,gmdn,lot,serial,mfg_date,exp_date\n"
    '00841470103934,GS1,Screw,S1,Acme,1,"two\nlines",Screw,true,false,false,true\n'
    "00840118105406,GS1,Wrong,W1,Acme,1,x,x,true,false,false,true\n"
    "00844505010184,GS1,Dozen,D1,Acme,12,x,x,false,true,false,true\n")
IDENTIFIERS = (
    "primary_di,id,type,agency,contains_di,qty,status\n"
    "00841470103934,10841470103931,Package,GS1,00841470103934,10,\n"
    "00841470103934,20841470103938,Package,GS1,10841470103931,4,\n"
    "00841470103934,10841470103932,Package,GS1,00841470103934,10,\n"
    "00840118105406,10844505010181,Package,GS1,00840118105406,2,\n"
    "00844505010184,00844505010177,Unit of Use,GS1,,,\n"
    "00844505010184,10844505010181,Package,GS1,00000000000000,2,\n")


def test_a_device_master_loads_with_its_package_tree_and_refuses_wrong_numbers(tmp_path):
    write(tmp_path / "devices.csv", DEVICES)
    write(tmp_path / "identifiers.csv", IDENTIFIERS)
    report = take(tmp_path, "gudid")
    assert report.outcomes == {"created": 5, "refused_check_digit": 2, "refused_device_refused": 1,
                               "refused_package_unreached": 1}
    found = items_by_gtin(scope=SYSTEM, gtins=[
        "10841470103931", "20841470103938", "00844505010184", "00844505010177"])
    assert {code: [(row.item.code, row.factor) for row in rows]
            for code, rows in found.items()} == {
        "10841470103931": [("00841470103934", 10)], "20841470103938": [("00841470103934", 40)],
        "00844505010184": [("00844505010184", 12)], "00844505010177": [("00844505010184", 1)]}
    items = items_by_code(scope=SYSTEM, codes=["00841470103934", "00844505010184"])
    assert (items["00841470103934"].tracking, items["00841470103934"].expiry) == ("lot", True)
    assert (items["00844505010184"].tracking, items["00844505010184"].expiry) == ("serial", False)
    assert take(tmp_path, "gudid").unchanged == 5


def beginning(path: Path, target: Path, lines: int) -> Path:
    """Write the first rows of a packed csv (its quoted line breaks kept) to a file."""
    with lzma.open(path, "rt", encoding="utf-8", newline="") as handle, \
            target.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(islice(csv.reader(handle), lines + 1))
    return target


def test_the_beginning_of_real_deliveries_becomes_receipts(shared, tmp_path):
    whole = next((shared / "data" / "scms").glob("*.csv.xz"))
    path = beginning(whole, tmp_path / "scms.csv", 600)
    report = take(path, "scms")
    assert (report.new, report.refused, report.totals["lines"]) == (600, 0, "600")
    with path.open(encoding="utf-8", newline="") as handle:
        packs = sum(int(row["line item quantity"]) for row in csv.DictReader(handle))
    assert report.totals["packs"] == f"{packs:,}"
    assert take(path, "scms").unchanged == 600


def test_the_beginning_of_the_real_devices_loads_and_changes_nothing_the_second_time(
    shared, tmp_path
):
    for name in ("devices", "identifiers"):
        beginning(shared / "data" / "gudid" / f"{name}.csv.xz", tmp_path / f"{name}.csv", 700)
    report = take(tmp_path, "gudid")
    assert set(report.outcomes) <= {"created", "refused_device_unknown", "refused_check_digit"}
    assert report.new >= 700
    assert take(tmp_path, "gudid").unchanged == report.new


def test_the_first_days_of_real_sales_replay_and_exist_the_second_time(shared, tmp_path):
    whole = next((shared / "data" / "retail").glob("*.csv.xz"))
    path = beginning(whole, tmp_path / "retail.csv", 3_000)
    report = take(path, "retail")
    assert report.read == 3_000
    assert set(report.outcomes) <= {"created", "refused_service_code",
                                    "refused_cancellation_without_sale"}
    again = take(path, "retail")
    assert (again.new, again.unchanged) == (0, report.new)
    assert broken() == []


def test_real_count_sheets_open_three_counts(shared):
    report = take(shared / "data" / "openboxes", "openboxes")
    assert (report.read, report.new, len(report.files)) == (156, 156, 3)
    assert take(shared / "data" / "openboxes", "openboxes").unchanged == 156


@pytest.mark.prove
def test_all_real_deliveries_give_the_control_sums_that_their_sender_states(shared):
    report = take(shared / "data" / "scms", "scms")
    assert (report.read, report.refused, report.postings) == (10_324, 0, 7_030)
    assert report.totals == {
        "lines": "10,324", "packs": "189,265,090", "smallest units": "9,981,274,623",
        "value": "1,627,584,457.29", "po / so": "6,233", "delivered after schedule": "1,186"}


@pytest.mark.prove
def test_all_real_devices_load_but_for_four_wrong_check_digits(shared):
    report = take(shared / "data" / "gudid", "gudid")
    assert (report.read, report.new, report.refused) == (15_487, 15_483, 4)
    assert {fault.value for fault in report.faults} == {
        "00840118105406", "00821684057135", "00817470002098", "00815612020043"}


@pytest.mark.prove
def test_all_real_sales_replay_without_losing_a_row(shared):
    report = take(shared / "data" / "retail", "retail")
    assert report.read == 245_903
    assert report.outcomes == {
        "created": 243_468, "refused_service_code": 1_493,
        "refused_cancellation_without_sale": 942}
    again = take(shared / "data" / "retail", "retail")
    assert (again.new, again.unchanged) == (0, 243_468)
