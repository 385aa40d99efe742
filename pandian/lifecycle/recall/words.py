"""Recall: a lot or serial is stopped at every site, sought at every customer, and decided.   召回

Opened by quality; effective at all sites at once: whatever stands anywhere becomes `recalled`
where it is, claims on it end, and every place that holds or held it is asked to be counted.
A line's `asked` is the quantity that the notice names (1 where it names none).
"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

SELL, DECIDE, READ = "lifecycle.sell", "lifecycle.decide", "lifecycle.read"

LEVELS: dict[str, Label] = {
    "1": Label("一级召回", "level 1"),
    "2": Label("二级召回", "level 2"),
    "3": Label("三级召回", "level 3"),
}

DECISIONS: dict[str, Label] = {
    "supplier_return": Label("退回供应商", "back to the supplier"),
    "destruction": Label("销毁", "destruction"),
    "released": Label("解除召回", "released: the recall is withdrawn"),
}

ANSWERS = ("used_there", "destroyed_there", "missing_there")
"""Replies that end what is outstanding; `still_there` does not."""

REPLIES = frozenset({*ANSWERS, "still_there"})
ACTIVE = ("effective", "told", "decided")
STOPPED = ("pending", "accepted", "on_hold", "quarantine")
"""Statuses that become `recalled`; what is rejected already stays so."""

CARRIED = ("bin", "piece_bin", "dock", "pending_area", "return_area", "quarantine",
           "dispatch_area")
"""Kinds of places from which decided goods are carried to the red zone of their site."""

POSTING_LINES_MAX = 10_000

KIND = Kind(
    name="recall", label=Label("召回", "recall"), prefix="RE",
    states={"opened": Label("已发起", "opened"), "effective": Label("已生效", "effective"),
            "told": Label("已通知客户", "customers told"), "decided": Label("已裁定", "decided"),
            "closed": Label("已关闭", "closed"), **END_STATES},
    start="opened", capability=DECIDE,
    actions={
        "spread": Action(
            Label("在所有站点生效", "take effect at all sites"), ("opened",), "effective", DECIDE),
        "sweep": Action(
            Label("再次扫尾", "stop what appeared since"), ACTIVE, "", DECIDE),
        "tell": Action(
            Label("已通知客户", "customers told"), ("effective",), "told", SELL,
            evidence=("notice",)),
        "reply": Action(
            Label("登记客户答复", "enter a customer's reply"), ACTIVE, "", SELL,
            measures=tuple(sorted(REPLIES)), evidence=("customer", "answered_by")),
        "correct": Action(
            Label("更正客户答复", "correct a customer's reply"), ACTIVE, "", SELL,
            measures=tuple(sorted(REPLIES)), evidence=("corrects", "answered_by"), reason=True),
        "decide": Action(
            Label("裁定", "decide"), ACTIVE, "decided", DECIDE, signers=(DECIDE,),
            evidence=("decision",), reason=True),
        "close": Action(
            Label("关闭", "close"), ACTIVE, "closed", DECIDE,
            signers=(DECIDE, DECIDE), evidence=("report",)),
        "cancel": Action(
            Label("取消", "cancel"), ("opened",), "cancelled", DECIDE, reason=True),
    },
    posts=frozenset(), closing=frozenset(), status="recalled",
    header=("level", "reason", "notice"), placed=REPLIES,
)


class Equation(NamedTuple):
    """Where all units of one recalled lot or serial are, in smallest units.

    `gap` = received + produced + opened + returned - (on_hand_recalled + on_hand_other +
    in_transit + issued + to_supplier + destroyed + consumed + net_loss): 0 unless moves and
    balances contradict each other.  `outstanding` = issued - returned - used - destroyed_there -
    missing; `listed` is the same, summed over the recall list.
    """

    line: int
    item: str
    lot: str
    serial: str
    decision: str
    received: int
    produced: int
    opened: int
    on_hand_recalled: int
    on_hand_other: int
    in_transit: int
    issued: int
    returned: int
    to_supplier: int
    destroyed: int
    consumed: int
    net_loss: int
    gap: int
    used: int
    destroyed_there: int
    missing: int
    still_there: int
    outstanding: int
    listed: int

    @property
    def closes(self) -> bool:
        """Whether both equations are 0 and nothing recalled or moving is left undecided."""
        return not (self.gap or self.outstanding or self.on_hand_recalled or self.in_transit)


FAULTS: dict[str, Label] = {
    "reply_unknown": Label("这次召回没有这条客户答复", "This recall has no such reply"),
    "reply_corrected": Label(
        "这条答复已经更正过，请更正后来的那条",
        "That reply was corrected already: correct the later one"),
    "recall_level": Label("召回级别应为 1、2、3：{0}", "The level is 1, 2 or 3, not {0}"),
    "recall_of_what": Label("召回行要写明批号或序列号", "A recalled line names its lot or serial"),
    "recall_twice": Label("同一批号或序列号出现两次：{0}", "{0} is recalled twice"),
    "recall_goods_unknown": Label("没有这个批号或序列号：{0}", "Lot or serial {0} is not known"),
    "recall_open": Label("{0} 已有未关闭的召回 {1}", "{0} is under recall {1} already"),
    "goods_recalled": Label(
        "{0} 正在召回（{1}），不能动用", "{0} is under recall {1}: it must not be taken"),
    "decision_unknown": Label("裁定应为 supplier_return、destruction、released：{0}",
                              "The decision is supplier_return, destruction or released, not {0}"),
    "decision_lines": Label("裁定的行应是行号：{0}", "The lines decided are line numbers: {0}"),
    "no_red_place": Label("站点 {0} 没有不合格品区", "Site {0} has no rejected area"),
    "reply_customer": Label("答复的数量要写同一客户：{0}", "The facts name the same customer: {0}"),
    "reply_too_much": Label(
        "客户 {0}：{1} 发出未退 {2}，答复合计 {3}",
        "Customer {0}: {2} of {1} not returned, {3} answered in all"),
    "returned_unissued": Label(
        "第 {0} 行：客户 {1} 多退了 {2}（没有发给它那么多），说不清是谁的；"
        "请先把退货对上原发货，或说明原因",
        "Line {0}: customer {1} gave back {2} more than it got, and whose they were is not said; "
        "match the return to its original issue first, or say why"),
    "rest_unexplained": Label(
        "第 {0} 行未平：未收回 {1}、召回在库 {2}、在途 {3}、差额 {4}；请说明原因",
        "Line {0} is not settled: {1} outstanding, {2} recalled on hand, {3} in transit, "
        "gap {4}; say why"),
}
