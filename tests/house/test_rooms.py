"""Every room has the same files, and nobody speaks behind another's back.   房间"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import FREE, PACKAGE, ROOMS, ROOT, name, nodes, ours, python, room

SAME = {"__init__.py", "words.py", "rules.py", "models.py", "queries.py", "operations.py",
        "README.md"}
EXTRAS = {
    # what a room may hold besides, and the decision record that says why
    "pandian/kernel/statements.py": "0001",
    "pandian/exchange/files/__main__.py": "0001",
}
DATA = (".json",)
BANNED_FILES = ("services", "utils", "helpers", "managers", "signals")
BANNED_WORDS = re.compile(r"\binventor(y|ies)\b|_inventor(y|ies)|inventor(y|ies)_", re.I)


def _own(path: Path) -> bool:
    """Tell whether a room's file has a name that every room's files have."""
    return (path.name in SAME or name(path) in EXTRAS or path.suffix in DATA
            or "migrations" in path.parts
            or (path.suffix == ".sql" and "sql" in path.relative_to(PACKAGE).parts))


def test_a_room_holds_the_same_files_as_every_other():
    strange = [name(path) for path in ours(".py", ".sql", ".json", ".md", ".txt", under="pandian")
               if room(path) in ROOMS and not _own(path)]
    assert not strange, "a new kind of file needs a decision record, and a line in EXTRAS"


def test_every_extra_is_backed_by_a_decision_record_that_names_it():
    for path, number in EXTRAS.items():
        if not (ROOT / path).exists():
            continue
        (record,) = (ROOT / "docs" / "decisions").glob(f"{number}-*.md")
        assert Path(path).name in record.read_text("utf-8"), (path, record.name)


def test_every_folder_of_the_package_is_a_known_room():
    known = {*ROOMS, *FREE, "static", "locale"}
    found = {path.name for path in PACKAGE.iterdir() if path.is_dir()} - {"__pycache__"}
    assert found <= known


def test_every_room_tells_its_story():
    rooms = [path for path in PACKAGE.iterdir() if path.name in ROOMS and any(path.glob("*.py"))]
    silent = [path.name for path in rooms if not (path / "README.md").exists()]
    assert not silent


def test_no_file_hides_behind_a_name_that_says_nothing():
    vague = [name(path) for path in ours(".py") if {path.stem, *path.parts} & set(BANNED_FILES)]
    assert not vague


def _identifiers(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name


def test_inventory_is_nobodys_name():
    named = [f"{name(path)}: {word}" for path in python() for word in _identifiers(path)
             if BANNED_WORDS.search(word)]
    named += [name(path) for path in ours(".sql", under="pandian")
              if BANNED_WORDS.search(re.sub(r"--.*", "", path.read_text("utf-8")))]
    assert not named, "the word means both the count and the stock: say which"


def test_nobody_listens_to_signals():
    imports = [f"{name(path)}:{node.lineno}" for path in python() for node in nodes(path)
               if isinstance(node, ast.ImportFrom) and node.module
               and (node.module.endswith(".signals") or node.module == "django.dispatch")]
    assert not imports


def test_no_model_overrides_save_or_delete():
    overrides = [f"{name(path)}: {cls.name}.{item.name}"
                 for path in python() for cls in nodes(path)
                 if isinstance(cls, ast.ClassDef) for item in cls.body
                 if isinstance(item, ast.FunctionDef) and item.name in ("save", "delete")]
    assert not overrides


def _contracts() -> list[dict[str, object]]:
    with (ROOT / "pyproject.toml").open("rb") as handle:
        contracts: list[dict[str, object]] = tomllib.load(handle)["tool"]["importlinter"][
            "contracts"]
    return contracts


@pytest.mark.parametrize("room_name", [
    path.name for path in sorted(PACKAGE.iterdir()) if (path / "models.py").exists()
    and path.name in ROOMS])
def test_the_models_of_a_room_are_private_to_it(room_name):
    guarded = {module for contract in _contracts() if contract["type"] == "protected"
               for module in contract["protected_modules"]}  # type: ignore[attr-defined]
    assert f"pandian.{room_name}.models" in guarded, "add a contract to pyproject.toml"


def test_the_layers_are_those_of_the_house():
    (layers,) = [contract["layers"] for contract in _contracts() if contract["type"] == "layers"]
    flat = re.findall(r"\w+", " ".join(layers))  # type: ignore[arg-type]
    assert flat == ["config", "interfaces", *ROOMS]
