"""What a rule on alerts says that cannot be meant.   预警规则判定

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pandian.governance.policies.kinds.alerts.words import (
    ALERTING,
    CONDITIONS,
    SAFETY,
    SAFETY_SNOOZE_HOURS_MAX,
    USED_BY,
)
from pandian.governance.words import ROLES
from pandian.kernel.words import Fault

QUIET = ("quiet_from", "quiet_to")


def alert_faults(content: Mapping[str, Any], pointer: str) -> list[Fault]:
    """Return everything that a whole rule on alerts says without sense."""
    condition = content["condition"]
    faults = [Fault(f"{pointer}/off", "alert_stays_on")] if (
        content.get("off") and condition in SAFETY) else []
    faults += [Fault(f"{pointer}/{field}", "policy_field_idle", (CONDITIONS[condition],))
              for field, users in USED_BY.items()
              if content.get(field) is not None and condition not in users]
    faults += _people_faults(content, pointer)
    faults += _quiet_faults(content, pointer)
    snooze = content.get("snooze_hours_max")
    if condition in SAFETY and isinstance(snooze, int) and snooze > SAFETY_SNOOZE_HOURS_MAX:
        faults.append(Fault(f"{pointer}/snooze_hours_max", "alert_snooze_safety",
                            (SAFETY_SNOOZE_HOURS_MAX,)))
    return faults


def _people_faults(content: Mapping[str, Any], pointer: str) -> list[Fault]:
    owner, above = content.get("owner"), content.get("escalate_to")
    named = [("owner", owner)] if isinstance(owner, str) else []
    named += [(f"escalate_to/{n}", role) for n, role in enumerate(
        above if isinstance(above, list | tuple) else ()) if isinstance(role, str)]
    faults = [Fault(f"{pointer}/{where}",
                    "policy_role_never_alerts" if role in ROLES else "policy_role_unknown", (role,))
              for where, role in named
              if role not in ROLES or ALERTING not in ROLES[role].capabilities]
    return faults + [Fault(f"{pointer}/{where}", "alert_owner_above", (role,))
                     for where, role in named if where != "owner" and role == owner]


def _quiet_faults(content: Mapping[str, Any], pointer: str) -> list[Fault]:
    hours = [content.get(name) for name in QUIET]
    if hours == [None, None]:
        return []
    if None in hours:
        return [Fault(f"{pointer}/{QUIET[hours.index(None)]}", "alert_quiet_half")]
    return [Fault(f"{pointer}/quiet_to", "alert_quiet_none")] if hours[0] == hours[1] else []


def decided_twice(
    code: str, content: Mapping[str, Any], others: Sequence[tuple[str, Mapping[str, Any]]]
) -> list[Fault]:
    """Return which other rules (code, content) decide the same condition."""
    return [Fault("/content/condition", "policy_condition_twice", (name,))
            for name, said in others
            if name != code and said.get("condition") == content.get("condition")]
