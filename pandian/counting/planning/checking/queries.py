"""Checking the rules of a site against each other, its stock and its people.   规则检查查询

What holds is central content under the site's own, so a gap or a contradiction that comes only of
both together is seen here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from pandian.counting.dispatch.queries import capacity, skills_known, without_shift
from pandian.counting.planning.checking.rules import against, twice
from pandian.counting.planning.checking.words import (
    HOLDING,
    LISTED,
    NAMES_MAX,
    PAGE_MAX,
    Finding,
    Loose,
)
from pandian.counting.planning.queries import local_today, rules_in_force, stock_of
from pandian.counting.planning.rulebook.queries import reached
from pandian.counting.planning.rulebook.rules import idle_words, tolerance_rule
from pandian.counting.planning.rulebook.words import SITES_SHOWN_MAX
from pandian.counting.planning.rules import day_number, due, inside
from pandian.counting.planning.words import (
    MINUTES_UNKNOWN,
    Clock,
    CountRule,
    Due,
    Flags,
    Gap,
    Ints,
    Stock,
)
from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.policies.queries import READING, active, readable
from pandian.governance.policies.words import CENTRAL, VersionRow
from pandian.governance.queries import people_with, site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run

ROOM = "counting.planning.checking"


class _Seen(NamedTuple):
    """The rules, the stock and what each rule says of it."""

    site: SiteRow
    now: datetime
    rules: Sequence[CountRule]
    gaps: Sequence[Gap]
    tolerances: Sequence[CountRule]
    stock: Stock
    found: Due


def check(*, scope: Scope, site: str, now: datetime | None = None) -> list[Finding]:
    """Return every gap and contradiction of the rules that hold at a site now.

    Reads only.  Raises `Forbidden`, `NotFound` for a foreign site.
    """
    seen = _seen(scope, site, now or datetime.now(UTC))
    held = {kind: active(scope=scope, kind=kind, site=site, at=seen.now) for kind in KINDS}
    versions = {rule.code: (rule.version,) if rule.version else () for rule in seen.rules}
    findings = [Finding(gap.code, tuple(map(str, gap.params)), gap.number, gap.examples, tuple(
        id for code in gap.params for id in versions.get(str(code), ()))) for gap in seen.gaps]
    findings += [Finding(fault.code, tuple(map(str, fault.params))) for fault in seen.found.faults]
    findings += twice(held)
    for code, kind in LISTED.items():
        if number := len(_loose(scope, seen, kind)):
            findings.append(Finding(code, (), number))
    if not len(seen.stock.holding):
        return [*findings, Finding("nothing"), *_people(scope, seen)]
    return [*findings, *_scopes(seen), *_people(scope, seen)]


def meets(*, scope: Scope, row: VersionRow, now: datetime | None = None
          ) -> list[tuple[str, Finding]]:
    """Return what `check` names at each site of a version that holds or will, in its place.

    By site: what it decides twice with a rule of the site or the centre.  That stops no approval:
    who approves a central rule may know that a site has one of its own.  At most SITES_SHOWN_MAX
    sites that the scope may read, by code.
    """
    if row.state not in HOLDING:
        return []
    central = row.site == CENTRAL
    sites = sorted(readable(scope=scope).keys() - {CENTRAL}) if central else [row.site]
    return [(site, finding) for site in sites[:SITES_SHOWN_MAX] for finding in against(
        row, active(scope=scope, kind=row.kind, site=site, at=now or datetime.now(UTC)),
        central=central)]


def uncovered(
    *, scope: Scope, site: str, kind: str = "count.plan", after: int = 0, limit: int = PAGE_MAX,
    now: datetime | None = None,
) -> list[Loose]:
    """Return the holdings with stock of which no rule of a kind speaks, by holding, a page of them.

    `kind` is count.plan or count.tolerance; `after` the last holding of the page before.  Nothing
    of quantities is told.  Raises `Forbidden`, `NotFound` for a foreign site.
    """
    assert kind in LISTED.values(), kind
    ids = np.sort(_loose(scope, _seen(scope, site, now or datetime.now(UTC)), kind))
    page = ids[ids > after][:max(1, min(limit, PAGE_MAX))]
    row = site_by_code(scope=scope, code=site)
    return [Loose(*each) for each in run(ROOM, "loose", {
        "site": row.id, "holdings": page.tolist()})]


def _seen(scope: Scope, site: str, now: datetime) -> _Seen:
    row = site_by_code(scope=scope, code=site)
    if site not in readable(scope=scope):
        scope.need(READING[0], site)
    today = local_today(row, now)
    rules, gaps, _builtin = rules_in_force(scope=scope, site=site, day=today, now=now)
    tolerances = [
        tolerance_rule(each.content, code=each.code, label=each.label)._replace(version=each.id)
        for each in active(scope=scope, kind="count.tolerance", site=site, at=now)
        if each.content.get("level") != "person"]
    stock = stock_of(scope=scope, site=site, rules=[*rules, *tolerances], now=now)
    return _Seen(row, now, rules, gaps, tolerances, stock,
                 due(rules, stock, clock=Clock(day_number(today))))


def _loose(scope: Scope, seen: _Seen, kind: str) -> Ints:
    """Return the holdings with stock that no rule of a kind speaks of."""
    covered: Flags = seen.found.covered
    if kind == "count.tolerance":
        covered = np.zeros(len(seen.stock.holding), dtype=np.bool_)
        for rule in seen.tolerances:
            covered |= reached(scope=scope, rule=rule, stock=seen.stock)
    return np.asarray(seen.stock.holding[~covered & (seen.stock.on_hand != 0)], dtype=np.int64)


def _scopes(seen: _Seen) -> list[Finding]:
    """Return the rules that hold for nothing here, and those that name codes without stock."""
    found = []
    for rule in (*seen.found.rules, *seen.tolerances):
        if rule.version is None:
            continue
        idle = idle_words(rule, seen.stock)
        if rule in seen.found.rules and _empty(seen, rule):
            found.append(Finding("scope_empty", (rule.code,), 1, idle[:NAMES_MAX],
                                 (rule.version,)))
        elif idle:
            found.append(Finding("words_idle", (rule.code,), len(idle), idle[:NAMES_MAX],
                                 (rule.version,)))
    return found


def _empty(seen: _Seen, rule: CountRule) -> bool:
    return not inside(rule, seen.stock).any()


def _people(scope: Scope, seen: _Seen) -> list[Finding]:
    """Return what the rules ask of people whom the site does not have, and who has no shift."""
    site, day = seen.site.code, local_today(seen.site, seen.now)
    skills = skills_known(scope=scope, site=site, day=day)
    there = {row.code for row in people_with(scope=scope, capability="counting.count", site=site)}
    found = []
    for rule in seen.rules:
        version = (rule.version,) if rule.version else ()
        found += [Finding("skill_missing", (rule.code, skill), 1, (), version)
                  for skill in rule.who.get("skills") or () if skill not in skills]
        if gone := sorted(set(rule.who.get("people") or ()) - there):
            found.append(Finding("people_gone", (rule.code,), len(gone), tuple(gone[:NAMES_MAX]),
                                 version))
    if capacity(scope=scope, site=site, first=day, days=1,
                assumed_minutes=MINUTES_UNKNOWN)[0].assumed:
        found.append(Finding("no_shift", (str(MINUTES_UNKNOWN),)))
    if idle := without_shift(scope=scope, site=site, day=day):
        found.append(Finding("people_unshifted", (), len(idle), tuple(idle[:NAMES_MAX])))
    return found
