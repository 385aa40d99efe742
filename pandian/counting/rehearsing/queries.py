"""Reading what a replay rests on, the sets of rules it compares, and rehearsals made.   预演查询

The ledger is read once per site, whatever the number of days, holdings and rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from pandian.catalog.queries import flagged_items, items_of_classes
from pandian.catalog.words import STATUSES
from pandian.counting.dispatch.queries import capacity
from pandian.counting.dispatch.words import Stop
from pandian.counting.planning.queries import array_of, facets_of, local_today
from pandian.counting.planning.rulebook.rules import builtin_rules, rule_of
from pandian.counting.planning.rules import day_number, day_of
from pandian.counting.planning.words import (
    HORIZON_DAYS,
    LOOK_BACK_DAYS,
    MINUTES_UNKNOWN,
    NEVER,
    Facet,
    Ints,
    RuleRefused,
    Stock,
)
from pandian.counting.rehearsing.asking.queries import asking_of
from pandian.counting.rehearsing.judging.queries import differences_of
from pandian.counting.rehearsing.reporting.rules import without_money
from pandian.counting.rehearsing.rules import compact
from pandian.counting.rehearsing.words import (
    CLASSES,
    DAY_LINES_MAX,
    KINDS,
    LINES_MAX,
    MOVES_MAX,
    OPENED,
    Events,
    Facts,
    FoundLine,
    FoundPage,
    Ground,
    Model,
    Moves,
    Named,
    RehearsalNotFound,
    RehearsalRefused,
    RehearsalRow,
    RehearsedDay,
    RuleSet,
)
from pandian.counting.risk.queries import learned, zone_of, zones_of
from pandian.counting.rules import plain
from pandian.counting.tolerating.rules import rule_of as tolerance_of
from pandian.counting.triggering.rules import trigger_of
from pandian.counting.triggering.words import STAGE
from pandian.governance.policies.queries import active, versions
from pandian.governance.policies.rules import Version, resolve
from pandian.governance.policies.words import CENTRAL, VersionRow
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault, Label

ROOM = "counting.rehearsing"
READING = "counting.read"
PAGE_MAX = 100
Held = dict[str, dict[str, tuple[UUID, int, Label, Mapping[str, Any], datetime | None]]]
"""By kind and code: what holds at a site."""


def span_of(site: SiteRow, *, until: datetime, months: int) -> tuple[date, date]:
    """Return the first day of a span and the day after its last, at the site.

    The last day is the one before `until`'s; of months a day that does not exist is their last.
    """
    end = local_today(site, until)
    year, month = divmod(end.year * 12 + end.month - 1 - months, 12)
    day = end.day
    while True:
        try:
            return date(year, month + 1, day), end
        except ValueError:
            day -= 1


def sets_of(
    *, scope: Scope, site: SiteRow, first: date, at: datetime, candidate: VersionRow | None
) -> list[RuleSet]:
    """Return the rules in force at an instant, with a candidate put among them.

    They begin with the span, so that both sides are alike.  Raises `RehearsalRefused`.
    """
    held = _held(scope, site.code, at)
    if candidate is not None:
        _put(scope, held, site.code, candidate)
    return [_set(held, day_number(first), lambda _since: first)]


def sets_of_history(*, scope: Scope, site: SiteRow, first: date, end: date) -> list[RuleSet]:
    """Return the rules as they held on each day of the span, one set from each change on."""
    begin, last = _midnight(site, first), _midnight(site, end)
    changes = {first}
    for row in (row for kind in KINDS for row in versions(scope=scope, kind=kind)):
        if row.site in (CENTRAL, site.code) and row.effective_from is not None:
            changes |= {at.astimezone(ZoneInfo(site.time_zone)).date()
                        for at in (row.effective_from, row.ends_at, row.withdrawn_at)
                        if at is not None and begin <= at < last}
    zone = ZoneInfo(site.time_zone)
    return [_set(_held(scope, site.code, _midnight(site, day + timedelta(days=1))),
                 day_number(day),
                 lambda since: since.astimezone(zone).date() if since else first)
            for day in sorted(changes)]


def _midnight(site: SiteRow, day: date) -> datetime:
    return datetime.combine(day, time(0), ZoneInfo(site.time_zone)).astimezone(UTC)


def _held(scope: Scope, site: str, at: datetime) -> Held:
    return {kind: {row.code: (row.id, row.version, row.label, row.content, row.effective_from)
                   for row in active(scope=scope, kind=kind, site=site, at=at)} for kind in KINDS}


def _put(scope: Scope, held: Held, site: str, candidate: VersionRow) -> None:
    """Put a candidate among the rules that hold, as if it were in force at the site."""
    content, kind = candidate.content, candidate.kind
    if candidate.site == CENTRAL:
        local = _living(scope, kind, candidate.code, site)
        merged = resolve(Version(candidate.id, CENTRAL, candidate.version, content,
                                 candidate.control), local)
    else:
        central = _living(scope, kind, candidate.code, CENTRAL)
        merged = resolve(central, Version(candidate.id, site, candidate.version, content,
                                          by_centre=scope.may("governance.adopt", CENTRAL)))
    assert merged is not None
    if kind in ("count.recount", "approval.matrix"):
        held[kind].clear()
    held[kind][candidate.code] = (
        candidate.id, candidate.version, candidate.label, merged.content, None)


def _living(scope: Scope, kind: str, code: str, site: str) -> Version | None:
    row = next((row for row in versions(scope=scope, kind=kind, code=code, site=site)
                if row.state == "active"), None)
    return None if row is None else Version(
        row.id, site, row.version, row.content, row.control, row.central_approval)


def _set(held: Held, since: int, start: Any) -> RuleSet:
    rules, faults = [], list[Fault]()
    for code, (id, number, label, content, begun) in held["count.plan"].items():
        try:
            rules.append(rule_of(content, code=code, label=label, version=id, number=number,
                                 start=start(begun)))
        except RuleRefused as error:
            faults += [Fault(f"/{code}{fault.pointer}", fault.code, fault.params,
                             fault.hint or "rehearsal_mend") for fault in error.faults]
    if faults:
        raise RehearsalRefused(faults)
    triggers = [rule for code, (id, number, _label, content, _b) in held["count.trigger"].items()
                if (rule := trigger_of(id, code, number, content)).strategy == STAGE]
    recount = next(iter(held["count.recount"].values()), None)
    matrix = next(iter(held["approval.matrix"].values()), None)
    return RuleSet(
        since, tuple(rules or builtin_rules(day_of(since))),
        tuple(tolerance_of(id, code, content) for code, (id, _n, _l, content, _b)
              in held["count.tolerance"].items()),
        recount[3] if recount else None,
        matrix[3] if matrix else None, not rules, tuple(triggers))


def facts_of(
    *, scope: Scope, site: SiteRow, first: date, end: date, sets: Sequence[RuleSet]
) -> Facts:
    """Read everything that replays of a site under these sets of rules rest on.

    Raises `RehearsalRefused` for more moves than `MOVES_MAX`.
    """
    since, until = _midnight(site, first), _midnight(site, end)
    span = {"site": site.id, "since": since}
    size = one(ROOM, "size", {**span, "until": until})
    assert size is not None
    if size.moves > MOVES_MAX:
        raise RehearsalRefused([Fault("/months", "rehearsal_large",
                                      (site.code, size.moves, MOVES_MAX), "rehearsal_fewer")])
    found = one(ROOM, "history", {**span, "never": NEVER, "statuses": list(STATUSES)})
    assert found is not None
    columns = _within({name: array_of(raw) for name, raw in found._asdict().items()}, until)
    days = (end - first).days
    midnights = np.array([int(_midnight(site, first + timedelta(days=n)).timestamp())
                          for n in range(days + 1)], dtype=np.int64)
    every = [rule for one_set in sets for rule in one_set.rules]
    facets = {name: compact(facet) for name, facet in facets_of(
        scope=scope, site=site, rules=every, columns=columns, now=until,
        listed=datetime.now(UTC)).items()}
    ids = _Ids(columns["holding"])
    different, slips = differences_of(
        scope=scope, site=site, since=since, until=until, rows_of=ids.rows)
    proofs, heals = _looks(site, since, until, ids)
    _pairs, mates = np.unique(np.stack([columns["place"], columns["item"]]), axis=1,
                              return_inverse=True)
    return Facts(
        site.code, day_number(first), midnights, _offsets(site, first, days),
        _stock(columns, facets, int(midnights[0])), columns["cost"], _kinds(facets["classes"]),
        mates.ravel().astype(np.int64), _moves(site, columns, ids), proofs, heals, different,
        slips, tuple(each.seconds for each in capacity(
            scope=scope, site=site.code, first=first, days=days + HORIZON_DAYS,
            assumed_minutes=MINUTES_UNKNOWN)),
        _stops(site, columns["place"]), _named(
            site, columns["holding"], {*different.row.tolist(), *slips.row.tolist()}, sets),
        _model(site, columns), size.entries,
        asking_of(scope=scope, site=site, since=since, until=until, columns=columns))


def _within(columns: dict[str, Ints], until: datetime) -> dict[str, Ints]:
    """Leave out the moves from `until` on, and holdings of which there was nothing by then.

    What happens after a span changes nothing of what is told of it.
    """
    early = columns["at"] < int(until.timestamp())
    moves = {name: columns[name][early] for name in ("at", "source", "target", "quantity")}
    known = ((columns["on_hand"] != 0) | (columns["moved"] > 0) | (columns["counted"] > 0)
             | np.isin(columns["holding"], np.concatenate([moves["source"], moves["target"]])))
    return {name: moves[name] if name in moves else column[known]
            for name, column in columns.items()}


class _Ids:
    """Where holdings stand in the stock."""

    def __init__(self, holdings: Ints) -> None:
        self.order = np.argsort(holdings)
        self.sorted = holdings[self.order]

    def rows(self, holdings: Ints) -> Ints:
        """Return the index of each holding, -1 for one that is not of the stock."""
        if not len(self.sorted):
            return np.full(len(holdings), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.sorted, holdings), len(self.sorted) - 1)
        return np.where(self.sorted[at] == holdings, self.order[at], -1)


def _offsets(site: SiteRow, first: date, days: int) -> Ints:
    zone, noon = ZoneInfo(site.time_zone), time(12)
    return np.array([int((datetime.combine(first + timedelta(days=n), noon, zone).utcoffset()
                          or timedelta()).total_seconds()) for n in range(days)], dtype=np.int64)


def _stock(columns: Mapping[str, Ints], facets: Mapping[str, Facet], begin: int) -> Stock:
    """Return the stock as the span begins; what had stock then appeared at its last move."""
    zeros = np.zeros(len(columns["holding"]), dtype=np.int64)
    appeared = np.where(columns["moved"] > 0, columns["moved"],
                        np.where(columns["on_hand"] != 0, begin, 0))
    return Stock(
        columns["holding"], columns["place"], columns["item"], columns["on_hand"],
        columns["counted"], zeros, columns["moved"], appeared, zeros, columns["expires"], zeros,
        zeros, columns["pieces"], np.full(len(zeros), np.nan), facets)


def _kinds(classes: Facet) -> Ints:
    """Return 0 to 2 for class A to C of each holding; C where an item has none."""
    kinds = np.array([next((CLASSES.index(word) for word in words if word in CLASSES), 2)
                      for words in classes.words], dtype=np.int64)
    return np.asarray(kinds[classes.at])


def _moves(site: SiteRow, columns: Mapping[str, Ints], ids: _Ids) -> Moves:
    """Return the moves by holding: each end that is of the stock is one row, in order."""
    adjusting = np.array([row.id for row in run(ROOM, "adjusting", {"site": site.id})],
                         dtype=np.int64)
    at, quantity = columns["at"], columns["quantity"]
    ends = (ids.rows(columns["source"]), ids.rows(columns["target"]))
    touch = ~(np.isin(columns["source"], adjusting) | np.isin(columns["target"], adjusting))
    out, into = ends[0] >= 0, ends[1] >= 0
    order = np.argsort(np.concatenate([at[out], at[into]]), kind="stable")
    outside = np.zeros(int(out.sum()), dtype=np.bool_)
    return Moves(
        np.concatenate([at[out], at[into]])[order],
        np.concatenate([ends[0][out], ends[1][into]])[order],
        np.concatenate([-quantity[out], quantity[into]])[order],
        np.concatenate([touch[out], touch[into]])[order],
        np.concatenate([outside, touch[into] & ~out[into]])[order])


def _looks(site: SiteRow, since: datetime, until: datetime, ids: _Ids) -> tuple[Events, Events]:
    rows = run(ROOM, "looks", {"site": site.id, "until": until,
                               "look_back": since - timedelta(days=LOOK_BACK_DAYS)})
    return (_events([row for row in rows if row.proof], ids),
            _events([row for row in rows if not row.proof], ids))


def _events(rows: Sequence[Any], ids: _Ids) -> Events:
    at = np.array([row.at for row in rows], dtype=np.int64)
    row = ids.rows(np.array([row.holding for row in rows], dtype=np.int64))
    return Events(at[row >= 0], row[row >= 0])


def _stops(site: SiteRow, places: Ints) -> dict[int, Stop]:
    rows = run("counting.planning", "places", {
        "site": site.id, "places": np.unique(places).tolist()})
    return {row.id: Stop(row.id, row.zone, row.code, row.sequence, 0) for row in rows}


def _named(
    site: SiteRow, holdings: Ints, chosen: Iterable[int], sets: Sequence[RuleSet]
) -> dict[int, Named]:
    """Return what rules call the holdings that were wrong, by their row."""
    wanted = {int(holdings[row]): row for row in chosen}
    if not wanted:
        return {}
    rows = run(ROOM, "named", {"site": site.id, "holdings": sorted(wanted)})
    names = sorted({key for one_set in sets for rule in one_set.tolerances
                    if rule.level == "class" for key in rule.keys}
                   | {name for one_set in sets for band in (one_set.matrix or {}).get("rows", ())
                      for name in band.get("classes") or ()}
                   | {name for one_set in sets
                      for name in (one_set.matrix or {}).get("auto.classes") or ()})
    of = {name: frozenset(items_of_classes(scope=SYSTEM, classes=[name])) for name in names}
    return {wanted[row.holding]: Named(
        row.item_code, tuple(name for name in names if row.item in of[name]), tuple(row.codes),
        row.valued)
        for row in rows}


def _model(site: SiteRow, columns: Mapping[str, Ints]) -> Model:
    """Return the risk learned by now, with the factor of each holding."""
    taught = learned(site.id)
    items, at = np.unique(columns["item"], return_inverse=True)
    by_item = np.array([taught.factors["item"].get(item, 1.0) for item in items.tolist()])
    zones, zone_at = np.unique(zone_of(columns["place"], zones_of(site.id)), return_inverse=True)
    by_zone = np.array([taught.factors["zone"].get(zone, 1.0) for zone in zones.tolist()])
    factor = np.ones(len(columns["item"]))
    if len(factor):
        factor = by_item[at] * by_zone[zone_at] * taught.factors["site"].get(site.id, 1.0)
    flags = (np.isin(columns["item"], flagged_items(scope=SYSTEM, name=name)).astype(np.float64)
             for name in ("attractive", "fragile"))
    return Model(taught.theta, taught.size, factor, *flags)


def rehearsals(
    *, scope: Scope, policy: UUID | None = None, id: UUID | None = None, limit: int = PAGE_MAX
) -> list[RehearsalRow]:
    """Return rehearsals at the sites of the scope, the newest first, a row per site.

    Reports come only with one `id`; money is left out where values are hidden.  Needs
    counting.read.  Raises `Forbidden`.
    """
    scope.need(READING)
    sites = site_ids(scope=scope, capability=READING)
    rows = run(ROOM, "rehearsals", {
        "sites": list(sites.values()), "policy": policy, "id": id, "limit": limit})
    if not rows:
        return []
    said = {row.id: row.content_hash for kind in {row.kind for row in rows}
            for row in versions(scope=SYSTEM, kind=kind)}
    return [_row(scope, row, said.get(row.policy, "")) for row in rows]


def rehearsal(*, scope: Scope, id: UUID) -> list[RehearsalRow]:
    """Return one rehearsal with its reports, a row per site that the scope reads.

    Raises `Forbidden`, `RehearsalNotFound`.
    """
    rows = rehearsals(scope=scope, id=id)
    if not rows:
        raise RehearsalNotFound([Fault("/id", "not_found")])
    return [_grown(row) for row in rows]


def _grown(row: RehearsalRow) -> RehearsalRow:
    """Return a rehearsal with what has arrived since on its ground."""
    if row.ground is None:
        return row
    site = site_by_code(scope=SYSTEM, code=row.site)
    size = one(ROOM, "size", {"site": site.id, "since": _midnight(site, row.until),
                              "until": _midnight(site, row.until)})
    assert size is not None
    return row._replace(ground=row.ground._replace(newer=size.entries - row.ground.entries))


def newer_entries(*, scope: Scope, policy: UUID, id: UUID) -> list[tuple[str, int]]:
    """Return (site, entries) where the ledger of a rehearsal's span has grown since it was made.

    Without reading its reports.  Raises `Forbidden`.
    """
    rows = [_grown(row) for row in rehearsals(scope=scope, policy=policy) if row.id == id]
    return [(row.site, row.ground.newer) for row in rows if row.ground and row.ground.newer]


def rehearsed_day(*, scope: Scope, id: UUID, site: str, day: date) -> RehearsedDay:
    """Return what both sides of a rehearsal would have done at a site on a day.

    Raises `Forbidden`, `RehearsalNotFound`.
    """
    row = _done_at(scope, id, site)
    if not row.first <= day < row.until:
        raise RehearsalNotFound([Fault("/day", "rehearsal_day", (day,))])
    tasks: tuple[list[tuple[str, ...]], ...] = ([], [])
    for task in run(ROOM, "day_work", {
            "site": site_by_code(scope=SYSTEM, code=site).id, "id": id, "day": day}):
        tasks[task.side].append(tuple(task.places))
    return RehearsedDay(site, day, tuple(tuple(side) for side in tasks),
                        _lines(scope, id, site, day=day, limit=DAY_LINES_MAX))


def found_lines(
    *, scope: Scope, id: UUID, site: str, of: str = "", side: int | None = None, after: int = 0
) -> FoundPage:
    """Return the lines behind a figure of the comparison (`OPENED`) at a site, by day.

    `after`: how many were shown.  Raises `Forbidden`, `RehearsalNotFound`, `RehearsalRefused`.
    """
    _done_at(scope, id, site)
    if of and of not in OPENED:
        raise RehearsalRefused([Fault("/of", "rehearsal_of", (of, ", ".join(OPENED)))])
    rows = _lines(scope, id, site, of=OPENED.get(of, ""), side=side, after=after,
                  limit=LINES_MAX + 1)
    return FoundPage(rows[:LINES_MAX], after + LINES_MAX if len(rows) > LINES_MAX else None)


def _done_at(scope: Scope, id: UUID, site: str) -> RehearsalRow:
    row = next((row for row in rehearsals(scope=scope, id=id) if row.site == site), None)
    if row is None or row.state != "done":
        raise RehearsalNotFound([Fault("/id", "not_found")])
    return row


def _lines(scope: Scope, id: UUID, site: str, **chosen: Any) -> tuple[FoundLine, ...]:
    hidden = "value" in scope.at(site).hides
    rows = run(ROOM, "found_lines", {
        "site": site_by_code(scope=SYSTEM, code=site).id, "id": id, "day": None, "side": None,
        "of": "", "after": 0, **chosen})
    return tuple(FoundLine(*row)._replace(value=None if hidden else int(row.value))
                 for row in rows)


def faults_told(text: str) -> tuple[Fault, ...]:
    """Return the faults that stopped a replay from how they are kept."""
    if not text:
        return ()
    try:
        return tuple(Fault(pointer, code, tuple(params), *more)
                     for pointer, code, params, *more in json.loads(text))
    except ValueError:  # of an older release: cut off, or never a list
        return (Fault("", "rehearsal_failed", (text,), "rehearsal_again"),)


def _row(scope: Scope, row: Any, said: str) -> RehearsalRow:
    hidden = "value" in scope.at(row.site_code).hides
    report = plain(row.report) or {}
    return RehearsalRow(
        row.id, row.site_code, row.policy, row.code, row.kind, row.version, row.months,
        row.against, row.seed, None if hidden else row.rate, row.first, row.until, row.state,
        row.done_days, (row.until - row.first).days, row.asked_by, row.asked_at, row.finished_at,
        row.content_hash, row.policy_hash, row.attached, said == row.policy_hash,
        faults_told(row.error),
        None if row.entries is None else Ground(row.entries, row.sealed, row.chain),
        without_money(report) if hidden else report)
