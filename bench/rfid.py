"""Bench of RFID: passes of 10,000 reads of known and of unknown tags."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bench.meter import Meter
from bench.stage import Stage

READS = 10_000
TAGS = 5_000
GTIN = "06901234567885"


def reads(meter: Meter, stage: Stage, *, reads: int) -> None:
    """Take passes in: every tag read twice, each tag a serial; then the same passes again."""
    from pandian.catalog.operations import put_items
    from pandian.catalog.words import ItemDraft, PackDraft
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import uuid7

    put_items(scope=SYSTEM, items=[ItemDraft(
        "RFID-PUMP", "输液泵", "台", tracking="serial", packs=(PackDraft("台", 1, GTIN),))])
    rounds = max(1, reads // READS)
    ids = [uuid7() for _ in range(rounds)]
    for work, result in (("RFID reads, new serials", "created"), ("RFID reads, sent again",
                                                                 "exists")):
        with meter.measure(work, f"{READS}/request", rounds * READS) as running:
            begin = datetime.now(UTC)
            for n, id in enumerate(ids):
                taken = _pass(id, n)
                assert {tag.result for tag in taken.tags} == {result}, taken.tags[0]
            each = (datetime.now(UTC) - begin).total_seconds() * 1000 / rounds
            running.note = f"{each:.0f} ms a request, {TAGS:,} tags"


def _pass(id: Any, n: int) -> Any:
    from pandian.capture.rfid.words import PassDraft, Read
    from pandian.codes.epc.rules import tag_of, to_hex
    from pandian.counting.rfid.operations import take_pass
    from pandian.governance.words import SYSTEM

    begin = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=2 * n)
    tags = [to_hex(tag_of({"01": GTIN, "21": str(n * TAGS + tag)}, prefix_digits=7),
                   scheme="sgtin-96") for tag in range(TAGS)]
    found = tuple(Read(epc, 1 + twice, -5_000 - twice, 3, begin, begin)
                  for epc in tags for twice in range(READS // TAGS))
    return take_pass(scope=SYSTEM, draft=PassDraft(
        id, "R-1", "B1", begin, begin + timedelta(seconds=40), found, site="BENCH")).taken
