"""Rules: what holds, versions and their difference, drift; drafting and adopting them.   规则页"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pandian.catalog.queries import (
    items_by_code,
    places_by_code,
    search_items,
    search_places,
)
from pandian.counting.planning.checking.queries import meets
from pandian.counting.planning.checking.rules import said
from pandian.counting.planning.rulebook.operations import preview, sign_drift
from pandian.counting.planning.rulebook.queries import drift_report, known_words
from pandian.counting.planning.rulebook.words import DAYS_AHEAD, Reach
from pandian.counting.rehearsing.queries import newer_entries
from pandian.counting.rehearsing.words import KINDS as REHEARSABLE
from pandian.governance.policies import operations, queries
from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.policies.rules import difference, draft_faults
from pandian.governance.policies.words import (
    CENTRAL,
    CONTROLS,
    DRIFTS,
    STATES,
    DriftRow,
    PolicyDraft,
    PolicyRefused,
    VersionRow,
)
from pandian.governance.queries import site_by_code
from pandian.insight.alerting.words import CONDITIONS, DAYS_OF, SEVERITIES
from pandian.interfaces.web.forms import FormRefused, local_instant
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.rule_forms import (
    DAYS,
    MONTHS,
    bounds,
    boxes,
    content_of,
    control_read,
    told,
)
from pandian.kernel.words import Fault, Refused

FOUND_ROWS = 20
DRIFT_SHOWN = 500
HEAD = ("site", "kind", "code", "label_zh", "label_en", "reason", "ends_at")
COLOURS = {"draft": "grey", "rehearsed": "blue", "approved": "blue", "scheduled": "yellow",
           "active": "green", "superseded": "grey", "withdrawn": "red", "ended": "grey"}


@page("counting.read")
def list_page(request: Any) -> HttpResponse:
    """Show the versions of every rule by kind, and where sites leave the central ones."""
    return listed(request)


def listed(request: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Return the list of rules, with what was wrong with a file that was to be taken in."""
    kind = request.GET.get("kind", "")
    rows = queries.versions(scope=request.scope, kind=kind if kind in KINDS else "")
    every = request.GET.get("all") == "1"
    shown = rows if every else [row for row in rows if row.state not in (
        "superseded", "withdrawn", "ended")]
    return show(request, "rules", {
        "rows": shown, "kinds": KINDS, "kind": kind, "states": STATES, "every": every,
        "colours": COLOURS, "hidden": len(rows) - len(shown),
        "may_write": request.scope.may("governance.rule"), **extra}, status=status)


@page("counting.read")
def drift_page(request: Any) -> HttpResponse:
    """Show how each site stands to the central rules; who may, signs a line."""
    return _drift(request)


def _drift(request: Any, error: Refused | None = None) -> HttpResponse:
    lines = drift_report(scope=request.scope)
    leaving = [row for row in lines if row.drift != "inherited"]
    every = request.GET.get("all") == "1"
    language = get_language() or "zh-hans"
    shown = (lines if every else leaving)[:DRIFT_SHOWN]
    return show(request, "rule_drift", {
        "fields": {code: {field.name: field.label for field in kind.fields}
                   for code, kind in KINDS.items()},
        "rows": [(row, _said(row, row.central, language), _said(row, row.local, language),
                  request.scope.may("governance.adopt", row.site)) for row in shown],
        "leaving": len(leaving), "unsigned": sum(1 for row in leaving if not row.signed_by),
        "inherited": len(lines) - len(leaving), "every": every, "drifts": DRIFTS,
        "more": len(lines if every else leaving) - len(shown),
        "may_sign": request.scope.may("governance.adopt"),
        "reason": request.POST.get("reason", ""),
        "errors": sentences(list(error.faults)) if error else [],
    }, status=error.status if error else 200)


