"""Short histories counted the whole way: phone, push, plan, settlement, approval.   全程

One plan counts the items of all histories at once; phones with wrong clocks push what was seen,
late, twice and in any order, while papers come in.  The plan is settled in the middle and at the
end, what waits is approved by another person; after that the last papers arrive and heal.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from pandian.capture.operations import accept
from pandian.capture.words import ObservationDraft, Push
from pandian.counting.operations import approve, assign, create_plan, settle
from pandian.counting.queries import lines, tasks
from pandian.counting.words import PlanDraft, Policy
from pandian.counting.words import Scope as CountScope
from pandian.governance.operations import create_person
from pandian.governance.words import Scope
from pandian.ledger.operations import open_holdings, post
from pandian.ledger.queries import book_at
from pandian.ledger.verify.operations import verify
from pandian.simulation.counters.operations import phone
from pandian.simulation.counters.words import Phone
from pandian.simulation.histories.operations import (
    DAYS_BACK,
    PLACES,
    Ground,
    item_code,
    key_of,
    midnight,
    open_sites,
    paper,
    stand_on,
)
from pandian.simulation.histories.rules import predict, rounds, tell
from pandian.simulation.histories.words import (
    STATUSES,
    CountFact,
    Failure,
    History,
    Mix,
    MoveFact,
    Report,
)
from pandian.simulation.rules import minted

MIX = Mix(vague=0)
SKEWS_MINUTES = (0, 47, -180, 60 * 24 * 365, 3, -9)
PASSWORD = "histories-demo-2026"  # noqa: S105 - of people who exist in a simulation only
LAST = 4
"""One move in this many arrives only after the count was approved."""


class Hall(NamedTuple):
    """Where the histories of one run are counted, and by whom.

    `seqs` numbers what each phone saw, by (position of the history, number of the fact): a phone
    numbers its rows as it records them, whenever they are sent.
    """

    ground: Ground
    plan: UUID
    task: UUID
    boss: Scope
    phones: tuple[Phone, ...]
    base: datetime
    seqs: Mapping[tuple[int, int], int]


def run_counted(
    *, scope: Scope, seed: int, histories: int, settled_every: int = 9,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Run histories through phones and one counting plan; return what came of it."""
    began = time.monotonic()
    told = [tell(seed * 1_000_000 + n, mix=MIX) for n in range(histories)]
    hall = _open_hall(scope, seed, told)
    tally: Counter[str] = Counter()
    waves = list(rounds([history.arrivals[1] for history in told]))
    after: list[tuple[int, MoveFact]] = []
    for turn, wave in enumerate(waves, 1):
        facts = [(position, told[position].facts[number]) for position, number in wave]
        moves = [(n, f) for n, f in facts if isinstance(f, MoveFact)]
        after += [(n, f) for n, f in moves if f.number % LAST == 0]
        _post(scope, hall, told, [(n, f) for n, f in moves if f.number % LAST], tally)
        _push(hall, told, [(n, f) for n, f in facts if isinstance(f, CountFact)], turn, tally)
        if turn % settled_every == 0:
            settle(scope=hall.boss, plan=hall.plan)
        tally["deliveries"] += len(wave)
        progress(turn, len(waves))
    _decide(hall)
    _post(scope, hall, told, after, tally)
    failures = [*_judge(scope, hall, told), *_broken(scope, hall)]
    facts_told = sum(len(history.facts) for history in told)
    return Report(seed, histories, facts_told, tally["deliveries"],
                  tally["deliveries"] - facts_told, tally["counts"], tally["healed"],
                  tally["shortages"], tally["doubts"], histories, "",
                  time.monotonic() - began, tuple(failures))


def _open_hall(scope: Scope, seed: int, told: Sequence[History]) -> Hall:
    code = f"T1-COUNTED-{seed}"
    site = open_sites(scope=scope, codes=[code])[code]
    ground = stand_on(scope=scope, code=code, site=site, told=told)
    for name, role in (("counter", "counter"), ("boss", "controller")):
        create_person(scope=scope, code=f"t1-{name}-{seed}", name=name, role=role, sites=[code],
                      password=PASSWORD)
    phones = tuple(
        phone(scope=scope, code=f"t1-counter-{seed}", seed=seed * 100 + n,
              skew=timedelta(minutes=minutes))
        for n, minutes in enumerate(SKEWS_MINUTES))
    boss = phone(scope=scope, code=f"t1-boss-{seed}", seed=seed, skew=timedelta()).person
    plan = minted(midnight(), "T1 plan", seed)
    create_plan(scope=scope, draft=PlanDraft(
        plan, code, "T1", CountScope(places=PLACES, items=tuple(map(item_code, told))),
        policy=Policy(decides="last")))
    task = tasks(scope=boss, plan=plan)[0].id
    assign(scope=boss, task=task, person=f"t1-counter-{seed}")
    return Hall(ground, plan, task, boss, phones, midnight() - timedelta(days=DAYS_BACK),
                _numbered(told))


