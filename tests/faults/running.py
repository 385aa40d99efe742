"""A real `pandian up` in a folder of its own: its processes, its people, its truth.   实机"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg

from pandian.config import server

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS_MAX = END_SECONDS_MAX = 180
SITE, PLACES, ITEMS = "F1", ("P-1", "P-2", "P-3", "P-4"), ("GAUZE", "GLOVE", "TUBE")
OPENING = 1_000_000
DISTURBED = re.compile(r"^(PANDIAN_|DATABASE_URL|PYTEST_|COV_|DJANGO_)")
TOKENS = """
import sys
from pandian.config import settings
import django
django.setup()
from pandian.governance.operations import create_token
from pandian.governance.words import CAPABILITIES, SYSTEM
for actor in sys.argv[1:]:
    print(create_token(scope=SYSTEM, actor=actor, sites=["F1" if actor != "feed" else "*"],
                       capabilities=sorted(CAPABILITIES)))
"""


class Up:
    """One `pandian up` on a home; `code` is the folder whose pandian runs."""

    def __init__(self, home: Path, *, code: Path = ROOT) -> None:
        self.home, self.code = home, code
        self.log = home.parent / f"up-{time.monotonic_ns()}.log"
        kept = {name: value for name, value in os.environ.items() if not DISTURBED.match(name)}
        self.environment = {**kept, "PANDIAN_HOME": str(home), "PYTHONPATH": str(code),
                            "DJANGO_SETTINGS_MODULE": "pandian.config.settings"}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pandian.config.main", "up"], stdout=log, cwd="/",
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=self.environment)
        self.port = 0

    @property
    def said(self) -> str:
        """What it printed so far."""
        return self.log.read_text()

    def ready(self) -> Up:
        """Wait until it printed its address."""
        deadline = time.monotonic() + READY_SECONDS_MAX
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(r"^pandian 盘点: http://127\.0\.0\.1:(\d+)/$", self.said, re.M):
                self.port = int(found.group(1))
                return self
            time.sleep(0.05)
        raise AssertionError(self.said)

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and wait for the end."""
        self.process.send_signal(how)
        return self.process.wait(END_SECONDS_MAX)

    # -- its processes -------------------------------------------------------------------------

    def children(self) -> list[psutil.Process]:
        """Return all processes that it started (the database server is nobody's child)."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def web_master(self) -> psutil.Process | None:
        return self._child("gunicorn")

    def web_worker(self) -> psutil.Process | None:
        master = self.web_master()
        try:
            found = master.children() if master else []
        except psutil.NoSuchProcess:
            return None
        return found[0] if found else None

    def worker(self) -> psutil.Process | None:
        return self._child("worker")

    def postmaster(self) -> psutil.Process | None:
        pid = server._postmaster(self.home)
        return psutil.Process(pid) if pid else None

    def backend(self) -> psutil.Process | None:
        """Return a server process that works for a client of pandian."""
        master = self.postmaster()
        try:
            for child in reversed(master.children() if master else []):
                if f"{server.APPLICATION} {server.DATABASE}" in " ".join(child.cmdline()):
                    return child
        except psutil.NoSuchProcess:
            return None
        return None

    def _child(self, word: str) -> psutil.Process | None:
        for child in psutil.Process(self.process.pid).children():
            try:
                if word in child.cmdline():
                    return child
            except psutil.NoSuchProcess:
                continue
        return None

    # -- asking it -----------------------------------------------------------------------------

    def tokens(self, *actors: str) -> list[str]:
        """Make a token for each actor with every right at the site ("feed": everywhere)."""
        done = subprocess.run([sys.executable, "-c", TOKENS, *actors], check=True, cwd="/",
                              env=self.environment, capture_output=True, text=True)
        return done.stdout.split()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a pandian command on the same home."""
        return subprocess.run([sys.executable, "-m", "pandian.config.main", *arguments], cwd="/",
                              env=self.environment, capture_output=True, text=True, check=False)

    def ask(self, method: str, path: str, token: str, body: Any = None) -> tuple[int, Any]:
        """Send one request and return status and decoded body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=END_SECONDS_MAX)
        try:
            connection.request(method, f"/api/v1{path}", None if body is None else
                               json.dumps(body), {"Authorization": f"Bearer {token}",
                                                  "Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read the tables as an auditor with his own connection."""
        known = server.described(self.home)
        assert known is not None
        with psycopg.connect(known.url(role=server.OWNER)) as connection:
            return connection.execute(query, values).fetchall()

    def furnish(self, token: str) -> None:
        """Make the site, its places, items, and an opening stock of each item in each place."""
        made = [
            self.ask("PUT", "/sites", token, [
                {"code": SITE, "name": "故障仓", "time_zone": "Asia/Shanghai"}]),
            self.ask("PUT", "/items", token, [
                {"code": code, "name": code, "unit": "片"} for code in ITEMS]),
            self.ask("PUT", "/places", token, [
                {"site": SITE, "code": code, "kind": "bin"} for code in PLACES]),
            self.ask("POST", "/postings", token, {
                "id": "01900000-0000-7000-8000-000000000001", "site": SITE, "kind": "opening",
                "effective_at": "2026-01-01T00:00:00+00:00", "lines": [
                    {"item": item, "source": "@opening", "target": place, "quantity": OPENING}
                    for item in ITEMS for place in PLACES]}),
        ]
        assert all(status in (200, 201) for status, _ in made), made

    def stock(self, token: str) -> dict[tuple[str, str], int]:
        """Return what the book holds, by place and item."""
        status, page = self.ask("GET", f"/stock?site={SITE}&group_by=place,item", token)
        assert status == 200, page
        return {(row["place"], row["item"]): row["quantity"] for row in page["rows"]
                if row["place"] in PLACES}

    def verified(self) -> dict[str, Any]:
        """Return what `pandian verify --json` says."""
        done = self.command("verify", "--json")
        assert done.stdout, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a folder with a short path (the server's socket lies in it), then remove it."""
    made = Path(tempfile.mkdtemp(prefix="pandian-f-"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        for log in sorted(made.glob("up-*.log")):
            print(f"{log.name}:\n{log.read_text()}")
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def running(home: Path, *, code: Path = ROOT) -> Iterator[Up]:
    """Yield a ready `pandian up`; whatever is left of it afterwards is ended."""
    up = Up(home, code=code)
    try:
        yield up.ready()
    finally:
        if up.process.poll() is None:
            up.end(signal.SIGTERM)
        if home.is_dir():
            server.release(home)


def gone(processes: list[psutil.Process]) -> bool:
    """Wait until all have ended (a dead child may wait for ever for a parent to notice)."""
    deadline = time.monotonic() + END_SECONDS_MAX
    while any(map(_lives, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(_lives, processes))


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
