"""Codes read: one strict verdict for any text.   码制规则

Pure: no clock, no tables.  `parse` takes any text and never raises; what it says is an opinion
with every reason, and the raw text stays as it was.  Building is in `building`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple

from pandian.codes.building.rules import BuildRefused as BuildRefused
from pandian.codes.building.rules import build as build
from pandian.codes.building.rules import build_gtin as build_gtin
from pandian.codes.building.rules import build_hibc as build_hibc
from pandian.codes.building.rules import build_internal as build_internal
from pandian.codes.building.rules import build_link as build_link
from pandian.codes.building.rules import build_own as build_own
from pandian.codes.building.rules import build_printed as build_printed
from pandian.codes.epc.rules import elements as tag_elements
from pandian.codes.epc.rules import looks_like_tag
from pandian.codes.epc.rules import read as read_tag
from pandian.codes.gs1.checks.rules import check_digit as check_digit
from pandian.codes.gs1.checks.rules import is_digits
from pandian.codes.gs1.links.rules import read_link
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
from pandian.codes.gs1.words import IDENTIFIERS, ITEM_KEYS, OTHER_KEYS
from pandian.codes.gtin import rules as gtin
from pandian.codes.hibc import rules as hibc
from pandian.codes.iccbba import rules as iccbba
from pandian.codes.ma import rules as ma
from pandian.codes.own import rules as own
from pandian.codes.words import (
    CARRIERS,
    FAULTS,
    GS,
    GS1_SYMBOLOGIES,
    GTIN_SYMBOLOGIES,
    ISSUERS,
    PLAIN_CHARACTERS_MAX,
    SUBSTITUTE,
    Field,
    Found,
    Udi,
    Verdict,
)
from pandian.kernel.words import Fault, Refused

RAW_CHARACTERS_MAX = 8_000

_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_ITF = ("]I0", "]I1")
_AHM = re.compile(r"AHM[0-9A-Za-z.:/-]{8,}")


class GtinRefused(Refused):
    """The text is no trade item number."""


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
    the century of dates.  A text whose symbology says nothing is tried in the order of
    `ATTEMPTS`; `taken` says which one read it and `others` what else would have fitted.
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
    return _as_likeliest(ready, today)


def parse_tag(raw: str, *, today: date) -> Verdict:
    """Say what a reader of RFID tags read: a tag where it can be one, else as `parse` says."""
    found = _try_epc(_ready(raw, ""), today) if len(raw) <= PLAIN_CHARACTERS_MAX else None
    return found.verdict._replace(taken="epc") if found else parse(raw, today=today)


def _ready(raw: str, symbology: str) -> Text:
    text = raw if raw.isascii() else raw.translate(_FULL_WIDTH)
    suspicions = () if text == raw else ("full_width_input",)
    text = text.strip("\r\n\t")
    found = _SYMBOLOGY.match(text)
    if found and symbology in ("", found.group()):
        symbology, text = found.group(), text[3:]
    return Text(raw, symbology or None, text, suspicions)


def _as_gs1(ready: Text, today: date) -> Verdict:
    text = SUBSTITUTE.sub(GS, ready.text)
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
    gtin_of = next((sound[ai][:14] for ai in ITEM_KEYS if ai in sound), None)
    key, scheme = (gtin_of, "gtin") if gtin_of else _other_key(sound)
    expires, made = sound.get("17") or sound.get("7003"), sound.get("11") or sound.get("8008")
    count = sound.get("37") or sound.get("30")
    return verdict._replace(
        key=key, scheme=scheme, gtin=gtin_of, lot=sound.get("10"), serial=sound.get("21"),
        expires_on=date_of(expires, year=today.year) if expires else None,
        made_on=date_of(made, year=today.year) if made else None,
        quantity=int(count) if count else None,
    )


def _other_key(sound: dict[str, str]) -> tuple[str | None, str | None]:
    for ai, scheme, extension in OTHER_KEYS:
        if ai in sound:
            more = sound.get(extension)
            return sound[ai] + (f".{more}" if more else ""), scheme
    return None, None


def _as_gtin(ready: Text) -> Verdict:
    return _told(ready, "gtin", gtin.read(ready.text.strip(" ")))


def _told(ready: Text, carrier: str, found: Found) -> Verdict:
    """Return the verdict of what a family's reader found, with what its sound fields mean."""
    bad = {fault.pointer for fault in found.faults}
    sound: dict[str, Field] = {}
    for n, field in enumerate(found.fields):
        if f"/fields/{n}" not in bad:
            sound.setdefault(field.name, field)

    def text(name: str) -> str | None:
        return sound[name].value if name in sound else None

    def day(name: str) -> date | None:
        return date.fromisoformat(sound[name].meant[:10]) if name in sound else None

    count = text("quantity")
    return Verdict(
        ready.raw, carrier, ready.symbology, found.fields,
        gtin=found.key if found.scheme == "gtin" else None,
        lot=text("lot"), serial=text("serial"), made_on=day("made_on"),
        expires_on=day("expires_on") or day("valid_until"), quantity=int(count) if count else None,
        faults=found.faults, suspicions=(*ready.suspicions, *found.suspicions),
        key=found.key, scheme=found.scheme)


