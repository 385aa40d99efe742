"""Staging, checking and posting rows of stock, in chunks of bounded size.   库存导入

A row goes to the staging table with what is wrong with it; when all are there, they are cut into
documents and each document is posted by itself, under an id that its content decides.  So a
second import answers `exists`, and one that was cut off goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.catalog.queries import factors, items_by_code, parties_by_code, places_by_code
from pandian.exchange.intake.operations import Account
from pandian.exchange.stock.rules import complaints, posting_id
from pandian.exchange.stock.words import Complaint, Masters, StockRow
from pandian.exchange.words import (
    IMPORT_CHUNK_ROWS_MAX,
    POST_DOCUMENTS_MAX,
    POST_LINES_MAX,
    Progress,
    RowFault,
)
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import affected, one, raw_connection, run, statement
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, Posted, PostingRequest

ROOM = "exchange.stock"


class Stage:
    """The staging table of one import, filled by COPY in chunks; each chunk is checked first."""

    def __init__(self, scope: Scope, id: UUID, account: Account, names: Sequence[str], *,
                 check: bool = True) -> None:
        self.scope, self.id, self.account, self.names = scope, id, account, names
        self.check = check
        self.waiting: list[StockRow] = []
        self.masters = Masters(site_ids(scope=scope), {}, {}, {}, {})
        affected(ROOM, "clear", {"import": id})

    def add(self, row: StockRow) -> None:
        """Take one row; a full chunk is checked and written."""
        self.waiting.append(row)
        if len(self.waiting) >= IMPORT_CHUNK_ROWS_MAX:
            self.flush()

    def flush(self) -> None:
        """Check and write the rows that wait."""
        rows, self.waiting = self.waiting, []
        if self.check:
            self._look_up(rows)
            rows = [self._checked(row) for row in rows]
        with raw_connection().cursor() as cursor, \
                cursor.copy(statement(ROOM, "stage").encode()) as copy:
            for row in rows:
                copy.write_row((self.id, *row))

    def _look_up(self, rows: Sequence[StockRow]) -> None:
        """Learn the masters of these rows that no earlier chunk named."""
        m = self.masters
        items = {row.item for row in rows if row.item} - m.items.keys()
        if items:
            m.items.update(items_by_code(scope=self.scope, codes=sorted(items)))
        wanted = {(row.site, code) for row in rows for code in (row.source, row.target)
                  if code and row.site in m.sites} - m.places.keys()
        for site in sorted({site for site, _ in wanted}):
            found = places_by_code(scope=self.scope, site=m.sites[site],
                                   codes=sorted(code for s, code in wanted if s == site))
            m.places.update({(site, code): row for code, row in found.items()})
        pairs = {(m.items[row.item].id, row.unit) for row in rows
                 if row.unit and row.item in m.items} - m.factors.keys()
        if pairs:
            m.factors.update(factors(scope=self.scope, pairs=sorted(pairs)))
        owners = {row.owner for row in rows if row.owner} - m.owners.keys()
        if owners:
            m.owners.update(parties_by_code(scope=self.scope, codes=sorted(owners)))

    def _checked(self, row: StockRow) -> StockRow:
        found = list(complaints(row, self.masters))
        for complaint in found:
            self.complain(row.file, row.row, complaint)
        if found and not row.outcome:
            return row._replace(outcome=f"refused_{found[0].code}")
        return row

    def complain(self, file: int, row: int, complaint: Complaint) -> None:
        """Put a complaint about a row into the account."""
        self.account.fault(RowFault(self.names[file], row, complaint.column, complaint.value,
                                    complaint.code, complaint.params))


def hold_back(*, id: UUID, stage: Stage, partial: bool) -> bool:
    """Hold back documents with a faulty row; without `partial`, all rows when any is faulty.

    Return whether anything may be posted.
    """
    refusing = stage.account.refusing
    with transaction.atomic():
        run(ROOM, "whole")
        spoiled = run(ROOM, "spoil", {"import": id}) if refusing else []
        run(ROOM, "probed")
    for row in spoiled:
        stage.complain(row.file, row.row, Complaint("document", row.document,
                                                    "document_has_faults", (row.document,)))
    if refusing and not partial:
        affected(ROOM, "hold_back", {"import": id})
        return False
    return True


def cut(*, id: UUID, account: Account) -> int:
    """Cut the rows that may be posted into documents; return how many documents there are."""
    with transaction.atomic():
        run(ROOM, "whole")
        affected(ROOM, "documents", {"import": id})
        alike = one(ROOM, "look_alikes", {"import": id})
        run(ROOM, "probed")
    if alike and alike.rows:
        account.note("look_alike", "", alike.example, alike.rows)
    counted = one(ROOM, "documents_count", {"import": id})
    assert counted is not None
    return int(counted.documents)


def post_all(
    *, scope: Scope, id: UUID, source: str, stage: Stage, documents: int,
    progress: Progress | None,
) -> None:
    """Post every document of an import, up to 2,000 in a call, and note what became of each."""
    after = 0
    while rows := run(ROOM, "chunk", {"import": id, "after": after, "limit": POST_LINES_MAX + 1}):
        groups = _documents(rows)
        if len(groups[0]) > POST_LINES_MAX:
            _refuse_long(id, stage, groups[0])
            after = groups[0][0].sequence
            continue
        requests = [_request(source, group) for group in groups]
        answers = post(scope=scope, requests=requests, warrant="past")
        _settle(id, stage, groups, answers)
        after = groups[-1][0].sequence
        if progress:
            progress("post", after, documents)


def _refuse_long(id: UUID, stage: Stage, group: Sequence[Any]) -> None:
    """Refuse a document with more lines than a posting may have; it is never cut in two."""
    stage.complain(group[0].file, group[0].row, Complaint(
        "document", group[0].document, "too_many", (POST_LINES_MAX, f"> {POST_LINES_MAX}")))
    affected(ROOM, "settle", {"import": id, "sequences": [group[0].sequence],
                              "outcomes": ["refused_too_many"]})


def _documents(rows: Sequence[Any]) -> list[list[Any]]:
    """Group rows into whole documents: the last one of a full chunk waits, it may go on."""
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row.sequence)]
    if len(rows) > POST_LINES_MAX and len(groups) > 1:
        groups.pop()
    return groups[:POST_DOCUMENTS_MAX]


def _request(source: str, rows: Sequence[Any]) -> PostingRequest:
    first = rows[0]
    return PostingRequest(
        posting_id(source, first.site, first.document, first.part), first.site, first.kind,
        json.loads(first.cause), first.effective_at,
        tuple(LineRequest(
            row.item, row.source, row.target, row.quantity, row.lot, row.serial, row.status,
            row.owner, row.unit, row.target_status) for row in rows),
        first.precision)


def _settle(
    id: UUID, stage: Stage, groups: Sequence[Sequence[Any]], answers: Sequence[Posted]
) -> None:
    """Write down the answers and name what the ledger refused."""
    for group, answer in zip(groups, answers, strict=True):
        if answer.result == "created":
            stage.account.postings += 1
        elif answer.result == "exists":
            stage.account.existing += 1
        else:
            _name_refusal(stage, group, answer)
    affected(ROOM, "settle", {
        "import": id, "sequences": [group[0].sequence for group in groups],
        "outcomes": [answer.result for answer in answers],
    })


def _name_refusal(stage: Stage, group: Sequence[Any], answer: Posted) -> None:
    faults = answer.faults or ()
    for row in group:
        if faults:
            stage.complain(row.file, row.row, Complaint(
                faults[0].pointer, row.document, faults[0].code, faults[0].params))
        else:
            field = answer.result.removeprefix("exists_with_different_")
            stage.complain(row.file, row.row,
                           Complaint("document", row.document, "different", (field,)))


def count_outcomes(*, id: UUID, account: Account) -> None:
    """Put what became of the staged rows into the account."""
    for row in run(ROOM, "outcomes", {"import": id}):
        account.outcome(row.outcome, row.rows)


def staged(rows: Iterable[StockRow], stage: Stage) -> None:
    """Take all rows, and write the last ones."""
    for row in rows:
        stage.add(row)
    stage.flush()


def refused_row(
    file: int, row: int, code: str, raw: str, *, site: str = "", document: str = "",
    values: Mapping[str, Any] | None = None,
) -> StockRow:
    """Return a row that is refused already; it is staged so that it stays accounted for."""
    item = str((values or {}).get("item") or "")
    return StockRow(file, row, f"refused_{code}", site, document, "", None, "", item, None, None,
                    None, None, "", "", 0, None, None, None, "", raw)


def first_code(faults: Sequence[RowFault]) -> str:
    """Return the code of the first fault that costs the row."""
    return next((fault.code for fault in faults if fault.severity == "refused"), "refused")
