"""A tap is never lost to a redraw: what comes meanwhile is drawn after the click.   手指下不重画"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.phone_hands import DUMP, Hands, furnish, join
from tests.browser.phone_world import count_task, until
from tests.browser.test_phone_urgent import LATER

PULL = "() => { window.ahead += 31_000; dispatchEvent(new Event('focus')); }"
MOMENT_MS = 400
"""A redraw that is not held back would stand long before; nothing that is awaited."""
STAND = """async (url) => {
  window.ui = await import(url);
  window.pressed = [];
  const made = (word) => ui.h('button#drawn', {type: 'button',
    onclick: () => { pressed.push(word); ui.refill(box, made('clicked')); }}, word);
  window.box = ui.h('div', {});
  Object.assign(box.style, {position: 'fixed', top: '0', left: '0', zIndex: '9999'});
  window.draw = (word) => ui.refill(box, made(word));
  document.getElementById('main').append(box);
  draw('first'); }"""
"""A button that nothing moves, whatever comes on the screen behind it."""


def middle(page: Any, target: str) -> tuple[float, float]:
    box = page.locator(target).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def press(page: Any, target: str) -> None:
    """Put a finger down on a thing and leave it there; once more if it moved before that."""
    for _ in range(9):
        page.hover(target)
        page.mouse.down()
        if page.locator(target).first.evaluate("(one) => one.matches(':active')"):
            return
        page.mouse.move(2, 2)
        page.mouse.up()
    raise AssertionError(f"{target} never stood still")


def another(page: Any, hands: Hands) -> str:
    """Give this person another count and let the phone hear of it while the finger is down."""
    task = count_task("wang", "A-03")
    hands.page.evaluate(PULL)
    until(page, f"async (task) => (await ({DUMP})()).includes(task)", seconds=60, argument=task)
    page.wait_for_timeout(MOMENT_MS)
    return task


@pytest.fixture
def waiting(person: Any, stage: Any) -> Hands:
    """A counter who looks at the tasks of the day."""
    count_task("wang", "A-01", "A-02")
    page = person("zh", width=390).page
    page.add_init_script(LATER)
    hands = join(page, stage.url)
    page.wait_for_selector("#next-task")
    return hands


def test_the_tap_on_a_task_arrives_though_another_task_came_under_the_finger(
    waiting: Hands
) -> None:
    page = waiting.page
    press(page, "#next-task")
    page.evaluate("() => { document.getElementById('next-task').mark = true; }")
    task = another(page, waiting)
    assert page.evaluate("() => document.getElementById('next-task').mark === true")
    assert not page.query_selector(f"a[href='#/count/{task}']")
    page.mouse.up()
    page.wait_for_selector("body[data-screen=count]")
    page.click("#top a[aria-label]")
    page.wait_for_selector(f"a[href='#/count/{task}']")


def test_a_finger_that_slides_off_lets_the_newer_tasks_be_drawn(waiting: Hands) -> None:
    page = waiting.page
    press(page, "#next-task")
    task = another(page, waiting)
    assert not page.query_selector(f"a[href='#/count/{task}']")
    page.mouse.move(5, 5)
    page.mouse.up()
    page.wait_for_selector(f"a[href='#/count/{task}']")
    assert page.get_attribute("body", "data-screen") == "tasks"


def test_undo_is_not_lost_when_the_scan_before_it_is_recorded_under_the_finger(
    person: Any, stage: Any
) -> None:
    furnish()
    task = count_task("wang", "A-03", "B-01")
    hands = join(person("zh", width=390).page, stage.url)
    hands.page.wait_for_selector(f"a[href='#/count/{task}']")
    hands.look(f"count/{task}")
    hands.page.wait_for_selector(".count")
    hands.scan("PD:B:SH1.B-01")
    hands.scan("]d20116901234567899")
    hands.number("7")
    press(hands.page, ".foot-key >> nth=0")
    hands.scan("]d20106901234567892172803311" + "0L2406A")
    assert [row["mode"] for row in hands.rows()] == ["set"]
    assert not hands.page.query_selector("dialog[open]")
    hands.page.mouse.up()
    # undo puts the new line down; the one that the scan recorded stays
    hands.page.wait_for_selector("#said:has-text('清掉')")
    hands.page.wait_for_selector(".count[data-state=item]")
    hands.page.wait_for_selector(".foot-sum:has-text('1')")
    assert [row["mode"] for row in hands.rows()] == ["set"]


@pytest.fixture
def finger(person: Any, stage: Any) -> tuple[Any, Callable[[str], None]]:
    """A real finger on a phone whose button is drawn anew by a word from outside."""
    from pandian.interfaces.phone.release import release

    page = person("zh", width=390, has_touch=True).page
    join(page, stage.url)
    page.evaluate(STAND, release().url + "ui.js")
    x, y = middle(page, "#drawn")
    wire = page.context.new_cdp_session(page)

    def touch(kind: str, dx: int = 0) -> None:
        ended = kind in ("touchEnd", "touchCancel")
        wire.send("Input.dispatchTouchEvent", {
            "type": kind, "touchPoints": [] if ended else [{"x": x + dx, "y": y}]})

    return page, touch


def test_a_finger_hears_its_click_and_then_sees_the_newest_state(
    finger: tuple[Any, Callable[..., None]]
) -> None:
    page, touch = finger
    touch("touchStart")
    page.evaluate("() => { draw('second'); draw('third'); }")
    assert page.inner_text("#drawn") == "first"
    touch("touchEnd")
    page.wait_for_function("() => pressed.length === 1")
    assert page.evaluate("() => pressed") == ["first"]
    page.wait_for_selector("#drawn:text('clicked')")  # the click knows more than what waited
    page.evaluate("() => draw('fourth')")
    assert page.inner_text("#drawn") == "fourth"


@pytest.mark.parametrize("end", ["touchCancel", "touchEnd"])
def test_what_waited_is_drawn_when_the_finger_leaves_or_is_taken_away(
    finger: tuple[Any, Callable[..., None]], end: str
) -> None:
    page, touch = finger
    touch("touchStart")
    page.evaluate("() => draw('second')")
    assert page.inner_text("#drawn") == "first"
    if end == "touchEnd":
        touch("touchMove", 300)
    touch(end)
    page.wait_for_selector("#drawn:text('second')")
    assert page.evaluate("() => pressed") == []


def test_a_finger_that_rests_beside_the_controls_holds_nothing_back(
    finger: tuple[Any, Callable[..., None]]
) -> None:
    page, _touch = finger
    page.mouse.move(2, 420)
    assert page.evaluate("() => !document.elementFromPoint(2, 420).closest('a, button')")
    page.mouse.down()
    page.evaluate("() => draw('second')")
    assert page.inner_text("#drawn") == "second"
    page.mouse.up()


def test_what_was_selected_stays_selected_so_that_a_digit_replaces_it(finger: Any) -> None:
    page, _draw = finger
    page.evaluate("""() => {
      window.field = (value) => ui.refill(box, ui.h('label', {for: 'asked'}, 'n'),
        ui.h('input#asked', {inputmode: 'numeric', value}));
      field('30');
      document.getElementById('asked').select();
      field('30'); }""")
    page.keyboard.type("4")
    assert page.input_value("#asked") == "4"
    page.evaluate("() => field('4')")
    page.keyboard.type("5")
    assert page.input_value("#asked") == "45"
