"""The tasks are named, work from any folder, and set-up does nothing twice.   准备环境"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress

import psutil
import pytest

from tests.house.source import ROOT, ours

MAKE = shutil.which("make")
TASKS = {"run", "test", "check", "fix", "bench", "prove", "docs", "vendor"}

pytestmark = pytest.mark.skipif(MAKE is None, reason="make is not installed here")


def _make(*arguments: str, cwd: str = "/") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run([str(MAKE), "-C", str(ROOT), *arguments], cwd=cwd, check=False,
                          capture_output=True, text=True, env=kept)


def test_bare_make_lists_every_task_from_any_folder():
    said = _make().stdout
    assert set(re.findall(r"^  make (\w+)", said, re.M)) >= TASKS


def test_every_listed_task_is_there():
    listed = set(re.findall(r"^  make (\w+)", _make().stdout, re.M))
    for task in listed:
        assert _make("-n", task).returncode == 0, task


def test_set_up_of_a_ready_checkout_does_nothing_and_says_nothing():
    if not (ROOT / ".venv" / "pandian-stamp.json").exists():
        pytest.skip("this environment was not made by setup/prepare.py")
    done = subprocess.run([sys.executable, str(ROOT / "setup" / "prepare.py"), "run"],
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_continuous_integration_fails_when_the_tests_or_the_checks_fail(tmp_path):
    fake = tmp_path / "make"
    for failing, expected in (("test", 1), ("check", 1), ("nothing", 0)):
        fake.write_text(f'#!/bin/sh\n[ "$1" = {failing} ] && exit 1\nexit 0\n')
        fake.chmod(0o755)
        path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(["bash", str(ROOT / ".ci" / "run")], check=False,
                              capture_output=True, env={**os.environ, "PATH": path})
        assert done.returncode == expected, failing


def test_the_job_beside_tells_its_end_and_does_not_outlive_ours(capsys):
    spec = importlib.util.spec_from_file_location("setup_tests", ROOT / "setup" / "tests.py")
    tests = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tests)
    with tests._beside([sys.executable, "-c", "print('说了'); raise SystemExit(3)"]) as ended:
        assert ended() == 3
    assert "说了" in capsys.readouterr().out
    with suppress(KeyboardInterrupt), tests._beside(["sleep", "600"]):
        (job,) = (each for each in psutil.Process().children() if each.name() == "sleep")
        raise KeyboardInterrupt
    assert not job.is_running()


def test_what_set_up_makes_is_not_committed():
    generated = [path for path in ours("") if {"vendor", ".venv", "node_modules"} & set(path.parts)]
    assert not generated
    for name in (".venv/x", ".cache/x", "node_modules/x", "pandian/static/vendor/x", "uv.lock"):
        ignored = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False)
        assert ignored.returncode in (0, 128), name
