"""Who may open a page: declared beside the view, checked before it runs.   页面权限

A view without `@page` is refused by a test that walks the addresses.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect

from pandian.governance.words import CAPABILITIES

PUBLIC = "public"
SIGNED_IN = "signed_in"

View = Callable[..., HttpResponse]


def page(capability: str, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Declare what a page needs: a capability, `SIGNED_IN`, or `PUBLIC`.

    Who is not signed in is sent to the sign-in page and comes back; who lacks the capability
    gets `Forbidden`, which the face shows as a page.
    """
    assert capability in (PUBLIC, SIGNED_IN) or capability in CAPABILITIES, capability

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods and not (
                request.method == "HEAD" and "GET" in methods
            ):
                return HttpResponseNotAllowed(methods)
            if capability != PUBLIC:
                if request.scope is None:
                    return sign_in_first(request)
                if capability != SIGNED_IN:
                    request.scope.need(capability)
            return view(request, *args, **kwargs)

        guarded.policy = capability  # type: ignore[attr-defined]
        guarded.methods = methods  # type: ignore[attr-defined]
        return guarded

    return declare


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send the browser to the sign-in page; a fragment request reloads the whole page there."""
    back = request.get_full_path() if request.method == "GET" else "/"
    target = "/sign-in?" + urlencode({"next": back}) if back != "/" else "/sign-in"
    if is_fragment(request):
        return HttpResponse(status=401, headers={"HX-Redirect": "/sign-in"})
    return HttpResponseRedirect(target)


def is_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of a page (not for a page in its history)."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
