"""What a push must be, and when each row was really seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandian.capture.clock.rules import clocked, interpolated
from pandian.capture.rules import (
    acknowledged,
    body_hash,
    check,
    difference,
    observation_from,
    push_from,
)
from pandian.capture.words import (
    FAULTS,
    MODES,
    Malformed,
    ObservationDraft,
    PushRefused,
    Sample,
)
from pandian.kernel.rules import QUANTITY_MAX
from pandian.kernel.words import FAULTS as COMMON

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LIFE = UUID(int=7)


def seen(**changes: object) -> ObservationDraft:
    given = {"id": uuid4(), "mode": "set", "place": "A-01", "quantity": 3, "item": "X",
             "observed_at": NOW - timedelta(minutes=5), "seq": 1}
    return ObservationDraft(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(("changes", "result", "code"), [
    ({}, "", None),
    ({"quantity": 0}, "", None),
    ({"mode": "add", "quantity": None}, "", None),
    ({"mode": "empty", "item": None, "quantity": None}, "", None),
    ({"seq": None}, "refused_schema", "seq_needed"),
    ({"seq": 0}, "refused_schema", "seq_needed"),
    ({"seq": 2**70}, "refused_schema", "seq_needed"),
    ({"quantity": None}, "refused_schema", "quantity_missing"),
    ({"place": " "}, "refused_schema", "place_missing"),
    ({"item": None}, "refused_schema", "nothing_named"),
    ({"mode": "undo"}, "refused_schema", "undoes_missing"),
    ({"lot": "a\0b"}, "refused_schema", "bad_character"),
    ({"quantity": -1}, "refused_quantity_range", "quantity_range"),
    ({"quantity": QUANTITY_MAX, "factor": 2}, "refused_quantity_range", "quantity_range"),
    ({"factor": 0}, "refused_quantity_range", "out_of_range"),
    ({"mode": "add", "quantity": None, "factor": 2**80}, "refused_quantity_range", "out_of_range"),
    ({"serial": "S1", "quantity": 2}, "refused_quantity_range", "serial_quantity"),
    ({"note": "x" * 4_001}, "refused_text_too_long", "too_long"),
    ({"code": "x" * 4_097}, "refused_text_too_long", "too_long"),
])
def test_a_row_is_sound_or_refused_by_name(changes, result, code):
    answer, faults = check(seen(**changes), numbered=True)
    assert answer == result
    assert [fault.code for fault in faults][:1] == ([code] if code else [])


def test_all_faults_of_a_row_are_named_at_once():
    _, faults = check(seen(seq=None, place="", quantity=-1, note="x" * 5_000), numbered=True)
    assert {fault.code for fault in faults} == {
        "seq_needed", "place_missing", "quantity_range", "too_long"}
    assert all(fault.code in FAULTS or fault.code in COMMON for fault in faults)


def test_a_row_stamped_by_the_server_needs_no_seq():
    assert check(seen(seq=None, observed_at=None), numbered=False) == ("", ())


def test_the_offset_of_the_push_mends_a_clock_that_is_ten_years_wrong():
    for years in (-3650, 3650):
        skew = timedelta(days=years)
        true = NOW - timedelta(minutes=5)
        draft = seen(observed_at=true + skew)
        offset = int(-skew / timedelta(milliseconds=1))
        answer = clocked([draft], samples=[], offset_ms=offset, received_at=NOW)[0]
        assert (answer.at, answer.uncertainty_ms, answer.evidence) == (true, 2_000, "offset")


def test_nothing_is_seen_after_it_was_received():
    ahead = clocked([seen(observed_at=NOW + timedelta(hours=1))], samples=[], offset_ms=0,
                    received_at=NOW)[0]
    assert ahead.at == NOW


def test_a_row_without_an_instant_is_stamped_exactly_by_the_server():
    answer = clocked([seen(observed_at=None)], samples=[], offset_ms=99, received_at=NOW)[0]
    assert (answer.at, answer.uncertainty_ms) == (NOW, 0)


def test_an_instant_outside_the_calendar_has_no_evidence():
    wild = seen(observed_at=datetime(1, 1, 2, tzinfo=UTC))
    answer = clocked([wild], samples=[], offset_ms=-10**12, received_at=NOW)[0]
    assert answer.evidence == "none"


def test_between_two_samples_the_offset_is_interpolated():
    samples = [Sample(LIFE, 0, 1_000, 40), Sample(LIFE, 100_000, 2_000, 60)]
    assert interpolated(samples, 50_000) == (1_500, 60 + 5)
    assert interpolated(samples, 0) == (1_000, 40)
    assert interpolated(samples[:1], 100_000) == (1_000, 40 + 10)


def test_a_row_of_a_sampled_page_life_knows_its_instant_better():
    draft = seen(origin=LIFE, mono_ms=50_000, observed_at=NOW - timedelta(hours=2))
    samples = [Sample(LIFE, 0, 3_600_000, 20), Sample(LIFE, 100_000, 3_600_000, 20)]
    answer = clocked([draft], samples=samples, offset_ms=0, received_at=NOW)[0]
    assert (answer.at, answer.uncertainty_ms, answer.evidence) == (
        NOW - timedelta(hours=1), 25, "samples")


def test_a_clock_stepped_inside_a_page_life_gives_way_to_the_monotonic_one():
    first = seen(origin=LIFE, mono_ms=0, observed_at=NOW + timedelta(days=1))
    last = seen(origin=LIFE, mono_ms=60_000, observed_at=NOW - timedelta(minutes=1))
    answer = clocked([first, last], samples=[], offset_ms=0, received_at=NOW)
    assert [a.at for a in answer] == [NOW - timedelta(minutes=2), NOW - timedelta(minutes=1)]
    assert [a.evidence for a in answer] == ["clock_stepped", "offset"]


@given(st.sets(st.integers(1, 60)), st.integers(0, 70))
def test_acknowledged_and_gaps_cover_all_numbers_once(seqs, last_seq):
    acked, gaps = acknowledged(sorted(seqs), last_seq=last_seq)
    missing = {n for first, last in gaps for n in range(first, last + 1)}
    highest = max([*seqs, last_seq], default=0)
    assert missing | seqs == set(range(1, highest + 1))
    assert not missing & seqs
    assert all(n in seqs for n in range(1, acked + 1))
    assert acked + 1 not in seqs


def test_a_replay_has_the_same_hash_and_another_content_names_its_field():
    draft = seen()
    again = draft._replace(note="seen later", extra={"x": 1})
    assert body_hash(draft) == body_hash(again)
    assert difference(draft, again) is None
    other = draft._replace(quantity=4, lot="L")
    assert body_hash(draft) != body_hash(other)
    assert difference(draft, other) == "lot"


def body(**changes):
    return {"install": str(uuid4()), "sent_at": "2026-11-22T10:02:13+08:00", "last_seq": 1,
            "observations": [{"id": str(uuid4()), "seq": 1, "place": "A", "item": "X",
                              "mode": "set", "quantity": 1, "future_field": [1],
                              "observed_at": "2026-11-22T10:02:11.412+08:00"}], **changes}


def test_a_push_is_read_and_unknown_fields_are_kept():
    push = push_from(body())
    assert push.observations[0].extra == {"future_field": [1]}
    assert push.sent_at == datetime(2026, 11, 22, 2, 2, 13, tzinfo=UTC)


def test_a_push_that_cannot_be_read_names_every_fault():
    with pytest.raises(PushRefused) as refused:
        push_from(body(install="x", sent_at="yesterday", last_seq=True, observations={}))
    assert {fault.pointer for fault in refused.value.faults} == {
        "/install", "/sent_at", "/last_seq", "/observations"}


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(
                        [*ObservationDraft._fields, "other"]), inner, max_size=6), max_leaves=20))
def test_no_element_makes_the_reader_fail(element):
    answer = observation_from(element, "/observations/0")
    assert isinstance(answer, Malformed | ObservationDraft)
    if isinstance(answer, Malformed):
        assert answer.faults
        assert answer.result == "refused_schema"
    else:
        check(answer, numbered=True)


def test_modes_are_labelled_in_both_languages():
    assert all(label.zh and label.en for label in MODES.values())
