"""`pandian records`: one quality record of a range as a file.   质量记录"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pandian.interfaces.commands.printing import add_json, language, say


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "records", help="one quality record (GSP article 21) of a range as CSV, JSON or PDF")
    parser.add_argument("record", help="which: purchase, incoming, sales, recall, ...")
    parser.add_argument("--since", required=True, metavar="INSTANT", help="RFC 3339 with offset")
    parser.add_argument("--until", required=True, metavar="INSTANT", help="the first not in it")
    parser.add_argument("--site", metavar="S", help="only this site")
    parser.add_argument("--text", default="", metavar="T", help="in item, lot, serial, number")
    parser.add_argument("--format", default="csv", choices=["csv", "json", "pdf"],
                        help="of the file")
    parser.add_argument("--language", choices=["zh-hans", "en"], help="of what is printed")
    parser.add_argument("--to", required=True, metavar="FILE", help="where the file goes")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Write one record."""
    from pandian.exchange.records.queries import record_file
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import instant
    from pandian.lifecycle.records.words import Asked

    spoken = args.language or language()
    made = record_file(
        scope=SYSTEM._replace(language=spoken), format=args.format, language=spoken,
        asked=Asked(args.record, instant(args.since), instant(args.until), args.site, args.text))
    Path(args.to).write_bytes(made.content)
    say(args, {"file": args.to, "bytes": len(made.content)},
        f"{args.to}: {len(made.content):,} bytes")
    return 0
