"""How work is cut, walked and given to people.   派工规则

Pure: no clock, no database, no Django.  The same people and tasks give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from pandian.counting.dispatch.words import (
    PACKET_MINUTES_MAX,
    PACKET_PLACES_MAX,
    PERCENT_MAX,
    Given,
    Hand,
    Packet,
    ShiftRow,
    Span,
    Stop,
)
from pandian.counting.routing.words import LEVELS_FROM_PARTS
from pandian.kernel.words import Fault


def aisle_of(code: str) -> str:
    """Return the row that a place stands in: its code up to the last dash or dot.

    A code of four parts or more ends with a level (zone, aisle, bay, level), which is no step.
    """
    parts = [cut for cut, sign in enumerate(code) if sign in "-." and cut]
    if len(parts) + 1 >= LEVELS_FROM_PARTS:
        parts.pop()
    return code[:parts[-1]] if parts else ""


def walked(stops: Iterable[Stop]) -> list[Stop]:
    """Return stops in walking order: aisle after aisle, every second one backwards (S-shape).

    Where the site's own order runs backwards in some aisle it is a walk already, and is kept.
    """
    aisles: dict[str, list[Stop]] = {}
    for stop in sorted(stops, key=lambda each: (each.sequence, each.code)):
        aisles.setdefault(aisle_of(stop.code), []).append(stop)
    rows = list(aisles.values())
    if any([stop.code for stop in row] != sorted(stop.code for stop in row) for row in rows):
        return [stop for row in rows for stop in row]
    return [stop for n, row in enumerate(rows) for stop in (row[::-1] if n % 2 else row)]


def cut(
    stops: Iterable[Stop], *, places_max: int = PACKET_PLACES_MAX,
    seconds_max: int = PACKET_MINUTES_MAX * 60,
) -> list[list[Stop]]:
    """Cut stops into packets of one group and zone, in walking order, inside both limits.

    A stop that is longer than the limit by itself makes a packet of its own.
    """
    assert min(places_max, seconds_max) >= 1
    grouped: dict[tuple[int, int], list[Stop]] = {}
    for stop in stops:
        grouped.setdefault((stop.group, stop.zone), []).append(stop)
    packets = []
    for key in sorted(grouped):
        packet, seconds = list[Stop](), 0
        for stop in walked(grouped[key]):
            if packet and (len(packet) >= places_max or seconds + stop.seconds > seconds_max):
                packets.append(packet)
                packet, seconds = [], 0
            packet.append(stop)
            seconds += stop.seconds
        packets.append(packet)
    return packets


def spans_of(
    shifts: Iterable[ShiftRow], day: date, *, zone: str, exceptions: Mapping[date, bool]
) -> list[Span]:
    """Return who is there on a day, by person and begin; the calendar's exceptions stand first.

    A holiday has nobody; a working day put in place of a free one has everybody with a shift.
    """
    working = exceptions.get(day)
    if working is False:
        return []
    local = ZoneInfo(zone)
    spans = []
    for shift in shifts:
        if day < shift.valid_from or (shift.valid_to is not None and day > shift.valid_to):
            continue
        if working is None and day.isoweekday() not in shift.weekdays:
            continue
        last = day if shift.ends > shift.starts else day + timedelta(days=1)
        begins = datetime.combine(day, shift.starts, local).astimezone(UTC)
        ends = datetime.combine(last, shift.ends, local).astimezone(UTC)
        seconds = int((ends - begins).total_seconds()) * shift.percent // 100
        spans.append(Span(shift.person, begins, ends, max(seconds, 0)))
    return sorted(spans, key=lambda span: (span.person, span.begins))


def week_of(shifts: Iterable[ShiftRow], first: date, monday: date) -> list[ShiftRow]:
    """Return the shifts of the week that begins on `first` as those of the week of `monday` alone.

    Weekdays on which a shift does not hold yet, or no longer, are left out.  The same shift and
    week are always named alike.
    """
    rows = []
    for shift in shifts:
        days = tuple(day for day in shift.weekdays
                     if shift.valid_from <= first + timedelta(days=day - 1)
                     and (shift.valid_to is None
                          or first + timedelta(days=day - 1) <= shift.valid_to))
        if days:
            rows.append(shift._replace(
                id=uuid5(shift.id, monday.isoformat()), weekdays=days, valid_from=monday,
                valid_to=monday + timedelta(days=6)))
    return rows


def left_of(span: Span, now: datetime) -> int:
    """Return the counting seconds that are left of a span at an instant."""
    whole = (span.ends - span.begins).total_seconds()
    rest = (span.ends - max(now, span.begins)).total_seconds()
    return int(span.seconds * max(rest, 0) / whole) if whole > 0 else 0


def give(packets: Sequence[Packet], hands: Sequence[Hand]) -> list[Given]:
    """Give each packet to somebody who may do it and has the time; never over anybody's time.

    The most pressing first, of those the longest (Graham 1969); to who has most time left.
    Whoever is in the zone already goes before him while this packet does not put him more than two
    packets behind: so nobody walks far, and the spread of a morning is bounded by the longest.
    """
    left = {hand.person: hand.seconds for hand in hands}
    at = {hand.person: hand.zone for hand in hands}
    given = []
    order = sorted(packets, key=lambda p: (
        p.priority, p.deadline, -p.seconds, p.zone, str(p.task)))
    for packet in order:
        found, why = fit(packet, hands, left)
        if not found:
            given.append(Given(packet.task, "", why))
            continue
        most = max(left[person] for person in found)
        even = [person for person in found if left[person] + packet.seconds >= most]
        person = min(even, key=lambda p: (at[p] != packet.zone, -left[p], p))
        left[person] -= packet.seconds
        at[person] = packet.zone
        given.append(Given(packet.task, person))
    return given


def fit(
    packet: Packet, hands: Sequence[Hand], left: Mapping[str, int]
) -> tuple[list[str], str]:
    """Return who may take a packet, or the first reason that leaves nobody."""
    if not hands:
        return [], "nobody_here"
    skilled = [hand for hand in hands if packet.skills <= hand.skills
               and (not packet.people or hand.person in packet.people)]
    if not skilled:
        return [], "skill"
    allowed = [hand for hand in skilled if hand.person not in packet.excluded]
    if not allowed:
        return [], "excluded"
    near = [hand for hand in allowed if not hand.zones or packet.zone in hand.zones]
    if not near:
        return [], "zone"
    free = [hand.person for hand in near if left[hand.person] >= packet.seconds]
    return (free, "") if free else ([], "full")


def shift_faults(row: ShiftRow, n: int) -> list[Fault]:
    """Return all that is wrong with one shift."""
    faults = []
    if not row.weekdays or any(not 1 <= day <= 7 for day in row.weekdays):
        faults.append(Fault(f"/rows/{n}/weekdays", "weekday_wrong"))
    if not 1 <= row.percent <= PERCENT_MAX:
        faults.append(Fault(f"/rows/{n}/percent", "percent_wrong"))
    if row.valid_to is not None and row.valid_to < row.valid_from:
        faults.append(Fault(f"/rows/{n}/valid_to", "span_wrong"))
    return faults


def overlaps(rows: Sequence[ShiftRow], beside: Iterable[ShiftRow] = ()) -> list[int]:
    """Return which of these shifts overlap an earlier one of the same person on some weekday.

    `beside`: shifts that hold already, compared too.
    """
    people = {row.person for row in rows}
    kept = [row for row in beside if row.person in people]
    found = []
    for n, row in enumerate(rows):
        for other in (*kept, *rows[:n]):
            apart = ((row.valid_to is not None and row.valid_to < other.valid_from)
                     or (other.valid_to is not None and other.valid_to < row.valid_from))
            if (row.person == other.person and row.id != other.id and not apart
                    and _minutes(row) & _minutes(other)):
                found.append(n)
                break
    return found


def _minutes(row: ShiftRow) -> set[int]:
    """Return the minutes of the week that a shift takes."""
    begin, end = (each.hour * 60 + each.minute for each in (row.starts, row.ends))
    length = end - begin if end > begin else end - begin + 1_440
    return {((day - 1) * 1_440 + begin + minute) % 10_080
            for day in row.weekdays for minute in range(length)}
