"""The last mornings of the demo's world: the same world, looked at on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pandian.simulation.demo.lived.rules import live_on
from pandian.simulation.demo.lived.words import LIVED_SITES
from pandian.simulation.life.days.rules import live
from pandian.simulation.life.words import LOCAL
from pandian.simulation.words import SIZES

UNTIL = datetime(2026, 3, 20, 5, 30, tzinfo=UTC)


def test_looking_at_the_last_mornings_changes_nothing_in_the_world(seed: int):
    lived = live_on(seed=seed, size=SIZES["tiny"], until=UNTIL, days=3)
    assert lived.story == live(seed=seed, size=SIZES["tiny"], until=UNTIL)


def test_mornings_are_those_before_today_in_order_and_say_what_stood_there(seed: int):
    lived = live_on(seed=seed, size=SIZES["tiny"], until=UNTIL, days=3)
    today = UNTIL.astimezone(LOCAL).date()
    days = [dawn.at.astimezone(LOCAL).date() for dawn in lived.dawns]
    assert days == [today - timedelta(days=n) for n in (3, 2, 1)]
    for dawn in lived.dawns:
        assert dawn.truth
        assert {key.site for key in dawn.truth} <= set(LIVED_SITES)
        assert all(dawn.truth.values())
    assert live_on(seed=seed, size=SIZES["tiny"], until=UNTIL, days=0).dawns == ()
