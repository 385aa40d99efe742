"""Words of capture: pushes, observations, verdicts, the trays.   采集词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Fault, Label, Refused

CONTRACT = 1
"""Version of the push contract; additions do not change it."""

OBSERVATIONS_MAX = 10_000
"""Observations of one push that `accept` takes; phones send 500."""

SAMPLES_MAX = 1_000
CODE_CHARACTERS_MAX = 4_096
TEXT_CHARACTERS_MAX = 512
NOTE_CHARACTERS_MAX = 4_000
UNCERTAINTY_DEFAULT_MS = 2_000
"""What a device's clock is trusted to when it sent no clock samples."""
UNCERTAINTY_MAX_MS = 86_400_000
OFFSET_AUDITED_MS = 300_000
"""A clock that is wrong by more than five minutes is shown and leaves an audit fact."""
CLOCK_STEP_MS = 2_000
DRIFT_PPM = 100

MODES: dict[str, Label] = {
    "set": Label("共有", "holds"),
    "add": Label("再加", "and more"),
    "empty": Label("没有", "holds none"),
    "undo": Label("撤销", "take back"),
}
ENTRIES = frozenset({"", "camera", "wedge", "keyed", "keyboard", "rfid", "file", "voice", "api",
                     "proof"})
"""How a row was put in; a newer way waits in the tray until this server knows it."""
CONDITIONS: dict[str, Label] = {
    "unlisted": Label("清单外", "not on the list"),
    "wrong_place": Label("放错货位", "in the wrong place"),
    "damaged_label": Label("标签破损", "damaged label"),
    "damaged_goods": Label("货物破损", "damaged goods"),
    "expired": Label("已过期", "expired"),
    "no_label": Label("无标签", "no label"),
    "two_labels": Label("双标签", "two labels"),
    "seal_broken": Label("封签已破", "broken seal"),
}
TRAYS: dict[str, Label] = {
    "": Label("正常", "in use"),
    "late": Label("迟到", "late"),
    "revoked": Label("设备已停用", "from a revoked device"),
    "not_yours": Label("设备副本", "from a copied device"),
    "unresolved": Label("未识别", "not recognised"),
    "clock": Label("时间无据", "no clock evidence"),
    "ambiguous_place": Label("货位不明", "ambiguous place"),
    "rejected": Label("已驳回", "rejected"),
}
INSTALL_STATES: dict[str, Label] = {
    "active": Label("使用中", "active"),
    "forked": Label("出现副本，需重新登记", "copied: enrol again"),
    "restored": Label("由旧备份恢复，需重新登记", "restored from an old copy: enrol again"),
    "written_off": Label("已注销", "written off"),
}


class Sample(NamedTuple):
    """One clock sample of a page life: `offset_ms` is server minus device.

    `wall_ms` is the device's wall clock (Unix ms) at `mono_ms`, where the device tells it.
    """

    origin: UUID
    mono_ms: int
    offset_ms: int
    error_ms: int
    wall_ms: int | None = None


class ObservationDraft(NamedTuple):
    """What a person or reader saw, as sent.  `quantity` counts packs of `unit` (None = base unit).

    `observed_at` None means "now, by the server's clock" (a page that is online).
    """

    id: UUID
    mode: str
    place: str = ""
    quantity: int | None = None
    unit: str | None = None
    factor: int | None = None
    code: str | None = None
    item: str | None = None
    lot: str | None = None
    serial: str | None = None
    status: str | None = None
    owner: str | None = None
    observed_at: datetime | None = None
    seq: int | None = None
    task: UUID | None = None
    visit: UUID | None = None
    undoes: UUID | None = None
    origin: UUID | None = None
    mono_ms: int | None = None
    entry: str = ""
    condition: tuple[str, ...] = ()
    note: str = ""
    extra: Mapping[str, Any] = {}


class Malformed(NamedTuple):
    """One element of a push that is no observation: kept in quarantine, named in the answer."""

    id: str
    seq: int | None
    result: str
    body: Mapping[str, Any]
    faults: tuple[Fault, ...]


class Push(NamedTuple):
    """What one device sends.  `install` None is a page that is online: the server stamps it.

    `site` names the site where the sender knows it (the web page); phones leave it empty.
    `sent` is the page life and monotonic clock at `sent_at`, where the device tells them.
    `trays` puts rows aside by id for what the intake knows (RFID: an ambiguous place).
    """

    install: UUID | None
    sent_at: datetime | None
    last_seq: int | None
    observations: tuple[ObservationDraft, ...]
    malformed: tuple[Malformed, ...] = ()
    samples: tuple[Sample, ...] = ()
    app_version: str = ""
    push: UUID | None = None
    contract: int = CONTRACT
    site: str = ""
    sent: Sample | None = None
    trays: Mapping[UUID, str] = {}


