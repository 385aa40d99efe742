"""Words of devices: enrolments, phones, leases.   设备词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, NotFound, Refused

CONTRACT_MIN = 1
CONTRACT_MAX = 1
"""Versions of the phone's contract that this server speaks."""
APP_MIN = "0.1.0"
"""The oldest phone application that is still good; an older one is told to renew itself."""
CAPABILITIES = ("capture.push", "counting.count")
"""What the token of a phone may do: no more than its counter."""
STAGES = ("lifecycle.read", "lifecycle.receive", "lifecycle.issue", "lifecycle.move",
          "lifecycle.produce")
"""What the phone of a keeper may do besides, as long as he may himself.  It signs nothing."""
ENROLMENT_MINUTES = 10
SECRET_BYTES = 16
LEASE_HOURS = 12
REVOKED_PUSH_DAYS = 30
"""How long a revoked device may hand in what it still holds (into the tray `revoked`)."""
PUSH_ROWS_MAX = 500
PUSH_BYTES_MAX = 1024 * 1024
"""Limits of one push of an enrolled phone."""
NAME_CHARACTERS_MAX = 60
VERSION_CHARACTERS_MAX = 40
REASON_CHARACTERS_MAX = 500
DEVICES_MAX = 1_000
ALARM_MINUTES = 60
ALARMS_MAX = 50
REFUSALS_MAX = 100
TAKE_MAX = 1_000
"""Tasks that one pull may ask to take."""

DEVICE_STATES: dict[str, Label] = {
    "active": Label("使用中", "active"),
    "revoked": Label("已停用", "revoked"),
    "forked": Label("出现副本，需重新登记", "copied: enrol again"),
    "written_off": Label("已注销", "written off"),
    "unenrolled": Label("未登记", "not enrolled"),
}


class EnrolmentOffer(NamedTuple):
    """A fresh invitation; `link` goes into the QR and is shown once."""

    id: UUID
    link: str
    site: str
    person: str
    expires_at: datetime


class EnrolDraft(NamedTuple):
    """What a phone sends to be enrolled."""

    enrolment: UUID
    secret: str
    install: UUID
    name: str = ""
    app_version: str = ""
    persisted: bool = False


class Enrolled(NamedTuple):
    """A phone that has just become a device; `token` is told this once."""

    device: UUID
    token: str
    site: str
    person: str
    person_name: str


class Device(NamedTuple):
    """The device of a token, as it stands now; `state` is a key of DEVICE_STATES."""

    id: UUID
    install: UUID
    site: int
    person: str
    name: str
    state: str
    wipe: bool


class DeviceRow(NamedTuple):
    """All that a supervisor wants to know of one phone.

    `queued` rows are declared by the phone and not here yet; `refused` bodies were kept aside.
    """

    device: UUID | None
    install: UUID
    name: str
    person: str
    site: str
    state: str
    wipe: bool
    app_version: str
    last_seq: int
    acked_seq: int
    queued: int
    gaps: tuple[tuple[int, int], ...]
    refused: int
    offset_ms: int
    last_seen_at: datetime
    enrolled_at: datetime | None
    tasks: tuple[UUID, ...]
    lease_until: datetime | None
    revoked: bool = False


class Lease(NamedTuple):
    """Who may count a task now; `mine` says whether it is the install that asks."""

    id: UUID
    task: UUID
    install: UUID
    expires_at: datetime
    mine: bool
    holder: str


class Alarm(NamedTuple):
    """Two counters on one place, or one serial in two places: for a person to look at."""

    kind: str
    site: str
    place: str
    item: str
    serial: str
    people: tuple[str, ...]
    places: tuple[str, ...]
    at: datetime


class Refusal(NamedTuple):
    """One body that was kept aside instead of being stored, as it was sent."""

    id: str
    seq: int | None
    result: str
    body: str
    received_at: datetime


ALARMS: dict[str, Label] = {
    "two_counters": Label("两人在同一货位", "Two counters on one place"),
    "serial_twice": Label("同一序列号出现在两处", "One serial in two places"),
}


class EnrolmentRefused(Refused):
    """The invitation is unknown, wrong, used or too old; which of these is never said."""


class InstallTaken(Conflict):
    """This storage belongs to somebody else, or is worn out: mint a new install."""


class InstallUnknown(Conflict):
    """The token belongs to another storage, or to no device at all: enrol again."""


class ContractTooOld(Refused):
    """The application speaks a contract that this server has given up."""

    status = 426


class PushTooLarge(Refused):
    """More rows or bytes than a phone may send at once: halve the batch."""

    status = 413


class DeviceRefused(Refused):
    """The device cannot be offered or given up as asked."""


class DeviceNotFound(NotFound):
    """No such device in the sites of this scope."""


FAULTS: dict[str, Label] = {
    "enrolment_refused": Label(
        "登记码无效、已用过或已过期；请让管理员重新生成",
        "The enrolment code is not valid, was used, or has expired: ask for a new one"),
    "install_taken": Label(
        "此设备的存储已属于他人或已失效，请清除后重新登记",
        "This storage belongs to somebody else or is worn out: clear it and enrol again"),
    "install_unknown": Label(
        "此令牌不属于这台设备；请重新登记",
        "This token does not belong to this device: enrol again"),
    "contract_too_old": Label(
        "应用版本过旧（契约 {0}，最低 {1}）；未上传的记录仍在，可导出",
        "The application is too old (contract {0}, at least {1}); its rows are kept"),
    "push_rows": Label("一次最多 {0} 条，收到 {1} 条", "At most {0} rows a push; {1} were sent"),
    "push_bytes": Label("一次最多 {0} 字节", "At most {0} bytes a push"),
    "person_cannot_count": Label(
        "{0} 在此站点没有盘点权限", "{0} may not count at this site"),
    "reason_needed": Label("请说明原因", "A reason is needed"),
    "device_unknown": Label("没有这台设备，或您无权查看", "No such device, or not yours to see"),
    "entry_unknown": Label("不认识的录入方式 {0}", "Entry {0} is not known"),
    "too_late": Label("任务已关闭", "The task was closed"),
    "cursor_gone": Label("游标已失效，请重新完整下载", "The cursor is gone: start again"),
}
