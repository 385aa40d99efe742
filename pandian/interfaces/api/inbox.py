"""Codes to candidates, and what a person decides about scans that wait.   识别与救援接口"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router

from pandian.capture.labelling import operations as labelling
from pandian.capture.queries import tray
from pandian.capture.rescue import operations as rescue
from pandian.capture.rescue import queries
from pandian.capture.rescue.rules import visible_code, why
from pandian.capture.rescue.words import Decided, RescueRefused
from pandian.capture.resolution.words import REASONS, Candidate, Scan
from pandian.counting.inbox import operations as putting
from pandian.counting.inbox import queries as news
from pandian.counting.inbox.words import KINDS as NEWS
from pandian.counting.inbox.words import RowKey
from pandian.counting.resolving.queries import resolve, suggestions
from pandian.counting.resolving.words import NEAR, Resolved
from pandian.governance.queries import today
from pandian.interfaces.api.answers import answer, language_of, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.inbox import (
    AskLabelIn,
    BindIn,
    CoverageFilter,
    DecidedOut,
    EndLabelIn,
    InboxFilter,
    LabelFilter,
    NewsFilter,
    NewsIn,
    PartialIn,
    PickIn,
    RejectIn,
    ResolvedListOut,
    ResolveIn,
    RowsOut,
    TakeIn,
    UndoIn,
)
from pandian.interfaces.api.shapes.types import Answer, Uuid
from pandian.interfaces.jobs.tasks import settle_again
from pandian.kernel.words import Fault

router = Router(tags=["capture 采集"])
COVERAGE_DAYS = 366
NOTHING: Any = Body(UndoIn())  # type: ignore[type-arg]


@router.post("/resolve", response=ResolvedListOut)
@policy("capture.push", "counting.count", "counting.read", "counting.plan")
def resolve_codes(request: HttpRequest, body: ResolveIn) -> HttpResponse:
    """Say what raw codes may mean: item, pack, lot, serial, each with confidence and reason."""
    found = resolve(scope=scope(request), site=body.site, scans=[
        Scan(each.code, each.symbology, each.place or body.place or "", each.at)
        for each in body.codes])
    return answer({"results": [_resolved(request, each) for each in found]})


def _resolved(request: HttpRequest, found: Resolved) -> dict[str, Any]:
    language = language_of(request)
    return {
        "code": found.code, "place": found.place, "carrier": found.reading.carrier,
        "verdict": found.reading.verdict, "ask": found.resolution.ask,
        "reason": found.resolution.reason,
        "message": REASONS[found.resolution.reason].text(language),
        "candidates": [_candidate(each, found, language) for each in
                       found.resolution.candidates],
    }


def _candidate(each: Candidate, found: Resolved, language: str) -> dict[str, Any]:
    return {**plain(each), "reason": each.reason, "name": found.items[each.item].name,
            "message": "; ".join(REASONS[reason].text(language) for reason in each.reasons)}


@router.post("/resolve/partial", response=RowsOut)
@policy("capture.push", "counting.count", "counting.read", "counting.plan")
def resolve_partial(request: HttpRequest, body: PartialIn) -> HttpResponse:
    """Name the items that fit what is readable of a damaged code, the nearest first."""
    rows = suggestions(scope=scope(request), site=body.site, place=body.place or "",
                       pattern=body.pattern, lot_end=body.lot_end)
    language = language_of(request)
    return answer({"rows": [
        {"item": row.item.code, "name": row.item.name, "unit": row.unit, "factor": row.factor,
         "value": row.value, "near": row.near, "message": NEAR[row.near].text(language),
         "lots": row.lots} for row in rows]})


@router.get("/inbox", response=RowsOut)
@policy("counting.read", "counting.plan", "capture.push")
def list_inbox(request: HttpRequest, filter: Query[InboxFilter]) -> HttpResponse:
    """List the scans that wait for a person, newest first; `tray=rejected` those put aside."""
    rows = tray(scope=scope(request), site=filter.site, tray=filter.tray, limit=filter.limit)
    language = language_of(request)
    return answer({"rows": [{**plain(row), "message": _why(row, language)} for row in rows]})


def _why(row: Any, language: str) -> str:
    values = {"place": row.place, "item": row.item or visible_code(row.code), "unit": row.unit}
    return why(row.tray, row.reason, values=values).text(language)


@router.get("/inbox/news", response=RowsOut)
@policy("counting.read", "counting.count")
def list_news(request: HttpRequest, filter: Query[NewsFilter]) -> HttpResponse:
    """List what late paper, doubts and disagreeing counters bring, newest first.

    `read=true` returns what this person has put away.
    """
    rows = news.inbox(scope=scope(request), site=filter.site, limit=filter.limit, read=filter.read)
    language = language_of(request)
    return answer({"rows": [{**plain(row), "label": NEWS[row.kind].text(language)}
                            for row in rows if row.kind in NEWS]})


@router.post("/inbox/read", response=Answer)
@policy("counting.read", "counting.count")
def put_away(request: HttpRequest, body: NewsIn) -> HttpResponse:
    """Put rows away that only tell something, for this person alone."""
    return answer({"rows": putting.put_away(scope=scope(request), rows=_keys(body))})


@router.post("/inbox/unread", response=Answer)
@policy("counting.read", "counting.count")
def take_back(request: HttpRequest, body: NewsIn) -> HttpResponse:
    """Show rows again that this person had put away."""
    return answer({"rows": putting.take_back(scope=scope(request), rows=_keys(body))})


def _keys(body: NewsIn) -> list[RowKey]:
    return [RowKey(row.kind, row.site, row.subject) for row in body.rows]


@router.get("/inbox/{id}", response=Answer)
@policy("counting.read", "counting.plan", "capture.push")
def read_inbox(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show one scan: why it waits, its photos, its candidates, and what was decided before."""
    return answer(_row(request, id))


