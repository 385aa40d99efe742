"""Words of clock evidence.   时钟证据词汇"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pandian.capture.words import Sample
from pandian.kernel.words import Label

EVIDENCE: dict[str, Label] = {
    "server": Label("服务器盖章", "stamped by the server"),
    "samples": Label("时钟样本", "clock samples"),
    "offset": Label("推送时的偏差", "the offset at the push"),
    "neighbours": Label("前后样本的偏差", "the offsets before and after"),
    "clock_stepped": Label("时钟被改动，以单调时钟为准",
                           "the clock was set: the monotonic one counts"),
    "none": Label("没有可用的证据", "no usable evidence"),
}


class Clocked(NamedTuple):
    """When a row was seen, by the server's clock, how well that is known, and why."""

    at: datetime
    uncertainty_ms: int
    evidence: str


class Dated(NamedTuple):
    """A sample of any page life at its instant by the server's clock."""

    at: datetime
    offset_ms: int
    error_ms: int


class Record(NamedTuple):
    """What is known of an install's clock besides the push at hand.

    `dated` are samples of all lives in order of time; `floors` and `ceilings` say, by seq, the
    instants of the nearest earlier and later rows that are stored already; `sent` is the page
    life and monotonic clock at which the push was sent.
    """

    dated: Sequence[Dated] = ()
    floors: Mapping[int, datetime] = {}
    ceilings: Mapping[int, datetime] = {}
    sent: Sample | None = None
