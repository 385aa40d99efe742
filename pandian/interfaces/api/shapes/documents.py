"""Shapes of documents, their actions and their reversals.   单据"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pandian.interfaces.api.shapes.types import (
    BATCH_ELEMENTS_MAX,
    Answer,
    Code,
    Cursor,
    FaultOut,
    Free,
    Instant,
    Limit,
    Name,
    Note,
    Quantity,
    ResultOut,
    Shape,
    Uuid,
)
from pandian.lifecycle.words import FACTS_MAX, SIGNATURES_MAX

Secret = Annotated[str, Field(min_length=1, max_length=128)]
LineNumber = Annotated[int, Field(ge=1, le=BATCH_ELEMENTS_MAX)]


class DocumentLineIn(Shape):
    """One line of a new document; `asked` in smallest units, `shipped` if the notice differs.

    `place` and `status` say which goods are meant, where the kind asks for it.
    """

    item: Code
    asked: Quantity
    lot: Code | None = None
    serial: Code | None = None
    owner: Code | None = None
    shipped: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = None
    place: Code | None = None
    status: Name | None = None
    attributes: Free = Field(default_factory=dict)


class DocumentIn(Shape):
    """A document; one that `follows` another takes its lines over from there."""

    id: Uuid
    site: Code
    kind: Code
    header: Free = Field(default_factory=dict)
    lines: Annotated[list[DocumentLineIn], Field(max_length=BATCH_ELEMENTS_MAX)] = Field(
        default_factory=list)
    follows: Uuid | None = None
    replaces: Uuid | None = None


class AmountIn(Shape):
    """One fact about a line: so many units were this; from `source`, to `place`, if asked.

    `made_on` and `expires_on` are what the label of its lot says.
    """

    line: LineNumber
    measure: Code
    quantity: Quantity
    lot: Code | None = None
    serial: Code | None = None
    source: Code | None = None
    place: Code | None = None
    note: Note | None = None
    made_on: Code | None = None
    expires_on: Code | None = None


class SignatureIn(Shape):
    """A person signs with his own password."""

    person: Code
    password: Secret
    meaning: Literal["counted", "reviewed", "approved", "witnessed", "released",
                     "responsible"] = "responsible"


class ActionIn(Shape):
    """An action on the version that the person saw; `id` becomes the event's and posting's.

    `ask`: do nothing while a number looks like a slip; sent again without it, it is meant.
    """

    id: Uuid
    action: Code
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    amounts: Annotated[list[AmountIn], Field(max_length=FACTS_MAX)] = Field(
        default_factory=list)
    evidence: Free = Field(default_factory=dict)
    reason: Note = ""
    effective_at: Instant | None = None
    signatures: Annotated[list[SignatureIn], Field(max_length=SIGNATURES_MAX)] = Field(
        default_factory=list)
    ask: bool = False


class DocumentReversalIn(Shape):
    """Undo a document: from this instant on (`now`), or as if it never was (`then`)."""

    id: Uuid
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    reason: Note
    effective: Literal["now", "then"] = "now"


class DocumentFilter(Shape):
    """Which documents to list."""

    site: Code | None = None
    kind: Code | None = None
    state: Name | None = None
    limit: Limit = 200
    next: Cursor | None = None


class ActedOut(ResultOut):
    """What became of it: the document's number, state and version, and what was posted.

    `warnings`: numbers that look like slips, each with its place and sentence; it was done.
    """

    id: str
    document: str
    number: str
    state: str
    version: int
    warnings: list[FaultOut] = Field(default_factory=list)


class KindsOut(Answer):
    """Kinds of documents as data."""

    rows: list[Answer]


class DocumentsOut(Answer):
    """Documents, newest first."""

    rows: list[Answer]
    next: str | None


class DocumentOut(Answer):
    """A document whole: lines, sums of their facts, facts, events, and what may be done now."""

    id: str
    number: str
    state: str
    version: int
    lines: list[Answer]
