"""Words of closing a period: what its report lists, who signs, what comes after.   期间结账词汇

A *period* of a site ends with a local day.  Its report is made at one seal of the ledger; what is
recorded later for an instant before the end is never refused: it comes after the close.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, NotFound, Refused

PREPARE = "counting.prepare"
CLOSE = "counting.close"
REPORT_VERSION = 1
ROWS_MAX = 20_000
"""A list of a report holds no more rows than this; its figures count all of them."""
PERIODS_MAX = 1_000
SEEN_BEFORE_MINUTES = 10
"""What is sealed later was recorded no longer before the seal (the window of sealing)."""


class SectionWord(NamedTuple):
    """One list of a report: its title, and what a row of it is."""

    label: Label
    says: Label


SECTIONS: dict[str, SectionWord] = {
    "counts": SectionWord(
        Label("未关闭的盘点", "Counts still open"),
        Label("期末前开始、至今未关闭", "begun before the end and not closed yet")),
    "lines": SectionWord(
        Label("未定案的差异", "Variances not settled"),
        Label("待盘、待复盘、存疑或待批准", "to be counted, recounted, doubtful, not approved")),
    "doubts": SectionWord(
        Label("存疑", "Doubts"),
        Label("晚到单据与盘点先后不明，尚无新的盘点答复",
              "late paper that may be before or after its count; no newer count answers it")),
    "uncaused": SectionWord(
        Label("没有原因的差异", "Variances without a cause"),
        Label("已定案，无人确认原因", "decided, and nobody confirmed why")),
    "repairs": SectionWord(
        Label("等待更正", "Waiting for a repair"),
        Label("原因已找到，尚未更正也未批准", "a cause was found, nobody has acted on it")),
    "transit": SectionWord(
        Label("在途", "Goods on the road"),
        Label("与其他站点之间，已发出减去已收进",
              "between sites: sent, less what was taken up")),
    "stock": SectionWord(
        Label("期末库存", "Stock at the end"),
        Label("按物料与货主，数量为最小单位", "by item and owner, in smallest units")),
    "late": SectionWord(
        Label("上次结账后补记", "Recorded after the last close"),
        Label("属于已结账期间、之后才记账的流水",
              "moves of periods closed before that were recorded later")),
}
"""The lists of a report, in the order of its hash."""
OPEN = ("counts", "lines", "doubts", "uncaused", "repairs", "late")
"""The lists that are empty when nothing is open."""

STATES: dict[str, Label] = {
    "prepared": Label("待签名", "waits for a signature"),
    "closed": Label("已结账", "closed"),
    "superseded": Label("已被取代", "superseded"),
}
WAYS: dict[str, Label] = {
    "in": Label("入", "in"), "out": Label("出", "out"), "within": Label("内部", "within"),
}


class PeriodDraft(NamedTuple):
    """A period to be closed: up to the end of a day in the site's own calendar."""

    id: UUID
    site: str
    last_day: date


class Total(NamedTuple):
    """How many rows a list has, and their value, gains and losses apart (minor units x 10^4).

    Values are None for who may not see them.
    """

    rows: int
    plus: int | None
    minus: int | None


class PeriodRow(NamedTuple):
    """A period as listed.  `starts_at` None: from the beginning; `after`: late moves since."""

    id: UUID
    site: str
    state: str
    starts_at: datetime | None
    ends_at: datetime
    last_day: date
    seal: int
    totals: Mapping[str, Total]
    content_hash: str
    prepared_by: str
    prepared_at: datetime
    closed_by: str
    closed_at: datetime | None
    signature: UUID | None
    made: str = ""


class SectionPage(NamedTuple):
    """One list of a period, as it was or, after the close, as it grows."""

    total: Total
    rows: list[dict[str, Any]]


class PeriodRefused(Refused):
    """The period cannot be prepared or closed so; every reason is named, nothing was kept."""


class PeriodConflict(Conflict):
    """Somebody was first, or it is closed already."""


class PeriodNotFound(NotFound):
    """No such period in the sites of this scope."""


class PeriodNotYours(Refused):
    """Not for who asks: he prepared it, or counts blind at that site."""

    status = 403


FAULTS: dict[str, Label] = {
    "period_ahead": Label(
        "期间到 {0} 才结束：结束之后才能编制", "It ends at {0}: prepare it after that"),
    "period_overlap": Label(
        "到 {0} 的期间已结账：请选更晚的日期", "Closed through {0} already: choose a later day"),
    "period_unsound": Label(
        "账目校验不通过：{0} {1}（{2}）。请先运行 pandian verify 查明",
        "The books do not hold: {0} {1} ({2}). Find out with pandian verify first"),
    "period_frozen": Label(
        "物料 {0} 因账目校验 {1} 不通过而冻结", "Item {0} is frozen: check {1} failed"),
    "period_unknown": Label("没有这个期间", "No such period"),
    "period_list": Label("没有这个清单：{0}", "No such list: {0}"),
    "period_own": Label("您编制了这份报告：由另一人签名", "You prepared it: another person signs"),
    "period_closed": Label("已经结账", "It is closed already"),
    "period_superseded": Label(
        "编制之后另一份报告已结账到 {0}：请重新编制",
        "Another report was closed through {0} since: prepare it anew"),
    "period_blind": Label(
        "您正在该站点盲盘：盘点关闭之前不显示期间报告",
        "You count blind at this site: its period reports are shown once that count is closed"),
    "period_masked": Label(
        "报告含金额，您无权查看；清单可在页面上看",
        "The report holds values that are not yours to see; its lists are on the page"),
}
