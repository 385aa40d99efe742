"""What a phone takes along.   下载接口"""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from pandian.capture.devices.rules import contract_faults
from pandian.capture.devices.words import REVOKED_PUSH_DAYS
from pandian.capture.words import CONTRACT, PushRefused, Sample
from pandian.counting.packing import operations
from pandian.counting.packing.words import WANTS, Ask
from pandian.interfaces.api.answers import answer, plain
from pandian.interfaces.api.devices import spoken
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.devices import PullIn, PullOut

router = Router(tags=["capture 采集"])


@router.post("/pull", response=PullOut)
@policy("counting.count", revoked_days=REVOKED_PUSH_DAYS)
def pull_package(request: HttpRequest, body: PullIn) -> HttpResponse:
    """Give a device its tasks and the masters to count alone; nothing of the book when blind.

    Follow `cursor` until `complete`, apply the pages together, keep the last cursor for next time.
    A revoked device is told so, and given nothing.
    """
    if faults := contract_faults(body.contract):
        raise PushRefused(faults)
    samples = tuple(Sample(each.origin, each.mono_ms, each.offset_ms, each.error_ms,
                           each.wall_ms)
                    for each in body.samples)
    given = operations.pull(scope=scope(request), ask=Ask(
        body.install, body.sent_at, body.last_seq, body.cursor,
        frozenset(body.want) & frozenset(WANTS), tuple(body.take), samples, body.app_version,
        body.at))
    shown = plain(given)
    return answer({
        "contract": CONTRACT, **shown, "resend_from": shown["resend_from"] or None,
        "answered_at": max(datetime.now(UTC), given.received_at), **spoken()})
