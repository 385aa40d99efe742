"""What each page must be in a real browser: accessible, inside the policy, plain."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from pandian.kernel.rules import uuid7
from tests.browser.axe import axe_finds
from tests.browser.pace import keys, stop_clock

MARKED = """id => { const field = document.activeElement;
  return field.id === id && field.value && field.selectionStart === 0
    && field.selectionEnd === field.value.length; }"""
"""The next key replaces what stands in the field."""


@pytest.fixture(scope="module")
def plan(stage: Any) -> UUID:
    """A settled count with matched, missing and uncounted lines."""
    from pandian.capture.operations import accept
    from pandian.capture.words import ObservationDraft, Push
    from pandian.counting.operations import create_plan, record_visit, settle
    from pandian.counting.queries import tasks
    from pandian.counting.words import PlanDraft, Scope, VisitDraft
    from pandian.governance.queries import person_by_code, scope_of_person
    from pandian.governance.words import SYSTEM

    row = create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid7(), "SH1", "axe", Scope(places=("A-01", "A-02", "A-03"))))
    task = tasks(scope=SYSTEM, plan=row.id)[0]
    wang = scope_of_person(person=person_by_code(scope=SYSTEM, code="wang").id)
    accept(scope=wang, sites_of_tasks={task.id: "SH1"}, push=Push(
        None, None, None, site="SH1", observations=(
            ObservationDraft(uuid7(), "set", "A-01", 100, item="GAUZE", task=task.id),
            ObservationDraft(uuid7(), "set", "A-02", 11, item="STENT", lot="L2406A",
                             task=task.id))))
    for place in ("A-01", "A-02"):
        record_visit(scope=wang, draft=VisitDraft(uuid7(), task.id, place))
    settle(scope=SYSTEM, plan=row.id)
    return row.id


def addresses(plan: UUID) -> list[str]:
    return ["/", "/stock", "/stock?as_of=2020-01-01T00:00", "/stock/card?site=SH1&item=GAUZE",
            "/counts", "/counts/new", f"/counts/{plan}", "/inbox", "/counts/none",
            "/labels?kind=place&site=SH1&place=A-01"]


def task_of(plan: UUID) -> str:
    from pandian.counting.queries import tasks
    from pandian.governance.words import SYSTEM

    return f"/count/{tasks(scope=SYSTEM, plan=plan)[0].id}"


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1440, "dark")])
def test_axe_finds_nothing_and_nothing_overflows(
    person: Any, plan: UUID, width: int, theme: str
) -> None:
    found: list[str] = []
    at_desk = person("zh" if theme == "light" else "en", width=width, color_scheme=theme)
    check(at_desk, "/sign-in", found)
    at_desk.sign_in("li")
    for address in addresses(plan):
        check(at_desk, address, found)
    in_aisle = person("zh", width=width, color_scheme=theme)
    in_aisle.enter("wang")
    check(in_aisle, "/", found)
    check(in_aisle, task_of(plan), found)
    check(in_aisle, f"{task_of(plan)}?place=A-02", found)
    assert not found, "\n".join(found)


def check(person: Any, address: str, found: list[str]) -> None:
    """Add what axe says of one page, and whether it is wider than the window."""
    page = person.page
    page.goto(address)
    found += [f"{address}: {each}" for each in axe_finds(page)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{address}: wider than the window")
    name = address.strip("/").replace("/", "-").replace("?", "-").replace("=", "-")[:40] or "home"
    width = page.viewport_size["width"]
    dark = page.evaluate("document.documentElement.dataset.bsTheme")
    person.shoot(f"page-{name}-{width}-{dark}")


def test_a_person_counts_without_any_script(person: Any, plan: UUID) -> None:
    plain = person("zh", width=390, java_script_enabled=False)
    page = plain.sign_in("wang")
    page.goto(f"{task_of(plan)}?place=A-03")
    page.fill("#scan", "GAUZE")
    page.fill("#quantity", "7")
    with page.expect_navigation():
        page.click(".count-actions .btn-primary")
    assert page.locator(".entries li").count() == 1
    assert "7" in page.inner_text(".entries")
    page.fill("#scan", "GAUZE")
    with page.expect_navigation():
        page.click(".count-actions .btn-primary")
    assert page.locator(".faults li").count() == 1
    assert page.input_value("#scan") == "GAUZE"
    with page.expect_navigation():
        page.click(".entries .btn-icon")
    assert page.locator(".entries li").count() == 0


def test_a_wedge_scan_into_the_number_records_it_and_goes_on(person: Any, plan: UUID) -> None:
    page = person("zh").enter("wang")
    page.goto(f"{task_of(plan)}?place=A-03")
    page.fill("#scan", "GAUZE")
    page.press("#scan", "Enter")
    page.wait_for_function("document.activeElement.id === 'quantity'")
    stop_clock(page)
    keys(page, "7", 270)
    keys(page, "STENT", 1, end="Enter")
    page.clock.resume()
    page.wait_for_selector(".entries li")
    page.wait_for_function("document.getElementById('scan').value === 'STENT'")
    page.wait_for_function("document.activeElement.id === 'quantity'")
    page.click(".count-list .btn-primary")  # "all seen" is not said over an unrecorded scan
    page.wait_for_selector("[data-unrecorded]", state="visible")
    assert page.locator(".place-line .chip-green").count() == 0
    page.goto(f"{task_of(plan)}?place=A-03")
    page.click(".entries .btn-icon")
    page.wait_for_selector(".entries li", state="detached")


def test_the_next_scan_replaces_one_that_was_refused(person: Any, plan: UUID) -> None:
    page = person("zh").enter("wang")
    page.goto(task_of(plan))
    page.wait_for_function("document.activeElement.id === 'scan'")
    page.keyboard.type("NOPE")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-counting] .faults")
    page.wait_for_function(MARKED, arg="scan")
    page.keyboard.type("A-03")
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-place="A-03"]')
    page.wait_for_function("document.activeElement.id === 'scan'")
    page.fill("#scan", "GAUZE")
    page.press("#scan", "Enter")
    page.wait_for_function("document.activeElement.id === 'quantity'")
    page.keyboard.type("7b", delay=120)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-counting] .faults")
    assert "7b" in page.inner_text("[data-counting] .faults")
    page.wait_for_function(MARKED, arg="quantity")
    page.keyboard.type("7", delay=120)
    assert page.input_value("#quantity") == "7"


def test_a_code_nobody_knows_does_not_look_like_a_good_one(person: Any, plan: UUID) -> None:
    page = person("zh", width=390).enter("wang")
    page.goto(f"{task_of(plan)}?place=A-03")
    page.fill("#scan", "WHAT-IS-THIS")
    page.fill("#quantity", "1")
    page.press("#quantity", "Enter")
    page.wait_for_selector(".entries li.fresh.warned")
    shade = "getComputedStyle(document.querySelector('.entries li')).boxShadow"
    assert page.evaluate(shade) != "none"
    page.reload()
    page.wait_for_selector(".entries li.warned")
    page.click(".entries .btn-icon")
    page.wait_for_selector(".entries li", state="detached")


def test_the_language_and_the_theme_are_switched_and_kept(person: Any) -> None:
    page = person("zh").sign_in("qian")
    assert "总览" in page.inner_text("h1")
    page.click("button[value=en]")
    page.wait_for_selector("html[lang=en]")
    assert "Overview" in page.inner_text("h1")
    before = page.evaluate("document.documentElement.dataset.bsTheme")
    page.click("[data-theme-switch]")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") != before


def test_filters_swap_the_table_and_the_address_can_be_sent_on(person: Any) -> None:
    page = person("zh").enter("li")
    page.goto("/stock")
    page.fill("#f-item", "STENT")
    page.press("#f-item", "Enter")
    page.wait_for_url("**item=STENT**")
    page.wait_for_selector("#stock tbody tr:nth-child(2)", state="detached")
    assert "STENT" in page.inner_text("#stock tbody")
    page.fill("#f-as-of", "2020-01-01T08:00:00")
    page.press("#f-as-of", "Enter")
    page.wait_for_selector("#stock .empty")
    page.wait_for_url("**as_of=2020**")
    page.goto(page.url)
    assert page.input_value("#f-item") == "STENT"
    assert page.locator("#stock .empty").count() == 1


def test_places_are_found_by_typing_and_added_to_the_list(person: Any) -> None:
    page = person("en").enter("li")
    page.goto("/counts/new")
    page.fill("input[type=search] >> nth=0", "A-0")
    page.click("[data-add-code='A-02']")
    page.click("[data-add-code='A-03']")
    page.click("[data-add-code='A-02']")
    assert page.input_value("#pick-places") == "A-02\nA-03"
    assert page.inner_text("[data-code-count=pick-places]") == "× 2"
