"""What the stories of documents are about.   单据故事词汇"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID


class Cast(NamedTuple):
    """Who plays: codes of people, by their post."""

    buyer: str = "demo-buyer"
    sales: str = "demo-sales"
    manager: str = "demo-manager"
    keeper: str = "demo-keeper"
    porter: str = "demo-keeper-2"
    far_keeper: str = "demo-keeper-br"
    quality: str = "demo-quality"
    second: str = "demo-quality-2"
    finance: str = "demo-finance"
    lead: str = "demo-lead"
    far_counter: str = "demo-counter-br"


class Told(NamedTuple):
    """One story that was told: its name, and the document to begin with."""

    name: str
    document: UUID


STENTS, SETS, TEMPLATE = "DEMO-PUMP", "DEMO-SET", "DEMO-TRAY"
"""Items that belong to the stories alone, so that nothing else of the demo moves them."""

LIFE_LOT, RECALL_LOT, OLD_LOT, TRAY_LOT = "LIFE-01", "RECALL-01", "OLD-01", "TRAY-01"

SUPPLIER, HOSPITAL, CLINIC = "S001", "C001", "C002"
TRAY, WARD = "TRAY-DEMO", "WARD-DEMO"
"""A tray, and the shelf of a hospital that borrows it."""

PAPERS = {
    "contract": "HT-DEMO-1", "delivery_note": "DN-DEMO-1", "transport": "van 厢式货车",
    "handed_over_by": "司机 老董", "result": "外观、标签、数量符合", "carrier": "顺达物流",
    "package": "外箱完好", "seals": "封签完好", "seal": "unbroken", "seal_numbers": "F-101 F-102",
    "weight_grams": "1860", "notice": "ZH-DEMO-7", "answered_by": "设备科 老郑",
    "enquiry": "查询单 CX-DEMO-2", "loan_form": "JY-DEMO-3", "usage_form": "SS-DEMO-4",
    "cleaned": "XD-DEMO-5", "step": "分装工序 1", "report": "ZHBG-DEMO-6",
}
"""What each paper says, by the name of the evidence that an action asks for."""
