"""Which rule says how much a line may differ.   允差词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.counting.words import Tolerance
from pandian.kernel.words import Label

RANKS: dict[str, int] = {"item": 1, "class": 2, "place": 3, "person": 4, "organisation": 5}
"""The nearest level that says something decides, whatever the others say."""


class ToleranceRule(NamedTuple):
    """One tolerance as it holds at a site: the version, its level, and the codes it names."""

    policy: UUID
    code: str
    level: str
    keys: frozenset[str]
    tolerance: Tolerance


class Rules(NamedTuple):
    """What judges the lines of one plan: the rules of the instant at which it was opened.

    `recount` is the version that says how many rounds there are; None: the plan itself says it.
    """

    tolerances: tuple[ToleranceRule, ...]
    recount: UUID | None
    rounds: int
    decides: str


class VerdictRow(NamedTuple):
    """Which versions judged a line: its tolerance (None: the plan's own) and its recounts."""

    line: int
    policy: UUID | None
    level: str
    tolerance: Tolerance
    recount: UUID | None
    judged_at: datetime


PARTS: dict[str, Label] = {
    "tolerance": Label("允差", "tolerance"),
    "recount": Label("复盘", "recounts"),
    "approval": Label("审批矩阵", "approval matrix"),
    "auto": Label("自动批准", "approval by rule"),
}
"""What a version of a rule was used for in a count."""


class VersionUse(NamedTuple):
    """One version of a rule that judged lines of a count, or asked for their approval.

    `part` is a key of `PARTS`, `content_hash` that of the version as approved, `site` `*` for
    the central one; `at` when it was used last.
    """

    part: str
    policy: UUID
    kind: str
    code: str
    version: int
    site: str
    content_hash: str
    label: Label
    effective_from: datetime
    lines: int
    at: datetime
