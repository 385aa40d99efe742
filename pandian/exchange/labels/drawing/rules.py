"""Codes and pages, composed and set.   绘制规则

Pure: fields in, bytes out.  The code is placed on whole dots of the printer, so that its bits are
the same in the PDF and in the printer's own language.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, NamedTuple

import typst
import zxingcpp
from PIL import Image

from pandian.exchange.labels.drawing.words import Composed, Drawn, Page, Symbol, Text
from pandian.exchange.labels.fonts.rules import POINT_MM, first_line, lacking, width_mm
from pandian.exchange.labels.fonts.words import Font
from pandian.exchange.labels.words import (
    BAR_HEIGHT_MM,
    CODE_KINDS,
    MARGIN_MM,
    MM_PER_INCH,
    MODULE_UM_MIN,
    RESOLUTIONS,
    SIZES,
    LabelContent,
)
from pandian.kernel.words import Fault

LINE_PITCH = 1.14
"""Distance of lines, in their point size."""
SCALES = (1.0, 0.9, 0.82, 0.75)
"""Text may shrink to these before a label is refused; 6 points become 4.5."""
SCALES_BIG = (2.6, 2.2, 1.8, 1.5, 1.25, *SCALES)
"""A bin is read from afar: its code is as large as fits."""
PNG_PAGES_MAX = 100
"""Pages set at once where every page becomes a picture: bounds the memory."""
DARK_BELOW = 128
_FORMATS: dict[str, tuple[zxingcpp.BarcodeFormat, dict[str, Any]]] = {
    "datamatrix": (zxingcpp.BarcodeFormat.DataMatrix, {"gs1": True, "forceSquare": True}),
    "gs1_qr": (zxingcpp.BarcodeFormat.QRCode, {"gs1": True, "ec_level": "M"}),
    "gs1_128": (zxingcpp.BarcodeFormat.Code128, {"gs1": True}),
    "qr": (zxingcpp.BarcodeFormat.QRCode, {"ec_level": "M"}),
    "code_128": (zxingcpp.BarcodeFormat.Code128, {}),
}


class CodeRefused(ValueError):
    """The text cannot be encoded in this kind of code."""


def symbol(kind: str, content: LabelContent) -> Symbol:
    """Encode a label's code.

    Raises `CodeRefused` when the encoder refuses, or made something else than was asked for.
    """
    form, options = _FORMATS[kind]
    known = CODE_KINDS[kind]
    # brackets cannot stand in a value, so unlike parentheses they leave nothing to guess
    text = "".join(f"[{ai}]{value}" for ai, value in content.elements) if known.gs1 else \
        content.text
    try:
        made = zxingcpp.create_barcode(text, form, **options)
    except (ValueError, RuntimeError) as error:
        raise CodeRefused(str(error)[:120]) from error
    if made.symbology_identifier != known.identifier or not _says(made, content):
        raise CodeRefused(f"{made.symbology_identifier} {made.text[:80]}")
    return _modules(made, known.matrix)


def _says(made: Any, content: LabelContent) -> bool:
    return bytes(made.bytes).lstrip(b"\x1d") == content.text.encode()


def _modules(made: Any, matrix: bool) -> Symbol:
    image: Any = zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False)
    view = memoryview(image)
    height, width = view.shape or (0, 0)
    dark = bytes(1 if level < DARK_BELOW else 0 for level in view.tobytes())
    return Symbol(made.symbology_identifier, width, height if matrix else 1,
                  dark if matrix else dark[:width])


def svg(made: Symbol, across: int, down: int) -> str:
    """Draw a code with modules of `across` x `down` dots, dark runs as rectangles."""
    path = []
    for y in range(made.height):
        row = made.modules[y * made.width:(y + 1) * made.width]
        path += [f"M{start * across} {y * down}h{length * across}v{down}h-{length * across}z"
                 for start, length in _runs(row)]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{made.width * across}" '
            f'height="{made.height * down}" shape-rendering="crispEdges">'
            f'<path d="{"".join(path)}"/></svg>')


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    start = row.find(1)
    while start >= 0:
        end = row.find(0, start)
        end = len(row) if end < 0 else end
        yield start, end - start
        start = row.find(1, end)


class _Paper(NamedTuple):
    """A label in the dots of its printer, and how its content may be set on it."""

    size: str
    dpi: int
    width: int
    height: int
    margin: int
    font: Font
    big: bool

    def mm(self, dots: float) -> float:
        """Return dots as millimetres."""
        return dots / RESOLUTIONS[self.dpi].dots_per_mm

    def dots(self, mm: float) -> int:
        """Return millimetres as whole dots, rounded up."""
        return math.ceil(mm * RESOLUTIONS[self.dpi].dots_per_mm - 1e-6)


def module_dots(dpi: int, module_um: int) -> Iterator[int]:
    """Yield the widths that a module may have, in dots: as asked for, then narrower."""
    per_mm = RESOLUTIONS[dpi].dots_per_mm
    most = max(1, math.ceil(module_um / 1000 * per_mm - 0.05))
    least = math.ceil(MODULE_UM_MIN / 1000 * per_mm - 1e-6)
    yield from range(most, least - 1, -1)


def compose(
    content: LabelContent, made: Symbol, *, size: str, dpi: int, kind: str, module_um: int,
    font: Font, big: bool,
) -> Composed:
    """Place code and texts of one label, or say everything that does not fit."""
    form, per_mm = SIZES[size], RESOLUTIONS[dpi].dots_per_mm
    paper = _Paper(size, dpi, int(form.width_mm * per_mm + 1e-6),
                   int(form.height_mm * per_mm + 1e-6), math.ceil(MARGIN_MM * per_mm), font, big)
    faults = unprintable(font, (*_readable(content), *content.lines))
    if not faults:
        for dots in module_dots(dpi, module_um):
            place = _matrix if CODE_KINDS[kind].matrix else _linear
            composed = place(paper, content, made, dots, CODE_KINDS[kind].quiet)
            if composed.page is not None:
                return composed
            faults = list(composed.faults)
    return Composed(None, tuple(faults))


def unprintable(font: Font, texts: Sequence[str]) -> list[Fault]:
    """Return a fault for every character that the font lacks."""
    missing = dict.fromkeys(c for text in texts for c in lacking(font, text))
    return [Fault("", "not_in_font", (c if c.isprintable() else "�", f"U+{ord(c):04X}"))
            for c in missing]


def _matrix(
    paper: _Paper, content: LabelContent, made: Symbol, dots: int, quiet: int
) -> Composed:
    """Code in the upper left corner, texts beside and below it, its readable text at the foot."""
    free = quiet * dots
    x = y = max(paper.margin, free)
    width, height = made.width * dots, made.height * dots
    beside, below = x + width + max(free, paper.margin), y + height + free
    foot, faults = _foot(paper, content, middle=False)
    top = paper.height - paper.margin - _height(paper, foot)
    faults += [_too_large(paper, width + 2 * x, height + 2 * y)] \
        if below > top or beside > paper.width else []
    if faults:
        return Composed(None, tuple(faults))
    rooms = ((below, beside, paper.width - paper.margin),
             (top, paper.margin, paper.width - paper.margin))
    texts, faults = _flow(paper, content.lines, rooms)
    if faults:
        return Composed(None, tuple(faults))
    code = Drawn(paper.mm(x), paper.mm(y), paper.mm(width), paper.mm(height),
                 svg(made, dots, dots))
    return Composed(_page(paper, [*texts, *_at_foot(paper, foot, middle=False)], code))


def _linear(
    paper: _Paper, content: LabelContent, made: Symbol, dots: int, quiet: int
) -> Composed:
    """Texts on top, bars across, their readable text at the foot."""
    width, free = made.width * dots, quiet * dots
    height = paper.dots(BAR_HEIGHT_MM[paper.size])
    foot, faults = _foot(paper, content, middle=True)
    bars = paper.height - paper.margin - _height(paper, foot) - paper.dots(0.5) - height
    if width + 2 * free > paper.width or bars < paper.margin:
        faults.append(_too_large(paper, width + 2 * free, height))
    if faults:
        return Composed(None, tuple(faults))
    rooms = ((bars - paper.dots(0.5), paper.margin, paper.width - paper.margin),)
    texts, faults = _flow(paper, content.lines, rooms)
    if faults:
        return Composed(None, tuple(faults))
    x = (paper.width - width) // 2
    code = Drawn(paper.mm(x), paper.mm(bars), paper.mm(width), paper.mm(height),
                 svg(made, dots, height))
    return Composed(_page(paper, [*texts, *_at_foot(paper, foot, middle=True)], code))


def _page(paper: _Paper, texts: Sequence[Text], code: Drawn) -> Page:
    form = SIZES[paper.size]
    return Page(form.width_mm, form.height_mm, tuple(texts), (code,))


def _too_large(paper: _Paper, width: int, height: int) -> Fault:
    return Fault("", "code_too_large", (f"{paper.mm(width):.1f}", f"{paper.mm(height):.1f}",
                                        paper.size))


def _foot(
    paper: _Paper, content: LabelContent, *, middle: bool
) -> tuple[list[str], list[Fault]]:
    """Break the readable text of the code between its fields."""
    room = paper.mm(paper.width - 2 * paper.margin)
    points = SIZES[paper.size].code_pt
    fields = _readable(content)
    lines, faults = [""], list[Fault]()
    for field in fields:
        if lines[-1] and width_mm(paper.font, lines[-1] + field, points) > room:
            lines.append("")
        lines[-1] += field
        if width_mm(paper.font, field, points) > room:
            faults.append(Fault("", "text_too_wide", (field, paper.size)))
    return lines, faults


def _readable(content: LabelContent) -> list[str]:
    """Return what stands under the code: its fields with their identifiers, or its text."""
    return [f"({ai}){value}" for ai, value in content.elements] or [content.text]


def _height(paper: _Paper, foot: Sequence[str]) -> int:
    return paper.dots(len(foot) * SIZES[paper.size].code_pt * LINE_PITCH * POINT_MM)


def _at_foot(paper: _Paper, foot: Sequence[str], *, middle: bool) -> Iterator[Text]:
    points = SIZES[paper.size].code_pt
    pitch = points * LINE_PITCH * POINT_MM
    top = paper.mm(paper.height - paper.margin) - len(foot) * pitch
    x = paper.mm(paper.width / 2 if middle else paper.margin)
    for n, line in enumerate(foot):
        yield Text(x, top + n * pitch, points, line, middle)


Rooms = Sequence[tuple[int, int, int]]
"""Where lines may stand, from the top: down to which dot, from which to which dot across."""


def _flow(
    paper: _Paper, lines: Sequence[str], rooms: Rooms
) -> tuple[list[Text], list[Fault]]:
    """Set the lines into the rooms, as large as allowed; or say why they do not fit."""
    faults: list[Fault] = []
    for scale in SCALES_BIG if paper.big else SCALES:
        texts, faults = _flow_at(paper, lines, rooms, scale)
        if not faults:
            return texts, []
    return [], faults


def _flow_at(
    paper: _Paper, lines: Sequence[str], rooms: Rooms, scale: float
) -> tuple[list[Text], list[Fault]]:
    form = SIZES[paper.size]
    texts: list[Text] = []
    y = paper.mm(paper.margin)
    for n, line in enumerate(line for line in lines if line):
        big = scale if n == 0 or not paper.big else min(scale, 1.0)
        points = (form.head_pt if n == 0 else form.body_pt) * big
        rest, high = line, points * POINT_MM
        while rest:
            room = next((r for r in rooms if y + high <= paper.mm(r[0]) + 1e-6), None)
            if room is not None and room != rooms[0]:
                y = max(y, paper.mm(rooms[0][0]))
            if room is None or y + high > paper.mm(room[0]) + 1e-6:
                return [], [Fault("", "text_too_tall", (
                    len(lines), paper.size, len({text.y for text in texts})))]
            part, rest = first_line(paper.font, rest, points, paper.mm(room[2] - room[1]))
            if not part and room == rooms[-1]:
                return [], [Fault("", "text_too_wide", (line, paper.size))]
            if not part:
                y = max(y, paper.mm(room[0]))
                continue
            texts.append(Text(paper.mm(room[1]), y, points, part))
            y += high * LINE_PITCH
    return texts, []


class Setter:
    """typst with our one font and one template: pages in, PDF or pictures out."""

    def __init__(self, *, template: bytes, font_folder: str) -> None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False,
                            font_paths=[font_folder])
        self._template = template
        self._compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)

    def pdf(self, pages: Sequence[Page], *, title: str, language: str,
            attached: str = "") -> bytes:
        """Return the pages as one PDF, with a JSON text attached as `certificate.json`."""
        inputs = _inputs(pages, title, language) | ({"attached": attached} if attached else {})
        made = self._compiler.compile(self._template, format="pdf", sys_inputs=inputs)
        assert isinstance(made, bytes)
        return made

    def pictures(self, pages: Sequence[Page], *, dpi: int) -> Iterator[Image.Image]:
        """Yield each page in the printer's own dots, black and white."""
        per_inch = RESOLUTIONS[dpi].dots_per_mm * MM_PER_INCH
        for at in range(0, len(pages), PNG_PAGES_MAX):
            part = pages[at:at + PNG_PAGES_MAX]
            made = self._compiler.compile(self._template, format="png", ppi=per_inch,
                                          sys_inputs=_inputs(part, "", "zh"))
            assert made is not None
            pictures = [made] if isinstance(made, bytes) else made
            for page, picture in zip(part, pictures, strict=True):
                yield _bits(picture, _dots(page, dpi))


def _dots(page: Page, dpi: int) -> tuple[int, int]:
    """Return the whole dots of a page; a part of a dot at its far edges is not printed."""
    per_mm = RESOLUTIONS[dpi].dots_per_mm
    return int(page.width * per_mm + 1e-6), int(page.height * per_mm + 1e-6)


def _inputs(pages: Sequence[Page], title: str, language: str) -> dict[str, str]:
    """Return the pages as data: nothing in them is ever read as typst's markup."""
    plain = [{"width": page.width, "height": page.height,
              "texts": [text._asdict() for text in page.texts],
              "codes": [code._asdict() for code in page.codes],
              "rules": [rule._asdict() for rule in page.rules]} for page in pages]
    return {"pages": json.dumps(plain, ensure_ascii=False), "title": title,
            "language": "zh" if language.startswith("zh") else "en"}


def _bits(picture: bytes, size: tuple[int, int]) -> Image.Image:
    with Image.open(BytesIO(picture)) as image:
        # typst fills the page white, so nothing shines through
        grey = image.convert("L").crop((0, 0, *size))
    return grey.point([0] * DARK_BELOW + [255] * (256 - DARK_BELOW)).convert("1")
