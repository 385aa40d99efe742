"""Retention, legal holds and purges.   保存、查封与清除词汇

Only photos are purged: ledger, documents, observations, signatures and facts stay for ever.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, NotFound, Refused

DECIDE = "lifecycle.decide"
READ = "lifecycle.read"
PHOTOS_MAX = 10_000
"""Photos of one purge."""

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
    """Which photos of a site shall go; those of before a day, by their SHA-256."""

    id: UUID
    site: str
    before: date
    digests: tuple[str, ...]
    reason: str


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
    """A photo that is old enough to be asked about: until when it is kept, and why it may not go.

    `keep_until` is the longest of all that it is evidence of; `date.max` means for ever.
    """

    digest: str
    bytes: int
    received_on: date
    keep_until: date
    reasons: tuple[tuple[str, tuple[object, ...]], ...]


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


class RetentionRefused(Refused):
    """Holds or purges that cannot be, with every reason; nothing was changed."""


class RetentionConflict(Conflict):
    """Somebody else decided this already, or the id stands for something else."""


class RetentionNotFound(NotFound):
    """No such hold or purge in the sites of this scope."""


FAULTS: dict[str, Label] = {
    "id_taken": Label("这个编号已是别的内容", "This id stands for something else"),
    "cause_of_hold": Label("查封原因应为 {1}：{0}", "The cause is one of {1}, not {0}"),
    "hold_lot_without_item": Label("批号要和物料一起给", "A lot is named together with its item"),
    "hold_released": Label("这项查封已经解除", "This hold was released already"),
    "purge_done": Label("这次清除已经完成", "This purge was done already"),
    "purge_same_person": Label("提出的人不能自己批准", "Whoever proposed it cannot approve it"),
    "purge_list": Label("一次清除 1 至 {0} 张照片", "A purge names 1 to {0} photos"),
    "purge_unknown": Label("没有这张照片，或不早于该日：{0}",
                           "No such photo of before that day: {0}"),
    "purge_kept": Label("照片 {0} 要保存到 {1}（{2}）", "Photo {0} is kept until {1} ({2})"),
    "purge_for_ever": Label("照片 {0} 涉及植入物，永久保存（{1}）",
                            "Photo {0} is of an implant and kept for ever ({1})"),
    "purge_held": Label("照片 {0} 被查封：{1}", "Photo {0} is under a legal hold: {1}"),
    "purge_recalled": Label("照片 {0} 涉及未结束的召回 {1}",
                            "Photo {0} is of goods under an open recall: {1}"),
    "purge_changed": Label("清单自提出后有变化，请重新提出",
                           "The list changed since it was proposed: propose it again"),
}
