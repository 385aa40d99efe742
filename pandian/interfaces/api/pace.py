"""How fast one caller may go: a bucket per caller in each process.   限速"""

from __future__ import annotations

import math
import threading
import time
from typing import NamedTuple

from pandian.kernel.words import Fault, Refused

BURST_REQUESTS_MAX = 5_000
REFILL_REQUESTS_PER_SECOND = 500.0
CALLERS_KEPT_MAX = 10_000


class TooFast(Refused):
    """The caller sent more than its share; `seconds` says when to come back."""

    status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__([Fault("", "too_fast", (seconds,))])


class Pace(NamedTuple):
    """How many requests at once, and how many a second in the long run."""

    burst: float
    refill: float


GUESSING = Pace(20, 0.2)
"""For doors that anybody may knock at with a secret: twenty tries, then one in five seconds."""


class Bucket(NamedTuple):
    """What is left for a caller, as it stood at an instant of the monotonic clock."""

    left: float
    at: float


def drawn(
    bucket: Bucket | None, *, now: float, allowed: Pace | None = None
) -> tuple[Bucket, float]:
    """Take one request from a bucket; return it and the seconds to wait (0 = go on)."""
    allowed = allowed or Pace(BURST_REQUESTS_MAX, REFILL_REQUESTS_PER_SECOND)
    before = bucket or Bucket(allowed.burst, now)
    left = min(float(allowed.burst), before.left + (now - before.at) * allowed.refill)
    if left >= 1:
        return Bucket(left - 1, now), 0.0
    return Bucket(left, now), (1 - left) / allowed.refill


_buckets: dict[str, Bucket] = {}
_lock = threading.Lock()


def pace(caller: str, allowed: Pace | None = None) -> None:
    """Count one request of a caller.  Raises `TooFast`."""
    with _lock:
        if len(_buckets) > CALLERS_KEPT_MAX:
            _buckets.clear()
        _buckets[caller], wait = drawn(
            _buckets.get(caller), now=time.monotonic(), allowed=allowed)
    if wait:
        raise TooFast(max(1, math.ceil(wait)))
