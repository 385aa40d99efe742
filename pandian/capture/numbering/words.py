"""Words of numbering: a row on its way, the device that sends it.   序号词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from pandian.capture.clock.words import Clocked
from pandian.capture.words import ObservationDraft, Resolved
from pandian.kernel.words import Fault

NEVER = Clocked(datetime.min.replace(tzinfo=UTC), 0, "none")
"""The clock of a row that has not been dated yet."""


class Row(NamedTuple):
    """One row of a push on its way: its site (0 unknown), clock, and verdict once decided."""

    draft: ObservationDraft
    site: int
    clock: Clocked = NEVER
    result: str = ""
    faults: tuple[Fault, ...] = ()
    tray: str = ""
    resolved: Resolved | None = None


class Held(NamedTuple):
    """The install as locked; `known` are the numbers of this push that it has used before."""

    acked_seq: int
    state: str
    known: Mapping[int, UUID]
