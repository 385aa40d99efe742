"""What may be printed, what stands on it, and what a scan of it proves.   标签规则"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pandian.codes.own.rules import write as own_code
from pandian.codes.rules import BuildRefused, build, parse
from pandian.codes.words import GS, GS_SUBSTITUTES
from pandian.exchange.labels.words import (
    CODE_KINDS,
    COPIES_MAX,
    FIELDS,
    LABEL_KINDS,
    LABELS_MAX,
    MODULE_UM_MIN,
    OUTPUTS,
    RESOLUTIONS,
    SIZES,
    TEMPLATE_VERSION,
    TEXT_CHARACTERS_MAX,
    WORDS,
    LabelContent,
    LabelRequest,
    Thing,
)
from pandian.governance.rules import text_faults
from pandian.kernel.words import Fault, called

MODULE_UM_MAX = 2_000
_FIELD = re.compile(r"\{([a-z_]+)\}")
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_SUBSTITUTE = re.compile("|".join(re.escape(text) for text in GS_SUBSTITUTES))

assert all(name in FIELDS for kind in LABEL_KINDS.values() for line in kind.lines
           for name in _FIELD.findall(line)), "a layout names a field outside the allow-list"


class Found(NamedTuple):
    """What the masters know of one thing; what is None is not known, or was not asked for."""

    item: str = ""
    name: str = ""
    name_en: str = ""
    base: str = ""
    factor: int = 0
    gtins: tuple[str, ...] = ()
    lot: str | None = None
    expires_on: date | None = None
    made_on: date | None = None
    serial: str | None = None
    place: str | None = None
    zone: str = ""
    person: str | None = None
    person_name: str = ""


def code_of(request: LabelRequest) -> str:
    """Return the kind of code: as asked for, else the first that the kind of label bears."""
    known = LABEL_KINDS.get(request.kind)
    return request.code or (known.codes[0] if known else "")


def request_faults(request: LabelRequest) -> list[Fault]:
    """Return everything that is wrong with how shall be printed."""
    kind = LABEL_KINDS.get(request.kind)
    faults = [] if kind else [Fault("/kind", "kind_not_printed", (request.kind[:40],))]
    if request.size not in SIZES:
        faults.append(Fault("/size", "size_unknown", (request.size[:40], ", ".join(SIZES))))
    if request.dpi not in RESOLUTIONS:
        faults.append(Fault("/dpi", "dpi_unknown", (", ".join(map(str, RESOLUTIONS)),)))
    if request.output not in OUTPUTS:
        faults.append(Fault("/output", "output_unknown",
                            (request.output[:40], ", ".join(OUTPUTS))))
    if kind and code_of(request) not in kind.codes:
        faults.append(Fault("/code", "code_not_for_kind", (
            request.kind, request.code[:40], ", ".join(kind.codes))))
    if request.module_um < MODULE_UM_MIN:
        faults.append(Fault("/module_um", "module_too_small",
                            (request.module_um, MODULE_UM_MIN)))
    elif request.module_um > MODULE_UM_MAX:
        faults.append(Fault("/module_um", "out_of_range", (MODULE_UM_MIN, MODULE_UM_MAX)))
    return faults + _amount_faults(request)


def _amount_faults(request: LabelRequest) -> list[Fault]:
    faults = []
    if not request.things:
        faults.append(Fault("/things", "nothing_to_print"))
    if not 1 <= request.copies <= COPIES_MAX:
        faults.append(Fault("/copies", "out_of_range", (1, COPIES_MAX)))
    elif request.copies * len(request.things) > LABELS_MAX:
        faults.append(Fault("/things", "too_many_labels",
                            (LABELS_MAX, request.copies * len(request.things))))
    for name in ("printer", "reason"):
        faults += text_faults(getattr(request, name), f"/{name}",
                              characters_max=TEXT_CHARACTERS_MAX, blank=True)
    return faults


NEEDED = {
    "item": ("item",), "lot": ("item", "lot"), "serial": ("item", "serial"),
    "place": ("place",), "handling_unit": ("sscc",), "person": ("person",),
    "device": ("device",),
}
"""What must be said of a thing, by the kind of its label."""


def content(
    request: LabelRequest, number: int, found: Found, *, today: date
) -> tuple[LabelContent | None, list[Fault]]:
    """Return what stands on one label, or every reason why it cannot be printed."""
    thing, pointer = request.things[number], f"/things/{number}"
    faults = _thing_faults(request.kind, thing, found, pointer)
    if faults:
        return None, faults
    if CODE_KINDS[code_of(request)].gs1:
        elements, faults = _elements(request.kind, thing, found, pointer)
        text, more = _element_string(elements, found, pointer, today) if not faults else ("", [])
        faults += more
    else:
        elements = ()
        text, faults = _own_text(request, thing, pointer)
    if faults:
        return None, faults
    lines = _lines(request, thing, found)
    return LabelContent(_subject(request, thing), text, elements, lines), []


def _thing_faults(kind: str, thing: Thing, found: Found, pointer: str) -> list[Fault]:
    faults = [Fault(f"{pointer}/{name}", f"{name}_needed") for name in NEEDED[kind]
              if not getattr(thing, name)]
    for name in Thing._fields:
        faults += text_faults(getattr(thing, name), f"{pointer}/{name}",
                              characters_max=TEXT_CHARACTERS_MAX, blank=True)
    if faults:
        return faults
    if "item" in NEEDED[kind] and not found.item:
        return [Fault(f"{pointer}/item", "item_unknown", (thing.item,))]
    if "item" in NEEDED[kind] and thing.unit and not found.factor:
        faults.append(Fault(f"{pointer}/unit", "unit_unknown", (thing.unit, thing.item)))
    if kind == "lot" and found.lot is None:
        faults.append(Fault(f"{pointer}/lot", "lot_unknown_here", (thing.item, thing.lot)))
    if kind == "serial" and found.serial is None:
        faults.append(Fault(f"{pointer}/serial", "serial_unknown", (thing.item, thing.serial)))
    if kind == "place" and found.place is None:
        faults.append(Fault(f"{pointer}/place", "place_unknown", (thing.place,)))
    if kind == "person" and found.person is None:
        faults.append(Fault(f"{pointer}/person", "not_found"))
    return faults


Elements = tuple[tuple[str, str], ...]


def _elements(
    kind: str, thing: Thing, found: Found, pointer: str
) -> tuple[Elements, list[Fault]]:
    """Return the GS1 fields of a thing: fixed lengths first, then lot, then serial."""
    if kind == "handling_unit":
        return (("00", thing.sscc),), []
    unit = thing.unit or found.base
    if not found.gtins:
        return (), [Fault(f"{pointer}/item", "missing_gtin", (found.item, unit))]
    if len(found.gtins) > 1 and thing.gtin not in found.gtins:
        return (), [Fault(f"{pointer}/gtin", "several_gtins",
                          (found.item, unit, ", ".join(found.gtins)))]
    fields = [("01", thing.gtin if thing.gtin in found.gtins else found.gtins[0])]
    if kind in ("lot", "serial"):
        fields += [("17", f"{found.expires_on:%y%m%d}")] if found.expires_on else []
        fields += [("10", found.lot)] if found.lot else []
    if kind == "serial" and found.serial:
        fields.append(("21", found.serial))
    return tuple(fields), []


def _element_string(
    elements: Elements, found: Found, pointer: str, today: date
) -> tuple[str, list[Fault]]:
    """Build the element string and read it back: what a scanner will say must be what we mean."""
    try:
        text = build(elements, symbology=None, year=today.year)
    except BuildRefused as error:
        return "", [fault._replace(pointer=pointer) for fault in error.faults]
    again = parse(text, today=today, symbology="]d2")
    if again.faults or (again.expires_on or None) != (
            found.expires_on if any(ai == "17" for ai, _ in elements) else None):
        return "", [Fault(pointer, "code_not_made", (text,))]
    return text, []


def _own_text(request: LabelRequest, thing: Thing, pointer: str) -> tuple[str, list[Fault]]:
    """Return the text of a code of ours: bin, person, device; an item's own code as it is."""
    if request.kind == "item":
        return thing.item, []
    texts = (request.site, thing.place) if request.kind == "place" else (
        getattr(thing, request.kind),)
    text, faults = own_code(request.kind, *texts)
    return text, [fault._replace(pointer=pointer) for fault in faults]


