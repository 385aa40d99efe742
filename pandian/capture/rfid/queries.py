"""Reading passes, their tags, the alerts and the rates.   射频查询"""

from __future__ import annotations

from uuid import UUID

from pandian.capture.rfid.rules import estimate
from pandian.capture.rfid.words import (
    FIT_PPM_MIN,
    PASSES_MAX,
    READERS_MAX,
    TAGS_MAX,
    AlertRow,
    Estimate,
    PassNotFound,
    PassRow,
    Rate,
    ReaderRow,
    TagRow,
)
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault


def _reading(scope: Scope) -> str:
    """Return the capability under which this scope reads passes: all, or those he made."""
    if scope.may("counting.read"):
        return "counting.read"
    scope.need("capture.push")
    return "capture.push"


def _sites(scope: Scope, capability: str, site: str | None) -> dict[str, list[int] | list[str]]:
    """Return the ids and codes asked for.  Raises `SiteNotFound` for one that is not seen."""
    if site is not None:
        site_by_code(scope=scope, code=site)
    known = site_ids(scope=scope, capability=capability)
    chosen = {code: id for code, id in known.items() if site in (None, code)}
    return {"sites": list(chosen.values()), "codes": list(chosen)}


def readers(*, scope: Scope, site: str | None = None) -> list[ReaderRow]:
    """Return the registered readers of the scope's sites.  Needs counting.read or capture.push."""
    rows = run("capture.rfid", "readers", {
        **_sites(scope, _reading(scope), site), "reader": None, "limit": READERS_MAX})
    return [ReaderRow(*row) for row in rows]


def passes(
    *, scope: Scope, site: str | None = None, task: UUID | None = None, id: UUID | None = None,
    limit: int = PASSES_MAX,
) -> list[PassRow]:
    """Return passes, newest first; without counting.read only one's own.

    Raises `Forbidden`.
    """
    capability = _reading(scope)
    rows = run("capture.rfid", "passes", {
        **_sites(scope, capability, site), "id": id, "task": task,
        "person": None if capability == "counting.read" else scope.actor,
        "limit": min(limit, PASSES_MAX)})
    return [PassRow(*row)._replace(places=tuple(row.places)) for row in rows]


def pass_by_id(*, scope: Scope, id: UUID) -> PassRow:
    """Return one pass.  Raises `PassNotFound`, `Forbidden`."""
    found = passes(scope=scope, id=id, limit=1)
    if not found:
        raise PassNotFound([Fault("/id", "not_found")])
    return found[0]


def tags(*, scope: Scope, of: PassRow, limit: int = TAGS_MAX) -> list[TagRow]:
    """Return the tags of a pass that was read under this scope, those that wait first."""
    rows = run("capture.rfid", "pass_tags", {
        "site": site_ids(scope=scope, capability=_reading(scope))[of.site], "pass": of.id,
        "limit": min(limit, TAGS_MAX)})
    return [TagRow(*row) for row in rows]


def alerts(
    *, scope: Scope, site: str | None = None, of: UUID | None = None, limit: int = PASSES_MAX
) -> list[AlertRow]:
    """Return serials seen in two places within an hour, newest first (of one pass: `of`).

    Raises `Forbidden`.
    """
    scope.need("counting.read")
    rows = run("capture.rfid", "alerts", {
        **_sites(scope, "counting.read", site), "pass": of, "limit": min(limit, PASSES_MAX)})
    return [AlertRow(*row) for row in rows]


def rates(*, scope: Scope, site: str | None = None) -> list[Rate]:
    """Return how often present tags are read, over all passes over known stock.

    Raises `Forbidden`.
    """
    _reading(scope)
    rows = run("capture.rfid", "rates", {
        "sites": _sites(scope, _reading(scope), site)["sites"], "fit_ppm": FIT_PPM_MIN})
    return [Rate(*row) for row in rows]


def compare(*, scope: Scope, first: PassRow, second: PassRow) -> Estimate:
    """Return what two passes at one site say of the tags there.  Raises `PassNotFound`."""
    if first.site != second.site:
        raise PassNotFound([Fault("/other", "not_found")])
    row = one("capture.rfid", "both", {
        "site": site_ids(scope=scope, capability=_reading(scope))[first.site],
        "first": first.id, "second": second.id})
    assert row is not None
    return estimate(row.first, row.second, row.both)
