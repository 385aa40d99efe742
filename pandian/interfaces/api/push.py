"""Observations from any device.   采集接口"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Router

from pandian.capture import operations
from pandian.capture.devices.queries import device_of
from pandian.capture.devices.words import PUSH_BYTES_MAX, REVOKED_PUSH_DAYS, PushTooLarge
from pandian.capture.rules import push_from
from pandian.capture.words import CONTRACT, PushAnswer, Verdict
from pandian.counting.queries import standing_of_tasks
from pandian.interfaces.api.answers import answer, errors
from pandian.interfaces.api.devices import spoken
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.push import Push, PushOut
from pandian.kernel.words import Fault, Refused

router = Router(tags=["capture 采集"])


class PushMalformed(Refused):
    """The body is no push at all."""


@router.post("/push", response=PushOut)
@policy("capture.push", revoked_days=REVOKED_PUSH_DAYS)
def push_observations(request: HttpRequest, body: Body[Push]) -> HttpResponse:
    """Store observations and say per id what became of each; sending again is harmless.

    The body may be gzipped.  Nothing is decided here: counting reads the rows at its own pace.
    """
    if not isinstance(body, dict):
        raise PushMalformed([Fault("", "not_an_object")])
    push = push_from(body)
    here = scope(request)
    if len(request.body) > PUSH_BYTES_MAX and device_of(scope=here) is not None:
        raise PushTooLarge([Fault("", "push_bytes", (PUSH_BYTES_MAX,))])
    tasks = sorted({row.task for row in push.observations if row.task}, key=str)
    known = standing_of_tasks(scope=here, tasks=tasks)
    answered = operations.accept(
        scope=here, push=push, sites_of_tasks={id: site for id, (site, _) in known.items()},
        closed=[id for id, (_, state) in known.items() if state == "closed"])
    return answer(_answered(request, answered))


def _answered(request: HttpRequest, given: PushAnswer) -> dict[str, Any]:
    return {
        "contract": CONTRACT, "push": given.push, "received_at": given.received_at,
        "answered_at": given.answered_at, "offset_ms": given.offset_ms,
        "verdicts": [_verdict(request, each) for each in given.verdicts],
        "acked_seq": given.acked_seq, "gaps": given.gaps, "device": given.device,
        "wipe": given.wipe, **spoken(),
    }


def _verdict(request: HttpRequest, given: Verdict) -> dict[str, Any]:
    shown = errors(request, given.faults)
    return {
        "id": given.id, "result": given.result, "tray": given.tray or None,
        "resolved": given.resolved, "errors": shown,
        **({"message": "; ".join(each["message"] for each in shown)} if shown else {}),
    }
