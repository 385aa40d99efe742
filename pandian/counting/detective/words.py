"""Words of the detective: cases, hypotheses, findings.   差异溯因词汇

A case holds nothing about people: what went wrong is asked of documents and numbers, never of
somebody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Label

CAUSES: dict[str, Label] = {
    "unit": Label("单位或包装倍数弄错", "wrong unit or pack factor"),
    "digits": Label("数字颠倒", "digits turned round"),
    "double": Label("重复过账", "posted twice"),
    "sign": Label("方向记反", "sign reversed"),
    "lot_swap": Label("批号拿错", "lots swapped"),
    "item_swap": Label("物料拿错", "items swapped"),
    "place_swap": Label("放在别的货位", "stands in another place"),
    "wrong_lot": Label("收货批号写错", "wrong lot at receipt"),
    "late": Label("单据未过账或迟到", "paper late or not posted"),
    "scan": Label("点数时重扫、漏扫或点错", "scanned twice, missed or misread while counting"),
    "motion": Label("点数时货在移动", "goods in motion during the count"),
    "loss": Label("原因不明的短少", "unexplained loss"),
    "unknown": Label("原因未知", "not known"),
}

SENTENCES: dict[str, Label] = {
    "unit": Label("{document} 过了 {posted}，按 {factor} 倍换算应为 {true}",
                  "{document} posted {posted}; by the pack factor {factor} it should be {true}"),
    "digits": Label("{document} 过了 {posted}，两位数字颠倒，应为 {true}",
                    "{document} posted {posted}; with two digits turned back it is {true}"),
    "double": Label("{document} 的 {posted} 与 {twin} 相同，像是过了两次",
                    "{document} posted {posted}, the same as {twin}: it looks posted twice"),
    "sign": Label("{document} 过了 {posted}，方向像是记反，应为 {true}",
                  "{document} posted {posted}; the sign looks reversed, it should be {true}"),
    "lot_swap": Label("此批差 {variance}，同物料的批号 {partner} 正好差 {opposite}",
                      "This lot differs by {variance}, lot {partner} of the item by {opposite}"),
    "item_swap": Label("此物料差 {variance}，同货位的物料 {partner} 正好差 {opposite}",
                       "This item differs by {variance}, item {partner} here by {opposite}"),
    "place_swap": Label("此处差 {variance}，同物料在货位 {partner} 正好差 {opposite}",
                        "Here it differs by {variance}, at place {partner} by {opposite}"),
    "wrong_lot": Label("{document} 收了 {posted}，实物像是批号 {partner}",
                       "{document} received {posted}; the goods look like lot {partner}"),
    "late": Label("{document} 还有 {posted} 没有过账，正好等于差异",
                  "{document} has {posted} not posted yet, which is just this difference"),
    "scan": Label("实盘 {counted}、账面 {book}：像是点数时的差错，换人复盘即可证实",
                  "Counted {counted}, book {book}: it looks like a slip while counting; a recount"
                  " tells"),
    "motion": Label("{document} 的 {posted} 与点数只差 {seconds} 秒",
                    "{document} moved {posted} within {seconds} s of the count"),
    "loss": Label("少 {opposite}，没有单据能说明", "Short by {opposite}; no paper explains it"),
    "unknown": Label("没有哪种已知原因说得通", "No known cause fits"),
    "swap_alone": Label("{document} 的 {posted} 正好等于差异，但没有看到对应的另一处差异",
                        "{document} moved just this much, but no opposite difference was found"),
}
"""How each cause is told; `swap_alone` is a swap whose other half nobody has counted."""

SLIPS = ("unit", "digits", "double", "sign")
SWAPS = ("lot_swap", "item_swap", "place_swap", "wrong_lot")
VAGUE = ("loss", "unknown")
"""Causes that explain nothing: they are said, never counted as explained."""

REPAIRS: dict[str, Label] = {
    "correct": Label("更正这笔过账", "correct this posting"),
    "reverse": Label("冲销重复的一笔", "reverse the double"),
    "swap": Label("按实物对调", "move it to where it is"),
    "open": Label("打开单据去过账", "open the document and post it"),
    "recount": Label("换人复盘", "recount by somebody else"),
    "none": Label("交审批决定", "leave it to approval"),
}
REPAIR_OF: dict[str, str] = {
    "unit": "correct", "digits": "correct", "sign": "correct", "double": "reverse",
    "lot_swap": "swap", "item_swap": "swap", "place_swap": "swap", "wrong_lot": "swap",
    "late": "open", "scan": "recount", "motion": "recount", "loss": "none", "unknown": "none",
}

MOVES_MAX = 80
"""Moves of one holding that are looked at: the newest since its last count."""
PAPERS_MAX = 40
PARTNERS_MAX = 20
ALTERNATIVES_MAX = 8
SHARE_SHOWN_MIN = 0.005
LINES_MAX = 20_000
"""Lines that are explained at once; a plan with more goes in parts, item by item."""
PLANS_MAX = 50
"""Plans of one site that one run of the job looks into."""
REASONS_MAX = 5_000
"""Confirmed reasons that rates and calibration are learnt from: the newest."""
PAGE_LINES_MAX = 500
MOTION_SECONDS = 900
"""A move so near to the count may have been under way."""
CERTAIN = 0.9
"""From this share on a cause counts as found."""
ALONE_UNITS_MIN = 5
"""Without a document, a smaller difference is never repaired by itself."""
AUTOMATIC = frozenset({"late", "sign", "double", "lot_swap", "item_swap", "place_swap",
                       "wrong_lot"})
"""Causes that a site may let repair themselves."""


class Booked(NamedTuple):
    """One posted move as the holding felt it; `delta` signed, in smallest units.

    `seconds`: from the count to the move, negative before it.  `asked`: what its document asked
    for (0: not known).  `twin`: an equal posting up to a day before ('' none).  `typed`: without
    a scanner.  `signed`: a return or an adjustment, where signs are easily mistaken.  `paper` and
    `twin_paper`: the ids under which the documents are opened ('' none).
    """

    posting: str
    line: int
    delta: int
    seconds: float
    kind: str = ""
    document: str = ""
    asked: int = 0
    twin: str = ""
    typed: bool = True
    signed: bool = False
    paper: str = ""
    twin_paper: str = ""


class Paper(NamedTuple):
    """An open document whose goods may have moved already; `delta` is what posting it would do."""

    document: str
    number: str
    kind: str
    line: int
    delta: int
    days: float = 0.0


class Partner(NamedTuple):
    """Another line of the plan with just the opposite variance; `relation` names its swap.

    `papers`: open documents that would move this line too.
    """

    line: int
    relation: str
    name: str
    near: bool = True
    moves: tuple[Booked, ...] = ()
    papers: tuple[str, ...] = ()


class Case(NamedTuple):
    """All that is known of one line that differs.  Quantities in smallest units.

    `peers`: how many counted lines could be the other half of each swap.  `days` since the last
    count.  `equal`: two people counted the same.  `repeats`: equal scans within seconds.
    """

    line: int
    variance: int
    counted: int
    book: int
    value: int = 0
    days: float = 30.0
    factors: tuple[int, ...] = ()
    moves: tuple[Booked, ...] = ()
    near: tuple[Booked, ...] = ()
    papers: tuple[Paper, ...] = ()
    partners: tuple[Partner, ...] = ()
    peers: Mapping[str, int] = {}
    equal: bool = False
    adding: bool = False
    repeats: int = 0


class Guess(NamedTuple):
    """One way the variance could have come about: rates of its causes times `weight`."""

    causes: tuple[str, ...]
    effect: int
    weight: float
    evidence: tuple[Mapping[str, Any], ...]


class Choice(NamedTuple):
    """One concrete way inside an alternative, with its share of the whole."""

    share: float
    evidence: tuple[Mapping[str, Any], ...]


class Alternative(NamedTuple):
    """One cause (or two together), how likely it is, and its likeliest concrete ways first."""

    causes: tuple[str, ...]
    share: float
    choices: tuple[Choice, ...]


class Finding(NamedTuple):
    """What the detective says of one line: alternatives, likeliest first; shares sum to 1."""

    line: int
    variance: int
    alternatives: tuple[Alternative, ...]
    exposures: Mapping[str, float]


class FindingRow(NamedTuple):
    """What was found of one line, as it is read; `alternatives` as `Finding.alternatives`.

    `certain`: explained at a share of .9 or more.  `itself`: safe enough to repair itself.
    `confirmed`: the causes that were confirmed, by whom (or by which rule) and what was posted.
    """

    line: int
    variance: int
    counted: int
    book: int
    place: str
    item: str
    lot: str
    verdict: str
    people: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    exposures: Mapping[str, float]
    certain: bool
    itself: bool
    found_at: datetime
    confirmed: tuple[str, ...] = ()
    confirmed_by: str = ""
    rule: str = ""
    posting: UUID | None = None
    undone: bool = False


class First(NamedTuple):
    """The likeliest cause of a line."""

    causes: tuple[str, ...]
    share: float


class FindingsPage(NamedTuple):
    """A page of findings and the cursor of the next one; `masked`: hidden from a blind counter."""

    rows: list[FindingRow]
    next: str | None
    masked: bool = False


class Explained(NamedTuple):
    """What one run found: lines that differ, those certain, those that may repair themselves."""

    plan: UUID
    lines: int
    certain: int
    itself: int
