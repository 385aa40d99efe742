"""Reading what planning needs, and the plans of days.   规划查询

One statement brings every holding as columns; nothing here runs once per holding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from pandian.catalog.queries import attribute_of_items, attribute_words
from pandian.catalog.words import STATUSES
from pandian.counting.planning.reporting.rules import plan_of, why_of
from pandian.counting.planning.rulebook.rules import builtin_rules, contradictions, rule_of
from pandian.counting.planning.rules import abc_of, xyz_of
from pandian.counting.planning.words import (
    CLASSES,
    EMPTIED_DAYS,
    FAULTS,
    HINTS,
    LOOK_BACK_DAYS,
    NEVER,
    SAME_FACET,
    WATCHED,
    CountRule,
    DayPlan,
    Facet,
    Gap,
    Ints,
    RuleRefused,
    Stock,
    WhyRow,
)
from pandian.counting.queries import task as task_row
from pandian.counting.risk.queries import scores
from pandian.counting.rules import plain
from pandian.governance.policies.queries import active
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import one, run

ROOM = "counting.planning"
KIND = "count.plan"
MONTHS = 12
WHYS_MAX = 5_000
_HEADER_BYTES = 20
_COLUMNS = ("holding", "place", "item", "lot", "owner", "on_hand", "short", "pieces", "status",
            "counted", "moved", "proved", "appeared", "touches", "healed", "expires")


def local_today(site: SiteRow, now: datetime) -> date:
    """Return the day it is at a site."""
    return now.astimezone(ZoneInfo(site.time_zone)).date()


def rules_in_force(
    *, scope: Scope, site: str, day: date, now: datetime | None = None
) -> tuple[list[CountRule], list[Gap], bool]:
    """Return the rules of a site on a day, what is wrong with them, and whether they are built in.

    Those that hold when the day is planned: now for today, the day's first instant for a day to
    come, its last for one that is over.  A policy that states no rule is named as a gap; the
    others hold.  Raises `NotFound`.
    """
    row = site_by_code(scope=scope, code=site)
    begins, ends = (datetime.combine(day + timedelta(days=days), datetime.min.time(),
                                     ZoneInfo(row.time_zone)).astimezone(UTC) for days in (0, 1))
    at = min(max(begins, now or datetime.now(UTC)), ends - timedelta(microseconds=1))
    policies = active(scope=scope, kind=KIND, site=site, at=at)
    rules, gaps = list[CountRule](), list[Gap]()
    for policy in policies:
        try:
            rules.append(rule_of(
                policy.content, code=policy.code, label=policy.label, version=policy.id,
                number=policy.version,
                start=policy.effective_from.astimezone(ZoneInfo(row.time_zone)).date()))
        except RuleRefused as error:
            gaps.append(Gap("rule_broken", (policy.code, _said(error)), 1))
    gaps += contradictions(rules)
    if rules:
        return rules, gaps, False
    first = one(ROOM, "day", {"site": row.id, "day": day})
    start = min((first.first if first else None) or day, day)
    return builtin_rules(start), [*gaps, Gap("builtin", (), 1)], True


def _said(error: RuleRefused) -> str:
    return "; ".join(
        f"{fault.pointer} {text.format(*fault.params)}" for fault in error.faults
        for text in FAULTS[fault.code])


def array_of(raw: bytes | None) -> Ints:
    """Return a column from the binary form of a bigint array: 20 bytes, then length and value."""
    if not raw:
        return np.zeros(0, dtype=np.int64)
    cells = np.frombuffer(raw, dtype=[("length", ">i4"), ("value", ">i8")], offset=_HEADER_BYTES)
    return cells["value"].astype(np.int64)


def stock_of(
    *, scope: Scope, site: str, rules: Sequence[CountRule], now: datetime
) -> Stock:
    """Return every holding of a site as arrays, with the facets that the rules name.

    Raises `NotFound` for a foreign site.
    """
    row = site_by_code(scope=scope, code=site)
    statuses = list(STATUSES)
    found = one(ROOM, "stock", {
        "site": row.id, "since": now - timedelta(days=LOOK_BACK_DAYS), "never": NEVER,
        "emptied": now - timedelta(days=EMPTIED_DAYS), "statuses": statuses})
    assert found is not None
    columns = {name: array_of(getattr(found, name)) for name in _COLUMNS}
    facets = facets_of(scope=scope, site=row, rules=rules, columns=columns, now=now)
    for name in ("lot", "owner", "status"):
        del columns[name]
    return Stock(**columns, score=_scores(scope, site, columns["holding"]), facets=facets)


def facets_of(
    *, scope: Scope, site: SiteRow, rules: Sequence[CountRule], columns: Mapping[str, Ints],
    now: datetime, listed: datetime | None = None,
) -> dict[str, Facet]:
    """Return the facets that rules may name, from columns of place, item, lot, owner and status.

    `status` is the position in `STATUSES` from 1; classes are those of the year before `now`,
    the watch list is that of `listed` (None: of `now`).
    """
    facets = _named_facets(site.id, rules, {
        "places": columns["place"], "place_kinds": columns["place"], "items": columns["item"],
        "tracking": columns["item"], "lots": columns["lot"], "owners": columns["owner"]})
    facets["statuses"] = Facet((("",), *((name,) for name in STATUSES)), columns["status"])
    facets |= _attributes(scope, columns["item"], rules)
    facets["classes"] = _classes(scope, site.id, columns["item"], rules, now)
    if any("watched" in rule.scope for rule in rules):
        facets["watched"] = _watched(site, columns["place"], columns["item"],
                                      listed or now)
    return facets


def _watched(site: SiteRow, places: Ints, items: Ints, now: datetime) -> Facet:
    """Return the facet of what stands on the watch list: an item, a place, an item at a place."""
    spots: dict[int, list[int]] = defaultdict(list)
    for row in run(ROOM, "watched", {"site": site.id, "now": now, "day": local_today(site, now)}):
        spots[row.item].append(row.place)
    held = np.zeros(len(places), dtype=np.bool_)
    for item, at in spots.items():
        there = np.ones(len(places), dtype=np.bool_) if 0 in at else np.isin(places, at)
        held |= there & (items == item) if item else there
    return Facet(((), WATCHED), held.astype(np.int64))


def _words(rules: Sequence[CountRule], facet: str) -> set[str]:
    """Return every word that rules use for a facet."""
    names = [facet, *(name for name, same in SAME_FACET.items() if same == facet)]
    named = {word for rule in rules for name in names for word in rule.scope.get(name) or ()}
    return named | {word for rule in rules for word in rule.exceptions.get(f"skip_{facet}") or ()}


def _named_facets(
    site: int, rules: Sequence[CountRule], ids: Mapping[str, Ints]
) -> dict[str, Facet]:
    wanted = {facet: sorted(_words(rules, facet)) for facet in ids}
    meant: dict[str, dict[int, list[str]]] = {facet: defaultdict(list) for facet in ids}
    if any(wanted.values()):
        for facet, word, id in run(ROOM, "named", {"site": site, **wanted}):
            meant[facet][id].append(word)
    return {facet: _facet(ids[facet], meant[facet]) for facet in ids}


def _facet(ids: Ints, meant: Mapping[int, Sequence[str]]) -> Facet:
    """Return the facet of ids of which some have words; index 0 is for those without."""
    known = np.array(sorted(meant), dtype=np.int64)
    words = ((), *(tuple(meant[int(id)]) for id in known))
    if not len(known):
        return Facet(words, np.zeros(len(ids), dtype=np.int64))
    at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    return Facet(words, np.where(known[at] == ids, at + 1, 0))


def _attributes(scope: Scope, items: Ints, rules: Sequence[CountRule]) -> dict[str, Facet]:
    """Return a facet for each attribute of items that rules name."""
    names = {name for rule in rules for said in (
        rule.scope.get("attributes"), rule.exceptions.get("skip_attributes"))
        for name in said or ()}
    known = np.unique(items).tolist() if names else []
    return {f"attributes.{name}": _facet(items, {
        item: (word,) for item, word in attribute_words(
            scope=scope, items=known, name=name).items()}) for name in sorted(names)}


def _classes(
    scope: Scope, site: int, items: Ints, rules: Sequence[CountRule], now: datetime
) -> Facet:
    """Return the classes of each holding's item: ABC, XYZ, and its own where rules name one."""
    known = np.unique(items)
    months = np.zeros((len(known), MONTHS))
    values = np.zeros(len(known))
    used = run(ROOM, "usage", {
        "site": site, "now": now, "since": now - timedelta(days=LOOK_BACK_DAYS)})
    at = np.searchsorted(known, np.array([row.item for row in used], dtype=np.int64))
    for row, spot in zip(used, at, strict=True):
        if spot < len(known) and known[spot] == row.item:
            months[spot, row.month] += row.quantity
            values[spot] += row.value
    own: dict[int, str] = {}
    named = _words(rules, "classes") | {
        name for rule in rules for name in rule.when.get("days_by_class") or ()}
    if named - {name for names in CLASSES.values() for name in names}:
        own = attribute_of_items(scope=scope, items=known.tolist(), name="class")
    for name in {rule.when.get("class_by") or "" for rule in rules} - {"", "class", *CLASSES}:
        own |= attribute_of_items(scope=scope, items=known.tolist(), name=name)
    abc, xyz = abc_of(values), xyz_of(months)
    words = {int(item): [CLASSES["abc"][a], CLASSES["xyz"][x], *filter(None, (own.get(int(item)),))]
             for item, a, x in zip(known, abc, xyz, strict=True)}
    return _facet(items, words)


