"""Every script that we serve is read by the type checker.   浏览器代码的类型"""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.source import ROOT, ours

node = runpy.run_path(str(ROOT / "setup" / "prepare.py"))["node"]
TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
TYPES = ROOT / "setup" / "types"
PROJECTS = ("tsconfig.json", "workers.json")
SILENCED = ("@ts-ignore", "@ts-nocheck", "@ts-expect-error")
MISTAKES = {
    "text.js": ("import { sha256 } from './ids.js';\nsha256('text');\n", "TS2345"),
    "typing.js": ("import { uuid7 } from './ids.js';\nuuid7().lenght;\n", "TS2551"),
    "vendor.js": ("import { openDB } from './vendor/idb/index.js';\nopenDB(7);\n", "TS2345"),
}
"""A script and the error that is to be found in it; all are read in one run of the checker."""

needs_checker = pytest.mark.skipif(not TSC.exists(),
                                   reason="the type checker is not installed: make check")


def _tsc(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([node(), str(TSC), *map(str, arguments)], check=False,
                          capture_output=True, text=True, cwd=ROOT)


@needs_checker
def test_every_script_belongs_to_a_project():
    read = {Path(line).resolve() for project in PROJECTS for line in _tsc(
        "--listFilesOnly", "-p", TYPES / project).stdout.splitlines()}
    escaped = [str(path) for path in ours(".js", under="pandian") if path.resolve() not in read]
    assert not escaped


def test_no_script_silences_the_checker():
    assert not [str(path) for path in ours(".js", under="pandian")
                if any(word in path.read_text("utf-8") for word in SILENCED)]


@needs_checker
def test_a_mistake_is_found(tmp_path):
    phone = ROOT / "pandian" / "interfaces" / "phone" / "static" / "phone"
    shutil.copy(phone / "ids.js", tmp_path)
    for name, (script, _) in MISTAKES.items():
        (tmp_path / name).write_text(script, "utf-8")
    (tmp_path / "tsconfig.json").write_text(json.dumps({
        "extends": f"{TYPES}/tsconfig.json", "include": [f"{TYPES}/vendored.d.ts", "*.js"],
        "exclude": [], "compilerOptions": {"typeRoots": [f"{ROOT}/node_modules/@types"]}}), "utf-8")
    done = _tsc("-p", tmp_path)
    assert done.returncode != 0
    found = sorted(line for line in done.stdout.splitlines() if "error" in line)
    assert len(found) == len(MISTAKES), found
    for line, (name, (_, said)) in zip(found, sorted(MISTAKES.items()), strict=True):
        assert name in line
        assert said in line