def _subject(request: LabelRequest, thing: Thing) -> str:
    """Return the name under which the prints of one thing are found again."""
    parts = {"item": (thing.item, thing.unit), "lot": (thing.item, thing.unit, thing.lot),
             "serial": (thing.item, thing.serial), "place": (request.site, thing.place),
             "handling_unit": (thing.sscc,), "person": (thing.person,),
             "device": (thing.device,)}[request.kind]
    return f"{request.kind}:" + "/".join(part for part in parts if part)


def _lines(request: LabelRequest, thing: Thing, found: Found) -> tuple[str, ...]:
    """Fill the layout of the kind: each `{field}` once, and no value is read for fields again."""
    values = _values(request, thing, found)
    lines = (_FIELD.sub(lambda mark: values.get(mark.group(1), ""), line)
             for line in LABEL_KINDS[request.kind].lines)
    return tuple(line for line in lines if line)


def _values(request: LabelRequest, thing: Thing, found: Found) -> dict[str, str]:
    language = request.language
    name = called(found, language)

    def worded(word: str, value: object) -> str:
        return f"{WORDS[word].text(language)} {value}" if value else ""

    pack = f"{thing.unit} = {found.factor:,} {found.base}" if thing.unit and (
        thing.unit != found.base) else ""
    return {
        "item": found.item, "name": name, "unit": found.base, "pack": pack,
        "lot": worded("lot", found.lot), "serial": worded("serial", found.serial),
        "made": str(found.made_on or ""), "expires": worded("expires", found.expires_on),
        "place": found.place or "", "site": request.site, "zone": found.zone,
        "sscc": worded("sscc", thing.sscc), "person": found.person or "",
        "person_name": found.person_name, "device": thing.device, "device_name": "",
    }


