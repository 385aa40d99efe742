"""Laying out the rules that judge a plan's lines, and keeping which did.   允差操作

Must run inside the settlement that holds the plan, on its temporary tables.
"""

from __future__ import annotations

from datetime import datetime

from pandian.catalog.queries import items_by_code, items_of_classes
from pandian.counting.rules import policy_of
from pandian.counting.settling.words import Held
from pandian.counting.tolerating.rules import policy_under, rule_of
from pandian.counting.tolerating.words import RANKS, Rules, ToleranceRule
from pandian.counting.words import Policy
from pandian.governance.policies.queries import active
from pandian.governance.words import Scope
from pandian.kernel.statements import affected

ROOM = "counting.tolerating"


def rules_of(*, scope: Scope, held: Held) -> Rules:
    """Return what judges a plan: what holds at the instant at which it was opened.

    Whoever plans a count cannot let more differ than a rule does: its own figures are judged
    beside the rules.  How often it is counted again it may say itself.
    """
    policy = policy_of(held.request)
    tolerances = tuple(
        rule_of(row.id, row.code, row.content) for row in active(
            scope=scope, kind="count.tolerance", site=held.site_code, at=held.opened_at,
            number=held.site))
    bare = Policy(packet_places=policy.packet_places)
    rows = active(scope=scope, kind="count.recount", site=held.site_code,
                  at=held.opened_at, number=held.site) if policy == bare else []
    chosen = policy_under(policy, rows[0].content if rows else None)
    return Rules(tolerances, rows[0].id if rows else None, chosen.recount_rounds, chosen.decides)


def lay_out(*, scope: Scope, held: Held, rules: Rules) -> None:
    """Write the tolerances by what they name; nothing where there are none."""
    if not rules.tolerances:
        return
    rows: list[tuple[int, int, str, ToleranceRule]] = []
    for rule in rules.tolerances:
        rows += [(item, 0, "", rule) for item in _items(scope, rule)]
        rows += [(0, 0, key, rule) for key in sorted(rule.keys)
                 if rule.level in ("place", "person")]
        if rule.level == "organisation":
            rows.append((0, 0, "", rule))
    affected(ROOM, "put_rules", {
        "site": held.site, "ranks": [RANKS[rule.level] for *_, rule in rows],
        "keys": [key for key, *_ in rows], "texts": [text for _, _, text, _ in rows],
        "codes": [rule.code for *_, rule in rows], "policies": [rule.policy for *_, rule in rows],
        "quantities": [rule.tolerance.quantity for *_, rule in rows],
        "percents": [rule.tolerance.percent for *_, rule in rows],
        "values": [rule.tolerance.value for *_, rule in rows],
        "combines": [rule.tolerance.combine for *_, rule in rows]})


def _items(scope: Scope, rule: ToleranceRule) -> list[int]:
    """Return the items that a rule names, by themselves or by their class."""
    if rule.level == "item":
        return [row.id for row in items_by_code(scope=scope, codes=sorted(rule.keys)).values()]
    if rule.level == "class":
        return items_of_classes(scope=scope, classes=sorted(rule.keys))
    return []


def allow(*, rules: Rules) -> None:
    """Look up the tolerance of everything that was said and drafted by now."""
    if rules.tolerances:
        affected(ROOM, "allow")


def keep(*, held: Held, rules: Rules, now: datetime) -> None:
    """Keep with each judged line which versions judged it."""
    if rules.tolerances or rules.recount:
        affected(ROOM, "keep", {"site": held.site, "plan": held.id, "now": now,
                                "recount": rules.recount})
