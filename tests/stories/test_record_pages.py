"""Pages of records: each row once, in order, whatever the size of a page.   质量记录翻页"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from counting_world import World
from test_records import ENGLISH, field

from pandian.catalog.licences.operations import put_licences
from pandian.catalog.licences.words import LicenceDraft
from pandian.counting.operations import close_plan, create_plan
from pandian.counting.words import PlanDraft
from pandian.counting.words import Scope as Reach
from pandian.exchange.records import queries
from pandian.exchange.records.queries import record_page, record_rows
from pandian.exchange.records.rules import cursor_of
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.lifecycle.operations import open_document
from pandian.lifecycle.records.words import Asked, RecordRefused
from pandian.lifecycle.words import DocumentDraft, LineDraft

__all__ = ["field"]
WEEK = timedelta(days=7)


def asked(record: str, **more) -> Asked:
    now = datetime.now(UTC)
    return Asked(record, now - WEEK, now + WEEK, **more)


def paged(record: str, size: int, **more) -> list[dict]:
    rows, after = [], None
    for _ in range(200):
        page = record_page(scope=ENGLISH, asked=asked(record, **more), limit=size, after=after)
        rows += page.rows
        if page.next is None:
            return rows
        assert len(page.rows) == size, "only the last page is short"
        after = page.next
    raise AssertionError("pages without an end")


def test_facts_and_steps_of_documents_come_once_in_every_page_size(field):
    """One receipt has many facts at one instant: the place in the order tells them apart."""
    for _ in range(2):
        putaway = field.follow("putaway", field.passed(
            ("LOTS", 3, "L1"), ("LOTS", 4, "L1"), ("LOTS", 5, "L1")))
        assert putaway
    open_document(scope=field.quinn, draft=DocumentDraft(
        uuid7(), "SH1", "recall", {"level": "1", "reason": "burst", "notice": "N-1"},
        (LineDraft("LOTS", 1, "L1"),)))
    for record, least in (("incoming", 6), ("recall", 1)):
        whole = record_rows(scope=ENGLISH, asked=asked(record))
        assert len(whole) >= least
        for size in (1, 2, 5, 100):
            assert paged(record, size) == whole, (record, size)
    assert paged("incoming", 2, text="nowhere") == []


@pytest.mark.django_db
def test_counted_lines_come_oldest_first_over_many_counts(monkeypatch):
    """More closed counts than are read at once: none is left out."""
    world = World(places=1)
    for item in ("PLAIN", "LOTS"):
        world.stock_in(item, "A-01", 5, lot="L1" if item == "LOTS" else None)
    wang = world.person("wang")
    for n in range(3):
        plan = create_plan(scope=SYSTEM, draft=PlanDraft(
            uuid7(), "SH1", f"count {n}", Reach(places=("A-01",))))
        task = world.task(plan)
        world.see_now(wang, task, "A-01", "PLAIN", 5)
        world.see_now(wang, task, "A-01", "LOTS", 5, lot="L1")
        world.visit(wang, task, "A-01", 0)
        world.settle(plan)
        close_plan(scope=SYSTEM, plan=plan.id)
    monkeypatch.setattr(queries, "PLANS_AT_ONCE", 2)
    whole = record_rows(scope=ENGLISH, asked=asked("count"))
    assert [row["number"] for row in whole] == [
        f"count {n}" for n in range(3) for _ in range(len(whole) // 3)]
    assert len(whole) >= 6
    for size in (1, 2, 4, 100):
        assert paged("count", size) == whole, size
    assert {row["item"] for row in paged("count", 1, text="lots")} == {"LOTS"}


@pytest.mark.django_db
def test_licences_are_paged_by_their_number():
    World(places=1)
    put_licences(scope=SYSTEM, licences=[
        LicenceDraft("operation_licence", "site", "SH1", f"OL-{n}", date(2026, 1, 1))
        for n in range(5)])
    whole = record_rows(scope=ENGLISH, asked=asked("qualification"))
    assert len(whole) == 5
    for size in (1, 2, 5):
        assert paged("qualification", size) == whole


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", [
    "x", "é", "1", cursor_of("sales", ("a",)), cursor_of("incoming", ("never", 1, "u", 0, 0)),
    cursor_of("incoming", (datetime.now(UTC), 2**40, uuid7(), 0, 0)),
    cursor_of("incoming", (datetime.now(UTC), True, uuid7(), 0, 0)),
    cursor_of("incoming", (1, 2, 3, 4, 5)), "W" * 400])
def test_a_cursor_of_another_record_or_of_nobody_is_refused(cursor):
    with pytest.raises(RecordRefused) as refused:
        record_page(scope=ENGLISH, asked=asked("incoming"), limit=3, after=cursor)
    assert [fault.code for fault in refused.value.faults] == ["cursor_invalid"]
