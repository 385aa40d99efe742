"""Words of the detective's referee: error processes, worlds, figures.   溯因裁判词汇"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pandian.counting.detective.words import Booked, Case
from pandian.kernel.words import Label

Spot = tuple[str, str, str]
"""One stock key of the world: place, item, lot."""

PROCESSES: dict[str, tuple[str, Label]] = {
    "receipt_unit": ("unit", Label("收货单位弄错", "unit mistaken at receipt")),
    "issue_unit": ("unit", Label("发货单位弄错", "unit mistaken at issue")),
    "receipt_digits": ("digits", Label("收货数字颠倒", "digits turned at receipt")),
    "issue_digits": ("digits", Label("发货数字颠倒", "digits turned at issue")),
    "posted_twice": ("double", Label("重复过账", "posted twice")),
    "sign_reversed": ("sign", Label("退货方向记反", "sign of a return reversed")),
    "lot_picked": ("lot_swap", Label("拣错批号", "wrong lot picked")),
    "item_picked": ("item_swap", Label("拣错物料", "wrong item picked")),
    "misplaced": ("place_swap", Label("放错货位", "put into a wrong place")),
    "carried_off": ("place_swap", Label("挪走未登记", "carried off, nothing written")),
    "lot_received": ("wrong_lot", Label("收货批号写错", "wrong lot written at receipt")),
    "late_receipt": ("late", Label("收货未过账", "receipt not posted")),
    "late_issue": ("late", Label("发货未过账", "issue not posted")),
    "late_relocation": ("late", Label("移库未过账", "relocation not posted")),
    "scanned_twice": ("scan", Label("重复扫描", "scanned twice")),
    "scan_missed": ("scan", Label("漏扫", "scan missed")),
    "misread": ("scan", Label("点错或输错", "misread or mistyped")),
    "in_motion": ("motion", Label("点数时在途", "in motion during the count")),
    "theft": ("loss", Label("丢失", "theft")),
    "scrap": ("loss", Label("报废未登记", "scrap not written")),
    "other": ("unknown", Label("其他", "anything else")),
}
"""Error processes and the cause that each is to be found as."""

CHANCES: dict[str, float] = {
    "receipt_unit": 0.006, "issue_unit": 0.0012, "receipt_digits": 0.005, "issue_digits": 0.0012,
    "posted_twice": 0.0015, "sign_reversed": 0.03, "lot_picked": 0.0035, "item_picked": 0.0015,
    "misplaced": 0.006, "carried_off": 0.004, "lot_received": 0.004, "late_receipt": 0.006,
    "late_issue": 0.0015, "late_relocation": 0.006, "scanned_twice": 0.003, "scan_missed": 0.004,
    "misread": 0.002, "in_motion": 0.25, "theft": 0.02, "scrap": 0.006, "other": 0.006,
}
"""Chance per opportunity: a receipt, an issue, a return, a relocation, a counted line, a move
near the count.  Each seed draws its own between half and twice of these."""


class Scale(NamedTuple):
    """How big a world is."""

    items: int = 500
    bins: int = 700
    days: int = 60


class Counted(NamedTuple):
    """A count of a whole world: the cases that differ, and the true processes of each."""

    seed: int
    cases: tuple[Case, ...]
    truth: Mapping[int, tuple[str, ...]]
    lines: int
    documents: Mapping[int, frozenset[str]]


class Happened(NamedTuple):
    """What one key of the world went through since its last count."""

    moves: tuple[Booked, ...]
    processes: tuple[str, ...]


class Score(NamedTuple):
    """How right the detective was on one or more seeds; shares of 1.

    `gap`: mean stated share less how often it was right, over what it called certain; `rough`:
    the same over ten bins of all first shares (expected calibration error).
    """

    seeds: int
    lines: int
    differ: int
    lines_explained: float
    value_explained: float
    precision: float
    precision_value: float
    gap: float
    rough: float
    first_right: float
    first_right_documented: float
    documented: int
    by_cause: Mapping[str, tuple[int, int, int, int]]
