"""`pandian worker`: run background jobs until told to stop.   后台进程"""

from __future__ import annotations

import argparse
from typing import Any


def register(subparsers: Any) -> None:
    """Declare the command."""
    subparsers.add_parser("worker", help="run background jobs (pandian up starts one)")


def handle(args: argparse.Namespace) -> int:
    """Run the worker."""
    from pandian.interfaces.jobs.worker import run

    run()
    return 0
