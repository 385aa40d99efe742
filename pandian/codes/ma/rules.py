"""MA codes cut at their dots.   MA 码规则

The check character comes from the issuing service: it is read, never verified.  Nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pandian.codes.gs1.checks.rules import ai_date, calendar_date, is_digits
from pandian.codes.gs1.checks.words import Problem
from pandian.codes.gs1.rules import SHOWN_CHARACTERS_MAX, visible
from pandian.codes.ma.words import (
    DATE_DIGITS,
    DATES,
    IDENTIFIER_PARTS,
    MARKS,
    PART_CHARACTERS_MAX,
)
from pandian.codes.words import Field, Found
from pandian.kernel.words import Fault

_MARKED = re.compile(r"MA\.[0-9]{3}(?:\.|$)")


def read(text: str, *, year: int) -> Found | None:
    """Read an MA code; None when the text does not begin as one."""
    if _MARKED.match(text) is None:
        return None
    pieces = text.split(".")
    head, rest = pieces[:IDENTIFIER_PARTS], pieces[IDENTIFIER_PARTS:]
    parts = [_identifier(head), *_parts(rest, len(".".join(head)) + 2, year)]
    faults = [problem.at(f"/fields/{n}", f"MA {field.ai or field.name}")
              for n, (field, problem) in enumerate(parts) if problem]
    fields = tuple(field for field, _ in parts)
    sound = parts[0][1] is None
    doubts = ("check_unverifiable",) if any(f.name == "check" for f in fields) else ()
    return Found(fields, (*faults, *_repeats(fields)), doubts,
                 fields[0].value if sound else None, "ma" if sound else None)


def _identifier(head: list[str]) -> tuple[Field, Problem | None]:
    field = Field("", "identifier", ".".join(head))
    if len(head) < IDENTIFIER_PARTS or not all(head):
        filled = len([piece for piece in head if piece])
        return field, Problem("identifier_incomplete", (filled, IDENTIFIER_PARTS))
    return field, _text_problem(field.value.replace(".", ""), IDENTIFIER_PARTS)


def _text_problem(text: str, times: int = 1) -> Problem | None:
    if not text:
        return Problem("length", (f"1..{PART_CHARACTERS_MAX}", 0))
    if len(text) > PART_CHARACTERS_MAX * times:
        return Problem("too_long", (PART_CHARACTERS_MAX * times, len(text)))
    wrong = [(n, c) for n, c in enumerate(text, 1)
             if not ("!" <= c <= "~")]
    return Problem("character", (visible(wrong[0][1]), wrong[0][0], "ASCII")) if wrong else None


def _parts(
    pieces: list[str], at: int, year: int
) -> Iterator[tuple[Field, Problem | None]]:
    for piece in pieces:
        yield _part(piece, at, year)
        at += len(piece) + 1


def _part(piece: str, at: int, year: int) -> tuple[Field, Problem | None]:
    mark, value = piece[:1], piece[1:]
    name = MARKS.get(mark)
    if name is None:
        return Field("", "unknown", piece), Problem(
            "unknown_ai", (piece[:SHOWN_CHARACTERS_MAX], at))
    field = Field(mark, name, value)
    if name not in DATES:
        return field, _text_problem(value)
    found = _day(value, year)
    return (field, found) if isinstance(found, Problem) else (
        field._replace(meant=found.isoformat()), None)


def _day(value: str, year: int) -> date | Problem:
    if not is_digits(value) or len(value) not in DATE_DIGITS:
        return Problem("length", (" | ".join(map(str, DATE_DIGITS)), len(value)))
    if len(value) == 6:
        return ai_date(value, year=year, day_zero=False)
    return calendar_date(int(value[:4]), value[4:6], value[6:])


def _repeats(fields: tuple[Field, ...]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for n, field in enumerate(fields):
        if field.ai and seen.setdefault(field.ai, field.value) != field.value:
            yield Fault(f"/fields/{n}", "repeat_differs",
                        (f"MA {field.ai}", seen[field.ai], field.value))
