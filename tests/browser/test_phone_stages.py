"""A keeper does documents at the phone: scan the bin, scan the goods, hand it in; also offline."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from tests.browser.axe import axe_finds
from tests.browser.conftest import PASSWORD
from tests.browser.phone_hands import Hands, furnish, join, receive

GAUZE = "]d20116901234567899"
STEP = ".stage-steps .state"
TWO = """state => document.querySelectorAll(
  `.stage-steps .state[data-state=${state}]`).length === 2"""


@pytest.fixture(scope="module")
def floor(stage: Any) -> Any:
    """A keeper and two people with other posts, goods, and bins to carry them to."""
    from pandian.catalog.operations import put_places
    from pandian.catalog.words import PlaceDraft
    from pandian.governance.operations import create_person

    furnish()
    put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", code, "bin", sequence=20 + n)
        for n, code in enumerate(("C-01", "C-02", "C-03", "C-04", "C-05"))]
        + [PlaceDraft("SH1", "PEND", "pending_area")])
    receive("GAUZE", "B-01", 500)
    for code in ("sun", "tang"):
        create_person(scope=SYSTEM, code=code, name=code, role="keeper", sites=["SH1"],
                      password=PASSWORD)
    return stage


def scope(code: str) -> Any:
    from pandian.governance.queries import scope_of_code

    return scope_of_code(scope=SYSTEM, code=code)


def relocation(quantity: int, source: str = "B-01", by: str = "tang") -> Any:
    """Open a relocation of gauze at the desk."""
    from pandian.lifecycle.operations import open_document
    from pandian.lifecycle.words import DocumentDraft, LineDraft

    return open_document(scope=scope(by), draft=DocumentDraft(
        uuid7(), "SH1", "relocation", lines=(LineDraft("GAUZE", quantity, place=source),)))


def whole(made: Any) -> Any:
    from pandian.lifecycle.queries import document

    return document(scope=SYSTEM, id=made.document)


def standing(place: str) -> int:
    from pandian.ledger.queries import stock

    return sum(row.quantity for row in stock(scope=SYSTEM, site="SH1", place=place).rows)


@pytest.fixture
def hands(person: Any, floor: Any) -> Hands:
    return join(person("zh", width=390).page, floor.url, "sun")


def at(hands: Hands, made: Any) -> Hands:
    """Open the list from the first screen, and the document in it."""
    page = hands.page
    page.evaluate("() => { location.hash = '#/tasks'; }")
    page.wait_for_selector("a[href='#/stages']")
    page.click("a[href='#/stages']")
    page.wait_for_selector(f".stages a[href*='{made.document}']")
    page.click(f".stages a[href*='{made.document}']")
    page.wait_for_selector(".stage .option")
    hands.since()
    return hands


def carry(hands: Hands, place: str, *, quantity: str = "", empty: bool = False) -> None:
    """Scan the bin, scan the goods, say how many, hand it in."""
    hands.scan(f"PD:B:SH1.{place}")
    hands.page.wait_for_selector(f".stage-bin .bin-code:text('{place}')")
    if empty:
        hands.tap(".stage-bin button")
    hands.scan(GAUZE)
    hands.page.wait_for_selector("#stage-quantity")
    if quantity:
        hands.page.fill("#stage-quantity", quantity)
    hands.tap(".stage-card .primary")
    hands.tap("#hand-in")


def test_goods_are_carried_with_five_acts_and_the_bin_is_proved(hands):
    made = relocation(10)
    at(hands, made)
    carry(hands, "C-01", empty=True)
    assert hands.since() == 5
    hands.page.wait_for_selector(f"{STEP}[data-state=uploaded]")
    document = whole(made)
    assert (document.head.state, standing("C-01")) == ("done", 10)
    (event,) = [row for row in document.events if row.action == "move"]
    assert (event.actor, event.payload["evidence"]["proofs"][0]["place"]) == ("sun", "C-01")
    assert _proved("C-01") == [("filled", 0), ("filled", 10)]


def _proved(place: str) -> list[tuple[str, int]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("""SELECT v.step, v.counted FROM lifecycle_proof v
                            JOIN ledger_holding h ON h.site = v.site AND h.id = v.holding
                            JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
                           WHERE p.code = %s ORDER BY v.counted""", [place])
        return list(cursor.fetchall())


def test_what_is_left_at_the_source_is_keyed_and_never_shown(hands):
    made = relocation(10)
    at(hands, made)
    hands.scan("PD:B:SH1.B-01")
    hands.scan("PD:B:SH1.C-05")
    hands.scan(GAUZE)
    hands.page.wait_for_selector("#stage-remainder")
    assert "521" not in hands.page.inner_text("body")
    left = standing("B-01") - 10
    hands.page.fill("#stage-remainder", str(left))
    hands.tap(".stage-card .primary")
    hands.tap("#hand-in")
    hands.page.wait_for_selector(f"{STEP}[data-state=uploaded]")
    assert ("remainder", left) in _proved("B-01")


@pytest.mark.usefixtures("installed")
def test_a_step_done_without_a_network_waits_survives_and_happens_once(hands):
    made = relocation(20)
    page = hands.page
    at(hands, made)
    page.wait_for_function("async () => (await caches.keys()).some((k) => /phone-/.test(k))")
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")  # it answers a reload
    page.context.set_offline(True)
    carry(hands, "C-02", quantity="15")
    page.wait_for_selector(f"{STEP}[data-state=saved]")
    assert "15 / 20" in page.inner_text(".stage .option")
    carry(hands, "C-03")
    page.wait_for_function(TWO, arg="saved")
    page.reload()
    page.wait_for_selector(f"{STEP}[data-state=saved]")
    assert standing("C-02") == 0
    page.context.set_offline(False)
    page.wait_for_function(TWO, arg="uploaded")
    assert (standing("C-02"), standing("C-03")) == (15, 5)
    assert whole(made).head.state == "done"
    assert [row.action for row in whole(made).events] == ["open", "move", "move"]


def test_an_answer_that_was_lost_is_cured_by_sending_again(hands):
    made = relocation(8)
    page = hands.page
    at(hands, made)
    lost = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/actions", lose)
    carry(hands, "C-04")
    for _ in range(600):
        if lost:
            break
        page.wait_for_timeout(50)
    assert lost == [201]
    assert page.locator(f"{STEP}[data-state=saved]").count() == 1
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.wait_for_selector(f"{STEP}[data-state=uploaded]")
    assert [row.action for row in whole(made).events] == ["open", "move"]
    assert standing("C-04") == 8


def test_a_number_that_looks_wrong_is_kept_and_the_phone_says_look_again(hands):
    made = relocation(30)
    page = hands.page
    at(hands, made)
    carry(hands, "C-05", quantity="3")
    page.wait_for_selector(f"{STEP}[data-state=uploaded]")
    page.wait_for_selector(".stage-steps [data-level=warning] .reasons li")
    assert "30" in page.inner_text(".stage-steps [data-level=warning]")
    assert whole(made).sums[0].quantity == 3
    assert axe_finds(page) == []
    hands.tap(".stage-steps li .plain")
    page.wait_for_selector(".stage-steps [data-level=warning]", state="detached")


def test_what_the_server_refuses_is_told_at_the_row_in_words(person, floor):
    from pandian.lifecycle.operations import act
    from pandian.lifecycle.words import ActionDraft, Amount

    hands = join(person("en", width=390).page, floor.url, "sun")
    made = relocation(6)
    at(hands, made)
    act(scope=scope("tang"), draft=ActionDraft(
        uuid7(), made.document, "move", 1, (Amount(1, "moved", 2, place="C-05"),)))
    carry(hands, "C-04")
    hands.page.wait_for_selector(f"{STEP}[data-state=refused]")
    assert "version" in hands.page.inner_text(".stage-steps .reasons")
    # two were carried meanwhile: the phone asks how it stands and draws the page anew; a finger
    # that comes down before and goes up after that has tapped nothing
    hands.page.wait_for_function(
        "() => document.querySelector('.stage .option').innerText.includes('2 of 6')")
    hands.tap(".stage-steps .primary")
    hands.page.wait_for_selector(STEP, state="detached")
    hands.page.wait_for_selector(".stage .plain-list")
    hands.tap(".stage .plain-list button")
    assert "2 of 6" in hands.page.inner_text(".stage .option")
    carry(hands, "C-04")
    hands.page.wait_for_selector(f"{STEP}[data-state=uploaded]")
    assert whole(made).head.state == "done"


def test_wrong_codes_and_numbers_are_told_and_change_nothing(hands):
    made = relocation(5)
    at(hands, made)
    hands.scan("]d2010690123456788521SN9")
    assert "不在这张单据上" in hands.said()
    hands.scan("<img src=x onerror=document.title='owned'>")
    assert "不认识的码" in hands.said()
    hands.scan(GAUZE)
    hands.tap(".stage-card .primary")
    assert "先扫货位" in hands.said()
    hands.scan("PD:B:SH1.C-05")
    for typed, said in (("6", "还剩 5"), ("0", "整数"), ("two", "整数")):
        hands.page.fill("#stage-quantity", typed)
        hands.tap(".stage-card .primary")
        assert said in hands.said()
    hands.tap("#hand-in")
    assert "还没有记下数量" in hands.said()
    assert whole(made).head.version == 1


def test_a_receipt_is_received_line_by_line_with_its_papers(hands):
    from pandian.catalog.operations import put_parties
    from pandian.catalog.words import PartyDraft
    from pandian.lifecycle.operations import open_document
    from pandian.lifecycle.policies.operations import put_policies
    from pandian.lifecycle.policies.words import PolicyDraft
    from pandian.lifecycle.words import DocumentDraft, LineDraft

    put_parties(scope=SYSTEM, parties=[PartyDraft("SUP", "供应商", kinds=("supplier",))])
    put_policies(scope=SYSTEM, policies=[PolicyDraft("*", "licences", "note")])
    made = open_document(scope=scope("tang"), draft=DocumentDraft(
        uuid7(), "SH1", "receipt", {"supplier": "SUP", "place": "PEND"},
        (LineDraft("GAUZE", 30),)))
    page = hands.page
    page.evaluate("() => { location.hash = '#/stages'; }")
    page.click(f".stages a[href*='{made.document}']")
    page.wait_for_selector("#hand-in")
    hands.tap("#hand-in")
    assert "必填" in hands.said()
    page.fill("#paper-delivery_note", "DN-77")
    page.fill("#paper-transport", "常温")
    hands.tap("#hand-in")
    page.wait_for_selector(f"{STEP}[data-state=uploaded]")
    page.click("label:has(input[name=stage-action][value=book])")
    hands.scan(GAUZE)
    assert page.input_value("#stage-quantity") != "30", "what is to be counted is not offered"
    page.fill("#stage-quantity", "30")
    hands.tap(".stage-card .primary")
    page.fill("#paper-handed_over_by", "驾驶员王")
    hands.tap("#hand-in")
    page.wait_for_function(TWO, arg="uploaded")
    assert (whole(made).head.state, standing("PEND")) == ("booked", 30)


def test_an_order_is_picked_where_it_is_held_and_checked_by_somebody_else(hands, person, floor):
    from pandian.catalog.operations import put_parties, put_places
    from pandian.catalog.words import PartyDraft, PlaceDraft
    from pandian.lifecycle.operations import open_document
    from pandian.lifecycle.policies.operations import put_policies
    from pandian.lifecycle.policies.words import PolicyDraft
    from pandian.lifecycle.words import DocumentDraft, LineDraft

    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "OUT", "dispatch_area")])
    put_parties(scope=SYSTEM, parties=[PartyDraft("HOSP", "医院", kinds=("customer",))])
    put_policies(scope=SYSTEM, policies=[PolicyDraft("*", "licences", "note")])
    made = open_document(scope=scope("li"), draft=DocumentDraft(
        uuid7(), "SH1", "issue", {"customer": "HOSP", "place": "OUT"}, (LineDraft("GAUZE", 3),)))
    (claim,) = whole(made).claims
    at(hands, made)
    page = hands.page
    assert f"{claim.place} × 3" in page.inner_text(".stage .option")
    hands.scan(f"PD:B:SH1.{claim.place}")
    hands.scan(GAUZE)
    assert page.input_value("#stage-quantity") == "3"
    hands.tap(".stage-card .primary")
    hands.tap("#hand-in")
    page.wait_for_selector(f"{STEP}[data-state=uploaded]")
    assert (whole(made).head.state, standing("OUT")) == ("picked", 3)
    page.wait_for_selector("h2:text('已拣货')")
    hands.scan(GAUZE)
    assert page.input_value("#stage-quantity") == "10", "what the box says, not the order"
    page.fill("#stage-quantity", "3")
    hands.tap(".stage-card .primary")
    hands.tap("#hand-in")
    page.wait_for_selector(f"{STEP}[data-state=refused]")
    assert "须由他人" in page.inner_text(".stage-steps .reasons")
    other = join(person("zh", width=390).page, floor.url, "tang")
    at(other, made)
    other.scan(GAUZE)
    other.page.fill("#stage-quantity", "3")
    other.tap(".stage-card .primary")
    other.tap("#hand-in")
    other.page.wait_for_selector(f"{STEP}[data-state=uploaded]")
    assert whole(made).head.state == "checked"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everybody_can_use_it_and_the_thumb_reaches_it(person, floor, language):
    made = relocation(4)
    who = person(language, width=390)
    hands = join(who.page, floor.url, "sun")
    at(hands, made)
    hands.scan("PD:B:SH1.C-05")
    hands.scan(GAUZE)
    page = who.page
    page.wait_for_selector("#stage-quantity")
    for name in ("stage", "stages"):
        assert axe_finds(page) == [], name
        small = page.evaluate("""() => [...document.querySelectorAll(
            'main button, main a, main input')].map((node) => [node, node.getBoundingClientRect()])
          .filter(([node, box]) => box.height && box.height < 44 && node.type !== 'radio')
          .map(([node]) => node.outerHTML.slice(0, 90))""")
        assert small == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        who.shoot(f"phone-{name}-{language}")
        if name == "stage":
            box = page.locator("#hand-in").bounding_box()
            assert box["y"] > 844 * 2 / 3, "what is done last lies under the thumb"
            page.evaluate("() => { location.hash = '#/stages'; }")
            page.wait_for_selector(".stages a.card")


def test_a_counter_s_phone_does_no_documents(person, floor):
    hands = join(person("zh", width=390).page, floor.url, "wang")
    page = hands.page
    page.wait_for_selector("#chip[data-level=ok]")
    hands.rest()
    assert page.locator("a[href='#/stages']").count() == 0
    status = page.evaluate("""async () => {
        const opened = await new Promise((done) => { const asked = indexedDB.open('pandian-phone');
          asked.onsuccess = () => done(asked.result); });
        const device = await new Promise((done) => { const asked = opened.transaction('meta')
          .objectStore('meta').get('device'); asked.onsuccess = () => done(asked.result); });
        opened.close();
        const answer = await fetch('/api/v1/documents', {
          headers: {Authorization: `Bearer ${device.token}`}, credentials: 'omit'});
        return answer.status; }""")
    assert status == 403
    assert json.dumps(status)
