"""`pandian up` serves from one command, outlives its children and leaves nothing behind.   F1 F3"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil
import pytest

from pandian.config import server
from pandian.config.up import PortRefused, _wanted_port

READY_SECONDS_MAX = END_SECONDS_MAX = 180
"""Nothing is proved by how long a busy machine takes."""


class Up:
    """One running `pandian up`: its process, what it printed, its address."""

    def __init__(self, home: Path, *arguments: str, **environment: str) -> None:
        self.home = home
        inherited = {name: value for name, value in os.environ.items()
                     if not name.startswith(("PANDIAN_", "DATABASE_URL", "PYTEST_"))}
        self.log = home.parent / f"up-{time.monotonic_ns()}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pandian.config.main", "up", *arguments], stdout=log,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd="/",
                env={**inherited, "PANDIAN_HOME": str(home), **environment})

    @property
    def said(self) -> str:
        return self.log.read_text()

    def ready(self) -> str:
        """Wait until everything is announced; return the address."""
        deadline = time.monotonic() + READY_SECONDS_MAX
        while time.monotonic() < deadline and self.process.poll() is None:
            found = re.search(r"^pandian 盘点: (http://127\.0\.0\.1:\d+/)$", self.said, re.M)
            if found and "Ctrl-C" in self.said:
                return found.group(1)
            time.sleep(0.05)
        raise AssertionError(self.said)

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, word: str) -> psutil.Process:
        """Return the direct child that has a word in its command."""
        return next(child for child in psutil.Process(self.process.pid).children()
                    if word in _command(child))

    def end(self, how: int = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(END_SECONDS_MAX)


def _command(process: psutil.Process) -> list[str]:
    """Return a process's command; empty when it has just ended and waits to be collected."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.fixture(scope="module")
def folder():
    """Yield a folder with a short path (the server's socket lies in it)."""
    made = Path(tempfile.mkdtemp(prefix="pandian-u-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def home(folder):
    """Return the home of all tests here; the first test starts it from nothing."""
    return folder / "home"


@pytest.fixture(scope="module")
def started(home):
    """Yield all that were started here; whatever still runs after the file is ended."""
    started: list[Up] = []
    yield started
    for each in started:
        if each.process.poll() is None:
            each.end(signal.SIGTERM)
    if home.exists():
        server.release(home)


@pytest.fixture
def up(home, started):
    """Return a way to start `pandian up`."""

    def start(*arguments: str, **environment: str) -> Up:
        started.append(Up(home, *arguments, **environment))
        return started[-1]

    return start


@pytest.fixture
def running(up, started):
    """Return the one that the tests before left running; the first starts it from nothing."""
    *surplus, alive = [None, *(each for each in started if each.process.poll() is None)]
    for each in filter(None, surplus):  # a test that failed half way left them
        each.end(signal.SIGTERM)
    return alive or up()


def _status(address: str) -> int:
    try:
        with urlopen(address, timeout=END_SECONDS_MAX) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def _gone(processes: list[psutil.Process]) -> bool:
    """Tell whether all have ended; a dead child may wait for ever for a parent to notice."""
    deadline = time.monotonic() + END_SECONDS_MAX
    while any(map(_lives, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(_lives, processes))


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_one_command_serves_a_page_here_only(running):
    address = running.ready()
    assert _status(address) == 200
    assert _status(f"{address}api/v1/openapi.json") == 200
    assert "/first-run/" in running.said
    assert len(running.children()) >= 3
    _assert_here_only(running, address)


def _assert_here_only(running: Up, address: str) -> None:
    """Without --lan nothing listens to the network, and no certificate is offered."""
    listening = {held.laddr.ip for child in running.children()
                 for held in child.net_connections("tcp") if held.status == "LISTEN"}
    assert listening == {"127.0.0.1"}
    with pytest.raises(HTTPError) as missing:
        urlopen(f"{address}lan")
    with missing.value as answer:
        assert answer.code == 404


def test_two_at_once_take_two_ports_and_share_the_database(running, up, home):
    second = up()
    assert len({running.ready(), second.ready()}) == 2
    assert running.end(signal.SIGTERM) == 0
    assert server._postmaster(home) is not None, "who started it is not who needs it"
    assert _status(second.ready()) == 200


def test_a_killed_web_server_and_a_killed_worker_are_started_again(running):
    address = running.ready()
    for child in [running.child(word) for word in ("gunicorn", "worker")]:
        child.kill()
    deadline = time.monotonic() + END_SECONDS_MAX
    while running.said.count("started again") < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert running.said.count("SIGKILL") == 2, running.said
    assert _status(address) == 200, "the socket outlives the web server: nobody is turned away"


def test_a_killed_pandian_takes_its_children_along_and_the_next_one_goes_on(running, up):
    running.ready()
    children = running.children()
    running.end(signal.SIGKILL)
    assert _gone(children)
    assert _status(up().ready()) == 200


def test_ctrl_c_leaves_nothing_behind(running, home):
    running.ready()
    children = running.children()
    assert running.end() == 0
    assert _gone(children)
    assert server._postmaster(home) is None


def test_a_taken_port_is_named_with_the_way_out(up):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        running = up(PANDIAN_PORT=str(taken.getsockname()[1]))
        assert running.process.wait(END_SECONDS_MAX) == 1
    assert "is taken by another program" in running.said
    assert "PANDIAN_PORT" in running.said
    assert "Traceback" not in running.said


def test_a_port_that_is_no_port_is_refused(up, monkeypatch):
    for given in ("abc", "0", "70000", "1e3", "-1"):
        monkeypatch.setenv("PANDIAN_PORT", given)
        with pytest.raises(PortRefused, match=f"^{given} is no port"):
            _wanted_port(None)
    running = up(PANDIAN_PORT="70000")
    assert running.process.wait(END_SECONDS_MAX) == 1
    assert "70000 is no port" in running.said
    assert "Traceback" not in running.said


def test_phones_of_the_network_come_in_encrypted_once_they_trust_the_machine(up, home) -> None:
    running = up("--lan-host", "127.0.0.1", "--lan-host", "localhost")
    address = running.ready()
    phones = re.search(r"(https://127\.0\.0\.1:\d+/)phone/", running.said).group(1)
    assert f"{address}lan" in running.said
    assert "█▀" in running.said
    with urlopen(f"{address}lan") as answer:
        assert f"{phones}phone/" in answer.read().decode()
    with urlopen(f"{address}lan/pandian-authority.crt") as answer:
        authority = answer.read().decode()
    assert (home / "certificates/authority.crt").read_text() == authority
    trusting = ssl.create_default_context(cadata=authority)
    for host in ("127.0.0.1", "localhost"):
        page = phones.replace("127.0.0.1", host) + "phone/"
        with urlopen(page, context=trusting) as answer:
            assert answer.status == 200
    with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urlopen(phones)
    assert running.end(signal.SIGTERM) == 0
    assert server._postmaster(home) is None
