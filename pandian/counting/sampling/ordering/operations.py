"""Ordering sampling stocktakes ahead, ending orders, beginning what is due.   预约抽样操作"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from pandian.counting.rules import plain
from pandian.counting.sampling.operations import design_study, draw_study
from pandian.counting.sampling.ordering.queries import ROOM, order
from pandian.counting.sampling.ordering.rules import draft_of, following, order_faults
from pandian.counting.sampling.ordering.words import OrderConflict, OrderRow
from pandian.counting.sampling.rules import request_of, study_faults
from pandian.counting.sampling.words import StudyDraft, StudyRefused
from pandian.governance.queries import scope_of_code, site_by_code, site_by_id, site_ids
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one
from pandian.kernel.words import Fault, Refused

BEGUN_AT_ONCE_MAX = 50


def order_study(
    *, scope: Scope, draft: StudyDraft, every_months: int = 0, draws: bool = True
) -> OrderRow:
    """Order a study for `draft.frame_at`, once or every so many months; idempotent by id.

    `draws`: it is drawn at once by a seed made then, else it waits for its draw.  Needs
    counting.plan and counting.read.  Raises `Forbidden`, `NotFound`, `StudyRefused`,
    `OrderConflict`.
    """
    scope.need("counting.read")
    site = site_by_code(scope=scope, code=draft.site, capability="counting.plan")
    now = datetime.now(UTC)
    starts_at = draft.frame_at or now
    request = request_of(draft._replace(frame_at=None))
    key = {"site": site.id, "id": draft.id}
    faults = study_faults(draft) + order_faults(starts_at, every_months, now=now)
    known = one(ROOM, "orders", {"sites": [site.id], "codes": [site.code], "id": draft.id,
                                 "limit": 1})
    if known is not None:
        if plain(known.request) != request or known.every_months != every_months:
            raise OrderConflict([Fault("/id", "already_taken", (str(draft.id),))])
        return order(scope=scope, id=draft.id)._replace(result="exists")
    if faults:
        raise StudyRefused(faults)
    with transaction.atomic():
        affected(ROOM, "insert_order", {
            **key, "request": json.dumps(request, ensure_ascii=False), "starts_at": starts_at,
            "every_months": every_months, "draws": draws, "actor": scope.actor, "now": now})
        record(scope=scope, site=site.id, kind="sampling.ordered", subject=f"sample:{draft.id}",
               data={"starts_at": starts_at.isoformat(), "every_months": every_months})
    return order(scope=scope, id=draft.id)._replace(result="created")


def end_order(*, scope: Scope, id: UUID) -> OrderRow:
    """End an order: it makes no further study; safe to repeat.  Raises `Forbidden`, `NotFound`."""
    found = order(scope=scope, id=id)
    site = site_by_code(scope=scope, code=found.site, capability="counting.plan")
    if found.state == "waiting":
        with transaction.atomic():
            affected(ROOM, "move_order", {
                "site": site.id, "id": id, "state": "ended", "starts_at": found.starts_at,
                "study": None, "said": json.dumps(list(found.said))})
            record(scope=scope, site=site.id, kind="sampling.order_ended", subject=f"sample:{id}",
                   data={})
    return order(scope=scope, id=id)


@dataclass
class _Begun:
    """What one due order led to."""

    study: UUID | None
    said: list[dict[str, Any]]


def begin_due(*, scope: Scope, now: datetime | None = None) -> int:
    """Design (and draw) every study whose instant has come, with the rights of who ordered it.

    One that cannot begin says why, and a repeated one tries again at its next instant.  Returns
    how many studies were made.
    """
    instant, made = now or datetime.now(UTC), 0
    sites = sorted(site_ids(scope=scope, capability="counting.plan").values())
    for _ in range(BEGUN_AT_ONCE_MAX):
        with transaction.atomic():
            row = one(ROOM, "due_order", {"now": instant, "sites": sites})
            if row is None:
                break
            begun = _begin(row)
            made += begun.study is not None
            _move_on(row, begun, instant)
    return made


def _begin(row: Any) -> _Begun:
    id = uuid5(row.id, row.starts_at.astimezone(UTC).isoformat())
    try:
        with transaction.atomic():
            who = SYSTEM if row.made_by == SYSTEM.actor else scope_of_code(
                scope=SYSTEM, code=row.made_by)
            design_study(scope=who, draft=draft_of(
                plain(row.request), id=id, frame_at=row.starts_at))
            if row.draws:
                draw_study(scope=who, id=id)
    except Refused as error:
        return _Begun(None, [{"pointer": fault.pointer, "code": fault.code,
                              "params": [str(each) for each in fault.params]}
                             for fault in error.faults])
    return _Begun(id, [])


def _move_on(row: Any, begun: _Begun, now: datetime) -> None:
    site = site_by_id(scope=SYSTEM, site=row.site)
    state, starts_at = "ended" if begun.study else "refused", row.starts_at
    if row.every_months:
        state = "waiting"
        starts_at = following(row.starts_at, row.every_months, zone=site.time_zone, now=now)
    affected(ROOM, "move_order", {
        "site": row.site, "id": row.id, "state": state, "starts_at": starts_at,
        "study": begun.study, "said": json.dumps(begun.said, ensure_ascii=False)})
    record(scope=SYSTEM, site=row.site, kind="sampling.order_began", subject=f"sample:{row.id}",
           data={"study": str(begun.study) if begun.study else None, "faults": begun.said})
