"""Words of alerts: conditions and their defaults, what one says, what may be done.   预警词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.governance.policies.kinds.alerts.words import CONDITIONS as NAMES
from pandian.governance.policies.kinds.alerts.words import SAFETY
from pandian.governance.policies.kinds.alerts.words import SEVERITIES as SEVERITY_CHOICES
from pandian.kernel.words import Conflict, Label, NotFound, Refused

REASON_CHARACTERS_MAX = 500
PAGE_ROWS_MAX = 200
FOUND_ROWS_MAX = 2_000
"""So many of one condition are told at once; of more the worst are kept, and none is closed."""

LOTS_NAMED_MAX = 20
"""So many lots are named in an alert about an item; their number is always told."""

SEVERITIES: dict[str, Label] = dict(SEVERITY_CHOICES)
STANDS: dict[str, Label] = {
    "open": Label("待处理", "open"),
    "taken": Label("处理中", "being dealt with"),
    "snoozed": Label("已搁置", "snoozed"),
    "closed": Label("已关闭", "closed"),
}
CLOSED_HOW: dict[str, Label] = {
    "gone": Label("情况已消除", "it is over"),
    "person": Label("由人关闭", "closed by a person"),
    "off": Label("规则已关闭此条件", "the rule switched the condition off"),
    "worse": Label("情况加重，另开新预警", "it got worse: a new alert stands"),
}
ACTS: dict[str, Label] = {
    "raised": Label("发出", "raised"),
    "again": Label("再次出现", "again"),
    "worse": Label("加重", "got worse"),
    "taken": Label("接手", "taken"),
    "given_back": Label("放回", "given back"),
    "handed": Label("转交", "handed over"),
    "snoozed": Label("搁置", "snoozed"),
    "woken": Label("唤醒", "woken"),
    "escalated": Label("逾期上报", "passed on, late"),
    "closed": Label("关闭", "closed"),
    "gone": Label("自行消除", "over by itself"),
    "off": Label("规则关闭", "switched off"),
    "reopened": Label("重新打开", "opened again"),
}


class Condition(NamedTuple):
    """What one condition asks and what holds where no rule decides.

    `says` is its sentence; its names are keys of an alert's facts.  `hides`: {fact: what must be
    visible to read it}; a condition with any tells nothing to who counts the place blind.
    `subject`: the kind of thing it is about, before the `:` of an alert's subject.  `house`: it is
    looked at for the whole house (site `*`), `sites`: at each site; `every_minutes`: a look at
    much history is taken no more often than this.
    """

    label: Label
    says: Label
    subject: str
    severity: str
    owner: str
    sla_hours: int
    escalate_to: tuple[str, ...]
    days: int | None = None
    hours: int | None = None
    value: int | None = None
    number: int | None = None
    hides: Mapping[str, str] = {}
    house: bool = False
    sites: bool = True
    snooze_hours_max: int = 72
    every_minutes: int = 1

    @property
    def telling(self) -> bool:
        """Whether it lets somebody guess at a book."""
        return bool(self.hides)


CONDITIONS: dict[str, Condition] = {
    "negative": Condition(
        NAMES["negative"],
        Label("{place} 的 {item} {lot} 账面不足，缺 {short}，已超过 {limit} 小时",
              "The book of {item} {lot} at {place} is {short} short, for over {limit} hours"),
        "holding", "warning", "controller", 24, ("manager",), hours=4,
        hides={"short": "book"}),
    "approval": Condition(
        NAMES["approval"],
        Label("{plan_name}：{lines} 行差异待审批，总额 {amount}",
              "{plan_name}: {lines} lines that differ wait for approval, {amount} gross"),
        "count", "warning", "controller", 24, ("manager",), days=2,
        hides={"lines": "variance", "amount": "value"}),
    "task_late": Condition(
        NAMES["task_late"],
        Label("{plan_name} 的任务 {number} 已逾期（{person_name}）",
              "Task {number} of {plan_name} is past its deadline ({person_name})"),
        "task", "notice", "lead", 8, ("controller",), hours=0),
    "phone_silent": Condition(
        NAMES["phone_silent"],
        Label("{person_name} 的设备 {device_name} 失联，手里有 {tasks} 个未完任务",
              "The device {device_name} of {person_name} is silent with {tasks} open tasks"),
        "device", "warning", "lead", 4, ("controller",), hours=2),
    "phone_gap": Condition(
        NAMES["phone_gap"],
        Label("{person_name} 的设备 {device_name} 缺 {missing} 条记录，之后的已到",
              "{missing} rows of the device {device_name} ({person_name}) are missing before "
              "later ones"),
        "device", "warning", "it", 24, ("admin",), hours=4),
    "near_expiry": Condition(
        NAMES["near_expiry"],
        Label("{item} 有 {count} 个批号将到期，最早的还有 {left} 天（{lots}），在售 {quantity}",
              "{item}: {count} lot(s) near expiry, the first in {left} days ({lots}); {quantity} "
              "can be sold"),
        "goods", "notice", "quality", 168, ("manager",), days=30, hides={"quantity": "book"}),
    "expired": Condition(
        NAMES["expired"],
        Label("{item} 有 {count} 个批号已过期（{lots}），{place} 等处仍有 {quantity} 可售",
              "{item}: {count} lot(s) expired ({lots}); {quantity} still where it can be sold, "
              "such as {place}"),
        "goods", "critical", "quality", 8, ("manager",), hours=0, hides={"quantity": "book"}),
    "licence": Condition(
        NAMES["licence"],
        Label("{holder} 的{kind} {number} {ends} 到期（剩 {left} 天）",
              "{kind} {number} of {holder} ends on {ends} ({left} days)"),
        "licence", "warning", "quality", 168, ("manager",), days=90, house=True),
    "transit": Condition(
        NAMES["transit"],
        Label("{number}（{source} → {target}）应于 {due} 前到齐，仍有 {open} 在途",
              "{number} ({source} to {target}) was due by {due}; {open} are still on the way"),
        "document", "warning", "lead", 24, ("controller", "manager"), hours=0,
        hides={"open": "book"}),
    "hot_item": Condition(
        NAMES["hot_item"],
        Label("{item} 近 {limit_days} 天 {lines} 行中有 {wrong} 行不符，超出控制线 {limit} 行",
              "{wrong} of {lines} lines of {item} differed in {limit_days} days; the control "
              "limit is {limit}"),
        "item", "warning", "controller", 72, ("manager",), days=28, number=3,
        hides={"wrong": "variance", "base_wrong": "variance", "site_wrong": "variance"},
        every_minutes=30),
    "hot_zone": Condition(
        NAMES["hot_zone"],
        Label("库区 {place} 近 {limit_days} 天 {lines} 行中 {wrong} 行不符，超出控制线 {limit} 行",
              "{wrong} of {lines} lines in zone {place} differed in {limit_days} days; the "
              "control limit is {limit}"),
        "zone", "warning", "controller", 72, ("manager",), days=28, number=3,
        hides={"wrong": "variance", "base_wrong": "variance", "site_wrong": "variance"},
        every_minutes=30),
    "repeat": Condition(
        NAMES["repeat"],
        Label("{place} 的 {item} {lot} 近 {limit_days} 天在 {counts} 次盘点中不符",
              "{item} {lot} at {place} differed in {counts} counts within {limit_days} days"),
        "holding", "warning", "controller", 72, ("manager",), days=180, number=3,
        hides={"counts": "variance"}, every_minutes=30),
    "late_paper": Condition(
        NAMES["late_paper"],
        Label("迟到单据给 {place} 的 {item} {lot} 补记了 {quantity}（{plan_name}）",
              "Late paper made a compensating posting of {quantity} for {item} {lot} at {place} "
              "({plan_name})"),
        "line", "notice", "controller", 72, (), days=7, hides={"quantity": "variance"}),
    "doubt": Condition(
        NAMES["doubt"],
        Label("{place} 的 {item} {lot} 因 {quantity} 的迟到单据存疑，尚未复盘（{plan_name}）",
              "{quantity} of late paper put {item} {lot} at {place} in doubt; not counted again "
              "({plan_name})"),
        "line", "warning", "controller", 24, ("manager",), hours=24,
        hides={"quantity": "variance"}),
    "conflict": Condition(
        NAMES["conflict"],
        Label("{place} 的 {item} {lot}：{cause}，未解决（{plan_name}）",
              "{item} {lot} at {place}: {cause}, not settled ({plan_name})"),
        "line", "warning", "lead", 24, ("controller",), hours=24, hides={"cause": "variance"}),
    "scan": Condition(
        NAMES["scan"],
        Label("{rows} 条扫描（{tray}）等人处理，最早 {oldest}",
              "{rows} scans ({tray}) wait for a person, the oldest since {oldest}"),
        "tray", "notice", "lead", 24, ("controller",), hours=24),
    "hold": Condition(
        NAMES["hold"],
        Label("冻结单 {number}（{cause}）自 {since} 起无人裁定",
              "Nobody has decided on hold {number} ({cause}) since {since}"),
        "document", "warning", "quality", 48, ("manager",), days=7),
    "recall": Condition(
        NAMES["recall"],
        Label("召回 {number}：本站点未停用 {unstopped}，客户处未答复 {outstanding}",
              "Recall {number}: {unstopped} not stopped at this site, {outstanding} at customers "
              "without an answer"),
        "document", "critical", "quality", 8, ("manager",), hours=24,
        hides={"unstopped": "book", "outstanding": "book"}, snooze_hours_max=8),
    "invariant": Condition(
        NAMES["invariant"],
        Label("账目校验不通过：{what}，{rows} 处；站点 {sites}，物料 {items}，货位 {places}",
              "The books do not hold: {what}, {rows} rows; sites {sites}, items {items}, places "
              "{places}"),
        "invariant", "critical", "controller", 4, ("manager", "admin"), house=True,
        snooze_hours_max=8),
    "backup": Condition(
        NAMES["backup"],
        Label("备份：{what}，自 {since}", "Back-up: {what}, since {since}"),
        "backup", "critical", "it", 8, ("admin",), hours=26, house=True, sites=False),
    "night": Condition(
        NAMES["night"],
        Label("夜间作业：{what}，自 {since} 没有完成",
              "Work of the night: {what}, not done since {since}"),
        "night", "warning", "it", 24, ("admin",), hours=26, house=True, sites=False),
    "job": Condition(
        NAMES["job"],
        Label("后台任务 {task} 失败 {times} 次，最近 {last}",
              "The background job {task} failed {times} times, last at {last}"),
        "job", "warning", "it", 24, ("admin",), hours=24, house=True, sites=False),
    "channel": Condition(
        NAMES["channel"],
        Label("外发通道“{name}”发不出去：{why}；{failed} 条消息失败，{waiting} 件等待，自 {since}",
              "The channel “{name}” does not send: {why}; {failed} message(s) failed, "
              "{waiting} event(s) wait, since {since}"),
        "channel", "warning", "it", 8, ("admin",), hours=1, house=True),
    "broken": Condition(
        NAMES["broken"],
        Label("预警条件“{condition}”无法检查：{error}",
              "The condition “{condition}” cannot be checked: {error}"),
        "condition", "critical", "it", 8, ("admin",), house=True, snooze_hours_max=8),
}
"""Every condition, in the order of the reference."""
HIDDEN = "—"
DOCUMENTS = {"transit": "transfer", "hold": "hold", "recall": "recall"}
"""Of which kind of document a condition's number is."""
CHARTS = frozenset({"hot_item", "hot_zone"})
BASE_DAYS = 365
"""So many days before the ones looked at say what is usual."""
BASE_LINES_MIN = 30
"""With fewer lines of its own a thing is compared with its site."""
FALSE_ALARM = 0.00135
"""Chance that chance alone puts a thing above its limit: one side of Shewhart's 3 sigma."""
SWEEP_SECONDS = 600
"""Goods that came back under a recall are given so long to be stopped by the sweep."""
NIGHTS: dict[str, Label] = {
    "proof": Label("全账校验", "the proof of all books"),
    "scores": Label("风险评分", "the scores of what to count next"),
}
BACKUPS: dict[str, Label] = {
    "late": Label("太久没有", "none for too long"), "failed": Label("上次失败", "the last failed"),
    "differs": Label("恢复演练有出入", "the restored copy differs"),
}


