"""`pandian demo`: a filled world with people and an open count.   演示数据"""

from __future__ import annotations

import argparse
import json
from typing import Any

from pandian.interfaces.commands.printing import add_json, language, progress, say
from pandian.simulation.words import SIZES

SEED = 1


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "demo", help="fill the database with the demo: masters, 18 months of moves, an open count")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N")
    parser.add_argument("--months", type=int, metavar="N", help="of history")
    parser.add_argument("--size", choices=sorted(SIZES), default="demo")
    parser.add_argument("--clear", action="store_true",
                        help="empty a database that holds nothing but the demo")
    add_json(parser)


def needs(args: argparse.Namespace) -> str:
    """Clearing empties append-only tables: only the owner may."""
    return "server" if args.clear else "database"


def _clear(args: argparse.Namespace) -> int:
    from django.conf import settings

    from pandian.governance.words import SYSTEM
    from pandian.simulation.operations import clear_demo

    clear_demo(scope=SYSTEM)
    (settings.HOME / "demo.json").unlink(missing_ok=True)
    say(args, {"result": "cleared"}, "The demo is gone. 演示数据已清空。")
    return 0


def handle(args: argparse.Namespace) -> int:
    """Build the demo, showing progress; a second call changes nothing.  Or clear it."""
    if args.clear:
        return _clear(args)
    from django.conf import settings

    from pandian.governance.words import SYSTEM
    from pandian.simulation.operations import build_demo

    built = build_demo(scope=SYSTEM, progress=progress, seed=args.seed, months=args.months,
                       size=args.size)
    codes = [person.code for person in built.people]
    (settings.HOME / "demo.json").write_text(json.dumps({"people": codes}), "utf-8")
    say(args, built, *(f"{person.code:<12} {person.name.text(language())}  {person.role} @ "
                       f"{person.site}" for person in built.people),
        f"password 密码: {built.password}", f"count 盘点: /counts/{built.plan}")
    return 0
