"""Issue: goods are claimed, picked, checked by another person, packed and shipped.   销售出库

An order claims what ends first.  A pick carries goods from a bin to the dispatch area and says
what was not there; whoever did not pick counts the whole parcel; what was packed is shipped.
"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

SELL, ISSUE, DECIDE, REVERSE = (
    "lifecycle.sell", "lifecycle.issue", "lifecycle.decide", "lifecycle.reverse")

KIND = Kind(
    name="issue", label=Label("销售出库", "issue"), prefix="SO",
    states={"ordered": Label("已下单", "ordered"), "picking": Label("拣货中", "picking"),
            "picked": Label("已拣货", "picked"), "checked": Label("已复核", "checked"),
            "packed": Label("已装箱", "packed"), "shipped": Label("已发运", "shipped"),
            **END_STATES},
    start="ordered", capability=SELL,
    actions={
        "pick": Action(
            Label("拣货", "pick"), ("ordered", "picking"), "picking", ISSUE,
            measures=("picked", "short"), needs=True, completes="picked", posting="pick"),
        "drop": Action(
            Label("余下不发", "leave the rest out"), ("ordered", "picking"), "picking", ISSUE,
            measures=("dropped",), needs=True, reason=True, completes="picked"),
        "revise": Action(
            Label("修订", "revise"), ("ordered",), "", SELL, reason=True, ends_claims=True),
        "cut": Action(
            Label("客户减量", "cut by the customer"), ("ordered", "picking"), "", SELL,
            measures=("dropped",), needs=True, reason=True, completes="picked"),
        "put_back": Action(
            Label("放回货位", "put back"), ("picking", "picked"), "picking", ISSUE,
            measures=("put_back",), needs=True, reason=True, posting="pick"),
        "check": Action(
            Label("复核", "check"), ("picked",), "checked", ISSUE,
            measures=("checked", "held"), needs=True, apart=("pick",), posting="hold"),
        "pack": Action(
            Label("装箱", "pack"), ("checked",), "packed", ISSUE,
            measures=("packed",), needs=True),
        "ship": Action(
            Label("发运", "ship"), ("packed",), "shipped", ISSUE,
            evidence=("delivery_note", "carrier", "transport")),
        "void": Action(
            Label("撤回发运", "void the shipment"), ("shipped",), "packed", REVERSE,
            measures=("voided",), needs=True, reason=True, posting="customer_return"),
        "cancel": Action(
            Label("取消", "cancel"), ("ordered", "picking"), "cancelled", SELL, reason=True,
            ends_claims=True),
    },
    posts=frozenset({"picked", "put_back", "held", "shipped", "voided"}),
    closing=frozenset({"picked", "dropped"}), reopening=frozenset({"put_back"}),
    kept=frozenset({"put_back", "held", "shipped", "voided"}),
    status="accepted", header=("customer", "place"),
    places={"place": frozenset({"dispatch_area"})}, parties={"customer": "customer"},
    claims=True, states_at_opening=("ordered",),
    placed=frozenset({"put_back"}), sourced=frozenset({"picked", "short"}),
)

PARCELS = "parcels"
"""Field of a packing's evidence: one entry for each parcel."""
LOADED = "parcels_loaded"
"""Field of a shipment's evidence: the numbers of the parcels that were scanned while loading."""
PARCELS_MAX = 1_000
COLD = frozenset({"cold", "frozen"})
BACKORDER = "backorder"
"""Head field `shortage`: an order that claims less than it asks is taken all the same."""


class Parcel(NamedTuple):
    """A parcel as the packer says it; `parcel` is how his facts name it.

    `sscc` is a number that its label bears already, else one is minted; `photos` are SHA-256s.
    """

    parcel: str
    seal: str
    temperature: str = ""
    weight_grams: str = ""
    sscc: str = ""
    photos: str = ""


class Key(NamedTuple):
    """What a checker counts: the units of one lot or serial of a line."""

    line: int
    lot: str
    serial: str


FAULTS: dict[str, Label] = {
    "other_goods": Label(
        "第 {0} 行占用的不是 {1} 的批号“{2}”：请说明原因",
        "Line {0} claims other goods than lot '{2}' in {1}: say why"),
    "short_not_claimed": Label(
        "第 {0} 行没有占用 {1} 的货，谈不上短缺",
        "Line {0} claims nothing in {1}: nothing can be short there"),
    "check_differs": Label(
        "第 {0} 行复核数与拣货不符，请重新清点，或退回拣货",
        "Line {0}: the count differs from what was picked; count again, or put back and pick"),
    "pack_differs": Label(
        "第 {0} 行装箱 {1}，复核 {2}", "Line {0}: {1} packed, {2} checked"),
    "put_back_above": Label(
        "第 {0} 行只拣了 {1}，不能放回 {2}", "Line {0}: {1} picked, {2} cannot be put back"),
    "put_back_blind": Label(
        "第 {0} 行没有拣这么多", "Line {0}: so many were not picked"),
    "void_above": Label(
        "第 {0} 行发出 {1}，点回 {2}", "Line {0}: {1} shipped, {2} counted back"),
    "picked_remains": Label(
        "已拣的货还在发货区：请先放回货位",
        "Picked goods are in the dispatch area: put them back first"),
    "parcels_missing": Label(
        "需要写明每个包裹的编号与封签", "Name every parcel and its seal"),
    "parcel_unknown": Label("没有包裹“{0}”", "There is no parcel '{0}'"),
    "parcel_repeated": Label("包裹“{0}”写了两次", "Parcel '{0}' is named twice"),
    "parcel_empty": Label("包裹“{0}”是空的", "Parcel '{0}' is empty"),
    "parcel_temperature": Label(
        "包裹“{0}”装有冷藏货，需要温度",
        "Parcel '{0}' holds cold goods: its temperature is needed"),
    "parcel_weight": Label(
        "包裹“{0}”的重量应是克数（整数，大于 0）",
        "The weight of parcel '{0}' is a whole number of grams above 0"),
    "parcel_sscc": Label("包裹“{0}”的 SSCC 不对：18 位，最后一位是校验位",
                         "The SSCC of parcel '{0}' is wrong: 18 digits, the last checks them"),
    "parcel_sscc_used": Label("SSCC {0} 已用过", "SSCC {0} was used already"),
    "parcel_not_loaded": Label("包裹 {0} 没有扫码装车", "Parcel {0} was not scanned while loading"),
    "parcel_foreign": Label("{0} 不是这张单的包裹", "{0} is no parcel of this order"),
    "nothing_checked": Label(
        "没有复核无误的货可发", "Nothing passed the check: there is nothing to ship"),
}
