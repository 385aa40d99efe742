"""What a whole life says on paper: ledger, documents, masters.   一生打印查询"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pandian.catalog.queries import items_by_code, lots_by_code, masters, parties_by_code
from pandian.catalog.words import PLACE_KINDS, STATUSES, VIRTUAL_LABELS, LotRow
from pandian.exchange.lives.rules import apart, balance, digest_of
from pandian.exchange.lives.words import (
    NODES_PRINTED_MAX,
    WORDS,
    Life,
    LifeTooLong,
    Part,
)
from pandian.exchange.papers.words import Column
from pandian.governance.queries import people, sites
from pandian.governance.words import SYSTEM, THE_SYSTEM, Scope, SiteRow
from pandian.kernel.words import Fault, called
from pandian.ledger.words import KINDS as POSTINGS
from pandian.lifecycle.register.rules import measure_said
from pandian.lifecycle.rules import KINDS, shown_number
from pandian.lifecycle.trace.queries import customers, ends, papers_of, stated, trace
from pandian.lifecycle.trace.rules import numbered
from pandian.lifecycle.trace.words import Goods, Node, Trace, TraceAsk

ACTS = {"open": "opening", "reverse": "reversing"}
ITEM_FIELDS = ("model", "specification", "maker", "registrant")
OWN = {"specification": ("specification", "spec", "catalog"),
       "maker": ("maker", "manufacturer"), "registrant": ("registrant", "company")}


class _Told(NamedTuple):
    """A trace with what its paper needs of the masters, and the language it speaks."""

    found: Trace
    sites: Mapping[str, SiteRow]
    people: Mapping[str, str]
    parties: Mapping[str, str]
    language: str

    def say(self, name: str, *params: object) -> str:
        text = WORDS[name].text(self.language)
        return text.format(*params) if params else text

    def at(self, instant: datetime | None, site: str) -> str:
        if instant is None:
            return ""
        return f"{instant.astimezone(ZoneInfo(self.sites[site].time_zone)):%Y-%m-%d %H:%M:%S}"

    def person(self, code: str) -> str:
        if code == SYSTEM.actor:
            return THE_SYSTEM.text(self.language)
        name = self.people.get(code, code)
        return code if name == code else f"{name} {code}"

    def place(self, code: str) -> str:
        known = VIRTUAL_LABELS.get(code)
        return known.text(self.language) if known else code

    def party(self, code: str) -> str:
        return f"{code} {self.parties.get(code, '')}".strip()

    def status(self, code: str) -> str:
        return STATUSES[code].text(self.language) if code in STATUSES else code

    def kind(self, code: str) -> str:
        known = KINDS[code].label if code in KINDS else POSTINGS.get(code)
        return known.text(self.language) if known else code

    def action(self, kind: str, action: str) -> str:
        """Return what an action is called; one that another document did names that document."""
        known = KINDS[kind].actions.get(action) if kind in KINDS else None
        if known:
            return known.label.text(self.language)
        if action in ACTS:
            return self.say(ACTS[action])
        for other in KINDS.values():
            of_other = other.actions.get(action.removeprefix(f"{other.name}_"))
            if action.startswith(f"{other.name}_") and of_other:
                return f"{self.kind(other.name)} {of_other.label.text(self.language)}"
        return action

    def step(self, node: Node) -> str:
        """Return what a node is called: the action of its document, else the posting's kind."""
        named = numbered(node.document) if node.document_id else None
        kind = named[0][0] if named else node.kind
        return " · ".join(filter(None, (self.kind(kind), self.action(kind, node.action))))


