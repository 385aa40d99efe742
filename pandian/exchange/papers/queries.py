"""What a document says on paper, from its facts and the masters.   单据打印查询"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pandian.catalog.queries import items_by_code, lots_by_code, parties_by_code
from pandian.catalog.words import COST_PER_MAIN_UNIT, VIRTUAL_LABELS, ItemRow, PartyRow
from pandian.exchange.labels.words import LabelsRefused
from pandian.exchange.papers.deliveries.queries import delivery_facts, goods_of
from pandian.exchange.papers.rules import columns_of, papers_of
from pandian.exchange.papers.words import (
    PAPERS,
    ROWS_MAX,
    STORAGE,
    WORDS,
    Column,
    PaperDraft,
    PaperHidden,
    PaperKind,
    PaperRequest,
    PaperUnknown,
)
from pandian.governance.queries import people, site_by_code
from pandian.governance.words import SYSTEM, THE_SYSTEM, Scope, SiteRow
from pandian.kernel.words import Fault, called
from pandian.lifecycle.queries import document
from pandian.lifecycle.receipt.rules import photos_of, refusal_number
from pandian.lifecycle.receipt.words import REFUSED_BACK
from pandian.lifecycle.register.queries import chain
from pandian.lifecycle.register.rules import field_said, measure_said, value_said
from pandian.lifecycle.revising.queries import revisions
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import Amount, DocumentWhole, EventRow, Line, Sum

ASKED = "asked"
PHOTOS = ("photo", "photos")


class _Told(NamedTuple):
    """A document with what its paper needs of the masters, and the language it speaks."""

    whole: DocumentWhole
    site: SiteRow
    items: Mapping[str, ItemRow]
    expiry: Mapping[tuple[str, str], str]
    names: Mapping[str, str]
    goods: Mapping[str, Mapping[str, Any]]
    """What a delivery says of each item, as it was when it left; empty for other papers."""
    language: str

    def say(self, name: str) -> str:
        return WORDS[name].text(self.language)

    def at(self, instant: datetime) -> str:
        return f"{instant.astimezone(ZoneInfo(self.site.time_zone)):%Y-%m-%d %H:%M:%S}"

    def person(self, code: str) -> str:
        if code == SYSTEM.actor:
            return THE_SYSTEM.text(self.language)
        name = self.names.get(code, code)
        return code if name == code else f"{name} {code}"

    def in_words(self, row: SiteRow | PartyRow | ItemRow) -> str:
        """Return what a site, partner or item is called, in the paper's language if it can be."""
        return called(row, self.language)

    def place(self, code: str) -> str:
        known = VIRTUAL_LABELS.get(code)
        return known.text(self.language) if known else code


def paper_draft(*, scope: Scope, request: PaperRequest) -> PaperDraft:
    """Return a document as it stands on one of its papers.

    Raises `Forbidden`, `DocumentNotFound`, `PaperUnknown`, `PaperHidden` (to be checked
    blind), `LabelsRefused` (too many rows).
    """
    whole = document(scope=scope, id=request.document)
    if request.paper not in papers_of(whole.head.kind, {row.measure for row in whole.sums}):
        raise PaperUnknown([Fault("/paper", "paper_unknown", (request.paper[:40],))])
    if whole.blind and not PAPERS[request.paper].blind:  # a blind sheet is what one counts with
        raise PaperHidden([Fault("/paper", "paper_blind")])
    if request.revision:
        whole = _before(scope, whole, request.revision)
    paper = PAPERS[request.paper]
    told = _told(scope, whole, request.language, goods=paper.goods)
    measures = _measures(paper, whole)
    values = "value" not in scope.at(whole.head.site).hides
    shown = [(name, _capital(measure_said(name).text(request.language))) for name in measures]
    if paper.asked:
        shown = [(ASKED, told.say(paper.asked)), *shown]
    columns = columns_of(request.paper, shown, values=values)
    columns = [column._replace(word=column.word or told.say(column.name)) for column in columns]
    rows = _claimed(told) if paper.walks else _stated(told, measures, paper)
    if len(rows) > ROWS_MAX:
        raise LabelsRefused([Fault("/paper", "paper_too_long", (ROWS_MAX,))])
    head, now = whole.head, datetime.now(UTC)
    return PaperDraft(
        paper.label.text(request.language), _number(paper, whole),
        f"{head.site} {head.number} {head.id}",
        (*_facts(scope, told, unfinished=not paper.walks),
         *(_pictures(told) if paper.stated else ()),
         *(delivery_facts(scope=scope, whole=whole, site=told.site, masters=told.goods,
                          language=request.language) if paper.goods else ())), tuple(columns),
        tuple(tuple(row.get(column.name, "") for column in columns) for row in rows),
        _total(told, columns, rows), () if paper.walks else tuple(_events(told)),
        tuple(told.say(name) for name in paper.signs),
        f"{head.number} · {told.say('printed_at')} {told.at(now)} {told.site.time_zone} · "
        f"{told.person(scope.actor)}", paper.goods, told.say("stamp") if paper.stamp else "")


