"""What stages asked for, replayed under rules on triggers.   作业触发回放"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import numpy as np

from pandian.counting.rehearsing.asking.rules import Asker
from pandian.counting.rehearsing.asking.words import Asking, Spot
from pandian.counting.triggering.words import Standing, TriggerRule, Wanted

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def asking(*told: tuple[float, str, str, str]) -> Asking:
    """(days since the begin, reason, place, item); a place holds two rows of the stock."""
    wanted = tuple(Wanted(reason, place, item, "", BEGIN + DAY * at)
                   for at, reason, place, item in told)
    spots = tuple(Spot(each.place, each.item, "") for each in wanted)
    number = {place: n for n, place in enumerate(sorted({each.place for each in wanted}))}
    return Asking(
        wanted, spots, {place: Standing("bin", frozenset({place})) for place in number},
        {place: (n + 1,) for place, n in number.items()},
        {spot: np.array([2 * number[spot.place]] if spot.item else [
            2 * number[spot.place], 2 * number[spot.place] + 1]) for spot in spots})


def days(asked: Asking, *rules: TriggerRule, count: int = 3) -> list[tuple[int, int, int]]:
    """(requests, silenced, tasks) of each day."""
    midnights = np.array([int((BEGIN + DAY * n).timestamp()) for n in range(count + 1)])
    asker = Asker(asked, midnights)
    made = [asker.day(n, rules) for n in range(count)]
    return [(each.requests, each.silenced, len(each.places)) for each in made]


def rule(**more) -> TriggerRule:
    return TriggerRule(uuid4(), "R", 1, "stage", reasons=frozenset({"short_pick"}), **more)


TOLD = asking((.1, "short_pick", "A", ""), (.2, "short_pick", "A", ""), (.3, "returned", "B", ""),
              (1.1, "short_pick", "A", ""), (1.2, "short_pick", "B", ""))


def test_without_a_rule_all_is_counted_and_what_is_asked_twice_a_day_is_one_task() -> None:
    assert days(TOLD) == [(3, 0, 2), (2, 0, 2), (0, 0, 0)]


def test_a_silent_rule_keeps_its_reasons_back_and_no_others() -> None:
    assert days(TOLD, rule(silent=True)) == [(3, 2, 1), (2, 2, 0), (0, 0, 0)]


def test_so_many_a_day_begin_anew_with_each_day() -> None:
    assert days(TOLD, rule(per_day_max=1)) == [(3, 1, 2), (2, 1, 1), (0, 0, 0)]


def test_a_cool_down_reaches_over_midnight_and_is_of_one_place() -> None:
    assert days(TOLD, rule(cooldown_hours=30)) == [(3, 1, 2), (2, 1, 1), (0, 0, 0)]
    assert days(TOLD, rule(cooldown_hours=12)) == [(3, 1, 2), (2, 0, 2), (0, 0, 0)]


def test_a_place_counted_whole_serves_an_item_there() -> None:
    told = asking((.1, "returned", "A", ""), (.2, "returned", "A", "X"),
                  (1.1, "returned", "A", "X"))
    asker = Asker(told, np.array([int((BEGIN + DAY * n).timestamp()) for n in range(3)]))
    first, second = asker.day(0, ()), asker.day(1, ())
    assert (first.places, first.rows.tolist()) == ((1,), [0, 1])
    assert (second.places, second.rows.tolist()) == ((1,), [0])


def test_a_year_of_fifty_thousand_requests_takes_seconds() -> None:
    told = asking(*((n * 360 / 50_000, "short_pick", f"P{n % 900}", "") for n in range(50_000)))
    begin = time.process_time()
    made = days(told, rule(cooldown_hours=48, per_day_max=100), count=360)
    assert time.process_time() - begin < 20
    assert sum(each[0] for each in made) == 50_000
    assert all(tasks <= 100 for _, _, tasks in made)
