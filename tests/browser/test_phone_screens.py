"""A counter counts on the phone: few acts, nothing booked in silence, nothing lost."""

from __future__ import annotations

import json
import os
from datetime import date
from typing import Any

import pytest

from pandian.catalog.operations import put_lots
from pandian.catalog.words import LotDraft
from pandian.governance.words import SYSTEM
from tests.browser.phone_hands import DUMP, Hands, furnish, join, receive
from tests.browser.phone_world import count_task

STENT = "]d20106901234567892172803311"
GS = "\x1d"
SENTINEL = 8_123_457
"""A book quantity that occurs nowhere else: who finds it on the phone has found a leak."""
POISON = ["<img src=x onerror=document.title='owned'>", "=1+1", "\u202eevil", "';DROP TABLE x;--",
          "]C1\x1d\x1d", "９９９"]


@pytest.fixture(scope="module")
def goods(stage: Any) -> Any:
    """Serials, trade numbers and one big number in the book."""
    furnish()
    receive("GAUZE", "B-01", SENTINEL)
    receive("STENT", "B-01", 5, lot="L2406B")
    return stage


@pytest.fixture
def hands(person: Any, goods: Any) -> Hands:
    """A counter with a phone and one blind task of four places."""
    task = count_task("wang", "A-01", "A-02", "A-03", "B-01")
    phone = join(person("zh", width=390).page, goods.url)
    phone.page.wait_for_selector(f"a[href='#/count/{task}']")
    phone.task = task
    return phone


def at(hands: Hands, place: str) -> Hands:
    """Open the task and stand at a place; the acts so far are forgotten."""
    hands.page.evaluate("task => { location.hash = '#/count/' + task; }", hands.task)
    hands.page.wait_for_selector(".count")
    hands.scan(f"PD:B:SH1.{place}")
    hands.page.wait_for_selector(f".bin-code:text('{place}')")
    hands.since()
    return hands


def test_the_next_task_is_one_tap_away(hands):
    hands.since()
    hands.tap("#next-task")
    hands.page.wait_for_selector(".count")
    assert hands.since() == 1


def test_a_lot_item_takes_a_scan_and_a_number(hands):
    at(hands, "A-02")
    for lot, number in (("L2406A", "12"), ("L2406B", "7"), ("L2406A", "11")):
        hands.scan(f"{STENT}0{lot}")
        hands.number(number)
    assert hands.since() == 6
    hands.tap(".confirm")
    rows = hands.rows()
    assert [(row["resolved"]["lot"], row["quantity"], row["mode"]) for row in rows] == [
        ("L2406A", 12, "set"), ("L2406B", 7, "set"), ("L2406A", 11, "set")]
    assert all(row["code"].startswith("]d2") and row["entry"] == "wedge" for row in rows)
    assert "11" in hands.said()


def test_a_serial_takes_one_scan_and_a_second_one_is_told(hands):
    at(hands, "A-03")
    for serial in ("SN1", "SN2", "SN3"):
        hands.scan(f"]d2010690123456788521{serial}")
    assert hands.since() == 3
    assert [row["resolved"]["serial"] for row in hands.rows()] == ["SN1", "SN2", "SN3"]
    hands.page.wait_for_timeout(320)
    hands.scan("]d2010690123456788521SN2")
    assert "已扫过" in hands.said()
    assert len(hands.rows()) == 3


def test_an_empty_place_takes_two_acts(hands):
    hands.tap("#next-task")
    hands.page.wait_for_selector(".count")
    hands.since()
    hands.scan("PD:B:SH1.A-03")
    hands.page.wait_for_selector(".bin-code:text('A-03')")
    hands.tap(".foot-key:has-text('空位')")
    assert hands.since() == 2
    (row,) = hands.rows()
    assert (row["mode"], row["place"], row["quantity"]) == ("empty", "A-03", 0)
    hands.scan("PD:B:SH1.A-01")
    assert hands.page.locator("dialog[open]").count() == 0
    hands.scan("PD:C:EMPTY")
    assert [row["place"] for row in hands.rows()] == ["A-03", "A-01"]


