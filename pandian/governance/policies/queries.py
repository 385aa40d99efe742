"""Which rules hold where and why, what there is of versions, where sites drift.   规则查询"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.policies.rules import (
    Version,
    content_digest,
    drift_hash,
    drift_subject,
    refusals,
    resolve,
    state_of,
)
from pandian.governance.policies.words import (
    CENTRAL,
    CENTRAL_SITE,
    DriftRow,
    PolicyNotFound,
    PolicyRow,
    VersionRow,
)
from pandian.governance.queries import site_by_code, site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Fault, Label

ROOM = "governance.policies"
READING = ("governance.rule", "governance.adopt", "counting.read", "counting.plan", "audit.read")
VERSIONS_PAGE_MAX = 1_000


def active(
    *, scope: Scope, kind: str, site: str, at: datetime, number: int | None = None
) -> list[PolicyRow]:
    """Return the rules of a kind that hold at a site (`*`: the central ones) at an instant.

    By code.  Central content under the site's own.  `number`: the site's id, from whom has seen
    that the scope reaches it.  Raises governance's `SiteNotFound`.
    """
    assert kind in KINDS, kind
    if number is None:
        number = CENTRAL_SITE if site == CENTRAL else site_by_code(scope=scope, code=site).id
    rows = run(ROOM, "active", {"kind": kind, "site": number, "at": at})
    return [_policy(kind, site, row) for row in rows]


def _policy(kind: str, site: str, row: Any) -> PolicyRow:
    held = resolve(_central(row), _local(site, row))
    assert held is not None
    content = plain(row.content)
    return PolicyRow(
        row.id, row.code, kind, row.version, CENTRAL if row.local_id is None else site, content,
        Label(row.label_zh or row.code, row.label_en or row.code), content_digest(content),
        row.effective_from, held.chain)


def _central(row: Any) -> Version | None:
    if row.central_id is None:
        return None
    return Version(row.central_id, CENTRAL, row.central_version, plain(row.central_content),
                   plain(row.control))


def _local(site: str, row: Any) -> Version | None:
    if row.local_id is None:
        return None
    return Version(row.local_id, site, row.local_version, plain(row.local_content),
                   by_centre=row.central_approval)


def plain(value: Any) -> Any:
    """Return stored JSON as values, whichever way the connection gives it."""
    return json.loads(value) if isinstance(value, str) else value


def readable(*, scope: Scope) -> dict[str, int]:
    """Return {code: id} of the sites whose rules the scope may read, the central ones with them.

    Raises `Forbidden` for who may read none.
    """
    if not any(scope.may(one) for one in READING):
        scope.need(READING[0])
    known: dict[str, int] = {CENTRAL: CENTRAL_SITE}
    for capability in READING:
        known |= site_ids(scope=scope, capability=capability)
    return known


def versions(
    *, scope: Scope, kind: str = "", code: str = "", site: str | None = None,
    at: datetime | None = None, limit: int = VERSIONS_PAGE_MAX,
) -> list[VersionRow]:
    """Return versions that the scope may read, by kind, code and site, the newest first.

    States are those of `at` (None: now).  Raises `Forbidden`.
    """
    known = readable(scope=scope)
    chosen = [id for name, id in known.items() if site in (None, name)]
    return _versions(chosen, at, kind=kind, code=code, limit=limit)


def version(*, scope: Scope, id: UUID, at: datetime | None = None) -> VersionRow:
    """Return one version.  Raises `Forbidden`, `PolicyNotFound`."""
    rows = _versions(list(readable(scope=scope).values()), at, ids=[id])
    if not rows:
        raise PolicyNotFound([Fault("/id", "not_found")])
    return rows[0]


def _versions(
    sites: Sequence[int], at: datetime | None, *, kind: str = "", code: str = "",
    ids: Sequence[UUID] | None = None, limit: int = VERSIONS_PAGE_MAX,
) -> list[VersionRow]:
    rows = run(ROOM, "versions", {
        "sites": list(sites), "kind": kind, "code": code,
        "ids": None if ids is None else list(ids), "limit": max(1, min(limit, VERSIONS_PAGE_MAX))})
    now = at or datetime.now(UTC)
    return [version_row(row, now) for row in rows]


def version_row(row: Any, at: datetime) -> VersionRow:
    """Return a stored version as a value, with its state at an instant."""
    return VersionRow(
        row.id, row.site_code, row.kind, row.code, row.version,
        Label(row.label_zh, row.label_en), plain(row.content),
        plain(row.control), row.content_hash, row.reason, state_of(row, at), row.author,
        row.created_at, row.changed_at, row.rehearsed_at, row.evidence, row.waived_by,
        row.waiver, row.approved_by, row.approved_at, row.central_approval, row.effective_from,
        row.holds_to, row.ends_at, row.withdrawn_by, row.withdrawn_at, row.withdrawal)


def drift(*, scope: Scope, at: datetime | None = None) -> list[DriftRow]:
    """Return how the sites of the scope stand to the central rules: site x key.

    A site without a version of its own inherits a rule as a whole: one line without key.  Raises
    `Forbidden`.
    """
    known = {"sites": list(readable(scope=scope).values()), "at": at or datetime.now(UTC)}
    rows = [each for row in run(ROOM, "drifting", known) for each in _drifts(row)]
    rows += [DriftRow(row.site_code, row.kind, row.code, "", "inherited", None, None, row.author,
                      row.reason, None, row.id) for row in run(ROOM, "inherited", known)]
    return signed(scope=scope, rows=sorted(rows, key=lambda row: row[:4]))


def signed(*, scope: Scope, rows: Sequence[DriftRow]) -> list[DriftRow]:
    """Return lines of a drift report with their hashes and who signed exactly what they say."""
    hashed = [row._replace(hash=drift_hash(row)) for row in rows]
    subjects = [drift_subject(row) for row in hashed]
    known = {row.subject: row for row in run(ROOM, "signed", {
        "subjects": subjects, "hashes": [row.hash for row in hashed]})} if hashed else {}
    return [row._replace(signed_by=known[subject].code, signed_at=known[subject].at)
            if subject in known else row
            for row, subject in zip(hashed, subjects, strict=True)]


def _drifts(row: Any) -> list[DriftRow]:
    central: Mapping[str, Any] = plain(row.central) or {}
    local: Mapping[str, Any] = plain(row.local)
    without = refusals(local, plain(row.control) or {}, by_centre=row.central_approval)
    found = []
    for key in sorted({*central, *local}):
        if key not in local:
            how = "inherited"
        elif row.ended:
            how = "expired"
        elif row.central_id is None:
            how = "own"
        else:
            how = without.get(key, "overridden")
        found.append(DriftRow(
            row.site_code, row.kind, row.code, key, how, central.get(key), local.get(key),
            row.author, row.reason, row.ends_at, row.id))
    return found
