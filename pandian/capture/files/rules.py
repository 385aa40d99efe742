"""Reading the file that a phone exports.   导出文件规则

First line: the head of a push without rows.  Then a row a line, a visit as {"visit": {...}}.  Last
line: the SHA-256 of all bytes before it.  Pure: no clock, no database, no Django.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pandian.capture.files.words import (
    FILE_BYTES_MAX,
    FILE_ROWS_MAX,
    LINE_BYTES_MAX,
    Exported,
    FileRefused,
)
from pandian.kernel.words import Fault

FAULTS_MAX = 100
Line = dict[str, Any] | None


def exported(content: bytes) -> Exported:
    """Return what an exported file holds.  Raises `FileRefused` with everything that is wrong."""
    if len(content) > FILE_BYTES_MAX:
        raise FileRefused([Fault("", "file_too_large", (FILE_BYTES_MAX, FILE_ROWS_MAX))])
    body, last = _parted(content)
    lines = [_line(line) for line in body.split(b"\n")[:FILE_ROWS_MAX + 2]]
    if lines and not body.split(b"\n")[-1]:
        lines.pop()
    faults = [*_checksum_faults(body, last), *_line_faults(lines)]
    head: dict[str, Any] = (lines[0] if lines else None) or {}
    install = _uuid(head.get("install"))
    if lines and install is None:
        faults.append(Fault("/0", "install_missing"))
    if faults or install is None:
        raise FileRefused(faults[:FAULTS_MAX] or [Fault("", "file_empty")])
    rows = [line for line in lines[1:] if line is not None]
    return Exported(install, head, tuple(row for row in rows if not _is_visit(row)),
                    tuple(row["visit"] for row in rows if _is_visit(row)))


def _parted(content: bytes) -> tuple[bytes, bytes]:
    """Return everything up to the last line, its line end included, and the last line."""
    text = content.rstrip(b"\r\n ")
    at = text.rfind(b"\n") + 1
    return text[:at], text[at:]


def _line(line: bytes) -> Line:
    if len(line) > LINE_BYTES_MAX:
        return None
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _checksum_faults(body: bytes, last: bytes) -> list[Fault]:
    told = (_line(last) or {}).get("sha256")
    if not isinstance(told, str):
        return [Fault("", "file_unchecked")]
    if hashlib.sha256(body).hexdigest() != told.lower():
        return [Fault("/sha256", "file_altered")]
    return []


def _line_faults(lines: Sequence[Line]) -> list[Fault]:
    """Return the faults of lines: unreadable, ids that stand twice, too many."""
    faults = [] if len(lines) > 1 else [Fault("", "file_empty")]
    if len(lines) > FILE_ROWS_MAX + 1:
        faults.append(Fault("", "file_too_large", (FILE_BYTES_MAX, FILE_ROWS_MAX)))
    first: dict[str, int] = {}
    for n, line in enumerate(lines, 1):
        if line is None:
            faults.append(Fault(f"/{n - 1}", "line_malformed", (n,)))
            continue
        id = str((line["visit"] if _is_visit(line) else line).get("id") or "")
        if n > 1 and id and first.setdefault(id, n) != n:
            faults.append(Fault(f"/{n - 1}/id", "line_repeated", (n, first[id])))
    return faults


def _is_visit(row: dict[str, Any]) -> bool:
    return isinstance(row.get("visit"), dict)


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
