"""Words of watching: what is watched, its weeks, what the control line says.   重点监控词汇"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pandian.counting.risk.words import Share
from pandian.kernel.words import Label, Refused

WEEKS = 8
"""So many weeks (Mondays at the site) are shown, the running one with them."""
WATCH_DAYS_MAX = 366
WATCHED_MAX = 100
"""So many things at a site are watched at once: a list of all watches nothing."""
PROPOSED_MAX = 5
"""So many things are proposed for each reason."""
WRONG_LINES_MIN = 2
"""One line that differs is no reason to watch."""
REASON_CHARACTERS_MAX = 500

WHYS: dict[str, Label] = {
    "risk": Label("昨夜评分最高，其中一处出错的可能为 {0} %",
                  "the highest scores of last night; one of its books is wrong with {0} %"),
    "differs": Label("近 {2} 周 {1} 行中有 {0} 行不符",
                     "{0} of {1} lines differed in the last {2} weeks"),
    "attractive": Label("贵重易失，账上有 {0} 处", "attractive goods, in {0} holdings"),
}
VERDICTS: dict[str, Label] = {
    "none": Label("近几周没有盘过", "not counted in these weeks"),
    "chance": Label("与全站点无异：差别可能只是偶然",
                    "like the site: the difference may be chance"),
    "above": Label("高于偶然所能解释", "above what chance explains"),
    "below": Label("低于偶然所能解释", "below what chance explains"),
}


class WatchDraft(NamedTuple):
    """What to watch, by codes ('' leaves item or place open), why, and up to which day."""

    id: UUID
    site: str
    item: str
    place: str
    reason: str
    until: date


class Week(NamedTuple):
    """The counts of one week (by its Monday at the site).  Never netted.

    `over` and `under` are lines; `plus` and `minus` smallest units, None where several items lie
    in one sum; `plus_value` and `minus_value` minor units x 10^4, None where values are hidden.
    """

    week: date
    lines: int
    exact: int
    over: int
    under: int
    plus: int | None
    minus: int | None
    plus_value: int | None
    minus_value: int | None


class Watched(NamedTuple):
    """One watched thing: who put it on and why, its weeks, its share of wrong lines.

    `wrong` states the share of lines that differed with its exact 95 % interval; `verdict` is a
    key of `VERDICTS`: how the share of the whole site stands to that interval.
    """

    id: UUID
    item: str
    item_name: str
    place: str
    reason: str
    until: date
    actor: str
    at: datetime
    weeks: tuple[Week, ...]
    wrong: Share
    verdict: str


class Why(NamedTuple):
    """Why something is proposed: a key of `WHYS` and the figures of its words."""

    code: str
    figures: tuple[int, ...]


class Proposed(NamedTuple):
    """A thing worth watching, by codes (one of both is ''), with every reason."""

    item: str
    item_name: str
    place: str
    whys: tuple[Why, ...]


class WatchList(NamedTuple):
    """What is watched at a site, what is proposed, and the whole site to compare with."""

    site: str
    since: date
    watched: list[Watched]
    proposed: list[Proposed]
    wrong: Share


class WatchRefused(Refused):
    """This cannot be watched, or no longer; the faults name everything."""


FAULTS: dict[str, Label] = {
    "watch_nothing": Label("请填物料或货位（或两者）", "Name an item or a place, or both"),
    "watch_over": Label("监控的最后一天须在今天（{0}）之后，至多 {1} 天",
                        "The last day lies after today ({0}) and within {1} days"),
    "watch_full": Label("每个站点最多监控 {0} 项，请先结束几项",
                        "A site watches at most {0} things; end some first"),
    "watched_already": Label("已在监控：{0}", "This is watched already: {0}"),
    "watch_unknown": Label("没有这项监控，或它已结束", "There is no such watch, or it has ended"),
    "watch_differs": Label("这个编号已用于另一项监控", "This id belongs to another watch"),
}
