"""What tolerance, recounts and the approval matrix make of what a replay met.   预演判定

Pure.  The settlement's own rules judge (`counting.rules.decide` and `judge`, `tolerating.rules`),
the matrix's own rules approve (`autoapproving.rules.approvable`, `approving.rules.demand`).

What is inferred:
- The first counters of a line say again what the real ones said when it was really found: a word
  that was wrong is wrong by as much.  Once those are used up everybody counts right.
- A first count that was wrong where the book was right is repeated by the first count of the
  replay at that holding after it.
- One day's lines that are counted in one way are one count, as the planner opens them; its matrix
  approves what it may at once, the rest is signed together on the same day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np

from pandian.counting.approving.rules import demand
from pandian.counting.autoapproving.rules import approvable, auto_of, classes_named
from pandian.counting.autoapproving.words import Candidate
from pandian.counting.planning.rules import TIMES
from pandian.counting.rehearsing.rules import set_on
from pandian.counting.rehearsing.words import (
    REPEAT_DAYS,
    Facts,
    Judged,
    Line,
    Met,
    RuleSet,
    Walk,
)
from pandian.counting.rules import Word, decide, judge
from pandian.counting.tolerating.rules import look_up, own_policy, policy_under
from pandian.counting.words import Policy, Tolerance

NOBODY = UUID(int=0)
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
FIGURES = ("met", "accepted", "slips", "recounts", "rounds", "unproved", "auto", "auto_value",
           "approvals", "signatures", "approved_value", "recount_seconds")


def slips_of(words: Iterable[tuple[int, int]], *, variance: int) -> tuple[int, ...]:
    """Return by how much each word was off before the one that held, in the order said.

    `words`: (counted, book at its own instant) of each person's last word, in time; those that
    agree with what held are 0, and the right ones at the end are left out.  Where none agrees the
    books were set anew since (a cause was repaired): then nothing is known of the words.
    """
    wrong = [counted - book - variance for counted, book in words]
    if 0 not in wrong:
        return ()
    while wrong and wrong[-1] == 0:
        wrong.pop()
    return tuple(wrong)


def policy_of(met: Met, chosen: RuleSet) -> Policy:
    """Return how a line is counted again: its counting rule, else the site's rule of recounts."""
    ruled = chosen.recount is not None
    return policy_under(own_policy(met.how.rounds, met.how.decides, ruled=ruled), chosen.recount)


def line_of(facts: Facts, met: Met, chosen: RuleSet) -> Line:
    """Let one person after another count a line until it is decided; before any approval."""
    named, cost = facts.named[met.row], int(facts.cost[met.row])
    rule = look_up(chosen.tolerances, item=named.item, classes=named.classes, places=named.places)
    tolerance = rule.tolerance if rule else Tolerance()
    policy, said, verdict = policy_of(met, chosen), list[Word](), "recount"
    while verdict == "recount":
        n = len(said)
        off = met.slips[n] if n < len(met.slips) else 0
        said.append(Word(str(n), n, max(met.counted + off, 0), met.book,
                         BEGIN + timedelta(seconds=n)))
        decision = decide(said, decides=policy.decides)
        verdict = judge(decision, cost=cost, tolerance=tolerance, policy=policy)
    assert decision.word is not None
    variance = decision.word.counted - met.book
    return Line(met, verdict, variance, len(said), variance * cost)


def judged(facts: Facts, done: Walk, sets: Sequence[RuleSet]) -> Judged:
    """Return what tolerance, recounts and the approval matrix make of what was met, per day."""
    sums = {name: np.zeros(facts.days, dtype=np.int64) for name in FIGURES}
    by_day: dict[int, list[Line]] = {}
    for met in done.met:
        sums["met"][met.day] += len(met.differences)
        line = line_of(facts, met, set_on(sets, facts.first + met.day))
        _tell(sums, line)
        by_day.setdefault(met.day, []).append(line)
    told, before = list[Line](), dict[tuple[int, int], int]()
    for day in sorted(by_day):
        chosen = set_on(sets, facts.first + day)
        lines = _Approving(facts, chosen, day, before).approve(by_day[day], sums)
        told += sorted(lines, key=lambda line: line.met.row)
    return Judged(**sums, lines=tuple(told))


