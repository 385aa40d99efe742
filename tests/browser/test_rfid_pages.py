"""The RFID pages in a real browser: empty, full, on the phone and at the desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from test_pages import check

from pandian.kernel.rules import uuid7

PUMP = "06901234567885"


@pytest.fixture(scope="module")
def rfid_pass(stage: Any) -> UUID:
    """A pass that read two of four pumps, one stranger, one tag between two places."""
    from pandian.capture.rfid.operations import put_readers
    from pandian.capture.rfid.words import PassDraft, Read, ReaderDraft
    from pandian.catalog.operations import put_items
    from pandian.catalog.words import ItemDraft, PackDraft
    from pandian.codes.epc.rules import tag_of, to_hex
    from pandian.counting.rfid.operations import calibrate, take_pass
    from pandian.governance.words import SYSTEM
    from pandian.ledger.operations import post
    from pandian.ledger.words import LineRequest, PostingRequest

    now = datetime.now(UTC)
    put_items(scope=SYSTEM, items=[ItemDraft(
        "PUMP", "输液泵", "台", "Infusion pump", tracking="serial",
        packs=(PackDraft("台", 1, PUMP),), attributes={"rfid": "metal"})])
    post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "SH1", "receipt", {"document": f"P-{n}"}, now - timedelta(hours=5),
        (LineRequest("PUMP", "@supplier", "A-01", 1, serial=str(n)),)) for n in (1, 2, 3, 4)])
    put_readers(scope=SYSTEM, readers=[ReaderDraft("SH1", "GATE-1", "gate",
                                                   ((1, "A-01"), (2, "A-02")))])

    def epc(serial: int) -> str:
        return to_hex(tag_of({"01": PUMP, "21": str(serial)}, prefix_digits=7),
                      scheme="sgtin-96")

    def walk(minutes: int, *reads: Read) -> UUID:
        begin = now - timedelta(minutes=minutes)
        return take_pass(scope=SYSTEM, draft=PassDraft(
            uuid7(), "GATE-1", "", begin, begin + timedelta(seconds=40), reads,
            site="SH1")).taken.id

    calibrate(scope=SYSTEM, id=walk(90, Read(epc(1), 1, -5_000, 9), Read(epc(2), 1, -5_100, 4)))
    return walk(20, Read(epc(1), 1, -5_000, 9), Read(epc(2), 2, -5_100, 4),
                Read(epc(3), 1, -6_000, 1), Read(epc(3), 2, -6_100, 1),
                Read("E2001234567890AB12345678", 1, -7_000, 2))


def test_an_empty_list_says_what_would_stand_there(person: Any) -> None:
    page = person("zh").enter("li")
    page.goto("/rfid")
    assert page.locator(".empty").count() == 1
    assert "零" in page.locator(".empty").inner_text()


@pytest.mark.parametrize(("language", "width", "theme"), [
    ("zh", 390, "light"), ("en", 1440, "dark"), ("zh", 1440, "light")])
def test_a_pass_shows_read_unread_unknown_and_ambiguous(
    person: Any, rfid_pass: UUID, language: str, width: int, theme: str
) -> None:
    found: list[str] = []
    at_desk = person(language, width=width, color_scheme=theme)
    page = at_desk.enter("li")
    for address in ("/rfid", f"/rfid/{rfid_pass}"):
        check(at_desk, address, found)
    assert not found, "\n".join(found)
    page.goto(f"/rfid/{rfid_pass}")
    text = page.locator("main").inner_text()
    assert "E2001234567890AB12345678" in text
    words = {"zh": ("未读到", "货位不明", "在别处读到", "漏读概率"),
             "en": ("unread", "place not clear", "read elsewhere", "missed")}[language]
    for word in words:
        assert word.lower() in text.lower(), word


def test_who_only_counts_has_no_rfid_page(person: Any, rfid_pass: UUID) -> None:
    page = person("zh").enter("wang")
    assert page.goto(f"/rfid/{rfid_pass}").status == 403
