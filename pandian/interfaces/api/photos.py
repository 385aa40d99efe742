"""Photos of labels and goods.   照片接口"""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from pydantic import Field

from pandian.capture.devices.words import REVOKED_PUSH_DAYS
from pandian.capture.photos.operations import put_photo
from pandian.capture.photos.queries import photo
from pandian.capture.photos.words import PHOTO_BYTES_MAX, PhotoTooLarge
from pandian.interfaces.api.answers import answer
from pandian.interfaces.api.answers import outcome as shown
from pandian.interfaces.api.body import received
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.types import ResultOut
from pandian.kernel.words import Fault

router = Router(tags=["capture 采集"])
Digest = Annotated[str, Field(max_length=64)]
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=31536000, immutable",
}
"""What keeps a stored file from ever acting as a page of ours."""


@router.put("/photos/{sha256}", response={200: ResultOut, 201: ResultOut})
@policy("capture.push", revoked_days=REVOKED_PUSH_DAYS)
def keep_photo(request: HttpRequest, sha256: Path[Digest]) -> HttpResponse:
    """Keep the bytes of a photo under their SHA-256; they may come before or after the row.

    The body is the picture itself: JPEG, PNG or WebP, told by its bytes, at most 2 MiB.
    """
    content = received(request)
    if len(content) > PHOTO_BYTES_MAX:
        raise PhotoTooLarge([Fault("", "photo_too_large", (PHOTO_BYTES_MAX,))])
    made = put_photo(scope=scope(request), digest=sha256, content=content)
    return answer(shown(request, made), status=201 if made.result == "created" else 200)


@router.get("/photos/{sha256}")
@policy("counting.read", "capture.push")
def read_photo(request: HttpRequest, sha256: Path[Digest]) -> HttpResponse:
    """Return a photo to those who may see it: one's own, or with counting.read all of the site."""
    found = photo(scope=scope(request), digest=sha256)
    ending = found.type.removeprefix("image/")
    return HttpResponse(found.content, content_type=found.type, headers={
        **HARMLESS, "Content-Disposition": f'inline; filename="{sha256[:12]}.{ending}"'})
