"""Which photo shows which line, and what is wrong with how a step says it.   行照片规则

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pandian.kernel.words import Fault
from pandian.lifecycle.picturing.words import (
    LINE_PHOTOS,
    PHOTOS_OF_LINE_MAX,
    PHOTOS_OF_STEP_MAX,
)

DIGEST = re.compile(r"[0-9a-f]{64}")


def pictured(evidence: Mapping[str, Any]) -> dict[str, int]:
    """Return the line that each photo of a step shows, by digest; what is malformed is left out."""
    said = evidence.get(LINE_PHOTOS)
    if not isinstance(said, Mapping):
        return {}
    return {digest: int(line) for line, digests in said.items()
            if str(line).isascii() and str(line).isdecimal() and isinstance(digests, list)
            for digest in digests if isinstance(digest, str) and DIGEST.fullmatch(digest)}


def shape_faults(evidence: Mapping[str, Any], lines: Collection[int]) -> Iterator[Fault]:
    """Yield what is wrong with the photos of lines, whether or not they are kept."""
    if LINE_PHOTOS not in evidence:
        return
    said, where = evidence[LINE_PHOTOS], f"/evidence/{LINE_PHOTOS}"
    most = (PHOTOS_OF_LINE_MAX, PHOTOS_OF_STEP_MAX)
    if not isinstance(said, Mapping):
        yield Fault(where, "line_photos_wrong", most)
        return
    known = {str(line) for line in lines}
    for line, digests in said.items():
        if line not in known:
            yield Fault(f"{where}/{str(line)[:20]}", "line_photos_line", (str(line)[:20],))
        elif not isinstance(digests, list) or not 0 < len(digests) <= PHOTOS_OF_LINE_MAX \
                or not all(isinstance(one, str) and DIGEST.fullmatch(one) for one in digests):
            yield Fault(f"{where}/{line}", "line_photos_wrong", most)
    if sum(len(one) for one in said.values() if isinstance(one, list)) > PHOTOS_OF_STEP_MAX:
        yield Fault(where, "line_photos_wrong", most)
