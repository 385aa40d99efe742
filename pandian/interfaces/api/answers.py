"""Values to JSON answers.   回答"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request

from pandian.interfaces.words import described
from pandian.kernel.words import Fault, Outcome

PLAIN = frozenset({str, int, float, bool, type(None)})
"""What JSON knows as it is, by far the most of any answer."""


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: named tuples become objects, instants RFC 3339 texts."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(name): each if type(each) in PLAIN else plain(each)
                for name, each in value.items()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, Iterable):
        return [plain(each) for each in value]
    raise TypeError(type(value).__name__)


def answer(
    value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return a JSON answer."""
    return HttpResponse(json.dumps(plain(value), ensure_ascii=False), status=status,
                        content_type="application/json", headers=headers)


def tagged(request: HttpRequest, value: Any) -> HttpResponse:
    """Return a single resource with its ETag; 304 when the reader has this very content."""
    response = answer(value)
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if tag in [each.strip() for each in request.headers.get("If-None-Match", "").split(",")]:
        response = HttpResponse(status=304)
    response["ETag"] = tag
    return response


def language_of(request: HttpRequest) -> str:
    """Return the language that the reader asks for."""
    return get_language_from_request(request)


def errors(request: HttpRequest, faults: Iterable[Fault]) -> list[dict[str, str]]:
    """Return faults as an answer shows them."""
    return [described(fault, language=language_of(request)) for fault in faults]


def outcome(request: HttpRequest, row: Outcome) -> dict[str, Any]:
    """Return what became of one master."""
    return {"key": row.key, "result": row.result, "errors": errors(request, row.faults)}
