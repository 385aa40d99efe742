"""Masters: items, places, sites, lots, parties.   主数据接口

Each element gets its own result: good ones are written beside refused ones.  When every element
is refused the whole answer is 422.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from ninja import Body, Router

from pandian.catalog import operations
from pandian.catalog.words import CodeDraft, ItemDraft, LotDraft, PackDraft, PartyDraft, PlaceDraft
from pandian.governance.words import SiteDraft
from pandian.interfaces.api.answers import answer, outcome
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.problems import problem
from pandian.interfaces.api.shapes.masters import (
    ItemIn,
    Items,
    Lots,
    MasterOut,
    Parties,
    Places,
    Sites,
)
from pandian.kernel.words import Outcome

router = Router(tags=["masters 主数据"])


@router.put("/items", response=list[MasterOut])
@policy("catalog.write")
def put_items(request: HttpRequest, body: Body[Items]) -> HttpResponse:
    """Create or change items with their packs and codes."""
    rows = operations.put_items(scope=scope(request), items=[_item(each) for each in body])
    return outcomes(request, rows)


def _item(given: ItemIn) -> ItemDraft:
    return ItemDraft(
        code=given.code, name=given.name, name_en=given.name_en or "", unit=given.unit,
        packs=tuple(PackDraft(pack.unit, pack.factor, pack.gtin) for pack in given.packs),
        tracking=given.tracking, expiry=given.expiry,
        codes=tuple(CodeDraft(code.scheme, code.value) for code in given.codes),
        cost=given.cost, attributes=given.attributes or {},
    )


@router.put("/places", response=list[MasterOut])
@policy("catalog.write")
def put_places(request: HttpRequest, body: Body[Places]) -> HttpResponse:
    """Create or change places; parents may stand in the same batch."""
    rows = operations.put_places(scope=scope(request), places=[
        PlaceDraft(site=each.site, code=each.code, kind=each.kind, parent=each.parent,
                   sequence=each.sequence, active=each.active) for each in body])
    return outcomes(request, rows)


@router.put("/sites", response=list[MasterOut])
@policy("catalog.write", "governance.write")
def put_sites(request: HttpRequest, body: Body[Sites]) -> HttpResponse:
    """Create or change sites, with their virtual places."""
    rows = operations.put_sites(scope=scope(request), sites=[
        SiteDraft(code=each.code, name=each.name, time_zone=each.time_zone,
                  name_en=each.name_en or "") for each in body])
    return outcomes(request, rows)


@router.put("/lots", response=list[MasterOut])
@policy("catalog.write")
def put_lots(request: HttpRequest, body: Body[Lots]) -> HttpResponse:
    """Create or change lots and their dates."""
    rows = operations.put_lots(scope=scope(request), lots=[
        LotDraft(item=each.item, lot=each.lot, made_on=each.made_on,
                 expires_on=each.expires_on) for each in body])
    return outcomes(request, rows)


@router.put("/parties", response=list[MasterOut])
@policy("catalog.write")
def put_parties(request: HttpRequest, body: Body[Parties]) -> HttpResponse:
    """Create or change suppliers, customers, owners, partners."""
    rows = operations.put_parties(scope=scope(request), parties=[
        PartyDraft(code=each.code, name=each.name, name_en=each.name_en or "",
                   kinds=tuple(each.kinds)) for each in body])
    return outcomes(request, rows)


def outcomes(request: HttpRequest, rows: Sequence[Outcome]) -> HttpResponse:
    """Return one result an element; 422 when every one was refused."""
    shown = [outcome(request, row) for row in rows]
    if rows and all(row.result.startswith("refused_") for row in rows):
        faults = [fault for row in rows for fault in row.faults]
        return problem(request, 422, faults, extra={"results": shown})
    return answer(shown)
