"""Never two servers on one folder, and never one that may lose what it acknowledged.   F3 F4"""

from __future__ import annotations

import signal
import subprocess
import sys

import psutil
import pytest

from pandian.config import server
from tests.faults.running import END_SECONDS_MAX, Up, folder, gone, running

RACERS = 4
RACE = """
import sys
from pathlib import Path
from pandian.config import server
home = Path(sys.argv[1])
server.start(home)
print(server._postmaster(home), flush=True)
sys.stdin.read()
server.release(home)
"""


@pytest.fixture(scope="module")
def base():
    with folder() as made:
        yield made


@pytest.fixture(scope="module")
def home(base):
    """Return the home of all tests here, set up and stopped."""
    server.start(base / "home")
    server.release(base / "home")
    return base / "home"


def _masters(home) -> list[int]:
    """Return every postmaster that works in the folder: server processes without such a parent."""
    found = {process.pid: process for process in server._orphans(home)}
    return [pid for pid, process in found.items() if process.ppid() not in found]


@pytest.mark.parametrize("before", ["stopped", "killed a moment ago"])
def test_racing_starts_end_with_one_server(home, before):
    if before != "stopped":
        server.start(home)
        server.kill(home)
    racers = [subprocess.Popen([sys.executable, "-c", RACE, str(home)], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
              for _ in range(RACERS)]
    pids = {racer.stdout.readline().strip() for racer in racers}
    masters = _masters(home)
    for racer in racers:
        racer.communicate("", timeout=END_SECONDS_MAX)
    server.release(home)
    assert len(pids) == 1, pids
    assert masters == [int(pid) for pid in pids]
    assert _masters(home) == []


def test_a_killed_pandian_leaves_the_server_and_the_next_attaches_until_ctrl_c(home):
    local = home / "data" / "local.conf"
    local.write_text(f"{local.read_text()}synchronous_commit = off\n")
    with running(home) as first:
        assert first.ask("GET", "/health", "")[1]["database"] == {"ok": True}, (
            "pandian asks for synchronous commits whatever the file says")
        master = server._postmaster(home)
        children = first.children()
        first.process.send_signal(signal.SIGSTOP)  # it must not start the worker again
        first.worker().kill()  # in good order the worker, last one out, would stop the server
        assert first.end(signal.SIGKILL) == -signal.SIGKILL
        assert gone(children), "no child outlives pandian"
        assert server._postmaster(home) == master, "the server stays"
        with running(home) as second:
            assert server._postmaster(home) == master, "the next one attaches"
            children = second.children()
            second.process.send_signal(signal.SIGINT)
            assert second.process.wait(END_SECONDS_MAX) == 0
        assert gone(children)
        assert not psutil.pid_exists(master) or server._postmaster(home) is None


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_start_with_an_unsafe_setting_is_refused_in_one_sentence(home, setting):
    local = home / "data" / "local.conf"
    kept = local.read_text()
    local.write_text(f"{kept}{setting} = off\n")
    try:
        up = Up(home)
        assert up.process.wait(END_SECONDS_MAX) == 1
    finally:
        local.write_text(kept)
    (said,) = [line for line in up.said.splitlines() if line.startswith("pandian: ")]
    assert f"set {setting}=on in {local} and restart it" in said
    assert "Traceback" not in up.said
    assert server._postmaster(home) is None, "nothing is left running"
