"""What holds at a site.   单据策略查询"""

from __future__ import annotations

from typing import Any

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.lifecycle.policies.rules import standing
from pandian.lifecycle.policies.words import EVERY_SITE, POLICIES, PolicyRow

ROOM = "lifecycle.policies"


def policies_of(*, scope: Scope, site: SiteRow) -> dict[str, Any]:
    """Return every policy of a site that the caller has found through the scope."""
    return standing({row.name: row.value for row in run(ROOM, "policies", {"site": site.id})})


def policy_at(*, scope: Scope, site: int, name: str) -> Any:
    """Return one policy of a site (by id) that the caller has found through the scope."""
    return standing({row.name: row.value for row in run(ROOM, "policies", {"site": site})})[name]


def list_policies(*, scope: Scope, site: str) -> list[PolicyRow]:
    """Return every policy of a site with who decided it, in the order of the table.

    Raises `Forbidden`, and governance's `SiteNotFound`.
    """
    here = site_by_code(scope=scope, code=site, capability="lifecycle.read")
    found = {row.name: row for row in run(ROOM, "policies", {"site": here.id})}
    return [
        PolicyRow(name, found[name].value, site if found[name].site else EVERY_SITE,
                  found[name].actor, found[name].at) if name in found
        else PolicyRow(name, policy.default, "", "", None)
        for name, policy in POLICIES.items()]
