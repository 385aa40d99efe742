"""What waits for a person: scans, late paper, doubts, counters who disagree.   待办查询"""

from __future__ import annotations

from typing import Any

from pandian.capture.queries import tray
from pandian.counting.awaiting.queries import pending
from pandian.counting.inbox.words import ROWS_MAX, InboxRow, Recount
from pandian.counting.queries import counted_blind
from pandian.counting.rules import plain
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import run

ROOM = "counting.inbox"


def inbox(
    *, scope: Scope, site: str | None = None, limit: int = 200, read: bool = False
) -> list[InboxRow]:
    """Return what waits for the person of this scope, newest first.

    Who reads counts sees late scans, healed and doubted lines, counters who disagree, serials in
    two places, and the counts that he may sign next; without any figure of a count that he counts
    blind himself.  Anybody sees his own waiting scans and,
    without any figure, that late paper healed a line which he counted or whose paper is his.
    `read` returns what he has put away.
    """
    limit = max(1, min(limit, ROWS_MAX))
    rows = [] if read else _scans(scope, site, limit)
    reach = {"person": scope.actor, "read": read, "limit": limit}
    reading = _reach(scope, site, "counting.read")
    if reading["sites"]:
        told = [*_late({**reading, **reach}),
                *_healed(scope, {**reading, **reach, "own": False})]
        told += [] if read else [*_doubts(scope, {**reading, **reach}),
                                 *_conflicts({**reading, **reach})]
        rows += _blinded(scope, told, dict(zip(reading["codes"], reading["sites"], strict=True)))
        rows += [] if read else _approvals(scope, site)
    others = _reach(scope, site, "", without=reading["codes"])
    if others["sites"]:
        rows += _healed(scope, {**others, **reach, "own": True})
    return sorted(rows, key=lambda row: row.at, reverse=True)[:limit]


def _blinded(scope: Scope, rows: list[InboxRow], sites: dict[str, int]) -> list[InboxRow]:
    """Take the figures from rows of open counts that the person of the scope counts blind."""
    blind = counted_blind(scope=scope, plans={
        (row.site, sites[row.site], row.plan) for row in rows if row.plan})
    return [row if row.plan not in blind or row.detail.get("person") == scope.actor
            else row._replace(quantity=None, detail={
                name: value for name, value in row.detail.items() if name != "remains"})
            for row in rows]


def _reach(
    scope: Scope, site: str | None, capability: str, *, without: list[str] | None = None
) -> dict[str, Any]:
    known = {code: id for code, id in site_ids(scope=scope, capability=capability).items()
             if site in (None, code) and code not in (without or ())}
    return {"sites": list(known.values()), "codes": list(known)}


def _scans(scope: Scope, site: str | None, limit: int) -> list[InboxRow]:
    return [InboxRow(row.tray, row.site, row.received_at, f"observation:{row.id}", None, row.place,
                     row.item or row.code, row.lot, row.quantity,
                     {"person": row.person, "reason": row.reason, "code": row.code})
            for row in tray(scope=scope, site=site, limit=limit)]


def _late(reach: dict[str, Any]) -> list[InboxRow]:
    return [InboxRow("late", row.site, row.at, f"observation:{row.observation}", row.plan,
                     row.place, row.item, row.lot, row.quantity,
                     {"person": row.person, "observed_at": row.observed_at})
            for row in run(ROOM, "late", reach)]


def _healed(scope: Scope, reach: dict[str, Any]) -> list[InboxRow]:
    """Tell of healed lines, and of those open again because a repair was taken back.

    Figures only to those who may read counts and see variances there.
    """
    found = []
    for row in run(ROOM, "healed", reach):
        hidden = reach["own"] or "variance" in scope.at(row.site).hides
        detail = {"people": list(row.people), "observed_at": row.observed_at,
                  "papers": _papers(row.papers, actor=scope.actor, own=reach["own"])}
        if not hidden:
            detail["remains"] = row.remains
        if undone := row.kind == "undone":
            detail["undone_by"] = row.undone_by
            detail |= {} if reach["own"] else {"undone_why": row.undone_why}
        quantity = row.remains if undone else row.quantity
        found.append(InboxRow(row.kind, row.site, row.at, f"line:{row.line}", row.plan, row.place,
                              row.item, row.lot, None if hidden else quantity, detail))
    return found


def _papers(papers: Any, *, actor: str, own: bool) -> list[dict[str, Any]]:
    """Return the late papers; who only counted is told their kind and author, not their cause."""
    kept = ("kind", "actor", "recorded_at")
    return [each if not own or each["actor"] == actor else {name: each[name] for name in kept}
            for each in plain(papers)]


def _doubts(scope: Scope, reach: dict[str, Any]) -> list[InboxRow]:
    return [InboxRow("doubt", row.site, row.at, f"line:{row.line}", row.plan, row.place, row.item,
                     row.lot, None if "variance" in scope.at(row.site).hides else row.quantity,
                     {"people": list(row.people), "papers": plain(row.papers)}, _recount(row))
            for row in run(ROOM, "doubts", reach)]


def _conflicts(reach: dict[str, Any]) -> list[InboxRow]:
    found = []
    for row in run(ROOM, "conflicts", reach):
        note = plain(row.note)
        kind = "disagreement" if note["cause"] == "disagreement" else "serial"
        found.append(InboxRow(kind, row.site, row.at, f"line:{row.line}", row.plan, row.place,
                              row.item, row.lot, None,
                              {"people": list(row.people), "note": note}, _recount(row)))
    return found


def _approvals(scope: Scope, site: str | None) -> list[InboxRow]:
    """Remind who may give the next signature; a late count is shown as such.

    Where nobody may, whoever can give the role to somebody.
    """
    return [InboxRow("approval", row.site, row.since, f"count:{row.plan}", row.plan, "", "", "",
                     None, {"plan_name": row.plan_name, "lines": row.lines, "due_at": row.due_at,
                            "stand": row.stand, "missing": max(1, row.approvers - row.signed)})
            for row in pending(scope=scope, site=site)
            if row.mine or (row.stand == "stuck" and scope.may("governance.write", row.site))]


def _recount(row: Any) -> Recount | None:
    return Recount(row.task, row.number, row.person, row.state) if row.task else None
