"""Damage report: goods found broken or expired go to the red zone, counted.   报损"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

MOVE = "lifecycle.move"

CAUSES: dict[str, Label] = {
    "broken": Label("破损", "broken"),
    "package": Label("包装破损", "package broken"),
    "sterility": Label("灭菌屏障失效", "sterile barrier lost"),
    "wet": Label("受潮、污染", "wet or soiled"),
    "temperature": Label("温湿度超限", "temperature or humidity out of limits"),
    "label": Label("标签不可读", "label not readable"),
    "expired": Label("过期", "expired"),
    "other": Label("其他（须写明）", "other (say what)"),
}
PHOTOLESS = frozenset({"expired"})
"""Causes that the date shows, not a photo."""

KIND = Kind(
    name="damage", label=Label("报损", "damage report"), prefix="DR",
    states={"draft": Label("建议", "proposed"), "reported": Label("已报损", "reported"),
            **END_STATES},
    start="draft", capability=MOVE,
    actions={
        "report": Action(
            Label("报损", "report"), ("draft",), "reported", MOVE,
            measures=("damaged", "counted"), needs=True, settles=True),
        "cancel": Action(
            Label("取消", "cancel"), ("draft",), "cancelled", MOVE, reason=True),
    },
    posts=frozenset({"damaged"}), closing=frozenset({"damaged"}), status="accepted",
    header=("cause", "place"), places={"place": frozenset({"rejected_area"})},
    placed=frozenset({"damaged"}), zeros=frozenset({"counted"}),
)

FAULTS: dict[str, Label] = {
    "cause_other": Label("原因为“其他”时须写明", "Cause 'other' needs a reason in words"),
}
