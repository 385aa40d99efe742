"""Count sheets: rows become observations of a count's task; nothing here posts.   盘点表导入

Blank = not counted, 0 = counted zero.  A place that the sheet says was counted whole is closed
once all its rows are stored; one row that was not taken in leaves it open.  The book is taken at
the instant of counting, so each row needs one: from the row, from the options, else the instant
of the first import, said so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from pandian.capture.operations import accept
from pandian.capture.words import ObservationDraft, Push, Sample, Verdict
from pandian.catalog.queries import factors, items_by_code, places_by_code
from pandian.counting.operations import open_plan
from pandian.counting.queries import sites_of_tasks, task, task_sheet, tasks
from pandian.counting.visiting.operations import close_places
from pandian.counting.visiting.words import Whole
from pandian.counting.words import PlanDraft, Policy
from pandian.counting.words import Scope as PlanScope
from pandian.exchange.counts.rules import (
    complaints,
    contradiction,
    error_ms,
    observation_id,
    sheet_line,
    stated,
    visit_id,
)
from pandian.exchange.counts.words import (
    PACKET_PLACES_MAX,
    PUSH_ROWS_MAX,
    Judged,
    Known,
    SheetLine,
    Statement,
    Target,
)
from pandian.exchange.intake.operations import Account, Intake, Taken
from pandian.exchange.stock.operations import first_code
from pandian.exchange.stock.words import Complaint
from pandian.exchange.words import (
    IMPORT_CHUNK_ROWS_MAX,
    ImportRefused,
    Moment,
    Options,
    Progress,
    RowFault,
)
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.words import Fault


class Places:
    """What a sheet says of the places that it names, row by row.

    `unread`: a (file, row) of which nobody knows the place; then no place is known to be whole.
    """

    def __init__(self) -> None:
        self.said: dict[str, Statement] = {}
        self.unread: tuple[int, int] | None = None

    def take(self, judged: Judged, known: Known) -> None:
        """Add what one row says of its place."""
        line, at = judged.line, (judged.file, judged.row)
        if line is None or line.place not in known.places:
            self.unread = self.unread or at
            return
        if judged.complaints:
            self.refuse(line, at)
        else:
            self.said[line.place] = stated(self.said.get(line.place), line, at)

    def refuse(self, line: SheetLine, at: tuple[int, int]) -> None:
        """Note that a row of a place was not taken in."""
        said = self.said.get(line.place) or Statement(line.place, at, line.when)
        self.said[line.place] = said._replace(refused=said.refused or at)

    @property
    def named(self) -> list[str]:
        """The places of which something was counted, or that are said to be whole."""
        return [said.place for said in self.said.values() if said.counted or said.yes]

    def whole(self, every: bool) -> list[Statement]:
        """Return the places that are said to be whole: each by itself, or `every` one."""
        return [said for said in self.said.values() if said.yes or (every and not said.no)]


class Sheet:
    """The rows of a count sheet, read as often as needed, with the masters they name."""

    def __init__(self, scope: Scope, intake: Intake, options: Options, site: str,
                 now: datetime) -> None:
        self.scope, self.intake, self.options, self.site = scope, intake, options, site
        self.default = options.counted_at or Moment(now, "second")
        self.known = Known({}, {}, {})
        self.names = [file.source.path.name for file in intake.opened]

    def judged(self, account: Account | None, progress: Progress | None = None
               ) -> Iterator[Judged]:
        """Yield every row with its complaints; a chunk's masters are looked up at once."""
        stream = self.intake.lines(account, progress)
        while chunk := list(islice(stream, IMPORT_CHUNK_ROWS_MAX)):
            lines = {n: sheet_line(taken.line.values, place=self.options.place,
                                   default=self.default)
                     for n, taken in enumerate(chunk) if not taken.line.refused}
            self._look_up(lines.values())
            for n, taken in enumerate(chunk):
                yield self._judge(taken, lines.get(n))

    def _judge(self, taken: Taken, line: SheetLine | None) -> Judged:
        if line is None:
            return Judged(taken.file, taken.row, None,
                          (Complaint("", "", first_code(taken.line.faults)),))
        return Judged(taken.file, taken.row, line, tuple(complaints(line, self.known)))

    def _look_up(self, lines: Iterable[SheetLine]) -> None:
        rows, known = list(lines), self.known
        items = {row.item for row in rows if row.item} - known.items.keys()
        known.items.update(items_by_code(scope=self.scope, codes=sorted(items)))
        places = {row.place for row in rows} - known.places.keys()
        site = site_ids(scope=self.scope).get(self.site, 0)
        known.places.update(places_by_code(scope=self.scope, site=site, codes=sorted(places)))
        pairs = {(known.items[row.item].id, row.unit) for row in rows
                 if row.unit and row.item in known.items} - known.factors.keys()
        if pairs:
            known.factors.update(factors(scope=self.scope, pairs=sorted(pairs)))


