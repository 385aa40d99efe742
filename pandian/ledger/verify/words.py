"""The invariants and what a check of them says.   不变量"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Label

NAMED_MAX = 20
"""So many items and places are named where an invariant does not hold."""


class Invariant(NamedTuple):
    """One thing that must always hold; its query lies in sql/<query>.sql.

    A `report` tells people something; it is not a breach.  `heavy` ones run only in a full check.
    """

    code: str
    query: str
    label: Label
    report: bool = False
    heavy: bool = False


class InvariantResult(NamedTuple):
    """How many rows were checked, and the first rows that break the invariant."""

    code: str
    query: str
    label: Label
    checked: int
    broken: tuple[str, ...]
    report: bool


class Broken(NamedTuple):
    """Where an invariant does not hold: at a site, of how many rows, of which things.

    `items` and `places` are codes, those of the first rows; never a quantity.
    """

    site: int
    query: str
    rows: int
    items: tuple[str, ...]
    places: tuple[str, ...]


INVARIANTS = (
    Invariant("I1", "i1_conservation", Label("守恒：来源与去向是同一物", "conservation")),
    Invariant("I2", "i2_balance", Label("结存 = 流水之和", "balance = sum of moves")),
    Invariant("I3", "i3_floor", Label("不低于下限", "nothing below its floor")),
    Invariant("I4", "i4_snapshot", Label("快照 = 截至当时的流水", "snapshot = moves until then"),
              heavy=True),
    Invariant("I5", "i5_assertion", Label("每条盘点声明成立", "every count statement holds")),
    Invariant("I6", "i6_document", Label("单据行完整", "documents are complete")),
    Invariant("I7", "i7_digest", Label("摘要可重算", "digests recompute"), heavy=True),
    Invariant("I7", "i7_chain", Label("封存链可重算", "the seal chain recomputes")),
    Invariant("I7", "i7_sealed", Label("一分钟前的凭证都已封存", "all older than a minute sealed")),
    Invariant("I8", "i8_transit", Label("在途：收不多于发", "received never above shipped")),
    Invariant("I9", "i9_serial", Label("序列号只在一处", "a serial is in one place")),
    Invariant("I10", "i10_ends", Label("流水两端都有账户", "every move end has a holding")),
    Invariant("I11", "i11_negative", Label("时点负库存（提示）", "negative at an instant (report)"),
              report=True, heavy=True),
)
