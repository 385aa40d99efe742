"""Measuring one piece of work: wall time, CPU of client and server, peak memory of the server."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil

SAMPLE_SECONDS = 0.05


class Measure(NamedTuple):
    """One line of the table; `ratio` is the share of the raw database's speed, or None."""

    work: str
    size: str
    rows: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    ratio: float | None
    note: str

    @property
    def rate(self) -> int:
        """Rows a second."""
        return round(self.rows / self.seconds) if self.seconds else 0


class Running:
    """Filled while the work runs; `ratio` and `note` may be set by the work."""

    def __init__(self) -> None:
        self.rows = 0
        self.ratio: float | None = None
        self.note = ""


class Meter:
    """Collects measures against one server (found by its data folder) and prints them."""

    def __init__(self, postmaster: int | None) -> None:
        self.postmaster = postmaster
        self.measures: list[Measure] = []

    def _processes(self) -> list[psutil.Process]:
        found = [psutil.Process(os.getpid())]
        if self.postmaster is not None:
            try:
                server = psutil.Process(self.postmaster)
                found += [server, *server.children(recursive=True)]
            except psutil.Error:
                pass
        return found

    def _cpu(self) -> float:
        total = 0.0
        for process in self._processes():
            try:
                times = process.cpu_times()
            except psutil.Error:
                continue
            total += times.user + times.system + times.children_user + times.children_system
        return total

    def _private_mb(self) -> float:
        total = 0
        for process in self._processes()[1:]:
            try:
                memory = process.memory_info()
            except psutil.Error:
                continue
            total += max(0, memory.rss - memory.shared)
        return total / 1e6

    @contextmanager
    def measure(self, work: str, size: str, rows: int = 0) -> Iterator[Running]:
        """Measure the block; print its line at once."""
        running, peak, stop = Running(), [self._private_mb()], threading.Event()
        running.rows = rows

        def sample() -> None:
            while not stop.wait(SAMPLE_SECONDS):
                peak[0] = max(peak[0], self._private_mb())

        sampler = threading.Thread(target=sample, daemon=True)
        sampler.start()
        cpu, begin = self._cpu(), time.perf_counter()
        try:
            yield running
        finally:
            seconds = time.perf_counter() - begin
            stop.set()
            sampler.join()
        spent = self._cpu() - cpu
        self.add(Measure(work, size, running.rows, seconds, max(spent, 0.0), peak[0],
                         running.ratio, running.note))

    def add(self, measure: Measure) -> None:
        """Keep and print one line."""
        self.measures.append(measure)
        ratio = f"{measure.ratio:6.0%}" if measure.ratio is not None else "     -"
        print(f"{measure.work:<44} {measure.size:>12} {measure.seconds:>9.3f} "
              f"{measure.cpu_seconds:>8.2f} {measure.rate:>11,} {measure.peak_mb:>8.0f} {ratio}  "
              f"{measure.note}", flush=True)

    def header(self) -> None:
        """Print the heading of the table."""
        print(f"{'work':<44} {'size':>12} {'seconds':>9} {'CPU-s':>8} {'rows/s':>11} "
              f"{'peak MB':>8} {'of raw':>6}")

    def write(self, path: Path, *, facts: dict[str, object]) -> None:
        """Write all measures as JSON, with the facts of the run."""
        rows = [{**m._asdict(), "rows_per_second": m.rate} for m in self.measures]
        text = json.dumps({**facts, "measures": rows}, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", "utf-8")
