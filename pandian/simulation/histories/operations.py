"""Thousands of histories at once through the public doors, then judged.   短历史的驱动与裁决

Every history is posted to two sites, in two orders of arrival.  The rounds of all histories are
interleaved, so one call carries the next fact of each.  Then four things are asked of the ledger:
is the book the predicted one, is it the truth, is the past the same in both orders, does every
invariant hold.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from pandian.catalog.operations import open_lots, put_items, put_places, put_sites
from pandian.catalog.queries import items_by_code, places_by_code
from pandian.catalog.words import ItemDraft, PlaceDraft
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope, SiteDraft
from pandian.kernel.statements import run as run_statement
from pandian.ledger.operations import assert_counts, open_holdings, post
from pandian.ledger.queries import book_at
from pandian.ledger.verify.operations import verify
from pandian.ledger.words import (
    HoldingKey,
    LineRequest,
    Posted,
    PostingRequest,
    Statement,
)
from pandian.simulation.histories.rules import predict, rounds, tell
from pandian.simulation.histories.words import (
    OUTSIDE_IN,
    OUTSIDE_OUT,
    STATUSES,
    CountFact,
    Failure,
    History,
    MoveFact,
    Report,
    Spot,
)
from pandian.simulation.rules import dice, minted

SITES = ("T1-LATE", "T1-SHUFFLED")
PLACES = ("P0", "P1", "P2")
GROUP = 5_000
PAIRS_MAX = 20_000
INSTANTS = 2
ANALYZED_TURN = 5
"""The planner's statistics are refreshed after this round, and after each group."""
DAYS_BACK = 60
FAILURES_SHOWN_MAX = 20


class Ground(NamedTuple):
    """Ids of the masters that one group of histories stands on, at one site."""

    site: int
    code: str
    places: tuple[int, ...]
    items: tuple[int, ...]
    lots: dict[tuple[int, str], int]


class HistoriesFailed(AssertionError):
    """At least one history did not end as it must; the message names the seeds."""


