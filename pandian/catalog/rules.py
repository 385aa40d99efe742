"""What a place, an item, a lot, a partner must be.   主数据规则

Pure: no clock, no database, no Django.  Every judge returns all faults of one element.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import islice, product

from pandian.catalog.words import (
    ATTRIBUTES_BYTES_MAX,
    CODES_PER_ITEM_MAX,
    COST_MAX,
    COST_PER_MAIN_UNIT,
    FACTOR_MAX,
    KINDS_PER_PARTY_MAX,
    LOT_CHARACTERS_MAX,
    NAME_CHARACTERS_MAX,
    PACKS_PER_ITEM_MAX,
    PARTY_KINDS,
    PINYIN_READINGS_MAX,
    PLACE_DEPTH_MAX,
    PLACE_KINDS,
    SCHEME_CHARACTERS_MAX,
    SEARCH_CHARACTERS_MAX,
    SEARCH_WORDS_MAX,
    SEQUENCE_MAX,
    TRACKING,
    UNIT_CHARACTERS_MAX,
    VALUE_CHARACTERS_MAX,
    CodeDraft,
    ItemDraft,
    LotDraft,
    PackDraft,
    PartyDraft,
    PlaceDraft,
)
from pandian.codes.rules import GtinRefused, gtin_key, match_key
from pandian.governance.rules import code_faults, text_faults
from pandian.kernel.words import Fault

DECIMAL = re.compile(r"[0-9]{1,18}(\.[0-9]{1,12})?")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
SHOWN_CHARACTERS_MAX = 64


def whole_faults(value: object, pointer: str, *, least: int, most: int) -> list[Fault]:
    """Return what is wrong with a whole number: no integer (true is none), out of range."""
    if isinstance(value, bool) or not isinstance(value, int):
        return [Fault(pointer, "not_an_integer")]
    if not least <= value <= most:
        return [Fault(pointer, "out_of_range", (least, most))]
    return []


def choice_faults(value: object, pointer: str, choices: Iterable[str]) -> list[Fault]:
    """Return the fault of a word that is not one of the choices."""
    known = list(choices)
    if isinstance(value, str) and value in known:
        return []
    return [Fault(pointer, "not_a_choice", (", ".join(known),))]


def _shown(value: object) -> str:
    return str(value)[:SHOWN_CHARACTERS_MAX]


def place_faults(draft: PlaceDraft, pointer: str) -> list[Fault]:
    """Return everything wrong with one place by itself; parents are judged by `rooted`."""
    faults = code_faults(draft.code, f"{pointer}/code")
    if not isinstance(draft.kind, str) or draft.kind not in PLACE_KINDS:
        faults.append(Fault(f"{pointer}/kind", "unknown_kind", (_shown(draft.kind),)))
    elif not PLACE_KINDS[draft.kind].physical:
        faults.append(Fault(f"{pointer}/kind", "virtual_kind", (draft.kind,)))
    if draft.parent:
        faults += code_faults(draft.parent, f"{pointer}/parent")
    if draft.sequence is not None:
        faults += whole_faults(
            draft.sequence, f"{pointer}/sequence", least=-SEQUENCE_MAX, most=SEQUENCE_MAX)
    if not isinstance(draft.active, bool):
        faults.append(Fault(f"{pointer}/active", "wrong_type", ("true/false",)))
    return faults


def parent_faults(code: str, parents: Mapping[str, str], pointer: str) -> list[Fault]:
    """Return the fault of a chain of parents that runs in a circle or is too long.

    `parents` maps each code to its parent's code; a code that is absent is a root.
    """
    seen = {code}
    at = parents.get(code, "")
    while at:
        if at in seen:
            return [Fault(f"{pointer}/parent", "parent_circle")]
        seen.add(at)
        if len(seen) > PLACE_DEPTH_MAX:
            return [Fault(f"{pointer}/parent", "parents_too_deep", (PLACE_DEPTH_MAX,))]
        at = parents.get(at, "")
    return []


def orphans(wanted: Mapping[int, tuple[object, str, str]], known: frozenset[tuple[object, str]]
            ) -> set[int]:
    """Return the elements whose parent is neither known nor among the elements that stay.

    `wanted` maps an element to (site, code, parent or ''); a refused parent refuses its children.
    """
    staying = dict(wanted)
    while True:
        here = {(site, code) for site, code, _ in staying.values()} | known
        lost = [n for n, (site, _, parent) in staying.items()
                if parent and (site, parent) not in here]
        if not lost:
            return set(wanted) - set(staying)
        for n in lost:
            del staying[n]


def item_faults(draft: ItemDraft, pointer: str) -> list[Fault]:
    """Return everything that is wrong with one item, its packs, codes and cost."""
    faults = [
        *code_faults(draft.code, f"{pointer}/code"),
        *text_faults(draft.name, f"{pointer}/name", characters_max=NAME_CHARACTERS_MAX),
        *text_faults(draft.name_en or "", f"{pointer}/name_en",
                     characters_max=NAME_CHARACTERS_MAX, blank=True),
        *code_faults(draft.unit, f"{pointer}/unit", characters_max=UNIT_CHARACTERS_MAX),
        *choice_faults(draft.tracking, f"{pointer}/tracking", TRACKING),
        *_pack_list_faults(draft, pointer),
        *_code_list_faults(draft.codes, pointer),
        *_attribute_faults(draft.attributes, f"{pointer}/attributes"),
    ]
    if not isinstance(draft.expiry, bool):
        faults.append(Fault(f"{pointer}/expiry", "wrong_type", ("true/false",)))
    elif draft.expiry and draft.tracking in ("none", "serial"):
        faults.append(Fault(f"{pointer}/expiry", "expiry_needs_lot"))
    if draft.cost is not None and cost_of(draft.cost) is None:
        faults.append(Fault(f"{pointer}/cost", "bad_cost"))
    return faults


def _pack_list_faults(draft: ItemDraft, pointer: str) -> list[Fault]:
    if len(draft.packs) > PACKS_PER_ITEM_MAX:
        return [Fault(f"{pointer}/packs", "too_many", (PACKS_PER_ITEM_MAX, len(draft.packs)))]
    faults: list[Fault] = []
    first: dict[object, int] = {}
    for n, pack in enumerate(draft.packs):
        where = f"{pointer}/packs/{n}"
        faults += _pack_faults(pack, draft.unit, where)
        if first.setdefault(pack.unit, n) != n:
            faults.append(Fault(f"{where}/unit", "repeated", (first[pack.unit],)))
    return faults


def _pack_faults(pack: PackDraft, base: str, where: str) -> list[Fault]:
    faults = code_faults(pack.unit, f"{where}/unit", characters_max=UNIT_CHARACTERS_MAX)
    if isinstance(pack.factor, bool) or not isinstance(pack.factor, int):
        faults.append(Fault(f"{where}/factor", "not_an_integer"))
    elif pack.factor < 1:
        faults.append(Fault(f"{where}/factor", "factor_not_positive", (pack.factor,)))
    elif pack.factor > FACTOR_MAX:
        faults.append(Fault(f"{where}/factor", "out_of_range", (1, FACTOR_MAX)))
    elif pack.unit == base and pack.factor != 1:
        faults.append(Fault(f"{where}/factor", "base_factor", (base,)))
    if pack.gtin is not None and pack.gtin != "":
        faults += gtin_faults(pack.gtin, f"{where}/gtin")
    return faults


def gtin_faults(value: object, pointer: str) -> list[Fault]:
    """Return the fault of a text that is no GTIN, with the reason (as a wrong check digit)."""
    if not isinstance(value, str):
        return [Fault(pointer, "wrong_type", ("text",))]
    try:
        gtin_key(value)
    except GtinRefused as refused:
        return [Fault(pointer, "bad_gtin", (_shown(value),)),
                *(fault._replace(pointer=pointer) for fault in refused.faults)]
    return []


def _code_list_faults(codes: Sequence[CodeDraft], pointer: str) -> list[Fault]:
    if len(codes) > CODES_PER_ITEM_MAX:
        return [Fault(f"{pointer}/codes", "too_many", (CODES_PER_ITEM_MAX, len(codes)))]
    faults: list[Fault] = []
    for n, code in enumerate(codes):
        where = f"{pointer}/codes/{n}"
        faults += code_faults(code.scheme, f"{where}/scheme",
                              characters_max=SCHEME_CHARACTERS_MAX)
        if is_gtin(code):
            faults += gtin_faults(code.value, f"{where}/value")
        else:
            faults += text_faults(code.value, f"{where}/value",
                                  characters_max=VALUE_CHARACTERS_MAX)
    return faults


def is_gtin(code: CodeDraft) -> bool:
    """Say whether a code is a trade item number by its scheme."""
    return isinstance(code.scheme, str) and code.scheme.lower() == "gtin"


def binding_key(scheme: str, value: str) -> str:
    """Return the form in which a code is compared: 14 digits for GTINs, else folded text."""
    return gtin_key(value) if scheme.lower() == "gtin" else match_key(value.strip())


def _attribute_faults(value: object, pointer: str) -> list[Fault]:
    """Return what is wrong with free attributes: no object, too large, control characters."""
    if not isinstance(value, Mapping):
        return [Fault(pointer, "not_an_object")]
    try:
        text = json.dumps(dict(value), ensure_ascii=False, allow_nan=False)
        size = len(text.encode())
    except (TypeError, ValueError, RecursionError):
        return [Fault(pointer, "wrong_type", ("JSON",))]
    if size > ATTRIBUTES_BYTES_MAX:
        return [Fault(pointer, "too_large", (ATTRIBUTES_BYTES_MAX,))]
    return [Fault(pointer, "bad_character")] if "\\u0000" in text else []


def cost_of(value: int | str) -> int | None:
    """Return a cost in 10^-4 minor units, or None when it is none.

    An integer means just that; a text is a decimal of the currency's main unit.  Anything finer
    than the integer can say is no cost: nothing is rounded in silence.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 <= value <= COST_MAX else None
    if not isinstance(value, str) or not DECIMAL.fullmatch(value):
        return None
    try:
        scaled = Decimal(value) * COST_PER_MAIN_UNIT
    except InvalidOperation:
        return None
    return int(scaled) if scaled == int(scaled) and scaled <= COST_MAX else None


