"""What documents about goods on the shelf may find wrong.   在库单据词汇"""

from __future__ import annotations

from pandian.kernel.words import Label

STORED = frozenset({"bin", "piece_bin", "zone", "unit"})
"""Kinds of places where accepted goods are kept."""

STANDS: dict[str, frozenset[str]] = {
    "accepted": STORED,
    "on_hold": STORED,
    "pending": frozenset({"dock", "pending_area", "return_area"}),
    "quarantine": frozenset({"quarantine"}),
    "recalled": frozenset({"quarantine"}) | STORED,
    "rejected": frozenset({"rejected_area"}),
}
"""Where goods of a status are carried about inside a site."""

STOPPED: dict[str, frozenset[str]] = {
    "accepted": STORED | {"dispatch_area", "dock", "pending_area", "return_area"},
}
"""Accepted goods may be stopped wherever they stand."""

FAULTS: dict[str, Label] = {
    "status_not_here": Label("状态为{0}的货不能用在这里", "Goods of status {0} do not belong here"),
    "photo_not_kept": Label(
        "没有这张照片：{0}（先上传，再引用它的 SHA-256）",
        "No photo is kept under {0} (upload it first, then name its SHA-256)"),
    "same_place": Label("货已经在 {0}", "The goods stand in {0} already"),
    "counted_missing": Label("第 {0} 行需要清点数", "Line {0}: the count is needed"),
}
