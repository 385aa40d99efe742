"""Shapes of RFID.   射频接口

The body of reads is read by `capture.rfid.rules.pass_from`: strict about types, tolerant of what
a newer reader adds, and each read judged by itself.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from pandian.capture.rfid.words import ANTENNAS_MAX, MARGIN_CDBM_DEFAULT, READERS_MAX, READS_MAX
from pandian.interfaces.api.shapes.types import (
    Answer,
    Code,
    Limit,
    Quantity,
    ResultOut,
    Shape,
    Uuid,
)

_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}
_ID, _AT = {**_TEXT, "format": "uuid"}, {**_TEXT, "format": "date-time"}
Reads = Annotated[Any, WithJsonSchema({
    "type": "object", "title": "RfidReadsIn",
    "required": ["reader", "pass", "started_at", "ended_at", "reads"],
    "properties": {
        "reader": _TEXT, "pass": _ID, "task": _ID, "place": _TEXT, "site": _TEXT,
        "started_at": _AT, "ended_at": _AT, "sent_at": _AT, "more": {"type": "boolean"},
        "reads": {"type": "array", "maxItems": READS_MAX, "items": {
            "type": "object", "required": ["epc"],
            "properties": {"epc": _TEXT, "antenna": _WHOLE, "rssi_cdbm": _WHOLE, "count": _WHOLE,
                           "first_at": _AT, "last_at": _AT}}},
    }})]
"""Reads of one pass, or of a part of it (`more`)."""


class ReaderIn(Shape):
    """A reader; `antennas` maps antenna numbers to places."""

    site: Code
    code: Code
    kind: Literal["handheld", "gate", "fixed", "cabinet", "robot"]
    antennas: Annotated[dict[Annotated[str, Field(pattern=r"^[0-9]{1,5}$")], Code],
                        Field(max_length=ANTENNAS_MAX)] = Field(default_factory=dict)
    margin_cdbm: Quantity = MARGIN_CDBM_DEFAULT


Readers = Annotated[list[ReaderIn], Field(max_length=READERS_MAX)]


class RfidTagOut(ResultOut):
    """What became of one EPC of the request."""

    epc: str
    observation: str | None
    tray: str | None


class RfidTakenOut(Answer):
    """The answer to reads; sending again is harmless."""

    id: str
    result: str
    reads_new: int
    tags: list[RfidTagOut]
    alerts: int


class RfidPassesOut(Answer):
    """Passes, newest first."""

    rows: list[Answer]
    next: None


class RfidPassOut(Answer):
    """One pass; `expected` is null for who may not see the book."""

    tags: list[Answer]
    expected: list[Answer] | None


class RfidRatesOut(Answer):
    """How often present tags are read."""

    rows: list[Answer]


class PassFilter(Shape):
    """Which passes."""

    site: Code | None = None
    task: Uuid | None = None
    limit: Limit = 100


class OtherPass(Shape):
    """The second pass over the same tags."""

    other: Uuid


class RfidSite(Shape):
    """At which site."""

    site: Code | None = None
