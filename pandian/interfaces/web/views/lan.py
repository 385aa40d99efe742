"""How a phone of the local network comes to trust this machine.   手机接入

Open to everybody who reaches the machine: the certificate of an authority is public.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

from pandian.exchange.labels.drawing.rules import svg, symbol
from pandian.exchange.labels.words import LabelContent
from pandian.interfaces.web.pages import show
from pandian.interfaces.web.policy import PUBLIC, page
from pandian.kernel.words import Fault, NotFound

QR_DOTS = 6


@page(PUBLIC)
def lan_page(request: Any) -> HttpResponse:
    """Show the steps: install the certificate once, then open the phone's page."""
    _need_authority()
    return show(request, "lan", {"phones": f"{settings.ADDRESS}phone/",
                                 "system": _system(request.headers.get("User-Agent", ""))})


def _need_authority() -> None:
    if not settings.AUTHORITY:
        raise NotFound([Fault("", "not_found")])


def _system(agent: str) -> str:
    """Return which steps stand first: those of the system that asks."""
    if "iPhone" in agent or "iPad" in agent:
        return "ios"
    return "android" if "Android" in agent else "desktop"


@page(PUBLIC)
def authority_file(request: Any) -> HttpResponse:
    """Hand out the certificate of this machine's authority."""
    _need_authority()
    response = HttpResponse(Path(settings.AUTHORITY).read_bytes(),
                            content_type="application/x-x509-ca-cert")
    response["Content-Disposition"] = 'attachment; filename="pandian-authority.crt"'
    return response


@page(PUBLIC)
def lan_code(request: Any) -> HttpResponse:
    """Draw the address of this page as a QR code, for phones that look at this screen."""
    _need_authority()
    host = urlsplit(settings.ADDRESS).hostname
    address = f"http://{host}:{request.get_port()}/lan"  # not the loopback that this screen uses
    drawn = symbol("qr", LabelContent("", address, (), ()))
    return HttpResponse(svg(drawn, QR_DOTS, QR_DOTS), content_type="image/svg+xml")
