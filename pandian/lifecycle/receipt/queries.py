"""What a receipt looks up: its order, lots and their dates, serials, temperatures, licences.

收货查询
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pandian.capture.photos.queries import photo
from pandian.capture.photos.words import PhotoNotFound
from pandian.catalog.queries import attribute_of_items, items_by_code, lots_by_code
from pandian.catalog.words import ItemRow
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault
from pandian.lifecycle.gates.queries import licence_faults
from pandian.lifecycle.gates.words import Goods
from pandian.lifecycle.inspection.switching.queries import stopped_faults
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.purchase.words import KIND as PURCHASE
from pandian.lifecycle.purchase.words import OPEN_STATES
from pandian.lifecycle.receipt.rules import (
    cold_faults,
    date_faults,
    day_of,
    is_short,
    label_faults,
    merged,
    outside,
)
from pandian.lifecycle.receipt.words import COLD, COLD_RANGE, DECIDE, RECEIVE, LotDates
from pandian.lifecycle.rules import shown_number
from pandian.lifecycle.words import (
    Action,
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentRefused,
    Held,
    Kind,
)

ROOM, LIFECYCLE = "lifecycle.receipt", "lifecycle"
LotKey = tuple[str, str]
NO_DATES = LotDates(None, None)


class Delivered(NamedTuple):
    """What an action names, looked up once: its items, and the dates of its lots."""

    items: dict[str, ItemRow]
    known: dict[LotKey, LotDates]


def opening_of_receipt(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what is wrong with the order that a new receipt follows."""
    if draft.follows is None:
        return
    order = one(LIFECYCLE, "lock_document", {"site": site.id, "id": draft.follows})
    if order is None or order.kind != PURCHASE.name:
        return  # the engine says so
    if order.state not in OPEN_STATES:
        yield Fault("/follows", "order_not_open", (
            shown_number("purchase", order.number), PURCHASE.states[order.state]))
    if draft.header.get("supplier") != order.header["supplier"]:
        yield Fault("/header/supplier", "order_supplier_differs", (order.header["supplier"],))
    lines = {row.line: row.item for row in run(LIFECYCLE, "lines", {
        "site": site.id, "document": draft.follows})}
    for n, line in enumerate(draft.lines):
        number = line.attributes.get("order_line")
        where = f"/lines/{n}/attributes/order_line"
        if not isinstance(number, int) or isinstance(number, bool):
            yield Fault(where, "order_line_missing")
        elif lines.get(number) != line.item:
            yield Fault(where, "order_line_unknown", (number, line.item))


