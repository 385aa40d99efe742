"""Putaway: accepted goods are carried from the pending area to their bins.   入库上架

While it is open it claims the goods; each bin confirmed moves them and lets the claim go.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

RECEIVE = "lifecycle.receive"

KIND = Kind(
    name="putaway", label=Label("入库上架", "putaway"), prefix="PA",
    states={"proposed": Label("已建议", "proposed"), "running": Label("进行中", "running"),
            "done": Label("已完成", "done"), "left_over": Label("有剩余", "left over"),
            **END_STATES},
    start="proposed", capability=RECEIVE,
    actions={
        "put": Action(
            Label("上架", "put"), ("proposed", "running"), "running", RECEIVE,
            measures=("put_away",), needs=True, completes="done"),
        "leave": Action(
            Label("留下剩余", "leave"), ("running",), "left_over", RECEIVE, reason=True,
            ends_claims=True),
        "cancel": Action(
            Label("取消", "cancel"), ("proposed",), "cancelled", RECEIVE, reason=True,
            ends_claims=True),
    },
    posts=frozenset({"put_away"}), closing=frozenset({"put_away"}),
    status="accepted", follows="inspection", takes="accepted", lines="taken", claims=True,
    partial=frozenset({"left_over"}),
)
