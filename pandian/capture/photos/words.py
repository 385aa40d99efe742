"""Words of photos.   照片词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from pandian.kernel.words import Label, NotFound, Refused

PHOTO_BYTES_MAX = 2 * 1024 * 1024
TYPES: dict[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
}
"""What may be stored, by the first bytes; what a sender claims counts for nothing."""


class Photo(NamedTuple):
    """A stored photo."""

    type: str
    content: bytes
    person: str
    received_at: datetime


class PhotoRefused(Refused):
    """The bytes are no photo that we keep, or not those that were named."""


class PhotoTooLarge(PhotoRefused):
    """The photo is beyond `PHOTO_BYTES_MAX`."""

    status = 413


class PhotoKept(NamedTuple):
    """A photo that a site keeps, without its bytes."""

    digest: str
    bytes: int
    received_at: datetime


class ObservedPhoto(NamedTuple):
    """An observation that names a photo; item and lot are empty where nobody knows them."""

    digest: str
    item: str
    lot: str
    at: datetime


class PhotoNotFound(NotFound):
    """No such photo in the sites of this scope."""


FAULTS: dict[str, Label] = {
    "hash_differs": Label("内容与摘要不符", "The bytes are not those of this digest"),
    "type_unknown": Label("不是 JPEG、PNG 或 WebP 图片", "This is no JPEG, PNG or WebP picture"),
    "photo_too_large": Label("照片最多 {0} 字节", "A photo has at most {0} bytes"),
    "photo_unknown": Label("没有这张照片，或您无权查看", "No such photo, or not yours to see"),
}
