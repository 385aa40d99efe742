"""Counts near by while a document is being done: one tap there, back to where he was.   附近可盘"""

from __future__ import annotations

from typing import Any

import pytest

from pandian.governance.words import SYSTEM
from tests.browser.axe import axe_finds
from tests.browser.conftest import PASSWORD
from tests.browser.phone_hands import DUMP, Hands, furnish, join, receive
from tests.browser.phone_world import until
from tests.browser.test_phone_stages import at, relocation, standing, whole
from tests.browser.test_phone_urgent import LATER
from tests.browser.twin import modules_page

GAUZE = "]d20116901234567899"
SENTINEL = 7_731
PULLED = """async () => { window.ahead = (window.ahead ?? 0) + 31_000;
  dispatchEvent(new Event('focus')); }"""


@pytest.fixture(scope="module")
def floor(stage: Any) -> Any:
    """Two keepers, a shelf C of five bins, a count of four of them that nobody has taken."""
    from pandian.catalog.operations import put_places
    from pandian.catalog.words import PlaceDraft
    from pandian.counting.operations import create_plan
    from pandian.counting.words import PlanDraft, Scope
    from pandian.governance.operations import create_person
    from pandian.kernel.rules import uuid7

    furnish()
    put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", f"C-0{n}", "bin", sequence=20 + n) for n in range(1, 6)])
    receive("GAUZE", "B-01", 500)
    receive("GAUZE", "C-02", SENTINEL)
    for code in ("sun", "tang"):
        create_person(scope=SYSTEM, code=code, name=code, role="keeper", sites=["SH1"],
                      password=PASSWORD)
    plan = create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid7(), "SH1", "循环盘", Scope(places=("C-01", "C-02", "C-03", "C-04"))))
    return stage, plan


def tasks_of(plan: Any) -> dict[int, tuple[str, list[str]]]:
    from pandian.counting.queries import task_sheet, tasks

    return {row.number: (row.person, [place.place for place in task_sheet(
        scope=SYSTEM, task=row.id).places]) for row in tasks(scope=SYSTEM, plan=plan.id)}


def shelf(hands: Hands, made: Any) -> None:
    """Open a document and scan the bin where its goods go; then let the phone hear news."""
    at(hands, made)
    hands.scan("PD:B:SH1.C-01")
    hands.page.evaluate(PULLED)
    hands.page.wait_for_selector("#nearby .notice")


@pytest.mark.usefixtures("installed")
def test_one_counts_the_next_bin_and_goes_on_the_other_is_told(person: Any, floor: Any) -> None:
    stage, plan = floor
    phones, papers = {}, {}
    for who, language in (("sun", "zh"), ("tang", "en")):
        visitor = person(language, width=390)
        visitor.page.add_init_script(LATER)
        phones[who] = (visitor, join(visitor.page, stage.url, who))
        papers[who] = relocation(10, by=who)
    (seen, sun), (other, tang) = phones["sun"], phones["tang"]
    shelf(sun, papers["sun"])
    shelf(tang, papers["tang"])
    # C-01 is due too, but is just being filled: its book knows nothing of that yet
    assert "附近有 3 个货位该盘，约 5 分钟" in sun.page.inner_text("#nearby")
    assert "Counts due near by: 3, about 5 min" in tang.page.inner_text("#nearby")
    assert "附近有 3 个货位" in sun.page.inner_text("#announce")
    # never over an open scan
    sun.scan(GAUZE)
    sun.page.wait_for_selector("#stage-quantity")
    assert not sun.page.query_selector("#nearby .notice")
    sun.page.fill("#stage-quantity", "4")
    sun.tap(".stage-card .primary")
    sun.page.wait_for_selector("#nearby .notice")
    seen.shoot("phone-nearby-zh")
    other.shoot("phone-nearby-en")
    for hands in (sun, tang):
        assert str(SENTINEL) not in hands.page.evaluate(DUMP)
        assert axe_finds(hands.page) == []
    heights = sun.page.evaluate("""() => { document.documentElement.dataset.glove = 'true';
      const found = [...document.querySelectorAll('#nearby button')].map((one) =>
        one.getBoundingClientRect().height);
      document.documentElement.dataset.glove = 'false'; return found; }""")
    assert min(heights) >= 80
    # one tap there, one for an empty bin, and he stands where he was
    sun.tap("#nearby .primary")
    sun.page.wait_for_selector("body[data-screen=count] .bin-code:text('C-02')")
    back = sun.page.get_attribute("#top a[aria-label]", "href")
    assert back == f"#/stages/{papers['sun'].document}"
    seen.shoot("phone-nearby-count-zh")
    sun.tap(".foot-key >> nth=1")
    sun.page.wait_for_selector(".stage .stage-bin .bin-code:text('C-01')")
    assert "× 4" not in sun.page.inner_text("h1")
    assert "4" in sun.page.inner_text(".plain-list")
    sun.page.wait_for_selector("#said:has-text('C-02')")
    sun.page.wait_for_selector("#nearby .notice:has-text('2 个货位')")
    # the other phone still offers the same bin: it is told, and stays where it is
    tang.tap("#nearby .primary")
    tang.page.wait_for_selector("#said:has-text('C-02')")
    assert "counted by somebody else" in tang.page.inner_text("#said")
    assert "#/stages/" in tang.page.evaluate("() => location.hash")
    tang.page.wait_for_selector("#nearby .notice:has-text('near by: 2')")
    tang.rest()
    other.shoot("phone-nearby-told-en")
    # not now: silent for these places today
    tang.tap("#nearby .plain")
    tang.page.wait_for_selector("#nearby .notice", state="detached")
    with tang.page.expect_response("**/pull"):
        tang.page.evaluate(PULLED)
    tang.rest()
    assert not tang.page.query_selector("#nearby .notice")
    # nothing of the other work was lost
    sun.tap("#hand-in")
    sun.page.wait_for_selector(".stage-steps .state[data-state=uploaded]")
    assert standing("C-01") == 4
    assert whole(papers["sun"]).head.number
    assert tasks_of(plan) == {1: ("", ["C-01", "C-03", "C-04"]), 2: ("sun", ["C-02"])}
    assert _closed("C-02") == [("sun", True)]


