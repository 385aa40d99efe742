"""`pandian verify`: prove the ledger; every broken row is named.   校验账目"""

from __future__ import annotations

import argparse
from typing import Any

from pandian.interfaces.commands.printing import add_json, say

SHOWN_MAX = 20


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("verify", help="check every invariant of the ledger")
    parser.add_argument("--site", metavar="S", help="one site only")
    parser.add_argument("--quick", action="store_true",
                        help="leave out the checks whose cost grows with the whole history")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Check, print each invariant with its count, and fail when one is broken."""
    from pandian.governance.words import SYSTEM
    from pandian.ledger.verify.operations import verify

    results = verify(scope=SYSTEM, site=args.site, full=not args.quick,
                     progress=None if args.json else _print)
    broken = [each for each in results if each.broken and not each.report]
    value = {"ok": not broken, "invariants": [
        {**each._asdict(), "label": each.label.en, "ok": each.report or not each.broken}
        for each in results]}
    say(args, value, f"{len(broken)} broken 不成立" if broken else "All hold. 全部成立。")
    return 1 if broken else 0


def _print(result: Any) -> None:
    state = "ok" if not result.broken else "report" if result.report else "BROKEN"
    print(f"{result.code:<4} {state:<7} {result.checked:>12,}  {result.label.zh} {result.label.en}",
          flush=True)
    for row in result.broken[:SHOWN_MAX]:
        print(f"       {row}")
    if len(result.broken) > SHOWN_MAX:
        print(f"       ... {len(result.broken) - SHOWN_MAX} more")
