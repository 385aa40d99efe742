"""Named SQL statements from files, run on Django's connection.   语句装载

A statement lives in `<room>/sql/<name>.sql` with a sentence on top.  It is read once, and sent
with server-side parameters on the very connection (and so the very transaction) that Django
holds.  Nothing here builds SQL from strings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import psycopg
from django.db import connection
from psycopg.rows import namedtuple_row
from psycopg.types.json import JsonbLoader, JsonLoader


@cache
def statement(room: str, name: str) -> str:
    """Return the text of `pandian/<room>/sql/<name>.sql`.  Raises `FileNotFoundError`."""
    return files("pandian").joinpath(*room.split("."), "sql", f"{name}.sql").read_text("utf-8")


def raw_connection() -> psycopg.Connection[Any]:
    """Return the psycopg connection under Django's current one, opened if need be."""
    connection.ensure_connection()
    raw = connection.connection
    assert isinstance(raw, psycopg.Connection)
    return raw


def _cursor(**options: Any) -> Any:
    """Return a cursor that reads JSON as values: Django leaves it as text on its connections."""
    cursor: Any = raw_connection().cursor(row_factory=namedtuple_row, **options)
    cursor.adapters.register_loader("jsonb", JsonbLoader)
    cursor.adapters.register_loader("json", JsonLoader)
    return cursor


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
    with _cursor(name="pandian_stream") as cursor:
        cursor.itersize = chunk_rows
        cursor.execute(statement(room, name).encode(), params)
        yield from cursor
