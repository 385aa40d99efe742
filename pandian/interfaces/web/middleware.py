"""What every page of the web face shares: who acts, strict headers, errors as pages.   页面外壳"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from pandian.governance.queries import PersonNotFound, people, scope_of_person, sites
from pandian.governance.words import ROLES, SYSTEM, PersonRow, Scope, SiteRow
from pandian.interfaces.api.problems import LOSSES
from pandian.interfaces.web.pages import broken, refused, unavailable
from pandian.kernel.rules import keepable
from pandian.kernel.words import Fault, Label, Refused, called
from pandian.simulation.queries import DEMO_PASSWORD

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; worker-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
OTHER_FACES = ("/api/", "/static/", "/phone/")
LOOPBACK = frozenset({"127.0.0.1", "::1"})
log = logging.getLogger("pandian.web")


class TextMalformed(Refused):
    """What was sent holds characters that nothing can keep."""

    status = 400


class Role(NamedTuple):
    """One button of the demo's role bar."""

    code: str
    name: str
    role: Any
    current: bool


class Link(NamedTuple):
    """One entry of the menu that holds what the bar has no room for."""

    href: str
    icon: str
    word: Label
    capabilities: tuple[str, ...]
    name: str
    also: str = ""


MORE = (
    Link("/alerts", "bell", Label("预警", "Alerts"), ("insight.read",), "alerts", "alert"),
    Link("/trace", "trace", Label("追溯", "Trace"), ("ledger.read",), "trace", "whereabouts"),
    Link("/licences", "licence", Label("证照", "Licences"), ("ledger.read",),
         "licences", "licence_new"),
    Link("/rules", "document", Label("规则", "Rules"), ("counting.read",), "rules", "rule"),
    Link("/approvals", "document", Label("审批", "Approvals"), ("counting.read",), "approvals",
         "count_approval"),
    Link("/staffing", "person", Label("班次与技能", "Shifts and skills"), ("counting.plan",),
         "staffing"),
    Link("/records", "document", Label("质量记录", "Records"), ("lifecycle.read",),
         "records", "returns"),
    Link("/confidence", "trace", Label("可信度图", "Confidence map"), ("counting.read",),
         "confidence"),
    Link("/samples", "count", Label("抽样盘点", "Sampling"), ("counting.read",), "samples",
         "sample"),
    Link("/periods", "document", Label("期间结账", "Closing periods"), ("counting.read",),
         "periods", "period"),
    Link("/verify", "document", Label("验证凭证", "Verify a certificate"),
         ("counting.read", "lifecycle.read"), "verify"),
    Link("/rfid", "rfid", Label("RFID", "RFID"), ("counting.read",), "rfid", "rfid_pass"),
    Link("/devices", "device", Label("设备", "Devices"), ("counting.plan",), "devices", "device"),
    Link("/labels", "label", Label("标签", "Labels"), ("exchange.label",), "labels",
         "label_check"),
)