def import_count_sheet(
    *, scope: Scope, intake: Intake, id: UUID, account: Account, options: Options, site: str,
    now: datetime, progress: Progress | None,
) -> bool:
    """Import a count sheet of our own; return whether observations were stored.

    They go to `--task`, to the tasks of `--plan`, or to a new plan over the places of the sheet.
    Raises `TaskNotFound`, `PlanNotFound`.
    """
    site = _site(scope, site, options)
    sheet = Sheet(scope, intake, options, site, now)
    return count_checked(scope=scope, id=id, sheet=sheet, account=account, progress=progress,
                         partial=options.accept_partial)


def count_checked(
    *, scope: Scope, id: UUID, sheet: Sheet, account: Account, progress: Progress | None,
    partial: bool = True,
) -> bool:
    """Check all rows of a sheet, then store what was counted and close what was counted whole.

    Without `partial` all or nothing.  Return whether observations were stored.
    """
    scope.need("capture.push")  # before a plan is made for rows that could not be pushed
    read, told, refusing = account.read, account.outcomes.total(), account.refusing
    places = _check(sheet, account, progress)
    if account.refusing > refusing and not partial:
        account.outcome("refused_others_have_faults",
                        account.read - read - account.outcomes.total() + told)
        return False
    target = _target(scope, id, sheet, places.named, account)
    push_all(sheet, target, account, progress, places)
    _close(sheet, target, account, places)
    return True


def _site(scope: Scope, site: str, options: Options) -> str:
    """Return the site: named, or that of the task.  Raises `ImportRefused`."""
    if options.task:
        return task(scope=scope, id=_uuid("task", options.task)).site
    codes = list(site_ids(scope=scope))
    if not site and len(codes) != 1:
        raise ImportRefused([Fault("/site", "site_needed")])
    return site or codes[0]


