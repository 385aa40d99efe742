"""Codes read and built: one strict verdict for any text.   码制规则

Pure: no clock, no tables.  `parse` takes any text and never raises; what it says is an opinion
with every reason, and the raw text stays as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from pandian.codes.gs1.checks.rules import check_digit as check_digit
from pandian.codes.gs1.checks.rules import is_digits
from pandian.codes.gs1.links.rules import CANONICAL, read_link, write_link
from pandian.codes.gs1.rules import (
    STRUCTURAL,
    Cut,
    Element,
    Judged,
    cut,
    cut_printed,
    date_of,
    identify,
    is_printed,
    judge,
    splits,
    visible,
)
from pandian.codes.gs1.words import IDENTIFIERS, ITEM_KEYS
from pandian.codes.words import (
    CARRIERS,
    FAULTS,
    GS,
    GS1_SYMBOLOGIES,
    GS_SUBSTITUTES,
    GTIN_SYMBOLOGIES,
    Field,
    Verdict,
)
from pandian.kernel.words import Fault, Refused

RAW_CHARACTERS_MAX = 8_000
PLAIN_CHARACTERS_MAX = 128
GTIN_DIGITS = (8, 12, 13, 14)
BUILD_YEAR = 2026
"""Reference year of `build`, where only leap years of the sliding century depend on it."""

_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_SUBSTITUTE = re.compile("|".join(re.escape(text) for text in GS_SUBSTITUTES))
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_ITF = ("]I0", "]I1")


class GtinRefused(Refused):
    """The text is no trade item number."""


class BuildRefused(Refused):
    """The fields cannot be encoded as GS1."""


class Text(NamedTuple):
    """A raw text made ready: its symbology identifier taken off, full-width made half-width."""

    raw: str
    symbology: str | None
    text: str
    suspicions: tuple[str, ...]


def match_key(text: str) -> str:
    """Return the form in which codes are compared (NFKC, case-folded); the raw text is kept."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFD", text).casefold()
    folded = unicodedata.normalize("NFKC", folded).casefold()
    return unicodedata.normalize("NFKC", folded)


def gtin_key(text: str) -> str:
    """Return the 14-digit key of a GTIN of 8, 12, 13 or 14 digits.

    Raises `GtinRefused` with every fault; a wrong check digit says the right one.
    """
    verdict = judge_gtin(text)
    if verdict.gtin is None:
        raise GtinRefused(verdict.faults)
    return verdict.gtin


def judge_gtin(text: str) -> Verdict:
    """Judge a text as a GTIN of 8, 12, 13 or 14 digits with its check digit.  Never raises."""
    return _as_gtin(_ready(text, ""))


def parse(raw: str, *, today: date, symbology: str = "") -> Verdict:
    """Say what a scanned or typed text is, with everything that is wrong.  Never raises.

    The symbology identifier may stand in front of the text or come by itself.  `today` decides
    the century of dates.  A text without an identifier is tried as the human-readable form, as
    a Digital Link, as an element string, as a GTIN, and is else plain.
    """
    ready = _ready(raw, symbology)
    if len(raw) > RAW_CHARACTERS_MAX:
        fault = Fault("", "text_too_long", (RAW_CHARACTERS_MAX, len(raw)))
        return Verdict(raw, "unreadable", ready.symbology, faults=(fault,))
    if not ready.text.strip():
        return Verdict(raw, "unreadable", ready.symbology, faults=(Fault("", "blank"),))
    if ready.symbology in GS1_SYMBOLOGIES:
        return _as_gs1(ready, today)
    if ready.symbology in GTIN_SYMBOLOGIES:
        return _as_gtin(ready)
    return _as_any(ready, today)


def _ready(raw: str, symbology: str) -> Text:
    text = raw if raw.isascii() else raw.translate(_FULL_WIDTH)
    suspicions = () if text == raw else ("full_width_input",)
    text = text.strip("\r\n\t")
    found = _SYMBOLOGY.match(text)
    if found and symbology in ("", found.group()):
        symbology, text = found.group(), text[3:]
    return Text(raw, symbology or None, text, suspicions)


