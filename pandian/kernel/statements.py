"""Named SQL statements from files, run on Django's connection.   语句装载

A statement lives in `<room>/sql/<name>.sql` with a sentence on top.  It is read once, and sent
with server-side parameters on the very connection (and so the very transaction) that Django
holds.  Nothing here builds SQL from strings.

Django's own cursors write values into the text; ours send them beside it, lists of one kind in
binary form.  So a value has the type that its place in the statement gives it: where there is
none (`%(x)s IS NULL`) the statement says it by a cast.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import psycopg
from django.db import connection
from psycopg.abc import DumperKey
from psycopg.adapt import AdaptersMap, Dumper, PyFormat
from psycopg.pq import Format
from psycopg.rows import namedtuple_row
from psycopg.types.array import ListDumper

from pandian.kernel.arrays.rules import Kind, array_form, kind_of

MIXED = (TypeError, AttributeError, KeyError, struct.error)


class _Packed(Dumper):
    """Sends lists of one kind in binary form."""

    format = Format.BINARY

    def __init__(self, kind: Kind) -> None:
        super().__init__(list)
        self.kind, self.oid = kind, kind.array

    def dump(self, obj: list[Any]) -> bytes:
        try:
            return array_form(self.kind, obj)
        except OverflowError as error:
            raise psycopg.errors.NumericValueOutOfRange(str(error)) from error
        except MIXED as error:
            raise psycopg.DataError(f"a list of one kind is wanted: {error}") from error


class _Lists(ListDumper):
    """Sends lists by their kind, and those of no known kind as text whose type is the place's."""

    def get_key(self, obj: list[Any], format: PyFormat) -> DumperKey:
        kind = kind_of(obj)
        return super().get_key(obj, format) if kind is None else (_Packed, kind.of)

    def upgrade(self, obj: list[Any], format: PyFormat) -> Any:
        kind = kind_of(obj)
        return super().upgrade(obj, format) if kind is None else _Packed(kind)


@cache
def _adapters() -> AdaptersMap:
    """Return how values go and come: not as on Django's cursors, where JSON is left as text."""
    adapters = AdaptersMap(psycopg.adapters)
    adapters.register_dumper(list, _Lists)
    return adapters


class _Cursor(psycopg.Cursor[Any]):
    @property
    def adapters(self) -> AdaptersMap:
        return _adapters()


class _Stream(psycopg.ServerCursor[Any]):
    @property
    def adapters(self) -> AdaptersMap:
        return _adapters()


@cache
def statement(room: str, name: str) -> str:
    """Return the text of `pandian/<room>/sql/<name>.sql`.  Raises `FileNotFoundError`."""
    return files("pandian").joinpath(*room.split("."), "sql", f"{name}.sql").read_text("utf-8")


def raw_connection() -> psycopg.Connection[Any]:
    """Return the psycopg connection under Django's current one, opened (anew) if need be.

    As Django's own cursors do: who asks first in a request finds out that the server went away.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw = connection.connection
    assert isinstance(raw, psycopg.Connection)
    return raw


def _cursor() -> _Cursor:
    return _Cursor(raw_connection(), row_factory=namedtuple_row)


def run(room: str, name: str, params: Mapping[str, Any] | None = None) -> list[Any]:
    """Run a named statement and return its rows as named tuples (empty when it returns none)."""
    with _cursor() as cursor:
        cursor.execute(statement(room, name).encode(), params)
        return cursor.fetchall() if cursor.description else []


def one(room: str, name: str, params: Mapping[str, Any] | None = None) -> Any | None:
    """Run a named statement and return its first row, or None."""
    rows = run(room, name, params)
    return rows[0] if rows else None


def affected(room: str, name: str, params: Mapping[str, Any] | None = None) -> int:
    """Run a named statement and return how many rows it touched."""
    with _cursor() as cursor:
        cursor.execute(statement(room, name).encode(), params)
        return int(cursor.rowcount)


def stream(
    room: str, name: str, params: Mapping[str, Any] | None = None, *, chunk_rows: int = 5_000
) -> Iterator[Any]:
    """Yield the rows of a named statement through a server-side cursor, in bounded memory.

    Must run inside a transaction: the cursor ends with it.
    """
    with _Stream(raw_connection(), "pandian_stream", row_factory=namedtuple_row) as cursor:
        cursor.itersize = chunk_rows
        cursor.execute(statement(room, name).encode(), params)
        yield from cursor
