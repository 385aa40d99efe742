"""The one door: everything that moves stock goes through here.   过账

Validate, generate, write.  `post` takes documents by codes, `assert_from` counted lines,
`reverse` undoes.  Nothing else in pandian inserts a move.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from pandian.governance.queries import sites
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault
from pandian.ledger.exits.queries import judge, undone
from pandian.ledger.exits.words import WARRANTS
from pandian.ledger.merging.operations import write
from pandian.ledger.queries import frozen_items, posting
from pandian.ledger.resolution.operations import resolve
from pandian.ledger.resolution.words import Draft, Resolved
from pandian.ledger.rules import difference, request_hash, window
from pandian.ledger.words import (
    EXACT,
    PRECISIONS,
    REQUESTS_MAX,
    Asserted,
    HoldingKey,
    PlaceStatement,
    Posted,
    PostingConflict,
    PostingRefused,
    PostingRequest,
    Statement,
)

SNAPSHOT_AGE_MIN = timedelta(days=1)
SEAL_WINDOW = timedelta(minutes=10)
"""How far a seal looks back for postings that committed after later ones were sealed."""


def post(
    *, scope: Scope, requests: Sequence[PostingRequest], warrant: str = ""
) -> list[Posted]:
    """Post documents, each atomic by itself; return what became of each, in order.

    A known id answers `exists`, or `exists_with_different_<field>`; a document with faults is
    `refused_<first fault>` and carries them all.  Facts below the floor are covered, never
    refused; goods that are locked do not leave.  `warrant` (see exits/words.py) is what the
    calling code rests on, never what a client says.  Raises `Forbidden`, and `PostingRefused`
    when the batch itself is too large.
    """
    assert warrant in WARRANTS
    scope.need("ledger.post")
    if len(requests) > REQUESTS_MAX:
        raise PostingRefused([Fault("", "too_many", (REQUESTS_MAX, len(requests)))])
    now = datetime.now(UTC)
    known = {row.code: row for row in sites(scope=scope) if scope.may("ledger.post", row.code)}
    answers: dict[int, Posted] = {}
    for site, numbers in _by_site(requests).items():
        if (row := known.get(site)) is None:
            for n in numbers:
                answers[n] = _refused(requests[n], [
                    Fault(f"{requests[n].pointer}/site", "site_unknown", (site,))])
            continue
        answers |= _post_site(scope, row, {n: requests[n] for n in numbers}, warrant, now)
    return [answers[n] for n in range(len(requests))]


def _by_site(requests: Sequence[PostingRequest]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for n, request in enumerate(requests):
        groups[request.site].append(n)
    return groups


def _post_site(
    scope: Scope, site: SiteRow, requests: Mapping[int, PostingRequest], warrant: str,
    now: datetime,
) -> dict[int, Posted]:
    """Resolve and write the documents of one site; the same id twice waits for the first."""
    answers: dict[int, Posted] = {}
    rows = resolve(scope=scope, site=site.id, requests=list(requests.values()), now=now,
                   warrant=warrant)
    rows = judge(scope=scope, site=site, rows=rows, warrant=warrant, now=now)
    resolved = dict(zip(requests, _thawed(scope, site.id, rows), strict=True))
    good = {n: row for n, row in resolved.items() if not row.faults}
    answers |= {n: _refused(row.request, row.faults) for n, row in resolved.items() if row.faults}
    drafts = dict(zip(good, _drafts(scope, site, list(good.values())), strict=True))
    first: dict[UUID, int] = {}
    again: list[int] = []
    for n, draft in drafts.items():
        if first.setdefault(draft.id, n) != n:
            again.append(n)
    written = write(scope=scope, drafts=[drafts[n] for n in first.values()])
    answers |= dict(zip(first.values(), written, strict=True))
    for n in again:
        answers |= {n: write(scope=scope, drafts=[drafts[n]])[0]}
    return answers


def _refused(request: PostingRequest, faults: Iterable[Fault]) -> Posted:
    named = tuple(faults)
    return Posted(request.id, f"refused_{named[0].code}", faults=named)


def _thawed(scope: Scope, site: int, rows: Sequence[Resolved]) -> list[Resolved]:
    """Refuse what touches an item that is frozen because an invariant broke there."""
    frozen = frozen_items(scope=scope, site=site)
    if not frozen:
        return list(rows)
    return [
        row._replace(faults=(*row.faults, *(
            Fault(f"{row.request.pointer}/lines/{n}/item", "item_frozen",
                  (row.request.lines[n].item, frozen[line.source.item]))
            for n, line in enumerate(row.lines) if line.source.item in frozen)))
        for row in rows
    ]


def _drafts(scope: Scope, site: SiteRow, rows: Sequence[Resolved]) -> list[Draft]:
    """Give every line its holdings; one look-up for all."""
    keys = [key for row in rows for line in row.lines for key in (line.source, line.target)]
    ids = open_holdings(scope=scope, site=site.id, keys=keys)
    zone = ZoneInfo(site.time_zone)
    return [_draft(scope, row, ids, zone) for row in rows]


def _draft(
    scope: Scope, row: Resolved, ids: Mapping[HoldingKey, int], zone: ZoneInfo
) -> Draft:
    request = row.request
    at = min(request.effective_at, datetime.now(UTC))
    since, until = window(at, request.precision, zone=zone)
    return Draft(
        request.id, row.site, request.kind, _json(request.cause), scope.actor, scope.device,
        request_hash(request),
        [ids[line.source] for line in row.lines], [ids[line.target] for line in row.lines],
        [line.quantity for line in row.lines],
        [at], [since], [until],
        PRECISIONS.index(request.precision), request.strict, None, request.transfer,
    )


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, default=str)


def open_holdings(
    *, scope: Scope, site: int, keys: Sequence[HoldingKey]
) -> dict[HoldingKey, int]:
    """Return the holding id of each stock key, opening the new ones with a zero balance."""
    distinct = sorted(set(keys))
    if not distinct:
        return {}
    row = one("ledger", "open_holdings", {
        "site": site,
        "places": [key.place for key in distinct], "items": [key.item for key in distinct],
        "lots": [key.lot for key in distinct], "serials": [key.serial for key in distinct],
        "statuses": [key.status for key in distinct], "owners": [key.owner for key in distinct],
    })
    assert row is not None
    return dict(zip(distinct, row.ids, strict=True))


def reverse(
    *, scope: Scope, posting_id: UUID, id: UUID, reason: str, effective: str = "then",
    warrant: str = "",
) -> Posted:
    """Undo a posting by a new one with source and target swapped.

    Without a document (`warrant`) no reversal makes goods freer or brings back the destroyed.

    `effective` is `then` (it never happened: effective at the old instants, later counts heal)
    or `now` (it was undone).  Reversing a count `then` withdraws its statements, with all that
    was healed for them.  Raises `PostingNotFound`, `PostingRefused`, `PostingConflict`.
    """
    assert warrant in ("", "document")
    scope.need("ledger.post")
    faults = []
    if not reason.strip():
        faults.append(Fault("/reason", "blank_reason"))
    if effective not in ("then", "now"):
        faults.append(Fault("/effective", "not_a_choice", ("then, now",)))
    old = posting(scope=scope, id=posting_id)
    scope.need("ledger.post", old.site)
    if old.kind in ("heal", "shortage"):
        faults.append(Fault("", "system_posting", (old.kind,)))
    site = next(row for row in sites(scope=scope) if row.code == old.site)
    if not warrant:
        faults += undone(site=site.id, posting=posting_id)
    if faults:
        raise PostingRefused(faults)
    with transaction.atomic():
        return _reverse(scope, site, posting_id, id, reason, effective)


def _reverse(
    scope: Scope, site: SiteRow, posting_id: UUID, id: UUID, reason: str, effective: str
) -> Posted:
    """Write the reversal under a lock on the old posting, so that only one can win."""
    row = one("ledger", "lock_posting", {"site": site.id, "id": posting_id})
    assert row is not None
    if row.reversed_by not in (None, id):
        raise PostingConflict([Fault("", "already_reversed", (str(row.reversed_by),))])
    now = datetime.now(UTC)
    lines = run("ledger", "reversal_lines", {
        "site": site.id, "id": posting_id, "zone": site.time_zone,
        "withdraw": effective == "then" and row.kind == "count_adjustment",
    })
    then = effective == "then"
    cause = {"reverses": str(posting_id), "reason": reason, "effective": effective}
    request = PostingRequest(id, site.code, "reversal", cause, _old_instant(lines, now), ())
    draft = Draft(
        id, site.id, "reversal", _json(cause), scope.actor, scope.device, request_hash(request),
        [line.target for line in lines], [line.source for line in lines],
        [line.quantity for line in lines],
        [line.effective_at if then else now for line in lines],
        [line.since if then else now for line in lines],
        [line.until if then else now for line in lines],
        (EXACT if row.kind == "count_adjustment" else row.precision) if then else 0,
        reverses=posting_id, transfer=row.transfer,
    )
    if then and row.kind == "count_adjustment":
        affected("ledger", "retract", {"site": site.id, "of": posting_id, "by": id})
    return write(scope=scope, drafts=[draft])[0]


def _old_instant(lines: Sequence[Any], now: datetime) -> datetime:
    """Return the instant that stands for a reversed posting in its replay check."""
    return min((line.effective_at for line in lines), default=now.replace(year=2000))


def assert_counts(
    *, scope: Scope, site: int, id: UUID, cause: Mapping[str, Any],
    statements: Sequence[Statement],
) -> Asserted:
    """State counted lines and post their differences; see `assert_from` for sets.

    Raises `PostingConflict` when the id is known with another content.
    """
    holdings = open_holdings(scope=scope, site=site, keys=[s.key for s in statements])
    with transaction.atomic():
        run("ledger", "statement_table")
        affected("ledger", "statement_fill", {
            "refs": [s.ref for s in statements],
            "holdings": [holdings[s.key] for s in statements],
            "instants": [s.at for s in statements],
            "uncertainties": [s.uncertainty_ms for s in statements],
            "counted": [s.counted for s in statements],
        })
        return assert_from(scope=scope, site=site, id=id, cause=cause)


def assert_from(
    *, scope: Scope, site: int, id: UUID, cause: Mapping[str, Any],
) -> Asserted:
    """State the lines of the temporary table `ledger_statement` and post their differences.

    Make and fill the table in the same transaction (`statement_table.sql`).  Each difference is
    against the book at the line's own instant and effective then; lines that match are kept as
    statements too.  Raises `PostingConflict` when the id is known with another content.
    """
    request = PostingRequest(id, str(site), "count_adjustment", cause,
                             datetime(2000, 1, 1, tzinfo=UTC), ())
    hashed = request_hash(request)
    row = one("ledger", "assert", {
        "site": site, "id": id, "cause": _json(cause), "actor": scope.actor,
        "device": scope.device, "request": hashed,
    })
    assert row is not None
    if row.result == "exists" and (field := difference(row.request, hashed)):
        raise PostingConflict([Fault("/id", "different", (field,))])
    return Asserted(id, row.result, row.stated, row.moved, int(row.gain), int(row.loss),
                    row.recorded_at)


def assert_places(*, scope: Scope, site: int, statements: Sequence[PlaceStatement]) -> int:
    """State closed visits; return how many were new.

    A transaction of its own: it waits for the postings in flight at the site.
    """
    if not statements:
        return 0
    with transaction.atomic():
        row = one("ledger", "assert_places", {
            "site": site,
            "visits": [s.visit for s in statements], "places": [s.place for s in statements],
            "instants": [s.at for s in statements],
            "items": [None if s.items is None else _array(s.items) for s in statements],
            "seen": [_array(s.seen) for s in statements],
            "seen_items": [_array(s.seen_items) for s in statements],
        })
    assert row is not None
    return int(row.entered)


def _array(values: Sequence[int]) -> str:
    return "{" + ",".join(str(int(value)) for value in values) + "}"


def seal(*, scope: Scope, site: int) -> int:
    """Seal the site's postings that are not sealed yet; return how many."""
    with transaction.atomic():
        row = one("ledger", "seal", {"site": site, "window": SEAL_WINDOW})
    assert row is not None
    return int(row.sealed)