def _holder(position: int, fact: CountFact) -> int:
    """Return which phone sees a fact."""
    return (position + fact.number) % len(SKEWS_MINUTES)


def _numbered(told: Sequence[History]) -> dict[tuple[int, int], int]:
    """Number the facts of every phone in the order in which it sees them."""
    seen = sorted((fact.at, position, fact.number, _holder(position, fact))
                  for position, history in enumerate(told) for fact in history.facts
                  if isinstance(fact, CountFact))
    drawn: Counter[int] = Counter()
    numbers = {}
    for _at, position, number, holder in seen:
        drawn[holder] += 1
        numbers[position, number] = drawn[holder]
    return numbers


def _post(
    scope: Scope, hall: Hall, told: Sequence[History], moves: Sequence[tuple[int, MoveFact]],
    tally: Counter[str],
) -> None:
    answers = post(scope=scope, warrant="past", requests=[
        paper(hall.ground.code, told[n], fact, hall.base) for n, fact in moves])
    assert all(answer.result in ("created", "exists") for answer in answers), answers
    tally["healed"] += sum(len(answer.healed) for answer in answers)
    tally["shortages"] += sum(answer.shortages > 0 for answer in answers)
    tally["doubts"] += sum(answer.doubts for answer in answers)


def _push(
    hall: Hall, told: Sequence[History], counts: Sequence[tuple[int, CountFact]], turn: int,
    tally: Counter[str],
) -> None:
    """Let each phone push what it saw, by its own wrong clock."""
    now = datetime.now(UTC)
    for n, sender in enumerate(hall.phones):
        rows = tuple(
            _row(hall, told[position], position, fact, sender)
            for position, fact in counts if _holder(position, fact) == n)
        if not rows:
            continue
        answer = accept(
            scope=sender.person, sites_of_tasks={hall.task: hall.ground.code}, now=now,
            push=Push(sender.install, now + sender.skew, None, rows))
        bad = [v for v in answer.verdicts if v.result not in ("created", "exists") or v.tray]
        assert not bad, bad[:3]
        tally["counts"] += len(rows)


def _row(
    hall: Hall, history: History, position: int, fact: CountFact, sender: Phone
) -> ObservationDraft:
    at = hall.base + timedelta(milliseconds=fact.at)
    return ObservationDraft(
        id=minted(at, "T1", history.seed, fact.number), mode="set",
        place=PLACES[fact.spot.place], quantity=fact.counted, item=item_code(history),
        lot=f"L{fact.spot.lot}" if fact.spot.lot else None, status=STATUSES[fact.spot.status],
        observed_at=at + sender.skew, seq=hall.seqs[position, fact.number], task=hall.task)


def _decide(hall: Hall) -> None:
    """Settle, approve all that waits as somebody who did not count, settle again."""
    settle(scope=hall.boss, plan=hall.plan)
    page = lines(scope=hall.boss, plan=hall.plan, verdict="approval", limit=1)
    if page.rows:
        approve(scope=hall.boss, plan=hall.plan, lines="all", meaning="approved",
                password=PASSWORD, seen_hash=page.content_hash)
    settle(scope=hall.boss, plan=hall.plan)


def _judge(scope: Scope, hall: Hall, told: Sequence[History]) -> list[Failure]:
    """The book must end where the set of facts says, and at the truth where it is proven."""
    now = datetime.now(UTC)
    asked = [(position, spot) for position, history in enumerate(told) for spot in history.truth]
    keys = [key_of(hall.ground, position, spot) for position, spot in asked]
    ids = open_holdings(scope=scope, site=hall.ground.site, keys=keys)
    books = book_at(scope=scope, site=hall.ground.site, pairs=[(ids[key], now) for key in keys])
    book = dict(zip(asked, books, strict=True))
    failures = []
    for position, history in enumerate(told):
        expected = predict(history.facts)
        for spot, truth in history.truth.items():
            got, want = book[position, spot], expected.get(spot, 0)
            if got != want or (spot in history.proven and got != truth):
                failures.append(Failure(history.seed, "book after counting", (
                    f"{spot}: {got}, predicted {want}, really {truth}")))
    return failures


def _broken(scope: Scope, hall: Hall) -> list[Failure]:
    return [Failure(0, result.code, "; ".join(result.broken[:3]))
            for result in verify(scope=scope, site=hall.ground.code)
            if result.broken and not result.report]
