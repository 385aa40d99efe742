"""HIBC labels read and built.   HIBC 规则

Nothing here raises on any text that is read.  A label is never trimmed: its last character is
its check character, and that may be a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from pandian.codes.gs1.checks.rules import calendar_date, century, is_digits, ordinal_date
from pandian.codes.gs1.checks.words import Problem
from pandian.codes.gs1.rules import SHOWN_CHARACTERS_MAX, visible
from pandian.codes.hibc.words import (
    CHARACTERS,
    CHARACTERS_MAX,
    DATE_FLAGS,
    LABELER_CHARACTERS,
    LONG,
    LOT_CHARACTERS_MAX,
    MONTH,
    ORDINAL,
    PRODUCT_CHARACTERS_MAX,
    QUANTITY_DIGITS_MAX,
    QUANTITY_FLAGS,
    SHOWN,
)
from pandian.codes.words import Field, Found
from pandian.kernel.words import Fault

_WEIGHTS = {character: weight for weight, character in enumerate(CHARACTERS)}
_PRIMARY = re.compile(r"\+[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9](?:/.+)?.", re.S)
_LINKED = re.compile(r"\+(?:[$]|[0-9]{5})", re.S)
_DATED = re.compile("(16D|14D)(.*)", re.S)


class Part(NamedTuple):
    """One field with what is wrong with it: codes of faults and what their sentences need."""

    field: Field
    problems: tuple[Problem, ...] = ()


def check_character(text: str) -> str:
    """Return the check character that belongs after the text (sum of the weights modulo 43).

    Raises `KeyError` on a character that is none of the 43.
    """
    return CHARACTERS[sum(_WEIGHTS[c] for c in text) % len(CHARACTERS)]


def is_marked(text: str) -> bool:
    """Say whether the text means to be a HIBC label, right or wrong, in either case."""
    upper = text.upper()
    return (upper.startswith("+$") or _PRIMARY.fullmatch(upper) is not None
            or next(_seams(text), None) is not None)


def read(text: str, *, year: int) -> Found | None:
    """Read one label, or the two of a linked pair behind each other; None when it is no label."""
    if not 3 <= len(text) <= CHARACTERS_MAX or text[0] != "+":
        return None
    single = _single(text, year)
    if single.faults:
        for at in _seams(text):
            return pair(_single(text[:at], year), _single(text[at:], year))
    return single


def _seams(text: str) -> Iterator[int]:
    """Yield where a sound primary label ends and a sound secondary one begins."""
    for at in range(8, len(text) - 3):
        if text[at] == "+" and _sound(text[:at]) and _sound(text[at:]) and (
                _LINKED.match(text[at:])):
            yield at


def _sound(text: str) -> bool:
    return all(c in _WEIGHTS for c in text) and check_character(text[:-1]) == text[-1]


def pair(primary: Found, secondary: Found) -> Found:
    """Join a primary label and its secondary one; the link must be the primary's check."""
    check, link = _valued(primary, "check"), _valued(secondary, "link")
    shift = len(primary.fields)
    faults = [*primary.faults, *(f._replace(pointer=_shifted(f.pointer, shift))
                                 for f in secondary.faults)]
    if check != link:
        at = next((n for n, f in enumerate(secondary.fields) if f.name == "link"), 0)
        faults.append(Fault(f"/fields/{shift + at}", "link_character",
                            (visible(link), visible(check))))
    doubts = dict.fromkeys((*primary.suspicions, *secondary.suspicions))
    doubts.pop("item_missing", None)
    return Found((*primary.fields, *secondary.fields), tuple(faults), tuple(doubts),
                 primary.key, primary.scheme)


def _valued(found: Found, name: str) -> str:
    return next((field.value for field in found.fields if field.name == name), "")


def _shifted(pointer: str, by: int) -> str:
    head, _, number = pointer.rpartition("/")
    return f"{head}/{int(number) + by}"


