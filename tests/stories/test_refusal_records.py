"""Goods refused at the door leave a numbered record and a paper, made from facts.   拒收记录"""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime, timedelta

import pytest
from document_world import PAPERS, Dock
from test_documents_inside import codes

from pandian.capture.photos.operations import put_photo
from pandian.exchange.papers.operations import print_paper
from pandian.exchange.papers.queries import paper_draft
from pandian.exchange.papers.rules import papers_of
from pandian.exchange.papers.words import PaperRequest, PaperUnknown
from pandian.exchange.records.queries import record_rows
from pandian.governance.words import SYSTEM
from pandian.lifecycle.records.words import Asked
from pandian.lifecycle.words import Amount, DocumentRefused, LineDraft

SAID = {**PAPERS, "told_supplier": "torn boxes, sent back", "disposal": "to be credited"}


@pytest.fixture
def dock(db, quick_hashes):
    here = Dock()
    yield here
    here.assert_sound()


def kept(dock) -> str:
    content = b"\xff\xd8\xff" + b"torn"
    digest = hashlib.sha256(content).hexdigest()
    put_photo(scope=dock.keeper, digest=digest, content=content)
    return digest


def refusals(**more) -> list[dict]:
    now = datetime.now(UTC)
    return record_rows(scope=SYSTEM._replace(language="en"), asked=Asked(
        "refusal", now - timedelta(days=1), now + timedelta(days=1), **more))


def told(dock, document, language="en"):
    return paper_draft(scope=dock.boss, request=PaperRequest(
        document.document, "refusal_record", language))


def test_a_refused_delivery_is_on_record_with_who_what_why_and_what_was_told(dock):
    receipt = dock.announce(LineDraft("LOTS", 30, "L1"))
    dock.act(dock.keeper, receipt, "arrive")
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, receipt, "refuse", Amount(1, "refused", 30),
                 evidence={**SAID, "photo": "0" * 64})
    assert [fault.pointer for fault in refused.value.faults] == ["/evidence/photo"]
    photo = kept(dock)
    dock.act(dock.keeper, receipt, "refuse", Amount(1, "refused", 30, note="line torn"),
             reason="boxes torn", evidence={
                 "told_supplier": SAID["told_supplier"], "disposal": SAID["disposal"],
                 "photo": photo})
    assert not dock.standing(), "what was refused was never ours"
    (row,) = refusals()
    assert {name: row[name] for name in (
        "refusal", "number", "step", "item", "lot", "quantity", "party", "party_name",
        "delivery_note", "transport", "place", "told_supplier", "disposal", "photos", "actor",
        "reason")} == {
        "refusal": "RC-000001-R3", "number": "RC-000001", "step": "refuse", "item": "LOTS",
        "lot": "L1", "quantity": 30, "party": "SUP", "party_name": "供应商",
        "delivery_note": "DN-7", "transport": "cold van", "place": "",
        "told_supplier": "torn boxes, sent back",
        "disposal": "not taken in, back with the carrier; to be credited", "photos": photo,
        "actor": "keeper", "reason": "boxes torn; line torn"}
    assert abs(row["at"] - datetime.now(UTC)) < timedelta(minutes=5), "the system's own time"
    assert refusals(text="nothing like it") == []


def test_what_is_refused_while_the_rest_is_booked_stands_apart_and_its_undoing_too(dock):
    receipt = dock.announce(LineDraft("LOTS", 30, "L1"))
    dock.act(dock.keeper, receipt, "arrive")
    dock.act(dock.keeper, receipt, "book", Amount(1, "scanned", 30), Amount(1, "accepted", 25),
             Amount(1, "refused", 3, note="wet"),
             Amount(1, "refused", 2, place="RED", note="crushed"), evidence=SAID)
    assert dock.standing() == {("PEND", "LOTS", "L1", "pending"): 25,
                               ("RED", "LOTS", "L1", "rejected"): 2}
    assert [(row["refusal"], row["quantity"], row["place"], row["disposal"])
            for row in refusals()] == [
        ("RC-000001-R3", 3, "", "not taken in, back with the carrier; to be credited"),
        ("RC-000001-R3", 2, "RED", "kept apart at RED; to be credited")]
    paper = told(dock, receipt)
    assert paper.number == "RC-000001-R3"
    words = [column.word for column in paper.columns]
    assert [(row[words.index("Refused")], row[words.index("Place")], row[words.index("Note")])
            for row in paper.rows] == [
        ("2", "RED", "crushed"), ("3", "not taken in, back with the carrier", "wet")]
    dock.reverse(receipt)
    assert [row["quantity"] for row in refusals()] == [3, 2, -2], "what left the door stays refused"


def test_the_record_is_printed_in_both_languages_and_only_where_something_was_refused(dock):
    pytest.importorskip("typst")
    from pypdf import PdfReader

    whole = dock.booked(("LOTS", 5, "L1"))
    with pytest.raises(PaperUnknown):
        told(dock, whole)
    assert "refusal_record" in papers_of("receipt", {"refused"})
    assert "refusal_record" not in papers_of("receipt", {"accepted"})
    receipt = dock.announce(LineDraft("LOTS", 30, "L1"))
    photo = kept(dock)
    dock.act(dock.keeper, receipt, "refuse", Amount(1, "refused", 30), reason="boxes torn",
             evidence={"told_supplier": "sent back", "photo": photo})
    for language, wanted in (
            ("en", ("Record of refused goods", "keeper", "boxes torn", "sent back", photo[:12])),
            ("zh-hans", ("拒收记录", "未入库", "告知供货者的内容", photo[:12]))):
        made = print_paper(scope=dock.keeper, request=PaperRequest(
            receipt.document, "refusal_record", language))
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)
        lines = text.replace("\n", "")
        assert all(word in lines for word in (*wanted, "RC-000002-R2", "SUP")), text


def test_nobody_types_a_number_a_name_or_a_time_of_the_record(dock):
    receipt = dock.announce(LineDraft("LOTS", 30, "L1"))
    dock.act(dock.keeper, receipt, "refuse", Amount(1, "refused", 30), reason="late", evidence={
        "refusal": "X-1", "number": "X-2", "actor": "somebody", "at": "2020-01-01"})
    (row,) = refusals()
    assert (row["refusal"], row["number"], row["actor"]) == (
        "RC-000001-R2", "RC-000001", "keeper")
    other = dock.announce(LineDraft("LOTS", 30, "L1"))
    with pytest.raises(DocumentRefused) as refused:
        dock.act(dock.keeper, other, "refuse", Amount(1, "refused", 30), reason="", evidence={})
    assert "reason_missing" in codes(refused)
