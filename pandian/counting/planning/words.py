"""Words of planning: rules of counting, what is due, the plan of a day.   规划词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import numpy.typing as npt

from pandian.counting.routing.words import Walk
from pandian.kernel.words import Fault, Label, NotFound, Refused

Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

HORIZON_DAYS = 14
NEVER = 2**31 - 1
"""A day that does not come."""
LOOK_BACK_DAYS = 365
"""Moves of so many days make usage, classes and touches."""
MINUTES_UNKNOWN = 240
"""Minutes of work a day where nobody has a shift: a stated assumption, never silent."""
EMPTIED_DAYS = 30
"""Holdings at zero are looked at while their last move is not older."""
EXAMPLES_MAX = 5

STRATEGIES: dict[str, Label] = {
    "triggered": Label("事件触发", "event"),
    "full": Label("全盘", "full count"),
    "periodic": Label("定期盘", "periodic count"),
    "cycle": Label("循环盘", "cycle count"),
    "near_zero": Label("零位与近零核对", "near-zero and empty check"),
    "touched": Label("动碰盘", "count of what was touched"),
    "risk": Label("风险盘", "risk count"),
    "sampling": Label("随机抽盘", "random count"),
    "empty": Label("空位抽查", "check of empty places"),
    "spot": Label("临时盘", "spot count"),
}
PRIORITIES = {
    "triggered": 1, "spot": 1, "full": 2, "near_zero": 3, "sampling": 4, "empty": 4, "risk": 5,
    "touched": 6, "cycle": 7, "periodic": 8,
}
"""Which work comes first when a day cannot hold all of it; a rule may say otherwise (1 to 9).

The random part stands before risk and cycle: the accuracy figure rests on it."""

HINTS = frozenset({"near_zero", "triggered", "empty"})
"""Strategies that say something of the book: not told to who counts."""

CAUSES: dict[str, Label] = {
    "healed": Label("后到单据自愈过", "healed by late paper"),
    "expiry": Label("临近效期", "expiry approaching"),
    "short": Label("账面短缺", "the book is short"),
}
"""Events the planner sees in the books; what stages ask for comes by requests, at once."""

CLASSES: dict[str, tuple[str, ...]] = {"abc": ("A", "B", "C"), "xyz": ("X", "Y", "Z")}
ABC_PERMILLE = (800, 950)
"""Items that make the first 80 % of a year's usage value are A, the next 15 % B, the rest C."""
XYZ_PERCENT = (50, 100)
"""Deviation of monthly usage against its mean: up to 50 % X, up to 100 % Y, beyond Z."""

FACETS = ("places", "zones", "place_kinds", "items", "tracking", "classes", "abc", "xyz", "lots",
          "owners", "statuses")