def _tell(sums: Mapping[str, Any], line: Line) -> None:
    """Add what a line costs before anybody approves it."""
    day, again = line.met.day, line.words - 1
    sums["accepted"][day] += line.verdict == "accepted"
    sums["slips"][day] += bool(line.met.slips and line.met.slips[0])
    sums["recounts"][day] += again > 0
    sums["rounds"][day] += again
    sums["recount_seconds"][day] += again * (TIMES.place + TIMES.line)
    sums["unproved"][day] += line.variance != line.met.variance


class _Approving(NamedTuple):
    """One day's approvals at a site; `before`: when a place and item was last approved."""

    facts: Facts
    chosen: RuleSet
    day: int
    before: dict[tuple[int, int], int]

    def approve(self, lines: Sequence[Line], sums: Mapping[str, Any]) -> list[Line]:
        """Return the lines with who approves them, and add that up."""
        counts: dict[Any, list[Line]] = {}
        done = list[Line]()
        for line in lines:
            if line.verdict == "approval":
                counts.setdefault(repr(line.met.how), []).append(line)
            else:
                done.append(line)
        approved, left = 0, list[tuple[list[Line], int]]()
        for _how, waiting in sorted(counts.items()):
            gross = _gross(waiting)
            auto, rest = self._by_itself(waiting, gross, approved)
            approved += _gross(auto)
            self._sum(sums, "auto", auto)
            done += [line._replace(verdict="auto") for line in auto]
            self._approved(auto)
            left.append((rest, gross))
        for rest, gross in left:
            if not rest:
                continue
            people = self._signed(rest, max(gross, approved + _gross(rest)))
            approved += _gross(rest)
            self._sum(sums, "approvals", rest)
            sums["signatures"][self.day] += people
            done += [line._replace(people=people) for line in rest]
            self._approved(rest)
        return done

    def _sum(self, sums: Mapping[str, Any], name: str, lines: Sequence[Line]) -> None:
        sums[name][self.day] += len(lines)
        sums["auto_value" if name == "auto" else "approved_value"][self.day] += _gross(lines)

    def _approved(self, lines: Sequence[Line]) -> None:
        self.before.update({self._where(line): self.day for line in lines})

    def _where(self, line: Line) -> tuple[int, int]:
        stock, row = self.facts.stock, line.met.row
        return int(stock.place[row]), int(stock.item[row])

    def _repeated(self, line: Line) -> bool:
        within = (self.chosen.matrix or {}).get("repeat_days") or REPEAT_DAYS
        last = self.before.get(self._where(line))
        return last is not None and self.day - last <= within

    def _by_itself(
        self, lines: Sequence[Line], gross: int, approved: int
    ) -> tuple[list[Line], list[Line]]:
        """Return what the matrix approves by itself of one count, and what it leaves."""
        content = self.chosen.matrix
        auto = auto_of(NOBODY, "", 0, content) if content else None
        if auto is None or content is None:
            return [], list(lines)
        stock, named = self.facts.stock, self.facts.named
        classed = {name: frozenset(
            int(stock.item[line.met.row]) for line in lines
            if name in named[line.met.row].classes) for name in classes_named(auto, content)}
        chosen, _amount = approvable(auto, content, [
            Candidate(n, int(stock.item[line.met.row]), line.value, self._repeated(line),
                      named[line.met.row].valued) for n, line in enumerate(lines)],
            count_amount=gross, day_amount=approved, classed=classed)
        kept = set(chosen)
        return ([line for n, line in enumerate(lines) if n in kept],
                [line for n, line in enumerate(lines) if n not in kept])

    def _signed(self, lines: Sequence[Line], amount: int) -> int:
        """Return how many people sign what is left of one count; one where no matrix says."""
        if self.chosen.matrix is None:
            return 1
        classes = {name for line in lines for name in self.facts.named[line.met.row].classes}
        wanted = demand(NOBODY, self.chosen.matrix, amount=amount, classes=classes,
                        repeated=any(self._repeated(line) for line in lines))
        return wanted.approvers if wanted else 1


def _gross(lines: Iterable[Line]) -> int:
    return sum(abs(line.value) for line in lines)
