"""Transfer receipt: announced, receiving, short, closed.   调拨收货

What another site shipped is taken off the way.  Short goods stay open until both managers sign
their loss; what is over stands on hold in the dock; late finds come back from the loss.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

RECEIVE, DECIDE = "lifecycle.receive", "lifecycle.decide"
COME = ("announced", "receiving", "short")

KIND = Kind(
    name="transfer_receipt", label=Label("调拨收货", "transfer receipt"), prefix="TI",
    states={"announced": Label("在途", "announced"), "receiving": Label("收货中", "receiving"),
            "short": Label("短少查询中", "short"), "closed": Label("已关闭", "closed"),
            **END_STATES},
    start="announced", capability=RECEIVE,
    actions={
        "receive": Action(
            Label("收货", "receive"), COME, "receiving", RECEIVE,
            measures=("received", "stocked", "damaged", "over"), needs=True,
            evidence=("seals", "handed_over_by"), completes="closed",
            posting="transfer_receive"),
        "short": Action(
            Label("报短少", "declare short"), ("announced", "receiving"), "short", RECEIVE,
            reason=True),
        "lose": Action(
            Label("核定损失", "write off"), ("short",), "short", DECIDE, measures=("lost",),
            needs=True, signers=(DECIDE, DECIDE), evidence=("enquiry",), reason=True,
            completes="closed", posting="transfer_receive"),
        "find": Action(
            Label("损失找回", "find again"), ("closed",), "closed", RECEIVE,
            measures=("found",), needs=True, signers=(RECEIVE, DECIDE), reason=True,
            posting="transfer_receive"),
        "cancel": Action(
            Label("取消", "cancel"), ("announced",), "cancelled", RECEIVE, reason=True),
    },
    posts=frozenset({"received", "stocked", "damaged", "over", "lost", "found"}),
    closing=frozenset({"received", "stocked", "damaged", "lost"}), status="accepted",
    header=("transfer", "from"), lines="none", transfers=True,
    placed=frozenset({"received", "stocked", "damaged", "over", "found"}),
)

STANDS: dict[str, frozenset[str]] = {
    "received": frozenset({"pending_area", "dock", "return_area", "rejected_area"}),
    "stocked": frozenset({"bin", "piece_bin"}),
    "damaged": frozenset({"rejected_area"}),
    "over": frozenset({"dock", "quarantine"}),
    "found": frozenset({"pending_area", "dock", "return_area", "rejected_area"}),
}
"""Kinds of places to which arriving goods may be brought."""

FAULTS: dict[str, Label] = {
    "transfer_unknown": Label("没有发往本站点的调拨 {0}",
                              "There is no shipped transfer {0} to this site"),
    "transfer_taken": Label("此调拨已有收货单 {0}", "This transfer has the receipt {0} already"),
    "not_trusted": Label("双方没有约定免验直接上架",
                         "Both sites did not agree to stock goods without inspection"),
    "found_above_lost": Label("第 {0} 行只损失 {1}，找回 {2}",
                              "Line {0}: {1} were lost, {2} are found"),
}
