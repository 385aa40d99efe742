"""What stands on the paper of a whole life.   一生打印词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.exchange.papers.words import Column
from pandian.kernel.words import Label, Refused

NODES_PRINTED_MAX = 3_000
"""Nodes of one printed life, some two hundred pages; longer ones are exported as a table."""

WORDS: dict[str, Label] = {
    "title": Label("全生命周期追溯", "Whole life"),
    "goods": Label("物料", "Goods"),
    "name": Label("名称", "Name"),
    "model": Label("型号", "Model"),
    "specification": Label("规格", "Specification"),
    "maker": Label("生产企业", "Manufacturer"),
    "registrant": Label("注册人、备案人", "Registrant"),
    "registration": Label("注册证或备案编号", "Registration or filing"),
    "udi": Label("医疗器械唯一标识", "UDI"),
    "made_on": Label("生产日期", "Made on"),
    "expires_on": Label("有效期至", "Expires on"),
    "lot": Label("批号", "Lot"),
    "serial": Label("序列号", "Serial"),
    "parents": Label("来源谱系", "Genealogy"),
    "parent": Label("投入", "Consumed"),
    "child": Label("产出", "Came out"),
    "equation": Label("数量等式（最小单位）", "Equation of quantities (smallest unit)"),
    "what": Label("去向与来源", "Where from, where to"),
    "came": Label("来", "Came"),
    "went": Label("去或在库", "Went or stands"),
    "closes": Label("合计：相等", "Total: equal"),
    "open": Label("合计：相差 {0}", "Total: {0} apart"),
    "stands": Label("在库：{0}", "stands: {0}"),
    "timeline": Label("经过（时间为站点当地时间）", "Timeline (local time of the site)"),
    "at": Label("时间、站点", "When, site"),
    "step": Label("业务、单据", "What, document"),
    "way": Label("从 → 到", "From → to"),
    "quantity": Label("数量", "Quantity"),
    "status": Label("状态", "Status"),
    "who": Label("操作人、签名、设备", "Person, signed, device"),
    "proof": Label("凭证、封存", "Posting, seal"),
    "signed": Label("签名：{0}", "signed: {0}"),
    "device": Label("设备 {0}", "device {0}"),
    "seal": Label("封存 {0}", "seal {0}"),
    "unsealed": Label("未封存", "not sealed yet"),
    "reversal": Label("冲销", "reversal"),
    "recorded": Label("记于 {0}", "recorded {0}"),
    "counts": Label("盘点节点", "Count nodes met"),
    "statement": Label("盘点", "count"),
    "place": Label("货位", "Place"),
    "book": Label("账面", "Book"),
    "counted": Label("实盘", "Counted"),
    "difference": Label("差异", "Difference"),
    "papers": Label("单据与证明", "Documents and certificates"),
    "document": Label("单据", "Document"),
    "state": Label("状态", "State"),
    "opened": Label("开单", "Opened"),
    "certificate": Label("证明的内容哈希", "Content hash of the certificate"),
    "customers": Label("客户", "Customers"),
    "customer": Label("客户", "Customer"),
    "issued": Label("已发出", "Issued"),
    "returned": Label("已退回", "Returned"),
    "used": Label("已使用", "Used"),
    "gone": Label("销毁或下落不明", "Destroyed, missing"),
    "outstanding": Label("未收回", "Outstanding"),
    "printed": Label("打印人 {0}，打印于 {1}", "Printed by {0} at {1}"),
    "hash": Label("内容哈希 SHA-256：{0}", "Content hash SHA-256: {0}"),
    "opening": Label("开单", "opened"),
    "reversing": Label("冲销", "reversed"),
    "none": Label("无", "none"),
}

CAME: dict[str, Label] = {
    "supplier": Label("供应商来货", "received from suppliers"),
    "opening": Label("期初", "opening stock"),
    "production": Label("生产产出", "came out of production"),
    "customer": Label("客户退回", "returned by customers"),
    "gain_loss": Label("盘盈或补账", "found by counts, covers"),
    "destroyed": Label("销毁后又发现", "found again"),
    "used": Label("使用后退回", "taken back from use"),
}
WENT: dict[str, Label] = {
    "supplier": Label("退供应商", "returned to suppliers"),
    "opening": Label("期初冲减", "taken from the opening"),
    "production": Label("生产投入", "consumed in production"),
    "customer": Label("发给客户", "issued to customers"),
    "gain_loss": Label("盘亏", "lost by counts and enquiries"),
    "destroyed": Label("已销毁", "destroyed"),
    "used": Label("已使用", "used"),
}


class Part(NamedTuple):
    """One table of a printed life."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


class Life(NamedTuple):
    """A life as it stands on paper: words only, and the hash of all of them."""

    title: str
    name: str
    facts: tuple[str, ...]
    parts: tuple[Part, ...]
    digest: str
    foot: str


class BalanceRow(NamedTuple):
    """One term of the equation of a life: what came, or what went or stands."""

    what: str
    came: int = 0
    went: int = 0


class LifeTooLong(Refused):
    """More nodes than a printed life holds: export it as a table."""


FAULTS: dict[str, Label] = {
    "life_too_long": Label("超过 {0} 个节点，请用导出",
                           "More than {0} nodes: use the export"),
}
