"""Shapes of resolution and label rescue.   识别与救援"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from pandian.capture.resolution.words import CODES_PER_REQUEST_MAX
from pandian.capture.words import CODE_CHARACTERS_MAX
from pandian.interfaces.api.shapes.types import (
    Answer,
    Code,
    Flag,
    Instant,
    IsoDate,
    Limit,
    Note,
    Shape,
)

Raw = Annotated[str, Field(max_length=CODE_CHARACTERS_MAX)]


class ScanIn(Shape):
    """A code as it was scanned, its control characters in place."""

    code: Raw
    symbology: Annotated[str, Field(max_length=3)] = ""
    place: Code | None = None
    at: Instant | None = None


class ResolveIn(Shape):
    """Codes to resolve at a site; `place` is where they were scanned unless a code says so."""

    site: Code
    place: Code | None = None
    codes: Annotated[list[ScanIn], Field(max_length=CODES_PER_REQUEST_MAX)]


class PartialIn(Shape):
    """What can be read of a damaged code: `?` for one character, `*` for any number."""

    site: Code
    place: Code | None = None
    pattern: Annotated[str, Field(max_length=CODE_CHARACTERS_MAX)]
    lot_end: Annotated[str, Field(max_length=CODE_CHARACTERS_MAX)] = ""


class CandidateOut(Answer):
    """What a code may mean: confidence 0 to 1000, every reason, the weightiest first."""

    item: str
    name: str
    unit: str
    factor: int
    lot: str | None
    serial: str | None
    expires_on: str | None
    confidence: int
    reason: str
    reasons: list[str]
    message: str


class ResolvedOut(Answer):
    """One code with its candidates, best first; `ask`: a person picks, for `reason`."""

    code: str
    place: str
    carrier: str
    verdict: str
    ask: bool
    reason: str
    message: str
    candidates: list[CandidateOut]


class ResolvedListOut(Answer):
    """The answer to a batch, in its order."""

    results: list[ResolvedOut]


class InboxFilter(Shape):
    """Which waiting rows."""

    site: Code | None = None
    tray: Annotated[str, Field(max_length=32)] = ""
    limit: Limit = 200


class NewsFilter(Shape):
    """Which news; `read` asks for what was put away."""

    site: Code | None = None
    read: Flag = False
    limit: Limit = 200


class NewsRowIn(Shape):
    """Which row is meant: its kind, site and subject as listed."""

    kind: Annotated[str, Field(max_length=32)]
    site: Code
    subject: Annotated[str, Field(max_length=128)]


class NewsIn(Shape):
    """Rows to put away or to show again."""

    rows: Annotated[list[NewsRowIn], Field(min_length=1, max_length=1_000)]


class BindIn(Shape):
    """Bind the row's code to an item in one of its packs."""

    item: Code
    unit: Code | None = None
    seen: Instant | None = None
    note: Note = ""


class PickIn(Shape):
    """Say what this one row means."""

    item: Code
    lot: Code | None = None
    serial: Code | None = None
    unit: Code | None = None
    seen: Instant | None = None
    note: Note = ""


class TakeIn(Shape):
    """Take the row into use, at `place` where several places read it."""

    place: Code | None = None
    seen: Instant | None = None
    note: Note = ""


class RejectIn(Shape):
    """Put the row aside, with the reason."""

    reason: Note
    seen: Instant | None = None


class UndoIn(Shape):
    """Take the last decision back."""

    seen: Instant | None = None


class AskLabelIn(Shape):
    """Ask for a new label, or propose to hold the goods."""

    kind: Literal["print_label", "on_hold"] = "print_label"
    note: Note = ""


class EndLabelIn(Shape):
    """End a label task: by the new label's code, or by saying that it is done or withdrawn."""

    code: Raw | None = None
    state: Literal["done", "withdrawn"] | None = None


class LabelFilter(Shape):
    """Which label tasks."""

    site: Code | None = None
    kind: Literal["", "print_label", "new_lot", "on_hold"] = ""
    state: Literal["", "open", "done", "withdrawn"] = "open"
    limit: Limit = 200


class CoverageFilter(Shape):
    """Which months: whole days, `until` not included; twelve months back when left out."""

    site: Code | None = None
    since: IsoDate | None = None
    until: IsoDate | None = None


class DecidedOut(Answer):
    """What a decision did."""

    observation: str
    result: str
    healed: int
    plans: list[str]
    row: dict[str, Any]


class RowsOut(Answer):
    """Rows of a list."""

    rows: list[dict[str, Any]]
