"""Unit move: planned, moved.   容器移动

The unit itself goes: it is hung under another place, and nothing is posted.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.units.words import BEARS, UNIT
from pandian.lifecycle.words import END_STATES, Action, Kind

MOVE = "lifecycle.move"

KIND = Kind(
    name="unit_move", label=Label("容器移动", "unit move"), prefix="UM",
    states={"planned": Label("待移动", "planned"), "moved": Label("已移动", "moved"),
            **END_STATES},
    start="planned", capability=MOVE,
    actions={
        "move": Action(Label("移动容器", "move the unit"), ("planned",), "moved", MOVE),
        "cancel": Action(
            Label("取消", "cancel"), ("planned",), "cancelled", MOVE, reason=True),
    },
    posts=frozenset(), closing=frozenset(), status="accepted", header=("unit", "place"),
    places={"unit": frozenset({UNIT}), "place": BEARS}, lines="none",
)

FIELDS: dict[str, Label] = {"unit": Label("容器", "Unit")}
