"""Taking sessions and tries to sign in away.   登录日志操作"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from pandian.governance.logs.queries import LOGS, ROOM
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import run


def purge_log(
    *, scope: Scope, log: str, before: datetime, digests: Collection[str], why: str
) -> tuple[int, int]:
    """Take rows of a log away for good, in the caller's transaction; return how many, and bytes.

    Nobody but a purge of two people calls this: it asks no further.  A fact keeps the numbers.
    """
    assert log in LOGS, log
    rows = run(ROOM, f"{log}_purge", {
        "before": before, "digests": [bytes.fromhex(each) for each in digests]})
    size = sum(row.bytes for row in rows)
    record(scope=scope, site=0, kind="governance.log_purged", subject=why,
           data={"log": log, "rows": len(rows), "bytes": size})
    return len(rows), size
