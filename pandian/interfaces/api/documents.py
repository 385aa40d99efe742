"""Documents: open, act, reverse, read.   单据接口"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.counting.late.operations import reverse_document_by_hand
from pandian.governance.words import CAPABILITIES
from pandian.interfaces.api.answers import answer, errors, plain, tagged
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.documents import (
    ActedOut,
    ActionIn,
    AmountIn,
    DocumentFilter,
    DocumentIn,
    DocumentOut,
    DocumentReversalIn,
    DocumentsOut,
    KindsOut,
)
from pandian.interfaces.api.shapes.types import Uuid
from pandian.kernel.words import Fault, Label
from pandian.lifecycle import operations, queries
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.warning.operations import act_heeding
from pandian.lifecycle.words import (
    MEASURES,
    Acted,
    ActionDraft,
    Amount,
    DocumentDraft,
    Kind,
    LineDraft,
    ReversalDraft,
    SignatureDraft,
)

router = Router(tags=["documents 单据"])
PACKING = ("issue", "pack")
"""The action that names its parcels: seal, weight, number, photos of each."""

WRITERS = tuple(name for name in CAPABILITIES
                if name.startswith("lifecycle.") and name != "lifecycle.read")


@router.post("/documents", response={200: ActedOut, 201: ActedOut})
@policy(*WRITERS)
def open_document(request: HttpRequest, body: DocumentIn) -> HttpResponse:
    """Make a document, with lines of its own or those of the document it follows."""
    made = operations.open_document(scope=scope(request), draft=DocumentDraft(
        body.id, body.site, body.kind, body.header,
        tuple(LineDraft(line.item, line.asked, line.lot or "", line.serial or "",
                        line.owner or "", line.shipped, line.place or "", line.status or "",
                        line.attributes) for line in body.lines),
        body.follows, body.replaces))
    return _acted(made)


def _acted(made: Acted) -> HttpResponse:
    return answer(made, status=201 if made.result == "created" else 200)


@router.get("/documents", response=DocumentsOut)
@policy("lifecycle.read")
def list_documents(request: HttpRequest, filter: Query[DocumentFilter]) -> HttpResponse:
    """List documents, newest first."""
    page = queries.documents(scope=scope(request), site=filter.site, kind=filter.kind,
                             state=filter.state, limit=filter.limit, after=filter.next)
    return answer({"rows": page.rows, "next": page.next})


@router.get("/document-kinds", response=KindsOut)
@policy("lifecycle.read")
def list_kinds(request: HttpRequest) -> HttpResponse:
    """Describe every kind of document: states, actions, what they ask for, in both languages."""
    return answer({"rows": [_kind(kind) for kind in KINDS.values()]})


def _kind(kind: Kind) -> dict[str, object]:
    return {
        "name": kind.name, "label": kind.label._asdict(), "prefix": kind.prefix,
        "states": {name: label._asdict() for name, label in kind.states.items()},
        "closing": sorted(kind.closing),
        "actions": [{
            "name": name, "label": action.label._asdict(), "sources": list(action.sources),
            "capability": action.capability, "needs": action.needs, "reason": action.reason,
            "settles": action.settles, "signers": len(action.signers),
            "evidence": list(action.evidence), "parcels": (kind.name, name) == PACKING,
            "measures": [{
                "name": one, "label": MEASURES.get(one, Label(one, one))._asdict(),
                "placed": one in kind.placed, "sourced": one in kind.sourced,
                "zero": one in kind.zeros,
                "closing": one in kind.closing} for one in action.measures],
        } for name, action in kind.actions.items()],
    }


@router.get("/documents/{id}", response=DocumentOut)
@policy("lifecycle.read")
def read_document(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show one document: lines, quantities, what happened, what may be done now."""
    whole = queries.document(scope=scope(request), id=id)
    shown = {name: each for name, each in plain(whole).items() if name != "head"}
    if whole.blind:
        shown["lines"] = [{name: each for name, each in line.items() if name != "asked"}
                          for line in shown["lines"]]
    return tagged(request, {**plain(whole.head), **shown})


@router.post("/documents/{id}/actions", response={200: ActedOut, 201: ActedOut})
@policy(*WRITERS)
def act_on_document(request: HttpRequest, id: Path[Uuid], body: ActionIn) -> HttpResponse:
    """Do one action: facts, papers and signatures in, one posting out, or every fault.

    Numbers that look like slips come back as `warnings`; with `ask` they refuse (409) instead.
    """
    done = act_heeding(scope=scope(request), ask=body.ask, draft=ActionDraft(
        body.id, id, body.action, body.version,
        tuple(_amount(each) for each in body.amounts), body.evidence, body.reason,
        body.effective_at,
        tuple(SignatureDraft(each.person, each.password, each.meaning)
              for each in body.signatures)))
    told = [Fault(each.pointer, each.code, each.params) for each in done.warnings]
    return answer({**plain(done.acted), "warnings": errors(request, told)},
                  status=201 if done.acted.result == "created" else 200)


def _amount(given: AmountIn) -> Amount:
    return Amount(given.line, given.measure, given.quantity, given.lot or "",
                  given.serial or "", given.place or "", given.note or "",
                  source=given.source or "", made_on=given.made_on or "",
                  expires_on=given.expires_on or "")


@router.post("/documents/{id}/reversal", response={200: ActedOut, 201: ActedOut})
@policy("lifecycle.reverse")
def reverse_document(
    request: HttpRequest, id: Path[Uuid], body: DocumentReversalIn
) -> HttpResponse:
    """Undo a document, or say every reason why it cannot be undone."""
    return _acted(reverse_document_by_hand(scope=scope(request), draft=ReversalDraft(
        body.id, id, body.version, body.reason, body.effective)))
