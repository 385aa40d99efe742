"""Seeds and ids of everything simulated.   种子与标识

Pure.  The same seed gives the same world, ids included, on every machine.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from hashlib import blake2b
from uuid import UUID

from pandian.kernel.rules import EPOCH

_UNIX_EPOCH = EPOCH.replace(year=1970)


def dice(*parts: object) -> random.Random:
    """Return a repeatable source of chance for these parts (a seed and what it is for)."""
    seed = int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest())
    return random.Random(seed)  # noqa: S311 - a simulated world must be repeatable


def minted(at: datetime, *parts: object) -> UUID:
    """Mint the version 7 id that a device would have minted at `at`, repeatably."""
    ms = (at - _UNIX_EPOCH) // timedelta(milliseconds=1)
    tail = int.from_bytes(blake2b(repr(parts).encode(), digest_size=10).digest())
    value = (ms & ((1 << 48) - 1)) << 80 | tail
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