def _uuid(name: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise ImportRefused([Fault(f"/options/{name}", "not_a_uuid")]) from error


def _check(sheet: Sheet, account: Account, progress: Progress | None) -> Places:
    """Read all rows once: name what is wrong, count it, and return what is said of the places."""
    places = Places()
    assumed = 0
    for judged in sheet.judged(account, progress):
        places.take(judged, sheet.known)
        if judged.complaints:
            _refuse(sheet, account, judged)
        elif judged.line and (judged.line.counted is not None or judged.line.of_place):
            assumed += judged.line.when is sheet.default and not sheet.options.counted_at
    if assumed:
        account.note("assumed_counted_at", "counted_at", sheet.default.at.isoformat(), assumed)
    return places


def _refuse(sheet: Sheet, account: Account, judged: Judged) -> None:
    for complaint in judged.complaints if judged.line else ():
        account.fault(RowFault(sheet.names[judged.file], judged.row, complaint.column,
                               complaint.value, complaint.code, complaint.params))
    account.outcome(f"refused_{judged.complaints[0].code}")


def _target(
    scope: Scope, id: UUID, sheet: Sheet, places: Sequence[str], account: Account
) -> Target:
    """Return the tasks that the rows belong to; without any named, open a plan for the sheet."""
    options = sheet.options
    if options.task:
        return Target(sheet.site, {}, _uuid("task", options.task))
    if options.plan:
        return _planned(scope, sheet.site, _uuid("plan", options.plan))
    if not places:
        return Target(sheet.site, {}, None)
    row = open_plan(scope=scope, draft=PlanDraft(
        id, sheet.site, ", ".join(sheet.names)[:200], PlanScope(places=tuple(places)),
        purpose="stock_taking", policy=Policy(packet_places=PACKET_PLACES_MAX)))
    account.masters[f"count plan {row.result}"] += 1
    account.totals["plan"] = str(row.id)
    return _planned(scope, sheet.site, row.id)


def _planned(scope: Scope, site: str, plan: UUID) -> Target:
    """Return the open first-count tasks of a plan, by the places that they hold."""
    found = [one for one in tasks(scope=scope, plan=plan, state="open") if one.kind == "count"]
    if len(found) == 1:
        return Target(site, {}, found[0].id)
    return Target(site, {place.place: one.id for one in reversed(found)
                         for place in task_sheet(scope=scope, task=one.id).places}, None)


def push_all(
    sheet: Sheet, target: Target, account: Account, progress: Progress | None, places: Places
) -> None:
    """Store the counted rows as observations, 1,000 in a push; count what became of each."""
    copies: Counter[UUID] = Counter()
    stream, done = sheet.judged(None), 0
    good = (judged for judged in stream if judged.line and not judged.complaints)
    while chunk := list(islice(good, PUSH_ROWS_MAX)):
        goods = [one for one in chunk if one.line and not one.line.of_place]
        counted = [one for one in goods if one.line and one.line.counted is not None]
        account.outcome("place_whole", len(chunk) - len(goods))
        account.outcome("not_counted", len(goods) - len(counted))
        if len(counted) < len(goods):
            account.note("not_counted", "counted", "", len(goods) - len(counted))
        if counted:
            _push(sheet, target, account, counted, copies, places)
        done += len(chunk)
        if progress:
            progress("observe", done, account.read)


def _push(
    sheet: Sheet, target: Target, account: Account, rows: Sequence[Judged],
    copies: Counter[UUID], places: Places,
) -> None:
    drafts: list[ObservationDraft] = []
    samples: list[Sample] = []
    for judged in rows:
        assert judged.line is not None
        draft, sample = _draft(judged.line, target.task(judged.line.place), copies)
        drafts.append(draft)
        samples += sample
    named = {draft.task for draft in drafts if draft.task}
    answer = accept(
        scope=sheet.scope, sites_of_tasks=sites_of_tasks(scope=sheet.scope, tasks=named),
        push=Push(None, None, None, tuple(drafts), samples=tuple(samples), site=target.site))
    for judged, verdict in zip(rows, answer.verdicts, strict=True):
        if not _note(sheet, account, judged, verdict) and judged.line is not None:
            places.refuse(judged.line, (judged.file, judged.row))


def _draft(
    line: SheetLine, task_id: UUID | None, copies: Counter[UUID]
) -> tuple[ObservationDraft, list[Sample]]:
    """Return a row as an observation; an instant known only to a minute or day says so."""
    first = observation_id(task_id, line, 0)
    copy, copies[first] = copies[first], copies[first] + 1
    id = observation_id(task_id, line, copy) if copy else first
    rough = line.when.precision != "second"
    draft = ObservationDraft(
        id, "set", line.place, line.counted, line.unit, item=line.item, lot=line.lot,
        serial=line.serial, status=line.status, owner=line.owner, observed_at=line.when.at,
        task=task_id, origin=id if rough else None, mono_ms=0 if rough else None,
        entry="file", note=line.note)
    return draft, [Sample(id, 0, 0, error_ms(line.when))] if rough else []


def _close(sheet: Sheet, target: Target, account: Account, places: Places) -> None:
    """Close the places that were counted whole; say of each that stays open why."""
    said = places.whole(sheet.options.whole_places)
    if said and places.unread:
        _left_open(sheet, account, places.unread, "whole_unread", "")
        return
    rows: dict[UUID, Statement] = {}
    for one in said:
        at, why = contradiction(one)
        if why:
            _left_open(sheet, account, at, why, one.place)
        else:
            rows[visit_id(target.task(one.place), one)] = one
    results = close_places(scope=sheet.scope, site=target.site, rows=[
        Whole(id, target.task(one.place), one.place, one.latest.at, error_ms(one.latest))
        for id, one in rows.items()])
    for id, result in results.items():
        account.masters[f"place counted whole {result}"] += 1
        if result in ("outside", "late"):
            _left_open(sheet, account, rows[id].first, f"whole_{result}", rows[id].place)


def _left_open(
    sheet: Sheet, account: Account, at: tuple[int, int], code: str, place: str
) -> None:
    account.note("place_left_open", "whole", place)
    account.fault(RowFault(sheet.names[at[0]], at[1], "whole", place, code, (place,), "reported"))


def _note(sheet: Sheet, account: Account, judged: Judged, verdict: Verdict) -> bool:
    """Count one verdict; say where an observation lies that no rule uses yet.

    Return whether it is used.
    """
    account.outcome(verdict.result)
    name = sheet.names[judged.file]
    if verdict.result not in ("created", "exists"):
        faults = verdict.faults or (Fault("", "different", (
            verdict.result.removeprefix("exists_with_different_"),)),)
        for fault in faults:
            account.fault(RowFault(name, judged.row, fault.pointer, "", fault.code,
                                   fault.params))
    elif verdict.tray:
        account.fault(RowFault(name, judged.row, "", "", f"tray_{verdict.tray}", (),
                               "reported"))
    return verdict.result in ("created", "exists") and not verdict.tray
