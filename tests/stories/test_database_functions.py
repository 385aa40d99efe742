"""The functions in the database are those of the files, whatever stood there before."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from pandian.config import objects, schema
from pandian.governance.words import SYSTEM
from pandian.kernel.operations import record

pytestmark = pytest.mark.django_db


def tell(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def spoil(name):
    tell("UPDATE kernel_function SET digest = 'x' WHERE name = %s", name)
    assert objects.stale() == [name]


@pytest.fixture(autouse=True)
def _current():
    objects.renew()


def test_every_function_of_the_files_stands_and_is_made_only_once():
    standing = {name for name, in tell("SELECT proname FROM pg_proc")}
    assert objects.functions().keys() <= standing
    assert {"ledger_post", "ledger_book", "kernel_record"} <= objects.functions().keys()
    assert objects.renew() == 0


def test_a_function_with_other_arguments_and_result_is_replaced():
    before = tell("SELECT oid::regprocedure::text, prosrc FROM pg_proc"
                  " WHERE proname = 'ledger_digest'")
    tell(f"DROP FUNCTION {before[0][0]}")
    tell("CREATE FUNCTION ledger_digest(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'")
    spoil("ledger_digest")
    assert objects.renew() == 1
    assert tell("SELECT oid::regprocedure::text, prosrc FROM pg_proc"
                " WHERE proname = 'ledger_digest'") == before


def test_a_function_under_a_trigger_is_replaced_in_place():
    record(scope=SYSTEM, site=0, kind="test.made", subject="x", data={})
    tell("CREATE OR REPLACE FUNCTION kernel_append_only() RETURNS trigger LANGUAGE plpgsql"
         " AS 'BEGIN RETURN NULL; END'")
    spoil("kernel_append_only")
    assert objects.renew() == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        tell("DELETE FROM kernel_fact")


WALLED = ["capture_observation", "capture_opinion", "capture_rfid_read", "governance_signature",
          "kernel_fact", "ledger_assertion", "ledger_move", "ledger_posting", "ledger_seal"]


def test_the_application_may_only_add_to_what_was_recorded():
    schema.grant()
    tables = [name for name, in tell(
        "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'kernel_append_only'")]
    assert set(WALLED) <= set(tables)
    open_doors = [(name, right) for name in tables for right in ("UPDATE", "DELETE", "TRUNCATE")
                  if tell("SELECT has_table_privilege('pandian_app', %s, %s)", name, right)[0][0]]
    assert open_doors == []
    assert all(tell("SELECT has_table_privilege('pandian_app', %s, 'INSERT')", name)[0][0]
               for name in tables)
