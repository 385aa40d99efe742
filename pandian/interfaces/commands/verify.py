"""`pandian verify`: prove the ledger and its documents; every broken row is named.   校验账目"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from pandian.interfaces.commands.printing import add_json, say

SHOWN_MAX = 20


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "verify", help="check every invariant of the ledger and its documents")
    parser.add_argument("--site", metavar="S", help="one site only")
    parser.add_argument("--quick", action="store_true",
                        help="leave out the checks whose cost grows with the whole history")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Check, print each invariant with its count, and fail when one is broken."""
    from pandian.governance.words import SYSTEM
    from pandian.ledger.verify.operations import verify
    from pandian.lifecycle.queries import check

    results = verify(scope=SYSTEM, site=args.site, full=not args.quick,
                     progress=None if args.json else _print)
    documents = check(scope=SYSTEM, site=args.site, full=not args.quick)
    for each in () if args.json else documents:
        _print_check(each)
    broken = [*(each for each in results if each.broken and not each.report),
              *(each for each in documents if each.broken)]
    value = {"ok": not broken, "invariants": [
        {**each._asdict(), "label": each.label.en, "ok": each.report or not each.broken}
        for each in results], "documents": [
        {**each._asdict(), "label": each.label.en, "ok": not each.broken} for each in documents]}
    say(args, value, f"{len(broken)} broken 不成立" if broken else "All hold. 全部成立。")
    return 1 if broken else 0


def _print(result: Any) -> None:
    state = "ok" if not result.broken else "report" if result.report else "BROKEN"
    print(f"{result.code:<4} {state:<7} {result.checked:>12,}  {result.label.zh} {result.label.en}",
          flush=True)
    _print_rows(result.broken)


def _print_check(check: Any) -> None:
    print(f"{'docs':<4} {'BROKEN' if check.broken else 'ok':<7} {'':>12}  "
          f"{check.label.zh} {check.label.en}", flush=True)
    _print_rows(check.broken)


def _print_rows(rows: Sequence[Any]) -> None:
    for row in rows[:SHOWN_MAX]:
        print(f"       {row}")
    if len(rows) > SHOWN_MAX:
        print(f"       ... {len(rows) - SHOWN_MAX} more")
