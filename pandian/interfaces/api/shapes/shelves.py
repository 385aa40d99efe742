"""Shapes of what is done with goods on the shelf.   在库"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.interfaces.api.shapes.types import (
    BATCH_ELEMENTS_MAX,
    Answer,
    Code,
    Quantity,
    Shape,
    Uuid,
)


class FaceIn(Shape):
    """A pick face, in smallest units; without a `minimum` it is taken away."""

    place: Code
    item: Code
    minimum: Quantity | None = None
    maximum: Quantity | None = None


class FacesIn(Shape):
    """Pick faces of one site."""

    site: Code
    faces: Annotated[list[FaceIn], Field(max_length=BATCH_ELEMENTS_MAX)]


class RoundIn(Shape):
    """A round of replenishment to open; `id` becomes the document's."""

    id: Uuid
    site: Code


class ShelfQuery(Shape):
    """Which site."""

    site: Code


class ChangedOut(Answer):
    """How many rows changed."""

    changed: int


class ShelfRowsOut(Answer):
    """Rows, in the order in which they are done."""

    rows: list[Answer]


class CertificateOut(Answer):
    """A certificate of destruction: its hash, when it was made, and its whole content."""

    document: str
    number: str
    content_hash: str
    made_at: str
