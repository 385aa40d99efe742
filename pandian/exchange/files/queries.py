"""Reading files row by row in bounded memory, after they were found harmless.   读文件

`examine` looks at a file without parsing it: name against content, size, bombs, encoding,
delimiter, digest.  `rows` then gives its rows; a workbook is parsed by a child process.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import lzma
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Generator, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from pandian.exchange.files import rules
from pandian.exchange.files.words import (
    CELL_CHARACTERS_MAX,
    CHILD_WALL_SECONDS_MAX,
    COLUMNS_MAX,
    DELIMITERS,
    ENCODINGS,
    FILES_MAX,
    IMPORT_FILE_BYTES_MAX,
    MEMBER_RATIO_FROM_BYTES,
    MEMBER_RATIO_MAX,
    MEMBERS_MAX,
    UNDECODABLE_MAX,
    UNPACKED_BYTES_MAX,
    Cell,
    Detected,
    FileRefused,
    Row,
    Source,
)
from pandian.kernel.words import Fault

ROOT = Path(__file__).resolve().parents[3]
SAMPLES_MAX = 3


def find(*, path: Path) -> list[Path]:
    """Return the files to import: the file itself, or those of a folder, by name.

    Hidden files and kinds that are no tables are left out of a folder.  Raises `FileRefused`.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise _refused(path, "file_missing", path.name)
    found = sorted(
        entry for entry in path.iterdir()
        if entry.is_file() and not entry.name.startswith(".")
        and rules.name_kind(entry.name)[0] in set(rules.EXPECTED.values())
    )
    if not found:
        raise _refused(path, "folder_empty", path.name)
    if len(found) > FILES_MAX:
        raise _refused(path, "too_many_files", FILES_MAX, len(found))
    return found


def examine(
    *, path: Path, encoding: str = "", delimiter: str = "", sheet: str = ""
) -> Source:
    """Find out how a file is to be read, before anything of it is parsed.

    Raises `FileRefused` naming why it may not be: renamed, cut off, a bomb, too large, empty.
    """
    if not path.is_file():
        raise _refused(path, "file_missing", path.name)
    size = path.stat().st_size
    if size == 0:
        raise _refused(path, "file_empty", path.name)
    if size > IMPORT_FILE_BYTES_MAX:
        raise _refused(path, "file_too_large", IMPORT_FILE_BYTES_MAX)
    if encoding and encoding not in ENCODINGS:
        raise _refused(path, "encoding_unknown", ", ".join(ENCODINGS))
    if delimiter and delimiter not in DELIMITERS:
        raise _refused(path, "not_a_choice", " ".join(map(repr, DELIMITERS)))
    with path.open("rb") as handle:
        head = handle.read(4096)
    promised, packed = rules.name_kind(path.name)
    found = rules.content_kind(head)
    _check_kind(path, promised, packed, found)
    if promised == "text":
        return _examine_text(path, packed, size, encoding, delimiter)
    if promised == "zip":
        _check_archive(path)
    return Source(path, "sheet", False, "", "", _digest(path), size, 0, sheet=sheet)


def _check_kind(path: Path, promised: str, packed: bool, found: str) -> None:
    """Refuse a file whose name and content disagree, or whose kind is no table."""
    expected = "xz" if packed else promised
    if promised.startswith(".") or (packed and promised != "text"):
        raise _refused(path, "file_kind_unknown", path.name)
    if found != expected:
        raise _refused(path, "file_renamed", path.name, found)


def _check_archive(path: Path) -> None:
    """Refuse bombs by what the archive's directory says, without unpacking anything."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refused(path, "file_truncated", str(error)[:100]) from error
    if len(members) > MEMBERS_MAX:
        raise _refused(path, "bomb_members", MEMBERS_MAX)
    if sum(member.file_size for member in members) > UNPACKED_BYTES_MAX:
        raise _refused(path, "bomb_size", UNPACKED_BYTES_MAX)
    for member in members:
        if member.flag_bits & 1:
            raise _refused(path, "file_encrypted")
        if (member.file_size > MEMBER_RATIO_FROM_BYTES
                and member.file_size > MEMBER_RATIO_MAX * max(1, member.compress_size)):
            raise _refused(path, "bomb_ratio", MEMBER_RATIO_MAX, member.filename)
    names = {member.filename for member in members}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise _refused(path, "file_renamed", path.name, "zip")


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


class _Unpacked(io.RawIOBase):
    """The content of a text file, unpacked in bounded steps; refuses a bomb on the way."""

    def __init__(self, path: Path, packed: bool) -> None:
        self.path = path
        self.file: BinaryIO = path.open("rb")
        self.unpacker = lzma.LZMADecompressor(memlimit=256 << 20) if packed else None
        self.read_bytes = 0
        self.given = 0

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with unpacked bytes.  Raises `FileRefused`."""
        data = self._next(len(buffer))
        buffer[: len(data)] = data
        self.given += len(data)
        if self.given > UNPACKED_BYTES_MAX:
            raise _refused(self.path, "bomb_size", UNPACKED_BYTES_MAX)
        if (self.unpacker and self.given > 10 * MEMBER_RATIO_FROM_BYTES
                and self.given > MEMBER_RATIO_MAX * self.read_bytes):
            raise _refused(self.path, "bomb_ratio", MEMBER_RATIO_MAX, self.path.name)
        return len(data)

    def _next(self, size: int) -> bytes:
        if self.unpacker is None:
            return self.file.read(size)
        while True:
            if self.unpacker.eof:
                return b""
            packed = self.file.read(1 << 16) if self.unpacker.needs_input else b""
            self.read_bytes += len(packed)
            if self.unpacker.needs_input and not packed:
                raise _refused(self.path, "file_truncated", self.path.name)
            try:
                data = self.unpacker.decompress(packed, max_length=size)
            except lzma.LZMAError as error:
                raise _refused(self.path, "file_truncated", str(error)[:100]) from error
            if data:
                return data

    def close(self) -> None:
        """Close the file below."""
        self.file.close()
        super().close()