class Resolved(NamedTuple):
    """What an observation was understood as, by codes; `base` in smallest units."""

    place: str
    item: str
    unit: str
    lot: str | None
    serial: str | None
    status: str | None
    owner: str | None
    base: int | None


class Verdict(NamedTuple):
    """What became of one observation of a push.

    `result`: created, exists, exists_with_different_<field>, refused_schema, refused_seq_reused,
    refused_quantity_range, refused_text_too_long, refused_site.  `tray` is '' when in use.
    """

    id: str
    result: str
    tray: str = ""
    resolved: Resolved | None = None
    faults: tuple[Fault, ...] = ()


class PushAnswer(NamedTuple):
    """The server's answer to a push; `gaps` are holes below `last_seq` (first, last)."""

    received_at: datetime
    answered_at: datetime
    offset_ms: int
    verdicts: tuple[Verdict, ...]
    acked_seq: int
    gaps: tuple[tuple[int, int], ...]
    device: str = "active"
    push: UUID | None = None
    wipe: bool = False


class InstallRow(NamedTuple):
    """One device as the server knows it."""

    id: UUID
    actor: str
    site: str
    state: str
    last_seq: int
    acked_seq: int
    offset_ms: int
    last_seen_at: datetime
    app_version: str


class TrayRow(NamedTuple):
    """One observation that no rule uses until a person decides or a binding appears."""

    site: str
    id: UUID
    tray: str
    reason: str
    person: str
    task: UUID | None
    place: str
    code: str
    item: str
    lot: str
    serial: str
    mode: str
    quantity: int | None
    unit: str
    observed_at: datetime
    received_at: datetime
    note: str


class ObservationRow(NamedTuple):
    """One stored observation with its present resolution, for those who may see it."""

    site: str
    id: UUID
    person: str
    install: UUID | None
    seq: int | None
    task: UUID | None
    visit: UUID | None
    place: str
    item: str
    item_name: str
    lot: str
    serial: str
    mode: str
    quantity: int | None
    unit: str
    base: int | None
    observed_at: datetime
    uncertainty_ms: int
    received_at: datetime
    tray: str
    undone: bool
    code: str
    note: str


class PushRefused(Refused):
    """The push as a whole is malformed; nothing of it was stored."""

    status = 400


class InstallRestored(Conflict):
    """The device was restored from an old copy: its rows are kept aside, it must enrol again."""


FAULTS: dict[str, Label] = {
    "install_restored": Label(
        "此设备是由旧备份恢复的（最后序号 {0}，服务器已收到 {1}）；请重新登记",
        "This device was restored from an old copy (last seq {0}, the server has {1}): enrol again",
    ),
    "seq_reused": Label(
        "序号 {0} 已被另一条记录使用；设备可能被复制",
        "Seq {0} was used by another row: the device may have been copied",
    ),
    "seq_needed": Label("需要从 1 开始的序号", "A seq counting from 1 is needed"),
    "contract_unknown": Label("不支持的契约版本 {0}", "Contract version {0} is not supported"),
    "quantity_missing": Label("缺少数量", "The quantity is missing"),
    "quantity_range": Label(
        "数量应在 0 到 {0} 之间，收到 {1}", "The quantity lies in 0 to {0}; {1} was sent"
    ),
    "serial_quantity": Label(
        "有序列号的数量只能是 0 或 1，收到 {0}", "A serial counts 0 or 1; {0} was sent"
    ),
    "undoes_missing": Label("撤销需要指明哪一条", "An undo needs the id of the row it takes back"),
    "place_missing": Label("缺少货位", "The place is missing"),
    "nothing_named": Label(
        "既没有条码也没有物料", "There is neither a code nor an item"
    ),
    "site_unknown": Label(
        "无法判断是哪个站点", "The site cannot be told from the task, the token or the place"
    ),
    "different": Label("同一编号、不同内容：{0}", "The same id with another content: {0}"),
    "mode_unknown": Label("不认识的方式 {0}", "Mode {0} is not known"),
    "place_unknown": Label("没有货位 {0}", "Place {0} is not known"),
    "item_unknown": Label("没有识别出物料：{0}", "No item was recognised: {0}"),
    "item_ambiguous": Label("对应多个物料：{0}", "Several items fit: {0}"),
    "unit_unknown": Label("物料 {1} 没有单位 {0}", "Item {1} has no unit {0}"),
    "status_unknown": Label("没有状态 {0}", "Status {0} is not known"),
    "lot_unusable": Label(
        "批号或序列号过长或含不允许的字符", "The lot or serial is too long or not allowed"),
    "owner_unknown": Label("没有货主 {0}", "Owner {0} is not known"),
    "not_by_serial": Label(
        "物料 {0} 不按序列号管理，射频标签只作证据",
        "Item {0} is not tracked by serial: its RFID tags are evidence only",
    ),
    "code_refused": Label("条码不合规：{0}", "The code is not valid: {0}"),
    "tray_unknown": Label("没有这个收件格", "This tray is not known"),
}
