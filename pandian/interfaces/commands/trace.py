"""`pandian trace` and `pandian whereabouts`: the life of goods; what was where.   追溯"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from pandian.interfaces.commands.printing import add_json, language, say
from pandian.kernel.words import Label


def register(subparsers: Any) -> None:
    """Declare the commands."""
    parser = subparsers.add_parser(
        "trace", help="follow a lot, a serial, a scanned code or a document over all sites")
    for name in ("item", "lot", "serial", "code", "document"):
        parser.add_argument(f"--{name}", default="", metavar="C", help=f"{name} to start from")
    parser.add_argument("--direction", default="both", choices=["both", "back", "forward"],
                        help="through productions: to the sources, to the uses, or both")
    parser.add_argument("--customers", action="store_true",
                        help="the recall list: who has how much of the goods")
    parser.add_argument("--csv", action="store_true", help="print CSV")
    parser.add_argument("--pdf", metavar="FILE", help="print the whole life as a PDF into a file")
    parser.add_argument("--language", choices=["zh-hans", "en"], help="of what is printed")
    add_json(parser)
    where = subparsers.add_parser(
        "whereabouts", help="what was where, in what status, at an instant")
    for name in ("site", "place", "kind", "item", "lot", "serial", "status", "owner"):
        where.add_argument(f"--{name}", metavar="C", help=f"only this {name}")
    where.add_argument("--as-of", metavar="INSTANT", help="RFC 3339 with offset; now if left out")
    where.add_argument("--csv", action="store_true", help="print every holding as CSV")
    add_json(where)


def handle(args: argparse.Namespace) -> int:
    """Answer one question."""
    return _whereabouts(args) if hasattr(args, "as_of") else _trace(args)


def _trace(args: argparse.Namespace) -> int:
    from pandian.governance.words import SYSTEM
    from pandian.lifecycle.trace.queries import customers, goods_of, trace
    from pandian.lifecycle.trace.words import COLUMNS, CUSTOMER_COLUMNS, TraceAsk

    ask = TraceAsk(args.item, args.lot, args.serial, args.code, args.document, args.direction)
    if args.pdf:
        return _life(args, ask)
    if args.customers:
        rows = customers(scope=SYSTEM, goods=goods_of(scope=SYSTEM, ask=ask))
        if args.csv:
            return _csv(CUSTOMER_COLUMNS, rows)
        say(args, {"rows": rows}, *(
            f"{row.customer or '-'}  {row.name}  {row.item} {row.lot} {row.serial}  "
            f"{row.issued:,} - {row.returned:,} = {row.outstanding:,}  {row.address}"
            for row in rows))
        return 0
    found = trace(scope=SYSTEM, ask=ask)
    if args.csv:
        return _csv(COLUMNS, found.nodes)
    say(args, found, *(_node(node) for node in found.nodes), *(
        f"= {row.site} {row.place} {row.item} {row.lot} {row.serial} {row.status} "
        f"{row.quantity:,}" for row in found.standing))
    return 0


def _life(args: argparse.Namespace, ask: Any) -> int:
    from pandian.exchange.lives.operations import print_life
    from pandian.governance.words import SYSTEM

    made = print_life(scope=SYSTEM, ask=ask, language=args.language or language())
    Path(args.pdf).write_bytes(made.content)
    say(args, {"file": args.pdf, "bytes": len(made.content)},
        f"{args.pdf}: {len(made.content):,} bytes")
    return 0


def _node(node: Any) -> str:
    way = f"{node.source} > {node.target}" if node.node == "move" else node.source
    return (f"{node.at.isoformat(timespec='seconds')} {node.site} {node.kind} {node.document} "
            f"{node.action} {way} {node.lot} {node.serial} {node.quantity:,} {node.actor}")


def _whereabouts(args: argparse.Namespace) -> int:
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import instant
    from pandian.ledger.queries import GROUPS
    from pandian.lifecycle.whereabouts.queries import rows, whereabouts
    from pandian.lifecycle.whereabouts.words import COLUMNS, Asked

    asked = Asked(*(getattr(args, name) for name in Asked._fields))
    at = instant(args.as_of) if args.as_of else None
    if args.csv:
        return _csv(COLUMNS, list(rows(scope=SYSTEM, asked=asked, as_of=at, group_by=GROUPS)))
    found = whereabouts(scope=SYSTEM, asked=asked, as_of=at)
    say(args, found,
        *(f"{row.kind} {row.status} {row.quantity:,}" for row in found.kinds),
        *(f"> {row.item} {row.lot} {row.serial} {row.status} {row.on_the_way:,}"
          for row in found.on_the_way))
    return 0


def _csv(columns: dict[str, Label], rows: list[Any]) -> int:
    from pandian.exchange.tables.rules import as_file
    from pandian.exchange.tables.words import Table

    table = Table("rows", Label("表", "table"), columns, [row._asdict() for row in rows])
    made = as_file(table, format="csv", language=language())
    sys.stdout.write(made.content.decode("utf-8-sig"))
    return 0
