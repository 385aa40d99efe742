"""Joint count: planned, counted.   联合盘点

Our person and a witness of the hospital count its shelf together, both sign.  What they counted is
observed like any other count: it earns coverage, and a difference is settled by the normal path.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

MOVE = "lifecycle.move"

KIND = Kind(
    name="joint_count", label=Label("联合盘点", "joint count"), prefix="JC",
    states={"planned": Label("待盘", "planned"), "counted": Label("已盘", "counted"),
            **END_STATES},
    start="planned", capability=MOVE,
    actions={
        "count": Action(
            Label("盘点", "count"), ("planned",), "counted", MOVE, measures=("counted",),
            needs=True, signers=(MOVE,), evidence=("witness", "signed_by")),
        "cancel": Action(
            Label("取消", "cancel"), ("planned",), "cancelled", MOVE, reason=True),
    },
    posts=frozenset(), closing=frozenset(), status="accepted",
    header=("hospital", "place"), places={"place": frozenset({"consignment_site"})},
    parties={"hospital": "customer"}, lines="none", zeros=frozenset({"counted"}),
)

FAULTS: dict[str, Label] = {
    "shelf_empty": Label("寄售点 {0} 账上没有货：请用普通盘点",
                         "The book has nothing at {0}: count it by a plan"),
    "shelf_line_missing": Label("第 {0} 行没有盘（没有也要写 0）",
                                "Line {0} is not counted (say 0 for none)"),
    "count_not_certified": Label("联合盘点还没有完成", "The joint count is not done yet"),
}
