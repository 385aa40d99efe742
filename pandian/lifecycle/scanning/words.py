"""Labels scanned at the dock, and the facts that they state.   扫描词汇"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pandian.kernel.words import Fault, Label, Refused
from pandian.lifecycle.words import Amount

SCANS_MAX = 10_000


class ScanDraft(NamedTuple):
    """One label as it was scanned, so many times (packs of what the label is on)."""

    code: str
    symbology: str = ""
    times: int = 1


class Read(NamedTuple):
    """What a label means: `units` are smallest units; '' and None: it does not say."""

    scan: int
    item: str
    units: int
    lot: str = ""
    serial: str = ""
    made_on: date | None = None
    expires_on: date | None = None


class Scanned(NamedTuple):
    """The facts that scans state, ready to be booked, and the scans that state none."""

    amounts: list[Amount]
    faults: list[Fault]


class ScansRefused(Refused):
    """More scans than one request may hold."""


FAULTS: dict[str, Label] = {
    "scan_unknown": Label("没有物料绑定这个码：{0}", "No item is bound to this code: {0}"),
    "scan_refused": Label("这个码读不通：{0}", "This code cannot be read: {0}"),
    "scan_ambiguous": Label("这个码可能是：{0}", "This code may be any of: {0}"),
    "scan_not_expected": Label("单据上没有物料 {0}（批号 {1}）",
                               "The document has no line of {0} (lot {1})"),
    "scan_without_lot": Label("{0} 按批号管理，标签没有批号", "{0} has lots; its label names none"),
    "scan_without_serial": Label("{0} 按序列号管理，标签没有序列号",
                                 "{0} has serials; its label names none"),
    "scan_times": Label("次数应为 1 到 {0}", "It was scanned 1 to {0} times"),
}
