"""Composing A4 pages: tables to write on, sheets of codes, the ruler.   单据页规则"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pandian.codes.own.rules import write as own_code
from pandian.codes.own.words import COMMANDS
from pandian.codes.rules import build
from pandian.codes.words import GS
from pandian.exchange.labels.drawing.rules import svg, symbol
from pandian.exchange.labels.drawing.words import Drawn, Page, Rule, Text
from pandian.exchange.labels.fonts.rules import POINT_MM, first_line, lacking, width_mm
from pandian.exchange.labels.fonts.words import Font
from pandian.exchange.labels.sheets.words import (
    A4_HEIGHT_MM,
    A4_WIDTH_MM,
    COLUMNS,
    HEADINGS,
    Cell,
    Column,
    Group,
    SheetDraft,
    SheetRow,
)
from pandian.exchange.labels.words import (
    CODE_KINDS,
    MARGIN_MM,
    RESOLUTIONS,
    SIZES,
    LabelContent,
)

EDGE_MM = 12.0
QR_MODULE_MM = 0.6
TITLE_PT, FACT_PT, CELL_PT, SMALL_PT = 15.0, 8.5, 8.0, 7.0
ROW_MM, PAD_MM, LINE_PITCH = 8.0, 1.2, 1.2
FOOT_MM, SIGN_MM = 8.0, 12.0
THIN, THICK = 0.35, 1.0
BOX_MM = 3.2
"""The side of the box that says that a place was counted whole, under the place's code."""
CELL_MM, CELLS_ACROSS = 62.0, 3
CELL_GAP_MM, QUIET_MM, CELL_HEAD_PT = 7.0, 3.0, 10.0
COMMAND_MODULE_MM, BAR_MODULE_MM = 1.0, 0.375
"""Commands are cut out and hung up: they are read from an arm's length."""
GTIN_TRIAL = "06901234567892"
"""A number of the examples in the standards; it belongs to no item."""


def printable(font: Font, text: str) -> str:
    """Return the text with every character that the font lacks written as `[U+1F600]`.

    A count sheet must come out, and may not lose a character in silence.
    """
    missing = lacking(font, text)
    return "".join(f"[U+{ord(c):04X}]" if c in missing else c for c in text) if missing else text


def code_drawn(cell: Cell, x: float, y: float, module_mm: float) -> Drawn:
    """Draw a code with modules of a width; linear codes are 9 mm tall."""
    made = symbol(cell.code, LabelContent("", cell.text, cell.elements, ()))
    height = made.height * module_mm if CODE_KINDS[cell.code].matrix else 9.0
    return Drawn(x, y, made.width * module_mm, height, svg(made, 1, 1))


def page_code(task: object, page: int) -> str:
    """Return the code of one page of a count sheet: whoever scans it reopens that page."""
    text, faults = own_code("task", f"{task}.{page}")
    assert not faults, faults
    return text


# -- count sheets --------------------------------------------------------------------------------

def count_sheet(draft: SheetDraft, *, font: Font, language: str) -> tuple[Page, ...]:
    """Return the pages of one task's sheet, each with its own code, all with signature lines."""
    columns = [column for column in COLUMNS if column.name != "book" or draft.shows_book]
    spare = 0.0 if draft.shows_book else next(c.width_mm for c in COLUMNS if c.name == "book")
    columns = [c._replace(width_mm=c.width_mm + spare) if c.name == "note" else c
               for c in columns]
    top = EDGE_MM + 8 + len(draft.facts) * 4.4 + 2
    room = A4_HEIGHT_MM - EDGE_MM - FOOT_MM - SIGN_MM - top - ROW_MM
    parts = list(_parts(draft.rows, columns, font, room))
    return tuple(
        _sheet_page(draft, columns, part, top, font, language, (n, len(parts)))
        for n, part in enumerate(parts, 1))


Lined = tuple[SheetRow, list[list[str]], float, bool]
"""A row, the lines of its cells, its height, whether the box of its place stands in it."""


