"""Importing items with packs, and places: all rows are checked before any is written.   主数据

The file is read twice: once to name every fault, once to write.  So a file of any length needs
only the memory of its codes, and nothing is half done: all batches are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction

from pandian.catalog.operations import put_items, put_lots, put_parties, put_places, put_sites
from pandian.catalog.queries import items_by_code, places_by_code
from pandian.catalog.words import (
    BATCH_ELEMENTS_MAX,
    ItemDraft,
    LotDraft,
    PartyDraft,
    PlaceDraft,
)
from pandian.exchange.intake.operations import Account, Intake
from pandian.exchange.masters import rules
from pandian.exchange.masters.words import ItemRows, MastersRefused, Origin, PlaceRows
from pandian.exchange.words import Options, Progress, RowFault
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope, SiteDraft
from pandian.kernel.words import Fault, Outcome, Refused

Rows = TypeVar("Rows", ItemRows, PlaceRows)


class _Codes:
    """What the first reading of a file learned of its codes; only digests are kept."""

    def __init__(self) -> None:
        self.first: dict[str, tuple[int, int]] = {}
        self.refused: set[str] = set()
        self.scattered: set[str] = set()
        self.last = ""

    def meet(self, key: str, row: int, base: int) -> tuple[int, bool] | None:
        """Note a row of a code; return the code's first row, and whether the two agree."""
        known = self.first.setdefault(key, (row, base))
        if known == (row, base):
            self.last = key
            return None
        if key != self.last:
            self.scattered.add(key)
        self.last = key
        return known[0], known[1] == base


def import_items(
    *, scope: Scope, intake: Intake, account: Account, options: Options,
    progress: Progress | None,
) -> bool:
    """Import items with their packs; return whether anything was written.

    Without `accept_partial` one faulty row keeps all from being written.
    """
    codes = _check_items(intake, account, progress)
    good = sum(key not in codes.refused for key in codes.first)
    if account.refusing and not options.accept_partial:
        account.outcome("refused_others_have_faults", account.read - account.outcomes.total())
        return False
    return write(scope=scope, account=account, rows=_items(intake, codes), total=good,
                 put=lambda drafts: put_items(scope=scope, items=drafts), progress=progress,
                 partial=options.accept_partial)


def _check_items(intake: Intake, account: Account, progress: Progress | None) -> _Codes:
    """Read all rows once; every fault is named, every refused row counted."""
    codes = _Codes()
    refused_rows: dict[str, int] = {}
    good_rows: dict[str, int] = {}
    for taken in intake.lines(account, progress):
        values, line = taken.line.values, taken.line
        code = values.get("code")
        key = rules.key_of(code) if code else ""
        if line.refused or _disagrees(taken.name, taken.row, key, values, codes, account):
            refused_rows[key] = refused_rows.get(key, 0) + 1
            account.outcome(f"refused_{_last_refusal(account, line.faults)}")
        else:
            good_rows[key] = good_rows.get(key, 0) + 1
    codes.refused = {key for key in refused_rows if key}
    spoiled = sum(count for key, count in good_rows.items() if key in codes.refused)
    account.outcome("refused_document_has_faults", spoiled)
    return codes


def _last_refusal(account: Account, faults: Sequence[RowFault]) -> str:
    own = next((fault.code for fault in faults if fault.severity == "refused"), "")
    return own or account.last_code


def _disagrees(
    file: str, row: int, key: str, values: dict[str, Any], codes: _Codes, account: Account
) -> bool:
    """Name what is wrong between this row and the others of its item."""
    pack = rules.pack_fault(values)
    if pack:
        account.fault(RowFault(file, row, pack[0], "", pack[1]))
    met = codes.meet(key, row, rules.base_of(values))
    if met is None:
        return bool(pack)
    first, agrees = met
    if not agrees:
        account.fault(RowFault(file, row, "", values["code"], "base_fields_differ",
                               (first, "/".join(rules.BASE))))
    elif not values.get("pack_unit") and not values.get("gtin"):
        account.fault(rules.repeated(file, row, "code", values["code"], first))
        agrees = False
    return bool(pack) or not agrees


def _items(intake: Intake, codes: _Codes) -> Iterator[ItemRows]:
    """Read the file again and yield its good items; scattered ones wait until the end."""
    waiting: dict[str, list[tuple[dict[str, Any], Origin]]] = {}
    group: list[tuple[dict[str, Any], Origin]] = []
    last = ""
    for taken in intake.lines(None):
        code = taken.line.values.get("code")
        if taken.line.refused or not code:
            continue
        key = rules.key_of(code)
        if key in codes.refused:
            continue
        entry = (taken.line.values, Origin(taken.name, taken.row))
        if key in codes.scattered:
            waiting.setdefault(key, []).append(entry)
            continue
        if key != last and group:
            yield _item(group)
            group = []
        group.append(entry)
        last = key
    for entries in [group, *waiting.values()]:
        if entries:
            yield _item(entries)


def _item(entries: Sequence[tuple[dict[str, Any], Origin]]) -> ItemRows:
    return ItemRows(rules.item([values for values, _ in entries]),
                    tuple(origin for _, origin in entries))