def _as_gtin(ready: Text) -> Verdict:
    text = ready.text.strip(" ")
    faults = _gtin_faults(text)
    key = None if faults else text.zfill(14)
    return Verdict(ready.raw, "gtin", ready.symbology, (Field("", "gtin", text, key or ""),),
                   gtin=key, faults=tuple(faults), suspicions=ready.suspicions)


def _gtin_faults(text: str) -> list[Fault]:
    faults = []
    wrong = " ".join(dict.fromkeys(visible(c) for c in text if not is_digits(c)))
    if not text:
        return [Fault("", "blank")]
    if wrong:
        first = next(n for n, c in enumerate(text, 1) if not is_digits(c))
        faults.append(Fault("", "character", ("GTIN", wrong, first, "0-9")))
    if len(text) not in GTIN_DIGITS:
        faults.append(Fault("", "not_a_gtin", (len(text),)))
    if faults:
        return faults
    if not text.strip("0"):
        return [Fault("", "all_zero", ("GTIN",))]
    right = check_digit(text[:-1])
    if int(text[-1]) != right:
        faults.append(Fault("", "check_digit", ("GTIN", text[-1], right)))
    return faults


def _as_gs1(ready: Text, today: date) -> Verdict:
    text = _SUBSTITUTE.sub(GS, ready.text)
    marks = []
    if ready.symbology is not None and ready.symbology not in GS1_SYMBOLOGIES:
        marks.append("wrong_symbology")
    if is_printed(text):
        marks += ["printed_parentheses"] if ready.symbology else []
        return _gs1_verdict(ready, cut_printed(text), today, marks)
    found = cut(text)
    marks += ["separator_repeated"] if found.repeated else []
    return _gs1_verdict(ready, found, today, marks)


def _gs1_verdict(ready: Text, found: Cut, today: date, marks: list[str]) -> Verdict:
    judged = judge(found.elements, year=today.year)
    faults = judged.faults if found.elements else (Fault("", "blank"),)
    other_cuts = splits(found.elements, year=today.year)
    if any(split.likely for split in other_cuts):
        marks.append("separator_suspected")
    verdict = Verdict(ready.raw, "gs1", ready.symbology, judged.fields, faults=faults,
                      suspicions=(*ready.suspicions, *marks),
                      candidates=tuple(split.fields for split in other_cuts))
    return _with_meaning(verdict, judged, today)


def _with_meaning(verdict: Verdict, judged: Judged, today: date) -> Verdict:
    sound: dict[str, str] = {}
    spoilt = {judged.fields[n].ai for n in judged.bad}
    for field in judged.fields:
        if field.ai and field.ai not in spoilt:
            sound.setdefault(field.ai, field.value)
    key = next((sound[ai][:14] for ai in ITEM_KEYS if ai in sound), None)
    expires, made = sound.get("17") or sound.get("7003"), sound.get("11") or sound.get("8008")
    count = sound.get("37") or sound.get("30")
    return verdict._replace(
        gtin=key, lot=sound.get("10"), serial=sound.get("21"),
        expires_on=date_of(expires, year=today.year) if expires else None,
        made_on=date_of(made, year=today.year) if made else None,
        quantity=int(count) if count else None,
    )


def _as_any(ready: Text, today: date) -> Verdict:
    """Judge a text whose symbology says nothing, by what it looks like."""
    if is_printed(ready.text):
        return _as_gs1(ready, today)
    return _as_link(ready, today) or _as_likeliest(ready, today)


def _as_link(ready: Text, today: date) -> Verdict | None:
    link = read_link(ready.text.strip(" "))
    if link is None:
        return None
    judged = judge(link.elements, year=today.year)
    verdict = Verdict(ready.raw, "digital_link", ready.symbology, judged.fields,
                      faults=(*judged.faults, *link.faults), suspicions=ready.suspicions)
    return _with_meaning(verdict, judged, today)


