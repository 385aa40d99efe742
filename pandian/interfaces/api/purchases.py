"""What is still to come on orders.   采购接口"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from pandian.interfaces.api.answers import answer
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.purchases import OpenFilter, OpenOut
from pandian.lifecycle.purchase.queries import open_lines

router = Router(tags=["documents 单据"])


@router.get("/orders/open", response=OpenOut)
@policy("lifecycle.read")
def list_open_lines(request: HttpRequest, filter: Query[OpenFilter]) -> HttpResponse:
    """List what is still to come on orders that were sent, the oldest first."""
    return answer({"rows": open_lines(scope=scope(request), site=filter.site, item=filter.item,
                                      limit=filter.limit)})
