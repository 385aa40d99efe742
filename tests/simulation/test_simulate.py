"""The proof by counting: what the book says becomes what is there; and the demo, built once."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from pandian.catalog.operations import put_sites
from pandian.counting.operations import settle
from pandian.counting.queries import lines, plans
from pandian.counting.queries import plan as plan_row
from pandian.counting.risk.queries import accuracy
from pandian.governance.policies.queries import active
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.operations import record
from pandian.ledger.queries import size as ledger_size
from pandian.lifecycle.queries import documents
from pandian.simulation import operations
from pandian.simulation.operations import (
    NotTheDemo,
    OwnerNeeded,
    SizeUnknown,
    build_demo,
    clear_demo,
    simulate,
)
from pandian.simulation.queries import BEGUN, READY, SUBJECT, begun, demo, demo_shelf
from pandian.simulation.words import SIZES, Key


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


def _once_more(real):
    """Work once, then die, as a machine that is switched off near the end."""
    calls = []

    def dying(*, scope):
        calls.append(scope)
        if len(calls) > 1:
            raise RuntimeError("switched off")
        return real(scope=scope)

    return dying


def heal_the_missing_pick(plan):
    """The guided story: a paper in a pocket makes a difference, its delivery takes it away."""
    settle(scope=SYSTEM, plan=plan)
    before = {line.id: line.variance for line in lines(scope=SYSTEM, plan=plan).rows}
    assert any(before.values())
    assert len([line for line in before.values() if line]) < len(before)
    assert operations.deliver_late_paper(scope=SYSTEM).result == "created"
    assert operations.deliver_late_paper(scope=SYSTEM).result == "exists"
    settle(scope=SYSTEM, plan=plan)
    after = {line.id: line.variance for line in lines(scope=SYSTEM, plan=plan).rows}
    healed = [line for line in before if before[line] < 0 and after[line] == 0]
    assert len(healed) == 1


def the_mornings_before_today_ran_themselves():
    """Two days of counts at two sites, closed, with an accuracy that has an interval."""
    for site in ("BR1", "HS1"):
        days = accuracy(scope=SYSTEM, site=site).days
        assert len(days) >= 2, site
        assert all(0 <= day.exact.low <= day.exact.high <= 1 for day in days)
        daily = [row for row in plans(scope=SYSTEM, site=site) if "Daily count" in row.name]
        assert len(daily) >= 2, site
        assert {row.state for row in daily} == {"closed"}, site
        assert active(scope=SYSTEM, kind="count.repair", site=site, at=datetime.now(UTC))
    assert not active(scope=SYSTEM, kind="count.repair", site="DC1", at=datetime.now(UTC))


@pytest.mark.django_db
def test_the_demo_is_built_once_goes_on_where_it_stopped_and_can_be_cleared(monkeypatch):
    told: list[object] = []
    with monkeypatch.context() as broken:
        broken.setattr(operations, "seal_all", _once_more(operations.seal_all))
        with pytest.raises(RuntimeError, match="switched off"):
            build_demo(scope=SYSTEM, seed=5, size="tiny")
    assert demo(scope=SYSTEM) is None
    first = build_demo(scope=SYSTEM, seed=5, size="tiny",
                       progress=lambda *step: told.append(step))
    assert first.built
    assert demo(scope=SYSTEM) is not None
    moves = ledger_size(scope=SYSTEM).moves
    again = build_demo(scope=SYSTEM, seed=6, size="tiny")
    assert not again.built
    assert again.plan == first.plan
    assert ledger_size(scope=SYSTEM).moves == moves
    known = begun(scope=SYSTEM)
    assert known is not None
    assert len({key.place for key, _ in known.shelf}) == plan_row(
        scope=SYSTEM, id=UUID(first.plan)).places
    assert len(told) > 4
    the_mornings_before_today_ran_themselves()
    heal_the_missing_pick(UUID(first.plan))
    assert documents(scope=SYSTEM).rows
    clear_demo(scope=SYSTEM)
    assert ledger_size(scope=SYSTEM).moves == 0
    assert not documents(scope=SYSTEM).rows
    assert demo(scope=SYSTEM) is None
    with pytest.raises(NotTheDemo):
        clear_demo(scope=SYSTEM)
    assert build_demo(scope=SYSTEM, seed=6, size="tiny").built


@pytest.mark.django_db
def test_the_application_may_not_clear_and_nobody_beside_a_real_site(as_application):
    build_demo(scope=SYSTEM, seed=5, size="tiny")
    with pytest.raises(OwnerNeeded):
        clear_demo(scope=SYSTEM)
    put_sites(scope=SYSTEM, sites=[SiteDraft("REAL", "真实站点", "Asia/Shanghai")])
    with pytest.raises(NotTheDemo, match="REAL"):
        clear_demo(scope=SYSTEM)
    assert ledger_size(scope=SYSTEM).moves > 0


@pytest.mark.django_db
def test_a_demo_that_an_older_version_began_is_still_known():
    record(scope=SYSTEM, site=0, kind=BEGUN, subject=SUBJECT, data={"seed": 3, "size": "tiny"})
    old = begun(scope=SYSTEM)
    assert old is not None
    assert (old.seed, old.months, old.ready) == (3, SIZES["tiny"].months, False)
    record(scope=SYSTEM, site=0, kind=READY, subject=SUBJECT, data={"plan": "p"})
    known = demo(scope=SYSTEM)
    assert known is not None
    assert known.plan == "p"
    put_sites(scope=SYSTEM, sites=[SiteDraft("DC", "配送中心", "Asia/Shanghai")])
    assert demo_shelf(scope=SYSTEM, site="DC", place="A-01") == []


@pytest.mark.django_db
def test_what_lies_on_a_shelf_of_the_demo_is_the_truth_and_not_the_book():
    row = ["DC", "A-01", "GAUZE", "L1", "", "accepted", 7]
    record(scope=SYSTEM, site=0, kind=BEGUN, subject=SUBJECT, data={"seed": 3, "size": "tiny"})
    assert demo_shelf(scope=SYSTEM, site="DC", place="A-01") == []
    record(scope=SYSTEM, site=0, kind=READY, subject=SUBJECT, data={"shelf": [row]})
    assert demo_shelf(scope=SYSTEM, site="DC", place="A-01") == [(Key(*row[:-1]), 7)]
    assert demo_shelf(scope=SYSTEM, site="DC", place="A-02") == []


@pytest.mark.django_db
def test_an_unknown_size_is_refused_by_name():
    with pytest.raises(SizeUnknown, match="not_a_choice"):
        simulate(scope=SYSTEM, seed=1, size="galaxy")
