"""Which channels there are, how they send, what became of their messages.   外发查询"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from pandian.governance.queries import SiteNotFound, site_ids
from pandian.governance.words import EVERYWHERE, SYSTEM, Scope
from pandian.insight.delivery.words import (
    AGAIN_DAYS,
    CAPABILITY,
    FAILED_HOURS,
    MESSAGES_SHOWN,
    ChannelNotFound,
    ChannelRow,
    MessageRow,
)
from pandian.insight.words import HOUSE, HOUSE_SITE
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault

ROOM = "insight.delivery"


class DeliveryHealth(NamedTuple):
    """How channels that are on send: `failing` failed last, `failed` messages did of late."""

    channels: int
    failing: int
    failed: int
    retrying: int


def reach(*, scope: Scope, site: str = "") -> dict[str, int]:
    """Return {code: id} of the sites whose channels the scope may set, `*` being the house.

    Raises `Forbidden`; governance's `SiteNotFound` for a site outside.
    """
    scope.need(CAPABILITY)
    known = site_ids(scope=scope, capability=CAPABILITY)
    if EVERYWHERE in scope.sites_with(CAPABILITY):
        known[HOUSE] = HOUSE_SITE
    if not site:
        return known
    if site not in known:
        if site != HOUSE and scope.sees(site) and site in site_ids(scope=scope):
            scope.need(CAPABILITY, site)
        raise SiteNotFound([Fault("/site", "not_found")])
    return {site: known[site]}


def channels(*, scope: Scope, site: str = "") -> list[ChannelRow]:
    """Return the channels that the scope may set.  Raises `Forbidden`, `SiteNotFound`."""
    return _channels(reach(scope=scope, site=site))


def channel(*, scope: Scope, id: UUID) -> ChannelRow:
    """Return one channel.  Raises `Forbidden`; `ChannelNotFound`, for one outside too."""
    rows = _channels(reach(scope=scope), id)
    if not rows:
        raise ChannelNotFound([Fault("/id", "channel_unknown")])
    return rows[0]


def _channels(known: dict[str, int], id: UUID | None = None) -> list[ChannelRow]:
    rows = run(ROOM, "channels", {
        "sites": list(known.values()), "codes": list(known), "id": id,
        "since": datetime.now(UTC) - timedelta(days=AGAIN_DAYS)})
    wanted = any(row.sites for row in rows)
    names = {number: code for code, number in site_ids(scope=SYSTEM).items()} if wanted else {}
    return [_row(row, names | {HOUSE_SITE: HOUSE}) for row in rows]


def _row(row: Any, names: dict[int, str]) -> ChannelRow:
    return ChannelRow(
        row.site_code, row.id, row.name, row.kind, row.shown, row.language, row.time_zone,
        tuple(sorted(names[each] for each in row.sites if each in names)), tuple(row.roles),
        tuple(row.conditions), tuple(row.severities), row.figures, row.pace, row.every,
        quiet_of(row), row.urgent, row.active, row.version, row.changed_at, row.changed_by,
        row.sends, row.sent_at, row.tries, row.waiting_why or row.last_why, row.waiting,
        row.failed)


def quiet_of(row: Any) -> tuple[int, int] | None:
    """Return the quiet hours of a channel as it is kept."""
    return None if row.quiet_from is None else (row.quiet_from, row.quiet_to)


def messages(*, scope: Scope, id: UUID) -> list[MessageRow]:
    """Return the newest messages of a channel.  Raises `Forbidden`, `ChannelNotFound`."""
    row = channel(scope=scope, id=id)
    site = reach(scope=scope, site=row.site)[row.site]
    return [MessageRow(*each) for each in run(ROOM, "messages", {
        "site": site, "channel": id, "limit": MESSAGES_SHOWN})]


def delivery_health(*, scope: Scope, now: datetime | None = None) -> DeliveryHealth:
    """Return how the channels send, of the whole house; names none.  Raises `Forbidden`."""
    scope.need(CAPABILITY)
    since = (now or datetime.now(UTC)) - timedelta(hours=FAILED_HOURS)
    row = one(ROOM, "health", {"since": since})
    assert row is not None
    return DeliveryHealth(*row)
