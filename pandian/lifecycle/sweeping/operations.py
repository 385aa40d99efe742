"""Recalls take effect and keep sweeping by themselves, under the system's name.   召回扫尾"""

from __future__ import annotations

from pandian.governance.queries import site_ids
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import run
from pandian.lifecycle.operations import act
from pandian.lifecycle.recall.words import STOPPED
from pandian.lifecycle.words import Acted, ActionDraft, DocumentConflict

ROOM = "lifecycle.recall"


def sweep(*, scope: Scope) -> list[Acted]:
    """Let opened recalls take effect, and stop what came back into stock since; what was done.

    A recall that somebody changes at this very moment is left to the next round.
    """
    scope.need("lifecycle.decide")
    done = []
    unstopped = {row.recall for row in run(ROOM, "unstopped", {
        "sites": sorted(site_ids(scope=SYSTEM).values()), "stopped": list(STOPPED)})}
    for row in run(ROOM, "waiting"):
        if row.state != "opened" and row.id not in unstopped:
            continue
        action = "spread" if row.state == "opened" else "sweep"
        try:
            done.append(act(scope=scope, draft=ActionDraft(
                uuid7(), row.id, action, row.version)))
        except DocumentConflict:
            continue
    return done
