"""GS1 element strings: cut into fields, judge every field and their company.   单元数据串

Nothing here raises on any text: what is wrong becomes faults, all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from pandian.codes.gs1.checks.rules import CHECKS, ai_date, century, is_digits
from pandian.codes.gs1.checks.words import ALPHABETS
from pandian.codes.gs1.words import (
    AI_DIGITS_MAX,
    AI_DIGITS_MIN,
    COMPANIONS,
    IDENTIFIERS,
    Component,
    Identifier,
)
from pandian.codes.words import GS, Field
from pandian.kernel.words import Fault

CANDIDATES_MAX = 5
COMPANIES_KEPT = 4_096
SHOWN_CHARACTERS_MAX = 40
LOT_CHARACTERS_USUAL = 12
"""A lot longer than this that can be cut at any known identifier has likely swallowed it."""
STRUCTURAL = frozenset({"unknown_ai", "length", "too_long", "character", "separator_missing"})
"""Faults that say that the text may be no element string at all."""


class Element(NamedTuple):
    """One field as cut from the text.

    `ai` is empty where no identifier is known; `at` is the position of the identifier, from 1;
    `separated` says whether a separator (or an end that cannot move) follows.
    """

    ai: str
    value: str
    at: int
    separated: bool = True
    crowded: bool = False


class Cut(NamedTuple):
    """All elements of a text, and whether a separator stood where none was needed twice."""

    elements: tuple[Element, ...]
    repeated: bool = False


class Judged(NamedTuple):
    """The fields with their meaning, all faults, and the numbers of the fields at fault."""

    fields: tuple[Field, ...]
    faults: tuple[Fault, ...]
    bad: frozenset[int]


def identify(text: str, at: int = 0) -> Identifier | None:
    """Return the application identifier that the text has at a position, or None."""
    for digits in range(AI_DIGITS_MIN, AI_DIGITS_MAX + 1):
        row = IDENTIFIERS.get(text[at:at + digits])
        if row is not None:
            return row
    return None


def cut(text: str) -> Cut:
    """Cut an element string at its separators and at the ends of fields of known length."""
    elements: list[Element] = []
    at, repeated = int(text.startswith(GS)), False
    while at < len(text):
        if text[at] == GS:
            at, repeated = at + 1, True
            continue
        end = text.find(GS, at)
        end = len(text) if end < 0 else end
        element, stop = _element(text, at, end)
        elements.append(element)
        at = stop + 1 if stop == end else stop
    return Cut(tuple(elements), repeated)


def _element(text: str, at: int, end: int) -> tuple[Element, int]:
    row = identify(text, at)
    if row is None:
        return Element("", text[at:end], at + 1), end
    start = at + len(row.ai)
    stop = end if row.variable else min(start + row.most, end)
    separated = not row.variable or end < len(text)
    crowded = not row.predefined and stop < end
    return Element(row.ai, text[start:stop], at + 1, separated, crowded), stop


_PRINTED = re.compile(r"\(([0-9]{2,4})\)")


def is_printed(text: str) -> bool:
    """Say whether the text begins like the human-readable form `(01)...`."""
    return _PRINTED.match(text) is not None


def cut_printed(text: str) -> Cut:
    """Cut the human-readable form `(01)...(17)...` at its parenthesised identifiers."""
    marks = list(_PRINTED.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    elements = []
    for mark, end in zip(marks, ends, strict=True):
        ai, value = mark.group(1), text[mark.end():end].strip(" ")
        known = ai in IDENTIFIERS
        elements.append(Element(ai if known else "", value if known else mark.group() + value,
                                mark.start() + 1))
    return Cut(tuple(elements))


def judge(elements: Sequence[Element], *, year: int) -> Judged:
    """Judge every element by the table, then the company that the elements keep.

    `year` is the reference for the sliding century.  A field's faults point to `/fields/<n>`.
    """
    faults: list[Fault] = []
    bad: set[int] = set()
    fields: list[Field] = []
    for n, element in enumerate(elements):
        found = _field_faults(element, f"/fields/{n}", year)
        faults += found
        if found:
            bad.add(n)
        fields.append(_field(element, good=not found, year=year))
    company = _company_faults(elements)
    bad |= {int(f.pointer.rsplit("/", 1)[1]) for f in company if f.code == "repeat_differs"}
    return Judged(tuple(fields), (*faults, *company), frozenset(bad))


def _field_faults(element: Element, pointer: str, year: int) -> list[Fault]:
    if not element.ai:
        shown = element.value[:SHOWN_CHARACTERS_MAX]
        return [Fault(pointer, "unknown_ai", (shown, element.at))]
    row = IDENTIFIERS[element.ai]
    faults = value_faults(row, element.value, pointer=pointer, year=year)
    if element.crowded:
        faults.append(Fault(pointer, "separator_missing", (f"({row.ai})",)))
    return faults


def value_faults(row: Identifier, value: str, *, pointer: str, year: int) -> list[Fault]:
    """Return everything that is wrong with one value by itself."""
    sound, checked = _shape(row.ai)
    if sound is not None and sound.fullmatch(value):
        # nearly all values have the right shape: what is left to ask are the named checks
        return [Fault(pointer, problem.code, (f"({row.ai})", *problem.params))
                for start, stop, check in checked if start < len(value)
                for problem in [check(value[start:stop], year)] if problem]
    return _shape_faults(row, value, pointer, year)


@cache
def _shape(
    ai: str
) -> tuple[re.Pattern[str] | None, tuple[tuple[int, int, Callable[[str, int], Any]], ...]]:
    """Return the pattern of sound values and the checks of their parts: (start, stop, check).

    No pattern where a part before the last may differ in length: there the cut is not the
    pattern's to find.
    """
    row = IDENTIFIERS[ai]
    stops = list(accumulate(part.most for part in row.components))
    checked = tuple((stop - part.most, stop, CHECKS[name])
                    for part, stop in zip(row.components, stops, strict=True)
                    for name in part.checks)
    if any(part.least != part.most or part.optional for part in row.components[:-1]):
        return None, checked
    text = "".join(
        f"[{re.escape(''.join(sorted(ALPHABETS[part.kind].characters)))}]"
        f"{{{part.least},{part.most}}}".join(("(?:", ")?") if part.optional else ("", ""))
        for part in row.components)
    return re.compile(text), checked


def _shape_faults(row: Identifier, value: str, pointer: str, year: int) -> list[Fault]:
    where = f"({row.ai})"
    faults: list[Fault] = []
    if len(value) < row.least:
        faults.append(Fault(pointer, "length", (where, row.length_shown, len(value))))
    elif len(value) > row.most:
        code = "too_long" if row.variable else "length"
        faults.append(Fault(pointer, code, (where, row.most, len(value))))
    at = 0
    for part in row.components:
        piece = value[at:at + part.most]
        if not piece:
            break
        faults += _piece_faults(part, piece, at, pointer, where, year)
        at += part.most
    return faults


def _piece_faults(
    part: Component, piece: str, at: int, pointer: str, where: str, year: int
) -> list[Fault]:
    alphabet = ALPHABETS[part.kind]
    if not alphabet.characters.issuperset(piece):
        wrong = [(n, c) for n, c in enumerate(piece) if c not in alphabet.characters]
        shown = " ".join(dict.fromkeys(visible(c) for _, c in wrong))
        return [Fault(pointer, "character",
                      (where, shown, at + wrong[0][0] + 1, alphabet.shown))]
    if len(piece) < part.least:
        # an optional part that is cut short; a required one is named by the whole length
        return [Fault(pointer, "length", (where, at + part.most, at + len(piece)))
                ] if part.optional else []
    problems = (CHECKS[name](piece, year) for name in part.checks)
    return [Fault(pointer, problem.code, (where, *problem.params))
            for problem in problems if problem]


def visible(character: str) -> str:
    """Return a character as a person can see it: `#`, `␠`, `U+001D`."""
    if character == " ":
        return "␠"
    return character if character.isprintable() else f"U+{ord(character):04X}"


@lru_cache(maxsize=COMPANIES_KEPT)
def _good_company(identifiers: tuple[str, ...]) -> bool:
    """Say whether identifiers, none of them twice, may stand together; most labels are alike."""
    present = frozenset(identifiers)
    return len(present) == len(identifiers) and all(
        not row.excludes & present
        and all(any(a <= present for a in group) for group in row.requires)
        for row in map(IDENTIFIERS.__getitem__, identifiers))


def _company_faults(elements: Sequence[Element]) -> list[Fault]:
    if _good_company(tuple([element.ai for element in elements if element.ai])):
        return []
    present = frozenset(element.ai for element in elements if element.ai)
    seen: dict[str, str] = {}
    faults: list[Fault] = []
    for n, element in enumerate(elements):
        if not element.ai:
            continue
        row, where = IDENTIFIERS[element.ai], f"({element.ai})"
        if element.ai in seen:
            if seen[element.ai] != element.value:
                faults.append(Fault(f"/fields/{n}", "repeat_differs",
                                    (where, seen[element.ai], element.value)))
            continue
        seen[element.ai] = element.value
        if not all(any(a <= present for a in group) for group in row.requires):
            faults.append(Fault(f"/fields/{n}", "missing_partner", (where, row.requires_shown)))
        faults += [Fault(f"/fields/{n}", "excluded_partner", (where, f"({other})"))
                   for other in sorted(row.excludes & present)]
    return faults


def _field(element: Element, *, good: bool, year: int) -> Field:
    if not element.ai:
        return Field("", "unknown", element.value)
    row = IDENTIFIERS[element.ai]
    return Field(row.ai, row.name, element.value,
                 _meant(row, element.value, year) if good else "")


def _meant(row: Identifier, value: str, year: int) -> str:
    """Return a measure with its point or a date in ISO form; empty where there is nothing more."""
    if row.decimals is not None:
        head = sum(part.most for part in row.components[:-1])
        return f"{value[:head]} {_pointed(value[head:], row.decimals)}".strip()
    if not row.components[0].checks or not row.components[0].checks[0].startswith("y"):
        return ""
    return _instant(row, value, year)


def _pointed(digits: str, decimals: int) -> str:
    if not decimals:
        return str(int(digits))
    digits = digits.zfill(decimals + 1)
    return f"{int(digits[:-decimals])}.{digits[-decimals:]}"


def _instant(row: Identifier, value: str, year: int) -> str:
    at, shown = 0, ""
    for part in row.components:
        piece = value[at:at + part.most]
        if not piece or not part.checks:
            break
        if part.checks[0] == "yyyymmdd":
            shown = f"{piece[:4]}-{piece[4:6]}-{piece[6:]}"
        elif part.checks[0].startswith("yy"):
            shown += ("/" if shown else "") + str(date_of(piece, year=year))
        elif part.checks[0] == "hhmi":
            shown += f"T{piece[:2]}:{piece[2:]}"
        else:
            shown += ("T" if part.checks[0] == "hh" else ":") + piece
        at += part.most
    return shown


def date_of(text: str, *, year: int) -> date | None:
    """Return the date that the first six digits of a sound value state, day 00 the last."""
    found = ai_date(text[:6], year=year)
    return found if isinstance(found, date) else None


DATED_YEARS_BACK, DATED_YEARS_AHEAD = 15, 2


def _dated_until(value: str, year: int) -> int:
    """Return how many digits at the start read as the day that a lot may be named after, or 0."""
    for digits, head in ((8, 4), (6, 2)):
        text = value[:digits]
        if len(text) == digits and is_digits(text):
            full = int(text[:4]) if head == 4 else century(int(text[:2]), year=year)
            found = -DATED_YEARS_BACK <= full - year <= DATED_YEARS_AHEAD and (
                date_of(text[head - 2:], year=year))
            if found and not text.endswith("00"):
                return digits
    return 0


class Split(NamedTuple):
    """Another way to cut the text; `likely` when its parts commonly stand on one label."""

    likely: bool
    fields: tuple[Field, ...]


def splits(elements: Sequence[Element], *, year: int) -> list[Split]:
    """Return how the last field may have swallowed others, likeliest first, at most five.

    Only a field of variable length at the very end can swallow.  A cut counts when both sides
    pass every check, no identifier repeats and the company is right.
    """
    last = elements[-1] if elements else None
    if last is None or last.separated:
        return []
    dated = _dated_until(last.value, year)
    found: list[Split] = []
    # what is left of the field may not be longer than the field can be
    longest = min(len(last.value) - AI_DIGITS_MIN, IDENTIFIERS[last.ai].most + 1)
    for at in range(1, longest):
        row = identify(last.value, at)
        if row is None or len(last.value) - at - len(row.ai) < row.least:
            continue
        fields = _split(elements, at, year)
        if fields:
            likely = at >= dated and _are_companions(last, fields[len(elements):])
            found.append(Split(likely, fields))
    return sorted(found, key=lambda split: not split.likely)[:CANDIDATES_MAX]


def _are_companions(last: Element, tail: Sequence[Field]) -> bool:
    # half of all honest lots can be cut at some rare identifier, so those alone are no evidence
    overlong = last.ai == "10" and len(last.value) > LOT_CHARACTERS_USUAL
    return overlong or all(field.ai in COMPANIONS for field in tail)


def _split(elements: Sequence[Element], at: int, year: int) -> tuple[Field, ...] | None:
    *before, last = elements
    tail = cut(last.value[at:]).elements
    present = {element.ai for element in elements}
    numbers = [element.ai for element in tail]
    if present & set(numbers) or len(set(numbers)) < len(numbers) or any(
            element.crowded or not element.ai for element in tail):
        return None
    head = Element(last.ai, last.value[:at], last.at)
    if any(_field_faults(element, "", year) for element in (*tail, head)):
        return None
    whole = [*before, head, *tail]
    mine = [fault for fault in _company_faults(whole)
            if int(fault.pointer.rsplit("/", 1)[1]) >= len(before)]
    return None if mine else judge(whole, year=year).fields
