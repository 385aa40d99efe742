"""Shapes of pauses of bins.   货位暂停"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.interfaces.api.shapes.types import Answer, Code, Flag, Shape, Uuid


class PauseIn(Shape):
    """A bin to be left alone by new work for so many minutes."""

    id: Uuid
    site: Code
    place: Code
    minutes: Annotated[int, Field(strict=True)]
    reason: Annotated[str, Field(max_length=400)]


class PauseEndIn(Shape):
    """The site of a pause to end now."""

    site: Code


class PauseQuery(Shape):
    """Which pauses: of a site, of one bin; `over` lists past ones too."""

    site: Code
    place: Code | None = None
    over: Flag = False


class PausesOut(Answer):
    """Pauses, the newest first."""

    rows: list[Answer]


class PauseOut(Answer):
    """A pause: its bin, reason, who began it, when it is over."""
