"""Destruction: a list by lot and serial, sealed, destroyed by two persons, certified.   销毁

The goods go from the red zone into a sealed container of the document's own, and from there to
`@destroyed`.  Nothing undoes that: only a document of goods found again, signed by two.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label
from pandian.lifecycle.words import END_STATES, Action, Kind

MOVE, DECIDE, VALUE = "lifecycle.move", "lifecycle.decide", "lifecycle.value"

DESTROYED = "@destroyed"
TOLERANCE_GRAMS_MIN = 50
WEIGHT_GRAMS_MAX = 100_000_000
SEALS = ("unbroken", "broken")
FINAL = frozenset({"destroyed", "certified"})

KIND = Kind(
    name="destruction", label=Label("销毁", "destruction"), prefix="DS",
    states={"planned": Label("已计划", "planned"), "sealed": Label("已封存", "sealed"),
            "destroyed": Label("已销毁", "destroyed"),
            "certified": Label("已证明", "certified"), **END_STATES},
    start="planned", capability=DECIDE,
    actions={
        "seal": Action(
            Label("监督封存", "seal with a witness"), ("planned",), "sealed", MOVE,
            measures=("sealed",), needs=True, signers=(MOVE, DECIDE), settles=True,
            evidence=("weight_grams", "seal_numbers")),
        "destroy": Action(
            Label("销毁", "destroy"), ("sealed",), "destroyed", MOVE,
            measures=("destroyed", "counted"), needs=True, signers=(MOVE, VALUE),
            apart=("open",), evidence=("weight_grams", "seal")),
        "certify": Action(
            Label("出具证明", "certify"), ("destroyed",), "certified", DECIDE),
        "cancel": Action(
            Label("取消", "cancel"), ("planned",), "cancelled", DECIDE, reason=True),
    },
    posts=frozenset({"sealed", "destroyed"}), closing=frozenset({"sealed"}), status="rejected",
    header=("method", "location", "contractor", "contractor_licence"), follows="scrap",
    takes="approved", takes_posted=False, lines="taken", zeros=frozenset({"counted"}),
)


class Destroyed(NamedTuple):
    """A certificate as it is kept: `body` with a hash in every row and one over all."""

    document: UUID
    number: str
    content_hash: str
    made_at: datetime
    body: dict[str, Any]


class Certified(NamedTuple):
    """A certificate that was found: of which document, when it was made, by whose step."""

    site: str
    document: UUID
    kind: str
    number: str
    content_hash: str
    made_at: datetime
    actor: str


class Alarm(NamedTuple):
    """A destroyed serial that was seen afterwards: an alarm."""

    site: str
    item: str
    serial: str
    destroyed_by: str
    destroyed_at: datetime
    seen_at: datetime
    person: str
    place: str
    observation: UUID


class NotCertified(Conflict):
    """The destruction has no certificate yet."""


FAULTS: dict[str, Label] = {
    "weight_wrong": Label("重量应是克数（整数，大于 0）", "The weight is a whole number of grams"),
    "weight_off": Label(
        "封存时 {0} 克，现在 {1} 克，最多相差 {2} 克",
        "{0} g when it was sealed, {1} g now; at most {2} g may differ"),
    "seal_said": Label("封签应写 unbroken 或 broken", "Say whether the seal is unbroken or broken"),
    "seal_broken": Label(
        "封签已破，第 {0} 行须重新清点", "The seal is broken: line {0} must be counted again"),
    "destroyed_differs": Label(
        "第 {0} 行封存 {1}，销毁 {2}", "Line {0}: {1} sealed, {2} destroyed"),
    "approved_first": Label("报废单还没有批准", "The scrap is not approved yet"),
    "destruction_final": Label(
        "销毁不能冲销；货物找回时开找回单，两人签名",
        "A destruction is not undone; goods found again have a document of their own, signed by"
        " two"),
    "not_certified": Label("销毁还没有证明", "The destruction is not certified yet"),
    "destruction_shape": Label("不是这种证明", "This is no such certificate"),
    "destruction_row_altered": Label("这一行被改动过", "This row was altered"),
    "destruction_rows_changed": Label(
        "有行被增删或调换", "Rows were added, removed or put in another order"),
}
