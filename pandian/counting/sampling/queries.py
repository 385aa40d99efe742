"""Reading studies, what was drawn, and what it says.   抽样盘点查询"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np

from pandian.counting.certifying.rules import code_of
from pandian.counting.certifying.words import Found
from pandian.counting.queries import counted_blind, masks
from pandian.counting.queries import plan as plan_row
from pandian.counting.rules import plain
from pandian.counting.sampling.rules import estimate, gate, passes, records
from pandian.counting.sampling.words import (
    CENSUS,
    EARLIER_DAYS,
    EARLIER_MAX,
    REPORTED,
    STRATA,
    Earlier,
    Reported,
    Strata,
    StudyNotFound,
    StudyRow,
)
from pandian.counting.words import FINAL
from pandian.governance.delegating.queries import accounts_for
from pandian.governance.queries import people_with, site_by_code, site_ids
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.queries import facts_of
from pandian.kernel.statements import run
from pandian.kernel.words import Fault

ROOM = "counting.sampling"
STUDIES_MAX = 200
SIGNING = "counting.approve"
PEOPLE_NAMED_MAX = 10
MONEY = frozenset({"book", "difference", "half", "low", "high", "gross", "true_by_mean",
                   "half_by_mean"})
"""Amounts of an estimate: not for who may not see value."""


def studies(*, scope: Scope, site: str | None = None, limit: int = STUDIES_MAX) -> list[StudyRow]:
    """Return the studies of the scope's sites, newest first, without their results.

    Needs counting.read.
    """
    scope.need("counting.read")
    rows = _rows(scope, site, None, limit)
    blind = counted_blind(scope=scope, plans=[
        (row.site, row.site_id, plan) for row in rows for plan in (row.plan, row.extension)
        if plan])
    return [_worth(scope, _study(row), bare=not blind.isdisjoint((row.plan, row.extension)))
            for row in rows]


def study(*, scope: Scope, id: UUID) -> StudyRow:
    """Return one study with what it says so far.  Raises `Forbidden`, `StudyNotFound`.

    `result` is None before every line of a statement on value is final (a look on the way would
    be a choice of when to stop), and for who may not see variances here or counts it blind.
    Amounts of the design are None for him, and for who may not see values.
    """
    found = whole_study(scope=scope, id=id)
    if found.state not in ("drawn", "extended", "closed"):
        return _worth(scope, found)
    lines = drawn_lines(scope=scope, study=found)
    found = found._replace(looked=sum(row["final"] for row in lines))
    bare = hidden(scope=scope, study=found)
    found = _worth(scope, found, bare=bare)
    if bare:
        return found._replace(result=None)
    told = found.result if found.state == "closed" else result_of(found, lines)
    if told is not None and "value" in scope.at(found.site).hides:
        told = {key: None if key in MONEY else value for key, value in told.items()}
    return found._replace(result=told)


def whole_study(*, scope: Scope, id: UUID) -> StudyRow:
    """Return one study as it was designed, for what is computed from it; no page shows it.

    Raises `Forbidden`, `StudyNotFound`.
    """
    scope.need("counting.read")
    rows = _rows(scope, None, id, 1)
    if not rows:
        raise StudyNotFound([Fault("/id", "study_unknown")])
    return _study(rows[0])


def _worth(scope: Scope, found: StudyRow, *, bare: bool = False) -> StudyRow:
    """Return a study without the amounts of its design where they are hidden from who asks.

    The mean square of a stratum tells of its values as its sum does.
    """
    if not bare and not scope.at(found.site).hides & {"book", "value"}:
        return found
    design = {**found.design, "value": None}
    for name in {"strata", "extended"} & set(design):
        design[name] = [[*row[:3], None, None] for row in design[name]]
    return found._replace(design=design)


def hidden(*, scope: Scope, study: StudyRow) -> bool:
    """Say whether variances of this study are hidden from who asks."""
    if "variance" in scope.at(study.site).hides:
        return True
    return any(masks(scope, plan_row(scope=scope, id=plan))
               for plan in (study.plan, study.extension) if plan)


def signer_faults(*, scope: Scope, study: StudyRow) -> list[Fault]:
    """Return why this person may not sign the statement of a study, and who may.

    Not who designed it (or ordered it) nor who counted a line of it, by whatever account, nor who
    stands in for such a one: the statement is what somebody else says of their work.
    """
    site = site_by_code(scope=SYSTEM, code=study.site).id
    rows = run(ROOM, "counters", {"site": site, "id": study.id})
    parts = [("own_study", {study.created_by}), ("own_study_count", {row.person for row in rows})]
    own = accounts_for(scope=SYSTEM, site=site, people=[scope.actor])[scope.actor]
    faults = [Fault("", code) for code, people in parts if not own.isdisjoint(people)]
    if not faults:
        return []
    fit = [row for row in people_with(scope=SYSTEM, capability=SIGNING, site=study.site)
           if not row.service]
    told = accounts_for(scope=SYSTEM, site=site, people=[row.code for row in fit])
    gone = frozenset().union(*(people for _code, people in parts))
    free = [f"{row.name} ({row.code})" for row in fit if gone.isdisjoint(told[row.code])]
    return [*faults, Fault("", "others_sign", (", ".join(free[:PEOPLE_NAMED_MAX]),)) if free
            else Fault("", "nobody_signs", (study.site,))]


def reports(*, scope: Scope, subject: UUID | None = None) -> list[Reported]:
    """Return the reports that were handed out at the scope's sites, oldest first.

    What was handed out again unchanged stands there once.  Needs counting.read.
    """
    known = site_ids(scope=scope, capability="counting.read")
    studies = {f"sample:{row.id}": row for row in run(ROOM, "drawn_studies", {
        "sites": list(known.values()), "codes": list(known)}) if subject in (None, row.id)}
    made: list[Reported] = []
    newest: dict[tuple[str, tuple[str, ...]], str] = {}
    for fact in facts_of(scope=scope, sites=list(known.values()), subjects=list(studies),
                         kinds=REPORTED):
        row, content_hash = studies[fact.subject], str(fact.data["content_hash"])
        omits = tuple(fact.data.get("omits", ()))
        if newest.get((fact.subject, omits)) == content_hash:
            continue
        newest[fact.subject, omits] = content_hash
        made.append(Reported(row.id, row.site, row.name, content_hash, omits, fact.at, fact.actor))
    return made


def by_code(*, scope: Scope, code: str) -> list[Found]:
    """Return the reports of sampling stocktakes that bear a verification code.

    `issue` counts those of the study that leave out the same; `latest` is the newest of them.
    """
    every = reports(scope=scope)
    found: dict[tuple[UUID, tuple[str, ...]], Found] = {}
    for row in every:
        if code_of(row.content_hash) == code:
            alike = [each for each in every if (each.study, each.omits) == (row.study, row.omits)]
            found[row.study, row.omits] = Found(
                "sampling", row.site, row.study, row.name, code, row.content_hash, row.issued_at,
                row.issued_by, alike.index(row) + 1, code_of(alike[-1].content_hash))
    return list(found.values())


def _rows(scope: Scope, site: str | None, id: UUID | None, limit: int) -> list[Any]:
    known = site_ids(scope=scope, capability="counting.read")
    chosen = {code: key for code, key in known.items() if site in (None, code)}
    return run(ROOM, "studies", {
        "sites": list(chosen.values()), "codes": list(chosen), "study": id,
        "limit": min(limit, STUDIES_MAX)})


def _study(row: Any) -> StudyRow:
    request = plain(row.request)
    return StudyRow(
        row.id, row.site, request["name"], row.kind, row.state, request, plain(row.design),
        row.frame_at, row.frame_hash, row.seed, row.plan, row.extension, row.created_by,
        row.created_at, row.drawn_at, row.closed_at, row.closed_by, row.reason, row.signature,
        row.drawn, 0, plain(row.result), number=row.number, secret=row.secret)


def earlier(*, scope: Scope, study: StudyRow) -> list[Earlier]:
    """Return the other studies of the site designed in EARLIER_DAYS before this draw, or now.

    Oldest first, at most EARLIER_MAX; as they stood at the draw, so it never changes after it.
    """
    site = site_by_code(scope=scope, code=study.site, capability="counting.read").id
    until = study.drawn_at or datetime.now(UTC)
    return [Earlier(*row) for row in run(ROOM, "earlier", {
        "site": site, "id": study.id, "until": until,
        "since": until - timedelta(days=EARLIER_DAYS), "limit": EARLIER_MAX})]


def drawn_lines(*, scope: Scope, study: StudyRow) -> list[dict[str, Any]]:
    """Return every drawn line with what its count said; `difference` in minor units x 10^4."""
    site = site_by_code(scope=scope, code=study.site, capability="counting.read").id
    rows = run(ROOM, "drawn", {"site": site, "id": study.id, "final": sorted(FINAL)})
    return [{**row._asdict(), "value": row.book * row.cost,
             "difference": row.variance * row.cost} for row in rows]


def strata_of(design: Mapping[str, Any]) -> Strata:
    """Return the strata as the design fixed them, or as the extension made them."""
    size = STRATA + 1
    lines, sample = np.zeros(size, dtype=int), np.zeros(size, dtype=int)
    value, squares = np.zeros(size), np.zeros(size)
    for number, there, looked, worth, mean_square in design.get("extended") or design["strata"]:
        lines[number], sample[number] = there, looked
        value[number], squares[number] = worth, mean_square
    return Strata(np.zeros(0, dtype=int), lines, sample, value, squares)


def result_of(study: StudyRow, lines: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return what the lines counted so far say, as plain values; None = nothing yet."""
    final = [row for row in lines if row["final"]]
    wrong = sum(row["variance"] != 0 for row in final)
    if study.kind == "records":
        accuracy = float(Decimal(study.request["accuracy_percent"]) / 100)
        # a sequential look goes line by line in the order of the draw: the first gap ends it
        turns = sorted(lines, key=lambda row: row["turn"])
        whole = next((n for n, row in enumerate(turns) if not row["final"]), len(turns))
        so_far = turns[:whole]
        told = records(looked=whole, wrong=sum(row["variance"] != 0 for row in so_far),
                       accuracy=accuracy)
        return {**told._asdict(), "all": len(final) == len(lines)} if whole else None
    if not lines or len(final) < len(lines):
        return None
    if study.kind == "gate":
        accept = int(study.design["accept"])
        said = gate(looked=len(final), wrong=wrong, accept=accept)
        return {**said._asdict(), "passes_two_percent": passes(
            sample=len(final), accept=accept, wrong_rate=.02)}
    found = strata_of(study.design)
    answer = estimate(
        found, values=[float(row["value"]) for row in final],
        differences=[float(row["difference"]) for row in final],
        looked=np.array([row["stratum"] for row in final]))
    inside = [row["stratum"] != CENSUS for row in final]
    return {**answer._asdict(), "half_percent": answer.half_percent(),
            "sampled": sum(inside), "whole": len(final) - sum(inside)}
