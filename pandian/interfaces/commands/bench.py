"""`pandian bench`: measure this machine; needs a checkout.   性能测试"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NEEDS = "nothing"


def register(subparsers: Any) -> None:
    """Declare the command; its own --help lists sizes."""
    parser = subparsers.add_parser(
        "bench", help="measure speed (from a checkout); arguments go to the bench", add_help=False,
        prefix_chars="\0")  # no option is ours: a remainder may then begin with one
    parser.add_argument("rest", nargs=argparse.REMAINDER)


def handle(args: argparse.Namespace) -> int:
    """Hand over to the bench package at the root of the checkout."""
    root = Path(__file__).resolve().parents[3]
    if find_spec("bench") is None and (root / "bench" / "main.py").exists():
        sys.path.insert(0, str(root))
    if find_spec("bench") is None:
        print("pandian: the benches lie in the checkout, not in the installed package",
              file=sys.stderr)
        return 1
    done = import_module("bench.main").main(args.rest)
    return int(done or 0)
