"""From cells to values: numbers, codes, dates, times, flags; which column is which.   单元格规则

Pure.  A converter takes a cell and returns what it means, or raises `CellRefused`; what it
changed on the way it names in `noted`, so that nothing is altered in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pandian.exchange.files.words import Cell
from pandian.exchange.words import (
    OPTIONS,
    Column,
    Layout,
    Moment,
    Options,
    RowFault,
    Value,
)
from pandian.kernel.rules import instant
from pandian.kernel.words import Fault

OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
NOON = time(12)
YES = frozenset({"true", "yes", "y", "1", "是", "有", "√", "t"})
NO = frozenset({"false", "no", "n", "0", "否", "无", "×", "f"})
GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A text that begins so could be taken for a formula: it leaves with a leading quote mark."""
MONTHS = {name: n for n, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}

_PLAIN = re.compile(r"-?\d{1,16}\Z", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?\Z", re.ASCII)
_NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)\Z", re.ASCII)
_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+\d+\Z", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_KEPT = re.compile(r"[\udc00-\udcff]")
_DIGITS_DATE = re.compile(r"(\d{4})[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})日?\Z", re.ASCII)
_TWO_WAYS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})\Z", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[- /.]?([A-Za-z]{3})[a-z]*[- /.,]*(\d{4}|\d{2})\Z", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(\.\d{1,6})?)?\Z", re.ASCII)


class CellRefused(ValueError):
    """One cell cannot mean anything that its column may hold."""

    def __init__(self, code: str, *params: object) -> None:
        self.code, self.params = code, params
        super().__init__(code)


class Reading(NamedTuple):
    """How the cells of one file are read: order of dates, zone of local times, and the clock."""

    date_order: str
    zone: ZoneInfo
    now: datetime


Convert = Callable[[Cell, list[str]], Value]


def converter(column: Column, reading: Reading) -> Convert:
    """Return the function that understands the cells of one column."""
    kinds: dict[str, Convert] = {
        "code": lambda cell, noted: _code(cell, noted, column),
        "text": lambda cell, noted: _text(cell, noted, column),
        "integer": lambda cell, noted: _integer(cell, noted, column),
        "decimal": lambda cell, noted: _decimal(cell, noted, column),
        "date": lambda cell, noted: day(cell, reading.date_order),
        "instant": lambda cell, noted: moment(cell, reading),
        "flag": lambda cell, noted: _flag(cell),
        "choice": lambda cell, noted: _choice(cell, noted, column),
    }
    return kinds[column.type]


def _flat(cell: Cell, noted: list[str]) -> str:
    """Return a text cell without spaces around it, its digits and marks folded to ASCII."""
    text = str(cell).strip()
    if not text.isascii():
        folded = unicodedata.normalize("NFKC", text).strip()
        if folded != text:
            noted.append("normalised")
        text = folded
    return text


def _code(cell: Cell, noted: list[str], column: Column) -> str:
    if isinstance(cell, bool | date):
        raise CellRefused("date_in_code", str(cell))
    if isinstance(cell, int | float):
        return _code_of_number(float(cell), noted, column)
    text = _text(cell, noted, column)
    if _EXPONENT.match(text):
        raise CellRefused("exponent_in_code", text)
    if column.numbers and text.endswith(".0") and text[:-2].isdecimal():
        noted.append("decimal_tail_removed")
        return text[:-2]
    return text


def _code_of_number(number: float, noted: list[str], column: Column) -> str:
    """Repair a code that became a number only where its check digit proves it whole."""
    if abs(number) >= 1e15:
        raise CellRefused("exponent_in_code", f"{number:.5E}")
    if number != int(number):
        raise CellRefused("number_in_code", repr(number))
    text = str(int(number))
    if column.numbers:
        noted.append("decimal_tail_removed")
        return text
    if len(text) in (8, 12, 13, 14) and checks(text):
        noted.append("code_from_number")
        return text
    raise CellRefused("number_in_code", text)


def checks(digits: str) -> bool:
    """Say whether the last of these digits is the right GS1 check digit for those before it."""
    total = sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(reversed(digits)))
    return total % 10 == 0


