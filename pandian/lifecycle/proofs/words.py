"""Words of count requests: why a place shall be counted now.   触发盘点词汇

A stage that finds the book wrong, or may not trust it, asks for a count in its own transaction
and goes on: nobody waits.  Counting turns what was asked into tasks.
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


class CountsNotAsked(Refused):
    """A count cannot be asked for like this; the faults name every reason and place."""


FAULTS: dict[str, Label] = {
    "count_reason_unknown": Label("没有这种触发原因：{0}", "No such reason for a count: {0}"),
    "count_place_unknown": Label("站点没有实物货位 {0}", "The site has no physical place {0}"),
    "count_lot_needed": Label("“{0}”按批盘点，需要物料和批号",
                              "'{0}' counts by lot: item and lot are needed"),
}
