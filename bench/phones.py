"""Bench of a push as phones send it: HTTP, a real web server, several phones at once."""

from __future__ import annotations

import http.client
import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench.meter import Meter
from bench.stage import Stage

PHONES = 8
BATCH = 500
READY_SECONDS_MAX = 60
PAUSE_SECONDS = 1.0
"""What a phone waits between two pushes in the paced form: it still sends 500 rows a second,
several hundred times what a hand can scan."""


def pushes(meter: Meter, stage: Stage, *, batches: int) -> None:
    """Push batches from eight phones: paced as a busy team would, then each as fast as it can."""
    from pandian.governance.operations import create_token
    from pandian.governance.words import SYSTEM

    token = create_token(scope=SYSTEM, actor="bench", sites=["BENCH"],
                         capabilities=["capture.push"])
    with _web() as (port, server):
        for work, pause in (("push by 8 phones, one a second each", PAUSE_SECONDS),
                            ("push by 8 phones, without a pause", 0.0)):
            phones = [_Phone(port, token, n, batches, pause) for n in range(PHONES)]
            _run(phones[:1])  # one phone alone warms every process up
            phones[0] = _Phone(port, token, 0, batches, pause)
            before = _cpu(server)
            with meter.measure(work, f"{BATCH}/push", PHONES * batches * BATCH) as running:
                _run(phones)
                spans = sorted(span for phone in phones for span in phone.spans)
                spent = (_cpu(server) - before) / len(spans) * 1_000
                running.note = (f"p50 {spans[len(spans) // 2]:.0f} ms, "
                                f"p95 {spans[int(len(spans) * .95) - 1]:.0f} ms a push; "
                                f"web server {spent:.0f} ms CPU a push")


class _Phone:
    """One phone: its pushes written beforehand, the time of each answer."""

    def __init__(self, port: int, token: str, number: int, batches: int, pause: float) -> None:
        self.port, self.pause, self.spans = port, pause, list[float]()
        self.start = PAUSE_SECONDS * number / PHONES if pause else 0.0
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        install = uuid.uuid4()
        self.bodies = [_body(install, n * BATCH, number) for n in range(batches)]

    def run(self) -> None:
        """Send every push and await its answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        time.sleep(self.start)
        for body in self.bodies:
            begin = time.perf_counter()
            line.request("POST", "/api/v1/push", body, self.headers)
            answer = line.getresponse()
            said = answer.read()
            self.spans.append((time.perf_counter() - begin) * 1_000)
            assert answer.status == 200, said[:500]
            assert said.count(b'"result": "created"') == BATCH, said[:500]
            time.sleep(max(0.0, self.pause - (time.perf_counter() - begin)))
        line.close()


def _body(install: uuid.UUID, seq: int, number: int) -> bytes:
    from pandian.kernel.rules import uuid7

    now = datetime.now(UTC).isoformat()
    rows = [{"id": str(uuid7()), "seq": seq + n + 1, "mode": "set", "entry": "camera",
             "place": f"B{(number * 100 + (seq + n) // 10) % 1_000 + 1}", "quantity": 5,
             "item": f"BENCH-{(seq + n) // 10 % 5_000}", "lot": f"L{(seq + n) % 50_000}",
             "observed_at": now} for n in range(BATCH)]
    return json.dumps({"contract": 1, "push": str(uuid7()), "install": str(install),
                       "app_version": "bench", "sent_at": now, "last_seq": seq + BATCH,
                       "samples": [], "observations": rows}).encode()


def _run(phones: list[_Phone]) -> None:
    threads = [threading.Thread(target=phone.run) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(len(phone.spans) == len(phone.bodies) for phone in phones)


@contextmanager
def _web() -> Iterator[tuple[int, psutil.Process]]:
    """Run the web server as `pandian up` does, on a free port of this machine."""
    from pandian.config import children, up

    home = Path(os.environ["PANDIAN_HOME"])
    root = str(Path(__file__).resolve().parents[1])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port, known = listener.getsockname()[1], set(psutil.Process().children())
        web = up._web("web", listener, {**os.environ, "PYTHONPATH": root}, home / "logs")
        web.start()
        try:
            _wait(port)
            server, = set(psutil.Process().children()) - known
            yield port, server
        finally:
            children.stop([web])


def _wait(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < deadline:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=READY_SECONDS_MAX)
        line.request("GET", "/sign-in")  # the socket listens already: this waits for the answer
        status = line.getresponse().status
        line.close()
        if status < 500:
            return
    raise RuntimeError("the web server did not come up")


def _cpu(server: psutil.Process) -> float:
    """Return the CPU seconds of the web server and its workers so far."""
    return sum(sum(one.cpu_times()[:2]) for one in (server, *server.children(recursive=True)))
