"""`pandian backup`, `backup-drill`, `backup-open`: copies of everything, and their proof.   备份

A back-up is what `pg_dump` wrote, with a manifest beside it: when, how big, its SHA-256, and the
head of every site's chain of seals as that very snapshot held them.  A drill restores the copy into
a database of its own and compares.  What was made, what failed and what was drilled are facts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

NEEDS = "server"
KEEP = 14
NAME = "pandian-{:%Y%m%dT%H%M%S}Z.dump"
LOCKED = ".locked"
SUBJECT = "backup:all"
"""Subject of the facts of back-ups and drills; health shows the last ones."""

ERROR_CHARACTERS = 1_000
KNOWS_TIMEOUT = 170_000
UNKNOWN_BEFORE = b"SET transaction_timeout = 0;"
HEAD_LINES = 40
"""Lines in front of a restoring script, before any table."""


class BackupFailed(RuntimeError):
    """A back-up could not be made, opened or restored; the message says why."""


class Made(NamedTuple):
    """A finished back-up."""

    file: Path
    manifest: dict[str, Any]


class Drilled(NamedTuple):
    """A finished drill: what the restored copy had, and where it differs from the manifest."""

    file: str
    seconds: float
    heads: list[dict[str, Any]]
    differs: list[str]


def register(subparsers: Any) -> None:
    """Declare the commands."""
    make = subparsers.add_parser(
        "backup", help="copy the whole database into a file, locked when PANDIAN_BACKUP_KEY is set")
    make.add_argument("--to", metavar="FOLDER", help="PANDIAN_BACKUP_TO, or backups/ of the home")
    make.add_argument("--keep", type=int, default=KEEP, metavar="N", help="how many stay there")
    drill = subparsers.add_parser(
        "backup-drill", help="restore the newest back-up into a database of its own, and compare")
    drill.add_argument("--from", dest="source", metavar="FOLDER", help="where the back-ups are")
    drill.add_argument("--file", metavar="FILE", help="this one instead of the newest")
    opened = subparsers.add_parser(
        "backup-open", help="unlock a back-up, for pg_restore to restore it")
    opened.add_argument("--file", required=True, metavar="FILE", help="the locked back-up")
    opened.add_argument("--to", required=True, metavar="FILE", help="where the dump goes")
    for parser, name in ((make, "make"), (drill, "drill"), (opened, "open")):
        parser.set_defaults(work=name)
        parser.add_argument("--json", action="store_true", help="print JSON")


def needs(args: argparse.Namespace) -> str:
    """Opening a file needs no database."""
    return "nothing" if args.work == "open" else NEEDS


def handle(args: argparse.Namespace) -> int:
    """Do one of the three; a failure is a fact and an error."""
    key = os.environ.get("PANDIAN_BACKUP_KEY", "")
    if args.work == "open":
        return _open(args, key)
    if args.work == "make":
        with _noted("backup.failed"):
            made = make(folder=_folder(args.to), passphrase=key, keep=args.keep)
        _say(args, made.manifest | {"path": str(made.file)},
             f"{made.file}: {made.manifest['bytes']:,} bytes 已备份")
        return 0
    folder = _folder(args.source)
    with _noted("backup.drill_failed"):
        done = drill(file=Path(args.file) if args.file else newest(folder), passphrase=key)
    _say(args, done._asdict(), f"{done.file}: {done.seconds} s, "
         + (f"differs 不一致: {'; '.join(done.differs)}" if done.differs
            else f"{len(done.heads)} sites, the same heads 封存链头一致"))
    return 1 if done.differs else 0


def _open(args: argparse.Namespace, key: str) -> int:
    from pandian.config.vault import unlock

    draft = Path(f"{args.to}.draft")
    with draft.open("wb") as out:
        unlock(Path(args.file), out, passphrase=key)
    draft.replace(args.to)
    _say(args, {"path": args.to}, f"{args.to}: pg_restore --dbname=... {args.to}")
    return 0


def _say(args: argparse.Namespace, data: Mapping[str, Any], line: str) -> None:
    print(json.dumps(data, ensure_ascii=False, default=str) if args.json else line)


def _folder(given: str | None) -> Path:
    from django.conf import settings

    return Path(given or os.environ.get("PANDIAN_BACKUP_TO") or settings.HOME / "backups")


def newest(folder: Path) -> Path:
    """Return the newest back-up of a folder.  Raises `BackupFailed` when there is none."""
    found = _held(folder)
    if not found:
        raise BackupFailed(f"there is no back-up in {folder}: make one with `pandian backup`")
    return found[-1]


def _held(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("pandian-*.dump*")
                  if path.suffix in (".dump", LOCKED))


# -- making ------------------------------------------------------------------------------------

def make(*, folder: Path, passphrase: str = "", keep: int = KEEP) -> Made:
    """Copy the database as one snapshot, and keep the newest `keep` copies.

    The file takes its name last: what was cut short leaves no back-up.  Raises `BackupFailed`.
    """
    from pandian.governance.words import SYSTEM
    from pandian.kernel.operations import record

    if keep < 1:
        raise BackupFailed("--keep is at least 1: the copy just made stays")
    now = datetime.now(UTC)
    target = folder / (NAME.format(now) + (LOCKED if passphrase else ""))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        draft = target.with_name(f"{target.name}.draft")
        with _snapshot() as (snapshot, heads):
            _dump(snapshot, draft, passphrase)
        manifest = {"made_at": now.isoformat(), "bytes": draft.stat().st_size,
                    "sha256": _digest(draft), "locked": bool(passphrase), "heads": heads}
        _manifest(target).write_text(json.dumps(manifest, indent=1), "utf-8")
        draft.replace(target)
    except OSError as error:
        raise BackupFailed(f"{folder}: {error.strerror or error}") from error
    record(scope=SYSTEM, site=0, kind="backup.made", subject=SUBJECT,
           data={"file": target.name, **manifest})
    for old in _held(folder)[:-keep]:
        old.unlink()
        _manifest(old).unlink(missing_ok=True)
    return Made(target, manifest)


def _manifest(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


@contextmanager
def _snapshot() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Hold one snapshot: its id for the dump, and the heads of the seals as it sees them."""
    from pandian.kernel.statements import statement

    with psycopg.connect(_address(), autocommit=False) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        snapshot = connection.execute(statement("config", "export_snapshot").encode()).fetchone()
        assert snapshot is not None
        yield str(snapshot[0]), _heads(connection)


