"""Gathering what is known of lines that differ, and reading what was found.   差异溯因查询

A fixed number of statements, whatever the number of lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pandian.catalog.queries import packs_of
from pandian.counting.detective.rates.rules import Reason
from pandian.counting.detective.words import (
    MOTION_SECONDS,
    MOVES_MAX,
    PAGE_LINES_MAX,
    PARTNERS_MAX,
    REASONS_MAX,
    Alternative,
    Booked,
    Case,
    Choice,
    FindingRow,
    FindingsPage,
    First,
    Paper,
    Partner,
)
from pandian.counting.queries import Opened, QueryRefused, masks
from pandian.counting.queries import plan as plan_of
from pandian.counting.rules import plain
from pandian.counting.words import PlanRow
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault
from pandian.lifecycle.pending.queries import asked, pending
from pandian.lifecycle.pending.words import Spot

ROOM = "counting.detective"
LOOK_BACK = timedelta(days=400)
"""How far back a holding is looked at that nobody has ever counted."""
DAY_SECONDS = 86_400
SIGNED_KINDS = frozenset({"customer_return", "supplier_return", "adjustment", "consignment_return"})


def rows_that_differ(
    *, scope: Scope, site: int, plan: UUID, lines: Sequence[int] | None, limit: int,
    after: tuple[int, int] = (0, 0),
) -> list[Any]:
    """Return open lines of a plan that differ, each with since when nobody counted it.

    At most `limit` after (item, line), item by item.
    """
    assert site in site_ids(scope=scope).values()
    return run(ROOM, "cases", {"site": site, "plan": plan, "limit": limit,
                               "lines": list(lines) if lines is not None else None,
                               "after_item": after[0], "after_line": after[1]})


def rows_elsewhere(*, scope: Scope, site: int, plan: UUID, rows: Sequence[Any]) -> list[Any]:
    """Return the lines outside a part with which one of its items may have been swapped.

    At most `PARTNERS_MAX` for a line: what could be swapped at one place is looked at together
    although its items came in different parts.
    """
    found = run(ROOM, "elsewhere", {"site": site, "plan": plan, "partners": PARTNERS_MAX,
                                    "lines": [row.id for row in rows]})
    return rows_that_differ(scope=scope, site=site, plan=plan, lines=[row.id for row in found],
                            limit=len(found)) if found else []


def differences(*, scope: Scope, site: int, plan: UUID) -> int:
    """Return how many lines of a plan differ and are not settled."""
    assert site in site_ids(scope=scope).values()
    row = one(ROOM, "open_differences", {"site": site, "plan": plan})
    return row.lines if row else 0


def many_differences(*, scope: Scope, plan: UUID, more_than: int) -> bool:
    """Say whether more lines than that of a plan differ and are not settled.

    Raises `Forbidden`, `PlanNotFound`.
    """
    known = plan_of(scope=scope, id=plan)
    scope.need("counting.plan", known.site)
    site = site_by_code(scope=scope, code=known.site).id
    return differences(scope=scope, site=site, plan=plan) > more_than


def progress(*, scope: Scope, opened: Opened) -> tuple[int, int] | None:
    """Return (looked into, all) while the differences of a plan are being looked into."""
    scope.need("counting.read", opened.plan.site)
    row = one(ROOM, "progress", {"site": opened.site, "plan": opened.plan.id})
    return (row.done, row.lines) if row else None


def cases(
    *, scope: Scope, site: int, plan: UUID, rows: Sequence[Any], beside: Sequence[Any] = ()
) -> list[Case]:
    """Return what is known of these lines: moves, open papers, opposite partners, scans.

    `beside`: lines that are no cases here, but may be the other half of a swap.
    """
    if not rows:
        return []
    everything = [*rows, *beside]
    lines = [row.id for row in rows]
    key = {"site": site, "plan": plan, "lines": lines}
    moves = _moves(scope, site, everything)
    papers = _papers(scope, site, everything)
    factors = {item: tuple(pack.factor for pack in packs) for item, packs in packs_of(
        scope=scope, items={row.item for row in rows}).items()}
    peers = {row.id: {"lot": row.lot, "item": row.item, "place": row.place}
             for row in run(ROOM, "peers", key)}
    scans = {row.line: row for row in run(ROOM, "scans", key)}
    partners = _partners(everything, moves, papers)
    return [_case(row, moves, papers, partners, peers, scans, factors) for row in rows]


def density(*, scope: Scope, site: int, plan: UUID) -> float:
    """Return the share of counted lines of a plan that differ, above 0."""
    assert site in site_ids(scope=scope).values()
    row = one(ROOM, "density", {"site": site, "plan": plan})
    return max(row.differ, 1) / max(row.counted, 1) if row else 1.0


def _case(
    row: Any, moves: Mapping[int, Sequence[Booked]], papers: Mapping[int, Sequence[Paper]],
    partners: Mapping[int, tuple[Partner, ...]], peers: Mapping[int, Mapping[str, int]],
    scans: Mapping[int, Any], factors: Mapping[int, tuple[int, ...]],
) -> Case:
    known, scan = moves.get(row.holding, ()), scans.get(row.id)
    since = row.since or row.observed_at - LOOK_BACK
    days = max(0.5, (row.observed_at - since).total_seconds() / DAY_SECONDS)
    return Case(
        row.id, row.variance, row.counted, row.book, row.value, days,
        factors.get(row.item, ()), tuple(move for move in known if move.seconds <= 0)[:MOVES_MAX],
        tuple(move for move in known if abs(move.seconds) <= MOTION_SECONDS),
        tuple(papers.get(row.holding, ())), partners.get(row.id, ()), peers.get(row.id, {}),
        bool(row.equal), bool(scan and scan.adding), scan.repeats if scan else 0)


def _moves(scope: Scope, site: int, rows: Sequence[Any]) -> dict[int, list[Booked]]:
    """Return the moves of each holding since its last count, newest first, twins named."""
    near = timedelta(seconds=MOTION_SECONDS)
    found = run(ROOM, "moves", {
        "site": site, "holdings": [row.holding for row in rows], "limit": MOVES_MAX,
        "since": [row.since or row.observed_at - LOOK_BACK for row in rows],
        "until": [row.observed_at + near for row in rows]})
    by_holding = {row.holding: row for row in rows}
    wanted = {(move.posting, by_holding[move.holding].item_code,
               by_holding[move.holding].lot_code) for move in found}
    ordered = sorted(wanted, key=str)
    orders = {(each.posting, each.item, each.lot): each for each in asked(
        scope=scope, site=site, postings=[key[0] for key in ordered],
        items=[key[1] for key in ordered], lots=[key[2] for key in ordered])}
    grouped: dict[int, list[Booked]] = defaultdict(list)
    for move in found:
        row = by_holding[move.holding]
        order = orders.get((move.posting, row.item_code, row.lot_code))
        grouped[move.holding].append(_booked(move, row.observed_at, order))
    return {holding: _twinned(moves) for holding, moves in grouped.items()}


def _booked(move: Any, observed_at: datetime, order: Any) -> Booked:
    return Booked(
        str(move.posting), move.line, move.delta,
        (move.effective_at - observed_at).total_seconds(), move.kind, move.document,
        order.asked if order else 0, typed=not move.device, signed=move.kind in SIGNED_KINDS,
        paper=move.paper)


def _twinned(moves: Sequence[Booked]) -> list[Booked]:
    """Name for each move an equal one up to a day before it; moves come newest first."""
    last: dict[tuple[int, str], Booked] = {}
    found = []
    for move in reversed(moves):
        twin = last.get((move.delta, move.kind))
        near = twin is not None and move.seconds - twin.seconds <= DAY_SECONDS
        found.append(move._replace(twin=twin.document or twin.posting, twin_paper=twin.paper)
                     if twin and near else move._replace(twin="", twin_paper=""))
        last[move.delta, move.kind] = move
    return found[::-1]


def _papers(scope: Scope, site: int, rows: Sequence[Any]) -> dict[int, list[Paper]]:
    by_holding = {row.holding: row for row in rows}
    found: dict[int, list[Paper]] = defaultdict(list)
    for each in pending(scope=scope, site=site, spots=[
            Spot(row.holding, row.place_code, row.item_code, row.lot_code) for row in rows]):
        age = by_holding[each.holding].observed_at - each.since
        found[each.holding].append(Paper(
            str(each.document), each.number, each.kind, each.line, each.delta,
            max(0.0, age.total_seconds() / DAY_SECONDS)))
    return found


def _partners(
    rows: Sequence[Any], moves: Mapping[int, Sequence[Booked]],
    papers: Mapping[int, Sequence[Paper]],
) -> dict[int, tuple[Partner, ...]]:
    """Return for each line those with just the opposite variance, by what they share with it."""
    index: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        for relation, key in _kin(row):
            index[relation, key, row.variance].append(row)
    found = {}
    for row in rows:
        found[row.id] = tuple(
            _partner(relation, row, other, moves, papers)
            for relation, key in _kin(row)
            for other in index.get((relation, key, -row.variance), ())
            if _differs(relation, row, other))
    return found


def _kin(row: Any) -> list[tuple[str, tuple[int, ...]]]:
    return [("lot", (row.item,)), ("item", (row.place,)),
            ("place", (row.item, row.lot, row.serial))]


def _differs(relation: str, row: Any, other: Any) -> bool:
    if row.status != other.status or row.owner != other.owner:
        return False
    if relation == "lot":
        return bool(row.lot != other.lot)
    return bool(row.item != other.item if relation == "item" else row.place != other.place)


def _partner(
    relation: str, row: Any, other: Any, moves: Mapping[int, Sequence[Booked]],
    papers: Mapping[int, Sequence[Paper]],
) -> Partner:
    name = {"lot": other.lot_code, "item": other.item_code, "place": other.place_code}[relation]
    return Partner(other.id, relation, name, relation != "lot" or row.place == other.place,
                   tuple(moves.get(other.holding, ())),
                   tuple(paper.document for paper in papers.get(other.holding, ())))


def reasons(*, scope: Scope) -> list[Reason]:
    """Return the newest confirmed reasons of all sites of the scope, for rates and calibration."""
    rows = run(ROOM, "reasons", {
        "sites": sorted(site_ids(scope=scope).values()), "limit": REASONS_MAX})
    return [Reason(tuple(row.causes), plain(row.exposures), row.stated,
                   sorted(row.causes) == sorted(row.first)) for row in rows]


def findings(
    *, scope: Scope, plan: UUID, lines: Iterable[int] | None = None,
    limit: int = PAGE_LINES_MAX, after: str | None = None,
) -> FindingsPage:
    """Return what was found of the lines of a plan, a page by line number.

    Who may not see variances, or counts the plan blind himself, gets nothing.  Raises
    `Forbidden`, `PlanNotFound`, `QueryRefused` for a bad cursor.
    """
    known = plan_of(scope=scope, id=plan)
    scope.need("counting.read", known.site)
    if masks(scope, known):
        return FindingsPage([], None, True)
    if after and not (after.isascii() and after.isdecimal() and len(after) <= 18):
        raise QueryRefused([Fault("/after", "cursor_invalid")])
    size = max(1, min(limit, PAGE_LINES_MAX))
    rows = run(ROOM, "findings", {
        "site": site_by_code(scope=scope, code=known.site).id, "plan": plan,
        "lines": list(lines) if lines is not None else None, "after": int(after or 0),
        "limit": size + 1})
    page = [finding_row(row) for row in rows[:size]]
    return FindingsPage(page, str(page[-1].line) if len(rows) > size else None)


def firsts(*, scope: Scope, known: PlanRow, lines: Sequence[int]) -> dict[int, First]:
    """Return the likeliest cause of these lines of a plan, one statement for a page.

    `known` and `lines` are what this reader was shown with book and variance: ask for nothing
    else.  Raises `Forbidden`.
    """
    scope.need("counting.read", known.site)
    if not lines or scope.at(known.site).hides & {"book", "variance"}:
        return {}
    rows = run(ROOM, "firsts", {"site": known.site, "plan": known.id, "lines": list(lines)})
    return {row.line: First(tuple(row.causes), row.share) for row in rows}


def finding_row(row: Any) -> FindingRow:
    """Return a stored finding as words."""
    told = tuple(Alternative(tuple(each["causes"]), each["share"], tuple(
        Choice(way["share"], tuple(way["evidence"])) for way in each["choices"]))
        for each in plain(row.alternatives))
    return FindingRow(
        row.line, row.variance, row.counted, row.book, row.place, row.item, row.lot, row.verdict,
        tuple(row.people), told, plain(row.exposures), row.certain, row.itself, row.found_at,
        tuple(row.confirmed or ()), row.confirmed_by or "", row.rule or "", row.posting,
        bool(row.undone))