def test_an_unknown_code_takes_three_acts_with_a_photo_and_counting_goes_on(hands, tmp_path):
    at(hands, "A-01")
    picture = tmp_path / "label.png"
    picture.write_bytes(_png())
    hands.scan("WHAT-IS-THIS")
    with hands.page.expect_file_chooser() as chooser:
        hands.tap(".photo-button button")
    chooser.value.set_files(picture)
    hands.page.wait_for_selector(".photo img")
    hands.tap("#put-down")
    assert hands.since() == 3
    (row,) = hands.rows()
    assert (row["code"], row["resolved"], row["quantity"]) == ("WHAT-IS-THIS", None, 1)
    assert len(row["photos"]) == 1
    hands.scan("ALSO-UNKNOWN")
    hands.scan("GAUZE")
    assert [row["code"] for row in hands.rows()] == ["WHAT-IS-THIS", "ALSO-UNKNOWN"]
    assert hands.page.inner_text(".item-name") == "医用纱布块"


def test_a_photo_that_no_canvas_could_draw_is_not_kept_blank(hands, tmp_path):
    at(hands, "A-01")
    picture = tmp_path / "label.png"
    picture.write_bytes(_png())
    hands.page.evaluate("HTMLCanvasElement.prototype.getContext = () => null")
    hands.scan("WHAT-IS-THIS")
    with hands.page.expect_file_chooser() as chooser:
        hands.tap(".photo-button button")
    chooser.value.set_files(picture)
    hands.page.wait_for_selector("text=照片没有保存")
    hands.tap("#put-down")
    (row,) = hands.rows()
    assert row["photos"] == []


def test_undo_is_one_tap_and_any_own_line_two(hands):
    at(hands, "A-01")
    for code, number in (("GAUZE", "3"), (f"{STENT}0L2406A", "4")):
        hands.scan(code)
        hands.number(number)
    hands.tap(".confirm")
    hands.since()
    hands.tap(".foot-key:has-text('撤销')")
    assert hands.since() == 1
    *_, counted, undo = hands.rows()
    assert (undo["mode"], undo["undoes"]) == ("undo", counted["id"])
    hands.tap(".foot-sum")
    hands.page.wait_for_selector(".row-card")
    hands.tap(".row-card:has-text('医用纱布块') button")
    assert hands.since() == 2
    assert [row["mode"] for row in hands.rows()] == ["set", "set", "undo", "undo"]


def test_an_open_count_offers_the_book_and_a_blind_one_has_no_such_thing(person, goods):
    from pandian.counting.operations import assign, create_plan
    from pandian.counting.queries import tasks
    from pandian.counting.words import PlanDraft, Scope
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import uuid7

    plan = create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid7(), "SH1", "open", Scope(places=("A-02",)), blind=False))
    task = tasks(scope=SYSTEM, plan=plan.id)[0]
    assign(scope=SYSTEM, task=task.id, person="zhang")
    phone = join(person("zh", width=390).page, goods.url, "zhang")
    phone.page.wait_for_selector(f"a[href='#/count/{task.id}']")
    phone.task = str(task.id)
    at(phone, "A-02")
    phone.scan(f"{STENT}0L2406A")
    phone.tap(".book")
    assert phone.since() == 2
    (row,) = phone.rows()
    assert (row["quantity"], row["factor"]) == (12, 1)


@pytest.mark.usefixtures("installed")
def test_nothing_on_the_phone_knows_the_book_of_a_blind_count(person, goods):
    task = count_task("wang", "B-01", "A-02")
    heard: list[str] = []
    page = person("zh", width=390).page
    page.on("response", lambda answer: heard.append(answer.text())
            if "/api/" in answer.url else None)
    phone = join(page, goods.url)
    page.wait_for_selector(f"a[href='#/count/{task}']")
    phone.task = task
    at(phone, "B-01")
    phone.scan("GAUZE")
    assert page.locator(".book").count() == 0
    phone.number("5")
    phone.scan("PD:C:NEXT")
    phone.look("look")
    phone.scan("GAUZE")
    kept = page.evaluate(DUMP)
    assert "GAUZE" in kept
    assert any("GAUZE" in text for text in heard)
    for text in (kept, page.content(), *heard):
        assert str(SENTINEL) not in text
        assert '"book"' not in text


