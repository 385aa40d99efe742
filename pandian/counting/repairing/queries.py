"""What repairing the cause of a line would post.   更正查询"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pandian.counting.approving.queries import bars, standing_of
from pandian.counting.awaiting.queries import free_to_sign
from pandian.counting.detective.queries import findings
from pandian.counting.detective.words import Alternative, FindingRow
from pandian.counting.queries import line_names
from pandian.counting.queries import plan as plan_of
from pandian.counting.repairing.rules import (
    asks,
    causes_named,
    line_name,
    pairs,
    preview,
    references,
)
from pandian.counting.repairing.words import (
    OWN,
    PEOPLE_NAMED_MAX,
    PREPARED,
    Ends,
    Preview,
    RepairConflict,
    RepairRefused,
    Stand,
    Wanted,
)
from pandian.counting.settling.words import Held
from pandian.counting.words import VERDICTS
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle.correcting.queries import correctable
from pandian.lifecycle.doubling.queries import doubled

ROOM = "counting.repairing"


def previews(
    *, scope: Scope, plan: UUID, wanted: Sequence[Wanted]
) -> list[tuple[FindingRow, Preview]]:
    """Return for each wish what was found and exactly what its repair would do.

    Raises `Forbidden`, `PlanNotFound`, `RepairRefused` and `RepairConflict` naming all lines.
    """
    site = site_by_code(scope=scope, code=plan_of(scope=scope, id=plan).site).id
    known = {row.line: row for row in findings(
        scope=scope, plan=plan, lines=[each.line for each in wanted]).rows}
    missing = [each.line for each in wanted if each.line not in known]
    if missing:
        names = line_names(site=site, plan=plan, lines=missing)
        raise RepairRefused([
            Fault("/line", "finding_unknown", (names[line],)) for line in missing])
    told = [(known[each.line], _told(known[each.line], each, site, plan), each)
            for each in wanted]
    moves: set[tuple[UUID, int]] = set()
    lines = {each.line for each in wanted}
    for _, alternative, each in told:
        named, partners = references(alternative, alternative.choices[each.choice])
        moves |= named
        lines |= partners
    ends = ends_of(scope=scope, site=site, moves=sorted(moves, key=str))
    stands = stands_of(scope=scope, site=site, plan=plan, lines=sorted(lines))
    _same(told, stands)
    seen = {n: _stand(stand) for n, stand in stands.items()}
    papers = correctable(scope=scope, site=site, asks=[
        ask for _, alternative, each in told
        for ask in asks(alternative, alternative.choices[each.choice])])
    doubles = doubled(scope=scope, site=site, pairs=[
        pair for _, alternative, each in told
        for pair in pairs(alternative, alternative.choices[each.choice])])
    return [(row, preview(seen[row.line], alternative, alternative.choices[each.choice],
                          ends=ends, stands=seen, papers=papers, doubles=doubles))
            for row, alternative, each in told]


def _told(row: FindingRow, wanted: Wanted, site: int, plan: UUID) -> Alternative:
    """Return the alternative that is meant.  Raises `RepairRefused`."""
    for each in row.alternatives:
        if each.causes == wanted.causes and wanted.choice < len(each.choices):
            return each
    names = line_names(site=site, plan=plan, lines=[row.line])
    raise RepairRefused([Fault("/causes", "cause_not_proposed",
                               (names[row.line], causes_named(wanted.causes)))])


def _same(
    told: Sequence[tuple[FindingRow, Alternative, Wanted]], stands: Mapping[int, Any]
) -> None:
    """Refuse what has changed since it was found, or is decided already."""
    faults = []
    for row, _, _ in told:
        stand = stands[row.line]
        if stand.posting is not None:
            faults.append(Fault("/line", "line_decided", (
                line_name(stand), VERDICTS[stand.verdict])))
        elif stand.variance != row.variance:
            faults.append(Fault("/line", "finding_changed", (line_name(stand),)))
    if faults:
        raise RepairConflict(faults)


def _stand(row: Any) -> Stand:
    return Stand(row.line, row.place, row.item, row.lot, row.serial, row.status, row.owner,
                 row.variance, row.observed_at, row.uncertainty_ms)


def ends_of(
    *, scope: Scope, site: int, moves: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], Ends]:
    """Return both ends of posted moves by (posting, line)."""
    assert site in site_ids(scope=scope).values()
    rows = run(ROOM, "ends", {"site": site, "postings": [posting for posting, _ in moves],
                              "lines": [line for _, line in moves]}) if moves else []
    return {(row.posting, row.line): Ends(*row) for row in rows}


def stands_of(
    *, scope: Scope, site: int, plan: UUID, lines: Sequence[int]
) -> dict[int, Any]:
    """Return how lines of a plan stand now, with who counted them."""
    assert site in site_ids(scope=scope).values()
    rows = run(ROOM, "stands", {"site": site, "plan": plan, "lines": list(lines)})
    return {row.line: row for row in rows}


def prepared_faults(*, scope: Scope, held: Held, lines: Sequence[int]) -> list[Fault]:
    """Return why this person may not repair lines of a count that he prepared, and who may.

    None for who neither planned it nor drew its sample, by whatever account, nor stands in for
    such a one.  A plan that a rule made is nobody's.
    """
    standing = standing_of(scope=scope, site=held.site)
    chosen = sorted(set(lines))
    found = bars(held=held, lines=chosen, accounts=standing.accounts - {SYSTEM.actor})
    said = [(OWN[bar.act], line) for bar in found if bar.act in PREPARED for line in bar.lines]
    if not said:
        return []
    called = line_names(site=held.site, plan=held.id, lines=[line for _, line in said])
    faults = [Fault("/line", code, (called[line],)) for code, line in said]
    free = free_to_sign(held=held, lines=chosen, acts=frozenset(OWN))
    names = ", ".join(f"{row.name} ({row.code})" for row in free[:PEOPLE_NAMED_MAX])
    return [*faults, Fault("", "others_repair", (names,)) if free
            else Fault("", "nobody_repairs", (held.site_code,))]
