"""What stands against undoing a document as typed twice.   重复单据规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pandian.kernel.words import Fault
from pandian.lifecycle.doubling.words import UNDONE_KINDS


class Found(NamedTuple):
    """What is known of a document that looks typed twice, and of its twin.

    `gone`: (place and item, left, needed) where its goods stand no more.
    """

    number: str
    kind: str
    state: str
    twin_number: str
    twin_state: str
    same: bool
    signed: bool
    proved: bool
    claims: bool
    corrected: bool
    followers: Sequence[str]
    gone: Sequence[tuple[str, int, int]]


def double_faults(found: Found) -> Iterator[Fault]:
    """Yield everything that stands against undoing the document whole."""
    number = found.number
    if found.kind not in UNDONE_KINDS:
        yield Fault("", "double_kind", (number,))
    if found.state == "reversed":
        yield Fault("", "already_reversed")
    if found.twin_state in ("reversed", "cancelled"):
        yield Fault("", "double_alone", (number, found.twin_number))
    elif not found.same:
        yield Fault("", "double_differs", (number, found.twin_number))
    if found.corrected:
        yield Fault("", "corrected_already", (number,))
    if found.signed:
        yield Fault("", "double_signed", (number,))
    if found.proved:
        yield Fault("", "correct_proved", (number,))
    if found.claims:
        yield Fault("", "correct_open", (number,))
    yield from (Fault("", "goods_moved_on", (each,)) for each in found.followers)
    yield from (Fault("", "goods_gone", each) for each in found.gone)
