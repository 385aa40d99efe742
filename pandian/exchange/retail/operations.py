"""Replaying a wholesaler's invoices: sales, returns, adjustments by hand.   零售交易导入

Every row ends as a line of a posting or as a named refusal.  Sales are facts: where the book
holds less, the ledger covers the shortage provisionally; `opening=minimal` posts, as a stated
assumption, the smallest opening stock that keeps every item at zero or above.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.catalog.words import ItemDraft, PlaceDraft
from pandian.exchange.intake.operations import Account, Intake, Taken
from pandian.exchange.masters.operations import ensure_items, ensure_site
from pandian.exchange.retail.rules import code_key, judge, match
from pandian.exchange.retail.words import Trade
from pandian.exchange.stock.operations import (
    Stage,
    count_outcomes,
    cut,
    first_code,
    post_all,
    refused_row,
)
from pandian.exchange.stock.rules import as_json, posting_id, raw_text
from pandian.exchange.stock.words import Complaint, StockRow
from pandian.exchange.words import Moment, Options, Progress
from pandian.governance.words import Scope, SiteDraft
from pandian.kernel.statements import affected, one, run
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, PostingRequest

ROOM = "exchange.retail"
SITE = "RETAIL"
PLACE = "MAIN"
OPENING_DOCUMENTS_MAX = 2_000


class _Reader:
    """Turns rows into staged lines, and learns the items on the way."""

    def __init__(self, account: Account, site: str, place: str, source: str) -> None:
        self.account, self.site, self.place, self.source = account, site, place, source
        self.items: dict[str, list[str]] = {}
        self.copies: Counter[tuple[str, str]] = Counter()

    def staged(self, taken: Taken) -> StockRow:
        """Return the staged line of one row, refused ones named."""
        raw = raw_text(taken.line.raw)
        if taken.line.refused:
            return refused_row(taken.file, taken.row, first_code(taken.line.faults), raw,
                               site=self.site)
        values = taken.line.values
        verdict = judge(document=values["document"], item=values["item"],
                        quantity=values["quantity"], price=values["price"],
                        customer=values.get("customer") or "", text=values.get("name") or "")
        if verdict.refusal:
            return refused_row(taken.file, taken.row, verdict.refusal, raw, site=self.site,
                               document=values["document"], values=values)
        code = self._learn(values, verdict.kind == "issue" and not verdict.reason)
        return self._line(taken, code, verdict.kind, verdict.reason, raw)

    def _learn(self, values: dict[str, Any], names_it: bool) -> str:
        """Return the item's code as it was first spelled; keep its first name from a sale."""
        code, key = values["item"], code_key(values["item"])
        known = self.items.setdefault(key, [code, ""])
        if names_it and not known[1]:
            known[1] = values.get("name") or ""
        if known[0] != code:
            self.account.note("case_folded", "item", f"{code} = {known[0]}")
        return known[0]

    def _line(self, taken: Taken, code: str, kind: str, reason: str, raw: str) -> StockRow:
        values = taken.line.values
        when: Moment = values["effective_at"]
        document, quantity = values["document"], values["quantity"]
        cause = {"source": self.source, "document": document, "reason": reason,
                 "customer": values.get("customer")}
        if kind == "adjustment":
            cause["text"] = values.get("name")
            ends = ("@gain_loss", self.place) if quantity > 0 else (self.place, "@gain_loss")
        elif kind == "issue":
            ends = (self.place, "@customer")
        else:
            ends = ("@customer", self.place)
            self.copies[document, code] += 1
            document = f"{document}/{code_key(code)}/{self.copies[document, code]}"
        return StockRow(
            taken.file, taken.row, "", self.site, document, kind, when.at, when.precision, code,
            None, None, None, None, *ends, abs(quantity), None, None, values.get("customer"),
            as_json(cause), raw)


def import_retail(
    *, scope: Scope, intake: Intake, id: UUID, account: Account, options: Options, site: str,
    progress: Progress | None,
) -> bool:
    """Import invoice lines into a site, made when absent; return whether anything was written."""
    site, place = site or SITE, options.place or PLACE
    source = options.source or "retail"
    names = [file.source.path.name for file in intake.opened]
    stage = Stage(scope, id, account, names, check=False)
    reader = _Reader(account, site, place, source)
    for taken in intake.lines(account, progress):
        row = reader.staged(taken)
        if row.outcome and not taken.line.refused:
            _refuse(stage, row)
        stage.add(row)
    stage.flush()
    _exceptions(id, site, stage)
    ensure_site(scope=scope, account=account, places=[PlaceDraft(site, place, "bin")],
                site=SiteDraft(site, "零售示例", intake.reading.zone.key, "Online retail"))
    ensure_items(scope=scope, account=account, items=[
        ItemDraft(code, name or code, "each") for code, name in reader.items.values()])
    documents = cut(id=id, account=account)
    if options.opening == "minimal":
        _open(scope, id, site, place, source, account)
    post_all(scope=scope, id=id, source=source, stage=stage, documents=documents,
             progress=progress)
    count_outcomes(id=id, account=account)
    return True


def _refuse(stage: Stage, row: StockRow) -> None:
    """Name a row that is no stock."""
    code = row.outcome.removeprefix("refused_")
    stage.complain(row.file, row.row, Complaint("StockCode", row.item, code, (row.item,)))


def _exceptions(id: UUID, site: str, stage: Stage) -> None:
    """Find the sale of every return; those without one go to the exception list by name."""
    found: dict[tuple[int, int], list[str]] = {}
    with transaction.atomic():
        run("exchange.stock", "whole")
        rows = run(ROOM, "trades", {"import": id, "site": site})
        run("exchange.stock", "probed")
    for _, group in groupby(rows, key=lambda row: (row.party, row.item)):
        found |= match([Trade(r.own, r.file, r.row, r.kind, r.document, r.quantity, r.at)
                        for r in group])
    matched = {key: sales for key, sales in found.items() if sales}
    places = {"files": [file for file, _ in matched], "rows": [row for _, row in matched]}
    affected(ROOM, "matched", {"import": id, **places,
                               "sales": [", ".join(sales) for sales in matched.values()]})
    for row in run(ROOM, "unmatched", {"import": id, **places}):
        stage.complain(row.file, row.row, Complaint(
            "InvoiceNo", row.document.partition("/")[0], "cancellation_without_sale"))


def _open(
    scope: Scope, id: UUID, site: str, place: str, source: str, account: Account
) -> None:
    """Post the smallest opening stock with which nothing goes short: an assumption, said so."""
    first = one(ROOM, "first", {"import": id})
    if first is None or first.at is None:
        return
    rows = run(ROOM, "shortest", {"import": id, "place": place})
    cause = {"source": source, "document": "opening", "assumption": "minimal"}
    for start in range(0, len(rows), OPENING_DOCUMENTS_MAX):
        answers = post(scope=scope, requests=[
            PostingRequest(
                posting_id(source, site, f"opening:{id}:{row.item}", 1), site, "opening", cause,
                first.at - timedelta(days=1),
                (LineRequest(row.item, "@opening", place, int(row.quantity)),), "day")
            for row in rows[start:start + OPENING_DOCUMENTS_MAX]], warrant="past")
        account.masters.update(f"opening {answer.result}" for answer in answers)
    if rows:
        account.note("assumed_opening", "", f"{rows[0].item}: {rows[0].quantity}", len(rows))
