"""`pandian rehearse`: a year of the ledger under a changed rule.   规则预演"""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID

from pandian.interfaces.commands.printing import add_json, language, say


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "rehearse", help="replay the ledger under a changed rule and say what it would have done")
    parser.add_argument("rule", metavar="RULE", type=UUID, help="id of the version")
    parser.add_argument("--site", default="", metavar="S",
                        help="of a central rule: only this site (then it is no evidence)")
    parser.add_argument("--months", type=int, default=12, metavar="N", help="12 unless given")
    parser.add_argument("--against", default="active", metavar="WHAT",
                        help="active, history, or the id of another version")
    parser.add_argument("--seed", type=int, metavar="N", help="of every draw; the site's own else")
    parser.add_argument("--rate", type=int, metavar="N",
                        help="cost of an hour, minor units of money x 10^4")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Rehearse the rule, print both sides by site, and keep it as the rule's evidence."""
    from pandian.counting.rehearsing.operations import rehearse
    from pandian.counting.rehearsing.reporting.rules import compared, sentence
    from pandian.counting.rehearsing.words import RehearsalDraft
    from pandian.governance.words import SYSTEM

    rows = rehearse(scope=SYSTEM, draft=RehearsalDraft(
        args.rule, args.site, args.months, args.against, args.seed, args.rate))
    english = language() == "en"
    lines = []
    for row in rows:
        lines.append(sentence(row.report)[english])
        lines += [f"  {label[english]}: {_shown(old)} | {_shown(new)} | {_shown(more)}"
                  for _name, label, old, new, more in compared(row.report)]
        for name, held in row.report["sides"][1]["totals"]["coverage"].items():
            lines.append(f"  {name}: {held['covered']}/{held['stocked']}, {held['oldest']} d")
    attached = all(row.attached for row in rows)
    lines.append({True: ("已作为证据附到规则上", "Attached to the rule as evidence"),
                  False: ("未附到规则上", "Not attached to the rule")}[attached][english])
    say(args, {"id": str(rows[0].id), "attached": attached,
               "sites": [{"content_hash": row.content_hash, **row.report} for row in rows]}, *lines)
    return 0


def _shown(value: Any) -> str:
    return "—" if value is None else str(value)
