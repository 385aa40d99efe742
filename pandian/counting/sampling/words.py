"""Words of the sampling stocktake: studies, strata, estimates, statements.   抽样盘点词汇

A *study* asks one question of a site's book: how far is its value off (`value`), how many of its
lines are right (`records`), does it pass a plan of GB/T 2828.1 (`gate`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from pandian.counting.words import Waiting
from pandian.kernel.words import Conflict, Label, NotFound, Refused

__all__ = ["Waiting"]

STRATA = 10
"""Strata by cum-sqrt(f) on book value; stratum 0 is counted whole."""
CENSUS = 0
WORTHLESS = -1
"""Stratum of lines without a book value: a statement on value does not speak of them."""
SHARE_MIN_PERCENT = 5
LINES_MIN = 350
"""A statement on value looks at no fewer lines than the larger of these."""
STRATUM_LINES_MIN = 8
FLOOR_LINES = 40
"""Weight, in lines, of the pooled taint in each stratum's variance (see docs: sampling)."""
FLOOR_TAINT = 2.0
"""The squared taint that is added to what was found, and keeps a flawless sample from certainty."""
TAINT_PLANNED = 0.02
"""Mean squared taint that sizes a study before anything is known: 4 % of lines half wrong."""
CENSUS_SHARE_MAX = 0.5
"""Top values take at most this share of the lines to be looked at."""
CONFIDENCE = 0.95
QUANTILE = 1.959963984540054
"""Of the normal distribution, two-sided 95 %."""
FRAME_LINES_MAX = 2_000_000
WRONG_MAX = 200
"""A records statement is planned for no more wrong lines than this."""
SEQUENTIAL_GOOD = 0.1
"""A sequential look bets on a wrong rate of this part of the limit, and against, on its triple."""
SEQUENTIAL_BAD = 3.0
FRAME_DAYS_MAX = 366
"""A frame lies no further back than this, and is ordered no further ahead."""
EXPIRING_DAYS_MAX = 3_650
EARLIER_DAYS = 366
"""So far before a draw the report names the other studies of the site."""
EARLIER_MAX = 200
SEED_CHARACTERS_MAX = 200
REPORTED = ("sampling.issued", "sampling.printed")
"""Facts that tell which reports were handed out: each holds the content hash."""

KINDS: dict[str, Label] = {
    "value": Label("账面金额", "book value"),
    "records": Label("账实相符率", "share of right lines"),
    "gate": Label("GB/T 2828.1 判定", "gate by GB/T 2828.1"),
}
STATES: dict[str, Label] = {
    "designed": Label("已设计，未抽样", "designed, not drawn"),
    "drawn": Label("已抽样，盘点中", "drawn, being counted"),
    "extended": Label("已加抽，盘点中", "extended, being counted"),
    "closed": Label("已出结论", "closed"),
    "withdrawn": Label("已撤销", "withdrawn"),
}
STANDS: dict[str, Label] = {
    "holds": Label("成立", "holds"),
    "fails": Label("不成立", "does not hold"),
    "goes_on": Label("尚未定论", "not decided yet"),
}


class Reported(NamedTuple):
    """A report as it was handed out; `omits` names the figures that its reader may not see."""

    study: UUID
    site: str
    name: str
    content_hash: str
    omits: tuple[str, ...]
    issued_at: datetime
    issued_by: str


class Strata(NamedTuple):
    """How a frame is cut: per line its stratum; per stratum lines, lines to look at, book value.

    Arrays of numpy; values in minor units x 10^4 as floats (statistics only).
    """

    stratum: Any
    lines: Any
    sample: Any
    value: Any
    squares: Any


class Estimate(NamedTuple):
    """What a sample says of a total, in minor units x 10^4.

    `difference` is true minus book; the interval is `low` to `high` at 95 %.  `true_by_mean` and
    `half_by_mean` are the stratified mean-per-unit estimate of the true value beside it.
    """

    book: int
    difference: int
    half: int
    low: int
    high: int
    lines: int
    looked: int
    wrong: int
    gross: int
    true_by_mean: int
    half_by_mean: int

    def half_percent(self) -> float:
        """Return the half-width in percent of the book value."""
        return 100.0 * self.half / self.book if self.book else 0.0


class RecordsResult(NamedTuple):
    """What a sample says of the share of right lines; `low` and `high` are exact at 95 %.

    `stands` is the verdict of the sequential look, good after any number of lines.
    """

    looked: int
    wrong: int
    low: float
    high: float
    lower_bound: float
    stands: str


class GateResult(NamedTuple):
    """Whether a sample passes its plan, and how often the plan passes a book 2 % wrong."""

    looked: int
    wrong: int
    accept: int
    accepted: bool


FLAGS_WHOLE = ("attractive", "controlled")
"""Attributes of items that are counted whole where they are true."""


