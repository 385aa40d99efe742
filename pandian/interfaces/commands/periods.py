"""`pandian periods`: list periods, prepare a report, write one.   期间结账"""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any
from uuid import UUID

from pandian.interfaces.commands.printing import add_json, language, say


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "periods", help="list the periods of sites and what was open in them; prepare a report")
    parser.add_argument("--site", metavar="S", help="only this site")
    parser.add_argument("--prepare", type=date.fromisoformat, metavar="DAY",
                        help="make the report of the period that ends with this day of the site")
    parser.add_argument("--report", type=UUID, metavar="ID", help="show this report and its lists")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """List, prepare or show; a report is signed on the page, by a person."""
    from pandian.counting.closing.operations import prepare_period
    from pandian.counting.closing.queries import after, periods, report
    from pandian.counting.closing.words import PeriodDraft, PeriodRefused
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import uuid7
    from pandian.kernel.words import Fault

    if args.report is not None:
        body = report(scope=SYSTEM, id=args.report)
        late = after(scope=SYSTEM, id=args.report)
        say(args, {**body, "after": late.rows}, *_figures(body["head"]["totals"], late.total.rows))
        return 0
    if args.prepare is not None:
        if args.site is None:
            raise PeriodRefused([Fault("--site", "missing")])
        rows = [prepare_period(scope=SYSTEM, draft=PeriodDraft(uuid7(), args.site, args.prepare))]
    else:
        rows = periods(scope=SYSTEM, site=args.site)
    said = [{**row._asdict(), "totals": {name: total._asdict()
                                         for name, total in row.totals.items()}} for row in rows]
    say(args, {"rows": said}, *(_line(row) for row in rows))
    return 0


def _line(row: Any) -> str:
    from pandian.counting.closing.words import OPEN, STATES

    left = " ".join(f"{name}={row.totals[name].rows}" for name in OPEN if row.totals[name].rows)
    return f"{row.id} {row.site} {row.last_day} {STATES[row.state].text(language())} {left}".strip()


def _figures(totals: Any, late: int) -> list[str]:
    from pandian.counting.closing.words import SECTIONS
    from pandian.exchange.samples.rules import money

    lines = [f"{SECTIONS[name].label.text(language())}: {rows}  +{money(plus)}  {money(minus)}"
             for name, (rows, plus, minus) in totals.items()]
    return [*lines, {"en": f"Recorded after the report: {late}"}.get(
        language(), f"报告之后补记：{late}")]
