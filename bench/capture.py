"""Benches of the observations inbox: pushes of 500 and of one."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from bench.meter import Meter
from bench.stage import Stage


def push(meter: Meter, stage: Stage, *, observations: int) -> None:
    """Push observations in batches of 500 and one at a time."""
    for batch, total in ((500, observations), (1, min(observations, 1_000))):
        install, seq = uuid.uuid4(), 0
        with meter.measure("push of observations", f"{batch}/push", total) as running:
            spans = []
            for _ in range(total // batch):
                begin = datetime.now(UTC)
                _push(install, seq, batch)
                spans.append((datetime.now(UTC) - begin).total_seconds() * 1000)
                seq += batch
            running.note = f"p95 {sorted(spans)[int(len(spans) * .95) - 1]:.0f} ms a push"


def _push(install: uuid.UUID, seq: int, batch: int) -> Any:
    from pandian.capture.operations import accept
    from pandian.capture.words import ObservationDraft, Push
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import uuid7

    now = datetime.now(UTC)
    rows = tuple(ObservationDraft(
        uuid7(), "set", f"B{(seq + n) % 1_000 + 1}", 5, item=f"BENCH-{(seq + n) // 10 % 5_000}",
        lot=f"L{(seq + n) % 50_000}", observed_at=now, seq=seq + n + 1) for n in range(batch))
    answer = accept(scope=SYSTEM._replace(sites=frozenset({"BENCH"})), sites_of_tasks={},
                    push=Push(install, now, seq + batch, rows))
    assert all(verdict.result == "created" for verdict in answer.verdicts), answer.verdicts[0]
    return answer
