"""Reading devices: the one of a token, and all of a site.   设备查询"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pandian.capture.devices.rules import state_of
from pandian.capture.devices.words import (
    ALARM_MINUTES,
    ALARMS_MAX,
    DEVICES_MAX,
    REFUSALS_MAX,
    TAKE_MAX,
    Alarm,
    Device,
    DeviceNotFound,
    DeviceRow,
    InstallUnknown,
    Lease,
    Refusal,
)
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault

ROOM = "capture.devices"


def device_of(*, scope: Scope) -> Device | None:
    """Return the device whose token acts, or None when no device acts (a person, a service)."""
    try:
        id = UUID(scope.device)
    except ValueError:
        return None
    return _device(one(ROOM, "device", {"device": id}))


def device_needed(*, scope: Scope, install: UUID) -> Device:
    """Return the device that acts, from its own storage.  Raises `InstallUnknown`."""
    device = device_of(scope=scope)
    if device is None or device.install != install:
        raise InstallUnknown([Fault("/install", "install_unknown")])
    return device


def device_of_install(*, scope: Scope, install: UUID, capability: str) -> Device | None:
    """Return the device of an install at the sites where the scope holds the capability."""
    sites = site_ids(scope=scope, capability=capability)
    return _device(one(ROOM, "device_of_install", {
        "install": install, "sites": list(sites.values())}))


def _device(row: Any) -> Device | None:
    if row is None:
        return None
    return Device(row.id, row.install, row.site, row.person, row.name,
                  state_of(row.state, revoked=row.revoked), row.wipe)


def devices(
    *, scope: Scope, site: str | None = None, install: UUID | None = None,
    unenrolled: bool = False, now: datetime | None = None,
) -> list[DeviceRow]:
    """Return the phones of the scope's sites, last heard of first.  Needs counting.plan.

    `unenrolled` adds the storages that pushed by a plain token.
    """
    scope.need("counting.plan")
    known = site_ids(scope=scope, capability="counting.plan")
    chosen = {code: id for code, id in known.items() if site in (None, code)}
    rows = run(ROOM, "devices", {
        "sites": list(chosen.values()), "codes": list(chosen), "install": install,
        "all": unenrolled, "now": now or datetime.now(UTC), "limit": DEVICES_MAX})
    gaps = _gaps([row.install for row in rows if row.last_seq > row.acked_seq])
    return [_row(row, gaps.get(row.install, ())) for row in rows]


def device_row(*, scope: Scope, install: UUID) -> DeviceRow:
    """Return one phone.  Raises `Forbidden`, `DeviceNotFound`."""
    found = devices(scope=scope, install=install, unenrolled=True)
    if not found:
        raise DeviceNotFound([Fault("/install", "device_unknown")])
    return found[0]


def _row(row: Any, gaps: tuple[tuple[int, int], ...]) -> DeviceRow:
    state = "unenrolled" if row.device is None and row.state == "active" else state_of(
        row.state, revoked=row.revoked)
    if row.state == "written_off":  # given up: the last word for who watches, revoked or not
        state = row.state
    return DeviceRow(
        row.device, row.install, row.name, row.person, row.site, state, row.wipe,
        row.app_version, row.last_seq, row.acked_seq, max(row.queued, 0), gaps, row.refused,
        row.offset_ms, row.last_seen_at, row.enrolled_at, tuple(row.tasks), row.lease_until,
        row.revoked)


def _gaps(installs: Sequence[UUID]) -> dict[UUID, tuple[tuple[int, int], ...]]:
    found: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    if installs:
        for row in run(ROOM, "gaps", {"installs": list(installs)}):
            found[row.id].append((row.first, row.last))
    return {id: tuple(spans) for id, spans in found.items()}


def alarms(*, scope: Scope, site: str | None = None, now: datetime | None = None) -> list[Alarm]:
    """Return what a supervisor must look at: two counters on one place, a serial in two places.

    Of the last hour, newest first.  Needs counting.plan; holds no quantity.
    """
    scope.need("counting.plan")
    known = site_ids(scope=scope, capability="counting.plan")
    chosen = {code: id for code, id in known.items() if site in (None, code)}
    rows = run(ROOM, "alarms", {
        "sites": list(chosen.values()), "codes": list(chosen), "limit": ALARMS_MAX,
        "since": (now or datetime.now(UTC)) - timedelta(minutes=ALARM_MINUTES)})
    return [Alarm(row.kind, row.site, row.place, row.item, row.serial, tuple(row.people),
                  tuple(row.places or ()), row.at) for row in rows]


def refusals(*, scope: Scope, install: UUID) -> list[Refusal]:
    """Return what a device sent that was not stored, newest first.  Needs counting.plan."""
    device_row(scope=scope, install=install)
    return [Refusal(*row) for row in run(ROOM, "refusals", {
        "install": install, "limit": REFUSALS_MAX})]


def leases_of(
    *, scope: Scope, install: UUID, tasks: Sequence[UUID], now: datetime
) -> tuple[list[Lease], set[UUID]]:
    """Return who holds these tasks now, and which of them the install has ever held."""
    if not tasks:
        return [], set()
    rows = run(ROOM, "leases", {"install": install, "tasks": list(tasks), "now": now})
    live = [Lease(row.id, row.task, row.install, row.expires_at, row.mine, row.holder)
            for row in rows if row.live]
    return live, {row.task for row in rows if row.mine}


def leased_tasks(*, scope: Scope, install: UUID, since: datetime) -> list[UUID]:
    """Return the tasks that an install has taken since an instant, ended or not."""
    return [row.task for row in run(ROOM, "leased_tasks", {
        "install": install, "since": since, "limit": TAKE_MAX})]


def enrolment(*, scope: Scope, id: UUID) -> Any:
    """Return what became of an invitation (waiting, used, over).  Raises `DeviceNotFound`."""
    scope.need("counting.plan")
    known = site_ids(scope=scope, capability="counting.plan")
    row = one(ROOM, "enrolment", {
        "id": id, "sites": list(known.values()), "codes": list(known)})
    if row is None:
        raise DeviceNotFound([Fault("/enrolment", "device_unknown")])
    return row
