"""`pandian seal`: seal what was posted since.   封存"""

from __future__ import annotations

import argparse
from typing import Any

from pandian.interfaces.commands.printing import add_json, say


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("seal", help="seal the postings of all sites")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Seal, and print the head of each chain."""
    from pandian.governance.words import SYSTEM
    from pandian.ledger.operations import seal_all
    from pandian.ledger.queries import last_seals

    sealed = seal_all(scope=SYSTEM)
    heads = last_seals(scope=SYSTEM)
    say(args, {"sealed": sealed, "heads": heads}, f"{sealed} sealed 已封存",
        *(f"{head.site} #{head.number} {head.chain}" for head in heads))
    return 0
