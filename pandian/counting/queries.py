"""Reading counts.   盘点查询

What a counter may see (`tasks`, `task_sheet`) holds nothing of the book while the count is
blind; everything else needs counting.read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.capture.queries import observations
from pandian.counting.rules import content, content_hash, plain
from pandian.counting.words import (
    LINES_PAGE_MAX,
    VERDICTS,
    ClosedPlan,
    Explanation,
    LineRow,
    LinesPage,
    PlanNotFound,
    PlanRow,
    PlanSize,
    SheetEntry,
    SheetLine,
    SheetPlace,
    Summary,
    TaskNotFound,
    TaskRow,
    TaskSheet,
    Waiting,
)
from pandian.governance.queries import scope_of_code, site_by_code, site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault, Refused

PAGE_MAX = 1_000


class Opened(NamedTuple):
    """A plan that a scope was found to read, and the id of its site: looked up once a page."""

    plan: PlanRow
    site: int


class QueryRefused(Refused):
    """The question itself is wrong."""

    status = 400


def _sites(scope: Scope, capability: str = "", site: str | None = None) -> dict[str, list[Any]]:
    known = site_ids(scope=scope, capability=capability)
    chosen = {code: id for code, id in known.items() if site in (None, code)}
    return {"sites": list(chosen.values()), "codes": list(chosen)}


def plans(
    *, scope: Scope, site: str | None = None, state: str | None = None, limit: int = PAGE_MAX
) -> list[PlanRow]:
    """Return the plans of the scope's sites, newest first.  Needs counting.read."""
    scope.need("counting.read")
    rows = run("counting", "plans", {
        **_sites(scope, "counting.read", site), "plan": None, "state": state or "",
        "limit": min(limit, PAGE_MAX)})
    return [_plan(row) for row in rows]


def closed_plans(
    *, scope: Scope, site: str | None, since: datetime, until: datetime,
    at: datetime | None = None, plan: UUID | None = None, limit: int = PAGE_MAX,
) -> list[ClosedPlan]:
    """Return counts closed in a range, oldest first; with `at` and `plan` from that one on.

    Needs counting.read.
    """
    scope.need("counting.read")
    return [ClosedPlan(*row) for row in run("counting", "closed_plans", {
        **_sites(scope, "counting.read", site), "since": since, "until": until, "at": at,
        "plan": plan, "limit": max(1, min(limit, PAGE_MAX))})]


def plan(*, scope: Scope, id: UUID) -> PlanRow:
    """Return one plan with its progress.  Raises `Forbidden`, `PlanNotFound`."""
    if not scope.may("counting.plan"):
        scope.need("counting.read")
    sites = _sites(scope)
    row = one("counting", "plans", {**sites, "plan": id, "state": "", "limit": 1})
    if row is None or not (scope.may("counting.read", row.site)
                           or scope.may("counting.plan", row.site)):
        raise PlanNotFound([Fault("/id", "plan_unknown")])
    return _plan(row)


def _plan(row: Any) -> PlanRow:
    request = plain(row.request)
    return PlanRow(
        row.id, row.site, row.name, row.purpose, row.state, row.blind, request["scope"],
        request["tolerance"], request["policy"], row.created_by, row.created_at, row.closed_at,
        row.settled_at, row.places, row.places_done, row.tasks, row.tasks_open,
        plain(row.verdicts))


def open_plan(*, scope: Scope, plan: UUID) -> Opened:
    """Return a plan to read, for what is asked of it next.  Raises `Forbidden`, `PlanNotFound`."""
    known = _readable(scope, plan)
    return Opened(known, site_by_code(scope=scope, code=known.site).id)


def _opened(scope: Scope, plan: UUID, opened: Opened | None) -> Opened:
    """Return the plan that was opened before, or open it; the right to read is asked each time."""
    if opened is None:
        return open_plan(scope=scope, plan=plan)
    assert opened.plan.id == plan
    scope.need("counting.read", opened.plan.site)
    return opened


