"""The shape of a push: one bad row never holds back the others.   采集上传

The envelope is strict about types and tolerant of fields that a newer device adds; each row is
judged by itself, so that a phone always gets a verdict per id and can forget what was stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from ninja.errors import ValidationError as NinjaValidationError
from pydantic import ConfigDict, Field, ValidationError, WithJsonSchema

from pandian.capture.words import (
    CODE_CHARACTERS_MAX,
    NOTE_CHARACTERS_MAX,
    OBSERVATIONS_MAX,
    TEXT_CHARACTERS_MAX,
    Malformed,
    ObservationDraft,
    Sample,
)
from pandian.interfaces.api.body import keepable
from pandian.interfaces.api.problems import shape_faults
from pandian.interfaces.api.shapes.types import Answer, Instant, Quantity, ResultOut, Shape, Uuid
from pandian.kernel.words import Fault

SAMPLES_MAX = 1_000
CODES_MAX = 16
BIG = 2**63 - 1
EXTRA_KEPT_MAX = 32


class Tolerant(Shape):
    """Strict types, but fields that we do not know are kept aside."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)


Text = Annotated[str, Field(max_length=TEXT_CHARACTERS_MAX)]
Big = Annotated[int, Field(ge=-BIG, le=BIG)]


class ObservationIn(Tolerant):
    """What a person or reader saw.  Where `item` is given the code may be absent."""

    id: Uuid
    mode: Text
    place: Text = ""
    quantity: Big | None = None
    unit: Text | None = None
    factor: Big | None = None
    code: Annotated[str, Field(max_length=CODE_CHARACTERS_MAX)] | None = None
    item: Text | None = None
    lot: Text | None = None
    serial: Text | None = None
    status: Text | None = None
    owner: Text | None = None
    observed_at: Instant | None = None
    seq: Quantity | None = None
    task: Uuid | None = None
    visit: Uuid | None = None
    undoes: Uuid | None = None
    origin: Uuid | None = None
    mono_ms: Quantity | None = None
    entry: Text = ""
    condition: Annotated[list[Text], Field(max_length=CODES_MAX)] = Field(default_factory=list)
    note: Annotated[str, Field(max_length=NOTE_CHARACTERS_MAX)] = ""


class SampleIn(Tolerant):
    """One clock sample of a page life; `offset_ms` is server minus device."""

    origin: Uuid
    mono_ms: Quantity
    offset_ms: Quantity
    error_ms: Annotated[int, Field(ge=0, le=BIG)]


Row = Annotated[Any, WithJsonSchema({"$ref": "#/components/schemas/ObservationIn"})]
"""An observation as sent; judged one by one, so that each gets its own verdict."""


class PushIn(Tolerant):
    """What one device sends; see ObservationIn for the rows."""

    install: Uuid | None = None
    sent_at: Instant | None = None
    last_seq: Annotated[int, Field(ge=0, le=BIG)] | None = None
    observations: Annotated[list[Row], Field(max_length=OBSERVATIONS_MAX)]
    samples: Annotated[list[SampleIn], Field(max_length=SAMPLES_MAX)] = Field(default_factory=list)
    app_version: Text = ""
    push: Uuid | None = None
    contract: Annotated[int, Field(ge=1, le=1_000)] = 1
    site: Text = ""


class VerdictOut(ResultOut):
    """What became of one row; a device forgets a row only on its verdict."""

    id: str
    tray: str | None
    resolved: Answer | None


class PushOut(Answer):
    """The answer to a push; `gaps` are holes below `last_seq`."""

    received_at: str
    answered_at: str
    offset_ms: int
    verdicts: list[VerdictOut]
    acked_seq: int
    gaps: list[tuple[int, int]]
    contract: Literal[1]


def sample(given: SampleIn) -> Sample:
    """Return a clock sample as capture knows it."""
    return Sample(given.origin, given.mono_ms, given.offset_ms, given.error_ms)


def sorted_rows(rows: list[Any]) -> tuple[tuple[ObservationDraft, ...], tuple[Malformed, ...]]:
    """Part the rows of a push into observations and those that are none, with every fault."""
    good: list[ObservationDraft] = Field(default_factory=list)
    bad: list[Malformed] = Field(default_factory=list)
    for n, row in enumerate(rows):
        draft = _draft(row, n)
        if isinstance(draft, ObservationDraft):
            good.append(draft)
        else:
            bad.append(draft)
    return tuple(good), tuple(bad)


def _draft(row: Any, n: int) -> ObservationDraft | Malformed:
    if not isinstance(row, dict):
        return Malformed("", None, "refused_schema", {"row": _safe(row)},
                         (Fault(f"/observations/{n}", "not_an_object"),))
    try:
        given = ObservationIn.model_validate(row)
    except ValidationError as error:
        return _malformed(row, _faults(error, n))
    if dirty := [name for name, value in row.items() if not _clean(name) or not _clean(value)]:
        return _malformed(row, tuple(
            Fault(f"/observations/{n}/{_safe(name)}", "bad_character") for name in dirty))
    fields = {name: getattr(given, name) for name in ObservationIn.model_fields}
    extra = dict(list((given.model_extra or {}).items())[:EXTRA_KEPT_MAX])
    return ObservationDraft(**{**fields, "condition": tuple(given.condition), "extra": extra})


def _faults(error: ValidationError, n: int) -> tuple[Fault, ...]:
    named = [{**each, "loc": ("body", "body", "observations", n, *each["loc"])}
             for each in error.errors(include_url=False, include_input=False)]
    return tuple(shape_faults(NinjaValidationError(named)))  # type: ignore[arg-type]


def _malformed(row: Mapping[str, Any], faults: tuple[Fault, ...]) -> Malformed:
    codes = {fault.code for fault in faults}
    result = "refused_text_too_long" if codes == {"too_long"} else "refused_schema"
    if codes == {"out_of_range"} and all(f.pointer.endswith("/quantity") for f in faults):
        result = "refused_quantity_range"
    id, seq = row.get("id"), row.get("seq")
    return Malformed(
        _safe(id)[:64] if isinstance(id, str) else "",
        seq if isinstance(seq, int) and not isinstance(seq, bool) and abs(seq) <= BIG else None,
        result, _safe_body(row), faults)


def _clean(value: Any) -> bool:
    if isinstance(value, str):
        return keepable(value)
    if isinstance(value, list):
        return all(_clean(each) for each in value)
    if isinstance(value, dict):
        return all(_clean(key) and _clean(each) for key, each in value.items())
    return True


def _safe(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text[:TEXT_CHARACTERS_MAX].encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _safe_body(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the refused body in a form that a JSON column keeps."""
    return {
        _safe(name): value if isinstance(value, int | float | bool | None) else _safe(value)
        for name, value in row.items()
    }


