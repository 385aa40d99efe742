"""Quality records, goods that came back without a sale, and how much was looked at.   质量记录页"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import get_language

from pandian.catalog.queries import items_by_code, parties_by_code
from pandian.counting.proving.queries import coverage
from pandian.exchange.records.queries import record_file, record_page
from pandian.exchange.tables.rules import cell
from pandian.interfaces.web.forms import local_instant
from pandian.interfaces.web.pages import sentences, show, show_part
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.stock import zone_of
from pandian.kernel.words import Fault, Refused
from pandian.lifecycle.customer_return.queries import originals, unmatched
from pandian.lifecycle.records.words import COLUMNS, NOT_HERE, RECORDS, Asked

ROWS_SHOWN = 100
SPAN_DAYS = 30
COVERAGE_DAYS = 90
WANTED = ("site", "customer", "item", "lot", "serial")


def _span(request: Any, zone: str, faults: list[Fault]) -> tuple[datetime, datetime]:
    """Return the range asked for: whole days of the site, the last one included."""
    now = datetime.now(ZoneInfo(zone))
    since = local_instant(request.GET.get("since", ""), zone, "/since", faults)
    until = local_instant(request.GET.get("until", ""), zone, "/until", faults)
    midnight = datetime.combine(now.date(), time.min, ZoneInfo(zone)).astimezone(UTC)
    return (since or midnight - timedelta(days=SPAN_DAYS),
            (until or midnight) + timedelta(days=1))


def _asked(request: Any, zone: str, faults: list[Fault]) -> Asked:
    return Asked(request.GET.get("record") or "incoming", *_span(request, zone, faults),
                 request.GET.get("site") or None, request.GET.get("text", "").strip())


@page("lifecycle.read")
def records_page(request: Any) -> HttpResponse:
    """Show one quality record of a range, a page at a time; name what is kept elsewhere."""
    faults: list[Fault] = []
    zone = zone_of(request, request.GET.get("site", ""))
    asked = _asked(request, zone, faults)
    context: dict[str, Any] = {
        "records": RECORDS, "not_here": NOT_HERE, "asked": asked, "zone": zone,
        "since": _day(asked.since, zone), "until": _day(asked.until, zone, back=1)}
    status = 422 if faults else 200
    if not faults:
        try:
            context |= _rows(request, asked, zone)
        except Refused as error:
            faults, status = list(error.faults), error.status
    context["errors"] = sentences(faults)
    return show_part(request, "records", "records_part", context, status=status)


def _day(at: datetime, zone: str, back: int = 0) -> str:
    return f"{at.astimezone(ZoneInfo(zone)) - timedelta(days=back):%Y-%m-%d}"


def _rows(request: Any, asked: Asked, zone: str) -> dict[str, Any]:
    scope = request.scope._replace(language=get_language() or "zh-hans")
    after = request.GET.get("after") or None
    found = record_page(scope=scope, asked=asked, limit=ROWS_SHOWN, after=after)
    record = RECORDS[asked.record]
    return {"record": record, "columns": [COLUMNS[name] for name in record.columns],
            "rows": [[_cell(row[name], zone) for name in record.columns] for row in found.rows],
            "after": after, "next": found.next}


def _cell(value: Any, zone: str) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    return cell(value) if not isinstance(value, str) else value


@page("lifecycle.read")
def records_file(request: Any) -> HttpResponse:
    """Hand out a record of a range as CSV, JSON or PDF."""
    faults: list[Fault] = []
    asked = _asked(request, zone_of(request, request.GET.get("site", "")), faults)
    if faults:
        return show(request, "records", {
            "errors": sentences(faults), "records": RECORDS, "asked": asked}, status=422)
    language = get_language() or "zh-hans"
    made = record_file(scope=request.scope._replace(language=language), asked=asked,
                       format=request.GET.get("format", "csv"), language=language)
    return HttpResponse(made.content, content_type=made.media, headers={
        "Content-Disposition": f'attachment; filename="{made.name}"'})


@page("lifecycle.read")
def returns_page(request: Any) -> HttpResponse:
    """Show goods that came back without a sale, and the sales that some of them may come from."""
    wanted = {name: request.GET.get(name, "").strip() for name in WANTED}
    rows = unmatched(scope=request.scope, site=wanted["site"] or None)
    context: dict[str, Any] = {"rows": rows, "wanted": wanted}
    if all(wanted[name] for name in ("site", "customer", "item")):
        context["sales"] = originals(scope=request.scope, **wanted)
    codes = {row.item for row in rows} | {wanted["item"]} - {""}
    context["items"] = items_by_code(scope=request.scope, codes=codes)
    context["parties"] = parties_by_code(
        scope=request.scope, codes={row.customer for row in rows if row.customer})
    return show(request, "returns", context)


@page("counting.read")
def coverage_page(request: Any) -> HttpResponse:
    """Show for each site how much of its stock was counted, or proved by the work itself."""
    said = request.GET.get("days", "")
    days = int(said) if said.isdecimal() and 0 < int(said[:5]) <= 3660 else COVERAGE_DAYS
    since = datetime.now(UTC) - timedelta(days=days)
    rows = [coverage(scope=request.scope, site=site.code, since=since)
            for site in request.face.sites if request.scope.may("counting.read", site.code)]
    return show(request, "coverage", {
        "days": days, "rows": [(row, _percent(row.permille)) for row in rows]})


def _percent(permille: int) -> str:
    return f"{permille // 10}.{permille % 10} %"
