"""What tests that commit leave in the shared test database, and who is still in it.   收尾"""

from __future__ import annotations

import time

from django.db import connection

WAIT_SECONDS = 120.0
"""A session whose client has gone is still seen until the server has noticed."""

TABLES = """
    SELECT quote_ident(c.relname) FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND NOT c.relispartition"""
SESSIONS = """
    SELECT pid, application_name, state, left(query, 300) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND backend_type = 'client backend'"""


def filled() -> set[str]:
    """Return the tables that hold rows."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
        return {name for (name,) in cursor.fetchall()}


def empty(tables: set[str]) -> None:
    """Empty tables, past the walls around what is only ever added to.

    Whoever still holds one of them open in a transaction makes this fail, not wait for ever.
    """
    if not tables:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '120s'")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join(sorted(tables))} CASCADE")
        cursor.execute("RESET session_replication_role")
        cursor.execute("RESET lock_timeout")


def wait_until_alone() -> None:
    """Wait until no other client is connected; name those who stay and what they asked last."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        with connection.cursor() as cursor:
            cursor.execute(SESSIONS)
            others = cursor.fetchall()
        if not others:
            return
        assert time.monotonic() < deadline, f"a test left connections open: {others}"
        time.sleep(0.05)
