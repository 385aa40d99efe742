"""Run the tests: all on the embedded server; ledger, counting and back-up on Debian's too.   测试

The second job runs where PostgreSQL 15 is installed (/usr/lib/postgresql/15): pandian promises
any server from that version on.  It starts its own server in a temporary folder, and has its
time beside the tests in browsers.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
FIFTEEN = Path("/usr/lib/postgresql/15/bin")
SECOND_JOB = ("test_ledger*.py", "test_counting*.py", "test_backup.py")
SERVER_USERS = ("postgres", "nobody")
NO_TESTS = 5
MEMORY = Path("/dev/shm")
MEMORY_BYTES_MIN = 10 << 30
CONTAINER_LIMITS = (Path("/sys/fs/cgroup/memory.max"),
                    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Of the second and the first kind; a limit of the second kind may be the word `max`."""
BROWSER = "tests/browser"
SECOND = "second-job"
"""The word by which this file starts itself for the second job alone."""


def main(chosen: list[str]) -> int:
    """Run the chosen tests, or all and the second job; return pytest's worse status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped
    if chosen == [SECOND]:
        return _second_job()
    with _own_database() as environment:
        if chosen:
            return _pytest(chosen, environment)
        status = _pytest([*_parallel(), f"--ignore={BROWSER}"], environment)
        # apart: a browser's event loop and its server's database would stay in the process;
        # browsers wait much, so the second job has its time beside them
        with _beside([sys.executable, __file__, SECOND]) as ended:
            status = _pytest([*_parallel(), BROWSER], environment) or status
            return ended() or status


@contextmanager
def _beside(command: list[str]) -> Iterator[Callable[[], int]]:
    """Run a command beside ours; yield what waits for it, prints what it said, says its status.

    When we end before it does, it is stopped as we are, and stops its server.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        job = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)

        def ended() -> int:
            status = job.wait()
            said.seek(0)
            print(said.read(), flush=True)
            return status

        try:
            yield ended
        finally:
            job.terminate()
            job.wait()


@contextmanager
def _own_database() -> Iterator[dict[str, str]]:
    """Yield an environment whose test database no other run of this checkout uses."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    with (ROOT / ".cache" / "tests.lock").open("w") as handle:
        name = "test_pandian"
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            name = f"test_pandian_{os.getpid()}"
        # the tests start hundreds of processes: what Python compiled for one serves all
        kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        with _in_memory() as folder:
            # its leases say when the server stops: with the last test process
            home = {"PANDIAN_HOME": f"{folder}/home"} if folder else {}
            yield {"PANDIAN_TEST_DB": name, **home, **kept}


@contextmanager
def _in_memory() -> Iterator[str | None]:
    """Yield a folder for the data of a test server, gone afterwards; None where memory is short.

    Such data need not survive: waiting for a disk would prove nothing.  What must survive a kill
    is proven on servers of its own, which stand on the disk.
    """
    if not MEMORY.is_dir() or _memory_left() < MEMORY_BYTES_MIN:
        yield None
        return
    folder = tempfile.mkdtemp(prefix="pandian-tests-", dir=MEMORY)
    Path(folder).chmod(0o711)  # another user may run the server: he passes, and sees nothing
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _memory_left() -> int:
    """Return how many bytes may be laid there: what the machine has, and what a container may."""
    limits = [int(text) for path in CONTAINER_LIMITS if path.exists()
              and (text := path.read_text().strip()).isdecimal()]
    return min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available, *limits)


def _pytest(arguments: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _parallel() -> list[str]:
    """Use two processes where there are two cores; a file's tests stay together.

    Each process has databases, servers and browsers of its own.  Files go out in the order that
    tests/conftest.py gives them.
    """
    cores = len(os.sched_getaffinity(0))
    return ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"] if cores > 1 else []


def _second_job() -> int:
    files = sorted(str(path.relative_to(ROOT)) for pattern in SECOND_JOB
                   for path in (ROOT / "tests" / "stories").glob(pattern))
    if not (FIFTEEN / "initdb").exists():
        print("second job: skipped, PostgreSQL 15 is not installed here")
        return 0
    if not files:
        return 0
    print(f"second job: {len(files)} files on PostgreSQL 15", flush=True)
    with _server() as address:
        environment = {**os.environ, "DATABASE_URL": address, "PANDIAN_TEST_DB": "test_fifteen"}
        status = _pytest(files, environment)
    return 0 if status == NO_TESTS else status


@contextmanager
def _server() -> Iterator[str]:
    """Yield the address of a fresh PostgreSQL 15 on a private socket; remove it afterwards."""
    with _in_memory() as memory:
        folder = Path(tempfile.mkdtemp(prefix="pandian-15-", dir=memory))
        try:
            yield from _serving(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _serving(folder: Path) -> Iterator[str]:
    user = _server_user()
    as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    if user:
        for path in (folder, folder / "password"):
            shutil.chown(path, user)
    data = str(folder / "data")

    def call(*command: str) -> None:
        subprocess.run(command, check=True, cwd="/", stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, **as_user)

    try:
        call(str(FIFTEEN / "initdb"), "-D", data, "-U", "owner", "--locale=C", "--encoding=UTF8",
             "--auth=scram-sha-256", f"--pwfile={folder}/password", "--data-checksums")
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c jit=off"
        call(str(FIFTEEN / "pg_ctl"), "-D", data, "-s", "-w", "-l", f"{folder}/log",
             "-o", settings, "start")
        yield f"postgresql://owner:{password}@/postgres?host={folder}&port=5432"
    finally:
        if Path(data, "postmaster.pid").exists():
            call(str(FIFTEEN / "pg_ctl"), "-D", data, "-s", "-w", "-m", "fast", "stop")


def _server_user() -> str | None:
    """Return who runs the server when we are root: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in SERVER_USERS if name in known)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