def _parts(
    rows: Sequence[SheetRow], columns: Sequence[Column], font: Font, room: float
) -> Iterator[list[Lined]]:
    """Yield the rows page by page; a place that begins on a page is named again on the next."""
    part: list[Lined] = []
    used = 0.0
    place = ""
    for row in rows:
        place = row.place or place
        lined = _lined(row, columns, font)
        if part and used + lined[2] > room:
            yield part
            part, used = [], 0.0
            if not row.place:
                lined = _lined(row._replace(place=f"{place} …"), columns, font, box=False)
        part.append(lined)
        used += lined[2]
    yield part


def _lined(
    row: SheetRow, columns: Sequence[Column], font: Font, *, box: bool = True
) -> Lined:
    cells = [_broken(printable(font, getattr(row, column.name)), column.width_mm - 2 * PAD_MM,
                     font) for column in columns]
    pitch, box = CELL_PT * POINT_MM * LINE_PITCH, box and bool(row.place)
    high = max(max((len(lines) for lines in cells), default=1) * pitch,
               len(cells[0]) * pitch + PAD_MM + BOX_MM if box else 0.0)
    return row, cells, max(ROW_MM, high + 2 * PAD_MM), box


def _broken(text: str, room: float, font: Font, points: float = CELL_PT) -> list[str]:
    """Break a text into lines that fit; a piece without a place to break is cut where it must."""
    lines = []
    while text:
        line, rest = first_line(font, text, points, room)
        if not line:
            count = 1
            while count < len(text) and width_mm(font, text[:count + 1], points) <= room:
                count += 1
            line, rest = text[:count], text[count:]
        lines.append(line)
        text = rest
    return lines


def _sheet_page(
    draft: SheetDraft, columns: Sequence[Column], part: Sequence[Lined], top: float, font: Font,
    language: str, number: tuple[int, int],
) -> Page:
    texts = [*_heading(draft, font), *_table_head(columns, top, language)]
    rules: list[Rule] = []
    y = top + ROW_MM
    for row, cells, high, box in part:
        rules.append(_across(y, THICK if row.place else THIN))
        texts += _cells(columns, cells, y, font)
        y += high
        if box:
            texts.append(Text(EDGE_MM + 2 * PAD_MM + BOX_MM, y - PAD_MM - BOX_MM, SMALL_PT,
                              HEADINGS["whole"].text(language)))
            rules += _box(EDGE_MM + PAD_MM, y - PAD_MM - BOX_MM)
    rules += [_across(top, THICK), _across(y, THICK), *_downs(columns, top, y)]
    foot, lines = _signatures(draft, font, language, number)
    code = Cell("qr", page_code(draft.task, number[0]), (), ())
    drawn = code_drawn(code, 0, 0, QR_MODULE_MM)
    drawn = drawn._replace(x=A4_WIDTH_MM - EDGE_MM - drawn.width, y=EDGE_MM)
    return Page(A4_WIDTH_MM, A4_HEIGHT_MM, (*texts, *foot), (drawn,), (*rules, *lines))


def _heading(draft: SheetDraft, font: Font) -> Iterator[Text]:
    yield Text(EDGE_MM, EDGE_MM, TITLE_PT, printable(font, draft.title))
    for n, fact in enumerate(draft.facts):
        yield Text(EDGE_MM, EDGE_MM + 8 + n * 4.4, FACT_PT, printable(font, fact))


def _table_head(columns: Sequence[Column], top: float, language: str) -> Iterator[Text]:
    x = EDGE_MM
    for column in columns:
        yield Text(x + PAD_MM, top + 2.4, CELL_PT, column.label.text(language))
        x += column.width_mm


def _cells(
    columns: Sequence[Column], cells: Sequence[list[str]], y: float, font: Font
) -> Iterator[Text]:
    x = EDGE_MM
    for column, lines in zip(columns, cells, strict=True):
        for n, line in enumerate(lines):
            at = x + PAD_MM
            if column.right:
                at = x + column.width_mm - PAD_MM - width_mm(font, line, CELL_PT)
            yield Text(at, y + PAD_MM + n * CELL_PT * POINT_MM * LINE_PITCH, CELL_PT, line)
        x += column.width_mm


def _across(y: float, points: float) -> Rule:
    return Rule(EDGE_MM, y, A4_WIDTH_MM - EDGE_MM, y, points)