POSSIBLE, LEFT, MEANT, SOUND = range(4)
"""How strongly an attempt claims a text: it would fit too; what is left; faulty, yet surely meant
so; right, or marked beyond doubt."""


class Tried(NamedTuple):
    """What one attempt makes of a text, and how strongly it claims it."""

    claim: int
    verdict: Verdict


Attempt = Callable[[Text, date], Tried | None]


def _try_printed(ready: Text, today: date) -> Tried | None:
    return Tried(SOUND, _as_gs1(ready, today)) if is_printed(ready.text) else None


def _try_elements(ready: Text, today: date) -> Tried | None:
    if not identify(ready.text.lstrip(GS)):
        return None
    verdict = _as_gs1(ready, today)
    if verdict.accepted and _has_key(verdict):
        return Tried(SOUND, verdict)
    return Tried(MEANT if _is_broken_gs1(verdict) else POSSIBLE, verdict)


def _try_link(ready: Text, today: date) -> Tried | None:
    link = read_link(ready.text.strip(" "))
    if link is None:
        return None
    judged = judge(link.elements, year=today.year)
    verdict = Verdict(ready.raw, "digital_link", ready.symbology, judged.fields,
                      faults=(*judged.faults, *link.faults), suspicions=ready.suspicions)
    return Tried(SOUND, _with_meaning(verdict, judged, today))


def _try_epc(ready: Text, today: date) -> Tried | None:
    """Judge a text as an RFID tag: by its URN in any case, bare digits only when all fits."""
    named = ready.text[:8].lower() == "urn:epc:"
    if not named and not looks_like_tag(ready.text):
        return None
    reading = read_tag(ready.text)
    if reading.tag is None:
        found = Found((Field("", "epc", ready.text),), reading.faults)
        return Tried(SOUND, _told(ready, "epc", found)) if named else None
    pairs = enumerate(tag_elements(reading.tag), 1)
    judged = judge([Element(ai, value, n) for n, (ai, value) in pairs], year=today.year)
    verdict = Verdict(ready.raw, "epc", ready.symbology, judged.fields, faults=judged.faults,
                      suspicions=ready.suspicions)
    return Tried(SOUND, _with_meaning(verdict, judged, today))


def _try_hibc(ready: Text, today: date) -> Tried | None:
    found = hibc.read(ready.text, year=today.year)
    return found and _claimed(ready, "hibc", found, meant=hibc.is_marked(ready.text))


def _try_iccbba(ready: Text, _today: date) -> Tried | None:
    found = iccbba.read(ready.text)
    return found and _claimed(ready, "iccbba", found, meant=iccbba.is_marked(ready.text))


def _try_ma(ready: Text, today: date) -> Tried | None:
    found = ma.read(ready.text.strip(" "), year=today.year)
    return found and _claimed(ready, "ma", found, meant=True)


