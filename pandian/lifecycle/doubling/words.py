"""Words of documents typed twice: its twin, what stands against undoing it.   重复单据"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Fault, Label

UNDONE_KINDS = frozenset({"receipt", "putaway", "relocation", "issue"})
"""Kinds whose double is undone whole, and put back whole: what they did is their postings, and
what an order was told.  The others hold other people's words or two sites besides."""
ACTION = "restore"
"""The action of the event that puts a document back; no kind has it in its table."""


class Pair(NamedTuple):
    """A document that looks typed twice, and the one that it repeats."""

    document: UUID
    twin: UUID


class Doubled(NamedTuple):
    """How a double would be undone; `faults` say why it cannot, all at once."""

    document: UUID
    number: str
    kind: str
    version: int
    twin: UUID
    twin_number: str
    effective_at: datetime | None
    faults: tuple[Fault, ...] = ()


class RestoreDraft(NamedTuple):
    """A document to be put back by the posting of its reversal; `id` makes it idempotent."""

    id: UUID
    site: str
    posting: UUID
    reason: str
    note: Mapping[str, Any] = MappingProxyType({})


FAULTS: dict[str, Label] = {
    "double_kind": Label("{0} 这类单据不能由溯因整张撤销，请在单据上冲销",
                         "{0} is of a kind that is not undone here: reverse it on its own page"),
    "double_differs": Label("{0} 与 {1} 不是每一行都相同，不是整张重复",
                            "{0} and {1} are not the same in every line: it was not typed twice"),
    "double_alone": Label("{1} 已冲销，{0} 不再是重复",
                          "{1} was reversed: {0} is no double any more"),
    "double_signed": Label("{0} 已签名，请在单据上冲销",
                           "{0} was signed: reverse it on its own page"),
    "not_reversed": Label("{0} 没有处于已冲销状态", "{0} does not stand as reversed"),
}
