"""Receipt: announced, arrived, booked or refused.   收货

Goods come from `@supplier` into the pending area with status `pending`; the four quantities
ordered, shipped, scanned and accepted stand side by side, and every difference says why.  It may
follow an order, or come free.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

RECEIVE, DECIDE = "lifecycle.receive", "lifecycle.decide"
COLD = "cold"
TEMPERATURES = ("temperature_start", "temperature_en_route", "temperature_arrival")
"""Evidence of cold goods, in degrees Celsius: when they left, on the way, at the dock."""
TIMES = ("departed_at", "arrived_at")
COLD_RANGE = ("2", "8")
"""Degrees between which cold goods stay when the item says nothing else."""

KIND = Kind(
    name="receipt", label=Label("收货", "receipt"), prefix="RC",
    states={"announced": Label("已预告", "announced"), "arrived": Label("已到货", "arrived"),
            "booked": Label("已入账", "booked"), "refused": Label("已拒收", "refused"),
            **END_STATES},
    start="announced", capability=RECEIVE,
    actions={
        "arrive": Action(
            Label("到货", "arrive"), ("announced",), "arrived", RECEIVE,
            measures=("arrived",), evidence=("delivery_note", "transport")),
        "book": Action(
            Label("收货入账", "book"), ("arrived",), "booked", RECEIVE,
            measures=("scanned", "accepted", "refused"), needs=True,
            evidence=("handed_over_by",)),
        "refuse": Action(
            Label("拒收", "refuse"), ("announced", "arrived"), "refused", RECEIVE,
            measures=("refused",), needs=True, reason=True),
        "cancel": Action(
            Label("取消", "cancel"), ("announced",), "cancelled", RECEIVE, reason=True),
    },
    posts=frozenset({"accepted", "refused"}), closing=frozenset(),
    status="pending", header=("supplier", "place"),
    places={"place": frozenset({"pending_area", "dock"})}, parties={"supplier": "supplier"},
    states_at_opening=("ordered", "shipped"),
    follows="purchase", takes="ordered", lines="both", taking="lifecycle.receipt",
)


FIELDS: dict[str, Label] = {
    "told_supplier": Label("告知供货者的内容", "What the supplier was told"),
    "disposal": Label("处置", "Disposal"),
}


REFUSED_BACK = Label("未入库，由承运人带回", "not taken in, back with the carrier")
REFUSED_KEPT = Label("隔离存放于 {0}", "kept apart at {0}")


class LotDates(NamedTuple):
    """What is known of a lot: by its label here, else by the book."""

    made_on: date | None
    expires_on: date | None


FAULTS: dict[str, Label] = {
    "date_not_valid": Label("应为 2026-12-31 这样的日期", "A date such as 2026-12-31 is needed"),
    "lot_date_differs": Label(
        "批号 {0} 已知为 {1}，这里是 {2}", "Lot {0} is known with {1}; here it says {2}"),
    "expiry_missing": Label("批号 {0} 没有有效期", "Lot {0} has no expiry date"),
    "made_after_expiry": Label("生产日期晚于有效期", "It was made after it expires"),
    "lot_expired": Label("批号 {0} 已于 {1} 过期，只能拒收",
                         "Lot {0} expired on {1}: it can only be refused"),
    "serial_on_hand": Label("序列号 {0} 已在库：{1}", "Serial {0} is on hand already: {1}"),
    "temperature_not_valid": Label("应为摄氏度数字，如 4.5", "Degrees Celsius are needed, as 4.5"),
    "instant_not_valid": Label(
        "应为带时区的时间，如 2026-11-23T08:00+08:00",
        "An instant with its zone is needed, as 2026-11-23T08:00+08:00"),
    "arrived_before_departed": Label("到货时间早于发出时间", "It arrived before it departed"),
    "temperature_outside": Label(
        "{0} 的温度 {1}℃ 不在 {2} 至 {3}℃，只能拒收",
        "{0} had {1} °C, outside {2} to {3} °C: it can only be refused"),
}
