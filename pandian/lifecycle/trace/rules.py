"""What a trace may start from, and how its nodes are put together.   追溯规则

Pure: no clock, no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.trace.words import DIRECTIONS, Edge, End, Goods, Node, TraceAsk


def ask_faults(ask: TraceAsk) -> Iterator[Fault]:
    """Yield what is wrong with a question: it names goods, or a code, or a document."""
    goods = bool(ask.item or ask.lot or ask.serial)
    if goods + bool(ask.code) + bool(ask.document) != 1:
        yield Fault("/item", "trace_of_what")
    elif goods and not (ask.item and (ask.lot or ask.serial)):
        for name in ("item",) if not ask.item else ("lot", "serial"):
            yield Fault(f"/{name}", "missing")
    if ask.direction not in DIRECTIONS:
        yield Fault("/direction", "direction_unknown", (ask.direction[:40],))


def numbered(text: str) -> tuple[list[str], int] | None:
    """Return (kinds, number) of a document's number as people read it: RC-000012, or None."""
    prefix, _, digits = text.strip().upper().rpartition("-")
    kinds = [kind.name for kind in KINDS.values() if kind.prefix == prefix]
    if kinds and digits.isascii() and digits.isdecimal():
        return kinds, int(digits[:18])
    return None


def edges_of(nodes: Iterable[Node]) -> list[Edge]:
    """Return how much went from place to place in all, in the order of the first move."""
    totals: dict[tuple[str, str, str], int] = {}
    for node in nodes:
        if node.node == "move":
            key = (node.site, node.source, node.target)
            totals[key] = totals.get(key, 0) + node.quantity
    return [Edge(*key, quantity) for key, quantity in totals.items()]


def in_order(nodes: Iterable[Node], *, limit: int) -> Sequence[Node]:
    """Return the nodes oldest first; of the same instant in the order of their recording."""
    return sorted(nodes, key=lambda node: (node.at, node.recorded_at))[:limit]


def ends_of(nodes: Iterable[Node], goods: Goods, virtual: frozenset[str]) -> list[End]:
    """Return what came from and went to each kind of `virtual` place: the twin of `sql/ends.sql`.

    A reversal takes away from what it reverses.
    """
    sums: dict[str, list[int]] = {}
    for node in nodes:
        if node.node != "move" or not _is(node, goods):
            continue
        sign, turned = (1, 0) if node.reverses is None else (-1, 1)
        for kind, went in ((node.source_kind, 0), (node.target_kind, 1)):
            if kind in virtual:
                sums.setdefault(kind, [0, 0])[went ^ turned] += sign * node.quantity
    return [End(goods, kind, came, went) for kind, (came, went) in sorted(sums.items())]


def _is(node: Node, goods: Goods) -> bool:
    return node.item == goods.item and goods.lot in ("", node.lot) \
        and goods.serial in ("", node.serial)
