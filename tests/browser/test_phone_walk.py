"""A counter walks on while a question is open: nothing is recorded where he no longer stands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.phone_hands import Hands, furnish, join
from tests.browser.phone_world import count_task

WORDS = {"zh": ("A-01 未盘完；现在记在 A-02", "先答这一问"),
         "en": ("A-01 is unfinished; now recording at A-02", "Answer this first")}
SENDS = "document.querySelector('dialog[open]') !== null"


@pytest.fixture
def walker(person: Any, stage: Any, request: Any) -> Hands:
    """A counter with three gauzes recorded at A-01; the label of A-02 was scanned after that."""
    furnish()
    language = getattr(request, "param", "zh")
    task = count_task("wang", "A-01", "A-02", "A-03")
    made = person(language, width=390)
    hands = join(made.page, stage.url)
    hands.page.wait_for_selector(f"a[href='#/count/{task}']")
    hands.task, hands.made, hands.language = task, made, language
    hands.look(f"count/{task}")
    for text in ("PD:B:SH1.A-01", "GAUZE"):
        hands.scan(text)
    hands.number("3")
    return hands


def places(hands: Hands) -> list[tuple[str, str | None, int]]:
    """Return what was recorded: where, what, how many."""
    return [(row["place"], row["item"] or (row["resolved"] or {}).get("item"), row["quantity"])
            for row in hands.rows()]


def finished(hands: Hands) -> set[str]:
    """Return the places that this phone stated to be complete."""
    hands.look(f"count/{hands.task}")
    hands.tap(".bin")
    hands.page.wait_for_selector(".options.places .option")
    return {row.inner_text() for row in hands.page.locator(
        ".options.places .option:has(use[href$='#ok']) .option-name").all()}


def asked(hands: Hands) -> bool:
    """Say whether a sheet lies over the screen."""
    return bool(hands.page.evaluate(SENDS))


@pytest.mark.parametrize("walker", ["zh", "en"], indirect=True)
def test_goods_scanned_past_the_summary_belong_to_the_new_place(walker):
    warning, wait = WORDS[walker.language]
    walker.scan("PD:B:SH1.A-02")
    assert asked(walker)
    walker.page.keyboard.type("77", delay=150)
    walker.rest()
    assert wait in walker.page.inner_text("#said")
    walker.scan("PACE")
    assert not asked(walker)
    assert walker.page.inner_text(".bin-code") == "A-02"
    assert warning in walker.said()
    assert walker.page.get_attribute("#said .said", "data-level") == "warning"
    assert "77" not in walker.page.inner_text(".number-row")
    walker.made.shoot(f"phone-walk-{walker.language}")
    walker.number("5")
    walker.tap(".confirm")
    assert places(walker) == [("A-01", "GAUZE", 3), ("A-02", "PACE", 5)]
    assert finished(walker) == set()


def test_the_new_label_again_finishes_the_old_place(walker):
    walker.scan("PD:B:SH1.A-02")
    assert asked(walker)
    walker.page.wait_for_timeout(320)
    walker.scan("PD:B:SH1.A-02")
    assert not asked(walker)
    walker.scan("GAUZE")
    walker.number("8")
    walker.tap(".confirm")
    assert places(walker) == [("A-01", "GAUZE", 3), ("A-02", "GAUZE", 8)]
    assert finished(walker) == {"A-01"}


def test_the_old_label_again_says_that_he_stays(walker):
    walker.scan("PD:B:SH1.A-02")
    walker.page.wait_for_timeout(320)
    walker.scan("PD:B:SH1.A-01")
    assert not asked(walker)
    walker.scan("PACE")
    walker.number("1")
    walker.tap(".confirm")
    assert places(walker) == [("A-01", "GAUZE", 3), ("A-01", "PACE", 1)]


def test_goods_after_next_without_a_place_are_not_recorded_anywhere(walker):
    walker.scan("PD:C:NEXT")
    assert asked(walker)
    walker.scan("PACE")
    assert asked(walker)
    assert "先扫货位码" in walker.said()
    walker.scan("PD:C:NEXT")
    walker.scan("PD:B:SH1.A-02")
    walker.scan("PACE")
    walker.number("2")
    walker.tap(".confirm")
    assert places(walker) == [("A-01", "GAUZE", 3), ("A-02", "PACE", 2)]


def test_an_empty_or_nameless_new_place_is_stated_there(walker):
    walker.scan("PD:B:SH1.A-02")
    walker.scan("PD:C:EMPTY")
    assert places(walker) == [("A-01", "GAUZE", 3), ("A-02", None, 0)]
    walker.scan("PD:B:SH1.A-01")
    walker.scan("PD:B:SH1.A-03")
    walker.scan("PD:C:EXCEPTION")
    walker.tap("#put-down")
    assert [row["place"] for row in walker.rows()] == ["A-01", "A-02", "A-03"]


def test_a_place_scanned_before_the_number_takes_its_goods_with_it(walker):
    walker.scan("PACE")
    walker.scan("PD:B:SH1.A-02")
    walker.scan("STENT-UNKNOWN")
    assert "上一行还没有数" in walker.said()
    walker.number("4")
    walker.tap(".confirm")
    walker.tap("#put-down")
    assert [(row["place"], row["code"]) for row in walker.rows()] == [
        ("A-01", "GAUZE"), ("A-01", "PACE"), ("A-02", "STENT-UNKNOWN")]


def test_a_scan_that_waits_is_not_taken_to_the_next_place(walker):
    for code in ("PACE", "GAUZE", "STENT-UNKNOWN"):
        walker.scan(code)
    walker.number("4")
    walker.scan("PD:C:NEXT")
    assert not asked(walker)
    walker.number("6")
    walker.scan("PD:B:SH1.A-02")
    walker.tap("#put-down")
    assert [(row["place"], row["code"], row["quantity"]) for row in walker.rows()] == [
        ("A-01", "GAUZE", 3), ("A-01", "PACE", 4), ("A-01", "GAUZE", 6),
        ("A-01", "STENT-UNKNOWN", 1)]
    assert asked(walker)