def summary(*, scope: Scope, plan: UUID, opened: Opened | None = None) -> Summary:
    """Return what a plan says now; `opened` where the caller has opened it for this very scope.

    Raises `Forbidden`, `PlanNotFound`.
    """
    known, site = _opened(scope, plan, opened)
    row = one("counting", "summary", {"plan": plan, "sites": [site]})
    assert row is not None
    masked = masks(scope, known, site)
    return Summary(
        plan, row.state, row.settled_at, known.verdicts, row.lines, known.places,
        known.places_done, *((0, 0) if masked else (int(row.gain), int(row.loss))),
        *((0, 0) if masked or "value" in scope.at(known.site).hides
          else (int(row.gain_value), int(row.loss_value))),
        late=row.late, unresolved=row.unresolved)


def _readable(scope: Scope, plan_id: UUID) -> PlanRow:
    """Return a plan that the scope may read.  Raises `Forbidden`, `PlanNotFound`."""
    known = plan(scope=scope, id=plan_id)
    scope.need("counting.read", known.site)
    return known


def reads_book(*, scope: Scope, site: str, person: str) -> bool:
    """Say whether a person (by code) may read the book of a site on pages of stock and trace.

    What he counts blind proves less (decision 0017).  '' and unknown people read nothing.
    """
    try:
        return bool(person) and scope_of_code(scope=scope, code=person).may("ledger.read", site)
    except Refused:
        return False


def masks(scope: Scope, known: PlanRow, site: int | None = None) -> bool:
    """Say whether book and variance are hidden here: by role, or from who counts it blind.

    `site` is the id of the plan's site, where the caller has looked it up already.
    """
    hides = scope.at(known.site).hides
    if hides & {"book", "variance"}:
        return True
    if not known.blind or known.state != "open":
        return False
    return bool(run("counting", "counted_blind", {
        "sites": [site or site_by_code(scope=scope, code=known.site).id], "plans": [known.id],
        "person": scope.actor}))


def counted_blind(
    *, scope: Scope, plans: Collection[tuple[str, int, UUID]]
) -> frozenset[UUID]:
    """Return of which of these plans (site, its id, plan) no figure is told: as `masks`, in one.

    Those of sites where the role hides the book, and open blind ones that he counts himself.
    """
    hidden = {plan for site, _id, plan in plans if scope.at(site).hides & {"book", "variance"}}
    rows = run("counting", "counted_blind", {
        "sites": [id for _site, id, _plan in plans], "plans": [plan for *_site, plan in plans],
        "person": scope.actor}) if plans else []
    return frozenset(hidden | {row.id for row in rows})


def lines(
    *, scope: Scope, plan: UUID, verdict: str | None = None, limit: int = LINES_PAGE_MAX,
    after: str | None = None, ids: Sequence[int] | None = None, opened: Opened | None = None,
) -> LinesPage:
    """Return a page of lines with book and variance at their instants, by line id.

    `opened` as in `summary`.  Who counts a blind open plan himself gets no book, variance, value
    or reasons.  Raises `Forbidden`, `PlanNotFound`, `QueryRefused` for an unknown verdict or a bad
    cursor.
    """
    known, site = _opened(scope, plan, opened)
    if verdict and verdict not in VERDICTS:
        raise QueryRefused([Fault("/verdict", "not_a_choice", (", ".join(VERDICTS),))])
    limit = max(1, min(limit, LINES_PAGE_MAX))
    rows = run("counting", "lines", {
        "site": site, "plan": plan, "verdict": verdict or "", "limit": limit + 1,
        "after": _cursor(after), "ids": list(ids) if ids is not None else None})
    hides = scope.at(known.site).hides
    masked = masks(scope, known, site)
    page = [_line(row, masked, masked or "value" in hides) for row in rows[:limit]]
    return LinesPage(
        page, str(page[-1].id) if len(rows) > limit else None,
        content_hash(contents(scope=scope, site=site, plan=plan).items()))


