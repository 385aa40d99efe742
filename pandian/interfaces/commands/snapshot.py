"""`pandian snapshot`: take a dense snapshot of each site.   快照"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from typing import Any

from pandian.interfaces.commands.printing import add_json, say

DAYS_BACK = 2


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("snapshot", help="take a snapshot, so that as-of stays fast")
    parser.add_argument("--at", metavar="INSTANT",
                        help="RFC 3339 with offset, at least a day back; two days when left out")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Take one snapshot of each site."""
    from pandian.governance.queries import sites
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import instant
    from pandian.ledger.operations import snapshot

    at = instant(args.at) if args.at else datetime.now(UTC) - timedelta(days=DAYS_BACK)
    rows = {site.code: snapshot(scope=SYSTEM, site=site.id, at=at) for site in sites(scope=SYSTEM)}
    say(args, {"at": at, "rows": rows},
        *(f"{code} {at.isoformat()} {count:,}" for code, count in rows.items()))
    return 0
