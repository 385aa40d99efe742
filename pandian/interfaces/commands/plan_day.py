"""`pandian plan-day`: the counts of a day, or what they would be.   每日规划"""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from pandian.interfaces.commands.printing import add_json, language, say


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("plan-day", help="plan the counts of a day, with the reasons")
    parser.add_argument("--site", required=True, metavar="S")
    parser.add_argument("--date", metavar="DAY", type=date.fromisoformat,
                        help="YYYY-MM-DD; today at the site when left out")
    parser.add_argument("--seed", type=int, metavar="N", help="of the draw; the site's own else")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Plan the day and say what is due, the load of the days to come, and every gap."""
    from pandian.counting.planning.operations import plan_day
    from pandian.counting.planning.reporting.rules import gap_label, report_of, walk_label
    from pandian.governance.words import SYSTEM

    plan = plan_day(scope=SYSTEM, site=args.site, day=args.date, dry_run=args.dry_run,
                    seed=args.seed)
    english = language() == "en"
    done = {"created": ("已制定", "planned"), "exists": ("早已制定", "planned before"),
            "dry_run": ("试算", "dry run")}[plan.result][english]
    head = (f"{plan.tasks} tasks, {plan.places} places, {plan.minutes} of {plan.capacity} min"
            if english else
            f"{plan.tasks} 个任务，{plan.places} 个货位，{plan.minutes}/{plan.capacity} 分钟")
    say(args, {**report_of(plan), "result": plan.result},
        f"{plan.site} {plan.day} {done}: {head} (seed {plan.seed})",
        *([f"  {walk_label(plan.walk)[english]}"] if plan.walk else []),
        *(f"  {row.label[english]}: {row.due} / {row.coming} / {row.holdings}"
          for row in plan.rules),
        *(f"  {row.day} {row.load}/{row.capacity} min, {row.places}" for row in plan.days),
        *(f"  ! {gap_label(gap)[english]}" for gap in plan.gaps))
    return 0