"""What a rule's scope may name; a place stands for all inside it, a class is A to C by usage value,
X to Z by evenness of usage, or the item's own attribute `class`; besides, `attributes` names any
attribute of items with the values that are meant."""
SKIPPED = ("items", "places", "owners", "classes")
"""Facets that a rule may leave out, besides attributes: a narrower rule then stands alone there."""
SAME_FACET = {"zones": "places", "abc": "classes", "xyz": "classes"}
"""Facets that are read from another one."""
WATCHED = ("watched",)
"""What `scope.watched` names: holdings that stand on the watch list."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

WHY: dict[str, Label] = {
    "triggered": Label("{label}：因{causes}", "{label}: because of {causes}"),
    "full": Label("{label}：{due} 前须盘到，本年度尚未盘",
                  "{label}: to be counted by {due}, not counted yet for that date"),
    "periodic": Label("{label}：每 {days} 天一次，{due} 到期",
                      "{label}: every {days} days, due {due}"),
    "cycle": Label("{label}：每 {days} 天循环一次，{due} 到期",
                   "{label}: every {days} days in turn, due {due}"),
    "near_zero": Label("{label}：上次盘后动过，宜核对余量",
                       "{label}: moved since the last count, what is left is worth a look"),
    "touched": Label("{label}：上次盘后动过至少 {touches} 次",
                     "{label}: touched at least {touches} times since the last count"),
    "risk": Label("{label}：出错风险最高", "{label}: highest risk of being wrong"),
    "sampling": Label("{label}：随机抽中（种子 {seed}）", "{label}: drawn at random (seed {seed})"),
    "empty": Label("{label}：账上是空位，随机抽中（种子 {seed}）",
                   "{label}: empty by the book, drawn at random (seed {seed})"),
    "spot": Label("{label}：因{reason}", "{label}: because of {reason}"),
    "recount": Label("{label}：由别人再盘一次", "{label}: counted once more by somebody else"),
}
"""Why a task is there, said to people without any quantity of the book."""


class CountRule(NamedTuple):
    """One rule of counting: scope, when, who, how, exceptions (GOVERNANCE.md 4, count.plan).

    `version` is the id of the policy version, None for a built-in rule.  `start` is the day the
    rule began: a first round is spread from there, so that not all is due at once.
    """

    code: str
    strategy: str
    label: Label
    version: UUID | None = None
    number: int = 0
    start: date = date(2000, 1, 1)
    scope: Mapping[str, Any] = {}
    when: Mapping[str, Any] = {}
    who: Mapping[str, Any] = {}
    how: Mapping[str, Any] = {}
    exceptions: Mapping[str, Any] = {}
    priority: int = 0


class Facet(NamedTuple):
    """One attribute of every holding: a rule that names one of `words[at[n]]` means it."""

    words: tuple[tuple[str, ...], ...]
    at: Ints


class Stock(NamedTuple):
    """Every holding of a site as planning sees it; arrays of equal length, by place and holding.

    Instants are seconds since 1970 (0: never), days are days since 1970.  `counted` is the last
    settled count, `proved` the last full proof, `appeared` the first move seen.  A place where
    nothing of that stands is a row too, its holding the negative place: empty by the book.
    """

    holding: Ints
    place: Ints
    item: Ints
    on_hand: Ints
    counted: Ints
    proved: Ints
    moved: Ints
    appeared: Ints
    touches: Ints
    expires: Ints
    healed: Ints
    short: Ints
    pieces: Ints
    score: Floats
    facets: Mapping[str, Facet]


class Clock(NamedTuple):
    """The day that is planned, in days since 1970.

    `offset` of local time in seconds; `room`: about how many holdings can be counted that day.
    """

    today: int
    offset: int = 0
    room: int = 0


class Due(NamedTuple):
    """What each rule says: `days[r][n]` is when holding n falls due by rule r.

    `covered` tells which holdings any rule speaks of; `faults` names rules that could not run.
    """

    rules: tuple[CountRule, ...]
    days: tuple[Days, ...]
    covered: Flags
    faults: tuple[Fault, ...]


class Work(NamedTuple):
    """Places to be counted, one row each: the unit in which people walk.

    `due` and `priority` are of the most pressing holding; `seconds` by the time model.
    """

    place: Ints
    due: Days
    priority: Ints
    seconds: Ints
    tie: npt.NDArray[np.uint64]


class Schedule(NamedTuple):
    """On which day of the horizon each place of `Work` is counted; -1 is later or not at all.

    `load` and `capacity` in seconds per day; `late` is what is overdue and found no room today.
    """

    day: Days
    load: tuple[int, ...]
    capacity: tuple[int, ...]
    late: int


class TimeModel(NamedTuple):
    """Seconds a count takes: for every place, every line in it, every serial to be scanned."""

    place: int = 30
    line: int = 20
    serial: int = 4


class WhyRow(NamedTuple):
    """Why a task counts a place: by which rule and version, for how many holdings, since when."""

    task: UUID
    place: str
    rule: str
    label: Label
    policy: UUID | None
    strategy: str
    holdings: int
    due_on: date
    why: Label


class DayRow(NamedTuple):
    """One day of the horizon: load and capacity in minutes, places to be counted."""

    day: date
    working: bool
    places: int
    load: int
    capacity: int


class RuleRow(NamedTuple):
    """What one rule brings: holdings in its scope, due by that day, and due within the horizon."""

    code: str
    strategy: str
    label: Label
    version: UUID | None
    holdings: int
    due: int
    coming: int


class Gap(NamedTuple):
    """One contradiction or gap: a key of GAPS, what fills it, how many (`number`), examples."""

    code: str
    params: tuple[Any, ...]
    number: int
    examples: tuple[str, ...] = ()


class DayPlan(NamedTuple):
    """The plan of a day.  `result` is created, exists or, for a rehearsal, dry_run.

    `walk`: how far its tasks are walked; None for days planned before that was known.
    """

    site: str
    day: date
    result: str
    builtin: bool
    seed: int
    holdings: int
    plans: tuple[UUID, ...]
    tasks: int
    places: int
    lines: int
    minutes: int
    capacity: int
    late: int
    days: tuple[DayRow, ...]
    rules: tuple[RuleRow, ...]
    gaps: tuple[Gap, ...]
    made_at: datetime | None = None
    walk: Walk | None = None


GAPS: dict[str, Label] = {
    "no_rule": Label("{count} 个库存账户不在任何规则内", "{count} holdings are under no rule"),
    "rule_broken": Label("规则 {0} 不能用：{1}", "Rule {0} cannot be used: {1}"),
    "scope_empty": Label("规则 {0} 的范围里没有库存", "Rule {0} has no stock in its scope"),
    "same_twice": Label("规则 {0} 与 {1} 策略和范围相同，间隔却不同",
                        "Rules {0} and {1} have the same strategy and scope, other intervals"),
    "over_capacity": Label(
        "规则要求每天 {0} 分钟，人员每天只有 {1} 分钟：永远盘不完",
        "The rules need {0} minutes a day, people have {1}: it can never be done"),
    "late": Label("{count} 个货位已过期，今天排不下",
                  "{count} overdue places without room"),
    "taken": Label("未完任务要 {0} 分钟，今天的 {1} 分钟都被占满：先做完它们",
                   "Open tasks take {0} minutes, all {1} of today: they come first"),
    "capped": Label("{count} 个货位今天不盘：规则的每日任务上限已满",
                    "{count} places wait: their rules have as many tasks today as they may"),
    "place_too_big": Label("{count} 个货位一天盘不完", "{count} places are more than a day's work"),
    "builtin": Label("没有生效的盘点规则，使用内置规则",
                     "No counting rule is in force: the built-in ones are used"),
    "no_shift": Label("没有人员排班：工时按每天 {0} 分钟假定，任务不派人",
                      "Nobody has a shift: {0} minutes a day are assumed, tasks stay unassigned"),
    "people_unshifted": Label("{count} 名可盘点的人员没有班次，不会派到任务",
                              "Without a shift, so without a task: {count} who may count"),
    "no_capacity": Label("今天没有人上班", "Nobody is on shift today"),
    "not_working": Label("今天是休息日", "Today is no working day"),
    "skill_missing": Label("规则 {0} 需要技能 {1}，没有人有",
                           "Rule {0} needs the skill {1}, which nobody has"),
    "no_empty": Label("账上为空的 {count} 个货位没有规则去看（策略 empty）",
                      "{count} places that the book calls empty are looked at by no rule "
                      "(strategy empty)"),
    "solver_missing": Label(
        "规则 {0} 要求解器排路线，但没有安装可选组件 routing（OR-tools）：按 S 形走",
        "Rule {0} wants routes by the solver, but the optional extra routing (OR-tools) is not "
        "installed: walked as an S-shape"),
    "no_scores": Label("规则 {0} 按风险排，但还没有风险评分",
                       "Rule {0} goes by risk, but there are no scores yet"),
    "nothing": Label("没有库存", "There is no stock"),
}
"""What a plan's report may find.  A gap never stops the plan."""


