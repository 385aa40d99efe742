"""`pandian person create`: a person from the command line.   人员"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from pandian.interfaces.commands.printing import add_json, say


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("person", help="make people")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    create = actions.add_parser("create", help="make a person who signs in by password")
    create.add_argument("--code", required=True, metavar="A")
    create.add_argument("--role", required=True, metavar="ROLE", help="such as controller")
    create.add_argument("--site", action="append", required=True, metavar="S",
                        help="site code, or * for all; may be given again")
    create.add_argument("--name", metavar="NAME", help="the printed name; the code when left out")
    create.add_argument("--name-en", default="", metavar="NAME",
                        help="how English pages and papers call the person; the name if left out")
    create.add_argument("--language", default="zh-hans", choices=["zh-hans", "en"])
    create.add_argument("--password-stdin", action="store_true", required=True,
                        help="read the password from standard input")
    add_json(create)


def handle(args: argparse.Namespace) -> int:
    """Make the person."""
    from pandian.governance.operations import create_person
    from pandian.governance.words import SYSTEM

    password = sys.stdin.readline().rstrip("\r\n")
    row = create_person(scope=SYSTEM, code=args.code, name=args.name or args.code,
                        role=args.role, sites=args.site, password=password,
                        language=args.language, name_en=args.name_en)
    say(args, {"code": row.code, "name": row.name, "role": args.role, "sites": args.site},
        f"{row.code} {row.name}: {args.role} @ {', '.join(args.site)}")
    return 0
