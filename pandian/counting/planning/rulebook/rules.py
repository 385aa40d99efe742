"""Rules of counting from policies, the built-in set, what contradicts.   规则读取

Pure.  Types and bounds of fields are checked by governance/policies; what stands here is meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from pandian.counting.planning.words import (
    CAUSES,
    FACETS,
    PRIORITIES,
    SAME_FACET,
    SKIPPED,
    STRATEGIES,
    WATCHED,
    WEEKDAYS,
    CountRule,
    Gap,
    RuleRefused,
    Stock,
)
from pandian.counting.words import DECIDES, RECOUNT_ROUNDS_MAX
from pandian.governance.policies.kinds.words import KINDS
from pandian.kernel.words import Fault, Label

DAYS_MAX = 3_650
COUNT_MAX = 1_000_000
_PARTS = ("scope", "when", "who", "how", "exceptions")
_WHOLE = {
    "when.every_days": (1, DAYS_MAX), "when.lead_days": (0, 366), "when.touches": (1, COUNT_MAX),
    "when.units_max": (0, COUNT_MAX), "when.expiry_days": (1, DAYS_MAX),
    "when.per_day": (1, COUNT_MAX), "exceptions.cooldown_days": (0, DAYS_MAX),
    "how.recount_rounds": (0, RECOUNT_ROUNDS_MAX), "priority": (1, 9),
}
KIND = KINDS["count.plan"]
"""Which fields a strategy needs and reads stands with the kind, for forms and drafts too."""


def rule_of(
    content: Mapping[str, Any], *, code: str, label: Label, version: UUID | None = None,
    number: int = 0, start: date = date(2000, 1, 1),
) -> CountRule:
    """Return the rule that a flat content (dotted keys) states.

    Raises `RuleRefused` with everything that is wrong with it.
    """
    if faults := content_faults(content):
        raise RuleRefused(faults)
    parts: dict[str, dict[str, Any]] = {name: {} for name in _PARTS}
    for key, value in content.items():
        head, _, tail = key.partition(".")
        if tail and head in parts:
            parts[head][tail] = value
    if parts["scope"].pop("watched", None) is True:
        parts["scope"]["watched"] = WATCHED
    return CountRule(code, content["strategy"], label, version, number, start,
                     priority=int(content.get("priority") or 0), **parts)


def content_faults(content: Mapping[str, Any]) -> list[Fault]:
    """Return all that makes a content no rule: place by place."""
    strategy = content.get("strategy")
    if strategy not in PRIORITIES:
        return [Fault("/strategy", "strategy_unknown", (strategy, ", ".join(STRATEGIES)))]
    needed = KIND.needs.get(strategy, ())
    faults = [Fault(f"/{needed[0]}", "rule_field_missing", (strategy, " / ".join(needed)))
              ] if needed and not any(content.get(key) for key in needed) else []
    faults += _class_faults(content)
    for key, users in KIND.used_by.items():
        if content.get(key) is not None and strategy not in users:
            faults.append(Fault(f"/{key}", "rule_field_idle", (strategy, key)))
    for key, (low, high) in _WHOLE.items():
        value = content.get(key)
        if value is not None and (type(value) is not int or not low <= value <= high):
            faults.append(Fault(f"/{key}", "rule_not_whole", (low, high)))
    if not isinstance(content.get("scope.watched"), bool | None):
        faults.append(Fault("/scope.watched", "rule_not_flag"))
    for facet in FACETS:
        faults += _list_faults(content, f"scope.{facet}")
    for key in (*(f"exceptions.skip_{name}" for name in SKIPPED), "who.skills", "who.people"):
        faults += _list_faults(content, key)
    for key in ("scope.attributes", "exceptions.skip_attributes"):
        faults += _attribute_faults(content, key)
    return faults + _choice_faults(content)


def _attribute_faults(content: Mapping[str, Any], key: str) -> list[Fault]:
    given = content.get(key)
    if given is None:
        return []
    if not isinstance(given, Mapping):
        return [Fault(f"/{key}", "rule_not_list")]
    return [fault for name in given for fault in _list_faults(
        {f"{key}/{name}": given[name]}, f"{key}/{name}")]


def _class_faults(content: Mapping[str, Any]) -> list[Fault]:
    given = content.get("when.days_by_class")
    if given is None:
        return []
    if not isinstance(given, Mapping):
        return [Fault("/when.days_by_class", "rule_not_whole", (1, DAYS_MAX))]
    return [Fault(f"/when.days_by_class/{name}", "rule_not_whole", (1, DAYS_MAX))
            for name, days in given.items() if type(days) is not int or not 1 <= days <= DAYS_MAX]


def _list_faults(content: Mapping[str, Any], key: str) -> list[Fault]:
    value = content.get(key)
    if value is None or (isinstance(value, list | tuple)
                         and all(isinstance(each, str) for each in value)):
        return []
    return [Fault(f"/{key}", "rule_not_list")]


def _choice_faults(content: Mapping[str, Any]) -> list[Fault]:
    faults = list[Fault]()
    for n, name in enumerate(content.get("when.weekdays") or ()):
        if name not in WEEKDAYS:
            faults.append(Fault(f"/when.weekdays/{n}", "rule_choice", (name, ", ".join(WEEKDAYS))))
    for n, name in enumerate(content.get("when.events") or ()):
        if name not in CAUSES:
            faults.append(Fault(f"/when.events/{n}", "rule_event", (name, ", ".join(CAUSES))))
    for n, text in enumerate(content.get("when.dates") or ()):
        if not _is_date(text):
            faults.append(Fault(f"/when.dates/{n}", "rule_date", (text,)))
    decides = content.get("how.decides")
    if decides is not None and decides not in DECIDES:
        faults.append(Fault("/how.decides", "rule_choice", (decides, ", ".join(DECIDES))))
    return faults


def _is_date(text: Any) -> bool:
    try:
        month, day = (int(part) for part in str(text).split("-"))
        date(2000, month, day)
    except ValueError:
        return False
    return True


def _builtin(code: str, zh: str, en: str, content: Mapping[str, Any]) -> tuple[str, Label, Any]:
    return code, Label(zh, en), content


BUILTIN = (
    _builtin("builtin.events", "事件", "Events", {
        "strategy": "triggered", "when.expiry_days": 90}),
    _builtin("builtin.year", "年度全盘", "Every holding every year", {
        "strategy": "full", "when.dates": ["12-31"], "when.lead_days": 60}),
    _builtin("builtin.zero", "清空与近零", "Empty and nearly empty", {
        "strategy": "near_zero", "when.units_max": 2, "exceptions.cooldown_days": 7}),
    _builtin("builtin.random", "随机部分", "Random part", {
        "strategy": "sampling", "when.random_percent": 10}),
    _builtin("builtin.empty", "空位抽查", "Check of empty places", {
        "strategy": "empty", "when.random_percent": 2, "exceptions.cooldown_days": 90}),
    _builtin("builtin.risk", "风险", "Risk", {
        "strategy": "risk", "exceptions.cooldown_days": 14}),
    _builtin("builtin.a", "A 类循环", "Class A in turn", {
        "strategy": "cycle", "when.every_days": 30, "scope.classes": ["A"]}),
    _builtin("builtin.b", "B 类循环", "Class B in turn", {
        "strategy": "cycle", "when.every_days": 90, "scope.classes": ["B"]}),
    _builtin("builtin.c", "C 类循环", "Class C in turn", {
        "strategy": "cycle", "when.every_days": 180, "scope.classes": ["C"]}),
)
"""What holds where no policy is in force: said so on every plan that rests on it."""


def builtin_rules(start: date) -> list[CountRule]:
    """Return the built-in rules, beginning on a day."""
    return [rule_of(content, code=code, label=label, start=start)
            for code, label, content in BUILTIN]


def contradictions(rules: Sequence[CountRule]) -> list[Gap]:
    """Return pairs of rules with one strategy and one scope that ask for different intervals."""
    seen: dict[Any, CountRule] = {}
    gaps = []
    for rule in rules:
        key = (rule.strategy, repr(sorted((name, sorted(words)) for name, words in
                                          rule.scope.items())), repr(sorted(
               (name, repr(value)) for name, value in rule.exceptions.items())))
        first = seen.setdefault(key, rule)
        if first is not rule and dict(first.when) != dict(rule.when):
            gaps.append(Gap("same_twice", (first.code, rule.code), 1))
    return gaps


def tolerance_rule(content: Mapping[str, Any], *, code: str, label: Label) -> CountRule:
    """Return whom a tolerance speaks of, as the scope of a rule: items, places, or all.

    Its classes are those that items carry, so whoever asks looks them up (`tolerance_classes`).
    """
    level, keys = content.get("level"), list(content.get("keys") or ())
    facet = {"item": "items", "place": "places"}.get(str(level))
    return CountRule(code, "spot", label, scope={facet: keys} if facet else {},
                     when={"tolerance_classes": keys} if level == "class" else {})


def idle_words(rule: CountRule, stock: Stock) -> tuple[str, ...]:
    """Return the codes of a rule's scope that mean none of the stock, in order."""
    named = [(SAME_FACET.get(name, name), word) for name, words in rule.scope.items()
             if name != "attributes" for word in words]
    named += [(f"attributes.{name}", word)
              for name, words in (rule.scope.get("attributes") or {}).items() for word in words]
    named += [(name, word) for name in SKIPPED
              for word in rule.exceptions.get(f"skip_{name}") or ()]
    named += [(f"attributes.{name}", word) for name, words in (
        rule.exceptions.get("skip_attributes") or {}).items() for word in words]
    met: dict[str, set[str]] = {}
    for facet in {name for name, _ in named}:
        held = stock.facets[facet]
        met[facet] = {word for n in np.unique(held.at) for word in held.words[n]}
    return tuple(dict.fromkeys(word for facet, word in named if word not in met[facet]))


def capped(tasks: Sequence[frozenset[int]], rules: Sequence[CountRule]) -> list[bool]:
    """Say which of a day's tasks stay: of a rule with a limit only so many, in their order.

    Each task is given by the rules that decide it; one over the limit of any of them waits.
    """
    left = {n: int(rule.how["tasks_per_day_max"]) for n, rule in enumerate(rules)
            if rule.how.get("tasks_per_day_max")}
    stays = list[bool]()
    for deciding in tasks:
        limited = deciding & left.keys()
        stays.append(all(left[n] > 0 for n in limited))
        if stays[-1]:
            left.update({n: left[n] - 1 for n in limited})
    return stays
