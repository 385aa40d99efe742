"""Who may do what to which document, in which state: the table, written down and not derived.

A new kind needs its row here: `opens` is who may open it, `acts` maps each action to who may do
it and the states it starts from.  Whoever reads, prints and reverses is the same for all kinds.
单据权限表
"""

from __future__ import annotations

from typing import NamedTuple

FLOOR = frozenset({"lead", "keeper", "controller"})
QUALITY = frozenset({"quality"})
MOVERS = FLOOR | QUALITY
DECIDERS = frozenset({"quality", "manager"})
BUYERS = frozenset({"buyer", "manager", "controller"})
SELLERS = frozenset({"sales", "manager", "controller"})
HEAD = frozenset({"manager"})
VALUERS = frozenset({"finance", "manager"})

READERS = frozenset({"lead", "keeper", "buyer", "sales", "manager", "controller", "quality",
                     "finance", "inspector", "admin"})
REVERSERS = frozenset({"manager", "controller", "quality"})


class Row(NamedTuple):
    """Who may open a document of a kind, and what may be done to it by whom from which state."""

    opens: frozenset[str]
    acts: dict[str, tuple[frozenset[str], str]]


TABLE: dict[str, Row] = {
    "purchase": Row(BUYERS, {
        "submit": (BUYERS, "draft"), "approve": (HEAD, "submitted"),
        "send_back": (HEAD, "submitted approved"), "send": (HEAD, "approved"),
        "close": (BUYERS, "sent part_received received"),
        "cancel": (BUYERS, "draft submitted approved")}),
    "receipt": Row(FLOOR, {
        "arrive": (FLOOR, "announced"), "book": (FLOOR, "arrived"),
        "refuse": (FLOOR, "announced arrived"), "cancel": (FLOOR, "announced")}),
    "inspection": Row(QUALITY, {
        "sample": (QUALITY, "planned sampled"), "accept": (QUALITY, "planned sampled"),
        "reject": (QUALITY, "planned sampled"), "split": (QUALITY, "planned sampled"),
        "cancel": (QUALITY, "planned")}),
    "putaway": Row(FLOOR, {
        "put": (FLOOR, "proposed running"), "leave": (FLOOR, "running"),
        "cancel": (FLOOR, "proposed")}),
    "relocation": Row(MOVERS, {
        "move": (MOVERS, "draft running"), "finish": (MOVERS, "running"),
        "cancel": (MOVERS, "draft")}),
    "hold": Row(MOVERS, {
        "hold": (MOVERS, "draft"), "quarantine": (QUALITY, "draft"), "lift": (MOVERS, "held"),
        "release": (DECIDERS, "held"), "reject": (DECIDERS, "held"), "cancel": (MOVERS, "draft")}),
    "damage": Row(MOVERS, {
        "report": (MOVERS, "draft"), "cancel": (MOVERS, "draft")}),
}
