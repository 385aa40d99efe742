"""`pandian token create`: a token for a machine, printed once.   令牌"""

from __future__ import annotations

import argparse
from typing import Any

from pandian.interfaces.commands.printing import add_json, say


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("token", help="make API tokens")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    create = actions.add_parser(
        "create", help="make a token and print it once; it is kept only as a hash")
    create.add_argument("--actor", required=True, metavar="A",
                        help="person or service account; an unknown name becomes a service account")
    create.add_argument("--site", action="append", required=True, metavar="S",
                        help="site code, or * for all; may be given again")
    create.add_argument("--can", action="append", required=True, metavar="CAPABILITY", nargs="+",
                        help="such as ledger.read; may be given again")
    create.add_argument("--days", type=int, default=365, help="validity, at most 365")
    add_json(create)


def handle(args: argparse.Namespace) -> int:
    """Make the token and print it."""
    from pandian.governance.operations import create_token
    from pandian.governance.words import SYSTEM

    capabilities = [one for group in args.can for one in group]
    token = create_token(scope=SYSTEM, actor=args.actor, sites=args.site,
                         capabilities=capabilities, days=args.days)
    say(args, {"token": token, "actor": args.actor, "sites": args.site,
               "capabilities": capabilities}, token)
    return 0
