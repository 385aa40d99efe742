"""Handing out certificates, and looking up whether a paper is one of ours.   凭证下载与验证"""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.translation import get_language

from pandian.counting.certifying.reading.rules import read
from pandian.counting.certifying.rules import altered, code_of
from pandian.counting.certifying.words import Found
from pandian.exchange.certificates.operations import certificate_pdf, count_pdf
from pandian.exchange.certificates.queries import certificate_of, find
from pandian.exchange.certificates.words import COUNTED, FORMS
from pandian.exchange.closing.words import FORM as PERIOD
from pandian.exchange.samples.words import FORM as REPORT
from pandian.interfaces.web.forms import FormRefused
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import SIGNED_IN, page
from pandian.interfaces.web.views.overview import first_zone
from pandian.kernel.words import Fault, Label, Refused

UPLOAD_BYTES_MAX = 32 * 1024 * 1024
FAULTS_SHOWN_MAX = 50


@page("lifecycle.read")
def certificate_paper(request: Any, id: UUID) -> HttpResponse:
    """Hand out the certificate of a document as a PDF; the print is noted."""
    data = certificate_pdf(scope=request.scope, id=id, language=get_language() or "zh-hans",
                           address=_address(request))
    return _paper(data, f"certificate-{id}.pdf")


@page("lifecycle.read")
def certificate_data(request: Any, id: UUID) -> HttpResponse:
    """Hand out the certificate of a document; it proves itself without this server."""
    return JsonResponse(certificate_of(scope=request.scope, id=id).body, headers={
        "Content-Disposition": f'attachment; filename="certificate-{id}.json"',
        "Cache-Control": "no-store"}, json_dumps_params={"ensure_ascii": False})


@page("counting.read")
def count_paper(request: Any, plan: UUID) -> HttpResponse:
    """Hand out the certificate of a closed count as a PDF; the print is noted."""
    data = count_pdf(scope=request.scope, plan=plan, language=get_language() or "zh-hans",
                     address=_address(request))
    return _paper(data, f"pandian-certificate-{plan}.pdf")


def _paper(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, content_type="application/pdf", headers={
        "Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"})


def _address(request: Any) -> str:
    """Return where a reader of the paper looks its code up."""
    return str(request.build_absolute_uri("/verify"))


@page(SIGNED_IN, methods=("GET", "POST"))
def verify_page(request: Any) -> HttpResponse:
    """Look a verification code up, or check a file: is it whole, is it ours, is it the newest."""
    context: dict[str, Any] = {"zone": first_zone(request), "code": request.GET.get("code", "")}
    try:
        if request.method == "POST":
            context |= _checked(request)
        elif context["code"]:
            context["found"] = _found(request, context["code"])
    except Refused as error:
        context["errors"] = sentences(error.faults)
        return show(request, "verify", context, status=error.status)
    return show(request, "verify", context)


def _found(request: Any, code: str) -> list[tuple[Found, Label, str]]:
    """Return what a code stands for, each with the page of its count or document."""
    return [(row, *_shown(row)) for row in find(scope=request.scope, code=code)]


def _shown(row: Found) -> tuple[Label, str]:
    """Return what a paper is called, and the page of what it speaks of."""
    if row.kind == "count":
        return COUNTED.title, f"/counts/{row.subject}"
    if row.kind == "sampling":
        return REPORT.title, f"/samples/{row.subject}"
    if row.kind == "period":
        return PERIOD.title, f"/periods/{row.subject}"
    return FORMS[row.kind].title, f"/documents/{row.subject}"


def _checked(request: Any) -> dict[str, Any]:
    """Return what a file says of itself, and whether this system issued it."""
    given = request.FILES.get("file")
    if given is None:
        raise FormRefused([Fault("/file", "certificate_file_missing")])
    if given.size > UPLOAD_BYTES_MAX:
        raise FormRefused([Fault("/file", "too_large", (UPLOAD_BYTES_MAX,))])
    data = given.read()
    value, faults = read(data)
    if value is None:
        raise FormRefused([fault._replace(pointer="/file") for fault in faults])
    faults = faults or altered(value)
    told: dict[str, Any] = {"name": given.name, "file_hash": hashlib.sha256(data).hexdigest(),
                            "whole": not faults, "wrong": [
                                (fault.pointer, sentences([fault])[0]["message"])
                                for fault in faults[:FAULTS_SHOWN_MAX]]}
    if not faults:
        told["code"] = code_of(value["content_hash"])
        try:
            told["found"] = _found(request, told["code"])
        except Refused as error:
            told["unknown"] = sentences(error.faults)
    return told