def _scores(scope: Scope, site: str, holdings: Ints) -> npt.NDArray[np.float64]:
    """Return the risk score of each holding, NaN where there is none."""
    found = np.full(len(holdings), np.nan)
    rows = scores(scope=scope, site=site)
    if not rows or not len(holdings):
        return found
    order = np.argsort(holdings)
    ids = np.array([row.holding for row in rows], dtype=np.int64)
    at = order[np.minimum(np.searchsorted(holdings[order], ids), len(holdings) - 1)]
    fits = holdings[at] == ids
    found[at[fits]] = np.array([row.score for row in rows], dtype=np.float64)[fits]
    return found


def day_plan(*, scope: Scope, site: str, day: date | None = None) -> DayPlan | None:
    """Return the plan that was made for a day (today), or None.

    Needs counting.read.  Raises `Forbidden`, `NotFound` for a foreign site.
    """
    row = site_by_code(scope=scope, code=site, capability="counting.read")
    wanted = day or local_today(row, datetime.now(UTC))
    found = one(ROOM, "day", {"site": row.id, "day": wanted})
    if found is None or found.day is None:
        return None
    return plan_of(plain(found.report))._replace(result="exists", made_at=found.made_at)


def whys(
    *, scope: Scope, site: str, plan: UUID | None = None, task: UUID | None = None
) -> list[WhyRow]:
    """Return why tasks of a plan, or one task, are there.  Holds nothing of the book.

    Who counts may ask for a task of his own.  Raises `Forbidden`, `NotFound`, `TaskNotFound`.
    """
    if not scope.may("counting.read", site):
        if task is None:
            scope.need("counting.read", site)
        else:
            task_row(scope=scope, id=task)
    row = site_by_code(scope=scope, code=site)
    found = run(ROOM, "whys", {"site": row.id, "plan": plan, "task": task, "limit": WHYS_MAX})
    told = () if scope.may("counting.read", site) else HINTS
    return [why_of(each) for each in found if each.strategy not in told]