def life_of(*, scope: Scope, ask: TraceAsk, language: str) -> tuple[Life, list[str]]:
    """Return the life of some goods as it stands on paper, and the sites that it names.

    Raises `Forbidden`, `TraceRefused`, `NothingToTrace`, `LifeTooLong`.
    """
    found = trace(scope=scope, ask=ask, limit=NODES_PRINTED_MAX)
    if found.more:
        raise LifeTooLong([Fault("", "life_too_long", (NODES_PRINTED_MAX,))])
    told = _told(scope, found, language)
    facts = _facts(scope, told)
    parts = [_equation(scope, told)]
    parts += [_descent(told)] if found.descent else []
    parts += [_counts(scope, told), _customers(scope, told), _papers(scope, told), _timeline(told)]
    first = found.goods[0]
    name = " ".join(filter(None, first)) if len(found.goods) == 1 or not ask.document \
        else ask.document
    foot = told.say("printed", told.person(scope.actor),
                    f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
    return (Life(told.say("title"), name, tuple(facts), tuple(parts), digest_of(facts, parts),
                 foot), list(dict.fromkeys(node.site for node in found.nodes)))


def _told(scope: Scope, found: Trace, language: str) -> _Told:
    parties = parties_by_code(scope=scope, codes={n.party for n in found.nodes} - {""})
    return _Told(found, {row.code: row for row in sites(scope=scope)},
                 {row.code: called(row, language) for row in people(scope=scope)},
                 {code: called(row, language) for code, row in parties.items()}, language)


# -- who the goods are ------------------------------------------------------------------------

def _facts(scope: Scope, told: _Told) -> list[str]:
    """Return the lines on top: each item with maker and licence, each lot with its dates."""
    goods = told.found.goods
    items = items_by_code(scope=scope, codes={row.item for row in goods})
    lots = lots_by_code(scope=scope, pairs=[
        (items[row.item].id, row.lot) for row in goods if row.lot])
    known = masters(scope=scope, codes={row.item for row in goods})
    lines = []
    for item in dict.fromkeys(row.item for row in goods):
        lines += _item(told, item, known.get(item, {}))
        for row in (each for each in goods if each.item == item):
            lines.append(_goods(told, row, lots.get((items[item].id, row.lot))))
    return lines


def _item(told: _Told, item: str, master: Mapping[str, Any]) -> list[str]:
    own = master.get("attributes", {})
    said = {name: next((str(own[each]) for each in OWN.get(name, (name,)) if own.get(each)), "")
            for name in ITEM_FIELDS}
    said["registration"] = ", ".join(master.get("registrations", [])) \
        or str(own.get("registration", ""))
    said["udi"] = ", ".join(f"(01){gtin}" for gtin in master.get("gtins", []))
    names = dict.fromkeys(filter(None, (master.get("name"), master.get("name_en"))))
    return [f"{told.say('goods')} {item} · {told.say('name')}: {' / '.join(names)}",
            *[f"{told.say(name)}: {text}" for name, text in said.items() if text]]


def _goods(told: _Told, row: Goods, lot: LotRow | None) -> str:
    parts = [(name, text) for name, text in (
        ("lot", row.lot), ("serial", row.serial),
        ("made_on", str(lot.made_on or "") if lot else ""),
        ("expires_on", str(lot.expires_on or "") if lot else "")) if text]
    return " · ".join(f"{told.say(name)}: {text}" for name, text in parts)


def _short(row: Goods) -> str:
    return " ".join(filter(None, row))


# -- the tables ---------------------------------------------------------------------------------

def _table(
    told: _Told, title: str, widths: Mapping[str, float], rows: Iterable[Sequence[str]],
    right: Sequence[str] = (),
) -> Part:
    columns = tuple(Column(name, told.say(name), width, right=name in right)
                    for name, width in widths.items())
    return Part(told.say(title), columns, tuple(tuple(row) for row in rows))


def _equation(scope: Scope, told: _Told) -> Part:
    """Return for each of the goods: all that came = all that went + all that stands."""
    outside = ends(scope=scope, goods=told.found.goods)
    kinds = {code: kind.label for code, kind in PLACE_KINDS.items()}
    rows = []
    for goods in told.found.goods:
        terms = balance(goods, outside, told.found.standing, places=kinds, statuses=STATUSES,
                        language=told.language)
        rows += [(_short(goods), term.what, f"{term.came:,}" if term.came else "",
                  f"{term.went:,}" if term.went else "") for term in terms]
        gap = apart(terms)
        rows.append((_short(goods), told.say("open", f"{gap:,}") if gap else told.say("closes"),
                     f"{sum(term.came for term in terms):,}",
                     f"{sum(term.went for term in terms):,}"))
    return _table(told, "equation", {"goods": 56, "what": 74, "came": 28, "went": 28}, rows,
                  ("came", "went"))


def _descent(told: _Told) -> Part:
    return _table(told, "parents", {"parent": 54, "child": 54, "document": 40, "at": 38}, [
        (_short(row.parent), _short(row.child), row.document,
         f"{told.at(row.at, row.site)} {row.site}") for row in told.found.descent])


def _counts(scope: Scope, told: _Told) -> Part:
    """Return every count that the goods met: of counts and proofs, and of documents' steps."""
    met = [(node.at, node.site, node.document, told.say("statement"), told.person(node.actor),
            told.place(node.target), " / ".join(filter(None, (node.lot, node.serial))),
            "" if node.book is None else f"{node.book:,}", f"{node.quantity:,}",
            "" if node.book is None else f"{node.quantity - node.book:+,}")
           for node in told.found.nodes if node.node == "count"]
    met += [(row.at, row.site, shown_number(row.kind, row.number),
             measure_said(row.measure).text(told.language), told.person(row.actor),
             told.place(row.place), " / ".join(filter(None, (row.lot, row.serial))), "",
             f"{row.quantity:,}", "")
            for row in stated(scope=scope, goods=told.found.goods, nodes=told.found.nodes)]
    rows = [(f"{told.at(at, site)} {site}", " ".join(filter(None, (number, what))), *rest)
            for at, site, number, what, *rest in sorted(met, key=lambda row: row[0])]
    return _table(told, "counts", {
        "at": 32, "step": 34, "who": 28, "place": 24, "lot": 22, "book": 14, "counted": 15,
        "difference": 17}, rows, ("book", "counted", "difference"))


def _customers(scope: Scope, told: _Told) -> Part:
    return _table(
        told, "customers", {"customer": 56, "lot": 30, "issued": 18, "returned": 18, "used": 18,
                            "gone": 24, "outstanding": 22}, [
            (" ".join(filter(None, (row.customer, called(row, told.language)))),
             " / ".join(filter(None, (row.lot, row.serial))), f"{row.issued:,}",
             f"{row.returned:,}", f"{row.used:,}", f"{row.destroyed + row.missing:,}",
             f"{row.outstanding:,}")
            for row in customers(scope=scope, goods=told.found.goods)],
        ("issued", "returned", "used", "gone", "outstanding"))


def _papers(scope: Scope, told: _Told) -> Part:
    rows = []
    for row in papers_of(scope=scope, nodes=told.found.nodes):
        kind = KINDS[row.kind]
        rows.append((
            f"{shown_number(row.kind, row.number)} {kind.label.text(told.language)}",
            kind.states[row.state].text(told.language),
            f"{told.at(row.created_at, row.site)} {row.site} {told.person(row.created_by)}",
            f"{told.at(row.certified_at, row.site)} {row.content_hash}".strip()))
    return _table(told, "papers", {"document": 46, "state": 26, "opened": 50,
                                   "certificate": 64}, rows)


def _timeline(told: _Told) -> Part:
    return _table(told, "timeline", {
        "at": 30, "step": 32, "way": 36, "quantity": 17, "status": 20, "who": 27, "proof": 24},
        [_node(told, node) for node in told.found.nodes], ("quantity",))


def _node(told: _Told, node: Node) -> tuple[str, ...]:
    at = [told.at(node.at, node.site), node.site]
    if abs((node.recorded_at - node.at).total_seconds()) >= 1:
        at.append(told.say("recorded", told.at(node.recorded_at, node.site)))
    what = told.say("counts") if node.node == "count" else told.step(node)
    step = [node.document, what, told.say("reversal") if node.reverses else ""]
    goods = " ".join(filter(None, (node.item, node.lot, node.serial))) \
        if len(told.found.goods) > 1 else ""
    way = f"{told.place(node.source)} → {told.place(node.target)}" if node.node == "move" \
        else told.place(node.target)
    who = [told.person(node.actor)]
    if node.signers:
        who.append(told.say("signed", ", ".join(map(told.person, node.signers))))
    if node.device:
        who.append(told.say("device", node.device))
    quantity = f"{node.quantity:,}" if node.node != "step" else ""
    if node.book is not None:
        quantity = f"{node.quantity:,} / {node.book:,}"
    return (" ".join(at), " ".join(filter(None, step)),
            " ".join(filter(None, (way, told.party(node.party), goods))), quantity,
            _status(told, node), "; ".join(who), _proof(told, node))


def _status(told: _Told, node: Node) -> str:
    """Return the status of the goods, or of a step the state of its document."""
    kind = KINDS.get(node.kind) if node.node == "step" else None
    said = [kind.states[code].text(told.language) if kind and code in kind.states
            else told.status(code) for code in (node.status, node.target_status) if code]
    return " → ".join(dict.fromkeys(said))


def _proof(told: _Told, node: Node) -> str:
    if node.posting is None:
        return ""
    seal = told.say("seal", node.seal) if node.seal is not None else told.say("unsealed")
    return f"{node.posting} {seal}"
