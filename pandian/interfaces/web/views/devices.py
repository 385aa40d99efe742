"""Phones of a site: what each owes, how it is enrolled, how it is given up.   设备"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pandian.capture.devices.operations import offer_enrolment, revoke, write_off
from pandian.capture.devices.queries import (
    alarms,
    device_row,
    devices,
    enrolment,
    refusals,
)
from pandian.capture.devices.words import DeviceRow
from pandian.capture.files.words import FILE_BYTES_MAX, FILE_ROWS_MAX, FileRefused
from pandian.capture.words import OFFSET_AUDITED_MS
from pandian.counting.filing.operations import take_in
from pandian.counting.packing.queries import uncounted
from pandian.exchange.labels.drawing.rules import svg, symbol
from pandian.exchange.labels.words import LabelContent
from pandian.governance.queries import people_with
from pandian.interfaces.web.middleware import LOOPBACK
from pandian.interfaces.web.pages import sentences, show, show_part
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.kernel.words import Fault, Refused

SILENT_SECONDS = 900
"""A phone that was not heard of for so long is marked."""
HERE = LOOPBACK | {"localhost"}
"""Hosts that name this machine, whoever asks."""


@page("counting.plan")
def list_page(request: Any) -> HttpResponse:
    """Show every phone with its battery of facts, and what must be looked at; renews itself."""
    return _listed(request)


def _listed(request: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    now = datetime.now(UTC)
    every = request.GET.get("all") == "1"
    rows = devices(scope=request.scope, unenrolled=every, now=now)
    context = {
        "rows": [_facts(row, now) for row in rows], "every": every, "now": now,
        "alarms": alarms(scope=request.scope, now=now), "zone": first_zone(request), **extra}
    if extra:
        return show(request, "devices", context, status=status)
    return show_part(request, "devices", "devices_part", context)


def _facts(row: DeviceRow, now: datetime) -> dict[str, Any]:
    """Return a phone as the table shows it."""
    silent = int((now - row.last_seen_at).total_seconds())
    return {
        "row": row, "ago": _ago(max(silent, 0)), "silent": silent > SILENT_SECONDS,
        "offset": _offset(row.offset_ms), "wrong": abs(row.offset_ms) > OFFSET_AUDITED_MS,
        "gaps": ", ".join(f"{first}–{last}" if last > first else str(first)
                          for first, last in row.gaps[:4]) + (" …" if len(row.gaps) > 4 else ""),
    }


def _ago(seconds: int) -> str:
    if seconds < 60:
        return ngettext("%(n)s second ago", "%(n)s seconds ago", seconds) % {"n": seconds}
    if seconds < 3_600:
        minutes = seconds // 60
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    hours = seconds // 3_600
    return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}


def _offset(offset_ms: int) -> str:
    """Return how far a device's clock is behind (+) or ahead (-), in its natural unit."""
    size = abs(offset_ms)
    sign = "" if offset_ms == 0 else "−" if offset_ms < 0 else "+"
    if size < 60_000:
        return f"{sign}{size / 1000:.1f} s"
    return f"{sign}{size / 60_000:.0f} min" if size < 7_200_000 else f"{sign}{size / 3.6e6:.0f} h"


@page("counting.plan", methods=("GET", "POST"))
def new_page(request: Any) -> HttpResponse:
    """Ask for whom, then show the QR of a fresh invitation: once, for ten minutes."""
    site = request.POST.get("site") or request.GET.get("site") or _only_site(request)
    context: dict[str, Any] = {"site": site, "form": request.POST}
    if site:
        context["people"] = people_with(
            scope=request.scope, capability="counting.count", site=site)
    if request.method == "GET" or not request.POST.get("person"):
        return show(request, "device_new", context)
    try:
        offer = offer_enrolment(
            scope=request.scope, site=site, person=request.POST["person"],
            base_url=settings.ADDRESS or request.build_absolute_uri("/"))
    except Refused as error:
        return show(request, "device_new", context | {"errors": sentences(error.faults)},
                    status=error.status)
    return show(request, "device_offer", {
        "offer": offer, "code": _drawn(offer.link), "typed": urlsplit(offer.link).fragment,
        "here_only": urlsplit(offer.link).hostname in HERE, "zone": first_zone(request)})


