"""How tasks are packed: a page of whole tasks, each with a version of its content.   下载规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any


def fitting(sizes: Sequence[int], *, limit: int) -> int:
    """Return how many tasks from the first fit into a page of so many rows; at least one."""
    rows = 0
    for number, size in enumerate(sizes):
        rows += size
        if number and rows > limit:
            return number
    return len(sizes)


def version_of(content: Mapping[str, Any]) -> int:
    """Return a number that changes when what a phone is told of a task changes."""
    text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=True)
    return zlib.crc32(text.encode())
