"""Records on paper: every field of the article, row by row, on A4.   质量记录印版

Pure: no clock, no database.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pandian.exchange.labels.drawing.words import Page, Rule, Text
from pandian.exchange.labels.fonts.rules import first_line, width_mm
from pandian.exchange.labels.fonts.words import Font
from pandian.exchange.labels.sheets.rules import printable
from pandian.exchange.labels.sheets.words import A4_HEIGHT_MM, A4_WIDTH_MM
from pandian.exchange.tables.rules import cell
from pandian.exchange.tables.words import Table
from pandian.kernel.words import Fault, Label
from pandian.lifecycle.records.words import FactKey, RecordRefused

EDGE_MM, ACROSS, PITCH_MM, GAP_MM = 12.0, 3, 4.0, 2.4
TITLE_PT, FACT_PT, CELL_PT = 14.0, 8.0, 7.5
HEAD_MM, FOOT_MM = 9.0, 8.0
PAGE_LABEL = Label("第 {0} 页，共 {1} 页", "Page {0} of {1}")
EMPTY_LABEL = Label("此范围内没有记录", "Nothing is on record in this range")


Key = tuple[Any, ...]
"""Where a row stands in the order of its record; empty before the first."""


def cursor_of(record: str, key: Key | None) -> str:
    """Return the cursor that goes on behind a row of a record."""
    text = json.dumps([record, *(key or ())], default=_said, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _said(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def key_of(record: str, cursor: str | None) -> Key:
    """Return what a cursor of this record says.  Raises `RecordRefused`."""
    if not cursor:
        return ()
    try:
        said = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(said, list) or len(said) < 2 or said[0] != record:
            raise ValueError(cursor)
    except (ValueError, RecursionError) as error:
        raise RecordRefused([Fault("/next", "cursor_invalid")]) from error
    return tuple(said[1:])


def fact_key(key: Key) -> FactKey:
    """Return the place of a fact.  Raises `RecordRefused`."""
    try:
        at, site, event, n, line = key
        return FactKey(_instant(at), _small(site), UUID(event), _small(n), _small(line))
    except (ValueError, TypeError, AttributeError) as error:
        raise RecordRefused([Fault("/next", "cursor_invalid")]) from error


def count_key(key: Key) -> tuple[datetime, UUID, str]:
    """Return the place of a counted line: when its count was closed, the count, the line."""
    try:
        at, plan, line = key
        if isinstance(line, bool) or not 0 <= int(line) < 10**18:
            raise ValueError(line)
        return _instant(at), UUID(plan), str(int(line))
    except (ValueError, TypeError, AttributeError) as error:
        raise RecordRefused([Fault("/next", "cursor_invalid")]) from error


def licence_key(key: Key) -> int:
    """Return the place of a licence.  Raises `RecordRefused`."""
    try:
        (number,) = key
        if isinstance(number, bool) or not 0 <= int(number) < 2**63:
            raise ValueError(number)
        return int(number)
    except (ValueError, TypeError) as error:
        raise RecordRefused([Fault("/next", "cursor_invalid")]) from error


def _instant(text: Any) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not 1900 <= at.year <= 9998:
        raise ValueError(text)
    return at


def _small(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError(value)
    return value


def record_pages(
    table: Table, *, facts: Sequence[str], font: Font, language: str
) -> tuple[Page, ...]:
    """Return the pages of a record: what was asked on top, then each row with all its fields."""
    blocks = [_block(table, row, font, language) for row in table.rows]
    if not blocks:
        blocks = [[(0.0, 0.0, EMPTY_LABEL.text(language))]]
    top = EDGE_MM + HEAD_MM + len(facts) * PITCH_MM + GAP_MM
    parts = list(_parts(blocks, A4_HEIGHT_MM - EDGE_MM - FOOT_MM - top))
    return tuple(_page(table, facts, part, top, font, language, (n, len(parts)))
                 for n, part in enumerate(parts, 1))


Block = list[tuple[float, float, str]]
"""The lines of one row: right and down from where the row begins, and the text."""


def _block(table: Table, row: Mapping[str, Any], font: Font, language: str) -> Block:
    """Set the fields of a row in three columns, from left to right; long ones take lines."""
    width = (A4_WIDTH_MM - 2 * EDGE_MM) / ACROSS
    lines: Block = []
    down, deepest, column = 0.0, 0.0, 0
    for name, label in table.columns.items():
        text = printable(font, f"{label.text(language)}：{cell(row.get(name))}")
        broken = list(_broken(text, width - 2, font))
        for n, part in enumerate(broken):
            lines.append((column * width, down + n * PITCH_MM, part))
        deepest = max(deepest, len(broken) * PITCH_MM)
        column += 1
        if column == ACROSS:
            down, deepest, column = down + deepest, 0.0, 0
    return lines


def _broken(text: str, room: float, font: Font) -> Iterator[str]:
    while text:
        line, rest = first_line(font, text, CELL_PT, room)
        if not line:
            count = 1
            while count < len(text) and width_mm(font, text[:count + 1], CELL_PT) <= room:
                count += 1
            line, rest = text[:count], text[count:]
        yield line
        text = rest


def _high(block: Block) -> float:
    return max(down for _, down, _ in block) + PITCH_MM + GAP_MM


def _parts(blocks: Sequence[Block], room: float) -> Iterator[list[Block]]:
    part: list[Block] = []
    used = 0.0
    for block in blocks:
        if part and used + _high(block) > room:
            yield part
            part, used = [], 0.0
        part.append(block)
        used += _high(block)
    yield part


def _page(
    table: Table, facts: Sequence[str], part: Sequence[Block], top: float, font: Font,
    language: str, number: tuple[int, int],
) -> Page:
    texts = [Text(EDGE_MM, EDGE_MM, TITLE_PT, printable(font, table.title.text(language)))]
    texts += [Text(EDGE_MM, EDGE_MM + HEAD_MM + n * PITCH_MM, FACT_PT, printable(font, fact))
              for n, fact in enumerate(facts)]
    rules, y = [], top
    for block in part:
        rules.append(Rule(EDGE_MM, y - 0.8, A4_WIDTH_MM - EDGE_MM, y - 0.8, 0.4))
        texts += [Text(EDGE_MM + right, y + down, CELL_PT, text) for right, down, text in block]
        y += _high(block)
    foot = PAGE_LABEL.text(language).format(*number)
    texts.append(Text(EDGE_MM, A4_HEIGHT_MM - EDGE_MM - 2, FACT_PT, foot))
    return Page(A4_WIDTH_MM, A4_HEIGHT_MM, tuple(texts), (), tuple(rules))
