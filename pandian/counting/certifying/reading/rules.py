"""Reading the bytes of a certificate that anybody may have written.   凭证读取

Pure.  JSON as it is, or attached to a PDF; whatever is too large, too deep, packed like a bomb or
no JSON at all is a named fault and never an error of the machine.
"""

from __future__ import annotations

import json
import re
import zlib
from typing import Any, NamedTuple

from pandian.kernel.words import Fault

FILE_BYTES_MAX = 1 << 28
"""Of the file, and of what is unpacked from it."""
VALUES_MAX = 20_000_000
ATTACHED = re.compile(rb"/EmbeddedFile\b[^\x00]{0,400}?stream\r?\n")


class Read(NamedTuple):
    """What a file holds; `value` None: it cannot be read, and the faults say why."""

    value: dict[str, Any] | None
    faults: list[Fault]


class _Twice(ValueError):
    """A field is there twice."""


class _Refused(ValueError):
    """The bytes hold no certificate."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def read(data: bytes) -> Read:
    """Return the JSON object in a file's bytes, or why there is none.

    A field given twice is an alteration: then there is a value and a fault.
    """
    try:
        value = _parsed(_text(data))
    except _Refused as error:
        return Read(None, [error.fault])
    except _Twice as error:
        return Read({}, [Fault("", "certificate_field_twice", (str(error)[:80],))])
    if not isinstance(value, dict):
        return Read(None, [Fault("", "not_an_object")])
    return Read(value, [])


def _text(data: bytes) -> bytes:
    if len(data) > FILE_BYTES_MAX:
        raise _Refused(Fault("", "too_large", (FILE_BYTES_MAX,)))
    return _attached(data) if data[:5] == b"%PDF-" else data


def _parsed(data: bytes) -> Any:
    if data.count(b",") + data.count(b"[") + data.count(b"{") > VALUES_MAX:
        raise _Refused(Fault("", "certificate_values_many", (VALUES_MAX,)))
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once)
    except _Twice:
        raise
    except (RecursionError, MemoryError) as error:
        raise _Refused(Fault("", "certificate_deep")) from error
    except ValueError as error:
        raise _Refused(Fault("", "malformed_json", (str(error)[:200],))) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _Twice(name)
            seen.add(name)
    return made


def _attached(data: bytes) -> bytes:
    """Return the one file attached to a PDF, unpacked within bounds."""
    found = list(ATTACHED.finditer(data))
    if len(found) != 1:
        raise _Refused(Fault("", "certificate_paper_empty"))
    start = found[0].end()
    if b"/FlateDecode" not in found[0].group():
        return data[start:data.find(b"endstream", start)].rstrip(b"\r\n")
    unpacker = zlib.decompressobj()
    try:
        made = unpacker.decompress(data[start:], FILE_BYTES_MAX + 1)
    except zlib.error as error:
        raise _Refused(Fault("", "certificate_paper_damaged", (str(error),))) from error
    if len(made) > FILE_BYTES_MAX:
        raise _Refused(Fault("", "too_large", (FILE_BYTES_MAX,)))
    if not unpacker.eof:
        raise _Refused(Fault("", "certificate_paper_damaged", ("EOF",)))
    return made