def _only_site(request: Any) -> str:
    sites = request.face.sites
    return sites[0].code if len(sites) == 1 else ""


def _drawn(link: str) -> SafeString:
    """Draw a link as QR in the page itself: its secret never stands in an address of ours."""
    made = symbol("qr", LabelContent("", link, (), ()))
    drawn = svg(made, 1, 1).replace(
        "<svg ", f'<svg viewBox="0 0 {made.width} {made.height}" ', 1)
    return mark_safe(drawn)  # noqa: S308  made of numbers only


@page("counting.plan")
def offer_part(request: Any, offer: UUID) -> HttpResponse:
    """Say whether the phone has come (a fragment that renews itself)."""
    return show(request, "device_offer_part", {
        "state": enrolment(scope=request.scope, id=offer), "now": datetime.now(UTC),
        "zone": first_zone(request)})


@page("counting.plan")
def device_page(request: Any, install: UUID) -> HttpResponse:
    """Show one phone: its facts, what it sent that was not stored, how to give it up."""
    return _device(request, install)


def _device(request: Any, install: UUID, *, status: int = 200, **extra: Any) -> HttpResponse:
    row = device_row(scope=request.scope, install=install)
    return show(request, "device", {
        "facts": _facts(row, datetime.now(UTC)), "row": row, "zone": first_zone(request),
        "refusals": refusals(scope=request.scope, install=install),
        "places": uncounted(scope=request.scope, tasks=row.tasks), **extra}, status=status)


@page("counting.plan", methods=("POST",))
def revoke_device(request: Any, install: UUID) -> HttpResponse:
    """Revoke a phone, and wipe it if asked to."""
    try:
        revoke(scope=request.scope, install=install, reason=request.POST.get("reason", ""),
               wipe=request.POST.get("wipe") == "1")
    except Refused as error:
        return _refused(request, install, error)
    messages.success(request, _("Revoked. What it still holds may come in for 30 days."))
    return HttpResponseRedirect(f"/devices/{install}")


@page("counting.plan", methods=("POST",))
def write_off_device(request: Any, install: UUID) -> HttpResponse:
    """Give a phone up, and name what must be counted by somebody else."""
    try:
        tasks = write_off(scope=request.scope, install=install,
                          reason=request.POST.get("reason", ""))
    except Refused as error:
        return _refused(request, install, error)
    places = uncounted(scope=request.scope, tasks=tasks)
    messages.success(request, _("Written off: it stops no task any more."))
    if places:
        messages.warning(request, _("To be counted again: %(places)s") % {
            "places": ", ".join(places[:50]) + (" …" if len(places) > 50 else "")})
    return HttpResponseRedirect(f"/devices/{install}")


def _refused(request: Any, install: UUID, error: Refused) -> HttpResponse:
    if error.status == 404:
        raise error
    return _device(request, install, status=error.status, errors=sentences(error.faults),
                   form=request.POST)


@page("counting.plan", methods=("POST",))
def take_file(request: Any) -> HttpResponse:
    """Take the file in that a phone exported, by the same door as its pushes."""
    given = request.FILES.get("file")
    try:
        if given is None:
            raise FileRefused([Fault("", "file_empty")])
        if given.size > FILE_BYTES_MAX:
            raise FileRefused([Fault("", "file_too_large", (FILE_BYTES_MAX, FILE_ROWS_MAX))])
        filed = take_in(scope=request.scope, content=given.read())
    except Refused as error:
        return _listed(request, status=error.status, errors=sentences(error.faults))
    return _listed(request, filed=filed, refusals=[
        (verdict, sentences(verdict.faults)) for verdict in filed.refused[:100]])
