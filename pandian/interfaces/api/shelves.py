"""Goods on the shelf: pick faces and what fills them, what is near its expiry.   在库接口"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.exchange.certificates.operations import certificate_pdf
from pandian.exchange.certificates.queries import certificate_of
from pandian.interfaces.api.answers import answer, language_of, tagged
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.documents import ActedOut
from pandian.interfaces.api.shapes.shelves import (
    CertificateOut,
    ChangedOut,
    FacesIn,
    RoundIn,
    ShelfQuery,
    ShelfRowsOut,
)
from pandian.interfaces.api.shapes.types import Answer, Uuid
from pandian.lifecycle.destruction.queries import alarms
from pandian.lifecycle.expiry.queries import near
from pandian.lifecycle.replenishment import operations, queries
from pandian.lifecycle.replenishment.words import FaceDraft
from pandian.lifecycle.scrap.queries import valuation

router = Router(tags=["documents 单据"])
MOVE = "lifecycle.move"


@router.put("/pick-faces", response=ChangedOut)
@policy(MOVE)
def put_faces(request: HttpRequest, body: FacesIn) -> HttpResponse:
    """Set the limits of pick faces; a face without a minimum is taken away."""
    return answer({"changed": operations.put_faces(
        scope=scope(request), site=body.site, drafts=[
            FaceDraft(face.place, face.item, face.minimum, face.maximum)
            for face in body.faces])})


@router.get("/pick-faces", response=ShelfRowsOut)
@policy("lifecycle.read")
def list_faces(request: HttpRequest, filter: Query[ShelfQuery]) -> HttpResponse:
    """List the pick faces of a site with their limits."""
    return answer({"rows": queries.faces(scope=scope(request), site=filter.site)})


@router.get("/replenishment", response=ShelfRowsOut)
@policy("lifecycle.read")
def list_carries(request: HttpRequest, filter: Query[ShelfQuery]) -> HttpResponse:
    """Propose what fills the faces below their minimum now, first expiry first."""
    return answer({"rows": queries.proposals(scope=scope(request), site=filter.site)})


@router.post("/replenishment", response={200: ActedOut, 201: ActedOut})
@policy(MOVE)
def open_round(request: HttpRequest, body: RoundIn) -> HttpResponse:
    """Open what is proposed now as one draft relocation, which claims the goods."""
    made = operations.open_round(scope=scope(request), site=body.site, id=body.id)
    return answer(made, status=201 if made.result == "created" else 200)


@router.get("/expiry", response=ShelfRowsOut)
@policy("lifecycle.read")
def list_near(request: HttpRequest, filter: Query[ShelfQuery]) -> HttpResponse:
    """List the lots in stock that are near their expiry, the nearest first."""
    return answer({"rows": near(scope=scope(request), site=filter.site)})


@router.get("/documents/{id}/certificate", response=CertificateOut, deprecated=True)
@policy("lifecycle.read")
def read_certificate(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show the certificate of a document in an envelope; `certificate.json` is the file itself."""
    return answer(certificate_of(scope=scope(request), id=id))


@router.get("/documents/{id}/certificate.json", response=Answer)
@policy("lifecycle.read")
def read_certificate_file(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Return the certificate of a document bare; `pandian verify-certificate` checks it alone."""
    return tagged(request, certificate_of(scope=scope(request), id=id).body)


@router.get("/documents/{id}/certificate.pdf", response=bytes)
@policy("lifecycle.read")
def print_certificate(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Print the certificate of a document in the reader's language; the print is noted."""
    data = certificate_pdf(scope=scope(request), id=id, language=language_of(request))
    return HttpResponse(data, content_type="application/pdf", headers={
        "Content-Disposition": f'attachment; filename="certificate-{id}.pdf"'})


@router.get("/documents/{id}/valuation", response=ShelfRowsOut)
@policy("lifecycle.read")
def read_valuation(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show what the lines of scrap are worth, to those who may see values."""
    return answer({"rows": valuation(scope=scope(request), id=id)})


@router.get("/alarms/destroyed", response=ShelfRowsOut)
@policy("lifecycle.read")
def list_alarms(request: HttpRequest) -> HttpResponse:
    """List the destroyed serials that were seen afterwards, newest first."""
    return answer({"rows": alarms(scope=scope(request))})