def _as_likeliest(ready: Text, today: date) -> Verdict:
    """Judge a text as an element string, a GTIN or plain, in this order."""
    gs1 = _as_gs1(ready, today) if identify(ready.text.lstrip(GS)) else None
    gtin = _as_gtin(ready)
    others = tuple(v.carrier for v in (gs1, gtin) if v is not None and v.accepted)
    if gs1 is not None and gs1.accepted and _has_key(gs1):
        chosen = gs1
    elif gtin.accepted or (ready.symbology in _ITF and len(ready.text) == 14):
        chosen = gtin
    elif gs1 is not None and _is_broken_gs1(gs1):
        chosen = gs1
    elif is_digits(ready.text) and len(ready.text) in (12, 13, 14):
        chosen = gtin
    else:
        chosen = _as_plain(ready)
    return chosen._replace(others=tuple(c for c in others if c != chosen.carrier))


def _has_key(verdict: Verdict) -> bool:
    row = IDENTIFIERS.get(verdict.fields[0].ai) if verdict.fields else None
    keys = {field.ai for field in verdict.fields}
    return bool(keys & {"00", *ITEM_KEYS}) or bool(
        row and row.link_key is not None and row.predefined)


def _is_broken_gs1(verdict: Verdict) -> bool:
    """Say whether a faulty text without a symbology is more likely a GS1 label than free text."""
    first = verdict.fields[0]
    leads = first.ai in {"00", *ITEM_KEYS}
    wrong = {fault.code for fault in verdict.faults if fault.pointer == "/fields/0"}
    separated = GS in _SUBSTITUTE.sub(GS, verdict.raw)
    if separated:
        return not wrong & STRUCTURAL
    structural = any(fault.code in STRUCTURAL for fault in verdict.faults)
    return leads and not wrong & STRUCTURAL and (not wrong or not structural)


def _as_plain(ready: Text) -> Verdict:
    control = [c for c in ready.text if unicodedata.category(c) in ("Cc", "Cs")]
    faults = []
    if control:
        shown = " ".join(dict.fromkeys(visible(c) for c in control))
        faults.append(Fault("", "control_character", (shown,)))
    if len(ready.text) > PLAIN_CHARACTERS_MAX:
        faults.append(Fault("", "text_too_long", (PLAIN_CHARACTERS_MAX, len(ready.text))))
    return Verdict(ready.raw, "unreadable" if control else "plain", ready.symbology,
                   (Field("", "text", ready.text),), faults=tuple(faults),
                   suspicions=ready.suspicions)


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
        if GS in value or _SUBSTITUTE.search(value):
            faults.append(Fault(f"/fields/{n}", "separator_in_value", (f"({ai})",)))
        elements.append(Element(ai if ai in IDENTIFIERS else "",
                                value if ai in IDENTIFIERS else ai, n + 1))
    if len(elements) == len(pairs):
        faults += judge(elements, year=year).faults
    return elements, faults


def answer(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as plain JSON values, with its judgement and both languages' reasons."""
    plain = verdict._asdict()
    plain["carrier_name"] = CARRIERS[verdict.carrier]._asdict()
    plain["fields"] = [field._asdict() for field in verdict.fields]
    plain["candidates"] = [[f._asdict() for f in fields] for fields in verdict.candidates]
    for key in ("expires_on", "made_on"):
        plain[key] = plain[key].isoformat() if plain[key] else None
    plain["accepted"], plain["verdict"] = verdict.accepted, verdict.verdict
    doubts = [Fault("", code) for code in verdict.suspicions]
    plain["reasons"] = [_reason(fault) for fault in (*verdict.faults, *doubts)]
    del plain["faults"]
    return plain


def _reason(fault: Fault) -> dict[str, Any]:
    label = FAULTS[fault.code]
    return {"pointer": fault.pointer, "code": fault.code, "params": list(fault.params),
            "zh": label.zh.format(*fault.params), "en": label.en.format(*fault.params)}
