"""What a rule may name, and what it would hold for, before it is kept.   规则范围查询"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from pandian.catalog.queries import items_of_classes, known_attributes
from pandian.catalog.words import PLACE_KINDS, STATUSES, TRACKING
from pandian.counting.planning.queries import ROOM, local_today, rules_in_force, stock_of
from pandian.counting.planning.rulebook.rules import idle_words, rule_of, tolerance_rule
from pandian.counting.planning.rulebook.words import DAYS_AHEAD, Beside, Reach
from pandian.counting.planning.rules import day_number, due, inside
from pandian.counting.planning.words import CAUSES, CLASSES, Clock, CountRule, Flags, Stock
from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.policies.queries import active, drift, readable, signed
from pandian.governance.policies.words import CENTRAL, DriftRow
from pandian.governance.queries import people_with, site_by_code, site_ids
from pandian.governance.words import ROLES, Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Label

KNOWN_MAX = 1_000
CLASS_ATTRIBUTES = ("class", "category", "abc")


def known_words(*, scope: Scope, site: str = "") -> dict[str, dict[str, Label | None]]:
    """Return {what: {code: name}} of what rules may name: at a site, else wherever rules are read.

    Items, places and lots are too many: they are searched for.  Raises `NotFound`.
    """
    sites = site_ids(scope=scope)
    sites = {site: site_by_code(scope=scope, code=site).id} if site else sites
    attributes = known_attributes(scope=scope)
    classes = {*CLASSES["abc"], *CLASSES["xyz"],
               *(value for name in CLASS_ATTRIBUTES for value in attributes.get(name, ()))}
    found: dict[str, dict[str, Label | None]] = {
        "place_kinds": {code: kind.label for code, kind in PLACE_KINDS.items() if kind.physical},
        "tracking": {**TRACKING}, "statuses": {**STATUSES}, "events": {**CAUSES},
        "roles": {code: role.label for code, role in ROLES.items()},
        "classes": _same(sorted(classes)), "names": _same(attributes),
        "attributes": _same(attributes), "abc": _same(CLASSES["abc"]),
        "xyz": _same(CLASSES["xyz"]), "zones": {}, "skills": {}, "owners": {}}
    found["people"] = {row.code: Label(row.name, row.name) for code in sites for row in
                       people_with(scope=scope, capability="counting.count", site=code)}
    for row in run(ROOM, "known", {"sites": list(sites.values()), "limit": KNOWN_MAX}):
        found[row.of][row.code] = Label(row.name, row.name) if row.name else None
    return found


def _same(codes: Any) -> dict[str, Label | None]:
    return dict.fromkeys(codes)


def reach(
    *, scope: Scope, site: str, kind: str, code: str, content: Mapping[str, Any],
    now: datetime | None = None,
) -> Reach:
    """Return what a rule of a kind would hold for at a site, and which other rules hold there.

    `content` is the whole content as it would hold there.  Reads only.  Raises `NotFound`, and
    `RuleRefused` where a counting rule states none.
    """
    row = site_by_code(scope=scope, code=site)
    now = now or datetime.now(UTC)
    today = local_today(row, now)
    rule = _as_rule(kind, code, content)
    others = _others(scope, site, kind, code, now) if kind != "count.plan" else [
        each for each in rules_in_force(scope=scope, site=site, day=today, now=now)[0]
        if each.code != code and each.version is not None]
    stock = stock_of(scope=scope, site=site, rules=[rule, *others], now=now)
    held = reached(scope=scope, rule=rule, stock=stock)
    shared = [(other, held & reached(scope=scope, rule=other, stock=stock)) for other in others]
    also = np.logical_or.reduce([both for _, both in shared]) if shared else np.zeros_like(held)
    clock = Clock(day_number(today))
    days = due([rule], stock, clock=clock).days if kind == "count.plan" else ()
    return Reach(
        site, int(held.sum()), _meant(rule, stock), int((held & ~also).sum()),
        tuple(Beside(other.code, other.label, int(both.sum()))
              for other, both in shared if both.any()),
        idle_words(rule, stock),
        int((days[0] <= clock.today).sum()) if days else None,
        int((days[0] < clock.today + DAYS_AHEAD).sum()) if days else None)


def _meant(rule: CountRule, stock: Stock) -> int:
    """Return of how many rows a rule could speak: holdings, or places that are empty."""
    return int(((stock.holding < 0) == (rule.strategy == "empty")).sum())


def _as_rule(kind: str, code: str, content: Mapping[str, Any]) -> CountRule:
    label = Label(code, code)
    if kind == "count.plan":
        return rule_of(content, code=code, label=label)
    if kind == "count.trigger":
        return CountRule(code, "spot", label, scope={
            key.removeprefix("scope."): list(value) for key, value in content.items()
            if key.startswith("scope.")})
    return tolerance_rule(content if kind == "count.tolerance" else {}, code=code, label=label)


def _others(scope: Scope, site: str, kind: str, code: str, now: datetime) -> list[CountRule]:
    """Return the other rules of a kind that hold, each as its scope alone."""
    return [_as_rule(kind, each.code, each.content)._replace(label=each.label)
            for each in active(scope=scope, kind=kind, site=site, at=now) if each.code != code]


def reached(*, scope: Scope, rule: CountRule, stock: Stock) -> Flags:
    """Return which holdings a rule speaks of; classes of a tolerance are those of its items."""
    held = inside(rule, stock)
    if classes := rule.when.get("tolerance_classes"):
        held &= np.isin(stock.item, items_of_classes(scope=scope, classes=classes))
    return held


def drift_report(*, scope: Scope, at: datetime | None = None) -> list[DriftRow]:
    """Return how sites stand to the central rules, with what only counting knows.

    Besides governance's lines: tasks that still go by a version which holds no longer, and central
    rules that name places a site does not have.  Raises `Forbidden`.
    """
    at = at or datetime.now(UTC)
    sites = {code: id for code, id in readable(scope=scope).items() if code != CENTRAL}
    rows = [*_behind(sites, at), *_unknown(scope, sites, at)]
    return sorted([*drift(scope=scope, at=at), *signed(scope=scope, rows=rows)],
                  key=lambda row: (row.site, row.kind, row.code, row.key, row.drift))


def _behind(sites: Mapping[str, int], at: datetime) -> list[DriftRow]:
    found = run(ROOM, "behind", {
        "sites": list(sites.values()), "codes": list(sites), "at": at})
    return [DriftRow(row.site_code, row.kind, row.code, f"v{row.version}", "behind", None,
                     {"tasks": row.tasks, "devices": row.leased}, row.author, row.reason, None,
                     row.id) for row in found]


def _unknown(scope: Scope, sites: Mapping[str, int], at: datetime) -> list[DriftRow]:
    """Return the central rules whose places or zones a site does not have, field by field."""
    named = [(row, field.name, list(row.content[field.name]))
             for kind in ("count.plan", "count.tolerance", "count.trigger")
             for row in active(scope=scope, kind=kind, site=CENTRAL, at=at)
             for field in KINDS[kind].fields if row.content.get(field.name) and (
                 field.of in ("places", "zones")
                 or (field.of == "keys" and row.content.get("level") == "place"))]
    missing: dict[str, set[str]] = {}
    for found in run(ROOM, "missing", {
            "sites": list(sites.values()), "names": list(sites),
            "codes": sorted({code for _, _, codes in named for code in codes})}):
        missing.setdefault(found.site_code, set()).add(found.code)
    return [DriftRow(site, row.kind, row.code, key, "unknown", codes,
                     [code for code in codes if code in gone], "", "", None, row.id)
            for site, gone in sorted(missing.items()) for row, key, codes in named
            if gone & set(codes)]
