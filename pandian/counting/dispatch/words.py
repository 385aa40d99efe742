"""Words of dispatch: shifts, skills, packets, who gets what, what cannot be given.   派工词汇"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label, NotFound, Refused

PACKET_MINUTES_MAX = 45
PACKET_PLACES_MAX = 20
PERCENT_MAX = 100
PLACE_SECONDS = 90
"""What a place takes in a task that no planner has measured: a guess, said to be one."""
DAY_SECONDS = 86_400
"""What one person can take on where nobody has a shift: no limit that the dispatcher knows."""
LOAD_DAYS = 7
"""So many days back who counted how much is shown."""
ROWS_MAX = 10_000
STALLED_MINUTES = 60
"""A task whose holder has not begun for so long is free again, unless a device holds it."""
ESCALATE_MINUTES = 60
"""A task that is not done so long before its deadline is told to the leads."""
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
"""Weeks that can be copied lie between these days."""
CODE_CHARACTERS_MAX = 64
EVIDENCE_CHARACTERS_MAX = 200


class Stop(NamedTuple):
    """A place of a walk: its zone, its code and turn, the seconds that its count takes.

    `group`: only stops of one group may be walked together (how they are counted).
    """

    place: int
    zone: int
    code: str
    sequence: int
    seconds: int
    group: int = 0


class ShiftRow(NamedTuple):
    """A weekly pattern in local time; weekday 1 is Monday; `percent` of it is for counting."""

    id: UUID
    person: str
    weekdays: tuple[int, ...]
    starts: time
    ends: time
    percent: int
    valid_from: date
    valid_to: date | None


class DayRow(NamedTuple):
    """A day that is not as the week says."""

    day: date
    working: bool
    note: str


class SkillRow(NamedTuple):
    """One line of the training record."""

    person: str
    skill: str
    trained_on: date
    valid_to: date | None
    evidence: str


class ZonePerson(NamedTuple):
    """A zone in which a person works."""

    person: str
    zone: str


class Span(NamedTuple):
    """When a person is there for counting, and for how many seconds."""

    person: str
    begins: datetime
    ends: datetime
    seconds: int


class DayCapacity(NamedTuple):
    """What people can count on one day.  `assumed`: nobody has a shift, so it is a guess."""

    day: date
    working: bool
    seconds: int
    people: int
    assumed: bool


class Hand(NamedTuple):
    """Somebody who is there now: the seconds he has left, what he may do, where he works.

    No zones: anywhere.  `zone`: where he is or will be.
    """

    person: str
    seconds: int
    skills: frozenset[str] = frozenset()
    zones: frozenset[int] = frozenset()
    zone: int = 0


class Packet(NamedTuple):
    """A task that waits for somebody.  `people`: only these, when any; `excluded`: never these."""

    task: UUID
    zone: int
    seconds: int
    priority: int
    deadline: datetime
    skills: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()


class Given(NamedTuple):
    """A task and who gets it; person '' and a key of WHY_NOT where nobody can."""

    task: UUID
    person: str
    why_not: str = ""


class Dispatched(NamedTuple):
    """What one run did: tasks given, taken back from who did not begin, told to leads, left."""

    given: int
    freed: int
    escalated: int
    left: tuple[Given, ...]


class PersonLoad(NamedTuple):
    """What one person was given on one planned day; `minutes` planned, rounded up.

    `person` is empty for tasks that nobody has taken.
    """

    day: date
    person: str
    tasks: int
    places: int
    minutes: int
    done: int


class TaskStand(NamedTuple):
    """One open task as leads see it: who, since when, until when, how far, why not given."""

    task: UUID
    plan: UUID
    plan_name: str
    number: int
    kind: str
    zone: str
    person: str
    minutes: int
    priority: int
    deadline: datetime | None
    places: int
    places_done: int
    leased: bool
    late: bool
    escalated: bool
    why_not: str


WHY_NOT: dict[str, Label] = {
    "leased": Label("已被一台设备领走", "a device has taken it along"),
    "no_shift": Label("没有人排班", "nobody has a shift"),
    "nobody_here": Label("现在没有人上班", "nobody is on shift now"),
    "skill": Label("在岗的人没有所需技能", "nobody on shift has the skill"),
    "excluded": Label("在岗的人都不能盘（盘过或动过）",
                      "everybody on shift has counted or moved it"),
    "zone": Label("在岗的人不在该库区", "nobody on shift works in this zone"),
    "full": Label("在岗的人今天已排满", "everybody on shift has a full day"),
}


class DispatchRefused(Refused):
    """What came in for dispatch is wrong; the faults name every place."""


class ShiftNotFound(NotFound):
    """No such shift in this scope."""


class DayNotFound(NotFound):
    """This day is as the week says."""


FAULTS: dict[str, Label] = {
    "week_same": Label("这是同一周", "This is the same week"),
    "day_as_week": Label("这一天本来就按周", "This day is as the week says"),
    "shift_unknown": Label("没有这个班次", "No such shift"),
    "weekday_wrong": Label("星期应为 1 到 7", "Weekdays are 1 (Monday) to 7"),
    "percent_wrong": Label("盘点占比应为 1 到 100", "The share for counting is 1 to 100"),
    "span_wrong": Label("结束早于开始", "It ends before it begins"),
    "shift_overlaps": Label("与 {0} 的另一班次重叠", "It overlaps another shift of {0}"),
    "skill_blank": Label("需要技能名称", "A skill needs a name"),
    "evidence_blank": Label("需要培训凭据", "The training needs its evidence"),
    "zone_unknown": Label("没有库区 {0}", "Zone {0} is not known"),
}
