"""What must be kept is not purged: implants, terms, holds, recalls; two people.   保存与清除"""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from counting_world import PASSWORD
from document_world import PAPERS, Dock

from pandian.capture.photos.operations import put_photo
from pandian.capture.photos.queries import photos_kept
from pandian.catalog.operations import put_lots
from pandian.catalog.words import LotDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden, NotFound
from pandian.ledger.verify.operations import verify
from pandian.lifecycle import operations as documents
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.records.rules import FOREVER
from pandian.lifecycle.retention.operations import (
    approve_purge,
    place_hold,
    propose_purge,
    release_hold,
)
from pandian.lifecycle.retention.queries import holds, offered, purges
from pandian.lifecycle.retention.rules import candidates, kept
from pandian.lifecycle.retention.words import (
    HoldDraft,
    PurgeDraft,
    RetentionConflict,
    RetentionRefused,
    UseRow,
)
from pandian.lifecycle.words import DocumentDraft, LineDraft

ZONE = ZoneInfo("Asia/Shanghai")
FAR = datetime(2060, 1, 1, tzinfo=UTC)
"""An instant beyond every term of these stories."""


@pytest.fixture
def dock(db):
    here = Dock()
    yield here
    here.assert_sound()


def tomorrow() -> date:
    """Return the day after today at the site."""
    return datetime.now(ZONE).date() + timedelta(days=1)


def picture(dock: Dock, who=None) -> str:
    content = b"\x89PNG\r\n\x1a\n" + os.urandom(40)
    digest = hashlib.sha256(content).hexdigest()
    put_photo(scope=who or dock.keeper, digest=digest, content=content)
    return digest


def with_photo(dock: Dock, item: str, lot: str = "") -> tuple[str, UUID]:
    """Let a receipt arrive with a photo of its papers; return the photo and the document."""
    digest = picture(dock)
    receipt = dock.announce(LineDraft(item, 5, lot))
    dock.act(dock.keeper, receipt, "arrive", evidence={**PAPERS, "photo": digest})
    return digest, receipt.document


def purge(dock: Dock, *digests: str, now: datetime = FAR, before: date | None = None) -> UUID:
    draft = PurgeDraft(uuid7(), "SH1", before or tomorrow(), digests, "beyond their terms")
    propose_purge(scope=dock.quinn, draft=draft, now=now)
    return draft.id


def codes(refused) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def there(dock: Dock, *digests: str) -> int:
    return len(photos_kept(scope=SYSTEM, site=dock.site_id, digests=digests))


def test_the_record_of_an_implant_offered_for_purge_is_refused(dock):
    digest, _ = with_photo(dock, "STENT", "S1")
    row, = offered(scope=dock.quinn, site="SH1", before=tomorrow(), now=FAR)
    assert (row.digest, row.keep_until) == (digest, FOREVER)
    with pytest.raises(RetentionRefused) as refused:
        purge(dock, digest)
    assert codes(refused) == ["purge_for_ever"]
    assert there(dock, digest) == 1


def test_two_people_purge_what_is_beyond_its_term_and_the_ledger_still_holds(dock):
    digest, document = with_photo(dock, "LOTS", "L1")
    other, _ = with_photo(dock, "LOTS", "L2")
    id = purge(dock, digest)
    with pytest.raises(RetentionRefused) as refused:
        approve_purge(scope=dock.quinn, id=id, password=PASSWORD, now=FAR)
    assert codes(refused) == ["purge_same_person"]
    assert there(dock, digest, other) == 2
    gone, size = approve_purge(scope=dock.rosa, id=id, password=PASSWORD, now=FAR)
    assert (gone, size) == (1, 48)
    assert (there(dock, digest), there(dock, other)) == (0, 1)
    fact = facts_about(scope=SYSTEM, sites=None, subject=f"purge:{id}")
    assert {row.kind: row.actor for row in fact} == {
        "retention.purge_proposed": "quinn", "capture.photos_purged": "rosa", "signed": "rosa",
        "retention.purged": "rosa"}
    assert [row.data["sha256"] for row in fact if row.kind == "capture.photos_purged"] == [
        [digest]]
    row, = purges(scope=dock.boss)
    assert (row.photos, row.actor, row.done_by, row.bytes) == (1, "quinn", "rosa", 48)
    assert dock.read(document).events[-1].payload["evidence"]["photo"] == digest, \
        "the document still names what it rested on"
    assert not [each for each in verify(scope=SYSTEM) if each.broken and not each.report]
    with pytest.raises(RetentionConflict):
        approve_purge(scope=dock.rosa, id=id, password=PASSWORD, now=FAR)


def test_every_reason_is_named_at_once(dock):
    kept_long, _ = with_photo(dock, "STENT", "S1")
    young, document = with_photo(dock, "LOTS", "L1")
    for reason, more in (("lawsuit 7", {"document": document}), ("audit", {"item": "STENT"})):
        place_hold(scope=dock.quinn, password=PASSWORD, draft=HoldDraft(
            uuid7(), "SH1", "legal", reason, **more))
    dock.stock_in("LOTS", "A-01", 3, lot="L1")
    recall = documents.open_document(scope=dock.quinn, draft=DocumentDraft(
        uuid7(), "SH1", "recall", {"level": "1", "reason": "burst", "notice": "N-1"},
        (LineDraft("LOTS", 1, "L1"),)))
    assert recall.number == "RE-000001"
    with pytest.raises(RetentionRefused) as refused:
        purge(dock, kept_long, young, "00" * 32, now=datetime.now(UTC))
    assert sorted((f.pointer, f.code) for f in refused.value.faults) == [
        ("/digests/0", "purge_for_ever"), ("/digests/0", "purge_held"),
        ("/digests/1", "purge_held"), ("/digests/1", "purge_kept"),
        ("/digests/1", "purge_recalled"),
        ("/digests/2", "purge_unknown")]
    assert purges(scope=dock.boss) == []


