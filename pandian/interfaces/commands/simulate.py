"""`pandian simulate`: run a warehouse whose truth is known, and compare the book.   仿真"""

from __future__ import annotations

import argparse
from typing import Any

from pandian.interfaces.commands.printing import add_json, note, say


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("simulate", help="simulate, and print truth against book")
    parser.add_argument("--seed", type=int, required=True, metavar="N")
    parser.add_argument("--days", type=int, metavar="N", help="simulated days")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Simulate one seed; fail when book and truth differ."""
    from pandian.simulation.operations import simulate

    options = {} if args.days is None else {"days": args.days}
    report = simulate(seed=args.seed, progress=None if args.json else note, **options)
    value = report._asdict()
    say(args, value, *(f"{name}: {each}" for name, each in value.items()))
    return 0 if getattr(report, "ok", True) else 1