def _chunks(path: Path, packed: bool, state: dict[str, Any]) -> Iterator[bytes]:
    """Yield the unpacked bytes; leave digest and number of lines in `state`."""
    digest, lines = hashlib.sha256(), 0
    with io.BufferedReader(_Unpacked(path, packed), rules.CHUNK_BYTES) as stream:
        while chunk := stream.read(rules.CHUNK_BYTES):
            digest.update(chunk)
            lines += chunk.count(b"\n")
            yield chunk
    state["digest"], state["lines"] = digest.hexdigest(), lines


def _examine_text(path: Path, packed: bool, size: int, encoding: str, mark: str) -> Source:
    state: dict[str, Any] = {}
    found: Detected = rules.detect(_chunks(path, packed, state), forced=encoding)
    if len(found.bad) > UNDECODABLE_MAX:
        raise _refused(path, "too_many_undecodable", UNDECODABLE_MAX, found.encoding)
    source = Source(path, "text", packed, found.encoding, mark or ",", state["digest"], size,
                    state["lines"], found.bad)
    with _text(source) as stream:
        head = list(islice(stream, 50))
        wide = (line.strip()[:60] for line in islice(stream, 5_000) if not line.isascii())
        samples = [line.strip()[:60] for line in head if not line.isascii()]
        samples += islice(wide, max(0, SAMPLES_MAX - len(samples)))
    return source._replace(
        delimiter=mark or rules.delimiter([line[:CELL_CHARACTERS_MAX] for line in head]),
        samples=tuple(samples[:SAMPLES_MAX]),
    )


def _text(source: Source) -> io.TextIOWrapper:
    raw = io.BufferedReader(_Unpacked(source.path, source.packed), 1 << 16)
    return io.TextIOWrapper(raw, encoding=source.encoding, errors="pandian-keep", newline="")


def rows(*, source: Source) -> Generator[Row, None, None]:
    """Yield the rows that are not blank, numbered as a spreadsheet shows them.

    Raises `FileRefused` where the file breaks off or a limit is passed; bytes that could not be
    decoded stand in their cell as lone surrogates.
    """
    return _text_rows(source) if source.kind == "text" else _sheet_rows(source)


def _text_rows(source: Source) -> Generator[Row, None, None]:
    csv.field_size_limit(CELL_CHARACTERS_MAX)
    with _text(source) as stream:
        reader = csv.reader(stream, delimiter=source.delimiter, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, 1):
                if number == 1 and cells:
                    cells[0] = _without_mark(cells[0])
                if len(cells) > COLUMNS_MAX:
                    raise _refused(source.path, "too_many_columns", COLUMNS_MAX)
                if any(cells) and (cells[0].strip() or not rules.is_blank(cells)):
                    yield Row(number, cells)  # type: ignore[arg-type]
        except csv.Error as error:
            code = "cell_too_long" if "field limit" in str(error) else "quotes_broken"
            what = CELL_CHARACTERS_MAX if code == "cell_too_long" else str(error)
            raise FileRefused([Fault(f"{source.path.name} row {number + 1}", code, (what,))]
                              ) from error


def _without_mark(cell: str) -> str:
    """Take off a byte order mark, and the quotes that it kept the reader from seeing."""
    if not cell.startswith("\ufeff"):
        return cell
    cell = cell[1:]
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _sheet_rows(source: Source) -> Generator[Row, None, None]:
    for said in _child(source):
        if isinstance(said, dict):
            if "fault" in said:
                raise _refused(source.path, said["fault"], *said["params"])
            continue
        number, cells = said
        row = [_typed(cell) if isinstance(cell, dict) else cell for cell in cells]
        if not rules.is_blank(row):
            yield Row(number, row)


def sheet_head(*, source: Source) -> Source:
    """Return a workbook's source with the sheet chosen, its other sheets and its rows counted.

    Raises `FileRefused` when the workbook cannot be read.
    """
    for said in _child(source):
        if not isinstance(said, dict):
            break
        if "fault" in said:
            raise _refused(source.path, said["fault"], *said["params"])
        if "rows" in said:
            return source._replace(lines=said["rows"])
        source = source._replace(sheet=said["sheet"], others=tuple(said["others"]))
    return source


def _typed(cell: dict[str, str]) -> Cell:
    if "on" in cell:
        return date.fromisoformat(cell["on"])
    return datetime.fromisoformat(cell["at"])


def _child(source: Source) -> Iterator[Any]:
    """Yield what the child process says about the workbook; end it whatever happens."""
    process = subprocess.Popen(  # noqa: S603  our own module in our own interpreter
        [sys.executable, "-m", "pandian.exchange.files", str(source.path.resolve()),
         source.sheet],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
    )
    assert process.stdout is not None
    limit = threading.Timer(CHILD_WALL_SECONDS_MAX, process.kill)
    limit.daemon = True
    limit.start()
    try:
        for line in process.stdout:
            yield json.loads(line)
        if process.wait() != 0:
            raise _refused(source.path, "sheet_too_heavy")
    finally:
        limit.cancel()
        process.stdout.close()
        process.kill()
        process.wait()


def _refused(path: Path, code: str, *params: object) -> FileRefused:
    return FileRefused([Fault(path.name, code, params)])
