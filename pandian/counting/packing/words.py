"""Words of packing: what a phone asks for, and what it is given.   下载词汇"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.capture.words import Sample
from pandian.counting.nearby.words import Offer
from pandian.kernel.words import Label

WANTS = ("tasks", "catalog", "policy", "words", "serials")
TASKS_MAX = 1_000
KNOWN_DAYS = 30
"""How long a phone is told that a task it once held is not its own any more."""

STEPS: dict[str, Label] = {
    "place": Label("扫货位", "scan the place"),
    "item": Label("扫物料", "scan the item"),
    "lot": Label("确认批号", "confirm the lot"),
    "quantity": Label("输入数量", "key the quantity"),
}
POLICY: Mapping[str, int] = {
    "accept_confidence": 900,
    "bounce_ms": 300,
    "push_rows": 500,
    "lease_hours": 12,
    "offset_shown_ms": 300_000,
    "photo_bytes": 2 * 1024 * 1024,
    "idle_hours": 12,
}
"""What a phone needs to decide alone: thousandths of confidence, ms, rows, hours, bytes."""


class Ask(NamedTuple):
    """What a phone asks for; `take` are tasks for anybody that it wants for itself.

    `at`: the place where its person was seen last, '' when nobody knows; it is not kept.
    """

    install: UUID
    sent_at: datetime | None
    last_seq: int | None
    cursor: str | None
    want: frozenset[str]
    take: tuple[UUID, ...] = ()
    samples: tuple[Sample, ...] = ()
    app_version: str = ""
    at: str = ""


class Given(NamedTuple):
    """One page for a phone; apply all pages together once `complete`.

    `resend_from`: the server lacks rows that it once had; 0 when it does not.  `nearby`: what its
    person may take on the way.
    """

    received_at: datetime
    offset_ms: int
    cursor: str
    complete: bool
    device: str
    wipe: bool
    site: str
    time_zone: str
    person: str
    person_name: str
    tasks: Sequence[Mapping[str, Any]]
    catalog: Mapping[str, Sequence[Mapping[str, Any]]]
    policy: Mapping[str, Any]
    words: Mapping[str, Any]
    revoked_tasks: Sequence[UUID]
    resend_from: int
    nearby: Sequence[Offer] = ()
