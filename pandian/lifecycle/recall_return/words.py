"""Recall return: a customer hands back recalled goods, at any site.   召回收回

`header.recall` names the recall (its id); the goods go from `@customer` to a return area as
`recalled`, never more than this customer still has of them.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

MOVE = "lifecycle.move"

KIND = Kind(
    name="recall_return", label=Label("召回收回", "recall return"), prefix="RR",
    states={"announced": Label("已预告", "announced"), "arrived": Label("已收回", "arrived"),
            **END_STATES},
    start="announced", capability=MOVE,
    actions={
        "arrive": Action(
            Label("收回", "take back"), ("announced",), "arrived", MOVE,
            measures=("returned",), needs=True, evidence=("handed_over_by",)),
        "cancel": Action(
            Label("取消", "cancel"), ("announced",), "cancelled", MOVE, reason=True),
    },
    posts=frozenset({"returned"}), closing=frozenset({"returned"}), status="recalled",
    header=("recall", "customer", "place"),
    places={"place": frozenset({"return_area", "quarantine", "rejected_area"})},
    parties={"customer": "customer"},
)

FAULTS: dict[str, Label] = {
    "recall_unknown": Label("没有生效中的召回 {0}", "There is no recall {0} in effect"),
    "not_recalled": Label("{0} 不在这次召回里", "{0} is not part of this recall"),
    "returned_too_much": Label(
        "客户 {0}：{1} 未收回 {2}，这里是 {3}",
        "Customer {0}: {2} of {1} outstanding, {3} here"),
}
