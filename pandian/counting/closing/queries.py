"""Periods and their reports: what was open, and what came after the close.   期间结账查询

Whoever counts blind at a site sees no report of it while that count is open; values are left out
for who may not see them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from pandian.counting.certifying.rules import code_of
from pandian.counting.certifying.words import Found
from pandian.counting.closing.rules import totals_of
from pandian.counting.closing.words import (
    PERIODS_MAX,
    ROWS_MAX,
    SECTIONS,
    PeriodNotFound,
    PeriodNotYours,
    PeriodRefused,
    PeriodRow,
    SectionPage,
    Total,
)
from pandian.counting.rules import plain
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Fault, Forbidden

ROOM = "counting.closing"
WORTH = frozenset({"value", "plus", "minus"})


class Kept(NamedTuple):
    """A period with the report as it was kept, and where later moves are looked for."""

    row: PeriodRow
    site: int
    since: Any
    body: Mapping[str, Any]


def periods(*, scope: Scope, site: str | None = None) -> list[PeriodRow]:
    """Return the periods of the sites seen, the last end first.

    Sites where he counts blind, or may not see variances, are left out.  Raises `Forbidden`, and
    `NotFound` for a foreign site.
    """
    scope.need("counting.read")
    known = site_ids(scope=scope, capability="counting.read")
    if site is not None:
        known = {site: site_by_code(scope=scope, code=site, capability="counting.read").id}
    shown = {code: id for code, id in known.items()
             if not {"book", "variance"} & scope.at(code).hides}
    blind = blind_sites(scope=scope, sites=list(shown.values()))
    shown = {code: id for code, id in shown.items() if id not in blind}
    return [_row(scope, row) for row in run(ROOM, "periods", {
        "sites": list(shown.values()), "codes": list(shown), "id": None, "limit": PERIODS_MAX})]


def blind_sites(*, scope: Scope, sites: list[int]) -> frozenset[int]:
    """Return at which of some sites (by id) who asks counts blind in an open count."""
    return frozenset(row.site for row in run(
        ROOM, "blind_sites", {"sites": sites, "person": scope.actor}))


def _row(scope: Scope, row: Any) -> PeriodRow:
    worth = "value" not in scope.at(row.site).hides
    return PeriodRow(
        row.id, row.site, row.state, row.starts_at, row.ends_at, row.last_day, row.seal,
        totals_of(plain(row.totals), worth=worth), row.content_hash, row.prepared_by,
        row.prepared_at, row.closed_by, row.closed_at, row.signature)


def period(*, scope: Scope, id: UUID) -> PeriodRow:
    """Return one period.  Raises `Forbidden`, `PeriodNotFound`, `PeriodNotYours`."""
    return kept(scope=scope, id=id).row


def kept(*, scope: Scope, id: UUID) -> Kept:
    """Return one period with its report.

    Raises `Forbidden`, `PeriodNotFound`, `PeriodNotYours` while he counts blind there.
    """
    scope.need("counting.read")
    known = site_ids(scope=scope, capability="counting.read")
    found = run(ROOM, "periods", {"sites": list(known.values()), "codes": list(known), "id": id,
                                  "limit": 1})
    if not found:
        raise PeriodNotFound([Fault("/id", "period_unknown")])
    row = found[0]
    if {"book", "variance"} & scope.at(row.site).hides:
        raise Forbidden([Fault("", "forbidden", ("variance",))])
    if blind_sites(scope=scope, sites=[row.site_id]):
        raise PeriodNotYours([Fault("/id", "period_blind")])
    body = json.loads(gzip.decompress(bytes(row.body)))
    return Kept(_row(scope, row), row.site_id, row.since, body)


def by_code(*, scope: Scope, code: str) -> list[Found]:
    """Return the reports of periods that bear a verification code, in the sites seen.

    `latest` is the same: a report is made once.  Raises `Forbidden`.
    """
    return [Found("period", row.site, row.id, f"{row.site} {row.last_day}", code,
                  row.content_hash, row.prepared_at, row.prepared_by, 1, code)
            for row in periods(scope=scope) if code_of(row.content_hash) == code]


def report(*, scope: Scope, id: UUID) -> Mapping[str, Any]:
    """Return the report as it was made, each row with its hash: whole or not at all.

    Raises as `kept`, and `PeriodNotYours` for who may not see values.
    """
    found = kept(scope=scope, id=id)
    if "value" in scope.at(found.row.site).hides:
        raise PeriodNotYours([Fault("/id", "period_masked")])
    return found.body


def section(*, scope: Scope, id: UUID, name: str) -> SectionPage:
    """Return one list of a report as it was made.  Raises as `kept`, `PeriodRefused`."""
    found = kept(scope=scope, id=id)
    if name not in SECTIONS:
        raise PeriodRefused([Fault("/list", "period_list", (name[:40],))])
    rows = [{key: value for key, value in row.items() if key != "hash"}
            for row in found.body[name]]
    return SectionPage(found.row.totals[name], _masked(scope, found.row.site, rows))


def after(*, scope: Scope, id: UUID) -> SectionPage:
    """Return the moves of before the end that came after the report, as they stand now.

    Raises as `kept`.
    """
    found = kept(scope=scope, id=id)
    rows, figures = listed("late", {
        "site": found.site, "since": found.since, "ends_at": found.row.ends_at,
        "seal": found.row.seal, "upto": None})
    worth = "value" not in scope.at(found.row.site).hides
    total = Total(figures[0], *(figures[1:] if worth else (None, None)))
    return SectionPage(total, _masked(scope, found.row.site, rows))


def _masked(scope: Scope, site: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if "value" not in scope.at(site).hides:
        return rows
    return [{key: None if key in WORTH else value for key, value in row.items()} for row in rows]


def listed(name: str, params: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[int]]:
    """Return the rows of one list, and how many there are with their gains and losses."""
    found = run(ROOM, name, {**params, "limit": ROWS_MAX})
    if not found:
        return [], [0, 0, 0]
    first = found[0]
    figures = [int(first.total), int(first.plus_all), int(first.minus_all)]
    own = [each for each in first._fields if each not in ("total", "plus_all", "minus_all")]
    return [{key: getattr(row, key) for key in own} for row in found], figures

