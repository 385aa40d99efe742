"""Taking in what people and readers saw.   接收采集

`accept` stores a push and answers for every row; it decides nothing.  A row is durable when its
verdict is returned.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from pandian.capture.clock.operations import instants
from pandian.capture.devices.operations import take_leases
from pandian.capture.devices.queries import device_of, leases_of
from pandian.capture.devices.rules import state_of, tray_of
from pandian.capture.devices.rules import theirs as held_by_others
from pandian.capture.devices.words import PUSH_ROWS_MAX, Device, InstallUnknown, PushTooLarge
from pandian.capture.numbering.operations import acknowledge, hold, note, sequenced
from pandian.capture.numbering.words import Held, Row
from pandian.capture.resolution.operations import (
    draft_of,
    heal_waiting,
    put_opinions,
    resolve_rows,
)
from pandian.capture.resolution.words import Opinion
from pandian.capture.rules import (
    COMPARED,
    body_hash,
    check,
    difference,
)
from pandian.capture.words import (
    OBSERVATIONS_MAX,
    OFFSET_AUDITED_MS,
    InstallRestored,
    ObservationDraft,
    Push,
    PushAnswer,
    PushRefused,
    Resolved,
    Verdict,
)
from pandian.governance.queries import site_ids
from pandian.governance.words import EVERYWHERE, Scope
from pandian.kernel.operations import record
from pandian.kernel.rules import milliseconds
from pandian.kernel.statements import affected, run
from pandian.kernel.words import Fault

RESOLVE_PAGE = 1_000

_written = json.JSONEncoder(ensure_ascii=True, default=str).encode


def accept(
    *, scope: Scope, push: Push, sites_of_tasks: Mapping[UUID, str],
    closed: Collection[UUID] = (), now: datetime | None = None,
) -> PushAnswer:
    """Store a push durably and answer for every row, in order; malformed rows come last.

    `sites_of_tasks` gives the site code of each task named (counting knows them), `closed` those
    that take no more; rows without a task go to `push.site`, the only site of the scope, or the
    only site that has their place.  Raises `Forbidden`, `PushRefused` (too many rows),
    `PushTooLarge`, `InstallUnknown` (the token is another device's), `InstallRestored` (rows are
    kept aside).
    """
    scope.need("capture.push")
    device = _sender(scope, push)
    received_at = now or datetime.now(UTC)
    offset_ms = milliseconds(received_at - push.sent_at) if push.sent_at else 0
    rows = _checked(scope, push, sites_of_tasks)
    try:
        with transaction.atomic():
            return _accept(scope, push, rows, offset_ms, received_at, device, frozenset(closed))
    except InstallRestored:
        with transaction.atomic():
            _keep_restored(scope, push, rows, received_at)
        raise


def _sender(scope: Scope, push: Push) -> Device | None:
    """Return the device that sends, if one does, once the push is its own and not too large."""
    count = len(push.observations) + len(push.malformed)
    if count > OBSERVATIONS_MAX:
        raise PushRefused([Fault("/observations", "too_many", (OBSERVATIONS_MAX, count))])
    device = device_of(scope=scope)
    if device is None:
        return None
    if push.install != device.install:
        raise InstallUnknown([Fault("/install", "install_unknown")])
    if count > PUSH_ROWS_MAX:
        raise PushTooLarge([Fault("/observations", "push_rows", (PUSH_ROWS_MAX, count))])
    return device


def _checked(scope: Scope, push: Push, sites_of_tasks: Mapping[UUID, str]) -> list[Row]:
    """Give every row its site, and refuse what cannot be stored."""
    sites = _sites(scope, push, sites_of_tasks)
    rows = []
    for draft, site in zip(push.observations, sites, strict=True):
        result, faults = check(draft, numbered=push.install is not None)
        if not result and not site:
            result, faults = "refused_site", (Fault("/site", "site_unknown"),)
        rows.append(Row(draft, site, result=result, faults=faults))
    return rows


def _sites(scope: Scope, push: Push, sites_of_tasks: Mapping[UUID, str]) -> list[int]:
    """Return the site id of every observation; 0 where it cannot be told or is not allowed."""
    allowed = site_ids(scope=scope, capability="capture.push")
    single = next(iter(allowed.values())) if len(allowed) == 1 else 0
    if EVERYWHERE in scope.sites_with("capture.push"):
        single = 0 if len(allowed) != 1 else single
    default = allowed.get(push.site, 0) if push.site else single
    wanted = [
        allowed.get(sites_of_tasks[draft.task], 0)
        if draft.task and draft.task in sites_of_tasks else default
        for draft in push.observations
    ]
    lost = sorted({draft.place for draft, site in zip(push.observations, wanted, strict=True)
                   if not site and draft.place and "\0" not in draft.place})
    if not lost or push.site:
        return wanted
    found = {row.code: row.site for row in run(
        "capture", "places_of_codes", {"places": lost, "sites": list(allowed.values())})
        if row.sites == 1}
    return [
        site or (0 if draft.task in sites_of_tasks else found.get(draft.place, 0))
        for draft, site in zip(push.observations, wanted, strict=True)
    ]


def _accept(
    scope: Scope, push: Push, rows: list[Row], offset_ms: int, received_at: datetime,
    device: Device | None, closed: Collection[UUID],
) -> PushAnswer:
    held = hold(scope, push, rows, received_at)
    rows = _timed(scope, push, rows, offset_ms, received_at)
    rows, state = sequenced(rows, held)
    shown = state_of(state, revoked=device is not None and device.state == "revoked")
    theirs = _leased(scope, push, rows, device, shown, received_at)
    rows = _stored(scope, push, rows, _Standing(shown, frozenset(closed), theirs), received_at)
    note(push, rows, held)
    _quarantine(scope, push, rows, received_at)
    acked, gaps = acknowledge(scope, push, state, offset_ms, received_at)
    _record(scope, push, rows, state, offset_ms, held)
    return PushAnswer(
        received_at, max(datetime.now(UTC), received_at), offset_ms,
        (*(Verdict(str(r.draft.id), r.result, r.tray, r.resolved, r.faults) for r in rows),
         *(Verdict(m.id, m.result, "", None, m.faults) for m in push.malformed)),
        acked, gaps, shown, push.push, device is not None and device.wipe,
    )


def _timed(
    scope: Scope, push: Push, rows: list[Row], offset_ms: int, received_at: datetime
) -> list[Row]:
    """Give every row its instant by the server's clock, from all the evidence there is."""
    clocks = instants(
        scope=scope, install=push.install, drafts=push.observations, samples=push.samples,
        offset_ms=offset_ms, received_at=received_at,
        sent=push.sent._replace(offset_ms=offset_ms) if push.sent else None)
    return [row._replace(clock=clock) for row, clock in zip(rows, clocks, strict=True)]


