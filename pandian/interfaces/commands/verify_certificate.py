"""`pandian verify-certificate`: check one of a count, joint count, destruction.   验证凭证"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from pandian.interfaces.commands.printing import add_json, say
from pandian.kernel.words import Fault, Refused

NEEDS = "nothing"
CERTIFICATE_BYTES_MAX = 1 << 30


class CertificateUnreadable(Refused):
    """The file is no certificate."""


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "verify-certificate",
        help="check a certificate of a count, joint count or destruction; needs no database")
    parser.add_argument("file", metavar="FILE", help="certificate.json")
    add_json(parser)


def handle(args: argparse.Namespace) -> int:
    """Recompute the certificate, and name the first altered row."""
    value = _read(Path(args.file))
    faults = _faults(value)
    if not faults:
        say(args, {"ok": True, "faults": []}, "The certificate is unaltered. 凭证未被改动。")
        return 0
    from pandian.interfaces.words import described

    rows = [described(fault, language="en") for fault in faults]
    say(args, {"ok": False, "faults": rows},
        *(f"ALTERED {row['pointer']}: {row['message']}" for row in rows))
    return 1


def _faults(value: dict[str, Any]) -> list[Fault]:
    """Return what is wrong: the head says of which kind of document it is."""
    from pandian.counting.rules import verify_certificate
    from pandian.exchange.certificates.words import FORMS
    from pandian.lifecycle.destruction.rules import altered

    head = value.get("head")
    if isinstance(head, dict) and head.get("kind") in FORMS:
        return altered(value)
    return verify_certificate(value)


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > CERTIFICATE_BYTES_MAX:
            raise CertificateUnreadable([Fault("", "too_large", (CERTIFICATE_BYTES_MAX,))])
        value = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CertificateUnreadable([Fault(path.name, "file_unreadable", (error.strerror,))]) \
            from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise CertificateUnreadable([Fault(path.name, "malformed_json", (str(error)[:200],))]) \
            from error
    if not isinstance(value, dict):
        raise CertificateUnreadable([Fault("", "not_an_object")])
    return value
