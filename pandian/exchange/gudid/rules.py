"""From device records and identifiers to items with their package levels.   器械主数据规则

The package tree is built by quantities and by what a package says it holds, never by taking the
indicator digit off a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pandian.catalog.words import (
    NAME_CHARACTERS_MAX,
    CodeDraft,
    ItemDraft,
    PackDraft,
)
from pandian.exchange.masters.words import Origin
from pandian.exchange.rules import checks
from pandian.exchange.stock.words import Complaint

BASE_UNIT = "each"
ATTRIBUTES = ("model", "catalog", "company", "description", "gmdn", "storage", "status", "kit",
              "single_use", "sterile", "mfg_date", "agency")


class Device(NamedTuple):
    """One device record and its row."""

    values: Mapping[str, Any]
    origin: Origin


class Identifier(NamedTuple):
    """One further identifier of a device and its row."""

    values: Mapping[str, Any]
    origin: Origin


class Family(NamedTuple):
    """One item with the rows that made it, and the identifiers that could not be used."""

    draft: ItemDraft
    rows: tuple[Origin, ...]
    refused: tuple[tuple[Origin, Complaint], ...]


def number_fault(column: str, number: str, agency: str) -> Complaint | None:
    """Return what is wrong with a GS1 number: its length, or its check digit."""
    if agency != "GS1":
        return None
    if not (number.isascii() and number.isdecimal() and len(number) in (8, 12, 13, 14)):
        return Complaint(column, number, "bad_gtin", (number,))
    return None if checks(number) else Complaint(column, number, "check_digit", (number,))


def family(device: Device, identifiers: Sequence[Identifier]) -> Family:
    """Return the item of a device: its packs by factor, its further codes, what was refused."""
    values = device.values
    count = values.get("count") or 1
    refused: list[tuple[Origin, Complaint]] = []
    good: list[Identifier] = []
    for one in identifiers:
        fault = number_fault("id", one.values["id"], one.values["agency"])
        if fault:
            refused.append((one.origin, fault))
        else:
            good.append(one)
    packages = [one for one in good if one.values["type"] == "Package"]
    factors, unreached = _factors(values["code"], count, packages)
    refused += unreached
    lost = {origin for origin, _ in refused}
    used = [one for one in good if one.origin not in lost]
    packs = list(_packs(values["code"], count, used, factors))
    codes = [CodeDraft(_scheme(one.values["agency"]), one.values["id"])
             for one in used if one.values["type"] != "Package"]
    if count == 1:
        codes.insert(0, CodeDraft(_scheme(values["agency"]), values["code"]))
    return Family(_item(values, packs, codes),
                  (device.origin, *(one.origin for one in used)), tuple(refused))


def _scheme(agency: str) -> str:
    return "gtin" if agency == "GS1" else agency.casefold()


def _factors(
    primary: str, count: int, packages: Sequence[Identifier]
) -> tuple[dict[str, int], list[tuple[Origin, Complaint]]]:
    """Multiply quantities up from the primary package; name what cannot be reached."""
    factors = {primary: count}
    waiting = list(packages)
    while waiting:
        reached = [one for one in waiting if one.values.get("contains") in factors
                   and one.values.get("quantity")]
        if not reached:
            break
        for one in reached:
            factors[one.values["id"]] = one.values["quantity"] * factors[one.values["contains"]]
        waiting = [one for one in waiting if one not in reached]
    return factors, [(one.origin, _unreached(one)) for one in waiting]


def _unreached(one: Identifier) -> Complaint:
    if not one.values.get("quantity"):
        return Complaint("qty", "", "package_quantity")
    contains = one.values.get("contains") or ""
    return Complaint("contains_di", contains, "package_unreached", (contains,))


def _packs(
    primary: str, count: int, used: Sequence[Identifier], factors: Mapping[str, int]
) -> Iterator[PackDraft]:
    numbers = [(primary, count)] if count > 1 else []
    numbers += [(one.values["id"], factors[one.values["id"]]) for one in used
                if one.values["type"] == "Package"]
    names: set[str] = set()
    for number, factor in sorted(numbers, key=lambda pair: (pair[1], pair[0])):
        name = f"pack{factor}"
        while name in names:
            name = f"{name}-{number[-4:]}"
        names.add(name)
        yield PackDraft(name, factor, number)


def _item(
    values: Mapping[str, Any], packs: Sequence[PackDraft], codes: Sequence[CodeDraft]
) -> ItemDraft:
    by_lot, by_serial = bool(values.get("lot")), bool(values.get("serial"))
    kept = {(True, True): "lot_serial", (True, False): "lot", (False, True): "serial"}
    name = " ".join(str(values[part]) for part in ("brand", "model") if values.get(part))
    name = name or str(values.get("description") or values["code"])
    return ItemDraft(
        values["code"], name[:NAME_CHARACTERS_MAX], BASE_UNIT, packs=tuple(packs),
        tracking=kept.get((by_lot, by_serial), "none"),
        expiry=by_lot and bool(values.get("exp_date")), codes=tuple(codes),
        attributes={name: values[name] for name in ATTRIBUTES
                    if values.get(name) not in (None, "", False)})
