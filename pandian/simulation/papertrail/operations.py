"""Let the people of the demo do documents: the whole life of some goods.   单据故事

Only public operations are called, and every id repeats, so that telling a story twice changes
nothing.  What is told happens at instants in the past months; who and when it was written down
is what the system saw.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pandian.capture.photos.operations import put_photo
from pandian.catalog.licences.operations import put_licences
from pandian.catalog.licences.words import LicenceDraft
from pandian.catalog.operations import put_items, put_lots, put_places
from pandian.catalog.words import ItemDraft, LotDraft, PlaceDraft
from pandian.governance.words import Scope
from pandian.lifecycle import operations, queries
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentDraft,
    DocumentWhole,
    LineDraft,
    SignatureDraft,
)
from pandian.simulation.counters.operations import acting
from pandian.simulation.life.words import LOCAL
from pandian.simulation.papertrail.words import (
    CLINIC,
    HOSPITAL,
    LIFE_LOT,
    OLD_LOT,
    PAPERS,
    RECALL_LOT,
    SETS,
    STENTS,
    SUPPLIER,
    TEMPLATE,
    TRAY,
    TRAY_LOT,
    WARD,
    Cast,
)
from pandian.simulation.rules import minted
from pandian.simulation.world.words import BRANCH, DC

LICENCE_YEARS = 5
SHADE = 190
"""Grey of the photo that stands for all photos of the demo."""


class Trail:
    """The people at work: short calls that make and move documents, days before `until`."""

    def __init__(self, *, scope: Scope, until: datetime, seed: int, password: str) -> None:
        self.scope, self.until, self.seed, self.password = scope, until, seed, password
        self.cast = Cast()
        self.photo = ""
        self._people: dict[str, Scope] = {}
        self._steps: dict[UUID, int] = {}

    @property
    def today(self) -> date:
        """The day at the warehouse, which is another one than Greenwich's for eight hours."""
        return self.until.astimezone(LOCAL).date()

    def who(self, code: str) -> Scope:
        """Return the scope of one of the people."""
        if code not in self._people:
            self._people[code] = acting(scope=self.scope, code=code)
        return self._people[code]

    def open(
        self, name: str, kind: str, by: str, *lines: LineDraft, site: str = DC,
        follows: UUID | None = None, **header: Any,
    ) -> UUID:
        """Open a document of the story, and return its id."""
        id = minted(self.until, "trail", self.seed, name)
        operations.open_document(scope=self.who(by), draft=DocumentDraft(
            id, site, kind, header, lines, follows))
        return id

    def act(
        self, document: UUID, action: str, by: str, *amounts: Amount, sign: tuple[str, ...] = (),
        days: float = 0, papers: Mapping[str, Any] | None = None, reason: str = "",
        photo: bool = False,
    ) -> None:
        """Do one action `days` before the end of the story; the people sign with the password.

        It brings the papers that its kind asks for, a photo where one is taken, and `papers`.

        What was done before, in a telling that was interrupted, is left as it is.
        """
        step = self._steps[document] = self._steps.get(document, 0) + 1
        id = minted(self.until, "trail", self.seed, document, step)
        stands = self.read(document)
        if any(event.id == id for event in stands.events):
            return
        asked = KINDS[stands.head.kind].actions[action].evidence
        shown = {name: self.photo if name == "photo" else PAPERS.get(name, "")
                 for name in (*asked, *(("photo",) if photo else ()))}
        operations.act(scope=self.who(by), draft=ActionDraft(
            id, document, action, stands.head.version, amounts,
            {**shown, **(papers or {})}, reason,
            self.until - timedelta(days=days),
            tuple(SignatureDraft(each, self.password) for each in sign)))

    def read(self, document: UUID) -> DocumentWhole:
        """Return a document as it stands."""
        return queries.document(scope=self.scope, id=document)

    def whole(self, document: UUID, *measures: str, **more: Any) -> tuple[Amount, ...]:
        """Return facts that say of every line all that it asks for."""
        return tuple(Amount(line.line, measure, line.asked, **more)
                     for line in self.read(document).lines for measure in measures)

    def claimed(self, document: UUID) -> tuple[Amount, ...]:
        """Return the picks of all that an order claims."""
        return tuple(
            Amount(row.line, "picked", row.quantity, row.lot, row.serial, source=row.place)
            for row in self.read(document).claims)


def put_stage(trail: Trail) -> None:
    """Put what the stories need and the world does not have: items, lots, licences, a photo."""
    scope, today = trail.scope, trail.today
    put_places(scope=scope, places=[
        PlaceDraft(DC, TRAY, "tray"), PlaceDraft(DC, WARD, "consignment_site")])
    put_items(scope=scope, items=[
        ItemDraft(STENTS, "一次性输液泵 100ml（演示）", "支", name_en="Infusion pump 100 ml (demo)",
                  tracking="lot", expiry=True, attributes={"class": "II"}, cost=680_000_00),
        ItemDraft(SETS, "输液泵分装包（演示）", "包", name_en="Pack of infusion pumps (demo)",
                  tracking="lot", expiry=True, attributes={"class": "II"}),
        ItemDraft(TEMPLATE, "输液泵器械包（演示）", "包", name_en="Tray of pumps (demo)",
                  attributes={"class": "II", "parts": {STENTS: 6}})])
    put_lots(scope=scope, lots=[
        LotDraft(STENTS, lot, made_on=today - timedelta(days=made),
                 expires_on=today + timedelta(days=ends))
        for lot, made, ends in ((LIFE_LOT, 480, 900), (RECALL_LOT, 300, 1_100),
                                (OLD_LOT, 520, -3), (TRAY_LOT, 300, 1_100))])
    put_licences(scope=scope, licences=list(_licences(trail)))
    picture = _picture()
    trail.photo = hashlib.sha256(picture).hexdigest()
    put_photo(scope=trail.who(trail.cast.keeper), digest=trail.photo, content=picture)


def _licences(trail: Trail) -> list[LicenceDraft]:
    """Return every licence that the gates of the stories ask for."""
    since = trail.today - timedelta(days=800)
    until = trail.today + timedelta(days=365 * LICENCE_YEARS)
    held = (
        *(("party", SUPPLIER, kind) for kind in (
            "business_licence", "production_licence", "authorisation", "quality_agreement")),
        *(("party", buyer, kind) for buyer in (HOSPITAL, CLINIC) for kind in (
            "institution_permit", "delivery_address")),
        *(("item", item, kind) for item in (STENTS, SETS) for kind in (
            "registration", "label_sample")),
        *(("site", site, kind) for site in (DC, BRANCH) for kind in (
            "business_licence", "operation_licence", "operation_filing")))
    return [LicenceDraft(kind, holder_kind, holder, f"演示-{holder}-{kind}", since, until)
            for holder_kind, holder, kind in held]


def _picture() -> bytes:
    """Return a small grey PNG: what a phone's photo stands for in the demo."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    width, height = 320, 240
    rows = (b"\0" + bytes([SHADE]) * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0,
                                                              0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
