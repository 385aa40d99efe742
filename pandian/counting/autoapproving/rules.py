"""Which lines a rule may approve by itself.   自动批准判定

Pure.  Amounts are gross; what the limit is compared with is all that the count, or the site's
day, brought to approval.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pandian.counting.autoapproving.words import Auto, Candidate


def auto_of(policy: UUID, code: str, version: int, content: Mapping[str, Any]) -> Auto | None:
    """Return what a matrix lets approve itself; None where it says nothing of it."""
    name, limit = content.get("auto.name"), content.get("auto.amount_max")
    if not name or limit is None:
        return None
    return Auto(policy, code, version, name, limit, tuple(content.get("auto.classes") or ()))


def outside_bands(
    content: Mapping[str, Any], rows: Iterable[Candidate], *, amount: int,
    classed: Mapping[str, frozenset[int]],
) -> list[int]:
    """Return the lines into which no band falls but the first: from 0, of all, once.

    A difference that repeats, or whose amount or class has a band of its own, is for people; so
    is one whose value nobody knows.  `classed`: the items of each class that is named.
    """
    bands = [row for row in content["rows"] if row["from"] <= amount]
    if any(row["from"] > 0 and not row.get("classes") and not row.get("repeat") for row in bands):
        return []
    own = frozenset[int]().union(*(
        classed[name] for row in bands for name in row.get("classes") or ()))
    return [each.line for each in rows
            if each.valued and not each.repeated and each.item not in own]


def approvable(
    auto: Auto, content: Mapping[str, Any], rows: Iterable[Candidate], *, count_amount: int,
    day_amount: int, classed: Mapping[str, frozenset[int]],
) -> tuple[list[int], int]:
    """Return the lines that the rule approves now, and the amount that its limit allowed.

    `count_amount`: gross of all that the count brought to approval, these lines too;
    `day_amount`: gross of what the site approved since its midnight, without them.  Nothing at
    all when the larger of both is above the limit: splitting makes it no smaller.
    """
    assert auto.amount_max is not None, "hidden amounts are for readers"
    wanted = list(rows)
    if auto.classes:
        fitting = frozenset[int]().union(*(classed[name] for name in auto.classes))
        wanted = [row for row in wanted if row.item in fitting]
    chosen = sum(abs(row.value) for row in wanted)
    amount = max(count_amount, day_amount + chosen)
    if amount > auto.amount_max:
        return [], amount
    return outside_bands(content, wanted, amount=amount, classed=classed), amount


def classes_named(auto: Auto, content: Mapping[str, Any]) -> frozenset[str]:
    """Return every class of items that the matrix or its own approval names."""
    return frozenset(auto.classes).union(
        *(row.get("classes") or () for row in content["rows"]))
