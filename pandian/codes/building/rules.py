"""Codes built: element strings, printed forms, links, HIBC, our own, plain numbers.   编码规则

Every function raises `BuildRefused` with every fault; what it returns reads back as the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from pandian.codes.gs1.checks.rules import check_digit, is_digits
from pandian.codes.gs1.links.rules import CANONICAL, write_link
from pandian.codes.gs1.rules import Element, cut_printed, judge, visible
from pandian.codes.gs1.words import IDENTIFIERS
from pandian.codes.gtin import rules as gtin
from pandian.codes.hibc import rules as hibc
from pandian.codes.own import rules as own
from pandian.codes.own.words import PREFIX
from pandian.codes.words import (
    GS,
    GS1_SYMBOLOGIES,
    PLAIN_CHARACTERS_MAX,
    SUBSTITUTE,
)
from pandian.kernel.words import Fault, Refused

BUILD_YEAR = 2026
"""Reference year of `build`, where only leap years of the sliding century depend on it."""


class BuildRefused(Refused):
    """The fields cannot be encoded."""


Pairs = Mapping[str, str] | Iterable[tuple[str, str]]


def build(
    fields: Pairs, *, symbology: str | None = "]d2", separator: str = GS, year: int = BUILD_YEAR
) -> str:
    """Build an element string: fields of predefined length first, separators where needed.

    With `symbology` None the bare text.  Raises `BuildRefused` with every fault.
    """
    elements, faults = _to_build(fields, year)
    if symbology is not None and symbology not in GS1_SYMBOLOGIES:
        faults.append(Fault("/symbology", "symbology_unknown",
                            (symbology, " ".join(GS1_SYMBOLOGIES))))
    if faults:
        raise BuildRefused(faults)
    elements.sort(key=lambda element: not IDENTIFIERS[element.ai].predefined)
    text = ""
    for n, element in enumerate(elements, 1):
        open_end = not IDENTIFIERS[element.ai].predefined and n < len(elements)
        text += element.ai + element.value + (separator if open_end else "")
    return (symbology or "") + text


def build_printed(fields: Pairs, *, year: int = BUILD_YEAR) -> str:
    """Build the human-readable form `(01)...(17)...(10)...` in the order of the fields.

    Raises `BuildRefused` with every fault, also where parentheses in a value would be read
    as another field.
    """
    elements, faults = _to_build(fields, year)
    text = "".join(f"({element.ai}){element.value}" for element in elements)
    again = [(element.ai, element.value) for element in cut_printed(text).elements]
    if not faults and again != [(element.ai, element.value) for element in elements]:
        faults.append(Fault("/fields", "ambiguous_text"))
    if faults:
        raise BuildRefused(faults)
    return text


def build_link(fields: Pairs, *, domain: str = CANONICAL, year: int = BUILD_YEAR) -> str:
    """Build a GS1 Digital Link on a domain: key, qualifiers in order, attributes in the query.

    Raises `BuildRefused` with every fault.
    """
    elements, faults = _to_build(fields, year)
    link = ""
    if not any(not element.ai for element in elements):
        link, shape = write_link(elements, domain=domain)
        faults += shape if elements else []
    if faults:
        raise BuildRefused(faults)
    return link


def _to_build(fields: Pairs, year: int) -> tuple[list[Element], list[Fault]]:
    pairs = list(fields.items() if isinstance(fields, Mapping) else fields)
    faults: list[Fault] = [] if pairs else [Fault("/fields", "nothing_to_build")]
    elements: list[Element] = []
    for n, (ai, value) in enumerate(pairs):
        if not isinstance(ai, str) or not isinstance(value, str):
            faults.append(Fault(f"/fields/{n}", "not_a_text", (f"({ai})",)))
            continue
        if GS in value or SUBSTITUTE.search(value):
            faults.append(Fault(f"/fields/{n}", "separator_in_value", (f"({ai})",)))
        elements.append(Element(ai if ai in IDENTIFIERS else "",
                                value if ai in IDENTIFIERS else ai, n + 1))
    if len(elements) == len(pairs):
        faults += judge(elements, year=year).faults
    return elements, faults


def build_hibc(
    *, labeler: str, product: str, unit: str, lot: str = "", serial: str = "",
    expires_on: date | None = None, made_on: date | None = None, quantity: int | None = None,
    year: int = BUILD_YEAR,
) -> str:
    """Build a HIBC label: the primary one, combined where there is more to say.

    Raises `BuildRefused` with every fault.
    """
    text, faults = hibc.write(labeler, product, unit, lot=lot, serial=serial,
                              expires_on=expires_on, made_on=made_on, quantity=quantity,
                              year=year)
    if faults:
        raise BuildRefused(faults)
    return text


def build_own(kind: str, *texts: str) -> str:
    """Build a code of ours: `place` (site, place), `task`, `device`, `person` or `command`.

    Raises `BuildRefused` with every fault.
    """
    text, faults = own.write(kind, *texts)
    if faults:
        raise BuildRefused(faults)
    return text


def build_gtin(text: str) -> str:
    """Return the digits of an EAN-8, UPC, EAN-13 or ITF-14 symbol, with the check digit.

    A number without its check digit (7, 11, 12 or 13 digits) is not completed silently: it is
    refused, and the fault says which digit is right.
    """
    found = gtin.read(text)
    if found.faults and is_digits(text) and len(text) + 1 in gtin.LENGTHS and (
            len(text) not in gtin.LENGTHS):
        raise BuildRefused([Fault("/gtin", "check_digit", ("GTIN", "-", check_digit(text)))])
    if found.faults:
        raise BuildRefused(f._replace(pointer="/gtin") for f in found.faults)
    return text


def build_internal(text: str) -> str:
    """Return an internal code as it goes into a Code 128 or QR symbol.

    Raises `BuildRefused` where it is blank, too long, holds a control character, or has the
    prefix of our own codes.
    """
    faults = [] if text.strip() else [Fault("/text", "blank")]
    wrong = [visible(c) for c in text if unicodedata.category(c) in ("Cc", "Cs")]
    if wrong:
        faults.append(Fault("/text", "control_character", (" ".join(dict.fromkeys(wrong)),)))
    if len(text) > PLAIN_CHARACTERS_MAX:
        faults.append(Fault("/text", "text_too_long", (PLAIN_CHARACTERS_MAX, len(text))))
    if own.is_own(text):
        faults.append(Fault("/text", "not_encodable", (text, PREFIX)))
    if faults:
        raise BuildRefused(faults)
    return text
