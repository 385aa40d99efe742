"""Keeping masters with the records, as they were.   主数据快照"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import UTC, date, datetime

from pandian.catalog.queries import masters
from pandian.governance.words import Scope
from pandian.kernel.statements import affected

ROOM = "lifecycle.records"


def keep_masters(*, scope: Scope, items: Collection[str], on: date) -> int:
    """Keep how some items are now, in the caller's transaction; return how many had changed.

    Name, unit, attributes, registrations and trade numbers: what a record shows of an item is what
    it was when the thing happened, whatever the master becomes later.  `on` is the day at the site:
    a registration that ended yesterday there is none, also while it is still yesterday in UTC.
    """
    found = masters(scope=scope, codes=items, on=on)
    if not found:
        return 0
    texts = {code: json.dumps(content, ensure_ascii=False, sort_keys=True)
             for code, content in sorted(found.items())}
    return affected(ROOM, "keep_masters", {
        "now": datetime.now(UTC), "items": list(texts), "contents": list(texts.values()),
        "digests": [hashlib.sha256(text.encode()).hexdigest() for text in texts.values()]})
