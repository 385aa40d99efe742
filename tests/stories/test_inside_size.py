"""From the expired lot to its certificate, many lines take as many statements as few.   在库规模"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

from shelf_world import Shelves

from pandian.catalog.operations import put_lots
from pandian.catalog.words import LotDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle import operations
from pandian.lifecycle.expiry.operations import run_night
from pandian.lifecycle.words import Amount, DocumentDraft, LineDraft
from tests.asked import asked

MIDNIGHT = datetime(2026, 11, 30, 16, 1, tzinfo=UTC)
PLAN = {"method": "焚烧", "location": "处置中心", "contractor": "绿源", "contractor_licence": "W-1"}


def _fill(shelves: Shelves, lots: list[str]) -> None:
    put_lots(scope=SYSTEM, lots=[
        LotDraft("LOTS", lot, expires_on=date(2026, 11, 30)) for lot in lots])
    made = post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "SH1", "receipt", {"document": "D"}, shelves.at(60), tuple(
            LineRequest("LOTS", "@supplier", "A-03", 3, lot) for lot in lots))])
    assert made[0].result == "created"


def _all(shelves: Shelves, document: Any, *measures: str) -> list[Amount]:
    return [Amount(line.line, measure, line.asked)
            for line in shelves.read(document).lines for measure in measures]


def _walk(shelves: Shelves, people: dict[str, Any], lots: list[str], now: datetime) -> None:
    report = run_night(scope=SYSTEM, site="SH1", now=now).documents[0]
    shelves.act(shelves.keeper, report, "report", *_all(shelves, report, "damaged", "counted"))
    scrap = shelves.open("scrap", *(
        LineDraft("LOTS", 3, lot, place="RED") for lot in lots), cause="expired")
    shelves.act(shelves.keeper, scrap, "count", *_all(shelves, scrap, "counted"),
                evidence={"photo": shelves.photo})
    shelves.act(people["fiona"], scrap, "value", sign=["fiona"])
    shelves.act(shelves.quinn, scrap, "approve", sign=["quinn"])
    plan = operations.open_document(scope=shelves.rosa, draft=DocumentDraft(
        uuid7(), "SH1", "destruction", PLAN, follows=scrap.document))
    papers = {"weight_grams": "900", "photo": shelves.photo}
    shelves.act(shelves.keeper, plan, "seal", *_all(shelves, plan, "sealed"),
                sign=["keeper", "quinn"], evidence={**papers, "seal_numbers": "A"})
    shelves.act(shelves.porter, plan, "destroy", *_all(shelves, plan, "destroyed"),
                sign=["porter", "fiona"], evidence={**papers, "seal": "unbroken"})
    shelves.act(shelves.rosa, plan, "certify",
                evidence={"contractor_certificate": shelves.photo})
    assert shelves.act(shelves.keeper, scrap, "close").state == "closed"


def test_the_number_of_statements_does_not_depend_on_the_number_of_lines(
    db
):
    sent, shelves = [], Shelves()
    people = {"fiona": shelves.staff("fiona", "finance")}
    for n, lines in enumerate((2, 400)):
        lots = [f"X{n}-{each}" for each in range(lines)]
        _fill(shelves, lots)
        begin = time.monotonic()
        with asked() as told:
            _walk(shelves, people, lots, MIDNIGHT.replace(month=12, day=1 + n))
        sent.append(len(told))
        print(f"{lines} lines: {len(told)} statements, {time.monotonic() - begin:.2f} s")
    assert sent[0] == sent[1]
    shelves.assert_sound()
