"""Preparing the report of a period, and closing it with another person's signature.   期间结账操作

Nothing is refused for what is open: the report says it.  Only what makes the figures themselves
impossible stands in the way, and all of it is named at once.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.counting.certifying.rules import sealed
from pandian.counting.closing.queries import ROOM, kept, listed, period
from pandian.counting.closing.rules import end_of, last_day, plain, span_faults
from pandian.counting.closing.words import (
    CLOSE,
    PREPARE,
    REPORT_VERSION,
    SECTIONS,
    SEEN_BEFORE_MINUTES,
    PeriodConflict,
    PeriodDraft,
    PeriodNotYours,
    PeriodRefused,
    PeriodRow,
)
from pandian.governance.access.operations import prove, sign
from pandian.governance.delegating.queries import accounts_of
from pandian.governance.queries import site_by_code
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one
from pandian.kernel.words import Fault
from pandian.ledger.operations import seal
from pandian.ledger.queries import frozen_items
from pandian.ledger.verify.operations import verify

GZIP_LEVEL = 6
BEGINNING = datetime(1, 1, 2, tzinfo=UTC)


def prepare_period(*, scope: Scope, draft: PeriodDraft) -> PeriodRow:
    """Make and keep the report of a period: what is open, and the book at its end.

    Idempotent by id; a site may have several reports until one is closed.  Needs counting.prepare.
    Raises `Forbidden`, `NotFound`, `PeriodRefused` with everything that stands in the way,
    `PeriodConflict` when the id stands for another.
    """
    site = site_by_code(scope=scope, code=draft.site, capability=PREPARE)
    scope.need("counting.read", draft.site)
    if (known := _known(scope, site, draft)) is not None:
        return known
    ends_at = end_of(draft.last_day, site.time_zone)
    if faults := _faults(site, ends_at):
        raise PeriodRefused(faults)
    seal(scope=scope, site=site.id)
    with transaction.atomic():
        made = _keep(scope, site, draft, ends_at)
    if not made:
        raise PeriodConflict([Fault("/id", "already_taken", (str(draft.id),))])
    return period(scope=scope, id=draft.id)._replace(made="created")


def _known(scope: Scope, site: SiteRow, draft: PeriodDraft) -> PeriodRow | None:
    if one(ROOM, "known_period", {"id": draft.id}) is None:
        return None
    row = period(scope=scope, id=draft.id)
    for name, same in (("site", row.site == site.code), ("last_day", row.last_day
                                                         == draft.last_day)):
        if not same:
            return row._replace(made=f"exists_with_different_{name}")
    return row._replace(made="exists")


def _faults(site: SiteRow, ends_at: datetime) -> list[Fault]:
    """Return all that makes a close impossible: where it ends, a ledger that does not hold."""
    last = one(ROOM, "last_close", {"site": site.id})
    faults = span_faults(ends_at, closed_to=last.ends_at if last else None,
                         now=datetime.now(UTC), zone=site.time_zone)
    faults += [
        Fault("/site", "period_unsound", (found.code, found.label, ", ".join(found.broken[:3])))
        for found in verify(scope=SYSTEM, site=site.code, full=False)
        if found.broken and not found.report]
    return faults + [Fault("/site", "period_frozen", (str(item), broken))
                     for item, broken in frozen_items(scope=SYSTEM, site=site.id).items()]


def _keep(scope: Scope, site: SiteRow, draft: PeriodDraft, ends_at: datetime) -> int:
    now = datetime.now(UTC)
    last = one(ROOM, "last_close", {"site": site.id})
    head = one(ROOM, "head", {"site": site.id, "minutes": SEEN_BEFORE_MINUTES})
    number, since = (head.number, head.since) if head else (0, BEGINNING)
    starts_at = last.ends_at if last else None
    lists, totals = _lists({"site": site.id, "starts_at": starts_at, "ends_at": ends_at,
                            "seal": number, "since": since}, last)
    said = {"kind": "period", "certificate": REPORT_VERSION, "id": draft.id, "site": site.code,
            "time_zone": site.time_zone, "starts_at": starts_at, "ends_at": ends_at,
            "last_day": draft.last_day, "seal": number, "chain": head.chain if head else "",
            "previous": last.period if last else None, "totals": totals,
            "prepared_by": scope.actor, "prepared_at": now}
    body = sealed(plain(said), {name: [plain(row) for row in rows]
                                for name, rows in lists.items()})
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    made = affected(ROOM, "insert_period", {
        "site": site.id, "id": draft.id, "starts_at": starts_at, "ends_at": ends_at,
        "last_day": draft.last_day, "seal": number, "since": since, "totals": json.dumps(totals),
        "content_hash": body["content_hash"], "body": gzip.compress(text, GZIP_LEVEL, mtime=0),
        "actor": scope.actor, "now": now})
    if made:
        record(scope=scope, site=site.id, kind="period.prepared", subject=f"period:{draft.id}",
               data={"last_day": str(draft.last_day), "seal": number,
                     "content_hash": body["content_hash"]})
    return made


def _lists(
    reach: Mapping[str, Any], last: Any
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, list[int]]]:
    """Return every list of a report, and its figures: rows, gains, losses."""
    lists: dict[str, list[dict[str, Any]]] = {}
    totals: dict[str, list[int]] = {}
    for name in SECTIONS:
        if name != "late":
            lists[name], totals[name] = listed(name, reach)
        elif last is None:
            lists[name], totals[name] = [], [0, 0, 0]
        else:
            lists[name], totals[name] = listed(name, {
                **reach, "ends_at": last.ends_at, "since": last.since, "seal": last.seal,
                "upto": reach["seal"]})
    return lists, totals


def close_period(
    *, scope: Scope, id: UUID, password: str, meaning: str = "approved"
) -> PeriodRow:
    """Close a period: another person signs its report, by its content hash.

    Needs counting.close.  Raises `Forbidden`, `PeriodNotFound`, `PeriodNotYours` for who prepared
    it, `PeriodConflict` when it or a later one is closed, governance's `SignatureRefused` and
    `SignInLimited`.
    """
    found = kept(scope=scope, id=id)
    site = site_by_code(scope=scope, code=found.row.site, capability=CLOSE)
    if scope.actor in accounts_of(scope=SYSTEM, people=[found.row.prepared_by]):
        raise PeriodNotYours([Fault("/id", "period_own")])
    _open(scope, site, id)
    proof = prove(scope=scope, password=password)
    with transaction.atomic():
        one(ROOM, "take_turns", {"site": site.id})
        _open(scope, site, id)
        signature = sign(scope=scope, proof=proof, meaning=meaning,
                         content_hash=found.row.content_hash, subject=f"period:{id}")
        affected(ROOM, "insert_close", {
            "site": site.id, "ends_at": found.row.ends_at, "id": id, "signature": signature,
            "actor": scope.actor, "now": datetime.now(UTC)})
        record(scope=scope, site=site.id, kind="period.closed", subject=f"period:{id}",
               data={"signature": str(signature), "content_hash": found.row.content_hash,
                     "last_day": str(found.row.last_day)})
    return period(scope=scope, id=id)


def _open(scope: Scope, site: SiteRow, id: UUID) -> None:
    """See that nobody closed this period, or another from where it begins."""
    row = period(scope=scope, id=id)
    if row.state == "closed":
        raise PeriodConflict([Fault("/id", "period_closed")])
    if row.state == "superseded":
        last = one(ROOM, "last_close", {"site": site.id})
        assert last is not None
        raise PeriodConflict([Fault("/id", "period_superseded", (
            last_day(last.ends_at, site.time_zone),))])
