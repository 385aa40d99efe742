"""Purchase: asked for, approved, sent, received in parts, closed.   请购、采购单

It posts nothing: receipts that follow it state what came, and its own state goes with them.
A price is an integer of 10^-4 minor units for one smallest unit of the item.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

BUY, ORDER, VALUE = "lifecycle.buy", "lifecycle.order", "lifecycle.value"
PRICE_MAX = 2**53 - 1
OPEN_STATES = ("sent", "part_received")
"""States in which goods may still be announced."""

KIND = Kind(
    name="purchase", label=Label("采购单", "purchase order"), prefix="PO",
    states={"draft": Label("草稿", "draft"), "submitted": Label("已提交", "submitted"),
            "approved": Label("已批准", "approved"), "sent": Label("已发出", "sent"),
            "part_received": Label("部分到货", "part received"),
            "received": Label("已到齐", "received"), "closed": Label("已关闭", "closed"),
            "cancelled": END_STATES["cancelled"]},
    start="draft", capability=BUY,
    actions={
        "submit": Action(Label("提交", "submit"), ("draft",), "submitted", BUY),
        "send_back": Action(
            Label("退回", "send back"), ("submitted", "approved"), "draft", ORDER, reason=True),
        "approve": Action(
            Label("批准", "approve"), ("submitted",), "approved", ORDER, signers=(ORDER,),
            apart=("open", "submit", "revise")),
        "send": Action(
            Label("发出", "send"), ("approved",), "sent", ORDER, evidence=("contract",)),
        "revise": Action(
            Label("修订", "revise"), ("draft", "submitted", "approved", "sent"), "draft",
            BUY, reason=True),
        "cut": Action(
            Label("减少未到的数量", "cut what is still to come"), ("sent", "part_received"), "",
            BUY, measures=("cancelled",), needs=True, reason=True),
        "close": Action(
            Label("关闭", "close"), ("sent", "part_received", "received"), "closed", BUY,
            measures=("cancelled",), reason=True),
        "cancel": Action(
            Label("取消", "cancel"), ("draft", "submitted", "approved"), "cancelled", BUY,
            reason=True),
    },
    posts=frozenset(), closing=frozenset(), status="pending", header=("supplier",),
    parties={"supplier": "supplier"}, states_at_opening=("ordered",),
    led_to=frozenset({"part_received", "received"}),
)


class OpenLine(NamedTuple):
    """A line of an order with what is still to come; `days` since it was sent."""

    document: UUID
    number: str
    supplier: str
    line: int
    item: str
    ordered: int
    received: int
    cancelled: int
    open: int
    announced: int
    price: int
    sent_at: datetime | None
    due: str
    days: int


class ItemPosition(NamedTuple):
    """What there is of an item that is about to be bought; `proved_at`: its last count, or None.

    `on_order` is what other orders bring.
    """

    item: str
    book: int
    accepted: int
    pending: int
    claimed: int
    on_order: int
    proved_at: datetime | None


FAULTS: dict[str, Label] = {
    "price_missing": Label(
        "需要单价：网页上填金额，如 12.50，至多六位小数；接口填整数（万分之一分）",
        "A price is needed: on the page an amount such as 12.50, at most six decimals; "
        "by API an integer of 10^-4 minor units"),
    "due_not_a_date": Label("交货日期应为 2026-12-31 这样的日期",
                            "The due day is a date such as 2026-12-31"),
    "order_not_open": Label("采购单 {0} 是“{1}”，不能收货",
                            "Order {0} is {1}: nothing can be received on it"),
    "order_supplier_differs": Label("采购单的供应商是 {0}", "The order's supplier is {0}"),
    "order_line_unknown": Label("采购单没有物料 {1} 的第 {0} 行",
                                "The order has no line {0} of item {1}"),
    "order_line_missing": Label("需要写明采购单的行（order_line）",
                                "The order's line is needed (order_line)"),
    "open_left": Label("第 {0} 行还有 {1} 未到，关闭时应全部取消，给了 {2}",
                       "Line {0}: {1} still to come must be cancelled to close; {2} given"),
    "cut_too_much": Label("第 {0} 行还有 {1} 未到，不能减少 {2}",
                          "Line {0}: {1} still to come, {2} cannot be cut"),
    "receipts_open": Label("收货单 {0} 尚未入账", "Receipt {0} is not booked yet"),
}
