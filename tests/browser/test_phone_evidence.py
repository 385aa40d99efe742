"""Evidence at the phone: photos of lines, parcels with seal and weight, loading, a blind check."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from tests.browser.conftest import PASSWORD
from tests.browser.phone_hands import DUMP, Hands, furnish, join, receive
from tests.browser.test_phone_stages import GAUZE, STEP, scope, standing, whole

ORDERED = 7919


@pytest.fixture(scope="module")
def yard(stage: Any) -> Any:
    """Keepers, a supplier, a customer, goods, a pending area and a place to send from."""
    from pandian.catalog.operations import put_parties, put_places
    from pandian.catalog.words import PartyDraft, PlaceDraft
    from pandian.governance.operations import create_person
    from pandian.lifecycle.policies.operations import put_policies
    from pandian.lifecycle.policies.words import PolicyDraft

    furnish()
    put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", code, kind) for code, kind in (
            ("C-01", "bin"), ("PEND", "pending_area"), ("RED", "rejected_area"),
            ("OUT", "dispatch_area"))])
    put_parties(scope=SYSTEM, parties=[PartyDraft("SUP", "供应商", kinds=("supplier",)),
                                       PartyDraft("HOSP", "医院", kinds=("customer",))])
    put_policies(scope=SYSTEM, policies=[PolicyDraft("*", "licences", "note")])
    receive("GAUZE", "B-01", 20_000)
    for code, role in (("sun", "keeper"), ("tang", "keeper"), ("mei", "quality")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["SH1"],
                      password=PASSWORD)
    return stage


def opened(kind: str, asked: int, **header: str) -> Any:
    from pandian.lifecycle.operations import open_document
    from pandian.lifecycle.words import DocumentDraft, LineDraft

    return open_document(scope=scope("li"), draft=DocumentDraft(
        uuid7(), "SH1", kind, header, (LineDraft("GAUZE", asked),)))


def done(who: str, made: Any, action: str, *amounts: Any, **more: Any) -> None:
    from pandian.lifecycle.operations import act
    from pandian.lifecycle.words import ActionDraft

    act(scope=scope(who), draft=ActionDraft(
        uuid7(), made.document, action, whole(made).head.version, amounts, **more))


def picked(quantity: int) -> Any:
    """Return an order that tang has picked."""
    from pandian.lifecycle.words import Amount

    made = opened("issue", quantity, customer="HOSP", place="OUT")
    done("tang", made, "pick", *(Amount(1, "picked", row.quantity, row.lot, source=row.place)
                                 for row in whole(made).claims))
    return made


def picture(folder: Any, shade: int = 90) -> Any:
    """Write a small picture; another shade is another photo."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes([shade, n, 40]) * 32 for n in range(32))
    path = folder / f"seen-{shade}.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(
        ">IIBBBBB", 32, 32, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b""))
    return path


def shoot(hands: Hands, button: str, path: Any) -> None:
    with hands.page.expect_file_chooser() as chooser:
        hands.tap(f"{button} .photo-button button")
    chooser.value.set_files(path)
    hands.page.wait_for_selector(f"{button} .photo img")


@pytest.fixture
def hands(person: Any, yard: Any) -> Hands:
    return join(person("zh", width=390).page, yard.url, "sun")


def arrived(hands: Hands, made: Any) -> Any:
    """Open a document from the list, whatever its step asks for."""
    page = hands.page
    page.evaluate("() => { location.hash = '#/stages'; }")
    page.wait_for_selector(f".stages a[href*='{made.document}']")
    page.click(f".stages a[href*='{made.document}']")
    page.wait_for_selector("#hand-in")
    return page


@pytest.mark.usefixtures("installed")
def test_a_photo_of_a_line_taken_without_a_network_reaches_the_document(hands, tmp_path):
    made = opened("receipt", 30, supplier="SUP", place="PEND")
    done("tang", made, "arrive", evidence={"delivery_note": "D", "transport": "van"})
    page = arrived(hands, made)
    page.wait_for_function("async () => (await caches.keys()).some((k) => /phone-/.test(k))")
    page.context.set_offline(True)
    hands.scan(GAUZE)
    page.fill("#stage-quantity", "30")
    shoot(hands, ".stage-card", picture(tmp_path))
    page.fill("#stage-quantity", "30")
    hands.tap(".stage-card .primary")
    page.fill("#paper-handed_over_by", "驾驶员王")
    hands.tap("#hand-in")
    page.wait_for_selector(f"{STEP}[data-state=saved]")
    assert standing("PEND") == 0
    page.context.set_offline(False)
    page.wait_for_selector(f"{STEP}:not([data-state=saved])")
    assert page.locator(".stage-steps .reasons").all_inner_texts() == []
    page.wait_for_selector(f"{STEP}[data-state=uploaded]")
    (event,) = [row for row in whole(made).events if row.action == "book"]
    (digest,) = event.payload["evidence"]["line_photos"]["1"]
    from pandian.capture.photos.queries import photo

    kept = photo(scope=SYSTEM, digest=digest)
    assert (kept.person, kept.content[:3]) == ("sun", b"\xff\xd8\xff")


