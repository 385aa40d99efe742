"""A browser, a server and a small stage of their own database, for what only a browser can tell."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pandian.kernel.rules import uuid7
from tests import schema
from tests.browser.axe import AXE

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "pandian" / "static" / "vendor"
PATIENCE_MS = 60_000
"""So long a step may take on a busy machine; nothing is proved by how long it took."""
PASSWORD = "tall-heron-walks-42"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PEOPLE = {
    "li": ("李主管", "controller"), "zhang": ("张三", "counter"), "wang": ("王五", "counter"),
    "zhao": ("赵班长", "lead"), "qian": ("钱会计", "finance"), "guan": ("管理员", "admin"),
}
STOCK = [("A-01", "GAUZE", None, 100), ("A-02", "STENT", "L2406A", 12), ("A-03", "GAUZE", None, 7),
         ("B-01", "GAUZE", None, 31)]


class Stage(NamedTuple):
    """Where the server answers, and what stands on the stage."""

    url: str


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless browser of the system; the tests that need one are skipped where none is."""
    found = os.environ.get("PANDIAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not found:
        pytest.skip("no chromium on this machine: apt-get install chromium-headless-shell")
    if not ((VENDOR / "htmx" / "htmx.min.js").exists() and AXE.exists()):
        pytest.skip("the browser libraries are not installed: make vendor")
    playwright = pytest.importorskip("playwright.sync_api")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # its loop runs in our thread; nothing awaits
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def own_database(django_db_modify_db_settings: None, django_db_blocker: Any) -> Iterator[None]:
    """Work in a database of our own, which is dropped afterwards: a server cannot roll back."""
    from django.db import connection

    name = f"{connection.settings_dict['TEST']['NAME']}_browser"
    with django_db_blocker.unblock(), schema.own_database(name):
        yield


@pytest.fixture(scope="module")
def stage(chromium: Any, own_database: None) -> Iterator[Stage]:
    """A server on the loopback with one site, four bins, two items and six people."""
    _furnish()
    with served() as stage:
        yield stage


@contextmanager
def served() -> Iterator[Stage]:
    """Serve on the loopback as customers are served: the middleware hands out static files.

    The test server's own handler of static files names no age, so that a browser asks for each
    file again with each page.
    """
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("127.0.0.1", start=False)
    server.thread.static_handler = lambda application: application
    server.start()
    yield Stage(str(server.url))
    server.stop()


def _furnish() -> None:
    from pandian.catalog.operations import put_items, put_places, put_sites
    from pandian.catalog.words import ItemDraft, PackDraft, PlaceDraft
    from pandian.governance.operations import create_person
    from pandian.governance.words import SYSTEM, SiteDraft
    from pandian.ledger.operations import post
    from pandian.ledger.words import LineRequest, PostingRequest

    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai", "Shanghai")])
    put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", code, "bin", sequence=n) for n, (code, *_) in enumerate(STOCK)])
    put_items(scope=SYSTEM, items=[
        ItemDraft("GAUZE", "医用纱布块", "片", "Gauze", packs=(PackDraft("盒", 10),), cost="1.50"),
        ItemDraft("STENT", "冠脉支架 2.5×18", "支", "Stent", tracking="lot", cost="3200")])
    posted = post(scope=SYSTEM, requests=[
        PostingRequest(uuid7(), "SH1", "receipt", {"document": f"PO-{n}"},
                       datetime.now(UTC) - timedelta(hours=3),
                       (LineRequest(item, "@supplier", place, quantity, lot=lot),))
        for n, (place, item, lot, quantity) in enumerate(STOCK)])
    assert [row.result for row in posted] == ["created"] * len(STOCK), posted
    for code, (name, role) in PEOPLE.items():
        create_person(scope=SYSTEM, code=code, name=name, role=role, sites=["SH1"],
                      password=PASSWORD)


class Person:
    """Somebody at a browser of his own; script errors and policy violations fail the test."""

    def __init__(self, chromium: Any, stage: Stage, language: str, width: int = 1440,
                 **options: Any) -> None:
        self.language = language
        self.url = stage.url
        self.context = chromium.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 844},
            locale={"zh": "zh-CN", "en": "en-GB"}[language], base_url=stage.url, **options)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, code: str) -> Any:
        """Sign in through the page; return the page."""
        self.page.goto("/sign-in")
        self.page.fill("#code", code)
        self.page.fill("#password", PASSWORD)
        self.page.click("main button.btn-primary")
        self.page.wait_for_url("**/")
        if self.language == "en":
            self.page.click("button[value=en]")
            self.page.wait_for_selector("html[lang=en]")
        return self.page

    def enter(self, code: str) -> Any:
        """Be signed in, in this browser's language, and return the page, which is still blank.

        The way through the page is `sign_in`, for the tests whose story begins there; its session
        and its language are the same.
        """
        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.test import Client

        from pandian.governance.operations import set_language
        from pandian.governance.queries import scope_of_person
        from pandian.interfaces.web.views.signing import BACKEND

        chosen = {"zh": "zh-hans", "en": "en"}[self.language]
        someone = get_user_model().objects.get(code=code)
        set_language(scope=scope_of_person(person=someone.pk), language=chosen)
        client = Client()
        client.force_login(someone, BACKEND)
        self.context.add_cookies([
            {"name": name, "value": value, "url": self.url} for name, value in (
                (settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value),
                (settings.LANGUAGE_COOKIE_NAME, chosen))])
        return self.page

    def shoot(self, name: str) -> None:
        """Keep a picture where PANDIAN_SHOTS says, for people to look at."""
        if folder := os.environ.get("PANDIAN_SHOTS"):
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True,
                                 caret="initial")


@pytest.fixture
def installed() -> None:
    """Let the phone install its worker: for tests that go off line, reload or read caches.

    Its eighty files cost more than most of what else is done at a phone.
    """


@pytest.fixture
def person(chromium: Any, stage: Stage, request: Any) -> Iterator[Any]:
    """Make people with a browser each: person("zh"), person("en", width=390)."""
    made: list[Person] = []
    workers = "allow" if "installed" in request.fixturenames else "block"

    def make(language: str = "zh", **options: Any) -> Person:
        made.append(Person(chromium, stage, language, service_workers=workers, **options))
        return made[-1]

    yield make
    complaints = [text for each in made for text in each.complaints]
    for number, each in enumerate(made):
        each.shoot(f"last-{number}")
        each.context.close()
    assert complaints == []