class RuleRefused(Refused):
    """The content of a rule is wrong; the faults name every place."""


class DayNotFound(NotFound):
    """No plan was made for this day."""


class DayRefused(Refused):
    """This day cannot be planned."""


FAULTS: dict[str, Label] = {
    "strategy_unknown": Label("没有这种盘点策略：{0}（可用：{1}）",
                              "This strategy is not known: {0} (known: {1})"),
    "rule_field_missing": Label("策略 {0} 需要 {1}", "Strategy {0} needs {1}"),
    "rule_field_idle": Label("策略 {0} 不使用 {1}", "Strategy {0} does not use {1}"),
    "rule_not_flag": Label("应为是或否", "Yes or no is expected"),
    "rule_not_list": Label("应为文字列表", "A list of texts is expected"),
    "rule_not_whole": Label("应为 {0} 到 {1} 的整数", "A whole number of {0} to {1} is expected"),
    "rule_date": Label("不是月-日：{0}（例：12-31）", "No month and day: {0} (example: 12-31)"),
    "rule_choice": Label("{0} 不可选（可用：{1}）", "{0} is no choice (known: {1})"),
    "rule_event": Label("事件 {0} 由作业立即触发，不在每日规则里（可用：{1}）",
                        "Event {0} brings a task at once, not by the daily rules (known: {1})"),
    "day_past": Label("不能为过去的日期制定计划：{0}", "A past day cannot be planned: {0}"),
    "day_unplanned": Label("这一天还没有计划", "No plan was made for this day"),
    "day_far": Label("最多提前 {0} 天", "At most {0} days ahead"),
}
