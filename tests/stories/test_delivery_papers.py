"""The papers that go with goods, with kits, loans and shelves: complete, and honest on gaps."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from between_world import PAPERS, Between
from django.db import DatabaseError, connection
from sale_world import Shop

from pandian.catalog.licences.operations import put_licences
from pandian.catalog.licences.words import LicenceDraft
from pandian.catalog.operations import put_items, put_sites
from pandian.catalog.words import ItemDraft
from pandian.exchange.certificates.operations import certificate_pdf
from pandian.exchange.certificates.queries import certificate_of
from pandian.exchange.labels.drawing.rules import Setter
from pandian.exchange.labels.queries import font, setter
from pandian.exchange.papers.queries import paper_draft
from pandian.exchange.papers.rules import compose, papers_of
from pandian.exchange.papers.words import PaperRequest
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.interfaces.commands.verify_certificate import handle
from pandian.kernel.queries import facts_about
from pandian.lifecycle.destruction.rules import altered
from pandian.lifecycle.destruction.words import NotCertified
from pandian.lifecycle.joint_count.queries import written
from pandian.lifecycle.words import Amount, LineDraft
from tests.chance import zone_of_another_day

DUE = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
DEVICE = {"registrant": "沪康器械有限公司", "maker": "沪康二厂", "model": "K-20",
          "specification": "20 mm × 4", "storage": "cold", "registration": "国械注准20233130001"}


@pytest.fixture
def shop(db):
    return Shop()


@pytest.fixture
def house(db):
    return Between()


def told(scope, document, paper, language="en"):
    draft = paper_draft(scope=scope, request=PaperRequest(document.document, paper, language))
    pages = compose(draft, font=font(), language=language)
    for page in pages:
        for text in page.texts:
            assert 0 <= text.x < page.width, text
            assert 0 <= text.y < page.height - 8, text
    if folder := os.environ.get("PANDIAN_SHOTS"):
        for n, picture in enumerate(setter().pictures(pages, dpi=203), 1):
            picture.save(Path(folder) / f"{paper}-{language[:2]}-{n}.png")
    return draft


def cells(draft):
    names = [column.name for column in draft.columns]
    return [dict(zip(names, row, strict=True)) for row in draft.rows]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_delivery_note_says_what_the_law_asks(shop, language):
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai",
                                             organisation="沪通医疗器械有限公司")])
    cement = ItemDraft("GLUE", "骨水泥", "支", "Bone cement", tracking="lot", expiry=True,
                       attributes=DEVICE)
    put_items(scope=SYSTEM, items=[cement])
    put_licences(scope=SYSTEM, licences=[
        LicenceDraft("operation_licence", "site", "SH1", "沪械经营许2023001", "2020-01-01"),
        LicenceDraft("delivery_address", "party", "HOSP", "解放路 1 号药剂科", "2020-01-01")])
    shop.stock_in("GLUE", "A-01", 9, lot="NEAR")
    order = shop.sold(LineDraft("GLUE", 5), header={"contact": "王药师 021-5555"})
    put_items(scope=SYSTEM, items=[cement._replace(attributes=DEVICE | {"registrant": "别家"})])
    note = told(shop.boss, order, "delivery_note", language)
    row, = cells(note)
    assert row["registrant"] == "沪康器械有限公司 / 沪康二厂", "as it was when the goods left"
    assert (row["registration"], row["lot"], row["m-shipped"]) == (
        "国械注准20233130001", "NEAR", "5")
    assert row["expires"]
    assert row["storage"] in ("冷藏", "Refrigerated")
    assert "K-20 20 mm × 4" in row["item"]
    above = "\n".join(note.facts)
    for said in ("沪通医疗器械有限公司", "沪械经营许2023001", "解放路 1 号药剂科",
                 "王药师 021-5555", "医院 HOSP", "顺丰", "S-1"):
        assert said in above, said
    assert "Not in the system" not in above
    assert "需补写" not in above
    assert note.wide
    assert note.stamp


def test_what_is_valid_on_the_day_of_the_site_stands_on_its_delivery_note(shop):
    zone = zone_of_another_day()
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", zone)])
    put_items(scope=SYSTEM, items=[ItemDraft(
        "GLUE", "骨水泥", "支", tracking="lot", expiry=True)])
    day = datetime.now(ZoneInfo(zone)).date()
    put_licences(scope=SYSTEM, licences=[
        LicenceDraft(kind, holder_kind, holder, number, day, day)
        for kind, holder_kind, holder, number in (
            ("operation_licence", "site", "SH1", "沪械1"),
            ("registration", "item", "GLUE", "国械1"),
            ("delivery_address", "party", "HOSP", "解放路 1 号"))])
    shop.stock_in("GLUE", "A-01", 9, lot="FAR")
    note = told(shop.boss, shop.sold(LineDraft("GLUE", 5)), "delivery_note")
    assert [row["registration"] for row in cells(note)] == ["国械1"]
    for said in ("沪械1", "解放路 1 号", day.isoformat()):
        assert said in "\n".join(note.facts), said


def test_a_delivery_note_names_what_nobody_told(shop):
    shop.stock_in("GLUE", "A-01", 9, lot="NEAR")
    order = shop.order(LineDraft("GLUE", 5))
    note = told(shop.boss, order, "delivery_note")
    last = note.facts[-1]
    assert last.startswith("Not in the system, to be written in:")
    for word in ("Permits", "Delivery address", "Contact", "Registrant / manufacturer (GLUE)",
                 "Registration or filing (GLUE)"):
        assert word in last, word
    assert any("not sent yet" in fact for fact in note.facts)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_kits_and_loans_have_their_papers_and_the_count_back_is_blind(house, language):
    put_items(scope=SYSTEM, items=[ItemDraft(
        "HIP", "髋关节器械包", "包", attributes={"parts": {"LOTS": 6, "PLAIN": 2}})])
    kit = house.open("kit", house.keeper, LineDraft("LOTS", 6, "L1", place="A-01"),
                     LineDraft("PLAIN", 2, place="A-01"), template="HIP", place="TRAY-1")
    house.act(house.keeper, kit, "compose", Amount(1, "composed", 6), Amount(2, "composed", 2),
              sign=["keeper", "porter"])
    listed = cells(told(house.boss, kit, "kit_list", language))
    assert [(row["m-asked"], row["m-composed"]) for row in listed] == [("6", "6"), ("2", "2")]
    loan = house.open("loan", house.keeper, tray="TRAY-1", borrower="H1", place="HOSP", due=DUE)
    house.act(house.keeper, loan, "lend")
    form = told(house.boss, loan, "loan_form", language)
    assert [row["m-asked"] for row in cells(form)] == ["6", "2"]
    assert any("市一医院" in fact for fact in form.facts)
    house.act(house.keeper, loan, "take_back")
    sheet = told(house.boss, loan, "loan_count_sheet", language)
    assert not {"asked", "m-asked"} & {column.name for column in sheet.columns}
    assert all("6" not in (row["done"], row["note"]) for row in cells(sheet))
    house.act(house.keeper, loan, "count", Amount(1, "counted", 4), Amount(2, "counted", 2),
              sign=["keeper", "porter"])
    house.act(house.keeper, loan, "use", Amount(1, "used", 1))
    house.act(house.keeper, loan, "miss", Amount(1, "missing", 1), sign=["keeper", "mia"],
              reason="lost")
    settled = told(house.boss, loan, "loan_settlement", language)
    assert [(row["m-asked"], row["m-counted"], row.get("m-used"), row.get("m-missing"))
            for row in cells(settled)] == [("6", "4", "1", "1"), ("2", "2", "", "")]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_shelf_has_a_note_for_filling_use_and_return(house, language):
    paper = house.open("consignment", house.keeper, LineDraft("LOTS", 8, "L1", place="A-01"),
                       hospital="H1", place="HOSP")
    house.act(house.keeper, paper, "fill", Amount(1, "filled", 8))
    assert [row["m-filled"] for row in cells(told(
        house.boss, paper, "consignment_note", language))] == ["8"]
    assert [row["m-filled"] for row in cells(told(
        house.boss, paper, "delivery_note", language))] == ["8"]
    use = house.open("usage", house.keeper, LineDraft("LOTS", 3, "L1", place="HOSP"),
                     hospital="H1")
    house.act(house.keeper, use, "use", Amount(1, "used", 3))
    assert [(row["lot"], row["m-used"]) for row in cells(told(
        house.boss, use, "usage_note", language))] == [("L1", "3")]
    back = house.open("consignment_return", house.keeper,
                      LineDraft("LOTS", 5, "L1", place="HOSP"), hospital="H1", place="BACK")
    house.act(house.keeper, back, "take_back", Amount(1, "returned", 5))
    assert [(row["m-asked"], row["m-returned"]) for row in cells(told(
        house.boss, back, "shelf_return_note", language))] == [("5", "5")]
    assert PAPERS["signed_by"] in "\n".join(told(house.boss, back, "record", language).events)


def test_the_sheet_of_a_joint_count_shows_no_book(house):
    paper = house.open("consignment", house.keeper, LineDraft("LOTS", 8, "L1", place="A-01"),
                       hospital="H1", place="HOSP")
    house.act(house.keeper, paper, "fill", Amount(1, "filled", 8))
    count = house.open("joint_count", house.keeper, hospital="H1", place="HOSP")
    assert papers_of("joint_count")[0] == "joint_count_sheet"
    row, = cells(told(house.boss, count, "joint_count_sheet"))
    assert "8" not in row.values()
    assert row["done"] == ""


def counted(house):
    """Return a joint count of a shelf where one of eight was missing."""
    paper = house.open("consignment", house.keeper, LineDraft("LOTS", 8, "L1", place="A-01"),
                       hospital="H1", place="HOSP")
    house.act(house.keeper, paper, "fill", Amount(1, "filled", 8))
    count = house.open("joint_count", house.keeper, hospital="H1", place="HOSP")
    with pytest.raises(NotCertified):
        certificate_of(scope=house.boss, id=count.document)
    return house.act(house.keeper, count, "count", Amount(1, "counted", 7), sign=["keeper"])


def test_the_certificate_of_a_joint_count_says_what_both_saw_and_never_the_book(house):
    count = counted(house)
    made = certificate_of(scope=house.boss, id=count.document)
    body = made.body
    assert [(row["item"], row["lot"], row["counted"]) for row in body["lines"]] == [
        ("LOTS", "L1", 7)]
    assert (body["head"]["witness"], body["head"]["signed_by"], body["head"]["hospital_name"]) == (
        PAPERS["witness"], PAPERS["signed_by"], "市一医院")
    assert [row["code"] for row in body["signatures"]] == ["keeper"]
    assert "book" not in json.dumps(body)
    assert "asked" not in json.dumps(body)
    put_items(scope=SYSTEM, items=[ItemDraft("LOTS", "改名", "支", tracking="lot", expiry=True)])
    again = certificate_of(scope=house.boss, id=count.document)
    assert (again.content_hash, again.body) == (made.content_hash, body), "made from facts"
    assert altered(body) == []
    body["lines"][0]["counted"] = 8
    assert [fault.pointer for fault in altered(body)] == ["/lines/0"]


def test_the_certificate_of_a_joint_count_is_kept_as_it_was_signed(house):
    count = counted(house)
    made = certificate_of(scope=house.boss, id=count.document)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content_hash, body::text FROM lifecycle_certificate")
        (content_hash, body), = cursor.fetchall()
    assert (content_hash, json.loads(body)) == (made.content_hash, made.body)
    fresh = written(scope=SYSTEM, id=count.document)
    assert (fresh.content_hash, fresh.body) == (made.content_hash, made.body)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE lifecycle_certificate SET body = '{}'")


def test_the_command_checks_the_certificate_of_a_joint_count(house, tmp_path, capsys):
    body = certificate_of(scope=house.boss, id=counted(house).document).body
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(body), "utf-8")
    assert handle(Namespace(file=str(path), json=False)) == 0
    body["head"]["witness"] = "别人"
    path.write_text(json.dumps(body), "utf-8")
    assert handle(Namespace(file=str(path), json=False)) == 1
    assert "ALTERED /head" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_certificate_of_a_joint_count_is_a_paper_that_both_sign(house, language, monkeypatch):
    laid = []
    monkeypatch.setattr(Setter, "pdf", lambda self, pages, **_: laid.extend(pages) or b"%PDF-")
    count = counted(house)
    certificate_pdf(scope=house.boss, id=count.document, language=language)
    texts = [text.text for page in laid for text in page.texts]
    body_hash = certificate_of(scope=house.boss, id=count.document).content_hash
    assert any(body_hash in text for text in texts)
    for said in (PAPERS["witness"], PAPERS["signed_by"], "市一医院"):
        assert any(said in text for text in texts), said
    assert sum("签名、盖章" in text or "signature, stamp" in text for text in texts) == 2
    printed = facts_about(scope=SYSTEM, sites=None, subject=f"document:{count.document}", limit=1)
    assert [row.kind for row in printed] == ["joint_count.printed"]
    if folder := os.environ.get("PANDIAN_SHOTS"):
        for n, picture in enumerate(setter().pictures(laid, dpi=203), 1):
            picture.save(Path(folder) / f"joint_certificate-{language[:2]}-{n}.png")

