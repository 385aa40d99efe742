"""Bench of reading codes: labels as a store meets them, the golden vectors, hostile texts."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bench.meter import Meter

VECTORS = Path(__file__).resolve().parents[1] / "tests" / "vectors" / "codes"
TODAY = date(2026, 11, 22)
LABELS = (
    "]d201069012345678921726123110L2406A\x1d21S00017", "]C1010690123456789217261231102024031",
    "]E06901234567892", "6901234567892", "(01)06901234567892(17)261231(10)LOT-1",
    "https://id.gs1.org/01/06901234567892/10/L1?17=261231",
    "+A99912345/$$52001510X3/16D20111212/S77DEFG457", "=/A9999XYZ100T0944=,000025=>014032",
    "MA.156.M0.100761.21234561.Sx00008.M220117.L20220117.C3", "PD:B:SH1.A-03-02", "85123A",
)
HOSTILE = (
    "]d2010690123456789210" + "1" * 7_900, "]d2010690123456789210" + "21" * 3_900,
    "+" * 8_000, "30" * 4_000, "=>014032" * 1_000, "https://id.gs1.org/01/" + "10/1/" * 1_500,
)


def reading(meter: Meter, *, seconds: float) -> None:
    """Parse for some seconds each: labels in turn, every vector in turn, hostile texts."""
    rows = [row["raw"] for path in sorted(VECTORS.glob("*.json"))
            for row in json.loads(path.read_text("utf-8")) if "raw" in row]
    short = [raw for raw in rows if len(raw) <= 300]
    for size, texts in ((f"{len(LABELS)} labels", LABELS), (f"{len(short):,} vectors", short),
                        ("8,000 characters", HOSTILE)):
        _read(meter, size, texts, seconds)


def _read(meter: Meter, size: str, texts: Sequence[str], seconds: float) -> None:
    from pandian.codes.rules import parse

    slowest = 0.0
    with meter.measure("codes read", size, 0) as running:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for text in texts:
                begin = time.perf_counter()
                parse(text, today=TODAY)
                slowest = max(slowest, time.perf_counter() - begin)
            running.rows += len(texts)
        running.note = f"slowest {slowest * 1000:.1f} ms"
