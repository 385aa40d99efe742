"""How long a record is kept, and what its rows say.   质量记录规则

Pure: no clock, no database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pandian.kernel.words import Fault
from pandian.lifecycle.records.words import (
    RECORDS,
    SEARCH_CHARACTERS_MAX,
    YEARS_AFTER_EXPIRY,
    YEARS_WITHOUT_EXPIRY,
    Asked,
    FactRow,
)

IMPLANT = frozenset({"yes", "true", "1", "是"})
FOREVER = date.max


def asked_faults(asked: Asked) -> Iterator[Fault]:
    """Yield what is wrong with a question."""
    if asked.record not in RECORDS:
        yield Fault("/record", "record_unknown", (asked.record[:40],))
    if asked.until <= asked.since:
        yield Fault("/until", "range_empty", (asked.since.isoformat(), asked.until.isoformat()))
    if len(asked.text) > SEARCH_CHARACTERS_MAX:
        yield Fault("/text", "too_long", (SEARCH_CHARACTERS_MAX,))


def is_implant(attributes: Mapping[str, Any]) -> bool:
    """Say whether an item's attributes call it an implant."""
    return str(attributes.get("implant", "")).lower() in IMPLANT


def keep_until(*, implant: bool, expires_on: date | None, made: date) -> date:
    """Return the last day on which a record must be kept (article 23); implants: for ever.

    Two years after the expiry, five years after it was made where there is none, and never less
    than five years: the longest of its items holds for a document of many.
    """
    if implant:
        return FOREVER
    least = _years(made, YEARS_WITHOUT_EXPIRY)
    return least if expires_on is None else max(least, _years(expires_on, YEARS_AFTER_EXPIRY))


def _years(day: date, years: int) -> date:
    if day.year + years >= FOREVER.year:
        return FOREVER
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)


def said_of(row: FactRow, *names: str) -> str:
    """Return the first text that the step, the document or those it follows have under a name."""
    for source in (row.evidence, row.header, row.own, row.said, row.attributes):
        for name in names:
            if (found := source.get(name)) not in (None, ""):
                return str(found)
    return ""


def device(row: FactRow) -> dict[str, Any]:
    """Return the device's columns of a row, from the master as it was at the time."""
    return {
        "item": row.item, **device_of(row.master),
        "udi": _udi(row, list(row.master.get("gtins", []))),
        "lot": row.lot, "serial": row.serial, "made_on": row.made_on,
        "expires_on": row.expires_on}


def device_of(master: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a master says of a device, under the names of the records' columns."""
    own = master.get("attributes", {})

    def of(*names: str) -> str:
        return next((str(own[name]) for name in names if own.get(name)), "")

    return {
        "name": master.get("name", ""), "unit": master.get("unit", ""),
        "model": of("model"), "specification": of("specification", "spec", "catalog"),
        "registration": ", ".join(master.get("registrations", [])) or of("registration"),
        "registrant": of("registrant", "company"), "maker": of("maker", "manufacturer"),
        "maker_licence": of("maker_licence", "production_licence"), "storage": of("storage")}


def _udi(row: FactRow, gtins: list[str]) -> str:
    if not gtins:
        return ""
    parts = [f"(01){gtins[0]}", *([f"(10){row.lot}"] if row.lot else []),
             *([f"(21){row.serial}"] if row.serial else [])]
    return "".join(parts)


def money(row: FactRow) -> dict[str, Any]:
    """Return price and value of a row, where the line says a price (10^-4 minor units each)."""
    price = row.attributes.get("price", row.attributes.get("unit_price"))
    if not isinstance(price, int) or row.quantity is None:
        return {"price": price if price is not None else "", "value": ""}
    return {"price": price, "value": price * row.quantity}
