"""`pandian policies list | show | drift | check | export | import`: the rules.   规则"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pandian.interfaces.commands.printing import add_json, language, say
from pandian.kernel.words import Fault, Refused


class PolicyFileRefused(Refused):
    """The file cannot be read, or the id is no id."""


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("policies",
                                   help="rules: list, show, drift, check, export, import")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text in (("list", "versions of rules and how they stand"),
                       ("export", "write the newest rules to a JSON file")):
        one = actions.add_parser(name, help=text)
        one.add_argument("--kind", default="", metavar="K", help="such as count.tolerance")
        one.add_argument("--site", metavar="S", help="a site code, or * for the central rules")
        if name == "export":
            one.add_argument("--to", required=True, metavar="FILE", help="where the file goes")
        add_json(one)
    show = actions.add_parser("show", help="one version, or what holds at a site and why")
    show.add_argument("--id", metavar="UUID", help="a version")
    show.add_argument("--kind", default="", metavar="K", help="with --site: what holds there")
    show.add_argument("--site", metavar="S", help="the site")
    show.add_argument("--at", metavar="INSTANT", help="RFC 3339 with offset; now when left out")
    add_json(show)
    add_json(actions.add_parser("drift", help="where sites leave the central rules"))
    check = actions.add_parser("check", help="gaps and contradictions of the rules of a site")
    check.add_argument("--site", required=True, metavar="S", help="the site")
    check.add_argument("--list", choices=("no_rule", "no_tolerance"), dest="listed",
                       help="print the holdings of this gap instead")
    add_json(check)
    take = actions.add_parser("import", help="take the rules of a JSON file in as drafts")
    take.add_argument("file", metavar="FILE")
    take.add_argument("--as", dest="person", required=True, metavar="PERSON",
                      help="their author, who may not approve them")
    add_json(take)


def handle(args: argparse.Namespace) -> int:
    """Do one of the actions."""
    actions = {"list": _list, "show": _show, "drift": _drift, "check": _check,
               "export": _export, "import": _import}
    actions[args.action](args)
    return 0


def _list(args: argparse.Namespace) -> None:
    from pandian.governance.policies.queries import versions
    from pandian.governance.policies.words import STATES
    from pandian.governance.words import SYSTEM

    rows = versions(scope=SYSTEM, kind=args.kind, site=args.site)
    say(args, rows, *(
        f"{row.id}  {row.site:8} {row.kind} {row.code} v{row.version}  "
        f"{STATES[row.state].text(language())}" for row in rows))


def _show(args: argparse.Namespace) -> None:
    from pandian.governance.policies.kinds.words import KINDS
    from pandian.governance.policies.queries import active, version
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import instant

    if args.id:
        value: Any = version(scope=SYSTEM, id=_uuid(args.id))
    elif args.kind in KINDS and args.site:
        try:
            at = instant(args.at) if args.at else datetime.now(UTC)
        except ValueError:
            raise PolicyFileRefused([Fault("--at", "not_an_instant")]) from None
        value = active(scope=SYSTEM, kind=args.kind, site=args.site, at=at)
    else:
        raise PolicyFileRefused([Fault("--kind", "not_a_choice", (", ".join(KINDS),))])
    from pandian.interfaces.api.answers import plain

    say(args, value, json.dumps(plain(value), ensure_ascii=False, indent=1))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise PolicyFileRefused([Fault("--id", "not_a_uuid")]) from None


def _drift(args: argparse.Namespace) -> None:
    from pandian.counting.planning.rulebook.queries import drift_report
    from pandian.governance.policies.words import DRIFTS
    from pandian.governance.words import SYSTEM

    rows = drift_report(scope=SYSTEM)
    say(args, rows, *(
        f"{row.site:8} {row.kind} {row.code} {row.key}: {DRIFTS[row.drift].text(language())}  "
        f"{row.central!r} -> {row.local!r}  {row.by}  {row.why}" for row in rows))


def _check(args: argparse.Namespace) -> None:
    from pandian.counting.planning.checking.queries import check, uncovered
    from pandian.counting.planning.checking.rules import said
    from pandian.counting.planning.checking.words import LISTED, PAGE_MAX
    from pandian.governance.words import SYSTEM

    if not args.listed:
        found = check(scope=SYSTEM, site=args.site)
        say(args, [{"code": row.code, "message": said(row).text(language()), "number": row.number,
                    "names": row.names, "rules": row.rules} for row in found],
            *(f"{said(row).text(language())}  {' '.join(row.names)}".rstrip() for row in found))
        return
    rows, after = [], 0
    while page := uncovered(scope=SYSTEM, site=args.site, kind=LISTED[args.listed], after=after):
        rows += page
        after = page[-1].holding
        if len(page) < PAGE_MAX:
            break
    say(args, rows, *(f"{row.place} {row.item} {row.lot} {row.status}" for row in rows))


def _export(args: argparse.Namespace) -> None:
    from pandian.governance.policies.operations import export_policies
    from pandian.governance.words import SYSTEM

    file = export_policies(scope=SYSTEM, kind=args.kind, site=args.site)
    Path(args.to).write_text(json.dumps(file, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
                             "utf-8")
    say(args, {"file": args.to, "policies": len(file["policies"])},
        f"{args.to}: {len(file['policies'])}")


def _import(args: argparse.Namespace) -> None:
    from pandian.governance.policies.operations import import_policies
    from pandian.governance.queries import scope_of_code
    from pandian.governance.words import SYSTEM

    try:
        file = json.loads(Path(args.file).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PolicyFileRefused([Fault(args.file, "file_unreadable", (str(error),))]) from None
    done = import_policies(scope=scope_of_code(scope=SYSTEM, code=args.person), file=file)
    say(args, done, *(f"{row.key}: {row.result}" for row in done))