class _Standing(NamedTuple):
    """How the sender stands: its state, tasks that are closed, tasks that another install has."""

    state: str
    closed: Collection[UUID]
    theirs: Collection[object]


def _leased(
    scope: Scope, push: Push, rows: Sequence[Row], device: Device | None, state: str,
    now: datetime,
) -> frozenset[object]:
    """Take the free tasks of a device's rows, renew its leases; return what others hold.

    A page that is online takes no lease and asks nobody.
    """
    if push.install is None:
        return frozenset()
    tasks = sorted({row.draft.task for row in rows if row.draft.task and not row.result})
    if device is not None and state == "active":
        take_leases(scope=scope, device=device, tasks=tasks, now=now)
    live, before = leases_of(scope=scope, install=push.install, tasks=tasks, now=now)
    return held_by_others(live, before)


def _stored(
    scope: Scope, push: Push, rows: list[Row], standing: _Standing, received_at: datetime
) -> list[Row]:
    """Insert what is new in one statement and compare the rest with what is known."""
    first: dict[tuple[int, UUID], int] = {}
    for n, row in enumerate(rows):
        if not row.result:
            first.setdefault((row.site, row.draft.id), n)
    new = _insert(scope, push, [rows[n] for n in first.values()], received_at)
    fresh = {n for key, n in first.items() if key[1] in new}
    old = [n for n, row in enumerate(rows) if not row.result and n not in fresh]
    opinions = resolve_rows(
        scope=scope, drafts=[rows[n].draft for n in sorted(fresh)],
        sites=[rows[n].site for n in sorted(fresh)],
        instants=[rows[n].clock.at for n in sorted(fresh)])
    for n, opinion in zip(sorted(fresh), opinions, strict=True):
        tray = push.trays.get(rows[n].draft.id) or _tray(opinion, rows[n], standing)
        rows[n] = rows[n]._replace(result="created", tray=tray,
                                   resolved=_said(rows[n].draft, opinion))
    _put(sorted(fresh), rows, opinions, received_at)
    for n, row in zip(old, _compared([rows[n] for n in old]), strict=True):
        rows[n] = row
    return rows


