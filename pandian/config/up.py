"""`pandian up`: everything in one process tree.   一条命令启动

The database (unless `DATABASE_URL` names one), the schema, the web server and the worker; it
prints the address when a page is ready, starts again what dies, and stops all of it at the end.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg

from pandian.config import server
from pandian.config.children import Child, stop

if TYPE_CHECKING:
    from pandian.config.lan import Certificates
    from pandian.simulation.words import Demo

NEEDS = "nothing"
HOST = "127.0.0.1"
EVERY_HOST = "0.0.0.0"  # noqa: S104  only with --lan
PORT_FIRST = 8000
SECURE_PORT_FIRST = 8443
PORTS_TRIED = 100
PORT_MAX = 65_535
WEB_WORKERS = 2
WEB_THREADS = 4
READY_SECONDS_MAX = 60
LOOK_SECONDS = 0.3
AGAIN_SECONDS = 3.0


class PortTaken(RuntimeError):
    """The port that was asked for belongs to another program."""


class PortRefused(RuntimeError):
    """What was given as a port is none."""


class Door(NamedTuple):
    """Where the program is reached: here, and with --lan also encrypted from the network.

    `hosts` are what phones call this machine; `certificates` lie in the home.
    """

    listener: socket.socket
    secure: socket.socket | None = None
    hosts: Sequence[str] = ()
    certificates: Certificates | None = None

    @property
    def phones(self) -> str:
        """The encrypted address for phones, or nothing."""
        return f"https://{self.hosts[0]}:{_port(self.secure)}/" if self.secure else ""

    @property
    def installing(self) -> str:
        """The plain address at which a phone gets the authority's certificate."""
        return f"http://{self.hosts[0]}:{_port(self.listener)}/lan" if self.secure else ""


class NotReady(RuntimeError):
    """The web server did not answer in time; the message names its log."""


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "up", help="run everything: database, migrations, web and worker, until Ctrl-C")
    parser.add_argument("--port", type=int, metavar="N",
                        help=f"port at {HOST}; the default is PANDIAN_PORT, else the first free "
                             f"one from {PORT_FIRST} up")
    parser.add_argument("--lan", action="store_true",
                        help="let phones of the local network in: encrypted, by a certificate "
                             "authority of this machine that each phone installs once")
    parser.add_argument("--lan-host", action="append", default=[], metavar="HOST",
                        help="a private address or local name of this machine, instead of those "
                             "found; implies --lan, may be given again")
    parser.add_argument("--demo", action="store_true",
                        help="build the demo world first, if it is not there yet")


def handle(args: argparse.Namespace) -> int:
    """Serve until told to stop; then end every child and give the database up."""
    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(name, _interrupt)
    children: list[Child] = []
    home = _home()
    try:
        with _door(args, home) as door:
            _bring_up(home, demo=args.demo)
            children += _children(home, door)
            for child in children:
                child.start()
            _wait_until_ready(home, door.listener, children)
            _announce(door)
            _close_connections()
            _watch(home, children)
    except KeyboardInterrupt:
        print("\nstopping ... 正在停止", flush=True)
    finally:
        for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)
        stop(children)
        _close(home)
    return 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _home() -> Path:
    return Path(os.environ.get("PANDIAN_HOME") or Path.home() / ".local/share/pandian").absolute()


# -- the address -------------------------------------------------------------------------------

def _wanted_port(given: int | None) -> int | None:
    """Return the port that was asked for, or None when any will do.  Raises `PortRefused`."""
    text = str(given) if given is not None else os.environ.get("PANDIAN_PORT", "")
    if not text:
        return None
    if not (text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= PORT_MAX):
        raise PortRefused(f"{text} is no port: give a number from 1 to {PORT_MAX}, or none to get "
                          f"the first free one from {PORT_FIRST} up")
    return int(text)


