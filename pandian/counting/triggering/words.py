"""Words of rules on triggers: what stages ask for, and counts that people begin by hand.

Kind of rule `count.trigger`.  Without a rule every request of a stage becomes a task, and whoever
may plan counts begins them by hand as often as he likes.   触发规则词汇
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label

KIND = "count.trigger"
STAGE = "stage"
HAND = "hand"
NAMED_MAX = 5
"""So many places outside a rule's scope are named; of the others the number is told."""

WHYS: dict[str, Label] = {
    "silent": Label("此类触发不盘", "this trigger asks for no count"),
    "cooldown": Label("刚触发过", "asked for too shortly before"),
    "per_day": Label("已到每日上限", "as many as the day allows"),
}
"""Why a rule kept a request back."""


class TriggerRule(NamedTuple):
    """A rule of the kind as it holds at a site; an empty scope is everything.

    `roles` and `places_max` are of counts by hand, `reasons`, `silent` and `cooldown_hours` of
    requests of stages; `per_day_max` counts requests, or the counts one person began by hand.
    """

    id: UUID
    code: str
    version: int
    strategy: str
    places: frozenset[str] = frozenset()
    place_kinds: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    silent: bool = False
    per_day_max: int | None = None
    places_max: int | None = None
    cooldown_hours: int | None = None


class Standing(NamedTuple):
    """A place as rules know it: its kind, and the codes of it and of all that it lies in."""

    kind: str
    inside: frozenset[str]


class Wanted(NamedTuple):
    """What one request is about, by codes; `at`: when it was taken up."""

    reason: str
    place: str
    item: str
    lot: str
    at: datetime


class Silenced(NamedTuple):
    """A request that a rule kept back: which version, and why (a key of WHYS)."""

    request: UUID
    policy: UUID
    code: str
    version: int
    why: str


class ByHand(NamedTuple):
    """A count that a person begins: his roles there, how many he began today, what it covers.

    `outside`: by rule, the codes of places that it does not reach (some) and how many they are.
    """

    roles: frozenset[str]
    begun: int
    places: int
    items: tuple[str, ...]
    outside: dict[UUID, tuple[tuple[str, ...], int]]


FAULTS: dict[str, Label] = {
    "hand_role": Label("按规则 {0}，在此由{1}临时发起盘点：请找他们",
                       "By rule {0} counts by hand are begun here by: {1}. Ask one of them"),
    "hand_places": Label("规则 {0} 不许在 {1} 等 {2} 个货位临时发起盘点：去掉这些货位，"
                         "或请负责规则的人放宽",
                         "Rule {0} lets no count by hand begin at {1} ({2} places): leave them "
                         "out, or ask who keeps the rule"),
    "hand_items": Label("规则 {0} 只许临时盘点物料 {1}：请只写这些物料",
                        "Rule {0} lets counts by hand begin for the items {1} alone: name them"),
    "hand_many": Label("规则 {0}：一次临时盘点最多 {1} 个货位，此次 {2} 个：请分次或找计划的人",
                       "Rule {0}: a count by hand takes at most {1} places, this one has {2}: "
                       "take fewer, or ask who plans counts"),
    "hand_often": Label("规则 {0}：每人每天最多 {1} 次临时盘点，您今天已有 {2} 次：明天再来，"
                        "或由{3}发起",
                        "Rule {0}: {1} counts by hand a day for each person, you began {2} today: "
                        "come back tomorrow, or let one of these begin it: {3}"),
}
