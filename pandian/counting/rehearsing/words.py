"""Words of rehearsal: what is replayed, by which rules, what comes of it.   规则预演词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import numpy.typing as npt

from pandian.counting.dispatch.words import Stop
from pandian.counting.planning.words import CountRule, Floats, Ints, Stock
from pandian.counting.tolerating.words import ToleranceRule
from pandian.kernel.words import Conflict, Label, NotFound, Refused

KINDS = ("count.plan", "count.tolerance", "count.recount", "approval.matrix")
"""Kinds of rules whose effect can be replayed."""
MONTHS_DEFAULT = 12
MONTHS_MAX = 36
MOVES_MAX = 10_000_000
"""More moves of one site are refused by name: about 1 GB of memory."""
RATE_MAX = 10**12
CLASSES = ("A", "B", "C")
SHOWN_MAX = 500
"""So many differences of a site are kept by name in the evidence; all are counted."""
REPEAT_DAYS = 90
"""Within so many days a difference at a place and item repeats, unless the matrix says."""
ROUNDS_DEFAULT = 1
"""Recounts of a daily count where no rule of recounts holds (the planner's own)."""

STATES: dict[str, Label] = {
    "waiting": Label("等待中", "waiting"),
    "running": Label("预演中", "running"),
    "done": Label("已完成", "done"),
    "failed": Label("未完成", "failed"),
}
AGAINST: dict[str, Label] = {
    "active": Label("现行规则", "rules in force"),
    "history": Label("当时各日的规则", "rules as they were on each day"),
}
"""What a candidate is set against; the id of another version is the third choice."""

MEASURES: dict[str, Label] = {
    "tasks": Label("任务", "Tasks"),
    "places": Label("盘点货位", "Places counted"),
    "lines": Label("盘点行", "Lines counted"),
    "count_minutes": Label("盘点工时（分钟）", "Counting time (minutes)"),
    "recount_minutes": Label("复盘工时（分钟）", "Recounting time (minutes)"),
    "late": Label("排不下的货位（日累计）", "Places without room (summed over days)"),
    "met": Label("会发现的差异", "Differences it would have met"),
    "missed": Label("会漏掉的差异", "Differences it would have missed"),
    "met_value": Label("发现差异的金额", "Value of differences met"),
    "missed_value": Label("漏掉差异的金额", "Value of differences missed"),
    "open_days": Label("差异存在天数（平均）", "Days a difference stays (mean)"),
    "accepted": Label("允差内直接过账", "Posted inside tolerance"),
    "recounts": Label("复盘行", "Lines recounted"),
    "approvals": Label("待批行", "Lines for approval"),
    "signatures": Label("审批签名", "Approval signatures"),
    "approved_value": Label("待批金额", "Value for approval"),
    "cost": Label("人工费用", "Cost of labour"),
}
"""What is summed up for each side; money in minor units x 10^4."""
MONEY = frozenset({"met_value", "missed_value", "approved_value", "cost"})
DAILY = ("tasks", "places", "lines", "minutes", "late", "met", "recounts", "approvals",
         "signatures")
"""What stands in the evidence for every day."""


class RuleSet(NamedTuple):
    """Everything that decides about counts at a site: from one day on (days since 1970).

    `rounds`: recounts at most; `matrix`: content of the approval matrix, None without one.
    `builtin`: no counting rule is in force, so the built-in ones are.
    """

    since: int
    rules: tuple[CountRule, ...]
    tolerances: tuple[ToleranceRule, ...] = ()
    rounds: int = ROUNDS_DEFAULT
    matrix: Mapping[str, Any] | None = None
    builtin: bool = False


class Moves(NamedTuple):
    """What moved at the holdings, by instant (seconds since 1970); parallel arrays.

    `row` is an index into the stock, `quantity` what it gained.  `touch`: somebody moved goods
    (an adjustment of a count is no touch: that count is not made in the replay); `receipt`: it
    came from outside.
    """

    at: Ints
    row: Ints
    quantity: Ints
    touch: npt.NDArray[np.bool_]
    receipt: npt.NDArray[np.bool_]


class Events(NamedTuple):
    """Instants (seconds since 1970) at holdings (index into the stock), by instant."""

    at: Ints
    row: Ints


class Differences(NamedTuple):
    """What was wrong in the book, as real counts found it.

    It arose after `low` (the look before) and by `high` (the count that found it); `quantity` is
    physical minus book; the recorded book holds it from `booked` on.
    """

    id: Ints
    row: Ints
    low: Ints
    high: Ints
    quantity: Ints
    booked: Ints


class Named(NamedTuple):
    """By what rules of tolerance call a holding: item, its classes, place and what it lies in."""

    item: str
    classes: tuple[str, ...]
    places: tuple[str, ...]


class Model(NamedTuple):
    """What risk was learned by now: rates and sizes by cause, and a factor for each holding.

    `attractive` and `fragile` tell which holdings the daily hazards of those kinds are for.
    """

    theta: Floats
    size: Floats
    factor: Floats
    attractive: Floats
    fragile: Floats


class Facts(NamedTuple):
    """All that a replay rests on.  `stock` is as the first day begins, by place and holding.

    `midnights`: the instants at which the days begin, and the end of the last; `offsets`: of local
    time at noon of each day; `capacity`: seconds of counting on each day and on the horizon after
    the last; `cost` per unit, minor units x 10^4; `kind`: 0 to 2 for class A to C; `mates`: one
    number for all holdings of an item at a place.
    """

    site: str
    first: int
    midnights: Ints
    offsets: Ints
    stock: Stock
    cost: Ints
    kind: Ints
    mates: Ints
    moves: Moves
    proofs: Events
    heals: Events
    differences: Differences
    capacity: tuple[int, ...]
    stops: Mapping[int, Stop]
    named: Mapping[int, Named]
    model: Model

    @property
    def days(self) -> int:
        """How many days are replayed."""
        return len(self.offsets)


class Met(NamedTuple):
    """A difference that a count of the replay met: sum of all that was wrong there by then."""

    day: int
    row: int
    variance: int
    book: int
    counted: int
    differences: tuple[int, ...]


class Walk(NamedTuple):
    """What a plan makes of the span, per day; coverage and age per day and class.

    `covered`: holdings with stock looked at since the span began, of `stocked`; `oldest`: days
    since the longest unseen one was looked at.  `low` and `high`: of how many differences it is
    certain, or possible, that they were met, whatever the instant at which they arose.
    """

    tasks: Ints
    places: Ints
    lines: Ints
    seconds: Ints
    late: Ints
    covered: Ints
    stocked: Ints
    oldest: Ints
    met: tuple[Met, ...]
    met_on: Ints
    arose: Ints
    low: int
    high: int
    faults: tuple[tuple[str, str], ...]


class Judged(NamedTuple):
    """What tolerance, recounts and approvals make of what was met, per day."""

    met: Ints
    accepted: Ints
    recounts: Ints
    approvals: Ints
    signatures: Ints
    approved_value: Ints
    recount_seconds: Ints


class RehearsalDraft(NamedTuple):
    """What is asked for.  `against`: active, history, or the id of another version.

    `until`: the last instant of the span (None: now); `rate`: money per hour, minor units x 10^4;
    `seed`: None is the site's own.
    """

    policy: UUID
    site: str = ""
    months: int = MONTHS_DEFAULT
    against: str = "active"
    seed: int | None = None
    rate: int | None = None
    until: datetime | None = None


class RehearsalRow(NamedTuple):
    """One rehearsal at one site, as it stands.  `report` is empty until it is done.

    `attached`: it is the evidence of its version; `fresh`: the version says the same still.
    """

    id: UUID
    site: str
    policy: UUID
    code: str
    kind: str
    version: int
    months: int
    against: str
    seed: int
    rate: int | None
    first: date
    until: date
    state: str
    done_days: int
    days: int
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None
    content_hash: str
    policy_hash: str
    attached: bool
    fresh: bool
    error: str
    report: Mapping[str, Any]


class RehearsalRefused(Refused):
    """This cannot be rehearsed so; the faults name everything that is wrong."""


class RehearsalNotFound(NotFound):
    """No such rehearsal, or it is not yours to see."""


class RehearsalConflict(Conflict):
    """The version changed while it was rehearsed."""


FAULTS: dict[str, Label] = {
    "rehearsal_kind": Label("这种规则不能预演：{0}（可用：{1}）",
                            "This kind of rule cannot be rehearsed: {0} (known: {1})"),
    "rehearsal_against": Label("应为 active、history 或另一版本的编号",
                               "It is active, history or the id of another version"),
    "rehearsal_same": Label("不能与自己比较", "A version is not compared with itself"),
    "rehearsal_future": Label("只能回放已经过去的日子", "Only days that have passed are replayed"),
    "rehearsal_site": Label("规则只在 {0} 有效", "The rule holds at {0} only"),
    "rehearsal_large": Label("{0} 有 {1} 笔移动，超过 {2}：请减少月数",
                             "{0} has {1} moves, more than {2}: choose fewer months"),
    "rehearsal_scope": Label("规则 {0} 的范围里没有库存", "Rule {0} has no stock in its scope"),
    "rehearsal_failed": Label("预演未完成：{0}", "The rehearsal was not finished: {0}"),
    "rehearsal_changed": Label("预演期间规则改过：结果已保存，未附到规则上",
                               "The rule changed meanwhile: the result is kept, not attached"),
}
