"""Usage: reported, used, invoiced.   使用

Consigned goods are used at the hospital and sold thereby; goods that others own in our places
become ours in the moment of use.  Patient data stays outside: the paper is named, not copied.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

ISSUE, SELL = "lifecycle.issue", "lifecycle.sell"

KIND = Kind(
    name="usage", label=Label("使用", "usage"), prefix="US",
    states={"reported": Label("已报告", "reported"), "used": Label("已使用", "used"),
            "invoiced": Label("已开票", "invoiced"), **END_STATES},
    start="reported", capability=ISSUE,
    actions={
        "use": Action(
            Label("确认使用", "use"), ("reported",), "used", ISSUE, measures=("used",),
            needs=True, evidence=("usage_form",), ends_claims=True),
        "invoice": Action(
            Label("开票", "invoice"), ("used",), "invoiced", SELL, evidence=("invoice",)),
        "cancel": Action(
            Label("取消", "cancel"), ("reported",), "cancelled", ISSUE, reason=True,
            ends_claims=True),
    },
    posts=frozenset({"used", "parted", "bought"}), closing=frozenset({"used"}),
    status="accepted", header=("hospital",), parties={"hospital": "customer"}, claims=True,
)

FAULTS: dict[str, Label] = {
    "implant_untraced": Label("植入物 {0} 既不按批也不按序列号管理，不能登记使用",
                              "Implant {0} is kept neither by lot nor by serial: its use cannot "
                              "be recorded"),
    "implant_key_missing": Label("植入物 {0} 需要批号与序列号（按其管理方式）",
                                 "Implant {0} needs its lot and serial, as it is kept"),
}