def import_places(
    *, scope: Scope, intake: Intake, account: Account, options: Options, site: str,
    progress: Progress | None,
) -> bool:
    """Import places, parents first; return whether anything was written."""
    found: list[PlaceRows] = []
    first: dict[tuple[str, str], int] = {}
    for taken in intake.lines(account, progress):
        line = taken.line
        if line.refused:
            account.outcome(f"refused_{_last_refusal(account, line.faults)}")
            continue
        draft = rules.place(line.values, site)
        if not draft.site:
            account.fault(RowFault(taken.name, taken.row, "site", "", "site_needed"))
            account.outcome("refused_site_needed")
        elif (draft.site, draft.code) in first:
            account.fault(rules.repeated(taken.name, taken.row, "code", draft.code,
                                         first[draft.site, draft.code]))
            account.outcome("refused_repeats_row")
        else:
            first[draft.site, draft.code] = taken.row
            found.append(PlaceRows(draft, (Origin(taken.name, taken.row),)))
    if account.refusing and not options.accept_partial:
        account.outcome("refused_others_have_faults", len(found))
        return False
    return write(scope=scope, account=account, rows=rules.parents_first(found),
                 total=len(found), progress=progress, partial=options.accept_partial,
                 put=lambda drafts: put_places(scope=scope, places=drafts))


def write(
    *, scope: Scope, account: Account, rows: Iterable[Rows], total: int, partial: bool,
    put: Callable[[list[Any]], Sequence[Outcome]], progress: Progress | None,
) -> bool:
    """Write masters in batches inside one transaction, and count the rows by what became of them.

    When the catalog refuses some and no part may be imported, all is undone.
    """
    outcomes: dict[str, int] = {}
    refusing = account.refusing
    try:
        with transaction.atomic():
            stream, done = iter(rows), 0
            while batch := list(islice(stream, BATCH_ELEMENTS_MAX)):
                for entry, outcome in zip(batch, put([e.draft for e in batch]), strict=True):
                    result = _result(outcome)
                    outcomes[result] = outcomes.get(result, 0) + len(entry.rows)
                    if result not in ("created", "updated", "unchanged"):
                        _name(account, entry.rows, outcome)
                done += len(batch)
                if progress:
                    progress("masters", done, total)
            if account.refusing > refusing and not partial:
                raise MastersRefused
    except MastersRefused:
        bad = {name: count for name, count in outcomes.items()
               if name not in ("created", "updated", "unchanged")}
        for name, count in bad.items():
            account.outcome(name, count)
        account.outcome("refused_others_have_faults", sum(outcomes.values()) - sum(bad.values()))
        return False
    for name, count in outcomes.items():
        account.outcome(name, count)
    return True


def _result(outcome: Outcome) -> str:
    return "unchanged" if outcome.result == "exists" else outcome.result


def _name(account: Account, rows: Sequence[Origin], outcome: Outcome) -> None:
    """Name what the catalog refused, once for each row that said it."""
    faults = outcome.faults
    for origin in rows:
        if not faults:
            field = outcome.result.removeprefix("exists_with_different_")
            account.fault(RowFault(*origin, "", outcome.key, "different", (field,)))
        for fault in faults:
            account.fault(RowFault(*origin, fault.pointer.rpartition("/")[2], outcome.key,
                                   fault.code, fault.params))


class MastersOfFileRefused(Refused):
    """Masters that the rows of a file need could not be made; nothing was posted."""


def ensure_site(
    *, scope: Scope, account: Account, site: SiteDraft, places: Sequence[PlaceDraft]
) -> None:
    """Make a site and its places where they are not there yet.

    Raises `MastersOfFileRefused`, and `Forbidden` when the scope may not make them.
    """
    account.sites.append(site.code)
    if site.code not in site_ids(scope=scope):
        _count(account, "sites", put_sites(scope=scope, sites=[site]))
    known = places_by_code(scope=scope, site=site_ids(scope=scope)[site.code],
                           codes=[place.code for place in places])
    missing = [place for place in places if place.code not in known]
    for start in range(0, len(missing), BATCH_ELEMENTS_MAX):
        _count(account, "places",
               put_places(scope=scope, places=missing[start:start + BATCH_ELEMENTS_MAX]))


def ensure_items(*, scope: Scope, account: Account, items: Sequence[ItemDraft]) -> None:
    """Make the items that are not known yet, in any case of their codes; leave known ones alone.

    Raises `MastersOfFileRefused`.
    """
    for start in range(0, len(items), BATCH_ELEMENTS_MAX):
        batch = items[start:start + BATCH_ELEMENTS_MAX]
        known = items_by_code(scope=scope, codes=[item.code for item in batch])
        missing = [item for item in batch if item.code not in known or item.packs]
        if missing:
            _count(account, "items", put_items(scope=scope, items=missing))


def ensure_lots(*, scope: Scope, account: Account, lots: Sequence[LotDraft]) -> None:
    """Make lots with their dates.  Raises `MastersOfFileRefused`."""
    for start in range(0, len(lots), BATCH_ELEMENTS_MAX):
        _count(account, "lots",
               put_lots(scope=scope, lots=list(lots[start:start + BATCH_ELEMENTS_MAX])))


def ensure_parties(*, scope: Scope, account: Account, parties: Sequence[PartyDraft]) -> None:
    """Make partners.  Raises `MastersOfFileRefused`."""
    if parties:
        _count(account, "parties", put_parties(scope=scope, parties=list(parties)))


def _count(account: Account, kind: str, outcomes: Sequence[Outcome]) -> None:
    faults: list[Fault] = []
    for outcome in outcomes:
        result = _result(outcome)
        if result in ("created", "updated", "unchanged"):
            account.masters[f"{kind} {result}"] += 1
        else:
            faults += [fault._replace(pointer=f"{kind} {outcome.key} {fault.pointer}")
                       for fault in outcome.faults] or [
                Fault(f"{kind} {outcome.key}", "different",
                      (outcome.result.removeprefix("exists_with_different_"),))]
    if faults:
        raise MastersOfFileRefused(faults)
