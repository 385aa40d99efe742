"""What the stories of imports share: writing files, taking them in, looking at the stock."""

from __future__ import annotations

from pathlib import Path

from pandian.exchange.operations import import_file
from pandian.exchange.words import ImportReport
from pandian.governance.words import SYSTEM
from pandian.ledger.queries import stock
from pandian.ledger.verify.operations import verify


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def take(path: Path, layout: str, site: str = "", dry_run: bool = False,
         **options: str) -> ImportReport:
    report = import_file(scope=SYSTEM, path=path, layout=layout, site=site, dry_run=dry_run,
                         options=options)
    assert report.read == report.new + report.updated + report.unchanged + report.refused
    assert sum(report.outcomes.values()) == report.read
    assert report.lines("zh-hans")
    assert report.lines("en")
    return report


def on_hand(site: str) -> dict[tuple[str, str, str], int]:
    page = stock(scope=SYSTEM, site=site, group_by=("place", "item", "lot"))
    return {(row.place, row.item, row.lot): row.quantity for row in page.rows if row.quantity
            if not row.place.startswith("@")}


def broken() -> list[tuple[str, str]]:
    """Return what verify finds but I11: sales before any receipt are only reported."""
    return [(result.code, fault) for result in verify(scope=SYSTEM) if result.code != "I11"
            for fault in result.broken]


def faults(report: ImportReport) -> set[tuple[int, str, str, str]]:
    return {(fault.row, fault.column, fault.value, fault.code) for fault in report.faults}
