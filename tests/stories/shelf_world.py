"""Goods in bins, a red zone, a quarantine and a kept photo: what documents inside need."""

from __future__ import annotations

import hashlib
from typing import Any

from document_world import Dock

from pandian.capture.photos.operations import put_photo
from pandian.catalog.operations import put_places
from pandian.catalog.words import PlaceDraft
from pandian.counting.requesting.queries import requests
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.rules import uuid7
from pandian.lifecycle import operations
from pandian.lifecycle.words import Acted, DocumentDraft, LineDraft


class Shelves(Dock):
    """A dock with goods in bins, a quarantine, and a photo that was kept."""

    def __init__(self) -> None:
        super().__init__()
        put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "QUAR", "quarantine")])
        self.stock_in("LOTS", "A-01", 10, lot="L1")
        self.stock_in("PLAIN", "A-02", 50)
        picture = b"\xff\xd8\xff" + b"broken box"
        self.photo = hashlib.sha256(picture).hexdigest()
        put_photo(scope=self.keeper, digest=self.photo, content=picture)

    def open(self, kind: str, *lines: LineDraft, by: Scope | None = None, **header: Any) -> Acted:
        """Open a document about goods that stand somewhere."""
        return operations.open_document(scope=by or self.keeper, draft=DocumentDraft(
            uuid7(), "SH1", kind, header, lines))

    def asked(self) -> list[tuple[str, str]]:
        """Return the counts that were asked for: (why, place)."""
        return [(row.request.reason, row.request.place)
                for row in requests(scope=SYSTEM, site="SH1")]
