"""Which lines of postings are locked.   出库闸门查询"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.catalog.queries import lots_by_id, serials_by_id
from pandian.catalog.words import LotRow
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.ledger.exits.rules import judgements, locks
from pandian.ledger.exits.words import FREE_KINDS, HISTORY
from pandian.ledger.resolution.words import Resolved, ResolvedLine

ROOM = "ledger.exits"
POINTS = {"release_needs_document": "target_status", "destroyed_needs_document": "target",
          "loss_needs_document": "target"}
"""At which field of a line each judgement is refused."""


class _Lots(NamedTuple):
    """The lots of the lines that go out, those of bare serials too."""

    rows: dict[int, LotRow]
    of_serial: dict[int, int]

    def of(self, line: ResolvedLine) -> LotRow | None:
        """Return the lot of a line: its own, else that of its serial."""
        return self.rows.get(line.source.lot or self.of_serial.get(line.source.serial, 0))


def judge(
    *, scope: Scope, site: SiteRow, rows: Sequence[Resolved], warrant: str, now: datetime
) -> list[Resolved]:
    """Return the documents with a fault for every line that is locked; see `exits.words`.

    A document that is known already keeps none: it happened, and is answered as a replay.
    """
    leaving = [line for row in rows for line in row.lines if line.exit]
    reserved = [row for row in rows if row.request.kind in FREE_KINDS and warrant != "deviation"]
    if not leaving and not reserved and not any(_weighs(line) for row in rows
                                                for line in row.lines):
        return list(rows)
    lots = _lots(scope, leaving)
    past = warrant == "past" and scope.may(HISTORY, site.code)
    judged = [_weighed(_judged(row, site, lots, warrant, now), site, warrant, past, now)
              for row in rows]
    fresh = [row.request.id for row, old in zip(judged, rows, strict=True) if row != old]
    known = _known(site.id, fresh) if fresh else set()
    return [old if row.request.id in known else row
            for row, old in zip(judged, rows, strict=True)]


def _lots(scope: Scope, lines: Sequence[ResolvedLine]) -> _Lots:
    bare = {line.source.serial for line in lines if line.source.serial and not line.source.lot}
    of_serial = {id: row.lot for id, row in serials_by_id(scope=scope, serials=bare).items()
                 } if bare else {}
    wanted = ({line.source.lot for line in lines} | set(of_serial.values())) - {0}
    return _Lots(lots_by_id(scope=scope, lots=wanted) if wanted else {}, of_serial)


def _judged(
    row: Resolved, site: SiteRow, lots: _Lots, warrant: str, now: datetime
) -> Resolved:
    request = row.request
    found: list[Fault] = []
    if request.kind == "deviation" and warrant != "deviation":
        found.append(Fault(f"{request.pointer}/kind", "needs_document", (request.kind,)))
    at = request.effective_at if warrant == "past" else now
    today = at.astimezone(ZoneInfo(site.time_zone)).date()
    kind = request.kind if warrant in ("document", "deviation") else ""
    for n, line in enumerate(row.lines):
        found += _line_faults(f"{request.pointer}/lines/{n}", line, kind, lots.of(line), today)
    return row._replace(faults=(*row.faults, *found)) if found else row


def _weighs(line: ResolvedLine) -> bool:
    """Say whether a line may pass a judgement: most leave and arrive as accepted goods."""
    return line.source.status != "accepted" or "destroyed" in line.ends


def _weighed(
    row: Resolved, site: SiteRow, warrant: str, past: bool, now: datetime
) -> Resolved:
    """Add a fault for every judgement that the posting does not stand for.

    `past`: who imports may import judgements of earlier days, and today's under their own names.
    """
    request, zone = row.request, ZoneInfo(site.time_zone)
    history = past and request.effective_at.astimezone(zone).date() < now.astimezone(zone).date()
    kind = request.kind if past or warrant in ("document", "deviation") else ""
    found = [
        Fault(f"{request.pointer}/lines/{n}/{POINTS[code]}", code,
              (line.source.status, line.target.status))
        for n, line in enumerate(row.lines) if _weighs(line)
        for code in judgements(kind=kind, ends=line.ends, status=line.source.status,
                               target_status=line.target.status, history=history)]
    return row._replace(faults=(*row.faults, *found)) if found else row


def _line_faults(
    where: str, line: ResolvedLine, kind: str, lot: LotRow | None, today: date
) -> list[Fault]:
    reasons = locks(kind=kind, target_kind=line.exit, status=line.source.status,
                    expires_on=lot.expires_on if lot else None, today=today)
    return [Fault(f"{where}/status", reason, (line.source.status,)) if reason == "exit_status"
            else Fault(f"{where}/lot", reason, (lot.code, lot.expires_on) if lot else ())
            for reason in reasons]


def undone(*, site: int, posting: UUID) -> list[Fault]:
    """Return a fault for every line whose plain reversal would pass a judgement."""
    return [Fault(f"/lines/{row.line - 1}/{POINTS[row.code]}", row.code,
                  (row.status, row.target_status))
            for row in run(ROOM, "undone", {"site": site, "id": posting})]


def _known(site: int, ids: Collection[UUID]) -> set[UUID]:
    return {row.id for row in run(ROOM, "known", {"site": site, "ids": list(ids)})}
