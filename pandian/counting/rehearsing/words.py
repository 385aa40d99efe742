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
from pandian.counting.rehearsing.asking.words import Asking
from pandian.counting.tolerating.words import ToleranceRule
from pandian.counting.triggering.words import TriggerRule
from pandian.kernel.words import Conflict, Fault, Label, NotFound, Refused

KINDS = ("count.plan", "count.tolerance", "count.recount", "approval.matrix", "count.trigger")
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
    "asked": Label("作业要求盘点的次数", "Counts that the work asked for"),
    "silenced": Label("其中被规则压下的", "Of these kept back by rules"),
    "met": Label("会发现的差异", "Differences it would have met"),
    "missed": Label("会漏掉的差异", "Differences it would have missed"),
    "met_value": Label("发现差异的金额", "Value of differences met"),
    "missed_value": Label("漏掉差异的金额", "Value of differences missed"),
    "open_days": Label("差异存在天数（平均）", "Days a difference stays (mean)"),
    "wrong": Label("账实不符的结存（日均，万分之几，仅计已知差异）",
                   "Records wrong on a day, of 10,000 (mean, known differences)"),
    "accepted": Label("允差内直接过账", "Posted inside tolerance"),
    "slips": Label("初盘数错的行", "Lines whose first count was wrong"),
    "recounts": Label("复盘行", "Lines recounted"),
    "rounds": Label("复盘次数", "Recounts made (all rounds)"),
    "unproved": Label("错数未被复盘发现的行", "Lines decided by a wrong count"),
    "auto": Label("自动批准的行", "Lines approved by the matrix itself"),
    "auto_value": Label("自动批准金额", "Value approved by the matrix itself"),
    "approvals": Label("待人批准的行", "Lines for people to approve"),
    "signatures": Label("审批签名", "Approval signatures"),
    "approved_value": Label("待人批准金额", "Value for people to approve"),
    "cost": Label("人工费用", "Cost of labour"),
}
"""What is summed up for each side; money in minor units x 10^4."""
MONEY = frozenset({"met_value", "missed_value", "auto_value", "approved_value", "cost"})
VERDICTS: dict[str, Label] = {
    "matched": Label("相符", "matched"),
    "accepted": Label("允差内过账", "posted inside tolerance"),
    "auto": Label("自动批准", "approved by the matrix itself"),
    "approval": Label("待人批准", "for people to approve"),
}
"""What becomes of a line that a count of the replay finds different."""
OPENED = {
    "met": "met", "met_value": "met", "accepted": "accepted", "slips": "slips",
    "recounts": "recounts", "rounds": "recounts", "unproved": "unproved", "auto": "auto",
    "auto_value": "auto", "approvals": "approval", "signatures": "approval",
    "approved_value": "approval",
}
"""Behind which figure of the comparison stand which lines."""
LINES_MAX = 100
"""So many lines are shown at once."""
DAY_LINES_MAX = 5_000


class RuleSet(NamedTuple):
    """Everything that decides about counts at a site: from one day on (days since 1970).

    `recount`: content of the site's rule of recounts, `matrix` of the approval matrix, None
    without one.  `builtin`: no counting rule is in force, so the built-in ones are.
    """

    since: int
    rules: tuple[CountRule, ...]
    tolerances: tuple[ToleranceRule, ...] = ()
    recount: Mapping[str, Any] | None = None
    matrix: Mapping[str, Any] | None = None
    builtin: bool = False
    triggers: tuple[TriggerRule, ...] = ()


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
    physical minus book; the recorded book holds it from `booked` on.  `slips`: by how much each
    word that did not hold was off, in the order in which people said them.
    """

    id: Ints
    row: Ints
    low: Ints
    high: Ints
    quantity: Ints
    booked: Ints
    slips: tuple[tuple[int, ...], ...]


class Slips(NamedTuple):
    """First counts that were wrong where the book was right: at which holding, found when.

    `words`: by how much each of them was off, in the order in which they were said.
    """

    at: Ints
    row: Ints
    words: tuple[tuple[int, ...], ...]


class Named(NamedTuple):
    """By what rules of tolerance call a holding: item, its classes, place and what it lies in.

    `valued`: the item has a cost; without one nobody knows how small a difference is.
    """

    item: str
    classes: tuple[str, ...]
    places: tuple[str, ...]
    valued: bool = True


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
    number for all holdings of an item at a place; `entries`: of the ledger before the span's end;
    `asking`: what stages asked to be counted.
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
    slips: Slips
    capacity: tuple[int, ...]
    stops: Mapping[int, Stop]
    named: Mapping[int, Named]
    model: Model
    entries: int = 0
    asking: Asking = Asking()

    @property
    def days(self) -> int:
        """How many days are replayed."""
        return len(self.offsets)


class How(NamedTuple):
    """How a place is counted, by the rule that presses most: places alike are in one count.

    `rounds`, `decides`: what that rule says of recounts, None where it says nothing.
    """

    blind: bool = True
    rounds: int | None = None
    decides: str | None = None
    full: bool = False


class Met(NamedTuple):
    """A difference that a count of the replay met: sum of all that was wrong there by then.

    `slips`: by how much the words of the first counters are off; `how` the place is counted.
    """

    day: int
    row: int
    variance: int
    book: int
    counted: int
    differences: tuple[int, ...]
    slips: tuple[int, ...] = ()
    how: How = How()


class Walk(NamedTuple):
    """What a plan makes of the span, per day; coverage and age per day and class.

    `covered`: holdings with stock looked at since the span began, of `stocked`; `oldest`: days
    since the longest unseen one was looked at.  `low` and `high`: of how many differences it is
    certain, or possible, that they were met, whatever the instant at which they arose.
    `work`: of each day the places and the number of the task of each.  `asked`: requests of
    stages, `silenced` those that a rule on triggers kept back; the others are among the tasks.
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
    work: tuple[tuple[Ints, Ints], ...]
    asked: Ints
    silenced: Ints


