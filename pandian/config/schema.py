"""Bringing the database to this program's schema, and giving the application its rights.   结构

Runs as the owner.  Two starts at once take turns by an advisory lock, so either may be killed:
each migration is one transaction, and the next start goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pandian.config import guard, objects
from pandian.kernel.statements import affected, raw_connection

LOCK = 0x70616E6469616E
"""The advisory lock of schema changes: the letters of the name."""


class SchemaNewer(RuntimeError):
    """The database was migrated by a newer pandian than this one."""


def bring_up_to_date() -> int:
    """Migrate as the owner, then give the application role its rights.

    Returns how many migrations ran.  Raises `SchemaNewer`, and `guard.ServerUnsafe` or
    `guard.ServerTooOld` for a server that will not do.
    """
    with _alone():
        guard.check(raw_connection())
        executor = MigrationExecutor(connection)
        _refuse_newer(executor)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            call_command("migrate", interactive=False, verbosity=0)
        objects.renew()
        grant()
    return len(plan)


def grant() -> None:
    """Give the application role its rights; as the owner, after every migration."""
    affected("config", "grants")


def _refuse_newer(executor: MigrationExecutor) -> None:
    known = set(executor.loader.graph.nodes)
    ours = {app for app, _ in known}
    strange = sorted(f"{app}.{name}" for app, name in executor.loader.applied_migrations
                     if app in ours and (app, name) not in known
                     and not executor.loader.replacements)
    if strange:
        raise SchemaNewer(
            f"this database was changed by a newer pandian ({', '.join(strange[:3])}): start that "
            f"version again, or restore a backup made before the upgrade")


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock on a session of its own, which ends with this process at the latest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
