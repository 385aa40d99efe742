"""Whose assignments combine what two people should do.   职责冲突判定

Pure.  A conflict here forbids nothing by itself: each line and document refuses who did its other
half.  It shows whom a reviewer of assignments looks at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pandian.governance.delegating.words import CONFLICTS, ConflictRow, Held
from pandian.governance.words import EVERYWHERE


def conflicts_of(held: Iterable[Held], *, humans: Mapping[str, str]) -> list[ConflictRow]:
    """Return every pair of duties that one human holds at one site, by human and site.

    `humans`: {account: human} where accounts were marked; all others are a human each.  What is
    held everywhere meets what is held at a site.
    """
    by_human: dict[str, list[Held]] = {}
    for one in held:
        by_human.setdefault(humans.get(one.person, one.person), []).append(one)
    found = []
    for human, rows in sorted(by_human.items()):
        sites = {row.site for row in rows}
        for site in sorted(sites):
            here = [row for row in rows if row.site in (site, EVERYWHERE)]
            for name, (first, second, _label) in CONFLICTS.items():
                pair = [[row for row in here if row.capability == one]
                        for one in (first, second)]
                if all(pair) and any(row.site == site for rows_ in pair for row in rows_):
                    ways = [row for rows_ in pair for row in rows_]
                    found.append(ConflictRow(
                        human, tuple(sorted({row.person for row in ways})), site, name,
                        tuple(sorted({row.role for row in ways if row.role})),
                        tuple(sorted({row.principal for row in ways if row.principal}))))
    return found
