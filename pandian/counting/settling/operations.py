"""Settling a plan: fold, judge, post what posts itself, ask for recounts.   结算

Everything is a fixed number of set statements, whatever the number of lines, on temporary tables
of one transaction.  A settlement may run at any time and again: open lines are computed afresh
from all facts, final lines keep their posting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.counting.rules import packets, plain, policy_of, tolerance_of
from pandian.counting.settling.words import Held, Settled
from pandian.counting.tolerating.operations import allow, keep, lay_out, rules_of
from pandian.counting.tolerating.rules import has_own
from pandian.counting.words import PlanNotFound
from pandian.governance.delegating.queries import accounts_each
from pandian.governance.queries import sites
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault
from pandian.ledger.operations import assert_from, assert_places
from pandian.ledger.words import Asserted, PlaceStatement

ROOM = "counting.settling"
POSTING_ROUNDS_MAX = 5
FOLDING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sets", ("marks", "gather", "late", "leave_late", "replace", "fold", "pair")),
    ("books", ("pair_books",)),
    ("sets", ("state", "empties")),
    ("books", ("empty_books",)),
    ("sets", ("state_empties", "supersede", "answer", "analyse")),
    ("books", ("open", "books", "near")),
    ("sets", ("doubt", "distrust", "decide", "clear_reach", "reach_uncounted")),
    ("books", ("empty_books",)),
    ("sets", ("draft_uncounted", "judge", "analyse_drafts", "clear_reach", "reach_serials")),
    ("books", ("empty_books",)),
)
"""The statements of a settlement in order: of sets, and those that ask the ledger for books."""
JOINS = {"sets": "hash_joins", "books": "any_joins"}
"""Sets are joined by hash, books as the ledger plans them."""
TOLERATED = frozenset({"doubt", "draft_uncounted"})
"""Before these the tolerances of what was said, and then of what was drafted, are looked up."""


def hold(*, scope: Scope, plan: UUID) -> Held:
    """Lock a plan of the scope for this transaction.  Raises `PlanNotFound`."""
    known = {row.id: row for row in sites(scope=scope)}
    row = one("counting", "lock_plan", {"sites": list(known), "plan": plan})
    if row is None:
        raise PlanNotFound([Fault("/id", "plan_unknown")])
    return held_row(row, known[row.site])


def held_row(row: Any, site: SiteRow) -> Held:
    """Return a stored plan as settling knows it."""
    return Held(row.site, site.code, site.time_zone, row.id, row.name, row.state,
                None if row.items is None else tuple(row.items),
                None if row.lots is None else tuple(row.lots), row.counts_from,
                plain(row.request), row.created_at)


def recompute(*, scope: Scope, held: Held, closing: bool = False) -> datetime:
    """Bring every open line up to all facts known now; return the instant of judging.

    `closing` takes piece-by-piece counts as ended.  Must run inside the transaction that holds
    the plan.
    """
    now = datetime.now(UTC)
    tolerance, rules = tolerance_of(held.request), rules_of(scope=scope, held=held)
    params = {
        "site": held.site, "plan": held.id, "zone": held.zone, "now": now,
        "items": None if held.items is None else list(held.items),
        "lots": None if held.lots is None else list(held.lots),
        "counts_from": held.counts_from, "closing": closing,
        "quantity": tolerance.quantity, "percent": tolerance.percent, "value": tolerance.value,
        "combine": tolerance.combine, "own": has_own(tolerance),
        "recount_rounds": rules.rounds, "decides": rules.decides,
    }
    run(ROOM, "workspace")
    lay_out(scope=scope, held=held, rules=rules)
    for kind, names in FOLDING:
        affected(ROOM, JOINS[kind])
        if names[0] in TOLERATED:
            allow(rules=rules)
        _each(names, params)
    affected(ROOM, JOINS["sets"])
    _alarm(scope, held, run(ROOM, "serials", params))
    _each(("clear_reach", "explain_reach"), params)
    affected(ROOM, JOINS["books"])
    _each(("empty_books",), params)
    affected(ROOM, JOINS["sets"])
    _each(("explain", "change_lines", "open_lines", "drop_lines", "mark_judged"), params)
    keep(held=held, rules=rules, now=now)
    affected(ROOM, "any_joins")
    return now


def _each(names: Sequence[str], params: dict[str, Any]) -> None:
    for name in names:
        affected(ROOM, name, params)


def _alarm(scope: Scope, held: Held, rows: Sequence[Any]) -> None:
    """Tell once per settlement which serials cannot be where they were seen."""
    if rows:
        serials = {row.serial: [row.cause, sorted(row.places)] for row in rows}
        record(scope=scope, site=held.site, kind="counting.serial_alarm",
               subject=f"count:{held.id}", data={"serials": serials})


def post_ready(*, scope: Scope, held: Held) -> tuple[Asserted | None, int]:
    """Post the matched and accepted lines in one ledger posting; return it and how many.

    A line under which something moved at that very moment waits for the next settlement.
    """
    run("ledger", "statement_table")
    skipped: list[int] = []
    for _ in range(POSTING_ROUNDS_MAX):
        savepoint = transaction.savepoint()
        filled = affected(ROOM, "fill_postable", {
            "site": held.site, "plan": held.id, "skipped": skipped})
        if not filled:
            break
        asserted, wrong = assert_filled(scope=scope, held=held, why={"by": "settlement"})
        if not wrong:
            transaction.savepoint_commit(savepoint)
            return asserted, filled
        transaction.savepoint_rollback(savepoint)
        skipped += wrong
    if skipped:
        affected(ROOM, "mark_skipped", {"site": held.site, "lines": skipped})
    return None, 0


def assert_filled(
    *, scope: Scope, held: Held, why: dict[str, Any]
) -> tuple[Asserted, list[int]]:
    """Post the filled statements; return the posting and the lines whose book had changed."""
    posting = uuid7()
    asserted = assert_from(scope=scope, site=held.site, id=posting, cause={
        "count": str(held.id), "name": held.name, **why})
    params = {"site": held.site, "plan": held.id, "posting": posting,
              "at": asserted.recorded_at}
    affected(ROOM, "hash_joins")
    wrong = [row.line for row in run(ROOM, "misposted", params)]
    if not wrong:
        affected(ROOM, "mark_posted", params)
    affected(ROOM, "any_joins")
    return asserted, wrong


def settle_held(*, scope: Scope, held: Held, closing: bool = False) -> Settled:
    """Settle a plan whose row is held: judge, post, open recounts, leave a fact."""
    now = recompute(scope=scope, held=held, closing=closing)
    asserted, posted = post_ready(scope=scope, held=held)
    tasks = open_recounts(scope=scope, held=held)
    affected(ROOM, "settled", {"site": held.site, "plan": held.id, "now": now})
    record(scope=scope, site=held.site, kind="counting.settled", subject=f"count:{held.id}",
           data={"posting": str(asserted.posting) if asserted else None, "posted": posted,
                 "recount_tasks": tasks})
    return Settled(asserted.posting if asserted else None, posted, tasks)


def show_held(*, scope: Scope, held: Held) -> None:
    """Judge the open lines of a held plan and let that be seen; nothing else follows from it."""
    now = recompute(scope=scope, held=held)
    affected(ROOM, "settled", {"site": held.site, "plan": held.id, "now": now})


def open_recounts(
    *, scope: Scope, held: Held, lines: Sequence[int] | None = None, person: str = ""
) -> int:
    """Open recount tasks for the lines that wait for one; return how many tasks.

    Lines that the same people counted go together, in walking order, in packets; those people
    may not do it, by no account of theirs.
    """
    waiting = run(ROOM, "to_recount", {
        "site": held.site, "plan": held.id,
        "lines": list(lines) if lines is not None else None})
    groups: dict[tuple[tuple[str, ...], int], list[Any]] = defaultdict(list)
    for row in waiting:
        groups[tuple(sorted(row.people)), row.round + 1].append(row)
    size = policy_of(held.request).packet_places
    tasks = [
        (uuid7(), people, turn, [row for place in packet for row in place])
        for (people, turn), rows in groups.items()
        for packet in packets(_by_place(rows), size=size)
    ]
    if tasks:
        _write_recounts(scope, held, tasks, person)
    return len(tasks)


def _by_place(rows: Sequence[Any]) -> list[list[Any]]:
    places: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        places[row.place].append(row)
    return list(places.values())


def _write_recounts(
    scope: Scope, held: Held, tasks: Sequence[tuple[UUID, tuple[str, ...], int, list[Any]]],
    person: str,
) -> None:
    """Insert recount tasks with places, keys and reasons; five statements for any number."""
    now = datetime.now(UTC)
    told = accounts_each(scope=scope, people={one for _, people, _, _ in tasks for one in people})
    affected("counting", "insert_tasks", {
        "site": held.site, "plan": held.id, "kind": "recount", "now": now,
        "ids": [id for id, _, _, _ in tasks],
        "rounds": [turn for _, _, turn, _ in tasks],
        "people": [person] * len(tasks),
        "excluded": ["\n".join(sorted(frozenset[str]().union(*(told[one] for one in people))))
                     for _, people, _, _ in tasks],
    })
    keys = [(id, row) for id, _, _, rows in tasks for row in rows]
    places = {(id, row.place): row.sequence for id, row in keys}
    affected("counting", "insert_task_places", {
        "site": held.site, "tasks": [task for task, _ in places],
        "places": [place for _, place in places], "sequences": list(places.values())})
    affected("counting", "insert_task_keys", {
        "site": held.site, "tasks": [id for id, _ in keys],
        "lines": [row.id for _, row in keys], "places": [row.place for _, row in keys],
        "items": [row.item for _, row in keys], "lots": [row.lot for _, row in keys],
        "serials": [row.serial for _, row in keys]})
    affected(ROOM, "insert_recount_whys", {
        "site": held.site, "tasks": [id for id, _, _, _ in tasks], "now": now,
        "zone": held.zone})


def state_visits(*, scope: Scope, held: Held) -> int:
    """Tell the ledger of the closed visits at places whose lines are all final.

    From then on the place answers zero for what later paper brings to light there.  A transaction
    of its own, because it waits for the postings in flight.
    """
    if held.lots is not None:
        return 0
    rows = run(ROOM, "visits_to_state", {"site": held.site, "plan": held.id})
    if not rows:
        return 0
    assert_places(scope=scope, site=held.site, statements=[
        PlaceStatement(row.visit, row.place, row.at, held.items, tuple(row.seen),
                       tuple(row.seen_items)) for row in rows])
    return affected(ROOM, "visits_stated", {
        "site": held.site, "visits": [row.visit for row in rows], "now": datetime.now(UTC)})
