"""The register of documents: stages of life, names of fields, what is asked for.   登记簿词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Label

PAGE_ROWS_MAX = 200
CHAIN_MAX = 200
"""Documents of one paper trail that are shown at most."""
OLDER_DAYS_MAX = 3_650


class Stage(NamedTuple):
    """A stage of the life of goods, and the kinds of documents that happen in it."""

    label: Label
    kinds: tuple[str, ...]


STAGES: dict[str, Stage] = {
    "buy": Stage(Label("采购", "Buy"), ("purchase",)),
    "receive": Stage(Label("收货", "Receive"), ("receipt",)),
    "inspect": Stage(Label("验收", "Inspect"), ("inspection",)),
    "put_away": Stage(Label("上架", "Put away"), ("putaway",)),
    "inside": Stage(Label("库内", "Inside"),
                    ("relocation", "replenishment", "unit_move", "sealing", "hold",
                     "stock_check")),
    "between": Stage(Label("跨站与加工", "Between"),
                     ("transfer", "transfer_in", "transfer_out", "transfer_receipt",
                      "production", "kit", "loan", "consignment", "usage",
                      "consignment_return", "joint_count")),
    "out": Stage(Label("出库", "Out"), ("issue", "drop_shipment", "deviation")),
    "back": Stage(Label("退货", "Back"), ("customer_return", "supplier_return")),
    "scrap": Stage(Label("报废", "Scrap"), ("damage", "scrap", "destruction", "found_again")),
    "recall": Stage(Label("召回", "Recall"), ("recall", "recall_return")),
}
"""In the order of life; a kind that no stage names stands in `OTHER`."""

OTHER = "other"
OTHER_STAGE = Label("其他", "Other")

FIELDS: dict[str, Label] = {
    "supplier": Label("供应商", "Supplier"),
    "customer": Label("客户", "Customer"),
    "buyer": Label("购货者", "Buyer"),
    "carrier": Label("承运方", "Carrier"),
    "hospital": Label("医院", "Hospital"),
    "partner": Label("往来单位", "Partner"),
    "contractor": Label("处置单位", "Contractor"),
    "owner": Label("货主", "Owner"),
    "place": Label("货位", "Place"),
    "from": Label("从", "From"),
    "to": Label("到", "To"),
    "source": Label("来源货位", "From place"),
    "target": Label("目标货位", "To place"),
    "site": Label("站点", "Site"),
    "to_site": Label("调入站点", "Receiving site"),
    "from_site": Label("调出站点", "Sending site"),
    "delivery_note": Label("随货同行单号", "Delivery note"),
    "transport": Label("运输方式", "Transport"),
    "handed_over_by": Label("交货人", "Handed over by"),
    "result": Label("检验结果", "Test result"),
    "reason": Label("原因", "Reason"),
    "photo": Label("照片", "Photo"),
    "photos": Label("照片", "Photos"),
    "note": Label("备注", "Note"),
    "address": Label("收货地址", "Delivery address"),
    "delivery_address": Label("收货地址", "Delivery address"),
    "temperature": Label("温度", "Temperature"),
    "temperature_start": Label("起运温度", "Temperature at the start"),
    "temperature_on_way": Label("途中温度", "Temperature on the way"),
    "temperature_arrival": Label("到货温度", "Temperature on arrival"),
    "seal": Label("封签号", "Seal number"),
    "seals": Label("封签号", "Seal numbers"),
    "seal_state": Label("封签状态", "State of the seal"),
    "weight": Label("重量", "Weight"),
    "method": Label("销毁方式", "Method"),
    "certificate": Label("证明编号", "Certificate"),
    "contract": Label("合同", "Contract"),
    "due": Label("期限", "Due"),
    "due_on": Label("到期日", "Due on"),
    "return_date": Label("归还日期", "Return date"),
    "order": Label("订单号", "Order"),
    "rma": Label("退货编号", "RMA"),
    "level": Label("级别", "Level"),
    "notice": Label("通知", "Notice"),
    "judgement": Label("裁定", "Judgement"),
    "sterilisation": Label("灭菌记录", "Sterilisation record"),
    "demand": Label("需求来源", "Demand"),
    "cause": Label("原因", "Cause"),
    "temperature_en_route": Label("途中温度 ℃", "Temperature on the way, °C"),
    "departed_at": Label("发出时间", "Departed at"),
    "arrived_at": Label("到达时间", "Arrived at"),
    "price": Label("单价", "Price"),
    "order_line": Label("采购单行", "Line of the order"),
    "days": Label("路上天数", "Days on the way"),
    "trusted": Label("信任直收（yes）", "Trusted (yes)"),
    "transfer": Label("调拨编号", "Transfer id"),
    "enquiry": Label("查询结果", "Enquiry"),
    "hygiene": Label("卫生", "Hygiene"),
    "monitoring": Label("温湿度监测", "Monitoring of the climate"),
    "storage": Label("储存条件", "Storage"),
    "location": Label("地点", "Location"),
    "contractor_licence": Label("处置单位许可证", "Licence of the contractor"),
    "contractor_certificate": Label("处置单位证明（照片）", "The contractor's certificate (photo)"),
    "seal_numbers": Label("封签号", "Seal numbers"),
    "weight_grams": Label("重量（克）", "Weight (g)"),
    "station": Label("工位", "Station"),
    "process": Label("工序", "Process"),
    "bom": Label("物料清单版本", "Version of the bill of materials"),
    "step": Label("步骤记录", "Record of the step"),
    "template": Label("器械包模板", "Template of the tray"),
    "tray": Label("器械包", "Tray"),
    "borrower": Label("借用方", "Borrower"),
    "loan_form": Label("借用单号", "Loan form"),
    "usage_form": Label("使用登记号", "Usage form"),
    "cleaned": Label("清洗状态", "State of cleaning"),
    "signed_by": Label("医院签收人", "Signed at the hospital by"),
    "witness": Label("见证人", "Witness"),
    "invoice": Label("发票号", "Invoice"),
    "report": Label("报告编号", "Report"),
    "decision": Label("裁定", "Decision"),
    "answered_by": Label("答复人", "Answered by"),
    "corrects": Label("更正哪条答复", "Which reply is corrected"),
    "recall": Label("召回单", "Recall"),
    "package": Label("包装状态", "State of the package"),
    "confirmation": Label("供应商确认", "Confirmation of the supplier"),
    "inspected_on": Label("验收日期", "Inspected on"),
    "how_found": Label("如何发现", "How it was found"),
    "measures_taken": Label("已采取的措施", "Measures taken"),
    "made_on": Label("生产日期", "Made on"),
    "expires_on": Label("有效期至", "Expires on"),
    "parcels_loaded": Label("已扫装车的包裹", "Parcels scanned while loading"),
    "expected_on": Label("预计到货", "Expected on"),
    "contact": Label("联系方式", "Contact"),
}
"""What the fields of heads and papers are called; a kind may bring its own in its words."""


class Extra(NamedTuple):
    """What a kind reads besides what its table asks for: all of it may be left out at first."""

    head: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    evidence: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    dates: frozenset[str] = frozenset()
    """Actions whose facts may say the dates on the label."""


EXTRAS: dict[str, Extra] = {
    "purchase": Extra(line=("price", "due")),
    "receipt": Extra(
        evidence={"arrive": ("temperature_start", "temperature_en_route", "temperature_arrival",
                             "departed_at", "arrived_at"),
                  "book": ("told_supplier", "disposal"),
                  "refuse": ("told_supplier", "disposal")}, dates=frozenset({"book"})),
    "relocation": Extra(line=("target",)),
    "transfer": Extra(head=("days", "trusted")),
}
"""A form shows these; what else a kind asks for appears in the form when it is found missing."""


def field_label(name: str, own: Mapping[str, Label] = MappingProxyType({})) -> Label:
    """Return what a field is called; one that nobody named says its identifier in words."""
    words = name.replace("_", " ")
    return own.get(name) or FIELDS.get(name) or Label(words, words)


class Wanted(NamedTuple):
    """Which documents; empty fields ask nothing.

    `number` is a shown number (RC-000012), or its digits alone.  `older_days`: opened at least
    so many days ago.  `open` keeps those on which something may still be done.
    """

    site: str = ""
    kinds: tuple[str, ...] = ()
    state: str = ""
    number: str = ""
    item: str = ""
    lot: str = ""
    party: str = ""
    older_days: int | None = None
    open: bool = False


class FoundRow(NamedTuple):
    """A document of the register, with its first item and the number of its lines."""

    site: str
    id: UUID
    kind: str
    number: str
    state: str
    version: int
    header: dict[str, Any]
    created_by: str
    created_at: datetime
    changed_at: datetime
    lines: int
    item: str


class FoundPage(NamedTuple):
    """Some documents, newest first; `next` continues."""

    rows: list[FoundRow]
    next: str | None


class OpenRow(NamedTuple):
    """How many documents of a kind stand in a state, and since when the oldest."""

    kind: str
    state: str
    documents: int
    oldest: datetime


class Tab(NamedTuple):
    """A stage of life, its kinds, and how many of its documents are open."""

    name: str
    label: Label
    kinds: tuple[str, ...]
    open: int


class ChainRow(NamedTuple):
    """A document of the same paper trail; `follows` is the one whose goods it took over."""

    site: str
    id: UUID
    kind: str
    number: str
    state: str
    follows: UUID | None
    replaces: UUID | None
    created_at: datetime
