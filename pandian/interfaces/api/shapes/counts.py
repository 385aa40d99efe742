"""Shapes of counting.   盘点"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from pandian.counting.finishing.words import REASON_CHARACTERS_MAX
from pandian.counting.words import PLACES_MAX, RECOUNT_ROUNDS_MAX
from pandian.interfaces.api.shapes.types import (
    BATCH_ELEMENTS_MAX,
    Answer,
    Code,
    Cursor,
    Flag,
    Instant,
    IsoDate,
    Limit,
    Name,
    Quantity,
    ResultOut,
    Shape,
    Uuid,
)
from pandian.kernel.rules import QUANTITY_MAX

PERCENT_MAX = 1_000
PASSWORD_CHARACTERS_MAX = 1_000
Amount = Annotated[int, Field(ge=0, le=QUANTITY_MAX)]


def _percent(value: object) -> Decimal:
    """Return a percentage exactly: an integer, a JSON number or a decimal text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise PydanticCustomError("fault", "", {"code": "wrong_type", "params": ("0.5",)})
    try:
        percent = Decimal(str(value))
    except InvalidOperation as error:
        raise PydanticCustomError(
            "fault", "", {"code": "wrong_type", "params": ("0.5",)}) from error
    if not (percent.is_finite() and 0 <= percent <= PERCENT_MAX):
        raise PydanticCustomError(
            "fault", "", {"code": "out_of_range", "params": (0, PERCENT_MAX)})
    return percent


Percent = Annotated[Decimal, BeforeValidator(_percent), WithJsonSchema(
    {"type": "number", "minimum": 0, "maximum": PERCENT_MAX})]
Codes = Annotated[list[Code], Field(max_length=PLACES_MAX)]


class ScopeIn(Shape):
    """What the count covers, by codes; zones stand for the places in them."""

    places: Codes = Field(default_factory=list)
    items: Codes = Field(default_factory=list)
    lots: Codes = Field(default_factory=list)


class ToleranceIn(Shape):
    """How much may differ without a second look: smallest units, percent of the book, value in
    minor units x 10^4; measures left out are not used."""

    quantity: Amount | None = None
    percent: Percent | None = None
    value: Amount | None = None
    combine: Literal["and", "or"] = "and"


class PolicyIn(Shape):
    """How the count is run."""

    recount_rounds: Annotated[int, Field(ge=0, le=RECOUNT_ROUNDS_MAX)] = 0
    packet_places: Annotated[int, Field(ge=1, le=1_000)] = 20
    decides: Literal["two_equal", "last"] = "two_equal"


class CountIn(Shape):
    """A count to be made; its `id` is minted by the client."""

    id: Uuid
    site: Code
    name: Name
    scope: ScopeIn
    purpose: Literal["cycle_counting", "stock_taking"] = "cycle_counting"
    blind: bool = True
    tolerance: ToleranceIn = ToleranceIn()
    policy: PolicyIn | None = None


class AssignIn(Shape):
    """Who shall count."""

    person: Code


class TakeIn(Shape):
    """A place near by of a task that nobody has begun; `at`: where the person is.

    `id` is minted by who asks: a task that is split off gets it, and a replay is known by it.
    """

    id: Uuid
    place: Code
    at: Code


class TakeOut(ResultOut):
    """The task in which the place is counted now: a new one, or the one it stood in alone."""

    task: str
    place: str


class VisitIn(Shape):
    """One counter at one place; `complete` says that everything there was seen."""

    id: Uuid
    task: Uuid
    place: Code
    opened_at: Instant | None = None
    closed_at: Instant | None = None
    complete: bool = True
    install: Uuid | None = None
    seq: Quantity | None = None
    origin: Uuid | None = None
    mono_ms: Quantity | None = None


def _form(value: object) -> str:
    return "@one" if isinstance(value, str) else "@many"


Lines = Annotated[
    Annotated[Literal["all"], Tag("@one")]
    | Annotated[list[Annotated[int, Field(ge=1, le=QUANTITY_MAX)]],
                Field(min_length=1, max_length=BATCH_ELEMENTS_MAX), Tag("@many")],
    Discriminator(_form),
]
"""Ids of lines, or all that wait."""


class ApproveIn(Shape):
    """Approve lines under one's own signature; `content_hash` binds it to what was shown."""

    lines: Lines
    meaning: Code = "approved"
    password: Annotated[str, Field(min_length=1, max_length=PASSWORD_CHARACTERS_MAX)]
    content_hash: Code | None = None


class RecountIn(Shape):
    """Ask for another look by another person."""

    lines: Lines
    person: Code | None = None


class CloseIn(Shape):
    """Close a count; `leaving`: why places that nobody finished stay uncounted."""

    leaving: Annotated[str, Field(max_length=REASON_CHARACTERS_MAX)] = ""


class AnywayIn(Shape):
    """At which site a request stands that a rule kept back."""

    site: Code


class Empty(Shape):
    """An object without fields."""


class CountFilter(Shape):
    """Which counts to list."""

    site: Code | None = None
    state: Literal["open", "closed"] | None = None


class RequestFilter(Shape):
    """Which count requests to list: of a site, of one document."""

    site: Code | None = None
    document: Uuid | None = None
    limit: Limit = 200


class EffortFilter(Shape):
    """Of which site."""

    site: Code


class EffortRow(Answer):
    """The counts closed in one month: acts by hand, hours, lines that were recounted."""

    month: IsoDate
    counts: int
    lines: int
    acts: int
    per_line: float
    scans: int
    recounts: int
    signatures: int
    repairs: int
    recounted: int
    recount_percent: float
    hours_median: float
    hours_p90: float


class EffortOut(Answer):
    """Months with closed counts, the newest first."""

    rows: list[EffortRow]


class CoverageFilter(Shape):
    """Which stock, since when."""

    site: Code
    since: Instant


class AreaIn(Shape):
    """What a person says of an area at shift end; `scan` is the area's own code."""

    id: Uuid
    site: Code
    place: Code
    empty: bool
    scan: Code | None = None
    tap: bool = False


class TaskFilter(Shape):
    """Which tasks to list; `mine` are those that this person may count."""

    site: Code | None = None
    mine: Flag = False


class LineFilter(Shape):
    """Which lines to show."""

    verdict: Code | None = None
    limit: Limit = 200
    next: Cursor | None = None


class CountOut(ResultOut):
    """A plan, with its progress and its tasks."""

    id: str
    site: str
    name: str
    state: str


class CountsOut(Answer):
    """Counts, newest first."""

    rows: list[Answer]


class TasksOut(Answer):
    """Tasks; never anything of the book."""

    rows: list[Answer]


class CoverageOut(Answer):
    """How much of the stock was looked at: by counts, by proofs, and all of it in thousandths."""

    holdings: int
    permille: int


class AreaOut(ResultOut):
    """What became of it: proofs made, counts asked for."""

    id: str
    proofs: int
    requests: int


class RequestsOut(Answer):
    """Count requests with their fate, newest first."""

    rows: list[Answer]


class CertificatesOut(Answer):
    """Certificates that bear a code: `latest` is the code of the newest of the same subject."""

    rows: list[Answer]


class LinesOut(Answer):
    """Counted lines; `content_hash` binds an approval to what was shown."""

    rows: list[Answer]
    next: str | None
    content_hash: str


class JobOut(Answer):
    """Work that goes on in the background; progress is in GET /counts/{id}."""

    job: int
    plan: str


class VisitOut(ResultOut):
    """A recorded visit."""

    id: str
