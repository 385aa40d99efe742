"""Traces, recall lists, whereabouts, and their files.   追溯接口"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.exchange.lives.operations import print_life
from pandian.exchange.tables.rules import as_file, check_format
from pandian.exchange.tables.words import MEDIA, File, Table
from pandian.interfaces.api.answers import answer, language_of, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.traces import (
    CustomersOut,
    RecallOut,
    StockExportFilter,
    TraceExportFilter,
    TraceFilter,
    TraceOut,
    WhereaboutsFilter,
    WhereaboutsOut,
)
from pandian.interfaces.api.shapes.types import Uuid
from pandian.kernel.words import Fault, Label
from pandian.ledger.queries import GROUPS
from pandian.lifecycle.queries import place_of_document
from pandian.lifecycle.recall import queries as recalls
from pandian.lifecycle.recall.words import KIND
from pandian.lifecycle.trace import queries
from pandian.lifecycle.trace.words import COLUMNS, CUSTOMER_COLUMNS, TraceAsk
from pandian.lifecycle.whereabouts import queries as whereabouts
from pandian.lifecycle.whereabouts.words import COLUMNS as STOCK_COLUMNS
from pandian.lifecycle.whereabouts.words import ROWS_MAX, Asked
from pandian.lifecycle.words import DocumentNotFound

router = Router(tags=["trace 追溯"])
FORMATS = ("csv", "json")
FILE: Any = {"responses": {200: {"description": "the file 文件", "content": {
    MEDIA[name]: {"schema": {"type": "string", "format": "binary"}} for name in FORMATS}}}}


PDF: Any = {"responses": {200: {"description": "the file 文件", "content": {
    MEDIA["pdf"]: {"schema": {"type": "string", "format": "binary"}}}}}}


def handed(made: File) -> HttpResponse:
    """Return a file as a download."""
    return HttpResponse(made.content, content_type=made.media, headers={
        "Content-Disposition": f'attachment; filename="{made.name}"'})


def _ask(filter: TraceFilter) -> TraceAsk:
    return TraceAsk(filter.item or "", filter.lot or "", filter.serial or "", filter.code or "",
                    filter.document or "", filter.direction)


@router.get("/trace", response=TraceOut)
@policy("ledger.read")
def read_trace(request: HttpRequest, filter: Query[TraceFilter]) -> HttpResponse:
    """Follow goods over all sites in the scope: a lot, a serial, a scanned code or a document."""
    found = queries.trace(scope=scope(request), ask=_ask(filter))
    return answer({
        "item": filter.item, "lot": filter.lot, "serial": filter.serial, "goods": found.goods,
        "rows": [{**node._asdict(), "effective_at": node.at, "sealed": node.seal is not None}
                 for node in found.nodes],
        "more": found.more, "edges": found.edges, "descent": found.descent,
        "standing": found.standing})


@router.get("/trace/customers", response=CustomersOut)
@policy("ledger.read")
def read_customers(request: HttpRequest, filter: Query[TraceFilter]) -> HttpResponse:
    """Show the recall list: who got how much of the goods, and what is still outstanding there."""
    who = scope(request)
    goods = queries.goods_of(scope=who, ask=_ask(filter))
    return answer({"goods": goods, "rows": queries.customers(scope=who, goods=goods)})


@router.get("/trace/export", openapi_extra=FILE)
@policy("ledger.read")
def export_trace(request: HttpRequest, filter: Query[TraceExportFilter]) -> HttpResponse:
    """Return a timeline, or the recall list (`list=customers`), as CSV or JSON."""
    check_format(filter.format, FORMATS)
    who, ask = scope(request), _ask(filter)
    facts = {"asked": plain(ask), "by": who.actor}
    if filter.list == "customers":
        goods = queries.goods_of(scope=who, ask=ask)
        table = Table("recall-list", Label("召回名单", "recall list"), CUSTOMER_COLUMNS,
                      [row._asdict() for row in queries.customers(scope=who, goods=goods)], facts)
    else:
        found = queries.trace(scope=who, ask=ask)
        table = Table("trace", Label("追溯", "trace"), COLUMNS,
                      [node._asdict() for node in found.nodes],
                      {**facts, "goods": plain(found.goods), "more": found.more,
                       "descent": plain(found.descent)})
    return handed(as_file(table, format=filter.format, language=language_of(request)))


@router.get("/trace/life.pdf", openapi_extra=PDF)
@policy("ledger.read")
def print_trace(request: HttpRequest, filter: Query[TraceFilter]) -> HttpResponse:
    """Return the whole life of some goods as a PDF: who they are, the equation of quantities,
    count nodes, customers, documents, timeline; a fact says who printed it."""
    return handed(print_life(scope=scope(request), ask=_ask(filter),
                             language=language_of(request)))


@router.get("/recalls/{id}", response=RecallOut)
@policy("ledger.read")
def read_recall(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show how a recall stands: equations of every line, customers, local postings, over the
    sites in the scope."""
    who = scope(request)
    site, _, kind = place_of_document(scope=who, id=id)
    if kind != KIND.name:
        raise DocumentNotFound([Fault("/id", "not_found")])
    rows = recalls.equations(scope=who, site=site, recall=id)
    return answer({
        "equations": [{**row._asdict(), "closes": row.closes} for row in rows],
        "customers": recalls.customers_of_recall(scope=who, site=site, recall=id),
        "postings": recalls.postings_of(scope=who, site=site, recall=id)})


def _asked(filter: WhereaboutsFilter) -> Asked:
    return Asked(*(getattr(filter, name) for name in Asked._fields))


@router.get("/stock/whereabouts", response=WhereaboutsOut)
@policy("ledger.read")
def read_whereabouts(request: HttpRequest, filter: Query[WhereaboutsFilter]) -> HttpResponse:
    """Show what was where at an instant: sums by kind of place and status, and all on the way."""
    return answer(whereabouts.whereabouts(scope=scope(request), asked=_asked(filter),
                                          as_of=filter.as_of))


@router.get("/stock/export", openapi_extra=FILE)
@policy("ledger.read")
def export_stock(request: HttpRequest, filter: Query[StockExportFilter]) -> HttpResponse:
    """Return every holding at an instant, over the whole scope, as CSV or JSON."""
    check_format(filter.format, FORMATS)
    found = whereabouts.rows(scope=scope(request), asked=_asked(filter), as_of=filter.as_of,
                             group_by=GROUPS, limit=ROWS_MAX + 1)
    table = Table("stock", Label("时点库存", "stock at an instant"), STOCK_COLUMNS,
                  [row._asdict() for row in found],
                  {"asked": plain(_asked(filter)), "as_of": plain(filter.as_of)})
    return handed(as_file(table, format=filter.format, language=language_of(request)))
