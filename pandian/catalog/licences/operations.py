"""Entering licences.   证照录入

A licence never changes: sent again it `exists`, sent differently it is refused by the field that
differs, and a renewal is another licence.  Each entry leaves a fact.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from pandian.catalog.licences.queries import people_held
from pandian.catalog.licences.rules import licence_faults
from pandian.catalog.licences.words import LicenceDraft
from pandian.catalog.queries import items_by_code, parties_by_code
from pandian.catalog.rules import date_of
from pandian.governance.queries import site_ids
from pandian.governance.rules import batch_faults, repeats
from pandian.governance.words import Scope
from pandian.kernel.operations import record_many
from pandian.kernel.statements import run
from pandian.kernel.words import FactDraft, Fault, Outcome, Refused

Key = tuple[str, int, str, str, date]
"""What names a licence: holder kind, holder, kind, number, first day."""
COMPARED = ("valid_to", "issuer", "categories", "regions", "digest")
SHOWN_CHARACTERS_MAX = 64


class LicencesRefused(Refused):
    """The batch as a whole is refused (it is too large)."""


def put_licences(*, scope: Scope, licences: Sequence[LicenceDraft]) -> list[Outcome]:
    """Enter licences; one outcome each: `created`, `exists`, `exists_with_different_<field>`.

    Needs catalog.write, for a site's own licences at that site.  Raises `Forbidden`,
    `LicencesRefused`.
    """
    scope.need("catalog.write")
    if too_many := batch_faults(len(licences)):
        raise LicencesRefused(too_many)
    faults = {n: licence_faults(draft, f"/{n}") for n, draft in enumerate(licences)}
    with transaction.atomic():
        keys = _keys(scope, licences, faults)
        for n, first in repeats([keys.get(n, n) for n in range(len(licences))]).items():
            faults[n].append(Fault(f"/{n}/number", "repeated", (first,)))
        good = {n: key for n, key in keys.items() if not faults[n]}
        created = _write(scope, {key: licences[n] for n, key in good.items()})
        differs = _differing({key: licences[n] for n, key in good.items() if key not in created})
    return [_outcome(n, draft, faults[n], keys.get(n), created, differs)
            for n, draft in enumerate(licences)]


def _keys(
    scope: Scope, licences: Sequence[LicenceDraft], faults: dict[int, list[Fault]]
) -> dict[int, Key]:
    """Return the keys of licences without faults; add the faults of holders that are not there."""
    named: dict[str, set[str]] = {}
    for n, draft in enumerate(licences):
        if not faults[n]:
            named.setdefault(draft.holder_kind, set()).add(draft.holder)
    ids = _holders(scope, named)
    keys: dict[int, Key] = {}
    for n, draft in enumerate(licences):
        if faults[n]:
            continue
        holder, begins = ids[draft.holder_kind].get(draft.holder), date_of(draft.valid_from)
        if holder is None:
            faults[n] = [Fault(f"/{n}/holder", "unknown_holder",
                               (draft.holder[:SHOWN_CHARACTERS_MAX],))]
        else:
            assert begins is not None
            keys[n] = (draft.holder_kind, holder, draft.kind, draft.number.strip(), begins)
    return keys


def _holders(scope: Scope, named: Mapping[str, set[str]]) -> dict[str, dict[str, int]]:
    """Return {holder kind: {code: id}}; those that are not there, or not the scope's, are out."""
    found: dict[str, dict[str, int]] = {}
    for kind, codes in named.items():
        if kind == "party":
            parties = parties_by_code(scope=scope, codes=codes)
            found[kind] = {code: row.id for code, row in parties.items()}
        elif kind == "item":
            items = items_by_code(scope=scope, codes=codes)
            found[kind] = {code: row.id for code, row in items.items()}
        elif kind == "site":
            found[kind] = site_ids(scope=scope, capability="catalog.write")
        else:
            found[kind] = people_held(scope=scope)
    return found


def _write(scope: Scope, drafts: Mapping[Key, LicenceDraft]) -> set[Key]:
    """Insert what is not there yet, note a fact for each, and return what was inserted."""
    if not drafts:
        return set()
    rows = run("catalog.licences", "put_licences", {
        **_key_columns(drafts), "actor": scope.actor,
        "sites": [holder if kind == "site" else 0 for kind, holder, *_ in drafts],
        **_content_columns(drafts)})
    created: set[Key] = {
        (row.holder_kind, row.holder, row.kind, row.number, row.valid_from) for row in rows}
    record_many(scope=scope, facts=[
        _fact(key, draft) for key, draft in drafts.items() if key in created])
    return created


def _fact(key: Key, draft: LicenceDraft) -> FactDraft:
    """Return the fact of one licence; what a person's says is nobody's else to read in a feed."""
    site = key[1] if draft.holder_kind == "site" else 0
    if draft.holder_kind == "person":
        return FactDraft(site, "licence.created", f"person:{draft.holder}", {"kind": draft.kind})
    return FactDraft(site, "licence.created", f"licence:{draft.kind}/{key[3]}", draft._asdict())


def _key_columns(keys: Mapping[Key, LicenceDraft]) -> dict[str, list[Any]]:
    names = ("holder_kinds", "holders", "kinds", "numbers", "begins")
    return {name: [key[n] for key in keys] for n, name in enumerate(names)}


def _content_columns(drafts: Mapping[Key, LicenceDraft]) -> dict[str, list[Any]]:
    return {
        "issuers": [draft.issuer.strip() for draft in drafts.values()],
        "categories": [json.dumps(sorted(draft.categories)) for draft in drafts.values()],
        "regions": [json.dumps(sorted(draft.regions)) for draft in drafts.values()],
        "ends": [date_of(draft.valid_to) for draft in drafts.values()],
        "digests": [draft.digest for draft in drafts.values()],
    }


def _differing(drafts: Mapping[Key, LicenceDraft]) -> dict[Key, list[str]]:
    """Return which fields of licences known before differ from what came in."""
    if not drafts:
        return {}
    known = {(row.holder_kind, row.holder, row.kind, row.number, row.valid_from): row
             for row in run("catalog.licences", "known_licences", _key_columns(drafts))}
    return {key: [name for name in COMPARED
                  if _compared(draft)[name] != getattr(known[key], name)]
            for key, draft in drafts.items()}


def _compared(draft: LicenceDraft) -> dict[str, object]:
    return {
        "valid_to": date_of(draft.valid_to), "issuer": draft.issuer.strip(),
        "categories": sorted(draft.categories), "regions": sorted(draft.regions),
        "digest": draft.digest}


def _outcome(
    n: int, draft: LicenceDraft, faults: list[Fault], key: Key | None, created: set[Key],
    differs: Mapping[Key, list[str]],
) -> Outcome:
    named = f"{draft.holder_kind}:{draft.holder}/{draft.kind}/{draft.number}"
    if faults or key is None:
        return Outcome(named, f"refused_{faults[0].code}", tuple(faults))
    if key in created:
        return Outcome(named, "created")
    if fields := differs[key]:
        return Outcome(named, f"exists_with_different_{fields[0]}", tuple(
            Fault(f"/{n}/{field}", "licence_differs", (field,)) for field in fields))
    return Outcome(named, "exists")
