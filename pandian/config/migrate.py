"""`pandian migrate`: bring the schema up to date, as its owner.   升级数据库"""

from __future__ import annotations

import argparse
import json
from typing import Any

NEEDS = "server"


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("migrate", help="bring the database schema up to date")
    parser.add_argument("--json", action="store_true", help="print JSON")


def handle(args: argparse.Namespace) -> int:
    """Migrate; the rights of the application role follow every migration."""
    from pandian.config.schema import bring_up_to_date

    ran = bring_up_to_date()
    if args.json:
        print(json.dumps({"result": "migrated", "migrations": ran}))
    else:
        print(f"The schema is up to date ({ran} migrations ran). 数据库结构已是最新。")
    return 0
