"""Around every face: a lost database is 503, and the API never answers in HTML.   中间件"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from pandian.interfaces.api.problems import (
    CONTENT_TYPE,
    broken,
    is_connection_loss,
    problem,
    unavailable,
)
from pandian.kernel.words import Fault

API = "/api/"
OURS = (CONTENT_TYPE, "application/json")
CODES = {404: "route_unknown", 405: "method_not_allowed", 400: "host_unknown"}


class Failures:
    """Turns what no view handled into an answer that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; for the API every refusal is a problem document."""
        response = self.get_response(request)
        if response.status_code < 400 or not request.path.startswith(API):
            return response
        if response.headers.get("Content-Type", "").startswith(OURS):
            return response
        return _as_problem(request, response)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 503 in place of a stack trace when the database went away."""
        if is_connection_loss(error):
            return unavailable(request)
        return broken(request, error) if request.path.startswith(API) else None


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    status = response.status_code
    faults = [Fault("", CODES[status], (request.method,))] if status in CODES else []
    kept = {name: response.headers[name] for name in ("Allow", "Retry-After")
            if name in response.headers}
    return problem(request, status, faults or [Fault("", "broken")], headers=kept)
