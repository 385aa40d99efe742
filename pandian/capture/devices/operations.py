"""Enrolling phones, leasing tasks to them, giving them up.   设备操作

The secret of an invitation and the token of a device are told once and kept as digests.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.capture.devices.queries import device_row, leases_of
from pandian.capture.devices.rules import (
    digest_of,
    enrol_faults,
    link_of,
    reason_faults,
    state_of,
)
from pandian.capture.devices.words import (
    CAPABILITIES,
    ENROLMENT_MINUTES,
    LEASE_HOURS,
    SECRET_BYTES,
    STAGES,
    Device,
    DeviceRefused,
    DeviceRow,
    EnrolDraft,
    Enrolled,
    EnrolmentOffer,
    EnrolmentRefused,
    InstallTaken,
    Lease,
)
from pandian.governance.operations import grant_device, revoke_device
from pandian.governance.queries import (
    PersonNotFound,
    scope_of_code,
    site_by_code,
    site_by_id,
)
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault

ROOM = "capture.devices"
WITHOUT_SITE = 0


def offer_enrolment(
    *, scope: Scope, site: str, person: str, base_url: str, now: datetime | None = None
) -> EnrolmentOffer:
    """Make an invitation for one phone of a person; its link is told once, for ten minutes.

    Needs counting.plan at the site.  Raises `Forbidden`, `SiteNotFound`, `PersonNotFound`,
    `DeviceRefused` when the person may not count there.
    """
    scope.need("counting.plan")
    here = site_by_code(scope=scope, code=site, capability="counting.plan")
    if not _counts(scope, person, site):
        raise DeviceRefused([Fault("/person", "person_cannot_count", (person,))])
    at, id, secret = now or datetime.now(UTC), uuid7(), secrets.token_urlsafe(SECRET_BYTES)
    expires_at = at + timedelta(minutes=ENROLMENT_MINUTES)
    with transaction.atomic():
        affected(ROOM, "offer", {
            "id": id, "digest": digest_of(secret), "site": here.id, "person": person,
            "actor": scope.actor, "now": at, "expires_at": expires_at})
        record(scope=scope, site=here.id, kind="capture.enrolment_offered",
               subject=f"enrolment:{id}", data={"person": person})
    return EnrolmentOffer(id, link_of(base_url, id, secret), site, person, expires_at)


def _counts(scope: Scope, person: str, site: str) -> bool:
    held = scope_of_code(scope=scope, code=person)
    return not held.service and held.may("counting.count", site)


def enrol(*, scope: Scope, draft: EnrolDraft, now: datetime | None = None) -> Enrolled:
    """Turn an invitation into a device; return its token, once.

    Called without anybody signed in (`scope` is the system's).  Raises `EnrolmentRefused`, the
    same for every invitation that does not hold; `InstallTaken`: then the invitation still lives.
    """
    if faults := enrol_faults(draft):
        raise DeviceRefused(faults)
    at, device = now or datetime.now(UTC), uuid7()
    with transaction.atomic():
        row = one(ROOM, "use_enrolment", {
            "id": draft.enrolment, "digest": digest_of(draft.secret), "device": device, "now": at})
        if row is None:
            raise EnrolmentRefused([Fault("", "enrolment_refused")])
        site = site_by_id(scope=SYSTEM, site=row.site)
        try:
            person = scope_of_code(scope=SYSTEM, code=row.person)
        except PersonNotFound:
            raise EnrolmentRefused([Fault("", "enrolment_refused")]) from None
        if not person.may("counting.count", site.code):
            raise EnrolmentRefused([Fault("", "enrolment_refused")])
        _free(draft.install, row)
        _write_device(scope, draft, row, device, at)
        token = grant_device(scope=scope._replace(actor=row.created_by), device=device,
                             person=person.person, site=site.code, capabilities=(
                                 *CAPABILITIES,
                                 *(one for one in STAGES if person.may(one, site.code))))
    return Enrolled(device, token, site.code, person.actor, person.name)


def _free(install: UUID, row: Any) -> None:
    """Let a storage be enrolled: a new one, or one of the same person that is sound."""
    held = one(ROOM, "install_owner", {"install": install})
    if held is not None and (held.state != "active" or (held.person or held.actor) != row.person
                             or held.site not in (WITHOUT_SITE, row.site)):
        raise InstallTaken([Fault("/install", "install_taken")])


def _write_device(
    scope: Scope, draft: EnrolDraft, row: Any, device: UUID, now: datetime
) -> None:
    params = {"install": draft.install, "actor": row.created_by, "now": now}
    old = [before.id for before in run(ROOM, "retire", params)]
    if old:
        revoke_device(scope=scope, devices=old)
    affected(ROOM, "insert_device", {
        **params, "device": device, "site": row.site, "person": row.person,
        "name": draft.name.strip(), "persisted": draft.persisted, "version": draft.app_version})
    record(scope=scope._replace(actor=row.created_by, device=str(device)), site=row.site,
           kind="capture.device_enrolled", subject=f"install:{draft.install}",
           data={"person": row.person, "name": draft.name.strip(), "device": str(device),
                 "enrolment": str(draft.enrolment), "app": draft.app_version})


def revoke(*, scope: Scope, install: UUID, reason: str, wipe: bool = False) -> DeviceRow:
    """Revoke a phone: it may hand in what it holds for 30 days, and read nothing any more.

    `wipe` tells it to clear all but the unsent rows.  Needs counting.plan.  Raises `Forbidden`,
    `DeviceNotFound`, `DeviceRefused` without a reason.
    """
    known = device_row(scope=scope, install=install)
    site = site_by_code(scope=scope, code=known.site, capability="counting.plan")
    if faults := reason_faults(reason):
        raise DeviceRefused(faults)
    if known.device is None:
        raise DeviceRefused([Fault("/install", "install_unknown")])
    now = datetime.now(UTC)
    with transaction.atomic():
        affected(ROOM, "revoke", {"device": known.device, "now": now, "actor": scope.actor,
                                  "reason": reason.strip(), "wipe": wipe})
        revoke_device(scope=scope, devices=[known.device])
        run(ROOM, "end_leases", {"install": install, "now": now})
        record(scope=scope, site=site.id, kind="capture.device_revoked",
               subject=f"install:{install}", data={"reason": reason.strip(), "wipe": wipe})
    return device_row(scope=scope, install=install)


def write_off(*, scope: Scope, install: UUID, reason: str) -> list[UUID]:
    """Give a device up: its holes no longer stop a close.  Needs counting.plan.

    Returns the tasks that it held: what it did not finish there must be counted by somebody.
    Raises `Forbidden`, `DeviceNotFound`, `DeviceRefused` without a reason.
    """
    known = device_row(scope=scope, install=install)
    site = site_by_code(scope=scope, code=known.site, capability="counting.plan")
    if faults := reason_faults(reason):
        raise DeviceRefused(faults)
    with transaction.atomic():
        held = [row.task for row in run(ROOM, "end_leases", {
            "install": install, "now": datetime.now(UTC)})]
        if affected(ROOM, "write_off", {"install": install, "sites": [site.id],
                                        "actor": scope.actor, "reason": reason.strip()}):
            record(scope=scope, site=site.id, kind="capture.install_written_off",
                   subject=f"install:{install}",
                   data={"reason": reason.strip(), "tasks": [str(task) for task in held],
                         "last_seq": known.last_seq, "acked_seq": known.acked_seq})
    return held


def take_leases(
    *, scope: Scope, device: Device, tasks: Sequence[UUID], now: datetime
) -> list[Lease]:
    """Take the tasks that are free, renew what the install holds; return who holds each task.

    A fixed number of statements.  One install holds a task at a time, for twelve hours from its
    last sign of life.
    """
    until = now + timedelta(hours=LEASE_HOURS)
    params = {"install": device.install, "now": now, "until": until}
    if tasks:
        given = {**params, "tasks": list(tasks), "ids": [uuid7() for _ in tasks],
                 "site": device.site, "person": device.person}
        affected(ROOM, "end_expired", given)
        affected(ROOM, "open_leases", given)
    affected(ROOM, "renew_leases", params)
    return leases_of(scope=scope, install=device.install, tasks=tasks, now=now)[0]


def free_task(*, scope: Scope, task: UUID, person: str) -> None:
    """Take a task from the devices of everybody but the person that it is given to now."""
    affected(ROOM, "free_task", {"task": task, "person": person, "now": datetime.now(UTC)})


def heard(
    *, scope: Scope, device: Device, now: datetime, offset_ms: int | None, last_seq: int | None,
    app_version: str = "",
) -> tuple[int, int, str]:
    """Note that a device was heard of; return (acked_seq, last_seq, state) of its install."""
    row = one(ROOM, "heard", {
        "install": device.install, "now": now, "offset_ms": offset_ms,
        "last_seq": last_seq or 0, "version": app_version})
    assert row is not None
    return row.acked_seq, row.last_seq, state_of(row.state, revoked=device.state == "revoked")
