"""Small functions, small files, short lines.   尺寸"""

from __future__ import annotations

import statistics

from tests.house.source import functions, name, ours, python

FUNCTION_LINES_MAX = 70
FUNCTION_LINES_MEDIAN_MAX = 12
FILE_LINES_MAX = 500
COLUMNS_MAX = 100
CODE = (".py", ".sql", ".js", ".css", ".sh")


def _lengths() -> dict[str, int]:
    return {f"{name(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
            for folder in ("pandian", "setup", "bench") for path in python(folder)
            for node in functions(path)}


def test_no_function_is_longer_than_a_screen():
    long = {key: lines for key, lines in _lengths().items() if lines > FUNCTION_LINES_MAX}
    assert not long


def test_the_typical_function_is_short():
    median = statistics.median(_lengths().values())
    print(f"median function: {median} lines")
    assert median <= FUNCTION_LINES_MEDIAN_MAX


def test_no_file_is_longer_than_one_sitting():
    long = {name(path): lines for path in ours(*CODE)
            if (lines := len(path.read_text("utf-8").splitlines())) > FILE_LINES_MAX}
    assert not long


def test_no_line_is_wider_than_the_page():
    wide = [f"{name(path)}:{number}" for path in ours(*CODE)
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            if len(line) > COLUMNS_MAX]
    assert not wide


def test_the_makefile_fits_its_limit():
    (makefile,) = [path for path in ours("") if path.name == "Makefile"]
    assert len(makefile.read_text("utf-8").splitlines()) <= 80
