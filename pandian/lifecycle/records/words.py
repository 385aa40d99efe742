"""Quality records: which facts of documents make which record, and how long it is kept.   质量记录

Nothing is typed twice: names and times are those of the system, items as they were at the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Label, Refused

ROWS_MAX = 200_000
SEARCH_CHARACTERS_MAX = 100
YEARS_AFTER_EXPIRY = 2
YEARS_WITHOUT_EXPIRY = 5

COLUMNS: dict[str, Label] = {
    "at": Label("日期、时间", "date, time"),
    "site": Label("站点", "site"),
    "number": Label("单据号", "document"),
    "refusal": Label("拒收记录号", "number of the refusal"),
    "step": Label("操作", "step"),
    "item": Label("物料编号", "item"),
    "name": Label("名称", "name"),
    "model": Label("型号", "model"),
    "specification": Label("规格", "specification"),
    "registration": Label("注册证或备案编号", "registration or filing"),
    "registrant": Label("注册人、备案人", "registrant"),
    "maker": Label("受托生产企业", "manufacturer"),
    "maker_licence": Label("生产许可证或备案编号", "production licence"),
    "udi": Label("医疗器械唯一标识", "UDI"),
    "lot": Label("生产批号", "lot"),
    "serial": Label("序列号", "serial"),
    "made_on": Label("生产日期", "made on"),
    "expires_on": Label("有效期至", "expires on"),
    "quantity": Label("数量", "quantity"),
    "unit": Label("单位", "unit"),
    "price": Label("单价", "price"),
    "value": Label("金额", "value"),
    "measure": Label("结论", "conclusion"),
    "place": Label("位置", "place"),
    "storage": Label("运输及贮存条件", "transport and storage conditions"),
    "party": Label("往来单位", "partner"),
    "party_name": Label("往来单位名称", "partner's name"),
    "address": Label("地址", "address"),
    "contact": Label("联系方式", "contact"),
    "licence": Label("许可证明文件编号", "partner's licence"),
    "origin": Label("原单据号", "original document"),
    "ordered_on": Label("购货日期", "ordered on"),
    "delivery_note": Label("随货同行单", "delivery note"),
    "transport": Label("运输方式", "mode of transport"),
    "carrier": Label("承运单位", "carrier"),
    "waybill": Label("运单号", "waybill"),
    "vehicle": Label("车牌号", "vehicle"),
    "driver": Label("运输人员", "driver"),
    "result": Label("检查结果", "result"),
    "told_supplier": Label("告知供货者的内容", "what the supplier was told"),
    "disposal": Label("处置", "disposal"),
    "photos": Label("照片（哈希）", "photos (hash)"),
    "reason": Label("原因", "reason"),
    "level": Label("召回级别", "recall level"),
    "notice": Label("通知", "notice"),
    "actor": Label("操作人", "person"),
    "signers": Label("签名人", "signers"),
    "keep_until": Label("保存至", "keep until"),
    "book": Label("账面数", "book"),
    "counted": Label("实盘数", "counted"),
    "variance": Label("差异", "variance"),
    "cause": Label("差异原因", "cause of the difference"),
    "holder": Label("持证者", "holder"),
    "kind": Label("证照种类", "kind of licence"),
    "licence_number": Label("证照编号", "number of the licence"),
    "valid_from": Label("有效期起", "valid from"),
    "valid_to": Label("有效期至", "valid to"),
}
"""Every column of every record; a record names its own."""

_DEVICE = ("item", "name", "model", "specification", "registration", "registrant", "maker",
           "maker_licence", "udi", "lot", "serial", "made_on", "expires_on", "quantity", "unit")
_WHO = ("actor", "signers", "reason", "keep_until")
_HEAD = ("at", "site", "number", "step")
_MONEY = ("price", "value")
_PARTY = ("party", "party_name", "address", "contact")


class Record(NamedTuple):
    """One kind of record: its articles, the facts that make it, its columns.

    `facts` maps kinds of documents to the measures of their facts; `steps` maps kinds to actions
    that are on record without quantities.  `source` says where rows come from: `documents`,
    `counts` or `licences`.
    """

    label: Label
    articles: tuple[int, ...]
    columns: tuple[str, ...]
    facts: Mapping[str, tuple[str, ...]] = {}
    steps: Mapping[str, tuple[str, ...]] = {}
    source: str = "documents"


RECORDS: dict[str, Record] = {
    "qualification": Record(
        Label("供货者和产品资质审核记录", "qualification of suppliers and items"), (21, 53, 54),
        ("holder", "kind", "licence_number", "valid_from", "valid_to"), source="licences"),
    "purchase": Record(
        Label("采购记录", "purchase record"), (21, 58),
        (*_HEAD, *_DEVICE, *_MONEY, *_PARTY, *_WHO), {"purchase": ("ordered", "cancelled")}),
    "incoming": Record(
        Label("进货查验记录", "incoming inspection record"), (21, 65, 66, 67),
        (*_HEAD, *_DEVICE, "measure", *_PARTY, "origin", "ordered_on", "delivery_note",
         "transport", "result", *_WHO),
        {"inspection": ("sampled", "accepted", "rejected"),
         "drop_shipment": ("shipped", "refused"), "receipt": ("refused",)}),
    "refusal": Record(
        Label("拒收记录", "record of refused goods"), (21, 60, 63, 67),
        ("refusal", *_HEAD, *_DEVICE, *_PARTY, "origin", "ordered_on", "delivery_note",
         "transport", "place", "told_supplier", "disposal", "photos", *_WHO),
        {"receipt": ("refused",)}),
    "put_in": Record(
        Label("入库记录", "put-in record"), (21, 69, 70),
        (*_HEAD, *_DEVICE, "place", *_WHO),
        {"putaway": ("put_away",), "transfer_receipt": ("stocked",)}),
    "stock_check": Record(
        Label("在库检查记录", "stock check record"), (21, 73, 74),
        (*_HEAD, *_DEVICE, "place", "measure", "result", *_WHO),
        {"stock_check": ("looked", "doubt_look", "doubt_package", "doubt_label",
                         "doubt_expiry", "counted")}),
    "count": Record(
        Label("盘点记录", "count record"), (21, 77),
        ("at", "site", "number", "place", "item", "name", "model", "specification", "lot",
         "serial", "expires_on", "unit", "book", "counted", "variance", "cause", "actor",
         "keep_until"), source="counts"),
    "sales": Record(
        Label("销售记录", "sales record"), (21, 84, 85),
        (*_HEAD, *_DEVICE, *_MONEY, "measure", *_PARTY, "licence", *_WHO),
        {"issue": ("shipped", "voided"), "drop_shipment": ("shipped",),
         "usage": ("used",), "loan": ("used",), "deviation": ("left",)}),
    "check": Record(
        Label("出库复核记录", "check record"), (21, 87, 88),
        (*_HEAD, *_DEVICE, "measure", *_PARTY, *_WHO),
        {"issue": ("checked", "held"), "supplier_return": ("checked",)}),
    "transport": Record(
        Label("运输记录", "transport record"), (21, 95, 96),
        (*_HEAD, *_DEVICE, *_PARTY, "transport", "carrier", "waybill", "vehicle", "driver",
         "delivery_note", "storage", *_WHO),
        {"issue": ("shipped",), "transfer": ("shipped",), "supplier_return": ("shipped",),
         "consignment": ("filled",)}),
    "return": Record(
        Label("退货记录", "return record"), (21, 106, 107),
        (*_HEAD, "origin", *_DEVICE, "measure", "storage", *_PARTY, "result", *_WHO),
        {"customer_return": ("returned", "accepted", "rejected", "refused"),
         "supplier_return": ("shipped",), "recall_return": ("returned",),
         "consignment_return": ("returned",), "loan": ("counted", "released", "rejected")}),
    "recall": Record(
        Label("召回记录", "recall record"), (21, 110, 111),
        (*_HEAD, "level", "notice", *_DEVICE, "measure", *_PARTY, "result", *_WHO),
        {"recall": ("used_there", "destroyed_there", "missing_there", "still_there"),
         "recall_return": ("returned",)},
        {"recall": ("open", "spread", "sweep", "tell", "decide", "close", "cancel")}),
    "nonconforming": Record(
        Label("不合格医疗器械记录", "nonconforming goods and destruction"), (21, 69, 74, 76),
        (*_HEAD, *_DEVICE, "measure", "place", "result", *_WHO),
        {"hold": ("held", "lifted", "released", "rejected"), "damage": ("damaged",),
         "scrap": ("counted",), "destruction": ("sealed", "destroyed"),
         "inspection": ("rejected",), "customer_return": ("rejected",),
         "loan": ("rejected",), "transfer_receipt": ("damaged", "lost")},
        {"scrap": ("value", "approve", "close"), "destruction": ("certify",)}),
}

NOT_HERE: dict[str, Label] = {
    "contracts": Label("采购合同原件（二）", "(2) contracts themselves"),
    "temperature": Label("自动温湿度监测数据（五）（九）", "(5)(9) readings of sensors"),
    "service": Label("售后服务与质量投诉（十）（十三）", "(10)(13) service and complaints"),
    "adverse": Label("不良事件监测（十二）", "(12) adverse events"),
    "other": Label("自查、人员与培训、设备、校准、质量风险会商等（十五）至（二十）",
                   "(15)-(20) self-inspection, staff and training, equipment, calibration, risk"),
}
"""What article 21 asks for and no document here makes: keep it in your own files."""


class Asked(NamedTuple):
    """Which rows of a record: from `since` on, before `until`, as `text` occurs in them."""

    record: str
    since: datetime
    until: datetime
    site: str | None = None
    text: str = ""


class FactKey(NamedTuple):
    """Where a fact stands in the order of records: a page ends there, the next begins behind."""

    at: datetime
    site: int
    event: UUID
    n: int
    line: int


class FactRow(NamedTuple):
    """One fact of a document with all that a record may show of it, as it is read."""

    at: datetime
    site: str
    kind: str
    number: int
    document: UUID
    event: UUID
    action: str
    actor: str
    signers: list[str]
    item: str
    lot: str
    serial: str
    made_on: date | None
    expires_on: date | None
    quantity: int | None
    measure: str
    place: str
    master: dict[str, Any]
    header: dict[str, Any]
    said: dict[str, Any]
    """Header fields and evidence of the documents followed, the nearest first."""
    attributes: dict[str, Any]
    evidence: dict[str, Any]
    reason: str
    origin_kind: str | None
    origin_number: int | None
    ordered_on: datetime | None
    site_id: int = 0
    n: int = 0
    line: int = 0
    seq: int = 0
    own: Mapping[str, Any] = MappingProxyType({})
    """Of a receipt: evidence of its steps so far, for what came with the goods."""

    @property
    def key(self) -> FactKey:
        """Return where the fact stands in the order of records."""
        return FactKey(self.at, self.site_id, self.event, self.n, self.line)


class RecordRefused(Refused):
    """There is no such record, or the range is none."""

    status = 400


FAULTS: dict[str, Label] = {
    "record_unknown": Label("没有这种记录：{0}", "There is no record {0}"),
    "range_empty": Label("起止时间颠倒：{0} – {1}", "The range ends before it begins: {0} – {1}"),
}