def run(
    *, scope: Scope, seed: int, histories: int, group: int = GROUP,
    seconds_max: float = float("inf"),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Run histories `seed * 1_000_000 + n` for n below `histories`; return what came of it.

    After `seconds_max` no new group begins: the report says how many were run.  Nothing is raised
    for a history that fails: it stands in `failures` with its own seed.
    """
    began = time.monotonic()
    base = midnight() - timedelta(days=DAYS_BACK)
    sites = open_sites(scope=scope, codes=SITES)
    tally: Counter[str] = Counter()
    failures: list[Failure] = []
    state = sha256()
    done = 0
    while done < histories and time.monotonic() - began < seconds_max:
        until = min(histories, done + group)
        told = [tell(seed * 1_000_000 + n) for n in range(done, until)]
        failures += _run_group(scope, sites, told, base, tally, state.update)
        done = until
        run_statement("simulation", "analyze_ledger")
        progress(done, histories)
    failures += _invariants(scope)
    return Report(
        seed, done, tally["facts"], tally["deliveries"], tally["duplicates"],
        tally["counts"], tally["healed"], tally["shortages"], tally["doubts"],
        tally["instants"], state.hexdigest(), time.monotonic() - began, tuple(failures))


def demand(report: Report) -> None:
    """Raise `HistoriesFailed` with the first failing seeds unless every history ended right."""
    if report.failures:
        shown = "\n".join(f"  seed {f.seed}: {f.check}: {f.detail}"
                          for f in report.failures[:FAILURES_SHOWN_MAX])
        raise HistoriesFailed(
            f"run seed {report.seed}: {len(report.failures)} failures\n{shown}")


def midnight() -> datetime:
    """Return the last midnight (UTC)."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def open_sites(*, scope: Scope, codes: Sequence[str]) -> dict[str, int]:
    """Open sites and their few places (every history has items of its own); return their ids."""
    put_sites(scope=scope, sites=[SiteDraft(code, code, "UTC") for code in codes])
    put_places(scope=scope, places=[
        PlaceDraft(site=site, code=place, kind="bin") for site in codes for place in PLACES])
    known = site_ids(scope=scope)
    return {code: known[code] for code in codes}


def _run_group(
    scope: Scope, sites: dict[str, int], told: Sequence[History], base: datetime,
    tally: Counter[str], note: Callable[[bytes], None],
) -> list[Failure]:
    failures: list[Failure] = []
    books = []
    for order, code in enumerate(SITES):
        ground = stand_on(scope=scope, code=code, site=sites[code], told=told)
        failures += _deliver(scope, ground, told, order, base, tally)
        found, book = _judge(scope, ground, told, base)
        failures += found
        books.append(book)
        tally["instants"] += len(book)
    tally["facts"] += sum(len(history.facts) for history in told)
    if books[0] != books[1]:
        failures.append(Failure(told[0].seed, "order", _first_difference(told, *books)))
    note(repr(sorted(books[0].items(), key=repr)).encode())
    return failures


def _first_difference(told: Sequence[History], one: Book, other: Book) -> str:
    position, instant, spot = next(key for key in one if one[key] != other[key])
    return (f"seed {told[position].seed}: {spot} at {instant}: "
            f"{one[position, instant, spot]} late, {other[position, instant, spot]} shuffled")


def stand_on(*, scope: Scope, code: str, site: int, told: Sequence[History]) -> Ground:
    """Put the items of a group; return the ids of everything that its facts name."""
    codes = [item_code(history) for history in told]
    put_items(scope=scope, items=[
        ItemDraft(code=name, name=name, unit="支",
                  tracking="lot" if history.tracked else "none", expiry=False)
        for name, history in zip(codes, told, strict=True)])
    rows = items_by_code(scope=scope, codes=codes)
    items = tuple(rows[name].id for name in codes)
    places = places_by_code(scope=scope, site=site, codes=PLACES)
    pairs = sorted({(item, f"L{spot.lot}") for item, history in zip(items, told, strict=True)
                    for spot in history.truth if spot.lot})
    lots = open_lots(scope=scope, pairs=pairs) if pairs else {}
    return Ground(site, code, tuple(places[name].id for name in PLACES), items, lots)


def item_code(history: History) -> str:
    """Return the code of a history's own item."""
    return f"H{history.seed}"


def _deliver(
    scope: Scope, ground: Ground, told: Sequence[History], order: int, base: datetime,
    tally: Counter[str],
) -> list[Failure]:
    """Feed every round: its papers in one call, its counts in another."""
    failures: list[Failure] = []
    seen: set[tuple[int, int]] = set()
    for turn, wave in enumerate(rounds([history.arrivals[order] for history in told])):
        facts = [(position, told[position].facts[number]) for position, number in wave]
        moves = [(n, f) for n, f in facts if isinstance(f, MoveFact)]
        counts = [(n, f) for n, f in facts if isinstance(f, CountFact)]
        if turn == ANALYZED_TURN:
            run_statement("simulation", "analyze_ledger")
        posted = post(scope=scope, warrant="past", requests=[
            paper(ground.code, told[n], fact, base) for n, fact in moves])
        failures += verdicts(told, moves, posted, seen)
        if counts:
            assert_counts(
                scope=scope, site=ground.site,
                id=minted(base, "count", told[0].seed, ground.code, turn),
                cause={"run": told[0].seed, "round": turn},
                statements=[_statement(ground, n, fact, base) for n, fact in counts])
        tally["deliveries"] += len(wave)
        tally["counts"] += len(counts)
        tally["duplicates"] += len(set(wave) & seen)
        tally["healed"] += sum(len(answer.healed) for answer in posted)
        tally["shortages"] += sum(answer.shortages > 0 for answer in posted)
        tally["doubts"] += sum(answer.doubts for answer in posted)
        seen.update(wave)
    return failures


def verdicts(
    told: Sequence[History], moves: Sequence[tuple[int, MoveFact]], posted: Sequence[Posted],
    seen: set[tuple[int, int]],
) -> list[Failure]:
    """A paper is created once; each later delivery of it exists."""
    return [
        Failure(told[n].seed, "verdict", f"fact {fact.number}: {answer.result} {answer.faults}")
        for (n, fact), answer in zip(moves, posted, strict=True)
        if answer.result != ("exists" if (n, fact.number) in seen else "created")
    ]


def paper(code: str, history: History, fact: MoveFact, base: datetime) -> PostingRequest:
    """Say a move of a history in the ledger's words, at the site `code`."""
    source, target = fact.source, fact.target
    spot = source or target
    assert spot is not None
    status = STATUSES[spot.status]
    line = LineRequest(
        item=item_code(history), lot=f"L{spot.lot}" if spot.lot else None, status=status,
        source=PLACES[source.place] if source else OUTSIDE_IN,
        target=PLACES[target.place] if target else OUTSIDE_OUT,
        quantity=fact.quantity, target_status=STATUSES[target.status] if target else status)
    kind = "relocation" if source and target else "issue" if source else "receipt"
    return PostingRequest(
        minted(base, code, history.seed, fact.number), code, kind,
        {"fact": fact.number, "clock": fact.clock, "offset": fact.offset},
        base + timedelta(milliseconds=fact.at), (line,), fact.precision)


def _statement(ground: Ground, position: int, fact: CountFact, base: datetime) -> Statement:
    return Statement(key_of(ground, position, fact.spot), base + timedelta(milliseconds=fact.at),
                     fact.counted, fact.uncertainty, position)


def key_of(ground: Ground, position: int, spot: Spot) -> HoldingKey:
    """Return the stock key of a spot of the history at `position` in its group."""
    item = ground.items[position]
    return HoldingKey(ground.places[spot.place], item,
                      ground.lots[item, f"L{spot.lot}"] if spot.lot else 0, 0,
                      STATUSES[spot.status], 0)


Book = dict[tuple[int, int | None, Spot], int]


def _judge(
    scope: Scope, ground: Ground, told: Sequence[History], base: datetime
) -> tuple[list[Failure], Book]:
    """Read the book at the end and at random instants; compare with prediction and truth."""
    asked = [(position, instant, spot) for position, history in enumerate(told)
             for instant in _instants(history) for spot in history.truth]
    book = _read(scope, ground, asked, base)
    failures = []
    for position, history in enumerate(told):
        for instant in _instants(history):
            expected = predict(history.facts, until=instant)
            for spot, truth in history.truth.items():
                got = book[position, instant, spot]
                if got != expected.get(spot, 0):
                    failures.append(Failure(history.seed, f"book at {ground.code}", (
                        f"{spot} at {instant}: {got}, predicted {expected.get(spot, 0)}")))
                elif instant is None and spot in history.proven and got != truth:
                    failures.append(Failure(history.seed, f"truth at {ground.code}", (
                        f"{spot}: {got}, really {truth}")))
    return failures, book


def _instants(history: History) -> list[int | None]:
    """The end (None), and some instants of the firm past."""
    chance = dice("instants", history.seed)
    last = history.facts[-1].at
    return [None, *(chance.randint(history.firm_from, last) for _ in range(INSTANTS))]


def _read(
    scope: Scope, ground: Ground, asked: Sequence[tuple[int, int | None, Spot]], base: datetime
) -> Book:
    """Return the factual book of each (history, instant, spot), some set-based reads for all."""
    now = datetime.now(UTC)
    keys = [key_of(ground, position, spot) for position, _, spot in asked]
    ids = open_holdings(scope=scope, site=ground.site, keys=keys)
    pairs = [(ids[key], now if instant is None else base + timedelta(milliseconds=instant))
             for key, (_, instant, _) in zip(keys, asked, strict=True)]
    books: list[int] = []
    for start in range(0, len(pairs), PAIRS_MAX):
        books += book_at(scope=scope, site=ground.site, pairs=pairs[start:start + PAIRS_MAX])
    return dict(zip(asked, books, strict=True))


def _invariants(scope: Scope) -> list[Failure]:
    """Run `pandian verify` over both sites: conservation, balances, floors, assertions."""
    return [
        Failure(0, f"{result.code} at {site}", "; ".join(result.broken[:3]))
        for site in SITES for result in verify(scope=scope, site=site)
        if result.broken and not result.report
    ]
