"""Shapes of planning and dispatch.   规划与派工"""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any

from pydantic import Field

from pandian.counting.dispatch.words import (
    CODE_CHARACTERS_MAX,
    EVIDENCE_CHARACTERS_MAX,
    PERCENT_MAX,
)
from pandian.interfaces.api.shapes.types import (
    BATCH_ELEMENTS_MAX,
    Answer,
    Code,
    Flag,
    IsoDate,
    Shape,
    Uuid,
)

SEED_MAX = 2**53 - 1
Text = Annotated[str, Field(max_length=EVIDENCE_CHARACTERS_MAX)]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


def clock(text: str) -> time:
    """Return a local time from HH:MM."""
    return time.fromisoformat(text)


class DayFilter(Shape):
    """Which day of which site; today when left out."""

    site: Code
    day: IsoDate | None = None


class DayIn(DayFilter):
    """A day to plan; `dry_run` writes nothing; `seed` of the draw."""

    dry_run: bool = False
    seed: Annotated[int, Field(ge=0, le=SEED_MAX)] | None = None


class WhyFilter(Shape):
    """Why the tasks of a count, or one task, are there."""

    site: Code
    plan: Uuid | None = None
    task: Uuid | None = None


class SiteFilter(Shape):
    """Which site."""

    site: Code


class SiteIn(Shape):
    """A site to dispatch now."""

    site: Code


class ShiftIn(Shape):
    """A weekly pattern in local time; weekday 1 is Monday; `percent` of it is for counting."""

    id: Uuid
    person: Code
    weekdays: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7)]
    starts: Clock
    ends: Clock
    percent: Annotated[int, Field(ge=1, le=PERCENT_MAX)] = PERCENT_MAX
    valid_from: IsoDate
    valid_to: IsoDate | None = None


class ShiftsIn(Shape):
    """Shifts of one site, by id."""

    site: Code
    rows: Annotated[list[ShiftIn], Field(max_length=BATCH_ELEMENTS_MAX)]


class CopyIn(Shape):
    """The shifts of one week for another; any day of each names it."""

    site: Code
    source: IsoDate
    target: IsoDate


class EndIn(Shape):
    """The last day of a shift."""

    site: Code
    last: IsoDate


class DropIn(Shape):
    """A day that shall be as the week says again."""

    site: Code
    day: IsoDate


class CalendarDayIn(Shape):
    """A day that is not as the week says."""

    day: IsoDate
    working: Flag
    note: Text = ""


class CalendarIn(Shape):
    """Days of one site."""

    site: Code
    rows: Annotated[list[CalendarDayIn], Field(max_length=BATCH_ELEMENTS_MAX)]


class SkillIn(Shape):
    """One line of the training record."""

    person: Code
    skill: Annotated[str, Field(min_length=1, max_length=CODE_CHARACTERS_MAX)]
    trained_on: IsoDate
    valid_to: IsoDate | None = None
    evidence: Annotated[str, Field(min_length=1, max_length=EVIDENCE_CHARACTERS_MAX)]


class SkillsIn(Shape):
    """Training of people of one site."""

    site: Code
    rows: Annotated[list[SkillIn], Field(max_length=BATCH_ELEMENTS_MAX)]


class ZonesIn(Shape):
    """The zones in which a person works; none: anywhere."""

    site: Code
    person: Code
    zones: Annotated[list[Code], Field(max_length=BATCH_ELEMENTS_MAX)]


class DayPlanOut(Answer):
    """The plan of a day; `gaps` say in words what contradicts or is missing.

    `walk`: order, cm and s_shape_cm of its tasks' walks where a rule `count.route` holds.
    """

    site: str
    day: str
    result: str
    builtin: bool
    seed: int
    holdings: int
    plans: list[str]
    tasks: int
    places: int
    lines: int
    minutes: int
    capacity: int
    late: int
    days: list[Any]
    rules: list[Any]
    gaps: list[Any]
    walk: Any


class RowsOut(Answer):
    """Rows."""

    rows: list[Any]


class KeptOut(Answer):
    """How many rows were kept."""

    kept: int


class CopiedOut(Answer):
    """Shifts that were copied, and those left out because shifts hold there already."""

    copied: int
    left_out: int


class DispatchedOut(Answer):
    """Tasks given, taken back, told to leads; `left` has nobody, each with the reason."""

    given: int
    freed: int
    escalated: int
    left: list[Any]
