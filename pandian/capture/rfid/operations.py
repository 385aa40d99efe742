"""Taking in what RFID readers read.   射频接收

Reads are stored as evidence by their own key, so that a part that is sent again adds nothing.
When a pass (or its last part) is in, every EPC gets one place and becomes one observation
through the one door of capture; a tag that was not read becomes nothing at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from pandian.capture.operations import accept
from pandian.capture.rfid.rules import canonical, observation_id, place_of, reader_faults
from pandian.capture.rfid.words import (
    MARGIN_CDBM_DEFAULT,
    READERS_MAX,
    READS_MAX,
    TWICE_MINUTES,
    PassDraft,
    Read,
    ReaderDraft,
    ReaderRefused,
    ReadsRefused,
    TagVerdict,
    Taken,
    Trial,
)
from pandian.capture.words import ObservationDraft, Push, Verdict
from pandian.catalog.queries import places_by_code
from pandian.governance.queries import site_ids
from pandian.governance.words import EVERYWHERE, Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault, Outcome

ALERTS_NAMED_MAX = 20


class _Reader(NamedTuple):
    """A reader as far as its reads need it; unregistered ones are `unknown`."""

    kind: str = "unknown"
    antennas: Mapping[str, str] = {}
    margin_cdbm: int = MARGIN_CDBM_DEFAULT


class _Site(NamedTuple):
    id: int
    code: str


class _Turn(NamedTuple):
    """What holds for one request: its reader, whether the pass still waited for parts, whether
    its task is closed, and the instant.
    """

    reader: _Reader
    was_open: bool
    closed: bool
    now: datetime


class _Placed(NamedTuple):
    """A read with its canonical EPC and its place."""

    epc: str
    place: str
    read: Read


def take_in(
    *, scope: Scope, draft: PassDraft, sites_of_tasks: Mapping[UUID, str],
    closed: bool = False, now: datetime | None = None,
) -> Taken:
    """Store the reads of a pass (or a part of it) and answer for every EPC; idempotent.

    With `draft.more` the EPCs are `held` until the last part decides them all; the tags of a
    task that is `closed` wait in the tray `late`.  Raises
    `Forbidden`, `ReadsRefused` (no site, no place, too many reads, another site's pass).
    """
    scope.need("capture.push")
    if len(draft.reads) + len(draft.malformed) > READS_MAX:
        raise ReadsRefused([Fault("/reads", "too_many", (READS_MAX, len(draft.reads)))])
    received_at = now or datetime.now(UTC)
    site = _site(scope, draft, sites_of_tasks)
    reader = _reader(site.id, draft.reader)
    placed = _placed(draft, reader)
    with transaction.atomic():
        result, was_open = _open(scope, site, draft, reader, received_at)
        if result.startswith("exists_with"):
            _keep_aside(scope, site, draft, result, received_at)
            return Taken(draft.id, site.code, result, len(draft.reads), 0, (), 0, received_at)
        counts = _insert(site, draft, placed)
        new = len(counts)
        affected("capture.rfid", "cover_places", {
            "site": site.id, "id": draft.id, "reads": sum(counts),
            "places": sorted({row.place for row in placed} | {draft.place} - {""})})
        _keep_malformed(scope, site, draft, received_at)
        verdicts, alerts = _decided(
            scope, site, draft, placed, _Turn(reader, was_open, closed, received_at))
        if new:
            record(scope=scope, site=site.id, kind="capture.rfid_read",
                   subject=f"pass:{draft.id}", data={
                       "reader": draft.reader, "reads": new, "more": draft.more,
                       "tags": sum(v.result == "created" for v in verdicts)})
    refused = [TagVerdict(bad.epc, None, "refused_schema", faults=bad.faults)
               for bad in draft.malformed]
    return Taken(draft.id, site.code, result, len(draft.reads), new, (*verdicts, *refused),
                 alerts, received_at)


def _site(scope: Scope, draft: PassDraft, sites_of_tasks: Mapping[UUID, str]) -> _Site:
    """Return the site: of the task, as named, of the reader, the only one, of the place."""
    allowed = site_ids(scope=scope, capability="capture.push")
    named = sites_of_tasks.get(draft.task, draft.site) if draft.task else draft.site
    if named and named in allowed:
        return _Site(allowed[named], named)
    codes = {id: code for code, id in allowed.items()}
    found: set[int] = set()
    if not named:
        found = {row.site for row in run("capture.rfid", "sites_of_reader", {
            "reader": draft.reader, "sites": list(codes)})}
        if len(found) != 1 and len(codes) == 1 and EVERYWHERE not in scope.sites:
            found = set(codes)
        if len(found) != 1 and draft.place:
            found = {row.site for row in run("capture", "places_of_codes", {
                "places": [draft.place], "sites": list(codes)}) if row.sites == 1}
    if len(found) != 1:
        raise ReadsRefused([Fault("/site", "site_unknown")])
    id = found.pop()
    return _Site(id, codes[id])


def _reader(site: int, code: str) -> _Reader:
    rows = run("capture.rfid", "readers", {
        "sites": [site], "codes": [""], "reader": code, "limit": 1})
    return _Reader(rows[0].kind, rows[0].antennas, rows[0].margin_cdbm) if rows else _Reader()


def _placed(draft: PassDraft, reader: _Reader) -> list[_Placed]:
    """Give every read its canonical EPC and place.  Raises `ReadsRefused` when one has none."""
    forms = {epc: canonical(epc) for epc in {one.epc for one in draft.reads}}
    placed = [_Placed(forms[one.epc], place_of(one, place=draft.place, antennas=reader.antennas),
                      one) for one in draft.reads]
    if any(not row.place for row in placed) or not (placed or draft.place):
        raise ReadsRefused([Fault("/place", "place_needed")])
    return placed


def _open(
    scope: Scope, site: _Site, draft: PassDraft, reader: _Reader, now: datetime
) -> tuple[str, bool]:
    """Open the pass or lock it; return what it is and whether it still waited for parts."""
    given = {"site": site.id, "id": draft.id, "reader": draft.reader, "task": draft.task,
             "place": draft.place}
    times = {"started_at": draft.started_at, "ended_at": draft.ended_at, "open": draft.more}
    affected("capture.rfid", "hear_reader", {"site": site.id, "code": draft.reader,
                                             "now": now})
    if one("capture.rfid", "open_pass", {
            **given, **times, "reader_kind": reader.kind, "person": scope.actor, "now": now}):
        return "created", False
    held = one("capture.rfid", "lock_pass", {"id": draft.id})
    assert held is not None
    if held.site != site.id:
        raise ReadsRefused([Fault("/pass", "pass_elsewhere")])
    for field in ("reader", "task", "place"):
        if getattr(held, field) != given[field]:
            return f"exists_with_different_{field}", held.open
    affected("capture.rfid", "stretch_pass", {"site": site.id, "id": draft.id, **times})
    return "exists", held.open


def _insert(site: _Site, draft: PassDraft, placed: Sequence[_Placed]) -> list[int]:
    """Store the reads; return of each new one how many readings it stands for."""
    firsts = [row.read.first_at or draft.started_at for row in placed]
    return [row.count for row in run("capture.rfid", "insert_reads", {
        "site": site.id, "pass": draft.id, "epcs": [row.epc for row in placed],
        "antennas": [row.read.antenna for row in placed], "firsts": firsts,
        "lasts": [max(row.read.last_at or first, first)
                  for row, first in zip(placed, firsts, strict=True)],
        "rssis": [row.read.rssi_cdbm for row in placed],
        "counts": [row.read.times for row in placed], "places": [row.place for row in placed]})]


def _decided(
    scope: Scope, site: _Site, draft: PassDraft, placed: Sequence[_Placed], turn: _Turn,
) -> tuple[list[TagVerdict], int]:
    """Make observations of what was not decided yet; all of an open pass at its last part."""
    epcs = sorted({row.epc for row in placed})
    if draft.more:
        return [TagVerdict(epc, None, "held") for epc in epcs], 0
    rows = run("capture.rfid", "tags", {
        "site": site.id, "pass": draft.id, "margin_cdbm": turn.reader.margin_cdbm,
        "epcs": None if turn.was_open else epcs})
    known = {row.epc: row for row in run("capture.rfid", "known_tags", {
        "site": site.id, "pass": draft.id})}
    fresh = [row for row in rows if row.epc not in known]
    told = {row.epc: _known(row, known[row.epc]) for row in rows if row.epc in known}
    made: list[UUID] = []
    for start in range(0, len(fresh), READS_MAX):
        page = fresh[start:start + READS_MAX]
        ids = [observation_id(draft.id, row.epc) for row in page]
        made += ids
        told |= _observed(scope, site, draft, page, ids, turn)
        _note_tags(site, draft, page, ids)
    return [told[row.epc] for row in rows], _alerts(scope, site, draft, made, turn.now)


def _known(row: Any, before: Any) -> TagVerdict:
    result = "exists" if before.place == row.place else "exists_with_different_place"
    return TagVerdict(row.epc, before.observation, result, before.tray, before.place)


def _observed(
    scope: Scope, site: _Site, draft: PassDraft, rows: Sequence[Any], ids: Sequence[UUID],
    turn: _Turn,
) -> dict[str, TagVerdict]:
    """Hand the tags to the one door, each as one observation of one piece."""
    observations = tuple(ObservationDraft(
        id, "set", row.place, 1, code=row.epc, observed_at=row.last_at, task=draft.task,
        visit=draft.id, entry="rfid") for id, row in zip(ids, rows, strict=True))
    trays = {id: "ambiguous_place" for id, row in zip(ids, rows, strict=True) if row.ambiguous}
    answered = accept(
        scope=scope, now=turn.now,
        closed=[draft.task] if draft.task and turn.closed else [],
        push=Push(None, draft.sent_at, None, observations, site=site.code, trays=trays),
        sites_of_tasks={draft.task: site.code} if draft.task else {})
    return {row.epc: _verdict(row, verdict)
            for row, verdict in zip(rows, answered.verdicts, strict=True)}


def _verdict(row: Any, given: Verdict) -> TagVerdict:
    known = given.resolved
    return TagVerdict(row.epc, UUID(given.id), given.result, given.tray, row.place,
                      known.item if known else "", (known.serial or "") if known else "",
                      given.faults)


def _note_tags(
    site: _Site, draft: PassDraft, rows: Sequence[Any], ids: Sequence[UUID]
) -> None:
    affected("capture.rfid", "insert_tags", {
        "site": site.id, "pass": draft.id, "epcs": [row.epc for row in rows],
        "observations": list(ids), "places": [row.place for row in rows],
        "ambiguous": [row.ambiguous for row in rows], "counts": [row.count for row in rows],
        "rssis": [row.rssi_cdbm for row in rows], "lasts": [row.last_at for row in rows]})


def _alerts(
    scope: Scope, site: _Site, draft: PassDraft, observations: Sequence[UUID], now: datetime
) -> int:
    """Alert where one serial is now in two places within an hour; leave an audit fact."""
    if not observations:
        return 0
    rows = run("capture.rfid", "alert", {
        "site": site.id, "observations": list(observations), "minutes": TWICE_MINUTES,
        "now": now})
    if rows:
        record(scope=scope, site=site.id, kind="capture.serial_twice",
               subject=f"pass:{draft.id}", data={"alerts": len(rows), "observations": [
                   [str(row.observation), str(row.other)] for row in rows[:ALERTS_NAMED_MAX]]})
    return len(rows)


def _keep_aside(
    scope: Scope, site: _Site, draft: PassDraft, result: str, now: datetime
) -> None:
    """Keep a second body of a known pass in quarantine: nobody's stock moves."""
    body = {"reader": draft.reader, "task": draft.task, "place": draft.place,
            "started_at": draft.started_at, "ended_at": draft.ended_at,
            "reads": [one._asdict() for one in draft.reads]}
    _quarantine(scope, site, [(str(draft.id), result, body)], now)


def _keep_malformed(scope: Scope, site: _Site, draft: PassDraft, now: datetime) -> None:
    _quarantine(scope, site, [
        (str(draft.id), "refused_schema",
         {"epc": bad.epc, "faults": [(f.pointer, f.code) for f in bad.faults]})
        for bad in draft.malformed], now)


def _quarantine(
    scope: Scope, site: _Site, kept: Sequence[tuple[str, str, Mapping[str, Any]]], now: datetime
) -> None:
    if kept:
        affected("capture", "quarantine", {
            "install": None, "actor": scope.actor, "now": now, "sites": [site.id] * len(kept),
            "ids": [id for id, _, _ in kept], "seqs": [None] * len(kept),
            "results": [result for _, result, _ in kept],
            "bodies": [json.dumps(body, ensure_ascii=True, default=str) for _, _, body in kept]})


def put_readers(*, scope: Scope, readers: Sequence[ReaderDraft]) -> list[Outcome]:
    """Register readers or change them; all or nothing.  Needs counting.plan at their sites.

    Raises `Forbidden`, `ReaderRefused` with every fault.
    """
    scope.need("counting.plan")
    allowed = site_ids(scope=scope, capability="counting.plan")
    if len(readers) > READERS_MAX:
        raise ReaderRefused([Fault("", "too_many", (READERS_MAX, len(readers)))])
    faults = [fault for n, draft in enumerate(readers)
              for fault in (*reader_faults(draft, f"/{n}"),
                            *_antenna_faults(scope, draft, allowed, f"/{n}"))]
    keys = [(draft.site, draft.code) for draft in readers]
    faults += [Fault(f"/{n}", "repeated", (keys.index(key),)) for n, key in enumerate(keys)
               if keys.index(key) < n]
    if faults:
        raise ReaderRefused(faults)
    with transaction.atomic():
        rows = run("capture.rfid", "put_readers", {
            "sites": [allowed[draft.site] for draft in readers],
            "codes": [draft.code for draft in readers],
            "kinds": [draft.kind for draft in readers],
            "antennas": [json.dumps({str(n): place for n, place in draft.antennas})
                         for draft in readers],
            "margins": [draft.margin_cdbm for draft in readers],
            "person": scope.actor, "now": datetime.now(UTC)})
        for site, group in groupby(sorted(rows), key=lambda row: row.site):
            record(scope=scope, site=site, kind="capture.rfid_readers_put", subject="readers",
                   data={"codes": [row.code for row in group]})
    told = {(row.site, row.code): "created" if row.created else "updated" for row in rows}
    return [Outcome(draft.code, told.get((allowed[draft.site], draft.code), "unchanged"))
            for draft in readers]


def _antenna_faults(
    scope: Scope, draft: ReaderDraft, allowed: Mapping[str, int], pointer: str
) -> list[Fault]:
    if draft.site not in allowed:
        return [Fault(f"{pointer}/site", "not_found")]
    codes = sorted({place for _, place in draft.antennas})
    known = places_by_code(scope=scope, site=allowed[draft.site], codes=codes) if codes else {}
    return [Fault(f"{pointer}/antennas/{n}", "antenna_place", (n, place))
            for n, place in draft.antennas
            if place not in known or not known[place].physical]


def put_trials(
    *, scope: Scope, site: int, pass_id: UUID, trials: Sequence[Trial]
) -> None:
    """Note what a pass over known stock read; said again it replaces.  Must run inside the
    caller's transaction; the caller has checked the right.
    """
    scope.need("counting.plan")
    affected("capture.rfid", "put_trials", {
        "site": site, "pass": pass_id, "person": scope.actor, "now": datetime.now(UTC),
        "reader_kinds": [t.reader_kind for t in trials],
        "item_classes": [t.item_class for t in trials],
        "place_kinds": [t.place_kind for t in trials],
        "present": [t.present for t in trials], "read": [t.read for t in trials]})
    record(scope=scope, site=site, kind="capture.rfid_calibrated", subject=f"pass:{pass_id}",
           data={"trials": [trial._asdict() for trial in trials]})
