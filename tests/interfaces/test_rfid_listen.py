"""Listening to a reader: a tiny LLRP peer that reports two tags.   读写器接入"""

from __future__ import annotations

import socket
import struct
import threading
import time
from datetime import UTC, datetime

import pytest

from pandian.interfaces.commands.llrp import Listener, ReaderMissing, read_of

EPC = "3074257BF7194E4000001A85"
SILENT = (64, 72)
"""Requests that have no answer: enable reports, the echo of a keep-alive."""


def param(number: int, body: bytes) -> bytes:
    return struct.pack(">HH", number, 4 + len(body)) + body


def message(number: int, id: int, body: bytes) -> bytes:
    return struct.pack(">HII", 1 << 10 | number, 10 + len(body), id) + body


STATUS = param(287, struct.pack(">HH", 0, 0))
CAPABILITIES = STATUS + param(137, struct.pack(">HHIIH", 4, 0, 1, 1, 0) + param(
    139, struct.pack(">HH", 1, 0)) + param(141, struct.pack(">HH", 0, 0))) + param(
    143, struct.pack(">HH", 156, 1) + param(144, param(145, struct.pack(">Hh", 1, 3000)) + param(
        146, b"\0" + param(148, struct.pack(">HI", 1, 920_625))) + param(328, param(
            329, struct.pack(">IBBBBIIIII", 1, 0, 0, 0, 0, 1, 1, 6250, 25000, 6250)))))


def report(at: datetime) -> bytes:
    micros = int(at.timestamp() * 1_000_000)
    tags = b"".join(param(240, b"\x8d" + bytes.fromhex(EPC[:-2] + f"{n:02X}")
                          + struct.pack(">BH", 0x81, n) + struct.pack(">BQ", 0x82, micros)
                          + struct.pack(">BQ", 0x84, micros) + struct.pack(">Bb", 0x86, -52)
                          + struct.pack(">BH", 0x88, 14)) for n in (1, 2))
    return message(61, 900, tags)


def serve(server: socket.socket, at: datetime, asked: list[int]) -> None:
    """Be a reader: greet, say yes to everything, report once reading has begun."""
    peer, _ = server.accept()
    with peer:
        peer.sendall(message(63, 1, param(246, param(128, struct.pack(">Q", 1)) + param(
            256, struct.pack(">H", 0)))))
        while len(head := peer.recv(10, socket.MSG_WAITALL)) == 10:
            kind, size, id = struct.unpack(">HII", head)
            if size > 10:
                peer.recv(size - 10, socket.MSG_WAITALL)
            asked.append(kind & 0x3FF)
            if asked[-1] in SILENT:
                continue
            if asked[-1] == 14:
                peer.sendall(message(4, id, STATUS))
                return
            peer.sendall(message(asked[-1] + 10, id, CAPABILITIES if asked[-1] == 1 else STATUS))
            if asked[-1] == 24:
                peer.sendall(report(at))


def test_what_a_reader_reports_becomes_reads() -> None:
    pytest.importorskip("sllurp", reason="the extra rfid is not installed: pip install sllurp")
    at, asked = datetime(2026, 1, 22, 2, 0, 1, 200_000, UTC), list[int]()
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server, at, asked), daemon=True).start()
        listener = Listener("127.0.0.1", server.getsockname()[1])
        listener.start()
        found, end = list[dict[str, object]](), time.monotonic() + 120
        while len(found) < 2 and time.monotonic() < end:
            found += listener.take(10)
            time.sleep(.05)
        listener.stop()
    assert found == [
        {"epc": EPC[:-2] + f"{n:02X}", "antenna": n, "rssi_cdbm": -5200, "count": 14,
         "first_at": at.isoformat(), "last_at": at.isoformat()} for n in (1, 2)], asked


def test_without_the_library_one_sentence_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sllurp.llrp", None)
    with pytest.raises(ReaderMissing, match=r"pandian\[rfid\]"):
        Listener("127.0.0.1", 1).start()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # its socket
def test_a_reader_that_does_not_answer_is_named() -> None:
    pytest.importorskip("sllurp", reason="the extra rfid is not installed: pip install sllurp")
    with pytest.raises(ReaderMissing, match=r"127\.0\.0\.1:1"):
        Listener("127.0.0.1", 1).start()


def test_a_report_without_its_optional_parts_is_a_read() -> None:
    assert read_of({"EPC": b"e200"}) == {
        "epc": "E200", "antenna": 0, "rssi_cdbm": None, "count": 1, "first_at": None,
        "last_at": None}
