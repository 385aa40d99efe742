"""Revisions: new lines in the place of old ones, both readable.   修订词汇"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Label

REVISE = "revise"
LINES = "lines"
"""Field of a revision's evidence: all lines as they shall be from now on, as when opening."""


class Revision(NamedTuple):
    """One revision of a document: its lines before and after, each with the hash of them.

    `number` counts from 1; `seq` is the version of the document that it made.
    """

    number: int
    seq: int
    event: UUID
    actor: str
    at: datetime
    reason: str
    before: list[dict[str, Any]]
    before_hash: str
    after: list[dict[str, Any]]
    after_hash: str


FAULTS: dict[str, Label] = {
    "revision_shape": Label(
        "修订要在 lines 里写全部行，每行与开单时一样（item、asked 等）",
        "A revision names all lines in `lines`, each as when opening (item, asked, ...)"),
    "revision_nothing": Label("修订与现在的内容一样", "The revision changes nothing"),
    "order_followed": Label(
        "已有后续单据 {0}，不能修订：请减少未到的数量",
        "{0} follows it already: it cannot be revised, only cut"),
}
