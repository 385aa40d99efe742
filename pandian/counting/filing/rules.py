"""A visit as it stands in a file.   导入文件规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pandian.counting.words import VisitDraft
from pandian.kernel.rules import instant


def visit_from(body: Mapping[str, Any], *, install: UUID) -> VisitDraft | None:
    """Return the visit of a JSON object, or None when it is none."""
    try:
        return VisitDraft(
            UUID(body["id"]), UUID(body["task"]), str(body["place"]), _at(body.get("opened_at")),
            instant(body["closed_at"]), body.get("complete", True) is True, install,
            _whole(body["seq"]), UUID(body["origin"]) if body.get("origin") else None,
            _whole(body["mono_ms"]) if body.get("mono_ms") is not None else None)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def _at(value: object) -> datetime | None:
    return None if value is None else instant(str(value))


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value