class Shell:
    """What the page around every screen shows; each part is read when a template asks for it."""

    def __init__(self, request: HttpRequest, scope: Scope | None) -> None:
        self.request = request
        self.scope = scope

    @cached_property
    def sites(self) -> list[SiteRow]:
        """The sites that the person sees."""
        return sites(scope=self.scope) if self.scope else []

    @property
    def can(self) -> dict[str, bool]:
        """Which capabilities the person holds, with `_` for the dot: `can.ledger_read`."""
        held = self.scope.capabilities if self.scope else frozenset()
        return {name.replace(".", "_"): True for name in held}

    @cached_property
    def more(self) -> list[Link]:
        """What stands in the menu behind the bar, as far as the person may open it."""
        held = self.scope.capabilities if self.scope else frozenset()
        return [link for link in MORE if held.intersection(link.capabilities)]

    @property
    def here(self) -> str:
        """Where another language or person goes on: of a refused form, the page it stood on."""
        if self.request.method == "GET" or _opens(self.request.path):
            return self.request.get_full_path()
        came = urlsplit(self.request.headers.get("Referer", ""))
        if came.netloc != self.request.get_host() or not _opens(came.path):
            return "/"
        return came.path + (f"?{came.query}" if came.query else "")

    @property
    def in_more(self) -> bool:
        """Say whether the page shown stands in that menu."""
        here = getattr(self.request.resolver_match, "url_name", "")
        return any(here in (link.name, link.also) for link in self.more)

    @cached_property
    def people(self) -> list[PersonRow]:
        """The people whom this person may know, with their roles: read once a page."""
        return people(scope=self.scope) if self.scope else []

    @cached_property
    def names(self) -> dict[str, str]:
        """What the people are called whom this person may know, by code: one set-based look-up."""
        language = get_language() or "zh-hans"
        return {row.code: called(row, language) for row in self.people}

    @property
    def actor_name(self) -> str:
        """What the signed-in person is called."""
        return called(self.scope, get_language() or "zh-hans") if self.scope else ""

    @property
    def demo_password(self) -> str:
        """What the people of the demo sign with; empty unless this is a demo on this machine."""
        return DEMO_PASSWORD if demo_codes(self.request) else ""

    @cached_property
    def demo_people(self) -> list[Role]:
        """The people of the role bar: empty unless this is a demo seen from this machine."""
        known = {row.code: row for row in people(scope=SYSTEM)} if demo_codes(self.request) else {}
        actor = self.scope.actor if self.scope else ""
        language = get_language() or "zh-hans"
        return [
            Role(code, called(known[code], language), _role(known[code]), code == actor)
            for code in demo_codes(self.request) if code in known
        ]


def _opens(path: str) -> bool:
    """Say whether an address is a page to go to, and not only where a form is sent."""
    try:
        return "GET" in getattr(resolve(path).func, "methods", ())
    except Resolver404:
        return False


def _role(row: PersonRow) -> Any:
    return ROLES[row.roles[0][0]].label if row.roles else ""


def demo_codes(request: HttpRequest) -> list[str]:
    """Return the codes of the demo's people, in order; none when seen from another machine."""
    if (request.META.get("REMOTE_ADDR") not in LOOPBACK
            or "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META):
        return []
    try:
        found = json.loads(Path(settings.HOME, "demo.json").read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [str(code) for code in found.get("people", ())]


class Face:
    """Give the request its scope and shell; give the answer its headers; turn faults to pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Answer one request."""
        if not request.path.startswith(OTHER_FACES):
            try:
                request.scope = _scope(request)
            except LOSSES:
                request.scope = None
                request.face = Shell(request, None)
                return _guarded(unavailable(request))
            request.face = Shell(request, request.scope)
        return _guarded(self.get_response(request))

    def process_view(self, request: Any, *_view: Any) -> HttpResponse | None:
        """Refuse text that no column keeps (NUL, half a surrogate pair) before any view sees it."""
        if request.path.startswith(OTHER_FACES):
            return None
        sent = [("", [request.path]), *request.GET.lists(), *request.POST.lists()]
        faults = [Fault(f"/{name}"[:80], "bad_character") for name, values in sent
                  if not keepable("".join([name, *values]))]
        return refused(request, TextMalformed(faults)) if faults else None

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        """Show a refusal or a failure as a page (or a fragment) that says what to do."""
        if request.path.startswith(OTHER_FACES):
            return None
        if isinstance(error, Refused):
            return refused(request, error)
        if isinstance(error, LOSSES):
            log.exception("database not available at %s", request.path)
            return unavailable(request)
        return broken(request, error) if not settings.DEBUG else None


def _scope(request: Any) -> Scope | None:
    if "_auth_user_id" not in request.session or not request.user.is_authenticated:
        return None
    try:
        return scope_of_person(person=request.user.pk, language=get_language() or "zh-hans")
    except PersonNotFound:
        return None


def _guarded(response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
