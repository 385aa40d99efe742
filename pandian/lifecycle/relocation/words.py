"""Relocation and replenishment: goods are carried from bin to bin, status kept.   移库、补货

While it is open it claims the goods; each carry moves them and lets the claim go.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

MOVE = "lifecycle.move"

KIND = Kind(
    name="relocation", label=Label("移库", "relocation"), prefix="RL",
    states={"draft": Label("草稿", "draft"), "running": Label("进行中", "running"),
            "done": Label("已完成", "done"), **END_STATES},
    start="draft", capability=MOVE,
    actions={
        "move": Action(
            Label("移库", "move"), ("draft", "running"), "running", MOVE,
            measures=("moved",), needs=True, completes="done"),
        "finish": Action(
            Label("结束，余下不移", "finish, leave the rest"), ("running",), "done", MOVE,
            reason=True, ends_claims=True),
        "cancel": Action(
            Label("取消", "cancel"), ("draft",), "cancelled", MOVE, reason=True,
            ends_claims=True),
    },
    posts=frozenset({"moved"}), closing=frozenset({"moved"}), status="accepted",
    placed=frozenset({"moved"}), claims=True,
)
