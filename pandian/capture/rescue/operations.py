"""Deciding about what waits in the inbox: bind, pick, take into use, reject, take back.   标签救援

Each act locks the row, keeps the old opinion, writes the new one and leaves a fact, in one
transaction.  `seen` is the instant of the opinion that the person saw: when somebody else has
decided since, the later one is told who and what.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from pandian.capture.rescue.queries import waiting_row
from pandian.capture.rescue.rules import why
from pandian.capture.rescue.words import (
    ACTS,
    NOTE_CHARACTERS_MAX,
    Decided,
    DecidedBefore,
    RescueRefused,
    RescueRow,
)
from pandian.capture.resolution.operations import (
    draft_of,
    heal_waiting,
    keep_opinions,
    put_opinions,
    resolve_rows,
)
from pandian.capture.resolution.rules import bindable_key, keys_of
from pandian.capture.resolution.words import ANY_SCHEME, Key, Opinion
from pandian.capture.words import ObservationDraft
from pandian.catalog.binding.operations import bind as bind_code
from pandian.catalog.binding.operations import unbind
from pandian.catalog.binding.words import LOCAL, BindingDraft
from pandian.catalog.queries import items_by_code
from pandian.codes.rules import parse
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault, Label

OURS = "own"
REVERSIBLE = frozenset({"bound", "picked", "accepted", "rejected"})


class _Held(NamedTuple):
    """The row under the lock: as a person sees it, as it was sent, and its site's id."""

    row: RescueRow
    site: int
    draft: ObservationDraft
    observed_at: datetime


def bind(
    *, scope: Scope, observation: UUID, item: str, unit: str = "", seen: datetime | None = None,
    note: str = "", now: datetime | None = None,
) -> Decided:
    """Bind the row's code to an item and pack; every waiting row that it explains heals at once.

    The binding holds from the first waiting scan of the code on.  Needs counting.plan.  Raises
    `Forbidden`, `RowNotFound`, `RescueRefused`, `DecidedBefore`, and what binding a code raises.
    """
    at = now or datetime.now(UTC)
    with transaction.atomic():
        held = _hold(scope, observation, seen)
        _refuse_in_use(scope, held)
        key, value = _bindable(held, at)
        sites = sorted(site_ids(scope=scope, capability="counting.plan").values())
        known = items_by_code(scope=scope, codes=[item]).get(item)
        bind_code(scope=scope, site=held.row.site, now=at, draft=BindingDraft(
            key.scheme, value, item, unit, min(at, _first_seen(sites, key, held.observed_at))))
        ref = _ref(key.scheme, value, known.code if known else item,
                   unit or (known.unit if known else ""))
        healed = heal_waiting(scope=scope, sites=sites, note=note[:NOTE_CHARACTERS_MAX], ref=ref)
        record(scope=scope, site=held.site, kind="capture.bound",
               subject=f"observation:{observation}",
               data={"scheme": key.scheme, "value": value, "item": item, "unit": unit,
                     "healed": [str(id) for id, _ in healed]})
    return Decided(observation, "bound", sum(id != observation for id, _ in healed),
                   _tasks(task for _, task in healed))


def _bindable(held: _Held, at: datetime) -> tuple[Key, str]:
    """Return the key and the text to bind.  Raises `RescueRefused`."""
    if not held.row.code:
        raise RescueRefused([Fault("/id", "no_code")])
    key = bindable_key(_parsed(held.row.code, at))
    if key.scheme == OURS:
        raise RescueRefused([Fault("/id", "own_scheme")])
    return (key._replace(scheme=LOCAL) if key.scheme == ANY_SCHEME else key), key.written


def _parsed(code: str, at: datetime) -> Any:
    return parse(code, today=at.date())


def _first_seen(sites: list[int], key: Key, at: datetime) -> datetime:
    """Return when a waiting row first held this key."""
    rows = run("capture.rescue", "waiting_codes", {"sites": sites})
    seen: list[datetime] = [
        row.first for row in rows
        if any(k.key == key.key for k in keys_of(_parsed(row.code, at)))]
    return min([at, *seen])


def _ref(scheme: str, value: str, item: str, unit: str) -> str:
    return "\x1f".join((scheme, value, item, unit))


def pick(
    *, scope: Scope, observation: UUID, item: str, lot: str | None = None,
    serial: str | None = None, unit: str | None = None, seen: datetime | None = None,
    note: str = "", now: datetime | None = None,
) -> Decided:
    """Say what this one row means and take it into use; its code is bound to nothing.

    Raises `Forbidden`, `RowNotFound`, `RescueRefused` with every reason, `DecidedBefore`.
    """
    at = now or datetime.now(UTC)
    with transaction.atomic():
        held = _hold(scope, observation, seen)
        _refuse_in_use(scope, held)
        draft = held.draft._replace(
            item=item, lot=lot or None, serial=serial or None,
            unit=unit or held.draft.unit, factor=None if unit else held.draft.factor)
        opinion = _usable(scope, held, draft)
        _decide(scope, held, opinion, "picked", note, at)
    return Decided(observation, "picked", 0, _tasks([held.row.task]))


def take(
    *, scope: Scope, observation: UUID, place: str | None = None, seen: datetime | None = None,
    note: str = "", now: datetime | None = None,
) -> Decided:
    """Take a row out of its tray into use: late, from a copied device, without a clock.

    `place` says where it was seen when several places read it.  Raises `Forbidden`,
    `RowNotFound`, `RescueRefused` while it cannot be told what it is, `DecidedBefore`.
    """
    at = now or datetime.now(UTC)
    with transaction.atomic():
        held = _hold(scope, observation, seen)
        _refuse_in_use(scope, held)
        draft = held.draft._replace(place=place or held.draft.place)
        _decide(scope, held, _usable(scope, held, draft), "accepted", note, at)
    return Decided(observation, "accepted", 0, _tasks([held.row.task]))


