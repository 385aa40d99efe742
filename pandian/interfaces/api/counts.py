"""Counting: plans, tasks, visits, settlement, approval.   盘点接口"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router

from pandian.capture.devices.words import REVOKED_PUSH_DAYS
from pandian.counting import operations, queries
from pandian.counting.certifying.operations import issue
from pandian.counting.finishing.queries import places_left
from pandian.counting.nearby.operations import take
from pandian.counting.nearby.words import TakeDraft
from pandian.counting.proving.queries import coverage
from pandian.counting.requesting.operations import count_anyway
from pandian.counting.requesting.queries import requests
from pandian.counting.rules import explained
from pandian.counting.touching.queries import months
from pandian.counting.words import LineRow, PlanDraft, PlanRow, Policy, Scope, Tolerance, VisitDraft
from pandian.exchange.certificates.operations import count_pdf
from pandian.exchange.certificates.queries import find
from pandian.governance.queries import site_by_code
from pandian.interfaces.api.answers import answer, language_of, plain, tagged
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.problems import problem
from pandian.interfaces.api.shapes.counts import (
    AnywayIn,
    ApproveIn,
    AreaIn,
    AreaOut,
    AssignIn,
    CertificatesOut,
    CloseIn,
    CountFilter,
    CountIn,
    CountOut,
    CountsOut,
    CoverageFilter,
    CoverageOut,
    EffortFilter,
    EffortOut,
    Empty,
    JobOut,
    LineFilter,
    LinesOut,
    RecountIn,
    RequestFilter,
    RequestsOut,
    TakeIn,
    TakeOut,
    TaskFilter,
    TasksOut,
    VisitIn,
    VisitOut,
)
from pandian.interfaces.api.shapes.types import Answer, Uuid
from pandian.interfaces.jobs import tasks as jobs
from pandian.kernel.words import Fault
from pandian.lifecycle.proofs.operations import close_area
from pandian.lifecycle.proofs.words import AreaDraft

router = Router(tags=["counting 盘点"])
NOTHING: Any = Body(Empty())  # type: ignore[type-arg]
CLOSING: Any = Body(CloseIn())  # type: ignore[type-arg]
"""The body of acts that need none."""


@router.post("/counts", response={200: CountOut, 201: CountOut})
@policy("counting.plan")
def create_count(request: HttpRequest, body: CountIn) -> HttpResponse:
    """Make a count: its scope becomes tasks of walkable size."""
    given = body.policy
    row = operations.create_plan(scope=scope(request), draft=PlanDraft(
        id=body.id, site=body.site, name=body.name, purpose=body.purpose, blind=body.blind,
        scope=Scope(tuple(body.scope.places), tuple(body.scope.items), tuple(body.scope.lots)),
        tolerance=Tolerance(**dict(body.tolerance)),
        policy=Policy(**dict(given)) if given else Policy(),
    ))
    return _written(request, row, _count(request, row))


def _written(request: HttpRequest, row: Any, shown: Any) -> HttpResponse:
    if row.result.startswith("exists_with_different"):
        field = row.result.removeprefix("exists_with_different_")
        return problem(request, 409, [Fault("/id", "different", (field,))],
                       extra={"result": row.result})
    return answer(shown, status=201 if row.result == "created" else 200)


def _count(request: HttpRequest, row: PlanRow) -> dict[str, Any]:
    rows = queries.tasks(scope=scope(request), plan=row.id)
    return {**plain(row), "tasks": plain(rows), "progress": {
        "places": row.places, "places_done": row.places_done,
        "tasks": row.tasks, "tasks_open": row.tasks_open}}


@router.get("/counts", response=CountsOut)
@policy("counting.read")
def list_counts(request: HttpRequest, filter: Query[CountFilter]) -> HttpResponse:
    """List counts, newest first."""
    _foreign_is_404(request, filter.site)
    rows = queries.plans(scope=scope(request), site=filter.site, state=filter.state)
    return answer({"rows": rows, "next": None})


def _foreign_is_404(request: HttpRequest, site: str | None) -> None:
    if site is not None:
        site_by_code(scope=scope(request), code=site)


@router.get("/counts/effort", response=EffortOut)
@policy("counting.read")
def read_effort(request: HttpRequest, filter: Query[EffortFilter]) -> HttpResponse:
    """Say by month how much work by hand the counts closed at a site took, the newest first."""
    return answer({"rows": [
        {**row._asdict(), "acts": row.acts, "per_line": row.per_line,
         "recount_percent": row.recount_percent}
        for row in months(scope=scope(request), site=filter.site)]})


@router.get("/counts/{id}", response=CountOut)
@policy("counting.read")
def read_count(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show one count: what it covers, how far it is, what its lines say."""
    row = queries.plan(scope=scope(request), id=id)
    return tagged(request, _count(request, row))


