"""The paper of a certificate, page by page.   证明排版

Pure: the kept certificate, a font and words; no clock, no database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pandian.counting.words import VERDICTS
from pandian.exchange.certificates.words import (
    CHECK,
    CODE,
    FORMS,
    HASH,
    HERE,
    LEFT,
    LEFT_NONE,
    LEFT_PAPER_MAX,
    LINES_PAPER_MAX,
    NONE,
    OMITTED,
    PAGE,
    SINCE,
    SINCE_FIRST,
    TALLY,
    Form,
)
from pandian.exchange.labels.drawing.rules import svg, symbol
from pandian.exchange.labels.drawing.words import Drawn, Page, Rule, Text
from pandian.exchange.labels.fonts.rules import POINT_MM, first_line, width_mm
from pandian.exchange.labels.fonts.words import Font
from pandian.exchange.labels.sheets.rules import printable
from pandian.exchange.labels.sheets.words import A4_HEIGHT_MM, A4_WIDTH_MM
from pandian.exchange.labels.words import LabelContent
from pandian.exchange.samples.rules import money
from pandian.governance.words import SYSTEM, THE_SYSTEM
from pandian.kernel.words import BETWEEN, Label

NOBODY: Mapping[str, str] = MappingProxyType({})
EDGE_MM, FOOT_MM, GAP_MM = 14.0, 8.0, 3.0
MARK_MM = 28.0
TITLE_PT, HEAD_PT, CELL_PT, SMALL_PT = 16.0, 10.0, 8.0, 6.5
PITCH = 1.3
WIDTH_MM = A4_WIDTH_MM - 2 * EDGE_MM

DIFFERENCES = frozenset({"variance", "difference"})
"""Columns that say how much more (+) or less (−) there was: never without their sign."""

Shown = Callable[[str, Any], str]
"""How a value of a column is written: times in the site's zone, words in the language."""


class Mark(NamedTuple):
    """What leads from the paper to its check: a code to type, and the drawing of a QR code."""

    code: str
    svg: str


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
    form: Form | None = None, mark: Mark | None = None,
) -> tuple[Page, ...]:
    """Return the pages of a certificate; every page bears its hash and its code.

    Without a form it is that of the head's kind.  `mark` stands at the top of the first page.
    """
    form = form or FORMS[str(body["head"]["kind"])]
    rows = list(_rows(body, font, language, shown, form, mark))
    parts = list(_parts(rows))
    foot = f"{HASH.text(language)} {body['content_hash']}"
    if mark is not None:
        foot = f"{CODE.text(language)} {mark.code} · {foot}"
    pages = [_page(part, foot, PAGE.text(language).format(n, len(parts)))
             for n, part in enumerate(parts, 1)]
    if mark is not None:
        pages[0] = pages[0]._replace(codes=(_drawn(mark),))
    return tuple(pages)


def as_read(
    name: str, value: Any, *, zone: ZoneInfo, language: str, times: Collection[str],
    words: Mapping[str, Mapping[str, Label]], amounts: Collection[str] = (), empty: str = "–",
) -> str:
    """Return a value as a reader of the paper knows it.

    `times` and `amounts` name the columns of instants (written in the zone) and of money (minor
    units x 10^4); `words` those whose values have a label.  Differences bear their sign, as on the
    pages; below zero stands a minus, no hyphen.
    """
    if value is None or value == "":
        return empty
    if isinstance(value, bool):
        return "✓" if value else "–"
    if name in times:
        return datetime.fromisoformat(str(value)).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if name in DIFFERENCES:
        plus = "+" if int(value) > 0 else ""
        return plus + (money(int(value)) if name in amounts else _minus(f"{int(value):,}"))
    if name in amounts:
        return money(int(value))
    if isinstance(value, int):
        return _minus(str(value))
    if value == SYSTEM.actor:
        return THE_SYSTEM.text(language)
    found = words.get(name, {}).get(str(value))
    return found.text(language) if found else str(value)


def _minus(number: str) -> str:
    return number.replace("-", "−")


def mark_of(code: str, said: str) -> Mark:
    """Return what leads from the paper to its check: the code, and a QR code that says more."""
    made = symbol("qr", LabelContent("", said, (), ()))
    return Mark(code, svg(made, 1, 1))


