"""The phone's page, its worker, its manifest and its files.   手机页面

They hold no data and ask for no session: what the phone shows comes from its own storage, and
what it stores came through the API with the device's token.
"""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse

from pandian.interfaces.phone.release import File, release, release_of
from pandian.interfaces.web.policy import PUBLIC, page

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; "
    "worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; form-action 'self'"
)
FOREVER = "public, max-age=31536000, immutable"
ALWAYS_ASK = "no-cache"


@page(PUBLIC)
def shell(request: HttpRequest) -> HttpResponse:
    """Show the page that everything starts from; the same for everybody."""
    return _text(request, release().shell, "text/html; charset=utf-8")


@page(PUBLIC)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker, with the list of what it fetches at its installation."""
    return _text(request, release().worker, "text/javascript; charset=utf-8")


@page(PUBLIC)
def manifest(request: HttpRequest) -> HttpResponse:
    """Give what makes the page installable."""
    return _text(request, release().manifest, "application/manifest+json")


@page(PUBLIC)
def release_file(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """Give one file of the release; an address never changes its content."""
    found = release_of(digest)
    file = found.files.get(name) if found else None
    if file is None:
        return _guarded(HttpResponse("no such file in this release\n", status=404,
                                     content_type="text/plain"), "no-store")
    return _guarded(_file(request, file), FOREVER)


def _file(request: HttpRequest, file: File) -> HttpResponse:
    packed = file.packed if "gzip" in request.headers.get("Accept-Encoding", "") else None
    response = HttpResponse(packed or file.content, content_type=file.content_type)
    if packed:
        response["Content-Encoding"] = "gzip"
    if file.packed:
        response["Vary"] = "Accept-Encoding"
    return response


def _text(request: HttpRequest, content: bytes, content_type: str) -> HttpResponse:
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(content, content_type=content_type)
    response["ETag"] = tag
    return _guarded(response, ALWAYS_ASK)


def _guarded(response: HttpResponse, caching: str) -> HttpResponse:
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = caching
    return response
