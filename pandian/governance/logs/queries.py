"""Sessions and tries to sign in by age.   登录日志查询"""

from __future__ import annotations

from datetime import datetime

from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Aged

ROOM = "governance.logs"
LOGS = ("sign_ins", "sessions")


def aged(*, scope: Scope, log: str, before: datetime, limit: int) -> list[Aged]:
    """Return the rows of one log of the enterprise that ended before an instant, oldest first.

    The key of a session is a secret: only its hash is told.
    """
    assert log in LOGS, log
    return [Aged(*row) for row in run(ROOM, f"{log}_aged", {"before": before, "limit": limit})]
