"""Forms made from a kind's data: rows of cells in, drafts out, every fault at its cell.   表格

Pure but for the words of the kinds: what a browser sent becomes rows, rows become lines or facts,
and a fault's pointer leads back to the cell that a person filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from pandian.catalog.words import COST_PER_MAIN_UNIT
from pandian.interfaces.web.forms import whole
from pandian.kernel.words import Fault
from pandian.lifecycle.register.words import EXTRAS, Extra
from pandian.lifecycle.rules import still_open
from pandian.lifecycle.words import Action, Amount, Kind, Line, LineDraft, Sum

ROWS_FIRST, ROWS_MORE, ROWS_MAX = 5, 10, 1_000
SERIAL_ALONE = 1
HEADINGS = frozenset({"item", "物料", "物料编码", "编码", "code", "sku"})
"""What the first cell of a pasted table's heading may say: such a row is no line."""

NUMBERS = frozenset({"order_line"})
"""Attributes of a line that are whole numbers."""

PRICES = frozenset({"price"})
"""Attributes of a line that people state in units of money, kept in 10^-4 minor units."""


DATES = ("made_on", "expires_on")

Values = dict[str, str]


class Cell(NamedTuple):
    """One field of a row: its name, what it takes, what stands in it, what is wrong with it."""

    name: str
    takes: str
    value: str
    error: str = ""
    placeholder: str = ""
    choices: Mapping[str, Any] = MappingProxyType({})


class Given(NamedTuple):
    """What rows of a form became, and from which (row, column) each part came."""

    parts: list[Any]
    cells: list[tuple[int, str]]
    faults: list[Fault]


# -- lines of a new document -----------------------------------------------------------------------

def line_columns(kind: Kind, more: Iterable[str] = ()) -> list[str]:
    """Return the columns of the grid in which lines of a kind are given.

    `more` are attributes that the form asks for besides those that the kind is known to read.
    """
    columns = ["item", "lot", "serial", "asked"]
    if "shipped" in kind.states_at_opening:
        columns.append("shipped")
    if not kind.states_at_opening:
        columns += ["place", "status"]
    extra = EXTRAS.get(kind.name, Extra()).line
    return [*columns, *(f"a-{name}" for name in dict.fromkeys([*extra, *more])), "owner"]


def rows_of(form: Any, columns: Sequence[str]) -> list[Values]:
    """Return the rows that a form carries; a column that lacks is blank."""
    held = {name: form.getlist(f"r-{name}") for name in columns}
    size = min(max((len(values) for values in held.values()), default=0), ROWS_MAX)
    return [{name: values[n].strip() if n < len(values) else "" for name, values in held.items()}
            for n in range(size)]


def pasted(text: str, columns: Sequence[str]) -> list[Values]:
    """Return the rows of a table copied from a spreadsheet: tabs part its cells.

    The cells stand in the order of `columns`; a line of two cells is item and quantity.
    """
    rows = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if not any(cells) or cells[0].casefold() in HEADINGS:
            continue
        names = ("item", "asked") if len([c for c in cells if c]) == 2 and len(cells) == 2 \
            else columns
        rows.append(dict.fromkeys(columns, "") | dict(zip(names, cells, strict=False)))
    return rows[:ROWS_MAX]


def filled(row: Mapping[str, str]) -> bool:
    """Say whether anything stands in a row."""
    return any(value for name, value in row.items() if name != "line")


def lines_from(rows: Sequence[Values]) -> Given:
    """Return the lines that the filled rows say, and where each came from."""
    made = Given([], [], [])
    for n, row in enumerate(rows):
        if not filled(row):
            continue
        asked = whole(row.get("asked", ""), f"/rows/{n}/asked", made.faults)
        shipped = whole(row.get("shipped", ""), f"/rows/{n}/shipped", made.faults)
        if asked is None and row.get("serial") and not row.get("asked"):
            asked = SERIAL_ALONE
        made.parts.append(LineDraft(
            row.get("item", ""), asked or 0, row.get("lot", ""), row.get("serial", ""),
            row.get("owner", ""), shipped, row.get("place", ""), row.get("status", ""),
            _attributes(row)))
        made.cells.append((n, ""))
    return made


def _attributes(row: Mapping[str, str]) -> dict[str, Any]:
    """Return what a row says in the columns of attributes; whole numbers and prices as such."""
    said = {name.removeprefix("a-"): value for name, value in row.items()
            if name.startswith("a-") and value}
    return {name: priced(value) if name in PRICES
            else int(value) if value.isdecimal() and len(value) < 17 and name in NUMBERS
            else value for name, value in said.items()}


def priced(text: str) -> int | str:
    """Return a price typed in units of money in 10^-4 minor units; what cannot be, as typed."""
    plain = text.replace(",", "").replace("，", "")
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{0,6})?", plain):
        return text
    return int(Decimal(plain) * COST_PER_MAIN_UNIT)


def attribute_text(line: Line, name: str) -> str:
    """Return an attribute of a line as its cell shows it: a price in units of money."""
    value = line.attributes.get(name, "")
    if name in PRICES and isinstance(value, int):
        return format((Decimal(value) / COST_PER_MAIN_UNIT).normalize(), "f")
    return str(value)


# -- facts of an action ----------------------------------------------------------------------------

def fact_columns(kind: Kind, action: Action, lines: Iterable[Line],
                 tracking: Mapping[str, str]) -> list[str]:
    """Return the columns of the grid in which an action takes its facts."""
    held = list(lines)
    columns = ["line"]
    if any(not line.lot and "lot" in tracking.get(line.item, "") for line in held):
        columns.append("lot")
    if any(not line.serial and "serial" in tracking.get(line.item, "") for line in held):
        columns.append("serial")
    columns += action.measures
    if dated(kind, action):
        columns += DATES
    if kind.sourced.intersection(action.measures):
        columns.append("source")
    if kind.placed.intersection(action.measures):
        columns.append("place")
    return [*columns, "note"]


