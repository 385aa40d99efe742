"""One embedded server for all tests; each run has its own database (PANDIAN_TEST_DB).   测试地基

A plugin (`-p tests.ground`) and not a conftest: pytest-django reads the settings before any
conftest, and they need the environment and a server that was set up.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("PANDIAN_HOME", str(ROOT / ".cache" / "test-home"))
os.environ.setdefault("PANDIAN_ROLE", "owner")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pandian.config.settings")
HOME = Path(os.environ["PANDIAN_HOME"])

from pandian.config import guard, server  # noqa: E402

if os.environ.get("DATABASE_URL"):
    guard.see_to_own_server(os.environ["DATABASE_URL"])
else:
    server.start(HOME)


def pytest_unconfigure() -> None:
    """Give the server up; the last test process stops it."""
    if not os.environ.get("DATABASE_URL"):
        server.release(HOME)