def _before(scope: Scope, whole: DocumentWhole, number: int) -> DocumentWhole:
    """Return a document as it was before a revision.  Raises `PaperUnknown`."""
    found = [each for each in revisions(scope=scope, document=whole.head.id)
             if each.number == number]
    if not found:
        raise PaperUnknown([Fault("/revision", "paper_unknown", (number,))])
    (revision,) = found
    lines = [Line(row["line"], row["item"], row["lot"], row["serial"], row["status"],
                  row["owner"], row["asked"], row["place"], "", 0, row["attributes"])
             for row in revision.before]
    measures = KINDS[whole.head.kind].states_at_opening
    head = whole.head
    return whole._replace(
        head=head._replace(number=f"{head.number}/{number}", changed_at=revision.at),
        lines=lines, claims=[], units=[],
        amounts=[Amount(line.line, measure, line.asked) for measure in measures for line in lines],
        sums=[Sum(line.line, measure, line.asked) for measure in measures for line in lines],
        events=[event for event in whole.events if event.seq < revision.seq])


def _number(paper: PaperKind, whole: DocumentWhole) -> str:
    """Return the number of a paper: the document's, of refused goods that of their record."""
    if not paper.stated:
        return whole.head.number
    return refusal_number(whole.head.number, _refusing(whole).seq)


def _refusing(whole: DocumentWhole) -> EventRow:
    """Return the step that refused: a receipt is booked or refused once."""
    return next(event for event in whole.events if event.action in ("book", "refuse"))


def _pictures(told: _Told) -> list[str]:
    found = photos_of(_refusing(told.whole).payload.get("evidence") or {})
    return [told.say("photos").format(len(found), ", ".join(word[:12] for word in found))] \
        if found else []


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _told(scope: Scope, whole: DocumentWhole, language: str, *, goods: bool) -> _Told:
    items = items_by_code(scope=scope, codes={line.item for line in whole.lines})
    of_line = {line.line: line for line in whole.lines}
    pairs = {(line.item, line.lot) for line in whole.lines if line.lot}
    pairs |= {(of_line[a.line].item, a.lot) for a in whole.amounts if a.lot and a.line in of_line}
    wanted = {(items[item].id, lot): (item, lot) for item, lot in pairs if item in items}
    lots = lots_by_code(scope=scope, pairs=wanted) if wanted else {}
    return _Told(whole, site_by_code(scope=scope, code=whole.head.site), items, {
        wanted[key]: str(row.expires_on) for key, row in lots.items() if row.expires_on},
        {row.code: called(row, language) for row in people(scope=scope)},
        goods_of(scope=scope, whole=whole) if goods else {}, language)


def _measures(paper: PaperKind, whole: DocumentWhole) -> list[str]:
    """Return the measures that a paper shows: those stated; a whole document shows all."""
    stated = list(dict.fromkeys(row.measure for row in whole.sums))
    if paper.walks:
        return []
    if not paper.measures:
        order = [m for action in KINDS[whole.head.kind].actions.values() for m in action.measures]
        return [name for name in dict.fromkeys([
            *KINDS[whole.head.kind].states_at_opening, *order, *stated]) if name in stated][:7]
    found = [name for name in paper.measures if name in stated]
    return found[:1] if paper.first else found


Row = dict[str, str]


def _goods(told: _Told, item: str, lot: str, serial: str) -> Row:
    known = told.items.get(item)
    name = told.in_words(known) if known else ""
    said = told.goods.get(item, {})
    kind = " ".join(filter(None, (said.get("model"), said.get("specification"))))
    storage = str(said.get("storage") or "")
    return {"registration": said.get("registration") or "",
            "storage": STORAGE[storage].text(told.language) if storage in STORAGE else storage,
            "registrant": " / ".join(filter(None, dict.fromkeys(
                (said.get("registrant"), said.get("maker"))))),
            "item": " ".join(filter(None, (item, name, kind))),
            "lot": " / ".join(filter(None, (lot, serial))),
            "expires": told.expiry.get((item, lot), ""), "unit": known.unit if known else ""}


def _claimed(told: _Told) -> list[Row]:
    """Return what is to be picked, in walking order, with room to write what was."""
    if told.whole.claims:
        return [{"place": c.place, "asked": f"{c.quantity:,}", **_goods(told, c.item, c.lot,
                                                                        c.serial),
                 "expires": str(c.expires_on or "")} for c in told.whole.claims]
    return [{"place": line.source, "asked": f"{line.asked:,}",
             **_goods(told, line.item, line.lot, line.serial)} for line in told.whole.lines]


