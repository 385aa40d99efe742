"""What carries the append-only wall is walled against every way of changing it.   只增不改的墙"""

from __future__ import annotations

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
DELETES, UPDATES = 8, 16
"""Bits of a trigger's type."""
WALLED = """
    SELECT c.relname, bit_or(t.tgtype::int) AS acts
      FROM pg_trigger t
      JOIN pg_proc p ON p.oid = t.tgfoid AND p.proname = 'kernel_append_only'
      JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal
     GROUP BY c.relname ORDER BY c.relname"""


def _open() -> list[str]:
    """Return the tables whose wall lets UPDATE or DELETE through."""
    with connection.cursor() as cursor:
        cursor.execute(WALLED)
        rows = cursor.fetchall()
    assert len(rows) > 30
    return [name for name, acts in rows if not (acts & UPDATES and acts & DELETES)]


def test_every_append_only_wall_stops_update_and_delete() -> None:
    """`config/sql/grants.sql` takes UPDATE from the application wherever this wall stands.

    A table that may change but not be emptied needs a function of its own for that: with this one
    the application could not write it any more, and only as the application would one see it.
    """
    assert _open() == []


def test_a_wall_against_emptying_alone_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE wall_of_a_test (n integer); CREATE TRIGGER wall BEFORE TRUNCATE ON"
            " wall_of_a_test FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()")
    assert _open() == ["wall_of_a_test"]
