"""A copy of everything: one snapshot, locked, restored with the same heads.   备份"""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from counting_world import World
from django.db import connection
from psycopg.conninfo import make_conninfo

from pandian.config import backup
from pandian.config.backup import BackupFailed, drill, handle, make, newest
from pandian.config.main import _parser
from pandian.config.vault import VaultBroken, is_locked, lock, unlock
from pandian.governance.words import SYSTEM
from pandian.interfaces.jobs.health import backup_health
from pandian.kernel.queries import facts_about
from pandian.ledger.operations import seal

KEY = "正确 horse battery staple"


@pytest.fixture
def world(transactional_db):
    """Yield a site whose ledger has a sealed head."""
    here = World(places=2)
    here.stock_in("PLAIN", "A-01", 12)
    seal(scope=SYSTEM, site=here.site_id)
    return here


def kinds() -> list[str]:
    return [row.kind for row in facts_about(scope=SYSTEM, sites=None, subject="backup:all")]


@pytest.mark.parametrize("key", ["", KEY])
def test_a_restored_copy_has_the_same_head(world, tmp_path, key):
    made = make(folder=tmp_path, passphrase=key)
    assert is_locked(made.file) == bool(key)
    if key:
        assert b"ledger_move" not in made.file.read_bytes()
    head, = made.manifest["heads"]
    assert (head["site"], head["postings"], len(head["chain"])) == ("SH1", 1, 64)
    world.stock_in("PLAIN", "A-02", 3)  # what happens after the copy is not in it
    done = drill(file=newest(tmp_path), passphrase=key)
    assert (done.differs, done.heads) == ([], [head])
    assert kinds() == ["backup.drilled", "backup.made"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'pandian_drill_%'")
        assert cursor.fetchone() == (0,), "the copy of the drill is gone"


@pytest.mark.parametrize("key", ["", KEY])
def test_a_server_that_knows_fewer_settings_than_our_programs_is_restored_too(
    world, tmp_path, monkeypatch, key
):
    """Servers before 17, as `DATABASE_URL` may name one: the copy goes through a script."""
    monkeypatch.setattr("pandian.config.backup.KNOWS_TIMEOUT", 10**9)
    made = make(folder=tmp_path, passphrase=key)
    done = drill(file=made.file, passphrase=key)
    assert (done.differs, done.heads) == ([], made.manifest["heads"])


def test_a_login_that_may_make_no_database_is_told_what_to_ask_for(world, tmp_path, monkeypatch):
    made = make(folder=tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS drill_plain")
        cursor.execute("CREATE ROLE drill_plain LOGIN PASSWORD 'pw'")
    own = backup._address
    monkeypatch.setattr(backup, "_address", lambda database="", *, secret=True: make_conninfo(
        own(database, secret=secret), user="drill_plain", password="pw"))
    try:
        with pytest.raises(BackupFailed, match='ALTER ROLE "drill_plain" CREATEDB'):
            drill(file=made.file)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP ROLE drill_plain")


def test_a_server_newer_than_our_programs_is_said_so():
    said = backup._end(b"pg_dump: error: aborting because of server version mismatch")
    assert "update pandian" in said


def test_a_copy_that_is_not_what_its_manifest_says_is_found(world, tmp_path):
    made = make(folder=tmp_path)
    kept = made.file.with_name(f"{made.file.name}.json")
    manifest = json.loads(kept.read_text())
    manifest["heads"][0]["chain"] = "00" * 32
    kept.write_text(json.dumps(manifest))
    assert "SH1: chain" in drill(file=made.file).differs[0]
    assert not backup_health(datetime.now(UTC))["ok"], "a drill that differs is red"
    data = bytearray(made.file.read_bytes())
    data[len(data) // 2] ^= 1
    made.file.write_bytes(data)
    with pytest.raises(BackupFailed, match="is not what its manifest says"):
        drill(file=made.file)


def test_health_shows_the_age_and_is_red_after_26_hours_or_a_failure(world, tmp_path):
    now = datetime.now(UTC)
    assert backup_health(now)["ok"], "a house of today need not have one"
    assert not backup_health(now + timedelta(hours=27))["ok"]
    make(folder=tmp_path)
    now = datetime.now(UTC)
    assert backup_health(now)["ok"]
    assert backup_health(now + timedelta(hours=25, minutes=50))["ok"]
    late = backup_health(now + timedelta(hours=27))
    assert (late["ok"], late["age_hours"] > 26) == (False, True)
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(BackupFailed):
        handle(_parser().parse_args(["backup", "--to", str(blocked)]))
    assert kinds()[0] == "backup.failed"
    health = backup_health(datetime.now(UTC))
    assert (health["ok"], health["failed"]) == (False, True)
    make(folder=tmp_path)
    assert backup_health(datetime.now(UTC))["ok"], "the next good one heals it"


def test_the_newest_copies_stay_and_a_cut_one_leaves_none(world, tmp_path, monkeypatch):
    for second in range(3):
        monkeypatch.setattr("pandian.config.backup.NAME", f"pandian-2026010{second}.dump")
        make(folder=tmp_path, keep=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"pandian-2026010{n}.dump{end}" for n in (1, 2) for end in ("", ".json")]
    monkeypatch.setattr("pandian.config.backup._program", lambda name: "/bin/false")
    monkeypatch.setattr("pandian.config.backup.NAME", "pandian-20260109.dump")
    with pytest.raises(BackupFailed):
        make(folder=tmp_path, keep=2, passphrase=KEY)
    assert newest(tmp_path).name == "pandian-20260102.dump"
    with pytest.raises(BackupFailed, match="at least 1"):
        make(folder=tmp_path, keep=0)
    with pytest.raises(BackupFailed, match="there is no back-up"):
        newest(tmp_path / "nowhere")


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (2 << 20) + 17])
def test_what_was_locked_opens_with_its_passphrase_alone(tmp_path, size):
    plain, file = bytes(n % 251 for n in range(size)), tmp_path / "held"
    lock(io.BytesIO(plain), file, passphrase=KEY)
    out = io.BytesIO()
    unlock(file, out, passphrase=KEY)
    assert out.getvalue() == plain
    with pytest.raises(VaultBroken):
        unlock(file, io.BytesIO(), passphrase="another")


def test_a_locked_file_that_was_changed_cut_or_lengthened_is_refused(tmp_path):
    file = tmp_path / "held"
    lock(io.BytesIO(b"x" * (2 << 20)), file, passphrase=KEY)
    good = file.read_bytes()
    chunk = 4 + (1 << 20) + 16
    for bad in (good[:-1], good[:-chunk], good + good[-chunk:], b"PK" + good[2:],
                good[:28] + good[28 + chunk:28 + 2 * chunk] + good[28:28 + chunk],
                good[:100] + bytes([good[100] ^ 1]) + good[101:], good[:20]):
        file.write_bytes(bad)
        with pytest.raises(VaultBroken):
            unlock(file, io.BytesIO(), passphrase=KEY)


def test_the_job_runs_the_command_as_the_owner_and_fails_loudly(monkeypatch, tmp_path):
    import subprocess

    from pandian.interfaces.jobs import tasks

    called = []
    monkeypatch.setattr(tasks.subprocess, "run", lambda command, **more: called.append(command)
                        or subprocess.CompletedProcess(command, 1, "", "no space left"))
    with pytest.raises(tasks.CommandFailed):
        tasks.back_up(timestamp=0)
    assert called[0][-2:] == ["pandian.config.main", "backup"]