@router.get("/counts/{id}/lines", response=LinesOut)
@policy("counting.read")
def read_lines(request: HttpRequest, id: Path[Uuid], filter: Query[LineFilter]) -> HttpResponse:
    """Show what each holding was counted as, against the book at that very instant."""
    page = queries.lines(scope=scope(request), plan=id, verdict=filter.verdict,
                         limit=filter.limit, after=filter.next)
    rows = [_line(row, language_of(request)) for row in page.rows]
    return answer({"rows": rows, "next": page.next, "content_hash": page.content_hash})


def _line(row: LineRow, language: str) -> dict[str, Any]:
    """Return a line with its explanations as sentences, instants in UTC."""
    return {**plain(row), "explanations": [
        {**plain(each), "text": explained(each, language=language, zone="UTC")}
        for each in row.explanations]}


@router.post("/counts/{id}/settle", response={200: Answer, 202: JobOut})
@policy("counting.plan")
def settle_count(request: HttpRequest, id: Path[Uuid], body: Empty = NOTHING) -> HttpResponse:
    """Judge what was observed so far and post what needs no second look."""
    row = queries.plan(scope=scope(request), id=id)
    if sum(row.verdicts.values()) + row.places > jobs.SETTLE_HERE_LINES_MAX:
        job = jobs.defer_settle(plan=str(id), actor=scope(request).actor)
        return answer({"job": job, "plan": str(id), "state": "waiting"}, status=202,
                      headers={"Location": f"/api/v1/counts/{id}"})
    return answer(operations.settle(scope=scope(request), plan=id))


@router.post("/counts/{id}/approve", response=Answer)
@policy("counting.approve")
def approve_count(request: HttpRequest, id: Path[Uuid], body: ApproveIn) -> HttpResponse:
    """Approve lines with a signature; who counted a line cannot approve it."""
    approved = operations.approve(
        scope=scope(request), plan=id, lines=_lines(body.lines), meaning=body.meaning,
        password=body.password, seen_hash=body.content_hash)
    return answer(approved)


def _lines(given: list[int] | str) -> Any:
    return "all" if given == "all" else list(given)


@router.post("/counts/{id}/recount", response=TasksOut)
@policy("counting.plan")
def recount_count(request: HttpRequest, id: Path[Uuid], body: RecountIn) -> HttpResponse:
    """Ask another person to count lines again, blind to the first count."""
    made = operations.recount(scope=scope(request), plan=id, lines=_lines(body.lines),
                              person=body.person)
    rows = [row for row in queries.tasks(scope=scope(request), plan=id) if row.kind == "recount"]
    return answer({"tasks": made, "rows": rows})


@router.post("/counts/{id}/close", response=CountOut)
@policy("counting.plan")
def close_count(request: HttpRequest, id: Path[Uuid], body: CloseIn = CLOSING) -> HttpResponse:
    """Close a count once every line has a final verdict and no device has a gap.

    `leaving` says why unfinished places stay uncounted; they are answered, and kept, by name.
    """
    row = operations.close_plan(scope=scope(request), plan=id, leaving=body.leaving)
    return answer({**plain(row), "left": plain(places_left(scope=scope(request), plan=id))})