@pytest.mark.usefixtures("installed")
def test_off_line_only_what_the_phone_holds_is_offered_and_back_leads_back(
    person: Any, floor: Any
) -> None:
    from tests.browser.phone_world import count_task

    stage, _plan = floor
    visitor = person("zh", width=390)
    visitor.page.add_init_script(LATER)
    count_task("sun", "C-05")
    hands = join(visitor.page, stage.url, "sun")
    made = relocation(10, by="sun")
    shelf(hands, made)
    hands.page.wait_for_selector("#nearby :text-matches('[34] 个货位')")  # others may be taken
    visitor.context.set_offline(True)
    hands.scan(GAUZE)
    hands.page.wait_for_selector("#stage-quantity")
    hands.page.fill("#stage-quantity", "2")
    hands.tap(".stage-card .primary")
    hands.page.wait_for_selector("#nearby .notice:has-text('1 个货位')")
    hands.tap("#nearby .primary")
    hands.page.wait_for_selector("body[data-screen=count] .bin-code:text('C-05')")
    hands.page.click("#top a[aria-label]")
    hands.page.wait_for_selector(".stage .stage-bin .bin-code:text('C-01')")
    hands.page.wait_for_selector("#nearby .notice:has-text('1 个货位')")  # it is not done
    hands.tap("#nearby .primary")
    hands.page.wait_for_selector("body[data-screen=count] .bin-code:text('C-05')")
    hands.scan(GAUZE)
    hands.number("3")
    hands.tap(".confirm")
    hands.tap(".foot-key >> nth=1")
    hands.page.wait_for_selector("dialog[open]")
    visitor.shoot("phone-nearby-closing-zh")
    hands.tap("dialog[open] .primary")
    hands.page.wait_for_selector(".stage .stage-bin .bin-code:text('C-01')")
    hands.page.wait_for_selector("#nearby .notice", state="detached")
    visitor.context.set_offline(False)
    hands.page.evaluate(PULLED)
    hands.page.wait_for_selector("#chip[data-level=ok]")
    assert _closed("C-05") == [("sun", True)]


