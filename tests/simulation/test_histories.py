"""T1: random short histories in any order of arrival; the ledger must end at the known truth.

PANDIAN_HISTORIES sets how many (10,000 in `make test`, 100,000 in `make prove`), PANDIAN_SEED
repeats a run.  A driver that cannot fail proves nothing: three mutants must be caught.
"""

from __future__ import annotations

import os
import secrets

import pytest
from django.db import connection

from pandian.governance.words import SYSTEM
from pandian.ledger import operations as ledger
from pandian.simulation.histories import operations as driver
from pandian.simulation.histories.counted.operations import run_counted
from pandian.simulation.histories.operations import HistoriesFailed, demand, run
from pandian.simulation.histories.words import Report
from tests.schema import own_database

HISTORIES = int(os.environ.get("PANDIAN_HISTORIES", "10000"))
SEED = int(os.environ.get("PANDIAN_SEED") or secrets.randbelow(1_000_000) + 1)
PROVED = int(os.environ.get("PANDIAN_HISTORIES", "100000"))
PROVE_MINUTES = float(os.environ.get("PANDIAN_PROVE_MINUTES", "30"))
MUTANT_HISTORIES = 40
COUNTED_HISTORIES = 40


@pytest.fixture
def fresh(django_db_modify_db_settings, django_db_blocker):
    """A fresh database of its own, so that much can be committed and then dropped."""
    name = f"{connection.settings_dict['TEST']['NAME']}_histories_{os.getpid()}"
    with django_db_blocker.unblock(), own_database(name):
        yield


def shown(report: Report) -> str:
    return (f"\n  {report.histories} histories, seed {report.seed}: {report.facts} facts, "
            f"{report.deliveries} deliveries ({report.duplicates} duplicates, "
            f"{report.counts} counts), {report.healed} healed, {report.shortages} short, "
            f"{report.doubts} doubts, {report.instants} books compared, "
            f"{len(report.failures)} failures, {report.seconds:.1f} s")


def test_every_history_ends_at_its_truth_in_any_order(fresh, capsys):
    # the few that are told twice come first: each run verifies all that its sites hold
    once = run(scope=SYSTEM, seed=SEED + 1, histories=40)
    again = run(scope=SYSTEM, seed=SEED + 1, histories=40)
    assert once.state == again.state, "the same facts once more changed the state"
    assert {failure.check for failure in again.failures} == {"verdict"}
    report = run(scope=SYSTEM, seed=SEED, histories=HISTORIES)
    with capsys.disabled():
        print(shown(report))
    demand(report)
    assert report.healed > report.histories // 10
    assert report.duplicates > report.histories // 2
    assert report.shortages > report.histories // 10


@pytest.mark.prove
def test_a_hundred_thousand_histories_end_at_their_truth(fresh):
    report = run(scope=SYSTEM, seed=SEED, histories=PROVED, seconds_max=PROVE_MINUTES * 60)
    print(shown(report))
    demand(report)


@pytest.mark.django_db
def test_histories_end_at_their_truth_through_phones_and_a_plan(capsys):
    report = run_counted(scope=SYSTEM, seed=SEED, histories=COUNTED_HISTORIES, settled_every=15)
    with capsys.disabled():
        print(shown(report))
    demand(report)
    assert report.healed
    assert report.counts > COUNTED_HISTORIES


@pytest.mark.django_db
def test_a_ledger_that_does_not_heal_is_caught():
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE OR REPLACE FUNCTION ledger_meet(
                p_site integer, p_posting uuid[], p_holding bigint[], p_effective timestamptz[],
                p_since timestamptz[], p_until timestamptz[], p_exact boolean[]
            ) RETURNS TABLE (n bigint, assertion bigint, at timestamptz, doubt boolean)
            LANGUAGE plpgsql AS $$ BEGIN RETURN; END $$""")
    report = run(scope=SYSTEM, seed=3, histories=MUTANT_HISTORIES)
    assert {"I5 at T1-LATE", "I5 at T1-SHUFFLED"} <= {f.check for f in report.failures}
    with pytest.raises(HistoriesFailed, match="run seed 3"):
        demand(report)


@pytest.mark.django_db
def test_a_ledger_that_books_paper_when_it_arrives_is_caught(monkeypatch):
    def arrival(scope, row, ids, zone, real=ledger._draft):
        draft = real(scope, row, ids, zone)
        now = ledger.datetime.now(ledger.UTC)
        count = len(draft.sources)
        return draft._replace(effective=[now] * count, since=[now] * count, until=[now] * count)

    monkeypatch.setattr(ledger, "_draft", arrival)
    report = run(scope=SYSTEM, seed=4, histories=MUTANT_HISTORIES)
    assert any(failure.check.startswith("book") for failure in report.failures)


@pytest.mark.django_db
def test_a_count_that_sets_the_stock_of_the_moment_is_caught(monkeypatch):
    def setting(*, scope, site, id, cause, statements):
        now = ledger.datetime.now(ledger.UTC)
        return ledger.assert_counts(
            scope=scope, site=site, id=id, cause=cause,
            statements=[statement._replace(at=now) for statement in statements])

    monkeypatch.setattr(driver, "assert_counts", setting)
    report = run(scope=SYSTEM, seed=5, histories=MUTANT_HISTORIES)
    checks = {failure.check for failure in report.failures}
    assert "order" in checks
    assert any(check.startswith(("book", "truth")) for check in checks)
