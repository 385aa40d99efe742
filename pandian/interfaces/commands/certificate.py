"""`pandian certificate`: the certificate of a closed count as a file.   盘点凭证"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from pandian.interfaces.commands.printing import add_json, language, say
from pandian.kernel.words import Fault, Refused


class CertificateRefused(Refused):
    """What was asked for is no count."""


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "certificate", help="the certificate of a closed count as JSON to check or PDF to read")
    parser.add_argument("count", metavar="COUNT", help="id of the count")
    parser.add_argument("--format", default="json", choices=["json", "pdf"], help="of the file")
    parser.add_argument("--language", choices=["zh-hans", "en"], help="of what is printed")
    parser.add_argument("--to", required=True, metavar="FILE", help="where the file goes")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Issue the certificate (or find it) and write it."""
    from pandian.counting.certifying.operations import issue
    from pandian.exchange.certificates.operations import count_pdf
    from pandian.governance.words import SYSTEM

    try:
        plan = UUID(args.count)
    except ValueError:
        raise CertificateRefused([Fault("/count", "not_a_uuid")]) from None
    made = issue(scope=SYSTEM, plan=plan)
    data = json.dumps(made.body, ensure_ascii=False).encode()
    if args.format == "pdf":
        data = count_pdf(scope=SYSTEM, plan=plan, language=args.language or language())
    Path(args.to).write_bytes(data)
    say(args, {"file": args.to, "bytes": len(data), "code": made.code, "issue": made.issue,
               "content_hash": made.content_hash},
        f"{args.to}: {len(data):,} bytes, {made.code}")
    return 0
