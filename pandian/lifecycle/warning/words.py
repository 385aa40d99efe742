"""Words of warnings before posting.   过账前提醒词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from pandian.kernel.words import Conflict, Label
from pandian.ledger.effects.words import Warned
from pandian.lifecycle.fefo.words import ClaimRow
from pandian.lifecycle.words import Acted, Line, Sum

ANNOUNCED: Mapping[str, tuple[str, ...]] = {
    "receipt": ("shipped", "ordered"), "issue": ("ordered",), "drop_shipment": ("ordered",)}
"""Measures by kind that say what is to come, the surest first; elsewhere the line itself does."""
WATCHED: Mapping[str, frozenset[str]] = {
    "receipt": frozenset({"arrived", "accepted"}),
    "inspection": frozenset({"accepted"}),
    "putaway": frozenset({"put_away"}),
    "relocation": frozenset({"moved"}),
    "issue": frozenset({"picked", "checked"}),
    "drop_shipment": frozenset({"shipped"}),
    "transfer": frozenset({"shipped"}),
    "transfer_receipt": frozenset({"received", "stocked"}),
    "supplier_return": frozenset({"picked", "checked"}),
    "customer_return": frozenset({"returned", "accepted"}),
    "consignment": frozenset({"filled"}),
    "consignment_return": frozenset({"returned"}),
    "recall_return": frozenset({"returned"}),
    "usage": frozenset({"used"}),
    "production": frozenset({"issued"}),
    "kit": frozenset({"composed"}),
}
"""Measures by kind whose numbers are compared with what was announced."""
TWIN_WITHIN: Mapping[str, timedelta] = {
    kind: timedelta(days=1) for kind in (
        "receipt", "transfer_receipt", "supplier_return", "customer_return",
        "consignment_return", "recall_return")}
"""Paper from outside comes back for a whole day; what is done inside, for `TWIN_INSIDE`."""
TWIN_INSIDE = timedelta(hours=2)
FACT = "lifecycle.warned"
"""The audit fact that a person was warned of an action, and did it."""


class LineWarning(NamedTuple):
    """What looks wrong with the quantity of one line of a document about to be posted."""

    line: int
    measure: str
    warned: Warned


class Paper(NamedTuple):
    """What is known of a document when its numbers are read: no fact of the action itself."""

    kind: str
    lines: list[Line]
    sums: list[Sum]
    claims: list[ClaimRow]


class Warning(NamedTuple):
    """A warning as a face tells it: which fact, and a code of `FAULTS` with what fills it."""

    pointer: str
    line: int
    measure: str
    code: str
    params: tuple[str, ...]


class Heeded(NamedTuple):
    """An action that was done, and what looked wrong with it."""

    acted: Acted
    warnings: list[Warning]


class DocumentDoubted(Conflict):
    """The caller wants to be asked, and these numbers look wrong: nothing was done."""


FAULTS: dict[str, Label] = {
    "looks_unit": Label("写的是 {0}，单据上是 {1}：像是把单位弄错了（{2} 倍）",
                        "{0} where {1} was announced: the unit looks wrong (factor {2})"),
    "looks_digits": Label("写的是 {0}，单据上是 {1}：像是数字颠倒",
                          "{0} where {1} was announced: two digits look turned round"),
    "looks_double": Label("不久前已有同样的一笔（{3}），像是重复过账",
                          "The same was posted a short while ago ({3}): this looks like a double"),
    "looks_paused": Label(
        "货位正在暂停（{3}），有人在复看：请确认现在就要取放",
        "The bin is paused ({3}), it is being looked at again: carry now?"),
    "looks_sign": Label("数量为负 {0}：像是方向记反，应为 {1}",
                        "{0} is below zero: the sign looks reversed, {1} is likely"),
}
