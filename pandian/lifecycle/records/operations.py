"""Keeping masters with the records, as they were.   主数据快照"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import UTC, datetime

from pandian.catalog.queries import masters
from pandian.governance.words import Scope
from pandian.kernel.statements import affected

ROOM = "lifecycle.records"


def keep_masters(*, scope: Scope, items: Collection[str]) -> int:
    """Keep how some items are now, in the caller's transaction; return how many had changed.

    Name, unit, attributes, registrations and trade numbers: what a record shows of an item is what
    it was when the thing happened, whatever the master becomes later.
    """
    found = masters(scope=scope, codes=items)
    if not found:
        return 0
    texts = {code: json.dumps(content, ensure_ascii=False, sort_keys=True)
             for code, content in sorted(found.items())}
    return affected(ROOM, "keep_masters", {
        "now": datetime.now(UTC), "items": list(texts), "contents": list(texts.values()),
        "digests": [hashlib.sha256(text.encode()).hexdigest() for text in texts.values()]})
