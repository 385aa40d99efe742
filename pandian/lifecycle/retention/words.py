"""Retention, legal holds and purges.   保存、记录保全与清除词汇

Only the classes below are purged: ledger, documents, observations, signatures and facts stay
for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import Conflict, Label, NotFound, Refused

DECIDE = "lifecycle.decide"
READ = "lifecycle.read"
PHOTOS_MAX = 10_000
"""Photos, or other records, of one purge."""
PHOTOS = "photos"
EVERY_SITE = "*"
"""Under this name stand the purges of what belongs to no site."""


class RecordClass(NamedTuple):
    """A class of records that may be purged.

    `days`: how long each is kept after it ended; None: as long as the goods it is evidence of.
    `everywhere`: it belongs to the enterprise, not to a site.  `guarded`: nobody knows which
    goods it speaks of, so any hold of the site and any open recall keeps it.
    """

    label: Label
    about: Label
    days: int | None = None
    everywhere: bool = False
    guarded: bool = False


CLASSES: dict[str, RecordClass] = {
    PHOTOS: RecordClass(
        Label("照片", "Photos"),
        Label("按所证明的货：有效期后两年，无有效期至少五年，植入物永久",
              "As the goods that each is evidence of: two years after expiry, at least five years "
              "without, implants for ever")),
    "imports": RecordClass(
        Label("导入文件的原始行", "Raw rows of imported files"),
        Label("按所写的货；过账和单据不动",
              "As the goods that they name; postings and documents stay")),
    "refused": RecordClass(
        Label("设备上传被拒收的内容", "Refused uploads of devices"),
        Label("收到后五年；有任何记录保全或未结束的召回就不清除",
              "Five years after they came; not while any hold stands or a recall is open"),
        1_827, guarded=True),
    "leases": RecordClass(
        Label("设备领用任务的日志", "Log of tasks taken by devices"),
        Label("结束后两年；盘点数字另存，不动",
              "Two years after they ended; what was counted is kept elsewhere and stays"), 731),
    "invitations": RecordClass(
        Label("设备登记邀请", "Invitations of devices"),
        Label("过期后一年；已登记的设备不动",
              "One year after they expired; enrolled devices stay"), 366),
    "sign_ins": RecordClass(
        Label("登录尝试的日志", "Log of tries to sign in"),
        Label("一年（网络日志依法不少于六个月）",
              "One year (the law asks for six months of network logs at least)"),
        366, everywhere=True),
    "sessions": RecordClass(
        Label("过期的登录会话", "Expired sessions"),
        Label("过期后三十天", "Thirty days after they expired"), 30, everywhere=True),
}
"""In the order of the page.  Exports are made when asked for and not kept: nothing to purge."""

REASON_CHARACTERS_MAX = 1_000
HOLDS_MAX = 1_000

CAUSES: dict[str, Label] = {
    "legal": Label("诉讼", "a lawsuit"),
    "dispute": Label("争议", "a dispute"),
    "authority": Label("监管部门要求", "an authority asked for it"),
}


class HoldDraft(NamedTuple):
    """What must be kept: goods, a lot of them, a document; all empty means the whole site."""

    id: UUID
    site: str
    cause: str
    reason: str
    item: str = ""
    lot: str = ""
    document: UUID | None = None


class HoldRow(NamedTuple):
    """A legal hold as it stands; `released_at` is None while it holds."""

    site: str
    id: UUID
    cause: str
    item: str
    lot: str
    document: UUID | None
    reason: str
    actor: str
    at: datetime
    released_by: str | None
    released_at: datetime | None
    released_for: str | None


class PurgeDraft(NamedTuple):
    """Which records of a class shall go; those of before a day, by their SHA-256."""

    id: UUID
    site: str
    before: date
    digests: tuple[str, ...]
    reason: str
    kind: str = PHOTOS


class UseRow(NamedTuple):
    """One thing that a photo is evidence of; `item` is empty where that is not known.

    `held` and `recalled`: a legal hold, or a recall that is open, speaks of it.
    """

    digest: str
    bytes: int
    received_on: date
    number: str
    item: str
    lot: str
    implant: bool
    expires_on: date | None
    made_on: date
    held: str
    recalled: str


class Candidate(NamedTuple):
    """A photo or other record that is old enough to be asked about.

    `keep_until` is the longest of all that it is evidence of (`date.max`: for ever); `reasons`
    say why it may not go.
    """

    digest: str
    bytes: int
    received_on: date
    keep_until: date
    reasons: tuple[tuple[str, tuple[object, ...]], ...]
    what: str = ""


class Keeper(NamedTuple):
    """How one class is listed (of before an instant, as of another) and taken away."""

    listed: Callable[[Scope, SiteRow, datetime, datetime], list[Candidate]]
    taken: Callable[[Scope, SiteRow, datetime, Sequence[str], str], tuple[int, int]]


class PurgeRow(NamedTuple):
    """A purge as it stands."""

    site: str
    id: UUID
    before: date
    photos: int
    digest: str
    reason: str
    actor: str
    at: datetime
    done_by: str | None
    done_at: datetime | None
    bytes: int | None
    kind: str = PHOTOS


class RetentionRefused(Refused):
    """Holds or purges that cannot be, with every reason; nothing was changed."""


class RetentionConflict(Conflict):
    """Somebody else decided this already, or the id stands for something else."""


class RetentionNotFound(NotFound):
    """No such hold or purge in the sites of this scope."""


FAULTS: dict[str, Label] = {
    "id_taken": Label("这个编号已是别的内容", "This id stands for something else"),
    "cause_of_hold": Label("记录保全原因应为 {1}：{0}", "The cause is one of {1}, not {0}"),
    "hold_lot_without_item": Label("批号要和物料一起给", "A lot is named together with its item"),
    "hold_released": Label("这项记录保全已经解除", "This hold was released already"),
    "purge_done": Label("这次清除已经完成", "This purge was done already"),
    "purge_same_person": Label("提出的人不能自己批准", "Whoever proposed it cannot approve it"),
    "purge_class": Label("没有这一类可清除的记录：{0}；有：{1}",
                         "There is no such class of records to purge: {0}; there are: {1}"),
    "purge_everywhere": Label("这一类属于整个企业，站点写 *",
                              "This class belongs to the whole enterprise: its site is *"),
    "purge_of_site": Label("这一类按站点清除，请写站点", "This class is purged by site: name one"),
    "purge_list": Label("一次清除 1 至 {0} 条记录", "A purge names 1 to {0} records"),
    "purge_unknown": Label("没有这条记录，或不早于该日：{0}",
                           "No such record of before that day: {0}"),
    "purge_kept": Label("记录 {0} 要保存到 {1}（{2}）", "Record {0} is kept until {1} ({2})"),
    "purge_for_ever": Label("记录 {0} 涉及植入物，永久保存（{1}）",
                            "Record {0} is of an implant and kept for ever ({1})"),
    "purge_held": Label("记录 {0} 被保全：{1}", "Record {0} is under a legal hold: {1}"),
    "purge_recalled": Label("记录 {0} 涉及未结束的召回 {1}",
                            "Record {0} is of goods under an open recall: {1}"),
    "purge_changed": Label("清单自提出后有变化，请重新提出",
                           "The list changed since it was proposed: propose it again"),
}