def _row(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Return one row as the API shows it; `seen` goes back with a decision."""
    row = queries.waiting_row(scope=scope(request), observation=id)
    found = resolve(scope=scope(request), site=row.site, scans=[
        Scan(row.code, "", row.place, row.observed_at)]) if row.code else []
    return {
        **plain(row), "shown": visible_code(row.code),
        "message": _why(row, language_of(request)),
        "candidates": [_candidate(each, one, language_of(request)) for one in found
                       for each in one.resolution.candidates],
        "history": plain(queries.history(scope=scope(request), observation=id)),
    }


@router.post("/inbox/{id}/bind", response=DecidedOut)
@policy("counting.plan")
def bind_code(request: HttpRequest, id: Path[Uuid], body: BindIn) -> HttpResponse:
    """Bind the row's code to an item and pack; all waiting rows of that code heal at once."""
    return _decided(request, rescue.bind(
        scope=scope(request), observation=id, item=body.item, unit=body.unit or "",
        seen=body.seen, note=body.note))


@router.post("/inbox/{id}/pick", response=DecidedOut)
@policy("counting.plan")
def pick_item(request: HttpRequest, id: Path[Uuid], body: PickIn) -> HttpResponse:
    """Say what this one row means and take it into use; its code stays unbound."""
    return _decided(request, rescue.pick(
        scope=scope(request), observation=id, item=body.item, lot=body.lot, serial=body.serial,
        unit=body.unit, seen=body.seen, note=body.note))


@router.post("/inbox/{id}/take", response=DecidedOut)
@policy("counting.plan")
def take_row(request: HttpRequest, id: Path[Uuid], body: TakeIn) -> HttpResponse:
    """Take a late, copied or clockless row into use."""
    return _decided(request, rescue.take(
        scope=scope(request), observation=id, place=body.place, seen=body.seen, note=body.note))


@router.post("/inbox/{id}/reject", response=DecidedOut)
@policy("counting.plan")
def reject_row(request: HttpRequest, id: Path[Uuid], body: RejectIn) -> HttpResponse:
    """Put a row aside with a reason; it is kept."""
    return _decided(request, rescue.reject(
        scope=scope(request), observation=id, reason=body.reason, seen=body.seen))


@router.post("/inbox/{id}/undo", response=DecidedOut)
@policy("counting.plan")
def undo_decision(request: HttpRequest, id: Path[Uuid], body: UndoIn = NOTHING) -> HttpResponse:
    """Take the last decision back; a bound code is unbound and its rows wait again."""
    return _decided(request, rescue.undo(scope=scope(request), observation=id, seen=body.seen))


def _decided(request: HttpRequest, done: Decided) -> HttpResponse:
    plans = settle_again(scope=scope(request), tasks=done.tasks)
    return answer({"observation": done.observation, "result": done.result, "healed": done.healed,
                   "plans": plans, "row": _row(request, done.observation)})


@router.post("/inbox/{id}/label", response=Answer)
@policy("counting.plan")
def ask_label(request: HttpRequest, id: Path[Uuid], body: AskLabelIn) -> HttpResponse:
    """Ask for a new label for what the row means, or propose to put the goods on hold."""
    return answer(labelling.ask_label(
        scope=scope(request), observation=id, kind=body.kind, note=body.note))


@router.get("/label-tasks", response=RowsOut)
@policy("counting.read", "counting.plan")
def list_label_tasks(request: HttpRequest, filter: Query[LabelFilter]) -> HttpResponse:
    """List labels to print, new lots to look at and goods to hold, newest first."""
    rows = queries.label_tasks(scope=scope(request), site=filter.site, kind=filter.kind,
                               state=filter.state, limit=filter.limit)
    return answer({"rows": rows})


@router.post("/label-tasks/{id}/end", response=Answer)
@policy("counting.plan")
def end_label_task(request: HttpRequest, id: Path[int], body: EndLabelIn) -> HttpResponse:
    """End a label task: scan the new label (`code`), or say that it is done or withdrawn."""
    if (body.code is None) == (body.state is None):
        raise RescueRefused([Fault("/code", "code_or_state")])
    if body.code is not None:
        return answer(labelling.close_label(scope=scope(request), task=id, code=body.code))
    return answer(labelling.end_task(scope=scope(request), task=id, state=body.state or ""))


@router.get("/label-coverage", response=RowsOut)
@policy("counting.read", "insight.read")
def label_coverage(request: HttpRequest, filter: Query[CoverageFilter]) -> HttpResponse:
    """Say by site and month how many of all observations a scan resolved."""
    until = filter.until or (
        today(scope=scope(request), site=filter.site or "") + timedelta(days=2))
    since = filter.since or _months_back(until)
    rows = queries.coverage(scope=scope(request), site=filter.site, since=since, until=until)
    return answer({"rows": [
        {**plain(row), "percent": round(100 * row.scanned / row.rows, 2)} for row in rows]})


def _months_back(until: date) -> date:
    return (until - timedelta(days=COVERAGE_DAYS)).replace(day=1)