def _text(cell: Cell, noted: list[str], column: Column) -> str:
    if isinstance(cell, float) and cell == int(cell) and abs(cell) < 1e15:
        text = str(int(cell))
    else:
        text = cell if isinstance(cell, str) else str(cell)
    stripped = text.strip()
    if stripped != text:
        noted.append("trimmed")
        text = stripped
    if text[:1] == "'" and text[1:2] and text[1] in GUARDED:
        noted.append("guard_removed")
        text = text[1:]
    if len(text) > column.characters_max:
        raise CellRefused("too_long", column.characters_max)
    if _CONTROL.search(text):
        raise CellRefused("bad_character")
    return text


def _integer(cell: Cell, noted: list[str], column: Column) -> int:
    if isinstance(cell, str) and _PLAIN.match(cell):
        value = int(cell)
    elif isinstance(cell, bool | date):
        raise CellRefused("not_a_number", str(cell))
    elif isinstance(cell, int | float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            raise CellRefused("not_a_number", str(cell))
        if cell != int(cell):
            raise CellRefused("has_fraction", repr(cell))
        value = int(cell)
    else:
        whole, fraction = _digits(cell, noted)
        if fraction.strip("0"):
            raise CellRefused("has_fraction", str(cell))
        if len(whole) > 17:
            raise CellRefused("out_of_range", column.least, column.most)
        value = int(whole or "0")
    if not column.least <= value <= column.most:
        raise CellRefused("out_of_range", column.least, column.most)
    return value


def _digits(cell: Cell, noted: list[str]) -> tuple[str, str]:
    """Return a text number as its signed whole digits and its decimals.

    Understands full-width digits, `1,234`, `（5）` and `5-`.  Raises `CellRefused`.
    """
    text = _flat(cell, noted)
    sign = ""
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1].strip(), "-"
        noted.append("normalised")
    elif text.endswith("-"):
        text, sign = text[:-1].strip(), "-"
        noted.append("normalised")
    elif text.startswith(("-", "+", "−")):
        text, sign = text[1:], "" if text[0] == "+" else "-"
    if _GROUPED.match(text):
        text = text.replace(",", "")
        noted.append("normalised")
    if not _NUMBER.match(text):
        raise CellRefused("not_a_number", str(cell)[:60])
    whole, _, fraction = text.partition(".")
    return sign + (whole or "0"), fraction


def _decimal(cell: Cell, noted: list[str], column: Column) -> int:
    """Return a number as whole ten-thousandths (money: minor units x 100)."""
    if isinstance(cell, bool | date):
        raise CellRefused("not_a_number", str(cell))
    if isinstance(cell, int | float):
        value = round(cell * 10_000)
        if not column.least <= value <= column.most:
            raise CellRefused("out_of_range", column.least, column.most)
        return value
    whole, fraction = _digits(cell, noted)
    if len(whole) > 17:
        raise CellRefused("out_of_range", column.least, column.most)
    size = int(whole.lstrip("-")) * 10_000 + int((fraction + "0000")[:4])
    if fraction[4:5] >= "5" and len(fraction) > 4:
        size += 1
    value = -size if whole.startswith("-") else size
    if not column.least <= value <= column.most:
        raise CellRefused("out_of_range", column.least, column.most)
    return value


