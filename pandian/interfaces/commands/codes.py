"""`pandian codes parse|build`: one line in, one JSON line out.   码制"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from typing import Any

from pandian.interfaces.commands.lines import answer_lines
from pandian.kernel.words import Refused

NEEDS = "nothing"


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("codes", help="parse or build codes, line by line")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for name, text in (("parse", "raw code in (a JSON string, or an object with raw and "
                                 "symbology); carrier, fields, verdict, reasons out"),
                       ("build", "an object of application identifiers in; the code out")):
        action = actions.add_parser(name, help=text, description=text)
        action.set_defaults(action=name)
        action.add_argument("--json", action="store_true", help="(always JSON)")


def handle(args: argparse.Namespace) -> int:
    """Answer each line of standard input; fail when a line was no JSON."""
    work = _parse if args.action == "parse" else _build
    return answer_lines(work)


def _parse(request: Any) -> Any:
    from pandian.codes.rules import answer, parse

    given = {"raw": request} if isinstance(request, str) else request
    if not isinstance(given, dict) or not isinstance(given.get("raw"), str):
        raise TypeError("a raw code is a text, or an object with raw")
    symbology = given.get("symbology") or ""
    if not isinstance(symbology, str):
        raise TypeError("symbology is a text")
    today = date.fromisoformat(given["now"][:10]) if given.get("now") else datetime.now(UTC).date()
    return answer(parse(given["raw"], today=today, symbology=symbology))


def _build(request: Any) -> Any:
    from pandian.codes.rules import build, build_printed

    if not isinstance(request, dict):
        raise TypeError("fields are an object")
    fields = request.get("fields", request)
    options = {"symbology": request["symbology"]} if "symbology" in request else {}
    raw = build(fields, **options)
    try:
        printed = build_printed(fields)
    except Refused:  # parentheses inside a value: there is no unambiguous printed form
        printed = None
    return {"raw": raw, "printed": printed, "verdict": "valid"}
