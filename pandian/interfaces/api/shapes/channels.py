"""Shapes of channels.   外发通道"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.insight.delivery.words import (
    ADDRESS_CHARACTERS_MAX,
    AGAIN_MESSAGES_MAX,
    SECRET_CHARACTERS_MAX,
)
from pandian.interfaces.api.shapes.types import Answer, Code, Name, Shape, Uuid

Hour = Annotated[int, Field(strict=True, ge=0, le=23)]
Codes = Annotated[list[Code], Field(max_length=1_000)]
Seen = Annotated[int, Field(strict=True, ge=0)]


class QuietIn(Shape):
    """Hours of the channel's clock in which only critical alerts go."""

    begins: Hour
    ends: Hour


class ChannelIn(Shape):
    """A channel; `seen` 0 is a new one.  Without `address` or `secret` these stay as they are."""

    site: Code
    id: Uuid
    seen: Seen = 0
    name: Name
    kind: Code
    address: Annotated[str, Field(max_length=ADDRESS_CHARACTERS_MAX)] | None = None
    secret: Annotated[str, Field(max_length=SECRET_CHARACTERS_MAX)] | None = None
    language: Code = "zh-hans"
    time_zone: Code = "Asia/Shanghai"
    sites: Codes = Field(default_factory=list)
    roles: Codes = Field(default_factory=list)
    conditions: Codes = Field(default_factory=list)
    severities: Codes = Field(default_factory=list)
    figures: Annotated[bool, Field(strict=True)] = False
    pace: Code = "at_once"
    every: Annotated[int, Field(strict=True)] = 0
    quiet: QuietIn | None = None
    urgent: Annotated[bool, Field(strict=True)] = True


class ChannelsFilter(Shape):
    """Of which site; `*` is the whole house; left out, of all."""

    site: Code | None = None


class SwitchIn(Shape):
    """On or off, and the version that was shown."""

    seen: Seen
    active: Annotated[bool, Field(strict=True)]


class RemoveIn(Shape):
    """The version that was shown."""

    seen: Seen


class MessageIn(Shape):
    """A message that failed, and how often it had been asked for when it was shown (`again`)."""

    id: Uuid
    seen: Seen


class AgainIn(Shape):
    """Messages that shall go once more."""

    messages: Annotated[list[MessageIn], Field(max_length=AGAIN_MESSAGES_MAX)]


class ChannelsOut(Answer):
    """Channels by site and name."""

    rows: list[Answer]


class TrialOut(Answer):
    """Whether the trial message went, and if not, why."""

    sent: bool
    why: str
