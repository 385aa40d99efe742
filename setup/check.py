"""Run every check that needs no database, and say which failed.   静态检查"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from prepare import node

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
TYPES = ROOT / "setup" / "types"
STRICT = ("words.py", "rules.py", "queries.py", "operations.py")


def main() -> int:
    """Return 0 when all checks pass."""
    strict = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "pandian").rglob("*.py")
                    if path.name in STRICT or path.parent.name == "config")
    checks = {
        "ruff": [BIN / "ruff", "check", "."],
        "import directions": [BIN / "lint-imports", "--no-cache"],
        "mypy --strict": [BIN / "mypy", *strict],
        "types of the browser code": [node(), TSC, "-p", TYPES / "tsconfig.json"],
        "types of its workers": [node(), TSC, "-p", TYPES / "workers.json"],
    }
    failed = [name for name, command in checks.items() if not _passes(name, command)]
    print(f"make check: {'failed: ' + ', '.join(failed) if failed else 'all checks passed'}")
    return 1 if failed else 0


def _passes(name: str, command: list[str | Path]) -> bool:
    begin = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    took = time.monotonic() - begin
    print(f"  {took:4.1f} s  {name}: {'ok' if done.returncode == 0 else 'FAILED'}", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
