"""Goods that were destroyed by the book and stand there all the same.   销毁后找回

Neither who destroyed them takes them back; they stand in the red zone again, rejected.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

MOVE, DECIDE = "lifecycle.move", "lifecycle.decide"

KIND = Kind(
    name="found_again", label=Label("销毁后找回", "found again"), prefix="FA",
    states={"draft": Label("草稿", "draft"), "found": Label("已找回", "found again"),
            "cancelled": END_STATES["cancelled"]},
    start="draft", capability=DECIDE,
    actions={
        "take_back": Action(
            Label("找回入红区", "take back into the red zone"), ("draft",), "found", MOVE,
            measures=("found",), needs=True, signers=(MOVE, DECIDE), apart=("destroy",),
            reason=True),
        "cancel": Action(
            Label("取消", "cancel"), ("draft",), "cancelled", DECIDE, reason=True),
    },
    posts=frozenset({"found"}), closing=frozenset({"found"}), status="rejected",
    follows="destruction", takes="destroyed", lines="taken", placed=frozenset({"found"}),
    partial=frozenset({"found"}),
)

FAULTS: dict[str, Label] = {
    "found_final": Label(
        "找回不能冲销；再销毁请走报废", "What was found again is not undone: scrap it again"),
}
