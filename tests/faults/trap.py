"""Fail the k-th call to the database: before it, or after a commit that did happen.   陷阱"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

LOST = "lost"
"""The connection is really gone."""
REFUSED = "refused"
"""The server says no (here: its disk is full); the connection lives."""
UNKNOWN = "unknown"
"""The connection is lost after COMMIT was done: the caller cannot know."""


class Trap:
    """Counts calls, and commits that went through; springs once, at call `at`."""

    def __init__(self, at: int, how: str) -> None:
        self.at, self.how = at, how
        self.calls = 0
        self.commits = 0
        self.sprung = False

    def step(self, connection: psycopg.Connection[Any]) -> None:
        """Count one call; fail when it is the one."""
        self.calls += 1
        if self.calls != self.at or self.sprung:
            return
        self.sprung = True
        if self.how == REFUSED:
            raise psycopg.errors.DiskFull("planted: no space left on device")
        connection.close()
        raise psycopg.OperationalError("planted: the connection is lost")


@contextmanager
def planted(at: int, how: str) -> Iterator[Trap]:
    """Plant a trap into the driver for the time of the block."""
    trap = Trap(at, how)
    execute, commit = psycopg.Cursor.execute, psycopg.Connection.commit

    def trapped_execute(cursor: Any, *args: Any, **options: Any) -> Any:
        if how != UNKNOWN:
            trap.step(cursor.connection)
        return execute(cursor, *args, **options)

    def trapped_commit(connection: Any) -> None:
        if how != UNKNOWN:
            trap.step(connection)
        commit(connection)
        trap.commits += 1
        if how == UNKNOWN:
            trap.step(connection)

    psycopg.Cursor.execute = trapped_execute  # type: ignore[method-assign]
    psycopg.Connection.commit = trapped_commit  # type: ignore[method-assign]
    try:
        yield trap
    finally:
        psycopg.Cursor.execute = execute  # type: ignore[method-assign]
        psycopg.Connection.commit = commit  # type: ignore[method-assign]
