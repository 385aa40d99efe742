"""Count sheets as OpenBoxes exports them; items, bins and lots are made.   OpenBoxes 盘点表

Blank `Physical QOH` = not counted.  `OB QOH` is their book; it is kept in the raw file only and
never becomes ours.  Without a site named, each file is a warehouse of its own.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from pandian.catalog.words import ItemDraft, LotDraft, PlaceDraft
from pandian.exchange.counts.operations import Sheet, count_checked
from pandian.exchange.intake.operations import Account, Intake
from pandian.exchange.masters.operations import ensure_items, ensure_lots, ensure_site
from pandian.exchange.words import Options, Progress
from pandian.governance.words import Scope, SiteDraft

BASE_UNIT = "each"


def import_openboxes(
    *, scope: Scope, intake: Intake, id: UUID, account: Account, options: Options, site: str,
    now: datetime, progress: Progress | None,
) -> bool:
    """Import count sheets: masters, then a plan with the observations; faulty rows are named."""
    for file in intake.opened:
        one = Intake([file], [], intake.reading)
        code = site or site_of(file.source.path.name)
        _masters(scope, one, account, code)
        sheet = Sheet(scope, one, options, code, now)
        count_checked(scope=scope, id=uuid5(id, code + file.source.digest), sheet=sheet,
                      account=account, progress=progress)
    return True


def site_of(name: str) -> str:
    """Return the site code that a file's name stands for: `mainWarehouseInventory.csv` is
    MAINWAREHOUSE."""
    stem = name.partition(".")[0].upper()
    return stem.removesuffix("INVENTORY") or stem or "OPENBOXES"


def _masters(scope: Scope, intake: Intake, account: Account, site: str) -> None:
    """Make the site, bins, items and lots that the rows name."""
    names: dict[str, str] = {}
    lots: dict[tuple[str, str], LotDraft] = {}
    places: dict[str, PlaceDraft] = {}
    dated: set[str] = set()
    for taken in intake.lines(None):
        values = taken.line.values
        if taken.line.refused:
            continue
        item, lot, expires = values["item"], values.get("lot"), values.get("expires_on")
        names.setdefault(item, values["name"])
        places.setdefault(values["place"], PlaceDraft(site, values["place"], "bin", None,
                                                      len(places) + 1))
        if lot:
            lots.setdefault((item, lot), LotDraft(item, lot, None, expires))
            dated |= {item} if expires else set()
    kept = {item for item, _ in lots}
    ensure_site(scope=scope, account=account, places=list(places.values()),
                site=SiteDraft(site, site, intake.reading.zone.key, site))
    ensure_items(scope=scope, account=account, items=[
        ItemDraft(code, name, BASE_UNIT, tracking="lot" if code in kept else "none",
                  expiry=code in dated) for code, name in names.items()])
    ensure_lots(scope=scope, account=account, lots=list(lots.values()))
