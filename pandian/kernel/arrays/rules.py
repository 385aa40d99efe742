"""Lists of one kind in PostgreSQL's binary array form: no quoting here, no parsing there.   数组

Pure.  A form is a head (dimensions, whether there are NULLs, the element's type, length, first
index), then each element as a length and its bytes; a length of -1 is NULL.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from pandian.kernel.rules import EPOCH

MICROSECOND = timedelta(microseconds=1)
NULL = b"\xff\xff\xff\xff"
EIGHT, SIXTEEN = b"\0\0\0\x08", b"\0\0\0\x10"
TRUTHS = {True: b"\0\0\0\x01\x01", False: b"\0\0\0\x01\x00", None: NULL}

_head = struct.Struct("!iiIii").pack
_length = struct.Struct("!i").pack


class Kind(NamedTuple):
    """How lists of one Python type are sent: the element's type and the array's by number."""

    of: type
    element: int
    array: int
    packed: Callable[[Sequence[Any]], bytes]


def array_form(kind: Kind, values: Sequence[Any]) -> bytes:
    """Return the binary form of a list that is not empty.

    Raises `OverflowError` for an integer beyond 64 bits, and `TypeError`, `AttributeError`,
    `KeyError` or `struct.error` for a value of another type.
    """
    return _head(1, None in values, kind.element, len(values), 1) + kind.packed(values)


def _numbers(values: Sequence[int | None]) -> bytes:
    if None in values:
        return b"".join([NULL if v is None else EIGHT + v.to_bytes(8, "big", signed=True)
                         for v in values])
    numbers = array("q", cast(Sequence[int], values))
    if sys.byteorder == "little":
        numbers.byteswap()
    plain, form = numbers.tobytes(), bytearray(EIGHT + b"\0" * 8) * len(values)
    for k in range(8):  # byte by byte of all numbers: a hundredth of the steps of one by one
        form[4 + k::12] = plain[k::8]
    return bytes(form)


def _instants(values: Sequence[datetime | None]) -> bytes:
    return _numbers([None if v is None else (v - EPOCH) // MICROSECOND for v in values])


def _texts(values: Sequence[str | None]) -> bytes:
    return _blobs([None if v is None else v.encode() for v in values])


def _blobs(values: Sequence[bytes | None]) -> bytes:
    return b"".join([NULL if v is None else _length(len(v)) + v for v in values])


def _ids(values: Sequence[UUID | None]) -> bytes:
    if None in values:
        return b"".join([NULL if v is None else SIXTEEN + v.bytes for v in values])
    return SIXTEEN + SIXTEEN.join([v.bytes for v in values if v])


def _truths(values: Sequence[bool | None]) -> bytes:
    return b"".join([TRUTHS[v] for v in values])


KINDS: dict[type, Kind] = {kind.of: kind for kind in (
    Kind(int, 20, 1016, _numbers), Kind(str, 25, 1009, _texts), Kind(UUID, 2950, 2951, _ids),
    Kind(datetime, 1184, 1185, _instants), Kind(bool, 16, 1000, _truths),
    Kind(bytes, 17, 1001, _blobs),
)}
"""Types of elements whose lists are sent in binary form; the numbers are PostgreSQL's own."""


def kind_of(values: Sequence[Any]) -> Kind | None:
    """Return how a list is sent, by its first value; None: not in binary form.

    That is a list without any value, or of another type, or of instants without a zone.
    """
    for value in values:
        if value is not None:
            if type(value) is datetime and value.tzinfo is None:
                return None
            return KINDS.get(type(value))
    return None
