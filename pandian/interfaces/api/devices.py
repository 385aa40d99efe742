"""Phones become devices.   设备接口"""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from pandian.capture.devices import operations
from pandian.capture.devices.rules import contract_faults
from pandian.capture.devices.words import APP_MIN, CONTRACT_MAX, CONTRACT_MIN, EnrolDraft
from pandian.capture.words import PushRefused
from pandian.governance.words import SYSTEM
from pandian.interfaces.api.answers import answer, plain
from pandian.interfaces.api.door import PUBLIC, policy
from pandian.interfaces.api.pace import GUESSING, pace
from pandian.interfaces.api.shapes.devices import EnrolIn, EnrolOut

router = Router(tags=["capture 采集"])


@router.post("/devices/enrol", response={201: EnrolOut})
@policy(PUBLIC)
def enrol_device(request: HttpRequest, body: EnrolIn) -> HttpResponse:
    """Turn the secret of an enrolment QR into a device and its token, told this once.

    A secret that does not hold gets one answer, whatever the reason.
    """
    received_at = datetime.now(UTC)
    pace(f"enrol:{request.META.get('REMOTE_ADDR', '')}", GUESSING)
    if faults := contract_faults(body.contract):
        raise PushRefused(faults)
    made = operations.enrol(scope=SYSTEM, now=received_at, draft=EnrolDraft(
        body.enrolment, body.secret, body.install, body.name, body.app_version, body.persisted))
    return answer({
        **plain(made), "received_at": received_at, "answered_at": datetime.now(UTC),
        **spoken()}, status=201, headers={"Cache-Control": "no-store"})


def spoken() -> dict[str, object]:
    """Return which contracts and applications this server speaks with."""
    return {"contract_min": CONTRACT_MIN, "contract_max": CONTRACT_MAX, "app_min": APP_MIN}
