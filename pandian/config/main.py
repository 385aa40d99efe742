"""The `pandian` command: finds its sub-commands, sees to the database, hands over.   命令入口

A sub-command is a module of `pandian.interfaces.commands` (or of `pandian.config` for what
assembles processes) with `register(subparsers)` and `handle(args) -> int`.  Its `NEEDS` says what
must stand before it runs: "nothing", "database" (server up, schema current, Django ready), or
"server" (server up and Django ready as the owner, schema as it is); where that depends on the
arguments, the module has `needs(args)`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

COMMANDS = "pandian.interfaces.commands"
ASSEMBLING = ("pandian.config.up", "pandian.config.migrate", "pandian.config.backup")
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command and return its exit status."""
    parser = _parser()
    args = parser.parse_args(argv)
    if not hasattr(args, "module"):
        parser.print_help()
        return 2
    try:
        return _prepared(args)(args)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _failed(args, error)
    finally:
        _give_up()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pandian", description="盘点 pandian: stock that stays true over its whole life")
    subparsers = parser.add_subparsers(metavar="COMMAND", title="commands")
    for module in _modules():
        before = set(subparsers.choices)
        module.register(subparsers)
        for name in set(subparsers.choices) - before:
            subparsers.choices[name].set_defaults(module=module)
    return parser


def _modules() -> list[ModuleType]:
    package = import_module(COMMANDS)
    names = [f"{COMMANDS}.{found.name}" for found in iter_modules(package.__path__)]
    modules = [import_module(name) for name in names]
    here = Path(__file__).parent
    modules += [import_module(name) for name in ASSEMBLING
                if (here / f"{name.rpartition('.')[2]}.py").exists()]
    return [module for module in modules if hasattr(module, "register")]


def _prepared(args: argparse.Namespace) -> Callable[[argparse.Namespace], int]:
    """Bring up what the command needs, and return its `handle`."""
    module: ModuleType = args.module
    needs = module.needs(args) if hasattr(module, "needs") else getattr(module, "NEEDS", "database")
    if needs != "nothing":
        if needs == "server":
            os.environ["PANDIAN_ROLE"] = "owner"
        _start(migrate=needs == "database")
    handle: Callable[[argparse.Namespace], int] = module.handle
    return handle


_started: list[Path] = []


def _home() -> Path:
    return Path(os.environ.get("PANDIAN_HOME") or Path.home() / ".local/share/pandian")


def _start(*, migrate: bool) -> None:
    from pandian.config import guard, server

    if own := os.environ.get("DATABASE_URL"):
        guard.see_to_own_server(own)
    else:
        home = _home()
        if not _already_leased(home):
            _started.append(home)
        guard.see_to_embedded(server.start(home), home=home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pandian.config.settings")
    import django

    django.setup()
    if migrate and _pending():
        _migrate()


def _already_leased(home: Path) -> bool:
    return (home / "leases" / str(os.getpid())).exists()


def _pending() -> bool:
    """Tell whether the schema is behind the code."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import ProgrammingError

    from pandian.config import objects

    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes())
                    or objects.stale())
    except ProgrammingError:  # the application role may not read what is not there yet
        return True
    finally:
        connection.close()


def _migrate() -> None:
    """Bring the schema up to date in a process of its own, as the owner."""
    done = subprocess.run(
        [sys.executable, "-m", "pandian.config.main", "migrate"],
        env={**os.environ, "PANDIAN_ROLE": "owner"}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the schema could not be brought up to date: {done.stderr.strip()}")


def _give_up() -> None:
    """Close the connection and leave the server; the last one out stops it."""
    if "django.db" in sys.modules and os.environ.get("DJANGO_SETTINGS_MODULE"):
        from django.db import connections

        connections.close_all()
    while _started:
        from pandian.config import server

        server.release(_started.pop())


def _failed(args: argparse.Namespace, error: Exception) -> int:
    """Say in one sentence what went wrong (all faults of a refusal), and fail."""
    from pandian.interfaces.words import described
    from pandian.kernel.words import Refused

    if os.environ.get("PANDIAN_DEBUG") == "1":
        raise error
    faults = []
    if isinstance(error, Refused):
        faults = [described(fault, language=_language()) for fault in error.faults]
        text = "\n".join(f"pandian: {_place(f['pointer'])}{f['message']}" for f in faults)
    else:
        kind = "" if type(error).__module__.startswith("pandian.") else type(error).__name__
        text = f"pandian: {_place(kind)}{' '.join(str(error).split())[:500]}"
    if getattr(args, "json", False):
        print(json.dumps({"error": text, "errors": faults}, ensure_ascii=False))
    print(text, file=sys.stderr)
    return 1


def _place(pointer: str) -> str:
    return f"{pointer}: " if pointer else ""


def _language() -> str:
    given = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "zh-hans" if given.lower().startswith("zh") else "en"


if __name__ == "__main__":
    sys.exit(main())
