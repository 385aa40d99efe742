"""The life of some goods, who has them, and what was where at an instant.   追溯页"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from pandian.catalog.queries import items_by_code, parties_by_code
from pandian.exchange.lives.operations import print_life
from pandian.exchange.tables.rules import as_file, check_format
from pandian.exchange.tables.words import Table
from pandian.interfaces.web.forms import local_instant
from pandian.interfaces.web.graph import picture
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.stock import zone_of
from pandian.kernel.words import Fault, Label, Refused
from pandian.lifecycle.trace.queries import customers, goods_of, trace
from pandian.lifecycle.trace.words import (
    COLUMNS,
    CUSTOMER_COLUMNS,
    DIRECTIONS,
    NODES,
    NothingToTrace,
    TraceAsk,
    TraceRefused,
)
from pandian.lifecycle.whereabouts.queries import whereabouts
from pandian.lifecycle.whereabouts.words import Asked

NODES_SHOWN = 300
NAMES = ("item", "lot", "serial", "code", "document")
WHERE = ("site", "item", "lot", "serial", "status")
FORMATS = ("csv", "json")


def _ask(request: Any) -> TraceAsk:
    said = {name: request.GET.get(name, "").strip() for name in NAMES}
    return TraceAsk(**said, direction=request.GET.get("direction") or "both")


@page("ledger.read")
def trace_page(request: Any) -> HttpResponse:
    """Show a lot, a serial, a scanned code or a document: timeline, flows, customers, stock now."""
    ask = _ask(request)
    context: dict[str, Any] = {"ask": ask, "directions": DIRECTIONS, "node_kinds": NODES,
                               "zone": zone_of(request, ""), "asked": any(ask[:5])}
    status = 200
    if context["asked"]:
        try:
            context |= _traced(request, ask)
        except (TraceRefused, NothingToTrace) as error:
            context["errors"], status = sentences(error.faults), error.status
    return show(request, "trace", context, status=status)


def _traced(request: Any, ask: TraceAsk) -> dict[str, Any]:
    found = trace(scope=request.scope, ask=ask)
    kinds = {(node.site, place): kind for node in found.nodes
             for place, kind in ((node.source, node.source_kind), (node.target, node.target_kind))}
    got = customers(scope=request.scope, goods=found.goods)
    return {
        "found": found, "shown": found.nodes[-NODES_SHOWN:][::-1],
        "hidden": max(0, len(found.nodes) - NODES_SHOWN),
        "picture": picture(found.edges, kinds),
        "customers": got, "holders": sum(row.issued > 0 for row in got),
        "parties": parties_by_code(
            scope=request.scope, codes={node.party for node in found.nodes if node.party}),
        "items": items_by_code(scope=request.scope, codes={row.item for row in found.goods}),
        "total": sum(row.quantity for row in found.standing),
    }


@page("ledger.read")
def trace_file(request: Any) -> HttpResponse:
    """Hand out a timeline, or the list of customers, as CSV or JSON."""
    form = request.GET.get("format", "csv")
    check_format(form, FORMATS)
    ask = _ask(request)
    facts = {"asked": ask._asdict(), "by": request.scope.actor}
    if request.GET.get("list") == "customers":
        goods = goods_of(scope=request.scope, ask=ask)
        table = Table("recall-list", Label("召回名单", "recall list"), CUSTOMER_COLUMNS,
                      [row._asdict() for row in customers(scope=request.scope, goods=goods)],
                      facts)
    else:
        found = trace(scope=request.scope, ask=ask)
        table = Table("trace", Label("追溯", "trace"), COLUMNS,
                      [node._asdict() for node in found.nodes],
                      {**facts, "goods": [row._asdict() for row in found.goods],
                       "more": found.more})
    made = as_file(table, format=form, language=get_language() or "zh-hans")
    return HttpResponse(made.content, content_type=made.media, headers={
        "Content-Disposition": f'attachment; filename="{made.name}"'})


@page("ledger.read")
def life_file(request: Any) -> HttpResponse:
    """Hand out the whole life of some goods as a PDF, and note who printed it."""
    made = print_life(scope=request.scope, ask=_ask(request),
                      language=get_language() or "zh-hans")
    return HttpResponse(made.content, content_type=made.media, headers={
        "Content-Disposition": f'inline; filename="{made.name}"', "Cache-Control": "no-store"})


@page("ledger.read")
def whereabouts_page(request: Any) -> HttpResponse:
    """Show what stood in which kind of place and status at an instant, and what was on the way."""
    faults: list[Fault] = []
    asked = {name: request.GET.get(name, "").strip() or None for name in WHERE}
    zone = zone_of(request, asked["site"] or "")
    as_of = local_instant(request.GET.get("as_of", ""), zone, "/as_of", faults)
    if as_of and as_of > datetime.now(UTC):
        faults.append(Fault("/as_of", "as_of_in_future", (request.GET["as_of"],)))
    context: dict[str, Any] = {"asked": asked, "zone": zone, "errors": sentences(faults),
                               "as_of_text": request.GET.get("as_of", "")}
    status = 422 if faults else 200
    if not faults:
        try:
            found = whereabouts(scope=request.scope, asked=Asked(**asked), as_of=as_of)
        except Refused as error:
            context["errors"], status = sentences(error.faults), error.status
        else:
            context["found"] = found
            context["kinds"] = _by_kind(found.kinds)
            context["statuses"] = list(dict.fromkeys(row.status for row in found.kinds))
    return show(request, "whereabouts", context, status=status)


def _by_kind(rows: Any) -> dict[str, dict[str, int]]:
    held: dict[str, dict[str, int]] = {}
    for row in rows:
        held.setdefault(row.kind, {})[row.status] = row.quantity
    return held
