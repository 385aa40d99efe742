"""Observations from any device.   采集接口"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from pandian.capture import operations
from pandian.capture.words import CONTRACT, Push, PushAnswer, Verdict
from pandian.interfaces.api.answers import answer, errors, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.push import PushIn, PushOut, sample, sorted_rows

router = Router(tags=["capture 采集"])


@router.post("/push", response=PushOut)
@policy("capture.push")
def push_observations(request: HttpRequest, body: PushIn) -> HttpResponse:
    """Store observations and say per id what became of each; sending again is harmless.

    The body may be gzipped.  Nothing is decided here: counting reads the rows at its own pace.
    """
    good, malformed = sorted_rows(body.observations)
    answered = operations.accept(scope=scope(request), push=Push(
        install=body.install, sent_at=body.sent_at, last_seq=body.last_seq,
        observations=good, malformed=malformed, samples=tuple(map(sample, body.samples)),
        app_version=body.app_version, push=body.push, contract=body.contract, site=body.site,
    ))
    return answer(_answered(request, answered))


def _answered(request: HttpRequest, given: PushAnswer) -> dict[str, Any]:
    return {
        "contract": CONTRACT, "push": plain(given.push), "received_at": plain(given.received_at),
        "answered_at": plain(given.answered_at), "offset_ms": given.offset_ms,
        "verdicts": [_verdict(request, each) for each in given.verdicts],
        "acked_seq": given.acked_seq, "gaps": plain(given.gaps), "device": given.device,
        "wipe": False,
    }


def _verdict(request: HttpRequest, given: Verdict) -> dict[str, Any]:
    shown = errors(request, given.faults)
    return {
        "id": given.id, "result": given.result, "tray": given.tray or None,
        "resolved": plain(given.resolved), "errors": shown,
        **({"message": "; ".join(each["message"] for each in shown)} if shown else {}),
    }