def gates_of_receipt(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> Iterator[Fault]:
    """Yield what stands against arriving or booking: papers, dates, serials, cold, licences."""
    if draft.action in ("arrive", "refuse"):
        yield from _photo_faults(scope, draft)
    if draft.action == "arrive" and _cold_items(
            scope, {line.item for line in held.lines.values()}):
        yield from cold_faults(draft.evidence)
    if draft.action != "book":
        return
    yield from _photo_faults(scope, draft)
    yield from _order_faults(held)
    if wrong := list(date_faults(draft.amounts)):
        yield from wrong
        return
    yield from stopped_faults(scope=scope, site=held.site, supplier=held.row.header["supplier"],
                              items={item for _, _, (item, _) in _accepted(held, draft)})
    found = delivered(scope, held, draft)
    yield from _lot_faults(held, draft, found)
    yield from _serial_faults(scope, held, draft, found)
    yield from _temperature_faults(scope, held, draft)
    yield from licence_faults(
        scope=scope, site=held.site, act="receipt", party=held.row.header["supplier"],
        on=day_at(held.site, draft), goods=accepted_goods(scope, held, draft))


def signers_of_receipt(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> tuple[str, ...]:
    """Return who signs: nobody, but keeper and quality where too little life remains."""
    if draft.action != "book" or list(date_faults(draft.amounts)):
        return action.signers
    percent = policies_of(scope=scope, site=held.site)["life_percent_min"]
    found, on = delivered(scope, held, draft), day_at(held.site, draft)
    short = any(is_short(found.known.get(key, NO_DATES), on=on, percent=percent)
                for _, _, key in _accepted(held, draft))
    return (RECEIVE, DECIDE) if short else action.signers


def day_at(site: SiteRow, draft: ActionDraft) -> date:
    """Return the day at the site on which an action takes effect."""
    at = draft.effective_at or datetime.now(UTC)
    return at.astimezone(ZoneInfo(site.time_zone)).date()


def _accepted(held: Held, draft: ActionDraft) -> Iterator[tuple[int, Amount, LotKey]]:
    """Yield (position, fact, lot) of what an action accepts on lines that exist."""
    for n, amount in enumerate(draft.amounts):
        if amount.measure == "accepted" and amount.line in held.lines:
            line = held.lines[amount.line]
            yield n, amount, (line.item, amount.lot or line.lot)


def accepted_goods(scope: Scope, held: Held, draft: ActionDraft) -> list[Goods]:
    """Return the goods that an action accepts, with the day on which their lot was made."""
    found = delivered(scope, held, draft)
    return [Goods(f"/amounts/{n}", key[0], found.known.get(key, NO_DATES).made_on)
            for n, _, key in _accepted(held, draft)]


def delivered(scope: Scope, held: Held, draft: ActionDraft) -> Delivered:
    """Look up what an action names; the dates of lots are those of the book, else the labels'.

    Dates of labels that are none count as nothing.
    """
    said: dict[LotKey, LotDates] = {}
    for amount in draft.amounts:
        if amount.line in held.lines:
            line = held.lines[amount.line]
            key = (line.item, amount.lot or line.lot)
            said[key] = merged(said.get(key, NO_DATES), label_of(amount))
    items = items_by_code(scope=scope, codes={item for item, _ in said})
    wanted = {(items[item].id, lot): (item, lot) for item, lot in said if item in items and lot}
    book = {wanted[key]: LotDates(row.made_on, row.expires_on)
            for key, row in lots_by_code(scope=scope, pairs=wanted).items()}
    return Delivered(items, {key: merged(book.get(key, NO_DATES), dates)
                             for key, dates in said.items()})


def label_of(amount: Amount) -> LotDates:
    """Return the dates that a label says; what is no date counts as nothing."""
    if list(date_faults([amount])):
        return NO_DATES
    return LotDates(day_of(amount.made_on), day_of(amount.expires_on))


def _lot_faults(held: Held, draft: ActionDraft, found: Delivered) -> Iterator[Fault]:
    """Yield labels that contradict book or each other, expiry that lacks, and expired lots."""
    on = day_at(held.site, draft)
    for n, amount, key in _accepted(held, draft):
        item, lot = key
        dates, where = found.known.get(key, NO_DATES), f"/amounts/{n}"
        yield from label_faults(where, amount._replace(lot=lot), dates, label_of(amount))
        if dates.expires_on is None and item in found.items and found.items[item].expiry:
            yield Fault(f"{where}/expires_on", "expiry_missing", (lot,))
        elif dates.expires_on is not None and dates.expires_on < on:
            yield Fault(where, "lot_expired", (lot, dates.expires_on))


def _serial_faults(
    scope: Scope, held: Held, draft: ActionDraft, found: Delivered
) -> Iterator[Fault]:
    """Yield the serials that are on hand already, wherever that is."""
    named = [(n, found.items[key[0]].id, amount.serial or held.lines[amount.line].serial)
             for n, amount, key in _accepted(held, draft) if key[0] in found.items]
    named = [each for each in named if each[2]]
    if not named:
        return
    run(LIFECYCLE, "by_sets")
    rows = run(ROOM, "serials_on_hand", {
        "items": [item for _, item, _ in named], "serials": [serial for _, _, serial in named],
        "sites": sorted(site_ids(scope=scope).values())})
    run(LIFECYCLE, "by_probes")
    for row in rows:
        n, _, serial = named[row.n - 1]
        yield Fault(f"/amounts/{n}/serial", "serial_on_hand", (serial, row.place))


def _cold_items(scope: Scope, codes: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return the cold ones among items, with the degrees between which they stay."""
    items = {row.id: code for code, row in items_by_code(scope=scope, codes=codes).items()}
    said = {name: attribute_of_items(scope=scope, items=items, name=name)
            for name in ("storage", "temperature_min", "temperature_max")}
    return {code: (said["temperature_min"].get(id, COLD_RANGE[0]),
                   said["temperature_max"].get(id, COLD_RANGE[1]))
            for id, code in items.items() if said["storage"].get(id) == COLD}


def _temperature_faults(scope: Scope, held: Held, draft: ActionDraft) -> Iterator[Fault]:
    """Yield the cold goods whose delivery was too warm or too cold: they are refused."""
    named = [(n, key[0]) for n, _, key in _accepted(held, draft)]
    cold = _cold_items(scope, {item for _, item in named})
    if not cold:
        return
    row = one(ROOM, "arrival", {"site": held.site.id, "document": held.row.id})
    evidence = row.evidence if row else {}
    for n, item in named:
        if item in cold and (value := outside(evidence, *cold[item])) is not None:
            yield Fault(f"/amounts/{n}", "temperature_outside", (item, value, *cold[item]))


def _photo_faults(scope: Scope, draft: ActionDraft) -> Iterator[Fault]:
    """Yield the fault of a photo that nobody has uploaded."""
    digest = draft.evidence.get("photo")
    if digest is None:
        return
    try:
        photo(scope=scope, digest=str(digest))
    except PhotoNotFound as error:
        yield from (fault._replace(pointer="/evidence/photo") for fault in error.faults)


def _order_faults(held: Held) -> Iterator[Fault]:
    """Yield that the order was closed meanwhile."""
    if held.row.follows is None:
        return
    order = one(LIFECYCLE, "lock_document", {"site": held.site.id, "id": held.row.follows})
    if order is None:
        raise DocumentRefused([Fault("/follows", "not_found")])
    if order.state not in OPEN_STATES:
        yield Fault("", "order_not_open", (
            shown_number("purchase", order.number), PURCHASE.states[order.state]))
