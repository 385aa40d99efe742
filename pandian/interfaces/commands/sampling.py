"""`pandian sampling plan`: one lot in, one sampling plan out, line by line.   抽样方案"""

from __future__ import annotations

import argparse
from typing import Any

from pandian.interfaces.commands.lines import RequestRefused, answer_lines
from pandian.kernel.words import Fault

NEEDS = "nothing"
SHOWN_CHARACTERS_MAX = 80


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("sampling", help="sampling plans of GB/T 2828.1, line by line")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    text = ("an object with lot_size, level (S-1 to S-4, I, II, III), aql and severity (normal or "
            "tightened) in; letter, n, accept and reject out, and whether n is the whole lot")
    action = actions.add_parser("plan", help=text, description=text)
    action.add_argument("--json", action="store_true", help="(always JSON)")


def handle(args: argparse.Namespace) -> int:
    """Answer each line of standard input; fail when a line was no request."""
    return answer_lines(_plan)


def _plan(request: Any) -> Any:
    from pandian.lifecycle.inspection.sampling.rules import ask_faults, plan
    from pandian.lifecycle.inspection.sampling.words import SampleAsk

    if not isinstance(request, dict):
        raise RequestRefused([Fault("", "not_an_object")])
    ask = SampleAsk(*(request.get(name) for name in SampleAsk._fields))
    unknown = [Fault(f"/{name[:SHOWN_CHARACTERS_MAX]}", "unknown_field")
               for name in request if name not in SampleAsk._fields]
    if faults := [*ask_faults(ask), *unknown]:
        raise RequestRefused(faults)
    return plan(ask)
