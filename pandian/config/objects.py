"""Functions of the database are code: they follow their files.   库内函数

Tables change by migrations only.  A function has no data, so whenever its text in a room's
`sql/objects/*.sql` differs from the text that stands in the database, it is made anew; an edited
file can then never stand beside an old function of the same name.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

import psycopg
from django.db import transaction

from pandian.kernel.statements import affected, raw_connection, run

ROOMS = Path(__file__).parents[1]
FUNCTION = re.compile(r"^CREATE FUNCTION (\w+)\(.*?^(?:END )?\$\$;$", re.M | re.S)
CREATE = "CREATE FUNCTION"


@cache
def functions() -> dict[str, str]:
    """Return the text of every function that the rooms define, by name."""
    files = sorted([*ROOMS.glob("**/sql/objects/*.sql"), ROOMS / "kernel/sql/schema.sql"])
    return {found.group(1): found.group() for path in files
            for found in FUNCTION.finditer(path.read_text("utf-8"))}


def stale() -> list[str]:
    """Return the names of the functions whose text in the database is not that of the files."""
    held = {row.name: row.digest for row in run("config", "function_digests")}
    return [name for name, text in functions().items() if held.get(name) != digest(text)]


def digest(text: str) -> bytes:
    """Return the fingerprint of a function's text."""
    return hashlib.sha256(text.encode()).digest()


def renew() -> int:
    """Make every stale function anew, as the owner, all or none; return how many there were."""
    names = stale()
    with transaction.atomic():
        for name in names:
            _renew(name, functions()[name])
        affected("config", "put_function_digests", {
            "names": names, "digests": [digest(functions()[name]) for name in names]})
    return len(names)


def _renew(name: str, text: str) -> None:
    """Replace one function; dropped first, so that its arguments and result may have changed.

    A function that a trigger uses can't be dropped: it is replaced in place.
    """
    connection = raw_connection()
    try:
        with connection.transaction(), connection.cursor() as cursor:
            for row in run("config", "function_signatures", {"name": name}):
                cursor.execute(f"DROP FUNCTION {row.signature}".encode())
            cursor.execute(text.encode())
    except psycopg.errors.DependentObjectsStillExist:
        with connection.cursor() as cursor:
            cursor.execute(text.replace(CREATE, "CREATE OR REPLACE FUNCTION", 1).encode())
