"""What the house tests read: our files, their trees, the rooms.   读源码"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pandian"
ROOMS = ("simulation", "exchange", "rollout", "insight", "counting", "lifecycle", "ledger",
         "capture", "catalog", "governance", "codes", "kernel")
ABOVE_CODES = ROOMS[:10]
FREE = ("interfaces", "config")
"""Faces and assembly are not bounded contexts: their files have names of their own."""


@cache
def files() -> tuple[Path, ...]:
    """Return every file of ours: what git knows or would add, else all but the hidden."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True,
            capture_output=True, text=True).stdout.splitlines()
        found = [ROOT / name for name in listed]
    except (OSError, subprocess.CalledProcessError):
        hidden = {".venv", ".cache", "node_modules", "vendor", "__pycache__", ".git"}
        found = [path for path in ROOT.rglob("*") if not hidden & set(path.parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def ours(*suffixes: str, under: str = "") -> list[Path]:
    """Return our files with one of these suffixes below a folder."""
    return [path for path in files()
            if path.suffix in suffixes and path.is_relative_to(ROOT / under)]


def python(under: str = "pandian", *, migrations: bool = False) -> list[Path]:
    """Return our Python files below a folder, without migrations unless asked."""
    return [path for path in ours(".py", under=under)
            if migrations or "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of one file."""
    return ast.parse(path.read_text("utf-8"), str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of one file's tree."""
    return tuple(ast.walk(tree(path)))


def name(path: Path) -> str:
    """Return a file's name as a person would type it."""
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a file."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def room(path: Path) -> str:
    """Return the room of a file below pandian/, or an empty string."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""