DAYS_OF: Mapping[str, str] = {"hold": "hold_days"}
"""Conditions whose days are a policy of the documents, unless a rule of alerts says its own."""


class Standing(NamedTuple):
    """How a condition stands at a site: the rule's words over the defaults.

    `policy` None: no rule decides, the defaults hold.  `on` False: the rule switched it off.
    `quiet`: (from, to) hours of the site's clock.
    """

    condition: str
    on: bool
    days: int | None
    hours: int | None
    value: int | None
    number: int | None
    severity: str
    owner: str
    sla_hours: int
    escalate_to: tuple[str, ...]
    quiet: tuple[int, int] | None
    snooze_hours_max: int
    policy: UUID | None = None
    code: str = ""
    version: int = 0


class Found(NamedTuple):
    """One thing of which a condition holds now, as its statement found it.

    `since`: when it began; `news_at`: the newest fact that speaks of it; `level`: how bad it is.
    """

    condition: str
    subject: str
    since: datetime
    news_at: datetime
    level: int
    plan: UUID | None
    places: tuple[int, ...]
    facts: Mapping[str, Any]


class AlertRow(NamedTuple):
    """One alert.  `facts` holds what its sentence names; None where that is hidden from who asks.

    `stand` is a key of `STANDS`; `times`: how often there was news of it; `roles`: who owns it,
    the first by the rule, later ones because it was late; `person` '' while nobody has taken it;
    `overdue`: past `due_at` and open; `quiet_to`: no bell before that instant; `mine`: who asks
    has taken it, or nobody has and it is for a role of his; `may`: acts open to who asks now,
    among take, give_back, hand_over, snooze, wake, close, reopen.
    """

    site: str
    id: UUID
    condition: str
    severity: str
    subject: str
    plan: UUID | None
    facts: Mapping[str, Any]
    times: int
    since: datetime
    first_seen: datetime
    last_seen: datetime
    stand: str
    roles: tuple[str, ...]
    step: int
    person: str
    due_at: datetime
    overdue: bool
    quiet_to: datetime | None
    snoozed_to: datetime | None
    closed_at: datetime | None
    closed_how: str
    closed_by: str
    holds: bool
    policy: UUID | None
    version: int
    mine: bool
    may: tuple[str, ...]