class Line(NamedTuple):
    """What becomes of a line that was met: words said of it, what holds, and who approves.

    `variance`: as the deciding word says; `words`: counts made, the first too; `people`: who sign.
    """

    met: Met
    verdict: str
    variance: int
    words: int
    value: int
    people: int = 0


class Judged(NamedTuple):
    """What tolerance, recounts and approvals make of what was met, per day; money may be large.

    `recounts` are lines, `rounds` counts made again; `auto` what the matrix approved by itself,
    `approvals` what it left to people; `unproved`: a wrong count decided.
    """

    met: Ints
    accepted: Ints
    slips: Ints
    recounts: Ints
    rounds: Ints
    unproved: Ints
    auto: Ints
    auto_value: Ints
    approvals: Ints
    signatures: Ints
    approved_value: Ints
    recount_seconds: Ints
    lines: tuple[Line, ...]


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


class Ground(NamedTuple):
    """On which ledger a replay was made: entries dated before the end of its span, last seal.

    `newer`: entries dated before that end that arrived since; None where nobody looked.
    """

    entries: int
    sealed: int
    chain: str
    newer: int | None = None


class FoundLine(NamedTuple):
    """One line that a day of a rehearsal found different.

    `variance` is physical minus book, `held` what the deciding word said; `words` counts made;
    `value` in minor units x 10^4, None when hidden.
    """

    side: int
    day: date
    place: str
    item: str
    lot: str
    book: int
    counted: int
    variance: int
    held: int
    words: int
    slips: int
    verdict: str
    people: int
    value: int | None


class RehearsedDay(NamedTuple):
    """One day of a rehearsal at a site: tasks by side (places in order), and all lines found."""

    site: str
    day: date
    tasks: tuple[tuple[tuple[str, ...], ...], ...]
    lines: tuple[FoundLine, ...]


class FoundPage(NamedTuple):
    """Some of the lines behind a figure; `next` is where to go on, None at the end."""

    rows: tuple[FoundLine, ...]
    next: int | None


class RehearsalRow(NamedTuple):
    """One rehearsal at one site, as it stands.  `report` is empty until it is done.

    `attached`: it is the evidence of its version; `fresh`: the version says the same still;
    `faults`: what stopped it; `ground`: None until it is done, and for one of an older release.
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
    faults: tuple[Fault, ...]
    ground: Ground | None
    report: Mapping[str, Any]


class Asked(NamedTuple):
    """One rehearsal among others: its sites that the reader sees, and the state over all of them.

    `days` and `done_days` are summed over the sites; `finished_at` is empty until all have
    finished; `attached` and `fresh` as of `RehearsalRow`.
    """

    id: UUID
    policy: UUID
    code: str
    kind: str
    version: int
    sites: tuple[str, ...]
    months: int
    against: str
    first: date
    until: date
    state: str
    done_days: int
    days: int
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None
    attached: bool
    fresh: bool


class AskedPage(NamedTuple):
    """Some rehearsals; `next` is where to go on, None at the end."""

    rows: list[Asked]
    next: str | None


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
    "rehearsal_failed": Label("预演中断，原因不在规则里：{0}",
                              "The replay broke off for a reason that is not in the rules: {0}"),
    "rehearsal_again": Label("台账和规则都没有改动。请再预演一次；若仍然中断，把这一行交给管理员。",
                             "Ledger and rules are as they were. Rehearse again; if it breaks off "
                             "again, give this line to your administrator."),
    "rehearsal_more": Label("另有 {0} 处", "And {0} more"),
    "rehearsal_day": Label("这次预演没有 {0} 这一天", "This rehearsal has no day {0}"),
    "rehearsal_of": Label("没有这一项：{0}（可用：{1}）", "No such figure: {0} (known: {1})"),
    "rehearsal_fewer": Label("请减少月数再预演", "Rehearse again with fewer months"),
    "rehearsal_mend": Label("改好规则后再预演", "Mend the rule, then rehearse again"),
    "rehearsal_changed": Label("预演期间规则改过：结果已保存，未附到规则上",
                               "The rule changed meanwhile: the result is kept, not attached"),
}
