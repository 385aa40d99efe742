"""`pandian labels print|preview|sheet|count|verify|list`: JSON in, a file out.   标签"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from pandian.exchange.labels.sheets.words import SHEETS
from pandian.exchange.labels.words import OUTPUTS, RESOLUTIONS, SIZE_DEFAULT, SIZES
from pandian.interfaces.commands.printing import add_json, language, say
from pandian.kernel.words import Fault, Refused

REQUEST_BYTES_MAX = 16 * 1024 * 1024


class RequestMalformed(Refused):
    """Standard input holds no print job."""


def register(subparsers: Any) -> None:
    """Declare the command and its actions."""
    parser = subparsers.add_parser("labels", help="make labels and sheets, list and verify prints")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for name, text in (
        ("print", "a print job as JSON on standard input (the body of POST /api/v1/labels); "
                  "writes the file and notes the job"),
        ("preview", "the same, but only the first label as PNG, and nothing is noted")):
        _action(actions, name, text)
    sheet = _action(actions, "sheet", "a page that stands for itself")
    sheet.add_argument("sheet", choices=sorted(SHEETS), help="which page")
    sheet.add_argument("--size", choices=sorted(SIZES), default=SIZE_DEFAULT, help="of the ruler")
    sheet.add_argument("--dpi", type=int, choices=sorted(RESOLUTIONS), default=203,
                       help="of the ruler")
    sheet.add_argument("--output", choices=sorted(OUTPUTS), default="pdf", help="of the ruler")
    sheet.add_argument("--site", default="", metavar="S", help="of the demo's codes")
    sheet.add_argument("--place", action="append", default=[], metavar="P",
                       help="of the demo's codes; may be given again")
    count = _action(actions, "count", "the count sheets of a count")
    count.add_argument("plan", type=UUID, metavar="COUNT", help="id of the count")
    count.add_argument("--task", type=UUID, action="append", default=[], metavar="T",
                       help="only these tasks; may be given again")
    count.add_argument("--open", action="store_true", help="with the book (open counts only)")
    _checking(actions)


def _action(actions: Any, name: str, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text)
    parser.set_defaults(action=name)
    parser.add_argument("--to", required=True, metavar="FILE", help="where the file goes")
    parser.add_argument("--language", choices=["zh-hans", "en"], help="of what is printed")
    add_json(parser)
    return parser


def _checking(actions: Any) -> None:
    text = "compare the scan of a job's first label (standard input) with what was printed"
    verify = actions.add_parser("verify", help=text, description=text)
    verify.set_defaults(action="verify")
    verify.add_argument("print", type=UUID, metavar="PRINT", help="id of the job")
    add_json(verify)
    listed = actions.add_parser("list", help="who printed what, newest first")
    listed.set_defaults(action="list")
    listed.add_argument("--site", metavar="S", help="only this site")
    add_json(listed)


def handle(args: argparse.Namespace) -> int:
    """Do the action; a refusal names every reason and writes no file."""
    if args.action == "verify":
        return _verify(args)
    if args.action == "list":
        return _list(args)
    made = _made(args)
    Path(args.to).write_bytes(made.content)
    say(args, {"file": args.to, "print": made.id, "result": made.result, "labels": made.labels,
               "reprinted": made.reprinted, "bytes": len(made.content)},
        f"{args.to}: {made.labels} ({made.result}), {len(made.content):,} bytes")
    return 0


def _made(args: argparse.Namespace) -> Any:
    from pandian.exchange.labels.operations import preview, print_labels
    from pandian.exchange.labels.sheets.operations import print_count_sheets, sheet_file
    from pandian.exchange.labels.sheets.words import SheetRequest
    from pandian.exchange.labels.words import Printed
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import uuid7

    spoken = args.language or language()
    if args.action == "sheet":
        return sheet_file(scope=SYSTEM, name=args.sheet, site=args.site, places=args.place,
                          size=args.size, dpi=args.dpi, output=args.output, language=spoken)
    if args.action == "count":
        return print_count_sheets(scope=SYSTEM, request=SheetRequest(
            uuid7(), args.plan, tuple(args.task), not args.open, spoken))
    request = _request(args)
    if args.action == "print":
        return print_labels(scope=SYSTEM, request=request)
    return Printed(request.id, "preview", preview(scope=SYSTEM, request=request), "image/png",
                   "", 1, 0)


def _request(args: argparse.Namespace) -> Any:
    """Return the print job of standard input.  Raises `RequestMalformed` with every fault."""
    from pydantic import ValidationError

    from pandian.exchange.labels.words import LabelRequest, Thing
    from pandian.interfaces.api.problems import shape_fault
    from pandian.interfaces.api.shapes.labels import LabelsIn

    try:
        body = LabelsIn.model_validate(json.loads(sys.stdin.buffer.read(REQUEST_BYTES_MAX)))
    except ValidationError as error:
        raise RequestMalformed([shape_fault({**each, "loc": ("body", "job", *each["loc"])})
                                for each in error.errors()]) from error
    except (ValueError, RecursionError) as error:
        raise RequestMalformed([Fault("", "malformed_json", (str(error)[:200],))]) from error
    fields = {name: getattr(body, name) for name in LabelRequest._fields if name != "things"}
    fields |= {"language": args.language} if args.language else {}
    return LabelRequest(things=tuple(Thing(**dict(thing)) for thing in body.things), **fields)


def _verify(args: argparse.Namespace) -> int:
    from pandian.exchange.labels.operations import verify_print
    from pandian.exchange.labels.words import SCAN_RESULTS
    from pandian.governance.words import SYSTEM

    scanned = sys.stdin.read(REQUEST_BYTES_MAX)
    verdict = verify_print(scope=SYSTEM, id=args.print, scanned=scanned)
    say(args, verdict, SCAN_RESULTS[verdict.result].text(language()),
        *(f"  {name} {ours} ≠ {theirs}" for name, ours, theirs in verdict.differences))
    return 0 if verdict.result.startswith("matches") else 1


def _list(args: argparse.Namespace) -> int:
    from pandian.exchange.labels.queries import prints
    from pandian.governance.words import SYSTEM

    rows = prints(scope=SYSTEM, site=args.site)
    say(args, rows, *(f"{row.id}  {row.at:%Y-%m-%d %H:%M}  {row.site}  {row.kind} x {row.labels}  "
                      f"{row.size} {row.output}  {row.actor}  {row.verified or '-'}"
                      for row in rows))
    return 0
