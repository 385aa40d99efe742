"""Taking a posting back: by a reversal with a reason, never by deleting.   冲销"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from pandian.counting.late.operations import reverse_by_hand
from pandian.interfaces.web.forms import id_of
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.stock import zone_of
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Refused
from pandian.ledger.queries import posting

CARD = "/stock/card?"


@page("ledger.post", methods=("GET", "POST"))
def reversal_page(request: Any, posting_id: UUID) -> HttpResponse:
    """Show what would be reversed and ask for the reason; reverse it when sent."""
    found = posting(scope=request.scope, id=posting_id)
    form = request.POST if request.method == "POST" else {"effective": "then", "id": uuid7()}
    back = _back(request.POST.get("back") or request.GET.get("back") or "")
    errors: list[dict[str, str]] = []
    status = 200
    if request.method == "POST":
        try:
            done = reverse_by_hand(
                scope=request.scope, posting_id=posting_id, id=id_of(form.get("id", "")),
                reason=form.get("reason", ""), effective=form.get("effective", ""))
        except Refused as error:
            errors, status = sentences(error.faults), error.status
        else:
            messages.success(request, _("Reversed: %(lines)s lines, as of %(when)s.") % {
                "lines": done.moves or found.lines,
                "when": _("then") if form.get("effective") == "then" else _("now")})
            return HttpResponseRedirect(back)
    return show(request, "reversal", {
        "found": found, "form": form, "back": back, "errors": errors,
        "zone": zone_of(request, found.site)}, status=status)


def _back(text: str) -> str:
    """Return the card to go back to; anything else than a card of ours leads to the stock."""
    return text if text.startswith(CARD) and "\n" not in text else "/stock"
