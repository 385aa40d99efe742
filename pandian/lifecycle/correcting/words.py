"""Words of corrections: one posted line of a document, wrong and right.   单据更正词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Fault, Label
from pandian.lifecycle.words import Amount, Line, Move

CORRECTED: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "receipt": {"accepted": ("scanned",)},
    "putaway": {"put_away": ()},
    "relocation": {"moved": ()},
})
"""Kinds and measures whose posted lines are corrected one by one: no later action of the same
document rests on them.  Each names the measures of the same step that repeat its number."""
ACTION = "correct"
"""The action of the event that a correction leaves; no kind has it in its table."""


class Ask(NamedTuple):
    """A line of a posting, and what it should have been (0: nothing at all)."""

    posting: UUID
    line: int
    right: int


class Given(NamedTuple):
    """A fact of the document's line, and by which event; `root`: by the step that is corrected."""

    root: bool
    amount: Amount


class Spot(NamedTuple):
    """A posted line with all that decides whether its document may correct it.

    `left` is what the end that loses goods still holds beside the claims of others; `needed` is
    what a correction takes from there.  `followers` took this line's goods over.
    """

    document: UUID
    kind: str
    number: int
    state: str
    version: int
    follows: UUID | None
    action: str
    root: UUID
    line: Line
    fact: Amount
    move: Move
    effective_at: datetime
    posting_kind: str
    signed: bool
    proved: bool
    claims: bool
    corrected: bool
    followers: tuple[tuple[str, int], ...]
    left: int | None
    facts: tuple[Given, ...]


class Correctable(NamedTuple):
    """How a document would correct one posted line; `faults` say why it cannot, all at once.

    Quantities in smallest units; `posting` and `posted` say which line of which posting.
    """

    posting: UUID
    posted: int
    document: UUID
    number: str
    kind: str
    line: int
    wrong: int
    right: int
    faults: tuple[Fault, ...] = ()


class CorrectionDraft(NamedTuple):
    """A correction as it comes in; `id` makes it idempotent and is the new posting's id too.

    `note` says on whose behalf (the count and the line that proved it), for whoever reads it.
    """

    id: UUID
    site: str
    ask: Ask
    reason: str
    note: Mapping[str, Any] = MappingProxyType({})


FAULTS: dict[str, Label] = {
    "correct_kind": Label("{0} 不能逐行更正，只能整张冲销",
                          "{0} is not corrected line by line: it is only reversed whole"),
    "correct_two_sites": Label("{0} 涉及两个站点，不能由一边更正",
                               "{0} concerns two sites: one of them cannot correct it alone"),
    "correct_signed": Label("{0} 已签名，改数量须重新签名",
                            "{0} was signed: another quantity has to be signed anew"),
    "correct_proved": Label("{0} 的这一步同时是一次清点，先撤回那次清点",
                            "This step of {0} was a count too: take that one back first"),
    "correct_open": Label("{0} 还在进行，请在单据上改正",
                          "{0} is still being worked on: put it right there"),
    "correct_nothing": Label("整行应为 0：请整张冲销 {0}",
                             "Nothing should have been posted: reverse {0} whole"),
    "corrected_already": Label("{0} 的这一行已更正过", "This line of {0} was corrected already"),
    "line_unknown_posted": Label("没有单据记过这一行", "No document posted such a line"),
    "correct_same": Label("更正前后的数量相同", "It says that quantity already"),
}
