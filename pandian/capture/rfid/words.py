"""Words of RFID: readers, passes, reads, tags, and how sure an absence is.   射频词汇

A pass 一趟 is one walk or one opening of a gate.  A read 读取 is one tag seen by one antenna; a
tag 标签 is what all reads of one EPC in one pass add up to.  A tag that was not read is `unread`
未读到, which is not zero.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Fault, Label, NotFound, Refused

READS_MAX = 10_000
"""Reads of one request; a longer pass comes in parts."""
READERS_MAX = 1_000
ANTENNAS_MAX = 256
EPC_CHARACTERS_MAX = 256
CODE_CHARACTERS_MAX = 128
RSSI_CDBM_MIN, RSSI_CDBM_MAX = -20_000, 5_000
TIMES_MAX = 2**31 - 1
MARGIN_CDBM_DEFAULT = 600
"""By how much the strongest place must lead: 6 dB, twice the distance."""
MARGIN_CDBM_MAX = 10_000
MISS_PPM_MAX_DEFAULT = 1_000
"""A loss may be proposed when fewer than so many in a million present tags would be missed."""
FIT_PPM_MIN = 900_000
"""Below nine of ten present tags read, goods are not fit for counting by RFID."""
MILLION = 1_000_000
TWICE_MINUTES = 60
"""One serial in two places within this time is an alert."""
PASSES_MAX = 500
TAGS_MAX = 10_000

READER_KINDS: dict[str, Label] = {
    "handheld": Label("手持读写器", "handheld reader"),
    "gate": Label("通道门", "gate"),
    "fixed": Label("固定读写器", "fixed reader"),
    "cabinet": Label("智能柜", "cabinet"),
    "robot": Label("机器人", "robot"),
    "unknown": Label("未登记的读写器", "unregistered reader"),
}
ITEM_CLASSES: dict[str, Label] = {
    "plain": Label("普通", "plain"),
    "metal": Label("金属", "metal"),
    "liquid": Label("液体", "liquid"),
}
CLASS_ATTRIBUTE = "rfid"
"""The attribute of an item that names its class."""


class ReaderDraft(NamedTuple):
    """A reader as it comes in; `antennas` are pairs (number, place code)."""

    site: str
    code: str
    kind: str
    antennas: tuple[tuple[int, str], ...] = ()
    margin_cdbm: int = MARGIN_CDBM_DEFAULT


class ReaderRow(NamedTuple):
    """A reader as it is read; `antennas` maps numbers to place codes."""

    site: str
    code: str
    kind: str
    antennas: dict[str, str]
    margin_cdbm: int
    last_seen_at: datetime | None


class Read(NamedTuple):
    """One tag seen by one antenna; `epc` as sent.  Signal in hundredths of a dBm."""

    epc: str
    antenna: int = 0
    rssi_cdbm: int | None = None
    times: int = 1
    first_at: datetime | None = None
    last_at: datetime | None = None


class Malformed(NamedTuple):
    """One element that is no read: answered by name, the others are stored."""

    epc: str
    faults: tuple[Fault, ...]


class PassDraft(NamedTuple):
    """What a reader sends.  `more`: the pass goes on, nothing is decided yet."""

    id: UUID
    reader: str
    place: str
    started_at: datetime
    ended_at: datetime
    reads: tuple[Read, ...]
    malformed: tuple[Malformed, ...] = ()
    task: UUID | None = None
    site: str = ""
    more: bool = False
    sent_at: datetime | None = None


class Heard(NamedTuple):
    """One EPC at one place: what its reads there add up to.

    `rssi_cdbm` is the mean over the readings that tell their strength, rounded down; None when
    none does.
    """

    epc: str
    place: str
    times: int
    rssi_cdbm: int | None
    first_at: datetime
    last_at: datetime


class Tag(NamedTuple):
    """One EPC of a pass with its place; `ambiguous` when no place leads by the margin."""

    epc: str
    place: str
    ambiguous: bool
    times: int
    rssi_cdbm: int | None
    first_at: datetime
    last_at: datetime


class TagVerdict(NamedTuple):
    """What became of one EPC.

    `result`: created, exists, exists_with_different_place, held (the pass goes on),
    refused_schema, and those of a push.
    """

    epc: str
    observation: UUID | None
    result: str
    tray: str = ""
    place: str = ""
    item: str = ""
    serial: str = ""
    faults: tuple[Fault, ...] = ()


class Taken(NamedTuple):
    """The answer to reads: the pass and every EPC of this request, in order of the EPC."""

    id: UUID
    site: str
    result: str
    reads: int
    reads_new: int
    tags: tuple[TagVerdict, ...]
    alerts: int
    received_at: datetime


class PassRow(NamedTuple):
    """One pass as it is read; the numbers count tags."""

    site: str
    id: UUID
    reader: str
    reader_kind: str
    task: UUID | None
    place: str
    places: tuple[str, ...]
    started_at: datetime
    ended_at: datetime
    person: str
    open: bool
    reads: int
    tags: int
    known: int
    unknown: int
    ambiguous: int
    alerts: int


class TagRow(NamedTuple):
    """One tag of a pass as it is read; `reason` says why it waits in a tray."""

    epc: str
    observation: UUID
    place: str
    item: str
    item_name: str
    serial: str
    tray: str
    reason: str
    times: int
    rssi_cdbm: int | None
    last_at: datetime


class AlertRow(NamedTuple):
    """One serial seen in two places within an hour."""

    site: str
    item: str
    serial: str
    place: str
    at: datetime
    other_place: str
    other_at: datetime
    noted_at: datetime


class Trial(NamedTuple):
    """One pass over known stock: of `present` tags of a class in a kind of place, `read`."""

    reader_kind: str
    item_class: str
    place_kind: str
    present: int
    read: int


class Rate(NamedTuple):
    """How often a present tag is read, in parts of a million; `passes` stand behind it.

    `cautious_ppm` is what an absence is judged by: (read + 1) / (present + 2), never 1.
    """

    reader_kind: str
    item_class: str
    place_kind: str
    passes: int
    present: int
    read: int
    rate_ppm: int
    cautious_ppm: int
    fit: bool


class Estimate(NamedTuple):
    """What two passes over the same tags say: how many there are, and each pass's rate.

    `tags` is None when the passes share no tag: then nothing can be said.
    """

    first: int
    second: int
    both: int
    tags: int | None
    first_ppm: int | None
    second_ppm: int | None


class ReadsRefused(Refused):
    """The request as a whole is malformed; nothing of it was stored."""


class ReaderRefused(Refused):
    """A reader cannot be kept so."""


class PassNotFound(NotFound):
    """No such pass, or not yours to see."""


FAULTS: dict[str, Label] = {
    "epc_blank": Label("标签内容为空", "The tag is blank"),
    "rssi_range": Label(
        "信号强度应在 {0} 到 {1}（百分之一 dBm）", "The signal lies in {0} to {1} (0.01 dBm)"
    ),
    "read_reversed": Label("最后读取早于首次读取", "The last read is before the first"),
    "pass_reversed": Label("结束早于开始", "The pass ends before it begins"),
    "place_needed": Label(
        "既没有货位，读写器的天线也没有登记货位",
        "There is no place: name one, or register the places of the reader's antennas",
    ),
    "pass_elsewhere": Label(
        "此趟属于别的站点", "This pass belongs to another site"
    ),
    "reader_kind": Label("不认识的读写器类型 {0}", "Reader kind {0} is not known"),
    "antenna_place": Label("天线 {0} 的货位 {1} 不存在", "Antenna {0}: there is no place {1}"),
    "pass_has_no_stock": Label(
        "此趟的货位账上没有按序列号管理的货，无法校准",
        "The book has no goods by serial at the places of this pass: nothing to calibrate by",
    ),
    "reads_file": Label("第 {0} 行：{1}", "line {0}: {1}"),
    "column_missing": Label("缺少列 {0}", "Column {0} is missing"),
    "line_too_long": Label("一行最多 {0} 个字符", "A line has at most {0} characters"),
}
