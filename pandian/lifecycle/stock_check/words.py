"""Stock check: a round looks at every holding of a place and says what it finds.   在库检查

It posts nothing.  Every doubt is proposed as a hold; a full look may be keyed as a count.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

MOVE = "lifecycle.move"

DOUBTS: dict[str, str] = {
    "doubt_look": "look", "doubt_package": "package", "doubt_label": "label",
    "doubt_expiry": "expiry",
}
"""Measures of what was found, and the cause of the hold that is proposed for it."""

KIND = Kind(
    name="stock_check", label=Label("在库检查", "stock check"), prefix="CK",
    states={"draft": Label("待检查", "to be checked"), "running": Label("进行中", "running"),
            "done": Label("已完成", "done"), "cancelled": END_STATES["cancelled"]},
    start="draft", capability=MOVE,
    actions={
        "look": Action(
            Label("检查", "look"), ("draft", "running"), "running", MOVE,
            measures=("looked", *DOUBTS, "counted"), needs=True),
        "finish": Action(
            Label("完成", "finish"), ("running",), "done", MOVE, settles=True,
            evidence=("storage", "hygiene", "monitoring")),
        "cancel": Action(
            Label("取消", "cancel"), ("draft",), "cancelled", MOVE, reason=True),
    },
    posts=frozenset(), closing=frozenset({"looked"}), status="accepted", header=("place",),
    lines="none", zeros=frozenset({"counted"}),
)


class CheckLine(NamedTuple):
    """One line of the record: what was looked at, and what was found."""

    place: str
    item: str
    name: str
    lot: str
    serial: str
    status: str
    made_on: Any
    expires_on: Any
    looked_by: str
    looked_at: datetime | None
    doubts: dict[str, int]
    counted: int | None
    notes: tuple[str, ...]


class CheckRecord(NamedTuple):
    """The record of article 74: conditions, readings, lines, and the holds that followed."""

    document: UUID
    number: str
    site: str
    place: str
    state: str
    conditions: dict[str, str]
    lines: list[CheckLine]
    holds: list[str]
    readings: int
    readings_outside: int


class Due(NamedTuple):
    """A zone with stock whose last round is too long ago, or never was."""

    place: str
    last: datetime | None
    days: int | None


FAULTS: dict[str, Label] = {
    "nothing_to_check": Label("{0} 没有库存可查", "There is no stock to check in {0}"),
    "look_first": Label("第 {0} 行还没有检查", "Line {0} was not looked at"),
}
