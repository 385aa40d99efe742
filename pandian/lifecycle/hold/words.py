"""Hold, quarantine, release: doubtful goods are stopped at once and judged by quality.   冻结、隔离

A hold whose head names a quarantine place is a quarantine; without one the goods stay where they
are, on hold.  What proves worse than a hold is escalated by another person of quality: all that is
still held of a line goes to the quarantine, and only quality judges it from there, a third person.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

MOVE, INSPECT, DECIDE = "lifecycle.move", "lifecycle.inspect", "lifecycle.decide"

CAUSES: dict[str, Label] = {
    "label": Label("标签缺失、损坏或不符", "label missing, damaged or not matching"),
    "package": Label("包装破损", "package broken"),
    "look": Label("外观异常", "looks wrong"),
    "temperature": Label("温湿度超限", "temperature or humidity out of limits"),
    "expiry": Label("效期存疑", "expiry in doubt"),
    "complaint": Label("投诉", "complaint"),
    "quality": Label("其他质量疑问", "other doubt of quality"),
    "licence": Label("证照问题", "licence"),
    "count": Label("盘点争议", "count in dispute"),
    "dispute": Label("业务纠纷", "dispute"),
}
PAPER_CAUSES = frozenset({"licence", "count", "dispute", "temperature", "expiry"})
"""Causes that no photo of the goods can show."""

BOTH = frozenset({"lifted", "released", "rejected"})

KIND = Kind(
    name="hold", label=Label("冻结与隔离", "hold"), prefix="HD",
    states={"draft": Label("建议", "proposed"), "held": Label("已冻结或隔离", "held"),
            "judged": Label("已判定", "judged"), **END_STATES},
    start="draft", capability=MOVE,
    actions={
        "hold": Action(
            Label("冻结", "put on hold"), ("draft",), "held", MOVE,
            measures=("held", "counted"), needs=True, reason=True),
        "quarantine": Action(
            Label("隔离", "quarantine"), ("draft",), "held", INSPECT,
            measures=("held", "counted"), needs=True, reason=True, posting="quarantine"),
        "lift": Action(
            Label("解冻（本人）", "lift one's own hold"), ("held",), "held", MOVE,
            measures=("lifted", "counted"), needs=True, reason=True, completes="judged",
            posting="release"),
        "release": Action(
            Label("判为合格，放行", "judge good, release"), ("held",), "held", DECIDE,
            measures=("released", "counted"), needs=True, signers=(DECIDE,), reason=True,
            apart=("escalate",), completes="judged", posting="release"),
        "reject": Action(
            Label("判为不合格", "judge nonconforming"), ("held",), "held", DECIDE,
            measures=("rejected", "counted"), needs=True, signers=(DECIDE,), reason=True,
            apart=("escalate",), completes="judged"),
        "escalate": Action(
            Label("升级为隔离", "escalate to quarantine"), ("held",), "held", INSPECT,
            measures=("escalated", "counted"), needs=True, signers=(INSPECT,), reason=True,
            apart=("hold",), posting="quarantine"),
        "cancel": Action(
            Label("取消", "cancel"), ("draft",), "cancelled", MOVE, reason=True),
    },
    posts=frozenset({"held", "escalated"}) | BOTH, closing=BOTH, status="accepted",
    header=("cause",),
    places={"place": frozenset({"quarantine"})}, placed=BOTH | {"escalated"},
    zeros=frozenset({"counted"}),
)



class OldHold(NamedTuple):
    """A hold on which nobody has decided for more days than the site's policy says."""

    id: UUID
    site: str
    number: str
    state: str
    cause: str
    since: datetime
    days: int


FAULTS: dict[str, Label] = {
    "escalate_all": Label(
        "第 {0} 行还冻结 {1}，转隔离要全部转走，给了 {2}",
        "Line {0}: {1} still on hold, all of it goes; {2} given"),
    "in_quarantine": Label("第 {0} 行已在隔离区", "Line {0} stands in quarantine already"),
    "held_differs": Label(
        "第 {0} 行应冻结 {1}，给了 {2}", "Line {0}: {1} to be held, {2} given"),
    "quarantine_place": Label(
        "隔离需要写明隔离区，冻结不写", "A quarantine names its place, a hold names none"),
    "lift_own": Label(
        "只有设置冻结的人可以自行解冻，隔离只由质量放行",
        "Only who set a hold lifts it; a quarantine is released by quality"),
}
