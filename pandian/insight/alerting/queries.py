"""Which alerts there are, what became of one, how conditions stand.   预警查询"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pandian.governance.policies.queries import active
from pandian.governance.queries import SiteNotFound, roles_held, site_ids
from pandian.governance.words import EVERYWHERE, Scope
from pandian.insight.alerting.rules import masked, may_of, stand_of, standing_of
from pandian.insight.alerting.words import (
    CONDITIONS,
    DAYS_OF,
    LOOK_AGE_MINUTES_MAX,
    PAGE_ROWS_MAX,
    SEVERITIES,
    STANDS,
    Alert,
    AlertCounts,
    AlertEvent,
    AlertFilter,
    AlertNotFound,
    AlertRefused,
    AlertRow,
    AlertsPage,
    CheckRow,
    LastLook,
    Standing,
)
from pandian.insight.words import HOUSE, HOUSE_SITE
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault
from pandian.lifecycle.policies.queries import policy_at

ROOM = "insight.alerting"
READ, DEAL = "insight.read", "insight.alert"
TURN = re.compile(r"(?P<key0>[01])_(?P<key1>[0-3])_(?P<key2>-?\d{1,12}(\.\d{1,9})?)_"
                  r"(?P<after>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.ASCII)
"""Where an alert stands in its list; a page goes on after such a place."""
TELLING = [name for name, condition in CONDITIONS.items() if condition.telling]


def reach(*, scope: Scope, site: str = "", capability: str = READ) -> dict[str, int]:
    """Return {code: id} of the sites whose alerts the scope reaches, `*` being the whole house.

    Raises `Forbidden`; governance's `SiteNotFound` for a site outside.
    """
    scope.need(capability)
    known = site_ids(scope=scope, capability=capability)
    if EVERYWHERE in scope.sites_with(capability):
        known[HOUSE] = HOUSE_SITE
    if not site:
        return known
    if site not in known:
        if site != HOUSE and scope.sees(site) and site in site_ids(scope=scope):
            scope.need(capability, site)
        raise SiteNotFound([Fault("/site", "not_found")])
    return {site: known[site]}


def alerts(
    *, scope: Scope, wanted: AlertFilter = AlertFilter(),  # noqa: B008  an immutable value
    limit: int = 50, after: str | None = None, now: datetime | None = None,
) -> AlertsPage:
    """Return a page of alerts that the scope may see.

    What would tell of something that who asks counts blind himself is left out.  Raises
    `Forbidden`, governance's `SiteNotFound`, `AlertRefused` for a filter that makes no sense.
    """
    _check(wanted)
    most = max(1, min(limit, PAGE_ROWS_MAX))
    rows, turns, total = _rows(scope, wanted, now or datetime.now(UTC), most + 1, _cursor(after))
    return AlertsPage(rows[:most], turns[most - 1] if len(rows) > most else None, total)


def _check(wanted: AlertFilter) -> None:
    faults = []
    if wanted.condition and wanted.condition not in CONDITIONS:
        faults.append(Fault("/condition", "not_a_choice", (", ".join(CONDITIONS),)))
    if wanted.severity and wanted.severity not in SEVERITIES:
        faults.append(Fault("/severity", "not_a_choice", (", ".join(SEVERITIES),)))
    if wanted.stand not in ("", "live", "all", *STANDS):
        faults.append(Fault("/stand", "alert_stand", (", ".join(STANDS),)))
    if faults:
        raise AlertRefused(faults)


def _cursor(after: str | None) -> dict[str, Any]:
    """Return after which turn a page goes on: the last alert itself may be gone by now."""
    found = TURN.fullmatch(after) if after else None
    if after and found is None:
        raise AlertRefused([Fault("/after", "cursor_invalid")])
    return found.groupdict() if found else dict.fromkeys(TURN.groupindex)


def _rows(
    scope: Scope, wanted: AlertFilter, now: datetime, limit: int, after: Mapping[str, Any],
    id: UUID | None = None,
) -> tuple[list[AlertRow], list[str], int]:
    known = reach(scope=scope, site=wanted.site)
    roles = roles_held(scope=scope)
    rows = run(ROOM, "alerts", {
        **_reader(scope, known, roles, now), **after, "id": id, "limit": limit,
        "closed": {"all": None}.get(wanted.stand, wanted.stand == "closed"),
        "stand": "" if wanted.stand == "all" else wanted.stand, "condition": wanted.condition,
        "severity": wanted.severity, "holder": wanted.person, "subject": wanted.subject,
        "overdue": wanted.overdue, "mine": wanted.mine})
    return ([_row(scope, row, roles, now) for row in rows], [row.turn for row in rows],
            rows[0].total if rows else 0)


def _reader(
    scope: Scope, known: dict[str, int], roles: Collection[tuple[str, str]], now: datetime
) -> dict[str, Any]:
    pairs = sorted(roles)
    return {"sites": list(known.values()), "codes": list(known), "person": scope.actor,
            "roles": [role for role, _ in pairs], "role_sites": [site for _, site in pairs],
            "telling": TELLING, "now": now}


def _row(scope: Scope, row: Any, roles: Collection[tuple[str, str]], now: datetime) -> AlertRow:
    stand = stand_of(closed_how=row.closed_how, snoozed_to=row.snoozed_to, person=row.person,
                     now=now)
    fit = any(role in row.roles and site in (row.site_code, EVERYWHERE) for role, site in roles)
    usual = CONDITIONS.get(row.condition)
    deals = scope.may(DEAL, row.site_code) if row.site_code != HOUSE else (
        EVERYWHERE in scope.sites_with(DEAL))
    return AlertRow(
        row.site_code, row.id, row.condition, row.severity, row.subject, row.plan,
        masked(row.condition, row.facts, scope.at(row.site_code).hides), row.times, row.since,
        row.first_seen, max(row.last_seen, row.looked_at or row.last_seen), stand,
        tuple(row.roles), row.step, row.person, row.due_at,
        stand in ("open", "taken") and now > row.due_at,
        row.quiet_to if row.quiet_to and row.quiet_to > now else None,
        row.snoozed_to if stand == "snoozed" else None, row.closed_at, row.closed_how,
        row.closed_by, row.holds, row.policy, row.version,
        stand != "closed" and (row.person == scope.actor or (not row.person and fit)),
        may_of(row.condition, stand=stand, person=row.person, actor=scope.actor,
               holds=row.holds, closed_how=row.closed_how,
               snoozes=usual is not None) if deals else ())


def alert(*, scope: Scope, id: UUID, now: datetime | None = None) -> Alert:
    """Return one alert with its history and how its condition stands now.

    Raises `Forbidden`, and `AlertNotFound` for one that is not there, outside the scope, or about
    something that who asks counts blind himself.
    """
    now = now or datetime.now(UTC)
    rows, *_ = _rows(scope, AlertFilter(stand="all"), now, 1, _cursor(None), id=id)
    if not rows:
        raise AlertNotFound([Fault("/id", "alert_unknown")])
    row = rows[0]
    site = reach(scope=scope, site=row.site)[row.site]
    events = [AlertEvent(*each) for each in run(ROOM, "events", {"site": site, "alert": id})]
    return Alert(row, tuple(_shown(scope, row, each) for each in events),
                 standings(scope=scope, site=row.site, number=site, now=now)[row.condition])


def _shown(scope: Scope, row: AlertRow, event: AlertEvent) -> AlertEvent:
    return event._replace(data=masked(row.condition, event.data, scope.at(row.site).hides))


def alert_counts(*, scope: Scope, site: str = "", now: datetime | None = None) -> AlertCounts:
    """Return how many alerts wait, for a badge.  Raises `Forbidden`, `SiteNotFound`."""
    known = reach(scope=scope, site=site)
    row = one(ROOM, "counts", _reader(scope, known, roles_held(scope=scope),
                                      now or datetime.now(UTC)))
    return AlertCounts(*row) if row else AlertCounts(0, 0, 0, 0, 0, 0)


def last_look(*, scope: Scope, now: datetime | None = None) -> LastLook:
    """Return when the sites of a scope were looked at: `late`, and no alert means nothing.

    The site looked at longest ago decides.  Raises `Forbidden`.
    """
    known = reach(scope=scope)
    row = one(ROOM, "looks", {"sites": list(known.values())})
    at, never = (row.at, row.never) if row else (None, len(known))
    oldest = (now or datetime.now(UTC)) - timedelta(minutes=LOOK_AGE_MINUTES_MAX)
    return LastLook(at, never, at is None or at < oldest)


def standings(
    *, scope: Scope, site: str, number: int, now: datetime
) -> dict[str, Standing]:
    """Return how every condition stands at a site (`*`: in the house), by its rules, else default.

    `number` is the site's id, from whom has seen that the scope reaches it.
    """
    rules = {row.content.get("condition"): row for row in active(
        scope=scope, kind="alert", site=site, at=now, number=number)}
    days = {} if site == HOUSE else {
        name: int(policy_at(scope=scope, site=number, name=policy))
        for name, policy in DAYS_OF.items()}
    return {name: standing_of(name, rules[name].content if name in rules else None,
                              rules.get(name), days=days.get(name)) for name in CONDITIONS}


def checks(*, scope: Scope, site: str, now: datetime | None = None) -> list[CheckRow]:
    """Return every condition of a site: by which rule, looked at when, with what.

    Raises `Forbidden`, governance's `SiteNotFound`.
    """
    number = reach(scope=scope, site=site)[site]
    standing = standings(scope=scope, site=site, number=number, now=now or datetime.now(UTC))
    known = {row.condition: row for row in run(ROOM, "checks", {"site": number})}
    return [_check_row(site, name, standing[name], known.get(name)) for name in here(site)]


def _check_row(site: str, name: str, standing: Standing, row: Any) -> CheckRow:
    if row is None:
        return CheckRow(site, name, standing, None, 0, None, "", 0)
    return CheckRow(site, name, standing, row.at, row.found, row.failed_at, row.error, row.open)


def here(site: str) -> list[str]:
    """Return the conditions that are looked at for a site, or for the house (`*`)."""
    return [name for name, condition in CONDITIONS.items()
            if (condition.house if site == HOUSE else condition.sites)]


