"""Setting channels, and the outbox: what is put in, taken out, and what became of it.   外发操作

Nothing here talks to the outside.  A message is given to one sender at a time by a lease: who
does not say what became of it in time has lost it, and another sends it under the same id.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from pandian.governance.queries import site_ids, sites
from pandian.governance.words import EVERYWHERE, SYSTEM, Scope
from pandian.insight.alerting.rules import quiet_end
from pandian.insight.alerting.words import CONDITIONS
from pandian.insight.delivery.queries import ROOM, channel, quiet_of, reach
from pandian.insight.delivery.rules import (
    again_faults,
    channel_faults,
    pause_seconds,
    ripe,
    shown_of,
)
from pandian.insight.delivery.words import (
    AGAIN_MESSAGES_MAX,
    HEARD,
    KEEP_DAYS,
    LEASE_SECONDS,
    NOTICES_MAX,
    REPEATS,
    TRIAL_PAUSE_SECONDS,
    TRIES_MAX,
    Asked,
    ChannelConflict,
    ChannelDraft,
    ChannelNotFound,
    ChannelRefused,
    ChannelRow,
    Notice,
    Parcel,
    Timing,
    Waiting,
)
from pandian.insight.words import HOUSE, HOUSE_SITE
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.sealing.rules import SealBroken, seal, unseal
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault

TELLING = [name for name, condition in CONDITIONS.items() if condition.telling]
HIDES = json.dumps({name: list(each.hides) for name, each in CONDITIONS.items()})


def set_channel(
    *, scope: Scope, draft: ChannelDraft, seen: int = 0, now: datetime | None = None
) -> ChannelRow:
    """Write a channel: a new one (`seen` 0), or over the version that was shown.

    Raises `Forbidden`, `SiteNotFound`, `ChannelRefused` with everything that is wrong,
    `ChannelConflict`.
    """
    number = reach(scope=scope, site=draft.site)[draft.site]
    with transaction.atomic():
        held = one(ROOM, "lock_channel", {"site": number, "id": draft.id})
        if held is None and seen:
            raise ChannelNotFound([Fault("/id", "channel_unknown")])
        listed = _checked(scope, draft, held, number)
        if held is not None and held.version != seen:
            if seen == 0 and (held.changed_by, held.name) == (scope.actor, draft.name):
                return channel(scope=scope, id=draft.id)  # the same form came twice
            raise ChannelConflict([Fault("/seen", "channel_changed")])
        _put(scope, draft, held, number, listed, now or datetime.now(UTC))
    return channel(scope=scope, id=draft.id)


def _checked(scope: Scope, draft: ChannelDraft, held: Any, number: int) -> list[int]:
    """Return the numbers of the sites that a channel hears, or raise with all faults."""
    faults = channel_faults(draft, new=held is None, allowed=settings.OUT_HOSTS)
    if held is not None and held.kind != draft.kind:
        faults.append(Fault("/kind", "channel_kind_fixed"))
    known = site_ids(scope=scope) | {HOUSE: HOUSE_SITE}
    faults += [Fault("/sites", "not_found") for code in draft.sites if code not in known]
    if run(ROOM, "named", {"site": number, "name": draft.name.strip(), "id": draft.id}):
        faults.append(Fault("/name", "channel_name_taken"))
    if faults:
        raise ChannelRefused(faults)
    return sorted(known[code] for code in draft.sites)


def _put(
    scope: Scope, draft: ChannelDraft, held: Any, number: int, listed: list[int], now: datetime
) -> None:
    before = _opened(held) if held is not None else ("", "")
    address, secret = (old if new is None else new.strip() for old, new in zip(
        before, (draft.address, draft.secret), strict=True))
    if not address:  # its seal was broken, and nobody gave it anew
        raise ChannelRefused([Fault("/address", "missing")])
    version, quiet = (held.version if held else 0) + 1, draft.quiet or (None, None)
    affected(ROOM, "put_channel", {
        "site": number, "id": draft.id, "name": draft.name.strip(), "kind": draft.kind,
        "shown": shown_of(draft.kind, address), "language": draft.language,
        "sealed": seal(json.dumps([address, secret]), key=settings.SECRET_KEY,
                       place=_place(number, draft.id)),
        "time_zone": draft.time_zone, "sites": listed, "roles": list(draft.roles),
        "conditions": list(draft.conditions), "severities": list(draft.severities),
        "figures": draft.figures, "pace": draft.pace, "every": draft.every,
        "quiet_from": quiet[0], "quiet_to": quiet[1], "urgent": draft.urgent,
        "version": version, "now": now, "actor": scope.actor})
    kept = {name: value for name, value in draft._asdict().items()
            if name not in ("address", "secret", "site", "id")}
    record(scope=scope, site=number, subject=f"channel:{draft.id}",
           kind="channel.changed" if held else "channel.made",
           data={**kept, "shown": shown_of(draft.kind, address), "version": version,
                 "address_given": draft.address is not None,
                 "secret_given": draft.secret is not None})


def _place(site: int, id: UUID) -> str:
    return f"insight_channel/{site}/{id}"


def _opened(held: Any) -> tuple[str, str]:
    """Return address and secret of a channel; two empty texts when the seal does not open."""
    try:
        address, secret = json.loads(unseal(
            bytes(held.sealed), key=settings.SECRET_KEY, place=_place(held.site, held.id)))
    except SealBroken:
        return "", ""
    return address, secret


def switch(
    *, scope: Scope, id: UUID, active: bool, seen: int, now: datetime | None = None
) -> ChannelRow:
    """Switch a channel on or off; what waits in its outbox is let go, and stands as that.

    Raises `Forbidden`, `ChannelNotFound`, `ChannelConflict`.
    """
    now = now or datetime.now(UTC)
    row = channel(scope=scope, id=id)
    number = reach(scope=scope, site=row.site)[row.site]
    with transaction.atomic():
        held = _held(number, id, seen)
        if held.active != active:
            here = {"site": number, "id": id, "now": now, "actor": scope.actor}
            affected(ROOM, "switch", {**here, "active": active})
            affected(ROOM, "drop_waiting", {**here, "channel": id, "id": uuid7()})
            record(scope=scope, site=number, subject=f"channel:{id}", data={"name": row.name},
                   kind="channel.on" if active else "channel.off")
    return channel(scope=scope, id=id)


def _held(number: int, id: UUID, seen: int) -> Any:
    """Return a channel locked, as it was shown."""
    held = one(ROOM, "lock_channel", {"site": number, "id": id})
    if held is None:
        raise ChannelNotFound([Fault("/id", "channel_unknown")])
    if held.version != seen:
        raise ChannelConflict([Fault("/seen", "channel_changed")])
    return held


def remove(*, scope: Scope, id: UUID, seen: int) -> None:
    """Remove a channel that is off, its address and secret with it.

    Raises `Forbidden`, `ChannelNotFound`, `ChannelConflict`, `ChannelRefused` for one that is on.
    """
    row = channel(scope=scope, id=id)
    number = reach(scope=scope, site=row.site)[row.site]
    with transaction.atomic():
        if _held(number, id, seen).active:
            raise ChannelRefused([Fault("", "channel_on")])
        affected(ROOM, "remove", {"site": number, "id": id})
        record(scope=scope, site=number, kind="channel.removed", subject=f"channel:{id}",
               data={"name": row.name})


def queue(
    *, number: int, events: Sequence[tuple[int, UUID, str]], now: datetime
) -> int:
    """Put what became of alerts of a site (n, alert, act) into the outboxes; return how many.

    Belongs to the transaction that writes the alerts and their history, after them.
    """
    told = [each for each in events if each[2] in HEARD]
    if not told:
        return 0
    return affected(ROOM, "queue", {
        "site": number, "now": now, "telling": TELLING, "hides": HIDES,
        "repeats": sorted(REPEATS),
        "ns": [n for n, _, _ in told], "alerts": [alert for _, alert, _ in told],
        "acts": [act for _, _, act in told]})


def due(*, scope: Scope, now: datetime) -> list[tuple[int, UUID]]:
    """Return (site, id) of the channels that may have something to send.  Raises `Forbidden`."""
    _all(scope)
    return [(row.site, row.id) for row in run(ROOM, "due", {"now": now})]


def _all(scope: Scope) -> None:
    scope.need("governance.write")
    assert EVERYWHERE in scope.sites_with("governance.write"), "the whole house sends"


def claim(*, scope: Scope, site: int, id: UUID, now: datetime) -> Parcel | None:
    """Take what a channel has to send now; None when that is nothing, or another is at it.

    Raises `Forbidden`.
    """
    _all(scope)
    with transaction.atomic():
        held = one(ROOM, "free_channel", {"site": site, "id": id})
        if held is None:
            return None
        here = {"site": site, "channel": id}
        lease = now + timedelta(seconds=LEASE_SECONDS)
        pending = one(ROOM, "under_way", here)
        quiet = pending is not None and not (pending.urgent and held.urgent) and (
            quiet_end(now, quiet_of(held), held.time_zone) is not None)
        if pending is None or (pending.asked and quiet):
            return _begun(scope, held, now, lease)
        if pending.next_at > now or (quiet and not _critical_waits(held)):
            return None
        if pending.asked:
            return _reopened(held, pending, now, lease)
        affected(ROOM, "try_again", {"site": site, "id": pending.id, "lease": lease})
        return _parcel(held, pending.id, pending.tries + 1, pending.created_at,
                       again=pending.again)


def _critical_waits(held: Any) -> bool:
    """Say whether something critical waits behind the message under way.

    One is under way at a time: it goes on in quiet hours too, so that what waits behind can go.
    """
    waits = one(ROOM, "oldest", {
        "site": held.site, "channel": held.id, "repeats": sorted(REPEATS)})
    return bool(held.urgent and waits and waits.urgent)


def _reopened(held: Any, asked: Any, now: datetime, lease: datetime) -> Parcel | None:
    """Begin a failed message once more; None when its channel hears nothing of it any more."""
    row = one(ROOM, "reopen", {"site": held.site, "id": asked.id, "now": now, "lease": lease,
                               "telling": TELLING, "hides": HIDES})
    if row is None or row.state != "waiting":
        return None
    return _parcel(held, asked.id, 1, asked.created_at, again=asked.again)


def _begun(scope: Scope, held: Any, now: datetime, lease: datetime) -> Parcel | None:
    """Begin a message of what is ripe."""
    here = {"site": held.site, "channel": held.id}
    oldest = one(ROOM, "oldest", {**here, "repeats": sorted(REPEATS)})
    assert oldest is not None
    asked = Timing(held.pace, held.every, quiet_of(held), held.urgent, held.time_zone)
    what = ripe(asked, Waiting(*oldest), now)
    if not what:
        return None
    message = uuid7()
    affected(ROOM, "open_message", {
        **here, "id": message, "what": what, "trial": False, "limit": NOTICES_MAX, "now": now,
        "lease": lease, "actor": scope.actor})
    return _parcel(held, message, 1, now)


def _parcel(
    held: Any, message: UUID, tries: int, created_at: datetime, *, trial: bool = False,
    again: int = 0,
) -> Parcel:
    address, secret = _opened(held)
    rows = run(ROOM, "notices", {"site": held.site, "message": message})
    known = {row.id: (row.code, row.time_zone) for row in sites(scope=SYSTEM)}
    known[HOUSE_SITE] = (HOUSE, held.time_zone)
    notices = tuple(
        Notice(known[row.alert_site][0], row.alert, row.n, row.at, row.act, row.condition,
               row.severity, row.times, row.facts, row.veiled, known[row.alert_site][1])
        for row in rows)
    return Parcel(held.site, message, held.id, held.kind, held.name, held.language, address,
                  secret, trial, tries, created_at, notices, again)


def begin_trial(*, scope: Scope, id: UUID, now: datetime | None = None) -> Parcel:
    """Begin a trial message of a channel; it is tried once.

    Raises `Forbidden`, `ChannelNotFound`, `ChannelRefused` for one too soon after the last.
    """
    now = now or datetime.now(UTC)
    row = channel(scope=scope, id=id)
    number = reach(scope=scope, site=row.site)[row.site]
    with transaction.atomic():
        held = one(ROOM, "lock_channel", {"site": number, "id": id})
        if held is None:
            raise ChannelNotFound([Fault("/id", "channel_unknown")])
        last = one(ROOM, "last_trial", {"site": number, "channel": id})
        if last and last.at and last.at > now - timedelta(seconds=TRIAL_PAUSE_SECONDS):
            raise ChannelRefused([Fault("", "channel_trial_soon")])
        message = uuid7()
        affected(ROOM, "open_message", {
            "site": number, "channel": id, "id": message, "what": "all", "trial": True,
            "limit": 0, "now": now, "lease": now + timedelta(seconds=LEASE_SECONDS),
            "actor": scope.actor})
        record(scope=scope, site=number, kind="channel.tried", subject=f"channel:{id}",
               data={"name": row.name, "message": str(message)})
        return _parcel(held, message, 1, now, trial=True)


def send_again(
    *, scope: Scope, id: UUID, messages: Sequence[tuple[UUID, int]], now: datetime | None = None
) -> Asked:
    """Let failed messages of a channel go once more, each under its own id, in their turn.

    `messages`: (id, how often it had been asked for when it was shown); the same asking twice is
    one.  What the channel hears no longer, or may not tell by now, is left out when they go.
    Raises `Forbidden`, `ChannelNotFound`, `ChannelConflict`, `ChannelRefused` with every fault.
    """
    row = channel(scope=scope, id=id)
    here = {"site": reach(scope=scope, site=row.site)[row.site], "channel": id}
    with transaction.atomic():
        held = one(ROOM, "lock_channel", {"site": here["site"], "id": id})
        if held is None:
            raise ChannelNotFound([Fault("/id", "channel_unknown")])
        known = {each.id: each for each in run(ROOM, "asked", {
            **here, "ids": [message for message, _ in messages[:AGAIN_MESSAGES_MAX]]})}
        faults, changed = again_faults(messages, known, active=held.active)
        if faults:
            raise (ChannelConflict if changed else ChannelRefused)(faults)
        fresh = list({message: None for message, seen in messages if known[message].again == seen})
        if fresh:
            affected(ROOM, "ask_again", {**here, "ids": fresh, "now": now or datetime.now(UTC)})
            record(scope=scope, site=held.site, kind="channel.asked_again",
                   subject=f"channel:{id}",
                   data={"name": row.name, "messages": [str(each) for each in fresh]})
    return Asked(len(fresh), len(known) - len(fresh))


def settle(*, scope: Scope, parcel: Parcel, why: str, now: datetime | None = None) -> str:
    """Note what became of one try (`why` '' when it went); return the state of the message.

    Nothing is noted for who has lost the message to another.  After the last try it has failed,
    and a fact says so.
    """
    now = now or datetime.now(UTC)
    last = parcel.trial or parcel.tries >= TRIES_MAX
    state = "sent" if not why else "failed" if last else "waiting"
    pause = timedelta(seconds=pause_seconds(parcel.tries))
    with transaction.atomic():
        noted = affected(ROOM, "settle", {
            "site": parcel.site, "id": parcel.id, "tries": parcel.tries,
            "again": parcel.again, "state": state, "why": why, "now": now,
            "next_at": now + pause if state == "waiting" else None})
        if noted and state == "failed" and not parcel.trial:
            record(scope=scope, site=parcel.site, kind="channel.failed",
                   subject=f"channel:{parcel.channel}",
                   data={"name": parcel.name, "message": str(parcel.id), "why": why,
                         "notices": len(parcel.notices)})
    return state if noted else "lost"


def tidy(*, scope: Scope, now: datetime | None = None) -> int:
    """End trials that broke off and forget what ended long ago; return how many messages.

    Raises `Forbidden`.
    """
    _all(scope)
    now = now or datetime.now(UTC)
    affected(ROOM, "end_trials", {"now": now})
    row = one(ROOM, "forget", {"before": now - timedelta(days=KEEP_DAYS)})
    return int(row.messages) if row else 0
