"""`pandian simulate`: run a warehouse whose truth is known, and compare the book.   仿真"""

from __future__ import annotations

import argparse
from typing import Any

from pandian.interfaces.commands.printing import add_json, language, progress, say
from pandian.simulation.words import SIZES


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("simulate", help="simulate, and print truth against book")
    parser.add_argument("--seed", type=int, required=True, metavar="N")
    parser.add_argument("--size", choices=sorted(SIZES), help="size of the world")
    parser.add_argument("--mornings", type=int, default=0, metavar="DAYS",
                        help="let so many mornings plan, count and decide by themselves")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Simulate one seed; fail when a full count does not bring the book to the truth."""
    from pandian.governance.words import SYSTEM
    from pandian.simulation.operations import simulate

    if args.mornings:
        return _mornings(args)
    options = {} if args.size is None else {"size": args.size}
    report = simulate(scope=SYSTEM, seed=args.seed, progress=progress, **options)
    say(args, report, *report.lines(language()))
    return 0 if report.ok else 1


def _mornings(args: argparse.Namespace) -> int:
    """Let mornings run themselves; fail when the book is no truer at their end."""
    from pandian.governance.words import SYSTEM
    from pandian.simulation.mornings.operations import run_mornings

    run = run_mornings(scope=SYSTEM, seed=args.seed, days=args.mornings,
                       size=args.size or "small", progress=progress)
    say(args, run, *run.rows(language()))
    return 0 if run.ok else 1
