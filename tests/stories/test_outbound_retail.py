"""Real invoices walk through sales and returns.   真实数据：销售与退货

An invoice of the file is a sale that goes all the way; a cancellation is a customer return that
follows the sales it takes back, the latest first; one without a sale waits in the exception list;
an adjustment by hand is a posting with the reason that its text names, or `unknown`.
"""

from __future__ import annotations

import csv
import lzma
import os
from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple

import pytest
from counting_world import PASSWORD
from real_data import Progress, memory_mb
from sale_world import PAPERS, Shop

from pandian.catalog.operations import put_items, put_parties, put_places
from pandian.catalog.words import ItemDraft, PartyDraft, PlaceDraft
from pandian.exchange.retail.rules import code_key, judge, match
from pandian.exchange.retail.words import REASONS, Trade
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle import operations
from pandian.lifecycle.customer_return.queries import originals, unmatched
from pandian.lifecycle.words import ActionDraft, Amount, DocumentDraft, LineDraft, SignatureDraft

SAMPLE_CUSTOMERS = 7
ADJUSTMENTS = 40
PRICE_PARTS = 10_000
WALK_IN = "walk-in"
"""Invoices without a customer, as the file has them."""


class Row(NamedTuple):
    """One row of the file that is stock."""

    document: str
    item: str
    quantity: int
    at: datetime
    customer: str
    kind: str
    reason: str


def rows_of(shared) -> list[Row]:
    """Return the rows of the file that are stock, in its order."""
    path = next((shared / "data" / "retail").glob("*.csv.xz"), None)
    if path is None:
        pytest.skip("the retail file is not in the folder of shared data")
    found = []
    with lzma.open(path, "rt", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            verdict = judge(
                document=row["InvoiceNo"], item=row["StockCode"], quantity=int(row["Quantity"]),
                price=round(float(row["UnitPrice"]) * PRICE_PARTS), customer=row["CustomerID"],
                text=row["Description"])
            if not verdict.refusal:
                found.append(Row(
                    row["InvoiceNo"], code_key(row["StockCode"]).upper(), int(row["Quantity"]),
                    datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC),
                    row["CustomerID"] or WALK_IN, verdict.kind, verdict.reason))
    return found


def bounded(rows: list[Row]) -> list[Row]:
    """Return small customers who took goods back, and some adjustments."""
    size = Counter(row.customer for row in rows)
    back = Counter(row.customer for row in rows if row.kind == "customer_return")
    kept = sorted((name for name in back if name != WALK_IN and size[name] > 2 * back[name]),
                  key=lambda name: (size[name], name))[:SAMPLE_CUSTOMERS]
    lone = sorted((name for name in back if size[name] == back[name]), key=lambda n: (size[n], n))
    names = {*kept, *lone[:2]}
    by_hand = [row for row in rows if row.kind == "adjustment"][:ADJUSTMENTS]
    return [row for row in rows if row.customer in names or row in by_hand]


class Walk(Shop):
    """The file's items and customers, with all on the shelf that will ever leave it."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__()
        put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "BACK", "return_area")])
        put_items(scope=SYSTEM, items=[
            ItemDraft(code, code, "each") for code in sorted({row.item for row in rows})])
        put_parties(scope=SYSTEM, parties=[
            PartyDraft(code, code, kinds=("customer",))
            for code in sorted({row.customer for row in rows})])
        self.opening: Counter[str] = Counter()
        for row in rows:
            if row.kind == "issue" or row.quantity < 0:
                self.opening[row.item] += abs(row.quantity)
        first = min(row.at for row in rows)
        post(scope=SYSTEM, requests=[PostingRequest(
            uuid7(), "SH1", "opening", {}, first.replace(hour=0),
            (LineRequest(item, "@opening", "A-01", quantity),))
            for item, quantity in self.opening.items()])

    def do(self, who, made, action, version, *amounts, at, sign=(), **evidence):
        return operations.act(scope=who, draft=ActionDraft(
            uuid7(), made.document, action, version, amounts, evidence, effective_at=at,
            signatures=tuple(SignatureDraft(name, PASSWORD) for name in sign)))

    def sell(self, rows: list[Row]) -> None:
        """Let one invoice go all the way."""
        at = rows[0].at
        sale = operations.open_document(scope=self.sam, draft=DocumentDraft(
            uuid7(), "SH1", "issue",
            {"customer": rows[0].customer, "place": "OUT", "invoice": rows[0].document},
            tuple(LineDraft(row.item, row.quantity) for row in rows)))
        told = list(enumerate(rows, 1))
        self.do(self.keeper, sale, "pick", 1, *(
            Amount(n, "picked", row.quantity, source="A-01") for n, row in told), at=at)
        self.do(self.check_by, sale, "check", 2, *(
            Amount(n, "checked", row.quantity) for n, row in told), at=at)
        self.do(self.keeper, sale, "pack", 3, *(
            Amount(n, "packed", row.quantity, note="1") for n, row in told), at=at,
            parcels=[{"parcel": "1", "seal": rows[0].document}])
        self.do(self.keeper, sale, "ship", 4, at=at, **PAPERS)

    def take_back(self, row: Row) -> list[str]:
        """Let goods come back of the sales they left with, the latest first, or of none."""
        left, taken = -row.quantity, []
        for sale in originals(scope=SYSTEM, site="SH1", customer=row.customer, item=row.item):
            if left:
                taken.append((sale, min(left, sale.returnable)))
                left -= taken[-1][1]
        if left:
            self._come(row, None, (LineDraft(row.item, -row.quantity),), 1, -row.quantity)
            return []
        names = []
        for sale, quantity in taken:
            self._come(row, sale, (), None, quantity)
            names.append(self.read(sale.document).head.header["invoice"])
        return names

    def _come(self, row, sale, lines, line, quantity) -> None:
        paper = operations.open_document(scope=self.sam, draft=DocumentDraft(
            uuid7(), "SH1", "customer_return",
            {"customer": row.customer, "place": "BACK", "reason": row.document}, lines,
            follows=sale.document if sale else None))
        if sale:
            line = next(each.line for each in self.read(paper).lines
                        if each.source_line == sale.line)
        self.do(self.keeper, paper, "arrive", 1, Amount(line, "returned", quantity), at=row.at,
                package="as the file says")
        if sale:
            self.do(self.quinn, paper, "inspect", 2, Amount(line, "accepted", quantity,
                    place="A-01"), at=row.at, sign=("quinn",), result="fit")

    def adjust(self, row: Row) -> None:
        ends = ("@gain_loss", "A-01") if row.quantity > 0 else ("A-01", "@gain_loss")
        answer = post(scope=SYSTEM, requests=[PostingRequest(
            uuid7(), "SH1", "adjustment", {"document": row.document, "reason": row.reason},
            row.at, (LineRequest(row.item, *ends, abs(row.quantity)),))])[0]
        assert answer.result == "created"


def oracle(rows: list[Row]) -> dict[int, list[str]]:
    """Return the sales of each return by the import's own rule, by the place of its row."""
    found: dict[int, list[str]] = {}
    told = sorted(((row.customer, row.item, row.at, n) for n, row in enumerate(rows)
                   if row.kind != "adjustment"))
    for _, group in groupby(told, key=lambda each: each[:2]):
        matched = match([
            Trade(True, 0, n, rows[n].kind, rows[n].document, abs(rows[n].quantity), at)
            for _, _, at, n in group])
        found |= {n: names for (_, n), names in matched.items()}
    return found