def _single(text: str, year: int) -> Found:
    foreign = [(n, c) for n, c in enumerate(text, 1) if c not in _WEIGHTS]
    if foreign:
        shown = " ".join(dict.fromkeys(visible(c) for _, c in foreign))
        fault = Fault("/fields/0", "character", ("HIBC", shown, foreign[0][0], SHOWN))
        return Found((Field("+", "unknown", text[1:]),), (fault,))
    body, check = text[1:-1], text[-1]
    parts, tail = (list(_primary(body, year)), "") if body[:1].isalpha() else (
        list(_segment(body[:-1], year)), body[-1])
    right = check_character(text[:-1])
    wrong = () if check == right else (
        Problem("check_digit", (visible(check), visible(right))),)
    linked = [] if body[:1].isalpha() else [Part(Field("", "link", tail))]
    return _found(text, [*parts, *linked, Part(Field("", "check", check), wrong)])


def _found(text: str, parts: Sequence[Part]) -> Found:
    fields = tuple(part.field for part in parts)
    faults = tuple(
        problem._replace(params=(part.field.value[:SHOWN_CHARACTERS_MAX],
                                 text.find(part.field.value, 1) + 1)).at(f"/fields/{n}", "")
        if problem.code == "unknown_ai" else
        problem.at(f"/fields/{n}", f"HIBC {part.field.ai or part.field.name}")
        for n, part in enumerate(parts) for problem in part.problems)
    if fields[0].name != "labeler":
        return Found(fields, faults, ("item_missing",))
    spoilt = any(part.problems for part in parts[:3])
    key = None if spoilt else "".join(field.value for field in fields[:3])
    return Found(fields, faults, (), key, "hibcc" if key else None)


def _primary(body: str, year: int) -> Iterator[Part]:
    head, *segments = body.split("/")
    labeler, product = head[:LABELER_CHARACTERS], head[LABELER_CHARACTERS:-1]
    unit = head[LABELER_CHARACTERS:][-1:]
    yield Part(Field("+", "labeler", labeler), _alphanumeric(labeler, LABELER_CHARACTERS))
    yield Part(Field("", "product", product), _alphanumeric(product, PRODUCT_CHARACTERS_MAX))
    yield Part(Field("", "unit_of_measure", unit), () if is_digits(unit) else (
        Problem("character", (visible(unit), 1, "0-9")) if unit
        else Problem("length", ("1", 0)),))
    for segment in segments:
        yield from _segment(segment, year)


def _alphanumeric(text: str, most: int) -> tuple[Problem, ...]:
    if not text:
        return (Problem("length", (f"1..{most}", 0)),)
    if len(text) > most:
        return (Problem("too_long", (most, len(text))),)
    wrong = [(n, c) for n, c in enumerate(text, 1) if not c.isalnum()]
    return (Problem("character", (visible(wrong[0][1]), wrong[0][0], "0-9 A-Z")),) if wrong else ()


def _segment(text: str, year: int) -> Iterator[Part]:
    """Yield the fields of one segment: dates and quantity before lot or serial, as flagged."""
    dated = _DATED.fullmatch(text)
    if dated:
        name = "made_on" if dated.group(1) == "16D" else "expires_on"
        yield _date(dated.group(1), name, dated.group(2), LONG, year)
    elif text[:1] == "$":
        yield from _flagged(text, year)
    elif text[:1] == "S":
        yield _text("S", "serial", text[1:])
    elif text[:1] == "Q":
        good = is_digits(text[1:]) and len(text) <= QUANTITY_DIGITS_MAX + 1
        yield Part(Field("Q", "quantity", text[1:]), () if good else (
            Problem("length", (f"1..{QUANTITY_DIGITS_MAX}", len(text) - 1)),))
    elif is_digits(text[:5]) and len(text) >= 5:
        yield _date("", "expires_on", text[:5], ORDINAL, year)
        yield from _rest("", "lot", text[5:])
    else:
        yield Part(Field("", "unknown", text), (Problem("unknown_ai"),))


