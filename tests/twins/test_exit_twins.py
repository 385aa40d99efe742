"""What may leave: the rule in Python and the functions in the database say the same."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from django.db import connection

from pandian.catalog.words import PLACE_KINDS, STATUSES
from pandian.ledger.exits.rules import judgements, locks, may_leave
from pandian.ledger.exits.words import EXITS
from pandian.ledger.words import KINDS

TODAY = date(2026, 11, 23)
DAYS = (None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1))


def test_a_lot_is_usable_through_the_end_of_its_last_day(db):
    assert [may_leave(day, TODAY) for day in DAYS] == [True, False, True, True]
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_may_leave(d, %s::date) FROM unnest(%s::date[]) "
                       "WITH ORDINALITY AS u (d, n) ORDER BY n", [TODAY, list(DAYS)])
        assert [row[0] for row in cursor.fetchall()] == [True, False, True, True]


def test_every_kind_of_posting_place_status_and_day_is_locked_alike(db):
    cases = list(product(["", *KINDS], PLACE_KINDS, STATUSES, DAYS))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_locks(k, p, s, d, %s::date) FROM unnest(%s::text[], %s::text[],"
            " %s::text[], %s::date[]) WITH ORDINALITY AS u (k, p, s, d, n) ORDER BY n",
            [TODAY, *map(list, zip(*cases, strict=True))])
        found = [row[0] for row in cursor.fetchall()]
    wanted = [locks(kind=kind, target_kind=place, status=status, expires_on=day, today=TODAY)
              for kind, place, status, day in cases]
    assert found == wanted
    assert {place for (_, place, _, _), why in zip(cases, wanted, strict=True) if why} == EXITS


def test_every_judgement_of_kinds_places_and_statuses_is_told_alike(db):
    ends = ["bin", "destroyed", "gain_loss", "opening", "supplier", "customer"]
    cases = list(product(["", *KINDS, "transfer_receipt", "found_again"], ends, ends, STATUSES,
                         STATUSES, (False, True)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_judgements(k, a, b, s, t, h) FROM unnest(%s::text[], %s::text[],"
            " %s::text[], %s::text[], %s::text[], %s::boolean[]) WITH ORDINALITY"
            " AS u (k, a, b, s, t, h, n) ORDER BY n", [*map(list, zip(*cases, strict=True))])
        found = [row[0] for row in cursor.fetchall()]
    assert found == [
        judgements(kind=kind, ends=(source, target), status=status, target_status=to,
                   history=history)
        for kind, source, target, status, to, history in cases]
    assert {code for codes in found for code in codes} == {
        "release_needs_document", "destroyed_needs_document", "loss_needs_document"}
