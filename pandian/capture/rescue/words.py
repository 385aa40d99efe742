"""Words of label rescue.   标签救援词汇"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, NotFound, Refused

NOTE_CHARACTERS_MAX = 1_000
PHOTOS_SHOWN_MAX = 20
HISTORY_SHOWN_MAX = 50

ACTS: dict[str, Label] = {
    "bound": Label("绑定了条码", "bound the code"),
    "healed": Label("随绑定自愈", "healed by a binding"),
    "picked": Label("为这一条选了物料", "picked an item for this row"),
    "accepted": Label("采用了这一条", "took the row into use"),
    "rejected": Label("驳回了这一条", "rejected the row"),
    "undone": Label("撤销了上一步", "took the last step back"),
}

WHY: dict[str, Label] = {
    "late": Label("任务结束后才收到", "It came after its task was closed"),
    "revoked": Label("设备停用后才上传", "Its device had been revoked when it was sent"),
    "not_yours": Label("设备是副本，或另一台设备正在盘这里",
                       "Its device is a copy, or another device holds this place"),
    "unresolved": Label("看不出是什么", "It cannot be told what it is"),
    "clock": Label("没有可用的时间依据", "Nothing tells when it was seen"),
    "ambiguous_place": Label("几个货位都读到了", "Several places read it"),
    "rejected": Label("已驳回，保留备查", "Rejected and kept"),
}
"""Why a row stands in its tray, as a sentence."""

LABEL_TASKS: dict[str, Label] = {
    "print_label": Label("待打标签", "Labels to print"),
    "new_lot": Label("新批号", "New lots"),
    "on_hold": Label("建议冻结", "To be put on hold"),
}
LABEL_STATES: dict[str, Label] = {
    "open": Label("待办", "open"),
    "done": Label("已完成", "done"),
    "withdrawn": Label("已撤回", "withdrawn"),
}


class RescueRow(NamedTuple):
    """One observation with all that helps to tell what it is; never a book quantity.

    `seen` is when its present opinion was made: sent back with a decision, it makes sure that
    nobody has decided since.  `zone` is the place above `place`.
    """

    site: str
    id: UUID
    tray: str
    reason: str
    person: str
    task: UUID | None
    place: str
    zone: str
    code: str
    entry: str
    item: str
    item_name: str
    lot: str
    serial: str
    mode: str
    quantity: int | None
    unit: str
    factor: int | None
    condition: tuple[str, ...]
    note: str
    photos: tuple[str, ...]
    observed_at: datetime
    received_at: datetime
    seen: datetime
    undone: bool


class OpinionRow(NamedTuple):
    """One earlier opinion of an observation and the act that ended it."""

    act: str
    actor: str
    at: datetime
    note: str
    tray: str
    reason: str
    item: str
    lot: str


class LabelTask(NamedTuple):
    """Something to do about a label; `expires_on` is the lot's."""

    id: int
    site: str
    kind: str
    state: str
    observation: UUID
    place: str
    item: str
    item_name: str
    lot: str
    expires_on: date | None
    serial: str
    note: str
    opened_by: str
    opened_at: datetime
    ended_by: str
    ended_at: datetime | None


class Decided(NamedTuple):
    """What a decision did: `healed` further rows, the `tasks` whose counts have to settle."""

    observation: UUID
    result: str
    healed: int
    tasks: tuple[UUID, ...]


class CoverageRow(NamedTuple):
    """Label coverage 标签覆盖率 of one site and month: rows resolved by a scan of all rows."""

    site: str
    month: date
    scanned: int
    rows: int


class RowNotFound(NotFound):
    """No such observation in the sites of this scope."""


class RescueRefused(Refused):
    """The decision cannot be made so; every reason is named."""


class DecidedBefore(Conflict):
    """Somebody else decided about this row first."""


FAULTS: dict[str, Label] = {
    "row_unknown": Label("没有这条记录，或您无权查看", "No such row, or not yours to see"),
    "decided_before": Label(
        "{0} 已先处理：{1}", "{0} was first: {1}"),
    "row_in_use": Label("这一条已在使用中", "This row is in use already"),
    "row_taken_back": Label("这一条已被撤回", "This row was taken back by its author"),
    "nothing_decided": Label("没有可撤销的处理", "There is no decision to take back"),
    "rejected_before": Label("这一条已驳回", "This row was rejected already"),
    "still_unresolved": Label(
        "采用前先要知道是什么：{0}", "Before it can be used it has to be known: {0}"),
    "no_code": Label("这一条没有条码可绑定", "This row has no code to bind"),
    "own_scheme": Label(
        "这是系统自己的码，不能绑定到物料", "This is a code of our own: it stands for no item"),
    "reason_blank": Label("需要写明原因", "A reason is needed"),
    "quantity_unknown": Label("这一条没有数量", "This row has no quantity"),
    "label_task_unknown": Label(
        "没有这个标签任务，或您无权查看", "No such label task, or not yours"),
    "label_task_ended": Label(
        "{0} 已先处理这个标签任务", "{0} has dealt with this label task already"),
    "label_differs": Label(
        "扫到的标签是 {0}，应为 {1}", "The scanned label says {0}, not {1}"),
    "label_unread": Label(
        "新标签无法识别：{0}", "The new label cannot be resolved: {0}"),
    "code_or_state": Label(
        "请给出新标签的条码或结果，二者取一", "Give the new label's code or the state"),
    "item_needed": Label("先要知道是什么物料", "The item has to be known first"),
}