def _try_ahm(ready: Text, _today: date) -> Tried | None:
    """Take a text with the issuer's letters whole: its grammar is not public."""
    text = ready.text.strip(" ")
    if _AHM.fullmatch(text) is None:
        return None
    found = Found((Field("", "text", text),), (), ("check_unverifiable",), text, "ahm")
    return _claimed(ready, "ahm", found, meant=True)


def _try_own(ready: Text, _today: date) -> Tried | None:
    found = own.read(ready.text.strip(" "))
    return found and _claimed(ready, "own", found, meant=True)


def _try_gtin(ready: Text, _today: date) -> Tried | None:
    text = ready.text.strip(" ")
    itf = ready.symbology in _ITF and len(text) == gtin.KEY_DIGITS
    if not is_digits(text) and not itf:
        return None
    verdict = _as_gtin(ready)
    long = len(text) in (12, 13, 14)
    return Tried(SOUND if verdict.accepted or itf else MEANT if long else POSSIBLE, verdict)


def _try_internal(ready: Text, _today: date) -> Tried | None:
    return Tried(LEFT, _as_internal(ready))


def _claimed(ready: Text, carrier: str, found: Found, *, meant: bool) -> Tried:
    claim = MEANT if meant else POSSIBLE
    return Tried(claim if found.faults else SOUND, _told(ready, carrier, found))


ATTEMPTS: tuple[tuple[str, Attempt], ...] = (
    ("hri", _try_printed),
    ("element_string", _try_elements),
    ("digital_link", _try_link),
    ("epc", _try_epc),
    ("hibc", _try_hibc),
    ("iccbba", _try_iccbba),
    ("ma", _try_ma),
    ("ahm", _try_ahm),
    ("own", _try_own),
    ("gtin", _try_gtin),
    ("internal", _try_internal),
)
"""How a text whose symbology says nothing is tried; of equal claims the first one takes it."""


def _as_likeliest(ready: Text, today: date) -> Verdict:
    """Judge a text whose symbology says nothing, by what it looks like."""
    tried = [(name, found) for name, attempt in ATTEMPTS if (found := attempt(ready, today))]
    taken, best = max(tried, key=lambda one: one[1].claim)
    chosen = best.verdict
    others = dict.fromkeys(found.verdict.carrier for _, found in tried
                           if found.verdict.accepted and found.claim != LEFT)
    return chosen._replace(taken=taken, others=tuple(c for c in others if c != chosen.carrier))


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
    separated = GS in SUBSTITUTE.sub(GS, verdict.raw)
    if separated:
        return not wrong & STRUCTURAL
    structural = any(fault.code in STRUCTURAL for fault in verdict.faults)
    return leads and not wrong & STRUCTURAL and (not wrong or not structural)


def _as_internal(ready: Text) -> Verdict:
    control = [] if ready.text.isprintable() else [
        c for c in ready.text if unicodedata.category(c) in ("Cc", "Cs")]
    faults = []
    if control:
        shown = " ".join(dict.fromkeys(visible(c) for c in control))
        faults.append(Fault("", "control_character", (shown,)))
    if len(ready.text) > PLAIN_CHARACTERS_MAX:
        faults.append(Fault("", "text_too_long", (PLAIN_CHARACTERS_MAX, len(ready.text))))
    return Verdict(ready.raw, "unreadable" if control else "internal", ready.symbology,
                   (Field("", "text", ready.text),), faults=tuple(faults),
                   suspicions=ready.suspicions)


