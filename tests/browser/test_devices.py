"""The supervisor's view of phones, in a real browser: enrolled, watched, given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from pandian.capture.devices.operations import enrol
from pandian.capture.devices.words import EnrolDraft
from pandian.capture.operations import accept
from pandian.capture.words import ObservationDraft, Push
from pandian.governance.queries import scope_of_token
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7


def phone(link: str, name: str) -> tuple[Any, Any]:
    """Enrol as a phone would that scanned the QR; return its scope and install."""
    enrolment, _, secret = link.partition("#enrol=")[2].partition(".")
    install = uuid4()
    made = enrol(scope=SYSTEM, draft=EnrolDraft(enrolment, secret, install, name, "0.4.2", True))
    return scope_of_token(token=made.token), install


def seen(seq: int, place: str = "A-01", **more: Any) -> ObservationDraft:
    return ObservationDraft(uuid7(), "set", place, 3, item="GAUZE", seq=seq,
                            observed_at=datetime.now(UTC), **more)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_lead_enrols_a_phone_and_sees_what_it_owes(stage: Any, person: Any, width: int) -> None:
    from pandian.capture.devices.operations import offer_enrolment

    page = (lead := person("zh" if width > 600 else "en", width=width)).enter("zhao")
    page.goto("/devices")
    lead.shoot(f"devices-empty-{width}")
    page.goto("/devices/new")
    page.select_option("#d-person", "zhang")
    page.click("main form button.btn-primary")
    page.wait_for_selector(".enrol-code svg path")
    lead.shoot(f"devices-offer-{width}")
    assert "#enrol=" not in page.content()
    offer = offer_enrolment(scope=SYSTEM, site="SH1", person="zhang", base_url=stage.url)
    scope, install = phone(offer.link, f"A区-{width}号")
    now = datetime.now(UTC)
    accept(scope=scope, sites_of_tasks={}, push=Push(
        install, now - timedelta(minutes=9), 6,
        (seen(1), seen(2, note="x" * 5_000), seen(4)), app_version="0.4.2"))
    page.goto("/devices")
    page.wait_for_selector(f"text=A区-{width}号")
    text = page.inner_text("#live")
    assert "0.4.2" in text
    assert "3" in text
    lead.shoot(f"devices-{width}")
    page.click(f"text=A区-{width}号")
    page.wait_for_selector("#refused")
    assert "refused_text_too_long" in page.inner_text("#refused")
    lead.shoot(f"device-{width}")
    page.fill("#w-reason", "掉进水里")
    page.press("#w-reason", "Enter")
    page.wait_for_selector("[role=status].toasts")
    lead.shoot(f"device-off-{width}")
    page.fill("#r-reason", "不再使用")
    page.press("#r-reason", "Enter")
    page.wait_for_selector(".chip-red")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
