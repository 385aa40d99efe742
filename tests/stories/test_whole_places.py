"""A count sheet says which places were counted whole: they close, or it is said why not."""

from __future__ import annotations

import pytest

from pandian.catalog.operations import put_items, put_places, put_sites
from pandian.catalog.words import ItemDraft, PlaceDraft
from pandian.counting.finishing.operations import close_plan
from pandian.counting.operations import settle
from pandian.counting.queries import lines
from pandian.counting.words import CloseRefused
from pandian.governance.queries import site_ids
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.queries import facts_about
from tests.stories.exchange_world import faults, take, write

pytestmark = pytest.mark.django_db
READER = SYSTEM._replace(actor="@reader")
OPENING = "货位,物料,数量\nA-1,AA-1,5\nA-1,BB-1,4\nA-2,AA-1,7\nA-3,BB-1,2\n"
HEAD = "货位,物料,实盘数,盘点时间,整位盘完\n"


@pytest.fixture
def site(tmp_path) -> str:
    """A site with three bins and what the book says of them."""
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海", "Asia/Shanghai")])
    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", f"A-{n}", "bin") for n in (1, 2, 3)])
    put_items(scope=SYSTEM, items=[
        ItemDraft("AA-1", "纱布", "片"), ItemDraft("BB-1", "绷带", "卷")])
    take(write(tmp_path / "opening.csv", OPENING), "opening_stock", "SH1",
         effective_at="2026-01-01")
    return "SH1"


def _sheet(tmp_path, site, text: str, **options: str):
    return take(write(tmp_path / "sheet.csv", HEAD + text), "count_sheet", site, **options)


def _counted(report) -> dict[tuple[str, str], int | None]:
    settle(scope=SYSTEM, plan=report.totals["plan"])
    return {(line.place, line.item): line.counted
            for line in lines(scope=READER, plan=report.totals["plan"]).rows}


SHEET = ("A-1,AA-1,5,2026-03-01 09:00:00,是\n"
         "A-2,,,2026-03-01 09:05:00,是\n"
         "A-3,BB-1,2,2026-03-01 09:10:00,\n")


def test_a_place_counted_whole_closes_and_what_it_does_not_name_is_none(tmp_path, site):
    report = _sheet(tmp_path, site, SHEET)
    assert report.outcomes == {"created": 2, "place_whole": 1}
    assert report.masters["place counted whole created"] == 2
    plan = report.totals["plan"]
    assert _counted(report) == {("A-1", "AA-1"): 5, ("A-1", "BB-1"): 0, ("A-2", "AA-1"): 0,
                                ("A-3", "BB-1"): 2}
    assert [fact.data["places"] for fact in facts_about(
        scope=SYSTEM, subject=f"count:{plan}", sites=list(site_ids(scope=SYSTEM).values()))
            if fact.kind == "counting.places_closed"] == [2]
    with pytest.raises(CloseRefused) as caught:
        close_plan(scope=SYSTEM, plan=plan)
    assert [fault.params for fault in caught.value.faults if fault.code == "place_unclosed"] == [
        ("A-3",)]
    again = _sheet(tmp_path, site, SHEET)  # the same file once more closes nothing twice
    assert again.masters["place counted whole exists"] == 2


def test_every_place_of_a_sheet_closes_when_the_importer_says_so(tmp_path, site):
    report = _sheet(tmp_path, site, (
        "A-1,AA-1,5,2026-03-01 09:00:00,\nA-1,BB-1,4,2026-03-01 09:01:00,\n"
        "A-2,AA-1,7,2026-03-01 09:05:00,\nA-3,BB-1,2,2026-03-01 09:10:00,\n"), whole_places="1")
    assert report.masters["place counted whole created"] == 3
    assert set(_counted(report).values()) == {5, 4, 7, 2}
    assert close_plan(scope=SYSTEM, plan=report.totals["plan"]).state == "closed"


@pytest.mark.parametrize(("rows", "told"), [
    ("A-1,AA-1,5,2026-03-01 09:00:00,是\nA-1,BB-1,x,2026-03-01 09:00:00,\n", "whole_unread"),
    ("A-1,AA-1,5,2026-03-01 09:00:00,是\nA-l,BB-1,4,2026-03-01 09:00:00,\n", "whole_unread"),
    ("A-1,AA-1,5,2026-03-01 09:00:00,是\nA-1,CC-1,4,2026-03-01 09:00:00,\n", "whole_refused"),
    ("A-1,AA-1,5,2026-03-01 09:00:00,是\nA-1,BB-1,,2026-03-01 09:00:00,\n", "whole_blank"),
    ("A-1,AA-1,5,2026-03-01 09:00:00,\nA-1,,0,2026-03-01 09:00:00,\n", "whole_not_empty"),
    ("A-1,AA-1,5,2026-03-01 09:00:00,是\nA-1,BB-1,4,2026-03-01 09:00:00,否\n", "whole_both"),
])
def test_a_row_that_speaks_against_it_leaves_the_place_open(tmp_path, site, rows, told):
    report = _sheet(tmp_path, site, rows, accept_partial="1")
    assert told in {code for *_, code in faults(report)}
    assert not [name for name in report.masters if name.startswith("place counted whole")]
    assert _counted(report).get(("A-1", "BB-1")) in (None, 4)  # never 0: nobody said so


def test_a_row_without_item_says_something_or_is_refused(tmp_path, site):
    report = _sheet(tmp_path, site, "A-1,,3,2026-03-01 09:00:00,是\nA-2,,,2026-03-01 09:00:00,\n")
    assert (report.state, report.outcomes["refused_blank"]) == ("refused", 2)


def test_a_place_outside_the_count_stays_open_and_is_named(tmp_path, site):
    plan = _sheet(tmp_path, site, "A-1,AA-1,5,2026-03-01 09:00:00,\n").totals["plan"]
    report = _sheet(tmp_path, site, "A-1,BB-1,4,2026-03-01 09:00:00,\n"
                    "A-2,,0,2026-03-01 09:00:00,\n", plan=plan, whole_places="1")
    assert (2 + 1, "whole", "A-2", "whole_outside") in faults(report)
    assert report.masters == {"place counted whole created": 1, "place counted whole outside": 1}
