"""Public functions say what they do, who asks, and never build SQL.   公共函数"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ABOVE_CODES, ROOT, name, nodes, ours, python, room, tree

DOORS = ("queries.py", "operations.py")
WITHOUT_SCOPE = {
    # these come before there is a scope: they are how one is made
    "scope_of_token", "scope_of_person", "sign_in", "make_first_run_link", "use_first_run_link",
    "first_run_link_lives", "has_administrator",
}
EXECUTORS = {"execute", "executemany", "copy", "mogrify"}
CONNECTING = ("pandian/config/", "pandian/kernel/statements.py")
"""Assembly speaks to servers that have no schema yet; the loader runs what the files say."""


def _public(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
            yield node


def _used_from_outside() -> set[tuple[str, str]]:
    """Return (module, function) of everything that one room or face takes from another."""
    used = set()
    for path in python():
        modules = {}
        for node in nodes(path):
            if not isinstance(node, ast.ImportFrom):
                continue
            module = str(node.module)
            if not module.startswith("pandian.") or module.split(".")[1] == room(path):
                continue
            for alias in node.names:
                used.add((module, alias.name))
                modules[alias.asname or alias.name] = f"{module}.{alias.name}"
        for node in nodes(path):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used.add((modules.get(node.value.id, ""), node.attr))
    return used


def _doors() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Yield what is public: reads and writes that somebody outside the room calls."""
    used = _used_from_outside()
    for path in python():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if room(path) in ABOVE_CODES and path.name in DOORS:
            for node in _public(path):
                if (module, node.name) in used:
                    yield path, node


def test_every_public_function_and_class_is_documented():
    silent = [f"{name(path)}: {node.name}" for path in python() for node in tree(path).body
              if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
              and node.name[0] != "_" and not ast.get_docstring(node)]
    assert not silent


def test_every_file_says_what_it_is_for():
    silent = [name(path) for path in python()
              if path.read_text("utf-8").strip() and not ast.get_docstring(tree(path))
              and path.name != "__init__.py"]
    assert not silent


def test_every_door_asks_who_is_asking():
    open_doors = [f"{name(path)}: {node.name}" for path, node in _doors()
                  if node.name not in WITHOUT_SCOPE
                  and "scope" not in {arg.arg for arg in node.args.kwonlyargs}]
    assert not open_doors


def test_scope_has_no_default():
    lenient = []
    for path, node in _doors():
        for arg, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
            if arg.arg == "scope" and default is not None:
                lenient.append(f"{name(path)}: {node.name}")
    assert not lenient


def test_doors_take_keywords_only():
    loose = [f"{name(path)}: {node.name}" for path, node in _doors()
             if node.args.args or node.args.posonlyargs]
    assert not loose


def test_every_sql_file_begins_with_a_sentence():
    mute = [name(path) for path in ours(".sql", under="pandian")
            if not path.read_text("utf-8").lstrip().startswith("-- ")]
    assert not mute


def _calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in nodes(path):
        if isinstance(node, ast.Call):
            called = node.func
            yield node, called.attr if isinstance(called, ast.Attribute) else getattr(
                called, "id", "")


def _built(argument: ast.expr) -> bool:
    """Tell whether a text is put together at run time."""
    if isinstance(argument, ast.JoinedStr | ast.BinOp):
        return True
    return (isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute)
            and argument.func.attr in ("format", "join", "replace"))


def test_no_sql_is_put_together_from_strings():
    built = [f"{name(path)}:{call.lineno}" for path in python(migrations=True)
             if not name(path).startswith(CONNECTING) for call, called in _calls(path)
             if called in EXECUTORS and call.args and _built(call.args[0])]
    assert not built


def test_the_orm_is_not_asked_for_raw_sql():
    raw = [f"{name(path)}:{call.lineno} {called}" for path in python()
           if not name(path).startswith(CONNECTING)
           for call, called in _calls(path) if called in ("raw", "extra", "RawSQL")]
    assert not raw


def test_sql_lives_in_named_files():
    """A statement in Python text is found neither by its name nor by the one who tunes it."""
    of_session = "SELECT CURRENT_SETTING("  # asks the connection about itself, reads no table
    verbs = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "CREATE", "DROP", "TRUNCATE")
    inline = [f"{name(path)}:{call.lineno}" for path in python()
              if not name(path).startswith(CONNECTING) for call, called in _calls(path)
              if called in EXECUTORS and call.args and isinstance(call.args[0], ast.Constant)
              and (text := str(call.args[0].value).lstrip().upper()).startswith(verbs)
              and not text.startswith(of_session)]
    assert not inline
