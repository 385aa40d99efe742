"""Whether the photos that a step names are kept.   行照片查询"""

from __future__ import annotations

from pandian.capture.photos.queries import photos_kept
from pandian.governance.words import Scope
from pandian.kernel.words import Fault
from pandian.lifecycle.picturing.rules import pictured, shape_faults
from pandian.lifecycle.picturing.words import LINE_PHOTOS
from pandian.lifecycle.words import ActionDraft, Held


def picture_faults(*, scope: Scope, held: Held, draft: ActionDraft) -> list[Fault]:
    """Return what is wrong with the photos of lines: how they are named, or not kept here."""
    if LINE_PHOTOS not in draft.evidence:
        return []
    if faults := list(shape_faults(draft.evidence, held.lines)):
        return faults
    named = pictured(draft.evidence)
    kept = photos_kept(scope=scope, site=held.site.id, digests=named)
    return [Fault(f"/evidence/{LINE_PHOTOS}/{line}", "photo_not_kept", (digest,))
            for digest, line in named.items() if digest not in kept]
