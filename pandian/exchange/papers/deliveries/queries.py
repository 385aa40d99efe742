"""What a paper with goods says: seller, permits, consignee, goods as they were.   随货内容

Articles 91-93: who sells, who registered and made, number of the registration, lot or serial,
expiry, quantity, transport and storage, who receives where, and when it left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from pandian.catalog.licences.queries import list_licences
from pandian.catalog.licences.words import KINDS as LICENCES
from pandian.catalog.licences.words import LicenceFilter
from pandian.catalog.queries import masters, parties_by_code
from pandian.exchange.papers.deliveries.rules import lacking, left_at, said_in
from pandian.exchange.papers.words import WORDS
from pandian.governance.queries import organisation_of, sites
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import called
from pandian.lifecycle.records.queries import masters_at
from pandian.lifecycle.records.rules import device_of
from pandian.lifecycle.words import DocumentWhole

SELLERS = ("operation_licence", "operation_filing", "production_licence", "production_filing",
           "business_licence")
RECEIVERS = ("customer", "hospital", "borrower", "supplier")
UNITS_SHOWN_MAX = 30


def goods_of(*, scope: Scope, whole: DocumentWhole) -> dict[str, Mapping[str, Any]]:
    """Return what is said of each item of a document, as it was when the goods left."""
    items = {line.item for line in whole.lines}
    at = left_at(whole.events)
    kept = masters_at(scope=scope, items=items, at=at) if at else {}
    found = {**masters(scope=scope, codes=items), **kept}
    return {code: device_of(content) for code, content in found.items()}


def delivery_facts(
    *, scope: Scope, whole: DocumentWhole, site: SiteRow, masters: Mapping[str, Mapping[str, Any]],
    language: str,
) -> tuple[str, ...]:
    """Return the lines of a delivery above its table; the last one names what is not known."""
    def say(name: str) -> str:
        return WORDS[name].text(language)

    at = left_at(whole.events)
    day = at.astimezone(ZoneInfo(site.time_zone)).date() if at else None
    receiver = _receiver(scope, whole, language)
    seller = organisation_of(scope=scope, site=site.code) or called(site, language)
    address = said_in(whole, "address", "delivery_address") or _confirmed(scope, whole, day)
    permits = _permits(scope, site, day, language)
    contact = said_in(whole, "contact", "phone")
    lines = [
        f"{say('seller')}: {seller} · "
        f"{say('permits')}: {'; '.join(permits) or '—'}",
        f"{say('consignee')}: {receiver or '—'} · {say('address')}: {address or '—'} · "
        f"{say('contact')}: {contact or '—'}",
        f"{say('sent_on')}: {day or say('not_sent')} · "
        f"{say('transporter')}: {said_in(whole, 'carrier') or '—'}"]
    lines += _parcels(whole, language)
    if whole.head.kind == "drop_shipment":
        lines.insert(0, f"【{say('drop')}】 {said_in(whole, 'reason')}".strip())
    lacks = lacking(masters, {"permits": bool(permits), "consignee": bool(receiver),
                              "address": bool(address), "contact": bool(contact)})
    if lacks:
        lines.append(say("lacks").format("; ".join(
            say(name) + (f" ({', '.join(items)})" if items else "") for name, items in lacks)))
    return tuple(lines)


def _receiver(scope: Scope, whole: DocumentWhole, language: str) -> str:
    """Return who receives, by name: a partner, or a site of ours."""
    head = whole.head.header
    codes = [str(head[name]) for name in RECEIVERS if head.get(name)]
    found = parties_by_code(scope=scope, codes=codes)
    named = [f"{called(found[code], language)} {code}" if code in found else code
             for code in codes]
    to = str(head.get("to") or "") if whole.head.kind == "transfer" else ""
    ours = [row for row in sites(scope=scope) if row.code == to]
    named += [f"{called(row, language)} {to}" for row in ours] or ([to] if to else [])
    return named[0] if named else ""


def _confirmed(scope: Scope, whole: DocumentWhole, day: date | None) -> str:
    """Return the confirmed delivery address of the partner who receives, '' if none is kept."""
    head = whole.head.header
    holder = next((str(head[name]) for name in RECEIVERS if head.get(name)), "")
    kept = list_licences(scope=scope, wanted=LicenceFilter(
        "delivery_address", "party", holder, day)).rows if holder else []
    return kept[-1].number if kept else ""


def _permits(scope: Scope, site: SiteRow, day: date | None, language: str) -> list[str]:
    """Return the permits of a site that were valid when the goods left: name and number."""
    rows = list_licences(scope=scope, wanted=LicenceFilter(
        "", "site", site.code, day)).rows
    return [f"{LICENCES[row.kind].label.text(language)} {row.number}" for row in sorted(
        (row for row in rows if row.kind in SELLERS), key=lambda row: SELLERS.index(row.kind))]


def _parcels(whole: DocumentWhole, language: str) -> Iterator[str]:
    for unit in whole.units[:UNITS_SHOWN_MAX]:
        warm = f", {unit.temperature} ℃" if unit.temperature else ""
        yield WORDS["parcel"].text(language).format(unit.parcel, unit.code, unit.seal, warm)
