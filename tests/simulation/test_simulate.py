"""The proof by counting: what the book says becomes what is there; and the demo, built once."""

from __future__ import annotations

import pytest

from pandian.governance.words import SYSTEM
from pandian.ledger.queries import size as ledger_size
from pandian.simulation.operations import SizeUnknown, build_demo, simulate
from pandian.simulation.queries import demo


@pytest.mark.django_db
def test_counting_everything_brings_the_book_to_the_truth(seed: int):
    report = simulate(scope=SYSTEM, seed=seed, size="tiny")
    assert report.predicted_wrong == 0, report
    assert report.before_wrong > 0
    assert report.after_wrong == 0, report
    assert report.invariants_broken == 0
    assert report.ok
    assert sum(row.planted for row in report.causes) > 10
    for language in ("zh-hans", "en"):
        assert len(report.lines(language)) > 10
    assert ledger_size(scope=SYSTEM).moves == 0, "a simulation must leave no trace"


@pytest.mark.django_db
def test_the_demo_is_built_once_and_has_an_open_count():
    told: list[object] = []
    first = build_demo(scope=SYSTEM, seed=5, size="tiny",
                       progress=lambda *step: told.append(step))
    assert first.built
    assert demo(scope=SYSTEM) is not None
    moves = ledger_size(scope=SYSTEM).moves
    again = build_demo(scope=SYSTEM, seed=6, size="tiny")
    assert not again.built
    assert again.plan == first.plan
    assert ledger_size(scope=SYSTEM).moves == moves
    assert len(told) > 4


@pytest.mark.django_db
def test_an_unknown_size_is_refused_by_name():
    with pytest.raises(SizeUnknown, match="not_a_choice"):
        simulate(scope=SYSTEM, seed=1, size="galaxy")
