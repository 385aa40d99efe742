"""Standing in for others, and whose duties conflict.   代批与职责冲突页"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from pandian.catalog.words import COST_PER_MAIN_UNIT
from pandian.governance.delegating.operations import delegate, end_delegation
from pandian.governance.delegating.queries import conflicts, delegations
from pandian.governance.delegating.words import CONFLICTS, DAYS_MAX
from pandian.governance.queries import people, people_with
from pandian.governance.words import ROLES
from pandian.interfaces.web.forms import FormRefused, local_instant, whole
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.kernel.words import Fault, Refused


@page("counting.read")
def list_page(request: Any) -> HttpResponse:
    """Show who stands in for whom, up to what and until when; give it, or end it."""
    return _shown(request)


def _shown(request: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    scope, now = request.scope, datetime.now(UTC)
    rows = delegations(scope=scope)
    administers = scope.may("governance.write")
    where = [site for site in request.face.sites
             if any(scope.may(one, site.code) for one in ("counting.approve", "governance.write"))]
    clashes = conflicts(scope=scope)
    return show(request, "standing_in", {
        "rows": [(row, _state(row, now),
                  row.ended_at is None and row.valid_to > now
                  and (row.principal == scope.actor or scope.may("governance.write", row.site)),
                  [CONFLICTS[one.conflict][2] for one in clashes
                   if row.stand_in in one.accounts and row.principal in one.principals])
                 for row in rows],
        "sites": where, "zones": {site.code: site.time_zone for site in request.face.sites},
        "people": [one for one in people(scope=scope) if one.active and not one.service
                   and one.code != scope.actor],
        "principals": _principals(request, where) if administers else [],
        "days_max": DAYS_MAX, "zone": first_zone(request), "form": request.POST, **extra,
    }, status=status)


def _principals(request: Any, where: list[Any]) -> list[Any]:
    """Return those for whom an administrator may give it: who approves at one of the sites."""
    found = {one.code: one for site in where for one in people_with(
        scope=request.scope, capability="counting.approve", site=site.code) if not one.service}
    return [found[code] for code in sorted(found)]


def _state(row: Any, now: datetime) -> str:
    if row.ended_at is not None:
        return "ended"
    return "live" if row.valid_to > now else "over"


@page("counting.read", methods=("POST",))
def give(request: Any) -> HttpResponse:
    """Let somebody stand in at a site, up to an amount, until an instant, for a reason."""
    form, faults = request.POST, list[Fault]()
    try:
        zone = next((site.time_zone for site in request.face.sites
                     if site.code == form.get("site")), "")
        if not zone:
            faults.append(Fault("/site", "choose_site"))
        amount = whole(form.get("amount_max", ""), "/amount_max", faults)
        until = local_instant(form.get("valid_to", ""), zone or "UTC", "/valid_to", faults)
        faults += [Fault(f"/{name}", "missing") for name, value in (
            ("amount_max", amount), ("valid_to", until), ("stand_in", form.get("stand_in")))
            if value in (None, "") and f"/{name}" not in {fault.pointer for fault in faults}]
        if faults or amount is None or until is None:
            raise FormRefused(faults)
        delegate(scope=request.scope, site=form["site"], stand_in=form["stand_in"],
                 amount_max=amount * COST_PER_MAIN_UNIT, valid_to=until,
                 reason=form.get("reason", ""), principal=form.get("principal", ""))
    except Refused as error:
        return _shown(request, status=error.status, errors=sentences(error.faults))
    messages.success(request, _("Given. What the principal may not decide, the stand-in may not."))
    return HttpResponseRedirect("/approvals/standing-in")


@page("counting.read", methods=("POST",))
def end(request: Any) -> HttpResponse:
    """End a delegation now."""
    try:
        end_delegation(scope=request.scope, id=UUID(request.POST.get("id", "")))
    except ValueError:
        raise FormRefused([Fault("/id", "not_a_uuid")]) from None
    except Refused as error:
        return _shown(request, status=error.status, errors=sentences(error.faults))
    messages.success(request, _("Ended: from now on nobody stands in by it."))
    return HttpResponseRedirect("/approvals/standing-in")


@page("counting.read")
def conflicts_page(request: Any) -> HttpResponse:
    """Show whose assignments combine what separate people should do."""
    return show(request, "approvals_conflicts", {
        "rows": conflicts(scope=request.scope), "conflicts": CONFLICTS, "roles": ROLES})
