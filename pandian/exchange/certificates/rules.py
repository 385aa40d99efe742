"""The paper of a certificate, page by page.   证明排版

Pure: the kept certificate, a font and words; no clock, no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pandian.exchange.certificates.words import FORMS, HASH, PAGE, Form
from pandian.exchange.labels.drawing.words import Page, Rule, Text
from pandian.exchange.labels.fonts.rules import POINT_MM, first_line, width_mm
from pandian.exchange.labels.fonts.words import Font
from pandian.exchange.labels.sheets.rules import printable
from pandian.exchange.labels.sheets.words import A4_HEIGHT_MM, A4_WIDTH_MM

EDGE_MM, FOOT_MM, GAP_MM = 14.0, 8.0, 3.0
TITLE_PT, HEAD_PT, CELL_PT, SMALL_PT = 16.0, 10.0, 8.0, 6.5
PITCH = 1.3
WIDTH_MM = A4_WIDTH_MM - 2 * EDGE_MM

Shown = Callable[[str, Any], str]
"""How a value of a column is written: times in the site's zone, words in the language."""


class _Row(NamedTuple):
    """One row of the paper: cells as (x, lines of text), their size, a rule below or none."""

    cells: list[tuple[float, list[str]]]
    points: float
    ruled: bool

    def height(self) -> float:
        """Return how high the row is, in mm."""
        most = max((len(lines) for _, lines in self.cells), default=1)
        return most * self.points * POINT_MM * PITCH + (1.0 if self.ruled else 0.4)


def is_certified(kind: str, state: str) -> bool:
    """Say whether a document has a certificate that may be handed out."""
    return kind in FORMS and FORMS[kind].state == state


def certificate_pages(
    body: Mapping[str, Any], *, font: Font, language: str, shown: Shown,
    form: Form | None = None,
) -> tuple[Page, ...]:
    """Return the pages of a certificate; every page bears its hash.

    Without a form it is that of the head's kind.
    """
    rows = list(_rows(body, font, language, shown, form or FORMS[str(body["head"]["kind"])]))
    parts = list(_parts(rows))
    foot = f"{HASH.text(language)} {body['content_hash']}"
    return tuple(_page(part, foot, PAGE.text(language).format(n, len(parts)))
                 for n, part in enumerate(parts, 1))


def _rows(
    body: Mapping[str, Any], font: Font, language: str, shown: Shown, form: Form
) -> Iterator[_Row]:
    yield _Row([(0.0, [form.title.text(language)])], TITLE_PT, False)
    for name, label in form.facts.items():
        text = f"{label.text(language)}: {shown(name, body['head'].get(name, ''))}"
        yield _Row([(0.0, _broken(text, WIDTH_MM, font, CELL_PT))], CELL_PT, False)
    for name, section in form.sections.items():
        yield _Row([(0.0, [""])], CELL_PT, False)
        yield _Row([(0.0, [section.title.text(language)])], HEAD_PT, False)
        yield _cells(section.columns, {key: label.text(language)
                                       for key, label, _ in section.columns}, font)
        for row in body[name]:
            yield _cells(section.columns, {key: shown(key, row.get(key))
                                           for key, _, _ in section.columns}, font)
    for label in form.signs:
        yield _Row([(0.0, ["", "", label.text(language)])], HEAD_PT, True)


def _cells(
    columns: Sequence[tuple[str, Any, float]], texts: Mapping[str, str], font: Font
) -> _Row:
    x, cells = 0.0, []
    for key, _, share in columns:
        room = share * WIDTH_MM
        cells.append((x, _broken(texts[key], room - 1.5, font, CELL_PT)))
        x += room
    return _Row(cells, CELL_PT, True)


def _broken(text: str, room: float, font: Font, points: float) -> list[str]:
    """Break a text into lines that fit; a piece without a place to break is cut where it must."""
    lines: list[str] = []
    rest = printable(font, text)
    while rest:
        line, left = first_line(font, rest, points, room)
        if not line:
            count = 1
            while count < len(rest) and width_mm(font, rest[:count + 1], points) <= room:
                count += 1
            line, left = rest[:count], rest[count:]
        lines.append(line)
        rest = left
    return lines or [""]


def _parts(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    part: list[_Row] = []
    used, room = 0.0, A4_HEIGHT_MM - 2 * EDGE_MM - FOOT_MM
    for row in rows:
        if part and used + row.height() > room:
            yield part
            part, used = [], 0.0
        part.append(row)
        used += row.height()
    yield part


def _page(rows: Sequence[_Row], foot: str, number: str) -> Page:
    texts: list[Text] = []
    rules: list[Rule] = []
    y = EDGE_MM
    for row in rows:
        step = row.points * POINT_MM * PITCH
        texts += [Text(EDGE_MM + x, y + n * step, row.points, line)
                  for x, lines in row.cells for n, line in enumerate(lines) if line]
        y += row.height()
        if row.ruled:
            rules.append(Rule(EDGE_MM, y - 0.4, A4_WIDTH_MM - EDGE_MM, y - 0.4, 0.3))
    bottom = A4_HEIGHT_MM - EDGE_MM
    texts += [Text(EDGE_MM, bottom - GAP_MM, SMALL_PT, foot),
              Text(EDGE_MM, bottom, SMALL_PT, number)]
    return Page(A4_WIDTH_MM, A4_HEIGHT_MM, tuple(texts), (), tuple(rules))
