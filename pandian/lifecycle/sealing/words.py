"""Sealing: planned, sealed, broken, opened.   容器封签

What stands in a unit, at any depth, is counted by two and sealed.  From then on one scan of the
unit with its unbroken seal observes all of it; nothing goes in or out.  A broken seal asks for a
count, which nobody who makes it is told beforehand.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.units.words import UNIT
from pandian.lifecycle.words import END_STATES, Action, Kind

MOVE = "lifecycle.move"

KIND = Kind(
    name="sealing", label=Label("容器封签", "sealing"), prefix="SG",
    states={"planned": Label("待封", "planned"), "sealed": Label("已封", "sealed"),
            "broken": Label("封签已破，待点数", "seal broken, to be counted"),
            "opened": Label("已拆封点数", "opened and counted"), **END_STATES},
    start="planned", capability=MOVE,
    actions={
        "seal": Action(
            Label("点数加封", "count and seal"), ("planned",), "sealed", MOVE,
            measures=("counted",), needs=True, signers=(MOVE, MOVE), evidence=("photo",)),
        "scan": Action(
            Label("验封（一扫点数）", "check the seal, one scan counts all"), ("sealed",), "",
            MOVE, evidence=("seal", "photo")),
        "break": Action(
            Label("拆封", "break the seal"), ("sealed",), "broken", MOVE, reason=True),
        "count": Action(
            Label("拆封点数", "count after opening"), ("broken",), "opened", MOVE,
            measures=("counted",), needs=True),
        "cancel": Action(
            Label("取消", "cancel"), ("planned",), "cancelled", MOVE, reason=True),
    },
    posts=frozenset(), closing=frozenset(), status="accepted", header=("unit", "seal"),
    places={"unit": frozenset({UNIT})}, lines="none", zeros=frozenset({"counted"}),
)

FIELDS: dict[str, Label] = {"unit": Label("容器", "Unit")}

FAULTS: dict[str, Label] = {
    "unit_empty": Label("容器 {0} 是空的", "Unit {0} is empty"),
    "unit_has_sealing": Label("容器 {0} 已有未结的封签单 {1}",
                              "Unit {0} has an open sealing: {1}"),
    "unit_line_missing": Label("第 {0} 行没有点数（没有也要写 0）",
                               "Line {0} is not counted (say 0 for none)"),
    "unit_changed": Label("容器 {0} 的内容在开单后变了",
                          "What unit {0} holds has changed since the sealing was opened"),
    "unit_differs": Label("第 {0} 行点数与账面不同，先盘点再封",
                          "Line {0} differs from the book: have it counted before it is sealed"),
    "seal_differs": Label("封签号不是 {0}：请拆封点数", "The seal is not {0}: break it and count"),
}
