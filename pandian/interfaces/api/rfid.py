"""RFID readers, their passes, and what those prove.   射频接口"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router

from pandian.capture.rfid import operations as readers_operations
from pandian.capture.rfid import queries
from pandian.capture.rfid.rules import pass_from
from pandian.capture.rfid.words import ReaderDraft, TagVerdict
from pandian.counting.rfid import operations
from pandian.counting.rfid.queries import pass_page
from pandian.interfaces.api.answers import answer, errors, outcome, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.masters import MasterOut
from pandian.interfaces.api.shapes.rfid import (
    OtherPass,
    PassFilter,
    Readers,
    Reads,
    RfidPassesOut,
    RfidPassOut,
    RfidRatesOut,
    RfidSite,
    RfidTakenOut,
)
from pandian.interfaces.api.shapes.types import Answer, Uuid
from pandian.kernel.words import Fault, Refused

router = Router(tags=["rfid 射频"])


class ReadsMalformed(Refused):
    """The body is no set of reads at all."""


@router.post("/rfid/reads", response=RfidTakenOut)
@policy("capture.push")
def take_reads(request: HttpRequest, body: Body[Reads]) -> HttpResponse:
    """Store the reads of a pass and say per EPC what became of it; sending again is harmless."""
    if not isinstance(body, dict):
        raise ReadsMalformed([Fault("", "not_an_object")])
    done = operations.take_pass(scope=scope(request), draft=pass_from(body))
    return answer({
        **plain(done.taken), "tags": [_tag(request, tag) for tag in done.taken.tags],
        "visits": done.visits})


def _tag(request: HttpRequest, tag: TagVerdict) -> dict[str, Any]:
    shown = {name: value for name, value in plain(tag).items() if name != "faults"}
    return {**shown, "tray": tag.tray or None, "errors": errors(request, tag.faults)}


@router.put("/rfid/readers", response=list[MasterOut])
@policy("counting.plan")
def put_readers(request: HttpRequest, body: Body[Readers]) -> HttpResponse:
    """Register readers and the places of their antennas; all or nothing."""
    rows = readers_operations.put_readers(scope=scope(request), readers=[
        ReaderDraft(each.site, each.code, each.kind,
                    tuple(sorted((int(n), place) for n, place in each.antennas.items())),
                    each.margin_cdbm) for each in body])
    return answer([outcome(request, row) for row in rows])


@router.get("/rfid/readers", response=RfidRatesOut)
@policy("counting.read", "capture.push")
def list_readers(request: HttpRequest, filter: Query[RfidSite]) -> HttpResponse:
    """List the registered readers."""
    return answer({"rows": queries.readers(scope=scope(request), site=filter.site)})


@router.get("/rfid/passes", response=RfidPassesOut)
@policy("counting.read", "capture.push")
def list_passes(request: HttpRequest, filter: Query[PassFilter]) -> HttpResponse:
    """List passes, newest first; without counting.read only one's own."""
    rows = queries.passes(scope=scope(request), site=filter.site, task=filter.task,
                          limit=filter.limit)
    return answer({"rows": rows, "next": None})


@router.get("/rfid/passes/{id}", response=RfidPassOut)
@policy("counting.read", "capture.push")
def read_pass(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show a pass: what it read, and for who may see the book what it did not read.

    A tag that was not read is `unread`, never zero.
    """
    page = pass_page(scope=scope(request), id=id)
    return answer({**plain(page.head), "tags": page.tags, "expected": page.expected,
                   "rates": page.rates, "serial_alerts": page.alerts})


@router.get("/rfid/passes/{id}/estimate", response=Answer)
@policy("counting.read", "capture.push")
def estimate_tags(
    request: HttpRequest, id: Path[Uuid], filter: Query[OtherPass]
) -> HttpResponse:
    """Estimate from two passes over the same tags how many there are (Chapman)."""
    who = scope(request)
    return answer(queries.compare(
        scope=who, first=queries.pass_by_id(scope=who, id=id),
        second=queries.pass_by_id(scope=who, id=filter.other)))


@router.post("/rfid/passes/{id}/calibrate", response=RfidRatesOut)
@policy("counting.plan")
def calibrate_pass(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Take a pass over stock that is known to be right as a measure of what its reader misses."""
    return answer({"rows": operations.calibrate(scope=scope(request), id=id)})


@router.get("/rfid/rates", response=RfidRatesOut)
@policy("counting.read", "capture.push")
def list_rates(request: HttpRequest, filter: Query[RfidSite]) -> HttpResponse:
    """Show how often present tags are read, by kind of reader, class of item, kind of place."""
    return answer({"rows": queries.rates(scope=scope(request), site=filter.site)})
