"""The shape of a push, for the documentation.   采集上传

The body is read by `capture.rules.push_from`: strict about types, tolerant of fields that a newer
device adds, and each row judged by itself, so that one bad row never holds back the others.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, WithJsonSchema

from pandian.capture.words import (
    CODE_CHARACTERS_MAX,
    NOTE_CHARACTERS_MAX,
    OBSERVATIONS_MAX,
    TEXT_CHARACTERS_MAX,
)
from pandian.interfaces.api.shapes.types import Answer, Instant, Quantity, ResultOut, Shape, Uuid

SAMPLES_MAX = 1_000
CODES_MAX = 16
BIG = 2**63 - 1


class Tolerant(Shape):
    """Strict types, but fields that we do not know are kept aside."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)


Text = Annotated[str, Field(max_length=TEXT_CHARACTERS_MAX)]
Big = Annotated[int, Field(ge=-BIG, le=BIG)]


class ObservationIn(Tolerant):
    """What a person or reader saw.  Where `item` is given the code may be absent."""

    id: Uuid
    mode: Text
    place: Text = ""
    quantity: Big | None = None
    unit: Text | None = None
    factor: Big | None = None
    code: Annotated[str, Field(max_length=CODE_CHARACTERS_MAX)] | None = None
    item: Text | None = None
    lot: Text | None = None
    serial: Text | None = None
    status: Text | None = None
    owner: Text | None = None
    observed_at: Instant
    seq: Quantity | None = None
    task: Uuid | None = None
    visit: Uuid | None = None
    undoes: Uuid | None = None
    origin: Uuid | None = None
    mono_ms: Quantity | None = None
    entry: Text = ""
    condition: Annotated[list[Text], Field(max_length=CODES_MAX)] = Field(default_factory=list)
    note: Annotated[str, Field(max_length=NOTE_CHARACTERS_MAX)] = ""


class SampleIn(Tolerant):
    """One clock sample of a page life; `offset_ms` is server minus device."""

    origin: Uuid
    mono_ms: Quantity
    offset_ms: Quantity
    error_ms: Annotated[Quantity, Field(ge=0)]
    wall_ms: Quantity | None = None


class PushIn(Tolerant):
    """What one device sends; see ObservationIn for the rows."""

    install: Uuid
    sent_at: Instant
    last_seq: Annotated[int, Field(ge=0, le=BIG)] | None = None
    observations: Annotated[list[ObservationIn], Field(max_length=OBSERVATIONS_MAX)]
    samples: Annotated[list[SampleIn], Field(max_length=SAMPLES_MAX)] = Field(default_factory=list)
    app_version: Text = ""
    push: Uuid | None = None
    contract: Literal[1] = 1
    origin: Uuid | None = None
    mono_ms: Quantity | None = None


Push = Annotated[Any, WithJsonSchema({"type": "object", "title": "PushIn"})]
"""A push as sent; the documentation shows `PushIn` in its place."""


class VerdictOut(ResultOut):
    """What became of one row; a device forgets a row only on its verdict."""

    id: str
    tray: str | None
    resolved: Answer | None


class PushOut(Answer):
    """The answer to a push; `gaps` are holes below `last_seq`."""

    received_at: str
    answered_at: str
    offset_ms: int
    verdicts: list[VerdictOut]
    acked_seq: int
    gaps: list[tuple[int, int]]
    contract: Literal[1]
