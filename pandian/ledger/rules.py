"""What a document must be before the ledger looks at it.   过账规则

Pure: no clock, no database, no Django.  The SQL twin of the posting itself is sql/objects/post.sql.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pandian.kernel.rules import QUANTITY_MAX
from pandian.kernel.words import Fault
from pandian.ledger.words import LINES_MAX, SYSTEM_KINDS, PostingRequest, Precision

KIND = re.compile(r"^[a-z][a-z_]{1,39}$")
EFFECTIVE_MIN = datetime(2000, 1, 1, tzinfo=UTC)
FUTURE_TOLERANCE = timedelta(seconds=5)
"""How far ahead of our clock an instant may lie and still be taken as now."""

REQUEST_FIELDS = ("kind", "cause", "effective_at", "precision", "lines")
HASH_BYTES = 8


def request_hash(request: PostingRequest) -> bytes:
    """Return one 8-byte hash per compared field, so that a replay can say what differs."""
    values: tuple[object, ...] = (
        request.kind, dict(request.cause), request.effective_at.isoformat(), request.precision,
        [list(line) for line in request.lines],
    )
    return b"".join(_hash(value) for value in values)


def difference(known: bytes, given: bytes) -> str | None:
    """Return the first field in which two request hashes differ, or None when they are equal."""
    for index, field in enumerate(REQUEST_FIELDS):
        part = slice(index * HASH_BYTES, (index + 1) * HASH_BYTES)
        if known[part] != given[part]:
            return field
    return None


def _hash(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=HASH_BYTES).digest()


def check(request: PostingRequest, *, now: datetime) -> list[Fault]:
    """Return every fault of a document that can be seen without looking anything up."""
    at = request.pointer
    faults = list(_check_head(request, now=now))
    if not request.lines:
        faults.append(Fault(f"{at}/lines", "no_lines"))
    if len(request.lines) > LINES_MAX:
        faults.append(Fault(f"{at}/lines", "too_many", (LINES_MAX, len(request.lines))))
    for index, line in enumerate(request.lines):
        where = f"{at}/lines/{index}"
        if line.quantity <= 0:
            faults.append(Fault(f"{where}/quantity", "quantity_not_positive", (line.quantity,)))
        elif line.quantity > QUANTITY_MAX:
            faults.append(Fault(f"{where}/quantity", "quantity_too_large", (line.quantity,)))
        if line.source == line.target and line.target_status in (None, line.status or "accepted"):
            faults.append(Fault(f"{where}/target", "same_ends"))
    return faults


def _check_head(request: PostingRequest, *, now: datetime) -> Iterable[Fault]:
    at = request.pointer
    if not KIND.match(request.kind):
        yield Fault(f"{at}/kind", "kind_malformed")
    elif request.kind in SYSTEM_KINDS:
        yield Fault(f"{at}/kind", "kind_reserved", (request.kind,))
    if request.effective_at > now + FUTURE_TOLERANCE:
        yield Fault(f"{at}/effective_at", "effective_in_future", (request.effective_at,))
    if request.effective_at < EFFECTIVE_MIN:
        yield Fault(f"{at}/effective_at", "effective_too_old", (request.effective_at,))


def window(
    effective_at: datetime, precision: Precision, *, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    """Return the first and last instant at which the paper may have happened.

    A second is taken as exact; a minute lasts to its end; a day is the local day of the site.
    """
    if precision == "second":
        return effective_at, effective_at
    if precision == "minute":
        start = effective_at.replace(second=0, microsecond=0)
        return start, start + timedelta(minutes=1) - timedelta(microseconds=1)
    local = effective_at.astimezone(zone)
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    end = datetime.combine(start.date() + timedelta(days=1), start.time(), zone)
    return start.astimezone(UTC), end.astimezone(UTC) - timedelta(microseconds=1)


def book_at(on_hand: int, moves: Iterable[tuple[datetime, int]], at: datetime) -> int:
    """Return the book at an instant from the balance and the signed moves (the SQL's oracle)."""
    return on_hand - sum(quantity for effective_at, quantity in moves if effective_at > at)


def cover(facts: Mapping[datetime, int] | Iterable[tuple[datetime, int]]) -> tuple[int, int]:
    """Return (on hand, short) of a holding whose floor is 0, from its signed facts.

    Whatever order they arrive in: below zero the lack is covered provisionally, above it nothing.
    """
    pairs = facts.items() if isinstance(facts, Mapping) else facts
    factual = sum(quantity for _, quantity in pairs)
    return max(factual, 0), max(-factual, 0)