def day(cell: Cell, order: str) -> date:
    """Understand a date; `order` is YMD, DMY, MDY or empty where only a proof will do.

    Raises `CellRefused` (`not_a_day`, or `date_order_unknown` when two orders fit).
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    try:
        if found := _DIGITS_DATE.match(text) or _COMPACT.match(text):
            return date(*map(int, found.groups()))
        if found := _NAMED.match(text):
            month = MONTHS[found[2].lower()]
            return date(_year(found[3]), month, int(found[1]))
        if found := _TWO_WAYS.match(text):
            return _two_ways(text, int(found[1]), int(found[2]), _year(found[3]), order)
    except CellRefused:
        raise
    except (ValueError, KeyError):
        pass
    raise CellRefused("not_a_day", text[:60])


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    return 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _two_ways(text: str, first: int, second: int, year: int, order: str) -> date:
    if order in ("DMY", "MDY"):
        return date(year, second, first) if order == "DMY" else date(year, first, second)
    if first > 12 or first == second:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    raise CellRefused("date_order_unknown", text)


def moment(cell: Cell, reading: Reading) -> Moment:
    """Understand an instant: with an offset, or local time of the site; a bare day is noon.

    Raises `CellRefused` also for the future and for what is before 2000.
    """
    if isinstance(cell, datetime):
        found = Moment(cell.replace(tzinfo=reading.zone), "second")
    elif isinstance(cell, date):
        found = _noon(cell, reading)
    else:
        found = _moment_of(str(cell).strip(), reading)
    at = found.at.astimezone(UTC)
    if at > reading.now + timedelta(minutes=1):
        raise CellRefused("in_the_future", str(cell)[:60])
    if at < OLDEST:
        raise CellRefused("too_long_ago", str(cell)[:60])
    return Moment(min(at, reading.now), found.precision)


def _moment_of(text: str, reading: Reading) -> Moment:
    try:
        return Moment(instant(text), "second")
    except ValueError:
        pass
    head, _, tail = text.replace("T", " ", 1).rpartition(" ")
    clock = _CLOCK.match(unicodedata.normalize("NFKC", tail)) if head else None
    if clock is None:
        try:
            return _noon(day(text, reading.date_order), reading)
        except CellRefused as refused:
            code = "not_a_time" if refused.code == "not_a_day" else refused.code
            raise CellRefused(code, *refused.params) from refused
    try:
        local = datetime.combine(
            day(head, reading.date_order),
            time(int(clock[1]), int(clock[2]), int(clock[3] or 0),
                 int(float(clock[4] or 0) * 1e6)), reading.zone)
    except ValueError as error:
        if isinstance(error, CellRefused) and error.code != "not_a_day":
            raise
        raise CellRefused("not_a_time", text[:60]) from error
    return Moment(local, "second" if clock[3] else "minute")


def _noon(on: date, reading: Reading) -> Moment:
    """Return noon of a day, or now when that day is today and noon is yet to come."""
    at = datetime.combine(on, NOON, reading.zone)
    today = reading.now.astimezone(reading.zone).date()
    return Moment(min(at, reading.now) if on == today else at, "day")


def _flag(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    text = unicodedata.normalize("NFKC", str(cell)).strip().casefold().removesuffix(".0")
    if text in YES:
        return True
    if text in NO:
        return False
    raise CellRefused("not_a_flag", str(cell)[:60])


def _choice(cell: Cell, noted: list[str], column: Column) -> str:
    text = _text(cell, noted, column)
    if (found := column.choices.get(fold(text))) is not None:
        return found
    raise CellRefused("not_a_choice", ", ".join(sorted(set(column.choices.values()))))


def fold(text: str) -> str:
    """Return a heading or word as it is compared: folded case and width, no spaces and marks."""
    return re.sub(r"[\s_*:：/().（）#-]+", "", unicodedata.normalize("NFKC", text).casefold())


class Header(NamedTuple):
    """Which cell holds which column: `columns` by position, and what the layout does not know."""

    columns: dict[int, Column]
    titles: dict[str, str]
    width: int
    ignored: tuple[str, ...]


def header(cells: Sequence[Cell], layout: Layout) -> Header | list[Fault]:
    """Match a header row with a layout; return the faults when a needed column is missing."""
    by_name = {
        fold(word): column for column in layout.columns
        for word in (column.name, *column.label, *column.synonyms)
    }
    found: dict[int, Column] = {}
    titles: dict[str, str] = {}
    ignored: list[str] = []
    faults: list[Fault] = []
    for position, cell in enumerate(cells):
        title = "" if cell is None else str(cell).strip()
        column = by_name.get(fold(title)) if title else None
        if column is None:
            if title:
                ignored.append(title)
        elif column.name in titles:
            faults.append(Fault("header", "column_twice", (column.name, title)))
        else:
            found[position], titles[column.name] = column, title
    faults += [
        Fault("header", "column_missing", (f"{column.label.zh} {column.name}",))
        for column in layout.columns
        if column.required and not column.default and column.name not in titles
    ]
    return faults or Header(found, titles, len(cells), tuple(ignored))


def likeness(cells: Sequence[Cell], layout: Layout) -> int:
    """Count the cells of a row that are headings of the layout."""
    known = {
        fold(word) for column in layout.columns
        for word in (column.name, *column.label, *column.synonyms)
    }
    return sum(isinstance(cell, str) and fold(cell) in known for cell in cells)


class Line(NamedTuple):
    """One row, understood; its faults stand beside it, `refused` says if any costs the row."""

    values: dict[str, Any]
    raw: dict[str, Any]
    faults: list[RowFault]
    noted: list[tuple[str, str, str]]
    refused: bool


def row_reader(
    head: Header, layout: Layout, reading: Reading, *, file: str, strict_width: bool
) -> Callable[[int, Sequence[Cell]], Line]:
    """Return the function that understands the rows under a header."""
    plan = [
        (position, column, converter(column, reading), head.titles[column.name])
        for position, column in head.columns.items()
    ]
    absent = [column for column in layout.columns if column.name not in head.titles]
    defaults = {column.name: column.default or None for column in absent}

    def read(number: int, cells: Sequence[Cell]) -> Line:
        line = Line(dict(defaults), {}, [], [], False)
        refused = strict_width and _width_faults(line, file, number, cells, head.width)
        for position, column, convert, title in plan:
            cell = cells[position] if position < len(cells) else None
            line.raw[column.name] = cell
            if cell is None or (isinstance(cell, str) and (not cell or not cell.strip())):
                refused |= _blank(line, column, title, file, number)
                continue
            if isinstance(cell, str) and not cell.isascii() and _KEPT.search(cell):
                line.faults.append(RowFault(file, number, title, visible(cell), "undecodable",
                                            ("?", "", _hex(cell))))
                line.values[column.name] = None
                refused |= not column.lenient
                continue
            refused |= _understand(line, column, convert, cell, title, file, number)
        return line._replace(refused=bool(refused))

    return read


def _blank(line: Line, column: Column, title: str, file: str, number: int) -> bool:
    line.values[column.name] = column.default or None
    if column.required and not column.default and not column.blank:
        line.faults.append(RowFault(file, number, title, "", "blank"))
        return True
    return False


def _understand(
    line: Line, column: Column, convert: Convert, cell: Cell, title: str, file: str, number: int
) -> bool:
    """Put a cell's value into the line; return whether the row is lost by it."""
    noted: list[str] = []
    try:
        line.values[column.name] = convert(cell, noted)
    except CellRefused as refused:
        line.values[column.name] = None
        severity = "reported" if column.lenient else "refused"
        line.faults.append(RowFault(file, number, title, visible(str(cell))[:200], refused.code,
                                    refused.params, severity))  # type: ignore[arg-type]
        return not column.lenient
    if noted:
        line.noted.extend((code, title, str(cell)[:60]) for code in noted)
    return False


