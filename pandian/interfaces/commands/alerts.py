"""`pandian alerts ...`: list, conditions, evaluate, channels, send.   预警"""

from __future__ import annotations

import argparse
from typing import Any

from pandian.interfaces.commands.printing import add_json, language, say


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "alerts", help="alerts: list, conditions, evaluate, channels, send")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    lists = actions.add_parser("list", help="alerts, the most severe and then the late ones first")
    lists.add_argument("--site", default="", metavar="S", help="a site code, or * for the house")
    lists.add_argument("--condition", default="", metavar="C", help="such as negative")
    lists.add_argument("--closed", action="store_true", help="those that are closed")
    add_json(lists)
    conditions = actions.add_parser(
        "conditions", help="each condition: by which rule, when last looked at, with what")
    conditions.add_argument("--site", required=True, metavar="S", help="a site code, or *")
    add_json(conditions)
    evaluate = actions.add_parser("evaluate", help="look at all conditions now")
    evaluate.add_argument("--site", metavar="S", help="only this site, or * for the house")
    add_json(evaluate)
    channels = actions.add_parser("channels", help="where alerts go, and how each channel sends")
    channels.add_argument("--site", default="", metavar="S", help="a site code, or * for the house")
    add_json(channels)
    send = actions.add_parser("send", help="send now what waits and is due")
    add_json(send)


def handle(args: argparse.Namespace) -> int:
    """Do one of the actions.

    `evaluate` fails when a condition could not be looked at, `channels` when one failed last,
    `send` when a message did not go.
    """
    actions = {"list": _list, "conditions": _conditions, "evaluate": _evaluate,
               "channels": _channels, "send": _send}
    return actions[args.action](args)


def _list(args: argparse.Namespace) -> int:
    from pandian.governance.words import SYSTEM
    from pandian.insight.alerting.queries import alerts
    from pandian.insight.alerting.rules import said
    from pandian.insight.alerting.words import PAGE_ROWS_MAX, AlertFilter

    rows, after = [], None
    while True:
        page = alerts(scope=SYSTEM, limit=PAGE_ROWS_MAX, after=after, wanted=AlertFilter(
            args.site, args.condition, stand="closed" if args.closed else ""))
        rows += page.rows
        after = page.next
        if after is None:
            break
    texts = [said(row.condition, row.facts, language()) for row in rows]
    say(args, {"rows": [{**row._asdict(), "message": text}
                        for row, text in zip(rows, texts, strict=True)]},
        *(f"{row.id}  {row.site:8} {row.severity:8} {row.stand:7} {text}"
          for row, text in zip(rows, texts, strict=True)))
    return 0


def _conditions(args: argparse.Namespace) -> int:
    from pandian.governance.words import SYSTEM
    from pandian.insight.alerting.queries import checks
    from pandian.insight.alerting.words import CONDITIONS

    rows = checks(scope=SYSTEM, site=args.site)
    say(args, {"rows": rows}, *(
        f"{row.condition:13} {'on ' if row.standing.on else 'off'} {row.standing.code or '-':12} "
        f"{row.at:%Y-%m-%d %H:%M:%S%z} {row.open:5} "
        f"{CONDITIONS[row.condition].label.text(language())} {row.error}".rstrip()
        if row.at else f"{row.condition:13} {row.error or '-'}" for row in rows))
    return 0


def _evaluate(args: argparse.Namespace) -> int:
    from pandian.governance.queries import sites
    from pandian.governance.words import SYSTEM
    from pandian.insight.alerting.operations import evaluate
    from pandian.insight.words import HOUSE

    codes = [args.site] if args.site else [HOUSE, *(row.code for row in sites(scope=SYSTEM))]
    done = [evaluate(scope=SYSTEM, site=code) for code in codes]
    say(args, {"rows": done}, *(
        f"{each.site:8} raised={each.raised} again={each.again} worse={each.worse} "
        f"gone={each.gone} escalated={each.escalated} failed={','.join(each.failed) or '-'}"
        for each in done))
    return 1 if any(each.failed for each in done) else 0


def _channels(args: argparse.Namespace) -> int:
    from pandian.governance.words import SYSTEM
    from pandian.insight.delivery.queries import channels
    from pandian.insight.delivery.rules import why_text

    rows = channels(scope=SYSTEM, site=args.site)
    say(args, {"rows": rows}, *(
        f"{row.id}  {row.site:8} {row.kind:8} {'on ' if row.active else 'off'} "
        f"{row.sends or '-':6} waiting={row.waiting} {row.name} -> {row.shown} "
        f"{why_text(row.why, language()) if row.why else ''}".rstrip() for row in rows))
    return 1 if any(row.active and row.sends == "failed" for row in rows) else 0


def _send(args: argparse.Namespace) -> int:
    from pandian.exchange.notices.operations import send_due
    from pandian.governance.words import SYSTEM

    done = send_due(scope=SYSTEM)
    say(args, done._asdict(), f"sent={done.sent} failed={done.failed} again={done.again}")
    return 1 if done.failed or done.again else 0
