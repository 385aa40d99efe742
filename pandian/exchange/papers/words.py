"""What stands on the papers of documents.   单据打印词汇"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Forbidden, Label, NotFound

ROWS_MAX = 5_000


class PaperKind(NamedTuple):
    """A paper: whose it is, which quantities it shows, who signs by hand.

    `kinds` empty: every kind has it.  `first` shows only the first measure that was stated, the
    others side by side.  `walks`: its rows are the claims in walking order, with room to write;
    `blind` ones do not say how many there should be.  `asked` shows what the lines ask for before
    what was stated, under that word.  `goods` says of each item what a delivery must (registrant,
    registration, storage: art. 92) across a wide page, with the permits of the seller; `stamp`
    leaves room for the stamp (art. 91).  `stated`: only a document
    that stated one of the measures has it.
    """

    label: Label
    kinds: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    first: bool = False
    walks: bool = False
    places: bool = True
    prices: bool = False
    signs: tuple[str, ...] = ()
    blind: bool = False
    asked: str = ""
    goods: bool = False
    stamp: bool = False
    stated: bool = False


PAPERS: dict[str, PaperKind] = {
    "delivery_note": PaperKind(
        Label("随货同行单", "Delivery note"),
        ("issue", "transfer", "supplier_return", "consignment", "drop_shipment"),
        ("shipped", "filled", "packed", "checked", "picked"), first=True, places=False,
        signs=("sender", "carrier", "receiver"), goods=True, stamp=True),
    "consignment_note": PaperKind(
        Label("寄售铺货单", "Consignment note"), ("consignment",), ("filled",),
        signs=("keeper", "hospital")),
    "usage_note": PaperKind(
        Label("使用确认单", "Usage note"), ("usage",), ("used",),
        signs=("keeper", "hospital"), goods=True),
    "shelf_return_note": PaperKind(
        Label("寄售退回单", "Consignment return note"), ("consignment_return",), ("returned",),
        signs=("hospital", "keeper"), asked="planned"),
    "joint_count_sheet": PaperKind(
        Label("联合盘点表（盲盘）", "Joint count sheet (blind)"), ("joint_count",),
        walks=True, blind=True, signs=("keeper", "witness")),
    "kit_list": PaperKind(
        Label("器械包清单", "Kit list"), ("kit",), ("composed",), asked="planned",
        signs=("composer", "checker")),
    "loan_form": PaperKind(
        Label("借用单", "Loan form"), ("loan",), ("-",), asked="lent", goods=True, stamp=True,
        signs=("sender", "borrower"), places=False),
    "loan_count_sheet": PaperKind(
        Label("清点回收表（盲盘）", "Count-back sheet (blind)"), ("loan",), walks=True, blind=True,
        signs=("counter", "checker")),
    "loan_settlement": PaperKind(
        Label("清点回收记录", "Count-back record"), ("loan",),
        ("counted", "used", "missing", "released", "rejected"), asked="lent", places=False,
        signs=("counter", "checker", "borrower")),
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
    "refusal_record": PaperKind(
        Label("拒收记录", "Record of refused goods"), ("receipt",), ("refused",), stated=True,
        signs=("keeper", "carrier", "quality")),
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
    "planned": Label("计划", "Planned"),
    "lent": Label("借出", "Lent"),
    "registrant": Label("注册人、备案人 / 受托生产企业", "Registrant / manufacturer"),
    "registration": Label("注册证或备案编号", "Registration or filing"),
    "storage": Label("运输及贮存条件", "Transport, storage"),
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
    "hospital": Label("医院", "Hospital"),
    "composer": Label("配包人", "Composed by"),
    "counter": Label("清点人", "Counted by"),
    "borrower": Label("借用方", "Borrower"),
    "stamp": Label("（出库印章）", "(stamp)"),
    "seller": Label("供货企业", "Seller"),
    "permits": Label("供货企业许可", "Permits of the seller"),
    "consignee": Label("收货单位", "Consignee"),
    "address": Label("收货地址", "Delivery address"),
    "contact": Label("联系方式", "Contact"),
    "sent_on": Label("发货日期", "Sent on"),
    "not_sent": Label("尚未发货", "not sent yet"),
    "transporter": Label("承运企业", "Carrier"),
    "drop": Label("直调", "Drop shipment"),
    "photos": Label("照片 {0} 张：{1}", "Photos {0}: {1}"),
    "parcel": Label("包裹 {0}：{1}，封签 {2}{3}", "Parcel {0}: {1}, seal {2}{3}"),
    "lacks": Label("系统中没有、需补写：{0}", "Not in the system, to be written in: {0}"),
}


STORAGE: dict[str, Label] = {
    "cold": Label("冷藏", "Refrigerated"), "frozen": Label("冷冻", "Frozen"),
    "room": Label("常温", "Room temperature"), "ambient": Label("常温", "Room temperature"),
}
"""What the item's attribute `storage` is called; other texts stand as they are."""


class PaperRequest(NamedTuple):
    """Which paper of which document, in which language, of which content."""

    document: UUID
    paper: str
    language: str = "zh-hans"
    revision: int = 0
    """As it was before this revision; 0: as it is now."""


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
    wide: bool = False
    stamp: str = ""


class PaperUnknown(NotFound):
    """This kind of document has no such paper."""


class PaperHidden(Forbidden):
    """The reader may be the one who counts the parcel: its papers say how many there should be."""


FAULTS: dict[str, Label] = {
    "paper_blind": Label("这单在等您盲复核：复核以后才能打印",
                         "This document waits for a blind check: its papers come afterwards"),
    "paper_unknown": Label("这种单据没有“{0}”", "This kind of document has no paper {0}"),
    "paper_too_long": Label("超过 {0} 行，请用导出", "More than {0} rows: use an export"),
}