def _closed(place: str) -> list[tuple[str, bool]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("""SELECT v.person, v.complete FROM counting_visit v
                            JOIN catalog_place_view p ON p.site = v.site AND p.id = v.place
                           WHERE p.code = %s""", [place])
        return list(cursor.fetchall())


TOUCHED = """async (rows) => { const { touched } = await import('/stages/near.js');
  return rows.map(([drafts, open]) => touched(drafts, open)); }"""
DOCUMENT = {"id": "D", "lines": [{"line": 1, "source": "B-01", "target": ""},
                                 {"line": 2, "source": "B-02", "target": "B-03"}],
            "claims": [{"line": 2, "place": "B-04"}]}


@pytest.mark.parametrize(("draft", "open_on_screen", "places"), [
    ({}, False, []), ({"facts": [], "bins": {"place": {"code": "C-01"}}}, False, []),
    ({"facts": [], "bins": {"place": {"code": "C-01"}}}, True, ["C-01"]),
    ({"proofs": [{"place": "C-02"}]}, False, ["C-02"]),
    ({"facts": [{"line": 1, "place": "C-03"}], "bins": {"place": {"code": "C-01"}}}, False,
     ["B-01", "C-01", "C-03"]),
    ({"facts": [{"line": 2, "source": "C-04"}]}, False, ["B-02", "B-03", "B-04", "C-04"]),
])
def test_bins_of_a_step_that_is_not_handed_in_are_left_out(
    chromium: Any, draft: dict[str, Any], open_on_screen: bool, places: list[str]
) -> None:
    with modules_page(chromium) as page:
        (found,) = page.evaluate(TOUCHED, [
            [[{"document": DOCUMENT, "draft": draft}], "D" if open_on_screen else None]])
    assert sorted(found) == places


def test_what_is_near_is_the_same_on_the_phone_as_at_the_server(chromium: Any) -> None:
    import json
    from pathlib import Path

    rows = json.loads((Path(__file__).parents[1] / "vectors/nearby.json").read_text("utf-8"))
    with modules_page(chromium) as page:
        found = page.evaluate("""async (rows) => {
            const { near } = await import('/stages/near.js');
            return rows.map((row) => near(row.walk, row.at, row.within)); }""", rows["rows"])
    assert found == [row["near"] for row in rows["rows"]]


@pytest.mark.usefixtures("installed")
def test_between_two_bins_of_a_count_another_count_is_one_tap_away(
    person: Any, floor: Any
) -> None:
    from tests.browser.phone_world import count_task

    stage, _plan = floor
    visitor = person("en", width=390)
    own = count_task("wang", "A-01", "A-02")
    count_task("wang", "A-03")
    hands = join(visitor.page, stage.url, "wang")
    hands.page.wait_for_selector(f"a[href*='{own}']")
    hands.look(f"count/{own}")
    hands.scan("PD:B:SH1.A-01")
    hands.page.wait_for_selector(".bin-code:text('A-01')")
    assert not hands.page.query_selector("#nearby .notice")  # a bin is open
    hands.tap(".foot-key >> nth=1")
    hands.page.wait_for_selector("#nearby .notice:has-text('near by: 1')")
    hands.rest()
    visitor.shoot("phone-nearby-between-en")
    assert axe_finds(hands.page) == []
    hands.tap("#nearby .primary")
    hands.page.wait_for_selector(".bin-code:text('A-03')")
    hands.page.reload()  # the page was killed: the way back is still known
    hands.page.wait_for_selector(f"#top a[href='#/count/{own}']")
    hands.tap(".foot-key >> nth=1")
    hands.page.wait_for_selector(".view button:has-text('A-02')")
    assert hands.page.evaluate("() => location.hash") == f"#/count/{own}"
    assert not hands.page.query_selector("#nearby .notice")
    hands.page.wait_for_selector("#chip[data-level=ok]")
    assert _closed("A-03") == [("wang", True)]


@pytest.mark.usefixtures("installed")
def test_a_bin_that_was_just_spot_counted_is_not_offered_by_the_same_phone(
    person: Any, floor: Any
) -> None:
    from pandian.catalog.operations import put_places
    from pandian.catalog.words import PlaceDraft
    from pandian.counting.operations import create_plan
    from pandian.counting.words import PlanDraft, Scope
    from pandian.kernel.rules import uuid7

    stage, _plan = floor
    put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", f"D-0{n}", "bin", sequence=40 + n) for n in (1, 2)])
    create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid7(), "SH1", "D", Scope(places=("D-01", "D-02"))))
    visitor = person("zh", width=390)
    visitor.page.add_init_script(LATER)
    hands = join(visitor.page, stage.url, "sun")
    hands.look("count/-")
    hands.scan("PD:B:SH1.D-01")
    hands.page.wait_for_selector(".bin-code:text('D-01')")
    with hands.page.expect_response("**/pull"):
        hands.page.evaluate(PULLED)
    until(hands.page, f"async () => /nearby\\S*D-01/.test(await ({DUMP})())")
    hands.tap(".foot-key >> nth=1")
    hands.page.wait_for_selector("#nearby .notice")
    assert "1 个货位" in hands.page.inner_text("#nearby")
    assert "D-02" in hands.page.inner_text("#nearby .primary")
