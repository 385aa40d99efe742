"""Papers for who reads English: names in English where there are any, the system by a word.

英文单据：有英文名的用英文名，系统以词称之
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from document_world import PASSWORD, Dock

from pandian.catalog.operations import put_items, put_parties, put_sites
from pandian.catalog.words import ItemDraft, PartyDraft
from pandian.counting.operations import assign
from pandian.exchange.certificates.rules import on_paper, who
from pandian.exchange.labels.sheets.queries import sheet_drafts
from pandian.exchange.labels.sheets.words import SheetRequest
from pandian.exchange.lives.queries import life_of
from pandian.exchange.papers.queries import paper_draft
from pandian.exchange.papers.rules import papers_of
from pandian.exchange.papers.words import PaperDraft, PaperRequest
from pandian.governance.operations import PersonRefused, create_person
from pandian.governance.queries import people, scope_of_person
from pandian.governance.words import SYSTEM, Scope, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.kernel.words import called
from pandian.lifecycle.trace.words import TraceAsk
from pandian.lifecycle.words import LineDraft

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


class English(Dock):
    """The dock with an English name for its site, supplier, goods and every person."""

    def __init__(self) -> None:
        super().__init__()
        put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai", "Shanghai")])
        put_parties(scope=SYSTEM, parties=[
            PartyDraft("SUP", "供应商", "Supplies Ltd", kinds=("supplier",))])
        put_items(scope=SYSTEM, items=[
            ItemDraft("ENGL", "带批物料", "pc", "Goods with lots", tracking="lot")])

    def staff(self, code: str, role: str) -> Scope:
        row = create_person(scope=SYSTEM, code=code, name=f"{code}的中文名", role=role,
                            sites=["SH1"], password=PASSWORD, name_en=code.title())
        return scope_of_person(person=row.id)


@pytest.fixture
def dock(db):
    return English()


def words_of(paper: PaperDraft) -> list[str]:
    """Return every text that the paper shows."""
    return [paper.title, *paper.facts, *(column.word for column in paper.columns),
            *(cell for row in paper.rows for cell in row), paper.total, *paper.events,
            *paper.signs, paper.foot, paper.stamp]


def chinese(texts: list[str]) -> list[str]:
    return [text for text in texts if CHINESE.search(text)]


def test_no_chinese_word_is_left_on_the_english_papers_of_a_receipt_and_its_inspection(dock):
    inspection = dock.passed(("ENGL", 10, "L1"))
    receipt = dock.read(inspection).head.follows
    for id, kind in ((receipt, "receipt"), (inspection.document, "inspection")):
        for paper in papers_of(kind, ["scanned", "accepted"]):
            told = paper_draft(scope=dock.boss, request=PaperRequest(id, paper, "en"))
            # what people typed stays as they typed it
            assert chinese([text.replace("驾驶员王", "") for text in words_of(told)]) == [], paper
            assert "Supplies Ltd" in " ".join(told.facts) or kind == "inspection"
            zh = paper_draft(scope=dock.boss, request=PaperRequest(id, paper, "zh-hans"))
            assert "的中文名 " in " ".join((*zh.facts, *zh.events)), paper


def test_what_the_system_opened_is_not_signed_by_an_account_with_a_sign(dock):
    receipt = dock.announce(LineDraft("ENGL", 5, "L1"), by=SYSTEM)
    for language, word in (("en", "the system"), ("zh-hans", "系统")):
        told = paper_draft(scope=SYSTEM, request=PaperRequest(
            receipt.document, "record", language))
        assert "@system" not in " ".join(words_of(told))
        assert word in told.facts[1]
        assert word in told.foot


def test_a_life_on_english_paper_calls_people_and_partners_in_english(dock):
    dock.passed(("ENGL", 10, "L1"))
    life, _ = life_of(scope=SYSTEM, ask=TraceAsk(item="ENGL", lot="L1"), language="en")
    # goods are named in both languages: the head says which thing it is in the maker's own words
    told = [life.title, life.foot, *life.facts[1:], *(
        text for part in life.parts for text in (
            part.title, *(column.word for column in part.columns),
            *(cell for row in part.rows for cell in row)))]
    assert chinese(told) == []
    assert "Keeper keeper" in " ".join(told)
    assert "@system" not in life.foot


def test_a_count_sheet_in_english_names_counter_and_goods_in_english(dock):
    dock.stock_in("ENGL", "A-01", 10, lot="L1")
    plan = dock.plan("A-01", blind=False)
    assign(scope=SYSTEM, task=dock.task(plan), person=dock.staff("annika", "counter").actor)
    (sheet,) = sheet_drafts(scope=dock.boss, request=SheetRequest(
        uuid7(), plan.id, blind=False, language="en"), now=datetime.now(UTC))
    assert "Annika annika" in sheet.facts[1]
    assert sheet.rows[0].item == "ENGL Goods with lots"
    assert "Boss boss" in sheet.foot


def test_a_certificate_lists_in_its_own_language_and_names_people(dock):
    body = {"head": {"verdicts": {"matched": 2, "posted": 1}, "previous": None, "changed": 0,
                     "omitted": ["book", "value"], "left": [
                         {"place": place, "reason": "locked", "person": "boss"}
                         for place in ("A-01", "A-02")]},
            "lines": [], "verdicts": [], "policies": [], "seals": [], "changes": [], "consents": [
                {"signed": [{"person": "boss", "principal": "keeper"},
                            {"person": "quinn", "principal": ""}]}]}
    names = {row.code: called(row, "en") for row in people(scope=SYSTEM)}
    paper = on_paper(body, "en", "", names)
    assert paper["head"]["left"] == "2 (locked; Boss boss): A-01, A-02"
    assert paper["head"]["omitted"] == "book, value"
    assert paper["consents"][0]["people"] == "Boss boss (Keeper keeper), Quinn quinn"
    assert chinese([str(value) for value in paper["head"].values()]) == []
    assert on_paper(body, "zh-hans", "", names)["head"]["omitted"] == "账面、金额"
    assert who("@system", names, "en") == "the system"
    assert who("gone", names, "en") == "gone"


def test_an_english_name_is_held_to_what_holds_for_every_name(dock):
    with pytest.raises(PersonRefused) as refused:
        create_person(scope=SYSTEM, code="long", name="长", role="counter", sites=["SH1"],
                      password=PASSWORD, name_en="x" * 500 + "\0")
    assert {fault.pointer for fault in refused.value.faults} == {"/name_en"}
    row = create_person(scope=SYSTEM, code="plain", name="没有英文名", role="counter",
                        sites=["SH1"], password=PASSWORD)
    assert called(row, "en") == "没有英文名"