def test_poison_is_kept_verbatim_and_only_ever_shown(hands):
    at(hands, "A-01")
    for code in POISON:
        hands.page.evaluate(
            "async ([code]) => { document.querySelector('.tools button:last-child').click();"
            " document.querySelector('#typed').value = code;"
            " document.querySelector('#typed').form.requestSubmit(); }", [code])
        hands.page.wait_for_selector("#put-down")
        shown = hands.page.inner_text("dialog .raw")
        assert "\u202e" not in shown
        assert GS not in shown
        hands.tap("#put-down")
    assert [row["code"] for row in hands.rows()] == POISON
    for screen in ("lines", "sync", "tasks"):
        hands.look(screen)
        assert "owned" not in hands.page.title()
        assert hands.page.locator("img[src=x]").count() == 0


def test_a_lost_separator_asks_and_a_wrong_digit_shows_the_right_one(hands):
    at(hands, "A-02")
    hands.scan(f"{STENT}0A213B1211234")
    assert "这是批号吗" in hands.page.inner_text("dialog h2")
    assert hands.rows() == []
    hands.tap(".option:has(b:text-is('批 A213B1'))")
    hands.number("2")
    hands.tap(".confirm")
    (row,) = hands.rows()
    assert row["lot"] == "A213B1"
    hands.scan("(01)06901234567891")
    assert "应为 2" in hands.page.inner_text("dialog .reasons")


def test_a_code_without_a_lot_asks_among_the_lots(hands):
    at(hands, "A-02")
    hands.scan("6901234567892")
    assert 2 <= hands.page.locator(".option").count() <= 5
    hands.scan("GAUZE")
    hands.tap(".option:has-text('L2406B')")
    hands.number("2")
    hands.tap(".confirm")
    assert [(row["item"], row["lot"]) for row in hands.rows()] == [("STENT", "L2406B")]
    assert hands.page.inner_text(".item-name") == "医用纱布块"


def test_a_number_that_was_not_saved_is_red_and_stays(hands):
    at(hands, "A-01")
    hands.scan("GAUZE")
    hands.number("42")
    hands.page.evaluate("""() => { const put = IDBObjectStore.prototype.add;
      IDBObjectStore.prototype.add = function (...given) {
        if (this.name === 'outbox' && !window.mended) {
          throw new DOMException('full', 'QuotaExceededError'); }
        return put.apply(this, given); }; }""")
    hands.tap(".confirm")
    dialog = hands.page.locator("dialog[data-level=blocked]")
    assert "没有保存" in dialog.inner_text()
    hands.scan("PACE")
    assert dialog.count() == 1
    hands.page.keyboard.press("Escape")
    assert dialog.count() == 1
    hands.page.evaluate("() => { window.mended = true; }")
    dialog.locator("button").click()
    hands.rest()
    assert [(row["code"], row["quantity"]) for row in hands.rows()] == [("GAUZE", 42)]
    assert hands.page.inner_text(".item-name") == "心脏起搏器"


@pytest.mark.usefixtures("installed")
def test_a_killed_tab_comes_back_with_the_number_that_was_typed(hands):
    at(hands, "A-01")
    hands.scan("GAUZE")
    hands.number("17")
    hands.page.reload()
    hands.page.wait_for_selector(".number .amount")
    assert hands.page.inner_text(".number .amount") == "17"
    assert hands.page.inner_text(".bin-code") == "A-01"
    hands.tap(".confirm")
    assert [row["quantity"] for row in hands.rows()] == [17]


def test_a_scan_where_none_is_taken_is_told_and_offered_to_be_looked_up(hands):
    page = hands.page
    hands.look("sync")
    hands.scan("GAUZE")
    page.wait_for_selector("#unused")
    assert "GAUZE" in page.inner_text("#unused")
    assert hands.rows() == []
    page.click("#unused button")
    page.wait_for_selector("#look")
    page.wait_for_selector(".answer :text('医用纱布块')")
    assert page.locator("#unused").count() == 0


def test_packs_and_loose_ones_are_two_rows(hands):
    at(hands, "A-01")
    hands.scan("]d20116901234567899")
    hands.number("3")
    assert "= 30 片" in hands.page.inner_text(".number")
    hands.tap("text=换单位")
    hands.tap("dialog .plain.wide:has-text('片')")
    hands.number("7")
    hands.tap(".confirm")
    assert [(row["mode"], row["quantity"], row["unit"], row["factor"]) for row in hands.rows()] == [
        ("set", 3, "盒", 10), ("add", 7, "片", 1)]


