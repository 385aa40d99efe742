"""Which counts that stages asked for are made on a day of a replay.   作业触发回放规则

Pure.  The rules on triggers judge (`triggering.rules.kept_back`), in the order of asking.

What is inferred: the work of the span stands as it was, so it asks for the same; a request is taken
up at the instant at which it was made, and counted that day.  What is asked twice on a day for one
spot, or for one that is counted whole, is one task.  Requests of before the span silence nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np

from pandian.counting.planning.words import Ints
from pandian.counting.rehearsing.asking.words import AskedDay, Asking, Spot
from pandian.counting.triggering.rules import kept_back
from pandian.counting.triggering.words import TriggerRule, Wanted


class Asker:
    """Goes through a span day by day; knows what was taken up before."""

    def __init__(self, asking: Asking, midnights: Ints) -> None:
        self.asking, self.midnights = asking, midnights
        at = np.array([int(each.at.timestamp()) for each in asking.wanted], dtype=np.int64)
        self.bounds = np.searchsorted(at, midnights).tolist()
        self.taken = list[Wanted]()

    def day(self, n: int, rules: Sequence[TriggerRule]) -> AskedDay:
        """Return what the requests of a day come to under these rules; days in order."""
        first, last = self.bounds[n:n + 2]
        wanted = self.asking.wanted[first:last]
        gone = self._silenced(n, wanted, rules) if rules and wanted else frozenset()
        kept = [at for at in range(len(wanted)) if at not in gone]
        spots = _joined([self.asking.spots[first + at] for at in kept])
        if rules:
            self.taken += [wanted[at] for at in kept]
        places = tuple(place for spot in spots for place in self.asking.reached.get(spot.place, ()))
        rows = [self.asking.rows[spot] for spot in spots]
        return AskedDay(len(wanted), len(gone), places, np.unique(np.concatenate(
            [*rows, np.zeros(0, dtype=np.int64)])))

    def _silenced(
        self, n: int, wanted: Sequence[Wanted], rules: Sequence[TriggerRule]
    ) -> frozenset[int]:
        """Return which of a day's requests a rule keeps back; forget what is out of reach."""
        midnight = datetime.fromtimestamp(int(self.midnights[n]), UTC)
        reach = midnight - timedelta(hours=max(rule.cooldown_hours or 0 for rule in rules))
        self.taken = [each for each in self.taken if each.at >= reach]
        asked = [(UUID(int=at), each) for at, each in enumerate(wanted)]
        return frozenset(each.request.int for each in kept_back(
            asked, self.taken, rules, self.asking.standings, midnight=midnight))


def _joined(spots: Sequence[Spot]) -> list[Spot]:
    """Return the spots that get a task: each once, and none whose place is counted whole before."""
    made = dict[Spot, None]()
    for spot in spots:
        if Spot(spot.place, "", "") not in made:
            made.setdefault(spot)
    return list(made)
