"""Supplier return: goods go back to whom they came from.   采购退货

The one way out for expired goods besides destruction.  Its lines say where the goods stand and in
which status; they must have been received from this supplier.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

BUY, DECIDE, ISSUE = "lifecycle.buy", "lifecycle.decide", "lifecycle.issue"

KIND = Kind(
    name="supplier_return", label=Label("采购退货", "supplier return"), prefix="SR",
    states={"draft": Label("草稿", "draft"), "approved": Label("已批准", "approved"),
            "picked": Label("已下架", "picked"), "checked": Label("已复核", "checked"),
            "shipped": Label("已发运", "shipped"), "closed": Label("已关闭", "closed"),
            **END_STATES},
    start="draft", capability=BUY,
    actions={
        "approve": Action(
            Label("质量批准", "approve"), ("draft",), "approved", DECIDE, signers=(DECIDE,),
            apart=("open",)),
        "pick": Action(
            Label("下架", "pick"), ("approved",), "approved", ISSUE, measures=("picked",),
            needs=True, completes="picked", posting="pick"),
        "credit": Action(
            Label("不退货贷记", "credit without goods"), ("approved",), "approved", BUY,
            measures=("credited",), needs=True, reason=True, completes="picked"),
        "check": Action(
            Label("复核", "check"), ("picked",), "checked", ISSUE, measures=("checked",),
            needs=True, apart=("pick",)),
        "ship": Action(
            Label("发运", "ship"), ("checked",), "shipped", ISSUE,
            evidence=("delivery_note", "carrier", "transport")),
        "close": Action(
            Label("供应商已确认，关闭", "close"), ("shipped", "picked"), "closed", BUY,
            evidence=("confirmation",)),
        "cancel": Action(
            Label("取消", "cancel"), ("draft", "approved"), "cancelled", BUY, reason=True,
            ends_claims=True),
    },
    posts=frozenset({"picked", "shipped"}), closing=frozenset({"picked", "credited"}),
    kept=frozenset({"shipped"}),
    status="rejected", header=("supplier", "place", "reason"),
    places={"place": frozenset({"dispatch_area"})}, parties={"supplier": "supplier"},
    claims=True, placed=frozenset(),
)

FAULTS: dict[str, Label] = {
    "above_received": Label(
        "从该供应商收到的 {0}（批号“{1}”）还可退 {2}，要退 {3}",
        "Of {0} (lot '{1}') from this supplier {2} can go back; {3} are asked"),
    "picked_stands": Label(
        "已下架的货在发货区，不能取消", "Picked goods stand in the dispatch area: it goes on"),
}
