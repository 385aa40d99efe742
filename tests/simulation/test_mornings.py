"""Mornings that nobody runs: they plan, walk, settle and decide, and the book grows truer."""

from __future__ import annotations

import ast
import inspect
from collections import Counter, defaultdict

import pytest

from pandian.counting.dispatch.words import PACKET_MINUTES_MAX
from pandian.counting.words import CloseRefused
from pandian.governance.words import SYSTEM
from pandian.interfaces.jobs import tasks as jobs
from pandian.ledger.queries import size as ledger_size
from pandian.simulation.demo.operations import SHIFT_PERCENT
from pandian.simulation.mornings.clockwork import operations as clockwork
from pandian.simulation.mornings.clockwork.words import CALLED, LEFT
from pandian.simulation.mornings.deciding import operations as deciding
from pandian.simulation.mornings.operations import run_mornings
from pandian.simulation.mornings.rules import apart, seen_by, together
from pandian.simulation.mornings.walking.words import Walked
from pandian.simulation.mornings.words import COUNTERS_PER_SITE
from pandian.simulation.rules import dice
from pandian.simulation.words import Key
from pandian.simulation.world.rules import items

ROUNDED = 1
"""Minutes by which a share may look larger than it is."""


@pytest.mark.django_db
def test_mornings_plan_count_and_decide_and_the_book_grows_truer(
    seed: int, monkeypatch
):
    refused = []

    def closing(real=deciding.close_plan, **wanted):
        try:
            return real(**wanted)
        except CloseRefused as error:
            refused.extend(error.faults)
            raise

    monkeypatch.setattr(deciding, "close_plan", closing)
    run = run_mornings(scope=SYSTEM, seed=seed, days=2, size="tiny")
    shown = "\n".join(run.rows("en"))
    first, last = run.mornings[0], run.mornings[-1]
    assert run.invariants_broken == 0, shown
    assert first.walked.tasks > 0, shown
    assert first.walked.lines > 0, shown
    assert first.wrong_before > 0, shown
    assert last.wrong_after < first.wrong_before, shown
    # nobody guesses what is in doubt: only such a line leaves its count open for the next day
    assert {(fault.code, fault.params[1].en) for fault in refused} <= {
        ("line_not_final", "doubtful")}, shown
    assert sum(row.walked.left_open for row in run.mornings) <= len(refused), shown
    assert last.random_exact <= last.random_lines, shown
    assert 0 <= last.accuracy_low <= last.accuracy_high <= 1, shown
    assert len(run.rows("zh-hans")) == len(run.rows("en")) == len(run.mornings) + 7
    did = [row.walked for row in run.mornings]
    assert sum(row.by_rule + row.by_people for row in did) > 0, shown
    assert sum(row.small + row.approved for row in did) > 0, shown
    assert sum(sum(row.causes.values()) for row in did) >= sum(row.certain for row in did), shown
    assert sum(row.lines - row.exact for row in did) >= sum(row.approved for row in did), shown
    balanced(run.mornings, shown)
    assert ledger_size(scope=SYSTEM).moves == 0, "a simulation must leave no trace"


def balanced(mornings, shown: str) -> None:
    """Nobody has more than his shift allows; at a site all have about the same."""
    whole_day = 24 * 60 * (SHIFT_PERCENT // COUNTERS_PER_SITE + 1) // 100
    for row in mornings:
        by_site: dict[str, list[int]] = defaultdict(list)
        for person, minutes in row.walked.shares.items():
            if not person:
                continue  # more than is left of the shifts: free for whoever comes
            assert minutes <= whole_day + ROUNDED, shown
            by_site[person.rsplit("-", 2)[0]].append(minutes)
        assert len(by_site) > 1, shown
        for minutes in by_site.values():
            least = min(minutes) if len(minutes) == COUNTERS_PER_SITE else 0
            assert max(minutes) - least <= 2 * PACKET_MINUTES_MAX + ROUNDED, shown


def test_mornings_do_what_the_jobs_of_the_worker_do():
    """Every operation of counting that a job calls is called by mornings, or named with why not."""
    called = {
        alias.name for node in ast.walk(ast.parse(inspect.getsource(jobs)))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pandian.counting")
        and (node.module or "").endswith("operations") for alias in node.names}
    assert called == set(CALLED) | set(LEFT)
    theirs = {alias.name for node in ast.walk(ast.parse(inspect.getsource(clockwork)))
              if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                  "pandian.counting") for alias in node.names}
    assert set(CALLED) <= theirs
    assert not set(LEFT) & theirs


def test_what_several_counts_brought_adds_up_causes_too():
    one = Walked(tasks=2, lines=5, exact=4, causes=Counter({"loss": 1}))
    two = Walked(tasks=1, lines=3, exact=1, by_rule=2, causes=Counter({"loss": 1, "unit": 1}))
    assert together([one, two]) == Walked(
        tasks=3, lines=8, exact=5, by_rule=2, causes=Counter({"loss": 2, "unit": 1}))
    assert together([]) == Walked()


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