@contextmanager
def _door(args: argparse.Namespace, home: Path) -> Iterator[Door]:
    """Hold the sockets; with --lan see to the certificates first."""
    with ExitStack() as held:
        if not (args.lan or args.lan_host):
            yield Door(held.enter_context(_bound(HOST, _wanted_port(args.port))))
            return
        from pandian.config import lan

        hosts = lan.hosts(args.lan_host)
        made = lan.certificates(home / "certificates", hosts)
        listener = held.enter_context(_bound(EVERY_HOST, _wanted_port(args.port)))
        yield Door(listener, held.enter_context(_bound(EVERY_HOST, None, SECURE_PORT_FIRST)),
                   hosts, made)


@contextmanager
def _bound(host: str, port: int | None, first: int = PORT_FIRST) -> Iterator[socket.socket]:
    """Hold a listening socket: nobody can take the port between our look and the web server's.

    Raises `PortTaken` when a certain port was asked for and is not free.
    """
    candidates = [port] if port is not None else range(first, first + PORTS_TRIED)
    for candidate in candidates:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(512)
        except OSError:
            listener.close()
            continue
        listener.set_inheritable(True)
        with listener:
            yield listener
        return
    wanted = f"port {port}" if port is not None else f"every port from {first} on"
    raise PortTaken(f"{wanted} at {host} is taken by another program: stop it, or choose another "
                    f"with --port or PANDIAN_PORT (without either, the first free one is used)")


def _address(listener: socket.socket) -> str:
    return f"http://{HOST}:{_port(listener)}/"


