"""The demo's stories of documents: told once, true to the ledger, each trouble in its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from pandian.counting.queries import tasks
from pandian.governance.queries import site_by_code
from pandian.governance.words import SYSTEM
from pandian.ledger.queries import size as ledger_size
from pandian.ledger.verify.operations import verify
from pandian.lifecycle import queries
from pandian.lifecycle.customer_return.queries import unmatched
from pandian.lifecycle.recall.queries import equations
from pandian.lifecycle.transfer.queries import on_the_way
from pandian.simulation.operations import put_people
from pandian.simulation.papertrail.operations import Trail
from pandian.simulation.papertrail.stories.operations import STORIES, tell_stories
from pandian.simulation.queries import DEMO_PASSWORD
from pandian.simulation.staging.operations import put_masters
from pandian.simulation.words import SIZES
from pandian.simulation.world.words import DC

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(db) -> Trail:
    put_masters(scope=SYSTEM, size=SIZES["tiny"], lots={})
    put_people(scope=SYSTEM)
    return Trail(scope=SYSTEM, until=datetime.now(UTC) - timedelta(minutes=90), seed=5,
                 password=DEMO_PASSWORD)


def state(document: UUID) -> str:
    return queries.document(scope=SYSTEM, id=document).head.state


def test_every_story_is_told_once_and_the_books_agree(trail):
    told = {each.name: each.document for each in tell_stories(trail)}
    assert set(told) == set(STORIES)
    moves = ledger_size(scope=SYSTEM).moves
    again = Trail(scope=SYSTEM, until=trail.until, seed=5, password=DEMO_PASSWORD)
    assert {each.name: each.document for each in tell_stories(again)} == told
    assert ledger_size(scope=SYSTEM).moves == moves, "telling it again moves nothing"
    assert not [broken for each in verify(scope=SYSTEM) if not each.report
                for broken in each.broken]
    assert not [broken for each in queries.check(scope=SYSTEM) for broken in each.broken]

    assert state(told["life"]) == "done"
    assert state(told["recall"]) == "told"
    found = equations(scope=SYSTEM, site=site_by_code(scope=SYSTEM, code=DC).id,
                      recall=told["recall"])[0]
    assert (found.issued, found.returned, found.used, found.outstanding, found.gap) == (
        30, 8, 12, 10, 0), "one customer has not answered yet"
    assert [(row.open) for row in on_the_way(scope=SYSTEM)] == [2], "two units are on no shelf"
    assert state(told["lost"]) == "short"
    assert state(told["tray"]) == "counted", "a part is missing and waits for its enquiry"
    assert state(told["packs"]) == "running"
    assert len(unmatched(scope=SYSTEM, site=DC)) == 1
    asked = [task for task in tasks(scope=SYSTEM) if task.reasons]
    assert {task.person for task in asked} == {"demo-lead", "demo-counter-br"}, (
        "the trial phone's counter has the demo's own count to do")
