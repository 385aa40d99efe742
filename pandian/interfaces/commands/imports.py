"""`pandian import`: read files into masters and postings, or say why not.   导入"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from pandian.interfaces.commands.printing import add_json, note, say
from pandian.kernel.words import Fault, Refused

FAULTS_SHOWN_MAX = 50


class FileMissing(Refused):
    """There is no such file or folder."""


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "import", help="import a CSV or Excel file (or a folder of them) by a named layout")
    parser.add_argument("file", metavar="FILE", help="a file, or the folder of a data set")
    parser.add_argument("--layout", required=True, metavar="NAME",
                        help="items, places, opening_stock, movements, count_sheet, retail, scms, "
                             "gudid, openboxes")
    parser.add_argument("--site", metavar="S", help="the site, where the layout does not say")
    parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
    parser.add_argument("--option", action="append", default=[], metavar="KEY=VALUE",
                        help="an option of the layout; may be given again")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Import, print what became of the rows, and fail when nothing could be read."""
    from pandian.exchange.operations import import_file
    from pandian.governance.words import SYSTEM

    path = Path(args.file)
    if not path.exists():
        raise FileMissing([Fault(args.file, "file_unreadable", ("no such file",))])
    report = import_file(
        scope=SYSTEM, path=path, layout=args.layout, site=args.site, dry_run=args.dry_run,
        progress=_progress if sys.stderr.isatty() and not args.json else None,
        options=dict(_option(text) for text in args.option))
    shown, left = _faults(report)
    value = {**report._asdict(), "faults": shown, "faults_left_off": left}
    say(args, value, *_lines(value, shown, left))
    return 0


def _option(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not mark:
        raise FileMissing([Fault("--option", "malformed_json", ("KEY=VALUE",))])
    return key, value


def _progress(*values: object) -> None:
    note("  ".join(str(value) for value in values))


def _faults(report: Any) -> tuple[list[Any], int]:
    faults = list(report.faults)
    return faults[:FAULTS_SHOWN_MAX], max(0, len(faults) - FAULTS_SHOWN_MAX)


def _lines(value: dict[str, Any], shown: list[Any], left: int) -> list[str]:
    lines = [f"{name}: {each:,}" for name, each in value.items()
             if isinstance(each, int) and not isinstance(each, bool)]
    lines += [" ".join(str(part) for part in fault) for fault in shown]
    return [*lines, f"... {left} more"] if left else lines
