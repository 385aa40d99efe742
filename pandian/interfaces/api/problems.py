"""Every failure as application/problem+json, with all its faults, in the reader's language.   问题

Nothing internal leaves: an unexpected error is logged under an id, and only the id is shown.
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import get_language_from_request
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from pandian.interfaces.api.body import BODY_BYTES_MAX, escaped
from pandian.interfaces.words import TITLES, described
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Refused

CONTENT_TYPE = "application/problem+json"
FAULTS_SHOWN_MAX = 10_000
RETRY_SECONDS = (1, 4)
log = logging.getLogger("pandian.api")

SHAPE_CODES = {
    "missing": "missing", "extra_forbidden": "unknown_field",
    "int_type": "not_an_integer", "int_parsing": "not_an_integer",
    "int_from_float": "not_an_integer", "int_parsing_size": "not_an_integer",
    "list_type": "not_an_array", "tuple_type": "not_an_array", "set_type": "not_an_array",
    "dict_type": "not_an_object", "model_type": "not_an_object",
    "model_attributes_type": "not_an_object", "string_too_short": "blank",
    "string_pattern_mismatch": "bad_character", "too_short": "blank",
}
"""Codes of pydantic that need no parameter, and ours."""

TYPE_WORDS = {
    "string_type": "text", "bool_type": "true / false", "bool_parsing": "true / false",
}
BOUNDS = ("greater_than_equal", "less_than_equal", "greater_than", "less_than")


def problem(
    request: HttpRequest, status: int, faults: Iterable[Fault] = (), *,
    headers: Mapping[str, str] | None = None, id: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return a problem answer that lists all faults."""
    language = get_language_from_request(request)
    title = TITLES.get(status, TITLES[400])
    shown = list(faults)
    body: dict[str, Any] = {
        "type": f"urn:pandian:problem:{status}", "title": title.text(language), "status": status,
        "id": id or str(uuid7()),
        "errors": [described(fault, language=language) for fault in shown[:FAULTS_SHOWN_MAX]],
        **(extra or {}),
    }
    if len(shown) > FAULTS_SHOWN_MAX:
        body["errors_left_off"] = len(shown) - FAULTS_SHOWN_MAX
    response = HttpResponse(json.dumps(body, ensure_ascii=False, default=str),
                            status=status, content_type=CONTENT_TYPE, headers=headers)
    response["Content-Language"] = language
    response["Vary"] = "Accept-Language"
    return response


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503: the caller may send the same again, with the same ids, after a moment."""
    seconds = random.randint(*RETRY_SECONDS)  # noqa: S311  jitter, not a secret
    return problem(request, 503, [Fault("", "unavailable")],
                   headers={"Retry-After": str(seconds)})


def broken(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Answer 500 with an id; the log has the rest under the same id."""
    id = str(uuid7())
    log.error("unexpected error %s at %s %s", id, request.method, request.path, exc_info=error)
    return problem(request, 500, [Fault("", "broken")], id=id)


def is_connection_loss(error: BaseException) -> bool:
    """Tell whether an error means that the database went away, rather than that we are wrong."""
    chain: list[BaseException] = []
    here: BaseException | None = error
    while here is not None and len(chain) < 8:
        chain.append(here)
        here = here.__cause__ or here.__context__
    if any(isinstance(each, LOSSES) for each in chain):
        return not any(isinstance(each, MISTAKES) for each in chain)
    return any(isinstance(each, DatabaseError) for each in chain) and _connection_is_gone()


LOSSES = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
MISTAKES = (psycopg.errors.ProgramLimitExceeded, psycopg.errors.StatementTooComplex)


def _connection_is_gone() -> bool:
    raw = connection.connection
    return raw is None or bool(raw.closed)


def shape_faults(error: ValidationError) -> list[Fault]:
    """Return our faults for what the declared shapes refused."""
    return [shape_fault(each) for each in error.errors]


