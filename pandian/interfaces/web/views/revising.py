"""Revising an order before anything happened: its lines in a grid, faults at cells.   修订页"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from pandian.catalog.queries import items_by_code
from pandian.catalog.words import STATUSES
from pandian.interfaces.web import grids
from pandian.interfaces.web.forms import FormRefused, id_of
from pandian.interfaces.web.grids import Cell, Values
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.templatetags.face import name_of
from pandian.interfaces.web.views.document import where
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Conflict, Fault, Refused
from pandian.lifecycle.operations import act
from pandian.lifecycle.queries import document
from pandian.lifecycle.revising.words import REVISE
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import ActionDraft, DocumentRefused, DocumentWhole, LineDraft

LEFT_OUT = ("shipped", "place", "status")
TAKES = {"item": "item", "owner": "party", "asked": "number"}


@page("lifecycle.read", methods=("GET", "POST"))
def revise_page(request: Any, id: UUID) -> HttpResponse:
    """Show the lines of an order to change them, or write what was changed."""
    whole = document(scope=request.scope, id=id)
    kind = KINDS[whole.head.kind]
    if REVISE not in kind.actions:
        raise DocumentRefused([Fault("/action", "action_unknown", (REVISE, kind.name))])
    columns = [name for name in grids.line_columns(kind) if name not in LEFT_OUT]
    if request.method == "GET":
        said = {"id": str(uuid7()), "version": str(whole.head.version)}
        return _form(request, whole, said, _rows(whole, columns), columns)
    form = request.POST
    rows = grids.rows_of(form, columns)
    if step := form.get("step", ""):
        return _form(request, whole, form.dict(), _stepped(rows, step, form, columns), columns)
    return _sent(request, whole, rows, columns)


def _rows(whole: DocumentWhole, columns: Sequence[str]) -> list[Values]:
    """Return the lines as they stand, as rows of the form."""
    return [{name: _said(line, name) for name in columns} for line in whole.lines]


def _said(line: Any, name: str) -> str:
    if name.startswith("a-"):
        return grids.attribute_text(line, name.removeprefix("a-"))
    return str(getattr(line, name, ""))


def _stepped(
    rows: list[Values], step: str, form: Any, columns: Sequence[str]
) -> list[Values]:
    if step == "paste":
        return [row for row in rows if grids.filled(row)] + grids.pasted(
            form.get("table", ""), columns)
    blank = dict.fromkeys(columns, "")
    return [*rows, *(dict(blank) for _row in range(grids.ROWS_FIRST))]


def _form(
    request: Any, whole: DocumentWhole, said: Mapping[str, str], rows: Sequence[Values],
    columns: Sequence[str], *, status: int = 200, errors: Sequence[Mapping[str, str]] = (),
) -> HttpResponse:
    wrong = {each["pointer"]: each["message"] for each in reversed(errors)}
    held = items_by_code(scope=request.scope, codes={row.get("item", "") for row in rows} - {""})
    kind = KINDS[whole.head.kind]
    return show(request, "document_revise", {
        "head": whole.head, "kind": kind, "columns": columns, "form": said, "errors": errors,
        "wrong": wrong, "statuses": STATUSES, "voids": bool(kind.actions[REVISE].to),
        "grid": [{"n": n, "name": name_of(held.get(row.get("item", ""))),
                  "error": wrong.get(f"/rows/{n}/line", ""), "cells": [
                      Cell(name, TAKES.get(name, "text"), row.get(name, ""),
                           wrong.get(f"/rows/{n}/{name}", "")) for name in columns]}
                 for n, row in enumerate(rows)]}, status=status)


def _sent(
    request: Any, whole: DocumentWhole, rows: list[Values], columns: Sequence[str]
) -> HttpResponse:
    """Write the revision, or show the form again with every fault at its cell."""
    form, made = request.POST, grids.lines_from(rows)
    version = form.get("version", "")
    try:
        if made.faults:
            raise FormRefused(made.faults)
        done = act(scope=request.scope, draft=ActionDraft(
            id_of(form.get("id", "")), whole.head.id, REVISE,
            int(version) if version.isdecimal() and len(version) < 10 else 0,
            evidence={"lines": [_line(part) for part in made.parts]},
            reason=form.get("reason", "").strip()))
    except Refused as error:
        if error.status == 404:
            raise
        inside = [fault._replace(pointer=fault.pointer.removeprefix("/evidence"))
                  for fault in error.faults]
        told = [each | {"field": where(each["pointer"], each["field"])}
                for each in sentences(grids.placed_faults(inside, made.cells, rows))]
        said = form.dict()
        if isinstance(error, Conflict):
            said |= {"id": str(uuid7()), "version": str(whole.head.version)}
        return _form(request, whole, said, rows, columns, status=error.status, errors=told)
    messages.success(request, _("%(number)s is revised.") % {"number": done.number})
    return HttpResponseRedirect(f"/documents/{whole.head.id}")


def _line(part: LineDraft) -> dict[str, Any]:
    """Return a line as a revision names it; what stands nowhere is left out."""
    said = {"item": part.item, "lot": part.lot, "serial": part.serial, "owner": part.owner}
    return {**{name: text for name, text in said.items() if text}, "item": part.item,
            "asked": part.asked, "attributes": dict(part.attributes)}