def seal_all(*, scope: Scope) -> int:
    """Seal every site of the scope; return how many postings were sealed."""
    return sum(seal(scope=scope, site=row.id) for row in sites(scope=scope))


def snapshot(*, scope: Scope, site: int, at: datetime) -> int:
    """Take a dense snapshot at an instant at least a day back; return the rows written.

    Raises `PostingRefused` when the instant is too recent.
    """
    if at > datetime.now(UTC) - SNAPSHOT_AGE_MIN:
        raise PostingRefused([Fault("/at", "snapshot_too_recent")])
    with transaction.atomic():
        row = one("ledger", "take_snapshot", {"site": site, "at": at})
    assert row is not None
    return int(row.taken)


def open_partitions(*, scope: Scope) -> int:
    """Open the monthly partitions of the next months; return how many were new."""
    row = one("ledger", "open_partitions")
    assert row is not None
    return int(row.opened)


def freeze(*, scope: Scope, site: int, item: int, invariant: str) -> None:
    """Stop posting of an item at a site because an invariant broke there; reading goes on."""
    affected("ledger", "freeze", {"site": site, "item": item, "invariant": invariant})
    record(scope=scope, site=site, kind="ledger.frozen", subject=f"item:{item}",
           data={"invariant": invariant})


def thaw(*, scope: Scope, site: int, item: int) -> None:
    """Allow posting of an item again after its cause was repaired."""
    scope.need("governance.write")
    affected("ledger", "thaw", {"site": site, "item": item})
    record(scope=scope, site=site, kind="ledger.thawed", subject=f"item:{item}", data={})

