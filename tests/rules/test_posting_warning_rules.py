"""Which line of a plain posting looks like a slip of which paper."""

from __future__ import annotations

from uuid import UUID

import pytest

from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle.warning.posting.rules import ends, look, outside
from pandian.lifecycle.warning.posting.words import End, Open

PAPER = UUID(int=1)


def slip(delta: int, *announced: int, twins=()) -> list[str]:
    end = End(0, 0, "A-01", "PLAIN", "", delta)
    papers = [Open(PAPER, "RC-000001", each) for each in announced]
    return [each.warned.slip for each in look(
        [(end, papers)], {(0, 0): "D"} if twins else {}, factors={"PLAIN": [12]})]


@pytest.mark.parametrize(("delta", "announced", "slips"), [
    (120, (), []),
    (12, (12,), []),
    (12, (144,), ["unit"]),
    (144, (12,), ["unit"]),
    (-12, (-144,), ["unit"]),
    (21, (12,), ["digits"]),
    (-12, (12,), ["sign"]),
    (12, (-144,), []),
    (13, (12,), []),
    (12, (144, 12), []),
    (12, (77, 144), ["unit"]),
])
def test_only_slips_are_told_and_what_some_paper_says_is_right(delta, announced, slips):
    assert slip(delta, *announced) == slips


def test_a_double_is_told_before_anything_else():
    assert slip(12, 144, twins=[1]) == ["double"]


def test_ends_are_physical_places_in_smallest_units_without_serials_and_unknown_units():
    lines = (LineRequest("PLAIN", "@supplier", "A-01", 3, unit="盒"),
             LineRequest("PLAIN", "A-01", "A-02", 5),
             LineRequest("PLAIN", "A-01", "A-02", 1, serial="S1"),
             LineRequest("PLAIN", "A-01", "A-02", 1, unit="箱"))
    request = PostingRequest(UUID(int=2), "SH1", "receipt", {}, None, lines)
    assert [(end.line, end.place, end.delta) for end in ends([request], {("PLAIN", "盒"): 10})] == [
        (0, "A-01", 30), (1, "A-01", -5), (1, "A-02", 5)]
    assert [outside(line) for line in lines[:2]] == [True, False]
