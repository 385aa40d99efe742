"""The embedded server survives what happens to servers, and says what it cannot survive.   F3 F4"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import psycopg
import pytest

from pandian.config import guard, server

OTHER = """
import sys, time
from pathlib import Path
from pandian.config import server
server.start(Path(sys.argv[1]))
print("up", flush=True)
sys.stdin.read()
print(server.release(Path(sys.argv[1])), flush=True)
"""


@pytest.fixture(scope="module")
def folder():
    """Yield a folder with a short path (the servers' sockets lie in it)."""
    made = Path(tempfile.mkdtemp(prefix="pandian-t-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def used(folder):
    """Return a home whose server ran and was stopped."""
    server.start(folder / "used")
    server.release(folder / "used")
    return folder / "used"


@pytest.fixture
def home(folder):
    """Yield the path of a home that is not there yet; its server is stopped after the test."""
    yield from _stopped_after(folder / "home")


@pytest.fixture
def old(folder, used):
    """Yield a home that was used before: a copy, as a restored backup would be."""
    subprocess.run(["cp", "-a", str(used), str(folder / "old")], check=True)
    yield from _stopped_after(folder / "old")


def _stopped_after(path: Path):
    try:
        yield path
    finally:
        if path.is_dir():
            server.kill(path)
            assert not server._orphans_left(path)
            shutil.rmtree(path)


@pytest.fixture(scope="module")
def running(folder):
    """Yield a server that all tests of this file share that do not hurt it."""
    yield server.start(folder / "running")
    server.release(folder / "running")


def _pid(home: Path) -> int | None:
    return server._postmaster(home)


def test_a_new_home_has_a_durable_server_with_two_roles(running):
    with psycopg.connect(running.url(role=server.OWNER)) as connection:
        assert guard.check(connection) == []
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
    with psycopg.connect(running.url(role=server.APPLICATION)) as connection:
        (superuser,) = connection.execute(
            "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles "
            "WHERE rolname = current_user").fetchone()
        assert not superuser


def test_nobody_gets_in_without_a_password(running):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(running.url(role=server.OWNER).replace(running.owner_password, "guess"))


def test_the_server_listens_on_no_network_port(old):
    server.start(old)
    connections = psutil.Process(_pid(old)).net_connections(kind="inet")
    assert connections == []


def test_a_second_pandian_attaches_and_the_last_one_out_stops_the_server(old):
    server.start(old)
    first = _pid(old)
    other = subprocess.Popen([sys.executable, "-c", OTHER, str(old)], text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout.readline() == "up\n"
    assert _pid(old) == first
    assert server.release(old) is False
    assert _pid(old) == first
    said, _ = other.communicate("")
    assert said == "True\n"
    assert _pid(old) is None


def test_a_pandian_that_was_killed_leaves_the_server_and_the_next_one_attaches(old):
    other = subprocess.Popen([sys.executable, "-c", OTHER, str(old)], text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout.readline() == "up\n"
    left = _pid(old)
    other.kill()
    other.wait()
    other.stdin.close()
    other.stdout.close()
    assert _pid(old) == left
    server.start(old)
    assert _pid(old) == left
    assert server.release(old) is True


def test_a_killed_server_comes_back_with_everything_it_acknowledged(old):
    running = server.start(old)
    with psycopg.connect(running.url(role=server.OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    for _ in range(3):
        server.kill(old)
        running = server.start(old)
    with psycopg.connect(running.url(role=server.OWNER)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_a_pid_file_that_names_a_stranger_does_not_keep_the_server_down(old):
    server.start(old)
    pid_file = old / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.kill(old)
    assert not server._orphans_left(old)
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert _pid(old) is None
    server.start(old)
    assert _pid(old) not in (None, os.getpid())


def test_a_first_start_that_was_cut_short_is_begun_anew(home):
    draft = home / "data.draft"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    server.start(home)
    assert (home / "data" / "PG_VERSION").exists()
    assert not draft.exists()


def test_a_wrong_setting_is_named_and_not_retried(old):
    server.start(old)
    server.release(old)
    (old / "data" / "local.conf").write_text("work_mem = banana\n")
    with pytest.raises(server.ServerDidNotStart, match=r"local\.conf"):
        server.start(old)
    (old / "data" / "local.conf").unlink()
    server.start(old)


def test_a_home_without_its_passwords_is_named(old):
    server.start(old)
    server.release(old)
    kept = (old / "server.json").read_text()
    (old / "server.json").unlink()
    with pytest.raises(server.HomeIncomplete, match=r"server\.json"):
        server.start(old)
    (old / "server.json").write_text(json.dumps({**json.loads(kept), "owner_password": "no"}))
    with pytest.raises(server.HomeIncomplete, match="does not belong"):
        server.start(old)
    (old / "server.json").write_text(kept)
    server.start(old)


def test_a_home_that_cannot_be_written_is_named_with_the_way_out(home):
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file stands where the folder should be")
    with pytest.raises(server.HomeNotWritable, match="PANDIAN_HOME"):
        server.start(home)
    home.unlink()


def test_a_full_disk_is_named_before_anything_is_made(home, monkeypatch):
    monkeypatch.setattr(server, "FREE_BYTES_MIN", 2**62)
    with pytest.raises(server.HomeNotWritable, match="free some space"):
        server.start(home)
    assert not (home / "data").exists()


@pytest.mark.parametrize("setting", guard.DURABLE)
def test_a_server_that_may_lose_a_count_is_refused(old, setting):
    running = server.start(old)
    with psycopg.connect(running.url(role=server.OWNER), autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    server.kill(old)
    running = server.start(old)
    with (psycopg.connect(running.url(role=server.OWNER)) as connection,
          pytest.raises(guard.ServerUnsafe, match=f"{setting}=on")):
        guard.check(connection)


def test_a_server_that_is_too_old_is_refused():
    class Old:
        class info:
            server_version = 140_012

    with pytest.raises(guard.ServerTooOld, match="15"):
        guard.check(Old)


def test_an_own_server_gets_the_application_role_when_the_login_may_make_it(old):
    running = server.start(old)
    with psycopg.connect(running.url(role=server.OWNER), autocommit=True) as connection:
        connection.execute("ALTER ROLE pandian_app RENAME TO elsewhere")
        connection.execute("CREATE ROLE plain LOGIN PASSWORD 'plain'")
        connection.execute("CREATE ROLE maker LOGIN CREATEROLE PASSWORD 'maker'")
    with pytest.raises(guard.RoleMissing, match="CREATE ROLE pandian_app NOLOGIN"):
        guard.see_to_own_server(_as(running, "plain"))
    assert guard.see_to_own_server(_as(running, "maker")) == []
    assert guard.see_to_own_server(_as(running, "maker")) == []
    with pytest.raises(guard.RoleMissing, match="GRANT pandian_app TO plain"):
        guard.see_to_own_server(_as(running, "plain"))


def test_an_own_server_that_does_not_answer_is_named(running):
    with pytest.raises(guard.ServerUnreachable):
        guard.see_to_own_server(_as(running, "nobody_of_that_name"))
    with pytest.raises(guard.ServerUnreachable, match="no PostgreSQL address"):
        guard.see_to_own_server("not an address")


def _as(running: server.Server, name: str) -> str:
    return f"postgresql://{name}:{name}@/{server.DATABASE}?host={running.host}&port={running.port}"