def date_of(value: date | str | None) -> date | None:
    """Return a date from an ISO text.  Raises `ValueError` for anything that is no date."""
    if value is None or (isinstance(value, date) and type(value) is date):
        return value
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        raise ValueError("no date")
    return date.fromisoformat(value)


def lot_faults(draft: LotDraft, pointer: str) -> list[Fault]:
    """Return everything that is wrong with one lot by itself."""
    faults = [
        *code_faults(draft.item, f"{pointer}/item"),
        *code_faults(draft.lot, f"{pointer}/lot", characters_max=LOT_CHARACTERS_MAX,
                     reserved=True),
    ]
    dates: dict[str, date | None] = {}
    for field in ("made_on", "expires_on"):
        try:
            dates[field] = date_of(getattr(draft, field))
        except ValueError:
            faults.append(Fault(f"{pointer}/{field}", "not_a_date"))
    return faults + span_faults(dates.get("made_on"), dates.get("expires_on"), pointer)


def span_faults(made_on: date | None, expires_on: date | None, pointer: str) -> list[Fault]:
    """Return the fault of a lot that expires before it was made."""
    if made_on is not None and expires_on is not None and expires_on < made_on:
        return [Fault(f"{pointer}/expires_on", "expires_before_made")]
    return []


def party_faults(draft: PartyDraft, pointer: str) -> list[Fault]:
    """Return everything that is wrong with one partner."""
    faults = [
        *code_faults(draft.code, f"{pointer}/code"),
        *text_faults(draft.name, f"{pointer}/name", characters_max=NAME_CHARACTERS_MAX),
        *text_faults(draft.name_en or "", f"{pointer}/name_en",
                     characters_max=NAME_CHARACTERS_MAX, blank=True),
    ]
    if len(draft.kinds) > KINDS_PER_PARTY_MAX:
        return [*faults, Fault(f"{pointer}/kinds", "too_many",
                               (KINDS_PER_PARTY_MAX, len(draft.kinds)))]
    return faults + [
        fault for n, kind in enumerate(draft.kinds)
        for fault in choice_faults(kind, f"{pointer}/kinds/{n}", PARTY_KINDS)
    ]


def pinyin_of(name: str) -> str:
    """Return how a Chinese name is typed: whole syllables and initials, for other readings too.

    Empty for a name without Chinese characters.
    """
    if not CHINESE.search(name):
        return ""
    from pypinyin import Style, pinyin  # here: its tables would slow every start

    said = pinyin(name, style=Style.NORMAL, heteronym=True, errors="ignore")
    readings = list(islice(product(*(choices[:2] for choices in said)), PINYIN_READINGS_MAX))
    words: dict[str, None] = {}
    for reading in readings:
        words["".join(reading)] = None
        words["".join(syllable[:1] for syllable in reading)] = None
    return match_key(" ".join(words))


def search_text(code: str, name: str, name_en: str, sounds: str) -> str:
    """Return the folded text in which a search looks for its words."""
    return " ".join((match_key(code), match_key(name), match_key(name_en), sounds)).strip()


def search_patterns(text: str) -> list[str]:
    """Return one LIKE pattern a word of what was typed; none when nothing was typed."""
    words = match_key(text.replace("\0", "")[:SEARCH_CHARACTERS_MAX]).split()
    return [f"%{_escaped(word)}%" for word in words[:SEARCH_WORDS_MAX]]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
