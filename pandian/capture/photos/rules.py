"""What bytes are a photo.   照片规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

import hashlib
import re

from pandian.capture.photos.words import PHOTO_BYTES_MAX, TYPES
from pandian.kernel.words import Fault

DIGEST = re.compile(r"[0-9a-f]{64}")


def type_of(content: bytes) -> str:
    """Return the type of a picture by its first bytes, '' when it is none that we keep."""
    for name, beginnings in TYPES.items():
        if content.startswith(beginnings):
            return name if name != "image/webp" or content[8:12] == b"WEBP" else ""
    return ""


def photo_faults(digest: str, content: bytes) -> list[Fault]:
    """Return everything that is wrong with a photo under its digest."""
    if len(content) > PHOTO_BYTES_MAX:
        return [Fault("", "photo_too_large", (PHOTO_BYTES_MAX,))]
    faults = []
    if not type_of(content):
        faults.append(Fault("", "type_unknown"))
    if hashlib.sha256(content).hexdigest() != digest:
        faults.append(Fault("/sha256", "hash_differs"))
    return faults
