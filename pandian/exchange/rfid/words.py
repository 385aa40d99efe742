"""Words of files of RFID reads.   射频文件词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Refused

COLUMNS = ("pass", "reader", "task", "site", "place", "started_at", "ended_at", "epc", "antenna",
           "rssi_cdbm", "count", "first_at", "last_at")
NEEDED = ("pass", "reader", "started_at", "ended_at", "epc")
NUMBERS = ("antenna", "rssi_cdbm", "count")
HEAD = ("pass", "reader", "task", "site", "place", "started_at", "ended_at")
LINE_CHARACTERS_MAX = 4 * 1024 * 1024
FAULTS_MAX = 1_000
"""Faults of one file that are named; reading stops there."""


class ReadsReport(NamedTuple):
    """What became of a file of reads; `results` counts tags by what became of them."""

    file: str
    lines: int
    passes: int
    reads: int
    reads_new: int
    results: dict[str, int]
    trays: dict[str, int]
    alerts: int


class ReadsFileRefused(Refused):
    """The file holds faults, each with its line; nothing of it was stored."""
