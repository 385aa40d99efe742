"""Words of count requests and of proofs that stages bring.   触发盘点与顺手盘词汇

A stage that finds the book wrong, or may not trust it, asks for a count in its own transaction
and goes on: nobody waits.  Counting turns what was asked into tasks.  A stage that sees how much
is there proves it: the proof is an observation like any other, and earns coverage.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label, Refused

SPOTS_MAX = 100_000
"""Places of one call: a recall asks for every place that ever held the lot."""
NOTE_CHARACTERS_MAX = 500


class Reason(NamedTuple):
    """Why a count is asked for.

    `by_lot`: only the item and lot named are counted there, else the whole place.
    """

    label: Label
    by_lot: bool = False


REASONS: dict[str, Reason] = {
    "short_pick": Reason(Label("短拣", "short pick")),
    "found_at_stage": Reason(Label("作业中发现差异", "difference found at a stage")),
    "negative_attempt": Reason(Label("账面不足", "book too small for a fact")),
    "low_confidence": Reason(Label("账面可信度低", "little confidence in the book")),
    "near_zero": Reason(Label("接近零位", "nearly empty")),
    "receipt_variance": Reason(Label("到货与单据不符", "receipt differs from its papers")),
    "red_zone": Reason(Label("不合格品区盘点", "count of the red zone")),
    "dock_not_empty": Reason(Label("班末暂存区未清空", "area not empty at shift end")),
    "held": Reason(Label("冻结货物盘点", "count of held goods")),
    "replenishment_remainder": Reason(Label("补货后余量", "remainder after replenishment")),
    "returned": Reason(Label("退货", "returned goods")),
    "remainder": Reason(Label("工单余料", "remainder of an order")),
    "kit_incomplete": Reason(Label("器械包不全", "incomplete tray")),
    "seal_broken": Reason(Label("封签已破", "broken seal")),
    "label_damaged": Reason(Label("标签破损", "damaged label")),
    "excursion": Reason(Label("温度超限", "temperature excursion")),
    "complaint": Reason(Label("投诉", "complaint")),
    "expiry": Reason(Label("近效期或过期", "expiring or expired")),
    "in_transit": Reason(Label("在途差异", "difference in transit")),
    "consigned": Reason(Label("寄售盘点", "count of consigned goods")),
    "recall": Reason(Label("召回", "recall"), by_lot=True),
    "proof_differs": Reason(Label("顺手盘不符", "free count differs")),
}


class Spot(NamedTuple):
    """Where to look, by codes.  Item and lot say what it is about."""

    place: str
    item: str = ""
    lot: str = ""


class CountRequest(NamedTuple):
    """One request as it is read; the fact never changes, its fate is counting's to tell."""

    site: str
    id: UUID
    document: UUID | None
    event: UUID
    reason: str
    place: str
    item: str
    lot: str
    note: str
    asked_by: str
    asked_at: datetime


EVIDENCE = "proofs"
"""The evidence of an action in which people state what they saw: a list of statements."""
PROOFS_MAX = 1_000
PROOF_SPACE = UUID("7b0f7c52-6a0e-5f0e-9d0b-2f4f6c1f5a10")
"""Names the task of a day in which the proofs of a site are settled, or kept when weak."""

STRENGTHS: dict[str, Label] = {
    "full": Label("完全", "full"),
    "open": Label("看着账面", "with the book shown"),
    "weak": Label("间接", "indirect"),
}
SETTLED = frozenset({"full", "open"})
"""What is compared with the book.  A seal repeats an old count: it only earns half coverage."""

STEPS: dict[str, Label] = {
    "filled": Label("空位上架", "put into a bin seen empty"),
    "zero": Label("零位确认", "zero confirmed"),
    "remainder": Label("余量确认", "remainder keyed"),
    "parcel": Label("复核", "parcel checked"),
    "inspection": Label("全检", "inspected one by one"),
    "count_back": Label("清点回收", "counted back"),
    "order_remainder": Label("工单余料", "remainder of the order"),
    "witnessed": Label("监点", "counted before a witness"),
    "seal": Label("封签完好", "seal unbroken"),
    "area_empty": Label("暂存区清空", "area empty"),
    "counted": Label("作业中点数", "counted at the step"),
}

