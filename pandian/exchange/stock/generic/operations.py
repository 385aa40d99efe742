"""The layouts of our own for stock: movements and opening stock.   流水与期初导入"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pandian.catalog.words import LotDraft
from pandian.exchange.intake.operations import Account, Intake, Taken
from pandian.exchange.masters.operations import ensure_lots
from pandian.exchange.stock.operations import (
    Stage,
    count_outcomes,
    cut,
    first_code,
    hold_back,
    post_all,
    refused_row,
)
from pandian.exchange.stock.rules import lost, movement, opening, raw_text
from pandian.exchange.stock.words import Complaint, StockRow
from pandian.exchange.words import Options, Progress
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope


def import_movements(
    *, scope: Scope, intake: Intake, id: UUID, account: Account, options: Options, site: str,
    progress: Progress | None,
) -> bool:
    """Import moves: rows of one document become one posting; return whether any was posted."""
    source = options.source or "movements"
    digest = intake.digest
    site = _default_site(scope, site)
    stage = _stage(scope, intake, id, account)
    for taken in intake.lines(account, progress):
        raw = raw_text(taken.line.raw)
        if taken.line.refused:
            stage.add(_lost(taken, site, raw))
        else:
            stage.add(movement(taken.line.values, file=taken.file, row=taken.row, site=site,
                               digest=digest, source=source, raw=raw))
    stage.flush()
    return _post(scope, id, stage, source, options, progress)


def import_opening(
    *, scope: Scope, intake: Intake, id: UUID, account: Account, options: Options, site: str,
    now: datetime, progress: Progress | None,
) -> bool:
    """Import stock as of an instant, one posting a holding; return whether any was posted.

    Where neither the file nor the options say the instant, it is that of the first import.
    """
    source = options.source or "opening"
    site = _default_site(scope, site)
    stage = _stage(scope, intake, id, account)
    lots: dict[tuple[str, str], LotDraft] = {}
    for taken in intake.lines(account, progress):
        raw = raw_text(taken.line.raw)
        values = taken.line.values
        if not taken.line.refused and not (values.get("place") or options.place):
            stage.complain(taken.file, taken.row, Complaint("place", "", "blank"))
            stage.add(refused_row(taken.file, taken.row, "blank", raw, site=site))
        elif taken.line.refused:
            stage.add(_lost(taken, site, raw))
        else:
            _learn(lots, values)
            stage.add(opening(values, file=taken.file, row=taken.row, site=site, now=now,
                              options=options, source=source, raw=raw))
    stage.flush()
    return _post(scope, id, stage, source, options, progress, list(lots.values()))


def _default_site(scope: Scope, site: str) -> str:
    """Return the site named, or the only one there is."""
    codes = list(site_ids(scope=scope))
    return site or (codes[0] if len(codes) == 1 else "")


def _stage(scope: Scope, intake: Intake, id: UUID, account: Account) -> Stage:
    return Stage(scope, id, account, [file.source.path.name for file in intake.opened])


def _lost(taken: Taken, site: str, raw: str) -> StockRow:
    return lost(taken.line.values, file=taken.file, row=taken.row, site=site, raw=raw,
                code=first_code(taken.line.faults))


def _learn(lots: dict[tuple[str, str], LotDraft], values: dict[str, Any]) -> None:
    """Keep the dates of lots that the file states."""
    if values.get("lot") and (values.get("expires_on") or values.get("made_on")):
        lots.setdefault((values["item"], values["lot"]), LotDraft(
            values["item"], values["lot"], values.get("made_on"), values.get("expires_on")))


def _post(
    scope: Scope, id: UUID, stage: Stage, source: str, options: Options,
    progress: Progress | None, lots: list[LotDraft] | None = None,
) -> bool:
    """Hold back what must be, then post the rest document by document."""
    account = stage.account
    may = hold_back(id=id, stage=stage, partial=options.accept_partial)
    if may:
        known = stage.masters.items
        ensure_lots(scope=scope, account=account, lots=[
            lot for lot in lots or [] if lot.item in known and "lot" in known[lot.item].tracking])
        documents = cut(id=id, account=account)
        post_all(scope=scope, id=id, source=source, stage=stage, documents=documents,
                 progress=progress)
    count_outcomes(id=id, account=account)
    return may