def _said(row: DriftRow, value: Any, language: str) -> str:
    """Return one side of a line as people read it."""
    if row.drift == "behind" and isinstance(value, dict):
        return _("%(tasks)s open tasks, %(devices)s of them on devices") % value
    field = next((each for each in KINDS[row.kind].fields if each.name == row.key), None)
    return told(field, value, language) if field is not None else ""


@page("governance.adopt", methods=("POST",))
def drift_sign(request: Any) -> HttpResponse:
    """Sign that one line of the report may stand as it does."""
    form = request.POST
    try:
        sign_drift(scope=request.scope, seen=form.get("seen", ""),
                   reason=form.get("reason", ""), password=form.get("password", ""))
    except Refused as error:
        return _drift(request, error)
    messages.success(request, _("The line is signed. It counts as long as the line stays so."))
    return HttpResponseRedirect("/rules/drift")


@page("governance.rule", methods=("GET", "POST"))
def new_page(request: Any) -> HttpResponse:
    """Draft a version of a rule by the form that its kind's fields make."""
    if request.method == "POST":
        return _draft(request)
    source = request.GET.get("from", "")
    kind = request.GET.get("kind", "")
    head = {name: request.GET.get(name, "") for name in HEAD}
    content: Mapping[str, Any] = {}
    control: Mapping[str, Any] = {}
    if source:
        row = queries.version(scope=request.scope, id=_id(source))
        kind, content, control = row.kind, row.content, row.control
        head = {"site": row.site, "kind": row.kind, "code": row.code, "reason": "",
                "label_zh": row.label.zh, "label_en": row.label.en, "ends_at": ""}
    if kind not in KINDS:
        return show(request, "rule_kinds", {"kinds": KINDS})
    if not source:  # what a link says already, such as the condition of an alert
        content = content_of(KINDS[kind], request.GET, [])
    return _form(request, head | {"kind": kind}, content, control)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise FormRefused([Fault("/id", "not_a_uuid")]) from None


def _draft(request: Any) -> HttpResponse:
    """Keep what the form says as a draft, or show what it would hold for."""
    form = request.POST
    code = form.get("kind", "")
    if code not in KINDS:
        raise FormRefused([Fault("/kind", "policy_kind_unknown", (code[:40],))])
    faults: list[Fault] = []
    content = content_of(KINDS[code], form, faults)
    control = control_read(KINDS[code], form, faults)
    ends_at = local_instant(form.get("ends_at", ""), "UTC", "/ends_at", faults)
    head = {name: form.get(name, "").strip() for name in HEAD}
    draft = PolicyDraft(**{**head, "ends_at": ends_at}, content=content,
                        control=control if head["site"] == CENTRAL else {})
    try:
        if not draft.site:
            faults.append(Fault("/site", "choose_site"))
        if faults := [*faults, *_unknown(request.scope, draft)]:
            raise FormRefused(_all(request.scope, draft, faults))
        if "preview" in form:
            reached = preview(scope=request.scope, draft=draft) if of_stock(code) else None
            return _form(request, head, content, control, reached=reached)
        row, _result = operations.put_draft(scope=request.scope, draft=draft)
    except Refused as error:
        return _form(request, head, content, control, error=error)
    messages.success(request, _("The draft is kept. Another person approves it."))
    return HttpResponseRedirect(f"/rules/{row.id}")


def _all(scope: Any, draft: PolicyDraft, faults: Sequence[Fault]) -> list[Fault]:
    """Return these faults and those of the rule itself, each once."""
    if not draft.site:
        return list(dict.fromkeys([*faults, *draft_faults(draft, partial=False)]))
    try:
        operations.check_draft(scope=scope, draft=draft)
    except PolicyRefused as error:
        return list(dict.fromkeys([*faults, *error.faults]))
    return list(faults)


