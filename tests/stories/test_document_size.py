"""A document of many lines takes the same number of statements as a short one.   单据规模"""

from __future__ import annotations

import time
from typing import Any

import pytest
from document_world import Dock

from pandian.kernel import statements
from pandian.lifecycle.words import Amount, LineDraft


class _Counting:
    """Counts what goes through the statement loader."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count = 0
        real = statements.statement

        def counted(*args: Any) -> str:
            self.count += 1
            return real(*args)

        patch.setattr(statements, "statement", counted)


def _walk(dock: Dock, lines: int) -> None:
    receipt = dock.announce(*(LineDraft("LOTS", 3, f"L{n}") for n in range(lines)))
    dock.act(dock.keeper, receipt, "arrive")
    dock.act(dock.keeper, receipt, "book", *(
        Amount(n, measure, 3) for n in range(1, lines + 1) for measure in ("scanned", "accepted")))
    inspection = dock.follow("inspection", receipt)
    dock.act(dock.quinn, inspection, "accept", *(
        Amount(n, "accepted", 3) for n in range(1, lines + 1)))
    putaway = dock.follow("putaway", inspection)
    dock.act(dock.keeper, putaway, "put", *(
        Amount(n, "put_away", 3, place="A-01") for n in range(1, lines + 1)))
    dock.reverse(putaway)


def test_the_number_of_statements_does_not_depend_on_the_number_of_lines(
    db, monkeypatch
):
    sent, dock = [], Dock()
    for lines in (2, 400):
        with monkeypatch.context() as patch:
            counting, begin = _Counting(patch), time.monotonic()
            _walk(dock, lines)
            sent.append(counting.count)
        print(f"{lines} lines: {counting.count} statements, {time.monotonic() - begin:.2f} s")
    assert sent[0] == sent[1]
    dock.assert_sound()
