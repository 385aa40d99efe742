"""The processes that `pandian up` keeps alive, and how all of them end together.   子进程

Every child is a session of its own, so that Ctrl-C reaches only the parent, which stops them in
order; and the kernel ends them when the parent is killed.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

STOP_SECONDS_MAX = 10
QUICK_DEATH_SECONDS = 5
PAUSE_SECONDS_MAX = 30
LOG_BYTES_MAX = 20 * 1024 * 1024
LOG_LINES_SHOWN = 12
PR_SET_PDEATHSIG = 1


class Child:
    """One program that is started again whenever it ends by itself."""

    def __init__(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str], log: Path,
        keep: Sequence[int] = (),
    ) -> None:
        self.name = name
        self._command = list(command)
        self._environment = dict(environment)
        self._log = log
        self._keep = tuple(keep)
        self._process: subprocess.Popen[bytes] | None = None
        self._born = 0.0
        self._not_before = 0.0
        self._quick_deaths = 0

    def start(self) -> None:
        """Start the program, its output going to its log."""
        with _opened(self._log) as log:
            self._process = subprocess.Popen(  # noqa: S603  our own programs
                self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True, pass_fds=self._keep,
                preexec_fn=_end_with_parent,
            )
        self._born = time.monotonic()

    def look_after(self) -> str:
        """Start the program again when it has ended; return what happened, or nothing.

        A program that keeps dying at once is given longer and longer pauses.
        """
        if self._process is not None:
            status = self._process.poll()
            if status is None:
                return ""
            self._process = None
            quick = time.monotonic() - self._born < QUICK_DEATH_SECONDS
            self._quick_deaths = self._quick_deaths + 1 if quick else 0
            pause = min(PAUSE_SECONDS_MAX, 2 ** self._quick_deaths - 1)
            self._not_before = time.monotonic() + pause
            return (f"the {self.name} process ended ({_meaning(status)}) and is started again"
                    + (f" in {pause} s; the end of {self._log}:\n{self._end()}" if pause else ""))
        if time.monotonic() >= self._not_before:
            self.start()
        return ""

    def alive(self) -> bool:
        """Tell whether the program runs now."""
        return self._process is not None and self._process.poll() is None

    def ask_to_stop(self) -> None:
        """Ask the program to end in good order."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def see_it_stopped(self, deadline: float) -> None:
        """Wait for the end until the deadline, then end the whole session by force."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _kill_session(self._process.pid)
            self._process.wait()

    def _end(self) -> str:
        try:
            lines = self._log.read_text("utf-8", "replace").splitlines()
        except OSError:
            return ""
        return "\n".join(f"    {line}" for line in lines[-LOG_LINES_SHOWN:])


def stop(children: Sequence[Child]) -> None:
    """End all children, last started first, within `STOP_SECONDS_MAX`."""
    deadline = time.monotonic() + STOP_SECONDS_MAX
    for child in reversed(children):
        child.ask_to_stop()
    for child in reversed(children):
        child.see_it_stopped(deadline)


def _opened(log: Path) -> IO[bytes]:
    log.parent.mkdir(parents=True, exist_ok=True)
    too_big = log.exists() and log.stat().st_size > LOG_BYTES_MAX
    if too_big:
        log.replace(log.with_suffix(".log.1"))
    return log.open("ab")


def _meaning(status: int) -> str:
    return f"by {signal.Signals(-status).name}" if status < 0 else f"with status {status}"


def _kill_session(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def _end_with_parent() -> None:
    """Ask the kernel to end this process when its parent dies (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
