"""Shapes of labels and sheets.   标签与单据"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from pandian.exchange.labels.sheets.words import TASKS_MAX
from pandian.exchange.labels.words import (
    COPIES_MAX,
    LABELS_MAX,
    MODULE_UM_DEFAULT,
    SIZE_DEFAULT,
    TEXT_CHARACTERS_MAX,
)
from pandian.interfaces.api.shapes.types import Answer, Code, Limit, Shape, Uuid

SCAN_CHARACTERS_MAX = 8_000
Text = Annotated[str, Field(max_length=TEXT_CHARACTERS_MAX)]


class ThingIn(Shape):
    """What one label is for; which fields are needed depends on the kind of label."""

    item: Text = ""
    unit: Text = ""
    lot: Text = ""
    serial: Text = ""
    place: Text = ""
    sscc: Text = ""
    person: Text = ""
    device: Text = ""
    gtin: Text = ""


class LabelsIn(Shape):
    """A print job; `code` is datamatrix, gs1_qr, gs1_128, or qr, code_128 for codes of ours."""

    id: Uuid
    site: Code
    kind: Code
    things: Annotated[list[ThingIn], Field(max_length=LABELS_MAX)]
    size: Code = SIZE_DEFAULT
    dpi: int = 203
    code: Text = ""
    module_um: Annotated[int, Field(ge=0, le=100_000)] = MODULE_UM_DEFAULT
    copies: Annotated[int, Field(ge=0, le=COPIES_MAX)] = 1
    output: Code = "pdf"
    printer: Text = ""
    reason: Text = ""
    language: Code = "zh-hans"


class VerifyIn(Shape):
    """What scanning the first label of a job said, verbatim."""

    code: Annotated[str, Field(max_length=SCAN_CHARACTERS_MAX)]


class CountSheetsIn(Shape):
    """Which tasks of a count go on paper; none named means all open ones."""

    id: Uuid
    tasks: Annotated[list[Uuid], Field(max_length=TASKS_MAX, default_factory=list)]
    blind: bool = True
    language: Code = "zh-hans"
    printer: Text = ""


class SheetFilter(Shape):
    """How a page is made; `site` and `place` matter to the demo's codes alone."""

    size: Code = SIZE_DEFAULT
    dpi: Annotated[int, Field(strict=False)] = 203
    output: Code = "pdf"
    site: Code | None = None
    place: Code | None = None
    language: Code = "zh-hans"


class PrintFilter(Shape):
    """Which print jobs to list."""

    site: Code | None = None
    limit: Limit = 200


class PrintOut(Answer):
    """One print job: who, when, what, how, why again, and what a scan of it said."""

    id: str
    site: str
    kind: str
    at: datetime
    verified: str


class PrintsOut(Answer):
    """Print jobs, newest first."""

    rows: list[PrintOut]


class ScanOut(Answer):
    """Whether the scan is what was printed; `differences` name field, printed, scanned."""

    print: str
    result: str
    differences: list[list[str]]
