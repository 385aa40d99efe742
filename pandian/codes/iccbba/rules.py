"""ISBT 128 texts cut into their data structures.   ICCBBA 规则

Every structure has a known length, so no separators stand between them.  Nothing raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pandian.codes.gs1.checks.rules import is_digits, ordinal_date
from pandian.codes.gs1.checks.words import Problem
from pandian.codes.gs1.rules import SHOWN_CHARACTERS_MAX, visible
from pandian.codes.iccbba.words import CENTURIES, DONATION, STRUCTURES, Structure
from pandian.codes.words import Field, Found
from pandian.kernel.words import Fault

_KEYS = ("identifier", "container")


def structure_at(text: str, at: int = 0) -> tuple[str, Structure] | None:
    """Return the mark and the data structure that begin at a position, or None."""
    for mark in (text[at:at + 3], text[at:at + 2]):
        if mark in STRUCTURES:
            return mark, STRUCTURES[mark]
    follows = text[at + 1:at + 2]
    donation = text[at:at + 1] == "=" and follows.isascii() and follows.isalnum() and (
        follows not in "0O" and not follows.islower())
    return ("=", DONATION) if donation else None


def is_marked(text: str) -> bool:
    """Say whether the text begins with one whole data structure of the right characters."""
    known = structure_at(text)
    if known is None:
        return False
    mark, structure = known
    value = text[len(mark):len(mark) + len(structure.form)]
    return len(value) == len(structure.form) and not _character(value, structure.form)


def read(text: str) -> Found | None:
    """Read all data structures of a text; None when it does not begin with one."""
    if structure_at(text) is None:
        return None
    parts = list(_parts(text))
    fields = tuple(field for field, _ in parts)
    faults = tuple(problem.at(f"/fields/{n}", f"ISBT 128 {field.ai or field.name}")
                   for n, (field, problem) in enumerate(parts) if problem)
    repeats = tuple(_repeats(fields))
    bad = {fault.pointer for fault in (*faults, *repeats)}
    key = next((field.value for name in _KEYS for n, field in enumerate(fields)
                if field.name == name and f"/fields/{n}" not in bad), None)
    named = any(field.name in _KEYS for field in fields)
    return Found(fields, (*faults, *repeats), () if named else ("item_missing",), key,
                 "iccbba" if key else None)


def _repeats(fields: tuple[Field, ...]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for n, field in enumerate(fields):
        first = seen.setdefault(field.name, field.value)
        if first != field.value and field.ai:
            yield Fault(f"/fields/{n}", "repeat_differs",
                        (f"ISBT 128 {field.ai}", first, field.value))


def _parts(text: str) -> Iterator[tuple[Field, Problem | None]]:
    at = 0
    while at < len(text):
        known = structure_at(text, at)
        if known is None:
            yield Field("", "unknown", text[at:]), Problem(
                "unknown_ai", (text[at:at + SHOWN_CHARACTERS_MAX], at + 1))
            return
        mark, structure = known
        value = text[at + len(mark):at + len(mark) + len(structure.form)]
        yield _judged(mark, structure, value)
        at += len(mark) + len(structure.form)


def _judged(mark: str, structure: Structure, value: str) -> tuple[Field, Problem | None]:
    field = Field(mark, structure.name, value)
    if len(value) < len(structure.form):
        return field, Problem("length", (len(structure.form), len(value)))
    problem = _character(value, structure.form)
    if problem or not structure.form.startswith("C"):
        return field, problem
    found = _day(value)
    if isinstance(found, Problem):
        return field, found
    clock = value[6:]
    if clock and (int(clock[:2]) > 23 or int(clock[2:]) > 59):
        return field, Problem("time", (clock,))
    return field._replace(meant=found.isoformat() + (
        f"T{clock[:2]}:{clock[2:]}" if clock else "")), None


def _character(value: str, form: str) -> Problem | None:
    for n, (c, kind) in enumerate(zip(value, form, strict=True), 1):
        letter = kind == "A"
        if not (is_digits(c) or (letter and c.isascii() and c.isupper())):
            return Problem("character", (visible(c), n, "0-9 A-Z" if letter else "0-9"))
    return None


def _day(value: str) -> date | Problem:
    if value[0] not in CENTURIES:
        return Problem("date_year", (value[:3],))
    return ordinal_date(CENTURIES[value[0]] + int(value[1:3]), value[3:6])