def _port(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


# -- what must stand before the web server ------------------------------------------------------

def _bring_up(home: Path, *, demo: bool) -> None:
    """Start the database, bring the schema up to date and, if asked, build the demo world."""
    os.environ["PANDIAN_ROLE"] = "owner"  # of this process only; the children act as application
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pandian.config.settings")
    own = os.environ.get("DATABASE_URL")
    with _step("database 数据库"):
        from pandian.config import guard

        if own:
            for warning in guard.see_to_own_server(own):
                print(f"  warning: {warning}", flush=True)
        else:
            guard.see_to_embedded(server.start(home), home=home)
    with _step("schema 数据结构"):
        import django

        django.setup()
        from pandian.config.schema import bring_up_to_date

        bring_up_to_date()
    if demo and not ((home / "demo.json").exists() and _demo()):
        with _step("demo world 演示数据"):
            _run_demo(home)


def _demo() -> Demo | None:
    """Return the demo of this database when it is complete."""
    from pandian.governance.words import SYSTEM
    from pandian.simulation.queries import demo

    return demo(scope=SYSTEM)


def _run_demo(home: Path) -> None:
    """Build the demo in a process of its own, which shows its progress here."""
    done = subprocess.Popen(  # noqa: S603  our own program
        _pandian("demo"), env=_environment(), stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        if done.wait():
            print("  warning: the demo was not built; going on without it", flush=True)
    finally:
        if done.poll() is None:
            done.terminate()
            done.wait()


def _pandian(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pandian.config.main", *arguments]


def _environment(door: Door | None = None) -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    kept = {name: value for name, value in os.environ.items() if name != "PANDIAN_ROLE"}
    reached = _reached(door) if door and door.certificates else {}
    return {**kept, **reached, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}


def _reached(door: Door) -> dict[str, str]:
    """Tell the web server what it is called in the local network."""
    assert door.certificates is not None
    here = os.environ.get("PANDIAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
    return {"PANDIAN_HOSTS": ",".join(dict.fromkeys([*here, *door.hosts])),
            "PANDIAN_ADDRESS": os.environ.get("PANDIAN_ADDRESS", door.phones),
            "PANDIAN_AUTHORITY": str(door.certificates.authority)}


# -- serving -----------------------------------------------------------------------------------

def _children(home: Path, door: Door) -> list[Child]:
    """Return the web servers and the worker, not yet started."""
    logs, environment = home / "logs", _environment(door)
    children = [_web("web", door.listener, environment, logs)]
    if door.secure and door.certificates:
        files = door.certificates
        children.append(_web("web-secure", door.secure, environment, logs, (
            "--certfile", str(files.server), "--keyfile", str(files.key))))
    return [*children,
            Child("worker", _pandian("worker"), environment=environment, log=logs / "worker.log")]


def _web(name: str, listener: socket.socket, environment: dict[str, str], logs: Path,
         options: Sequence[str] = ()) -> Child:
    command = [sys.executable, "-m", "gunicorn", "pandian.config.wsgi:application",
               "--bind", f"fd://{listener.fileno()}", "--worker-class", "gthread",
               "--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS), "--preload",
               "--timeout", "120", "--graceful-timeout", "6", "--keep-alive", "5",
               "--no-control-socket", "--access-logfile", "/dev/null", "--log-level", "warning",
               *options]
    return Child(name, command, environment=environment, log=logs / f"{name}.log",
                 keep=[listener.fileno()])


def _wait_until_ready(home: Path, listener: socket.socket, children: list[Child]) -> None:
    """Wait until the web server answers a request.  Raises `NotReady`."""
    deadline = time.monotonic() + READY_SECONDS_MAX
    with _step("web server 网页服务"):
        while not _answers(_address(listener)):
            if time.monotonic() > deadline:
                raise NotReady(f"no page after {READY_SECONDS_MAX} s; see {home}/logs/web.log")
            _report(children)
            time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}sign-in", timeout=20) as answer:  # noqa: S310  our own loopback
            return bool(answer.status < 500)
    except HTTPError as error:
        return error.code < 500
    except (URLError, OSError):
        return False


def _announce(door: Door) -> None:
    """Print the address; on the first run also the link that makes the first administrator."""
    address = _address(door.listener)
    link, demo = _first_run_link(address), _demo()
    print(f"\npandian 盘点: {address}", flush=True)
    if demo:
        people = ", ".join(f"{person.code} ({person.role})" for person in demo.people)
        print(f"  demo people 演示人员: {people}\n  password 密码: {demo.password}\n"
              f"  phone in this browser 本机试用手机页: {address}try", flush=True)
    if link:
        print(f"  first administrator 首位管理员 (once, then void): {link}", flush=True)
    if door.secure:
        from pandian.interfaces.commands.printing import terminal_code

        print(f"  phones 手机: {door.phones}phone/\n  trust this machine first, once "
              f"首次先安装证书: {door.installing}\n{terminal_code(door.installing)}", flush=True)
    else:
        print("  for phones of the local network 供局域网手机使用: --lan", flush=True)
    print("  Ctrl-C stops everything. 按 Ctrl-C 全部停止。\n", flush=True)


def _first_run_link(address: str) -> str:
    """Return a one-time link while nobody administrates yet, else nothing."""
    from pandian.governance.access.operations import FirstRunRefused, make_first_run_link

    try:
        return make_first_run_link(base_url=address.rstrip("/"))
    except FirstRunRefused:
        return ""


def _watch(home: Path, children: list[Child]) -> None:
    while True:
        if not os.environ.get("DATABASE_URL"):
            _see_to_database(home)
        _report(children)
        time.sleep(LOOK_SECONDS)


def _see_to_database(home: Path) -> None:
    """Start the embedded server again when it died; what it acknowledged it recovers."""
    if server.runs(home):
        return
    begin = time.monotonic()
    try:
        server.start(home)
    except (server.ServerDidNotStart, server.HomeNotWritable, psycopg.Error) as error:
        print(f"the database is down and is tried again: {error}", flush=True)
        time.sleep(AGAIN_SECONDS)
    else:
        print(f"the database was down and is back after {time.monotonic() - begin:.1f} s",
              flush=True)


def _report(children: list[Child]) -> None:
    for child in children:
        if said := child.look_after():
            print(said, flush=True)


def _close(home: Path) -> None:
    """Leave the database; the last pandian of this home stops the embedded server."""
    _close_connections()
    if not os.environ.get("DATABASE_URL"):
        server.release(home)


def _close_connections() -> None:
    from django.conf import settings

    if settings.configured and "django.db" in sys.modules:
        from django.db import connections

        connections.close_all()


@contextmanager
def _step(name: str) -> Iterator[None]:
    begin = time.monotonic()
    yield
    print(f"  {time.monotonic() - begin:4.1f} s  {name}", flush=True)
