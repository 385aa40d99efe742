"""`pandian epc encode|decode`: one line in, one JSON line out.   电子标签"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pandian.interfaces.commands.lines import answer_lines

NEEDS = "nothing"
FIELDS = {"gtin": "01", "serial": "21", "sscc": "00", "gln": "414", "extension": "254",
          "grai": "8003", "giai": "8004"}
"""Words that a request may use in place of application identifiers."""
WRITTEN = ("epc", "hex", "binary", "tag_uri", "pure_identity", "uri")
PRINTED = ("gs1_element_string", "element_string")


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("epc", help="write or read RFID tags, line by line")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for name, text in (
        ("decode", "a tag in (a JSON string: hexadecimal, binary, tag URI or pure identity); "
                   "every other way to write it out"),
        ("encode", "a tag URI in, or an object with gs1_element_string (or gtin and serial, sscc, "
                   "gln, grai, giai) and company_prefix_length; filter and bits as wanted"),
    ):
        action = actions.add_parser(name, help=text, description=text)
        action.set_defaults(action=name)
        action.add_argument("--json", action="store_true", help="(always JSON)")


def handle(args: argparse.Namespace) -> int:
    """Answer each line of standard input; fail when a line was no request."""
    return answer_lines(_decode if args.action == "decode" else _encode)


def _decode(request: Any) -> dict[str, Any]:
    from pandian.codes.epc.rules import answer, read

    text = request if isinstance(request, str) else _first(request, WRITTEN)
    if text is None:
        raise TypeError("a tag is a text, or an object with epc, hex, tag_uri or pure_identity")
    reading = read(text)
    return {**answer(reading), "reasons": _reasons(reading.faults)}


def _encode(request: Any) -> dict[str, Any]:
    from pandian.codes.epc import rules
    from pandian.codes.epc.words import EpcRefused, Reading

    given = {"tag_uri" if request[:8].lower() == "urn:epc:" else "gs1_element_string": request} \
        if isinstance(request, str) else request
    if not isinstance(given, Mapping):
        raise TypeError("a tag URI, or an object")
    text = _first(given, WRITTEN)
    if text is not None:
        reading = rules.read(text)
        if reading.tag is None:
            return {**rules.answer(reading), "reasons": _reasons(reading.faults)}
        tag, scheme, filter = reading.tag, reading.scheme, reading.filter
    else:
        tag, scheme, filter = _tag(given), "", 0
    filter = _whole(given, "filter", filter)
    scheme = _scheme(given, tag, scheme)
    faults = rules.faults_of(tag, scheme=scheme, filter=filter)
    if faults:
        raise EpcRefused(faults)
    written = Reading(rules.tag_uri(tag, scheme=scheme, filter=filter), tag, scheme, filter)
    return {**rules.answer(written), "reasons": []}


def _tag(given: Mapping[str, Any]) -> Any:
    from pandian.codes.epc.rules import tag_of

    return tag_of(_fields(given), prefix_digits=_prefix_digits(given))


def _fields(given: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a request by application identifier; refused when one is at fault."""
    from pandian.codes.epc.words import EpcRefused
    from pandian.codes.rules import parse

    text = _first(given, PRINTED)
    if text is not None:
        verdict = parse(text, today=datetime.now(UTC).date())
        if verdict.faults:
            raise EpcRefused(verdict.faults)
        return {field.ai: field.value for field in verdict.fields}
    named = {**given, **(given.get("fields") or {})}
    fields = {FIELDS.get(name, name): value for name, value in named.items()
              if name in FIELDS or name.isdigit()}
    if not all(isinstance(value, str) for value in fields.values()):
        raise TypeError("fields are texts: a number has lost its leading zeros")
    if "01" in fields:
        fields["01"] = fields["01"].zfill(14)
    printed = "".join(f"({ai}){value}" for ai, value in fields.items())
    return _fields({"element_string": printed}) if fields else {}


def _prefix_digits(given: Mapping[str, Any]) -> int | None:
    if isinstance(prefix := given.get("company_prefix"), str):
        return len(prefix)
    value = given.get("company_prefix_length", given.get("prefix_length"))
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise TypeError("company_prefix_length is a whole number from 6 to 12")
    return value


def _scheme(given: Mapping[str, Any], tag: Any, read: str) -> str:
    """Return the scheme that is asked for, the one that was read, or the shortest that fits."""
    from pandian.codes.epc.rules import scheme_for

    asked = given.get("scheme")
    if isinstance(asked, str):
        return asked.lower()
    if "bits" in given:
        return scheme_for(tag, bits=_whole(given, "bits", 0))
    return read or scheme_for(tag)


def _whole(given: Mapping[str, Any], name: str, default: int) -> int:
    value = given.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is a whole number")
    return value


def _first(given: Any, names: tuple[str, ...]) -> str | None:
    if not isinstance(given, Mapping):
        raise TypeError("a text or an object is expected")
    found = [given[name] for name in names if name in given]
    if found and not isinstance(found[0], str):
        raise TypeError("a tag is a text")
    return found[0] if found else None


def _reasons(faults: Any) -> list[dict[str, str]]:
    from pandian.interfaces.words import described

    return [described(fault, language="en") for fault in faults]