def _heads(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    from pandian.kernel.statements import statement

    with connection.cursor(row_factory=dict_row) as cursor:
        return list(cursor.execute(statement("config", "seal_heads").encode()).fetchall())


def _dump(snapshot: str, draft: Path, passphrase: str) -> None:
    from pandian.config.vault import lock

    command = ["--format=custom", f"--snapshot={snapshot}", f"--dbname={_address(secret=False)}"]
    if not passphrase:
        _run("pg_dump", [*command, f"--file={draft}"])
        return
    with tempfile.TemporaryFile() as said:
        working = subprocess.Popen(  # noqa: S603  our own program
            [_program("pg_dump"), *command], env=_environment(), stdout=subprocess.PIPE,
            stderr=said)
        assert working.stdout is not None
        with working.stdout:
            lock(working.stdout, draft, passphrase=passphrase)
        if working.wait():
            said.seek(0)
            raise BackupFailed(_end(said.read()))


def _digest(file: Path) -> str:
    with file.open("rb") as held:
        return hashlib.file_digest(held, "sha256").hexdigest()


# -- the drill ----------------------------------------------------------------------------------

def drill(*, file: Path, passphrase: str = "") -> Drilled:
    """Restore a back-up into a database of its own, compare it with its manifest, drop it.

    Raises `BackupFailed` when it cannot be read or restored; a copy that differs is returned.
    """
    from pandian.governance.words import SYSTEM
    from pandian.kernel.operations import record

    begin = datetime.now(UTC)
    try:
        manifest = json.loads(_manifest(file).read_text("utf-8"))
        found = _digest(file)
    except (OSError, ValueError) as error:
        raise BackupFailed(f"{file} or its manifest cannot be read: {error}") from error
    if found != manifest["sha256"]:
        raise BackupFailed(f"{file} is not what its manifest says: SHA-256 {found}")
    heads = _restored(file, passphrase)
    differs = [f"{there['site']}: {name} {there[name]} / {here.get(name)}"
               for there, here in _pairs(manifest["heads"], heads)
               for name in there if there[name] != here.get(name)]
    done = Drilled(file.name, round((datetime.now(UTC) - begin).total_seconds(), 1), heads, differs)
    record(scope=SYSTEM, site=0, kind="backup.drilled", subject=SUBJECT, data=done._asdict())
    return done


def _pairs(
    there: list[dict[str, Any]], here: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    known = {row["site"]: row for row in here}
    for row in there:
        yield row, known.pop(row["site"], {})
    for row in known.values():
        yield dict.fromkeys(row, None) | {"site": row["site"]}, row


def _restored(file: Path, passphrase: str) -> list[dict[str, Any]]:
    """Return the heads of a back-up, from a database that lives only as long as this call."""
    from pandian.config.vault import is_locked, unlock

    name = f"pandian_drill_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        dump = file
        if is_locked(file):
            dump = Path(folder) / "dump"
            with dump.open("wb") as out:
                unlock(file, out, passphrase=passphrase)
        version, alike = _like_ours()
        _run("createdb", [f"--maintenance-db={_address(secret=False)}", "--template=template0",
                          *alike, name])
        try:
            _restore(dump, name, version)
            with psycopg.connect(_address(name)) as connection:
                return _heads(connection)
        finally:
            _run("dropdb", [f"--maintenance-db={_address(secret=False)}", "--force", name])


def _like_ours() -> tuple[int, list[str]]:
    """Return the server's version, and how a database is made that holds the same texts.

    Raises `BackupFailed` when the login may not make one.
    """
    from pandian.kernel.statements import statement

    with psycopg.connect(_address()) as connection, \
            connection.cursor(row_factory=dict_row) as cursor:
        own = cursor.execute(statement("config", "drill_place").encode()).fetchone()
        assert own is not None
        if not own["may_create"]:
            raise BackupFailed(
                f"a drill restores into a database of its own, and the login {own['login']} may "
                f"not make one; as the server's administrator run: "
                f"ALTER ROLE \"{own['login']}\" CREATEDB;  (nothing was changed, the back-up "
                f"itself is whole)")
        return connection.info.server_version, [
            f"--encoding={own['encoding']}", f"--lc-collate={own['collate']}",
            f"--lc-ctype={own['ctype']}"]


def _restore(dump: Path, database: str, version: int) -> None:
    """Restore a dump into an empty database.

    Our pg_restore begins with a setting that servers before 17 do not know: for those it writes a
    script, and psql runs it without that line.
    """
    there = f"--dbname={_address(database, secret=False)}"
    if version >= KNOWS_TIMEOUT:
        _run("pg_restore", ["--exit-on-error", there, str(dump)])
        return
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as told:
        writing = subprocess.Popen(  # noqa: S603  our own program
            [_program("pg_restore"), "--file=-", str(dump)], env=_environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said)
        running = subprocess.Popen(  # noqa: S603  our own program
            [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", there],
            env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=told)
        assert writing.stdout is not None
        assert running.stdin is not None
        with suppress(BrokenPipeError), writing.stdout, running.stdin:
            for _ in range(HEAD_LINES):  # only in front: a line of data may be alike
                line = writing.stdout.readline()
                if line.strip() != UNKNOWN_BEFORE:
                    running.stdin.write(line)
            shutil.copyfileobj(writing.stdout, running.stdin, 1 << 20)
        for name, program, errors in (("psql", running, told), ("pg_restore", writing, said)):
            if program.wait():
                errors.seek(0)
                raise BackupFailed(f"{name}: {_end(errors.read())}")


# -- the server and its programs ----------------------------------------------------------------

def _address(database: str = "", *, secret: bool = True) -> str:
    """Return how the programs reach the database; the password goes by the environment."""
    from django.db import connection

    own = connection.settings_dict
    options = {key: value for key, value in (own.get("OPTIONS") or {}).items()
               if key.startswith("ssl")}
    parts = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"],
             "dbname": database or own["NAME"], **options}
    if secret:
        parts["password"] = own.get("PASSWORD", "")
    return make_conninfo("", **{k: v for k, v in parts.items() if v})


def _environment() -> dict[str, str]:
    from django.db import connection

    return {**os.environ, "PGPASSWORD": str(connection.settings_dict.get("PASSWORD") or "")}


def _program(name: str) -> str:
    from pandian.config.server import program

    return program(name)


def _run(name: str, arguments: list[str]) -> None:
    done = subprocess.run(  # noqa: S603  fixed programs of the wheel
        [_program(name), *arguments], env=_environment(), check=False, stdin=subprocess.DEVNULL,
        capture_output=True)
    if done.returncode:
        raise BackupFailed(f"{name}: {_end(done.stderr)}")


def _end(said: bytes) -> str:
    text = said.decode("utf-8", "replace").strip()[-ERROR_CHARACTERS:]
    if "server version mismatch" in text:
        text += " — the server of DATABASE_URL is newer than pandian's own programs: update " \
                "pandian, or copy with the pg_dump of that server"
    return text


@contextmanager
def _noted(kind: str) -> Iterator[None]:
    """Leave a fact of what failed: the alarm that health and the feed show."""
    from pandian.governance.words import SYSTEM
    from pandian.kernel.operations import record

    try:
        yield
    except Exception as error:
        with suppress(Exception):  # the first failure is the one to tell
            record(scope=SYSTEM, site=0, kind=kind, subject=SUBJECT,
                   data={"error": f"{type(error).__name__}: {error}"[:ERROR_CHARACTERS],
                         "free_bytes": shutil.disk_usage("/").free})
        raise
