"""Bench of labels: a thousand lot labels of two sizes, as PDF and in the printers' languages."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

from bench.meter import Meter

LABELS = 1_000
SIZES = (("40x30", 203), ("100x70", 300))
PACKAGE = Path(__file__).resolve().parents[1] / "pandian"


def printing(meter: Meter) -> None:
    """Compose and set a thousand different labels in each output; no database is asked."""
    from pandian.exchange.labels.drawing.rules import Setter, compose, symbol
    from pandian.exchange.labels.drawing.words import Page
    from pandian.exchange.labels.fonts.rules import read_font
    from pandian.exchange.labels.fonts.words import FILE
    from pandian.exchange.labels.printers.rules import tspl, zpl

    fonts = PACKAGE / "static" / "vendor" / "fonts"
    template = (PACKAGE / "exchange" / "labels" / "templates" / "pages.typ").read_bytes()
    font, setter = read_font((fonts / FILE).read_bytes()), Setter(
        template=template, font_folder=str(fonts))
    for size, dpi in SIZES:
        def pages(size: str = size, dpi: int = dpi) -> list[Page]:
            made = [compose(each, symbol("datamatrix", each), size=size, dpi=dpi,
                            kind="datamatrix", module_um=500, font=font, big=False).page
                    for each in map(_content, range(LABELS))]
            return [page for page in made if page is not None]

        for output in ("PDF", "ZPL", "TSPL"):
            with meter.measure(f"labels as {output}", f"{LABELS:,} of {size} {dpi} dpi",
                               LABELS) as running:
                if output == "PDF":
                    size_bytes = len(setter.pdf(pages(), title="bench", language="zh"))
                else:
                    size_bytes = sum(
                        len(zpl(each, copies=1) if output == "ZPL" else tspl(
                            each, copies=1, width_mm=40, height_mm=30))
                        for each in setter.pictures(pages(), dpi=dpi))
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                running.note = f"{size_bytes / 1e6:.1f} MB, process at most {peak:.0f} MB"


def _content(number: int) -> Any:
    from pandian.codes.rules import build
    from pandian.exchange.labels.words import LabelContent

    elements = (("01", "06901234567892"), ("17", "291231"), ("10", f"L{number:06}"))
    return LabelContent(f"lot:{number}", build(elements, symbology=None), elements, (
        f"ST-{number:04}", "一次性使用无菌注射器 带针 5ml 0.7×32", f"批号 L{number:06}",
        "有效期至 2029-12-31"))