def _unknown(scope: Any, draft: PolicyDraft) -> list[Fault]:
    """Return the items, and at one site the places, that a rule names and nobody knows."""
    faults = []
    level = {"item": "items", "place": "places"}.get(str(draft.content.get("level")), "")
    for field in KINDS[draft.kind].fields:
        of = level if field.of == "keys" else field.of
        given = draft.content.get(field.name)
        if field.type != "codes" or not given or of not in ("items", "places", "zones"):
            continue
        if of == "items":
            known: Any = items_by_code(scope=scope, codes=given)
        elif draft.site in (CENTRAL, ""):
            continue
        else:
            site = site_by_code(scope=scope, code=draft.site).id
            known = places_by_code(scope=scope, site=site, codes=given)
        faults += [Fault(f"/content/{field.name}/{n}", "rule_code_unknown", (code,))
                   for n, code in enumerate(given) if code not in known]
    return faults


def _form(
    request: Any, head: Mapping[str, Any], content: Mapping[str, Any],
    control: Mapping[str, Any], *, error: Refused | None = None,
    reached: Sequence[Reach] | None = None,
) -> HttpResponse:
    kind = KINDS[head["kind"]]
    errors = named(head["kind"], error.faults) if error else []
    at_fields: dict[str, list[str]] = {}
    for each in errors:
        at_fields.setdefault(each["pointer"], []).append(each["message"])
    site = head["site"] if head["site"] in {each.code for each in request.face.sites} else ""
    return show(request, "rule_new", {
        "head": head, "kind": kind, "controls": CONTROLS, "central": CENTRAL, "errors": errors,
        "at_fields": at_fields, "reached": reached, "days": DAYS, "months": MONTHS,
        "foreign": bool(head["site"]) and not site and head["site"] != CENTRAL,
        "of_stock": of_stock(head["kind"]), "severities": SEVERITIES, "days_of": DAYS_OF,
        "usual": CONDITIONS if head["kind"] == "alert" else {},
        "chosen": content.get("condition", ""),
        "ahead": DAYS_AHEAD, "groups": boxes(
            kind, content, control, known_words(scope=request.scope, site=site), at_fields),
    }, status=error.status if error else 200)


def of_stock(kind: str) -> bool:
    """Whether rules of a kind speak of some of the stock, so that one can ask of which."""
    return any(field.name.startswith("scope.") or field.of == "keys"
               for field in KINDS[kind].fields)


@page("governance.rule")
def codes_part(request: Any) -> HttpResponse:
    """Suggest items or places whose code or name holds the text, as boxes to tick (a fragment)."""
    get = request.GET
    name, of = get.get("name", ""), get.get("of", "")
    text = get.get(name, "").strip()
    rows: list[tuple[str, str]] = []
    if of == "keys":
        of = {"place": "places"}.get(get.get("f.level", ""), "items")
    if text and of == "items":
        rows = [(row.code, row.name) for row in search_items(
            scope=request.scope, text=text, limit=FOUND_ROWS)]
    elif text and of == "places" and get.get("site", "") not in ("", CENTRAL):
        site = site_by_code(scope=request.scope, code=get["site"])
        rows = [(row.code, "") for row in search_places(
            scope=request.scope, site=site.id, text=text, limit=FOUND_ROWS)]
    return show(request, "rule_codes_part", {
        "rows": rows, "name_of_field": name[:80], "text": text,
        "no_site": of == "places" and get.get("site", "") in ("", CENTRAL)})


def named(kind: str, faults: Sequence[Fault]) -> list[dict[str, str]]:
    """Return faults as sentences; those of a content say the name of its field."""
    language = get_language() or "zh-hans"
    names = {field.name: field.label.text(language) for field in KINDS[kind].fields}
    told = sentences(list(faults))
    for each in told:
        parts = each["pointer"].split("/")
        if len(parts) > 2 and parts[1] in ("content", "control"):
            each["field"] = " · ".join([names.get(parts[2], parts[2]), *parts[3:]])
            each["at"] = f"f.{parts[2]}"
    return told


@page("counting.read")
def rule_page(request: Any, id: UUID) -> HttpResponse:
    """Show one version: what it says against the version before, who decided what, what next."""
    return _rule(request, queries.version(scope=request.scope, id=id))


