"""Standings of suppliers, and letting a stopped one back.   转移规则词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Label, Refused


class SupplierStanding(NamedTuple):
    """Where an item of a supplier stands at a site; `because` keys the sampling's BECAUSE."""

    site: str
    supplier: str
    item: str
    severity: str
    because: str
    lots: int
    refused: int
    inspected: int


class ResumeDraft(NamedTuple):
    """A stopped supplier is let back for one item: he has acted, and this is why we think so."""

    site: str
    supplier: str
    item: str
    reason: str


class ResumeRefused(Refused):
    """The supplier cannot be let back like this."""


FAULTS: dict[str, Label] = {
    "supplier_stopped": Label(
        "{0} 的 {1} 加严检验下已有 5 批不接收，暂停；供应商改进后由质量恢复",
        "{0}: 5 lots of {1} were not accepted while tightened. Stopped until the supplier has "
        "acted and quality lets him back"),
    "supplier_not_stopped": Label("{0} 的 {1} 没有暂停", "{1} of {0} is not stopped"),
}
