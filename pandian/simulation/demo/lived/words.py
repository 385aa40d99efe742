"""Words of the demo's mornings.   演示晨盘词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from pandian.simulation.words import Key, Story
from pandian.simulation.world.words import BRANCH, STORE

MORNINGS, MORNINGS_SMALL = 5, 2
"""The days before today that began with a count of their own; fewer in worlds for trying."""
LIVED_SITES = (BRANCH, STORE)
"""Sites whose mornings ran; the distribution centre keeps its guided story untouched."""
BOSS, SECOND = "demo-controller", "demo-finance"
LIVED = "simulation.demo_morning"
"""The fact that one morning of the demo has been."""


class Dawn(NamedTuple):
    """One morning of the world: when, and what really stood where."""

    at: datetime
    truth: Mapping[Key, int]


class Lived(NamedTuple):
    """A world lived to its end, with its last mornings on the way."""

    story: Story
    dawns: tuple[Dawn, ...]
