"""Databases with the whole schema: migrated once on a server, then copied.   结构只迁一次

The first test process to need one migrates a pattern, as a real start does; every other process,
and every test that commits more than it could tidy, gets a copy.  A pattern is named by all that
its schema is made of, so that an edited statement is never tested on yesterday's tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connection

from pandian.config import schema

PACKAGE = Path(schema.__file__).resolve().parents[1]
PREFIX = "test_pattern_"
LOCK = 0x7061747465726E
"""The advisory lock of whoever makes or copies a pattern: the letters of its name."""


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """Work in a fresh database of this name with the whole schema; drop it afterwards."""
    home = connection.settings_dict["NAME"]
    _copy(name)
    _go_to(name)
    try:
        schema.grant()  # the right to connect is the database's own: it is not copied
        yield
    finally:
        _go_to(home)
        with connection._nodb_cursor() as cursor:
            _drop(cursor, name)


def _copy(name: str) -> None:
    wanted = f"{PREFIX}{_digest()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # ends with this session
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s AND datistemplate",
                       [f"{PREFIX}%"])
        ready = {found for found, in cursor.fetchall()}
        if wanted not in ready:
            _make(cursor, wanted, former=ready)
        _drop(cursor, name)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{wanted}"')


def _make(cursor: Any, wanted: str, *, former: set[str]) -> None:
    """Migrate a new pattern in place of the former ones; it is marked when it is whole."""
    for name in former:
        cursor.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE false')
        _drop(cursor, name)
    _drop(cursor, wanted)
    cursor.execute(f'CREATE DATABASE "{wanted}"')
    home = connection.settings_dict["NAME"]
    _go_to(wanted)
    try:
        schema.bring_up_to_date()
    finally:
        _go_to(home)
    cursor.execute(f'ALTER DATABASE "{wanted}" IS_TEMPLATE true')


def _drop(cursor: Any, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _go_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


@cache
def _digest() -> str:
    """Return the fingerprint of all that makes the schema: migrations, statements, libraries."""
    files = sorted([*PACKAGE.glob("**/migrations/*.py"), *PACKAGE.glob("**/sql/**/*.sql"),
                    *PACKAGE.glob("config/*.py")])
    made = hashlib.sha256(f"{version('django')} {version('procrastinate')}".encode())
    for path in files:
        made.update(f"\0{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes())
    return made.hexdigest()[:24]
