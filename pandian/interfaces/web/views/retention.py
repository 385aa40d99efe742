"""Legal holds and purges: what must stay, what may go, and two who say so.   记录保全与清除页"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pandian.exchange.purging.operations import approve_purge, propose_purge
from pandian.exchange.purging.queries import held_by, offered
from pandian.interfaces.web.forms import FormRefused, id_of
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.stock import zone_of
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, NotFound, Refused
from pandian.lifecycle.records.rules import FOREVER
from pandian.lifecycle.retention.operations import place_hold, release_hold
from pandian.lifecycle.retention.queries import holds, purge_rows, purges
from pandian.lifecycle.retention.rules import digest_of
from pandian.lifecycle.retention.words import (
    CAUSES,
    CLASSES,
    DECIDE,
    EVERY_SITE,
    PHOTOS_MAX,
    Candidate,
    HoldDraft,
    HoldRow,
    PurgeDraft,
)

ROWS_SHOWN = 200
HOLD_FIELDS = ("site", "cause", "reason", "item", "lot", "document")


@page("lifecycle.read", methods=("GET", "POST"))
def holds_page(request: Any) -> HttpResponse:
    """List legal holds, those that hold first, and lay another one, signed."""
    form: dict[str, str] = {"id": str(uuid7())}
    errors: list[dict[str, str]] = []
    status = 200
    if request.method == "POST":
        form = request.POST.dict()
        try:
            done = place_hold(scope=request.scope, draft=_hold(form),
                              password=form.get("password", ""))
        except Refused as error:
            errors, status = sentences(error.faults), error.status
        else:
            messages.success(request, _("The hold stands: nothing that it names is purged."))
            return HttpResponseRedirect(f"/holds/{done.key}")
    rows = holds(scope=request.scope, site=request.GET.get("site") or None)
    return show(request, "holds", {
        "rows": rows, "form": form, "errors": errors, "causes": CAUSES,
        "standing": sum(1 for row in rows if row.released_at is None),
        "wrong": _wrong(errors), "may_decide": request.scope.may(DECIDE),
        "zone": zone_of(request, "")}, status=status)


def _hold(form: dict[str, str]) -> HoldDraft:
    """Return the hold that a form describes.  Raises `FormRefused` with what cannot be read."""
    said = {name: form.get(name, "").strip() for name in HOLD_FIELDS}
    faults = [] if said["site"] else [Fault("/site", "choose_site")]
    document = None
    if said["document"]:
        try:
            document = UUID(said["document"].rsplit("/", 1)[-1])
        except ValueError:
            faults.append(Fault("/document", "not_a_uuid"))
    if faults:
        raise FormRefused(faults)
    return HoldDraft(id_of(form.get("id", "")), said["site"], said["cause"], said["reason"],
                     said["item"], said["lot"], document)


def _wrong(errors: list[dict[str, str]]) -> dict[str, str]:
    return {each["pointer"]: each["message"] for each in reversed(errors)}


@page("lifecycle.read", methods=("GET", "POST"))
def hold_page(request: Any, id: UUID) -> HttpResponse:
    """Show one hold and what it keeps; lift it, signed, with a reason."""
    row = _one_hold(request, id)
    form: dict[str, str] = {}
    errors: list[dict[str, str]] = []
    status = 200
    if request.method == "POST":
        form = request.POST.dict()
        try:
            release_hold(scope=request.scope, id=id, reason=form.get("reason", ""),
                         password=form.get("password", ""))
        except Refused as error:
            errors, status = sentences(error.faults), error.status
        else:
            messages.success(request, _("The hold is lifted; the terms of retention go on."))
            return HttpResponseRedirect(f"/holds/{id}")
    kept = held_by(scope=request.scope, hold=row) if row.released_at is None else {}
    return show(request, "hold", {
        "row": row, "form": form, "errors": errors, "wrong": _wrong(errors), "causes": CAUSES,
        "kept": [(CLASSES[kind], number, size) for kind, (number, size) in kept.items()],
        "zone": zone_of(request, row.site), "may_decide": request.scope.may(DECIDE, row.site)},
        status=status)


def _one_hold(request: Any, id: UUID) -> HoldRow:
    found = holds(scope=request.scope, id=id)
    if not found:
        raise NotFound([Fault("/id", "not_found")])
    return found[0]


@page("lifecycle.read")
def purges_page(request: Any) -> HttpResponse:
    """List purges, newest first, and ask what of a class might go."""
    rows = purges(scope=request.scope, site=request.GET.get("site") or None)
    return show(request, "purges", {
        "rows": rows, "classes": CLASSES, "may_decide": request.scope.may(DECIDE),
        "everywhere": request.scope.may(DECIDE, EVERY_SITE), "zone": zone_of(request, ""),
        "waiting": sum(1 for row in rows if row.done_at is None)})


@page("lifecycle.read", methods=("GET", "POST"))
def preview_page(request: Any) -> HttpResponse:
    """Show what of a class would go, what is kept and why; propose it when sent."""
    given = request.POST if request.method == "POST" else request.GET
    asked = _asked(request, given)
    form = {"id": given.get("id") or str(uuid7()), "reason": given.get("reason", "").strip()}
    errors: list[dict[str, str]] = []
    status, rows = 200, []
    try:
        before = _day(asked["before"])
        rows = offered(scope=request.scope, site=asked["site"], before=before,
                       kind=asked["kind"])
        draft = PurgeDraft(id_of(form["id"]), asked["site"], before, tuple(
            row.digest for row in rows if not row.reasons), form["reason"], asked["kind"])
        if request.method == "POST":
            if given.get("seen", "") != digest_of(draft):
                raise FormRefused([Fault("", "purge_changed")])
            done = propose_purge(scope=request.scope, draft=draft)
            messages.success(request, _("Proposed. Another person approves it; nothing is gone."))
            return HttpResponseRedirect(f"/purges/{done.key}")
        form["seen"] = digest_of(draft)
    except Refused as error:
        errors, status = sentences(error.faults), error.status
        if rows:
            form["seen"] = digest_of(draft)
    return show(request, "purge_new", {
        "asked": asked, "form": form, "errors": errors, "wrong": _wrong(errors),
        "classes": CLASSES, "record": CLASSES.get(asked["kind"]),
        "may_decide": request.scope.may(DECIDE), **_told(rows)}, status=status)


def _asked(request: Any, given: Any) -> dict[str, str]:
    """Return class, site and day as asked; what belongs to the enterprise has no site."""
    kind = given.get("kind", "").strip() or "photos"
    sites = [site.code for site in request.face.sites]
    site = given.get("site", "").strip() or (sites[0] if sites else "")
    if kind in CLASSES and CLASSES[kind].everywhere:
        site = EVERY_SITE
    today = datetime.now(ZoneInfo(zone_of(request, site))).date()
    return {"kind": kind, "site": site,
            "before": given.get("before", "").strip() or today.isoformat()}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FormRefused([Fault("/before", "not_a_time", (text[:40],))]) from None


def _told(rows: list[Candidate]) -> dict[str, Any]:
    """Return what the preview shows: sums, why what is kept is kept, and the first rows."""
    free = [row for row in rows if not row.reasons]
    why = Counter(code for row in rows for code in {code for code, _ in row.reasons})
    return {"rows": [_line(row) for row in sorted(
                rows, key=lambda row: (bool(row.reasons), row.received_on))[:ROWS_SHOWN]],
            "total": len(rows), "hidden": max(len(rows) - ROWS_SHOWN, 0),
            "full": len(rows) >= PHOTOS_MAX, "free": len(free),
            "bytes": sum(row.bytes for row in free), "kept": len(rows) - len(free),
            "why": dict(why)}


def _line(row: Candidate) -> dict[str, Any]:
    return {"row": row, "for_ever": row.keep_until == FOREVER,
            "why": [each["message"] for each in sentences(
                [Fault("", code, params) for code, params in row.reasons])]}


@page("lifecycle.read", methods=("GET", "POST"))
def purge_page(request: Any, id: UUID) -> HttpResponse:
    """Show one purge with its list; the second person signs it here."""
    errors: list[dict[str, str]] = []
    status = 200
    if request.method == "POST":
        try:
            gone, size = approve_purge(scope=request.scope, id=id,
                                       password=request.POST.get("password", ""))
        except Refused as error:
            errors, status = sentences(error.faults), error.status
        else:
            messages.success(request, _("Done: %(gone)s records are gone, %(size)s bytes.") % {
                "gone": gone, "size": f"{size:,}"})
            return HttpResponseRedirect(f"/purges/{id}")
    found = purges(scope=request.scope, id=id)
    if not found:
        raise NotFound([Fault("/id", "not_found")])
    row = found[0]
    return show(request, "purge", {
        "row": row, "errors": errors, "record": CLASSES[row.kind], "zone": _zone(request, row.site),
        "mine": row.actor == request.scope.actor, "language": get_language(),
        "may_decide": request.scope.may(DECIDE, row.site), **_list(request, row)}, status=status)


def _zone(request: Any, site: str) -> str:
    return "UTC" if site == EVERY_SITE else zone_of(request, site)


def _list(request: Any, row: Any) -> dict[str, Any]:
    """Return the records of a purge: what they are while they are there, then their hashes."""
    (whole,) = purge_rows(scope=request.scope, id=row.id)
    digests = [bytes(each).hex() for each in whole.digests]
    known = {} if row.done_at else {each.digest: each for each in offered(
        scope=request.scope, site=row.site, before=row.before, kind=row.kind,
        now=datetime.now(UTC))}
    return {"lines": [{"digest": digest, **(_line(known[digest]) if digest in known else {})}
                      for digest in digests[:ROWS_SHOWN]],
            "hidden": max(len(digests) - ROWS_SHOWN, 0)}
