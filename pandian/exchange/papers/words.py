"""What stands on the papers of documents.   单据打印词汇"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label, NotFound

ROWS_MAX = 5_000


class PaperKind(NamedTuple):
    """A paper: whose it is, which quantities it shows, who signs by hand.

    `kinds` empty: every kind has it.  `first` shows only the first measure that was stated, the
    others side by side.  `walks`: its rows are the claims in walking order, with room to write.
    """

    label: Label
    kinds: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    first: bool = False
    walks: bool = False
    places: bool = True
    prices: bool = False
    signs: tuple[str, ...] = ()


PAPERS: dict[str, PaperKind] = {
    "delivery_note": PaperKind(
        Label("随货同行单", "Delivery note"),
        ("issue", "transfer", "supplier_return", "consignment", "drop_shipment"),
        ("shipped", "packed", "checked", "picked"), first=True, places=False,
        signs=("sender", "carrier", "receiver")),
    "picking_list": PaperKind(
        Label("拣货单", "Picking list"),
        ("issue", "transfer", "supplier_return", "production", "kit", "consignment",
         "relocation", "replenishment"),
        walks=True, signs=("picker", "checker")),
    "purchase_order": PaperKind(
        Label("采购订单", "Purchase order"), ("purchase",), ("ordered",), first=True,
        places=False, prices=True, signs=("buyer", "supplier")),
    "receiving_record": PaperKind(
        Label("收货记录", "Receiving record"), ("receipt", "transfer_receipt"),
        ("ordered", "shipped", "arrived", "received", "scanned", "accepted", "refused")),
    "inspection_record": PaperKind(
        Label("验收记录", "Inspection record"), ("inspection",),
        ("sampled", "inspected", "defective", "counted", "accepted", "rejected",
         "counted_short", "counted_over")),
    "putaway_record": PaperKind(
        Label("入库上架记录", "Putaway record"), ("putaway",), ("put_away",)),
    "scrap_certificate": PaperKind(
        Label("报废单", "Scrap report"), ("scrap", "damage"),
        ("damaged", "counted", "approved"), signs=("keeper", "quality", "finance")),
    "destruction_certificate": PaperKind(
        Label("销毁证明", "Destruction certificate"), ("destruction",),
        ("sealed", "destroyed"), signs=("operator", "witness", "quality")),
    "record": PaperKind(Label("单据全貌", "Whole document")),
}
"""In the order in which the page of a document offers them; the last one prints any kind."""

WORDS: dict[str, Label] = {
    "line": Label("行", "No."),
    "item": Label("名称、规格、型号", "Item"),
    "lot": Label("批号 / 序列号", "Lot / serial"),
    "expires": Label("有效期至", "Expires"),
    "unit": Label("单位", "Unit"),
    "place": Label("货位", "Place"),
    "asked": Label("应有", "Asked"),
    "done": Label("实际", "Done"),
    "note": Label("备注", "Note"),
    "price": Label("单价", "Price"),
    "amount": Label("金额", "Amount"),
    "total": Label("合计 ¥{0}", "Total ¥{0}"),
    "site": Label("站点", "Site"),
    "state": Label("状态", "State"),
    "opened": Label("开单", "Opened"),
    "follows": Label("接手自", "Follows"),
    "events": Label("经过与签名（由系统记录）",
                    "What happened and who signed (kept by the system)"),
    "signed_by": Label("签名：{0}", "signed: {0}"),
    "not_final": Label("此单据尚未完成", "This document is not finished"),
    "cancelled": Label("此单据已取消", "This document was cancelled"),
    "reversed": Label("此单据已冲销", "This document was reversed"),
    "printed_at": Label("打印于", "Printed at"),
    "page": Label("第 {0} 页，共 {1} 页", "Page {0} of {1}"),
    "sender": Label("发货人", "Sender"),
    "carrier": Label("承运人", "Carrier"),
    "receiver": Label("收货人", "Receiver"),
    "picker": Label("拣货人", "Picker"),
    "checker": Label("复核人", "Checker"),
    "buyer": Label("采购", "Buyer"),
    "supplier": Label("供应商", "Supplier"),
    "keeper": Label("仓管员", "Keeper"),
    "quality": Label("质量", "Quality"),
    "finance": Label("财务", "Finance"),
    "operator": Label("操作人", "Operator"),
    "witness": Label("监督人", "Witness"),
    "stamp": Label("（盖章）", "(stamp)"),
}


class PaperRequest(NamedTuple):
    """Which paper of which document, in which language."""

    document: UUID
    paper: str
    language: str = "zh-hans"


class Column(NamedTuple):
    """One column of the table of a paper."""

    name: str
    word: str
    width_mm: float
    right: bool = False


class PaperDraft(NamedTuple):
    """A document as it stands on paper: words only, whatever they were made from."""

    title: str
    number: str
    code: str
    facts: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: str
    events: tuple[str, ...]
    signs: tuple[str, ...]
    foot: str


class PaperUnknown(NotFound):
    """This kind of document has no such paper."""


FAULTS: dict[str, Label] = {
    "paper_unknown": Label("这种单据没有“{0}”", "This kind of document has no paper {0}"),
    "paper_too_long": Label("超过 {0} 行，请用导出", "More than {0} rows: use an export"),
}
