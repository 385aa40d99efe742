"""Loan: planned, lent, back, counted, settled, closed.   器械包借用

The tray itself goes: one handling unit is placed under the hospital's place, and nothing is
posted.  When it is back two persons count every line without seeing the book; what is not there was
used (a sale follows) or is missing; what is there waits in quarantine until it is cleaned.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

ISSUE, RECEIVE, DECIDE = "lifecycle.issue", "lifecycle.receive", "lifecycle.decide"
BACK = "back"
OUT = ("lent", "back", "counted", "settled")

KIND = Kind(
    name="loan", label=Label("借用", "loan"), prefix="LN",
    states={"planned": Label("待借出", "planned"), "lent": Label("已借出", "lent"),
            "back": Label("已归还", "back"), "counted": Label("已清点", "counted"),
            "settled": Label("已结清", "settled"), "closed": Label("已关闭", "closed"),
            **END_STATES},
    start="planned", capability=ISSUE,
    actions={
        "lend": Action(
            Label("借出", "lend"), ("planned",), "lent", ISSUE, evidence=("seals", "loan_form")),
        "take_back": Action(
            Label("归还", "take back"), ("lent",), "back", RECEIVE, evidence=("seals",)),
        "count": Action(
            Label("清点回收", "count back"), ("back",), "counted", RECEIVE,
            measures=("counted",), needs=True, signers=(RECEIVE, RECEIVE), evidence=("photo",),
            completes="settled"),
        "use": Action(
            Label("已使用", "used"), ("counted",), "counted", RECEIVE, measures=("used",),
            needs=True, evidence=("usage_form",), completes="settled", posting="usage"),
        "miss": Action(
            Label("核定缺失", "missing"), ("counted",), "counted", RECEIVE,
            measures=("missing",), needs=True, signers=(RECEIVE, DECIDE), evidence=("enquiry",),
            reason=True, completes="settled"),
        "release": Action(
            Label("清洗后放行", "release"), ("settled",), "closed", DECIDE,
            measures=("released", "rejected"), signers=(DECIDE,), evidence=("cleaned",),
            ends_claims=True),
        "cancel": Action(
            Label("取消", "cancel"), ("planned",), "cancelled", ISSUE, reason=True,
            ends_claims=True),
    },
    posts=frozenset({"counted", "used", "missing", "released", "rejected"}),
    closing=frozenset({"counted", "used", "missing"}), status="accepted",
    header=("tray", "borrower", "place", "due"),
    places={"tray": frozenset({"tray"}), "place": frozenset({"consignment_site"})},
    parties={"borrower": "customer"}, lines="none", claims=True,
    placed=frozenset({"rejected"}), zeros=frozenset({"counted"}),
)


class Loan(NamedTuple):
    """A tray that is out or not settled; `open` units are neither counted, used nor
    missing.  Both are None to who may be about to count the tray."""

    id: UUID
    site: str
    number: str
    state: str
    tray: str
    borrower: str
    due: date
    overdue: bool
    lent: int | None
    open: int | None


class Missed(NamedTuple):
    """An item that was missing with one borrower in `loans` different loans, `units` in all."""

    site: str
    borrower: str
    item: str
    loans: int
    units: int


FAULTS: dict[str, Label] = {
    "tray_empty": Label("器械包 {0} 是空的", "Tray {0} is empty"),
    "due_wrong": Label("归还日期应为今天或以后的日期：{0}",
                       "The day of return is today or later, as YYYY-MM-DD: {0}"),
    "tray_changed": Label("器械包 {0} 的内容在开单后变了",
                          "What tray {0} holds has changed since the loan was planned"),
    "lot_expired_in_tray": Label("{0} 批号 {1} 有效期至 {2}，不能借出",
                                 "{0} lot {1} was usable through {2}: it cannot be lent"),
    "count_missing": Label("第 {0} 行没有清点（没有也要写 0）",
                           "Line {0} is not counted (say 0 for none)"),
    "release_differs": Label("第 {0} 行清点 {1}，放行与不合格合计 {2}",
                             "Line {0}: {1} counted, {2} released and rejected in all"),
}
