"""The plain types of all bodies: strict, and each fault under our own name.   基本类型

Nothing is converted on the way in: "12" is no quantity and 12.0 is no integer.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from pandian.kernel.rules import QUANTITY_MAX, instant, keepable

CODE_CHARACTERS_MAX = 128
NAME_CHARACTERS_MAX = 300
NOTE_CHARACTERS_MAX = 2_000
MONEY_CHARACTERS_MAX = 32
FREE_OBJECT_BYTES_MAX = 32_768
FREE_OBJECT_DEPTH_MAX = 16
BATCH_ELEMENTS_MAX = 10_000
PAGE_ROWS_MAX = 1_000
CURSOR_CHARACTERS_MAX = 2_000


def _fault(code: str, *params: object) -> PydanticCustomError:
    return PydanticCustomError("fault", "{code}", {"code": code, "params": params})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _fault("wrong_type", "text")
    return value


def _uuid(value: object) -> UUID:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(_text(value)) if len(str(value)) == 36 else _no_uuid()
    except ValueError as error:
        raise _fault("not_a_uuid") from error


def _no_uuid() -> UUID:
    raise _fault("not_a_uuid")


def _instant(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    text = _text(value)
    try:
        if len(text) < 16:
            raise ValueError(text)
        return instant(text)
    except (ValueError, OverflowError) as error:
        raise _fault("not_an_instant") from error


def _date(value: object) -> date:
    if isinstance(value, date):
        return value
    text = _text(value)
    try:
        if len(text) != 10:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise _fault("not_a_date") from error


def _code(value: object) -> str:
    text = _text(value)
    if not text.strip():
        raise _fault("blank")
    if len(text) > CODE_CHARACTERS_MAX:
        raise _fault("too_long", CODE_CHARACTERS_MAX)
    if any(char < " " or char == "\x7f" for char in text) or not keepable(text):
        raise _fault("bad_character")
    return text


def _name(value: object) -> str:
    text = _text(value)
    if len(text) > NAME_CHARACTERS_MAX:
        raise _fault("too_long", NAME_CHARACTERS_MAX)
    if any(char < " " for char in text) or not keepable(text):
        raise _fault("bad_character")
    return text


def _money(value: object) -> int | str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _fault("wrong_type", '1250000 / "1.25"')
    if isinstance(value, int):
        if not 0 <= value <= QUANTITY_MAX:
            raise _fault("out_of_range", 0, QUANTITY_MAX)
        return value
    if len(value) > MONEY_CHARACTERS_MAX or not re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        raise _fault("wrong_type", '1250000 / "1.25"')
    return value


def _free(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _fault("not_an_object")
    if _depth(value) > FREE_OBJECT_DEPTH_MAX:
        raise _fault("too_deep")
    size = len(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    if size > FREE_OBJECT_BYTES_MAX:
        raise _fault("too_large", FREE_OBJECT_BYTES_MAX)
    return value


def _depth(value: object, so_far: int = 1) -> int:
    if so_far > FREE_OBJECT_DEPTH_MAX or not isinstance(value, dict | list):
        return so_far
    inner = value.values() if isinstance(value, dict) else value
    return max((_depth(each, so_far + 1) for each in inner), default=so_far)


def _text_schema(**extra: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **extra})


Uuid = Annotated[UUID, BeforeValidator(_uuid), _text_schema(format="uuid")]
Instant = Annotated[datetime, BeforeValidator(_instant), _text_schema(format="date-time")]
IsoDate = Annotated[date, BeforeValidator(_date), _text_schema(format="date")]
Code = Annotated[str, BeforeValidator(_code),
                 _text_schema(minLength=1, maxLength=CODE_CHARACTERS_MAX)]
Name = Annotated[str, BeforeValidator(_name), _text_schema(maxLength=NAME_CHARACTERS_MAX)]
Note = Annotated[str, Field(max_length=NOTE_CHARACTERS_MAX)]
Quantity = Annotated[int, Field(ge=-QUANTITY_MAX, le=QUANTITY_MAX)]
"""An integer that every JSON reader keeps; its sign and zero are for the rooms to judge."""
Free = Annotated[dict[str, Any], BeforeValidator(_free),
                 WithJsonSchema({"type": "object", "additionalProperties": True})]
Money = Annotated[int | str, BeforeValidator(_money), WithJsonSchema({"oneOf": [
    {"type": "integer", "minimum": 0, "maximum": QUANTITY_MAX,
     "description": "minor units x 10^4 of one smallest unit"},
    {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$",
     "description": "decimal number of the currency's main unit"}]})]
Cursor = Annotated[str, Field(max_length=CURSOR_CHARACTERS_MAX)]


def _limit(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise _fault("not_an_integer")
    if not 1 <= int(text) <= PAGE_ROWS_MAX:
        raise _fault("out_of_range", 1, PAGE_ROWS_MAX)
    return int(text)


def _after(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdecimal() and int(text) <= QUANTITY_MAX):
        raise _fault("not_an_integer")
    return int(text)


def _flag(value: object) -> bool:
    if str(value).lower() not in ("true", "false", "1", "0"):
        raise _fault("wrong_type", "true / false")
    return str(value).lower() in ("true", "1")


Limit = Annotated[int, BeforeValidator(_limit), WithJsonSchema(
    {"type": "integer", "minimum": 1, "maximum": PAGE_ROWS_MAX})]
After = Annotated[int, BeforeValidator(_after), WithJsonSchema({"type": "integer", "minimum": 0})]
"""The number of the last row of the page before; 0 for the first page."""
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]


class Shape(BaseModel):
    """A body object: strict types, no unknown fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Answer(BaseModel):
    """An answer object, as the documentation shows it."""

    model_config = ConfigDict(extra="allow")


class FaultOut(Answer):
    """One thing that is wrong with the request."""

    pointer: str
    code: str
    message: str
    hint: str


class ProblemOut(Answer):
    """RFC 9457: why nothing, or not everything, was done."""

    type: str
    title: str
    status: int
    id: str
    errors: list[FaultOut]


class ResultOut(Answer):
    """What became of one element.

    created, exists, updated, unchanged, exists_with_different_<field>
    or refused_<reason>.
    """

    result: str
    errors: list[FaultOut] = Field(default_factory=list)