def _insert(
    scope: Scope, push: Push, rows: Sequence[Row], received_at: datetime
) -> set[UUID]:
    if not rows:
        return set()
    drafts = [row.draft for row in rows]
    clocks = [row.clock for row in rows]
    leads = set(site_ids(scope=scope, capability="counting.plan").values())
    given = run("capture", "insert_observations", {
        "install": push.install, "person": scope.actor, "received_at": received_at,
        "sites": [row.site for row in rows], "ids": [d.id for d in drafts],
        "seqs": [d.seq if push.install else None for d in drafts],
        "tasks": [d.task for d in drafts], "visits": [d.visit for d in drafts],
        "supervisors": [row.site in leads for row in rows],
        "places": [d.place for d in drafts], "codes": [d.code for d in drafts],
        "items": [d.item for d in drafts], "lots": [d.lot for d in drafts],
        "serials": [d.serial for d in drafts], "statuses": [d.status for d in drafts],
        "owners": [d.owner for d in drafts], "modes": [d.mode for d in drafts],
        "quantities": [d.quantity if d.mode in ("set", "add") else None for d in drafts],
        "units": [d.unit for d in drafts],
        "factors": [d.factor if d.mode in ("set", "add") else None for d in drafts],
        "observed": [clock.at for clock in clocks],
        "uncertainties": [clock.uncertainty_ms for clock in clocks],
        "device_at": [d.observed_at for d in drafts],
        "evidence": [clock.evidence for clock in clocks],
        "undoes": [d.undoes for d in drafts], "entries": [d.entry for d in drafts],
        "conditions": [_array(d.condition) for d in drafts],
        "notes": [d.note for d in drafts], "extras": [_extra(d) for d in drafts],
        "bodies": [body_hash(d) for d in drafts],
    })
    return {row.id for row in given}


def _array(values: Sequence[str]) -> str:
    quoted = (v.replace("\\", "\\\\").replace('"', '\\"') for v in values)
    return "{" + ",".join(f'"{v}"' for v in quoted) + "}"


def _extra(draft: ObservationDraft) -> str:
    """Return what a row carries besides its columns: fields we do not know, and clock evidence."""
    if draft.origin is None and draft.mono_ms is None:
        return _json(draft.extra) if draft.extra else "{}"
    return _json({**draft.extra, "origin": draft.origin, "mono_ms": draft.mono_ms})


def _json(value: Mapping[str, Any]) -> str:
    return _written(dict(value))


def _tray(opinion: Opinion, row: Row, standing: _Standing) -> str:
    return tray_of(opinion.tray, device=standing.state, evidence=row.clock.evidence,
                   late=row.draft.task in standing.closed,
                   theirs=row.draft.task in standing.theirs)


def _said(draft: ObservationDraft, opinion: Opinion) -> Resolved | None:
    if not opinion.item:
        return None
    return Resolved(draft.place, opinion.item_code, opinion.unit, opinion.lot_code,
                    opinion.serial_code, opinion.status, draft.owner, opinion.base)


def _put(
    numbers: Sequence[int], rows: Sequence[Row], opinions: Sequence[Opinion], now: datetime
) -> None:
    if numbers:
        put_opinions([rows[n].site for n in numbers], [rows[n].draft.id for n in numbers],
                      [o if o.tray == rows[n].tray else o._replace(tray=rows[n].tray)
                       for n, o in zip(numbers, opinions, strict=True)], now)


