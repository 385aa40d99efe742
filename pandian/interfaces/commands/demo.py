"""`pandian demo`: a filled world with people and an open count.   演示数据"""

from __future__ import annotations

import argparse
from typing import Any

from pandian.interfaces.commands.printing import add_json, note, say

SEED = 20261122


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("demo", help="fill an empty database with a demo world")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N")
    parser.add_argument("--months", type=int, default=18, metavar="N")
    parser.add_argument("--size", default="demo", help="demo or small")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Build the demo, showing progress."""
    from pandian.governance.words import SYSTEM
    from pandian.simulation.operations import build_demo

    report = build_demo(scope=SYSTEM, progress=note, seed=args.seed, months=args.months,
                        size=args.size)
    value = report._asdict() if hasattr(report, "_asdict") else {"result": report}
    say(args, value, *(f"{name}: {each}" for name, each in value.items()))
    return 0
