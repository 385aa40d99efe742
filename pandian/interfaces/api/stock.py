"""Postings, stock, cards and traces.   过账与库存接口"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router

from pandian.counting.late.operations import post_by_hand, reverse_by_hand
from pandian.interfaces.api.answers import answer, errors, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.stock import (
    CardFilter,
    CardOut,
    PostedOut,
    PostingIn,
    Postings,
    ReversalIn,
    StockFilter,
    StockOut,
)
from pandian.interfaces.api.shapes.types import Uuid
from pandian.kernel.words import Fault
from pandian.ledger import queries
from pandian.ledger.words import LineRequest, Posted, PostingRequest
from pandian.lifecycle.warning.posting.operations import DOUBTED

router = Router(tags=["stock 库存"])


@router.post("/postings", response={200: list[PostedOut], 201: PostedOut})
@policy("ledger.post")
def post_postings(request: HttpRequest, body: Body[Postings]) -> HttpResponse:
    """Post one document, or an array of documents that are each atomic by themselves.

    One: 201 created, 200 exists, 409 another content under the same id, 422 refused with all
    faults.  An array: 200 with one result per element, in order.  `warnings`: numbers that look
    like slips although they were posted; with `ask` these are not posted (409 for one,
    `refused_doubted` in an array).  Into a closed period only with `late`, the reason, by who
    prepares its reports.
    """
    single = not isinstance(body, list)
    documents = [body] if isinstance(body, PostingIn) else body
    requests = [_requested(each, "" if single else f"/{n}") for n, each in enumerate(documents)]
    made = post_by_hand(scope=scope(request), requests=requests,
                        asking={each.id for each in documents if each.ask},
                        late={each.id: each.late for each in documents if each.late})
    if single:
        return _single(request, made[0].posted, made[0].warnings)
    return answer([{**_posted(request, each.posted), "warnings": _warned(request, each.warnings)}
                   for each in made])


def _warned(request: HttpRequest, warnings: Iterable[tuple[Any, ...]]) -> list[dict[str, str]]:
    return errors(request, [Fault(*each) for each in warnings])


def _requested(given: PostingIn, pointer: str) -> PostingRequest:
    return PostingRequest(
        id=given.id, site=given.site, kind=given.kind, cause=given.cause,
        effective_at=given.effective_at, precision=given.precision, strict=given.strict,
        transfer=given.transfer, pointer=pointer,
        lines=tuple(LineRequest(**dict(line)) for line in given.lines),
    )


def _posted(request: HttpRequest, posted: Posted) -> dict[str, Any]:
    stands = posted.result in ("created", "exists")
    return {
        "id": str(posted.id), "result": posted.result,
        "posting": str(posted.id) if stands else None, "moves": posted.moves,
        "healed": plain(posted.healed), "shortages": posted.shortages, "doubts": posted.doubts,
        "recorded_at": plain(posted.recorded_at), "errors": errors(request, posted.faults),
    }


def _single(
    request: HttpRequest, posted: Posted, warnings: Iterable[tuple[Any, ...]] = ()
) -> HttpResponse:
    from pandian.interfaces.api.problems import problem

    if posted.result in ("created", "exists"):
        return answer({**_posted(request, posted), "warnings": _warned(request, warnings)},
                      status=201 if posted.result == "created" else 200)
    foreign = [f for f in posted.faults if f.code == "site_unknown"]
    conflict = posted.result.startswith("exists_with_different")
    status = 409 if conflict or posted.result == DOUBTED else 404 if foreign else 422
    faults = posted.faults or (Fault("/id", "different", (posted.result.split("_")[-1],)),)
    return problem(request, status, faults, extra={
        "result": posted.result, "posting": str(posted.id) if conflict else None})


@router.post("/postings/{id}/reversal", response={200: PostedOut, 201: PostedOut})
@policy("ledger.post")
def reverse_posting(request: HttpRequest, id: Path[Uuid], body: ReversalIn) -> HttpResponse:
    """Undo a posting: as if it never was (`then`), or from this instant on (`now`)."""
    posted = reverse_by_hand(
        scope=scope(request), posting_id=_uuid(id), id=body.id, reason=body.reason,
        effective=body.effective)
    return _single(request, posted)


def _uuid(value: Any) -> UUID:
    assert isinstance(value, UUID)
    return value


@router.get("/stock", response=StockOut)
@policy("ledger.read")
def read_stock(request: HttpRequest, filter: Query[StockFilter]) -> HttpResponse:
    """Show stock at any instant, grouped by the columns asked for; zero rows are left out."""
    groups = queries.GROUPS if filter.group_by is None else [
        name.strip() for name in filter.group_by.split(",") if name.strip()]
    page = queries.stock(
        scope=scope(request), site=filter.site, place=filter.place, item=filter.item,
        lot=filter.lot, serial=filter.serial, status=filter.status, owner=filter.owner,
        kind=filter.kind, as_of=filter.as_of, group_by=groups, limit=filter.limit,
        after=filter.next,
    )
    dropped = set(queries.GROUPS) - set(groups)
    if "item" in dropped:
        dropped |= {"item_name", "unit"}
    if "lot" in dropped:
        dropped.add("expires_on")
    rows = [{name: value for name, value in plain(row).items() if name not in dropped}
            for row in page.rows]
    return answer({"as_of": page.as_of, "rows": rows, "next": page.next})


@router.get("/stock/card", response=CardOut)
@policy("ledger.read")
def read_card(request: HttpRequest, filter: Query[CardFilter]) -> HttpResponse:
    """Show the moves of one item at one site, newest first, with the running balance."""
    page = queries.card(
        scope=scope(request), site=filter.site, place=filter.place, item=filter.item,
        lot=filter.lot, serial=filter.serial, status=filter.status, limit=filter.limit,
        before=filter.next,
    )
    return answer({"as_of": page.as_of, "on_hand": page.on_hand, "rows": page.rows,
                   "next": page.next})