def digest(request: LabelRequest, contents: Sequence[LabelContent]) -> str:
    """Return the hash of everything that decides how a job looks."""
    return _hash([request.site, request.kind, request.size, request.dpi, code_of(request),
                  request.module_um, request.copies, request.output, TEMPLATE_VERSION,
                  [tuple(each) for each in contents]])


def label_digest(content: LabelContent) -> str:
    """Return the hash of what stands on one label, whatever its size."""
    return _hash(tuple(content))


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()


class Scan(NamedTuple):
    """What a scan of a label proves; `differences` name field, printed, scanned."""

    result: str
    differences: tuple[tuple[str, str, str], ...] = ()


def judge_scan(printed: str, code: str, scanned: str, *, today: date) -> Scan:
    """Compare the scan of a label with what was printed on it.

    The symbology identifier decides only where the scanner sent one.
    """
    known = CODE_KINDS[code]
    text = _SUBSTITUTE.sub(GS, scanned.strip("\r\n\t"))
    mark = _SYMBOLOGY.match(text)
    said = mark.group() if mark else ""
    plain = text[len(said):].removeprefix(GS)
    if plain == printed:
        if said and said != known.identifier:
            return Scan("wrong_symbology", (("", known.identifier, said),))
        return Scan("matches" if said else "matches_without_symbology")
    if GS in printed and plain == printed.replace(GS, ""):
        return Scan("separator_lost")
    return Scan("differs", tuple(_differences(printed, plain, known.gs1, today)))


def _differences(
    printed: str, scanned: str, gs1: bool, today: date
) -> Iterable[tuple[str, str, str]]:
    if not gs1:
        return [("", printed, scanned[:TEXT_CHARACTERS_MAX])]
    ours, theirs = (_fields(text, today) for text in (printed, scanned))
    return [(f"({ai})" if ai else "", ours.get(ai, ""), theirs.get(ai, "")[:TEXT_CHARACTERS_MAX])
            for ai in sorted({*ours, *theirs}) if ours.get(ai) != theirs.get(ai)]


def _fields(text: str, today: date) -> Mapping[str, str]:
    return {field.ai: field.value for field in parse(text, today=today).fields}
