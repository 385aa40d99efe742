"""What observations prove about the book.   盘点判定

Pure: no clock, no database, no Django.  The SQL twins stand in settling/sql: fold.sql, doubt.sql,
decide.sql, judge.sql and objects/inside.sql.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.counting.words import (
    CAUSES,
    DECIDES,
    NAME_CHARACTERS_MAX,
    PURPOSES,
    RECOUNT_ROUNDS_MAX,
    Explanation,
    LineRow,
    PlanDraft,
    Policy,
    Tolerance,
)
from pandian.kernel.words import BETWEEN, Fault

SPAN_MAX_MS = 86_400_000


class Seen(NamedTuple):
    """One observation of one key by one person; `n` is its place in the order of seeing."""

    n: int
    mode: str
    base: int
    at: datetime
    uncertainty_ms: int = 0
    read: bool = False


class Said(NamedTuple):
    """What one person says of one key: so much at `at`, known to ± `uncertainty_ms`."""

    counted: int
    at: datetime
    uncertainty_ms: int
    adding: bool
    read: bool = False


class Word(NamedTuple):
    """One person's last word on one holding, against the book at its own instant.

    `read`: the serial was read from its label by a reader, nobody typed it.  `swept`: a zero that
    is evidence itself: of one who read what serials that place has from their labels, or who
    found the whole place empty, or of a serial whose label was read in another place since.
    """

    person: str
    round: int
    counted: int
    book: int
    at: datetime
    doubtful: bool = False
    uncertainty_ms: int = 0
    read: bool = False
    swept: bool = False


class Decision(NamedTuple):
    """The word that holds, or None when the words disagree; `equal` when two agree in time."""

    word: Word | None
    equal: bool
    crowd: int
    doubtful: bool = False


class Order(NamedTuple):
    """What the moves near a statement allow: the book taken, or None when nobody can know."""

    book: int | None
    changed: bool


def fold(rows: Iterable[Seen], *, serial: bool = False) -> Said | None:
    """Fold one person's observations of one key.

    The last `set` (or `empty`, a set to 0) replaces what was before, `add`s accumulate; the
    instant is the last row's and the uncertainty covers the span of all rows that count.
    """
    live: list[Seen] = []
    for row in sorted(rows, key=lambda row: row.n):
        if row.mode != "add":
            live = []
        live.append(row)
    if not live:
        return None
    counted = sum(0 if row.mode == "empty" else row.base for row in live)
    first, last = min(row.at for row in live), max(row.at for row in live)
    span = (last - first) // timedelta(milliseconds=1)
    spread = min(span + max(row.uncertainty_ms for row in live), SPAN_MAX_MS)
    return Said(min(counted, 1) if serial else counted, last, spread,
                any(row.mode == "add" for row in live),
                any(row.read and row.mode != "empty" and row.base > 0 for row in live))


def inside(
    *, variance: int, book: int, counted: int, cost: int, tolerance: Tolerance
) -> bool:
    """Say whether a difference is inside tolerance; cost in minor units x 10^4 a unit.

    At zero no percentage holds: something where the book has nothing, or nothing where the book
    has something, is never a small difference.
    """
    if variance == 0:
        return True
    holds: list[bool] = []
    if tolerance.quantity is not None:
        holds.append(abs(variance) <= tolerance.quantity)
    if tolerance.percent is not None:
        holds.append(book > 0 and counted > 0
                     and abs(variance) * 100 <= Decimal(tolerance.percent) * book)
    if tolerance.value is not None:
        holds.append(abs(variance) * cost <= tolerance.value)
    if not holds:
        return False
    return any(holds) if tolerance.combine == "or" else all(holds)


def order(
    *, counted: int, at: datetime, book: int, near: Sequence[tuple[datetime, int]], cost: int,
    tolerance: Tolerance,
) -> Order:
    """Try every order of a statement and the moves that lie within its uncertainty.

    `book` is the book at `at` as recorded; `near` the signed moves.  The order that gives zero is
    taken; else the only one inside tolerance; else nobody can know.
    """
    if counted == book or not near:
        return Order(book, False)
    before = book - sum(quantity for moved, quantity in near if moved <= at)
    books = {before}
    for moved in {moved for moved, _ in near}:
        books.add(before + sum(quantity for when, quantity in near if when <= moved))
    if counted in books:
        return Order(counted, True)
    fitting = [value for value in books
               if inside(variance=counted - value, book=value, counted=counted, cost=cost,
                         tolerance=tolerance)]
    return Order(fitting[0], True) if len(fitting) == 1 else Order(None, False)


class Outweighed(NamedTuple):
    """Who says none of a serial that somebody read there; `asked` when one of them looked later."""

    words: tuple[Word, ...]
    asked: bool


def outweighed(words: Sequence[Word]) -> Outweighed:
    """Say which words have no voice because a reader read that very serial at that place.

    Who finds nothing may have overlooked it; who read its label cannot have.  So no number of
    zeros outvotes a read, until one who looked surely later swept the place: that is evidence too.
    A zero that agrees with the last read in time (it left by a posted move) is no contradiction.
    """
    reads = [word for word in words if word.read and word.counted > 0]
    if not reads:
        return Outweighed((), False)
    last = max(reads, key=lambda word: (word.at, word.round, word.person))
    until = max(word.at + timedelta(milliseconds=word.uncertainty_ms) for word in reads)
    none = [word for word in words
            if word.counted == 0 and word.counted - word.book != last.counted - last.book]
    later = [word for word in none
             if word.at - timedelta(milliseconds=word.uncertainty_ms) > until]
    if any(word.swept for word in later):
        return Outweighed((), False)
    return Outweighed(tuple(none), bool(later))


def decide(words: Sequence[Word], *, decides: str = "two_equal") -> Decision:
    """Say which word holds.  `words` has one word a person, the last one.

    Words agree when their variances are equal, each against the book at its own instant: then
    the later holds.  Two that disagree need a third person, whose count decides.  A serial that
    was read from its label is not outvoted by zeros (`outweighed`).
    """
    sound = [word for word in words if not word.doubtful]
    if not sound:
        last = max(words, key=lambda word: word.at, default=None)
        return Decision(last, False, len(words), doubtful=last is not None)
    none = outweighed(sound)
    voices = [word for word in sound if word not in none.words]
    same = {word.person: sum(w.counted - w.book == word.counted - word.book for w in voices)
            for word in voices}
    equal = max(same.values()) > 1
    last_round = max(word.round for word in sound)
    crowd = len(sound)
    third = crowd >= 3 and last_round > 0
    if len(voices) == 1:
        return Decision(voices[0] if third or not none.asked else None, False, crowd)
    if decides == "last" and last_round > 0:
        return Decision(max(voices, key=lambda w: (0 if same[w.person] > 1 else w.round, w.at)),
                        equal, crowd)
    if equal:
        return Decision(max(voices, key=lambda w: (same[w.person], w.at)), True, crowd)
    if third:
        return Decision(max(voices, key=lambda w: (w.round, w.at)), False, crowd)
    return Decision(None, False, crowd)


def judge(
    decision: Decision, *, cost: int, tolerance: Tolerance, policy: Policy, wanted: int = 0
) -> str:
    """Return the verdict of a line; `wanted` is how many people a requested recount asks for."""
    word = decision.word
    if decision.doubtful:
        return "doubtful"
    if word is None or decision.crowd < wanted:
        return "recount"
    if word.counted == word.book:
        return "matched"
    if inside(variance=word.counted - word.book, book=word.book, counted=word.counted, cost=cost,
              tolerance=tolerance):
        return "accepted"
    if decision.crowd < 1 + policy.recount_rounds and not decision.equal:
        return "recount"
    return "approval"


def plan_faults(draft: PlanDraft) -> list[Fault]:
    """Return every fault of a plan that can be seen without looking anything up."""
    faults = []
    if not draft.name.strip():
        faults.append(Fault("/name", "name_blank"))
    if len(draft.name) > NAME_CHARACTERS_MAX:
        faults.append(Fault("/name", "too_long", (NAME_CHARACTERS_MAX,)))
    if draft.purpose not in PURPOSES:
        faults.append(Fault("/purpose", "purpose_unknown", (draft.purpose,)))
    if not (draft.scope.places or draft.scope.items or draft.scope.lots):
        faults.append(Fault("/scope", "scope_empty"))
    if draft.scope.lots and not draft.scope.items:
        faults.append(Fault("/scope/lots", "lots_need_items"))
    if draft.tolerance.combine not in ("and", "or"):
        faults.append(Fault("/tolerance/combine", "combine_unknown"))
    for name in ("quantity", "percent", "value"):
        given = getattr(draft.tolerance, name)
        if given is not None and given < 0:
            faults.append(Fault(f"/tolerance/{name}", "tolerance_negative"))
    if (draft.tolerance.percent or 0) > 100:
        faults.append(Fault("/tolerance/percent", "tolerance_percent"))
    return faults + _policy_faults(draft.policy)


def _policy_faults(policy: Policy) -> list[Fault]:
    faults = []
    if not 0 <= policy.recount_rounds <= RECOUNT_ROUNDS_MAX:
        faults.append(Fault("/policy/recount_rounds", "out_of_range", (0, RECOUNT_ROUNDS_MAX)))
    if not 1 <= policy.packet_places <= 10_000:
        faults.append(Fault("/policy/packet_places", "out_of_range", (1, 10_000)))
    if policy.decides not in DECIDES:
        faults.append(Fault("/policy/decides", "decides_unknown", (policy.decides,)))
    return faults


def request_of(draft: PlanDraft) -> dict[str, Any]:
    """Return what a plan asks for as plain values: kept, and compared when the id comes again."""
    return {
        "site": draft.site, "name": draft.name, "purpose": draft.purpose, "blind": draft.blind,
        "scope": {name: list(getattr(draft.scope, name)) for name in draft.scope._fields},
        "tolerance": {
            "quantity": draft.tolerance.quantity,
            "percent": None if draft.tolerance.percent is None
            else format(Decimal(draft.tolerance.percent).normalize(), "f"),
            "value": draft.tolerance.value, "combine": draft.tolerance.combine,
        },
        "policy": draft.policy._asdict(),
    }


def tolerance_of(request: Mapping[str, Any]) -> Tolerance:
    """Return the tolerance of a kept request."""
    given = request["tolerance"]
    percent = given["percent"]
    return Tolerance(given["quantity"], None if percent is None else Decimal(percent),
                     given["value"], given["combine"])


def policy_of(request: Mapping[str, Any]) -> Policy:
    """Return the policy of a kept request."""
    return Policy(**request["policy"])


def plain(value: Any) -> Any:
    """Return a JSON column as plain values, whether the driver decoded it or not."""
    return json.loads(value) if isinstance(value, str) else value


def first_difference(known: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    """Return the first field in which two requests differ, or None."""
    return next((name for name in given if known.get(name) != given[name]), None)


def packets(rows: Sequence[Any], *, size: int) -> list[Sequence[Any]]:
    """Cut a walk into packets of at most `size`, in order."""
    return [rows[start:start + size] for start in range(0, len(rows), size)]


def content(row: LineRow) -> str:
    """Return the hash of what a signature on one line binds."""
    values = [row.id, row.holding, row.counted, _iso(row.observed_at), row.book, row.variance,
              row.value]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def content_hash(lines: Iterable[tuple[int, str]]) -> str:
    """Return the hash of what a signature on several lines binds: pairs (line id, content)."""
    text = "\n".join(f"{line}:{value}" for line, value in sorted(lines))
    return hashlib.sha256(text.encode()).hexdigest()


def _iso(value: Any) -> str | None:
    if value is None:
        return None
    return str(value.astimezone(UTC).isoformat())


def explained(explanation: Explanation, *, language: str, zone: str = "UTC") -> str:
    """Return an explanation as a sentence; instants are shown on the site's clock."""
    cause, params = explanation.cause, dict(explanation.params)
    if cause == "missing" and isinstance(book := params.get("quantity"), int) and book < 0:
        cause, params = "book_short", {"short": -book}
    label = CAUSES.get(cause)
    if label is None:
        return cause
    return label.text(language).format_map(
        _Shown({key: _shown(value, zone, language) for key, value in params.items()}))


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def _shown(value: Any, zone: str, language: str) -> str:
    if isinstance(value, list | tuple):
        return BETWEEN.text(language).join(str(one) for one in value)
    if isinstance(value, datetime):
        return f"{value.astimezone(ZoneInfo(zone)):%m-%d %H:%M:%S}"
    if isinstance(value, str) and len(value) >= 19 and value[10:11] == "T":
        try:
            return _shown(datetime.fromisoformat(value), zone, language)
        except ValueError:
            return value
    if isinstance(value, int):
        return str(value).replace("-", "−")
    return str(value)


def row_hash(row: Mapping[str, Any]) -> str:
    """Return the hash of one row: its canonical JSON without its own hash."""
    plain = {key: value for key, value in row.items() if key != "hash"}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"),
                      default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else repr(value)
