"""One embedded server for all tests; each run has its own database (PANDIAN_TEST_DB)."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("PANDIAN_HOME", str(ROOT / ".cache" / "test-home"))
os.environ.setdefault("PANDIAN_ROLE", "owner")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pandian.config.settings")

from pandian.config import server  # noqa: E402

if not os.environ.get("DATABASE_URL"):
    server.start(Path(os.environ["PANDIAN_HOME"]))


def pytest_unconfigure() -> None:
    """Give the server up; the last test process stops it."""
    if not os.environ.get("DATABASE_URL"):
        server.release(Path(os.environ["PANDIAN_HOME"]))
