"""Label rescue in a real browser: found, bound and taken back, on a phone and on a desk."""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import Any

import pytest

from pandian.kernel.rules import uuid7
from tests.browser.axe import axe_finds
from tests.browser.images import loaded_width

CODE = "]d20106975737430496" + "17281231" + "10A213B1211234"


def png() -> bytes:
    """Return a small grey picture."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = b"".join(b"\x00" + bytes([160, 170, 180]) * 60 for _ in range(40))
    head = struct.pack(">IIBBBBB", 60, 40, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))


@pytest.fixture(scope="module")
def waiting(stage: Any) -> dict[str, str]:
    """A code that nobody knows, one with a lost separator, and one with a torn label."""
    from pandian.capture.operations import accept
    from pandian.capture.photos.operations import put_photo
    from pandian.capture.words import ObservationDraft, Push
    from pandian.catalog.binding.operations import bind
    from pandian.catalog.binding.words import BindingDraft
    from pandian.governance.queries import person_by_code, scope_of_person
    from pandian.governance.words import SYSTEM

    bind(scope=SYSTEM, draft=BindingDraft("gtin", "06975737430496", "STENT"))
    wang = scope_of_person(person=person_by_code(scope=SYSTEM, code="wang").id)
    digest = hashlib.sha256(png()).hexdigest()
    put_photo(scope=wang, digest=digest, content=png())
    made = {
        "unknown": {"code": "SUP-778\u202e\x1d<b>"}, "cut": {"code": CODE},
        "whole": {"code": "SUP-9"},
        "torn": {"code": "0690123", "condition": ("damaged_label",), "note": "角上撕掉了",
                 "extra": {"photos": [digest]}}}
    ids = {name: uuid7() for name in made}
    rows = tuple(ObservationDraft(ids[name], "set", "A-02", 3, **more)
                 for name, more in made.items())
    accept(scope=wang, sites_of_tasks={}, push=Push(
        None, None, None, site="SH1", observations=rows))
    return {name: str(id) for name, id in ids.items()}


def tidy(page: Any) -> None:
    """Nothing overflows, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    assert axe_finds(page) == []


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_the_inbox_and_its_rows_are_readable_and_accessible(
    person: Any, waiting: dict[str, str], language: str, width: int
) -> None:
    who = person(language, width=width)
    page = who.enter("zhao")
    for name, path in {
            "inbox": "/inbox", "unknown": f"/inbox/{waiting['unknown']}?find=STENT",
            "cut": f"/inbox/{waiting['cut']}",
            "torn": f"/inbox/{waiting['torn']}?pattern=0697????*",
            "labels": "/inbox/labels", "coverage": "/inbox/coverage", "overview": "/"}.items():
        page.goto(path)
        tidy(page)
        who.shoot(f"inbox-{name}-{language}")
    page.goto(f"/inbox/{waiting['torn']}")
    assert loaded_width(page, ".photos img") == 60


def test_a_lead_finds_binds_and_takes_back_and_a_lot_is_picked(
    person: Any, waiting: dict[str, str]
) -> None:
    who = person("zh")
    page = who.enter("li")
    page.goto(f"/inbox/{waiting['torn']}?find=shabu")
    assert page.query_selector("button[value=bind]") is None, "a torn code is never bound"
    page.goto("/inbox")
    page.click(f"a[href='/inbox/{waiting['whole']}']")
    page.fill("#r-find", "shabu")
    page.click("form:has(#r-find) button")
    page.click("li:has-text('GAUZE') button[value=bind]")
    page.wait_for_selector("text=条码已绑定")
    assert "使用中" in page.inner_text(".page-head")
    page.click("button[value=undo]")
    page.wait_for_selector("text=已撤销")
    page.goto(f"/inbox/{waiting['cut']}")
    assert "可能漏了分隔符" in page.inner_text("main")
    page.click("li:has(input[name=lot][value=A213B1]) button[value=pick]")
    page.wait_for_selector("text=这一条已采用")
    page.fill("#r-note", "重打")
    with page.expect_navigation():
        page.click("button[value=print_label]")
    page.goto("/inbox/labels")
    who.shoot("inbox-labels-open")
    assert "A213B1" in page.inner_text("main")
    page.goto(f"/inbox/{waiting['unknown']}")
    assert "<U+202E>" in page.inner_text(".raw")
    page.click("button[value=reject]")
    page.wait_for_selector("[role=alert]")
