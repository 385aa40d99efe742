"""What a loan looks up, trays that are out, and what is missing again.   借用查询"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.ledger.exits.rules import may_leave
from pandian.lifecycle.gates.queries import licence_faults
from pandian.lifecycle.gates.words import Goods
from pandian.lifecycle.kit.queries import contents, out_faults
from pandian.lifecycle.loan.rules import due_on
from pandian.lifecycle.loan.words import BACK, OUT, RECEIVE, Loan, Missed
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.words import Action, ActionDraft, DocumentDraft, Held, Kind

ROOM = "lifecycle.loan"
READ = "lifecycle.read"


def loans(*, scope: Scope, site: str | None = None) -> list[Loan]:
    """Return the trays that are out or not settled, the first due first.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need(READ)
    return [
        Loan(row.id, row.site, shown_number("loan", row.number), row.state, row.tray,
             row.borrower, row.due, row.state == "lent" and row.due < _today(row.time_zone),
             *_units(scope, row))
        for row in run(ROOM, "out", {"sites": _sites(scope, site), "states": list(OUT)})]


def _units(scope: Scope, row: Any) -> tuple[int | None, int | None]:
    """Return how much was lent and is open; nothing to who may be about to count it."""
    if row.state == BACK and not scope.service and scope.may(RECEIVE, row.site):
        return None, None
    return row.lent or 0, (row.lent or 0) - (row.told or 0)


def missed(*, scope: Scope, site: str | None = None) -> list[Missed]:
    """Return items that were missing at least twice with one borrower, the worst first.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    scope.need(READ)
    return [Missed(*row) for row in run(ROOM, "missed", {"sites": _sites(scope, site)})]


def _sites(scope: Scope, site: str | None) -> list[int]:
    if site is not None:
        return [site_by_code(scope=scope, code=site, capability=READ).id]
    return sorted(site_ids(scope=scope, capability=READ).values())


def _today(zone: str) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(zone)).date()


def opening(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> Iterator[Fault]:
    """Yield what is wrong with a new loan: its day, a tray that is empty, out or not clean."""
    due, tray = draft.header.get("due", ""), str(draft.header.get("tray", ""))
    day = due_on(due)
    if str(due).strip() and (day is None or day < _today(site.time_zone)):
        yield Fault("/header/due", "due_wrong", (str(due)[:40],))
    if tray.strip():
        yield from tray_faults(site, tray)
    borrower = draft.header.get("borrower")
    if isinstance(borrower, str) and borrower.strip() and tray.strip():
        yield from licence_faults(
            scope=scope, site=site, act="issue", party=borrower,
            party_pointer="/header/borrower",
            goods=[Goods("/header/tray", row.item) for row in contents(site, tray)])


def tray_faults(site: SiteRow, tray: str, besides: UUID | None = None) -> Iterator[Fault]:
    """Yield why a tray cannot be lent: out, empty, not released, or with expired lots."""
    yield from out_faults(site, tray, "/header/tray", besides)
    there, today = contents(site, tray), _today(site.time_zone)
    if not there:
        yield Fault("/header/tray", "tray_empty", (tray,))
    if any(row.status != "accepted" for row in there):
        yield Fault("/header/tray", "tray_not_clean", (tray,))
    for row in there:
        if not may_leave(row.expires_on, today):
            yield Fault("/header/tray", "lot_expired_in_tray",
                        (row.item, row.lot, str(row.expires_on)))


def gates(scope: Scope, held: Held, action: Action, draft: ActionDraft) -> Iterator[Fault]:
    """Yield why a tray may not go: what it holds has changed or has expired meanwhile."""
    if draft.action != "lend":
        return
    tray = str(held.row.header["tray"])
    there, planned = contents(held.site, tray), Counter[tuple[str, str, str, str]]()
    for line in held.lines.values():
        planned[line.item, line.lot, line.serial, line.owner] += line.asked
    if planned != Counter({(row.item, row.lot, row.serial, row.owner): row.quantity
                           for row in there if row.status == "accepted"}):
        yield Fault("", "tray_changed", (tray,))
    today = _today(held.site.time_zone)
    for row in there:
        if not may_leave(row.expires_on, today):
            yield Fault("", "lot_expired_in_tray", (row.item, row.lot, str(row.expires_on)))