class AlertEvent(NamedTuple):
    """One thing that became of an alert: a key of `ACTS`, by whom ('' by itself), and why.

    `data` may name `person` (to whom), `until`, `role`, `times`.
    """

    n: int
    at: datetime
    actor: str
    act: str
    reason: str
    data: Mapping[str, Any]


class Alert(NamedTuple):
    """An alert with its history, oldest first, and how its condition stands at its site now."""

    row: AlertRow
    events: tuple[AlertEvent, ...]
    standing: Standing


class AlertFilter(NamedTuple):
    """Which alerts: '' and None filter nothing.

    `stand`: '' is all that are not closed, `live` what is not snoozed either, `closed`, `all`, or
    one stand; `mine`: those of who asks.
    """

    site: str = ""
    condition: str = ""
    severity: str = ""
    stand: str = ""
    person: str = ""
    mine: bool = False
    overdue: bool = False
    subject: str = ""


class AlertsPage(NamedTuple):
    """Alerts, the most severe and then the one due first first (closed ones: newest first).

    `next` goes on after the last; `total` is of all pages.
    """

    rows: list[AlertRow]
    next: str | None
    total: int


class AlertCounts(NamedTuple):
    """How many alerts are not closed: for a badge.

    Snoozed ones are in none of them; `loud`: mine that are not in their quiet hours.  `mark` is
    another one when anything about one of them has changed; `conditions`: how many of each are
    open.
    """

    open: int
    mine: int
    loud: int
    overdue: int
    critical: int
    mark: int
    conditions: Mapping[str, int] = {}


