"""Who may pass: a token or a session, and the policy that each route declares.   门禁

Deny by default: a route without a policy answers 403, and a test walks all routes for one.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError
from ninja.operation import Operation
from ninja.utils import check_csrf

from pandian.governance.queries import scope_of_person, scope_of_token
from pandian.governance.words import CAPABILITIES, Scope
from pandian.interfaces.api.pace import pace
from pandian.kernel.words import Fault, Forbidden, Refused

PUBLIC = "public"
"""The policy of routes that anybody may read; they show nothing of stock or people."""
SIGNED_IN = "signed_in"
"""The policy of routes whose rows decide themselves what the scope may see."""

View = TypeVar("View", bound=Callable[..., Any])


class ParametersRefused(Refused):
    """A query parameter is not known, or given twice."""


class Door:
    """Lets a request in for the policies that its route declares; any one of them is enough."""

    def __init__(self, *policies: str, revoked_days: int = 0) -> None:
        self.policies = policies
        self.revoked_days = revoked_days
        self.parameters: frozenset[str] | None = None

    def __call__(self, request: HttpRequest) -> Scope | bool:
        """Return the scope of the request.  Raises `AuthenticationError`, `Forbidden`."""
        request.parameter_faults = self._parameter_faults(request)  # type: ignore[attr-defined]
        if PUBLIC in self.policies:
            return True
        scope = scope_of(request, revoked_days=self.revoked_days)
        pace(scope.device or scope.actor)
        if SIGNED_IN not in self.policies and not any(scope.may(one) for one in self.policies):
            raise Forbidden([Fault("", "forbidden", (" / ".join(self.policies),))])
        return scope

    def _parameter_faults(self, request: HttpRequest) -> list[Fault]:
        known = self.parameters or frozenset()
        faults = [Fault(f"/{name[:80]}", "unknown_parameter")
                  for name in request.GET if name not in known]
        faults += [Fault(f"/{name[:80]}", "repeated_parameter")
                   for name in request.GET if len(request.GET.getlist(name)) > 1]
        return faults


def scope_of(request: HttpRequest, *, revoked_days: int = 0) -> Scope:
    """Return who acts, from the bearer token or else the session.

    `revoked_days` lets in devices that were revoked so recently.

    Raises `AuthenticationError`, and `Forbidden` for a session without its CSRF token.
    """
    header = request.headers.get("Authorization", "")
    if header:
        kind, _, token = header.partition(" ")
        scope = scope_of_token(
            token=token.strip(), revoked_days=revoked_days) if kind.lower() == "bearer" else None
        if scope is None:
            raise AuthenticationError()
        return scope
    user = request.user
    if not (user.is_authenticated and user.is_active):
        raise AuthenticationError()
    if check_csrf(request) is not None:
        raise Forbidden([Fault("", "csrf_failed")])
    return scope_of_person(person=user.pk, language=getattr(request, "LANGUAGE_CODE", ""))


def policy(*policies: str, revoked_days: int = 0) -> Callable[[View], View]:
    """Declare what a route asks for: capabilities, `signed_in` or `public`.

    `revoked_days`: devices that were revoked so recently may still hand in what they hold.
    """
    unknown = set(policies) - set(CAPABILITIES) - {PUBLIC, SIGNED_IN}
    assert policies
    assert not unknown, unknown

    def declare(view: View) -> View:
        door = Door(*policies, revoked_days=revoked_days)

        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
            if faults := getattr(request, "parameter_faults", ()):
                raise ParametersRefused(faults)
            answer: HttpResponse = view(request, *args, **values)
            return answer

        def contribute(operation: Operation) -> None:
            operation.auth_param = [door]
            operation.auth_callbacks = [door]
            operation.openapi_extra = {
                **(operation.openapi_extra or {}), "x-policy": list(policies),
                "security": [] if PUBLIC in policies else [{"bearer": []}, {"session": []}],
            }
            door.parameters = frozenset(
                name for model in operation.models if model.__ninja_param_source__ == "query"
                for name in getattr(model, "__ninja_flatten_map__", ())
            )

        # the annotations are texts of the view's module: read them there
        guarded.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        guarded.policies = policies  # type: ignore[attr-defined]
        guarded._ninja_contribute_to_operation = [contribute]  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def undeclared(request: HttpRequest) -> Scope:
    """Refuse: the default of every route that declares no policy."""
    raise Forbidden([Fault("", "policy_undeclared")])


def scope(request: HttpRequest) -> Scope:
    """Return the scope that the door let in."""
    found = request.auth  # type: ignore[attr-defined]
    assert isinstance(found, Scope)
    return found
