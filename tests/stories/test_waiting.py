"""Orders that wait for goods: those that came are asked for, and no order stands in the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sale_world import Shop

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.lifecycle.pausing.operations import begin, end
from pandian.lifecycle.pausing.words import PauseDraft
from pandian.lifecycle.waiting.operations import ask_again
from pandian.lifecycle.waiting.rules import looks_back
from pandian.lifecycle.waiting.words import BACK_MINUTES, WHOLE_MINUTES, Gained
from pandian.lifecycle.words import LineDraft
from tests.asked import asked

BACK = {"shortage": "backorder"}
QUIET_STATEMENTS_MAX = 3


@pytest.fixture
def shop(db):
    return Shop()


def now():
    return datetime.now(UTC)


def waiting(shop, item, quantity, count=1):
    """Let so many orders wait for an item of which nothing is there."""
    return [shop.order(LineDraft(item, quantity), header=BACK).document for _ in range(count)]


def test_orders_that_can_get_nothing_keep_no_later_one_from_its_goods(shop, monkeypatch):
    monkeypatch.setattr("pandian.lifecycle.waiting.operations.ORDERS_MAX", 2)
    waiting(shop, "GLUE", 1, count=4)
    (late,) = waiting(shop, "PLAIN", 3)
    shop.stock_in("PLAIN", "A-01", 5)
    assert ask_again(scope=SYSTEM, site="SH1") == [Gained(late, 1, 3)]


def test_goods_that_no_order_may_have_are_not_asked_for(shop, monkeypatch):
    """Expired, and too short a life: such an order would ask in vain each minute."""
    monkeypatch.setattr("pandian.lifecycle.waiting.operations.ORDERS_MAX", 1)
    shop.order(LineDraft("GLUE", 1, attributes={"min_life_days": 300}), header=BACK)
    (late,) = waiting(shop, "GLUE", 4)
    shop.stock_in("GLUE", "A-01", 2, lot="OLD")
    shop.stock_in("GLUE", "A-01", 2, lot="MID")
    assert ask_again(scope=SYSTEM, site="SH1") == [Gained(late, 1, 2)]
    assert ask_again(scope=SYSTEM, site="SH1") == []


def test_a_round_sees_what_came_and_is_nearly_free_when_nothing_did(shop):
    shop.stock_in("PLAIN", "A-01", 2)
    holder = shop.order(LineDraft("PLAIN", 2))
    first, second = waiting(shop, "PLAIN", 1, count=2)
    began = now()
    with asked() as sent:
        assert ask_again(scope=SYSTEM, site="SH1", since=began) == []
    assert len(sent) <= QUIET_STATEMENTS_MAX, "one look at what came, and nothing is locked"
    shop.act(shop.sam, holder, "cancel", reason="not wanted")
    assert ask_again(scope=SYSTEM, site="SH1", since=now()) == [], "that was before"
    assert ask_again(scope=SYSTEM, site="SH1", since=began) == [
        Gained(first, 1, 1), Gained(second, 1, 1)]
    (third,) = waiting(shop, "PLAIN", 1)
    began = now()
    shop.stock_in("PLAIN", "A-02", 1)
    assert ask_again(scope=SYSTEM, site="SH1", since=began) == [Gained(third, 1, 1)]


def test_a_round_sees_a_pause_that_is_over(shop):
    shop.stock_in("PLAIN", "A-01", 5)
    pause = begin(scope=shop.boss, draft=PauseDraft(uuid7(), "SH1", "A-01", 30, "looked at"))
    (order,) = waiting(shop, "PLAIN", 3)
    began = now()
    assert ask_again(scope=SYSTEM, site="SH1", since=began) == []
    end(scope=shop.boss, site="SH1", id=pause.id)
    assert ask_again(scope=SYSTEM, site="SH1", since=began) == [Gained(order, 1, 3)]


@pytest.mark.parametrize(("minute", "whole"), [
    (0, True), (1, False), (WHOLE_MINUTES - 1, False), (WHOLE_MINUTES, True), (59, False)])
def test_rounds_overlap_and_twice_an_hour_all_that_waits_is_looked_at(minute, whole):
    at = datetime(2026, 3, 1, 23, minute, 5, tzinfo=UTC)
    assert looks_back(at) == (None if whole else at - timedelta(minutes=BACK_MINUTES))