@pytest.mark.usefixtures("installed")
def test_whoever_checks_counts_blind_and_the_phone_never_knew_the_number(hands):
    made = picked(ORDERED)
    page = arrived(hands, made)
    assert "盲复核" in page.inner_text(".stage")
    held = page.evaluate(DUMP)
    for word in (str(ORDERED), f"{ORDERED:,}"):
        assert word not in held, "not in any store of the phone"
        assert word not in page.inner_text("body")
    hands.scan(GAUZE)
    page.fill("#stage-quantity", str(ORDERED - 1))
    hands.tap(".stage-card .primary")
    assert str(ORDERED - 1) in page.inner_text(".stage .option")
    hands.tap("#hand-in")
    page.wait_for_selector(f"{STEP}[data-state=refused]")
    assert str(ORDERED) not in page.inner_text(".stage-steps .reasons")
    hands.tap(".stage-steps .primary")
    page.wait_for_selector(".stage .plain-list")
    hands.tap(".stage .plain-list button")
    hands.scan(GAUZE)
    page.fill("#stage-quantity", str(ORDERED))
    hands.tap(".stage-card .primary")
    hands.tap("#hand-in")
    page.wait_for_selector(f"{STEP}[data-state=uploaded]")
    assert whole(made).head.state == "checked"


def test_a_parcel_has_its_own_number_seal_weight_and_photo_and_is_scanned_when_loaded(
        hands, tmp_path):
    from pandian.codes.rules import check_digit
    from pandian.lifecycle.words import Amount

    made = picked(7)
    done("sun", made, "check", Amount(1, "checked", 7))
    sscc = "00690123456789012"
    sscc += str(check_digit(sscc))
    page = arrived(hands, made)
    hands.scan(f"]C100{sscc}")
    page.wait_for_selector(f"text={sscc}")
    hands.scan(GAUZE)
    page.fill("#stage-quantity", "7")
    hands.tap(".stage-card .primary")
    page.fill("#parcel-seal", "S-88")
    page.fill("#parcel-weight_grams", "1250")
    page.locator("#parcel-weight_grams").blur()
    shoot(hands, "section[aria-label='包裹']", picture(tmp_path, 120))
    hands.tap("#hand-in")
    page.wait_for_selector(f"{STEP}[data-state=uploaded]")
    (unit,) = whole(made).units
    assert (unit.code, unit.seal, unit.weight_grams, len(unit.photos)) == (sscc, "S-88", "1250", 64)
    page.wait_for_selector("#paper-carrier")
    assert "0 / 1" in page.inner_text(".stage")
    hands.scan(f"]C100{sscc}")
    page.wait_for_selector("text=1 / 1")
    for name in ("delivery_note", "carrier", "transport"):
        page.fill(f"#paper-{name}", "X-1")
    hands.tap("#hand-in")
    page.wait_for_function("""() => document.querySelectorAll(
        '.stage-steps .state[data-state=uploaded]').length === 2""")
    document = whole(made)
    assert document.head.state == "shipped"
    (event,) = [row for row in document.events if row.action == "ship"]
    assert event.payload["evidence"]["parcels_loaded"] == [sscc]


def test_goods_are_put_away_where_the_phone_scans_them(hands):
    from pandian.lifecycle.operations import open_document
    from pandian.lifecycle.words import Amount, DocumentDraft, SignatureDraft

    made = opened("receipt", 12, supplier="SUP", place="PEND")
    done("tang", made, "arrive", evidence={"delivery_note": "D", "transport": "van"})
    done("tang", made, "book", Amount(1, "scanned", 12), Amount(1, "accepted", 12),
         evidence={"handed_over_by": "王"})
    look = open_document(scope=scope("mei"), draft=DocumentDraft(
        uuid7(), "SH1", "inspection", follows=made.document))
    done("mei", look, "accept", Amount(1, "accepted", 12), evidence={"result": "passed"},
         signatures=(SignatureDraft("mei", PASSWORD),))
    put = open_document(scope=scope("tang"), draft=DocumentDraft(
        uuid7(), "SH1", "putaway", follows=look.document))
    before = standing("C-01")
    arrived(hands, put)
    hands.scan("PD:B:SH1.C-01")
    hands.scan(GAUZE)
    hands.page.wait_for_selector("#stage-quantity")
    hands.page.fill("#stage-quantity", "12")
    hands.tap(".stage-card .primary")
    hands.tap("#hand-in")
    hands.page.wait_for_selector(f"{STEP}[data-state=uploaded]")
    assert standing("C-01") - before == 12
    assert whole(put).head.state == "done"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_packing_step_reads_well(person, yard, language):
    from pandian.lifecycle.words import Amount

    made = picked(3)
    done("sun", made, "check", Amount(1, "checked", 3))
    who = person(language, width=390)
    hands = join(who.page, yard.url, "sun")
    page = arrived(hands, made)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert "⟦" not in page.inner_text("body")
    small = page.evaluate("""() => [...document.querySelectorAll('main button, main a, main input')]
        .map((node) => [node, node.getBoundingClientRect()])
        .filter(([node, box]) => box.height && box.height < 44
            && !["radio", "file"].includes(node.type))
        .map(([node]) => node.outerHTML.slice(0, 90))""")
    assert small == []
    who.shoot(f"phone-pack-{language}")
