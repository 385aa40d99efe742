"""When a row was really seen: the five rules of clock evidence, against a true clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandian.capture.clock.rules import clocked, dated
from pandian.capture.clock.words import EVIDENCE, Dated, Record
from pandian.capture.words import ObservationDraft, Sample

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
UNIX = datetime(1970, 1, 1, tzinfo=UTC)
LIFE = UUID(int=7)
MS = timedelta(milliseconds=1)


class Device:
    """A phone whose true time is known: its wall clock is off, its monotonic clock runs."""

    def __init__(self, *, skew_ms: int = 0, born: datetime = NOW - timedelta(hours=4)) -> None:
        self.skew_ms, self.born = skew_ms, born
        self.slept_ms = 0

    def wall(self, true: datetime) -> datetime:
        return true + self.skew_ms * MS

    def mono(self, true: datetime) -> int:
        return (true - self.born) // MS - self.slept_ms

    def row(self, true: datetime, seq: int = 1, life: UUID | None = LIFE) -> ObservationDraft:
        return ObservationDraft(uuid4(), "set", "A", 1, item="X", seq=seq, origin=life,
                                observed_at=self.wall(true), mono_ms=self.mono(true))

    def sample(self, true: datetime, error_ms: int = 20, *, wall: bool = True) -> Sample:
        return Sample(LIFE, self.mono(true), -self.skew_ms, error_ms,
                      (self.wall(true) - UNIX) // MS if wall else None)


def at(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def one(row, samples=(), offset_ms=0, record=None):
    return clocked([row], samples=samples, offset_ms=offset_ms, received_at=NOW,
                   record=record or Record())[0]


TEN_YEARS = 10 * 365 * 86_400_000


@given(st.integers(-TEN_YEARS, TEN_YEARS), st.integers(10, 120), st.booleans())
def test_between_two_samples_the_instant_is_true_whatever_the_wall_clock(skew, minutes, wall):
    device = Device(skew_ms=skew)
    answer = one(device.row(at(minutes)),
                 [device.sample(at(180), wall=wall), device.sample(at(1), wall=wall)])
    assert abs(answer.at - at(minutes)) <= answer.uncertainty_ms * MS
    assert answer.evidence == "samples"
    assert answer.uncertainty_ms <= 20 + 540


@given(st.integers(-TEN_YEARS, TEN_YEARS), st.integers(-TEN_YEARS, TEN_YEARS))
def test_a_wall_clock_stepped_between_samples_gives_way_to_the_monotonic_one(before, after):
    device = Device(skew_ms=before)
    first = device.sample(at(100))
    row = device.row(at(60))
    device.skew_ms = after
    answer = one(row, [first, device.sample(at(2))])
    assert abs(answer.at - at(60)) <= answer.uncertainty_ms * MS
    stepped_row = Device(skew_ms=after).row(at(50))
    told = one(stepped_row, [first])
    assert abs(told.at - at(50)) <= told.uncertainty_ms * MS
    assert told.evidence == ("clock_stepped" if abs(after - before) > 2_000 else "samples")


@given(st.integers(5_000, 70 * 60_000))
def test_a_monotonic_clock_that_slept_gives_way_to_a_steady_wall_clock(slept):
    device = Device(skew_ms=700)
    first = device.sample(at(100))
    device.slept_ms = slept
    row = device.row(at(30))
    for extra, sent in (([device.sample(at(1))], None), ([], device.sample(at(0), 2_000))):
        answer = one(row, [first, *extra], record=Record(sent=sent))
        assert abs(answer.at - at(30)) <= answer.uncertainty_ms * MS


@given(st.integers(-TEN_YEARS, TEN_YEARS), st.integers(0, 100))
def test_one_sample_serves_one_sided_with_drift(skew, minutes):
    device = Device(skew_ms=skew)
    answer = one(device.row(at(minutes)), [device.sample(at(120))])
    assert abs(answer.at - at(minutes)) <= answer.uncertainty_ms * MS
    assert answer.uncertainty_ms <= 20 + 720


def test_a_life_without_samples_takes_the_nearest_offset_and_admits_what_changed():
    record = Record(dated=[Dated(at(120), 1_000, 30), Dated(at(10), 9_000, 30)])
    device = Device(skew_ms=-1_000)
    answer = one(device.row(at(100)), offset_ms=9_000, record=record)
    assert (answer.uncertainty_ms, answer.evidence) == (8_000, "neighbours")
    assert abs(answer.at - at(100)) <= answer.uncertainty_ms * MS
    close = one(device.row(at(5)), offset_ms=9_000, record=record)
    assert close.uncertainty_ms == 2_000


def test_without_any_sample_the_push_s_own_offset_serves_to_two_seconds():
    answer = one(Device(skew_ms=-5_000).row(at(5)), offset_ms=5_000)
    assert (answer.at, answer.uncertainty_ms, answer.evidence) == (at(5), 2_000, "offset")


@given(st.lists(st.integers(-600, 600), min_size=1, max_size=30), st.randoms())
def test_instants_never_run_against_the_numbers_nor_past_the_receipt(minutes, dice):
    rows = [Device().row(at(minute), seq, life=None) for seq, minute in enumerate(minutes, 1)]
    order = list(range(len(rows)))
    dice.shuffle(order)
    answers = clocked([rows[n] for n in order], samples=(), offset_ms=0, received_at=NOW)
    by_seq = {rows[n].seq: answer for n, answer in zip(order, answers, strict=True)}
    instants = [by_seq[seq].at for seq in sorted(by_seq)]
    assert instants == sorted(instants)
    assert max(instants) <= NOW
    for row, answer in ((rows[n], a) for n, a in zip(order, answers, strict=True)):
        true = min(row.observed_at, NOW)
        assert abs(answer.at - true) <= answer.uncertainty_ms * MS


def test_stored_rows_on_either_side_bound_an_instant_and_widen_it():
    row = Device().row(at(60), 5, life=None)
    low = one(row, record=Record(floors={5: at(50)}))
    high = one(row, record=Record(ceilings={5: at(70)}))
    assert (low.at, high.at) == (at(50), at(70))
    assert (low.uncertainty_ms, high.uncertainty_ms) == (600_000, 600_000)


@given(st.integers(-2**53, 2**53), st.integers(-2**53, 2**53), st.integers(-2**53, 2**53),
       st.integers(0, 2**53), st.integers(-2**70, 2**70))
def test_no_number_breaks_the_evidence(mono, wall, offset, error, row_mono):
    sample = Sample(LIFE, mono, offset, error, wall)
    row = Device().row(at(10))._replace(mono_ms=row_mono)
    for samples in ([sample], [sample._replace(wall_ms=None)], []):
        answer = one(row, samples, offset, Record(dated=[Dated(at(20), offset, error)],
                                                  sent=sample))
        assert answer.at <= NOW
        assert 0 <= answer.uncertainty_ms <= 86_400_000
        assert answer.evidence in EVIDENCE
    assert dated([sample], received_at=NOW)[0] <= NOW


@pytest.mark.parametrize("hours", [1, -1])
def test_a_change_to_summer_time_moves_nothing(hours):
    device = Device()
    first = device.sample(at(100))
    row = device.row(at(60))
    device.skew_ms = hours * 3_600_000
    later = device.row(at(30), 2)
    answers = clocked([row, later], samples=[first, device.sample(at(2))], offset_ms=0,
                      received_at=NOW)
    for answer, true in zip(answers, (at(60), at(30)), strict=True):
        assert abs(answer.at - true) <= answer.uncertainty_ms * MS
