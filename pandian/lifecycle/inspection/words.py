"""Inspection: what the receipt booked is judged, by somebody who did not receive it.   验收

Destructive samples go to `@used`; what is judged becomes `accepted` at the same place or
`rejected` in a red zone.  The sum of all judgements is the receipt.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

INSPECT, DECIDE = "lifecycle.inspect", "lifecycle.decide"
APART = ("book",)

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
            measures=("accepted",), needs=True, signers=(INSPECT,), apart=APART, settles=True),
        "reject": Action(
            Label("验收不合格", "reject"), ("planned", "sampled"), "rejected", INSPECT,
            measures=("rejected",), needs=True, signers=(INSPECT, DECIDE), apart=APART,
            settles=True, reason=True),
        "split": Action(
            Label("部分合格", "split"), ("planned", "sampled"), "split", INSPECT,
            measures=("accepted", "rejected"), needs=True, signers=(INSPECT, DECIDE),
            apart=APART, settles=True, reason=True),
        "cancel": Action(
            Label("取消", "cancel"), ("planned",), "cancelled", INSPECT, reason=True),
    },
    posts=frozenset({"sampled", "accepted", "rejected"}),
    closing=frozenset({"sampled", "accepted", "rejected"}),
    status="pending", follows="receipt", takes="accepted", lines="taken",
)
