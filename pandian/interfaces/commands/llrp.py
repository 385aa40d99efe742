"""Listening to an LLRP reader, by the library of the extra `rfid`.   读写器接入

The library calls back in its own thread; reads wait in a bounded queue until the command takes
them.  What the queue cannot hold is counted and said, never dropped in silence.
"""

from __future__ import annotations

import queue
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from pandian.interfaces.commands.printing import note

QUEUE_MAX = 200_000
CONNECT_SECONDS = 10.0
SETTINGS: dict[str, Any] = {
    "report_every_n_tags": 64, "report_timeout_ms": 500, "antennas": [0], "reconnect": True,
    "tag_content_selector": {
        "EnableROSpecID": False, "EnableSpecIndex": False,
        "EnableInventoryParameterSpecID": False, "EnableAntennaID": True,
        "EnableChannelIndex": False, "EnablePeakRSSI": True, "EnableFirstSeenTimestamp": True,
        "EnableLastSeenTimestamp": True, "EnableTagSeenCount": True, "EnableAccessSpecID": False,
    },
}
"""Antenna 0 is every antenna; reports come twice a second or every 64 tags."""


class ReaderMissing(RuntimeError):
    """The library or the reader is not there; the text says what to do."""


class Listener:
    """One reader: what it reported and nobody took yet."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.waiting: queue.Queue[dict[str, Any]] = queue.Queue(QUEUE_MAX)
        self.lost = 0
        self.client: Any = None

    def start(self) -> None:
        """Connect and begin to read.  Raises `ReaderMissing`."""
        try:
            llrp = import_module("sllurp.llrp")
        except ImportError as error:
            raise ReaderMissing(
                "the LLRP library is not installed: install the extra, pandian[rfid] "
                "(未安装读写器组件，请安装 pandian[rfid])") from error
        config = llrp.LLRPReaderConfig(SETTINGS)
        self.client = llrp.LLRPReaderClient(self.host, self.port, config,
                                            timeout=CONNECT_SECONDS)
        self.client.add_tag_report_callback(self._heard)
        try:
            self.client.connect()
        except Exception as error:
            self.client = None
            raise ReaderMissing(
                f"no reader answers at {self.host}:{self.port}: {error}") from error

    def _heard(self, _reader: Any, tags: Sequence[Mapping[str, Any]]) -> None:
        for tag in tags:
            try:
                self.waiting.put_nowait(read_of(tag))
            except queue.Full:
                self.lost += 1

    @property
    def alive(self) -> bool:
        """Whether the library still listens."""
        return bool(self.client is not None and self.client.is_alive())

    def take(self, most: int) -> list[dict[str, Any]]:
        """Return what waits, at most so many reads; say what was lost."""
        found: list[dict[str, Any]] = []
        while len(found) < most:
            try:
                found.append(self.waiting.get_nowait())
            except queue.Empty:
                break
        if self.lost:
            note(f"pandian: {self.lost:,} reads came faster than they could be stored")
            self.lost = 0
        return found

    def stop(self) -> None:
        """Stop reading and hang up."""
        if self.client is not None:
            self.client.disconnect(timeout=CONNECT_SECONDS)


def read_of(tag: Mapping[str, Any]) -> dict[str, Any]:
    """Return one tag report as a read of a request; strength in hundredths of a dBm."""
    epc = tag.get("EPC", b"")
    rssi = tag.get("PeakRSSI")
    return {
        "epc": (epc.decode("ascii", "replace") if isinstance(epc, bytes) else str(epc)).upper(),
        "antenna": tag.get("AntennaID") or 0,
        "rssi_cdbm": int(rssi) * 100 if rssi is not None else None,
        "count": max(1, tag.get("TagSeenCount") or 1),
        "first_at": _instant(tag.get("FirstSeenTimestampUTC")),
        "last_at": _instant(tag.get("LastSeenTimestampUTC")),
    }


def _instant(microseconds: object) -> str | None:
    if not isinstance(microseconds, int) or microseconds <= 0:
        return None
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC).isoformat()
