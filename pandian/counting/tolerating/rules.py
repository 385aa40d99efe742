"""Looking a tolerance up: item, class, place, person, organisation.   允差判定

Pure.  The SQL twin is sql/allow.sql with sql/put_rules.sql.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from pandian.counting.tolerating.words import RANKS, ToleranceRule
from pandian.counting.words import Policy, Tolerance


def rule_of(policy: UUID, code: str, content: Mapping[str, Any]) -> ToleranceRule:
    """Return a tolerance from the content of a version (checked when it was drafted)."""
    percent = content.get("percent")
    return ToleranceRule(
        policy, code, content["level"], frozenset(content.get("keys") or ()),
        Tolerance(content.get("quantity"), None if percent is None else Decimal(percent),
                  content.get("value"), content.get("combine") or "and"))


def look_up(
    rules: Iterable[ToleranceRule], *, item: str, classes: Collection[str] = (),
    places: Sequence[str] = (), people: Collection[str] = (),
) -> ToleranceRule | None:
    """Return the rule that judges a line, or None.

    `places` is the place and what it lies in, the nearest first; `people` all who counted the
    line.  The nearest level decides, of places the nearest, then the code.
    """
    said = {"item": {item}, "class": set(classes), "place": set(places), "person": set(people)}
    found = [
        (RANKS[rule.level], _nearness(rule, places), rule.code, rule) for rule in rules
        if rule.level == "organisation" or rule.keys & said[rule.level]]
    return min(found, key=lambda each: each[:3])[3] if found else None


def has_own(tolerance: Tolerance) -> bool:
    """Say whether a count gives figures of its own; beside a rule they can only allow less."""
    return tolerance != Tolerance(combine=tolerance.combine)


def _nearness(rule: ToleranceRule, places: Sequence[str]) -> int:
    if rule.level != "place":
        return 0
    return min(n for n, place in enumerate(places) if place in rule.keys)


def own_policy(rounds: int | None, decides: str | None, *, ruled: bool) -> Policy:
    """Return how a daily count is counted again, from what its counting rule says (None: nothing).

    A rule that says nothing leaves it to the site's rule of recounts where one holds (`ruled`);
    where neither says anything one other person counts again.
    """
    if rounds is None and decides is None and ruled:
        return Policy()
    return Policy(recount_rounds=1 if rounds is None else rounds, decides=decides or "two_equal")


def policy_under(own: Policy, content: Mapping[str, Any] | None) -> Policy:
    """Return how a count is counted again: as it says itself, else as the site's rule does."""
    if content is None or own != Policy(packet_places=own.packet_places):
        return own
    return own._replace(recount_rounds=content["rounds"],
                        decides=content.get("decides") or own.decides)
