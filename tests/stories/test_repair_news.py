"""A repair taken back is told as that: nothing came late, the difference stands.   撤回更正"""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from test_inbox_news import key
from test_repairing import short_receipt, wish

from pandian.counting import operations as counting
from pandian.counting.inbox.operations import put_away
from pandian.counting.inbox.queries import inbox
from pandian.counting.queries import plan as plan_row
from pandian.counting.queries import summary
from pandian.counting.repairing.operations import repair, undo
from pandian.counting.rules import explained
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7


@pytest.fixture
def undone(world, anna):
    """220 were counted of 112; the wrong unit was repaired, and that was taken back by bella."""
    _, plan, row = short_receipt(world, anna)
    boss, bella = world.controller(), world.controller("bella")
    (done,) = repair(scope=boss, plan=plan.id, wanted=[wish(row)])
    assert inbox(scope=boss) == []
    undo(scope=bella, plan=plan.id, reason=done.id, id=uuid7(), why="退回了 9 盒")
    return plan


def test_the_inbox_says_who_took_it_back_and_what_is_open_again(world, undone):
    (row,) = inbox(scope=world.controller("boss2"))
    assert (row.kind, row.quantity, row.detail["remains"]) == ("undone", 108, 108)
    assert (row.detail["undone_by"], row.detail["undone_why"]) == ("bella", "退回了 9 盒")
    assert row.detail["papers"] == []


def test_the_counter_hears_of_it_without_any_figure(anna, undone):
    (row,) = inbox(scope=anna)
    assert (row.kind, row.quantity, row.detail["undone_by"]) == ("undone", None, "bella")
    assert not {"remains", "undone_why"} & set(row.detail)


def test_the_page_says_it_in_words(world, undone):
    world.controller("carla")
    client = Client()
    client.force_login(get_user_model()._default_manager.get(code="carla"))
    text = client.get("/inbox").content.decode()
    assert "退回了 9 盒" in text
    assert "解释了" not in text


def test_the_line_is_posted_without_a_cause_and_no_longer_healed(world, undone):
    line = world.line(undone)
    assert (line.verdict, line.variance, line.book, line.counted) == ("posted", 108, 112, 220)
    said = [explained(note, language="en") for note in line.explanations]
    assert any("bella took the repair back" in text and "108" in text for text in said), said
    assert not any("healed" in text for text in said), said
    assert plan_row(scope=SYSTEM, id=undone.id).verdicts == {"posted": 1}
    assert world.lines(undone, verdict="healed") == []
    assert [row.id for row in world.lines(undone, verdict="posted")] == [line.id]
    assert summary(scope=SYSTEM, plan=undone.id).gain == 108
    assert world.on_hand("PLAIN") == 220


def test_late_paper_that_explains_it_after_all_heals_it(world, undone):
    boss = world.controller("boss2")
    (before,) = inbox(scope=boss)
    put_away(scope=boss, rows=[key(before)])
    world.stock_in("PLAIN", "A-01", 100, minutes=2000)
    (row,) = inbox(scope=boss)
    assert (row.kind, row.quantity, row.detail["remains"]) == ("undone", 8, 8)
    world.stock_in("PLAIN", "A-01", 8, minutes=1900)
    (row,) = inbox(scope=boss)
    assert (row.kind, row.quantity, row.detail["remains"]) == ("healed", -108, 0)
    assert len(row.detail["papers"]) == 2
    assert world.line(undone).verdict == "healed"
    assert world.on_hand("PLAIN") == 220


def test_such_a_count_closes_and_its_certificate_holds(world, anna, undone):
    from pandian.counting.certifying.operations import issue
    from pandian.counting.certifying.rules import altered

    world.visit(anna, world.task(undone), "A-01", 1)
    counting.close_plan(scope=SYSTEM, plan=undone.id)
    assert altered(issue(scope=SYSTEM, plan=undone.id).body) == []
