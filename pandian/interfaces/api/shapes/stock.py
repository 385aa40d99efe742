"""Shapes of postings and of stock.   过账与库存"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from pandian.interfaces.api.shapes.types import (
    BATCH_ELEMENTS_MAX,
    Answer,
    Code,
    Cursor,
    Free,
    Instant,
    Limit,
    Note,
    Quantity,
    ResultOut,
    Shape,
    Uuid,
)


class LineIn(Shape):
    """One line: `quantity` of `unit` (null: the smallest) goes from source to target."""

    item: Code
    source: Code
    target: Code
    quantity: Quantity
    lot: Code | None = None
    serial: Code | None = None
    status: Code | None = None
    owner: Code | None = None
    unit: Code | None = None
    target_status: Code | None = None


class PostingIn(Shape):
    """One atomic document; its `id` is minted by the client and makes sending twice harmless.

    With `ask` it is not posted while its numbers look like slips.  `late` is the reason why it
    comes into a period that is closed.
    """

    id: Uuid
    site: Code
    kind: Code
    effective_at: Instant
    lines: Annotated[list[LineIn], Field(max_length=BATCH_ELEMENTS_MAX)]
    cause: Free = Field(default_factory=dict)
    precision: Literal["second", "minute", "day"] = "second"
    strict: bool = False
    transfer: Uuid | None = None
    ask: bool = False
    late: Note | None = None


def _form(value: Any) -> str:
    return "@many" if isinstance(value, list) else "@one"


Postings = Annotated[
    Annotated[PostingIn, Tag("@one")]
    | Annotated[list[PostingIn], Field(max_length=BATCH_ELEMENTS_MAX), Tag("@many")],
    Discriminator(_form),
]


class ReversalIn(Shape):
    """Undo a posting: at its own instant (`then`) or at this one (`now`)."""

    id: Uuid
    reason: Note
    effective: Literal["then", "now"] = "then"


class HealedOut(Answer):
    """A compensation: a count stayed true although this document came late."""

    posting: str
    holding: int
    at: str
    quantity: int


class PostedOut(ResultOut):
    """What became of one document."""

    id: str
    posting: str | None
    moves: int
    healed: list[HealedOut]
    warnings: list[Answer]


class StockFilter(Shape):
    """What stock to show; `as_of` is any instant, `group_by` names columns."""

    site: Code | None = None
    place: Code | None = None
    item: Code | None = None
    lot: Code | None = None
    serial: Code | None = None
    status: Code | None = None
    owner: Code | None = None
    kind: Code | None = None
    as_of: Instant | None = None
    group_by: Code | None = None
    limit: Limit = 1_000
    next: Cursor | None = None


class StockRowOut(Answer):
    """One row of stock; only the grouped columns are there."""

    quantity: int


class StockOut(Answer):
    """A page of stock and the instant it is true for."""

    as_of: str
    rows: list[StockRowOut]
    next: str | None


class CardFilter(Shape):
    """Which moves to show."""

    site: Code
    item: Code
    place: Code | None = None
    lot: Code | None = None
    serial: Code | None = None
    status: Code | None = None
    limit: Limit = 100
    next: Cursor | None = None


class CardOut(Answer):
    """Moves newest first; each row shows the balance after it."""

    as_of: str
    on_hand: int
    rows: list[Answer]
    next: str | None
