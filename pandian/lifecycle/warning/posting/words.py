"""Words of warnings of plain postings: their ends, and what is known there.   过账提醒词汇"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label
from pandian.ledger.effects.words import Warned
from pandian.ledger.words import Posted

WITHIN_OUTSIDE = timedelta(days=1)
WITHIN_INSIDE = timedelta(hours=2)
"""How long the same line of the same paper under another id looks like a double: goods that come
from or go to outside, goods that are carried inside."""
FACT = "ledger.warned"
"""The audit fact that somebody was warned of a posting, and made it."""
VIRTUAL = "@"
"""Places of this prefix are outside the house."""


class End(NamedTuple):
    """One physical end of one line: `delta` is what posting it would do there, smallest units."""

    request: int
    line: int
    place: str
    item: str
    lot: str
    delta: int


class Open(NamedTuple):
    """What an open document would do at an end: `delta` signed; `number` is as people read it."""

    document: UUID
    number: str
    delta: int


class PostingWarning(NamedTuple):
    """What looks wrong with one line of a posting; `paper`: the open document that says so."""

    request: int
    line: int
    warned: Warned
    paper: UUID | None = None


class HeededPosting(NamedTuple):
    """What became of one posting, and what looked wrong with it as (pointer, code, params)."""

    posted: Posted
    warnings: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


class PostingDoubted(Conflict):
    """The caller wants to be asked, and these numbers look wrong: nothing was posted."""


FAULTS: dict[str, Label] = {
    "looks_backwards": Label("{3} 正好是反方向的 {1}：像是方向记反",
                             "{3} announces {1} the other way: the direction looks reversed"),
    "looks_like_paper_unit": Label(
        "要过账 {0}，而 {3} 预告 {1}：像是把单位弄错了（{2} 倍）",
        "{0} where {3} announces {1}: the unit looks wrong (factor {2})"),
    "looks_like_paper_digits": Label(
        "要过账 {0}，而 {3} 预告 {1}：像是数字颠倒",
        "{0} where {3} announces {1}: two digits look turned round"),
    "looks_paused_too": Label(
        "货位正在暂停（{3}），有人在复看：请确认现在就要过账",
        "The bin is paused ({3}), it is being looked at again: post now?"),
    "looks_posted": Label("同一单据的这一行已经过账（{3}），像是重复",
                          "This line of the same paper was posted already ({3}): it looks double"),
}
CODES = {"sign": "looks_backwards", "unit": "looks_like_paper_unit",
         "digits": "looks_like_paper_digits", "double": "looks_posted",
         "paused": "looks_paused_too"}