STEP_OF_ACTION: dict[tuple[str, str], str] = {
    ("inspection", "accept"): "inspection", ("inspection", "reject"): "inspection",
    ("inspection", "split"): "inspection", ("issue", "check"): "parcel",
    ("kit", "count_back"): "count_back", ("kit", "return"): "count_back",
    ("kit", "compose"): "count_back", ("production", "close"): "order_remainder",
    ("production", "complete"): "order_remainder", ("recall", "collect"): "witnessed",
    ("destruction", "seal"): "witnessed", ("destruction", "destroy"): "witnessed",
    ("scrap", "count"): "witnessed", ("damage", "count"): "witnessed",
}
"""What a counted holding proves at an action; of any other action it was just counted there."""


class Told(NamedTuple):
    """A measure that is a count of what stands somewhere, and what the count proves."""

    measure: str
    step: str
    status: str = ""


TOLD: dict[tuple[str, str], Told] = {
    ("scrap", "count"): Told("counted", "witnessed"),
    ("stock_check", "look"): Told("counted", "counted"),
    ("loan", "count"): Told("counted", "count_back", "quarantine"),
    ("sealing", "seal"): Told("counted", "counted"),
    ("sealing", "count"): Told("counted", "counted"),
    ("production", "count"): Told("remainder", "order_remainder"),
}
"""Actions whose own facts are counts of whole holdings: nobody has to state them again.  `status`
is that of the goods after the action, where it is not the line's."""


class Statement(NamedTuple):
    """What a person says to have seen at a place during an action.

    `item` '' says that the whole place was empty, else `quantity` (smallest units) of that holding
    were there, `before` the action's own moves or after them.  It proves something only when the
    place's code was scanned and the answer tapped; `shown`: the book was before his eyes; `seal`:
    he saw an unbroken seal, with its `photo`, and counted nothing.
    """

    place: str
    scan: str = ""
    tap: bool = False
    item: str = ""
    quantity: int = 0
    lot: str = ""
    serial: str = ""
    status: str = ""
    owner: str = ""
    before: bool | None = None
    shown: bool = False
    seal: bool = False
    photo: str = ""


class Proof(NamedTuple):
    """One observation that a step is worth; `moved`: by a person who moved goods just then."""

    step: str
    strength: str
    place: str
    item: str = ""
    quantity: int = 0
    lot: str = ""
    serial: str = ""
    status: str = ""
    owner: str = ""
    before: bool = False
    moved: bool = False


class AreaDraft(NamedTuple):
    """What a person says of an area at shift end; `id` minted by the client."""

    id: UUID
    site: str
    place: str
    empty: bool
    scan: str = ""
    tap: bool = False


class AreaClosed(NamedTuple):
    """What became of it: `created` or `exists`, how much it proved and how much it asks for."""

    id: UUID
    result: str
    proofs: int
    requests: int


class CountsNotAsked(Refused):
    """A count cannot be asked for like this; the faults name every reason and place."""


class ProofRefused(Refused):
    """What was stated about an area cannot be; the faults name every field."""


FAULTS: dict[str, Label] = {
    "proof_shape": Label("应为陈述的列表：货位与“空”或物料、数量",
                         "A list of statements is wanted: a place, empty or item and quantity"),
    "proof_place_unknown": Label("站点没有实物货位 {0}", "The site has no physical place {0}"),
    "proof_item_unknown": Label("没有物料 {0}", "Item {0} is not known"),
    "proof_quantity": Label("数量应为 0 以上的整数：{0}",
                            "A whole quantity from 0 on is wanted: {0}"),
    "proof_not_usable": Label("{0} 处 {1} 的陈述不能采用：核对批号、序列号、数量与状态",
                              "What is stated of {1} at {0} cannot be used: see lot, serial, "
                              "quantity and status"),
    "proof_twice": Label("同一货位、同一时刻说了两次：{0}",
                         "The same thing is stated twice for one instant: {0}"),
    "count_reason_unknown": Label("没有这种触发原因：{0}", "No such reason for a count: {0}"),
    "count_place_unknown": Label("站点没有实物货位 {0}", "The site has no physical place {0}"),
    "count_lot_needed": Label("“{0}”按批盘点，需要物料和批号",
                              "'{0}' counts by lot: item and lot are needed"),
}
