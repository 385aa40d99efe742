"""Approving: what waits for whom, one signature over a list, what rules approved.   审批页"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from pandian.counting.approving.operations import approve
from pandian.counting.approving.queries import by_cause, consents, signed_lists
from pandian.counting.approving.words import ACTS, CauseGroup
from pandian.counting.autoapproving.operations import switch
from pandian.counting.autoapproving.queries import auto_approvals, auto_rules
from pandian.counting.awaiting.queries import blind_here, pending, progress
from pandian.counting.awaiting.words import ROWS_MAX, STANDS
from pandian.counting.queries import lines
from pandian.counting.queries import plan as plan_of
from pandian.counting.rules import content_hash
from pandian.counting.tolerating.queries import verdicts, versions_used
from pandian.counting.tolerating.words import PARTS
from pandian.counting.words import LINES_PAGE_MAX, AlreadyDecided
from pandian.governance.policies.kinds.words import LEVELS
from pandian.governance.queries import signatures
from pandian.governance.words import MEANINGS, ROLES, Scope, SignatureRow
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.count import chosen_lines
from pandian.interfaces.web.views.overview import first_zone
from pandian.interfaces.web.views.stock import english, zone_of
from pandian.kernel.words import Fault, Refused

GROUP_LINES_SHOWN = 200
GROUPS_SHOWN = 20
COLOURS = {"new": "grey", "stuck": "red", "open": "blue", "due": "yellow", "overdue": "red",
           "partly": "yellow", "posted": "green", "void": "grey"}


@page("counting.read")
def board_page(request: Any) -> HttpResponse:
    """Show the counts that wait for signatures, the one due first first."""
    return show(request, "approvals", {
        "rows": pending(scope=request.scope), "rows_max": ROWS_MAX, "stands": STANDS,
        "colours": COLOURS, "roles": ROLES, "zone": first_zone(request)})


@page("counting.read")
def plan_page(request: Any, plan: UUID) -> HttpResponse:
    """Show what waits in one count by cause, who signed, who may next, and who may not."""
    return _shown(request, plan)


def _shown(
    request: Any, plan: UUID, *, status: int = 200, shown: Mapping[int, str] | None = None,
    **extra: Any,
) -> HttpResponse:
    """Show the lists of now; `shown` says what one list said when it was to be signed."""
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
        **_since(scope, plan, rows, shown or {}),
        "items": english({row.item for row in listed}, request),
        "judged": {row.line: row for row in verdicts(scope=scope, plan=plan, lines=list(rows))},
        "levels": dict(LEVELS), "acts": ACTS, "roles": ROLES, "colours": COLOURS,
        "uses": versions_used(scope=scope, plan=plan), "parts": PARTS, "kept": kept, "alone": alone,
        "rules": {use.policy: use for use in versions_used(scope=scope, plan=plan)},
        "autos": auto_approvals(scope=scope, plan=plan),
        "meanings": {name: MEANINGS[name] for name in ("approved", "reviewed")},
        "may_sign": scope.may("counting.approve", known.site) and known.state == "open", **extra,
    }, status=status)


def _since(
    scope: Scope, plan: UUID, rows: Mapping[int, Any], shown: Mapping[int, str]
) -> dict[str, Any]:
    """Return which lines of a list say something else by now, and which wait no longer."""
    other = {line for line, content in shown.items()
             if line in rows and rows[line].content != content}
    gone = [line for line in shown if line not in rows]
    return {"other": other, "gone": lines(
        scope=scope, plan=plan, ids=gone).rows if gone else []}


def _group(
    request: Any, plan: UUID, group: CauseGroup, rows: dict[int, Any]
) -> dict[str, Any]:
    """Return one group as the page shows it: its lines, sums, and how far its signatures are."""
    return {
        "group": group, "rows": [rows[line] for line in group.lines if line in rows],
        "more": sum(line not in rows for line in group.lines),
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


@page("counting.read")
def print_page(request: Any, plan: UUID) -> HttpResponse:
    """Show all signatures of a count for paper: lines, who, meaning, when, hash, posting."""
    scope = request.scope
    known = plan_of(scope=scope, id=plan)
    masked = blind_here(scope=scope, plan=plan)
    sheets = [] if masked else _sheets(request, plan)
    wanted = sorted({line for each in sheets for line in each["lines"]
                     if each["state"] != "void"})[:LINES_PAGE_MAX]
    rows = {row.id: row for row in lines(
        scope=scope, plan=plan, ids=wanted, limit=LINES_PAGE_MAX).rows} if wanted else {}
    for each in sheets:
        each["rows"] = [rows[line] for line in each["lines"] if line in rows
                        and each["state"] != "void"]
        each["more"] = len(each["lines"]) - len(each["rows"])
        each["same"] = each["content_hash"] == content_hash(
            (row.id, row.content) for row in each["rows"])
    return show(request, "count_approval_print", {
        "plan": known, "zone": zone_of(request, known.site), "masked": masked,
        "now": datetime.now(UTC), "sheets": sheets, "roles": ROLES,
        "items": english({row.item for row in rows.values()}, request),
        "shows_value": "value" not in scope.at(known.site).hides,
        "rules": {use.policy: use for use in versions_used(scope=scope, plan=plan)}})


def _sheets(request: Any, plan: UUID) -> list[dict[str, Any]]:
    """Return every list that was signed (whole, in part, void) or approved by a rule."""
    kept, _alone = collected(request, plan)
    printed = {row.id: row for row in signatures(scope=request.scope, subject=f"count:{plan}")}
    autos = {row.posting: row for row in auto_approvals(scope=request.scope, plan=plan)}
    sheets = [{**row, "at": row["opened_at"], "rule": None, "signed": [
        _mark(printed[UUID(each["signature"])], each["principal"], each["roles"])
        for each in row["signed"]]} for row in kept]
    known = {row["posting"] for row in kept}
    return sheets + [
        {"state": "posted", "content_hash": row.content_hash, "lines": list(row.lines),
         "posting": row.posting, "policy": None, "approvers": 1, "at": row.at,
         "rule": autos.get(row.posting) if row.signature is None else None,
         "signed": [_mark(printed[row.signature], "", ())] if row.signature else []}
        for row in signed_lists(scope=request.scope, plan=plan) if row.posting not in known]


def _mark(row: SignatureRow, principal: str, roles: Sequence[str]) -> dict[str, Any]:
    """Return one signature as it is printed, with the name and the role of that moment."""
    return {**row._asdict(), "name": row.printed_name, "principal": principal,
            "role": next(iter(roles), row.role)}


@page("counting.approve", methods=("POST",))
def sign_group(request: Any, plan: UUID) -> HttpResponse:
    """Sign one list of lines as it was shown; when one line of it changed, the list is void."""
    form, shown = request.POST, chosen_lines(request)
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
        named = [fault for fault in error.faults if fault.code != "content_changed"]
        return _shown(request, plan, status=error.status, shown=shown, errors=sentences(
            named or [Fault("/seen", "list_void")]))
    if done.posting is None:
        text = _("Signed. %(missing)s more signatures are needed before it posts.") % {
            "missing": done.missing}
    else:
        text = _("Lines posted: %(lines)s; gains +%(gain)s, losses −%(loss)s.") % {
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
