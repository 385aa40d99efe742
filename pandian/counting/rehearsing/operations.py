"""Asking for a rehearsal, running it, and keeping it as the evidence of its version.   预演操作

A rehearsal writes nothing but itself.  It may run in a job or at once; a run that broke off is
taken up again and does only what is not done.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zlib import crc32

from django.db import transaction

from pandian.counting.planning.rules import day_of
from pandian.counting.rehearsing.queries import (
    READING,
    ROOM,
    facts_of,
    rehearsal,
    sets_of,
    sets_of_history,
    span_of,
)
from pandian.counting.rehearsing.reporting.rules import hash_of, report_of
from pandian.counting.rehearsing.words import (
    AGAINST,
    KINDS,
    MONTHS_MAX,
    RATE_MAX,
    RehearsalDraft,
    RehearsalRefused,
    RehearsalRow,
    RuleSet,
)
from pandian.governance.policies.operations import note_rehearsal
from pandian.governance.policies.queries import version
from pandian.governance.policies.words import CENTRAL, PolicyConflict, PolicyNotFound, VersionRow
from pandian.governance.queries import site_by_code, sites
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, run
from pandian.kernel.words import Fault, Refused
from pandian.ledger.queries import last_seals

REHEARSING = "governance.rule"
PROGRESS_DAYS = 7
ERROR_CHARACTERS = 500
FAULTS_MAX = 100
OPEN = ("draft", "rehearsed")


def rehearse(*, scope: Scope, draft: RehearsalDraft) -> list[RehearsalRow]:
    """Ask for a rehearsal and run it at once; return it with its reports, a row per site.

    Raises as `open_rehearsal`, and `RehearsalRefused` for what stops the replay.
    """
    id = open_rehearsal(scope=scope, draft=draft)
    run_rehearsal(scope=scope, id=id)
    return rehearsal(scope=scope, id=id)


def open_rehearsal(*, scope: Scope, draft: RehearsalDraft, now: datetime | None = None) -> UUID:
    """Ask for a rehearsal of a version at its site (a central one: at every site of the scope).

    Needs governance.rule and counting.read at each.  Raises `Forbidden`, `PolicyNotFound`,
    `RehearsalRefused` with every fault.
    """
    now = now or datetime.now(UTC)
    scope.need(REHEARSING)
    policy = version(scope=scope, id=draft.policy)
    faults = _faults(scope, draft, policy, now)
    where = _where(scope, draft, policy, faults)
    if faults:
        raise RehearsalRefused(faults)
    id = uuid7()
    spans = [span_of(site, until=draft.until or now, months=draft.months) for site in where]
    with transaction.atomic():
        affected(ROOM, "open", {
            "id": id, "policy": policy.id, "code": policy.code, "kind": policy.kind,
            "version": policy.version, "policy_hash": policy.content_hash,
            "months": draft.months, "against": draft.against, "rate": draft.rate,
            "sites": [site.id for site in where],
            "seeds": [crc32(site.code.encode()) if draft.seed is None else draft.seed
                      for site in where],
            "firsts": [first for first, _ in spans], "untils": [end for _, end in spans],
            "actor": scope.actor, "now": now})
        for site in where:
            record(scope=scope, site=site.id, kind="counting.rehearsal_asked",
                   subject=f"rehearsal:{id}", data={
                       "policy": str(policy.id), "months": draft.months,
                       "against": draft.against})
    return id


def _faults(
    scope: Scope, draft: RehearsalDraft, policy: VersionRow, now: datetime
) -> list[Fault]:
    """Return everything that is wrong with what is asked for, but for its site."""
    faults = []
    if policy.kind not in KINDS:
        faults.append(Fault("/policy", "rehearsal_kind", (policy.kind, ", ".join(KINDS))))
    for name, value, low, high in (("months", draft.months, 1, MONTHS_MAX),
                                   ("rate", draft.rate, 0, RATE_MAX),
                                   ("seed", draft.seed, 0, 2**53 - 1)):
        if value is not None and not (type(value) is int and low <= value <= high):
            faults.append(Fault(f"/{name}", "out_of_range", (low, high)))
    if draft.until is not None and draft.until > now:
        faults.append(Fault("/until", "rehearsal_future"))
    if draft.against not in AGAINST:
        faults += _against_faults(scope, draft, policy)
    return faults


def _against_faults(scope: Scope, draft: RehearsalDraft, policy: VersionRow) -> list[Fault]:
    """Return what is wrong with the id of another version."""
    pointer = "/against"
    try:
        other = version(scope=scope, id=UUID(draft.against))
    except (ValueError, PolicyNotFound):
        return [Fault(pointer, "rehearsal_against")]
    if other.id == policy.id:
        return [Fault(pointer, "rehearsal_same")]
    if other.kind not in KINDS:
        return [Fault(pointer, "rehearsal_kind", (other.kind, ", ".join(KINDS)))]
    if CENTRAL not in (other.site, policy.site) and other.site != policy.site:
        return [Fault(pointer, "rehearsal_site", (other.site,))]
    return []


def _where(
    scope: Scope, draft: RehearsalDraft, policy: VersionRow, faults: list[Fault]
) -> list[SiteRow]:
    """Return the sites to be replayed; add what is wrong with the choice to `faults`."""
    if policy.site != CENTRAL and draft.site not in ("", policy.site):
        faults.append(Fault("/site", "rehearsal_site", (policy.site,)))
    chosen = policy.site if policy.site != CENTRAL else draft.site
    if chosen:
        scope.need(READING, chosen)
        return [site_by_code(scope=scope, code=chosen, capability=REHEARSING)]
    found = [row for row in sites(scope=scope)
             if scope.may(READING, row.code) and scope.may(REHEARSING, row.code)]
    if not found:
        faults.append(Fault("/site", "not_found"))
    return found


def run_rehearsal(*, scope: Scope, id: UUID) -> None:
    """Replay what was asked for, site by site, and attach it to its version.

    It reads everything with the rights of the system, for those who asked were checked then.  What
    fails is kept with its reasons, site by site, and raised when every site was tried.  Needs
    governance.rule where it is run.  Raises `Forbidden`, `RehearsalRefused`.
    """
    scope.need(REHEARSING)
    failed = list[Exception]()
    for row in run(ROOM, "rehearsals", {
            "sites": [site.id for site in sites(scope=scope) if scope.may(REHEARSING, site.code)],
            "policy": None, "id": id, "limit": 10_000}):
        try:
            if row.state != "done":
                _replay(row)
        except Exception as error:
            failed.append(error)
            affected(ROOM, "fail", {"site": row.site, "id": id, "now": datetime.now(UTC),
                                    "error": _said(error)})
    if failed:
        raise next((error for error in failed if not isinstance(error, Refused)),
                   RehearsalRefused(fault for error in failed if isinstance(error, Refused)
                                    for fault in error.faults))
    _attach(id)


def _said(error: Exception) -> str:
    """Return what stopped a replay as it is kept: faults as values, never cut within one."""
    faults = error.faults if isinstance(error, Refused) else (Fault(
        "", "rehearsal_failed", (f"{type(error).__name__}: {error}"[:ERROR_CHARACTERS],),
        "rehearsal_again"),)
    more = len(faults) - FAULTS_MAX
    told = [*faults[:FAULTS_MAX], *[Fault("", "rehearsal_more", (more,))] * (more > 0)]
    return json.dumps([[fault.pointer, fault.code, [str(one) for one in fault.params], fault.hint]
                       for fault in told], ensure_ascii=False)


def _replay(row: Any) -> None:
    """Replay one site and keep what came of it."""
    site = site_by_code(scope=SYSTEM, code=row.site_code)
    candidate = version(scope=SYSTEM, id=row.policy)
    sides = _sides(row, site, candidate)
    seal = next((seal for seal in last_seals(scope=SYSTEM) if seal.site == site.code), None)
    facts = facts_of(scope=SYSTEM, site=site, first=row.first, end=row.until,
                     sets=[one for _, sets in sides for one in sets])

    def progress(done: int) -> None:
        if done % PROGRESS_DAYS == 0:
            affected(ROOM, "progress", {"site": site.id, "id": row.id, "done": done})

    report, days = report_of(facts, sides, seed=row.seed, rate=row.rate, progress=progress)
    with transaction.atomic():
        affected(ROOM, "put_days", {
            "site": site.id, "id": row.id, "sides": [day.side for day in days],
            "days": [day_of(day.day) for day in days],
            "places": [_array(day.places) for day in days],
            "tasks": [_array(day.tasks) for day in days],
            "lines": [json.dumps(day.lines) for day in days]})
        affected(ROOM, "put_ground", {
            "site": site.id, "id": row.id, "entries": facts.entries,
            "sealed": seal.number if seal else 0, "chain": seal.chain if seal else ""})
        affected(ROOM, "finish", {
            "site": site.id, "id": row.id, "now": datetime.now(UTC),
            "report": json.dumps(report, ensure_ascii=False), "content_hash": hash_of(report)})
        record(scope=SYSTEM, site=site.id, kind="counting.rehearsed", subject=f"rehearsal:{row.id}",
               data={"policy": str(row.policy), "content_hash": hash_of(report),
                     "asked_by": row.asked_by})


def _array(values: list[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _sides(
    row: Any, site: SiteRow, candidate: VersionRow
) -> list[tuple[str, list[RuleSet]]]:
    """Return the rules of both sides.  Raises `RehearsalRefused` with the faults of both."""
    made, faults = list[tuple[str, list[RuleSet]]](), dict[Fault, None]()
    for name in ("against", "candidate"):
        try:
            made.append((name, _against(row, site) if name == "against" else sets_of(
                scope=SYSTEM, site=site, first=row.first, at=row.asked_at, candidate=candidate)))
        except RehearsalRefused as error:
            faults.update(dict.fromkeys(error.faults))
    if faults:
        raise RehearsalRefused(faults)
    return made


def _against(row: Any, site: SiteRow) -> list[RuleSet]:
    if row.against == "history":
        return sets_of_history(scope=SYSTEM, site=site, first=row.first, end=row.until)
    other = None if row.against == "active" else version(scope=SYSTEM, id=UUID(row.against))
    return sets_of(scope=SYSTEM, site=site, first=row.first, at=row.asked_at,
                   candidate=other)


def _attach(id: UUID) -> None:
    """Note the evidence with a draft that still says what was rehearsed, everywhere it holds."""
    rows = rehearsal(scope=SYSTEM, id=id)
    policy = version(scope=SYSTEM, id=rows[0].policy)
    known = {site.code for site in sites(scope=SYSTEM)}
    everywhere = {row.site for row in rows} == (
        known if policy.site == CENTRAL else {policy.site})
    if policy.state not in OPEN or not everywhere:
        return
    digest = hash_of({row.site: row.content_hash for row in rows})
    with suppress(PolicyConflict), transaction.atomic():
        note_rehearsal(scope=SYSTEM._replace(device=f"rehearsal asked by {rows[0].asked_by}"),
                       id=policy.id, evidence=f"rehearsal:{id} {digest}",
                       seen_hash=rows[0].policy_hash)
        affected(ROOM, "attach", {"id": id})


