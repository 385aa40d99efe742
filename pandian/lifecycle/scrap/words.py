"""Scrap: goods of the red zone are counted, valued by finance, approved by quality.   报废

It posts nothing and claims the goods; a destruction takes them over.  It closes when everything
is destroyed and certified.
"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

MOVE, DECIDE, VALUE = "lifecycle.move", "lifecycle.decide", "lifecycle.value"

CAUSES: dict[str, Label] = {
    "damaged": Label("破损", "damaged"),
    "expired": Label("过期", "expired"),
    "nonconforming": Label("验收不合格", "did not pass inspection"),
    "judged": Label("判为不合格", "judged nonconforming"),
    "returned": Label("退回不可再售", "returned, not to be sold again"),
    "recalled": Label("召回", "recalled"),
}

KIND = Kind(
    name="scrap", label=Label("报废", "scrap"), prefix="SC",
    states={"draft": Label("草稿", "draft"), "counted": Label("已清点", "counted"),
            "valued": Label("已核价", "valued"), "approved": Label("已批准", "approved"),
            "closed": Label("已关闭", "closed"), **END_STATES},
    start="draft", capability=MOVE,
    actions={
        "count": Action(
            Label("清点红区", "count the red zone"), ("draft", "counted", "valued"), "counted",
            MOVE, measures=("counted",), needs=True),
        "value": Action(
            Label("核定金额", "value"), ("counted",), "valued", VALUE, signers=(VALUE,),
            apart=("open",)),
        "approve": Action(
            Label("批准报废", "approve"), ("valued",), "approved", DECIDE, signers=(DECIDE,),
            apart=("open", "count", "value")),
        "close": Action(
            Label("关闭", "close"), ("approved",), "closed", MOVE, ends_claims=True),
        "withdraw": Action(
            Label("撤回批准", "withdraw"), ("approved",), "cancelled", DECIDE, reason=True,
            signers=(DECIDE,), ends_claims=True),
        "cancel": Action(
            Label("取消", "cancel"), ("draft", "counted", "valued"), "cancelled", MOVE,
            reason=True, ends_claims=True),
    },
    posts=frozenset(), closing=frozenset(), status="rejected", header=("cause",), claims=True,
    zeros=frozenset({"counted"}),
)


class LineValue(NamedTuple):
    """What one line of scrap is worth, in 10^-4 minor units; `cost` for one smallest unit."""

    line: int
    cost: int
    value: int


FAULTS: dict[str, Label] = {
    "cost_unknown": Label("{0} 没有成本价，无法核价", "{0} has no cost: it cannot be valued"),
    "red_zone_differs": Label(
        "第 {0} 行清点与账面不同，请先盘点该位置",
        "Line {0}: what was counted is not what the book has there; count the place first"),
    "not_destroyed": Label(
        "第 {0} 行还有 {1} 未销毁并证明", "Line {0}: {1} are not destroyed and certified yet"),
    "being_destroyed": Label("{0} 已接手，请先取消或冲销它",
                             "{0} has taken it over: cancel or reverse that first"),
}
