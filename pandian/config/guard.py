"""What a database server must be before pandian trusts it with a count.   启动守卫

An acknowledged row is a durable row: pandian refuses a server that may lose one, and says in one
sentence how to mend it.  The same questions go to the embedded server and to your own.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from pandian.config.server import APPLICATION, OWNER, Server

VERSION_MIN = 15
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


class ServerTooOld(RuntimeError):
    """The server of `DATABASE_URL` is older than what pandian's schema needs."""


class ServerUnsafe(RuntimeError):
    """The server may lose what it has acknowledged: a durability setting is off."""


class RoleMissing(RuntimeError):
    """The application role is not there, or the login may not act as it."""


class ServerUnreachable(RuntimeError):
    """The server of `DATABASE_URL` does not answer, or refuses the login."""


def check(
    connection: psycopg.Connection[Any], *, file: str = "postgresql.conf (or ALTER SYSTEM)"
) -> list[str]:
    """Return warnings about a server; raise `ServerTooOld` or `ServerUnsafe` when it will not do.

    `file` is where its settings are mended.  A server without data checksums still runs: it is
    said, since only its owner can change it.
    """
    version = connection.info.server_version // 10_000
    if version < VERSION_MIN:
        raise ServerTooOld(f"PostgreSQL {version} is too old: pandian needs {VERSION_MIN} or later")
    asked = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"
    names = [*DURABLE, "data_checksums"]
    settings = dict(connection.execute(asked, [names]).fetchall())
    off = [name for name in DURABLE if settings.get(name) == "off"]
    if off:
        raise ServerUnsafe(
            f"the database server runs with {' and '.join(f'{name}=off' for name in off)} and may "
            f"lose acknowledged counts: set {', '.join(f'{name}=on' for name in off)} in "
            f"{file} and restart it")
    if settings.get("data_checksums") != "on":
        return ["the database server has no data checksums: a rotten disk block would go "
                "unnoticed; switch them on with pg_checksums --enable while it is stopped"]
    return []


def see_to_embedded(server: Server, *, home: Path) -> None:
    """Check the embedded server: a line in its local.conf may have made it unsafe.

    Raises `ServerUnsafe`.
    """
    with psycopg.connect(server.url(role=OWNER), autocommit=True,
                         options="-c synchronous_commit=on") as connection:
        check(connection, file=f"{home}/data/local.conf")


def see_to_own_server(address: str) -> list[str]:
    """Check the server of `DATABASE_URL`, and that its login can act as the application role.

    Makes that role when the login may.  Returns warnings.  Raises `ServerUnreachable`,
    `ServerTooOld`, `ServerUnsafe` or `RoleMissing`.
    """
    try:
        connection = psycopg.connect(address, autocommit=True, connect_timeout=10,
                                     options="-c synchronous_commit=on")
    except psycopg.OperationalError as error:
        raise ServerUnreachable(
            f"the server of DATABASE_URL does not let us in: {_first_line(error)}") from error
    except psycopg.ProgrammingError as error:
        raise ServerUnreachable(
            "DATABASE_URL is no PostgreSQL address; write postgresql://user:password@host/name"
        ) from error
    with connection:
        warnings = check(connection)
        _see_to_role(connection)
    return warnings


def _see_to_role(connection: psycopg.Connection[Any]) -> None:
    role = psycopg.sql.Identifier(APPLICATION)
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
    try:
        if found.fetchone() is None:
            with suppress(psycopg.errors.DuplicateObject):  # another start was first
                connection.execute(psycopg.sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
        try:
            connection.execute(psycopg.sql.SQL("SET ROLE {}").format(role))
        except psycopg.errors.InsufficientPrivilege:
            connection.execute(psycopg.sql.SQL("GRANT {} TO CURRENT_USER").format(role))
            connection.execute(psycopg.sql.SQL("SET ROLE {}").format(role))
    except psycopg.Error as error:
        raise RoleMissing(
            f"the login of DATABASE_URL may not make or use the role {APPLICATION}; as the "
            f"server's administrator run: CREATE ROLE {APPLICATION} NOLOGIN; "
            f"GRANT {APPLICATION} TO {connection.info.user};") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]
