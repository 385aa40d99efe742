"""What a licence must be, and whether something may be done.   证照规则

Pure: no clock, no database, no Django.  `may` is the one gate: every door asks it, and it names
all reasons at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from pandian.catalog.licences.words import (
    ACTIONS,
    DEVICE_CLASSES,
    GATES_OF,
    HOLDERS,
    ISSUER_CHARACTERS_MAX,
    KINDS,
    NUMBER_CHARACTERS_MAX,
    SCOPE_CHARACTERS_MAX,
    SCOPE_ENTRIES_MAX,
    WARNING_DAYS,
    Ask,
    Ending,
    LicenceDraft,
    LicenceRow,
    Need,
    Reason,
    Ruling,
)
from pandian.catalog.rules import choice_faults, date_of
from pandian.governance.rules import code_faults, text_faults
from pandian.kernel.words import Fault

DIGEST = re.compile(r"[0-9a-f]{64}")
STRICTEST = "III"
SUPPLIER_PERMITS = {
    "II": ("operation_filing", "operation_licence", "production_licence"),
    "III": ("operation_licence", "production_licence"),
}
"""Class I is traded without licence or filing, and so is what is no device."""
OWN_PERMITS = SUPPLIER_PERMITS
BUYER_PERMITS = {
    "I": ("business_licence", "institution_permit"),
    "II": ("institution_permit", *SUPPLIER_PERMITS["II"]),
    "III": ("institution_permit", *SUPPLIER_PERMITS["III"]),
}
ITEM_PERMITS = {
    "I": ("product_filing", "registration"),
    "II": ("registration",),
    "III": ("registration",),
}


def licence_faults(draft: LicenceDraft, pointer: str) -> list[Fault]:
    """Return everything that is wrong with one licence by itself; holders are looked up later."""
    return [
        *choice_faults(draft.kind, f"{pointer}/kind", KINDS),
        *choice_faults(draft.holder_kind, f"{pointer}/holder_kind", HOLDERS),
        *_held_faults(draft, pointer),
        *code_faults(draft.holder, f"{pointer}/holder"),
        *text_faults(draft.number, f"{pointer}/number", characters_max=NUMBER_CHARACTERS_MAX),
        *text_faults(draft.issuer, f"{pointer}/issuer", characters_max=ISSUER_CHARACTERS_MAX,
                     blank=True),
        *_scope_faults(draft.categories, f"{pointer}/categories"),
        *_scope_faults(draft.regions, f"{pointer}/regions"),
        *_span_faults(draft, pointer),
        *_digest_faults(draft.digest, f"{pointer}/digest"),
    ]


def _held_faults(draft: LicenceDraft, pointer: str) -> list[Fault]:
    kind = KINDS.get(draft.kind) if isinstance(draft.kind, str) else None
    if kind is None or draft.holder_kind not in HOLDERS or draft.holder_kind in kind.holders:
        return []
    return [Fault(f"{pointer}/holder_kind", "not_held_by",
                  (draft.kind, ", ".join(kind.holders)))]


def _scope_faults(entries: Sequence[str], pointer: str) -> list[Fault]:
    if len(entries) > SCOPE_ENTRIES_MAX:
        return [Fault(pointer, "too_many", (SCOPE_ENTRIES_MAX, len(entries)))]
    faults: list[Fault] = []
    for n, entry in enumerate(entries):
        faults += code_faults(entry, f"{pointer}/{n}", characters_max=SCOPE_CHARACTERS_MAX)
        if entry in entries[:n]:
            faults.append(Fault(f"{pointer}/{n}", "repeated", (entries.index(entry),)))
    return faults


def _span_faults(draft: LicenceDraft, pointer: str) -> list[Fault]:
    faults = []
    found: dict[str, date | None] = {}
    for field in ("valid_from", "valid_to"):
        try:
            found[field] = date_of(getattr(draft, field))
        except ValueError:
            faults.append(Fault(f"{pointer}/{field}", "not_a_date"))
    begins, ends = found.get("valid_from"), found.get("valid_to")
    if begins is None and "valid_from" in found:
        faults.append(Fault(f"{pointer}/valid_from", "missing"))
    if begins is not None and ends is not None and ends < begins:
        faults.append(Fault(f"{pointer}/valid_to", "ends_before_it_begins"))
    return faults


def _digest_faults(digest: object, pointer: str) -> list[Fault]:
    if digest == "" or (isinstance(digest, str) and DIGEST.fullmatch(digest)):
        return []
    return [Fault(pointer, "not_a_hash")]


def covers(entries: Sequence[str], wanted: str) -> bool:
    """Say whether a scope covers a code: no entries cover all, `13` covers `13-07`.

    A scope with entries does not cover what is not known.
    """
    return not entries or any(
        wanted == entry or wanted.startswith(f"{entry}-") for entry in entries if wanted)


def warning_step(valid_to: date | None, *, on: date) -> int | None:
    """Return 30, 60 or 90 when a licence ends within so many days, else None."""
    days = None if valid_to is None else (valid_to - on).days
    if days is None or days < 0:
        return None
    return next((step for step in WARNING_DAYS if days <= step), None)


def ask_faults(ask: Ask) -> list[Fault]:
    """Return what an act lacks to be judged at all: whom it is with, of what, who does it."""
    if ask.action not in ACTIONS:
        return choice_faults(ask.action, "/action", ACTIONS)
    gates = GATES_OF[ask.action]
    lacking = []
    if {"supplier", "buyer"} & set(gates) and not ask.party:
        lacking.append("party")
    if {"item", "own_site"} & set(gates) and ask.item is None:
        lacking.append("item")
    if ask.action == "task" and not ask.person:
        lacking.append("person")
    return [Fault(f"/{field}", "needed_by_action", (ask.action,)) for field in lacking]


def may(ask: Ask, licences: Iterable[LicenceRow]) -> Ruling:
    """Say whether this may be done: yes, or all reasons, each with its licence, date and cure.

    `licences` are those of everybody and everything named, ended ones too.  `ask` has no faults.
    """
    assert not ask_faults(ask)
    held = list(licences)
    reasons: list[Reason] = _class_reasons(ask)
    warnings: list[Ending] = []
    for need in needs(ask):
        candidates = [row for row in held if row.kind in need.kinds
                      and (row.holder_kind, row.holder) == (need.holder_kind, need.holder)]
        good = [row for row in candidates if not _failings(need, row)]
        if good:
            warnings += _ending(need, max(good, key=_lasts), ask.on)
        else:
            reasons += _refusals(need, candidates)
    return Ruling(not reasons, tuple(reasons), tuple(dict.fromkeys(warnings)))


def needs(ask: Ask) -> list[Need]:
    """Return everything that the gates of an act ask for."""
    gates = [*GATES_OF[ask.action], *(("person",) if ask.person else ())]
    return [need for gate in gates for need in _NEEDS[gate](ask)]


def _class_of(ask: Ask) -> str:
    given = ask.item.device_class if ask.item else "none"
    return given if given in DEVICE_CLASSES else STRICTEST


def _class_reasons(ask: Ask) -> list[Reason]:
    """An item that does not say what it is: judged as the strictest, and that is a reason too."""
    if ask.item is None or ask.item.device_class in DEVICE_CLASSES:
        return []
    return [Reason("item", "class_unknown", (), "", "item", ask.item.item, "", None, "item")]


def _category(ask: Ask) -> str:
    return ask.item.category if ask.item else ""


def _supplier(ask: Ask) -> list[Need]:
    here = Need("supplier", ("business_licence",), "party", ask.party, ask.on)
    found = [here]
    if permits := SUPPLIER_PERMITS.get(_class_of(ask)):
        found.append(here._replace(kinds=permits, within=_category(ask)))
    if ask.action != "supplier_return" and _class_of(ask) != "none":
        found.append(here._replace(kinds=("authorisation",), within=_category(ask),
                                   region=ask.region))
    return found


def _item(ask: Ask) -> list[Need]:
    permits = ITEM_PERMITS.get(_class_of(ask))
    if permits is None or ask.item is None:
        return []
    here = Need("item", permits, "item", ask.item.item, ask.made_on or ask.on)
    return [here, here._replace(kinds=("label_sample",), on=ask.on)] \
        if ask.action == "order" else [here]


def _buyer(ask: Ask) -> list[Need]:
    permits = BUYER_PERMITS.get(_class_of(ask))
    if permits is None:
        return []
    here = Need("buyer", permits, "party", ask.party, ask.on, within=_category(ask))
    return [here, here._replace(kinds=("delivery_address",), within=None, region=ask.region)]


def _own_site(ask: Ask) -> list[Need]:
    here = Need("own_site", (), "site", ask.site, ask.on)
    found = []
    if permits := OWN_PERMITS.get(_class_of(ask)):
        found.append(here._replace(kinds=permits, within=_category(ask)))
    if ask.item is not None and ask.item.cold:
        found += [here._replace(kinds=(kind,)) for kind in ("cold_storage", "cold_verification")]
    return found


def _person(ask: Ask) -> list[Need]:
    here = Need("person", ("training",), "person", ask.person, ask.on, within=ask.post)
    return [here, here._replace(kinds=("health_record",), within=None)]


_NEEDS: dict[str, Callable[[Ask], list[Need]]] = {
    "supplier": _supplier, "item": _item, "buyer": _buyer, "own_site": _own_site,
    "person": _person}


def _failings(need: Need, row: LicenceRow) -> list[tuple[str, date | None]]:
    """Return every way in which a licence misses what is needed, with the date that decides."""
    found: list[tuple[str, date | None]] = []
    if need.on < row.valid_from:
        found.append(("not_yet_valid", row.valid_from))
    if row.valid_to is not None and need.on > row.valid_to:
        found.append(("expired", row.valid_to))
    if need.within is not None and not covers(row.categories, need.within):
        found.append(("out_of_scope", row.valid_to))
    if need.region is not None and not covers(row.regions, need.region):
        found.append(("out_of_region", row.valid_to))
    return found


def _lasts(row: LicenceRow) -> date:
    return row.valid_to or date.max


def _refusals(need: Need, candidates: Sequence[LicenceRow]) -> list[Reason]:
    """Return the reasons of the licence that came nearest: fewest failings, then the longest."""
    if not candidates:
        return [Reason(need.gate, "missing", need.kinds, need.kinds[0], need.holder_kind,
                       need.holder, "", None, need.gate)]
    nearest = min(sorted(candidates, key=_lasts, reverse=True),
                  key=lambda row: len(_failings(need, row)))
    return [Reason(need.gate, why, need.kinds, nearest.kind, need.holder_kind, need.holder,
                   nearest.number, day, need.gate) for why, day in _failings(need, nearest)]


def _ending(need: Need, row: LicenceRow, on: date) -> list[Ending]:
    """Return the warning of a licence that lets this pass and ends soon after today."""
    step = warning_step(row.valid_to, on=on)
    if step is None or row.valid_to is None:
        return []
    return [Ending(need.gate, row.kind, row.holder_kind, row.holder, row.number, row.valid_to,
                    (row.valid_to - on).days, step, need.gate)]
