"""Drop shipment: the supplier sends goods to the customer; we own them on paper only.   直调

One posting, no holding of ours.  The inspection's report is of the day it was made (article 66).
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

SELL, INSPECT = "lifecycle.sell", "lifecycle.inspect"
PAPERS = ("delivery_note", "report", "inspected_on")

KIND = Kind(
    name="drop_shipment", label=Label("直调", "drop shipment"), prefix="DP",
    states={"ordered": Label("已下单", "ordered"), "shipped": Label("已直调", "shipped"),
            "refused": Label("验收不合格", "refused"), **END_STATES},
    start="ordered", capability=SELL,
    actions={
        "inspect": Action(
            Label("直调验收", "inspect"), ("ordered",), "shipped", INSPECT,
            measures=("shipped", "refused"), needs=True, signers=(INSPECT,), apart=("open",),
            evidence=PAPERS),
        "refuse": Action(
            Label("验收不合格", "refuse"), ("ordered",), "refused", INSPECT,
            measures=("refused",), needs=True, signers=(INSPECT,), apart=("open",),
            evidence=PAPERS, settles=True),
        "cancel": Action(Label("取消", "cancel"), ("ordered",), "cancelled", SELL, reason=True),
    },
    posts=frozenset({"shipped"}), closing=frozenset({"shipped", "refused"}),
    status="accepted", header=("supplier", "customer", "reason"),
    parties={"supplier": "supplier", "customer": "customer"},
    states_at_opening=("ordered",), placed=frozenset(),
)

FAULTS: dict[str, Label] = {
    "report_not_today": Label(
        "直调验收记录应在验收当日传递：验收日期 {0}，今天 {1}",
        "The report of a drop shipment is of the same day: inspected on {0}, today is {1}"),
    "date_unclear": Label("日期写成 YYYY-MM-DD：{0}", "Write the date as YYYY-MM-DD: {0}"),
}