def _downs(columns: Sequence[Column], top: float, bottom: float) -> Iterator[Rule]:
    x = EDGE_MM
    for width in [0.0, *(column.width_mm for column in columns)]:
        x += width
        yield Rule(x, top, x, bottom, THIN)


def _box(x: float, y: float) -> Iterator[Rule]:
    for step in (0.0, BOX_MM):
        yield Rule(x, y + step, x + BOX_MM, y + step, 0.5)
        yield Rule(x + step, y, x + step, y + BOX_MM, 0.5)


def _signatures(
    draft: SheetDraft, font: Font, language: str, number: tuple[int, int]
) -> tuple[list[Text], list[Rule]]:
    texts, rules = [], []
    y = A4_HEIGHT_MM - EDGE_MM - FOOT_MM - 2
    step = (A4_WIDTH_MM - 2 * EDGE_MM) / 4
    for n, name in enumerate(("counter", "reviewer", "witness", "date")):
        word = HEADINGS[name].text(language)
        x = EDGE_MM + n * step
        texts.append(Text(x, y - 2.5, CELL_PT, word))
        rules.append(Rule(x + width_mm(font, word, CELL_PT) + 1, y + 1, x + step - 3, y + 1, 0.5))
    page = HEADINGS["page"].text(language).format(*number)
    foot = A4_HEIGHT_MM - EDGE_MM - 2
    texts += [Text(EDGE_MM, foot, SMALL_PT, printable(font, draft.foot)),
              Text(A4_WIDTH_MM - EDGE_MM - width_mm(font, page, SMALL_PT), foot, SMALL_PT, page)]
    return texts, rules


# -- sheets of codes -----------------------------------------------------------------------------

def code_sheets(
    title: str, notes: Sequence[str], groups: Sequence[Group], *, font: Font
) -> tuple[Page, ...]:
    """Return pages of codes in a grid, group by group, each code with its words beside it."""
    pages = [_opened(title, notes, font)]
    y = max(text.y for text in pages[0].texts) + 8
    for group in groups:
        heading = [Text(EDGE_MM, y, 10.0, printable(font, group.heading))] if group.heading else []
        for at in range(0, len(group.cells), CELLS_ACROSS):
            row = [_code_cell(cell, font) for cell in group.cells[at:at + CELLS_ACROSS]]
            high = max(bottom for _texts, _code, bottom in row) + CELL_GAP_MM
            if y + (7 if heading else 0) + high > A4_HEIGHT_MM - EDGE_MM:
                pages.append(_opened(title, (), font))
                y = EDGE_MM + 12
                heading = [Text(EDGE_MM, y, 10.0, printable(font, group.heading))] \
                    if group.heading else []
            y += 7 if heading else 0
            pages[-1] = _with(pages[-1], heading, row, y)
            heading = []
            y += high
    return tuple(pages)


def _opened(title: str, notes: Sequence[str], font: Font) -> Page:
    texts = [Text(EDGE_MM, EDGE_MM, TITLE_PT, printable(font, title))]
    y = EDGE_MM + 9
    for note in notes:
        for line in _broken(printable(font, note), A4_WIDTH_MM - 2 * EDGE_MM, font, FACT_PT):
            texts.append(Text(EDGE_MM, y, FACT_PT, line))
            y += FACT_PT * POINT_MM * 1.35
    return Page(A4_WIDTH_MM, A4_HEIGHT_MM, tuple(texts))


CodeCell = tuple[list[Text], Drawn, float]
"""Texts and code from the corner of their cell, and how far down they reach."""


def _with(page: Page, heading: Sequence[Text], row: Sequence[CodeCell], y: float) -> Page:
    texts, codes = [*page.texts, *heading], [*page.codes]
    for n, (words, code, _bottom) in enumerate(row):
        x = EDGE_MM + n * CELL_MM
        texts += [text._replace(x=text.x + x, y=text.y + y) for text in words]
        codes.append(code._replace(x=code.x + x, y=code.y + y))
    return page._replace(texts=tuple(texts), codes=tuple(codes))