def _cursor(after: str | None) -> int:
    if not after:
        return 0
    if not (after.isascii() and after.isdecimal() and len(after) <= 18):
        raise QueryRefused([Fault("/after", "cursor_invalid")])
    return int(after)


def _line(row: Any, masked: bool, valueless: bool) -> LineRow:
    notes = [_explanation(note) for note in plain(row.explanations)]
    if row.healed:
        notes.append(Explanation(
            "healed_by", {"quantity": row.healed, "at": row.healed_at.isoformat()},
            evidence=tuple(plain(row.documents) or ())))
    if row.undone:
        notes.append(Explanation("repair_undone", {
            "quantity": row.undone, "at": row.undone_at.isoformat(), "person": row.undone_by,
            "reason": row.undone_why}))
    if row.reversed:
        notes.append(Explanation("reversed"))
    rounds = plain(row.rounds)
    if masked:
        rounds = [{k: v for k, v in turn.items() if k != "book"} for turn in rounds]
    line = LineRow(
        row.id, row.holding, row.place, row.item, row.item_name, row.lot, row.expires_on,
        row.serial, row.status, row.owner, row.unit, row.counted, row.observed_at,
        row.uncertainty_ms, row.book, row.variance, int(row.value), row.verdict, tuple(notes),
        row.posting, tuple(rounds), tuple(row.people), "")
    line = line._replace(content=content(line))
    if masked:
        return line._replace(book=0, variance=0, value=0, explanations=(), content="")
    return line._replace(value=0) if valueless else line


def _explanation(note: Mapping[str, Any]) -> Explanation:
    return Explanation(note["cause"], note.get("params") or {}, note.get("share"),
                       tuple(note.get("evidence") or ()))


def content_of(row: Any) -> str:
    """Return what a signature on one stored line binds."""
    return content(LineRow(
        row.id, row.holding, "", "", "", "", None, "", "", "", "", row.counted, row.observed_at,
        0, row.book, row.variance, int(row.value), "", (), None, (), (), ""))


def contents(
    *, scope: Scope, site: int, plan: UUID, lines: Iterable[int] | None = None
) -> dict[int, str]:
    """Return {line: content} of the lines that wait for approval (of those given)."""
    rows = run("counting", "waiting", {
        "site": site, "plan": plan, "ids": list(lines) if lines is not None else None})
    return {row.id: content_of(row) for row in rows}


def line_names(*, site: int, plan: UUID, lines: Iterable[int]) -> dict[int, str]:
    """Return what people call lines (place, item, lot, serial) by id, for refusals.

    `site` by id.  One that the plan does not have is called by the number that was asked for.
    """
    wanted = sorted(set(lines))
    rows = run("counting", "line_names", {"site": site, "plan": plan, "lines": wanted})
    return {line: str(line) for line in wanted} | {row.id: row.name for row in rows}


def waiting(*, scope: Scope, plan: UUID, opened: Opened | None = None) -> Waiting:
    """Return totals over all lines that wait for approval, and the hash that binds them.

    `opened` as in `summary`.  Raises `Forbidden`, `PlanNotFound`; nothing waits for who counts the
    plan blind himself.
    """
    known, site = _opened(scope, plan, opened)
    if masks(scope, known, site):
        return Waiting(0, 0, 0, 0, 0, "")
    rows = run("counting", "waiting", {"site": site, "plan": plan, "ids": None})
    valueless = "value" in scope.at(known.site).hides
    values = [0 if valueless else int(row.value) for row in rows]
    return Waiting(
        len(rows), sum(max(row.variance, 0) for row in rows),
        sum(max(-row.variance, 0) for row in rows), sum(max(v, 0) for v in values),
        sum(max(-v, 0) for v in values),
        content_hash((row.id, content_of(row)) for row in rows))


def sites_of_tasks(*, scope: Scope, tasks: Iterable[UUID]) -> dict[UUID, str]:
    """Return {task: site code} of the tasks that the scope may count; others are left out."""
    return {id: site for id, (site, _) in standing_of_tasks(scope=scope, tasks=tasks).items()}


