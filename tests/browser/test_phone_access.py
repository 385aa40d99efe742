"""Every screen of the phone for everybody: accessible, in both languages, on small displays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.axe import axe_finds
from tests.browser.phone_hands import Hands, furnish, join
from tests.browser.phone_world import count_task

SMALL = {"width": 360, "height": 640}
FLAT = {"width": 740, "height": 360}
STENT = "]d20106901234567892172803311"
TARGETS = """() => [...document.querySelectorAll('button, a, input, summary')].filter((node) => {
  const box = node.getBoundingClientRect();
  const on = node.closest('dialog') ?? !document.querySelector('dialog[open]');
  return on && node.offsetParent && box.width > 2 && !node.closest('.hidden, [hidden]')
    && (box.height < 47.5 || box.width < 47.5);
}).map((node) => node.outerHTML.slice(0, 120))"""
WORDS = """() => { const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = []; while (walk.nextNode()) { const node = walk.currentNode;
    const text = node.data.trim();
    if (node.parentElement.offsetParent && /\\p{L}{2,}/u.test(text)
      && !/^[0-9a-f-]{36}$/.test(text)) found.push(text); }
  for (const node of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
    for (const name of ['aria-label', 'placeholder', 'title']) {
      if (node.getAttribute(name)) found.push(node.getAttribute(name)); } }
  return found; }"""


@pytest.fixture(scope="module")
def goods(stage: Any) -> Any:
    """Serials and trade numbers."""
    furnish()
    return stage


def screens(hands: Hands, task: str) -> Any:
    """Open every screen and sheet in turn and yield its name."""
    yield "tasks"
    hands.look(f"count/{task}")
    yield "count-place"
    hands.scan("PD:B:SH1.A-02")
    yield "count-item"
    hands.scan("GAUZE")
    hands.number("12")
    yield "count-line"
    hands.scan("6901234567892")
    yield "pick"
    hands.tap(".option >> nth=0")
    hands.number("3")
    hands.scan("WHAT IS THIS")
    yield "exception"
    hands.tap("#put-down")
    hands.tap(".bin")
    yield "places"
    hands.escape()
    hands.scan("PD:C:NEXT")
    yield "closing"
    hands.escape()
    for screen in ("lines", "sync", "look", "device"):
        hands.look(screen)
        if screen in ("look", "device"):
            hands.scan(f"{STENT}0L2406A")
        yield screen
        if screen == "lines":
            hands.tap(".card.line")
            yield "edit"
            hands.escape()
    hands.look("join")
    yield "join"


@pytest.mark.parametrize(("language", "theme", "contrast"), [
    ("zh", "light", "no-preference"), ("en", "dark", "no-preference"),
    ("en", "light", "more"), ("zh", "dark", "more")])
def test_axe_finds_nothing_and_everything_can_be_hit(person, goods, language, theme, contrast):
    task = count_task("wang", "A-01", "A-02")
    someone = person(language, width=390, color_scheme=theme, contrast=contrast)
    page = someone.page
    page.set_viewport_size(SMALL)
    hands = join(page, goods.url)
    page.wait_for_selector(f"a[href='#/count/{task}']")
    found: list[str] = []
    for name in screens(hands, task):
        found += faults(page, name)
        someone.shoot(f"phone-{name}-{language}-{theme}-{contrast}")
    assert not found, "\n".join(found)


def faults(page: Any, name: str) -> list[str]:
    """Return what axe finds, what is wider than the window, and what a thumb would miss."""
    found = [f"{name}: {each}" for each in axe_finds(page)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{name}: wider than the window")
    return found + [f"{name}: too small: {each}" for each in page.evaluate(TARGETS)]


def test_nothing_is_said_that_is_not_in_the_table_of_words(person, goods):
    task = count_task("wang", "A-01", "A-02")
    page = person("en", width=390).page
    hands = join(page, goods.url)
    page.wait_for_selector(f"a[href='#/count/{task}']")
    page.goto("/phone/?lang=pseudo#/tasks")
    page.wait_for_selector(".tasks .huge")
    data = ("Gauze", "Stent", "STENT", "GAUZE", "phone", "WHAT IS THIS", "王五", "SH1", "片", "支",
            "A-0", "L2406A", "English", "中文", "GS1", "US", "UK", "DE", "FR", "UN", "expires_on")
    strange = []
    for name in screens(hands, task):
        for text in page.evaluate(WORDS):
            if "⟦" not in text and "⟧" not in text and not any(word in text for word in data):
                strange.append(f"{name}: {text}")
    assert not strange, "\n".join(sorted(set(strange)))


def test_the_count_screen_fits_small_and_flat_displays(person, goods):
    task = count_task("wang", "A-01", "A-02")
    someone = person("zh", width=390)
    page = someone.page
    page.set_viewport_size(SMALL)
    hands = join(page, goods.url)
    page.wait_for_selector(f"a[href='#/count/{task}']")
    hands.look(f"count/{task}")
    hands.scan("PD:B:SH1.A-02")
    hands.scan(f"{STENT}0L2406A")
    hands.number("12")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    keys = page.evaluate("[...document.querySelectorAll('.key')].map((key) =>"
                         " key.getBoundingClientRect().height)")
    assert min(keys) >= 64
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector("
                         "'.number .amount')).fontSize)") >= 64
    page.set_viewport_size(FLAT)
    someone.shoot("phone-flat")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 8")
    choose(hands, "glove", "left_hand", "ring")
    hands.look(f"count/{task}")
    hands.scan("GAUZE")
    assert page.locator(".keys").is_hidden()
    someone.shoot("phone-flat-ring")
    page.set_viewport_size({"width": 390, "height": 844})
    heights = page.evaluate("[...document.querySelectorAll('.key')].map((key) =>"
                            " key.getBoundingClientRect().height)")
    assert min(heights) >= 80
    lefts = page.evaluate("['.key.side', '.key'].map((name) => document.querySelector(name)"
                          ".getBoundingClientRect().left)")
    assert lefts[0] < lefts[1]
    someone.shoot("phone-glove-left")


def choose(hands: Hands, *names: str) -> None:
    """Switch settings on, by their words."""
    words = {"glove": "手套模式", "left_hand": "左手模式", "ring": "指环横屏"}
    hands.look("device")
    for name in names:
        hands.page.locator(".toggle", has_text=words[name]).locator("input").check()


def test_all_can_be_done_by_keyboard(person, goods):
    task = count_task("wang", "A-01", "A-02")
    page = person("zh", width=390).page
    hands = join(page, goods.url)
    page.wait_for_selector(f"a[href='#/count/{task}']")
    page.focus("#next-task")
    page.keyboard.press("Enter")
    page.wait_for_selector(".count")
    hands.scan("PD:B:SH1.A-01")
    hands.scan("GAUZE")
    for key in ("4", "2", "Enter"):
        page.keyboard.press(key)
        hands.rest()
    assert [row["quantity"] for row in hands.rows()] == [42]
    page.focus(".foot-sum")
    page.keyboard.press("Enter")
    page.wait_for_selector(".card.line")
    page.wait_for_function("() => document.activeElement.id === 'main'")
