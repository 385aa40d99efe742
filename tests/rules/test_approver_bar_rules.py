"""Who may not approve: whoever counted, recounted, planned, sampled or repaired.   审批回避"""

from __future__ import annotations

import pytest

from pandian.counting.approving.rules import Prepared, barred

ROWS = (
    Prepared(1, (("anna", 0),)),
    Prepared(2, (("anna", 0), ("bert", 1))),
    Prepared(3, (("cleo", 0), ("cleo", 2)), ("dora",)),
)


@pytest.mark.parametrize(("accounts", "expected"), [
    ({"anna"}, [("counted", (1, 2))]),
    ({"bert"}, [("recounted", (2,))]),
    ({"cleo"}, [("recounted", (3,))]),
    ({"dora"}, [("repaired", (3,))]),
    ({"paul"}, [("planned", (1, 2, 3))]),
    ({"sam"}, [("sampled", (1, 2, 3))]),
    ({"eve"}, []),
    ({"eve", "bert"}, [("recounted", (2,))]),
    (set(), []),
])
def test_each_act_bars_from_its_own_lines(accounts, expected):
    found = barred(ROWS, planned="paul", sampled="sam", accounts=accounts)
    assert [(bar.act, bar.lines) for bar in found] == expected


def test_all_who_are_barred_are_named_with_why():
    found = barred(ROWS, planned="paul")
    assert [(bar.person, bar.act) for bar in found] == [
        ("anna", "counted"), ("bert", "recounted"), ("cleo", "recounted"), ("dora", "repaired"),
        ("paul", "planned")]
    assert barred((), planned="paul") == []