def test_each_scan_adds_one_when_adding(hands):
    at(hands, "A-01")
    hands.scan("GAUZE")
    hands.tap(".mode")
    for _ in range(3):
        hands.page.wait_for_timeout(320)
        hands.scan("GAUZE")
    assert [(row["mode"], row["quantity"]) for row in hands.rows()] == [("add", 1)] * 3
    assert hands.page.inner_text(".number .amount") == "3"
    hands.tap(".mode")


def test_a_place_is_finished_by_its_summary_and_all_goes_up(hands):
    at(hands, "A-01")
    hands.scan("GAUZE")
    hands.number("100")
    hands.scan("PD:B:SH1.A-02")
    assert "A-01" in hands.page.inner_text("dialog h2")
    hands.scan("PD:C:CONFIRM")
    assert hands.page.inner_text(".bin-code") == "A-02"
    hands.look("tasks")
    hands.page.wait_for_selector(".sent")
    assert "全部已上传" in hands.page.inner_text(".sent")
    assert "1/4" in hands.page.inner_text(f"a[href='#/count/{hands.task}']")


def test_a_line_is_changed_by_a_new_row(hands):
    at(hands, "A-01")
    hands.scan("GAUZE")
    hands.number("5")
    hands.tap(".confirm")
    hands.look("lines")
    hands.tap(".card.line")
    hands.page.fill("#new-number", "6")
    hands.tap("dialog .primary")
    assert [(row["mode"], row["quantity"]) for row in hands.rows()] == [("set", 5), ("set", 6)]
    assert "6" in hands.page.inner_text(".card.line .amount")


@pytest.mark.usefixtures("installed")
def test_after_twelve_idle_hours_the_pin_is_asked_and_rows_still_go_up(person, goods):
    page = person("zh", width=390).page
    phone = join(page, goods.url, pin="47110815")
    page.evaluate("""() => new Promise((done) => {
      const asked = indexedDB.open('pandian-phone'); asked.onsuccess = () => {
        const tx = asked.result.transaction('meta', 'readwrite');
        tx.objectStore('meta').put({at: Date.now() - 13 * 3600000, locked: false}, 'last_touch');
        tx.oncomplete = () => { asked.result.close(); done(); }; }; })""")
    page.reload()
    page.wait_for_selector("#pin")
    assert page.locator("#tabs").is_hidden()
    page.fill("#pin", "0000")
    page.click(".pin .primary")
    page.wait_for_function("() => document.querySelector('.fault')?.textContent")
    assert "PIN 不对" in page.inner_text(".fault")
    page.fill("#pin", "47110815")
    page.click(".pin .primary")
    page.wait_for_selector(".tasks")
    assert "47110815" not in json.dumps(page.evaluate(DUMP))
    assert phone.since() == 0


def _png() -> bytes:
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (640, 480), "#886").save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(("language", "words"), [
    ("zh", ("批 L2406A", "批 L2406B")), ("en", ("Lot L2406A", "Lot L2406B"))])
def test_two_lots_of_one_item_are_told_apart_in_the_list(person, goods, language, words):
    put_lots(scope=SYSTEM, lots=[LotDraft("STENT", "L2406A", expires_on=date(2028, 3, 31))])
    task = count_task("wang", "A-01", "A-02", "A-03", "B-01")
    hands = join(person(language, width=390).page, goods.url)
    hands.page.wait_for_selector(f"a[href='#/count/{task}']")
    hands.task = task
    at(hands, "A-02")
    for lot, number in (("L2406A", "12"), ("L2406B", "7")):
        hands.scan(f"{STENT}0{lot}")
        hands.number(number)
    hands.tap(".confirm")
    hands.look("lines")
    hands.page.wait_for_selector(".card.line b.card-sub")
    lines = hands.page.locator(".card.line b.card-sub").all_inner_texts()
    assert sorted(text.split(" · ")[0] for text in lines) == list(words)
    assert sum("2028-03-31" in text for text in lines) == 1, "the last day, where it is known"
    rows = hands.page.locator(".row-card b.card-sub").all_inner_texts()
    assert sorted(text.split(" · ")[0] for text in rows) == list(words)
    if shots := os.environ.get("PANDIAN_SHOTS"):
        hands.page.screenshot(path=f"{shots}/lines_{language}.png")
