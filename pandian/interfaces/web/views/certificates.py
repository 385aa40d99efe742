"""Handing out the certificate of a destruction or a joint count.   证明下载"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.translation import get_language

from pandian.exchange.certificates.operations import certificate_pdf
from pandian.exchange.certificates.queries import certificate_of
from pandian.interfaces.web.policy import page


@page("lifecycle.read")
def certificate_paper(request: Any, id: UUID) -> HttpResponse:
    """Hand out the certificate of a document as a PDF; the print is noted."""
    data = certificate_pdf(scope=request.scope, id=id, language=get_language() or "zh-hans")
    return HttpResponse(data, content_type="application/pdf", headers={
        "Content-Disposition": f'inline; filename="certificate-{id}.pdf"',
        "Cache-Control": "no-store"})


@page("lifecycle.read")
def certificate_data(request: Any, id: UUID) -> HttpResponse:
    """Hand out the certificate of a document; it proves itself without this server."""
    return JsonResponse(certificate_of(scope=request.scope, id=id).body, headers={
        "Content-Disposition": f'attachment; filename="certificate-{id}.json"',
        "Cache-Control": "no-store"}, json_dumps_params={"ensure_ascii": False})
