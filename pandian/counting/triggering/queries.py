"""Reading the rules on triggers at a site, and what they must know to judge.   触发规则查询"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.counting.triggering.rules import hand_faults, kept_back, rule_of
from pandian.counting.triggering.words import (
    HAND,
    KIND,
    NAMED_MAX,
    STAGE,
    ByHand,
    Silenced,
    Standing,
    TriggerRule,
    Wanted,
)
from pandian.governance.policies.queries import active
from pandian.governance.queries import roles_at
from pandian.governance.words import SYSTEM, Scope, SiteRow
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault

ROOM = "counting.triggering"


def trigger_rules(
    *, scope: Scope, site: SiteRow, strategy: str, at: datetime | None = None
) -> list[TriggerRule]:
    """Return the rules on triggers of one sort that hold at a site, by code."""
    rows = active(scope=scope, kind=KIND, site=site.code, at=at or datetime.now(UTC),
                  number=site.id)
    return [rule for row in rows if (rule := rule_of(row)).strategy == strategy]


def silenced(
    *, scope: Scope, site: SiteRow, asked: Sequence[tuple[UUID, Wanted]], now: datetime
) -> list[Silenced]:
    """Return which of these new requests (oldest first) the rules of the site keep back."""
    rules = trigger_rules(scope=scope, site=site, strategy=STAGE, at=now) if asked else []
    if not rules:
        return []
    midnight = _midnight(site, now)
    hours = max((rule.cooldown_hours or 0 for rule in rules), default=0)
    earlier = [Wanted(*row) for row in run(ROOM, "earlier", {
        "site": site.id, "since": min(midnight, now - timedelta(hours=hours)),
        "reasons": sorted(frozenset().union(*(rule.reasons for rule in rules)))})]
    codes = {each.place for _, each in asked} | {each.place for each in earlier}
    return kept_back(asked, earlier, rules, standings(scope=scope, site=site, places=codes),
                     midnight=midnight)


def standings(
    *, scope: Scope, site: SiteRow, places: Collection[str]
) -> dict[str, Standing]:
    """Return places (by code) as rules know them, of a site that the scope found."""
    return {row.place: Standing(row.kind, frozenset(row.inside)) for row in run(
        ROOM, "standing", {"site": site.id, "places": sorted(places)})}


def _midnight(site: SiteRow, now: datetime) -> datetime:
    zone = ZoneInfo(site.time_zone)
    return datetime.combine(now.astimezone(zone).date(), time(0), zone).astimezone(UTC)


def begin_faults(
    *, scope: Scope, site: SiteRow, places: Sequence[int], items: Sequence[str]
) -> list[Fault]:
    """Return why the rules do not let the scope's person begin this count by hand.

    Nothing without rules, and for the system itself.  Call it in the transaction that begins the
    count: where a rule limits the counts of a day, one count of a person waits for the other.
    """
    now = datetime.now(UTC)
    rules = [] if scope.actor == SYSTEM.actor else trigger_rules(
        scope=scope, site=site, strategy=HAND, at=now)
    if not rules:
        return []
    begun = 0
    if any(rule.per_day_max is not None for rule in rules):
        run(ROOM, "lock_person", {"site": site.id, "person": scope.actor})
        row = one(ROOM, "begun", {"site": site.id, "person": scope.actor,
                                  "since": _midnight(site, now)})
        begun = row.counts if row else 0
    return hand_faults(rules, ByHand(
        roles_at(scope=scope, site=site.code), begun, len(places), tuple(items),
        {rule.id: _outside(site, rule, places) for rule in rules
         if rule.places or rule.place_kinds}))


def _outside(
    site: SiteRow, rule: TriggerRule, places: Sequence[int]
) -> tuple[tuple[str, ...], int]:
    rows = run(ROOM, "outside", {
        "site": site.id, "places": list(places), "codes": sorted(rule.places),
        "kinds": sorted(rule.place_kinds), "limit": NAMED_MAX})
    return tuple(row.code for row in rows), rows[0].number if rows else 0
