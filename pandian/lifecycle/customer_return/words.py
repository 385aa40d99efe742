"""Customer return: goods come back, matched to their sale, and are judged anew.   销售退货

One that follows its sale takes over what can still come back of it, lot by lot and serial by
serial.  One that follows none stays on hold in the exception list until quality decides.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

SELL, RECEIVE, INSPECT, DECIDE = (
    "lifecycle.sell", "lifecycle.receive", "lifecycle.inspect", "lifecycle.decide")

KIND = Kind(
    name="customer_return", label=Label("销售退货", "customer return"), prefix="CR",
    states={"announced": Label("已预告", "announced"), "arrived": Label("已到货", "arrived"),
            "inspected": Label("已验收", "inspected"), "refused": Label("已拒收", "refused"),
            **END_STATES},
    start="announced", capability=SELL,
    actions={
        "arrive": Action(
            Label("退货到货", "arrive"), ("announced",), "arrived", RECEIVE,
            measures=("returned",), needs=True, evidence=("package",)),
        "inspect": Action(
            Label("退货验收", "inspect"), ("arrived",), "inspected", INSPECT,
            measures=("accepted", "rejected"), needs=True, signers=(INSPECT,),
            apart=("arrive",), evidence=("result",)),
        "refuse": Action(
            Label("拒收退回", "refuse"), ("announced", "arrived"), "refused", RECEIVE,
            reason=True),
        "cancel": Action(Label("取消", "cancel"), ("announced",), "cancelled", SELL, reason=True),
    },
    posts=frozenset({"returned", "accepted", "rejected", "refused"}),
    closing=frozenset({"returned"}), reopening=frozenset({"refused"}),
    status="pending", header=("customer", "place", "reason"),
    places={"place": frozenset({"return_area"})}, parties={"customer": "customer"},
    follows="issue", takes="shipped", takes_less="voided", lines="either",
    partial=frozenset({"arrived", "inspected", "refused"}),
    placed=frozenset({"accepted", "rejected"}),
)


class OriginalRow(NamedTuple):
    """A sale that goods may have come from: what of them can still come back."""

    document: UUID
    number: str
    line: int
    item: str
    lot: str
    serial: str
    returnable: int


class UnmatchedRow(NamedTuple):
    """Goods that came back without a sale, waiting on hold for quality."""

    site: str
    document: UUID
    number: str
    customer: str
    reason: str
    line: int
    item: str
    lot: str
    serial: str
    quantity: int


FAULTS: dict[str, Label] = {
    "other_customer": Label(
        "原单的客户是 {0}", "The sale was to {0}"),
    "not_shipped": Label("原单还没有发运", "The sale was not shipped yet"),
    "return_differs": Label(
        "第 {0} 行退回 {1}，结论合计 {2}", "Line {0}: {1} came back, {2} judged in all"),
}
