"""Shapes of what sites decide about their documents.   单据策略"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.interfaces.api.shapes.types import BATCH_ELEMENTS_MAX, Answer, Code, Shape


class PolicyIn(Shape):
    """A decision; site `*` is for every site that has none of its own."""

    site: Code
    name: Code
    value: int | str


Policies = Annotated[list[PolicyIn], Field(max_length=BATCH_ELEMENTS_MAX)]


class PolicyQuery(Shape):
    """Which site's policies to list."""

    site: Code


class DecidedOut(Answer):
    """How many decisions were written."""

    decided: int


class EndingOut(Answer):
    """Licences that have ended or end within 90 days."""

    rows: list[Answer]
