"""What stands on the paper of a period's report.   期间报告词汇"""

from __future__ import annotations

from pandian.counting.closing.words import SECTIONS
from pandian.exchange.certificates.words import Form, Section
from pandian.kernel.words import Label

Column = tuple[str, Label, float]
PLACE: Column = ("place", Label("货位", "place"), 0.16)
ITEM: Column = ("item", Label("物料", "item"), 0.2)
LOT: Column = ("lot", Label("批号", "lot"), 0.18)
VARIANCE: Column = ("variance", Label("差异", "variance"), 0.12)
QUANTITY: Column = ("quantity", Label("数量", "quantity"), 0.12)
VALUE: Column = ("value", Label("金额", "value"), 0.18)
STATE: Column = ("verdict", Label("状态", "state"), 0.16)
FIGURES = (
    ("list", Label("清单", "list"), 0.4), ("rows", Label("行数", "rows"), 0.16),
    ("plus", Label("金额 ＋（零以上）", "value +"), 0.22),
    ("minus", Label("金额 －（零以下）", "value −"), 0.22))

COLUMNS: dict[str, tuple[Column, ...]] = {
    "counts": (("name", Label("盘点", "count"), 0.36),
               ("places_open", Label("未盘货位", "places open"), 0.14),
               ("lines_open", Label("未定案行", "lines open"), 0.14),
               ("plus", Label("盈", "gains"), 0.18), ("minus", Label("亏", "losses"), 0.18)),
    "lines": (PLACE, ITEM, LOT, VARIANCE, STATE, VALUE),
    "doubts": (PLACE, ITEM, LOT, QUANTITY, VALUE),
    "uncaused": (PLACE, ITEM, LOT, VARIANCE, STATE, VALUE),
    "repairs": (PLACE, ITEM, LOT, VARIANCE, VALUE),
    "transit": (PLACE, ITEM, LOT, QUANTITY,
                ("document", Label("单据", "document"), 0.16), VALUE),
    "stock": (ITEM, ("item_name", Label("名称", "name"), 0.24),
              ("owner", Label("货主", "owner"), 0.14), QUANTITY,
              ("unit", Label("单位", "unit"), 0.1), VALUE),
    "late": (ITEM, LOT, ("way", Label("方向", "way"), 0.08), QUANTITY,
             ("effective_at", Label("发生", "happened"), 0.17),
             ("recorded_at", Label("记账", "recorded"), 0.17)),
}

FORM = Form(
    "prepared", Label("期间结账报告", "Report of a period"),
    {"site": Label("站点", "site"), "starts_at": Label("自", "from"),
     "ends_at": Label("至（不含）", "to (not included)"), "time_zone": Label("时区", "time zone"),
     "seal": Label("账本封存号", "seal of the ledger"),
     "chain": Label("封存链", "chain of the seal"),
     "prepared_by": Label("编制", "prepared by"), "prepared_at": Label("编制时间", "prepared"),
     "closed_by": Label("签名结账", "closed and signed by"),
     "closed_at": Label("结账时间", "closed")},
    {"figures": Section(Label("汇总（正负不相抵）", "Figures (above and below zero never netted)"),
                        FIGURES),
     **{name: Section(SECTIONS[name].label, columns) for name, columns in COLUMNS.items()}})