def reconcile(rows: list[Row]) -> None:
    """Everything that happened adds up to the file."""
    rows = sorted(rows, key=lambda row: row.at)
    here, got, through = Walk(rows), {}, 0
    said = Progress(len(rows))
    for (_, kind), group in groupby(enumerate(rows), key=lambda e: (e[1].document, e[1].kind)):
        if said.over:
            break
        part = list(group)
        through += len(part)
        if kind == "issue":
            here.sell([row for _, row in part])
        for n, row in part:
            said.one()
            if kind == "customer_return":
                got[n] = here.take_back(row)
            elif kind == "adjustment":
                here.adjust(row)
    rows = rows[:through]
    wanted = oracle(rows)
    assert {n: bool(names) for n, names in got.items()} == {
        n: bool(names) for n, names in wanted.items()}
    assert {n: sorted(set(names)) for n, names in got.items()} == {
        n: sorted(set(names)) for n, names in wanted.items()}
    lone = [rows[n] for n, names in got.items() if not names]
    assert sorted((e.reason, e.item, e.quantity) for e in unmatched(scope=SYSTEM)) == sorted(
        (row.document, row.item, -row.quantity) for row in lone)
    left: dict[tuple[str, str], int] = defaultdict(int)
    for item, quantity in here.opening.items():
        left["A-01", item] += quantity
    for n, row in enumerate(rows):
        there = ("BACK" if row.kind == "customer_return" and not got[n] else "A-01", row.item)
        left[there] += -row.quantity if row.kind != "adjustment" else row.quantity
    assert {(place, item): quantity for (place, item, _, _), quantity in here.standing().items()
            } == {key: quantity for key, quantity in left.items() if quantity}
    reasons = Counter(row.reason for row in rows if row.kind == "adjustment")
    assert set(reasons) <= set(REASONS)
    here.assert_sound()
    print(f"{len(rows)} rows, {len({r.document for r in rows if r.kind == 'issue'})} sales, "
          f"{len(got)} returns, {len(lone)} without a sale, reasons {dict(reasons)}, "
          f"{said.seconds:.0f} s, {memory_mb()} MB")


def test_real_invoices_and_cancellations_reconcile_to_the_file(db, shared):
    rows = bounded(rows_of(shared))
    kinds = Counter(row.kind for row in rows)
    assert kinds["issue"] > 5
    assert kinds["customer_return"] > SAMPLE_CUSTOMERS
    assert any(row.reason == "unknown" for row in rows if row.kind == "adjustment")
    reconcile(rows)


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_all_real_invoices_reconcile_to_the_file(shared):
    """All rows, or what PANDIAN_PROVE_MINUTES (30) let through, in the order of their days.

    PANDIAN_RETAIL_CUSTOMERS takes only the first so many customers.
    """
    rows = rows_of(shared)
    most = int(os.environ.get("PANDIAN_RETAIL_CUSTOMERS", "0"))
    if most:
        names = set(sorted({row.customer for row in rows} - {WALK_IN})[:most])
        rows = [row for row in rows if row.customer in names]
    reconcile(rows)
