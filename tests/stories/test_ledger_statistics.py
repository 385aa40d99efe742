"""No plan goes wrong because the statistics say that a table is empty.   统计信息误导

After rolled back rows and an ANALYZE the planner believes in big tables without a row: nested
loops over "one row" then take the square of the holdings.  Nobody is timed here: a statement
that takes the square runs into its limit, a sound one needs a hundredth of it.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress

import pytest
from counting_world import World
from django.db import connection, transaction
from test_counting_size import stocked

from pandian.governance.words import SYSTEM
from pandian.ledger.queries import stock

LOTS = 20_000
STATEMENT_MS_MAX = 40_000


class _Undo(Exception):
    """Ends a transaction without keeping it."""


@contextmanager
def undone():
    """Work in a transaction that is rolled back."""
    with suppress(_Undo), transaction.atomic():
        yield
        raise _Undo


def poison(cursor) -> None:
    """Let the statistics say that holdings, balances and moves take room but have no row."""
    with undone():
        cursor.execute("""
            INSERT INTO ledger_holding (site, place, item, lot, serial, status, owner, physical)
            SELECT 1, n % 40, 1, n, 0, 'accepted', 0, true FROM generate_series(1, 20000) AS n""")
        cursor.execute("""
            INSERT INTO ledger_balance (site, holding) SELECT site, id FROM ledger_holding""")
    cursor.execute("ANALYZE ledger_holding, ledger_balance")
    cursor.execute("""SELECT count(*) FROM pg_class
                       WHERE relname IN ('ledger_holding', 'ledger_balance')
                         AND reltuples = 0 AND relpages > 100""")
    assert cursor.fetchone() == (2,), "the statistics are as wrong as they can be"


@pytest.mark.django_db(transaction=True)
def test_stock_of_many_lots_is_read_whatever_the_statistics_say():
    with connection.cursor() as cursor:
        poison(cursor)
        with undone():
            cursor.execute(f"SET LOCAL statement_timeout = {STATEMENT_MS_MAX}")
            world = World(places=40)
            stocked(world, LOTS)
            assert world.on_hand("LOTS", group_by=()) == LOTS * 10
            assert world.on_hand("LOTS", world.places[0]) == LOTS // 40 * 10
            assert sum(row.quantity for row in stock(
                scope=SYSTEM, site=world.site, group_by=("place",)).rows
                if row.place[0] != "@") == LOTS * 10
            assert stock(scope=SYSTEM, site=world.site, item="LOTS", as_of=world.at(300),
                         group_by=()).rows[0].quantity == LOTS * 10
        cursor.execute("ANALYZE ledger_holding, ledger_balance")
