"""Transfer: requested, approved by both sites, shipped, closed when nothing is open.   调拨

Two documents, one transfer id (the id of this one), two local postings: this one puts the goods on
the way (`TRANSIT-<site>`), the transfer receipt of the other site takes them off it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

ISSUE, RECEIVE = "lifecycle.issue", "lifecycle.receive"
DAYS_DEFAULT = 3
DAYS_MAX = 365
LEAVING = frozenset({"accepted"})
"""Statuses that may go to another site; bad goods meet their end where they are."""

KIND = Kind(
    name="transfer", label=Label("调拨", "transfer"), prefix="TR",
    states={"requested": Label("已申请", "requested"), "approved": Label("已批准", "approved"),
            "shipped": Label("已发出", "shipped"), "closed": Label("已关闭", "closed"),
            **END_STATES},
    start="requested", capability=ISSUE,
    actions={
        "approve": Action(
            Label("批准", "approve"), ("requested",), "approved", ISSUE,
            signers=(ISSUE, RECEIVE)),
        "ship": Action(
            Label("发出", "ship"), ("approved",), "shipped", ISSUE, measures=("shipped",),
            needs=True, signers=(ISSUE, ISSUE), evidence=("carrier", "seals"),
            ends_claims=True, posting="transfer_ship"),
        "close": Action(Label("关闭", "close"), ("shipped",), "closed", ISSUE),
        "reopen": Action(Label("重新打开", "reopen"), ("closed",), "shipped", ISSUE, reason=True),
        "cancel": Action(
            Label("取消", "cancel"), ("requested", "approved"), "cancelled", ISSUE, reason=True,
            ends_claims=True),
    },
    posts=frozenset({"shipped"}), closing=frozenset({"shipped"}), status="accepted",
    header=("to", "reason"), claims=True, transfers=True,
)


class OnTheWay(NamedTuple):
    """Goods between two sites: `open` = shipped - arrived - lost, in smallest units.

    `days` is what the route takes; `overdue` says that they are gone by.
    """

    transfer: UUID
    number: str
    source: str
    target: str
    shipped_at: datetime
    days: int
    overdue: bool
    item: str
    lot: str
    serial: str
    shipped: int
    arrived: int
    lost: int
    open: int


def transit_code(site: str) -> str:
    """Return the code of the place that holds what is on the way to or from a site."""
    return f"TRANSIT-{site}"


def days_of(header: dict[str, Any]) -> int:
    """Return how many days the route takes by the head of a transfer."""
    return int(str(header.get("days") or DAYS_DEFAULT))


FAULTS: dict[str, Label] = {
    "same_site": Label("调出与调入是同一站点", "The goods would go to the site where they are"),
    "transfer_site_unknown": Label("没有站点 {0}", "Site {0} is not known"),
    "days_wrong": Label("天数应为 1 至 {0} 的整数", "Days are a whole number from 1 to {0}"),
    "source_missing": Label("需要写明货在哪个货位", "The place where the goods are is needed"),
    "status_stays": Label("{0} 的货不能调往别处", "Goods of status {0} do not leave the site"),
    "transfer_open": Label("还有 {0} 在途未收", "{0} are still on the way"),
    "transfer_settled": Label("没有在途的货", "Nothing is on the way"),
    "arrived_already": Label("对方已开收货单 {0}，请先冲销它",
                             "The other site has {0}: it is to be reversed or cancelled first"),
}
