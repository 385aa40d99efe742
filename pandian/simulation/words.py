"""Words of the simulated warehouse: what happened, what was written down, what went wrong. 仿真词汇

A `Document` is what reached the book; a `Sighting` is what a person counted; a `Mishap` is the
known difference between what happened and what was written, with its cause.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Label


class Cause(StrEnum):
    """Why truth and book part; each is planted on purpose, so its size is known exactly."""

    MISCOUNT = "miscount"
    UNIT_MIX_UP = "unit_mix_up"
    LOT_SWAP = "lot_swap"
    MIS_PICK = "mis_pick"
    LATE_PAPER = "late_paper"
    THEFT = "theft"
    UNRECORDED_SCRAP = "unrecorded_scrap"
    MISPLACEMENT = "misplacement"


CAUSES: dict[Cause, Label] = {
    Cause.MISCOUNT: Label("点错数", "Miscount"),
    Cause.UNIT_MIX_UP: Label("单位弄混", "Unit mix-up"),
    Cause.LOT_SWAP: Label("批号拿错", "Lot swap"),
    Cause.MIS_PICK: Label("拣错货", "Mis-pick"),
    Cause.LATE_PAPER: Label("单据迟到", "Late paper"),
    Cause.THEFT: Label("丢失", "Theft"),
    Cause.UNRECORDED_SCRAP: Label("报废未登记", "Unrecorded scrap"),
    Cause.MISPLACEMENT: Label("放错货位", "Misplacement"),
}


FAULTS: dict[str, Label] = {
    "not_the_demo": Label(
        "这里不是（或不只是）演示数据，不能清空：{0}",
        "This is not the demo, or not only the demo; nothing is cleared: {0}"),
    "owner_needed": Label(
        "清空演示只能由数据库所有者用命令执行",
        "Only the owner of the database may clear the demo, by the command"),
}


class Key(NamedTuple):
    """One stock key by codes; an empty text means none."""

    site: str
    place: str
    item: str
    lot: str
    serial: str
    status: str


class Line(NamedTuple):
    """One written line.  `quantity` counts `unit` (empty: the smallest unit)."""

    item: str
    lot: str
    serial: str
    status: str
    source: str
    target: str
    quantity: int
    unit: str = ""
    factor: int = 1
    target_status: str = ""


    @property
    def base(self) -> int:
        """The quantity in the smallest unit."""
        return self.quantity * self.factor


class Document(NamedTuple):
    """One paper: effective `at`, in the book from `delivered` on."""

    id: UUID
    site: str
    kind: str
    at: datetime
    lines: tuple[Line, ...]
    cause: dict[str, Any]
    delivered: datetime
    transfer: UUID | None = None


class Sighting(NamedTuple):
    """One counted line of a past count: at `at` a person saw `counted` of `key`."""

    id: UUID
    key: Key
    at: datetime
    counted: int
    uncertainty_ms: int


class Mishap(NamedTuple):
    """One planted error: for each key, how much more is really there than the papers say.

    A late paper's effects hold until it is delivered; all effects hold until the next count.
    """

    cause: Cause
    at: datetime
    reference: str
    delivered: datetime | None
    effects: tuple[tuple[Key, int], ...]


class Lot(NamedTuple):
    """Dates of one lot; `expires_on` None where the item does not expire."""

    made_on: date
    expires_on: date | None


class Story(NamedTuple):
    """All that happened in one seeded world until `until`, and what is there at the end."""

    seed: int
    since: datetime
    until: datetime
    documents: tuple[Document, ...]
    sightings: tuple[tuple[Sighting, ...], ...]
    mishaps: tuple[Mishap, ...]
    truth: dict[Key, int]
    lots: dict[tuple[str, str], Lot]


class Size(NamedTuple):
    """How big a world is: months, items per site, and what happens on a working day."""

    months: float
    items: int
    branch_items: int
    store_items: int
    aisles: int
    receipts: float
    orders: float
    branch_orders: float
    usages: float
    transfers: float
    counts: float
    mishaps: float
    """Chance of an error per chain of papers."""


SIZES: dict[str, Size] = {
    "demo": Size(18, 2_000, 520, 220, 8, 4.2, 9, 4, 5, 1.2, 0.6, 0.03),
    "small": Size(2, 160, 60, 30, 1, 2.5, 7, 4, 4, 1, 2, 0.05),
    "tiny": Size(0.7, 40, 20, 10, 1, 2, 4, 2, 2, 1, 1, 0.08),
}


class DemoPerson(NamedTuple):
    """One of the demo's people, as the sign-in page and the role bar show them."""

    code: str
    name: Label
    role: str
    site: str


class Demo(NamedTuple):
    """The demo of this database: its people share one password; `built` only by this call."""

    people: tuple[DemoPerson, ...]
    password: str
    seed: int
    built: bool
    plan: str
    postings: int = 0
    moves: int = 0
    seconds: float = 0.0


class CauseRow(NamedTuple):
    """How much one cause parts truth from book: mishaps, keys, units too many or few."""

    cause: Cause
    label: Label
    planted: int
    open_keys: int
    units: int


class Simulated(NamedTuple):
    """Truth against book before and after everything was counted."""

    seed: int
    days: int
    postings: int
    moves: int
    past_counts: int
    causes: tuple[CauseRow, ...]
    keys: int
    predicted_wrong: int
    before_wrong: int
    before_units: int
    counted_lines: int
    healed: int
    after_wrong: int
    after_units: int
    invariants_broken: int
    seconds: float
    ok: bool

    def lines(self, language: str) -> list[str]:
        """Return the report as text lines: a table by cause, then before and after."""
        zh = language.startswith("zh")
        head = (f"种子 {self.seed}：{self.days} 天，{self.postings} 张单据，{self.moves} 条流水，"
                f"{self.past_counts} 条历史盘点行" if zh else
                f"seed {self.seed}: {self.days} days, {self.postings} papers, {self.moves} moves, "
                f"{self.past_counts} past count lines")
        table = [f"  {row.cause.value:<18}{row.planted:>8}{row.open_keys:>8}{row.units:>10}   "
                 f"{row.label.text(language)}" for row in self.causes]
        columns = f"  {'cause':<18}{'planted':>8}{'open':>8}{'units':>10}"
        before = (f"盘点前：{self.keys} 个结存，{self.before_wrong} 个与真相不符，"
                  f"差 {self.before_units}；与审计员推算不符 {self.predicted_wrong}" if zh else
                  f"before the count: {self.keys} keys, {self.before_wrong} wrong by "
                  f"{self.before_units} units; {self.predicted_wrong} not as the auditor predicted")
        after = (f"盘点后：盘 {self.counted_lines} 行，{self.after_wrong} 个不符，"
                 f"差 {self.after_units}；自愈 {self.healed}；不变量破坏 {self.invariants_broken}"
                 if zh else
                 f"after the count: {self.counted_lines} lines counted, {self.after_wrong} "
                 f"wrong by {self.after_units} units; {self.healed} healed; "
                 f"{self.invariants_broken} invariants broken")
        return [head, columns, *table, before, after,
                f"{self.seconds:.1f} s", "OK" if self.ok else "NOT EQUAL"]
