"""Documents in a real browser: found, opened, acted on, signed, undone.   单据页"""

from __future__ import annotations

from typing import Any

import document_stage as on_stage
import pytest
from conftest import PASSWORD
from test_pages import check


@pytest.fixture(scope="module")
def papers(stage: Any) -> on_stage.Papers:
    on_stage.furnish(PASSWORD)
    return on_stage.papers(PASSWORD)


@pytest.mark.parametrize(("language", "width", "theme"), [
    ("zh", 390, "light"), ("en", 1440, "light"), ("zh", 1440, "dark")])
def test_the_pages_of_documents_are_tidy(
    person: Any, papers: on_stage.Papers, language: str, width: int, theme: str
) -> None:
    found: list[str] = []
    keeper = person(language, width=width, color_scheme=theme)
    keeper.enter("zhao")
    for address in ("/documents", "/documents?stage=receive&open=1", "/documents?number=RC-9999",
                    "/documents/new", "/documents/new?kind=receipt",
                    f"/documents/{papers.booked}", f"/documents/{papers.announced}?do=arrive",
                    f"/documents/{papers.putaway}?do=put",
                    f"/documents/new?kind=putaway&follows={papers.inspected}"):
        check(keeper, address, found)
    judge = person(language, width=width, color_scheme=theme)
    judge.enter("sun")
    check(judge, f"/documents/{papers.inspected}?do=reverse", found)
    assert not found, "\n".join(found)


def test_a_receipt_is_opened_by_typing_searching_and_pasting(
    person: Any, papers: on_stage.Papers
) -> None:
    page = person("zh").enter("zhao")
    page.goto("/documents/new?kind=receipt")
    page.click("main .card-footer .btn-primary")
    page.wait_for_selector(".faults")
    page.wait_for_load_state()
    assert page.locator("[aria-invalid=true]").count() == 2, "supplier and place, at the field"
    page.type("#h-supplier", "华东", delay=20)
    page.wait_for_selector(".picks li")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#h-supplier") == "SUP"
    page.fill("#h-place", "PEND")
    page.keyboard.press("Escape")
    first = page.locator("[name=r-item]").first
    first.focus()
    page.evaluate("""text => {
        const held = new DataTransfer();
        held.setData('text/plain', text);
        document.activeElement.dispatchEvent(
            new ClipboardEvent('paste', {clipboardData: held, bubbles: true, cancelable: true}));
    }""", "GAUZE\t\t\t30\nSTENT\tL9\t\t4\nNOPE\t\t\t2")
    assert page.locator("[name=r-lot]").nth(1).input_value() == "L9"
    page.click("main .card-footer .btn-primary")
    page.wait_for_selector(".faults")
    assert "NOPE" in page.inner_text(".faults")
    assert page.locator("[name=r-item][aria-invalid=true]").input_value() == "NOPE"
    assert page.locator("[name=r-asked]").first.input_value() == "30", "nothing typed is lost"
    for name in ("item", "asked"):
        page.locator(f"[name=r-{name}]").nth(2).fill("")
    page.click("main .card-footer .btn-primary")
    page.wait_for_selector(".timeline")
    page.wait_for_load_state()
    assert "RC-" in page.inner_text("h1")
    assert page.locator("table.pairs tbody tr").count() >= 2


def test_a_scan_raises_the_number_of_its_line(person: Any, papers: on_stage.Papers) -> None:
    page = person("zh").enter("zhao")
    page.goto("/documents/new?kind=receipt")
    for code in ("GAUZE", "GAUZE", "STENT"):
        page.fill("#scan", code)
        with page.expect_response("**/documents/scan?**"):
            page.press("#scan", "Enter")
    page.wait_for_function("document.querySelectorAll('[name=r-item]')[1].value === 'STENT'")
    assert page.locator("[name=r-asked]").first.input_value() == "2"


def test_a_difference_is_named_at_its_line_and_explained_there(
    person: Any, papers: on_stage.Papers
) -> None:
    receipt = on_stage.announce(("GAUZE", 37, ""), ("STENT", 6, "L2406A"))
    on_stage.do("zhao", receipt, "arrive")
    desk = person("zh")
    page = desk.enter("zhao")
    page.goto(f"/documents/{receipt}?do=book")
    page.fill("#e-handed_over_by", "驾驶员王")
    for n, (scanned, accepted) in enumerate((("37", "37"), ("5", "5"))):
        page.locator("[name=r-scanned]").nth(n).fill(scanned)
        page.locator("[name=r-accepted]").nth(n).fill(accepted)
    page.click(".do-foot .btn-primary")
    page.wait_for_selector("tr.wrong")
    desk.shoot("act-difference")
    assert page.locator("tr.wrong").get_attribute("data-item") == "STENT"
    assert page.input_value("#e-handed_over_by") == "驾驶员王"
    page.locator("[name=r-note]").nth(1).fill("少一支")
    page.click(".do-foot .btn-primary")
    page.wait_for_selector(".toast-line")
    assert "已入账" in page.inner_text("h1")


