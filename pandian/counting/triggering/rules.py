"""What rules on triggers keep back, and what they let people begin by hand.   触发规则判定

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pandian.counting.triggering.words import (
    ByHand,
    Silenced,
    Standing,
    TriggerRule,
    Wanted,
)
from pandian.governance.policies.words import PolicyRow
from pandian.governance.words import ROLES
from pandian.kernel.words import Fault, Label

MAY_PLAN = "counting.plan"


def rule_of(row: PolicyRow) -> TriggerRule:
    """Return the rule that a policy of the kind states."""
    return trigger_of(row.id, row.code, row.version, row.content)


def trigger_of(id: UUID, code: str, version: int, content: Mapping[str, Any]) -> TriggerRule:
    """Return the rule that a content of the kind states."""
    said = {key.rpartition(".")[2]: value for key, value in content.items()}
    lists = {name: frozenset(said.get(name) or ())
             for name in ("places", "place_kinds", "items", "reasons", "roles")}
    return TriggerRule(
        id, code, version, said["strategy"], **lists,
        silent=bool(said.get("silent")), per_day_max=said.get("per_day_max"),
        places_max=said.get("places_max"), cooldown_hours=said.get("cooldown_hours"))


def speaks(rule: TriggerRule, wanted: Wanted, place: Standing) -> bool:
    """Say whether a rule is about a request: by its reason, its place and its item.

    A request for a whole place is of no item, so a rule for some items does not speak of it.
    """
    return (wanted.reason in rule.reasons
            and (not rule.places or bool(rule.places & place.inside))
            and (not rule.place_kinds or place.kind in rule.place_kinds)
            and (not rule.items or wanted.item in rule.items))


def kept_back(
    asked: Sequence[tuple[UUID, Wanted]], earlier: Sequence[Wanted],
    rules: Sequence[TriggerRule], places: Mapping[str, Standing], *, midnight: datetime,
) -> list[Silenced]:
    """Return which new requests (in order) rules keep back, each by the first rule that does.

    `earlier` are those that were taken up: since midnight for the limits of a day, and so far
    back as the longest cool-down reaches.
    """
    today = [sum(1 for each in earlier if each.at >= midnight
                 and speaks(rule, each, places[each.place])) for rule in rules]
    last = [{(each.place, each.item, each.lot): each.at
             for each in sorted(earlier, key=lambda one: one.at)
             if speaks(rule, each, places[each.place])} for rule in rules]
    found = []
    for request, wanted in asked:
        about = [n for n, rule in enumerate(rules) if speaks(rule, wanted, places[wanted.place])]
        holding = (wanted.place, wanted.item, wanted.lot)
        whys = ((rules[n], _why(rules[n], wanted.at, today[n], last[n].get(holding)))
                for n in about)
        first = next(((rule, why) for rule, why in whys if why), None)
        if first is not None:
            rule, why = first
            found.append(Silenced(request, rule.id, rule.code, rule.version, why))
            continue
        for n in about:
            today[n] += 1
            last[n][holding] = wanted.at
    return found


def _why(rule: TriggerRule, at: datetime, today: int, last: datetime | None) -> str:
    """Return why a rule keeps a request back, '' when it does not."""
    if rule.silent:
        return "silent"
    if (rule.cooldown_hours is not None and last is not None
            and at - last < timedelta(hours=rule.cooldown_hours)):
        return "cooldown"
    return "per_day" if rule.per_day_max is not None and today >= rule.per_day_max else ""


def hand_faults(rules: Sequence[TriggerRule], given: ByHand) -> list[Fault]:
    """Return why no rule lets a person begin this count by hand; nothing when one does.

    Told are the rules for his own roles; where there is none, who may.
    """
    mine = [rule for rule in rules if not rule.roles or rule.roles & given.roles]
    if not mine:
        return [Fault("/site", "hand_role", (rule.code, _called(rule.roles))) for rule in rules]
    wrong = [_hand_faults(rule, rules, given) for rule in mine]
    return [] if not all(wrong) else [fault for faults in wrong for fault in faults]


def _hand_faults(
    rule: TriggerRule, rules: Sequence[TriggerRule], given: ByHand
) -> list[Fault]:
    faults = []
    outside, number = given.outside.get(rule.id, ((), 0))
    if number:
        faults.append(Fault("/scope/places", "hand_places", (
            rule.code, ", ".join(outside), number)))
    if rule.items and not (given.items and rule.items.issuperset(given.items)):
        faults.append(Fault("/scope/items", "hand_items", (
            rule.code, ", ".join(sorted(rule.items)))))
    if rule.places_max is not None and given.places > rule.places_max:
        faults.append(Fault("/scope/places", "hand_many", (
            rule.code, rule.places_max, given.places)))
    if rule.per_day_max is not None and given.begun >= rule.per_day_max:
        others = frozenset().union(*(each.roles for each in rules if each is not rule))
        faults.append(Fault("/site", "hand_often", (
            rule.code, rule.per_day_max, given.begun, _called(others or rule.roles))))
    return faults


def _called(roles: frozenset[str]) -> Label:
    """Return roles as people call them; none named are all that may plan counts."""
    known = [role.label for code, role in ROLES.items()
             if (code in roles if roles else MAY_PLAN in role.capabilities)]
    return Label("、".join(each.zh for each in known), ", ".join(each.en for each in known))
