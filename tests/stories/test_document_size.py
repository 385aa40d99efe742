"""A document of many lines takes the same number of statements as a short one.   单据规模"""

from __future__ import annotations

import time

from document_world import Dock

from pandian.lifecycle.words import Amount, LineDraft
from tests.asked import asked


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
    db
):
    sent, dock = [], Dock()
    for lines in (2, 400):
        begin = time.monotonic()
        with asked() as told:
            _walk(dock, lines)
        sent.append(len(told))
        print(f"{lines} lines: {len(told)} statements, {time.monotonic() - begin:.2f} s")
    assert sent[0] == sent[1]
    dock.assert_sound()
