"""Words between a client's document and the ledger's ids.   单据解析词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Fault
from pandian.ledger.words import HoldingKey, PostingRequest


class ResolvedLine(NamedTuple):
    """One line by ids; `quantity` is in the item's smallest unit.

    `exit` is the kind of its target when goods leave there (see exits/words.py), else empty;
    `ends` are the kinds of its source and target.
    """

    source: HoldingKey
    target: HoldingKey
    quantity: int
    exit: str = ""
    ends: tuple[str, str] = ("", "")


class Resolved(NamedTuple):
    """One document by ids, or the faults that keep it from being one."""

    request: PostingRequest
    site: int
    lines: tuple[ResolvedLine, ...]
    faults: tuple[Fault, ...]


class Draft(NamedTuple):
    """One document ready to be written: its lines name holdings by id.

    The instants (`effective`, and the window `since`..`until` that the paper's precision leaves)
    hold one element for the whole document, or one per line.
    """

    id: UUID
    site: int
    kind: str
    cause: str
    actor: str
    device: str
    request: bytes
    sources: list[int]
    targets: list[int]
    quantities: list[int]
    effective: list[datetime]
    since: list[datetime]
    until: list[datetime]
    precision: int
    strict: bool = False
    reverses: UUID | None = None
    transfer: UUID | None = None