class StudyDraft(NamedTuple):
    """A study to be made.  `id` is minted by the client.

    `half_percent` is wanted of a `value` study, `accuracy_percent` of a `records` study, `level`,
    `aql` and `severity` (normal, tightened) of a `gate`.  Counted whole besides the top values:
    `whole_items`, items flagged as one of `FLAGS_WHOLE` unless `whole_flagged` is false, and lots
    that expire within `expiring_days`.
    `frame_at`: the book of which instant is drawn from; None: of now.
    """

    id: UUID
    site: str
    name: str
    kind: str = "value"
    half_percent: Decimal = Decimal(1)
    accuracy_percent: Decimal = Decimal(98)
    wrong_allowed: int = 2
    level: str = "II"
    aql: str = "1.0"
    whole_items: tuple[str, ...] = ()
    expiring_days: int = 0
    blind: bool = True
    frame_at: datetime | None = None
    severity: str = "normal"
    whole_flagged: bool = True


class Design(NamedTuple):
    """How big a study is before anything is drawn: what it costs and what it will say.

    `strata`: (stratum, lines, lines to look at, book value).  `half_percent`: expected half-width
    (value).  `minutes`: places, lines and serials at the pace by which the planner plans.
    """

    lines: int
    value: int
    sample: int
    strata: tuple[tuple[int, int, int, int], ...]
    half_percent: float | None
    accept: int | None
    places: int
    minutes: int


class StudyRow(NamedTuple):
    """One study as listed and shown.  `frame_hash` binds frame, estimator, sizes and seal.

    `seed` is made of it, of `secret` (told from the draw on) and of the auditor's `number`.
    """

    id: UUID
    site: str
    name: str
    kind: str
    state: str
    request: Mapping[str, Any]
    design: Mapping[str, Any]
    frame_at: datetime
    frame_hash: str
    seed: str
    plan: UUID | None
    extension: UUID | None
    created_by: str
    created_at: datetime
    drawn_at: datetime | None
    closed_at: datetime | None
    closed_by: str
    reason: str
    signature: UUID | None
    drawn: int
    looked: int
    result: Mapping[str, Any] | None = None
    made: str = ""
    number: str = ""
    secret: str = ""


class Earlier(NamedTuple):
    """Another study of the site, as it stood at a draw: drawn or not, why it was given up."""

    id: UUID
    name: str
    kind: str
    frame_hash: str
    created_at: datetime
    drawn_at: datetime | None
    given_up: str


class StudyNotFound(NotFound):
    """No such study in the sites of this scope."""


class StudyRefused(Refused):
    """The study cannot be made as asked; the faults name every reason."""


class StudyConflict(Conflict):
    """The study is not in the state for this, or its id is known with another content."""


class StudyNotYours(Refused):
    """Nobody signs the statement of a study that he designed or counted himself."""

    status = 403


FAULTS: dict[str, Label] = {
    "own_study": Label("这次抽样是您（或您代批的人）拟定的，结论须由别人签名",
                       "You, or whom you stand in for, designed this study: somebody else signs "
                       "its statement"),
    "own_study_count": Label("您（或您代批的人）盘了其中的行，结论须由别人签名",
                             "You, or whom you stand in for, counted lines of it: somebody else "
                             "signs its statement"),
    "others_sign": Label("可由这些人签名：{0}", "These people may sign it: {0}"),
    "nobody_signs": Label("{0} 没有可签名的人：有批准权的都拟定过或盘点过。"
                          "总部可把角色授予没有参与的人",
                          "Nobody at {0} may sign it: all who could designed or counted it. The "
                          "centre can give the role to somebody who had no part in it"),
    "study_unknown": Label("没有这个抽样盘点，或您无权查看", "No such study, or not yours to see"),
    "study_state": Label("现在的状态是“{0}”，不能这样做",
                         "Its state is “{0}”: this cannot be done now"),
    "frame_empty": Label("账上没有可抽的行", "The book has no line that could be drawn"),
    "frame_worthless": Label("账上没有有金额的行：请先维护物料成本",
                             "No line has a value: give the items a cost first"),
    "frame_old": Label("抽样框最多早于现在 {0} 天", "A frame lies at most {0} days back"),
    "frame_ahead": Label("这个时刻还没到：请预约（到时自动设计）",
                         "That instant is still to come: schedule the study"),
    "frame_small": Label("账上只有 {0} 行，这个结论至少要看 {1} 行：请改为全盘",
                         "The book has {0} lines and this statement needs {1}: count them all"),
    "study_lines_open": Label("还有 {0} 行没有定案", "{0} lines are not final yet"),
    "study_fine": Label("区间已达到要求，不需要加抽",
                        "The interval is as narrow as wanted: nothing to extend"),
    "study_extended": Label("只能加抽一次", "A study is extended once"),
    "study_kind_extends": Label("只有金额结论可以加抽", "Only a statement on value is extended"),
}
