"""`pandian migrate`: bring the schema up to date, as its owner.   升级数据库"""

from __future__ import annotations

import argparse
from typing import Any

from pandian.interfaces.commands.printing import add_json, say

NEEDS = "server"


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("migrate", help="bring the database schema up to date")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Migrate; the grants of the application role follow every migration."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    say(args, {"result": "migrated"}, "The schema is up to date. 数据库结构已是最新。")
    return 0