def standing_of_tasks(*, scope: Scope, tasks: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return {task: (site code, state)} of the tasks that the scope may count."""
    wanted = sorted(set(tasks))
    if not wanted:
        return {}
    rows = run("counting", "sites_of_tasks", {
        **_sites(scope, "capture.push"), "tasks": wanted})
    return {row.id: (row.site, row.state) for row in rows}


def tasks(
    *, scope: Scope, mine: bool = False, site: str | None = None, plan: UUID | None = None,
    state: str | None = None, limit: int = PAGE_MAX,
) -> list[TaskRow]:
    """Return tasks, newest plan first.  Holds nothing of the book.

    `mine`: those given to me, or to nobody and not closed to me.  Who only counts sees no others.
    Raises `Forbidden`.
    """
    reads = scope.may("counting.read") or scope.may("counting.plan")
    if not reads:
        scope.need("counting.count")
    rows = run("counting", "tasks", {
        **_sites(scope, "", site), "task": None, "plan": plan, "state": state or "",
        "person": scope.actor if mine or not reads else None, "limit": min(limit, PAGE_MAX)})
    return [_task(row, scope) for row in rows]


def task(*, scope: Scope, id: UUID) -> TaskRow:
    """Return one task.  Raises `Forbidden`, `TaskNotFound`."""
    reads = scope.may("counting.read") or scope.may("counting.plan")
    if not (reads or scope.may("capture.push")):
        scope.need("counting.count")
    row = one("counting", "tasks", {
        **_sites(scope), "task": id, "plan": None, "state": "",
        "person": None if reads else scope.actor, "limit": 1})
    if row is None:
        raise TaskNotFound([Fault("/id", "task_unknown")])
    return _task(row, scope)


def _task(row: Any, scope: Scope) -> TaskRow:
    excluded = tuple(row.excluded) if scope.may("counting.plan", row.site) else ()
    return TaskRow(
        row.id, row.plan, row.plan_name, row.site, row.number, row.kind, row.round, row.state,
        row.person, row.blind, row.places, row.places_done, row.first_place, row.last_place,
        excluded, row.opened_at, row.closed_at, tuple(row.reasons or ()))


def task_sheet(*, scope: Scope, task: UUID) -> TaskSheet:
    """Return all that a counter may see of a task: places, what to recount, his own rows.

    Only an open (not blind) first count shows the book.  Raises `Forbidden`, `TaskNotFound`.
    """
    head = _task_row(scope, task)
    site = site_by_code(scope=scope, code=head.site).id
    params = {"site": site, "task": task, "plan": head.plan, "person": scope.actor,
              "now": datetime.now(UTC)}
    if head.kind == "recount":
        asked = [SheetLine(row.place, row.item, row.item_name, row.lot, row.serial, row.unit, None)
                 for row in run("counting", "sheet_keys", params)]
    elif not head.blind:
        asked = [SheetLine(*row) for row in run("counting", "sheet_books", params)]
    else:
        asked = []
    own = observations(scope=scope, tasks=[task], person=scope.actor)
    entries = [
        SheetEntry(o.id, o.place, o.item, o.item_name, o.lot, o.serial, o.mode, o.quantity,
                   o.unit, o.base, o.observed_at, o.tray, o.code)
        for o in own if not o.undone and o.mode != "undo"]
    places = [SheetPlace(*row) for row in run("counting", "sheet_places", params)]
    return TaskSheet(head, tuple(places), tuple(asked), tuple(entries))


def _task_row(scope: Scope, id: UUID) -> TaskRow:
    return task(scope=scope, id=id)


def plan_of_task(*, scope: Scope, task: UUID) -> PlanSize | None:
    """Return the open plan of a task and its size; None when it is closed or not in the scope."""
    row = one("counting", "plan_of_task", {**_sites(scope), "task": task})
    return PlanSize(row.id, row.lines) if row else None
