"""Telling how far a long walk over real data has come.   真实数据进度"""

from __future__ import annotations

import os
import resource
import time

EVERY_SECONDS = 30
MINUTES = float(os.environ.get("PANDIAN_PROVE_MINUTES", "30"))
"""What a long proof may take: then it stops between two papers, and proves what is through."""


class Progress:
    """Prints rate, rest and memory of a long run now and then; a short one prints nothing."""

    def __init__(self, of: int) -> None:
        self.of, self.done = of, 0
        self.begun = self.said = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun

    @property
    def over(self) -> bool:
        """Say whether the time is over."""
        return self.seconds > MINUTES * 60

    def one(self) -> None:
        """Count one paper that is through."""
        self.done += 1
        now = time.monotonic()
        if now - self.said >= EVERY_SECONDS:
            self.said = now
            rate = self.done / (now - self.begun)
            print(f"{self.done:,} / {self.of:,} papers, {rate:.1f} a second, "
                  f"{(self.of - self.done) / rate / 60:.0f} min left, {memory_mb()} MB", flush=True)


def memory_mb() -> int:
    """Return the most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
