"""Approving: what waits for whom, one signature over a list, what rules approved.   审批页"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from pandian.counting.approving.operations import approve
from pandian.counting.approving.queries import by_cause, consents
from pandian.counting.approving.words import ACTS, CauseGroup
from pandian.counting.autoapproving.operations import switch
from pandian.counting.autoapproving.queries import auto_approvals, auto_rules
from pandian.counting.awaiting.queries import blind_here, pending, progress
from pandian.counting.awaiting.words import STANDS
from pandian.counting.queries import lines
from pandian.counting.queries import plan as plan_of
from pandian.counting.tolerating.queries import verdicts, versions_used
from pandian.counting.tolerating.words import PARTS
from pandian.counting.words import AlreadyDecided
from pandian.governance.policies.kinds.words import LEVELS
from pandian.governance.queries import signatures
from pandian.governance.words import MEANINGS, ROLES
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.interfaces.web.views.stock import english, zone_of
from pandian.kernel.words import Fault, Refused

GROUP_LINES_SHOWN = 200
GROUPS_SHOWN = 20
COLOURS = {"open": "blue", "due": "yellow", "overdue": "red", "partly": "yellow",
           "posted": "green", "void": "grey"}


@page("counting.read")
def board_page(request: Any) -> HttpResponse:
    """Show the counts that wait for signatures, the one due first first."""
    return show(request, "approvals", {
        "rows": pending(scope=request.scope), "stands": STANDS, "colours": COLOURS,
        "roles": ROLES, "zone": first_zone(request)})


@page("counting.read")
def plan_page(request: Any, plan: UUID) -> HttpResponse:
    """Show what waits in one count by cause, who signed, who may next, and who may not."""
    return _shown(request, plan)


def _shown(request: Any, plan: UUID, *, status: int = 200, **extra: Any) -> HttpResponse:
    scope = request.scope
    known = plan_of(scope=scope, id=plan)
    masked = blind_here(scope=scope, plan=plan)
    groups = by_cause(scope=scope, plan=plan)
    listed = [] if masked else lines(scope=scope, plan=plan, verdict="approval", ids=[
        line for group in groups for line in group.lines[:GROUP_LINES_SHOWN]]).rows
    rows = {row.id: row for row in listed}
    kept, alone = collected(request, plan)
    return show(request, "count_approval", {
        "plan": known, "zone": zone_of(request, known.site), "masked": masked,
        "shows_value": "value" not in scope.at(known.site).hides,
        "groups": [_group(request, plan, group, rows) for group in groups[:GROUPS_SHOWN]],
        "more_groups": max(0, len(groups) - GROUPS_SHOWN),
        "items": english({row.item for row in listed}, request),
        "judged": {row.line: row for row in verdicts(scope=scope, plan=plan, lines=list(rows))},
        "levels": dict(LEVELS), "acts": ACTS, "roles": ROLES, "colours": COLOURS,
        "uses": versions_used(scope=scope, plan=plan), "parts": PARTS, "kept": kept, "alone": alone,
        "rules": {use.policy: use for use in versions_used(scope=scope, plan=plan)},
        "autos": auto_approvals(scope=scope, plan=plan),
        "meanings": {name: MEANINGS[name] for name in ("approved", "reviewed")},
        "may_sign": scope.may("counting.approve", known.site) and known.state == "open", **extra,
    }, status=status)


def _group(
    request: Any, plan: UUID, group: CauseGroup, rows: dict[int, Any]
) -> dict[str, Any]:
    """Return one group as the page shows it: its lines, sums, and how far its signatures are."""
    return {
        "group": group, "rows": [rows[line] for line in group.lines if line in rows],
        "more": max(0, len(group.lines) - GROUP_LINES_SHOWN),
        "net": group.gain_value - group.loss_value, "gross": group.gain_value + group.loss_value,
        "progress": progress(scope=request.scope, plan=plan, lines=group.lines)}


def collected(request: Any, plan: UUID) -> tuple[list[dict[str, Any]], list[Any]]:
    """Return the collections of signatures of a count with the printed names, newest first.

    And the signatures that stood alone, where no matrix asked for more.
    """
    printed = {row.id: row for row in signatures(scope=request.scope, subject=f"count:{plan}")}
    found = []
    for row in consents(scope=request.scope, plan=plan):
        signed = [{**each, "at": datetime.fromisoformat(each["at"]),
                   "printed": printed.get(UUID(each["signature"]))} for each in row["signed"]]
        found.append({**row, "signed": signed})
    together = {UUID(each["signature"]) for row in found for each in row["signed"]}
    return found, [row for id, row in printed.items() if id not in together]


@page("counting.approve", methods=("POST",))
def sign_group(request: Any, plan: UUID) -> HttpResponse:
    """Sign one list of lines as it was shown; when one line of it changed, the list is void."""
    form = request.POST
    try:
        group = next((each for each in by_cause(scope=request.scope, plan=plan)
                      if form.get("seen") == each.content_hash), None)
        if group is None:
            raise AlreadyDecided([Fault("/seen", "list_void")])
        done = approve(scope=request.scope, plan=plan, lines=list(group.lines),
                       meaning=form.get("meaning", "approved"),
                       password=form.get("password", ""), seen_hash=form["seen"])
    except Refused as error:
        if error.status == 404:
            raise
        return _shown(request, plan, status=error.status, errors=sentences(error.faults))
    if done.posting is None:
        text = _("Signed. %(missing)s more signatures are needed before it posts.") % {
            "missing": done.missing}
    else:
        text = _("Posted %(lines)s lines: gains +%(gain)s, losses −%(loss)s.") % {
            "lines": done.lines, "gain": f"{done.gain:,}", "loss": f"{done.loss:,}"}
    messages.success(request, text)
    return HttpResponseRedirect(f"/counts/{plan}/approval")


@page("counting.read")
def auto_page(request: Any) -> HttpResponse:
    """Show what rules approved by themselves, how they stand, and their switch."""
    return _autos(request)


def _autos(request: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    return show(request, "approvals_auto", {
        "rows": auto_approvals(scope=request.scope, limit=200),
        "rules": [(rule, request.scope.may("counting.approve", rule.site),
                   request.scope.may("governance.adopt", rule.site))
                  for rule in auto_rules(scope=request.scope)],
        "zone": first_zone(request), "now": datetime.now(UTC), **extra}, status=status)


@page("counting.read", methods=("POST",))
def switch_auto(request: Any) -> HttpResponse:
    """Switch approving by rule off or on at a site, with a reason."""
    on = request.POST.get("act") == "on"
    try:
        switch(scope=request.scope, site=request.POST.get("site", ""), on=on,
               reason=request.POST.get("reason", ""))
    except Refused as error:
        return _autos(request, status=error.status, errors=sentences(error.faults))
    messages.success(request, _("Rules approve again at this site.") if on else
                     _("From now on no rule approves anything at this site."))
    return HttpResponseRedirect("/approvals/auto")