def _drawn(mark: Mark) -> Drawn:
    return Drawn(A4_WIDTH_MM - EDGE_MM - MARK_MM, EDGE_MM, MARK_MM, MARK_MM, mark.svg)


def _rows(
    body: Mapping[str, Any], font: Font, language: str, shown: Shown, form: Form,
    mark: Mark | None,
) -> Iterator[_Row]:
    room = WIDTH_MM if mark is None else WIDTH_MM - MARK_MM - GAP_MM
    title = _broken(form.title.text(language), room, font, TITLE_PT)
    yield _Row([(0.0, title)], TITLE_PT, False)
    if mark is not None:
        said = f"{CODE.text(language)} {mark.code}"
        yield _Row([(0.0, _broken(said, room, font, HEAD_PT))], HEAD_PT, False)
    for name, label in form.facts.items():
        text = f"{label.text(language)}: {shown(name, body['head'].get(name, ''))}"
        yield _Row([(0.0, _broken(text, room, font, CELL_PT))], CELL_PT, False)
    for name, section in form.sections.items():
        yield _Row([(0.0, [""])], CELL_PT, False)
        yield _Row([(0.0, [section.title.text(language)])], HEAD_PT, False)
        yield _cells(section.columns, {key: label.text(language)
                                       for key, label, _ in section.columns}, font)
        if not body[name]:
            yield _Row([(0.0, [NONE.text(language)])], CELL_PT, False)
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


def who(code: str, names: Mapping[str, str], language: str) -> str:
    """Return a person by name and account; the system and unknown accounts by one word."""
    if code == SYSTEM.actor:
        return THE_SYSTEM.text(language)
    name = names.get(code, code)
    return code if name == code else f"{name} {code}"


def on_paper(
    body: Mapping[str, Any], language: str, address: str, names: Mapping[str, str] = NOBODY
) -> dict[str, Any]:
    """Return what of a count's certificate stands on paper: the lines that differ come first.

    `names`: what people are called in that language, by account.
    Whatever is not there stands in the attached JSON, and the paper says how much that is.
    """
    head, between = body["head"], BETWEEN.text(language)
    lines = body["lines"]
    judged = {row["line"]: row for row in body["verdicts"]}
    codes = {row["id"]: f"{row['code']}/{row['version']}" for row in body["policies"]}
    differing = [row for row in lines if row["verdict"] != "matched"]
    shown = [{**row, "judged": codes.get(judged.get(row["id"], {}).get("policy"), "")}
             for row in differing[:LINES_PAPER_MAX]]
    verdicts = between.join(f"{VERDICTS[name].text(language)} {count}"
                            for name, count in sorted(head["verdicts"].items()) if name in VERDICTS)
    chain = body["seals"][-1] if body["seals"] else None
    where = address or HERE.text(language)
    facts = {
        "tally": TALLY.text(language).format(
            lines=len(lines), verdicts=verdicts or "–", differing=len(differing)),
        "since": SINCE_FIRST.text(language) if head["previous"] is None else
        SINCE.text(language).format(changed=head["changed"], previous=head["previous"]),
        "omitted": between.join(OMITTED[each].text(language) for each in head["omitted"]) or "–",
        "chain": f"{chain['number']} · {chain['chain']}" if chain else "–",
        "check": CHECK.text(language).format(address=where)}
    left = head.get("left") or []
    facts["left"] = LEFT.text(language).format(
        count=len(left), reason=left[0]["reason"], person=who(left[0]["person"], names, language),
        places=between.join(row["place"] for row in left[:LEFT_PAPER_MAX])
        + ("…" if len(left) > LEFT_PAPER_MAX else "")) if left else LEFT_NONE.text(language)
    consents = [{**row, "people": between.join(
        who(each["person"], names, language)
        + (f" ({who(each['principal'], names, language)})" if each["principal"] else "")
        for each in row["signed"])} for row in body["consents"]]
    return {**body, "head": {**head, **facts}, "lines": shown, "consents": consents,
            "changes": body["changes"][:LINES_PAPER_MAX]}
