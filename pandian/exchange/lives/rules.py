"""The equation of a life, its hash, and its pages.   一生打印规则

Pure: words in, pages out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from pandian.exchange.labels.drawing.words import Page
from pandian.exchange.labels.fonts.words import Font
from pandian.exchange.lives.words import CAME, WENT, WORDS, BalanceRow, Life, Part
from pandian.exchange.papers.rules import Flow
from pandian.exchange.papers.words import Column, PaperDraft
from pandian.kernel.words import Label
from pandian.lifecycle.trace.words import End, Goods, Standing

HASH_SHOWN = 16


def balance(
    goods: Goods, ends: Iterable[End], standing: Iterable[Standing], *,
    places: Mapping[str, Label], statuses: Mapping[str, Label], language: str,
) -> list[BalanceRow]:
    """Return the equation of some goods: all that came = all that went + all that stands.

    What stands is told by kind of place and status; what is on the way nets over both sites.
    """
    came, went = [], []
    for end in ends:
        if end.goods != goods:
            continue
        came += [BalanceRow(_word(CAME, end.kind, language), came=end.came)] * bool(end.came)
        went += [BalanceRow(_word(WENT, end.kind, language), went=end.went)] * bool(end.went)
    held: dict[tuple[str, str], int] = {}
    for row in standing:
        if row.item == goods.item and goods.lot in ("", row.lot) \
                and goods.serial in ("", row.serial):
            key = row.place_kind, row.status
            held[key] = held.get(key, 0) + row.quantity
    stands = [BalanceRow(WORDS["stands"].text(language).format(
        f"{_word(places, kind, language)} · {_word(statuses, status, language)}"), went=quantity)
        for (kind, status), quantity in sorted(held.items()) if quantity]
    return came + stands + went


def apart(rows: Iterable[BalanceRow]) -> int:
    """Return by how much an equation does not close; 0 when every unit is accounted for."""
    return sum(row.came - row.went for row in rows)


def _word(table: Mapping[str, Label], code: str, language: str) -> str:
    return table[code].text(language) if code in table else code


def digest_of(facts: Sequence[str], parts: Sequence[Part]) -> str:
    """Return the SHA-256 of what a life says, whoever prints it whenever."""
    said = {"facts": list(facts), "parts": [
        [part.title, [column.word for column in part.columns], [list(row) for row in part.rows]]
        for part in parts]}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def life_pages(life: Life, *, font: Font, language: str) -> tuple[Page, ...]:
    """Return the pages of a life: its goods on top, then table after table."""
    facts = (*life.facts, WORDS["hash"].text(language).format(life.digest))
    flow = Flow(PaperDraft(
        life.title, life.name, f"{life.name} {life.digest}", facts, (), (), "", (), (),
        f"{life.foot} · {life.digest[:HASH_SHOWN]}"), font, language)
    for part in life.parts:
        flow.part(part.title, part.columns, part.rows or (_none(part.columns, language),))
    return tuple(flow.finished())


def _none(columns: Sequence[Column], language: str) -> tuple[str, ...]:
    return (WORDS["none"].text(language), *[""] * (len(columns) - 1))
