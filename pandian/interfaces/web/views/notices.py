"""Dispatch notices: a supplier's file is looked through whole, then taken in.   到货预告页"""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import get_language, ngettext

from pandian.exchange.asn.queries import LAYOUT, columns
from pandian.exchange.operations import import_file
from pandian.exchange.words import NOTES, STATES, ImportReport, RowFault
from pandian.interfaces.web.forms import FormRefused
from pandian.interfaces.web.pages import sentences, show_part
from pandian.interfaces.web.policy import page
from pandian.kernel.words import Fault, Refused

NOTICE_BYTES_MAX = 20 * 1024 * 1024
FAULTS_SHOWN = 500
RECEIVE = "lifecycle.receive"
ORDERS = ("YMD", "DMY", "MDY")
FIELDS = ("site", "place", "source", "date_order")


@page("exchange.use", methods=("GET", "POST"))
def notices_page(request: Any) -> HttpResponse:
    """Look a file of notices through without writing anything; take in what was looked through.

    The browser sends the chosen file both times: nothing of it is kept in between, and a file
    that changed since it was looked through is looked through again.
    """
    request.scope.need(RECEIVE)
    context: dict[str, Any] = {
        "form": {name: request.POST.get(name, "").strip() for name in FIELDS},
        "orders": ORDERS, "columns": columns(scope=request.scope),
        "limit": NOTICE_BYTES_MAX // 1_048_576}
    status = 200
    if request.method == "POST":
        try:
            context |= _taken(request)
        except Refused as error:
            context["errors"], status = sentences(error.faults), error.status
        if (report := context.get("report")) and report.state == "refused":
            status = 422
    return show_part(request, "notices", "notices_part", context, status=status)


def _taken(request: Any) -> dict[str, Any]:
    """Look through or take in the file of a form; return what the page says of it."""
    given = request.FILES.get("file")
    if given is None or not given.size:
        raise FormRefused([Fault("/file", "notice_missing")])
    if given.size > NOTICE_BYTES_MAX:
        raise FormRefused([Fault("/file", "notice_too_large", (NOTICE_BYTES_MAX // 1_048_576,))])
    content = given.read()
    seen = hashlib.sha256(content).hexdigest()
    accept = request.POST.get("do") == "accept"
    changed = accept and request.POST.get("seen") != seen
    report = _import(request, given.name, content, dry_run=not accept or changed)
    if report.state == "done":
        messages.success(request, ngettext(
            "%(n)s line is announced.", "%(n)s lines are announced.", report.new) % {
                "n": report.new})
    language = get_language() or "zh-hans"
    labels = {column.name: column.label for column in columns(scope=request.scope)}
    return {
        "report": report, "seen": seen, "changed": changed, "state": STATES[report.state],
        "name": given.name, "hidden": max(report.faults_total - FAULTS_SHOWN, 0),
        "faults": [{"fault": fault, "text": fault.text(language),
                    "column": labels.get(fault.column, fault.column)}
                   for fault in sorted(report.faults, key=_by_row)[:FAULTS_SHOWN]],
        "notes": [(note, NOTES.get(note.code)) for note in report.notes],
        "partial": bool(request.POST.get("accept_partial")),
        "may_accept": report.state == "checked" and bool(report.new or report.unchanged)}


def _by_row(fault: RowFault) -> tuple[str, int]:
    return fault.file, fault.row


def _import(request: Any, name: str, content: bytes, *, dry_run: bool) -> ImportReport:
    """Give the bytes to the import under a name that a folder can hold."""
    safe = re.sub(r"[^\w.-]+", "-", Path(str(name)).name).strip(".-") or "notice.csv"
    options = {field: value for field in ("place", "source", "date_order")
               if (value := request.POST.get(field, "").strip())}
    if request.POST.get("accept_partial"):
        options["accept_partial"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / safe[-100:]
        path.write_bytes(content)
        return import_file(
            scope=request.scope, path=path, layout=LAYOUT, dry_run=dry_run, options=options,
            site=request.POST.get("site", "").strip() or None)
