"""What a whole rule says that cannot be meant.   规则含义判定

Pure.  That each field by itself is sound stands in policies/rules.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pandian.governance.policies.kinds.alerts.rules import alert_faults
from pandian.governance.policies.kinds.words import KINDS, Kind
from pandian.governance.words import ROLES
from pandian.kernel.words import Fault, Label


def meaning_faults(kind: str, content: Mapping[str, Any], pointer: str) -> list[Fault]:
    """Return what a whole content says that cannot be meant."""
    if kind == "count.tolerance":
        return _tolerance_faults(content, pointer)
    if kind == "approval.matrix":
        return _matrix_faults(content, pointer)
    if kind == "alert":
        return alert_faults(content, pointer)
    if kind not in ("count.plan", "count.trigger"):
        return []
    return [*_strategy_faults(KINDS[kind], content, pointer), *_trigger_faults(content, pointer)]


def _trigger_faults(content: Mapping[str, Any], pointer: str) -> list[Fault]:
    """Return whether a rule on triggers keeps nothing back, or names roles that never may."""
    limits = ("how.silent", "exceptions.per_day_max", "exceptions.cooldown_hours")
    faults = [Fault(f"{pointer}/{limits[0]}", "policy_trigger_idle")
              ] if content["strategy"] == "stage" and not any(map(content.get, limits)) else []
    return faults + _role_faults(content.get("who.roles") or (), f"{pointer}/who.roles",
                                 "counting.plan", "policy_role_never_plans")


def _strategy_faults(kind: Kind, content: Mapping[str, Any], pointer: str) -> list[Fault]:
    """Return what the strategy of a counting rule lacks, and what it would never read."""
    strategy = content["strategy"]
    needed = kind.needs.get(strategy, ())
    called = dict(kind.fields[0].choices)[strategy]
    faults = [] if not needed or any(content.get(key) for key in needed) else [
        Fault(f"{pointer}/{needed[0]}", "policy_field_missing", (called, _named_fields(
            kind, needed)))]
    return faults + [Fault(f"{pointer}/{key}", "policy_field_idle", (called,))
                     for key, users in kind.used_by.items()
                     if content.get(key) is not None and strategy not in users]


def _named_fields(kind: Kind, names: Sequence[str]) -> Label:
    """Return fields as people call them: one or the other."""
    labels = [field.label for field in kind.fields if field.name in names]
    return Label(" / ".join(each.zh for each in labels), " / ".join(each.en for each in labels))


def _tolerance_faults(content: Mapping[str, Any], pointer: str) -> list[Fault]:
    keys = content.get("keys") or ()
    faults = []
    if content["level"] == "organisation" and keys:
        faults.append(Fault(f"{pointer}/keys", "policy_keys_given"))
    if content["level"] != "organisation" and not keys:
        faults.append(Fault(f"{pointer}/keys", "policy_keys_missing"))
    return faults


def _matrix_faults(content: Mapping[str, Any], pointer: str) -> list[Fault]:
    faults = []
    rows = content["rows"]
    said = [(row["from"], tuple(sorted(row.get("classes") or ())), bool(row.get("repeat")))
            for row in rows]
    for n, row in enumerate(rows):
        if said[n] in said[:n]:
            faults.append(Fault(f"{pointer}/rows/{n}", "policy_bands_repeat",
                                (said.index(said[n]),)))
        faults += [Fault(f"{pointer}/rows/{n}/roles/{m}", "policy_role_unknown", (role,))
                   for m, role in enumerate(row.get("roles") or ()) if role not in ROLES]
        faults += _escalation_faults(row, f"{pointer}/rows/{n}")
    if (0, (), False) not in said:
        faults.append(Fault(f"{pointer}/rows", "policy_first_band"))
    return faults + _auto_faults(content, pointer)


def _escalation_faults(row: Mapping[str, Any], pointer: str) -> list[Fault]:
    """Return what is wrong with passing a band on: no hours, or a role that never may sign."""
    given = row.get("escalate_to") or ()
    faults = [] if not given or row.get("hours") else [Fault(f"{pointer}/hours", "missing")]
    return faults + _role_faults(given, f"{pointer}/escalate_to", "counting.approve",
                                 "policy_role_never_signs")


def _role_faults(
    roles: Sequence[str], pointer: str, capability: str, never: str
) -> list[Fault]:
    return [Fault(f"{pointer}/{n}", never if role in ROLES else "policy_role_unknown", (role,))
            for n, role in enumerate(roles)
            if role not in ROLES or capability not in ROLES[role].capabilities]


def _auto_faults(content: Mapping[str, Any], pointer: str) -> list[Fault]:
    """Return what is wrong with approving by itself: it has a name, and stays in its band."""
    name, limit = content.get("auto.name"), content.get("auto.amount_max")
    if name is None and limit is None:
        return [Fault(f"{pointer}/auto.name", "missing")] if content.get("auto.classes") else []
    if name is None or limit is None:
        return [Fault(f"{pointer}/auto.{'name' if name is None else 'amount_max'}", "missing")]
    above = [row["from"] for row in content["rows"] if row["from"] > 0
             and not row.get("classes") and not row.get("repeat")]
    if above and limit >= min(above):
        return [Fault(f"{pointer}/auto.amount_max", "policy_auto_band", (min(above),))]
    return []
