"""`pandian site create`: a site from the command line.   站点"""

from __future__ import annotations

import argparse
from typing import Any

from pandian.interfaces.commands.printing import add_json, language, say
from pandian.kernel.words import Refused


class SiteRefused(Refused):
    """The site cannot be made as asked."""


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("site", help="make sites")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    create = actions.add_parser("create", help="make a site, or change its name or time zone")
    create.add_argument("--code", required=True, metavar="S")
    create.add_argument("--name", required=True, metavar="NAME")
    create.add_argument("--name-en", default="", metavar="NAME", help="its English name")
    create.add_argument("--time-zone", default="Asia/Shanghai", metavar="ZONE",
                        help="an IANA name; Asia/Shanghai when left out")
    add_json(create)


def handle(args: argparse.Namespace) -> int:
    """Make the site with its virtual places."""
    from pandian.catalog.operations import put_sites
    from pandian.governance.words import SYSTEM, SiteDraft

    outcome, = put_sites(scope=SYSTEM, sites=[
        SiteDraft(args.code, args.name, args.time_zone, args.name_en)])
    if outcome.faults:
        raise SiteRefused(outcome.faults)
    done = {"created": ("新建", "created"), "updated": ("已更改", "changed")}.get(
        outcome.result, ("没有变化", "unchanged"))
    say(args, {"code": args.code, "result": outcome.result},
        f"{args.code} {args.name}: {done[language() == 'en']}")
    return 0
