"""Living the demo's world, looking at its last mornings on the way.   演示世界

Pure.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pandian.simulation.demo.lived.words import LIVED_SITES, MORNINGS, Dawn, Lived
from pandian.simulation.life.days.rules import mornings
from pandian.simulation.life.rules import Life
from pandian.simulation.life.words import LOCAL
from pandian.simulation.words import Size


def live_on(*, seed: int, size: Size, until: datetime, days: int = MORNINGS) -> Lived:
    """Run a world to `until`, keeping what stood at some sites on its last `days` mornings.

    Today's is left to whoever opens the demo.  The world is that of `life.days.rules.live`:
    looking changes nothing.
    """
    life = Life(seed=seed, size=size, until=until)
    today = until.astimezone(LOCAL).date()
    dawns = []
    for stop in mornings(life):
        day = stop.astimezone(LOCAL).date()
        if today - timedelta(days=days) <= day < today:
            dawns.append(Dawn(stop, {
                key: quantity for key, quantity in life.truth.items()
                if quantity and key.site in LIVED_SITES}))
    return Lived(life.story(), tuple(dawns))
