"""The logs of devices by age.   设备日志查询"""

from __future__ import annotations

from datetime import datetime

from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Aged

ROOM = "capture.logs"
LOGS = ("invitations", "leases", "refused")
"""Invitations of phones, tasks that they had taken, bodies that were refused."""


def aged(*, scope: Scope, log: str, site: int, before: datetime, limit: int) -> list[Aged]:
    """Return the rows of one log of a site that ended before an instant, oldest first.

    The caller found the site through the scope.
    """
    assert log in LOGS, log
    return [Aged(*row) for row in run(ROOM, f"{log}_aged", {
        "site": site, "before": before, "limit": limit})]
