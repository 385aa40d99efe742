"""Filling a phone: tasks with their leases, masters, what it must give back.   下载操作"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.capture.clock.operations import keep
from pandian.capture.devices.operations import heard, take_leases
from pandian.capture.devices.queries import device_needed, leased_tasks, leases_of
from pandian.capture.devices.words import Device
from pandian.capture.words import CONDITIONS, MODES, TRAYS, InstallRestored
from pandian.catalog.package.queries import masters, start
from pandian.catalog.package.rules import read, written
from pandian.catalog.package.words import PAGE_ROWS, SECTIONS, Cursor
from pandian.counting.nearby.queries import offers, within
from pandian.counting.nearby.words import Offer
from pandian.counting.packing.queries import leased, mine, tasks_page
from pandian.counting.packing.words import KNOWN_DAYS, POLICY, STEPS, TASKS_MAX, Ask, Given
from pandian.governance.queries import site_by_id
from pandian.governance.words import Scope
from pandian.kernel.rules import milliseconds
from pandian.kernel.statements import run
from pandian.kernel.words import Fault, Label

ROOM = "counting.packing"
NOTHING = UUID(int=0)

EMPTY: Mapping[str, Sequence[Mapping[str, Any]]] = {
    **dict.fromkeys(SECTIONS, ()), "tombstones": ()}


def pull(*, scope: Scope, ask: Ask, now: datetime | None = None) -> Given:
    """Give a phone one page of what it needs to count alone, and take its tasks for it.

    A revoked or copied device is given nothing but its state.  Raises `Forbidden`,
    `InstallUnknown`, `InstallRestored` (the phone has drawn fewer numbers than are here),
    `CursorGone`.
    """
    scope.need("counting.count")
    at = now or datetime.now(UTC)
    offset_ms = milliseconds(at - ask.sent_at) if ask.sent_at else 0
    with transaction.atomic():
        device = device_needed(scope=scope, install=ask.install)
        acked, _, state = heard(
            scope=scope, device=device, now=at, last_seq=ask.last_seq,
            offset_ms=offset_ms if ask.sent_at else None, app_version=ask.app_version)
        if ask.last_seq is not None and ask.last_seq < acked:
            raise InstallRestored([Fault("/last_seq", "install_restored",
                                         (ask.last_seq, acked))])
        keep(scope=scope, install=device.install, samples=ask.samples, received_at=at)
        given = _blank(scope, device, ask, state, at, offset_ms)._replace(
            resend_from=acked + 1 if (ask.last_seq or 0) > acked else 0)
        return _filled(scope, device, ask, given) if state == "active" else given


def _blank(
    scope: Scope, device: Device, ask: Ask, state: str, at: datetime, offset_ms: int
) -> Given:
    site = site_by_id(scope=scope, site=device.site)
    return Given(at, offset_ms, ask.cursor or "", True, state, device.wipe, site.code,
                 site.time_zone, device.person, scope.name, (), EMPTY, {}, {}, (), 0)


def _filled(scope: Scope, device: Device, ask: Ask, given: Given) -> Given:
    """Fill one page: tasks first, then masters or what changed of them."""
    cursor, given = _started(scope, ask, given)
    tasks: list[dict[str, Any]] = []
    room = PAGE_ROWS
    if cursor.section == "tasks":
        if "tasks" in ask.want:
            tasks, last = _tasks(
                scope, device, ask, cursor.after.partition(":")[2], given.received_at)
            given = given._replace(tasks=tasks, revoked_tasks=_revoked(scope, device, given))
            if last:
                back = cursor._replace(after=f"{cursor.after.partition(':')[0]}:{last}")
                return given._replace(cursor=written(back), complete=False)
            given = given._replace(nearby=_nearby(scope, device, ask, given))
            room -= sum(len(task["places"]) + len(task.get("lines", ())) for task in tasks)
        changes = cursor.after.startswith("changes")
        cursor = Cursor("changes" if changes else SECTIONS[0], "0", cursor.bookmark)
    return _catalog(scope, device, ask, given, cursor, max(room, 1))


def _started(scope: Scope, ask: Ask, given: Given) -> tuple[Cursor, Given]:
    """Return where this page begins; the first page of a pull carries policy and words."""
    if ask.cursor:
        cursor = read(ask.cursor)
        if cursor.section != "tasks" or ":" in cursor.after:
            return cursor, given
    else:
        cursor = Cursor("tasks", "", start(scope=scope))
    return cursor, given._replace(
        policy=_policy(scope, given) if "policy" in ask.want else {},
        words=_words() if "words" in ask.want else {})


def _policy(scope: Scope, given: Given) -> dict[str, Any]:
    return {**POLICY, "stages": scope.may("lifecycle.read"),
            "nearby_places": within(scope=scope, site=given.site, now=given.received_at)}


def _nearby(scope: Scope, device: Device, ask: Ask, given: Given) -> list[Offer]:
    """Return what may be counted on the way; nothing where it is not known where somebody is."""
    if not ask.at:
        return []
    reach = given.policy.get("nearby_places")
    if reach is None:
        reach = within(scope=scope, site=given.site, now=given.received_at)
    return offers(scope=scope, site=site_by_id(scope=scope, site=device.site),
                  person=device.person, at=ask.at, within=reach, now=given.received_at)


def _catalog(
    scope: Scope, device: Device, ask: Ask, given: Given, cursor: Cursor, room: int
) -> Given:
    wanted = _sections(ask.want)
    page = masters(scope=scope, site=device.site, cursor=cursor, wanted=wanted, limit=room)
    catalog = {**EMPTY, **page.rows, "tombstones": page.tombstones}
    then = page.next or Cursor("tasks", "changes", page.bookmark)
    return given._replace(catalog=catalog, cursor=written(then), complete=page.next is None)


def _sections(want: frozenset[str]) -> frozenset[str]:
    named = frozenset(SECTIONS) - {"serials"} if "catalog" in want else frozenset[str]()
    return named | ({"serials"} & want)


def _tasks(
    scope: Scope, device: Device, ask: Ask, after: str, now: datetime
) -> tuple[list[dict[str, Any]], str]:
    """Take the tasks given to this person and those it asks for; say who holds each.

    They are held first and read then: what was read before a place near by went over to somebody
    else would send two people to it.
    """
    own = {row.id for row in run(ROOM, "hold_tasks", {
        "site": device.site, "person": device.person, "asked": list(ask.take),
        "after": after or str(NOTHING), "limit": TASKS_MAX})}
    tasks, last = tasks_page(
        scope=scope, device=device, after=after, limit=PAGE_ROWS, now=now)
    ids = [task["task"] for task in tasks]
    take_leases(scope=scope, device=device, tasks=[id for id in ids if id in own], now=now)
    held, _ = leases_of(scope=scope, install=device.install, tasks=ids, now=now)
    return leased(tasks, held), last


def _revoked(scope: Scope, device: Device, given: Given) -> list[UUID]:
    """Return the tasks that this phone once took and may not count any more."""
    known = leased_tasks(scope=scope, install=device.install,
                         since=given.received_at - timedelta(days=KNOWN_DAYS))
    still = mine(scope=scope, device=device, tasks=known)
    return [task for task in known if task not in still]


def _words() -> dict[str, Any]:
    return {"modes": _both(MODES), "conditions": _both(CONDITIONS), "trays": _both(TRAYS),
            "steps": _both(STEPS)}


def _both(labels: Mapping[str, Label]) -> dict[str, list[str]]:
    return {code: [label.zh, label.en] for code, label in labels.items()}
