"""Which approval a difference needs, and whose turn it is.   审批判定

Pure.  Amounts are gross: gains and losses never cancel out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from pandian.catalog.words import COST_PER_MAIN_UNIT
from pandian.counting.approving.words import Bar, Demand
from pandian.kernel.words import Fault

ONE_BY_ONE = "in_order"
LINES_NAMED_MAX = 50
"""So many lines are named where somebody is barred from more."""


def limit_faults(amount: int, limit: int | None) -> list[Fault]:
    """Return the fault of an amount above the limit of a stand-in, in units of money."""
    if limit is None or amount <= limit:
        return []
    return [Fault("", "approver_limit", tuple(
        f"{each / COST_PER_MAIN_UNIT:,.2f}" for each in (amount, limit)))]


class Prepared(NamedTuple):
    """What barring must know of one line: (person, round) of each word said of it, and who
    repaired a cause of it.
    """

    line: int
    said: tuple[tuple[str, int], ...]
    repaired: tuple[str, ...] = ()


def barred(
    rows: Iterable[Prepared], *, planned: str, sampled: str = "",
    accounts: Collection[str] | None = None,
) -> list[Bar]:
    """Return who may not approve which lines and why, by person and reason.

    Who counted, recounted, planned, drew the sample or repaired; whatever role he has by now.
    `accounts`: of these only (all of one human, and of whom he stands in for).  The SQL twin is
    counting_barred.
    """
    found: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        rounds: dict[str, int] = {}
        for person, turn in row.said:
            rounds[person] = max(turn, rounds.get(person, 0))
        acts = [(person, "recounted" if turn else "counted") for person, turn in rounds.items()]
        acts += [(planned, "planned")] + [(sampled, "sampled")] * bool(sampled)
        acts += [(person, "repaired") for person in row.repaired]
        for person, act in acts:
            if accounts is None or person in accounts:
                found.setdefault((person, act), set()).add(row.line)
    return [Bar(person, act, tuple(sorted(lines)))
            for (person, act), lines in sorted(found.items())]


def demand(
    policy: UUID, content: Mapping[str, Any], *, amount: int, classes: Collection[str],
    repeated: bool,
) -> Demand | None:
    """Return what the strictest band asks for that this approval falls into; None for no band.

    A band holds from its amount on; with classes when one of them is among the lines; a band
    for repeats only when one line repeats.  Strictest: most people, then the highest amount.
    """
    fitting = [
        row for row in content["rows"]
        if row["from"] <= amount and (not row.get("classes") or set(row["classes"]) & set(classes))
        and (repeated or not row.get("repeat"))]
    if not fitting:
        return None
    row = max(fitting, key=lambda one: (one["approvers"], one["from"], len(one.get("roles") or ())))
    return Demand(policy, amount, row["approvers"], tuple(row.get("roles") or ()),
                  row.get("order") or "parallel", row.get("hours"),
                  tuple(row.get("escalate_to") or ()))


def roles_wanted(asked: Demand, signed: Sequence[Collection[str]]) -> tuple[str, ...]:
    """Return the roles of which the next signature needs one; none: whoever may approve.

    `signed`: the roles of each signature so far.  In order, the next role of the list; else any
    role that no signature stands for yet, and any of the list once all are covered.
    """
    if not asked.roles:
        return ()
    if asked.order == ONE_BY_ONE:
        return (asked.roles[min(len(signed), len(asked.roles) - 1)],)
    left = uncovered(asked.roles, signed)
    missing = asked.approvers - len(signed)
    return left if left and missing <= len(left) else asked.roles


def uncovered(roles: Sequence[str], signed: Sequence[Collection[str]]) -> tuple[str, ...]:
    """Return the roles without a signature; each signature stands for one role."""
    left = list(roles)
    for held in sorted(signed, key=len):
        fit = next((role for role in left if role in held), None)
        if fit is not None:
            left.remove(fit)
    return tuple(left)
