"""The rights of documents at the doors of the API and the pages: the same table.   单据的门"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stories"))
from document_forced import forced
from document_table import READERS, REVERSERS, TABLE
from document_world import Dock

from pandian.catalog.operations import put_sites
from pandian.exchange.queries import all_layouts
from pandian.governance.operations import create_person
from pandian.governance.words import ROLES, SYSTEM, SiteDraft
from pandian.interfaces.web.urls import urlpatterns as URLS
from pandian.kernel.rules import uuid7
from pandian.lifecycle.rules import KINDS
from tests.interfaces.conftest import PASSWORD, Caller, caller


@pytest.fixture
def dock(db: None) -> Dock:
    made = Dock()
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    return made


@pytest.fixture
def made(dock: Dock) -> dict[str, UUID]:
    """One document of each kind."""
    return {name: forced(dock, name) for name in KINDS}


def tokens(site: str) -> dict[str, Caller]:
    """A token with the rights of each role."""
    return {name: caller(f"t-{name}", site, can=sorted(role.capabilities))
            for name, role in ROLES.items()}


def action(name: str) -> dict[str, Any]:
    return {"id": str(uuid7()), "action": name, "version": 99}


def test_the_api_lets_each_role_do_what_the_table_says(made: dict[str, UUID]) -> None:
    for role, who in tokens("SH1").items():
        assert (who.get("/documents").status_code == 200) == (role in READERS), role
        for name, id in made.items():
            path = f"/documents/{id}"
            assert (who.get(path).status_code == 200) == (role in READERS), (role, name)
            for act, (allowed, _) in TABLE[name].acts.items():
                status = who.post(f"{path}/actions", action(act)).status_code
                assert (status, role in allowed) in ((403, False), (409, True)), (
                    role, name, act, status)
            opened = who.post("/documents", {
                "id": str(uuid7()), "site": "SH1", "kind": name}).status_code
            assert (opened == 403) == (role not in TABLE[name].opens), (role, name, opened)
            undone = who.post(f"{path}/reversal", {
                "id": str(uuid7()), "version": 99, "reason": "wrong"}).status_code
            assert (undone == 403) == (role not in REVERSERS), (role, name, undone)


def test_the_api_of_another_site_knows_no_document(made: dict[str, UUID]) -> None:
    far = caller("far", "BJ1")
    assert far.get("/documents").json()["rows"] == []
    for name, id in made.items():
        assert far.get(f"/documents/{id}").status_code == 404, name
        for act in TABLE[name].acts:
            assert far.post(f"/documents/{id}/actions", action(act)).status_code == 404, (
                name, act)


def pages() -> Iterator[str]:
    """Yield every page that shows or prints one document: its address with one id in it."""
    for pattern in URLS:
        text = str(pattern.pattern)
        if re.match(r"documents/<uuid:\w+>", text):
            yield re.sub(r"<str:\w+>", "record", re.sub(r"<uuid:\w+>", "{}", text))


def test_pages_and_prints_show_a_document_to_readers_of_its_site_alone(
    made: dict[str, UUID]
) -> None:
    addresses = sorted(pages())
    assert "documents/{}" in addresses
    for site in ("SH1", "BJ1"):
        for role in ROLES:
            create_person(scope=SYSTEM, code=f"p-{site}-{role}".lower(), name=role, role=role,
                          sites=[site], password=PASSWORD)
            browser = Client(raise_request_exception=False)
            signed = browser.post("/sign-in", {
                "code": f"p-{site}-{role}".lower(), "password": PASSWORD})
            assert signed.status_code == 302, signed.content
            for address in addresses:
                for name in ("receipt", "recall"):
                    answer = browser.get("/" + address.format(made[name]))
                    seen = answer.status_code == 200 and str(made[name]).encode() in answer.content
                    if role not in READERS or site == "BJ1":
                        assert not seen, (site, role, address)
                        assert answer.status_code in (302, 400, 403, 404, 405), (role, address)
                    elif address == "documents/{}":
                        assert seen, (role, name)


def test_no_import_writes_documents() -> None:
    assert not {name for name in all_layouts() if name in KINDS or "document" in name}
