"""Goods that came back without a sale, and the sales that goods may come from.   无原单退货接口"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from pandian.interfaces.api.answers import answer
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.returns import (
    OriginalFilter,
    OriginalsOut,
    UnmatchedFilter,
    UnmatchedOut,
)
from pandian.lifecycle.customer_return.queries import originals, unmatched

router = Router(tags=["returns 退货"])


@router.get("/returns/unmatched", response=UnmatchedOut)
@policy("lifecycle.read")
def list_unmatched(request: HttpRequest, filter: Query[UnmatchedFilter]) -> HttpResponse:
    """List goods that came back without a sale and wait on hold for quality, oldest first."""
    return answer({"rows": unmatched(scope=scope(request), site=filter.site)})


@router.get("/returns/originals", response=OriginalsOut)
@policy("lifecycle.read")
def list_originals(request: HttpRequest, filter: Query[OriginalFilter]) -> HttpResponse:
    """List the sales to a customer of which such goods can still come back, newest first."""
    return answer({"rows": originals(
        scope=scope(request), site=filter.site, customer=filter.customer, item=filter.item,
        lot=filter.lot or "", serial=filter.serial or "")})
