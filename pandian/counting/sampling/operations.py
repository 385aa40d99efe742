"""Designing, drawing, extending and closing a sampling stocktake.   抽样盘点操作

The order is the proof: frame, sizes, estimator and the seal of a secret are hashed and kept before
there is a seed; the seed is made of them once (decision 0021); the count that follows is a plan
like any other.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction

from pandian.catalog.queries import flagged_items, items_by_code
from pandian.counting.operations import open_plan
from pandian.counting.rules import first_difference, plain
from pandian.counting.sampling import rules
from pandian.counting.sampling.queries import (
    ROOM,
    SIGNING,
    drawn_lines,
    reports,
    result_of,
    signer_faults,
    strata_of,
    study,
    whole_study,
)
from pandian.counting.sampling.words import (
    CENSUS,
    FLAGS_WHOLE,
    FRAME_LINES_MAX,
    REPORTED,
    SEED_CHARACTERS_MAX,
    STATES,
    STRATA,
    Strata,
    StudyConflict,
    StudyDraft,
    StudyNotFound,
    StudyNotYours,
    StudyRefused,
    StudyRow,
)
from pandian.counting.words import PlanDraft, Policy
from pandian.counting.words import Scope as Reach
from pandian.governance.access.operations import prove, sign
from pandian.governance.queries import site_by_code
from pandian.governance.words import REASON_CHARACTERS_MAX, Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault
from pandian.lifecycle.inspection.sampling.rules import ask_faults
from pandian.lifecycle.inspection.sampling.rules import plan as gate_plan
from pandian.lifecycle.inspection.sampling.words import SampleAsk

SECRET_BYTES = 32


class _Frame(NamedTuple):
    """The book as it is drawn from."""

    rows: list[Any]
    values: Any
    whole: Any


def design_study(*, scope: Scope, draft: StudyDraft) -> StudyRow:
    """Fix the frame, the sizes and the estimator of a study; nothing is drawn yet.

    Idempotent by id; `made` is created, exists or exists_with_different_<field>.  Needs
    counting.plan and counting.read.  Raises `Forbidden`, `NotFound`, `StudyRefused`.
    """
    scope.need("counting.read")
    site = site_by_code(scope=scope, code=draft.site, capability="counting.plan")
    request = rules.request_of(draft)
    if (known := _known(scope, draft.id, request)) is not None:
        return known
    items = items_by_code(scope=scope, codes=list(draft.whole_items))
    now = datetime.now(UTC)
    faults = rules.study_faults(draft) + rules.frame_faults(draft, now=now) + [
        Fault(f"/whole_items/{n}", "item_unknown", (code,))
        for n, code in enumerate(draft.whole_items) if code not in items]
    if draft.kind == "gate":
        faults += ask_faults(SampleAsk(2, draft.level, draft.aql, draft.severity))
    if faults:
        raise StudyRefused(faults)
    whole = {row.id for row in items.values()} | _flagged(scope, draft)
    frame = _frame(site, draft, sorted(whole), draft.frame_at or now)
    stratum, design = _design(draft, frame)
    secret = secrets.token_hex(SECRET_BYTES)
    design["sealed"] = rules.seal_of(secret)
    with transaction.atomic():
        _insert(scope, site, draft, request, frame, stratum, design, now)
        _keep(site, draft.id, "secret", secret, now)
    return study(scope=scope, id=draft.id)._replace(made="created")


def _known(scope: Scope, id: UUID, request: Mapping[str, Any]) -> StudyRow | None:
    row = one(ROOM, "known_study", {"id": id})
    if row is None:
        return None
    field = first_difference(plain(row.request), request)
    try:
        known = study(scope=scope, id=id)
    except StudyNotFound:
        raise StudyConflict([Fault("/id", "different", ("site",))]) from None
    return known._replace(made="exists" if field is None else f"exists_with_different_{field}")


def _flagged(scope: Scope, draft: StudyDraft) -> set[int]:
    """Return the items that are counted whole because of what they are."""
    if not draft.whole_flagged:
        return set()
    return {item for name in FLAGS_WHOLE for item in flagged_items(scope=scope, name=name)}


def _frame(site: SiteRow, draft: StudyDraft, items: list[int], at: datetime) -> _Frame:
    today = at.astimezone(ZoneInfo(site.time_zone)).date()
    until = today + timedelta(days=draft.expiring_days) if draft.expiring_days else None
    rows = run(ROOM, "frame", {"site": site.id, "items": items, "until": until, "at": at})
    if not rows:
        raise StudyRefused([Fault("/site", "frame_empty")])
    if len(rows) > FRAME_LINES_MAX:
        raise StudyRefused([Fault("/site", "too_many", (FRAME_LINES_MAX, len(rows)))])
    values = np.array([float(row.book * row.cost) for row in rows])
    return _Frame(rows, values, np.array([row.whole for row in rows], dtype=bool))


def _design(draft: StudyDraft, frame: _Frame) -> tuple[Any, dict[str, Any]]:
    """Return the stratum of each line and the design as plain values."""
    if draft.kind == "value":
        if not frame.values.sum():
            raise StudyRefused([Fault("/site", "frame_worthless")])
        wanted = float(draft.half_percent) / 100 * float(frame.values.sum())
        _lines, found = rules.sample_for(frame.values, frame.whole, half=wanted)
        half = 100 * rules.expected_half(found) / float(frame.values.sum())
        return found.stratum, _told(frame, found, half_percent=half)
    lines = len(frame.rows)
    accept = None
    if draft.kind == "records":
        sample = rules.records_sample(
            accuracy=float(draft.accuracy_percent / 100), wrong=draft.wrong_allowed)
        if sample > lines:
            raise StudyRefused([Fault("/accuracy_percent", "frame_small", (lines, sample))])
        accept = draft.wrong_allowed
    else:
        cell = gate_plan(SampleAsk(lines, draft.level, draft.aql, draft.severity))
        sample, accept = cell.n, cell.accept
    stratum = np.ones(lines, dtype=int)
    found = rules.strata(np.ones(lines), stratum, sample=sample)
    sizes = found.sample.copy()
    sizes[1] = sample
    return stratum, _told(frame, found._replace(sample=sizes), accept=accept)


def _told(frame: _Frame, found: Strata, *, half_percent: float | None = None,
          accept: int | None = None) -> dict[str, Any]:
    """Return the design as it is kept: strata as (number, lines, look at, value, mean square)."""
    share = np.divide(found.sample, np.maximum(found.lines, 1))
    known = found.stratum >= 0
    groups = np.where(known, found.stratum, CENSUS)
    missed = np.log1p(-np.where(known, np.minimum(share[groups], 1 - 1e-12), 0))
    _places, at = np.unique([row.place for row in frame.rows], return_inverse=True)
    places = round(float((1 - np.exp(np.bincount(at, weights=missed))).sum()))
    sample = int(found.sample.sum())
    serial = np.array([row.serial for row in frame.rows], dtype=bool)
    serials = round(float(np.where(known & serial, share[groups], 0).sum()))
    return {
        "lines": int(found.lines.sum()), "worthless": int((~known).sum()),
        "value": round(float(found.value.sum())), "sample": sample, "places": places,
        "minutes": rules.minutes(places=places, lines=sample, serials=serials),
        "half_percent": None if half_percent is None else round(half_percent, 6),
        "accept": accept,
        "strata": [[n, int(found.lines[n]), int(found.sample[n]), round(float(found.value[n])),
                    round(float(found.squares[n]))]
                   for n in range(STRATA + 1) if found.lines[n]]}


def _insert(scope: Scope, site: SiteRow, draft: StudyDraft, request: Mapping[str, Any],
            frame: _Frame, stratum: Any, design: Mapping[str, Any], now: datetime) -> None:
    strata = [int(each) for each in stratum]
    fixed = rules.frame_hash(request, design, (
        (row.holding, row.book, row.book * row.cost, number)
        for row, number in zip(frame.rows, strata, strict=True)))
    key = {"site": site.id, "id": draft.id}
    if not affected(ROOM, "insert_study", {
            **key, "kind": draft.kind, "now": now, "at": draft.frame_at or now,
            "actor": scope.actor, "frame_hash": fixed,
            "request": json.dumps(request, ensure_ascii=False), "design": json.dumps(design)}):
        raise StudyConflict([Fault("/id", "already_taken", (str(draft.id),))])
    affected(ROOM, "insert_lines", {
        **key, "holdings": [row.holding for row in frame.rows],
        "places": [row.place for row in frame.rows], "items": [row.item for row in frame.rows],
        "books": [row.book for row in frame.rows], "costs": [row.cost for row in frame.rows],
        "strata": strata})
    record(scope=scope, site=site.id, kind="sampling.designed", subject=f"sample:{draft.id}",
           data={"kind": draft.kind, "lines": design["lines"], "sample": design["sample"],
                 "frame_hash": fixed})


def _keep(site: SiteRow, id: UUID, part: str, value: str, now: datetime) -> None:
    affected(ROOM, "insert_part", {
        "site": site.id, "id": id, "part": part, "value": value, "now": now})


def draw_study(*, scope: Scope, id: UUID, number: str = "") -> StudyRow:
    """Draw by the seed made of the frame's hash, its secret and a number; open the count.

    `number` is what an auditor brings (dice, a public number), or nothing: it cannot choose the
    draw, since the secret was fixed with the design and is told only now.  Once: a second call
    with the same number, or none, answers what is there.  Raises `Forbidden`, `StudyNotFound`,
    `StudyConflict`, `StudyRefused`.
    """
    found, site = _held(scope, id)
    number = number.strip()
    if found.state in ("drawn", "extended", "closed") and number in ("", found.number):
        return study(scope=scope, id=id)
    if len(number) > SEED_CHARACTERS_MAX:
        raise StudyRefused([Fault("/number", "too_long", (SEED_CHARACTERS_MAX,))])
    with transaction.atomic():
        _need_state(site, found, "designed")
        chosen = rules.seed_of(found.frame_hash, _secret(site, id), number)
        _keep(site, id, "number", number, datetime.now(UTC))
        plan = uuid5(id, "draw")
        sizes = strata_of(found.design).sample
        _draw(scope, site, found, seed=chosen, sizes=sizes, draw=1, plan=plan)
        affected(ROOM, "set_drawn", {"site": site.id, "id": id, "seed": chosen, "plan": plan,
                                     "now": datetime.now(UTC)})
        record(scope=scope, site=site.id, kind="sampling.drawn", subject=f"sample:{id}",
               data={"seed": chosen, "plan": str(plan), "frame_hash": found.frame_hash,
                     "number": number})
    return study(scope=scope, id=id)


def _secret(site: SiteRow, id: UUID) -> str:
    """Return the secret of a study; one designed by an older release gets it now."""
    row = one(ROOM, "secret", {"site": site.id, "id": id})
    if row is None:
        _keep(site, id, "secret", secrets.token_hex(SECRET_BYTES), datetime.now(UTC))
        row = one(ROOM, "secret", {"site": site.id, "id": id})
    assert row is not None
    return str(row.value)


def _held(scope: Scope, id: UUID, capability: str = "counting.plan") -> tuple[StudyRow, SiteRow]:
    found = whole_study(scope=scope, id=id)
    return found, site_by_code(scope=scope, code=found.site, capability=capability)


def _need_state(site: SiteRow, found: StudyRow, *states: str) -> None:
    """Lock the study and see that it is in one of these states."""
    row = one(ROOM, "lock_study", {"site": site.id, "id": found.id})
    assert row is not None
    if row.state not in states:
        raise StudyConflict([Fault("/id", "study_state", (STATES[row.state],))])


def _draw(scope: Scope, site: SiteRow, found: StudyRow, *, seed: str, sizes: Any, draw: int,
          plan: UUID) -> None:
    """Mark what the seed draws up to these sizes, and open the count of what is new."""
    key = {"site": site.id, "id": found.id}
    rows = run(ROOM, "frame_lines", key)
    stratum = np.array([row.stratum for row in rows])
    turns = rules.places_in_draw([row.holding for row in rows], stratum, seed=seed)
    inside = (stratum >= 0) & (turns <= sizes[np.maximum(stratum, 0)])
    new = [n for n in np.flatnonzero(inside) if not rows[n].draw]
    affected(ROOM, "mark_drawn", {
        **key, "draw": draw, "holdings": [rows[n].holding for n in new],
        "turns": [int(turns[n]) for n in new]})
    codes = one(ROOM, "codes_of_drawn", {**key, "draw": draw})
    assert codes is not None
    open_plan(scope=scope, draft=PlanDraft(
        plan, site.code, found.name if draw == 1 else f"{found.name} · 加抽 extension",
        Reach(places=tuple(codes.places), items=tuple(codes.items)), purpose="stock_taking",
        blind=bool(found.request["blind"]), policy=Policy(recount_rounds=1)))


def extend_study(*, scope: Scope, id: UUID) -> StudyRow:
    """Draw on, once, in the same order, so that the interval becomes as narrow as wanted.

    Only for a statement on value whose drawn lines are all final and whose interval is too wide.
    Raises `Forbidden`, `StudyNotFound`, `StudyConflict`.
    """
    found, site = _held(scope, id)
    if found.kind != "value":
        raise StudyConflict([Fault("/id", "study_kind_extends")])
    if found.extension:
        raise StudyConflict([Fault("/id", "study_extended")])
    said = _final_result(scope, found)
    wanted = float(Decimal(found.request["half_percent"]))
    if said["half_percent"] <= wanted:
        raise StudyConflict([Fault("/id", "study_fine")])
    sizes = rules.extension(strata_of(found.design), reached=said["half_percent"], wanted=wanted)
    design = {**found.design, "extended": [
        [n, lines, int(sizes[n]), *rest] for n, lines, _size, *rest in found.design["strata"]]}
    plan = uuid5(id, "extension")
    with transaction.atomic():
        _need_state(site, found, "drawn")
        _draw(scope, site, found, seed=found.seed, sizes=sizes, draw=2, plan=plan)
        affected(ROOM, "set_extended", {"site": site.id, "id": id, "plan": plan,
                                        "design": json.dumps(design)})
        record(scope=scope, site=site.id, kind="sampling.extended", subject=f"sample:{id}",
               data={"plan": str(plan), "sample": int(sizes.sum()),
                     "half_percent": said["half_percent"], "wanted": wanted})
    return study(scope=scope, id=id)


def _final_result(scope: Scope, found: StudyRow) -> dict[str, Any]:
    """Return the result over every drawn line.

    Raises `StudyConflict` while lines are open; a sequential look that is decided needs no more.
    """
    lines = drawn_lines(scope=scope, study=found)
    said = result_of(found, lines)
    left = sum(not row["final"] for row in lines)
    decided = said is not None and said.get("stands") in ("holds", "fails")
    if said is None or (left and not decided):
        raise StudyConflict([Fault("/id", "study_lines_open", (left,))])
    return said


def close_study(
    *, scope: Scope, id: UUID, password: str, meaning: str = "responsible"
) -> StudyRow:
    """Sign the statement with its result; from then on it does not change.

    Needs counting.approve, and somebody who neither designed nor counted it.  Raises `Forbidden`,
    `StudyNotFound`, `StudyConflict`, `StudyNotYours`, governance's `SignatureRefused` and
    `SignInLimited`.
    """
    found, site = _held(scope, id, SIGNING)
    if found.state not in ("drawn", "extended"):
        raise StudyConflict([Fault("/id", "study_state", (STATES[found.state],))])
    _refuse_own(scope, found)
    _final_result(scope, found)
    proof = prove(scope=scope, password=password)
    with transaction.atomic():
        _need_state(site, found, "drawn", "extended")
        _refuse_own(scope, found)
        said = _final_result(scope, found)
        bound = hashlib.sha256(json.dumps(
            [str(id), found.frame_hash, found.seed, said], sort_keys=True).encode()).hexdigest()
        signature = sign(scope=scope, proof=proof, meaning=meaning, content_hash=bound,
                         subject=f"sample:{id}")
        affected(ROOM, "set_closed", {
            "site": site.id, "id": id, "signature": signature, "actor": scope.actor,
            "now": datetime.now(UTC), "result": json.dumps(said)})
        record(scope=scope, site=site.id, kind="sampling.closed", subject=f"sample:{id}",
               data={"signature": str(signature), "content_hash": bound, "result": said})
    return study(scope=scope, id=id)


def _refuse_own(scope: Scope, found: StudyRow) -> None:
    if faults := signer_faults(scope=scope, study=found):
        raise StudyNotYours(faults)


def withdraw_study(*, scope: Scope, id: UUID, reason: str) -> StudyRow:
    """Give a study up, with a reason; it stays listed and its count goes on as any other.

    Raises `Forbidden`, `StudyNotFound`, `StudyConflict`, `StudyRefused` without a reason.
    """
    found, site = _held(scope, id)
    if not reason.strip():
        raise StudyRefused([Fault("/reason", "blank_reason")])
    if len(reason) > REASON_CHARACTERS_MAX:
        raise StudyRefused([Fault("/reason", "too_long", (REASON_CHARACTERS_MAX,))])
    with transaction.atomic():
        _need_state(site, found, "designed", "drawn", "extended")
        affected(ROOM, "set_withdrawn", {
            "site": site.id, "id": id, "reason": reason.strip(), "actor": scope.actor,
            "now": datetime.now(UTC)})
        record(scope=scope, site=site.id, kind="sampling.withdrawn", subject=f"sample:{id}",
               data={"reason": reason.strip()})
    return study(scope=scope, id=id)


def note_report(
    *, scope: Scope, study: StudyRow, content_hash: str, omits: tuple[str, ...]
) -> None:
    """Note that a report was handed out, so that its code is found; the same one only once."""
    before = [row.content_hash for row in reports(scope=scope, subject=study.id)
              if row.omits == omits]
    if before[-1:] != [content_hash]:
        site = site_by_code(scope=scope, code=study.site, capability="counting.read").id
        record(scope=scope, site=site, kind=REPORTED[0], subject=f"sample:{study.id}",
               data={"content_hash": content_hash, "omits": list(omits), "state": study.state})
