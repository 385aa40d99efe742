"""Receipts of medical goods from a delivery history.   交货历史导入

Each row is a receipt line: packs come from `@supplier` to the dock, in the pack's own unit, so the
ledger keeps packs and smallest units.  Words in date, weight and freight cells are reported cell
by cell; the row is accepted where what the receipt needs is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pandian.catalog.words import ItemDraft, PackDraft, PartyDraft, PlaceDraft
from pandian.exchange.intake.operations import Account, Intake, Taken
from pandian.exchange.masters.operations import ensure_items, ensure_parties, ensure_site
from pandian.exchange.masters.rules import key_of, named_code
from pandian.exchange.stock.operations import (
    Stage,
    count_outcomes,
    cut,
    first_code,
    post_all,
    refused_row,
)
from pandian.exchange.stock.rules import as_json, raw_text
from pandian.exchange.stock.words import StockRow
from pandian.exchange.words import Moment, Options, Progress
from pandian.governance.words import Scope, SiteDraft

SITE = "SCMS"
PLACE = "DOCK"
BASE_UNIT = "unit"


class _Masters:
    """The items, packs and vendors that the rows name, and the control sums of the file."""

    def __init__(self) -> None:
        self.items: dict[str, tuple[str, str, set[int]]] = {}
        self.vendors: dict[str, tuple[str, str]] = {}
        self.orders: set[str] = set()
        self.lines = self.packs = self.units = self.value = self.late = 0

    def learn(self, values: Mapping[str, Any]) -> tuple[str, str]:
        """Take in one row; return the codes of its item and vendor."""
        name, vendor = values["item"], values["vendor"]
        item = self.items.setdefault(key_of(name), (named_code(name), name, set()))
        item[2].add(values["pack"])
        party = self.vendors.setdefault(key_of(vendor), (named_code(vendor), vendor))
        self.orders.add(values["document"])
        self.lines += 1
        self.packs += values["quantity"]
        self.units += values["quantity"] * values["pack"]
        self.value += values.get("value") or 0
        return item[0], party[0]

    def drafts(self) -> list[ItemDraft]:
        """Return the items with one pack for each size that occurs."""
        return [ItemDraft(code, name, BASE_UNIT, packs=tuple(
            PackDraft(pack_unit(size), size) for size in sorted(sizes) if size > 1))
            for code, name, sizes in self.items.values()]

    def totals(self) -> dict[str, str]:
        """Return the control sums, to be compared with those the sender states."""
        whole, part = divmod(self.value, 10_000)
        return {
            "lines": f"{self.lines:,}", "packs": f"{self.packs:,}",
            "smallest units": f"{self.units:,}", "value": f"{whole:,}.{part // 100:02d}",
            "po / so": f"{len(self.orders):,}", "delivered after schedule": f"{self.late:,}",
        }


def pack_unit(size: int) -> str:
    """Return the name of a pack by its size; 1 is the smallest unit itself."""
    return f"pack{size}" if size > 1 else BASE_UNIT


def import_scms(
    *, scope: Scope, intake: Intake, id: UUID, account: Account, options: Options, site: str,
    progress: Progress | None,
) -> bool:
    """Import deliveries into a site, made when absent; return whether anything was written."""
    site, place = site or SITE, options.place or PLACE
    source = options.source or "scms"
    names = [file.source.path.name for file in intake.opened]
    stage, masters = Stage(scope, id, account, names, check=False), _Masters()
    for taken in intake.lines(account, progress):
        raw = raw_text(taken.line.raw)
        if taken.line.refused:
            stage.add(refused_row(taken.file, taken.row, first_code(taken.line.faults), raw,
                                  site=site, document=str(taken.line.values.get("document"))))
            continue
        stage.add(_line(taken, masters, intake, site, place, source, raw))
    stage.flush()
    account.totals.update(masters.totals())
    ensure_site(scope=scope, account=account, places=[PlaceDraft(site, place, "dock")],
                site=SiteDraft(site, "SCMS 交货示例", intake.reading.zone.key, "SCMS deliveries"))
    ensure_items(scope=scope, account=account, items=masters.drafts())
    ensure_parties(scope=scope, account=account, parties=[
        PartyDraft(code, name, kinds=("supplier",)) for code, name in masters.vendors.values()])
    documents = cut(id=id, account=account)
    post_all(scope=scope, id=id, source=source, stage=stage, documents=documents,
             progress=progress)
    count_outcomes(id=id, account=account)
    return True


def _line(
    taken: Taken, masters: _Masters, intake: Intake, site: str, place: str, source: str, raw: str
) -> StockRow:
    values = taken.line.values
    item, vendor = masters.learn(values)
    when: Moment = values["delivered_on"]
    masters.late += when.at.astimezone(intake.reading.zone).date() > values["scheduled_on"]
    cause = {"source": source, "document": values["document"], "delivery": values["delivery"],
             "vendor": vendor, "country": values.get("country")}
    return StockRow(
        taken.file, taken.row, "", site, f"{values['document']}/{values['delivery']}", "receipt",
        when.at, when.precision, item, None, None, None, None, "@supplier", place,
        values["quantity"], pack_unit(values["pack"]), None, vendor, as_json(cause), raw)
