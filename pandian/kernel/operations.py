"""Recording what happened.   记录事实"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pandian.kernel.statements import affected
from pandian.kernel.words import Acting, FactDraft


def record(*, scope: Acting, site: int, kind: str, subject: str, data: dict[str, Any]) -> None:
    """Append one fact inside the caller's transaction: it is true exactly when the write is."""
    record_many(scope=scope, facts=[FactDraft(site, kind, subject, data)])


def record_many(*, scope: Acting, facts: Sequence[FactDraft]) -> None:
    """Append many facts in one statement inside the caller's transaction."""
    if not facts:
        return
    affected("kernel", "record", {
        "actor": scope.actor,
        "device": scope.device,
        "sites": [fact.site for fact in facts],
        "kinds": [fact.kind for fact in facts],
        "subjects": [fact.subject for fact in facts],
        "data": [json.dumps(fact.data, ensure_ascii=False, default=str) for fact in facts],
    })