@router.get("/counts/{id}/certificate.json", response=Answer)
@policy("counting.read")
def read_certificate(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Return the certificate of a closed count; `pandian verify-certificate` checks it alone."""
    return tagged(request, issue(scope=scope(request), plan=id).body)


@router.get("/counts/{id}/certificate.pdf", response=bytes)
@policy("counting.read")
def print_certificate(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Print the certificate of a closed count, its JSON attached; the print is noted."""
    data = count_pdf(scope=scope(request), plan=id, language=language_of(request),
                     address=request.build_absolute_uri("/verify"))
    return HttpResponse(data, content_type="application/pdf", headers={
        "Content-Disposition": f'attachment; filename="pandian-certificate-{id}.pdf"'})


@router.get("/certificates/{code}", response=CertificatesOut)
@policy("counting.read", "lifecycle.read")
def look_up_certificate(request: HttpRequest, code: Path[str]) -> HttpResponse:
    """Say which certificate bears a verification code (or content hash), and which is newest."""
    return answer({"rows": find(scope=scope(request), code=code)})


@router.get("/count-requests", response=RequestsOut)
@policy("counting.read")
def list_requests(request: HttpRequest, filter: Query[RequestFilter]) -> HttpResponse:
    """List what stages asked to be counted, why, and what became of it, newest first."""
    rows = requests(scope=scope(request), site=filter.site, document=filter.document,
                    limit=filter.limit)
    return answer({"rows": [
        {**plain(row.request), **{k: v for k, v in plain(row).items() if k != "request"}}
        for row in rows]})


@router.post("/count-requests/{id}/count", response={200: Answer, 201: Answer})
@policy("counting.plan")
def count_request_anyway(
    request: HttpRequest, id: Path[Uuid], body: AnywayIn
) -> HttpResponse:
    """Have a request counted that a rule kept back; the rule stays as it is."""
    done = count_anyway(scope=scope(request), site=body.site, request=id)
    return answer(done, status=201 if done.result == "created" else 200)


@router.get("/count-coverage", response=CoverageOut)
@policy("counting.read")
def read_coverage(request: HttpRequest, filter: Query[CoverageFilter]) -> HttpResponse:
    """Show how much of a site's stock was counted or proved since an instant."""
    return answer(coverage(scope=scope(request), site=filter.site, since=filter.since))


@router.post("/areas/closed", response={200: AreaOut, 201: AreaOut})
@policy("lifecycle.move")
def record_area(request: HttpRequest, body: AreaIn) -> HttpResponse:
    """Say at shift end whether an area is empty: a proof when it is, else a count is asked for."""
    made = close_area(scope=scope(request), draft=AreaDraft(
        body.id, body.site, body.place, body.empty, body.scan or "", body.tap))
    return answer(made, status=201 if made.result == "created" else 200)


@router.get("/tasks", response=TasksOut)
@policy("counting.count", "counting.plan", "counting.read")
def list_tasks(request: HttpRequest, filter: Query[TaskFilter]) -> HttpResponse:
    """List open tasks; `mine=true` those that this person may take."""
    _foreign_is_404(request, filter.site)
    rows = queries.tasks(scope=scope(request), mine=filter.mine, site=filter.site)
    return answer({"rows": rows, "next": None})


@router.post("/tasks/{id}/assign", response=Answer)
@policy("counting.plan")
def assign_task(request: HttpRequest, id: Path[Uuid], body: AssignIn) -> HttpResponse:
    """Give a task to a person; a recount needs somebody who has not counted it."""
    return answer(operations.assign(scope=scope(request), task=id, person=body.person))


@router.post("/tasks/{id}/take", response={200: TakeOut, 201: TakeOut})
@policy("counting.count")
def take_nearby(request: HttpRequest, id: Path[Uuid], body: TakeIn) -> HttpResponse:
    """Take one place of a task that nobody has begun, to count it on the way; one person wins."""
    taken = take(scope=scope(request), draft=TakeDraft(body.id, id, body.place, body.at))
    return answer(taken, status=201 if taken.result == "created" else 200)


@router.post("/tasks/{id}/close", response=Answer)
@policy("counting.count", "counting.plan")
def close_task(request: HttpRequest, id: Path[Uuid], body: Empty = NOTHING) -> HttpResponse:
    """Close a task; refused while a device that worked on it still owes rows."""
    return answer(operations.close_task(scope=scope(request), task=id))


@router.post("/visits", response={200: VisitOut, 201: VisitOut})
@policy("counting.count", "capture.push", revoked_days=REVOKED_PUSH_DAYS)
def record_visit(request: HttpRequest, body: VisitIn) -> HttpResponse:
    """Close a place: what the book has there and nobody observed is 0 at that instant."""
    fields = {name: getattr(body, name) for name in VisitDraft._fields}
    row = operations.record_visit(scope=scope(request), draft=VisitDraft(**fields))
    jobs.defer_refresh(scope=scope(request), task=row.task)
    return _written(request, row, row)
