"""Reading the inbox: trays, devices, observations.   采集查询"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pandian.capture.words import TRAYS, InstallRow, ObservationRow, TrayRow
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Fault, Refused

PAGE_MAX = 1_000


class QueryRefused(Refused):
    """The question itself is wrong."""

    status = 400


def _sites(scope: Scope, capability: str, site: str | None) -> dict[str, list[int] | list[str]]:
    known = site_ids(scope=scope, capability=capability)
    chosen = {code: id for code, id in known.items() if site in (None, code)}
    return {"sites": list(chosen.values()), "codes": list(chosen)}


def tray(
    *, scope: Scope, site: str | None = None, tray: str = "", limit: int = PAGE_MAX
) -> list[TrayRow]:
    """Return the observations that wait (of one tray, or of all), newest first.

    Those who may read counts see all of their sites, a counter sees his own.  Raises
    `QueryRefused` for an unknown tray.
    """
    if tray not in TRAYS:
        raise QueryRefused([Fault("/tray", "tray_unknown")])
    reads = scope.may("counting.read")
    rows = run("capture", "tray", {
        **_sites(scope, "counting.read" if reads else "capture.push", site), "tray": tray,
        "person": None if reads else scope.actor, "limit": min(limit, PAGE_MAX)})
    return [TrayRow(*row) for row in rows]


def observations(
    *, scope: Scope, tasks: Sequence[UUID] | None = None, ids: Sequence[UUID] | None = None,
    person: str | None = None, limit: int = PAGE_MAX,
) -> list[ObservationRow]:
    """Return stored observations of tasks, ids or a person, newest first.

    Without counting.read only one's own are returned.
    """
    reads = scope.may("counting.read")
    rows = run("capture", "observations", {
        **_sites(scope, "counting.read" if reads else "capture.push", None),
        "tasks": list(tasks) if tasks is not None else None,
        "ids": list(ids) if ids is not None else None,
        "person": person if reads else scope.actor, "limit": limit})
    return [ObservationRow(*row) for row in rows]


def installs(*, scope: Scope, site: str | None = None) -> list[InstallRow]:
    """Return the devices of the scope's sites, last heard of first.  Needs counting.plan."""
    scope.need("counting.plan")
    rows = run("capture", "installs", {
        **_sites(scope, "counting.plan", site), "limit": PAGE_MAX})
    return [InstallRow(*row) for row in rows]
