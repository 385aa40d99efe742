"""Printing labels and checking them by a scan.   打印标签

Validate, generate, write: a label that cannot be printed stops the whole job before anything is
noted, and every reason is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from pandian.exchange.labels.drawing.rules import CodeRefused, compose, symbol
from pandian.exchange.labels.drawing.words import Page
from pandian.exchange.labels.printers.rules import tspl, zpl
from pandian.exchange.labels.queries import (
    CAPABILITY,
    ROOM,
    font,
    found,
    print_of,
    printed_before,
    setter,
)
from pandian.exchange.labels.rules import (
    code_of,
    content,
    digest,
    judge_scan,
    label_digest,
    request_faults,
)
from pandian.exchange.labels.words import (
    CODE_KINDS,
    CONTENT_TYPES,
    LABEL_KINDS,
    SIZES,
    TEMPLATE_VERSION,
    LabelContent,
    LabelRequest,
    LabelsRefused,
    Printed,
    PrintExists,
    ScanVerdict,
)
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one
from pandian.kernel.words import Fault

FAULTS_MAX = 200
"""Faults named at once; a job of a thousand labels without GTIN needs no thousand sentences."""
SCAN_CHARACTERS_MAX = 8_000


class _Job(NamedTuple):
    """A checked request with its contents and pages."""

    site: SiteRow
    contents: tuple[LabelContent, ...]
    pages: tuple[Page, ...]
    digest: str


def print_labels(*, scope: Scope, request: LabelRequest) -> Printed:
    """Make the file of a print job and note who printed what, where and why.

    The same id with the same content answers `exists` with the same file and notes nothing.
    Raises `Forbidden`, `SiteNotFound`, `LabelsRefused` with every reason, `PrintExists`.
    """
    job = _checked(scope, request)
    known = _known(request, job)
    before = {} if known else printed_before(
        scope=scope, site=job.site.id, subjects=[each.subject for each in job.contents],
        besides=request.id)
    if not known:
        _refuse_unexplained(request, job, before)
    data = _file(request, job)
    repeated = sum(each.subject in before for each in job.contents)
    result = "exists" if known else _note(scope, request, job, repeated)
    return Printed(request.id, result, data, CONTENT_TYPES[request.output],
                   f"pandian-{request.kind}-{request.size}.{request.output}",
                   len(job.contents), repeated)


def preview(*, scope: Scope, request: LabelRequest) -> bytes:
    """Return the first label as a PNG in the printer's own dots; notes nothing.

    The whole job is checked.  Raises as `print_labels`.
    """
    job = _checked(scope, request)
    (picture,) = setter().pictures(job.pages[:1], dpi=request.dpi)
    held = BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()


def _checked(scope: Scope, request: LabelRequest) -> _Job:
    scope.need(CAPABILITY)
    site = site_by_code(scope=scope, code=request.site, capability=CAPABILITY)
    if faults := request_faults(request):
        raise LabelsRefused(faults)
    today = datetime.now(ZoneInfo(site.time_zone)).date()
    contents, faults = _contents(scope, request, site, today)
    pages, more = _pages(request, contents)
    if faults or more:
        raise LabelsRefused([*faults, *more][:FAULTS_MAX])
    done = tuple(each for each in contents if each is not None)
    return _Job(site, done, tuple(pages), digest(request, done))


def _contents(
    scope: Scope, request: LabelRequest, site: SiteRow, today: date
) -> tuple[list[LabelContent | None], list[Fault]]:
    rows = found(scope=scope, request=request, site=site)
    contents: list[LabelContent | None] = []
    faults: list[Fault] = []
    for n, row in enumerate(rows):
        made, wrong = content(request, n, row, today=today)
        contents.append(made)
        faults += wrong
    return contents, faults


def _pages(
    request: LabelRequest, contents: Sequence[LabelContent | None]
) -> tuple[list[Page], list[Fault]]:
    """Compose every label that has its content; return the pages and what does not fit."""
    pages: list[Page] = []
    faults: list[Fault] = []
    kind = code_of(request)
    for n, each in enumerate(contents):
        if each is None:
            continue
        try:
            composed = compose(
                each, symbol(kind, each), size=request.size, dpi=request.dpi, kind=kind,
                module_um=request.module_um, font=font(), big=request.kind == "place")
        except CodeRefused as error:
            faults.append(Fault(f"/things/{n}", "code_not_made", (str(error),)))
            continue
        faults += [fault._replace(pointer=f"/things/{n}") for fault in composed.faults]
        pages += [composed.page] if composed.page else []
    return pages, faults


def _known(request: LabelRequest, job: _Job) -> bool:
    """Say whether this very job was printed before.  Raises `PrintExists` for another one."""
    row = one(ROOM, "known_print", {"id": request.id})
    if row is not None and (row.digest != job.digest or row.site != job.site.id):
        raise PrintExists([Fault("/id", "print_differs")])
    return row is not None


def _refuse_unexplained(
    request: LabelRequest, job: _Job, before: dict[str, tuple[int, str]]
) -> None:
    """Refuse a second label of a thing that there is once, unless somebody says why."""
    if not LABEL_KINDS[request.kind].single or request.reason.strip():
        return
    faults = [Fault("/reason", "reprint_reason", (each.subject, before[each.subject][0]))
              for each in job.contents if each.subject in before]
    if faults:
        raise LabelsRefused(faults[:FAULTS_MAX])


def _file(request: LabelRequest, job: _Job) -> bytes:
    if request.output == "pdf":
        pages = [page for page in job.pages for _ in range(request.copies)]
        title = LABEL_KINDS[request.kind].label.text(request.language)
        return setter().pdf(pages, title=title, language=request.language)
    return b"".join(_printer_labels(request, job))


def _printer_labels(request: LabelRequest, job: _Job) -> Iterator[bytes]:
    form = SIZES[request.size]
    for picture in setter().pictures(job.pages, dpi=request.dpi):
        if request.output == "zpl":
            yield zpl(picture, copies=request.copies)
        else:
            yield tspl(picture, copies=request.copies, width_mm=form.width_mm,
                       height_mm=form.height_mm)


def _note(scope: Scope, request: LabelRequest, job: _Job, repeated: int) -> str:
    """Note the job and leave its fact; return what became of it."""
    with transaction.atomic():
        written = one(ROOM, "insert_print", {
            "id": request.id, "site": job.site.id, "kind": request.kind, "size": request.size,
            "dpi": request.dpi, "code": code_of(request), "module_um": request.module_um,
            "output": request.output, "printer": request.printer.strip(),
            "template": TEMPLATE_VERSION, "copies": request.copies,
            "labels": len(job.contents), "reprinted": repeated,
            "reason": request.reason.strip(), "digest": job.digest,
            "first": job.contents[0].text, "actor": scope.actor, "device": scope.device,
            "subjects": [each.subject for each in job.contents],
            "digests": [label_digest(each) for each in job.contents]})
        if written is None:  # the same job was sent twice at once, and the other was first
            _known(request, job)
            return "exists"
        record(scope=scope, site=job.site.id, kind="labels.printed",
               subject=f"print:{request.id}", data={
                   "kind": request.kind, "labels": len(job.contents), "copies": request.copies,
                   "size": request.size, "output": request.output, "printer": request.printer,
                   "template": TEMPLATE_VERSION, "reprinted": repeated,
                   "reason": request.reason, "first": job.contents[0].subject})
    return "created"


def verify_print(*, scope: Scope, id: UUID, scanned: str) -> ScanVerdict:
    """Compare the scan of a job's first label with what was printed, and note the result.

    Raises `Forbidden`, `PrintNotFound`, `LabelsRefused` when nothing was scanned.
    """
    row = print_of(scope=scope, id=id)
    faults = [Fault("/code", "blank")] if not scanned.strip() else []
    if len(scanned) > SCAN_CHARACTERS_MAX:
        faults.append(Fault("/code", "too_long", (SCAN_CHARACTERS_MAX,)))
    if row.code not in CODE_KINDS:
        faults.append(Fault("/id", "kind_not_printed", (row.kind,)))
    if faults:
        raise LabelsRefused(faults)
    scan = judge_scan(row.first, row.code, scanned, today=datetime.now(UTC).date())
    site = site_by_code(scope=scope, code=row.site)
    with transaction.atomic():
        affected(ROOM, "verify_print", {"id": id, "actor": scope.actor, "result": scan.result,
                                        "scanned": scanned.replace("\0", "\N{SYMBOL FOR NULL}")})
        record(scope=scope, site=site.id, kind="labels.verified", subject=f"print:{id}",
               data={"result": scan.result, "differences": scan.differences})
    return ScanVerdict(id, scan.result, scan.differences)