def join(verdicts: Sequence[Verdict], *, today: date) -> Verdict | None:
    """Return one verdict for the codes of one label, or None when they do not belong together.

    A HIBC primary code and its secondary one are linked; GS1 codes (and plain numbers) are
    judged as one company.  `raw` holds the texts, one a line.
    """
    if not verdicts:
        return None
    raw = "\n".join(verdict.raw for verdict in verdicts)
    texts = [_ready(verdict.raw, verdict.symbology or "") for verdict in verdicts]
    ready = Text(raw, verdicts[0].symbology, "", ())
    carriers = [verdict.carrier for verdict in verdicts]
    if carriers == ["hibc", "hibc"]:
        found = [hibc.read(text.text, year=today.year) for text in texts]
        first, second = sorted((one for one in found if one),
                               key=lambda one: one.fields[0].name != "labeler")
        return _told(ready, "hibc", hibc.pair(first, second))
    if not set(carriers) <= {"gs1", "gtin"}:
        return None
    elements = [element for verdict, text in zip(verdicts, texts, strict=True)
                for element in _elements(verdict, text.text)]
    marks = [code for verdict in verdicts for code in verdict.suspicions]
    judged = judge(elements, year=today.year)
    whole = Verdict(raw, "gs1", ready.symbology, judged.fields, faults=judged.faults,
                    suspicions=tuple(dict.fromkeys(marks)),
                    candidates=tuple(c for verdict in verdicts for c in verdict.candidates))
    return _with_meaning(whole, judged, today)


def _elements(verdict: Verdict, text: str) -> Sequence[Element]:
    if verdict.carrier == "gtin":
        key = verdict.gtin or text
        return [Element("01", key, 1)]
    text = SUBSTITUTE.sub(GS, text)
    return (cut_printed if is_printed(text) else cut)(text).elements


def doubt_lot(verdict: Verdict, *, longest: int) -> Verdict:
    """Suspect a lost separator where the last field is a lot longer than any known of the item."""
    last = verdict.fields[-1] if verdict.fields else None
    if (verdict.carrier != "gs1" or last is None or last.ai != "10"
            or len(last.value) <= longest or "separator_suspected" in verdict.suspicions):
        return verdict
    return verdict._replace(suspicions=(*verdict.suspicions, "separator_suspected"))


def udi(verdict: Verdict) -> Udi | None:
    """Return the code as a device identifier and its production identifier; None for others.

    A code that names no item (the second one of a label) has no device identifier, nor has an
    AHM code, whose grammar is not public.
    """
    issuer = ISSUERS.get(verdict.scheme or "")
    if issuer is None:
        return None
    return Udi(issuer, None if verdict.scheme == "ahm" else verdict.key, verdict.lot,
               verdict.serial, verdict.made_on, verdict.expires_on)


def usable(expires_on: date | None, *, at: datetime, zone: tzinfo) -> bool:
    """Say whether goods may still be used: through the end of the last day where the site is."""
    return expires_on is None or at.astimezone(zone).date() <= expires_on


def answer(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as plain JSON values, with its judgement and both languages' reasons."""
    plain = verdict._asdict()
    plain["carrier_name"] = CARRIERS[verdict.carrier]._asdict()
    plain["fields"] = [field._asdict() for field in verdict.fields]
    plain["candidates"] = [[f._asdict() for f in fields] for fields in verdict.candidates]
    for key in ("expires_on", "made_on"):
        plain[key] = plain[key].isoformat() if plain[key] else None
    plain |= _udi_answer(verdict)
    plain["accepted"], plain["verdict"] = verdict.accepted, verdict.verdict
    doubts = [Fault("", code) for code in verdict.suspicions]
    plain["reasons"] = [_reason(fault) for fault in (*verdict.faults, *doubts)]
    del plain["faults"]
    return plain


def _udi_answer(verdict: Verdict) -> dict[str, Any]:
    found = udi(verdict)
    production = {"lot": verdict.lot, "serial": verdict.serial,
                  "made_on": verdict.made_on.isoformat() if verdict.made_on else None,
                  "expires_on": verdict.expires_on.isoformat() if verdict.expires_on else None}
    return {"issuer": found.issuer if found else None, "di": found.di if found else None,
            "pi": production if any(production.values()) else None}


def _reason(fault: Fault) -> dict[str, Any]:
    label = FAULTS[fault.code]
    return {"pointer": fault.pointer, "code": fault.code, "params": list(fault.params),
            "zh": label.zh.format(*fault.params), "en": label.en.format(*fault.params)}
