"""`pandian import`: read files into masters and postings, or say why not.   导入"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from pandian.exchange.words import OPTIONS, ImportReport
from pandian.governance.words import Scope
from pandian.interfaces.commands.printing import add_json, language, note, say
from pandian.kernel.words import Fault, Refused

FAULTS_SHOWN_MAX = 50


class FileMissing(Refused):
    """There is no such file or folder."""


def register(subparsers: Any) -> None:
    """Declare the command; the options of the layouts are those that exchange declares."""
    parser = subparsers.add_parser(
        "import", help="import a CSV or Excel file (or a folder of them) by a named layout")
    parser.add_argument("file", metavar="FILE", help="a file, or the folder of a data set")
    parser.add_argument("--layout", required=True, metavar="NAME",
                        help="items, places, opening_stock, movements, count_sheet, retail, scms, "
                             "gudid, openboxes, asn")
    parser.add_argument("--site", default="", metavar="S", help="the site of the rows")
    parser.add_argument("--as", dest="person", default="", metavar="PERSON",
                        help="the person whose work this is: in the audit, and as who counted")
    parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
    for name, option in OPTIONS.items():
        flag = f"--{name.replace('_', '-')}"
        text = f"{option.label.zh} {option.label.en}"
        if option.flag:
            parser.add_argument(flag, dest=f"option_{name}", action="store_const", const="1",
                                help=text)
        else:
            parser.add_argument(flag, dest=f"option_{name}", choices=option.choices or None,
                                metavar="VALUE" if not option.choices else None, help=text)
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Import, print what became of the rows, and fail when the import was refused."""
    from pandian.exchange.operations import import_file

    path = Path(args.file)
    if not path.exists():
        raise FileMissing([Fault(args.file, "file_unreadable", ("no such file",))])
    given = {name: getattr(args, f"option_{name}") for name in OPTIONS}
    report = import_file(
        scope=_scope(args.person), path=path, layout=args.layout, site=args.site,
        dry_run=args.dry_run,
        progress=_progress if sys.stderr.isatty() else None,
        options={name: value for name, value in given.items() if value is not None})
    say(args, _value(report), *report.lines(language()))
    return 1 if report.state == "refused" else 0


def _scope(code: str) -> Scope:
    """Return the rights of the command line, under the name of the person whose work it is.

    Who counted on paper seldom may import: the operator vouches for him, and the ledger knows
    that he may not approve what he counted.
    """
    from pandian.governance.queries import person_by_code
    from pandian.governance.words import SYSTEM

    if not code:
        return SYSTEM
    person = person_by_code(scope=SYSTEM, code=code)
    return SYSTEM._replace(actor=person.code, person=person.id, name=person.name,
                           device=SYSTEM.actor)


def _progress(step: str, done: int, of: int) -> None:
    note(f"{step}: {done:,} / {of:,}" if of else f"{step}: {done:,}")


def _value(report: ImportReport) -> dict[str, Any]:
    value = report._asdict()
    value["faults"] = [
        {**fault._asdict(), "text": fault.text(language())}
        for fault in report.faults[:FAULTS_SHOWN_MAX]]
    return value
