"""Consignment: planned, filled.   寄售铺货

Goods go from our bins to a shelf in the hospital and stay ours; what is used there is a `usage`,
what comes back a `consignment_return`, what is there a `joint_count`.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

ISSUE = "lifecycle.issue"
SHELF = frozenset({"consignment_site"})
PULL_DAYS_DEFAULT = 90
PULL_DAYS_MAX = 730
USED_DAYS = 90
"""How far back the use at a shelf is looked at when a better place is proposed."""

KIND = Kind(
    name="consignment", label=Label("寄售铺货", "consignment"), prefix="CS",
    states={"planned": Label("待铺货", "planned"), "filled": Label("已铺货", "filled"),
            **END_STATES},
    start="planned", capability=ISSUE,
    actions={
        "fill": Action(
            Label("铺货", "fill"), ("planned",), "filled", ISSUE, measures=("filled",),
            needs=True, evidence=("delivery_note", "signed_by"), ends_claims=True),
        "cancel": Action(
            Label("取消", "cancel"), ("planned",), "cancelled", ISSUE, reason=True,
            ends_claims=True),
    },
    posts=frozenset({"filled"}), closing=frozenset({"filled"}), status="accepted",
    header=("hospital", "place"), places={"place": SHELF}, parties={"hospital": "customer"},
    claims=True,
)


class Pull(NamedTuple):
    """Consigned goods near their end, and the shelf that used most of the item lately, or ''.

    `days` are left until the lot's last day, below 0 when it is over; an expired lot is to come
    back and goes nowhere else.
    """

    site: str
    place: str
    item: str
    lot: str
    serial: str
    quantity: int
    expires_on: date
    days: int
    to: str
    used_there: int


FAULTS: dict[str, Label] = {
    "shelf_source_missing": Label("需要写明货在哪个货位",
                                  "The place where the goods are is needed"),
    "shelf_wrong": Label("{0} 不是寄售点", "{0} is no consignment place"),
    "pull_days_wrong": Label("天数应为 0 至 {0}", "Days are from 0 to {0}"),
}
