"""A phone as the server sees it: enrolled by its QR's secret, it pushes, visits and pulls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client

from pandian.capture.devices.operations import offer_enrolment
from pandian.capture.devices.words import EnrolmentOffer
from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import PASSWORD, Caller


def counter(code: str = "li", *sites: str, role: str = "counter") -> str:
    """Make a person who counts."""
    create_person(scope=SYSTEM, code=code, name=f"人{code}", role=role,
                  sites=list(sites) or ["SH1"], password=PASSWORD)
    return code


def offered(person: str, site: str = "SH1", **more: Any) -> EnrolmentOffer:
    """Return a fresh invitation."""
    return offer_enrolment(scope=SYSTEM, site=site, person=person, base_url="https://s", **more)


def split(offer: EnrolmentOffer) -> tuple[str, str]:
    """Return (enrolment, secret) of the link in the QR."""
    enrolment, _, secret = offer.link.partition("#enrol=")[2].partition(".")
    return enrolment, secret


def enrol(offer: EnrolmentOffer, install: UUID | None = None, **changes: Any) -> HttpResponse:
    """Ask to be enrolled, as a phone does."""
    enrolment, secret = split(offer)
    body = {"contract": 1, "enrolment": enrolment, "secret": secret,
            "install": str(install or uuid4()), "app_version": "0.4.2", "name": "A区-3号",
            "persisted": True, **changes}
    return Caller("").post("/devices/enrol", body)


class Phone:
    """One enrolled phone with its own sequence."""

    def __init__(self, person: str, site: str = "SH1", install: UUID | None = None) -> None:
        self.install = install or uuid4()
        answer = enrol(offered(person, site), self.install)
        assert answer.status_code == 201, answer.content
        self.enrolled = answer.json()
        self.caller = Caller(self.enrolled["token"])
        self.seq = 0
        self.cursor: str | None = None

    def row(self, place: str = "A-01", item: str | None = "GAUZE", quantity: int | None = 1,
            **changes: Any) -> dict[str, Any]:
        """Draw a number and return an observation that was seen now."""
        self.seq += 1
        return {"id": str(uuid7()), "seq": self.seq, "mode": "set", "place": place, "item": item,
                "quantity": quantity, "entry": "keyed",
                "observed_at": datetime.now(UTC).isoformat(), **changes}

    def push(self, *rows: dict[str, Any], **changes: Any) -> HttpResponse:
        """Send rows."""
        return self.caller.post("/push", {
            "contract": 1, "push": str(uuid7()), "install": str(self.install),
            "app_version": "0.4.2", "sent_at": datetime.now(UTC).isoformat(),
            "last_seq": self.seq, "samples": [], "observations": list(rows), **changes})

    def visit(self, task: str, place: str, **changes: Any) -> HttpResponse:
        """Close a place: a row of the outbox like the others."""
        self.seq += 1
        now = datetime.now(UTC).isoformat()
        return self.caller.post("/visits", {
            "id": str(uuid7()), "task": task, "place": place, "opened_at": now, "closed_at": now,
            "complete": True, "install": str(self.install), "seq": self.seq, **changes})

    def pull(self, **changes: Any) -> HttpResponse:
        """Ask for one page."""
        return self.caller.post("/pull", {
            "contract": 1, "install": str(self.install), "sent_at": datetime.now(UTC).isoformat(),
            "last_seq": self.seq, "cursor": self.cursor, "want": ["tasks", "catalog", "policy"],
            **changes})

    def package(self, **changes: Any) -> list[dict[str, Any]]:
        """Pull until complete; return the pages and keep the cursor."""
        pages = []
        while not pages or not pages[-1]["complete"]:
            answer = self.pull(**changes)
            assert answer.status_code == 200, answer.content
            pages.append(answer.json())
            self.cursor = pages[-1]["cursor"]
            assert len(pages) < 1_000
        return pages


def verdicts(answer: HttpResponse) -> list[tuple[str, str | None]]:
    """Return (result, tray) of every row of a push."""
    assert answer.status_code == 200, answer.content
    return [(each["result"], each["tray"]) for each in answer.json()["verdicts"]]


def as_person(code: str) -> Client:
    """Return the browser of a signed-in person."""
    from pandian.governance.models import Person

    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.get(code=code))
    return client
