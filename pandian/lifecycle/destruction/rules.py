"""What a destruction must say, what it posts, what its certificate holds.   销毁规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pandian.kernel.words import Fault
from pandian.lifecycle.destruction.words import (
    DESTROYED,
    SEALS,
    TOLERANCE_GRAMS_MIN,
    WEIGHT_GRAMS_MAX,
)
from pandian.lifecycle.words import Amount, Line, Move, Sum

SECTIONS = ("lines", "counts", "events", "signatures", "postings", "papers")
"""The lists of a certificate, in the order in which they are hashed."""


def complete(line: Line, amount: Amount) -> Amount:
    """Sealed goods stand in the container of the document, destroyed ones nowhere."""
    place = {"sealed": line.target, "destroyed": DESTROYED}.get(amount.measure, line.target)
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=place, posted=amount.measure != "counted")


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield the lines of which not all that was sealed is destroyed."""
    if action != "destroy":
        return
    sealed = {row.line: row.quantity for row in sums if row.measure == "sealed"}
    destroyed: dict[int, int] = defaultdict(int)
    for amount in given:
        destroyed[amount.line] += amount.quantity if amount.measure == "destroyed" else 0
    for number in lines:
        if destroyed[number] != sealed.get(number, 0):
            yield Fault("/amounts", "destroyed_differs",
                        (number, sealed.get(number, 0), destroyed[number]))


def grams(value: object) -> int | None:
    """Return a weight as it is written on the paper, or None."""
    text = str(value or "").strip()
    known = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
    return known if 0 < known <= WEIGHT_GRAMS_MAX else None


def weight_faults(sealed: int | None, now: object, permille: int) -> Iterator[Fault]:
    """Yield what is wrong with a weight: none, or too far from that of the sealed container."""
    known = grams(now)
    if known is None:
        yield Fault("/evidence/weight_grams", "weight_wrong")
    elif sealed is not None:
        most = max(TOLERANCE_GRAMS_MIN, sealed * permille // 1_000)
        if abs(known - sealed) > most:
            yield Fault("/evidence/weight_grams", "weight_off", (sealed, known, most))


def seal_faults(
    seal: object, lines: Mapping[int, Line], given: Sequence[Amount]
) -> Iterator[Fault]:
    """Yield what a seal asks for: to be said, and a count of every line where it is broken."""
    if seal not in SEALS:
        yield Fault("/evidence/seal", "seal_said")
    elif seal == "broken":
        counted: dict[int, int] = defaultdict(int)
        for amount in given:
            sign = {"counted": 1, "destroyed": -1}.get(amount.measure, 0)
            counted[amount.line] += sign * amount.quantity
        named = {amount.line for amount in given if amount.measure == "counted"}
        for number in lines:
            if number not in named or counted[number]:
                yield Fault("/amounts", "seal_broken", (number,))


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: into the container, or out of the world."""
    moves = []
    for n, a in enumerate(amounts, 1):
        line = lines[a.line]
        if a.posted and a.measure in ("sealed", "destroyed"):
            source = line.source if a.measure == "sealed" else line.target
            moves.append(Move(n, line.item, a.lot, a.serial, line.owner, source, a.place,
                              "rejected", "rejected", a.quantity))
    return moves


def row_hash(row: Mapping[str, Any]) -> str:
    """Return the hash of one row of a certificate: its canonical JSON without its own hash."""
    plain = {key: value for key, value in row.items() if key != "hash"}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def certificate(head: Mapping[str, Any], sections: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Return a certificate with a hash in every row and one over all; values are plain JSON."""
    body: dict[str, Any] = {"head": {**head, "hash": row_hash(head)}}
    for name in SECTIONS:
        body[name] = [{**row, "hash": row_hash(row)} for row in sections[name]]
    return {**body, "content_hash": root_of(body)}


def root_of(body: Mapping[str, Any]) -> str:
    """Return the hash over all rows of a certificate, in order."""
    parts = [str(body["head"]["hash"])]
    parts += [f"{name}:{row['hash']}" for name in SECTIONS for row in body[name]]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def altered(body: Any) -> list[Fault]:
    """Return what is wrong with a certificate, the first altered row first; empty = unaltered.

    Needs no database.  The pointer names the row, such as `/lines/17`.
    """
    if not isinstance(body, Mapping) or not isinstance(body.get("head"), Mapping):
        return [Fault("", "destruction_shape")]
    if shape := [Fault(f"/{name}", "destruction_shape") for name in SECTIONS
                 if not isinstance(body.get(name), list)
                 or not all(isinstance(row, Mapping) for row in body[name])]:
        return shape
    broken = [("/head", body["head"])] if body["head"].get("hash") != row_hash(
        body["head"]) else []
    broken += [(f"/{name}/{n}", row) for name in SECTIONS for n, row in enumerate(body[name])
               if row.get("hash") != row_hash(row)]
    if not broken and body.get("content_hash") != root_of(body):
        return [Fault("/content_hash", "destruction_rows_changed")]
    return [Fault(pointer, "destruction_row_altered") for pointer, _ in broken]
