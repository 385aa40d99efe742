"""Inspection: what the receipt booked is judged, by somebody who did not receive it.   验收

Destructive samples go to `@used`; what is judged becomes `accepted` at the same place or
`rejected` in a red zone.  All judgements, and what was counted less or more than the receipt,
are the receipt.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

INSPECT, DECIDE = "lifecycle.inspect", "lifecycle.decide"
VARIANCE = ("counted_short", "counted_over")
"""The receipt variance: fewer or more units were counted than the receipt had booked."""
LOOKED = ("inspected", "defective")
"""Units of the sample that were looked at, and those of them that were bad; they move nothing."""
APART = ("book", "receive", "output", "consume", "take_back")
"""Whoever brought goods in or made them does not judge them."""

KIND = Kind(
    name="inspection", label=Label("验收", "inspection"), prefix="IN",
    states={"planned": Label("待验", "planned"), "sampled": Label("已抽样", "sampled"),
            "accepted": Label("合格", "accepted"), "rejected": Label("不合格", "rejected"),
            "split": Label("部分合格", "split"), **END_STATES},
    start="planned", capability=INSPECT,
    actions={
        "sample": Action(
            Label("抽样", "sample"), ("planned", "sampled"), "sampled", INSPECT,
            measures=("sampled",), apart=APART, evidence=("result",)),
        "accept": Action(
            Label("验收合格", "accept"), ("planned", "sampled"), "accepted", INSPECT,
            measures=("accepted", *LOOKED, *VARIANCE), needs=True, signers=(INSPECT,),
            apart=APART, settles=True),
        "reject": Action(
            Label("验收不合格", "reject"), ("planned", "sampled"), "rejected", INSPECT,
            measures=("rejected", *LOOKED, *VARIANCE), needs=True, signers=(INSPECT, DECIDE),
            apart=APART, settles=True, reason=True),
        "split": Action(
            Label("部分合格", "split"), ("planned", "sampled"), "split", INSPECT,
            measures=("accepted", "rejected", *LOOKED, *VARIANCE), needs=True,
            signers=(INSPECT, DECIDE), apart=APART, settles=True, reason=True),
        "cancel": Action(
            Label("取消", "cancel"), ("planned",), "cancelled", INSPECT, reason=True),
    },
    posts=frozenset({"sampled", "accepted", "rejected", *VARIANCE}),
    closing=frozenset({"sampled", "accepted", "rejected", "counted_short"}),
    reopening=frozenset({"counted_over"}),
    status="pending", follows="receipt", takes="accepted", lines="taken",
    also=MappingProxyType({"transfer_receipt": "received", "production": "output",
                           "consignment_return": "returned"}),
)


class LotPlan(NamedTuple):
    """How one lot of an inspection is looked at; `units` of `lot_size` are drawn by `seed`."""

    n: int
    item: str
    lot: str
    supplier: str
    lot_size: int
    level: str
    aql: str
    severity: str
    letter: str
    units: int
    accept: int
    reject: int
    whole: bool
    seed: str


class LotResult(NamedTuple):
    """What an inspection found of one lot: looked at, bad among those, judged to be rejected."""

    looked: int
    bad: int
    rejected: int
    sampled_only: bool


class LotSample(NamedTuple):
    """The plan of one lot with the numbers of the units to look at (none when all are)."""

    plan: LotPlan
    drawn: tuple[int, ...]


FAULTS: dict[str, Label] = {
    "variance_unexplained": Label(
        "清点与收货不同，需要说明", "The count differs from the receipt: say why"),
    "variance_both_ways": Label(
        "第 {0} 行不能既少又多", "Line {0} cannot have both fewer and more"),
    "serial_over": Label("有序列号的行不能多出", "A line with a serial cannot have more"),
    "sample_too_small": Label(
        "{0} {1}：抽样方案要看 {2} 件，只看了 {3} 件",
        "{0} {1}: the plan asks for {2} units; {3} were looked at"),
    "defective_above_inspected": Label(
        "{0} {1}：不良 {2} 件，多于所看的 {3} 件",
        "{0} {1}: {2} bad units, above the {3} looked at"),
    "lot_not_accepted": Label(
        "{0} {1}：不良 {2} 件，接收数 {3}：整批不接收，只能拒收或全部逐件分拣",
        "{0} {1}: {2} bad units, at most {3} accept the lot: reject it, or sort every unit"),
    "defective_not_rejected": Label(
        "{0} {1}：样本中不良 {2} 件，只判了 {3} 件不合格",
        "{0} {1}: {2} bad units in the sample, only {3} rejected"),
}
