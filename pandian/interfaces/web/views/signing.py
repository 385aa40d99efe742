"""Getting in: sign-in, first run, language, the demo's role bar.   登录"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import auth
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import activate, check_for_language, get_language

from pandian.governance.access.operations import (
    first_run_link_lives,
    sign_in,
    use_first_run_link,
)
from pandian.governance.operations import set_language
from pandian.governance.queries import has_administrator, scope_of_person
from pandian.governance.words import Scope
from pandian.interfaces.web.forms import FormRefused
from pandian.interfaces.web.middleware import demo_codes
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import PUBLIC, SIGNED_IN, page
from pandian.kernel.words import Fault, Refused

BACKEND = "django.contrib.auth.backends.ModelBackend"
LANGUAGE_COOKIE_SECONDS = 365 * 24 * 3600


@page(PUBLIC, methods=("GET", "POST"))
def sign_in_page(request: Any) -> HttpResponse:
    """Ask for code and password; on success go back to where the person wanted to be."""
    target = _inside(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "GET" and request.scope is not None:
        return HttpResponseRedirect(target)
    context: dict[str, Any] = {"next": target, "code": request.POST.get("code", "")}
    if request.method == "POST":
        try:
            person = sign_in(code=context["code"], password=request.POST.get("password", ""),
                             address=request.META.get("REMOTE_ADDR", ""))
        except Refused as error:
            context["errors"] = sentences(error.faults)
            return show(request, "sign_in", context, status=error.status)
        return _enter(request, person, target)
    context["new_here"] = not has_administrator()
    return show(request, "sign_in", context)


def _enter(request: Any, person: Any, target: str) -> HttpResponse:
    auth.login(request, person, backend=BACKEND)
    response = HttpResponseRedirect(target)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        _remember_language(response, person.language)
    return response


def _inside(request: Any, target: str) -> str:
    """Return the target when it is an address of this site, else the overview."""
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if safe and target.startswith("/") else "/"


@page(SIGNED_IN, methods=("POST",))
def sign_out(request: Any) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return HttpResponseRedirect("/sign-in")


@page(PUBLIC, methods=("GET", "POST"))
def first_run(request: Any, secret: str) -> HttpResponse:
    """Make the first administrator by the one-time link, and sign in."""
    context: dict[str, Any] = {
        "code": request.POST.get("code", "admin"), "name": request.POST.get("name", ""),
    }
    if request.method == "GET":
        if not first_run_link_lives(secret=secret):
            return show(request, "first_run_over", status=403)
        return show(request, "first_run", context)
    try:
        if request.POST.get("password") != request.POST.get("again"):
            raise FormRefused([Fault("/again", "passwords_differ")])
        use_first_run_link(secret=secret, code=context["code"], name=context["name"],
                           password=request.POST.get("password", ""))
        person = sign_in(code=context["code"], password=request.POST.get("password", ""),
                         address=request.META.get("REMOTE_ADDR", ""))
        person.language = get_language() or "zh-hans"  # what this browser is to remember, too
        set_language(scope=scope_of_person(person=person.pk), language=person.language)
    except Refused as error:
        context["errors"] = sentences(error.faults)
        return show(request, "first_run", context, status=error.status)
    return _enter(request, person, "/")


@page(PUBLIC, methods=("POST",))
def language(request: Any) -> HttpResponse:
    """Switch the language of this browser, and of the person when signed in."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(_inside(request, request.POST.get("next", "/")))
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        activate(chosen)
        _remember_language(response, chosen)
        if request.scope is not None:
            set_language(scope=request.scope, language=chosen)
    return response


def _remember_language(response: HttpResponse, chosen: str) -> None:
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=LANGUAGE_COOKIE_SECONDS,
                        httponly=True, samesite="Lax")


@page(PUBLIC, methods=("POST",))
def switch_person(request: Any) -> HttpResponse:
    """Become one of the demo's people; only in a demo, only from this machine."""
    code = request.POST.get("person", "")
    if code not in demo_codes(request):
        raise FormRefused([Fault("/person", "demo_over")])
    person: Any = auth.get_user_model()._default_manager.get(code=code, is_active=True)
    scope = scope_of_person(person=person.pk)
    return _enter(request, person, _open_to(scope, _inside(request, request.POST.get("next", "/"))))


def _open_to(scope: Scope, target: str) -> str:
    """Return the page when it is open to this person, else the overview."""
    try:
        policy = getattr(resolve(urlsplit(target).path).func, "policy", "")
    except Resolver404:
        return "/"
    return target if policy in (PUBLIC, SIGNED_IN) or scope.may(policy) else "/"