def reject(
    *, scope: Scope, observation: UUID, reason: str, seen: datetime | None = None,
    now: datetime | None = None,
) -> Decided:
    """Put a waiting row aside for good; it is kept with the reason.

    Raises `Forbidden`, `RowNotFound`, `RescueRefused`, `DecidedBefore`.
    """
    at = now or datetime.now(UTC)
    if not reason.strip():
        raise RescueRefused([Fault("/reason", "reason_blank")])
    with transaction.atomic():
        held = _hold(scope, observation, seen)
        _refuse_in_use(scope, held)
        present = _present(held)
        _decide(scope, held, present._replace(tray="rejected"), "rejected", reason.strip(), at)
    return Decided(observation, "rejected", 0, _tasks([held.row.task]))


def undo(
    *, scope: Scope, observation: UUID, seen: datetime | None = None,
    now: datetime | None = None,
) -> Decided:
    """Take the last decision about a row back: the opinion before it stands again.

    A bound code is unbound, and all rows that it healed wait again.  Raises `Forbidden`,
    `RowNotFound`, `RescueRefused` where nothing was decided, `DecidedBefore`.
    """
    at = now or datetime.now(UTC)
    with transaction.atomic():
        held = _hold(scope, observation, seen)
        last = one("capture.rescue", "last_opinion", {"site": held.site, "id": observation})
        if last is None or last.act not in REVERSIBLE:
            raise RescueRefused([Fault("/id", "nothing_decided")])
        rows = [last] if not last.ref else run("capture.rescue", "of_binding", {"ref": last.ref})
        sites, ids = [row.site for row in rows], [row.observation for row in rows]
        keep_opinions(scope=scope, sites=sites, ids=ids, act="undone", now=at)
        put_opinions(sites, ids, [_old(row) for row in rows], at)
        if last.ref:
            scheme, value, item, unit = last.ref.split("\x1f")
            unbind(scope=scope, scheme=scheme, value=value, item=item, unit=unit,
                   site=held.row.site, at=at, void=True)
        record(scope=scope, site=held.site, kind="capture.decision_undone",
               subject=f"observation:{observation}",
               data={"act": last.act, "rows": [str(id) for id in ids]})
    return Decided(observation, "undone", len(ids) - 1, _tasks(row.task for row in rows))


def _old(row: Any) -> Opinion:
    return Opinion(row.place, row.item, row.lot, row.serial, row.status, row.owner, row.base,
                   row.tray, row.reason)


def _tasks(tasks: Iterable[UUID | None]) -> tuple[UUID, ...]:
    return tuple(sorted({task for task in tasks if task}, key=str))


def _hold(scope: Scope, observation: UUID, seen: datetime | None) -> _Held:
    """Lock a row for a decision.  Raises `Forbidden`, `RowNotFound`, `DecidedBefore`."""
    site = waiting_row(scope=scope, observation=observation).site
    scope.need("counting.plan", site)
    locked = one("capture.rescue", "lock_row", {"id": observation})
    assert locked is not None
    row = waiting_row(scope=scope, observation=observation)
    if row.undone:
        raise RescueRefused([Fault("/id", "row_taken_back")])
    if seen is not None and seen != row.seen:
        raise _decided_before(locked.site, observation)
    return _Held(row, locked.site, draft_of(locked), locked.observed_at)


def _refuse_in_use(scope: Scope, held: _Held) -> None:
    if held.row.tray == "rejected":
        raise RescueRefused([Fault("/id", "rejected_before")])
    if held.row.tray == "":
        raise _decided_before(held.site, held.row.id)


def _decided_before(site: int, observation: UUID) -> DecidedBefore:
    """Return the conflict that names who was first and what he did."""
    last = one("capture.rescue", "last_opinion", {"site": site, "id": observation})
    if last is None:
        return DecidedBefore([Fault("/id", "row_in_use")])
    done: Label = ACTS[last.act]
    return DecidedBefore([Fault("/id", "decided_before", (last.actor, done))])


def _usable(scope: Scope, held: _Held, draft: ObservationDraft) -> Opinion:
    """Return the opinion of a row as the person means it.  Raises `RescueRefused`."""
    opinion = resolve_rows(scope=scope, drafts=[draft], sites=[held.site],
                           instants=[held.observed_at])[0]
    if opinion.tray:
        told = why(opinion.tray, opinion.reason, values={
            "place": draft.place, "item": draft.item or draft.code or "",
            "unit": draft.unit or "", "status": draft.status or "", "owner": draft.owner or "",
            "quantity": str(draft.quantity)})
        raise RescueRefused([Fault("/item", "still_unresolved", (told,))])
    return opinion


def _present(held: _Held) -> Opinion:
    row = one("capture.rescue", "present", {"site": held.site, "id": held.row.id})
    assert row is not None
    return _old(row)


def _decide(
    scope: Scope, held: _Held, opinion: Opinion, act: str, note: str, now: datetime
) -> None:
    """Write a decision: history, opinion, fact."""
    note = note.strip()[:NOTE_CHARACTERS_MAX]
    keep_opinions(scope=scope, sites=[held.site], ids=[held.row.id], act=act, note=note, now=now)
    put_opinions([held.site], [held.row.id], [opinion], now)
    record(scope=scope, site=held.site, kind=f"capture.{act}",
           subject=f"observation:{held.row.id}",
           data={"tray": held.row.tray, "reason": held.row.reason, "item": opinion.item_code,
                 "lot": opinion.lot_code, "serial": opinion.serial_code, "note": note})
