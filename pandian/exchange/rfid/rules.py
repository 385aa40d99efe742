"""Lines of a file become passes in parts that fit one request.   射频文件规则

Pure and streaming: one part is held at a time.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pandian.capture.rfid.rules import pass_from, read_from
from pandian.capture.rfid.words import READS_MAX, Malformed, PassDraft, Read, ReadsRefused
from pandian.exchange.rfid.words import (
    COLUMNS,
    FAULTS_MAX,
    HEAD,
    LINE_CHARACTERS_MAX,
    NEEDED,
    NUMBERS,
)
from pandian.kernel.words import Fault


class Row(NamedTuple):
    """One read of the file with its line and the head of its pass."""

    line: int
    head: Mapping[str, Any]
    read: Mapping[str, Any]


def rows_of_csv(lines: Iterable[str], faults: list[Fault]) -> Iterator[Row]:
    """Yield the rows of a CSV file with a header; faults are gathered by line."""
    reader = csv.reader(_bounded(lines, faults))
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in NEEDED if name not in header]
        faults += [Fault("line 1", "column_missing", (name,)) for name in missing]
        if missing:
            return
        for cells in reader:
            if any(cell.strip() for cell in cells):
                given = {name: cell.strip() for name, cell in zip(header, cells, strict=False)
                         if name in COLUMNS and cell.strip()}
                yield Row(reader.line_num, *_halves({
                    name: _number(value) if name in NUMBERS else value
                    for name, value in given.items()}))
    except csv.Error as error:
        faults.append(Fault(f"line {reader.line_num}", "reads_file",
                            (reader.line_num, str(error)[:200])))


def rows_of_json(lines: Iterable[str], faults: list[Fault]) -> Iterator[Row]:
    """Yield the reads of a file of one JSON object a line: a whole request, or one flat read."""
    for number, line in enumerate(_bounded(lines, faults), 1):
        if not line.strip():
            continue
        try:
            body = json.loads(line)
        except (ValueError, RecursionError) as error:
            faults.append(Fault(f"line {number}", "malformed_json", (str(error)[:200],)))
            continue
        if not isinstance(body, dict):
            faults.append(Fault(f"line {number}", "not_an_object"))
            continue
        reads = body.get("reads")
        if isinstance(reads, list):
            head = {name: value for name, value in body.items() if name in HEAD}
            for one in reads:
                yield Row(number, head, one if isinstance(one, dict) else {})
        else:
            yield Row(number, *_halves(body))


def _bounded(lines: Iterable[str], faults: list[Fault]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_CHARACTERS_MAX:
            faults.append(Fault(f"line {number}", "line_too_long", (LINE_CHARACTERS_MAX,)))
            return
        yield line


def _halves(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return ({name: value for name, value in given.items() if name in HEAD},
            {name: value for name, value in given.items() if name not in HEAD})


def _number(text: str) -> object:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 16 else text


def parts(rows: Iterable[Row], faults: list[Fault]) -> Iterator[PassDraft]:
    """Yield the passes of a file, a long one in parts that say that more is to come.

    Rows of one pass that stand together are one pass.  Stops once `FAULTS_MAX` faults are found.
    """
    held: PassDraft | None = None
    reads: list[Read] = []
    head: Mapping[str, Any] | None = None
    for row in rows:
        if len(faults) >= FAULTS_MAX:
            return
        if row.head != head:
            if held is not None:
                yield held._replace(reads=tuple(reads))
            held, head, reads = _opened(row, faults), row.head, []
        elif held is not None and len(reads) == READS_MAX:
            yield held._replace(reads=tuple(reads), more=True)
            reads = []
        one = read_from(row.read, "")
        if isinstance(one, Malformed):
            faults += [fault._replace(pointer=f"line {row.line}{fault.pointer}")
                       for fault in one.faults]
        elif held is not None:
            reads.append(one)
    if held is not None:
        yield held._replace(reads=tuple(reads))


def _opened(row: Row, faults: list[Fault]) -> PassDraft | None:
    try:
        return pass_from({**row.head, "reads": []})
    except ReadsRefused as error:
        faults += [fault._replace(pointer=f"line {row.line}{fault.pointer}")
                   for fault in error.faults]
    return None
