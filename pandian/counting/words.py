"""Words of counting: plans, tasks, visits, lines, verdicts, explanations.   盘点词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, NotFound, Refused

PLACES_MAX = 100_000
"""Places of one plan."""
PACKET_PLACES_DEFAULT = 20
"""Places of one task unless the policy says otherwise."""
RECOUNT_ROUNDS_MAX = 9
LINES_PAGE_MAX = 1_000
NAME_CHARACTERS_MAX = 200

PURPOSES: dict[str, Label] = {
    "cycle_counting": Label("循环盘点", "cycle count"),
    "stock_taking": Label("定期盘点", "stocktaking"),
}
PLAN_STATES: dict[str, Label] = {
    "open": Label("进行中", "open"),
    "closed": Label("已关闭", "closed"),
}
TASK_KINDS: dict[str, Label] = {
    "count": Label("初盘", "first count"),
    "recount": Label("复盘", "recount"),
    "proof": Label("顺手盘", "free counts"),
}
TASK_STATES: dict[str, Label] = {
    "open": Label("进行中", "open"),
    "closed": Label("已完成", "done"),
}
VERDICTS: dict[str, Label] = {
    "uncounted": Label("未盘", "not counted"),
    "matched": Label("相符", "matched"),
    "accepted": Label("允差内", "inside tolerance"),
    "explained": Label("已解释", "explained"),
    "doubtful": Label("存疑", "doubtful"),
    "recount": Label("待复盘", "to be recounted"),
    "approval": Label("待审批", "waits for approval"),
    "posted": Label("已过账", "posted"),
    "healed": Label("已自愈", "healed"),
    "rejected": Label("已驳回", "rejected"),
}
FINAL = frozenset({"matched", "accepted", "posted", "healed", "rejected", "explained"})
"""Verdicts that a plan may close with (matched and accepted once they are posted)."""

DECIDES: dict[str, Label] = {
    "two_equal": Label("两次一致为准", "two equal counts decide"),
    "last": Label("以最后一次为准", "the last count decides"),
}

CAUSES: dict[str, Label] = {
    "moved_since": Label(
        "{at} 点数后又净变动 {quantity}，已按时点折算",
        "{quantity} moved after the count at {at}; taken into account by the instant",
    ),
    "healed_by": Label("后到单据在 {at} 自愈 {quantity}", "Late paper healed {quantity} at {at}"),
    "repair_undone": Label("{person} 于 {at} 撤回更正（{reason}）：{quantity} 重新没有原因",
                           "{person} took the repair back at {at} ({reason}): {quantity} is "
                           "without a cause again"),
    "doubt_within": Label(
        "{at} 有 {quantity} 的变动与点数时间分不出先后（±{seconds} 秒），需要复盘",
        "A move of {quantity} at {at} cannot be told apart from the count (±{seconds} s): recount",
    ),
    "order_chosen": Label(
        "{at} 的变动 {quantity} 与点数只差在 ±{seconds} 秒内；按唯一能对上的先后判定",
        "The move of {quantity} at {at} lies within ±{seconds} s; the only fitting order is taken",
    ),
    "found": Label("账上此处没有，实物有 {quantity}", "Found: the book has none here"),
    "missing": Label("账上有 {quantity}，实物没有", "The book has {quantity}, none was there"),
    "book_short": Label("账面短缺 {short}（发得比账上多），实物 0", "The book is short by {short} "
                        "(more was issued than it held); none was there"),
    "empty_statement": Label("{person} 于 {at} 盘完此货位，未见此物料，按 0 计",
                             "{person} finished this place at {at} without seeing it: counted 0"),
    "double_count": Label("{people} 分别点数，至少两人按时点折算一致",
                          "{people} counted independently; at least two of them agree in time"),
    "disagreement": Label("{people} 的点数按时点折算不一致，需第三人复盘",
                          "{people} disagree after allowing for time: a third person recounts"),
    "third_decides": Label("由 {person} 的复盘决定", "The recount of {person} decides"),
    "read_outweighs": Label("{person} 于 {at} 扫到了此序列号的标签；{people} 未见，不能推翻",
                            "{person} read this serial's label at {at}; {people} saw none, which "
                            "does not outvote it"),
    "needs_lot": Label("未分批点数 {counted} 与账面合计 {book} 不同，请按批复盘",
                       "Counted {counted} without lots against {book} in all: recount by lot"),
    "coarse_replaced": Label(
        "{person} 未分批点数 {counted}，由之后按批的点数 {finer} 代替",
        "{counted} counted by {person} without a lot gives way to {finer} counted by lot after it",
    ),
    "recount_none": Label("{counts}（未分批）；{person} 于 {at} 复盘此处未见，按 0 计",
                          "{counts} without lots; {person} recounted and found none at {at}: 0"),
    "sum_proves": Label("未分批点数 {counted} 与账面合计相等，各批均成立",
                        "Counted {counted} without lots equals the sum: every lot is proved"),
    "serial_twice": Label("序列号 {serial} 同时出现在 {places}",
                          "Serial {serial} was seen in {places}"),
    "serial_elsewhere": Label("账上序列号 {serial} 在 {places}，需先盘该处",
                              "The book has serial {serial} in {places}: count there first"),
    "recount_requested": Label("要求复盘", "A recount was asked for"),
    "counting_goes_on": Label("逐件累加尚未结束", "Counting piece by piece has not ended yet"),
    "changed_while_posting": Label("结算瞬间又有变动，下次结算再判",
                                   "Something moved while settling; judged next time"),
    "ledger_doubt": Label(
        "过账后到达的单据 {posting} 与点数分不出先后，需要复盘",
        "Paper {posting} that came after posting cannot be told apart from the count: recount",
    ),
    "reversed": Label("盘点调整已被冲销", "The count's adjustment was reversed"),
    "rejected": Label("{person} 驳回：{reason}", "{person} rejected it: {reason}"),
}


class Tolerance(NamedTuple):
    """How much may differ without a second look.  None = this measure is not used.

    `quantity` in smallest units, `percent` of the book, `value` in minor units x 10^4.
    """

    quantity: int | None = None
    percent: Decimal | None = None
    value: int | None = None
    combine: str = "and"


class Policy(NamedTuple):
    """How a plan is run.  `recount_rounds` 0: outside tolerance goes straight to approval."""

    recount_rounds: int = 0
    packet_places: int = PACKET_PLACES_DEFAULT
    decides: str = "two_equal"


class Scope(NamedTuple):
    """What a plan covers, by codes; an empty tuple means no restriction."""

    places: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()


class PlanDraft(NamedTuple):
    """A count to be made.  `id` is minted by the client.  Zones stand for the places in them."""

    id: UUID
    site: str
    name: str
    scope: Scope
    purpose: str = "cycle_counting"
    blind: bool = True
    tolerance: Tolerance = Tolerance()
    policy: Policy = Policy()


class TaskRow(NamedTuple):
    """One packet of places for one person.  `reasons`: why stages ask for it now (urgent)."""

    id: UUID
    plan: UUID
    plan_name: str
    site: str
    number: int
    kind: str
    round: int
    state: str
    person: str
    blind: bool
    places: int
    places_done: int
    first_place: str
    last_place: str
    excluded: tuple[str, ...]
    opened_at: datetime
    closed_at: datetime | None
    reasons: tuple[str, ...] = ()


class ClosedPlan(NamedTuple):
    """A count that was closed, as a record names it."""

    id: UUID
    site: str
    name: str
    closed_at: datetime


class PlanRow(NamedTuple):
    """One plan as listed.  `result` is created, exists or exists_with_different_<field>."""

    id: UUID
    site: str
    name: str
    purpose: str
    state: str
    blind: bool
    scope: Mapping[str, Any]
    tolerance: Mapping[str, Any]
    policy: Mapping[str, Any]
    created_by: str
    created_at: datetime
    closed_at: datetime | None
    settled_at: datetime | None
    places: int
    places_done: int
    tasks: int
    tasks_open: int
    verdicts: Mapping[str, int]
    result: str = ""


class PlanSize(NamedTuple):
    """An open plan and how many lines it has by now."""

    plan: UUID
    lines: int


class Summary(NamedTuple):
    """What a plan says now.  Gain and loss are never netted; values in minor units x 10^4."""

    plan: UUID
    state: str
    settled_at: datetime | None
    verdicts: Mapping[str, int]
    lines: int
    places: int
    places_done: int
    gain: int
    loss: int
    gain_value: int
    loss_value: int
    posted_now: int = 0
    posting: UUID | None = None
    recount_tasks: int = 0
    late: int = 0
    unresolved: int = 0


class Explanation(NamedTuple):
    """Why a line differs, or does not: a key of `CAUSES`, what fills it, and its evidence."""

    cause: str
    params: Mapping[str, Any] = {}
    share: float | None = None
    evidence: tuple[Mapping[str, Any], ...] = ()


class LineRow(NamedTuple):
    """One counted line.  `book` and `variance` are at the instant `observed_at`.

    `holding` is 0 when the line stands for several lots; `counted` None means nobody has looked.
    """

    id: int
    holding: int
    place: str
    item: str
    item_name: str
    lot: str
    expires_on: Any
    serial: str
    status: str
    owner: str
    unit: str
    counted: int | None
    observed_at: datetime | None
    uncertainty_ms: int
    book: int
    variance: int
    value: int
    verdict: str
    explanations: tuple[Explanation, ...]
    posting: UUID | None
    rounds: tuple[Mapping[str, Any], ...]
    people: tuple[str, ...]
    content: str


class LinesPage(NamedTuple):
    """A page of lines and the cursor of the next one; `content_hash` binds an approval."""

    rows: list[LineRow]
    next: str | None
    content_hash: str


class SheetPlace(NamedTuple):
    """One place of a task in walking order; `done` when somebody closed it complete."""

    place: str
    sequence: int
    done: bool
    mine: int


class SheetLine(NamedTuple):
    """What a recount asks for; `book` only in an open (not blind) count."""

    place: str
    item: str
    item_name: str
    lot: str
    serial: str
    unit: str
    book: int | None


class SheetEntry(NamedTuple):
    """What this person has counted so far in this task, newest first."""

    id: UUID
    place: str
    item: str
    item_name: str
    lot: str
    serial: str
    mode: str
    quantity: int | None
    unit: str
    base: int | None
    observed_at: datetime
    tray: str
    code: str


class TaskSheet(NamedTuple):
    """All that a counter may see of a task.  Never book, variance or value when blind."""

    task: TaskRow
    places: tuple[SheetPlace, ...]
    lines: tuple[SheetLine, ...]
    entries: tuple[SheetEntry, ...]


class VisitDraft(NamedTuple):
    """One counter at one place.  `complete` says: I saw all of it.

    Instants are the device's, corrected by the install's measured offset; `closed_at` None is
    "now, by the server's clock".
    """

    id: UUID
    task: UUID
    place: str
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    complete: bool = True
    install: UUID | None = None
    seq: int | None = None
    origin: UUID | None = None
    mono_ms: int | None = None


class VisitRow(NamedTuple):
    """One recorded visit; `result` is created, exists or exists_with_different_<field>."""

    id: UUID
    task: UUID
    place: str
    person: str
    opened_at: datetime
    closed_at: datetime
    complete: bool
    result: str
    acked_seq: int = 0


class Approved(NamedTuple):
    """What an approval posted; `posting` None: `missing` signatures are wanted still."""

    plan: UUID
    posting: UUID | None
    signature: UUID
    content_hash: str
    lines: int
    gain: int
    loss: int
    gain_value: int
    loss_value: int
    recorded_at: datetime
    missing: int = 0


class Waiting(NamedTuple):
    """All lines that wait for approval; `content_hash` binds a signature to what was shown."""

    lines: int
    gain: int
    loss: int
    gain_value: int
    loss_value: int
    content_hash: str


class Followed(NamedTuple):
    """What `follow_ledger` took up: lines reopened by a doubt, lines healed by late paper."""

    doubts: int
    heals: int


class PlanRefused(Refused):
    """The plan cannot be made as asked; the faults name every reason."""


class PlanNotFound(NotFound):
    """No such plan in the sites of this scope."""


class TaskNotFound(NotFound):
    """No such task in the sites of this scope."""


class VisitRefused(Refused):
    """The visit cannot be recorded."""


class VisitConflict(Conflict):
    """The number of the visit belongs to another row: the device was copied."""


class PlanConflict(Conflict):
    """The plan or task is closed, or the id is known with another content."""


class CloseRefused(Conflict):
    """The task or plan cannot close yet; the faults name every reason."""


class LinesRefused(Refused):
    """These lines cannot be approved, recounted or rejected; the faults name each."""


class OwnCount(Refused):
    """Nobody approves what he counted: the faults list the lines."""

    status = 403


class ContentChanged(Conflict):
    """What was shown has changed since: the faults list the lines."""


class AlreadyDecided(Conflict):
    """Somebody else approved these lines first, or none is waiting."""


FAULTS: dict[str, Label] = {
    "plan_unknown": Label("没有这个盘点计划，或您无权查看", "No such plan, or not yours to see"),
    "task_unknown": Label("没有这个盘点任务，或您无权查看", "No such task, or not yours to see"),
    "scope_empty": Label("范围为空：请指定货位或物料", "The scope is empty: name places or items"),
    "no_places": Label("这些物料账上没有存放的货位", "The book has these items in no place"),
    "place_unknown": Label("没有货位 {0}", "Place {0} is not known"),
    "place_virtual": Label("货位 {0} 不是实物货位", "Place {0} holds nothing physical"),
    "item_unknown": Label("没有物料 {0}", "Item {0} is not known"),
    "lot_unknown": Label("没有批号 {0}", "Lot {0} is not known"),
    "lots_need_items": Label("按批盘点需要指明物料", "A scope of lots needs its items"),
    "purpose_unknown": Label("没有这种盘点目的：{0}", "This purpose is not known: {0}"),
    "combine_unknown": Label("允差组合应为 and 或 or", "Tolerances combine by and or or"),
    "tolerance_percent": Label("百分比允差最多为 100", "A percentage of the book is at most 100"),
    "tolerance_negative": Label("允差不能为负", "A tolerance is not negative"),
    "decides_unknown": Label("没有这种判定方式：{0}", "This rule of decision is not known: {0}"),
    "name_blank": Label("需要名称", "A name is needed"),
    "different": Label("同一编号、不同内容：{0}", "The same id with another content: {0}"),
    "plan_closed": Label("盘点计划已关闭", "The plan is closed"),
    "task_closed": Label("盘点任务已完成", "The task is done"),
    "person_unknown": Label("没有人员 {0}", "Person {0} is not known"),
    "person_counted": Label("{0} 已点过，复盘须换人",
                            "{0} has counted it: a recount needs another person"),
    "place_outside": Label("货位 {0} 不在任务范围内", "Place {0} is outside this task"),
    "closed_before_opened": Label("结束早于开始", "It closes before it opens"),
    "seq_gap": Label("设备 {0} 还缺序号 {1} 到 {2}", "Device {0} still misses the rows {1} to {2}"),
    "lease_silent": Label("设备 {0} 领走了这个任务，此后没有联系过",
                          "Device {0} took this task and has not been heard of since"),
    "place_open": Label("货位 {0} 尚未盘完", "Place {0} has not been finished"),
    "task_open": Label("任务 {0} 尚未完成", "Task {0} is not done"),
    "line_not_final": Label("{0}：{1}", "{0}: {1}"),
    "line_unknown": Label("没有这一行：{0}", "No such line: {0}"),
    "line_not_waiting": Label("{0} 不待审批：{1}", "{0} does not wait: {1}"),
    "line_posted": Label("{0} 已由他人过账", "{0} has been posted already"),
    "nothing_waits": Label("没有待审批的行", "No line waits for approval"),
    "own_count": Label("{0} 是您（或您代批的人）盘点的",
                       "You, or whom you stand in for, counted {0}"),
    "content_changed": Label("{0} 内容已变：账面 {1}，实盘 {2}，差异 {3}",
                             "{0} has changed: book {1}, counted {2}, variance {3}"),
    "serial_pair": Label("{0} 的序列号账上在别处，请与 {1} 一并审批",
                         "The book has the serial of {0} elsewhere: approve it with {1}"),
    "unresolved": Label("有 {0} 条未识别的扫描", "{0} scans are not recognised"),
    "blank_reason": Label("需要写明原因", "A reason is needed"),
    "cursor_invalid": Label("翻页标记无效", "This page cursor is not valid"),
    "certificate_row_altered": Label("这一行被改动过", "This row was altered"),
    "certificate_rows_changed": Label("有行被增加、删除或调换",
                                      "Rows were added, removed or swapped"),
    "certificate_shape": Label("不是盘点凭证", "This is no count certificate"),
    "certificate_open": Label("计划尚未关闭，还没有凭证", "The plan is open: no certificate yet"),
}
