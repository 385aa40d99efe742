"""Proposing holds for what was found, and rounds that are due.   自动提出

Run by a job every minute and safe to run twice: each finding is taken up once, in the
transaction that writes its proposal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID, uuid5

from django.db import transaction

from pandian.capture.rescue.queries import label_tasks, waiting_row
from pandian.governance.queries import site_by_code
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.operations import record, record_many
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import FactDraft
from pandian.lifecycle.destruction.queries import alarms
from pandian.lifecycle.expiry.queries import day_at
from pandian.lifecycle.hold.queries import old_holds
from pandian.lifecycle.operations import open_document
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.raising.words import FOUND_MAX, NAMESPACE, Found, Raised
from pandian.lifecycle.stock_check.queries import due_at
from pandian.lifecycle.stock_check.words import DOUBTS
from pandian.lifecycle.words import LINES_MAX, DocumentDraft, DocumentRefused, LineDraft

ROOM = "lifecycle.raising"
MOVE = "lifecycle.move"


def raise_findings(*, scope: Scope, site: str) -> Raised:
    """Propose a hold for every doubt, excursion and damaged label that has none yet.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    known = site_by_code(scope=scope, code=site, capability=MOVE)
    made: list[UUID] = []
    impossible = 0
    for found in (_doubts(known), _excursions(known), _labels(known)):
        for _, rows in groupby(found, key=lambda row: (row.source, row.key)):
            document = _propose(scope, known, list(rows)[:LINES_MAX])
            made += [document] if document else []
            impossible += document is None
    _close_readings(known)
    return Raised(site, tuple(made), impossible)


def _doubts(site: SiteRow) -> list[Found]:
    rows = run(ROOM, "doubts", {"site": site.id, "limit": FOUND_MAX})
    return [Found("stock_check", row.key, DOUBTS[row.measure], row.item, row.lot, row.serial,
                  row.owner, row.place, row.quantity) for row in rows]


def _excursions(site: SiteRow) -> list[Found]:
    place = one(ROOM, "quarantine_place", {"site": site.id})
    rows = run(ROOM, "excursions", {"site": site.id, "limit": FOUND_MAX})
    return [Found("reading", row.key, "temperature", row.item, row.lot, row.serial, row.owner,
                  row.place, row.quantity, place.code if place else "") for row in rows]


def _labels(site: SiteRow) -> list[Found]:
    """Return the proposals of the label rescue; its units are those of the scan."""
    tasks = label_tasks(scope=SYSTEM, site=site.code, kind="on_hold", limit=FOUND_MAX)
    known = {row.key for row in run(ROOM, "raised", {
        "site": site.id, "source": "label", "keys": [str(task.id) for task in tasks]})}
    found = []
    for task in tasks:
        if str(task.id) not in known:
            row = waiting_row(scope=SYSTEM, observation=task.observation)
            units = (row.quantity or 1) * (row.factor or 1)
            found.append(Found("label", str(task.id), "label", task.item, task.lot, task.serial,
                               "", task.place, units))
    return found


def _propose(scope: Scope, site: SiteRow, rows: Sequence[Found]) -> UUID | None:
    """Open the hold of one finding and note that it is taken up; None where it cannot be."""
    first = rows[0]
    header = {"cause": first.cause, "found_by": first.source, "found_in": first.key}
    if first.quarantine:
        header["place"] = first.quarantine
    draft = DocumentDraft(
        uuid5(NAMESPACE, f"{site.code} {first.source} {first.key}"), site.code, "hold", header,
        tuple(LineDraft(row.item, row.quantity, row.lot, row.serial, row.owner, place=row.place)
              for row in rows))
    with transaction.atomic():
        try:
            with transaction.atomic():
                document: UUID | None = open_document(scope=scope, draft=draft).document
        except DocumentRefused as error:
            document = None
            record(scope=scope, site=site.id, kind="hold.impossible",
                   subject=f"{first.source}:{first.key}",
                   data={"faults": [list(map(str, fault[:3])) for fault in error.faults]})
        affected(ROOM, "insert_raised", {
            "site": site.id, "source": first.source, "keys": [first.key], "document": document,
            "now": datetime.now(UTC)})
    return document


def _close_readings(site: SiteRow) -> None:
    """Note the excursions of places without stock: there is nothing to hold."""
    keys = [row.key for row in run(ROOM, "unraised_readings", {
        "site": site.id, "limit": FOUND_MAX})]
    affected(ROOM, "insert_raised", {
        "site": site.id, "source": "reading", "keys": keys, "document": None,
        "now": datetime.now(UTC)})


def open_rounds(*, scope: Scope, site: str, now: datetime | None = None) -> list[UUID]:
    """Open a round for every zone that wants one by policy and has none open.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    known = site_by_code(scope=scope, code=site, capability=MOVE)
    day = day_at(known, now).isoformat()
    return [open_document(scope=scope, draft=DocumentDraft(
        uuid5(NAMESPACE, f"{site} round {row.place} {day}"), site, "stock_check",
        {"place": row.place, "day": day})).document
        for row in due_at(scope=scope, site=known, now=now, unopened=True)]


def remind_of_holds(*, scope: Scope, site: str, now: datetime | None = None) -> int:
    """Remind once of every hold that waits too long, and again after as many days more.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    known = site_by_code(scope=scope, code=site, capability=MOVE)
    days = int(policies_of(scope=SYSTEM, site=known)["hold_days"])
    old = {f"{row.id} {row.since.isoformat()} {row.days // days}": row
           for row in old_holds(scope=SYSTEM, site=site, now=now)}
    told = {row.key for row in run(ROOM, "raised", {
        "site": known.id, "source": "hold_old", "keys": list(old)})}
    new = {key: row for key, row in old.items() if key not in told}
    with transaction.atomic():
        affected(ROOM, "insert_raised", {
            "site": known.id, "source": "hold_old", "keys": list(new), "document": None,
            "now": datetime.now(UTC)})
        record_many(scope=scope, facts=[
            FactDraft(known.id, "hold.waits", f"document:{row.id}",
                      {"number": row.number, "days": row.days, "cause": row.cause,
                       "state": row.state}) for row in new.values()])
    return len(new)


def tell_seen_again(*, scope: Scope, site: str) -> int:
    """Tell once of every scan of a serial that was destroyed before; return how many are new.

    Raises `Forbidden`, and `NotFound` for a foreign site.
    """
    known = site_by_code(scope=scope, code=site, capability=MOVE)
    seen = {str(row.observation): row for row in alarms(scope=scope) if row.site == site}
    old = {row.key for row in run(ROOM, "raised", {
        "site": known.id, "source": "destroyed_seen", "keys": list(seen)})}
    new = {key: row for key, row in seen.items() if key not in old}
    with transaction.atomic():
        affected(ROOM, "insert_raised", {
            "site": known.id, "source": "destroyed_seen", "keys": list(new), "document": None,
            "now": datetime.now(UTC)})
        record_many(scope=scope, facts=[
            FactDraft(known.id, "alarm.destroyed_seen", f"serial:{row.item}:{row.serial}",
                      {"observation": key, "place": row.place, "person": row.person,
                       "destroyed_by": row.destroyed_by}) for key, row in new.items()])
    return len(new)
