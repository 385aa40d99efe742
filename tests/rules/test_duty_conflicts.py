"""Whose assignments combine what separate people should do.   职责冲突判定"""

from __future__ import annotations

import pytest

from pandian.governance.delegating.rules import conflicts_of
from pandian.governance.delegating.words import CONFLICTS, Held
from pandian.governance.words import CAPABILITIES

COUNT, APPROVE = "counting.count", "counting.approve"


def test_every_conflict_names_two_known_capabilities():
    for first, second, _label in CONFLICTS.values():
        assert {first, second} <= set(CAPABILITIES)


@pytest.mark.parametrize(("held", "humans", "expected"), [
    ([Held("a", COUNT, "S1", "counter")], {}, []),
    ([Held("a", COUNT, "S1", "counter"), Held("a", APPROVE, "S2", "lead")], {}, []),
    ([Held("a", COUNT, "S1", "counter"), Held("a", APPROVE, "S1", "lead")], {},
     [("a", ("a",), "S1", ())]),
    ([Held("a", COUNT, "*", "counter"), Held("a", APPROVE, "S1", "lead")], {},
     [("a", ("a",), "S1", ())]),
    ([Held("a", COUNT, "*", "x"), Held("a", APPROVE, "*", "y")], {}, [("a", ("a",), "*", ())]),
    ([Held("a", COUNT, "S1", "counter"), Held("b", APPROVE, "S1", "lead")], {}, []),
    ([Held("a", COUNT, "S1", "counter"), Held("b", APPROVE, "S1", "lead")],
     {"a": "a", "b": "a"}, [("a", ("a", "b"), "S1", ())]),
    ([Held("a", COUNT, "S1", "counter"), Held("a", APPROVE, "S1", "", "boss")], {},
     [("a", ("a",), "S1", ("boss",))]),
])
def test_both_halves_meet_at_a_site_in_one_human(held, humans, expected):
    found = conflicts_of(held, humans=humans)
    assert [(row.human, row.accounts, row.site, row.principals) for row in found] == expected
    assert {row.conflict for row in found} <= {"count_approve"}
