"""Bench of the import of a real half year of retail transactions."""

from __future__ import annotations

import lzma
import os
import tempfile
from pathlib import Path

from bench.meter import Meter

NAME = "online-retail-2010-12_2011-06.csv.xz"


def retail(meter: Meter, *, rows: int | None) -> None:
    """Import the retail set, or its first `rows` lines; skipped by name where it is absent."""
    from pandian.exchange.operations import import_file
    from pandian.governance.words import SYSTEM

    root = Path(os.environ.get("PANDIAN_DATA")
                or Path(__file__).resolve().parents[2] / "shared" / "data")
    source = root / "retail" / NAME
    if not source.exists():
        print("import of the retail set: skipped, the data set is not here")
        return
    with tempfile.TemporaryDirectory() as folder:
        target = source
        if rows is not None:
            target = Path(folder) / "retail.csv"
            with lzma.open(source, "rt", encoding="utf-8") as lines, \
                    target.open("w", encoding="utf-8") as out:
                out.writelines(line for _, line in zip(range(rows + 1), lines, strict=False))
        with meter.measure("import of the retail set", f"{rows or 245_903:,} rows") as running:
            report = import_file(scope=SYSTEM, path=target, layout="retail", site="RETAIL")
            running.rows = report.read
            running.note = f"{report.new:,} new, {report.refused:,} refused"
