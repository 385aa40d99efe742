"""Deviation: a report that locked goods have left already.   偏差出库

A fact is never refused, but it is no ordinary issue: expired or held goods that went to a customer
or were used are booked here, by two persons, the second of quality.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

MOVE, DECIDE = "lifecycle.move", "lifecycle.decide"

KIND = Kind(
    name="deviation", label=Label("偏差出库", "deviation"), prefix="DV",
    states={"reported": Label("已报告", "reported"), "booked": Label("已入账", "booked"),
            **END_STATES},
    start="reported", capability=MOVE,
    actions={
        "book": Action(
            Label("质量确认入账", "book"), ("reported",), "booked", DECIDE, measures=("left",),
            needs=True, signers=(DECIDE,), apart=("open",), reason=True, settles=True,
            evidence=("how_found", "measures_taken")),
        "cancel": Action(
            Label("取消", "cancel"), ("reported",), "cancelled", MOVE, reason=True),
    },
    posts=frozenset({"left"}), closing=frozenset({"left"}), status="accepted",
    header=("place",), places={"place": frozenset({"customer", "used", "production"})},
    placed=frozenset(),
)