def _stated(told: _Told, measures: Sequence[str], paper: PaperKind) -> list[Row]:
    """Return one row for each line, lot, serial and place that was stated; lines alone if none.

    What a line asks for stands in its first row.  Of a paper without places rows differ by goods
    only; of refused goods those without a place were not taken in.
    """
    lines = {line.line: line for line in told.whole.lines}
    held: dict[tuple[int, str, str, str], dict[str, int]] = {}
    notes: dict[tuple[int, str, str, str], list[str]] = {}
    for a in told.whole.amounts:
        if a.measure not in measures:
            continue
        key = (a.line, a.lot or lines[a.line].lot, a.serial or lines[a.line].serial,
               _place_of(told, paper, a, lines[a.line]))
        sums = held.setdefault(key, {})
        sums[a.measure] = sums.get(a.measure, 0) + a.quantity
        notes.setdefault(key, []).extend([a.note] if a.note else [])
    if not held:
        held = {(n, line.lot, line.serial, line.source or line.target): {}
                for n, line in lines.items()}
    for n, line in lines.items():
        if first := min((key for key in held if key[0] == n), default=None):
            held[first][ASKED] = line.asked
    return [_row(told, key, sums, notes.get(key, [])) for key, sums in sorted(held.items())]


def _place_of(told: _Told, paper: PaperKind, a: Amount, line: Line) -> str:
    if not paper.places:
        return ""
    if paper.stated:
        return a.place or REFUSED_BACK.text(told.language)
    return a.place or line.target or line.source


def _row(told: _Told, key: tuple[int, str, str, str], sums: Mapping[str, int],
         notes: Sequence[str]) -> Row:
    number, lot, serial, place = key
    line = next(line for line in told.whole.lines if line.line == number)
    row = {"line": str(number), "place": told.place(place), "note": "; ".join(dict.fromkeys(notes)),
           **_goods(told, line.item, lot, serial),
           **{f"m-{name}": f"{quantity:,}" for name, quantity in sums.items()}}
    price = line.attributes.get("price")
    stated = next((quantity for name, quantity in sums.items() if name != ASKED), None)
    if isinstance(price, int) and stated is not None:
        row |= {"price": f"{price / COST_PER_MAIN_UNIT:,.4f}".rstrip("0").rstrip("."),
                "amount": f"{price * stated / COST_PER_MAIN_UNIT:,.2f}"}
    return row


def _total(told: _Told, columns: Sequence[Column], rows: Sequence[Row]) -> str:
    if "amount" not in {column.name for column in columns}:
        return ""
    amounts = [float(row["amount"].replace(",", "")) for row in rows if row.get("amount")]
    return told.say("total").format(f"{sum(amounts):,.2f}") if amounts else ""


def _facts(scope: Scope, told: _Told, *, unfinished: bool) -> list[str]:
    """Return the lines above the table: where, in which state, and what the head says."""
    head, kind = told.whole.head, KINDS[told.whole.head.kind]
    state = kind.states[head.state].text(told.language)
    lines = [f"{_capital(kind.label.text(told.language))} {head.number} · {told.say('site')} "
             f"{head.site} {told.in_words(told.site)} · {told.say('state')}: {state}",
             f"{told.say('opened')} {told.at(head.created_at)} {told.site.time_zone} · "
             f"{told.person(head.created_by)}"]
    named = parties_by_code(scope=scope, codes=[
        str(head.header.get(field, "")) for field in kind.parties])
    lines += [_field(told, field, value, named.get(str(value)))
              for field, value in head.header.items() if value]
    trail = {row.id: row.number for row in chain(
        scope=scope, site=head.site, document=head.id)}
    if head.follows in trail:
        lines.append(f"{told.say('follows')} {trail[head.follows]}")
    if head.state in ("cancelled", "reversed"):
        lines.append(told.say(head.state))
    elif told.whole.actions and unfinished:
        lines.append(told.say("not_final"))
    return lines


def _field(told: _Told, field: str, value: object, party: PartyRow | None) -> str:
    said = value_said(told.whole.head.kind, field, value, told.language)
    name = told.in_words(party) if party else ""
    return f"{field_said(field).text(told.language)}: {said} {name}".strip()


def _events(told: _Told) -> list[str]:
    """Return what happened, a line each: when, who, what, by which papers, signed by whom."""
    kind, found = KINDS[told.whole.head.kind], []
    for event in told.whole.events:
        action = kind.actions.get(event.action)
        what = action.label.text(told.language) if action else told.say(
            "reversed" if event.action == "reverse" else "opened")
        papers = [f"{field_said(name).text(told.language)}: "
                  f"{value_said(told.whole.head.kind, name, text, told.language)}"
                  for name, text in (event.payload.get("evidence") or {}).items()
                  if name not in PHOTOS and isinstance(text, str)]
        signed = told.say("signed_by").format(", ".join(map(told.person, event.signers))) \
            if event.signers else ""
        parts = (told.at(event.at), told.person(event.actor), what,
                 str(event.payload.get("reason") or ""), "; ".join(papers), signed)
        found.append(" · ".join(filter(None, parts)))
    return found
