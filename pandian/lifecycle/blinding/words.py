"""Words of blind checks.   盲复核词汇"""

from __future__ import annotations

from pandian.kernel.words import Label

POLICY = "blind_check"
BLIND = "blind"
CHECKS: dict[str, str] = {"issue": "check", "supplier_return": "check", "loan": "count",
                          "joint_count": "count", "sealing": "count"}
"""Kinds that are counted without being told, and the action that says what was found.

A parcel is counted by another person, a tray that is back by two, a shelf by ours and a witness.
"""

FAULTS: dict[str, Label] = {
    "count_not_right": Label("第 {0} 行的数量不可能，请再数一遍",
                             "Line {0} cannot be so many: count it again"),
}
