"""One document: what it says, what happened, what may be done now, undoing it.   单据页"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pandian.capture.photos.operations import put_photo
from pandian.capture.photos.queries import photo
from pandian.capture.photos.words import PHOTO_BYTES_MAX, PhotoNotFound, PhotoTooLarge
from pandian.catalog.queries import items_by_code, parties_by_code
from pandian.catalog.words import ItemRow
from pandian.counting.late.operations import reverse_document_by_hand
from pandian.counting.requesting.queries import requests
from pandian.exchange.certificates.rules import is_certified
from pandian.exchange.papers.operations import print_paper
from pandian.exchange.papers.rules import papers_of
from pandian.exchange.papers.words import PAPERS, PaperRequest
from pandian.governance.queries import people_with, site_by_code
from pandian.governance.words import MEANINGS, Scope
from pandian.interfaces.web import grids
from pandian.interfaces.web.forms import FormRefused, id_of, local_instant
from pandian.interfaces.web.grids import Cell, Values
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.templatetags.face import at
from pandian.interfaces.web.templatetags.papers import field_name, measure_name
from pandian.interfaces.web.views.stock import zone_of
from pandian.interfaces.web.views.warning import doubts, stamp
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Conflict, Fault, Label, Refused
from pandian.lifecycle.operations import REVERSING, act
from pandian.lifecycle.pausing.queries import held_back
from pandian.lifecycle.picturing.rules import pictured
from pandian.lifecycle.queries import document, documents
from pandian.lifecycle.recall.queries import customers_of_recall, equations
from pandian.lifecycle.recall.words import ACTIVE
from pandian.lifecycle.register.operations import signers_asked
from pandian.lifecycle.register.queries import PARTY_FIELDS, chain
from pandian.lifecycle.register.rules import choices_of
from pandian.lifecycle.register.words import EXTRAS, Extra
from pandian.lifecycle.revising.queries import revisions
from pandian.lifecycle.revising.words import REVISE
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import (
    Action,
    ActionDraft,
    DocumentWhole,
    EventRow,
    Kind,
    ReversalDraft,
    SignatureDraft,
)

PHOTO_FIELDS = ("photo", "photos")
PHOTOS_MAX = 8
RECALL, RETURN = "recall", "recall_return"
ISSUE = "issue"
RECALLS_MAX = 200
REVISIONS_MAX = 10_000


class GridRow(NamedTuple):
    """One row of the form: the line it is about, its cells, what is wrong with it as a whole."""

    n: int
    line: Any
    cells: list[Cell]
    error: str


class Signer(NamedTuple):
    """One signature that the action asks for, and who may give it."""

    n: int
    capability: str
    people: list[Any]
    chosen: str
    meaning: str
    errors: list[str]


@page("lifecycle.read")
def document_page(request: Any, id: UUID) -> HttpResponse:
    """Show a document; `?do=` opens the form of an action, `?do=reverse` that of undoing it."""
    whole = document(scope=request.scope, id=id)
    return _shown(request, whole, do=request.GET.get("do", ""))


def _shown(request: Any, whole: DocumentWhole, *, do: str = "", status: int = 200,
           **extra: Any) -> HttpResponse:
    scope, head, kind = request.scope, whole.head, KINDS[whole.head.kind]
    items = items_by_code(scope=scope, codes={line.item for line in whole.lines})
    context: dict[str, Any] = {
        "whole": whole, "head": head, "kind": kind, "items": items,
        "zone": zone_of(request, head.site), "measures": measures_of(kind, whole),
        "rows": _table(kind, whole), "chain": chain(scope=scope, site=head.site, document=head.id),
        "may": [(name, kind.actions[name]) for name in whole.actions
                if scope.may(kind.actions[name].capability, head.site)],
        "may_not": [(name, kind.actions[name]) for name in whole.actions
                    if not scope.may(kind.actions[name].capability, head.site)],
        "nexts": _nexts(scope, whole), "may_reverse": _reversible(scope, whole), "do": do,
        "parties": parties_by_code(scope=scope, codes={
            str(head.header[name]) for name in PARTY_FIELDS if head.header.get(name)}),
        "fields": list(dict.fromkeys([*kind.header, *kind.places, *kind.parties, *head.header])),
        "photos": _photos(whole), "pictured": {
            digest: line for event in whole.events for digest, line in _lines_shown(event)},
        "papers": {
            name: PAPERS[name].label
            for name in papers_of(head.kind, {row.measure for row in whole.sums})},
        "certified": is_certified(head.kind, head.state), **extra,
    }
    if any(event.action == REVISE for event in whole.events) and not whole.blind:
        context |= {"revisions": revisions(scope=scope, document=head.id),
                    "paper": papers_of(head.kind)[0]}
    if head.kind == ISSUE and not whole.blind and (lacking := _lacking(kind, whole)):
        context["held_back"] = held_back(scope=scope, site=head.site, lines=lacking)
    if head.kind == RETURN:
        context["recalls"] = {str(row.id): row.number for row in documents(
            scope=scope, kind=RECALL, limit=RECALLS_MAX).rows}
    if head.kind == RECALL:
        context["may_return"] = head.state in ACTIVE and scope.may(
            KINDS[RETURN].capability, head.site)
    if head.kind == RECALL and scope.may("ledger.read"):
        site = site_by_code(scope=scope, code=head.site).id
        context["equations"] = equations(scope=scope, site=site, recall=head.id)
        context["customers"] = customers_of_recall(scope=scope, site=site, recall=head.id)
    if scope.may("counting.read", head.site):
        context["requests"] = requests(scope=scope, site=head.site, document=head.id, limit=50)
    if do in kind.actions and "grid" not in context and (
            do in whole.actions and scope.may(kind.actions[do].capability, head.site)):
        context |= _form(request, whole, do, items)
    if do == "reverse" and "form" not in context:
        context["form"] = {"id": uuid7(), "effective": "now", "version": head.version}
    return show(request, "document", context, status=status)


def _lacking(kind: Kind, whole: DocumentWhole) -> list[tuple[UUID, int]]:
    """Return the lines of an order that claim less than they still need."""
    claimed: dict[int, int] = {}
    for claim in whole.claims:
        claimed[claim.line] = claimed.get(claim.line, 0) + claim.quantity
    left = grids.open_of(kind, whole.lines, whole.sums)
    return [(whole.head.id, line) for line, quantity in left.items()
            if quantity > claimed.get(line, 0)]


def measures_of(kind: Kind, whole: DocumentWhole) -> list[str]:
    """Return the measures that stand side by side: those stated, in the order of the life."""
    order = [*kind.states_at_opening, *(m for a in kind.actions.values() for m in a.measures)]
    stated = {row.measure for row in whole.sums}
    return [name for name in dict.fromkeys([*order, *sorted(stated)])
            if name in stated or name in kind.closing]


def _table(kind: Kind, whole: DocumentWhole) -> list[dict[str, Any]]:
    """Return each line with its quantities in the order of the columns, and what is open."""
    sums = {(row.line, row.measure): row.quantity for row in whole.sums}
    left = grids.open_of(kind, whole.lines, whole.sums) if kind.closing and not whole.blind \
        else {}
    names = measures_of(kind, whole)
    return [{"line": line, "sums": [(name, sums.get((line.line, name))) for name in names],
             "open": left.get(line.line)} for line in whole.lines]


def _nexts(scope: Scope, whole: DocumentWhole) -> list[Kind]:
    """Return the kinds that may take over what this document stated."""
    head = whole.head
    if head.state in ("cancelled", "reversed"):
        return []
    posted = {a.measure for a in whole.amounts if a.posted}
    stated = {row.measure for row in whole.sums}
    return [kind for kind in KINDS.values()
            if scope.may(kind.capability, head.site)
            and _takes(kind, head.kind) in (posted if kind.takes_posted else stated)]


def _takes(kind: Kind, followed: str) -> str:
    """Return the measure that a kind takes over from another, '' when it does not follow it."""
    return kind.takes if kind.follows == followed else kind.also.get(followed, "")


def _reversible(scope: Scope, whole: DocumentWhole) -> bool:
    return (whole.head.state != "reversed" and scope.may(REVERSING, whole.head.site)
            and any(event.postings for event in whole.events))


def _photos(whole: DocumentWhole) -> dict[UUID, list[str]]:
    """Return the digests of the photos of each event."""
    return {event.id: [word for name in PHOTO_FIELDS
                       for word in str((event.payload.get("evidence") or {}).get(name, "")).split()
                       if len(word) == hashlib.sha256().digest_size * 2]
            + [digest for digest, _ in _lines_shown(event)]
            + [digest for unit in whole.units if unit.event == event.id
               for digest in unit.photos.split()]
            for event in whole.events}


def _lines_shown(event: EventRow) -> list[tuple[str, int]]:
    """Return the photos of an event that show one line, each with that line."""
    return list(pictured(event.payload.get("evidence") or {}).items())


# -- the form of an action -------------------------------------------------------------------------

def _form(
    request: Any, whole: DocumentWhole, do: str, items: Mapping[str, ItemRow],
    form: Any = None, rows: list[Values] | None = None,
    wrong: Mapping[str, str] | None = None, asked: int = 0,
) -> dict[str, Any]:
    """Return what the template needs for the form of an action, filled in or as proposed."""
    kind, scope, said = KINDS[whole.head.kind], request.scope, form or {}
    action, wrong = kind.actions[do], wrong or {}
    columns = grids.fact_columns(kind, action, whole.lines,
                                 {code: row.tracking for code, row in items.items()})
    given = grids.proposed(whole.lines, columns, whole.claims) if rows is None else rows
    needed = list(signers_asked(scope=scope, whole=whole, action=do))
    needed += needed[-1:] * max(0, asked - len(needed))
    return {
        "action": action, "columns": columns if action.measures else [],
        "grid": _grid(whole, columns, given, wrong) if action.measures else [],
        "signers": _signers(scope, whole.head.site, needed, said, wrong),
        "evidence": [Cell(name, "text", said.get(f"e-{name}", ""),
                          wrong.get(f"/evidence/{name}", ""),
                          "" if name in action.evidence else "optional",
                          _replies(request, whole) if name == "corrects"
                          else choices_of(kind.name, name))
                     for name in _papers(kind, do, said, wrong)],
        "needs_photo": any(name in PHOTO_FIELDS for name in action.evidence),
        "photo_error": next((text for name in PHOTO_FIELDS
                             if (text := wrong.get(f"/evidence/{name}"))), ""),
        "kept_photos": said.get("photos", "").split(), "wrong": wrong,
        "form": said or {"id": uuid7(), "version": whole.head.version},
        "meanings": MEANINGS, "reason": said.get("reason", ""),
        "effective_at": said.get("effective_at", ""),
    }


def _replies(request: Any, whole: DocumentWhole) -> dict[str, Label]:
    """Return the replies of a recall that may be corrected, by their event: when, who, whom."""
    done = {str((event.payload.get("evidence") or {}).get("corrects", ""))
            for event in whole.events}
    zone = zone_of(request, whole.head.site)
    words = {str(event.id): f"{at(event.at, zone)} · {_customer(whole, event)}"
             for event in whole.events
             if event.action in ("reply", "correct") and str(event.id) not in done}
    return {id: Label(text, text) for id, text in words.items()}


def _customer(whole: DocumentWhole, event: EventRow) -> str:
    """Return whose reply an event is; a correction says it by the reply that it corrects."""
    said = event.payload.get("evidence") or {}
    if "corrects" not in said:
        return str(said.get("customer", ""))
    return next((_customer(whole, each) for each in whole.events
                 if str(each.id) == said["corrects"]), "")


def _papers(kind: Kind, do: str, said: Mapping[str, str], wrong: Mapping[str, str]) -> list[str]:
    """Return the papers that the form asks for.

    Those of the table, those that the kind is known to read, and what was found missing.
    """
    known = [*kind.actions[do].evidence,
             *EXTRAS.get(kind.name, Extra()).evidence.get(do, ()),
             *(name.removeprefix("e-") for name in said if name.startswith("e-")),
             *(pointer.removeprefix("/evidence/") for pointer in wrong
               if pointer.startswith("/evidence/"))]
    return [name for name in dict.fromkeys(known) if name not in PHOTO_FIELDS]


def _grid(whole: DocumentWhole, columns: Sequence[str], rows: Sequence[Values],
          wrong: Mapping[str, str]) -> list[GridRow]:
    lines = {str(line.line): line for line in whole.lines}
    return [GridRow(n, lines.get(row["line"]), [
        Cell(name, _cell_takes(name), row.get(name, ""), wrong.get(f"/rows/{n}/{name}", ""))
        for name in columns if name != "line"], wrong.get(f"/rows/{n}/line", ""))
        for n, row in enumerate(rows)]


def _cell_takes(name: str) -> str:
    return {"place": "place", "source": "place", "lot": "text", "serial": "text", "note": "text",
            "made_on": "date", "expires_on": "date"}.get(name, "number")


def _signers(scope: Scope, site: str, needed: Sequence[str], said: Any,
             wrong: Mapping[str, str]) -> list[Signer]:
    found = []
    for n, capability in enumerate(needed):
        chosen = scope.actor if n == 0 else said.get(f"s-{n}-person", "")
        people = [] if n == 0 else [
            row for row in people_with(scope=scope, capability=capability, site=site)
            if row.code != scope.actor and not row.service]
        found.append(Signer(
            n, capability, people, chosen,
            said.get(f"s-{n}-meaning", "responsible" if n == 0 else "reviewed"),
            [text for part in ("person", "password", "meaning")
             if (text := wrong.get(f"/signatures/{n}/{part}"))]))
    return found


@page("lifecycle.read", methods=("POST",))
def act_page(request: Any, id: UUID) -> HttpResponse:
    """Do an action, or show its form again: with more rows, filled in, or with every fault."""
    whole = document(scope=request.scope, id=id)
    form, do = request.POST, request.POST.get("do", "")
    kind = KINDS[whole.head.kind]
    if do not in kind.actions:
        raise FormRefused([Fault("/action", "action_unknown", (do[:40], kind.name))])
    action = kind.actions[do]
    items = items_by_code(scope=request.scope, codes={line.item for line in whole.lines})
    columns = grids.fact_columns(kind, action, whole.lines,
                                 {code: row.tracking for code, row in items.items()})
    rows = grids.rows_of(form, columns)
    said = form.dict()
    if step := form.get("step", ""):
        return _shown(request, whole, do=do, **_form(
            request, whole, do, items, said, _stepped(whole, action, rows, step)))
    made, faults = grids.amounts_from(rows, kind, action), []
    try:
        said["photos"] = _kept(request, whole, faults)
        if not made.faults and (wrong := doubts(request, whole, made)):
            return _shown(request, whole, do=do, doubted=stamp(made.parts), **_form(
                request, whole, do, items, said, rows, wrong))
        done = act(scope=request.scope, draft=_draft(request, whole, do, made, said, faults))
    except Refused as error:
        return _again(request, whole, do, items, said, rows, made, error)
    messages.success(request, _("%(number)s: %(what)s") % {
        "number": done.number, "what": kind.states[done.state].text(request.LANGUAGE_CODE)})
    return HttpResponseRedirect(f"/documents/{id}")


def _stepped(whole: DocumentWhole, action: Action, rows: list[Values], step: str) -> list[Values]:
    kind = KINDS[whole.head.kind]
    if step == "fill":
        return grids.fill_in(rows, action, grids.open_of(kind, whole.lines, whole.sums),
                             whole.claims)
    name, _colon, at = step.partition(":")
    return grids.split(rows, int(at)) if name == "split" and at.isdecimal() else rows


def _draft(request: Any, whole: DocumentWhole, do: str, made: grids.Given,
           said: dict[str, str], faults: list[Fault]) -> ActionDraft:
    """Return the action that the form describes.  Raises `FormRefused` with every field."""
    form, action = request.POST, KINDS[whole.head.kind].actions[do]
    evidence = {name.removeprefix("e-"): text.strip() for name, text in form.items()
                if name.startswith("e-") and name.removeprefix("e-") not in PHOTO_FIELDS}
    first, _space, rest = said["photos"].partition(" ")
    evidence |= {"photo": first, "photos": rest}
    if "photos" in action.evidence:
        evidence["photos"] = said["photos"]
    effective = local_instant(form.get("effective_at", ""), zone_of(request, whole.head.site),
                              "/effective_at", faults)
    faults += made.faults
    if faults:
        raise FormRefused(faults)
    version = form.get("version", "")
    return ActionDraft(
        id_of(form.get("id", "")), whole.head.id, do,
        int(version) if version.isdecimal() and len(version) < 10 else 0, tuple(made.parts),
        {name: text for name, text in evidence.items() if text},
        form.get("reason", "").strip(), effective, tuple(_signed(form, request.scope)))


def _signed(form: Any, scope: Scope) -> list[SignatureDraft]:
    """Return the signatures given: a row without a password was not signed."""
    found, n = [], 0
    while f"s-{n}-password" in form and n < 8:
        if form[f"s-{n}-password"]:
            person = scope.actor if n == 0 else form.get(f"s-{n}-person", "")
            found.append(SignatureDraft(person, form[f"s-{n}-password"],
                                        form.get(f"s-{n}-meaning", "responsible")))
        n += 1
    return found


def _kept(request: Any, whole: DocumentWhole, faults: list[Fault]) -> str:
    """Keep the photos that came with the form; return the digests of all, parted by spaces.

    The right to the action is what allows its photos: nobody needs `capture.push` beside it.
    """
    digests = [word for word in request.POST.get("photos", "").split() if word.isalnum()]
    files = request.FILES.getlist("photo")[:PHOTOS_MAX]
    scope = request.scope.at(whole.head.site)._replace(capabilities=frozenset({"capture.push"}))
    for file in files:
        if file.size > PHOTO_BYTES_MAX:
            faults.append(Fault("/evidence/photos", "photo_too_large", (PHOTO_BYTES_MAX,)))
            continue
        content = file.read()
        digest = hashlib.sha256(content).hexdigest()
        try:
            put_photo(scope=scope, digest=digest, content=content)
        except (PhotoTooLarge, Refused) as error:
            faults += [fault._replace(pointer="/evidence/photos") for fault in error.faults]
        else:
            digests.append(digest)
    return " ".join(dict.fromkeys(digests))


def _again(
    request: Any, whole: DocumentWhole, do: str, items: Mapping[str, ItemRow],
    said: dict[str, str], rows: list[Values], made: grids.Given, error: Refused,
) -> HttpResponse:
    """Show the form again with all that was typed and every fault at its place.

    After a conflict it carries the version of now, and the page says what happened meanwhile.
    """
    faults = grids.placed_faults(error.faults, made.cells, rows)
    told = [each | {"field": where(each["pointer"], each["field"])}
            for each in sentences(faults)]
    asked = next((int(str(fault.params[0])) for fault in faults
                  if fault.code == "signatures_missing" and fault.params), 0)
    seen, extra = said.get("version", ""), {}
    if isinstance(error, Conflict):
        extra["meanwhile"] = [event for event in whole.events
                              if not seen.isdecimal() or event.seq > int(seen)]
        said = said | {"version": str(whole.head.version), "id": str(uuid7())}
    wrong = {each["pointer"]: each["message"] for each in reversed(told)}
    return _shown(request, whole, do=do, status=error.status, errors=told,
                  **_form(request, whole, do, items, said, rows, wrong, asked), **extra)


def where(pointer: str, field: str) -> str:
    """Return what a person calls the field that a fault is about."""
    steps = pointer.split("/")
    if len(steps) > 3 and steps[1] == "rows":
        if steps[3].startswith("a-") or steps[3] in grids.DATES:
            return f"{_('Row %(n)s') % {'n': int(steps[2]) + 1}} · " \
                f"{field_name(steps[3].removeprefix('a-'))}"
        word = {"lot": _("Lot"), "serial": _("Serial"), "source": _("From place"),
                "place": _("To place"), "note": _("Note"), "item": _("Item"), "line": "",
                "asked": _("Quantity"), "status": _("Status"), "owner": _("Owner")}
        name = word.get(steps[3])
        name = measure_name(steps[3]) if name is None else name
        return " · ".join(filter(None, (_("Row %(n)s") % {"n": int(steps[2]) + 1}, name)))
    if len(steps) > 2 and steps[1] in ("evidence", "header"):
        return str(field_name(steps[2]))
    if len(steps) > 2 and steps[1] == "signatures" and steps[2].isdecimal():
        return _("Signature %(n)s") % {"n": int(steps[2]) + 1}
    return field


# -- undoing, photos -------------------------------------------------------------------------------

@page("lifecycle.reverse", methods=("POST",))
def reverse_page(request: Any, id: UUID) -> HttpResponse:
    """Undo a document, or show every reason why it cannot be undone."""
    form = request.POST
    version = form.get("version", "")
    try:
        done = reverse_document_by_hand(scope=request.scope, draft=ReversalDraft(
            id_of(form.get("id", "")), id, int(version) if version.isdecimal() else 0,
            form.get("reason", ""), form.get("effective", "now")))
    except Refused as error:
        whole = document(scope=request.scope, id=id)
        said = form.dict() | {"version": whole.head.version}
        if isinstance(error, Conflict):
            said["id"] = str(uuid7())
        return _shown(request, whole, do="reverse", status=error.status, form=said,
                      errors=sentences(error.faults))
    messages.success(request, _("%(number)s was reversed; the number stays.") % {
        "number": done.number})
    return HttpResponseRedirect(f"/documents/{id}")


@page("lifecycle.read")
def paper_file(request: Any, id: UUID, paper: str) -> HttpResponse:
    """Hand out a paper of a document as a PDF; `revision`: as it was before that one."""
    said = request.GET.get("revision", "0")
    number = int(said) if said.isdecimal() and len(said) < 7 else 0
    made = print_paper(scope=request.scope, request=PaperRequest(
        id, paper, get_language() or "zh-hans", number if number < REVISIONS_MAX else 0))
    return HttpResponse(made.content, content_type=made.media, headers={
        "Content-Disposition": f'inline; filename="{made.name}"', "Cache-Control": "no-store"})


@page("lifecycle.read")
def photo_file(request: Any, id: UUID, digest: str) -> HttpResponse:
    """Hand out a photo of a document to whoever may read the document."""
    whole = document(scope=request.scope, id=id)
    if not any(digest in held for held in _photos(whole).values()):
        raise PhotoNotFound([Fault("", "photo_unknown")])
    scope = request.scope.at(whole.head.site)._replace(
        capabilities=frozenset({"counting.read"}), grants=())
    found = photo(scope=scope, digest=digest)
    return HttpResponse(found.content, content_type=found.type, headers={
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff", "Content-Disposition": "inline",
        "Cache-Control": "private, max-age=31536000, immutable"})
