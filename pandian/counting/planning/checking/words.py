"""Words of what a check of a site's rules finds.   规则检查词汇"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from pandian.counting.planning.words import GAPS
from pandian.kernel.words import Label

PAGE_MAX = 1_000
NAMES_MAX = 50
"""So many names stand with a finding; of holdings all can be listed."""
HOLDING = frozenset({"draft", "rehearsed", "approved", "scheduled", "active"})
"""States of a version that holds, or may come to."""
LISTED: dict[str, str] = {"no_rule": "count.plan", "no_tolerance": "count.tolerance"}
"""Findings that are holdings, by the kind of rule that says nothing of them."""

FINDINGS: dict[str, Label] = {
    **{code: GAPS[code] for code in (
        "no_rule", "rule_broken", "scope_empty", "same_twice", "builtin", "no_shift",
        "people_unshifted", "skill_missing", "nothing")},
    "no_tolerance": Label("{count} 个库存账户没有允差：任何差异都要批准",
                          "{count} holdings have no tolerance: every difference asks for approval"),
    "words_idle": Label("规则 {0} 提到的编码在此没有库存",
                        "Rule {0} names codes without stock here"),
    "kind_twice": Label("“{0}”在此只应有一条：{1} 起作用，其余不起作用",
                        "Only one rule of '{0}' can hold here: {1} decides, the others do not"),
    "tolerance_twice": Label("允差 {0} 与 {1} 规定的是同一对象：{0} 起作用",
                             "Tolerances {0} and {1} speak of the same: {0} decides"),
    "people_gone": Label("规则 {0} 指定的人员在此不能盘点",
                         "Rule {0} names people who may not count here"),
}


class Finding(NamedTuple):
    """One gap or contradiction: a key of FINDINGS, what fills it, how many, and some names.

    `rules` are the versions that it is about, the one that decides first.
    """

    code: str
    params: tuple[str | Label, ...] = ()
    number: int = 1
    names: tuple[str, ...] = ()
    rules: tuple[UUID, ...] = ()


class Loose(NamedTuple):
    """A holding under no rule of a kind, by codes; nothing of its quantity."""

    holding: int
    place: str
    item: str
    name: str
    lot: str
    status: str