def _code_cell(cell: Cell, font: Font) -> CodeCell:
    """Place a matrix code with its words to the right, a linear one with them below."""
    matrix = CODE_KINDS[cell.code].matrix
    code = code_drawn(cell, QUIET_MM, QUIET_MM, cell.module_mm)
    left, y = (code.width + 2 * QUIET_MM, QUIET_MM) if matrix else (
        QUIET_MM, code.height + 2 * QUIET_MM)
    texts: list[Text] = []
    for n, line in enumerate(cell.lines):
        points = CELL_HEAD_PT if n == 0 else SMALL_PT
        for part in _broken(printable(font, line), CELL_MM - QUIET_MM - left, font, points):
            texts.append(Text(left, y, points, part))
            y += points * POINT_MM * LINE_PITCH
    return texts, code, max(y, code.height + QUIET_MM)


def command_groups(language: str) -> tuple[Group, ...]:
    """Return the codes that a counter scans instead of tapping."""
    cells = tuple(
        Cell("qr", own_code("command", name)[0], (), (label.text(language), own_code(
            "command", name)[0]), COMMAND_MODULE_MM) for name, label in COMMANDS.items())
    return (Group("", cells),)


def trial_groups() -> tuple[Group, ...]:
    """Return codes by which a scanner proves its settings; what it should type stands beside."""
    lot = (("01", GTIN_TRIAL), ("10", "A213B1"), ("21", "1234"))
    flat = (("01", GTIN_TRIAL),)
    shown = build(lot, symbology=None).replace(GS, "<GS>")
    return (
        Group("1  GS1 DataMatrix", (Cell(
            "datamatrix", build(lot, symbology=None), lot,
            (f"]d2{shown}", "<GS> = Ctrl+]")),)),
        Group("2  GS1-128", (Cell(
            "gs1_128", build(flat, symbology=None), flat,
            (f"]C101{GTIN_TRIAL}",), BAR_MODULE_MM),)),
        Group("3  GS1 QR", (Cell(
            "gs1_qr", build(lot, symbology=None), lot, (f"]Q3{shown}",)),)),
        Group("4  QR", (Cell("qr", "PD:C:CONFIRM", (), ("]Q1PD:C:CONFIRM",)),)),
    )


# -- the ruler -----------------------------------------------------------------------------------

def ruler(size: str, dpi: int, *, font: Font) -> Page:
    """Return a label that shows whether a printer keeps lengths, edges and fine modules."""
    form = SIZES[size]
    rules = [*_ticks(form.width_mm, form.height_mm)]
    texts = [Text(n * 10 + 0.4, 4.2, 5.0, str(n * 10))
             for n in range(1, int(form.width_mm // 10) + 1) if n * 10 < form.width_mm - 4]
    texts += [Text(4.6, n * 10 - 0.9, 5.0, str(n * 10))
              for n in range(1, int(form.height_mm // 10) + 1) if n * 10 < form.height_mm - 2]
    edge = MARGIN_MM
    right, low = form.width_mm - edge, form.height_mm - edge
    rules += [Rule(edge, low, right, low, 0.4), Rule(right, edge, right, low, 0.4)]
    codes, x = [], 12.0
    trial = Cell("datamatrix", f"01{GTIN_TRIAL}", (("01", GTIN_TRIAL),), ())
    per_mm = RESOLUTIONS[dpi].dots_per_mm
    for dots in (3, 4) if dpi == 203 else (5, 6):
        # on whole dots, so that a module is as wide as it says
        codes.append(code_drawn(trial, round(x * per_mm) / per_mm,
                                round(12 * per_mm) / per_mm, dots / per_mm))
        texts.append(Text(x, 21.0, 5.0, f"{dots / per_mm:.3f}"))
        x += codes[-1].width + 4
    texts.append(Text(12.0, form.height_mm - 5.0, 6.0, f"{size} mm  {dpi} dpi"))
    return Page(form.width_mm, form.height_mm, tuple(texts), tuple(codes), tuple(rules))


def _ticks(width: float, height: float) -> Iterator[Rule]:
    for mm in range(int(width) + 1):
        yield Rule(mm, 0, mm, 4.0 if mm % 10 == 0 else 2.8 if mm % 5 == 0 else 1.6, 0.4)
    for mm in range(int(height) + 1):
        yield Rule(0, mm, 4.0 if mm % 10 == 0 else 2.8 if mm % 5 == 0 else 1.6, mm, 0.4)
