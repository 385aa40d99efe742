"""What an approval needs, and what was signed so far.   审批查询"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.catalog.queries import classes_of_items
from pandian.counting.approving.rules import demand
from pandian.counting.approving.words import (
    Bar,
    CauseGroup,
    Demand,
    Exposure,
    SignedList,
    Standing,
)
from pandian.counting.queries import content_of, contents, masks
from pandian.counting.queries import plan as plan_row
from pandian.counting.rules import content_hash, plain
from pandian.counting.settling.operations import held_row
from pandian.counting.settling.words import Held
from pandian.counting.words import PlanNotFound
from pandian.governance.delegating.queries import stands_for
from pandian.governance.policies.queries import active
from pandian.governance.queries import site_by_code, sites
from pandian.governance.rules import grants_of
from pandian.governance.words import EVERYWHERE, SYSTEM, Scope
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault

ROOM = "counting.approving"
APPROVING = "counting.approve"
REPEAT_DAYS = 90
"""Within so many days a difference at the same place and item repeats, unless the rule says."""


def demanded(
    *, scope: Scope, held: Held, rows: Sequence[Any], now: datetime | None = None
) -> Demand | None:
    """Return what the matrix of the plan's opening asks for these lines; None without one.

    The amount is the larger of what the whole count, and what the site's day, brought to
    approval: splitting a difference makes it no smaller.
    """
    rules = active(scope=SYSTEM, kind="approval.matrix", site=held.site_code, at=held.opened_at,
                   number=held.site)
    if not rules:
        return None
    content = rules[0].content
    told = exposed(held=held, lines=[row.id for row in rows], now=now or datetime.now(UTC),
                   content=content)
    chosen = int(sum(abs(row.value) for row in rows))
    return demand(
        rules[0].id, content, amount=max(told.count_amount, told.day_amount + chosen),
        classes=classes_of_items(scope=scope, items=sorted({row.item for row in rows})),
        repeated=told.repeated)


def exposed(
    *, held: Held, lines: Sequence[int], now: datetime, content: Mapping[str, Any]
) -> Exposure:
    """Return what a count and the site's day (from its midnight) brought to approval, gross.

    And whether one of these lines repeats a difference of the days that the matrix says.
    """
    since = now - timedelta(days=content.get("repeat_days") or REPEAT_DAYS)
    told = one(ROOM, "exposure", {
        "site": held.site, "plan": held.id, "lines": list(lines), "since": since,
        "midnight": midnight_of(held.zone, now)})
    assert told is not None
    return Exposure(told.count_amount, told.day_amount, told.repeated, since)


def held_of(*, scope: Scope, plan: UUID) -> Held:
    """Return a plan as settling knows it, without its lock, for reading.  Raises `PlanNotFound`."""
    known = {row.id: row for row in sites(scope=scope)}
    row = one(ROOM, "held", {"sites": list(known), "plan": plan})
    if row is None:
        raise PlanNotFound([Fault("/id", "plan_unknown")])
    return held_row(row, known[row.site])


def approved_today(*, site: int, zone: str, now: datetime) -> int:
    """Return the gross amount that a site approved since its midnight, by whomever."""
    told = one(ROOM, "approved_today", {"site": site, "midnight": midnight_of(zone, now)})
    return int(told.amount) if told else 0


def midnight_of(zone: str, now: datetime) -> datetime:
    """Return the instant at which the day of a site began."""
    here = ZoneInfo(zone)
    return datetime.combine(now.astimezone(here).date(), time(0), here)


def standing_of(*, scope: Scope, site: int) -> Standing:
    """Return as whom a person approves at a site (by id): by own roles, else as a stand-in.

    The exclusions of whom he stands in for are his own while he may stand in at all.  Who may
    not approve himself any more passes nothing on.
    """
    own, *others = stands_for(scope=scope, site=site)
    able = [one for one in (own, *others) if any(
        APPROVING in grant.capabilities
        for grant in grants_of((role, EVERYWHERE) for role in one.roles))]
    if not able or able[0] is own:
        return Standing(own.roles, "", own.accounts, holds=bool(able))
    return Standing(able[0].roles, able[0].person, own.accounts, able[0].amount_max)


def bars(
    *, held: Held, lines: Sequence[int], accounts: Collection[str] | None = None
) -> list[Bar]:
    """Return who (of these accounts) may not approve lines of a plan that is held, and why."""
    return [Bar(row.person, row.act, tuple(row.lines)) for row in run(ROOM, "barred", {
        "site": held.site, "plan": held.id, "lines": list(lines),
        "accounts": None if accounts is None else sorted(accounts)})]


def consents(*, scope: Scope, plan: UUID) -> list[dict[str, Any]]:
    """Return the collections of signatures of a plan, newest first.

    One that is being collected is void as soon as one of its lines says something else.

    Raises `Forbidden`, `PlanNotFound`.
    """
    known = plan_row(scope=scope, id=plan)
    scope.need("counting.read", known.site)
    site = site_by_code(scope=scope, code=known.site).id
    rows = run(ROOM, "consents", {"site": site, "plan": plan})
    now = contents(scope=scope, site=site, plan=plan, lines=sorted({
        line for row in rows if row.state == "partly" for line in row.lines}))
    valueless = "value" in scope.at(known.site).hides
    return [{**row._asdict(), "amount": None if valueless else row.amount,
             "state": row.state if row.state != "partly" or binds(row, now) else "void",
             "signed": plain(row.signed)} for row in rows]


def signed_lists(*, scope: Scope, plan: UUID) -> list[SignedList]:
    """Return every list of lines of a plan that signatures or a rule posted, newest first.

    None for who counts the plan blind himself.  Raises `Forbidden`, `PlanNotFound`.
    """
    known = plan_row(scope=scope, id=plan)
    scope.need("counting.read", known.site)
    if masks(scope, known):
        return []
    return [SignedList(row.posting, row.signature, row.content_hash, tuple(row.lines), row.at)
            for row in run(ROOM, "signed_lists", {
                "site": site_by_code(scope=scope, code=known.site).id, "plan": plan})]


def binds(row: Any, now: Mapping[int, str]) -> bool:
    """Say whether a collection still binds what its lines say (`now`: those that wait)."""
    return bool(content_hash((line, now.get(line, "")) for line in row.lines) == row.content_hash)


def by_cause(*, scope: Scope, plan: UUID) -> list[CauseGroup]:
    """Return the lines that wait, grouped by the explanation that leads, the largest first.

    Approve a group by its lines and its hash.  Nothing waits for who counts the plan blind
    himself.  Raises `Forbidden`, `PlanNotFound`.
    """
    known = plan_row(scope=scope, id=plan)
    scope.need("counting.read", known.site)
    if masks(scope, known):
        return []
    groups: dict[tuple[tuple[str, ...], bool], list[Any]] = {}
    for row in run(ROOM, "causes", {
            "site": site_by_code(scope=scope, code=known.site).id, "plan": plan}):
        groups.setdefault((tuple(row.causes), row.certain), []).append(row)
    seen = "value" not in scope.at(known.site).hides
    found = [
        CauseGroup(
            causes, certain, tuple(row.id for row in rows),
            sum(max(row.variance, 0) for row in rows), sum(max(-row.variance, 0) for row in rows),
            int(sum(max(row.value, 0) for row in rows)) * seen,
            int(sum(max(-row.value, 0) for row in rows)) * seen,
            content_hash((row.id, content_of(row)) for row in rows))
        for (causes, certain), rows in groups.items()]
    return sorted(found, key=lambda group: (-len(group.lines), group.causes))
