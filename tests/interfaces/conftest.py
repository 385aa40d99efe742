"""Two sites, a few masters, and callers with different rights."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from pandian.governance.operations import create_person, create_token
from pandian.governance.words import CAPABILITIES, SYSTEM
from pandian.kernel.rules import uuid7

(settings.HOME / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns without it
NOW = datetime.now(UTC) - timedelta(minutes=5)
PASSWORD = "correct horse battery staple 9"


HANDLER = ClientHandler()
"""Its middleware is set up once: a client's own would be, with the served files, per request."""


class Caller(NamedTuple):
    """One token's way to the API."""

    token: str
    language: str = "en"

    def ask(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None,
            headers: dict[str, str] | None = None) -> HttpResponse:
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language,
                 **(headers or {})}
        if not self.token:
            given.pop("Authorization")
        client = Client(raise_request_exception=False)
        client.handler = HANDLER
        return client.generic(
            method, f"/api/v1{path}", data, "application/json", headers=given)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, body: Any = None) -> HttpResponse:
        return self.ask("POST", path, body)

    def put(self, path: str, body: Any) -> HttpResponse:
        return self.ask("PUT", path, body)


def caller(actor: str, *sites: str, can: list[str] | None = None) -> Caller:
    """Return a caller with a fresh token."""
    return Caller(create_token(scope=SYSTEM, actor=actor, sites=list(sites),
                               capabilities=can or sorted(CAPABILITIES)))


class World(NamedTuple):
    """Callers of a small world of two sites."""

    everything: Caller
    shanghai: Caller
    beijing: Caller
    counter: Caller
    nobody: Caller


def posting(quantity: int = 10, **changes: Any) -> dict[str, Any]:
    """Return a receipt of GAUZE at SH1; `line` changes its line."""
    line = {"item": "GAUZE", "source": "@supplier", "target": "A-01", "quantity": quantity,
            **changes.pop("line", {})}
    return {"id": str(uuid7()), "site": "SH1", "kind": "receipt", "cause": {"document": "PO-1"},
            "effective_at": NOW.isoformat(), "lines": [line], **changes}


@pytest.fixture
def everything(db: None) -> Caller:
    """A caller with every right everywhere, in an empty world: enough for malformed input."""
    return caller("feed", "*")


@pytest.fixture
def world(everything: Caller) -> World:
    made = [
        everything.put("/sites", [
            {"code": "SH1", "name": "上海仓", "time_zone": "Asia/Shanghai"},
            {"code": "BJ1", "name": "北京仓", "time_zone": "Asia/Shanghai"}]),
        everything.put("/items", [
            {"code": "GAUZE", "name": "纱布", "unit": "片",
             "packs": [{"unit": "盒", "factor": 10}]},
            {"code": "STENT", "name": "支架", "unit": "支", "tracking": "lot", "expiry": True}]),
        everything.put("/places", [
            {"site": site, "code": code, "kind": "bin"}
            for site in ("SH1", "BJ1") for code in ("A-01", "A-02", "A-03")]),
        everything.put("/parties", [{"code": "OWN-1", "name": "货主", "kinds": ["owner"]}]),
        everything.put("/lots", [{"item": "STENT", "lot": "L1", "expires_on": "2030-01-31"}]),
        everything.put("/policies", [{"site": "*", "name": "licences", "value": "note"}]),
    ]
    assert [each.status_code for each in made] == [200] * len(made), [m.content for m in made]
    return World(
        everything, caller("sh", "SH1"), caller("bj", "BJ1"),
        caller("counter", "SH1", can=["counting.count", "capture.push"]), Caller(""))


@pytest.fixture
def approver(world: World) -> Caller:
    """A person with a password, and a token in his name."""
    create_person(scope=SYSTEM, code="chen", name="陈", role="controller", sites=["SH1"],
                  password=PASSWORD)
    return caller("chen", "SH1", can=["counting.plan", "counting.read", "counting.approve",
                                      "ledger.read"])