def _compared(rows: Sequence[Row]) -> list[Row]:
    """Answer `exists` for a true replay, else name the first field that differs."""
    if not rows:
        return []
    known = {(row.site, row.id): row for row in run("capture", "known_observations", {
        "sites": [row.site for row in rows], "ids": [row.draft.id for row in rows]})}
    answer = []
    for row in rows:
        old = known[row.site, row.draft.id]
        field = None if old.body == body_hash(row.draft) else difference(
            draft_of(old), row.draft._replace(quantity=_kept(row.draft)))
        if field is None:
            answer.append(row._replace(result="exists", tray=old.tray))
        else:
            answer.append(row._replace(result=f"exists_with_different_{field}",
                                       faults=(Fault(f"/{field}", "different", (field,)),)))
    return answer


def _kept(draft: ObservationDraft) -> int | None:
    return draft.quantity if draft.mode in ("set", "add") else None


def _quarantine(scope: Scope, push: Push, rows: Sequence[Row], now: datetime) -> None:
    """Keep the bodies that are not stored as observations."""
    bad = [row for row in rows if row.result not in ("created", "exists")]
    kept: list[tuple[int, str, int | None, str, str]] = [
        (row.site, str(row.draft.id), row.draft.seq, row.result, _body(row.draft))
        for row in bad
    ]
    kept += [(0, m.id, m.seq, m.result, _json(m.body)) for m in push.malformed]
    _keep(scope, push, kept, now)


def _keep(
    scope: Scope, push: Push, kept: Sequence[tuple[int, str, int | None, str, str]],
    now: datetime,
) -> None:
    if kept:
        affected("capture", "quarantine", {
            "install": push.install, "actor": scope.actor, "now": now,
            "sites": [k[0] for k in kept], "ids": [k[1].replace("\0", "") for k in kept],
            "seqs": [k[2] if k[2] is None or k[2] < 2**63 else None for k in kept],
            "results": [k[3] for k in kept], "bodies": [k[4] for k in kept],
        })


def _body(draft: ObservationDraft) -> str:
    return _json({**{f: getattr(draft, f) for f in ("id", *COMPARED)}, "note": draft.note,
                  "extra": dict(draft.extra)})


def _keep_restored(
    scope: Scope, push: Push, rows: Sequence[Row], now: datetime
) -> None:
    """Keep the rows of a restored copy aside, and say so in the audit trail."""
    _keep(scope, push, [(row.site, str(row.draft.id), row.draft.seq, "not_yours",
                         _body(row.draft)) for row in rows], now)
    record(scope=scope, site=0, kind="capture.install_restored",
           subject=f"install:{push.install}", data={"last_seq": push.last_seq})


def _record(
    scope: Scope, push: Push, rows: Sequence[Row], state: str, offset_ms: int, device: Held
) -> None:
    """Leave audit facts for what a person must know: a copied device, a wrong clock, a push."""
    created = sum(row.result == "created" for row in rows)
    refused = sum(row.result not in ("created", "exists") for row in rows) + len(push.malformed)
    site = next((row.site for row in rows if row.site), 0)
    subject = f"install:{push.install}" if push.install else f"person:{scope.actor}"
    if state != device.state:
        record(scope=scope, site=site, kind="capture.install_forked", subject=subject, data={})
    if created or refused:
        record(scope=scope, site=site, kind="capture.pushed", subject=subject,
               data={"created": created, "refused": refused, "offset_ms": offset_ms})
    if abs(offset_ms) > OFFSET_AUDITED_MS and created:
        record(scope=scope, site=site, kind="capture.clock_wrong", subject=subject,
               data={"offset_ms": offset_ms})


def resolve_again(*, scope: Scope, site: str | None = None) -> int:
    """Read unresolved observations again with today's bindings; return how many were healed.

    Runs page by page, each page its own transaction: safe to repeat and to interrupt.
    """
    scope.need("capture.push")
    ids = site_ids(scope=scope, capability="capture.push")
    wanted = [ids[site]] if site in ids else ([] if site else list(ids.values()))
    return len(heal_waiting(scope=scope, sites=wanted))
