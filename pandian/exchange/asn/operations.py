"""Taking a supplier's dispatch notices in as announced receipts.   到货预告导入

All notes of a file are announced in one transaction, or with `accept_partial` those without a
fault; every fault is named by row and cell.  The same note again is `exists`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from pandian.catalog.queries import factors, items_by_code
from pandian.exchange.asn.rules import (
    Key,
    NoteRow,
    cell_of,
    disagreeing,
    draft_of,
    notes_of,
    totals_of,
)
from pandian.exchange.intake.operations import Account, Intake
from pandian.exchange.stock.operations import first_code
from pandian.exchange.words import Options, Progress, RowFault
from pandian.governance.queries import SiteNotFound
from pandian.governance.words import Scope
from pandian.kernel.words import Fault, Refused
from pandian.lifecycle.operations import open_document
from pandian.lifecycle.queries import lines_of, place_of_document
from pandian.lifecycle.register.queries import find
from pandian.lifecycle.register.words import Wanted

RECEIVE = "lifecycle.receive"


class _Order(NamedTuple):
    id: UUID | None
    lines: Mapping[str, list[int]]
    known: bool = True


NO_ORDER = _Order(None, {})


class _Undone(Exception):
    """A note has faults, and nothing of the file may be written."""


def import_asn(
    *, scope: Scope, intake: Intake, id: UUID, account: Account, options: Options, site: str,
    progress: Progress | None,
) -> bool:
    """Announce the receipts of a file of notices; return whether anything was written."""
    scope.need(RECEIVE)
    rows, spoiled = _read(intake, account, progress)
    notes = notes_of(rows, site)
    account.totals.update(totals_of(notes))
    bad = {key for key in notes if {key[1:], ("", key[2])} & spoiled}
    made: dict[str, int] = {}
    try:
        with transaction.atomic():
            for done, (key, held) in enumerate(notes.items(), 1):
                result = _announced(scope, account, options, key, held, whole=key not in bad)
                made[result] = made.get(result, 0) + len(held)
                if progress:
                    progress("post", done, len(notes))
            if account.refusing and not options.accept_partial:
                raise _Undone
    except _Undone:
        refused = {name: count for name, count in made.items() if name.startswith("refused")}
        rest = sum(made.values()) - sum(refused.values())
        made = {**refused, "refused_others_have_faults": rest}
    for name, count in made.items():
        account.outcome(name, count)
    return "created" in made or "exists" in made


def _read(
    intake: Intake, account: Account, progress: Progress | None
) -> tuple[list[NoteRow], set[tuple[str, str]]]:
    """Return the rows without a fault, and the notes (supplier or '', number) that have one."""
    rows: list[NoteRow] = []
    spoiled: set[tuple[str, str]] = set()
    for taken in intake.lines(account, progress):
        values = taken.line.values
        if taken.line.refused:
            account.outcome(f"refused_{first_code(taken.line.faults)}")
            spoiled.add((str(values.get("supplier") or ""), str(values.get("delivery_note"))))
        else:
            rows.append(NoteRow(taken.name, taken.row, values))
    return rows, spoiled


def _announced(
    scope: Scope, account: Account, options: Options, key: Key, rows: Sequence[NoteRow], *,
    whole: bool,
) -> str:
    """Open one receipt in a savepoint; return what became of its rows.

    One that is not `whole`, because a row of it could not be read, is only looked through.
    """
    order = _order(scope, key, rows)
    units = _factors(scope, rows)
    faults: list[tuple[NoteRow, str, str, tuple[object, ...]]] = [
        (row, name, "different", (name,)) for row, name in disagreeing(rows)]
    faults += [(row, "unit", "unit_unknown", (row.values["unit"], row.values["item"]))
               for row in rows if row.values.get("unit")
               and units.get((row.values["item"], row.values["unit"])) is None]
    if not order.known:
        faults.append((rows[0], "order", "order_unknown", (rows[0].values["order"],)))
    draft = draft_of(key, rows, source=options.source, place=options.place, order=order.id,
                     lines_of_order=order.lines, factors=units)
    found: list[Fault] = []
    result = "created"
    try:
        with transaction.atomic():
            result = open_document(scope=scope, draft=draft).result
            if faults or not whole:
                transaction.set_rollback(True)
    except SiteNotFound:
        faults.append((rows[0], "site", "site_unknown", (key[0],)))
    except Refused as error:
        found = list(error.faults)
    for row, column, code, params in faults:
        _tell(account, row, column, code, params)
    for fault in found:
        row, column = cell_of(fault, rows)
        _tell(account, row, column, fault.code, fault.params)
    if not faults and not found:
        return result if whole else "refused_document_has_faults"
    code = faults[0][2] if faults else found[0].code
    return f"refused_{code}"


def _tell(
    account: Account, row: NoteRow, column: str, code: str, params: Sequence[object]
) -> None:
    value = row.values.get(column)
    account.fault(RowFault(row.file, row.row, column, "" if value is None else str(value), code,
                           tuple(params)))


def _order(scope: Scope, key: Key, rows: Sequence[NoteRow]) -> _Order:
    """Return the order that a note names, with the lines of each of its items."""
    number = rows[0].values.get("order")
    if not number:
        return NO_ORDER
    page = find(scope=scope, wanted=Wanted(site=key[0], kinds=("purchase",), number=number))
    if len(page.rows) != 1:
        return _Order(None, {}, known=False)
    order = page.rows[0].id
    site, _, _ = place_of_document(scope=scope, id=order)
    lines: dict[str, list[int]] = {}
    for line in lines_of(scope=scope, site=site, document=order):
        lines.setdefault(line.item, []).append(line.line)
    return _Order(order, lines)


def _factors(scope: Scope, rows: Sequence[NoteRow]) -> dict[tuple[str, str], int]:
    """Return how many smallest units each named unit of an item is."""
    items = items_by_code(scope=scope, codes={row.values["item"] for row in rows})
    asked = {(items[row.values["item"]].id, row.values["unit"]): row.values["item"]
             for row in rows if row.values.get("unit") and row.values["item"] in items}
    known = factors(scope=scope, pairs=asked) if asked else {}
    found = {(asked[pair], pair[1]): factor for pair, factor in known.items()}
    return found | {(code, item.unit): 1 for code, item in items.items()}
