"""How work is cut, walked and given: as tables and properties.   派工规则"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from pandian.counting.dispatch.rules import (
    aisle_of,
    cut,
    give,
    left_of,
    overlaps,
    shift_faults,
    spans_of,
    walked,
)
from pandian.counting.dispatch.words import Hand, Packet, ShiftRow, Span, Stop

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PEOPLE = ("ann", "bob", "cid", "dan")


def _stops(*codes: str) -> list[Stop]:
    return [Stop(n, 1, code, n, 60) for n, code in enumerate(codes, 1)]


def test_the_walk_is_s_shaped_aisle_after_aisle():
    assert aisle_of("A-01-03") == "A-01"
    assert aisle_of("FS-01-03-2") == "FS-01"
    assert aisle_of("X7") == ""
    stops = _stops("A-1", "A-2", "A-3", "B-1", "B-2", "C-1", "C-2")
    assert [stop.code for stop in walked(reversed(stops))] == [
        "A-1", "A-2", "A-3", "B-2", "B-1", "C-1", "C-2"]


def test_a_walk_that_the_site_has_laid_is_kept():
    stops = _stops("A-1", "A-2", "B-2", "B-1", "C-1")
    assert [stop.code for stop in walked(stops)] == ["A-1", "A-2", "B-2", "B-1", "C-1"]


STOPS = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 900),
                           st.integers(0, 1)), max_size=60).map(
    lambda rows: [Stop(n, zone, f"Z{zone}-{aisle}-{n:03}", n, seconds, group)
                  for n, (zone, aisle, seconds, group) in enumerate(rows)])


@given(STOPS, st.integers(1, 9), st.integers(60, 1_200))
def test_packets_hold_every_place_once_inside_both_limits(stops, places, seconds):
    packets = cut(stops, places_max=places, seconds_max=seconds)
    assert sorted(stop.place for packet in packets for stop in packet) == [
        stop.place for stop in stops]
    for packet in packets:
        assert len({(stop.zone, stop.group) for stop in packet}) == 1
        assert len(packet) <= places
        assert len(packet) == 1 or sum(stop.seconds for stop in packet) <= seconds
    assert cut(stops[::-1], places_max=places, seconds_max=seconds) == packets


PACKETS = st.lists(st.tuples(
    st.integers(0, 3), st.integers(1, 4_000), st.integers(1, 9),
    st.frozensets(st.sampled_from(("cold", "forklift")), max_size=2),
    st.frozensets(st.sampled_from(PEOPLE), max_size=4),
    st.frozensets(st.sampled_from(PEOPLE), max_size=2)), max_size=30).map(
    lambda rows: [Packet(UUID(int=n + 1), zone, seconds, priority, NOON, skills, people, excluded)
                  for n, (zone, seconds, priority, skills, excluded, people) in enumerate(rows)])
HANDS = st.lists(st.tuples(
    st.integers(0, 9_000), st.frozensets(st.sampled_from(("cold", "forklift")), max_size=2),
    st.frozensets(st.integers(0, 3), max_size=3)), max_size=4).map(
    lambda rows: [Hand(PEOPLE[n], seconds, skills, zones)
                  for n, (seconds, skills, zones) in enumerate(rows)])


@given(PACKETS, HANDS)
def test_nobody_is_over_his_time_and_no_exclusion_is_broken(packets, hands):
    answers = give(packets, hands)
    assert give(packets[::-1], hands[::-1]) == answers
    assert {each.task for each in answers} == {packet.task for packet in packets}
    by_task = {packet.task: packet for packet in packets}
    by_name = {hand.person: hand for hand in hands}
    used = dict.fromkeys(by_name, 0)
    for each in answers:
        packet = by_task[each.task]
        if not each.person:
            assert each.why_not in ("nobody_here", "skill", "excluded", "zone", "full")
            continue
        hand = by_name[each.person]
        used[each.person] += packet.seconds
        assert each.person not in packet.excluded
        assert packet.skills <= hand.skills
        assert not packet.people or each.person in packet.people
        assert not hand.zones or packet.zone in hand.zones
    assert all(used[name] <= hand.seconds for name, hand in by_name.items())


def test_the_pressing_task_is_given_first_and_reasons_are_said():
    late = Packet(UUID(int=9), 1, 600, 7, NOON)
    urgent = Packet(UUID(int=2), 1, 600, 1, NOON)
    assert [(each.task.int, each.person, each.why_not) for each in give(
        [late, urgent], [Hand("ann", 900)])] == [(2, "ann", ""), (9, "", "full")]
    assert give([late], [])[0].why_not == "nobody_here"
    assert give([late._replace(skills=frozenset({"cold"}))], [Hand("ann", 900)])[
        0].why_not == "skill"
    assert give([late._replace(excluded=frozenset({"ann"}))], [Hand("ann", 900)])[
        0].why_not == "excluded"
    assert give([late], [Hand("ann", 900, zones=frozenset({4}))])[0].why_not == "zone"


def _shift(**more) -> ShiftRow:
    base = {"id": uuid4(), "person": "ann", "weekdays": (1, 2, 3, 4, 5), "starts": time(8),
            "ends": time(16), "percent": 50, "valid_from": date(2026, 1, 1), "valid_to": None}
    return ShiftRow(**{**base, **more})


def test_shifts_follow_week_calendar_and_midnight():
    day = _shift()
    night = _shift(person="bob", weekdays=(7,), starts=time(22), ends=time(6), percent=100)

    def spans(on, **exceptions):
        return spans_of([day, night], on, zone="Asia/Shanghai", **{
            "exceptions": {}, **exceptions})

    assert [(span.person, span.seconds) for span in spans(MONDAY)] == [("ann", 4 * 3_600)]
    sunday = spans(MONDAY - timedelta(days=1))
    assert [(span.person, span.seconds) for span in sunday] == [("bob", 8 * 3_600)]
    assert sunday[0].ends - sunday[0].begins == timedelta(hours=8)
    assert spans(MONDAY, exceptions={MONDAY: False}) == []
    assert len(spans(MONDAY + timedelta(days=5), exceptions={
        MONDAY + timedelta(days=5): True})) == 2
    assert spans_of([day._replace(valid_to=date(2026, 11, 22))], MONDAY, zone="UTC",
                    exceptions={}) == []


def test_what_is_left_of_a_shift_shrinks_with_time():
    span = Span("ann", NOON, NOON + timedelta(hours=4), 7_200)
    assert [left_of(span, NOON + timedelta(hours=hours)) for hours in (-1, 0, 1, 4, 9)] == [
        7_200, 7_200, 5_400, 0, 0]


def test_wrong_and_overlapping_shifts_are_named():
    wrong = _shift(weekdays=(0,), percent=0, valid_to=date(2025, 1, 1))
    assert {fault.code for fault in shift_faults(wrong, 0)} == {
        "weekday_wrong", "percent_wrong", "span_wrong"}
    assert overlaps([_shift(), _shift(starts=time(15), ends=time(20)), _shift(person="bob"),
                     _shift(starts=time(16), ends=time(20))]) == [1, 3]
    assert overlaps([_shift(), _shift(starts=time(16), ends=time(20))]) == []