def _flagged(text: str, year: int) -> Iterator[Part]:
    flag, name, rest = "$", "lot", text[1:]
    if rest[:1] == "$":
        flag, rest = "$$", rest[1:]
    if rest[:1] == "+":
        flag, name, rest = flag + "+", "serial", rest[1:]
    if not flag.startswith("$$"):
        yield _text(flag, name, rest)
        return
    if rest[:1] in QUANTITY_FLAGS and rest:
        digits = QUANTITY_FLAGS[rest[0]]
        mark, number, rest = flag + rest[0], rest[1:1 + digits], rest[1 + digits:]
        good = is_digits(number) and len(number) == digits
        yield Part(Field(mark, "quantity", number), () if good else (
            Problem("length", (digits, len(number))),))
        if not rest:
            return
    if rest[:1] in DATE_FLAGS and rest:
        flag, form, rest = flag + rest[0], DATE_FLAGS[rest[0]], rest[1:]
    else:
        form = MONTH
    if form:
        yield _date(flag, "expires_on", rest[:len(form)], form, year)
    yield from _rest(flag, name, rest[len(form):])


def _rest(flag: str, name: str, text: str) -> Iterator[Part]:
    if text:
        yield _text(flag, name, text)


def _text(flag: str, name: str, text: str) -> Part:
    if not text:
        return Part(Field(flag, name, text),
                    (Problem("length", (f"1..{LOT_CHARACTERS_MAX}", 0)),))
    over = len(text) > LOT_CHARACTERS_MAX
    return Part(Field(flag, name, text),
                (Problem("too_long", (LOT_CHARACTERS_MAX, len(text))),) if over else ())


def _date(flag: str, name: str, text: str, form: str, year: int) -> Part:
    if len(text) != len(form):
        return Part(Field(flag, name, text), (Problem("length", (len(form), len(text))),))
    if not is_digits(text):
        at = next(n for n, c in enumerate(text, 1) if not is_digits(c))
        return Part(Field(flag, name, text),
                    (Problem("character", (visible(text[at - 1]), at, "0-9")),))
    digits = {letter: "".join(d for d, f in zip(text, form, strict=True) if f == letter)
              for letter in "YMDJH"}
    full = int(digits["Y"]) if len(digits["Y"]) == 4 else century(int(digits["Y"]), year=year)
    found = ordinal_date(full, digits["J"]) if digits["J"] else calendar_date(
        full, digits["M"], digits["D"] or "00", day_zero=form == MONTH)
    if isinstance(found, Problem):
        return Part(Field(flag, name, text), (found,))
    if digits["H"] and int(digits["H"]) > 23:
        return Part(Field(flag, name, text), (Problem("time", (digits["H"],)),))
    hour = f"T{digits['H']}" if digits["H"] else ""
    return Part(Field(flag, name, text, found.isoformat() + hour))


def write(
    labeler: str, product: str, unit: str, *, lot: str = "", serial: str = "",
    expires_on: date | None = None, made_on: date | None = None, quantity: int | None = None,
    year: int,
) -> tuple[str, tuple[Fault, ...]]:
    """Return a primary label, combined where there is more to say, and what forbids it.

    A text with faults is not to be printed.
    """
    if blank := [Fault(f"/{name}", "blank") for name, value in (
            ("labeler", labeler), ("product", product)) if not value.strip()]:
        return "", tuple(blank)
    segments = [f"{labeler}{product}{unit}", *_segments(lot, serial, expires_on, year)]
    segments += [f"16D{made_on:%Y%m%d}"] if made_on else []
    segments += [f"Q{quantity}"] if quantity is not None else []
    text = "+" + "/".join(segments)
    known = all(c in _WEIGHTS for c in text)
    text += check_character(text) if known else ""
    wanted = {"labeler": labeler, "product": product, "unit_of_measure": unit, "lot": lot,
              "serial": serial, "quantity": "" if quantity is None else str(quantity)}
    found = _single(text if known else text + " ", year)
    read_back = {field.name: field.value for field in found.fields}
    faults = list(found.faults)
    if not faults:
        faults = [Fault(f"/{name}", "not_encodable", (name, value)) for name, value
                  in wanted.items() if value != read_back.get(name, "")]
    return text, tuple(faults)


def _segments(lot: str, serial: str, expires_on: date | None, year: int) -> Iterator[str]:
    near = expires_on is not None and century(expires_on.year % 100, year=year) == expires_on.year
    named = "" if lot or not serial else "+"
    body = lot or serial
    if near:
        yield f"$${named}3{expires_on:%y%m%d}{body}"
    elif body:
        yield f"${named}{body}"
    if lot and serial:
        yield f"S{serial}"
    if expires_on is not None and not near:
        yield f"14D{expires_on:%Y%m%d}"