def test_a_hold_placed_after_the_proposal_stops_the_approval_until_it_is_released(dock):
    digest, _ = with_photo(dock, "LOTS", "L1")
    id = purge(dock, digest)
    hold = HoldDraft(uuid7(), "SH1", "dispute", "customer claims", "LOTS", "L1")
    assert place_hold(scope=dock.rosa, draft=hold, password=PASSWORD).result == "created"
    assert place_hold(scope=dock.rosa, draft=hold, password=PASSWORD).result == "exists"
    with pytest.raises(RetentionConflict):
        place_hold(scope=dock.rosa, draft=hold._replace(reason="else"), password=PASSWORD)
    with pytest.raises(RetentionRefused) as refused:
        approve_purge(scope=dock.rosa, id=id, password=PASSWORD, now=FAR)
    assert codes(refused) == ["purge_held"]
    assert there(dock, digest) == 1
    release_hold(scope=dock.quinn, id=hold.id, reason="settled", password=PASSWORD)
    with pytest.raises(RetentionConflict):
        release_hold(scope=dock.quinn, id=hold.id, reason="again", password=PASSWORD)
    row, = holds(scope=dock.boss)
    assert (row.actor, row.released_by, row.released_for) == ("rosa", "quinn", "settled")
    assert approve_purge(scope=dock.rosa, id=id, password=PASSWORD, now=FAR)[0] == 1


def test_the_edge_is_the_day_after_expiry_plus_two_years_in_the_sites_own_zone(dock):
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L1", date(2026, 1, 1), date(2035, 5, 31))])
    digest, _ = with_photo(dock, "LOTS", "L1")
    last = datetime(2037, 5, 31, 23, 59, 59, tzinfo=ZONE)
    with pytest.raises(RetentionRefused) as refused:
        purge(dock, digest, now=last)
    assert codes(refused) == ["purge_kept"]
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "retention_more_years", 3)])
    with pytest.raises(RetentionRefused):
        purge(dock, digest, now=last + timedelta(seconds=1))
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "retention_more_years", 0)])
    purge(dock, digest, now=last + timedelta(seconds=1))  # midnight in China, not in UTC


def test_what_no_document_names_is_kept_five_years(dock):
    digest = picture(dock)
    day = datetime.now(ZONE).date()
    row, = offered(scope=dock.quinn, site="SH1", before=tomorrow())
    assert (row.digest, row.keep_until.year) == (digest, day.year + 5)
    assert offered(scope=dock.quinn, site="SH1", before=day) == [], "it came today"


def test_who_may_not_decide_may_neither_hold_nor_purge(dock):
    digest, _ = with_photo(dock, "LOTS", "L1")
    draft = PurgeDraft(uuid7(), "SH1", tomorrow(), (digest,), "old")
    for call in (
        lambda: propose_purge(scope=dock.keeper, draft=draft, now=FAR),
        lambda: place_hold(scope=dock.keeper, password=PASSWORD, draft=HoldDraft(
            uuid7(), "SH1", "legal", "r")),
        lambda: approve_purge(scope=dock.keeper, id=purge(dock, digest), password=PASSWORD),
        lambda: propose_purge(scope=dock.quinn, draft=draft._replace(site="NONE")),
    ):
        with pytest.raises((Forbidden, NotFound)):
            call()
    for wrong in (draft._replace(reason=" "), draft._replace(digests=())):
        with pytest.raises(RetentionRefused):
            propose_purge(scope=dock.quinn, draft=wrong, now=FAR)
    with pytest.raises(RetentionRefused) as refused:
        place_hold(scope=dock.quinn, password=PASSWORD,
                   draft=HoldDraft(uuid7(), "SH1", "whim", "", lot="L1"))
    assert codes(refused) == ["cause_of_hold", "blank_reason", "hold_lot_without_item"]


def use(**more) -> UseRow:
    return UseRow("ab" * 32, 1, date(2026, 1, 1), "RC-000001", "X", "L", **{
        "implant": False, "expires_on": None, "made_on": date(2026, 1, 1), "held": "",
        "recalled": "", **more})


def test_the_longest_of_all_uses_holds_and_a_policy_only_lengthens():
    assert kept(use(), more_years=0) == date(2031, 1, 1)
    assert kept(use(), more_years=4) == date(2035, 1, 1)
    assert kept(use(made_on=date(2027, 2, 27), expires_on=date(2030, 2, 28)),
                more_years=0) == date(2032, 2, 28)
    assert kept(use(expires_on=date(2028, 2, 29), made_on=date(2020, 1, 1)),
                more_years=0) == date(2030, 3, 1)
    assert kept(use(implant=True), more_years=1) == FOREVER
    with pytest.raises(AssertionError):
        kept(use(), more_years=-1)
    row, = candidates([use(), use(expires_on=date(2033, 6, 1)), use(made_on=date(2025, 1, 1))],
                      today=date(2035, 6, 1), more_years=0)
    assert (row.keep_until, [code for code, _ in row.reasons]) == (
        date(2035, 6, 1), ["purge_kept"])
    free, = candidates([use()], today=date(2031, 1, 2), more_years=0)
    assert free.reasons == ()
