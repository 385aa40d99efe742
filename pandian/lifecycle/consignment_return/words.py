"""Consignment return: planned, back.   寄售退回

Our goods come back from a hospital's shelf and wait in the return area for their inspection.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

RECEIVE = "lifecycle.receive"

KIND = Kind(
    name="consignment_return", label=Label("寄售退回", "consignment return"), prefix="CB",
    states={"planned": Label("待取回", "planned"), "back": Label("已取回", "back"),
            **END_STATES},
    start="planned", capability=RECEIVE,
    actions={
        "take_back": Action(
            Label("取回", "take back"), ("planned",), "back", RECEIVE, measures=("returned",),
            needs=True, evidence=("signed_by",), ends_claims=True, posting="customer_return"),
        "cancel": Action(
            Label("取消", "cancel"), ("planned",), "cancelled", RECEIVE, reason=True,
            ends_claims=True),
    },
    posts=frozenset({"returned"}), closing=frozenset({"returned"}), status="accepted",
    header=("hospital", "place"), places={"place": frozenset({"return_area"})},
    parties={"hospital": "customer"}, claims=True, placed=frozenset(),
)
