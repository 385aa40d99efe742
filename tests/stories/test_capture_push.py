"""The inbox: every row answered, nothing lost, nothing doubled, copies of devices named."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from counting_world import World

from pandian.capture import operations as capture
from pandian.capture import queries
from pandian.capture.rules import push_from
from pandian.capture.words import InstallRestored, ObservationDraft, Push, PushRefused, Sample
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden


@pytest.fixture
def world(db):
    return World(places=3)


@pytest.fixture
def anna(world):
    return world.person("anna")


def row(world, seq, **changes):
    given = {"id": uuid7(), "mode": "set", "place": "A-01", "quantity": seq, "item": "PLAIN",
             "observed_at": world.at(60) + timedelta(seconds=seq), "seq": seq}
    return ObservationDraft(**{**given, **changes})


def results(answer):
    return [verdict.result for verdict in answer.verdicts]


def stored(world):
    return {(o.seq, o.base) for o in queries.observations(scope=SYSTEM)}


def test_a_replayed_push_is_answered_exists_and_stored_once(world, anna):
    install, rows = uuid4(), [row(world, seq) for seq in range(1, 6)]
    assert results(world.push(anna, rows, install, last_seq=5)) == ["created"] * 5
    for _ in range(3):
        answer = world.push(anna, rows, install, last_seq=5)
        assert results(answer) == ["exists"] * 5
        assert (answer.acked_seq, answer.gaps) == (5, ())
    assert len(stored(world)) == 5


@pytest.mark.parametrize("turn", range(4))
def test_any_order_of_pushes_ends_in_the_same_inbox(world, anna, turn):
    install, rows = uuid4(), [row(world, seq) for seq in range(1, 21)]
    parts = [rows[start:start + 4] for start in range(0, 20, 4)] * 2
    dice = random.Random(turn)
    dice.shuffle(parts)
    for part in parts:
        dice.shuffle(part)
        world.push(anna, part, install, last_seq=max(r.seq for r in part))
    assert stored(world) == {(seq, seq) for seq in range(1, 21)}
    device = queries.installs(scope=SYSTEM)[0]
    assert (device.acked_seq, device.last_seq, device.state) == (20, 20, "active")


def test_gaps_are_named_until_they_are_filled(world, anna):
    install, rows = uuid4(), [row(world, seq) for seq in range(1, 11)]
    answer = world.push(anna, [rows[0], rows[3], rows[6]], install, last_seq=10)
    assert (answer.acked_seq, answer.gaps) == (1, ((2, 3), (5, 6), (8, 10)))
    answer = world.push(anna, rows[1:3], install, last_seq=10)
    assert (answer.acked_seq, answer.gaps) == (4, ((5, 6), (8, 10)))
    answer = world.push(anna, rows, install, last_seq=10)
    assert (answer.acked_seq, answer.gaps) == (10, ())


def test_the_same_id_with_another_body_is_told_and_kept_aside(world, anna):
    install, first = uuid4(), row(world, 1)
    world.push(anna, [first], install, last_seq=1)
    other = first._replace(quantity=99, lot="L")
    assert results(world.push(anna, [other], install, last_seq=1)) == [
        "exists_with_different_lot"]
    assert stored(world) == {(1, 1)}


def test_a_copied_device_is_found_by_its_seq_and_its_rows_go_to_the_tray(world, anna):
    install = uuid4()
    world.push(anna, [row(world, 1)], install, last_seq=1)
    answer = world.push(anna, [row(world, 1), row(world, 2)], install, last_seq=2)
    assert results(answer) == ["refused_seq_reused", "created"]
    assert (answer.device, answer.verdicts[1].tray) == ("forked", "not_yours")
    assert [r.tray for r in queries.tray(scope=SYSTEM)] == ["not_yours"]


def test_a_restored_device_is_refused_and_its_rows_are_kept_aside(world, anna):
    install, rows = uuid4(), [row(world, seq) for seq in range(1, 6)]
    world.push(anna, rows, install, last_seq=5)
    with pytest.raises(InstallRestored) as refused:
        world.push(anna, [row(world, 3)], install, last_seq=3)
    assert refused.value.status == 409
    assert len(stored(world)) == 5
    late_copy = world.push(anna, rows[:2], install, last_seq=2)
    assert results(late_copy) == ["exists", "exists"]


def test_bad_rows_are_refused_one_by_one_and_the_good_are_stored(world, anna):
    good = row(world, 1)
    bad = [row(world, 2, quantity=-1), row(world, 3, note="x" * 5_000), row(world, 4, place=""),
           row(world, 5, serial="S", item="SERIAL", quantity=7)]
    answer = world.push(anna, [good, *bad], uuid4(), last_seq=5)
    assert results(answer) == ["created", "refused_quantity_range", "refused_text_too_long",
                               "refused_schema", "refused_quantity_range"]
    assert all(verdict.faults for verdict in answer.verdicts[1:])
    assert (answer.acked_seq, answer.gaps) == (5, ())


def test_elements_that_are_no_observations_are_answered_by_name(world, anna):
    body = {"install": str(uuid4()), "sent_at": datetime.now(UTC).isoformat(), "last_seq": 3,
            "observations": [
                {"id": str(uuid4()), "seq": 1, "place": "A-01", "item": "PLAIN", "mode": "set",
                 "quantity": 2, "observed_at": datetime.now(UTC).isoformat()},
                {"id": "nonsense", "seq": 2, "quantity": "two", "text": "\x00"}, 17]}
    answer = capture.accept(scope=anna, push=push_from(body), sites_of_tasks={})
    assert results(answer) == ["created", "refused_schema", "refused_schema"]
    assert (answer.acked_seq, answer.gaps) == (2, ((3, 3),))


def test_a_push_without_a_site_goes_where_its_place_is_unique(world, anna):
    World("SH2", places=5)
    both = anna._replace(sites=frozenset({"SH1", "SH2"}))
    answer = world.push(both, [row(world, 1, place="A-05"), row(world, 2)], uuid4(), last_seq=2)
    assert results(answer) == ["created", "refused_site"]
    assert {o.site for o in queries.observations(scope=SYSTEM)} == {"SH2"}


def test_a_clock_ten_years_off_is_mended_shown_and_audited(world, anna):
    skew = timedelta(days=3653)
    install = uuid4()
    push = Push(install, datetime.now(UTC) + skew, 1,
                (row(world, 1, observed_at=world.at(30) + skew),))
    answer = capture.accept(scope=anna, push=push, sites_of_tasks={})
    assert abs(answer.offset_ms + skew / timedelta(milliseconds=1)) < 60_000
    seen = queries.observations(scope=SYSTEM)[0]
    assert abs(seen.observed_at - world.at(30)) < timedelta(seconds=60)
    assert seen.uncertainty_ms == 2_000
    told = facts_about(scope=SYSTEM, sites=None, subject=f"install:{install}")
    kinds = [fact.kind for fact in told]
    assert "capture.clock_wrong" in kinds


def test_clock_samples_make_an_instant_sharper(world, anna):
    life = uuid4()
    push = Push(uuid4(), datetime.now(UTC), 1,
                (row(world, 1, origin=life, mono_ms=1_000),),
                samples=(Sample(life, 0, 0, 30), Sample(life, 10_000, 0, 30)))
    capture.accept(scope=anna, push=push, sites_of_tasks={})
    assert queries.observations(scope=SYSTEM)[0].uncertainty_ms == 31


def test_packs_count_in_the_smallest_unit_and_the_entered_number_is_kept(world, anna):
    answer = world.push(anna, [row(world, 1, quantity=3, unit="盒"),
                               row(world, 2, quantity=3, unit="箱"),
                               row(world, 3, quantity=3, unit="盒", factor=12)], uuid4())
    assert [v.resolved.base if v.resolved else None for v in answer.verdicts] == [30, None, 36]
    assert [v.tray for v in answer.verdicts] == ["", "unresolved", ""]
    assert [r.reason for r in queries.tray(scope=SYSTEM)] == ["unit_unknown"]


def test_an_unknown_mode_waits_instead_of_being_lost(world, anna):
    answer = world.push(anna, [row(world, 1, mode="weigh")], uuid4(), last_seq=1)
    assert [(v.result, v.tray) for v in answer.verdicts] == [("created", "unresolved")]


def test_too_many_rows_and_a_missing_right_are_refused_as_a_whole(world, anna):
    with pytest.raises(PushRefused):
        world.push(anna, [row(world, 1)] * 10_001, uuid4())
    with pytest.raises(Forbidden):
        world.push(world.person("eve", "counting.read"), [row(world, 1)], uuid4())


def test_the_application_role_can_push_and_settle_but_not_rewrite(world, anna, as_application):
    from django.db import ProgrammingError, connection, transaction

    plan = world.plan("A-01")
    world.push(anna, [row(world, 1, task=world.task(plan))], uuid4(), last_seq=1)
    world.settle(plan)
    assert world.line(plan).verdict == "approval"
    for statement in ("UPDATE capture_observation SET quantity = 9",
                      "DELETE FROM capture_observation"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_nobody_sees_the_rows_of_other_people_without_the_right_to_read(world, anna):
    world.push(anna, [row(world, 1, code="ODD", item=None)], uuid4(), last_seq=1)
    ben = world.person("ben")
    assert queries.observations(scope=ben) == []
    assert queries.tray(scope=ben) == []
    assert len(queries.tray(scope=anna)) == 1
