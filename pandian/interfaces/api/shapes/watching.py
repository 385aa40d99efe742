"""Shapes of the watch list.   重点监控"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pandian.counting.watching.words import REASON_CHARACTERS_MAX
from pandian.interfaces.api.shapes.types import Code, IsoDate, Shape, Uuid

Reason = Annotated[str, Field(min_length=1, max_length=REASON_CHARACTERS_MAX)]


class WatchFilter(Shape):
    """Of which site."""

    site: Code


class WatchIn(Shape):
    """Watch an item, a place with all inside, or an item at a place, up to a day at the site."""

    id: Uuid
    site: Code
    item: Code | None = None
    place: Code | None = None
    reason: Reason
    until: IsoDate


class UnwatchIn(Shape):
    """End a watch before its day, and why."""

    site: Code
    why: Reason
