"""Taking files in: which header fits which layout, every row accounted for.   收件

`Account` counts what became of every row and keeps the faults; `Intake` opens the files, finds
their headers and yields their rows, understood.  Both hold a bounded amount of memory.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from pandian.exchange.files.queries import examine, find, rows, sheet_head
from pandian.exchange.files.words import HEADER_ROWS_MAX, Row, Source
from pandian.exchange.queries import all_layouts
from pandian.exchange.rules import (
    Header,
    Line,
    Reading,
    guarded,
    header,
    likeness,
    row_reader,
    visible,
)
from pandian.exchange.words import (
    FAULTS_KEPT_MAX,
    ImportRefused,
    Layout,
    Note,
    Options,
    Progress,
    RowFault,
)
from pandian.kernel.words import Fault

PROGRESS_ROWS = 5_000
FAULT_COLUMNS = ("file 文件", "row 行", "column 列", "value 值", "code 代码", "outcome 结果",
                 "说明", "explanation")


class FaultFile:
    """The list of faults as a file beside the import: csv, or xlsx with text cells only."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._csv: IO[str] | None = None
        self._book: Any = None
        if path.lower().endswith(".xlsx"):
            import xlsxwriter  # type: ignore[import-untyped]  # heavy: not at every start

            self._book = xlsxwriter.Workbook(path, {
                "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
            self._sheet = self._book.add_worksheet("faults")
        elif path:
            self._csv = Path(path).open(  # noqa: SIM115  closed by `close`
                "w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._csv)
        self._row = 0
        self._write(FAULT_COLUMNS)

    def add(self, fault: RowFault) -> None:
        """Write one fault; no text in it can become a formula."""
        self._write((fault.file, str(fault.row), fault.column, fault.value, fault.code,
                     fault.severity, fault.text("zh-hans"), fault.text("en")))

    def _write(self, texts: Sequence[str]) -> None:
        if self._csv:
            self._writer.writerow([guarded(visible(text)) for text in texts])
        elif self._book and self._row < 1_048_576:
            for column, text in enumerate(texts):
                self._sheet.write_string(self._row, column, visible(text))
        self._row += 1

    def close(self) -> None:
        """Finish the file."""
        if self._csv:
            self._csv.close()
        elif self._book:
            self._book.close()


class Account:
    """What became of every row, and what was wrong: counted by name, faults kept to a limit."""

    def __init__(self, faults_path: str = "") -> None:
        self.read = 0
        self.outcomes: Counter[str] = Counter()
        self.masters: Counter[str] = Counter()
        self.totals: dict[str, str] = {}
        self.notes: dict[tuple[str, str], tuple[int, str]] = {}
        self.faults: list[RowFault] = []
        self.faults_total = 0
        self.refusing = 0
        self.last_code = ""
        self.sites: list[str] = []
        self.postings = 0
        self.existing = 0
        self.path = faults_path
        self._file = FaultFile(faults_path)

    def outcome(self, name: str, count: int = 1) -> None:
        """Count rows by what became of them."""
        if count:
            self.outcomes[name] += count

    def fault(self, fault: RowFault) -> None:
        """Keep one fault: all go to the file and the totals, the first ones into the report."""
        self.faults_total += 1
        if fault.severity == "refused":
            self.refusing += 1
            self.last_code = fault.code
        if len(self.faults) < FAULTS_KEPT_MAX:
            self.faults.append(fault)
        self._file.add(fault)

    def note(self, code: str, column: str, example: str, count: int = 1) -> None:
        """Count something worth saying that refused nothing."""
        old = self.notes.get((code, column))
        if old is None and len(self.notes) >= FAULTS_KEPT_MAX:
            return
        self.notes[code, column] = (old[0] + count, old[1]) if old else (count, example)

    def take(self, line: Line) -> None:
        """Count a row as read, with its faults and notes."""
        self.read += 1
        for fault in line.faults:
            self.fault(fault)
            if fault.severity == "reported":
                self.note("word_in_cell", fault.column, fault.value)
        for code, column, example in line.noted:
            self.note(code, column, visible(example))

    def noted(self) -> tuple[Note, ...]:
        """Return the notes, most frequent first."""
        rows = [Note(code, column, count, example)
                for (code, column), (count, example) in self.notes.items()]
        return tuple(sorted(rows, key=lambda note: -note.times))

    def close(self) -> None:
        """Finish the fault file."""
        self._file.close()


class Opened(NamedTuple):
    """One file whose header fits: where its rows begin and how they are read."""

    source: Source
    layout: Layout
    header: Header
    header_row: int


class Taken(NamedTuple):
    """One row of one file: which part of the layout it is, and what it says."""

    part: str
    number: int
    file: int
    name: str
    row: int
    line: Line


class Intake:
    """The files of one import, opened and matched with the layout's parts."""

    def __init__(self, opened: Sequence[Opened], skipped: Sequence[str], reading: Reading) -> None:
        self.opened = opened
        self.skipped = skipped
        self.reading = reading
        self.rows = sum(max(0, file.source.lines - file.header_row) for file in opened)

    @property
    def digest(self) -> str:
        """Return one digest of the content of all files, whatever they are called."""
        joined = ",".join(sorted(file.source.digest for file in self.opened))
        return hashlib.sha256(joined.encode()).hexdigest()

    def lines(self, account: Account | None, progress: Progress | None = None) -> Iterator[Taken]:
        """Yield every row under the headers; rows and faults are counted when an account is given.

        Raises `FileRefused` when a file breaks off.
        """
        done = 0
        for number, file in enumerate(self.opened):
            name = file.source.path.name
            read = row_reader(file.header, file.layout, self.reading, file=name,
                              strict_width=file.source.kind == "text")
            with closing(_below(file)) as below:
                for row, cells in below:
                    line = read(row, cells)
                    if account:
                        _say_offsets(line, file.source)
                        account.take(line)
                    yield Taken(file.layout.name, done, number, name, row, line)
                    done += 1
                    if progress and done % PROGRESS_ROWS == 0:
                        progress("read", done, max(done, self.rows))
        if progress:
            progress("read", done, done)


def _below(file: Opened) -> Generator[Row, None, None]:
    for row in rows(source=file.source):
        if row.number > file.header_row:
            yield row


def _say_offsets(line: Line, source: Source) -> None:
    """Put the offset into the faults that name bytes which could not be decoded."""
    for index, fault in enumerate(line.faults):
        if fault.code == "undecodable":
            offset = next(iter(source.bad), "?") if len(source.bad) == 1 else \
                ", ".join(map(str, source.bad[:5]))
            line.faults[index] = fault._replace(params=(offset, source.encoding, fault.params[2]))


def open_files(
    *, path: Path, layout: Layout, options: Options, reading: Reading, account: Account
) -> Intake:
    """Examine the files and match their headers.

    In a folder, files whose header does not fit are left out and named.  Raises `FileRefused`,
    and `ImportRefused` when no header fits: its faults say which columns are missing.
    """
    paths = find(path=path)
    parts = [layout, *(all_layouts()[name] for name in layout.parts)]
    opened: list[Opened] = []
    skipped: list[str] = []
    faults: list[Fault] = []
    for one in paths:
        source = examine(path=one, encoding=options.encoding, delimiter=options.delimiter,
                         sheet=options.sheet)
        if source.kind == "sheet":
            source = sheet_head(source=source)
        found = _opened(source, parts)
        if isinstance(found, Opened):
            opened.append(found)
            _note_file(found, account)
        else:
            skipped.append(one.name)
            faults += [fault._replace(pointer=f"{one.name} {fault.pointer}") for fault in found]
    if not opened:
        raise ImportRefused(faults)
    for name in skipped:
        account.note("file_skipped", "", name)
    return Intake(opened, skipped, reading)


def _opened(source: Source, parts: Sequence[Layout]) -> Opened | list[Fault]:
    """Find the header row among the first rows: the one most like a layout's headings."""
    with closing(rows(source=source)) as stream:
        head = list(islice(stream, HEADER_ROWS_MAX))
    ranked = sorted(
        ((likeness(row.cells, part), -row.number, -n, row, part)
         for row in head for n, part in enumerate(parts)),
        key=lambda entry: entry[:3], reverse=True,
    )
    faults: list[Fault] = []
    for like, _, _, row, part in ranked:
        if not like:
            break
        found = header(row.cells, part)
        if isinstance(found, Header):
            return Opened(source, part, found, row.number)
        faults = faults or found
    needed = ", ".join(f"{c.label.zh} {c.name}" for c in parts[0].columns if c.required)
    return faults or [Fault("header", "header_missing", (needed,))]


def _note_file(file: Opened, account: Account) -> None:
    source = file.source
    name = source.path.name
    if source.kind == "text" and source.encoding != "utf-8":
        account.note("encoding_found", name, f"{source.encoding}: {' / '.join(source.samples)}")
    if source.kind == "sheet":
        account.note("sheet_chosen", name, source.sheet)
        for other in source.others:
            account.note("sheet_left", other, name)
    if file.header_row > 1:
        account.note("rows_above_header", name, f"1..{file.header_row - 1}")
    if file.header.ignored:
        account.note("column_ignored", name, ", ".join(file.header.ignored),
                     len(file.header.ignored))


def split(outcomes: Mapping[str, int]) -> tuple[int, int, int, int]:
    """Return rows new, updated, unchanged and refused of counted outcomes."""
    new = outcomes.get("created", 0)
    updated = outcomes.get("updated", 0)
    same = sum(outcomes.get(name, 0) for name in ("exists", "unchanged", "not_counted",
                                                  "place_whole"))
    return new, updated, same, sum(outcomes.values()) - new - updated - same
