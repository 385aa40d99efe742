"""Logs, sessions and raw rows go by their own terms, by two people; facts stay.   分类清除"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from counting_world import PASSWORD
from document_world import Dock
from exchange_world import take, write

from pandian.capture.devices.operations import offer_enrolment
from pandian.capture.logs.queries import LOGS
from pandian.catalog.operations import put_lots
from pandian.catalog.words import LotDraft
from pandian.exchange.purging.operations import ALL, approve_purge, propose_purge
from pandian.exchange.purging.queries import offered
from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import raw_connection
from pandian.kernel.words import Forbidden, NotFound
from pandian.ledger.verify.operations import verify
from pandian.lifecycle import operations as documents
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.records.rules import FOREVER
from pandian.lifecycle.retention.operations import place_hold, release_hold
from pandian.lifecycle.retention.queries import purges
from pandian.lifecycle.retention.words import (
    CLASSES,
    EVERY_SITE,
    HoldDraft,
    PurgeDraft,
    RetentionConflict,
    RetentionRefused,
)
from pandian.lifecycle.words import DocumentDraft, LineDraft

FAR = datetime(2060, 1, 1, tzinfo=UTC)
NEVER = date(2059, 1, 1)
PER_SITE = [kind for kind, row in CLASSES.items() if not row.everywhere]


@pytest.fixture
def dock(db):
    here = Dock()
    yield here
    here.assert_sound()


def sql(text: str, *values: object) -> list[tuple]:
    with raw_connection().cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else []


def logs(dock: Dock) -> None:
    """Leave one row in every log of the site and of the enterprise."""
    offer_enrolment(scope=SYSTEM, site="SH1", person=dock.keeper.actor,
                    base_url="https://here.example")
    now = datetime.now(UTC)
    sql("""INSERT INTO capture_lease (id, site, task, install, person, taken_at, renewed_at,
           expires_at, ended_at) VALUES (%s, %s, %s, %s, 'kim', %s, %s, %s, %s)""",
        uuid7(), dock.site_id, uuid7(), uuid7(), now, now, now, now)
    sql("""INSERT INTO capture_quarantine (site, given_id, result, actor, body, body_hash,
           received_at) VALUES (%s, 'x', 'refused', 'kim', '{"a":1}', '\\x00', %s)""",
        dock.site_id, now)
    sql("INSERT INTO governance_login_attempt (account, address, at, succeeded)"
        " VALUES ('\\xabcd', '10.0.0.7', %s, false)", now)
    sql("INSERT INTO django_session (session_key, session_data, expire_date)"
        " VALUES ('secretkey', 'data', %s)", now)


def ask(dock: Dock, kind: str, *, now: datetime = FAR, site: str = "", digests=None) -> UUID:
    site = site or (EVERY_SITE if CLASSES[kind].everywhere else "SH1")
    if digests is None:
        digests = [row.digest for row in offered(
            scope=dock.quinn if site != EVERY_SITE else SYSTEM, site=site, before=NEVER,
            kind=kind, now=now)]
    draft = PurgeDraft(uuid7(), site, NEVER, tuple(digests), "beyond their terms", kind)
    propose_purge(scope=dock.quinn if site != EVERY_SITE else everywhere(dock.quinn),
                  draft=draft, now=now)
    return draft.id


def everywhere(scope):
    return scope._replace(sites=frozenset({EVERY_SITE}), grants=())


def codes(refused) -> list[str]:
    return sorted(fault.code for fault in refused.value.faults)


@pytest.mark.parametrize("kind", [kind for kind, row in CLASSES.items() if row.days])
def test_a_log_goes_after_its_own_term_by_two_people_and_not_a_day_before(dock, kind):
    logs(dock)
    site = EVERY_SITE if CLASSES[kind].everywhere else "SH1"
    row, = offered(scope=SYSTEM, site=site, before=NEVER, kind=kind, now=FAR)
    assert (row.keep_until - row.received_on).days == CLASSES[kind].days
    assert "secretkey" not in row.what
    last = datetime.combine(row.keep_until, datetime.min.time(), UTC)
    with pytest.raises(RetentionRefused) as refused:
        ask(dock, kind, now=last, digests=[row.digest])
    assert codes(refused) == ["purge_kept"]
    id = ask(dock, kind, now=last + timedelta(days=1), digests=[row.digest])
    with pytest.raises(RetentionRefused) as refused:
        approve_purge(scope=everywhere(dock.quinn), id=id, password=PASSWORD, now=FAR)
    assert codes(refused) == ["purge_same_person"]
    gone, size = approve_purge(scope=everywhere(dock.rosa), id=id, password=PASSWORD, now=FAR)
    assert (gone, size) == (1, row.bytes)
    assert row.digest not in {left.digest for left in offered(
        scope=SYSTEM, site=site, before=NEVER, kind=kind, now=FAR)}
    done, = purges(scope=SYSTEM)
    assert (done.site, done.kind, done.photos, done.done_by) == (site, kind, 1, "rosa")
    assert {fact.kind for fact in facts_about(scope=SYSTEM, sites=None, subject=f"purge:{id}")
            } >= {"retention.purge_proposed", "retention.purged", "signed"}
    assert not [each for each in verify(scope=SYSTEM) if each.broken and not each.report]
    with pytest.raises(RetentionConflict):
        approve_purge(scope=everywhere(dock.rosa), id=id, password=PASSWORD, now=FAR)


def test_a_policy_lengthens_the_term_of_logs(dock):
    logs(dock)
    before, = offered(scope=SYSTEM, site="SH1", before=NEVER, kind="leases", now=FAR)
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "retention_more_years", 2)])
    after, = offered(scope=SYSTEM, site="SH1", before=NEVER, kind="leases", now=FAR)
    assert after.keep_until.year == before.keep_until.year + 2


def test_a_hold_of_the_site_keeps_every_class_and_one_of_goods_only_what_may_speak_of_them(dock):
    logs(dock)
    dock.stock_in("LOTS", "A-01", 3, lot="L1")
    whole = HoldDraft(uuid7(), "SH1", "authority", "inspection 9")
    place_hold(scope=dock.quinn, password=PASSWORD, draft=whole)
    for kind, record in CLASSES.items():
        if record.days is None:
            continue
        with pytest.raises(RetentionRefused) as refused:
            ask(dock, kind)
        assert set(codes(refused)) == {"purge_held"}, kind
    release_hold(scope=dock.quinn, id=whole.id, reason="closed", password=PASSWORD)
    place_hold(scope=dock.quinn, password=PASSWORD, draft=HoldDraft(
        uuid7(), "SH1", "dispute", "claim 3", "LOTS", "L1"))
    documents.open_document(scope=dock.quinn, draft=DocumentDraft(
        uuid7(), "SH1", "recall", {"level": "1", "reason": "burst", "notice": "N-1"},
        (LineDraft("LOTS", 1, "L1"),)))
    with pytest.raises(RetentionRefused) as refused:
        ask(dock, "refused")
    assert codes(refused) == ["purge_held", "purge_recalled"]
    for kind in ("leases", "invitations", "sessions", "sign_ins"):
        ask(dock, kind)


def test_a_hold_after_the_proposal_stops_its_approval(dock):
    logs(dock)
    id = ask(dock, "sign_ins")
    place_hold(scope=dock.quinn, password=PASSWORD, draft=HoldDraft(
        uuid7(), "SH1", "legal", "lawsuit 4"))
    with pytest.raises(RetentionRefused) as refused:
        approve_purge(scope=everywhere(dock.rosa), id=id, password=PASSWORD, now=FAR)
    assert codes(refused) == ["purge_held"]
    assert len(sql("SELECT 1 FROM governance_login_attempt WHERE address = '10.0.0.7'")) == 1


HEAD = "site,document,kind,effective_at,item,lot,source,target,quantity\n"


def moved(tmp_path, name: str, *rows: str):
    return take(write(tmp_path / name, HEAD + "\n".join(rows) + "\n"), "movements", "SH1")


def test_raw_rows_are_kept_as_long_as_the_goods_that_they_name(dock, tmp_path):
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L1", date(2026, 1, 1), date(2040, 5, 31))])
    report = moved(tmp_path, "a.csv",
                   "SH1,D-1,receipt,2026-01-05T08:00:00+08:00,LOTS,L1,@supplier,A-01,5")
    assert (report.state, report.postings) == ("done", 1), report.faults
    implants = moved(tmp_path, "b.csv",
                     "SH1,D-2,receipt,2026-01-05T08:00:00+08:00,LOTS,L1,@supplier,A-01,5",
                     "SH1,D-3,receipt,2026-01-05T08:00:00+08:00,STENT,S1,@supplier,A-01,1")
    assert implants.state == "done", implants.faults
    rows = offered(scope=dock.quinn, site="SH1", before=NEVER, kind="imports", now=FAR)
    assert sorted(row.keep_until for row in rows) == [date(2042, 5, 31), FOREVER]
    with pytest.raises(RetentionRefused) as refused:
        ask(dock, "imports")
    assert codes(refused) == ["purge_for_ever"]
    free = [row.digest for row in rows if not row.reasons]
    id = ask(dock, "imports", digests=free)
    hold = HoldDraft(uuid7(), "SH1", "legal", "lawsuit 5", document=uuid7())
    place_hold(scope=dock.quinn, password=PASSWORD, draft=hold)
    with pytest.raises(RetentionRefused) as refused:
        approve_purge(scope=dock.rosa, id=id, password=PASSWORD, now=FAR)
    assert codes(refused) == ["purge_held"], "nobody knows which file the document came from"
    release_hold(scope=dock.quinn, id=hold.id, reason="over", password=PASSWORD)
    book = dock.standing()
    assert approve_purge(scope=dock.rosa, id=id, password=PASSWORD, now=FAR)[0] == 1
    assert dock.standing() == book, "what was posted stays"
    assert len(sql("SELECT 1 FROM exchange_row WHERE import = %s", report.id)) == 0
    assert len(sql("SELECT 1 FROM exchange_row WHERE import = %s", implants.id)) == 2
    again = moved(tmp_path, "a.csv",
                  "SH1,D-1,receipt,2026-01-05T08:00:00+08:00,LOTS,L1,@supplier,A-01,5")
    assert (again.postings, again.existing) == (0, 1), "the same file still posts nothing twice"


def test_who_asks_for_what_cannot_be_is_told_by_name(dock):
    logs(dock)
    for kind, site, code in (("nothing", "SH1", "purge_class"), ("sessions", "SH1",
                             "purge_everywhere"), ("leases", EVERY_SITE, "purge_of_site")):
        with pytest.raises(RetentionRefused) as refused:
            offered(scope=SYSTEM, site=site, before=NEVER, kind=kind)
        assert codes(refused) == [code]
    with pytest.raises(Forbidden):
        offered(scope=dock.quinn, site=EVERY_SITE, before=NEVER, kind="sessions")
    with pytest.raises(Forbidden):
        propose_purge(scope=dock.keeper, draft=PurgeDraft(
            uuid7(), "SH1", NEVER, ("00" * 32,), "r", "leases"))
    with pytest.raises(NotFound):
        offered(scope=dock.quinn, site="NONE", before=NEVER, kind="leases")
    id = ask(dock, "leases")
    with pytest.raises(RetentionConflict):
        propose_purge(scope=dock.quinn, draft=PurgeDraft(
            id, "SH1", NEVER, ("00" * 32,), "beyond their terms", "leases"))


def test_every_class_is_kept_by_somebody():
    assert set(ALL) == set(CLASSES)
    assert set(LOGS) < set(PER_SITE)
