"""Shapes of devices: enrolment, what a phone pulls.   设备接口形状

Phones of several versions send these: fields that we do not know are let through.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from pandian.capture.devices.words import TAKE_MAX
from pandian.capture.words import SAMPLES_MAX
from pandian.interfaces.api.shapes.push import SampleIn, Text, Tolerant
from pandian.interfaces.api.shapes.types import (
    Answer,
    Cursor,
    Instant,
    Quantity,
    Uuid,
)

Contract = Annotated[Any, WithJsonSchema({"type": "integer", "minimum": 1})]
"""Judged by capture: a version that was given up has an answer of its own."""


class EnrolIn(Tolerant):
    """A phone with the secret of its QR; the secret works once, for ten minutes."""

    contract: Contract = None
    enrolment: Uuid
    secret: Text
    install: Uuid
    app_version: Text = ""
    name: Text = ""
    persisted: bool = False


class EnrolOut(Answer):
    """The device and its token, told this once."""

    device: str
    token: str
    site: str
    received_at: str
    answered_at: str
    contract_min: Literal[1]
    contract_max: Literal[1]


class PullIn(Tolerant):
    """What a phone asks for; `take` are tasks for anybody that it wants for itself.

    `at`: the place where its person was seen last, for the counts near by; it is not kept.
    """

    contract: Contract = None
    install: Uuid
    sent_at: Instant
    last_seq: Annotated[Quantity, Field(ge=0)] | None = None
    cursor: Cursor | None = None
    want: Annotated[list[Text], Field(max_length=20)] = Field(
        default_factory=lambda: ["tasks", "catalog", "policy"])
    take: Annotated[list[Uuid], Field(max_length=TAKE_MAX)] = Field(default_factory=list)
    samples: Annotated[list[SampleIn], Field(max_length=SAMPLES_MAX)] = Field(
        default_factory=list)
    app_version: Text = ""
    at: Text = ""
    origin: Uuid | None = None
    mono_ms: Quantity | None = None


class PullOut(Answer):
    """One page of a package; apply all pages together once `complete`."""

    received_at: str
    answered_at: str
    cursor: str
    complete: bool
    tasks: list[Answer]
    device: str
    wipe: bool
    resend_from: int | None
    nearby: list[Answer]
