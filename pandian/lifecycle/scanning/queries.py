"""Reading labels against a document.   扫描查询"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from pandian.capture.resolution.queries import look
from pandian.capture.resolution.rules import contexts, resolve
from pandian.capture.resolution.words import Candidate, Resolution, Scan
from pandian.governance.words import Scope
from pandian.kernel.rules import QUANTITY_MAX
from pandian.kernel.words import Fault
from pandian.lifecycle.queries import lines_of, place_of_document
from pandian.lifecycle.scanning.rules import facts_of
from pandian.lifecycle.scanning.words import (
    SCANS_MAX,
    Read,
    ScanDraft,
    Scanned,
    ScansRefused,
)

RECEIVING = "lifecycle.receive"
SHOWN_CHARACTERS_MAX = 80


def facts_of_scans(
    *, scope: Scope, document: UUID, scans: Sequence[ScanDraft], now: datetime | None = None
) -> Scanned:
    """Return the facts that labels state of a document, with lots, serials and dates.

    Writes nothing: whoever scans looks at them, says what is accepted, and books.  The number of
    statements does not depend on the number of scans.  Raises `Forbidden`, `DocumentNotFound`,
    `ScansRefused`.
    """
    site, code, _ = place_of_document(scope=scope, id=document)
    scope.need(RECEIVING, code)
    if len(scans) > SCANS_MAX:
        raise ScansRefused([Fault("/scans", "too_many", (SCANS_MAX, len(scans)))])
    at = now or datetime.now(UTC)
    known = look(scope=scope, site=site, today=at.date(),
                 scans=[Scan(scan.code, scan.symbology) for scan in scans])
    tracked = {row.item.code: row.item.tracking for one in known.looked for row in one.bound}
    reads: list[Read] = []
    faults: list[Fault] = []
    for n, (scan, one, context) in enumerate(
            zip(scans, known.looked, contexts(known, at=at), strict=True)):
        read = _read(n, scan, resolve(one.reading, context), tracked)
        if isinstance(read, Fault):
            faults.append(read)
        else:
            reads.append(read)
    lines = {line.line: line for line in lines_of(scope=scope, site=site, document=document)}
    found = facts_of(lines, reads)
    return found._replace(faults=[*faults, *found.faults])


def _read(
    n: int, scan: ScanDraft, meant: Resolution, tracked: Mapping[str, str]
) -> Read | Fault:
    """Return what one label means, or why nobody can say."""
    where, shown = f"/scans/{n}", scan.code[:SHOWN_CHARACTERS_MAX]
    if not 1 <= scan.times <= QUANTITY_MAX:
        return Fault(f"{where}/times", "scan_times", (QUANTITY_MAX,))
    if not meant.candidates:
        refused = meant.reason == "code_refused"
        return Fault(where, "scan_refused" if refused else "scan_unknown", (shown,))
    items = sorted({each.item for each in meant.candidates})
    if len(items) > 1:
        return Fault(where, "scan_ambiguous", (", ".join(items),))
    best = meant.candidates[0]
    tracking = tracked.get(best.item, "none")
    if "lot" in tracking and not best.lot:
        return Fault(where, "scan_without_lot", (best.item,))
    if "serial" in tracking and not best.serial:
        return Fault(where, "scan_without_serial", (best.item,))
    return _of(n, scan, best, tracking)


def _of(n: int, scan: ScanDraft, best: Candidate, tracking: str) -> Read:
    return Read(n, best.item, scan.times * best.factor,
                (best.lot or "") if "lot" in tracking else "",
                (best.serial or "") if "serial" in tracking else "",
                best.made_on, best.expires_on)