def _rule(request: Any, row: VersionRow, error: Refused | None = None) -> HttpResponse:
    kind = KINDS[row.kind]
    history = queries.versions(scope=request.scope, kind=row.kind, code=row.code, site=row.site)
    before = next((one for one in history if one.version < row.version
                   and one.approved_at is not None), None)
    changed = {key: old for key, old, _new in difference(before.content, row.content)
               } if before else {}
    language = get_language() or "zh-hans"
    fields = [(field, told(field, row.content.get(field.name), language), field.name in changed,
               told(field, changed.get(field.name), language),
               bounds(field, row.control) if field.name in row.control else None)
              for field in kind.fields
              if field.name in row.content or field.name in changed or field.name in row.control]
    zones = {site.code: site.time_zone for site in request.face.sites}
    may = request.scope.may
    open_, evidence = row.state in ("draft", "rehearsed"), _evidence(row.evidence)
    return show(request, "rule", {
        "row": row, "kind": kind, "fields": fields, "history": history, "before": before,
        "states": STATES, "colours": COLOURS, "controls": CONTROLS,
        "zone": zones.get(row.site, "UTC"), "central": CENTRAL,
        "errors": named(row.kind, error.faults) if error else [],
        "waits": kind.steers and open_ and row.state == "draft" and not row.waived_by,
        "may_adopt": may("governance.adopt", row.site) and row.author != request.scope.actor,
        "may_edit": open_ and row.author == request.scope.actor,
        "may_renew": may("governance.rule", row.site), "open": open_,
        "meets": [(site, said(each)) for site, each in meets(scope=request.scope, row=row)],
        "evidence": evidence, "newer": _newer(request, row, evidence),
        "rehearsable": row.kind in REHEARSABLE, "first": _first(request, row),
    }, status=error.status if error else 200)


def _first(request: Any, row: VersionRow) -> bool:
    """Say whether a counting rule not yet in effect would end the built-in ones at its site."""
    if row.kind != "count.plan" or row.state not in ("draft", "rehearsed", "approved"):
        return False
    return not queries.active(scope=request.scope, kind=row.kind, site=row.site,
                              at=datetime.now(UTC))


def _newer(request: Any, row: VersionRow, evidence: str) -> list[tuple[str, int]]:
    """Return where the ledger has grown under the evidence of a version not yet decided."""
    if row.state not in ("rehearsed", "approved"):
        return []
    try:
        return newer_entries(scope=request.scope, policy=row.id, id=UUID(evidence))
    except ValueError:  # evidence from elsewhere
        return []


def _evidence(text: str) -> str:
    """Return the id of the rehearsal that an evidence names, or ''."""
    name, _colon, rest = text.partition(":")
    return rest.split(" ")[0] if name == "rehearsal" else ""


@page("counting.read", methods=("POST",))
def act(request: Any, id: UUID) -> HttpResponse:
    """Waive, approve, schedule or withdraw one version."""
    form = request.POST
    acts: dict[str, Callable[[], Any]] = {
        "waive": lambda: operations.waive_rehearsal(
            scope=request.scope, id=id, reason=form.get("reason", ""),
            password=form.get("password", "")),
        "approve": lambda: operations.approve(
            scope=request.scope, id=id, seen_hash=form.get("seen", ""),
            password=form.get("password", "")),
        "schedule": lambda: operations.schedule(
            scope=request.scope, id=id, effective=form.get("effective", "").strip()),
        "withdraw": lambda: operations.withdraw(
            scope=request.scope, id=id, reason=form.get("reason", "")),
    }
    chosen = acts.get(form.get("act", ""))
    if chosen is None:
        raise FormRefused([Fault("/act", "not_a_choice", (", ".join(acts),))])
    try:
        chosen()
    except Refused as error:
        if error.status == 404:
            raise
        return _rule(request, queries.version(scope=request.scope, id=id), error)
    messages.success(request, _("Done."))
    return HttpResponseRedirect(f"/rules/{id}")
