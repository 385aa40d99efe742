"""Bench of the wall: what it costs a posting that nothing leaves without its document.

The same batches go through the server's posting function in turns, with the wall and without it;
the wall is taken out by replacing one function of this throw-away database.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bench.meter import Meter
from bench.stage import raw

SITE = "WALL"
LINES = 1_000
TURNS = 12
WARM = 10
OPEN = """
CREATE OR REPLACE FUNCTION ledger_refuse_locked(
    p_site integer, d_kind text[], l_doc integer[], l_source bigint[], l_target bigint[],
    l_effective timestamptz[]
) RETURNS void LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN; END $$
"""


def walls(meter: Meter, *, lines: int = LINES, turns: int = TURNS) -> None:
    """Post inside the house, out of it, and a change of status: with the wall and without."""
    _house(lines)
    for work, target, status in (("moved inside", "B2", "accepted"),
                                 ("sold", "@customer", "accepted"),
                                 ("locked goods moved", "B2", "on_hold")):
        _compare(meter, work, target, status, lines, turns)


def _compare(
    meter: Meter, work: str, target: str, status: str, lines: int, turns: int
) -> None:
    """Measure turns of both kinds alternately, so that the growing book favours neither."""
    spent = {True: 0.0, False: 0.0}
    with meter.measure(f"posting, {work}: both ways", f"{2 * turns} x {lines:,}",
                       2 * turns * lines) as running:
        for _ in range(turns):
            for standing in (True, False):
                _put_wall(standing)
                _posted(target, status, WARM)  # a new function is planned at its first call
                spent[standing] += _posted(target, status, lines)
        _put_wall(True)
        rows = turns * lines
        running.note = (f"wall {spent[True] / rows * 1e6:.1f} us a line, without "
                        f"{spent[False] / rows * 1e6:.1f}: "
                        f"{spent[True] / spent[False] - 1:+.0%}")


def _house(lines: int) -> None:
    """Make a site with goods enough in one bin, each line its own lot, free and on hold."""
    from pandian.catalog.operations import put_items, put_lots, put_places, put_sites
    from pandian.catalog.words import ItemDraft, LotDraft, PlaceDraft
    from pandian.governance.words import SYSTEM, SiteDraft

    put_sites(scope=SYSTEM, sites=[SiteDraft(SITE, "压测门", "Asia/Shanghai")])
    put_places(scope=SYSTEM, places=[PlaceDraft(SITE, code, "bin") for code in ("B1", "B2")])
    put_items(scope=SYSTEM, items=[ItemDraft("WALL", "货", "个", tracking="lot", expiry=True)])
    ends = datetime.now(UTC).date() + timedelta(days=400)
    put_lots(scope=SYSTEM, lots=[LotDraft("WALL", f"L{n}", expires_on=ends)
                                 for n in range(lines)])
    for status in ("accepted", "on_hold"):
        _post("@supplier", "B1", status, lines, 1_000)


def _post(source: str, target: str, status: str, lines: int, quantity: int) -> Any:
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import uuid7
    from pandian.ledger.operations import post
    from pandian.ledger.words import LineRequest, PostingRequest

    answer = post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), SITE, "relocation", {}, datetime.now(UTC) - timedelta(seconds=1), tuple(
            LineRequest("WALL", source, target, quantity, f"L{n}", status=status)
            for n in range(lines)))])[0]
    assert answer.result == "created", answer
    return answer


def _posted(target: str, status: str, lines: int) -> float:
    """Call the posting function once with resolved lines; return the seconds of that call."""
    from unittest.mock import patch

    from pandian.ledger.merging import operations as merging

    real, spent = merging._call, []

    def timed(drafts: Any) -> Any:
        import time

        begin = time.perf_counter()
        done = real(drafts)
        spent.append(time.perf_counter() - begin)
        return done

    with patch.object(merging, "_call", timed):
        _post("B1", target, status, lines, 1)
    return sum(spent)


def _put_wall(standing: bool) -> None:
    from pandian.config.objects import functions

    text = functions()["ledger_refuse_locked"]
    with raw().cursor() as cursor:
        cursor.execute(text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
                       if standing else OPEN)
