"""Sampling plans as data: code letters, acceptance quality limits, plans.   抽样词汇

The tables are facts of GB/T 2828.1 (ISO 2859-1): single plans, normal and tightened.  Reduced
inspection is not offered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any, NamedTuple

from pandian.kernel.words import Label, Refused

LOT_SIZE_MAX = 2**53 - 1
SEED_CHARACTERS_MAX = 200
DRAWN_UNITS_MAX = 100_000
"""More units than this are not drawn one by one: the largest sample of the table is 3,150."""

SEVERITIES: dict[str, Label] = {
    "normal": Label("正常检验", "Normal"),
    "tightened": Label("加严检验", "Tightened"),
}
STOPPED = "stopped"
STANDINGS: dict[str, Label] = {
    **SEVERITIES,
    STOPPED: Label("暂停检验", "Stopped"),
}
"""Where an item of a supplier stands: a severity, or no inspection until he has acted."""

EVENTS: dict[str, Label] = {
    "accepted": Label("接收", "Accepted"),
    "not_accepted": Label("不接收", "Not accepted"),
    "resumed": Label("恢复检验", "Resumed"),
}
"""What may stand in a history: the verdict of a lot's first inspection, or a supplier let back."""

WINDOW_LOTS = 5
"""Normal inspection looks back at so many lots."""
WINDOW_NOT_ACCEPTED = 2
"""So many of them not accepted: tightened."""
RELIEVED_AFTER_LOTS = 5
"""So many in a row accepted on tightened inspection: normal again."""
STOPPED_AFTER_LOTS = 5
"""So many not accepted while tightened: stopped."""


class SampleAsk(NamedTuple):
    """What a plan is asked for, as it came in: nothing is known to be right yet."""

    lot_size: Any
    level: Any
    aql: Any
    severity: Any


class Plan(NamedTuple):
    """How a lot is inspected: `n` units, accepted with `accept` bad ones, not with `reject`.

    `letter` is empty where no table was asked.  With `inspect_all` every unit of the lot is
    looked at: `n` is the lot size.
    """

    letter: str
    n: int
    accept: int
    reject: int
    inspect_all: bool = False


class Cell(NamedTuple):
    """One cell of a master table, arrows followed: `n` need not be the letter's own size."""

    n: int
    accept: int
    reject: int


class Standing(NamedTuple):
    """How the next lot of an item from a supplier is inspected, and why.

    `lots` counts what leads on from here: on `normal` the lots not accepted among the last five,
    on `tightened` those accepted in a row; `refused` those not accepted since tightening.
    """

    severity: str
    because: str
    lots: int = 0
    refused: int = 0


BECAUSE: dict[str, Label] = {
    "start": Label("开始时为正常检验", "Inspection begins as normal"),
    "two_of_five": Label(
        "最近 5 批（或更少）中有 2 批不接收", "2 of the last 5 lots or fewer were not accepted"),
    "five_accepted": Label(
        "加严检验下连续 5 批接收", "5 lots in a row were accepted on tightened inspection"),
    "five_not_accepted": Label(
        "加严检验下累计 5 批不接收", "5 lots were not accepted on tightened inspection"),
    "resumed": Label(
        "供应商改进后恢复，从加严检验开始",
        "The supplier has acted: inspection goes on, tightened"),
}


class _Tables(NamedTuple):
    lot_max: tuple[int, ...]
    letters: Mapping[str, str]
    aqls: tuple[str, ...]
    plans: Mapping[tuple[str, str, str], Cell]


def _cell(text: str) -> Cell:
    n, accept = text.split("/")
    return Cell(int(n), int(accept), int(accept) + 1)


def _tables() -> _Tables:
    given = json.loads(files(__package__ or "").joinpath("plans.json").read_text("utf-8"))
    aqls = tuple(given["aql"].split())
    return _Tables(tuple(given["lot_max"]), given["letters"], aqls, {
        (severity, letter, aql): _cell(text)
        for severity, rows in given["plans"].items() for letter, row in rows.items()
        for aql, text in zip(aqls, row.split(), strict=True)})


TABLES = _tables()
LEVELS = tuple(TABLES.letters)
"""The inspection levels 检验水平: four special ones and three general ones."""
AQLS: dict[Decimal, str] = {Decimal(text): text for text in TABLES.aqls}
"""The acceptance quality limits 接收质量限: as numbers, and as the table writes them."""


class SamplingRefused(Refused):
    """No plan can be read for what was asked; every reason is named."""


FAULTS: dict[str, Label] = {
    "reduced_not_offered": Label(
        "不提供放宽检验；可选：{0}", "Reduced inspection is not offered; choose one of: {0}"),
    "lot_of_nothing": Label("批量至少为 1，收到 {0}", "A lot has at least 1 unit; {0} was sent"),
}
