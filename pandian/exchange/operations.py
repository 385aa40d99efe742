"""Importing files: one door for every declared layout.   导入

Validate, generate, write: everything is read and checked before anything is written; what is
written is written whole; and every row that was read is accounted for by name.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from pandian.exchange import rules
from pandian.exchange.asn.operations import import_asn
from pandian.exchange.counts.operations import import_count_sheet
from pandian.exchange.gudid.operations import import_gudid
from pandian.exchange.intake.operations import Account, Intake, open_files, split
from pandian.exchange.masters.operations import import_items, import_places
from pandian.exchange.openboxes.operations import import_openboxes
from pandian.exchange.queries import layout as layout_named
from pandian.exchange.retail.operations import import_retail
from pandian.exchange.rules import Reading
from pandian.exchange.scms.operations import import_scms
from pandian.exchange.stock.generic.operations import import_movements, import_opening
from pandian.exchange.stock.words import NAMESPACE
from pandian.exchange.words import ImportRefused, ImportReport, Layout, Options, Progress, State
from pandian.governance.queries import sites
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault

ROOM = "exchange"
NEEDS_SITE = frozenset({"opening_stock", "movements", "count_sheet", "asn"})


class _Run(NamedTuple):
    """One import under way: what is imported, where, how, and its account."""

    scope: Scope
    id: UUID
    layout: Layout
    site: str
    intake: Intake
    account: Account
    options: Options
    now: datetime
    progress: Progress | None


def import_file(
    *, scope: Scope, path: Path, layout: str, site: str | None = None, dry_run: bool = False,
    progress: Progress | None = None, options: Mapping[str, str] | None = None,
) -> ImportReport:
    """Import a file, or the files of a folder, by a declared layout; return what became of it.

    `options` are those of `words.OPTIONS`.  A dry run does everything and undoes it.  The same
    content again answers `exists` row by row; an import that was cut off goes on.  Raises
    `Forbidden`, `FileRefused` when the file cannot be read, `ImportRefused` when layout, site,
    options or header are wrong; faults of rows are in the report, all of them.
    """
    scope.need("exchange.use")
    if site and scope.sees(site):
        scope.need("exchange.use", site)
    chosen = layout_named(name=layout)
    reading, checked = _reading(scope, chosen, site or "", options or {})
    started = time.monotonic()
    with closing(Account(checked.faults)) as account:
        intake = open_files(path=Path(path), layout=chosen, options=checked, reading=reading,
                            account=account)
        job = _Run(scope, _import_id(chosen, site or "", checked, intake), chosen, site or "",
                   intake, account, checked, reading.now, progress)
        state = _locked(job, dry_run=dry_run)
        report = _report(job, state, time.monotonic() - started)
    if not dry_run:
        _finish(job, report)
    return report


def _import_id(layout: Layout, site: str, options: Options, intake: Intake) -> UUID:
    """Return the id of an import: the same content, imported the same way, is the same import."""
    return uuid5(NAMESPACE, "|".join((layout.name, site, options.source, options.place,
                                      options.opening, intake.digest)))


def _locked(job: _Run, *, dry_run: bool) -> State:
    """Do the work under a lock on the import's id; a dry run is undone.  Return the state."""
    run(ROOM, "lock", {"id": str(job.id)})
    try:
        if not dry_run:
            return "done" if _run(job) else "refused"
        with transaction.atomic():
            written = _run(job)
            transaction.set_rollback(True)
        return "checked" if written else "refused"
    finally:
        run(ROOM, "unlock", {"id": str(job.id)})


def _reading(
    scope: Scope, layout: Layout, site: str, given: Mapping[str, str]
) -> tuple[Reading, Options]:
    """Check site and options.  Raises `ImportRefused` naming all that is wrong."""
    known = {row.code: row for row in sites(scope=scope)}
    faults = []
    if site and site not in known and layout.name in NEEDS_SITE:
        faults.append(Fault("/site", "site_unknown", (site,)))
    if not site and layout.name in NEEDS_SITE and len(known) == 1:
        site = next(iter(known))
    zone = ZoneInfo(known[site].time_zone if site in known else layout.time_zone or "UTC")
    order = given.get("date_order") or layout.date_order
    reading = Reading(order, zone, datetime.now(UTC))
    checked = rules.options(given, reading)
    if isinstance(checked, list):
        faults += checked
    if faults or isinstance(checked, list):
        raise ImportRefused(faults)
    return reading, checked


def _run(job: _Run) -> bool:
    """Open the import and let its layout do the work; return whether anything was written."""
    row = one(ROOM, "begin", {
        "id": job.id, "layout": job.layout.name, "site": _site_id(job.scope, job.site),
        "digest": job.intake.digest, "actor": job.scope.actor, "now": job.now})
    assert row is not None
    account = job.account
    written = _dispatch(job._replace(now=row.started_at))
    assert account.outcomes.total() == account.read, (account.outcomes, account.read)
    return written


def _site_id(scope: Scope, site: str) -> int:
    return next((row.id for row in sites(scope=scope) if row.code == site), 0)


def _dispatch(job: _Run) -> bool:
    """Give the work to the layout's own room; return whether anything was written."""
    common: dict[str, Any] = {"scope": job.scope, "intake": job.intake, "account": job.account,
                              "progress": job.progress}
    chosen: dict[str, Any] = {**common, "options": job.options}
    placed = {**chosen, "site": job.site}
    staged = {**placed, "id": job.id}
    name = job.layout.name
    if name == "gudid":
        return import_gudid(**common)
    if name == "items":
        return import_items(**chosen)
    if name == "places":
        return import_places(**placed)
    if name == "retail":
        return import_retail(**staged)
    if name == "scms":
        return import_scms(**staged)
    if name == "movements":
        return import_movements(**staged)
    if name == "asn":
        return import_asn(**staged)
    if name == "opening_stock":
        return import_opening(**staged, now=job.now)
    if name == "count_sheet":
        return import_count_sheet(**staged, now=job.now)
    assert name == "openboxes", name
    return import_openboxes(**staged, now=job.now)


def _report(job: _Run, state: State, seconds: float) -> ImportReport:
    account = job.account
    new, updated, unchanged, refused = split(account.outcomes)
    assert account.read == new + updated + unchanged + refused
    return ImportReport(
        job.id, job.layout.name, ", ".join(account.sites) or job.site, state,
        tuple(file.source.path.name for file in job.intake.opened), account.read, new, updated,
        unchanged, refused, account.postings, account.existing, dict(account.outcomes),
        dict(account.masters), account.totals, account.noted(), tuple(account.faults),
        account.faults_total, account.path, round(seconds, 3))


def _finish(job: _Run, report: ImportReport) -> None:
    """Note how the import ended, and leave a fact of it."""
    summary = {name: value for name, value in report._asdict().items()
               if name not in ("faults", "notes", "id")}
    with transaction.atomic():
        affected(ROOM, "finish", {"id": report.id, "state": report.state,
                                  "report": json.dumps(summary, ensure_ascii=False)})
        record(scope=job.scope, site=_site_id(job.scope, job.site), kind="exchange.imported",
               subject=f"import:{report.id}", data={
                   "layout": report.layout, "state": report.state, "files": report.files,
                   "read": report.read, "new": report.new, "updated": report.updated,
                   "unchanged": report.unchanged, "refused": report.refused})
