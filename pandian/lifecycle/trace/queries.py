"""Tracing goods over all sites of a scope, back and forward, by keys only.   追溯查询"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pandian.catalog.queries import (
    items_by_code,
    items_by_gtin,
    items_by_id,
    lots_by_code,
    lots_by_id,
    serials_by_code,
    serials_by_id,
)
from pandian.codes.rules import parse
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault
from pandian.lifecycle.rules import KINDS, shown_number
from pandian.lifecycle.trace.rules import ask_faults, edges_of, in_order, numbered
from pandian.lifecycle.trace.words import (
    CODE_CHARACTERS_MAX,
    COUNTING_MEASURES,
    CUSTOMERS_MAX,
    GENERATIONS_MAX,
    GOODS_MAX,
    NODES_MAX,
    Customer,
    Descent,
    End,
    Goods,
    Node,
    NothingToTrace,
    PaperOf,
    Standing,
    Stated,
    Trace,
    TraceAsk,
    TraceRefused,
)

ROOM = "lifecycle.trace"
READ = "ledger.read"

Key = tuple[int, int, int]
"""Item, lot and serial by id; 0 means any lot or serial of the item."""


def trace(*, scope: Scope, ask: TraceAsk, limit: int = NODES_MAX) -> Trace:
    """Return the life of some goods over all sites of the scope, productions included.

    Raises `Forbidden`, `TraceRefused` with every fault of the question, `NothingToTrace` when the
    goods, the code or the document are not known in the scope.
    """
    sites = _sites(scope)
    start, papers = _start(scope, sites, ask)
    keys, descent = _family(scope, sites, start, ask.direction)
    params = {**_params(sites, keys), "limit": min(limit, NODES_MAX) + 1}
    nodes = [_move(row) for row in run(ROOM, "moves", params)]
    nodes += [_count(row) for row in run(ROOM, "counts", params)]
    known = dict.fromkeys([(sites[node.site], node.document_id) for node in nodes
                           if node.document_id] + papers)
    nodes += [_step(row) for row in run(ROOM, "steps", {
        **params, "paper_sites": [site for site, _ in known],
        "papers": [paper for _, paper in known]})]
    if not nodes:  # known only elsewhere looks like not known at all
        raise NothingToTrace([Fault(_pointer(ask), "not_found")])
    kept = in_order(nodes, limit=limit)
    standing = [Standing(*row) for row in run(ROOM, "standing", _params(sites, keys))]
    return Trace(_named(scope, keys), list(kept), len(nodes) > len(kept), edges_of(kept), descent,
                 standing)


def customers(
    *, scope: Scope, goods: Sequence[Goods], limit: int = CUSTOMERS_MAX
) -> list[Customer]:
    """Return who got how much of some lots or serials, and what is still outstanding there.

    Whoever has most comes first.  Raises `Forbidden`, `TraceRefused`, `NothingToTrace`.
    """
    sites = _sites(scope)
    keys = [_key(scope, each, f"/goods/{n}") for n, each in enumerate(goods)]
    return customers_of(sites=list(sites.values()), keys=keys, limit=limit)


def customers_of(
    *, sites: Sequence[int], keys: Sequence[Key], limit: int = CUSTOMERS_MAX
) -> list[Customer]:
    """Return the recall list of goods by ids, at sites that the caller may read."""
    params = _params(dict(enumerate(sites)), keys)
    return [Customer(*row) for row in run(ROOM, "customers", {
        **params, "limit": min(limit, CUSTOMERS_MAX)})]


def ends(*, scope: Scope, goods: Sequence[Goods]) -> list[End]:
    """Return what came from and went to the outside of each of some goods, over the whole ledger.

    Raises `Forbidden`, `NothingToTrace`.
    """
    sites = _sites(scope)
    keys = [_key(scope, each, f"/goods/{n}") for n, each in enumerate(goods)]
    named = dict(zip(keys, goods, strict=True))
    return [End(named[row.item, row.lot, row.serial], row.kind, row.came, row.went)
            for row in run(ROOM, "ends", _params(sites, keys))]


def papers_of(*, scope: Scope, nodes: Iterable[Node]) -> list[PaperOf]:
    """Return the documents that some nodes name, oldest first, with their certificates."""
    sites = _sites(scope)
    known = sorted({(sites[node.site], node.document_id) for node in nodes if node.document_id})
    return [PaperOf(*row) for row in run(ROOM, "papers", {
        "sites": [site for site, _ in known], "documents": [id for _, id in known]})]


def stated(*, scope: Scope, goods: Sequence[Goods], nodes: Iterable[Node]) -> list[Stated]:
    """Return what people counted of some goods at the steps of the documents of these nodes.

    Raises `Forbidden`, `NothingToTrace`.
    """
    sites = _sites(scope)
    keys = [_key(scope, each, f"/goods/{n}") for n, each in enumerate(goods)]
    known = sorted({(sites[node.site], node.document_id) for node in nodes if node.document_id})
    return [Stated(*row) for row in run(ROOM, "stated", {
        **_params(sites, keys), "measures": list(COUNTING_MEASURES), "limit": NODES_MAX,
        "paper_sites": [site for site, _ in known], "papers": [id for _, id in known]})]


def goods_of(*, scope: Scope, ask: TraceAsk) -> list[Goods]:
    """Return the goods that a question names.  Raises as `trace` does."""
    sites = _sites(scope)
    start, _ = _start(scope, sites, ask)
    known = one(ROOM, "seen", _params(sites, start))
    if known is None or not known.seen:  # known only elsewhere looks like not known at all
        raise NothingToTrace([Fault(_pointer(ask), "not_found")])
    return _named(scope, start)


def _sites(scope: Scope) -> dict[str, int]:
    scope.need(READ)
    return site_ids(scope=scope, capability=READ)


def _params(sites: Any, keys: Iterable[Key]) -> dict[str, Any]:
    rows = list(keys)
    return {"sites": sorted(sites.values()), "items": [row[0] for row in rows],
            "lots": [row[1] for row in rows], "serials": [row[2] for row in rows]}


def _start(
    scope: Scope, sites: dict[str, int], ask: TraceAsk
) -> tuple[list[Key], list[tuple[int, UUID]]]:
    """Return the keys that a trace starts from, and the document when it starts from one."""
    if faults := list(ask_faults(ask)):
        raise TraceRefused(faults)
    if ask.document:
        return _of_document(scope, sites, ask.document)
    goods = _scanned(scope, ask.code) if ask.code else Goods(ask.item, ask.lot, ask.serial)
    return [_key(scope, goods, "", "/code" if ask.code else "")], []


def _pointer(ask: TraceAsk) -> str:
    names = ("document", "code", "serial", "lot")
    return next(f"/{name}" for name in names if getattr(ask, name))


def _key(scope: Scope, goods: Goods, pointer: str, instead: str = "") -> Key:
    """Return the ids of some goods.  Raises `NothingToTrace` at what is not known."""
    item = items_by_code(scope=scope, codes=[goods.item]).get(goods.item)
    if item is None:
        raise NothingToTrace([Fault(instead or f"{pointer}/item", "not_found")])
    lot = serial = 0
    if goods.lot:
        found = lots_by_code(scope=scope, pairs=[(item.id, goods.lot)])
        if not found:
            raise NothingToTrace([Fault(instead or f"{pointer}/lot", "not_found")])
        lot = found[item.id, goods.lot].id
    if goods.serial:
        known = serials_by_code(scope=scope, pairs=[(item.id, goods.serial)])
        if not known:
            raise NothingToTrace([Fault(instead or f"{pointer}/serial", "not_found")])
        serial = known[item.id, goods.serial].id
    return item.id, 0 if serial else lot, serial


def _scanned(scope: Scope, code: str) -> Goods:
    """Return the goods that a scanned code names.  Raises `TraceRefused`."""
    if len(code) > CODE_CHARACTERS_MAX:
        raise TraceRefused([Fault("/code", "too_long", (CODE_CHARACTERS_MAX,))])
    verdict = parse(code, today=datetime.now(UTC).date())
    if not verdict.accepted:
        raise TraceRefused([Fault("/code", fault.code, fault.params)
                            for fault in verdict.faults])
    number = verdict.gtin or verdict.key or ""
    bound = items_by_gtin(scope=scope, gtins=[number]).get(number, [])
    items = {each.item.code for each in bound} or set(items_by_code(scope=scope, codes=[number]))
    if not items:
        raise NothingToTrace([Fault("/code", "code_item_unknown", (number[:64],))])
    if len(items) > 1:
        raise TraceRefused([Fault("/code", "code_ambiguous", (" / ".join(sorted(items)),))])
    if not (verdict.lot or verdict.serial):
        raise TraceRefused([Fault("/code", "code_names_no_goods")])
    return Goods(items.pop(), verdict.lot or "", verdict.serial or "")


def _of_document(
    scope: Scope, sites: dict[str, int], text: str
) -> tuple[list[Key], list[tuple[int, UUID]]]:
    """Return the goods of a document given by id or number.  Raises `NothingToTrace`."""
    kinds, number = numbered(text) or ([], None)
    rows = run(ROOM, "documents", {"sites": sorted(sites.values()), "id": _uuid(text),
                                   "kinds": kinds, "number": number})
    if not rows:
        raise NothingToTrace([Fault("/document", "not_found")])
    if len(rows) > 1:
        raise TraceRefused([Fault("/document", "document_ambiguous", (text[:64],))])
    row = rows[0]
    said = run(ROOM, "goods_of_document", {
        "site": row.site, "document": row.id, "limit": GOODS_MAX})
    items = {code: each.id for code, each in items_by_code(
        scope=scope, codes={each.item for each in said}).items()}
    lots = lots_by_code(scope=scope, pairs=[(items[s.item], s.lot) for s in said if s.lot])
    serials = serials_by_code(
        scope=scope, pairs=[(items[s.item], s.serial) for s in said if s.serial])
    keys = dict.fromkeys(
        (items[s.item], 0, serials[items[s.item], s.serial].id) if s.serial
        else (items[s.item], lots[items[s.item], s.lot].id, 0)
        for s in said if (items[s.item], s.serial or s.lot) in (serials if s.serial else lots))
    if not keys:
        raise TraceRefused([Fault("/document", "document_without_goods",
                                  (shown_number(row.kind, row.number),))])
    return list(keys), [(row.site, row.id)]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _family(
    scope: Scope, sites: dict[str, int], start: list[Key], direction: str
) -> tuple[list[Key], list[Descent]]:
    """Return the goods with all that they were made from, and all that was made from them."""
    known, descent = dict.fromkeys(start), {}
    for forward in (False, True):
        if direction == ("back" if forward else "forward"):
            continue
        fresh = list(start)
        for _ in range(GENERATIONS_MAX):
            rows = run(ROOM, "descent", {**_params(sites, fresh), "forward": forward})
            fresh = [key for key in dict.fromkeys((row.item, row.lot, row.serial) for row in rows)
                     if key not in known][:max(0, GOODS_MAX - len(known))]
            known.update(dict.fromkeys(fresh))
            descent.update(dict.fromkeys(_descents(scope, rows, forward)))
            if not fresh:
                break
    return list(known), list(descent)


def _descents(scope: Scope, rows: Sequence[Any], forward: bool) -> list[Descent]:
    asked = [(row.from_item, row.from_lot, row.from_serial) for row in rows]
    made = [(row.item, row.lot, row.serial) for row in rows]
    goods = _named(scope, [*asked, *made])
    pairs = zip(goods[:len(rows)], goods[len(rows):], rows, strict=True)
    return [Descent(one if forward else other, other if forward else one, row.site, row.document,
                    row.at) for one, other, row in pairs]


def _named(scope: Scope, keys: Sequence[Key]) -> list[Goods]:
    items = items_by_id(scope=scope, items={key[0] for key in keys})
    lots = lots_by_id(scope=scope, lots={key[1] for key in keys if key[1]})
    serials = serials_by_id(scope=scope, serials={key[2] for key in keys if key[2]})
    return [Goods(items[item].code, lots[lot].code if lot else "",
                  serials[serial].code if serial else "") for item, lot, serial in keys]


def _move(row: Any) -> Node:
    number = shown_number(row.document_kind, row.number) if row.document_kind in KINDS else ""
    return Node(
        row.site, row.at, row.recorded_at, "move", row.kind, row.document_id,
        number or row.named, row.action, row.actor, row.signers, row.device, row.source,
        row.source_kind, row.target, row.target_kind, row.party, row.item, row.lot, row.serial,
        row.status, row.target_status, row.owner, row.quantity, None, row.posting, row.cause,
        row.transfer, row.reverses, row.seal)


def _count(row: Any) -> Node:
    return Node(
        row.site, row.at, row.recorded_at, "count", row.kind, None,
        str(row.cause.get("document", "")), "", row.actor, [], row.device, row.place,
        row.place_kind, row.place, row.place_kind, "", row.item, row.lot, row.serial, row.status,
        row.status, row.owner, row.counted, row.book, row.posting, row.cause, None, None, row.seal)


def _step(row: Any) -> Node:
    return Node(
        row.site, row.at, row.at, "step", row.kind, row.document_id,
        shown_number(row.kind, row.number), row.action, row.actor, row.signers, row.device, "",
        "", "", "", row.party, "", "", "", row.from_state, row.to_state, "", 0, None, None, {},
        None, None, None)
