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
    for name, text in (("parse", "raw code in (a JSON string, or an object with raw, symbology, "
                                 "today and the label's further codes); carrier, fields, verdict, "
                                 "reasons, device identifier out"),
                       ("build", "an object of application identifiers, or of a carrier and its "
                                 "parts, in; the code out")):
        action = actions.add_parser(name, help=text, description=text)
        action.set_defaults(action=name)
        action.add_argument("--json", action="store_true", help="(always JSON)")


def handle(args: argparse.Namespace) -> int:
    """Answer each line of standard input; fail when a line was no JSON."""
    work = _parse if args.action == "parse" else _build
    return answer_lines(work)


def _parse(request: Any) -> Any:
    from pandian.codes.rules import answer, join, parse

    given = {"raw": request} if isinstance(request, str) else request
    if not isinstance(given, dict) or not isinstance(given.get("raw"), str):
        raise TypeError("a raw code is a text, or an object with raw")
    symbology, further = given.get("symbology") or "", given.get("codes") or []
    today = _day(given.get("today") or given.get("now"))
    if wrong := _wrong(symbology, further, today):
        raise TypeError("; ".join(wrong))
    assert today
    verdict = parse(given["raw"], today=today, symbology=symbology)
    if not further:
        return answer(verdict)
    verdicts = [verdict, *(parse(code, today=today) for code in further)]
    joined = join(verdicts, today=today)
    if joined is None:
        raise ValueError("these codes do not belong to one label")
    return answer(joined)


def _wrong(symbology: Any, further: Any, today: date | None) -> list[str]:
    """Return all that is wrong with what stands beside the code."""
    wrong = [] if isinstance(symbology, str) else ["symbology is a text"]
    if not isinstance(further, list) or not all(isinstance(code, str) for code in further):
        wrong.append("codes is an array of texts")
    return wrong if today else [*wrong, "today is an ISO date"]


def _day(given: Any) -> date | None:
    """Return the day that is given, today when none is, None when what is given is no day."""
    try:
        return date.fromisoformat(given[:10]) if given else datetime.now(UTC).date()
    except (TypeError, ValueError):
        return None


def _build(request: Any) -> Any:
    if not isinstance(request, dict):
        raise TypeError("fields are an object")
    carrier = request.get("carrier", "gs1")
    if carrier == "gs1":
        return _build_gs1(request)
    from pandian.codes import rules
    from pandian.codes.gs1.links.rules import CANONICAL

    texts = {key: _text(value, key) for key, value in request.items()
             if key not in ("carrier", "fields", "quantity")}
    if carrier == "digital_link":
        raw = rules.build_link(request.get("fields", {}), domain=texts.get("domain", CANONICAL))
    elif carrier == "hibc":
        raw = _build_hibc(texts, request.get("quantity"))
    elif carrier == "own":
        parts = [texts[key] for key in ("site", "place", "text") if key in texts]
        raw = rules.build_own(texts.get("kind", ""), *parts)
    elif carrier == "gtin":
        raw = rules.build_gtin(texts.get("gtin", ""))
    elif carrier == "internal":
        raw = rules.build_internal(texts.get("text", ""))
    else:
        raise ValueError("carrier is one of gs1 digital_link hibc own gtin internal")
    return {"raw": raw, "printed": None, "verdict": "valid"}


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{key[:40]} is a text")
    return value


def _build_hibc(texts: dict[str, str], quantity: Any) -> str:
    from pandian.codes.rules import build_hibc

    if quantity is not None and (not isinstance(quantity, int) or isinstance(quantity, bool)):
        raise TypeError("quantity is a whole number")
    days = {key: date.fromisoformat(texts[key]) for key in ("expires_on", "made_on")
            if key in texts}
    return build_hibc(
        labeler=texts.get("labeler", ""), product=texts.get("product", ""),
        unit=texts.get("unit", "0"), lot=texts.get("lot", ""), serial=texts.get("serial", ""),
        expires_on=days.get("expires_on"), made_on=days.get("made_on"), quantity=quantity)


def _build_gs1(request: dict[str, Any]) -> Any:
    from pandian.codes.rules import build, build_printed

    fields = request.get("fields", {key: value for key, value in request.items()
                                    if key not in ("carrier", "symbology")})
    options = {"symbology": request["symbology"]} if "symbology" in request else {}
    raw = build(fields, **options)
    try:
        printed = build_printed(fields)
    except Refused:  # parentheses inside a value: there is no unambiguous printed form
        printed = None
    return {"raw": raw, "printed": printed, "verdict": "valid"}
