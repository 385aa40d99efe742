"""Mornings that nobody runs: they plan, walk, settle and decide, and the book grows truer."""

from __future__ import annotations

import pytest

from pandian.governance.words import SYSTEM
from pandian.ledger.queries import size as ledger_size
from pandian.simulation.mornings.operations import run_mornings
from pandian.simulation.mornings.rules import apart, seen_by
from pandian.simulation.rules import dice
from pandian.simulation.words import Key
from pandian.simulation.world.rules import items


@pytest.mark.django_db
def test_mornings_plan_count_and_decide_and_the_book_grows_truer(seed: int, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    run = run_mornings(scope=SYSTEM, seed=seed, days=2, size="tiny")
    shown = "\n".join(run.rows("en"))
    first, last = run.mornings[0], run.mornings[-1]
    assert run.invariants_broken == 0, shown
    assert first.tasks > 0, shown
    assert first.lines > 0, shown
    assert first.wrong_before > 0, shown
    assert last.wrong_after < first.wrong_before, shown
    assert all(row.left_open == 0 for row in run.mornings), shown
    assert last.random_exact <= last.random_lines, shown
    assert 0 <= last.accuracy_low <= last.accuracy_high <= 1, shown
    assert len(run.rows("zh-hans")) == len(run.rows("en")) == len(run.mornings) + 5
    assert ledger_size(scope=SYSTEM).moves == 0, "a simulation must leave no trace"


def test_a_counter_sees_what_stands_at_his_places_and_slips_now_and_then():
    item = next(iter(items(1)))
    truth = {Key("S", f"A-{n:03}", item.code, "L", "", "accepted"): n for n in range(2_000)}
    seen = seen_by(truth, site="S", places=[f"A-{n:03}" for n in range(2_000)],
                   items={item.code: item}, dice=dice("slip", 1))
    assert len(seen) == 1_999, "nothing stands where the truth is none"
    wrong = sum(seen[key] != truth[key] for key in seen)
    assert 5 <= wrong <= 45
    assert not {key for key in seen if seen[key] < 0}
    assert seen_by(truth, site="T", places=["A-001"], items={item.code: item},
                   dice=dice("slip", 1)) == {}
    assert apart(truth, seen) == wrong
