"""`pandian verify-certificate`: check one of any kind, as JSON or as PDF.   验证凭证"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pandian.interfaces.commands.printing import add_json, say
from pandian.kernel.words import Fault, Refused

NEEDS = "nothing"


class CertificateUnreadable(Refused):
    """The file is no certificate."""


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "verify-certificate",
        help="check a certificate of a count, joint count or destruction, or the report of a "
             "sampling stocktake, as JSON or PDF; needs no database")
    parser.add_argument("file", metavar="FILE", help="certificate.json or certificate.pdf")
    parser.add_argument("--code", default="", metavar="CODE",
                        help="verification code or content hash from the paper: compared too")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Recompute the certificate, and name the first altered row."""
    from pandian.counting.certifying.reading.rules import FILE_BYTES_MAX, read
    from pandian.counting.certifying.rules import altered, code_of, read_code

    path = Path(args.file)
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise CertificateUnreadable(
            [Fault(path.name, "file_unreadable", (error.strerror,))]) from error
    value, faults = read(data)
    if value is None:
        raise CertificateUnreadable([fault._replace(pointer=path.name) for fault in faults])
    faults = faults or altered(value)
    given = getattr(args, "code", "")
    if given and not faults and read_code(given) != code_of(value["content_hash"]):
        faults = [Fault("/content_hash", "certificate_other")]
    if not faults:
        code = code_of(value["content_hash"])
        say(args, {"ok": True, "faults": [], "code": code},
            f"The certificate is unaltered. 凭证未被改动。{code}")
        return 0
    from pandian.interfaces.words import described

    rows = [described(fault, language="en") for fault in faults]
    say(args, {"ok": False, "faults": rows},
        *(f"ALTERED {row['pointer']}: {row['message']}" for row in rows))
    return 1
