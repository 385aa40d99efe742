"""Composing the papers of documents on A4 pages.   单据打印规则

Pure: words in, pages out.  The table runs on over as many pages as it needs, its head on each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pandian.exchange.labels.drawing.words import Drawn, Page, Rule, Text
from pandian.exchange.labels.fonts.rules import POINT_MM, first_line, width_mm
from pandian.exchange.labels.fonts.words import Font
from pandian.exchange.labels.sheets.rules import code_drawn, printable
from pandian.exchange.labels.sheets.words import A4_HEIGHT_MM, A4_WIDTH_MM, Cell
from pandian.exchange.papers.words import PAPERS, WORDS, Column, PaperDraft

EDGE_MM = 12.0
TITLE_PT, FACT_PT, CELL_PT, SMALL_PT = 15.0, 8.5, 8.0, 7.0
PAD_MM, ROW_MM, FACT_MM, FOOT_MM, SIGN_MM = 1.2, 6.5, 4.4, 10.0, 16.0
PART_MM = 34.0
PITCH = CELL_PT * POINT_MM * 1.2
THIN, THICK = 0.5, 1.0
QR_MODULE_MM = 0.6
STAMP_WIDTH_MM, STAMP_HEIGHT_MM = 44.0, 30.0
ITEM_MM_MIN = 24.0


def papers_of(kind: str, stated: Collection[str] | None = None) -> list[str]:
    """Return the papers that a kind of document has, its own first.

    `stated`: the measures of one document; papers of what it never stated are left out.
    """
    return [name for name, paper in PAPERS.items()
            if (not paper.kinds or kind in paper.kinds)
            and not (paper.stated and stated is not None and not {*paper.measures} & {*stated})]


def columns_of(paper: str, measures: Sequence[tuple[str, str]], *, values: bool) -> list[Column]:
    """Return the columns of a paper; what room the numbers leave goes to the item.

    `measures` are (name, word); `values`: whether prices may be seen.
    """
    kind = PAPERS[paper]
    held = [Column("line", "", 8, right=True), Column("item", "", 0),
            *([Column("registrant", "", 48), Column("registration", "", 40)] if kind.goods else []),
            Column("lot", "", 29), Column("expires", "", 19)]
    if kind.walks:
        held = [Column("place", "", 26), *held[1:],
                *([] if kind.blind else [Column("asked", "", 16, right=True)]),
                Column("unit", "", 10), Column("done", "", 16), Column("note", "", 24)]
    else:
        held += [Column(f"m-{name}", word, 16 if len(measures) < 5 else 13, right=True)
                 for name, word in measures]
        held.append(Column("unit", "", 10))
        held += [Column("storage", "", 24)] if kind.goods else []
        held += [Column("place", "", 26)] if kind.places else []
        held += [Column("price", "", 18, right=True), Column("amount", "", 24, right=True)] \
            if kind.prices and values else [Column("note", "", 22)]
    left = page_of(wide=kind.goods)[0] - 2 * EDGE_MM - sum(column.width_mm for column in held)
    return [column._replace(width_mm=max(left, ITEM_MM_MIN)) if column.name == "item" else column
            for column in held]


def page_of(*, wide: bool) -> tuple[float, float]:
    """Return width and height of a page in mm: A4, upright or lying."""
    return (A4_HEIGHT_MM, A4_WIDTH_MM) if wide else (A4_WIDTH_MM, A4_HEIGHT_MM)


def compose(draft: PaperDraft, *, font: Font, language: str) -> tuple[Page, ...]:
    """Return the pages of a paper."""
    flow = Flow(draft, font, language)
    flow.table()
    flow.closing()
    return tuple(flow.finished())


class Flow:
    """What has been placed so far; a new page begins where the next thing has no room."""

    def __init__(self, draft: PaperDraft, font: Font, language: str) -> None:
        self.draft, self.font, self.language = draft, font, language
        self.width, self.height = page_of(wide=draft.wide)
        self.room = self.width - 2 * EDGE_MM
        self.bottom = self.height - EDGE_MM - FOOT_MM
        self.pages: list[tuple[list[Text], list[Rule], list[Drawn]]] = []
        self.y = 0.0
        self._open()

    def _open(self) -> None:
        texts: list[Text] = []
        cell = code_drawn(Cell("qr", self.draft.code, (), ()), 0, 0, QR_MODULE_MM)
        code = cell._replace(x=self.width - EDGE_MM - cell.width, y=EDGE_MM)
        self.pages.append((texts, [], [code]))
        self.y = EDGE_MM
        self._text(EDGE_MM, TITLE_PT, f"{self.draft.title}  {self.draft.number}")
        self.y += 8
        for fact in self.draft.facts if len(self.pages) == 1 else self.draft.facts[:1]:
            for part in self._broken(fact, self.room - cell.width - 4, FACT_PT):
                self._text(EDGE_MM, FACT_PT, part)
                self.y += FACT_MM
        self.y = max(self.y, EDGE_MM + cell.height) + 2

    def _text(self, x: float, points: float, text: str, dy: float = 0.0) -> None:
        self.pages[-1][0].append(Text(x, self.y + dy, points, printable(self.font, text)))

    def _broken(self, text: str, room: float, points: float = CELL_PT) -> list[str]:
        """Break a text into lines that fit; a piece without a place to break is cut."""
        lines, rest = [], printable(self.font, text)
        while rest:
            line, after = first_line(self.font, rest, points, room)
            if not line:
                size = 1
                while size < len(rest) and width_mm(self.font, rest[:size + 1], points) <= room:
                    size += 1
                line, after = rest[:size], rest[size:]
            lines.append(line)
            rest = after
        return lines

    # -- the table ----------------------------------------------------------------------------

    def part(
        self, title: str, columns: Sequence[Column], rows: Sequence[tuple[str, ...]]
    ) -> None:
        """Place one of several tables under its own heading, kept together with its first rows."""
        if self.y + PART_MM > self.bottom:
            self._open()
        self.y += 4
        self._text(EDGE_MM, FACT_PT + 1, title)
        self.y += FACT_MM + 1
        self.draft = self.draft._replace(columns=tuple(columns), rows=tuple(rows))
        self.table()

    def table(self) -> None:
        """Place the rows, the head of the table on every page."""
        if not self.draft.rows:
            return
        top = self._head()
        for row in self.draft.rows:
            cells = [self._broken(text, column.width_mm - 2 * PAD_MM)
                     for text, column in zip(row, self.draft.columns, strict=True)]
            high = max(ROW_MM, max(map(len, cells)) * PITCH + 2 * PAD_MM)
            if self.y + high > self.bottom:
                self._downs(top)
                self._open()
                top = self._head()
            self._row(cells, high)
        self._downs(top)
        if self.draft.total:
            self.y += 2
            wide = width_mm(self.font, self.draft.total, FACT_PT)
            self._text(self.width - EDGE_MM - wide, FACT_PT, self.draft.total)
            self.y += FACT_MM

    def _head(self) -> float:
        top = self.y
        self._across(THICK)
        words = [self._broken(column.word, column.width_mm - 2 * PAD_MM)
                 for column in self.draft.columns]
        self._row(words, max(ROW_MM, max(map(len, words)) * PITCH + 2 * PAD_MM))
        self._across(THICK)
        return top

    def _row(self, cells: Sequence[Sequence[str]], high: float) -> None:
        x = EDGE_MM
        for lines, column in zip(cells, self.draft.columns, strict=True):
            for n, line in enumerate(lines):
                at = x + PAD_MM
                if column.right:
                    at = x + column.width_mm - PAD_MM - width_mm(self.font, line, CELL_PT)
                self._text(at, CELL_PT, line, PAD_MM + n * PITCH)
            x += column.width_mm
        self.y += high
        self._across(THIN)

    def _across(self, points: float) -> None:
        self.pages[-1][1].append(
            Rule(EDGE_MM, self.y, self.width - EDGE_MM, self.y, points))

    def _downs(self, top: float) -> None:
        x = EDGE_MM
        for width in (0.0, *(column.width_mm for column in self.draft.columns)):
            x += width
            self.pages[-1][1].append(Rule(x, top, x, self.y, THIN))

    # -- below the table ------------------------------------------------------------------------

    def closing(self) -> None:
        """Place what happened, and the lines on which people sign by hand."""
        self.y += 4
        if self.draft.events:
            self._line(WORDS["events"].text(self.language), FACT_PT)
            for event in self.draft.events:
                self._line(event, CELL_PT)
        if self.draft.signs:
            high = STAMP_HEIGHT_MM + 4 if self.draft.stamp else SIGN_MM
            if self.y + high > self.bottom:
                self._open()
            stamped = self._stamp() if self.draft.stamp else 0.0
            self.y += 10
            step = (self.room - stamped) / len(self.draft.signs)
            for n, word in enumerate(self.draft.signs):
                x = EDGE_MM + n * step
                self._text(x, CELL_PT, word, -3.5)
                wide = width_mm(self.font, printable(self.font, word), CELL_PT)
                self.pages[-1][1].append(Rule(x + wide + 1, self.y, x + step - 4, self.y, 0.5))

    def _stamp(self) -> float:
        """Leave room for the stamp at the right; return how much of the width it takes."""
        left, top = self.width - EDGE_MM - STAMP_WIDTH_MM, self.y + 2
        right, low = left + STAMP_WIDTH_MM, top + STAMP_HEIGHT_MM
        self.pages[-1][1].extend((
            Rule(left, top, right, top, THIN), Rule(left, low, right, low, THIN),
            Rule(left, top, left, low, THIN), Rule(right, top, right, low, THIN)))
        self._text(left + PAD_MM, SMALL_PT, self.draft.stamp, 3)
        return STAMP_WIDTH_MM + 4

    def _line(self, text: str, points: float) -> None:
        for part in self._broken(text, self.room, points):
            if self.y + FACT_MM > self.bottom:
                self._open()
            self._text(EDGE_MM, points, part)
            self.y += FACT_MM

    def finished(self) -> Iterator[Page]:
        """Yield the pages, each with its number of all."""
        self.y = self.height - EDGE_MM - 2
        for n, (texts, rules, codes) in enumerate(self.pages, 1):
            page = WORDS["page"].text(self.language).format(n, len(self.pages))
            wide = width_mm(self.font, page, SMALL_PT)
            texts += [Text(EDGE_MM, self.y, SMALL_PT, printable(self.font, self.draft.foot)),
                      Text(self.width - EDGE_MM - wide, self.y, SMALL_PT, page)]
            yield Page(self.width, self.height, tuple(texts), tuple(codes), tuple(rules))
