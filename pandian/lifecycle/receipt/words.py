"""Receipt: announced, arrived, booked or refused.   收货

Goods come from `@supplier` into the pending area with status `pending`; the four quantities
ordered, shipped, scanned and accepted stand side by side, and every difference says why.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

KIND = Kind(
    name="receipt", label=Label("收货", "receipt"), prefix="RC",
    states={"announced": Label("已预告", "announced"), "arrived": Label("已到货", "arrived"),
            "booked": Label("已入账", "booked"), "refused": Label("已拒收", "refused"),
            **END_STATES},
    start="announced", capability="lifecycle.receive",
    actions={
        "arrive": Action(
            Label("到货", "arrive"), ("announced",), "arrived", "lifecycle.receive",
            measures=("arrived",), evidence=("delivery_note", "transport")),
        "book": Action(
            Label("收货入账", "book"), ("arrived",), "booked", "lifecycle.receive",
            measures=("scanned", "accepted", "refused"), needs=True,
            evidence=("handed_over_by",)),
        "refuse": Action(
            Label("拒收", "refuse"), ("announced", "arrived"), "refused", "lifecycle.receive",
            measures=("refused",), reason=True),
        "cancel": Action(
            Label("取消", "cancel"), ("announced",), "cancelled", "lifecycle.receive",
            reason=True),
    },
    posts=frozenset({"accepted", "refused"}), closing=frozenset(),
    status="pending", header=("supplier", "place"),
    places={"place": frozenset({"pending_area", "dock"})}, parties={"supplier": "supplier"},
    states_at_opening=("ordered", "shipped"),
)