LOOK_AGE_MINUTES_MAX = 10
"""Older than this, a look that happens every minute did not happen: nothing said is of now."""


class LastLook(NamedTuple):
    """When the sites of a reader were last looked at, and how many of them never were."""

    at: datetime | None
    never: int
    late: bool


class CheckRow(NamedTuple):
    """How one condition is looked at, at one site: by which rule, when last, with what.

    `error` is what went wrong the last time it could not be looked at, '' when it was.
    """

    site: str
    condition: str
    standing: Standing
    at: datetime | None
    found: int
    failed_at: datetime | None
    error: str
    open: int


class Evaluated(NamedTuple):
    """What one look at all conditions of a site did."""

    site: str
    raised: int
    again: int
    worse: int
    gone: int
    woken: int
    escalated: int
    failed: tuple[str, ...]


class AlertNotFound(NotFound):
    """No such alert, or not yours to see."""


class AlertConflict(Conflict):
    """Somebody else was first, or it has changed since it was shown."""


class AlertRefused(Refused):
    """This cannot be done with the alert; the faults name everything."""


FAULTS: dict[str, Label] = {
    "alert_unknown": Label("没有这条预警", "There is no such alert"),
    "alert_taken": Label("{0} 已经接手", "{0} has taken it already"),
    "alert_changed": Label("这条预警已变化，请重新查看", "It has changed since: look again"),
    "alert_closed": Label("这条预警已关闭", "It is closed"),
    "alert_not_closed": Label("这条预警没有关闭", "It is not closed"),
    "alert_gone": Label("情况已消除或另有新预警，不能重新打开",
                        "It is over, or a newer alert stands: it cannot be opened again"),
    "alert_not_snoozed": Label("这条预警没有被搁置", "It is not snoozed"),
    "alert_safety": Label("此项关系安全，情况消除后才关闭",
                          "Safety needs this one: it closes when the condition is over"),
    "alert_until_past": Label("搁置要到将来的时刻", "It can be snoozed only into the future"),
    "alert_until_far": Label("最多搁置 {0} 小时", "It can be snoozed for {0} hours at most"),
    "alert_person": Label("{0} 在此站点不处理预警", "{0} does not deal with alerts at this site"),
    "alert_handed_self": Label("已经在 {0} 手里", "{0} has it already"),
    "alert_stand": Label("应为空、live 或 all，或其中一种状态：{0}",
                         "Empty, live, all, or a stand: {0}"),
    "alert_not_yours": Label("它不在您手里", "You do not have it"),
}
assert set(NAMES) >= SAFETY
