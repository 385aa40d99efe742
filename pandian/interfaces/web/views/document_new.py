"""Opening a document: with lines typed, pasted or scanned, or taken over from another.   开单"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from pandian.capture.resolution.words import Scan
from pandian.catalog.queries import (
    items_by_code,
    search_items,
    search_parties,
    search_places,
)
from pandian.catalog.words import STATUSES
from pandian.counting.resolving.queries import resolve
from pandian.governance.queries import site_by_code
from pandian.interfaces.web import grids
from pandian.interfaces.web.forms import FormRefused, id_of
from pandian.interfaces.web.grids import Cell, Values
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.templatetags.face import name_of, named
from pandian.interfaces.web.views.document import where
from pandian.interfaces.web.views.documents import openable
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Label, Refused
from pandian.lifecycle.operations import open_document
from pandian.lifecycle.queries import document, documents
from pandian.lifecycle.recall.words import ACTIVE
from pandian.lifecycle.register.rules import choices_of, stages
from pandian.lifecycle.register.words import EXTRAS, Extra
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import DocumentDraft, DocumentWhole, Kind

PICKED_MAX = 8
RECALL = "recall"
RECALLS_MAX = 200
PLACE_PREFIX = "PD:B:"


@page("lifecycle.read", methods=("GET", "POST"))
def new_page(request: Any) -> HttpResponse:
    """Choose a kind, then fill in its form; opening leads to the document's page."""
    said = request.POST if request.method == "POST" else request.GET
    kind = KINDS.get(said.get("kind", ""))
    if kind is None:
        allowed = set(openable(request.scope))
        return show(request, "document_kinds", {"stages": [
            (label, [KINDS[name] for name in kinds if name in allowed])
            for label, kinds in stages(KINDS).values() if allowed.intersection(kinds)]})
    before = _before(request, said.get("follows", ""))
    if request.method == "GET":
        form = {name: said.get(name, "") for name in ("site", "follows", "replaces")}
        known = before.head.header if before else {}
        form |= {f"h-{name}": said.get(name, "") or str(known.get(name, ""))
                 for name in _head_fields(kind)}
        return _form(request, kind, before, form, _blank(kind))
    return _sent(request, kind, before)


def _before(request: Any, follows: str) -> DocumentWhole | None:
    """Return the document that the new one follows.  Raises `DocumentNotFound`."""
    return document(scope=request.scope, id=id_of(follows)) if follows else None


def _head_fields(kind: Kind, more: Iterable[str] = ()) -> list[str]:
    """Return the fields of the head: what the table asks for, what is read, what else was said."""
    extra = EXTRAS.get(kind.name, Extra()).head
    return list(dict.fromkeys([*kind.header, *kind.places, *kind.parties, *extra, *more]))


def _said_beside(said: Mapping[str, Any], wrong: Mapping[str, str]) -> list[str]:
    """Return the fields of the head that were sent or found missing."""
    return [*(name.removeprefix("h-") for name in said if name.startswith("h-")),
            *(pointer.removeprefix("/header/") for pointer in wrong
              if pointer.startswith("/header/"))]


def _attributes(form: Mapping[str, Any], wrong: Iterable[str] = ()) -> list[str]:
    """Return the attributes of lines that were sent or found missing."""
    found = [name.removeprefix("r-a-") for name in form if name.startswith("r-a-")]
    return found + [pointer.split("/a-")[1] for pointer in wrong if "/a-" in pointer]


def _blank(kind: Kind) -> list[Values]:
    return [dict.fromkeys(grids.line_columns(kind), "") for _row in range(grids.ROWS_FIRST)]


def _gives_lines(kind: Kind, before: DocumentWhole | None) -> bool:
    return kind.lines == "given" or (kind.lines in ("either", "both") and before is None)


def _form(
    request: Any, kind: Kind, before: DocumentWhole | None, said: Mapping[str, Any],
    rows: Sequence[Values], *, status: int = 200, errors: Sequence[Mapping[str, str]] = (),
) -> HttpResponse:
    wrong = {each["pointer"]: each["message"] for each in reversed(errors)}
    columns = grids.line_columns(kind, _attributes(said, wrong)) \
        if _gives_lines(kind, before) else []
    held = items_by_code(scope=request.scope, codes={row.get("item", "") for row in rows} - {""})
    sites = [row for row in request.face.sites if request.scope.may(kind.capability, row.code)]
    return show(request, "document_new", {
        "kind": kind, "before": before.head if before else None, "columns": columns,
        "sites": sites, "site": before.head.site if before else said.get("site")
        or (sites[0].code if len(sites) == 1 else ""),
        "form": {"id": uuid7(), **said}, "statuses": STATUSES, "errors": errors, "wrong": wrong,
        "head": [_cell(request, kind, name, str(said.get(f"h-{name}", "")),
                       wrong.get(f"/header/{name}", ""))
                 for name in _head_fields(kind, _said_beside(said, wrong))],
        "grid": [{"n": n, "name": name_of(held.get(row.get("item", ""))),
                  "error": wrong.get(f"/rows/{n}/line", ""), "cells": [
                      Cell(name, _cell_takes(name), row.get(name, ""),
                           wrong.get(f"/rows/{n}/{name}", "")) for name in columns]}
                 for n, row in enumerate(rows)] if columns else [],
    }, status=status)


def _cell(request: Any, kind: Kind, name: str, value: str, error: str) -> Cell:
    """Return one field of the head; a recall is chosen by its number, never typed as an id."""
    choices = choices_of(kind.name, name)
    if name == RECALL and RECALL not in kind.places:
        choices = _recalls(request)
    return Cell(name, "choice" if choices else _takes(kind, name), value, error,
                _wants(kind, name), choices)


