"""Issuing the certificate of a closed plan: kept as it is handed out.   凭证操作"""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.counting.certifying.queries import ROOM, Draft, closed, draft, last_issue
from pandian.counting.certifying.rules import changes, code_of, sealed, state_hash
from pandian.counting.certifying.words import CERTIFICATE_VERSION, CHANGES_MAX, Issued
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.statements import affected
from pandian.ledger.operations import seal

GZIP_LEVEL = 6


def issue(*, scope: Scope, plan: UUID) -> Issued:
    """Return the certificate of a closed plan; it is kept, and the same for every later reader.

    The site's book is sealed first.  When the count has changed since the last certificate (late
    paper healed a line) a new one is issued: it names the one before and the rows that changed.
    Raises `Forbidden`, `PlanNotFound`, `PlanConflict` while the plan is open.
    """
    site = closed(scope, plan).site
    seal(scope=scope, site=site_by_code(scope=scope, code=site).id)
    with transaction.atomic():
        found = draft(scope=scope, plan=plan)
        state = state_hash(found.head, found.sections)
        last = last_issue(found=found)
        if last is not None and last.state_hash == state:
            return last
        if _keep(scope, found, last, state):
            kept = last_issue(found=found)
            assert kept is not None
            return kept
    return issue(scope=scope, plan=plan)  # another call kept this issue a moment before


def _keep(scope: Scope, found: Draft, last: Issued | None, state: str) -> int:
    """Write the next certificate; 0 when somebody else did so."""
    now = datetime.now(UTC)
    before: Any = last.body if last else {}
    changed = changes(before, found.sections)
    number = last.issue + 1 if last else 1
    head = {**found.head, "issue": number, "issued_at": now.isoformat(),
            "previous": last.content_hash if last else None, "changed": len(changed)}
    body = sealed(head, {**found.sections, "changes": changed[:CHANGES_MAX]})
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    content_hash = str(body["content_hash"])
    kept = affected(ROOM, "insert_certificate", {
        "site": found.site, "plan": found.known.id, "omitted": list(found.omitted),
        "issue": number, "version": CERTIFICATE_VERSION, "code": code_of(content_hash),
        "content_hash": content_hash, "state_hash": state,
        "body": gzip.compress(data, GZIP_LEVEL, mtime=0), "actor": scope.actor, "now": now})
    if kept:
        record(scope=scope, site=found.site, kind="counting.certificate_issued",
               subject=f"count:{found.known.id}", data={
                   "issue": number, "content_hash": content_hash, "changed": len(changed)})
    return kept
