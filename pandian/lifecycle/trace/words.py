"""A trace: every node of the life of some goods, and who holds them now.   追溯词汇

Quantities are in the item's smallest unit.  A node is a move, a statement of a count, or a step
of a document that moved nothing; each says who, when, with which device and document, and under
which seal.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Label, NotFound, Refused

NODES_MAX = 20_000
"""Nodes of one timeline; `more` says that the oldest were kept and later ones left out."""

CUSTOMERS_MAX = 100_000
GOODS_MAX = 1_000
"""Lots and serials of one trace, genealogy included."""

GENERATIONS_MAX = 8
"""How many productions a trace follows in each direction."""

CODE_CHARACTERS_MAX = 512

COUNTING_MEASURES = ("scanned", "inspected", "looked", "counted", "checked", "remainder", "sealed",
                     "received")
"""Measures that a person states by counting the goods before him."""

DIRECTIONS: dict[str, Label] = {
    "both": Label("来源与去向", "both ways"),
    "back": Label("来源", "back to the sources"),
    "forward": Label("去向", "forward to the uses"),
}

NODES: dict[str, Label] = {
    "move": Label("流水", "move"),
    "count": Label("盘点", "count"),
    "step": Label("单据步骤", "step of a document"),
}

COLUMNS: dict[str, Label] = {
    "at": Label("发生时间", "effective at"),
    "recorded_at": Label("记录时间", "recorded at"),
    "node": Label("节点", "node"),
    "kind": Label("业务", "kind"),
    "site": Label("站点", "site"),
    "document": Label("单据号", "document"),
    "action": Label("操作", "action"),
    "actor": Label("操作人", "actor"),
    "signers": Label("签名人", "signers"),
    "device": Label("设备", "device"),
    "item": Label("物料", "item"),
    "lot": Label("批号", "lot"),
    "serial": Label("序列号", "serial"),
    "source": Label("来源", "source"),
    "target": Label("去向", "target"),
    "status": Label("状态", "status"),
    "target_status": Label("之后状态", "status after"),
    "party": Label("往来单位", "party"),
    "quantity": Label("数量", "quantity"),
    "book": Label("账面数", "book"),
    "seal": Label("封存号", "seal"),
    "posting": Label("凭证", "posting"),
    "reverses": Label("冲销", "reverses"),
}
"""Columns of an exported timeline, in order."""

CUSTOMER_COLUMNS: dict[str, Label] = {
    "customer": Label("客户", "customer"),
    "name": Label("名称", "name"),
    "address": Label("地址", "address"),
    "contact": Label("联系方式", "contact"),
    "item": Label("物料", "item"),
    "lot": Label("批号", "lot"),
    "serial": Label("序列号", "serial"),
    "issued": Label("已发出", "issued"),
    "returned": Label("已退回", "returned"),
    "used": Label("已使用", "used"),
    "destroyed": Label("客户处销毁", "destroyed there"),
    "missing": Label("下落不明", "missing"),
    "outstanding": Label("未收回", "outstanding"),
    "last_at": Label("最近发出", "last issued"),
    "document": Label("单据号", "document"),
}
"""Columns of the exported recall list, in order."""


class Goods(NamedTuple):
    """What is traced; '' for the lot or the serial means any of the item."""

    item: str
    lot: str = ""
    serial: str = ""


class TraceAsk(NamedTuple):
    """Where a trace starts: goods, a scanned code, or a document by number or id."""

    item: str = ""
    lot: str = ""
    serial: str = ""
    code: str = ""
    document: str = ""
    direction: str = "both"


class Node(NamedTuple):
    """One thing that happened; `book` is there for counts, `reverses` for reversals."""

    site: str
    at: datetime
    recorded_at: datetime
    node: str
    kind: str
    document_id: UUID | None
    document: str
    action: str
    actor: str
    signers: list[str]
    device: str
    source: str
    source_kind: str
    target: str
    target_kind: str
    party: str
    item: str
    lot: str
    serial: str
    status: str
    target_status: str
    owner: str
    quantity: int
    book: int | None
    posting: UUID | None
    cause: dict[str, Any]
    transfer: UUID | None
    reverses: UUID | None
    seal: int | None


class Edge(NamedTuple):
    """How much went from one place to another in all."""

    site: str
    source: str
    target: str
    quantity: int


class Descent(NamedTuple):
    """Goods made from goods: `parent` was consumed where `child` came out."""

    parent: Goods
    child: Goods
    site: str
    document: str
    at: datetime


class Standing(NamedTuple):
    """Where some of the goods stand now."""

    site: str
    place: str
    place_kind: str
    item: str
    lot: str
    expires_on: date | None
    serial: str
    status: str
    owner: str
    quantity: int


class End(NamedTuple):
    """How much of some goods came from, and went to, one kind of place outside the stock.

    What was reversed is taken away from what it reverses; `kind` is that of the place.
    """

    goods: Goods
    kind: str
    came: int
    went: int


class Stated(NamedTuple):
    """What a person counted of some goods at a step of a document."""

    site: str
    at: datetime
    kind: str
    number: int
    action: str
    actor: str
    place: str
    item: str
    lot: str
    serial: str
    measure: str
    quantity: int


class PaperOf(NamedTuple):
    """One document of a life, and the certificate that it made (a destruction)."""

    site: str
    id: UUID
    kind: str
    number: int
    state: str
    created_at: datetime
    created_by: str
    content_hash: str
    certified_at: datetime | None


class Customer(NamedTuple):
    """What one customer got of one lot or serial, and what became of it there.

    `outstanding` = issued - returned - used - destroyed - missing.
    """

    customer: str
    name: str
    name_en: str
    address: str
    contact: str
    item: str
    lot: str
    serial: str
    issued: int
    returned: int
    used: int
    destroyed: int
    missing: int
    outstanding: int
    first_at: datetime | None
    last_at: datetime | None
    document: str


class Trace(NamedTuple):
    """The life of some goods: nodes oldest first, edges, descent, and where they stand now."""

    goods: list[Goods]
    nodes: list[Node]
    more: bool
    edges: list[Edge]
    descent: list[Descent]
    standing: list[Standing]


class TraceRefused(Refused):
    """The question names nothing to trace, or more than one thing."""

    status = 400


class NothingToTrace(NotFound):
    """No such goods, code or document in the sites of this scope."""


FAULTS: dict[str, Label] = {
    "trace_of_what": Label(
        "请给出物料与批号（或序列号）、扫描的码、单据号三者之一",
        "Give one of: an item with its lot or serial, a scanned code, a document"),
    "direction_unknown": Label("方向应为 back、forward 或 both：{0}",
                               "The direction is back, forward or both, not {0}"),
    "code_names_no_goods": Label("这个码没有指明批号或序列号", "This code names no lot or serial"),
    "code_item_unknown": Label("没有物料使用这个码：{0}", "No item has this code: {0}"),
    "code_ambiguous": Label("这个码对应几个物料：{0}", "This code stands for several items: {0}"),
    "document_ambiguous": Label(
        "有几张单据编号是 {0}，请用单据的 id", "Several documents are numbered {0}: give its id"),
    "document_without_goods": Label(
        "单据 {0} 没有动过带批号或序列号的货",
        "Document {0} moved no goods that have a lot or a serial"),
}