def _recalls(request: Any) -> dict[str, Label]:
    """Return the recalls in effect that the person may see, by id: number, site and reason."""
    found = documents(scope=request.scope, kind=RECALL, limit=RECALLS_MAX).rows
    words = {str(row.id): f"{row.number} · {row.site} · {row.header.get('reason', '')}"[:120]
             for row in found if row.state in ACTIVE}
    return {id: Label(text, text) for id, text in words.items()}


def _takes(kind: Kind, name: str) -> str:
    return "place" if name in kind.places else "party" if name in kind.parties else "text"


def _wants(kind: Kind, name: str) -> str:
    """Return which kinds of place or partner a field may name, for the search."""
    if name in kind.places:
        return " ".join(sorted(kind.places[name]))
    return kind.parties.get(name, "")


def _cell_takes(name: str) -> str:
    return {"item": "item", "place": "place", "owner": "party", "asked": "number",
            "shipped": "number", "status": "status"}.get(name, "text")


def _sent(request: Any, kind: Kind, before: DocumentWhole | None) -> HttpResponse:
    """Open the document, or show the form again: with more rows, or with every fault."""
    form = request.POST
    columns = grids.line_columns(kind, _attributes(form))
    rows = grids.rows_of(form, columns)
    if step := form.get("step", ""):
        if step == "paste":
            kept = [row for row in rows if grids.filled(row)]
            rows = [*kept, *grids.pasted(form.get("table", ""), columns)]
        return _form(request, kind, before, form.dict(), [
            *rows, *_blank(kind)] if step in ("more", "paste") else rows)
    made = grids.lines_from(rows) if _gives_lines(kind, before) else grids.Given([], [], [])
    try:
        done = open_document(scope=request.scope, draft=_draft(kind, before, form, made))
    except Refused as error:
        if error.status == 404:
            raise
        faults = grids.placed_faults(error.faults, made.cells, rows)
        told = [each | {"field": where(each["pointer"], each["field"])}
                for each in sentences(faults)]
        said = form.dict() | ({"id": str(uuid7())} if error.status == 409 else {})
        return _form(request, kind, before, said, rows or _blank(kind), status=error.status,
                     errors=told)
    messages.success(request, _("%(number)s is open.") % {"number": done.number})
    return HttpResponseRedirect(f"/documents/{done.document}")


def _draft(
    kind: Kind, before: DocumentWhole | None, form: Any, made: grids.Given
) -> DocumentDraft:
    """Return the document that the form describes.  Raises `FormRefused` with every field."""
    faults = list(made.faults)
    site = before.head.site if before else form.get("site", "")
    if not site:
        faults.append(Fault("/site", "choose_site"))
    if faults:
        raise FormRefused(faults)
    head = {name.removeprefix("h-"): text.strip() for name, text in form.items()
            if name.startswith("h-")}
    replaces = form.get("replaces", "")
    return DocumentDraft(
        id_of(form.get("id", "")), site, kind.name,
        {name: text for name, text in head.items() if text}, tuple(made.parts),
        before.head.id if before else None, UUID(replaces) if _is_id(replaces) else None)


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


# -- what the form's script asks -------------------------------------------------------------------

@page("lifecycle.read")
def pick(request: Any) -> JsonResponse:
    """Return what fits a typed text: items, places of a site, partners (code and name)."""
    text, what = request.GET.get("q", "").strip(), request.GET.get("what", "")
    wanted = set(request.GET.get("of", "").split())
    rows: list[dict[str, str]] = []
    if text and what == "item":
        rows = [{"code": row.code, "name": name_of(row), "unit": row.unit}
                for row in search_items(scope=request.scope, text=text, limit=PICKED_MAX)]
    elif text and what == "place" and request.GET.get("site"):
        site = site_by_code(scope=request.scope, code=request.GET["site"])
        found = search_places(scope=request.scope, site=site.id, text=text, limit=PICKED_MAX * 4)
        rows = [{"code": row.code, "name": named(row.kind, "place_kind")} for row in found
                if not wanted or row.kind in wanted][:PICKED_MAX]
    elif text and what == "party":
        rows = [{"code": row.code, "name": name_of(row)} for row in search_parties(
            scope=request.scope, text=text, kind=" ".join(wanted), limit=PICKED_MAX)]
    return JsonResponse({"rows": rows})


@page("lifecycle.read")
def scan(request: Any) -> JsonResponse:
    """Say what a scanned code means at a site: a place, or goods with lot and serial."""
    code = request.GET.get("code", "")[:1_000]
    site = site_by_code(scope=request.scope, code=request.GET.get("site", ""))
    place = _place_of(request, site.id, site.code, code)
    if place:
        return JsonResponse({"place": place})
    may_read = request.scope.at(site.code)._replace(capabilities=frozenset({"counting.read"}))
    (found,) = resolve(scope=may_read, site=site.code,
                       scans=[Scan(code, "", "", datetime.now(UTC))])
    if not found.resolution.candidates:
        return JsonResponse({"unknown": True})
    best = found.resolution.candidates[0]
    return JsonResponse({"item": best.item, "lot": best.lot or "", "serial": best.serial or "",
                         "quantity": best.factor, "unsure": found.resolution.ask})


def _place_of(request: Any, site: int, name: str, code: str) -> str:
    """Return the place that a scan means: its label, or its code as typed."""
    text = code.strip()
    if text.upper().startswith(PLACE_PREFIX):
        text = text[len(PLACE_PREFIX):].removeprefix(f"{name}.")
    found = search_places(scope=request.scope, site=site, text=text, limit=1) if text else []
    return found[0].code if found and found[0].code.casefold() == text.casefold() else ""
