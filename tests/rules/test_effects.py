"""What a slip does to the book, and the warning that reads it backwards.   差错效果"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandian.ledger.effects.rules import effects, in_other_units, turned, warnings
from pandian.ledger.effects.words import SLIPS, WARNINGS

SIZES = st.integers(1, 10**9)
FACTORS = st.lists(st.integers(1, 500), max_size=4)


@pytest.mark.parametrize(("number", "expected"), [
    (7, []), (11, []), (12, [21]), (10, []), (100, []), (120, [102, 210]),
    (123, [132, 213])])
def test_adjacent_digits_are_turned_and_no_number_begins_with_zero(number, expected):
    assert turned(number) == expected


@pytest.mark.parametrize(("number", "factors", "expected"), [
    (12, [10], [(120, 10)]),
    (120, [10], [(12, 10), (1200, 10)]),
    (12, [], []), (12, [1], []), (0, [10], []),
    (24, [10, 120], [(2, 12), (240, 10), (288, 12), (2880, 120)]),
])
def test_packs_taken_for_pieces_and_pieces_for_packs(number, factors, expected):
    assert in_other_units(number, factors=factors) == expected


@given(SIZES, st.booleans(), FACTORS, st.booleans())
def test_every_effect_is_the_difference_of_what_is_true_and_what_was_posted(
        size, out, factors, twin):
    delta = -size if out else size
    found = effects(delta, factors=factors, twin=twin)
    for each in found:
        assert each.variance == each.true - delta != 0
        assert 0 < each.chance <= 1
    for slip in SLIPS:
        chances = [each.chance for each in found if each.slip == slip]
        assert not chances or sum(chances) == pytest.approx(1)
    assert twin == any(each.slip == "double" for each in found)


def test_a_move_of_nothing_hides_nothing():
    assert effects(0, factors=[10], twin=True) == []


@given(SIZES, FACTORS)
def test_what_a_slip_does_its_warning_finds(size, factors):
    for each in effects(size, factors=factors):
        if each.slip in ("unit", "digits"):
            first = warnings(size, announced=each.true, factors=factors)[0]
            assert first.slip in ("unit", "digits")
            assert first.likely == each.true


@pytest.mark.parametrize(("said", "announced", "factors", "twin", "slips"), [
    (12, 120, [10], "", ["unit"]), (120, 12, [10], "", ["unit"]), (45, 54, [10], "", ["digits"]),
    (45, 45, [10], "", []), (45, None, [10], "", []), (45, 44, [10], "", ["other"]),
    (0, 45, [10], "", []), (-45, 45, [10], "", ["sign"]), (45, 45, [10], "RC-7", ["double"]),
    (12, 120, [10], "RC-7", ["double", "unit"]),
])
def test_warnings_before_posting(said, announced, factors, twin, slips):
    found = warnings(said, announced=announced, factors=factors, twin=twin)
    assert [each.slip for each in found] == slips
    for each in found:
        for language in ("zh", "en"):
            text = WARNINGS[each.slip].text(language).format(**each._asdict())
            assert "{" not in text
