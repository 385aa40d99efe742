"""What a document asks the gates, and how they refuse.   证照关口词汇"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pandian.kernel.words import Label


class Goods(NamedTuple):
    """Some goods that a document is about; `pointer` is where a fault about them is shown.

    `made_on` is when they were made: their registration must have been valid then.
    """

    pointer: str
    item: str
    made_on: date | None = None


class EndingLicence(NamedTuple):
    """A licence that has ended or will soon; `step` is 0 (ended), 30, 60 or 90."""

    kind: str
    holder_kind: str
    holder: str
    number: str
    ends: date
    days: int
    step: int
    cure: str
    id: int = 0


FAULTS: dict[str, Label] = {
    "licence": Label(
        "{0} {1}：{2} {3}，{4}（{5}）。{6}", "{0} {1}: {2} {3}: {4} ({5}). {6}"),
}
