"""What differences were put down to: list, shares, weekly look, taking back.   差异原因页"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pandian.catalog.queries import items_by_code
from pandian.counting.detective.words import CAUSES
from pandian.counting.reasons.queries import reasons_page, review
from pandian.counting.reasons.words import (
    EXPORT_ROWS_MAX,
    ROWS_MAX,
    STANDS,
    ReasonFilter,
    ReasonRow,
)
from pandian.counting.repairing.operations import undo
from pandian.exchange.tables.rules import as_file, check_format
from pandian.exchange.tables.words import Table
from pandian.interfaces.web.forms import id_of
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Label, Refused

PAGE_ROWS = 50
FORMATS = ("csv", "json")
COLUMNS = {
    "confirmed_at": Label("时间", "when"), "site": Label("站点", "site"),
    "plan_name": Label("盘点", "count"), "place": Label("货位", "place"),
    "item": Label("物料", "item"), "lot": Label("批号", "lot"),
    "variance": Label("差异", "variance"), "value": Label("金额×10⁴", "value x 10^4"),
    "causes": Label("原因", "causes"), "stated": Label("当时份额", "share then"),
    "actor": Label("确认人", "confirmed by"), "rule": Label("规则", "rule"),
    "note": Label("备注", "note"), "undone_by": Label("撤回人", "taken back by"),
    "undone_at": Label("撤回时间", "taken back at"), "why": Label("撤回原因", "why taken back"),
    "plan": Label("盘点编号", "count id"), "line": Label("行", "line"),
    "id": Label("编号", "id"), "evidence": Label("证据", "evidence"),
}


@page("counting.read")
def reasons_list(request: Any) -> HttpResponse:
    """Show why differences were what they were, and what share of them each cause takes."""
    return _shown(request)


def _shown(request: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    faults: list[Fault] = []
    asked = _asked(request, faults)
    context: dict[str, Any] = {
        "asked": asked, "causes": CAUSES, "stands": STANDS,
        "shows_value": all("value" not in request.scope.at(site.code).hides
                           for site in request.face.sites)}
    try:
        if faults:
            raise FiltersRefused(faults)
        found = reasons_page(scope=request.scope, asked=asked, limit=PAGE_ROWS,
                             after=request.GET.get("after") or None)
        context |= {"rows": [(row, uuid7(), _may_undo(request, row)) for row in found.rows],
                    "items": items_by_code(
                        scope=request.scope, codes={row.item for row in found.rows}),
                    "next": found.next, "review": (told := review(
                        scope=request.scope, asked=asked)),
                    "total": sum(each.lines for each in told.shares)}
    except Refused as error:
        if error.status in (403, 404):
            raise
        context["errors"] = sentences(error.faults)
        status = 422
    return show(request, "reasons", context | extra, status=status)


class FiltersRefused(Refused):
    """Days that are no days."""


def _asked(request: Any, faults: list[Fault]) -> ReasonFilter:
    said = {name: request.GET.get(name, "").strip()[:100] for name in ReasonFilter._fields}
    days = {name: _day(said[name], f"/{name}", faults) for name in ("since", "until")}
    return ReasonFilter(said["site"], said["cause"], said["by"], **days, stands=said["stands"])


def _day(text: str, pointer: str, faults: list[Fault]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(Fault(pointer, "not_a_date"))
        return None


def _may_undo(request: Any, row: ReasonRow) -> bool:
    return not row.undone_by and request.scope.may("counting.approve", row.site)


@page("counting.read")
def reasons_file(request: Any) -> HttpResponse:
    """Hand out the reasons that the filters leave, as CSV or JSON; at most so many rows."""
    form = request.GET.get("format", "csv")
    check_format(form, FORMATS)
    faults: list[Fault] = []
    asked = _asked(request, faults)
    if faults:
        raise FiltersRefused(faults)
    rows: list[ReasonRow] = []
    after: str | None = None
    while len(rows) < EXPORT_ROWS_MAX:
        found = reasons_page(scope=request.scope, asked=asked, limit=ROWS_MAX, after=after)
        rows += found.rows
        after = found.next
        if after is None:
            break
    table = Table("reasons", Label("差异原因", "reasons of differences"), COLUMNS,
                  [{name: getattr(row, name) for name in COLUMNS} for row in rows],
                  {"asked": asked._asdict(), "by": request.scope.actor, "more": bool(after)})
    made = as_file(table, format=form, language=get_language() or "zh-hans")
    return HttpResponse(made.content, content_type=made.media, headers={
        "Content-Disposition": f'attachment; filename="{made.name}"'})


@page("counting.approve", methods=("POST",))
def undo_reason(request: Any, plan: UUID, reason: UUID) -> HttpResponse:
    """Take a confirmed reason back, and reverse what its repair posted."""
    try:
        undo(scope=request.scope, plan=plan, reason=reason, id=id_of(request.POST.get("id", "")),
             why=request.POST.get("why", ""))
    except Refused as error:
        if error.status == 404:
            raise
        return _shown(request, status=error.status, errors=sentences(error.faults))
    messages.success(request, _("Taken back: it no longer counts, and what it posted is reversed."))
    return HttpResponseRedirect("/counts/reasons")
