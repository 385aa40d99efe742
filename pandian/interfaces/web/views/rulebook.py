"""Rules: what holds, versions and their difference, drift; drafting and adopting them.   规则页"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pandian.governance.policies import operations, queries
from pandian.governance.policies.kinds.words import KINDS, Field
from pandian.governance.policies.rules import control_of, difference
from pandian.governance.policies.words import (
    CENTRAL,
    CONTROLS,
    DRIFTS,
    STATES,
    PolicyDraft,
    VersionRow,
)
from pandian.interfaces.web.forms import FormRefused, codes, local_instant
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.kernel.words import Fault, Refused

YUAN = 1_000_000
"""Minor units x 10^4 in one unit of money."""
HEAD = ("site", "kind", "code", "label_zh", "label_en", "reason", "ends_at")
BY_TEXT = frozenset({"rows", "numbers", "lists"})
COLOURS = {"draft": "grey", "rehearsed": "blue", "approved": "blue", "scheduled": "yellow",
           "active": "green", "superseded": "grey", "withdrawn": "red", "ended": "grey"}


@page("counting.read")
def list_page(request: Any) -> HttpResponse:
    """Show the versions of every rule by kind, and where sites leave the central ones."""
    kind = request.GET.get("kind", "")
    rows = queries.versions(scope=request.scope, kind=kind if kind in KINDS else "")
    every = request.GET.get("all") == "1"
    shown = rows if every else [row for row in rows if row.state not in (
        "superseded", "withdrawn", "ended")]
    return show(request, "rules", {
        "rows": shown, "kinds": KINDS, "kind": kind, "states": STATES, "every": every,
        "colours": COLOURS, "hidden": len(rows) - len(shown), "drifts": DRIFTS,
        "drift": queries.drift(scope=request.scope),
        "may_write": request.scope.may("governance.rule")})


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
    said = {field.name: shown(field, content.get(field.name)) for field in KINDS[kind].fields}
    return _form(request, head | {"kind": kind}, said, {
        field.name: _bounds(field, control) for field in KINDS[kind].fields})


def _bounds(field: Field, control: Mapping[str, Any]) -> dict[str, Any]:
    """Return how far sites may leave one field, its bounds as their inputs show them."""
    held = control_of(control, field.name)
    as_typed = field if field.type == "money" else field._replace(type="whole")
    return {"mode": held.mode, "low": shown(as_typed, held.low),
            "high": shown(as_typed, held.high)}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise FormRefused([Fault("/id", "not_a_uuid")]) from None


def shown(field: Field, value: Any) -> Any:
    """Return a value as its input shows it: money in whole units, lists as texts."""
    if value is None:
        return ""
    if field.type == "money":
        return format((Decimal(value) / YUAN).normalize(), "f")
    if field.type == "codes":
        return " ".join(value)
    if field.type == "flag":
        return "yes" if value else "no"
    return json.dumps(value, ensure_ascii=False, indent=1) if field.type in BY_TEXT else value


def read(field: Field, text: str, chosen: Sequence[str]) -> Any:
    """Return what was typed as a content holds it; what cannot be read stays for the rule."""
    if field.type == "choices":
        return list(chosen) or None
    if not text.strip():
        return None
    text = text.strip()
    readers: dict[str, Callable[[str], Any]] = {
        "whole": int, "money": lambda said: int(Decimal(said) * YUAN),
        "codes": lambda said: list(codes(said)), "flag": lambda said: said == "yes"}
    reader = json.loads if field.type in BY_TEXT else readers.get(field.type, str)
    try:
        return reader(text)
    except (ValueError, InvalidOperation, OverflowError, RecursionError):
        return text


def _draft(request: Any) -> HttpResponse:
    form = request.POST
    kind = form.get("kind", "")
    if kind not in KINDS:
        raise FormRefused([Fault("/kind", "policy_kind_unknown", (kind[:40],))])
    fields = KINDS[kind].fields
    content = {field.name: value for field in fields if (value := read(
        field, form.get(f"f.{field.name}", ""), form.getlist(f"f.{field.name}"))) is not None}
    faults: list[Fault] = []
    control = _control(form, fields, faults)
    ends_at = local_instant(form.get("ends_at", ""), "UTC", "/ends_at", faults)
    head = {name: form.get(name, "").strip() for name in HEAD}
    try:
        if faults:
            raise FormRefused(faults)
        row, _result = operations.put_draft(scope=request.scope, draft=PolicyDraft(
            **{**head, "ends_at": ends_at}, content=content,
            control=control if head["site"] == CENTRAL else {}))
    except Refused as error:
        said = {field.name: form.getlist(f"f.{field.name}") if field.type == "choices"
                else form.get(f"f.{field.name}", "") for field in fields}
        return _form(request, head, said, {
            field.name: {"mode": form.get(f"c.{field.name}", "free"),
                         "low": form.get(f"low.{field.name}", ""),
                         "high": form.get(f"high.{field.name}", "")} for field in fields},
            error=error)
    messages.success(request, _("The draft is kept. Another person approves it."))
    return HttpResponseRedirect(f"/rules/{row.id}")


def _control(form: Any, fields: Sequence[Field], faults: list[Fault]) -> dict[str, Any]:
    """Return how far sites may leave each key; only what is not free is said."""
    control: dict[str, Any] = {}
    for field in fields:
        mode = form.get(f"c.{field.name}", "free")
        if mode == "free":
            continue
        control[field.name] = {"mode": mode}
        if mode != "bounded":
            continue
        for end in ("low", "high"):
            if text := form.get(f"{end}.{field.name}", "").strip():
                value = read(field._replace(type="money" if field.type == "money" else "whole"),
                             text, ())
                if not isinstance(value, int):
                    faults.append(Fault(f"/control/{field.name}", "not_an_integer"))
                control[field.name][end] = value
    return control


def _form(request: Any, head: Mapping[str, Any], said: Mapping[str, Any],
          control: Mapping[str, Any], *, error: Refused | None = None) -> HttpResponse:
    kind = KINDS[head["kind"]]
    errors = named(head["kind"], error.faults) if error else []
    return show(request, "rule_new", {
        "head": head, "kind": kind, "controls": CONTROLS, "central": CENTRAL, "errors": errors,
        "by_text": BY_TEXT, "rows": [
            (field, said.get(field.name, ""), control.get(field.name)) for field in kind.fields],
    }, status=error.status if error else 200)


def named(kind: str, faults: Sequence[Fault]) -> list[dict[str, str]]:
    """Return faults as sentences; those of a content say the name of its field."""
    language = get_language() or "zh-hans"
    names = {field.name: field.label.text(language) for field in KINDS[kind].fields}
    told = sentences(list(faults))
    for each in told:
        parts = each["pointer"].split("/")
        if len(parts) > 2 and parts[1] in ("content", "control"):
            each["field"] = " · ".join([names.get(parts[2], parts[2]), *parts[3:]])
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
    fields = [(field, shown(field, row.content.get(field.name)), field.name in changed,
               shown(field, changed.get(field.name)),
               _bounds(field, row.control) if field.name in row.control else None)
              for field in kind.fields
              if field.name in row.content or field.name in changed or field.name in row.control]
    zones = {site.code: site.time_zone for site in request.face.sites}
    may = request.scope.may
    open_ = row.state in ("draft", "rehearsed")
    return show(request, "rule", {
        "row": row, "kind": kind, "fields": fields, "history": history, "before": before,
        "states": STATES, "colours": COLOURS, "controls": CONTROLS,
        "zone": zones.get(row.site, "UTC"), "central": CENTRAL,
        "errors": named(row.kind, error.faults) if error else [],
        "waits": kind.steers and open_ and row.state == "draft" and not row.waived_by,
        "may_adopt": may("governance.adopt", row.site) and row.author != request.scope.actor,
        "may_edit": open_ and row.author == request.scope.actor,
        "may_renew": may("governance.rule", row.site), "open": open_,
    }, status=error.status if error else 200)


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
