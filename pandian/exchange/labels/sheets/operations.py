"""Printing A4 pages.   打印单据页"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction

from pandian.counting.queries import plan as plan_of
from pandian.exchange.labels.drawing.words import Page
from pandian.exchange.labels.printers.rules import tspl, zpl
from pandian.exchange.labels.queries import CAPABILITY, ROOM, font, printed_before, setter
from pandian.exchange.labels.sheets.queries import demo_groups, sheet_drafts
from pandian.exchange.labels.sheets.rules import (
    code_sheets,
    command_groups,
    count_sheet,
    page_code,
    ruler,
    trial_groups,
)
from pandian.exchange.labels.sheets.words import (
    HEADINGS,
    SCANNER_NOTES,
    SHEETS,
    SheetDraft,
    SheetRequest,
)
from pandian.exchange.labels.words import (
    CONTENT_TYPES,
    OUTPUTS,
    RESOLUTIONS,
    SIZE_DEFAULT,
    SIZES,
    TEMPLATE_VERSION,
    LabelsRefused,
    Printed,
    PrintExists,
)
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import one
from pandian.kernel.words import Fault

KIND = "count_sheet"


def print_count_sheets(*, scope: Scope, request: SheetRequest) -> Printed:
    """Make the count sheets of a plan's tasks as one PDF and note who printed them.

    A second print says so on the paper, and whether anything has changed since.  Raises
    `Forbidden`, `PlanNotFound`, `LabelsRefused` with every reason, `PrintExists`.
    """
    drafts = sheet_drafts(scope=scope, request=request, now=datetime.now(UTC))
    site = site_by_code(scope=scope, code=plan_of(scope=scope, id=request.plan).site)
    subjects = [f"task:{draft.task}" for draft in drafts]
    digests = [_digest(draft) for draft in drafts]
    before = printed_before(scope=scope, site=site.id, subjects=subjects, besides=request.id)
    pages = [page for draft, subject, digest in zip(drafts, subjects, digests, strict=True)
             for page in count_sheet(_marked(draft, before.get(subject), digest, request.language),
                                     font=font(), language=request.language)]
    data = setter().pdf(pages, title=HEADINGS[KIND].text(request.language),
                        language=request.language)
    result = _note(scope, request, site.id, drafts, digests, before)
    return Printed(request.id, result, data, CONTENT_TYPES["pdf"], f"pandian-{KIND}.pdf",
                   len(drafts), len(before))


def _digest(draft: SheetDraft) -> str:
    """Return the hash of what stands on the sheet but for the hour of printing."""
    plain = [str(draft.task), draft.title, draft.facts, draft.rows, draft.shows_book]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def _marked(
    draft: SheetDraft, before: tuple[int, str] | None, digest: str, language: str
) -> SheetDraft:
    """Return the sheet with a line that says that it was printed before, and what changed."""
    if before is None:
        return draft
    times, last = before
    words = (HEADINGS["again"].text(language).format(times + 1),
             HEADINGS["same" if last == digest else "changed"].text(language))
    return draft._replace(facts=(*draft.facts, " · ".join(words)))


def _note(
    scope: Scope, request: SheetRequest, site: int, drafts: Sequence[SheetDraft],
    digests: Sequence[str], before: dict[str, tuple[int, str]],
) -> str:
    subjects = [f"task:{draft.task}" for draft in drafts]
    content = hashlib.sha256("".join(subjects + list(digests)).encode()).hexdigest()
    with transaction.atomic():
        written = one(ROOM, "insert_print", {
            "id": request.id, "site": site, "kind": KIND, "size": "A4", "dpi": 0, "code": "qr",
            "module_um": 600, "output": "pdf", "printer": request.printer.strip(),
            "template": TEMPLATE_VERSION, "copies": 1, "labels": len(drafts),
            "reprinted": len(before), "reason": "", "digest": content,
            "first": page_code(drafts[0].task, 1), "actor": scope.actor, "device": scope.device,
            "subjects": subjects, "digests": list(digests)})
        if written is None:
            known = one(ROOM, "known_print", {"id": request.id})
            if known is None or known.digest != content:
                raise PrintExists([Fault("/id", "print_differs")])
            return "exists"
        record(scope=scope, site=site, kind="sheets.printed", subject=f"count:{request.plan}",
               data={"print": request.id, "tasks": len(drafts), "blind": request.blind,
                     "template": TEMPLATE_VERSION, "reprinted": len(before)})
    return "created"


def sheet_file(
    *, scope: Scope, name: str, site: str = "", places: Sequence[str] = (),
    size: str = SIZE_DEFAULT, dpi: int = 203, output: str = "pdf", language: str = "zh-hans",
) -> Printed:
    """Return one of the pages of `SHEETS`; the ruler also in a printer's own language.

    Nothing is noted: they stand for nothing but themselves.  Raises `Forbidden`,
    `SiteNotFound`, `LabelsRefused`.
    """
    scope.need(CAPABILITY)
    faults = [] if name in SHEETS else [Fault("/sheet", "sheet_unknown", (name[:40],))]
    if size not in SIZES:
        faults.append(Fault("/size", "size_unknown", (size[:40], ", ".join(SIZES))))
    if dpi not in RESOLUTIONS:
        faults.append(Fault("/dpi", "dpi_unknown", (", ".join(map(str, RESOLUTIONS)),)))
    if output not in OUTPUTS:
        faults.append(Fault("/output", "output_unknown", (output[:40], ", ".join(OUTPUTS))))
    if faults:
        raise LabelsRefused(faults)
    if name == "ruler":
        return _ruler(size, dpi, output, language)
    pages = _code_pages(scope, name, site, places, language)
    return _made(name, "pdf", setter().pdf(pages, title=SHEETS[name].text(language),
                                           language=language))


def _code_pages(
    scope: Scope, name: str, site: str, places: Sequence[str], language: str
) -> Sequence[Page]:
    title = SHEETS[name].text(language)
    if name == "commands":
        return code_sheets(title, (), command_groups(language), font=font())
    if name == "scanner":
        notes = [note.text(language) for note in SCANNER_NOTES]
        return code_sheets(title, notes, trial_groups(), font=font())
    groups = demo_groups(scope=scope, site=site, places=places, language=language)
    return code_sheets(f"{title} · {site}", (), groups, font=font())


def _ruler(size: str, dpi: int, output: str, language: str) -> Printed:
    page, form = ruler(size, dpi, font=font()), SIZES[size]
    if output == "pdf":
        return _made("ruler", output, setter().pdf(
            [page], title=SHEETS["ruler"].text(language), language=language))
    (picture,) = setter().pictures([page], dpi=dpi)
    data = zpl(picture, copies=1) if output == "zpl" else tspl(
        picture, copies=1, width_mm=form.width_mm, height_mm=form.height_mm)
    return _made("ruler", output, data)


def _made(name: str, output: str, data: bytes) -> Printed:
    return Printed(uuid7(), "made", data, CONTENT_TYPES[output], f"pandian-{name}.{output}", 1, 0)