def dated(kind: Kind, action: Action) -> bool:
    """Say whether the facts of an action may say the dates on the label."""
    return any(kind.actions.get(name) is action
               for name in EXTRAS.get(kind.name, Extra()).dates)


def proposed(lines: Iterable[Line], columns: Sequence[str], claims: Iterable[Any] = ()
             ) -> list[Values]:
    """Return one row for each line, blank but for where its goods stand and should go.

    What is claimed for a line comes a row for each claim, in walking order: from which place,
    which lot.
    """
    blank, claimed = dict.fromkeys(columns, ""), set()
    rows: list[Values] = []
    if "source" in columns:
        for claim in claims:
            claimed.add(claim.line)
            rows.append(_within(columns, blank | {
                "line": str(claim.line), "source": claim.place, "lot": claim.lot,
                "serial": claim.serial}))
    return rows + [
        blank | {"line": str(line.line)}
        | ({"place": line.target} if "place" in columns and line.source else {})
        for line in lines if line.line not in claimed]


def _within(columns: Sequence[str], row: Values) -> Values:
    return {name: row[name] for name in columns}


def fill_in(rows: Sequence[Values], action: Action, left: Mapping[int, int],
            claims: Iterable[Any] = ()) -> list[Values]:
    """Return the rows with what is open of their lines in the first measure, where it is blank.

    A row at a claimed place takes what is claimed there, else the first row of a line the rest.
    """
    if not action.measures:
        return list(rows)
    first = action.measures[0]
    told = {row["line"] for row in rows if any(row.get(name) for name in action.measures)}
    held = {(str(c.line), c.place, c.lot, c.serial): c.quantity for c in claims}
    made = []
    for row in rows:
        there = held.get((row["line"], row.get("source", ""), row.get("lot", ""),
                          row.get("serial", "")))
        quantity = left.get(_int(row["line"]), 0) if there is None else there
        if row["line"] not in told and quantity > 0:
            row = row | {first: str(quantity)}
            if there is None:
                told.add(row["line"])
        made.append(row)
    return made


def split(rows: Sequence[Values], at: int) -> list[Values]:
    """Return the rows with one more for the same line behind a row: another lot, another place."""
    if not 0 <= at < len(rows):
        return list(rows)
    more = dict.fromkeys(rows[at], "") | {"line": rows[at]["line"]}
    return [*rows[:at + 1], more, *rows[at + 1:]]


def amounts_from(rows: Sequence[Values], kind: Kind, action: Action) -> Given:
    """Return the facts that the rows state, each with the cell that it came from."""
    made = Given([], [], [])
    for n, row in enumerate(rows):
        note = row.get("note", "")
        for measure in action.measures:
            quantity = whole(row.get(measure, ""), f"/rows/{n}/{measure}", made.faults)
            if quantity is None or (quantity == 0 and measure not in kind.zeros):
                continue
            made.parts.append(Amount(
                _int(row["line"]), measure, quantity, row.get("lot", ""), row.get("serial", ""),
                row.get("place", "") if measure in kind.placed else "", note,
                source=row.get("source", "") if measure in kind.sourced else "",
                made_on=row.get("made_on", ""), expires_on=row.get("expires_on", "")))
            made.cells.append((n, measure))
            note = ""
    return made


def _int(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def open_of(kind: Kind, lines: Iterable[Line], sums: Iterable[Sum]) -> dict[int, int]:
    """Return what is open of each line: what was asked less what closed it.

    Where nothing closes a kind's lines: what the last statement before says is there.
    """
    held = list(sums)
    if kind.closing:
        return still_open(kind, (), {line.line: line for line in lines}, held)
    order = {name: n for n, name in enumerate(("ordered", "shipped", "arrived"))}
    said = {line.line: line.asked for line in lines}
    for row in sorted(held, key=lambda each: order.get(each.measure, -1)):
        if row.measure in order:
            said[row.line] = row.quantity
    return said


# -- faults to cells -------------------------------------------------------------------------------

def placed_faults(
    faults: Sequence[Fault], cells: Sequence[tuple[int, str]], rows: Sequence[Values]
) -> list[Fault]:
    """Return the faults with pointers to the rows and columns of the form."""
    return [_placed(fault, cells, rows) for fault in faults]


def _placed(fault: Fault, cells: Sequence[tuple[int, str]], rows: Sequence[Values]) -> Fault:
    steps = fault.pointer.split("/")
    if len(steps) < 2 or steps[1] not in ("lines", "amounts"):
        return fault
    if len(steps) > 2 and steps[2].isdecimal() and int(steps[2]) < len(cells):
        row, column = cells[int(steps[2])]
        part = steps[3] if len(steps) > 3 else ""
        if part == "attributes" and len(steps) > 4:
            part = f"a-{steps[4]}"
        name = column if part in ("", "quantity", "measure") and column else part or "item"
        return fault._replace(pointer=f"/rows/{row}/{name}")
    row = _row_of_line(fault, rows)
    return fault if row is None else fault._replace(pointer=f"/rows/{row}/line")


def _row_of_line(fault: Fault, rows: Sequence[Values]) -> int | None:
    """Return the first row of the line that a fault about the whole names."""
    number = fault.params[0] if fault.params else None
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return next((n for n, row in enumerate(rows) if row.get("line") == str(number)), None)
