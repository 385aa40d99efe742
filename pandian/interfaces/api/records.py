"""Quality records: which there are, their rows, their files.   质量记录接口"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.exchange.records.queries import record_file, record_page
from pandian.exchange.tables.words import MEDIA
from pandian.interfaces.api.answers import answer, language_of
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.records import PageFilter, RecordFilter, RecordOut, RecordsOut
from pandian.interfaces.api.traces import handed
from pandian.lifecycle.records.words import COLUMNS, NOT_HERE, RECORDS, Asked

router = Router(tags=["records 质量记录"])
FILE: Any = {"responses": {200: {"description": "the file 文件", "content": {
    media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()}}}}
PAGE_ROWS_MAX = 1_000


@router.get("/records", response=RecordsOut)
@policy("lifecycle.read")
def list_records(request: HttpRequest) -> HttpResponse:
    """List the kinds of records with their articles and columns, and what is not made here."""
    language = language_of(request)
    return answer({
        "rows": [{"record": name, "label": row.label.text(language), "articles": row.articles,
                  "columns": {each: COLUMNS[each].text(language) for each in row.columns}}
                 for name, row in RECORDS.items()],
        "not_here": {name: label.text(language) for name, label in NOT_HERE.items()}})


def _asked(record: str, filter: RecordFilter) -> Asked:
    return Asked(record, filter.since, filter.until, filter.site, filter.text or "")


@router.get("/records/{record}", response=RecordOut)
@policy("lifecycle.read")
def read_record(
    request: HttpRequest, record: Path[str], filter: Query[PageFilter]
) -> HttpResponse:
    """Show a page of one record in a range, oldest first; `next` goes on where it ended."""
    page = record_page(scope=scope(request), asked=_asked(record, filter), limit=PAGE_ROWS_MAX,
                       after=filter.next)
    return answer({"rows": page.rows, "more": page.next is not None, "next": page.next})


@router.get("/records/{record}/export", openapi_extra=FILE)
@policy("lifecycle.read")
def export_record(
    request: HttpRequest, record: Path[str], filter: Query[RecordFilter]
) -> HttpResponse:
    """Return one record of a range as CSV, JSON or PDF (`format`)."""
    return handed(record_file(
        scope=scope(request)._replace(language=language_of(request)),
        asked=_asked(record, filter), format=filter.format, language=language_of(request)))
