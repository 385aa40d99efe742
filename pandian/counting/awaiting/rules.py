"""How long a count may wait for signatures, and who else may sign when it is late.   待批判定

Pure; the clock is an argument.  Hours are hours of the clock, nights and holidays too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from pandian.counting.approving.rules import uncovered
from pandian.counting.approving.words import Bar
from pandian.counting.awaiting.words import SOON_SHARE, Collected


def due_of(since: datetime, hours: int | None) -> datetime | None:
    """Return until when it should be signed; None where the band says no hours."""
    return None if hours is None else since + timedelta(hours=hours)


def stand_of(
    now: datetime, *, since: datetime, due_at: datetime | None, escalated: bool,
    known: bool = True, stuck: bool = False,
) -> str:
    """Say how a waiting count stands: at its due instant it is late.

    `known`: what its matrix asks was looked up already; `stuck`: nobody may sign for it.
    """
    if not known:
        return "new"
    if stuck:
        return "stuck"
    if due_at is None:
        return "open"
    if escalated or now >= due_at:
        return "overdue"
    return "due" if (due_at - now) * SOON_SHARE < due_at - since else "open"


def may_sign(
    roles: Collection[str], wanted: Collection[str], passed_on: Collection[str]
) -> bool:
    """Say whether somebody of these roles may give the next signature.

    Nothing wanted: whoever may approve.  Passed on: also somebody of those roles.
    """
    held = set(roles)
    return not wanted or bool(held & set(wanted)) or bool(held & set(passed_on))


def lists_of(waiting: Collection[int], collected: Iterable[Collected]) -> list[Collected]:
    """Return the lines that wait as lists, each with the signatures that it has by now.

    Every line is in exactly one of them; the last is what nobody has signed.
    """
    left, found = set(waiting), []
    for each in collected:
        lines = left.intersection(each.lines)
        if lines:
            found.append(each._replace(lines=tuple(sorted(lines))))
            left -= lines
    if left:
        found.append(Collected(tuple(sorted(left)), (), frozenset()))
    return found


def stuck_lines(
    lines: Iterable[int], bars: Iterable[Bar], fit: Mapping[str, Collection[str]],
    accounts: Mapping[str, Collection[str]], *, approvers: int, roles: Sequence[str],
) -> list[int]:
    """Return the lines for which the people there are cannot give the signatures asked for.

    `fit`: who may approve at the site, with his roles; `accounts`: every account that counts as
    his (own ones, and those for whom he stands in).  Accounts of one human are one signature.
    """
    by_person: dict[str, set[int]] = {}
    for bar in bars:
        by_person.setdefault(bar.person, set()).update(bar.lines)
    found = []
    for line in lines:
        free: dict[str, set[str]] = {}
        for person, held in fit.items():
            own = {person, *accounts.get(person, ())}
            if not any(line in by_person.get(each, ()) for each in own):
                free.setdefault(min(own), set()).update(held)
        if len(free) < approvers or uncovered(roles, list(free.values())):
            found.append(line)
    return found
