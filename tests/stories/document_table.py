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
        "revise": (BUYERS, "draft submitted approved sent"),
        "cut": (BUYERS, "sent part_received"),
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
        "release": (DECIDERS, "held"), "reject": (DECIDERS, "held"),
        "escalate": (QUALITY, "held"), "cancel": (MOVERS, "draft")}),
    "damage": Row(MOVERS, {
        "report": (MOVERS, "draft"), "cancel": (MOVERS, "draft")}),
    "stock_check": Row(MOVERS, {
        "look": (MOVERS, "draft running"), "finish": (MOVERS, "running"),
        "cancel": (MOVERS, "draft")}),
    "scrap": Row(MOVERS, {
        "count": (MOVERS, "draft counted valued"), "value": (VALUERS, "counted"),
        "approve": (DECIDERS, "valued"), "close": (MOVERS, "approved"),
        "withdraw": (DECIDERS, "approved"), "cancel": (MOVERS, "draft counted valued")}),
    "destruction": Row(DECIDERS, {
        "seal": (MOVERS, "planned"), "destroy": (MOVERS, "sealed"),
        "certify": (DECIDERS, "destroyed"), "cancel": (DECIDERS, "planned")}),
    "found_again": Row(DECIDERS, {
        "take_back": (MOVERS, "draft"), "cancel": (DECIDERS, "draft")}),
    "transfer": Row(FLOOR, {
        "approve": (FLOOR, "requested"), "ship": (FLOOR, "approved"), "close": (FLOOR, "shipped"),
        "reopen": (FLOOR, "closed"), "cancel": (FLOOR, "requested approved")}),
    "transfer_receipt": Row(FLOOR, {
        "receive": (FLOOR, "announced receiving short"), "short": (FLOOR, "announced receiving"),
        "lose": (DECIDERS, "short"), "find": (FLOOR, "closed"), "cancel": (FLOOR, "announced")}),
    "production": Row(FLOOR, {
        "issue": (FLOOR, "released running"), "consume": (FLOOR, "running"),
        "output": (FLOOR, "running"), "return": (FLOOR, "running"), "scrap": (FLOOR, "running"),
        "count": (FLOOR, "running"), "clear": (FLOOR, "counted"), "close": (FLOOR, "counted"),
        "cancel": (FLOOR, "released")}),
    "issue": Row(SELLERS, {
        "pick": (FLOOR, "ordered picking"), "drop": (FLOOR, "ordered picking"),
        "cut": (SELLERS, "ordered picking"), "revise": (SELLERS, "ordered"),
        "put_back": (FLOOR, "picking picked"), "check": (FLOOR, "picked"),
        "pack": (FLOOR, "checked"), "ship": (FLOOR, "packed"), "void": (REVERSERS, "shipped"),
        "cancel": (SELLERS, "ordered picking")}),
    "recall": Row(DECIDERS, {
        "spread": (DECIDERS, "opened"), "sweep": (DECIDERS, "effective told decided"),
        "tell": (SELLERS, "effective"), "reply": (SELLERS, "effective told decided"),
        "correct": (SELLERS, "effective told decided"),
        "decide": (DECIDERS, "effective told decided"),
        "close": (DECIDERS, "effective told decided"), "cancel": (DECIDERS, "opened")}),
    "recall_return": Row(MOVERS, {
        "arrive": (MOVERS, "announced"), "cancel": (MOVERS, "announced")}),
    "customer_return": Row(SELLERS, {
        "arrive": (FLOOR, "announced"), "inspect": (QUALITY, "arrived"),
        "refuse": (FLOOR, "announced arrived"), "cancel": (SELLERS, "announced")}),
    "supplier_return": Row(BUYERS, {
        "approve": (DECIDERS, "draft"), "pick": (FLOOR, "approved"),
        "credit": (BUYERS, "approved"), "check": (FLOOR, "picked"), "ship": (FLOOR, "checked"),
        "close": (BUYERS, "shipped picked"), "cancel": (BUYERS, "draft approved")}),
    "drop_shipment": Row(SELLERS, {
        "inspect": (QUALITY, "ordered"), "refuse": (QUALITY, "ordered"),
        "cancel": (SELLERS, "ordered")}),
    "kit": Row(FLOOR, {
        "compose": (FLOOR, "planned"), "cancel": (FLOOR, "planned")}),
    "loan": Row(FLOOR, {
        "lend": (FLOOR, "planned"), "take_back": (FLOOR, "lent"), "count": (FLOOR, "back"),
        "use": (FLOOR, "counted"), "miss": (FLOOR, "counted"), "release": (DECIDERS, "settled"),
        "cancel": (FLOOR, "planned")}),
    "deviation": Row(MOVERS, {
        "book": (DECIDERS, "reported"), "cancel": (MOVERS, "reported")}),
    "consignment": Row(FLOOR, {
        "fill": (FLOOR, "planned"), "cancel": (FLOOR, "planned")}),
    "usage": Row(FLOOR, {
        "use": (FLOOR, "reported"), "invoice": (SELLERS, "used"), "cancel": (FLOOR, "reported")}),
    "consignment_return": Row(FLOOR, {
        "take_back": (FLOOR, "planned"), "cancel": (FLOOR, "planned")}),
    "unit_move": Row(MOVERS, {
        "move": (MOVERS, "planned"), "cancel": (MOVERS, "planned")}),
    "sealing": Row(MOVERS, {
        "seal": (MOVERS, "planned"), "scan": (MOVERS, "sealed"), "break": (MOVERS, "sealed"),
        "count": (MOVERS, "broken"), "cancel": (MOVERS, "planned")}),
    "joint_count": Row(MOVERS, {
        "count": (MOVERS, "planned"), "cancel": (MOVERS, "planned")}),
}