def shape_fault(error: Mapping[str, Any]) -> Fault:
    """Return our fault for one that pydantic reports; `loc` begins with the source and its name."""
    kind, context = str(error["type"]), error.get("ctx") or {}
    pointer = _pointer(error["loc"])
    if kind == "fault":
        return Fault(pointer, context["code"], tuple(context.get("params", ())))
    if kind in SHAPE_CODES:
        return Fault(pointer, SHAPE_CODES[kind])
    if kind == "literal_error":
        choices = context["expected"].replace("'", "").removeprefix(", ")
        return Fault(pointer, "not_a_choice", (choices,))
    if kind == "string_too_long":
        return Fault(pointer, "too_long", (context["max_length"],))
    if kind == "too_long":
        return Fault(pointer, "too_many", (context["max_length"], context["actual_length"]))
    if kind in BOUNDS:
        low, high = context.get("ge", context.get("gt")), context.get("le", context.get("lt"))
        return Fault(pointer, "out_of_range", ("…" if low is None else low,
                                               "…" if high is None else high))
    return Fault(pointer, "wrong_type", (TYPE_WORDS.get(kind, str(error["msg"])),))


def _pointer(loc: tuple[Any, ...]) -> str:
    """Turn ninja's location into a JSON pointer; names of parameters stand alone."""
    source, *steps = loc
    if source == "body":
        steps = [step for step in steps[1:] if step not in TAGS]
    return "".join(f"/{escaped(step)}" for step in steps)


TAGS = frozenset({"@one", "@many"})
"""Names of the two forms of a body that is one document or an array."""


def status_of(error: ValidationError, faults: list[Fault]) -> int:
    """Say 404 for an id in the address that is none, 413 for too many elements, else 422."""
    if all(each["loc"][0] == "path" for each in error.errors):
        return 404
    if any(fault.code == "too_many" and fault.pointer == "" for fault in faults):
        return 413
    return 422


def register(api: NinjaAPI) -> None:
    """Give the API one handler per kind of failure."""
    api.exception_handler(Refused)(_on_refused)
    api.exception_handler(ValidationError)(_on_shape)
    api.exception_handler(HttpError)(_on_http_error)
    api.exception_handler(AuthenticationError)(_on_unauthenticated)
    api.exception_handler(Http404)(_on_not_found)
    api.exception_handler(Exception)(_on_exception)


def _on_refused(request: HttpRequest, error: Refused) -> HttpResponse:
    wait = getattr(error, "seconds", None)
    headers = {"Retry-After": str(wait)} if wait else None
    return problem(request, error.status, error.faults, headers=headers)


def _on_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    if any(each["loc"][0] == "body" and len(each["loc"]) == 2 and each["type"] == "missing"
           for each in error.errors):
        return problem(request, 400, [Fault("", "empty_body")])
    faults = [*shape_faults(error), *getattr(request, "parameter_faults", ())]
    return problem(request, status_of(error, faults), faults)


def _on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    cause = error.__cause__
    if isinstance(cause, Refused):
        return _on_refused(request, cause)
    if cause is not None and error.status_code == 400:
        return _on_exception(request, cause)
    return problem(request, error.status_code)


def _on_unauthenticated(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return problem(request, 401, [Fault("", "unauthenticated")],
                   headers={"WWW-Authenticate": 'Bearer realm="pandian"'})


def _on_not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(request, 404, [Fault("", "not_found")])


def _on_exception(request: HttpRequest, error: BaseException) -> HttpResponse:
    if isinstance(error, Refused):
        return _on_refused(request, error)
    if isinstance(error, RequestDataTooBig):
        return problem(request, 413, [Fault("", "too_large", (BODY_BYTES_MAX,))])
    if isinstance(error, UnreadablePostError):
        return problem(request, 400, [Fault("", "body_cut")])
    return unavailable(request) if is_connection_loss(error) else broken(request, error)