def _width_faults(
    line: Line, file: str, number: int, cells: Sequence[Cell], width: int
) -> bool:
    if len(cells) < width:
        line.faults.append(RowFault(file, number, "", "", "too_few_cells", (len(cells), width)))
        return True
    if len(cells) > width and any(cell for cell in cells[width:]):
        line.faults.append(RowFault(file, number, "", "", "too_many_cells", (len(cells), width)))
        return True
    return False


def _hex(cell: str) -> str:
    return " ".join(f"{ord(c) - 0xDC00:02X}" for c in _KEPT.findall(cell))


def visible(text: str) -> str:
    """Return a text that can be printed: bytes that could not be decoded as `\\xNN`."""
    return _KEPT.sub(lambda m: f"\\x{ord(m[0]) - 0xDC00:02X}", text)


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; reading takes the mark off again."""
    return f"'{text}" if text.startswith(GUARDED) else text


def options(given: Mapping[str, str], reading: Reading) -> Options | list[Fault]:
    """Check the options of an import; return all faults, or the options."""
    faults: list[Fault] = []
    found: dict[str, Any] = {}
    for name, value in given.items():
        option = OPTIONS.get(name)
        if option is None:
            faults.append(Fault(f"/options/{name}", "option_unknown", (name,)))
        elif option.flag:
            found[name] = value not in ("", "0", "false", "False", False)
        elif value in ("", None):
            continue
        elif option.choices and value not in option.choices:
            faults.append(Fault(f"/options/{name}", "not_a_choice", (", ".join(option.choices),)))
        elif name in ("counted_at", "effective_at"):
            try:
                found[name] = moment(value, reading)
            except CellRefused as refused:
                faults.append(Fault(f"/options/{name}", refused.code, refused.params))
        else:
            found[name] = "\t" if value in ("tab", "\\t") else value
    return faults or Options(**found)