def test_signatures_are_given_in_place_and_a_wrong_one_keeps_the_form(
    person: Any, papers: on_stage.Papers
) -> None:
    receipt = on_stage.booked(("GAUZE", 12, ""))
    page = person("en").enter("sun")
    page.goto(f"/documents/{receipt}")
    page.click("text=Go on to inspection")
    page.click("main .card-footer .btn-primary")
    page.wait_for_selector(".timeline")
    page.click(".do-list >> text=Split")
    page.locator("[name=r-accepted]").fill("10")
    page.locator("[name=r-rejected]").fill("2")
    page.locator("[name=r-place]").fill("RED")
    page.fill("#e-reason", "two are torn")
    page.fill("#s-0-password", PASSWORD)
    page.select_option("#s-1-person", "rosa")
    page.fill("#s-1-password", "not this one")
    page.click(".do-foot .btn-primary")
    page.wait_for_selector(".faults")
    assert "Signature 2" in page.inner_text(".faults")
    assert page.locator("[name=r-rejected]").input_value() == "2"
    page.fill("#s-0-password", PASSWORD)
    page.fill("#s-1-password", PASSWORD)
    page.click(".do-foot .btn-primary")
    page.wait_for_selector(".toast-line")
    assert "孙质量" in page.inner_text(".timeline")
    assert "罗质量" in page.inner_text(".timeline")


def test_who_comes_second_sees_what_happened_and_keeps_what_was_typed(
    person: Any, papers: on_stage.Papers
) -> None:
    receipt = on_stage.announce(("GAUZE", 3, ""))
    desk = person("zh")
    page = desk.enter("zhao")
    page.goto(f"/documents/{receipt}?do=refuse")
    page.locator("[name=r-refused]").fill("3")
    page.fill("#e-reason", "外箱破损")
    on_stage.do("zhao", receipt, "arrive")
    page.click(".do-foot .btn-primary")
    page.wait_for_selector(".meanwhile li")
    desk.shoot("act-conflict")
    assert "到货" in page.inner_text(".meanwhile")
    assert page.input_value("#e-reason") == "外箱破损"
    page.click(".do-foot .btn-primary")
    page.wait_for_selector(".toast-line")
    assert "已拒收" in page.inner_text("h1")


def test_undoing_names_every_reason_against_it_and_then_works(
    person: Any, papers: on_stage.Papers
) -> None:
    receipt = on_stage.booked(("GAUZE", 9, ""))
    inspection = on_stage.follow("sun", "inspection", receipt)
    desk = person("zh")
    page = desk.enter("li")
    page.goto(f"/documents/{receipt}?do=reverse")
    page.fill("#r-reason", "录错了")
    page.click(".do-form .btn-primary")
    page.wait_for_selector(".faults")
    desk.shoot("reverse-refused")
    assert "IN-" in page.inner_text(".faults")
    assert page.input_value("#r-reason") == "录错了"
    on_stage.do("sun", inspection, "cancel", reason="重来")
    page.click(".do-form .btn-primary")
    page.wait_for_selector(".toast-line")
    assert "已冲销" in page.inner_text("h1")


def test_documents_are_opened_and_done_without_any_script(
    person: Any, papers: on_stage.Papers
) -> None:
    page = person("zh", java_script_enabled=False).enter("zhao")
    page.goto("/documents/new?kind=receipt")
    page.fill("#h-supplier", "SUP")
    page.fill("#h-place", "PEND")
    page.click(".paste summary")
    page.fill("#n-table", "GAUZE\t7\nGAUZE\t8")
    with page.expect_navigation():
        page.click("[value=paste]")
    assert page.locator("[name=r-asked]").first.input_value() == "7"
    assert page.input_value("#h-supplier") == "SUP"
    page.click("main .card-footer .btn-primary")
    page.click(".do-list >> text=到货")
    page.wait_for_url("**do=arrive**")
    page.fill("#e-delivery_note", "DN-1")
    page.fill("#e-transport", "陆运")
    with page.expect_navigation():
        page.click("[value=fill]")
    assert [field.input_value() for field in page.locator("[name=r-arrived]").all()] == ["7", "8"]
    with page.expect_navigation():
        page.click(".do-foot .btn-primary")
    assert "已到货" in page.inner_text("h1")


def test_the_list_is_filtered_and_its_address_can_be_sent_on(
    person: Any, papers: on_stage.Papers
) -> None:
    page = person("zh").enter("li")
    page.goto("/documents")
    page.fill("#d-lot", "L2406A")
    page.press("#d-lot", "Enter")
    page.wait_for_url("**lot=L2406A**")
    page.select_option("#d-kind", "putaway")
    page.wait_for_url("**kind=putaway**")
    page.wait_for_function("document.querySelectorAll('#documents tbody tr').length === 1")
    page.click("#documents tbody a")
    page.wait_for_selector(".trail .here")
    page.wait_for_load_state()
    assert page.locator(".trail li").count() == 3
