"""Licences come in, are renewed, and open or close the gates.   证照"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from governance_world import person

from pandian.catalog import operations as masters
from pandian.catalog.licences import operations as do
from pandian.catalog.licences import queries as ask
from pandian.catalog.licences.words import AskDraft, LicenceDraft, LicenceFilter
from pandian.catalog.models import Licence
from pandian.catalog.words import ItemDraft, PartyDraft
from pandian.governance.queries import scope_of_code
from pandian.governance.words import SYSTEM, Scope, SiteDraft
from pandian.kernel.queries import facts_about
from pandian.kernel.words import Forbidden
from tests.asked import asked

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # the 23rd in Shanghai, the 22nd in London
REGISTRATION = LicenceDraft("registration", "item", "ST-1", "国械注准20243130001", "2024-01-01",
                            "2026-11-22", issuer="国家药监局", categories=("13-07",),
                            digest="ab" * 32)
OWN = LicenceDraft("operation_licence", "site", "SH1", "沪食药监械经营许20240001", "2024-01-01",
                   "2028-12-31")


@pytest.fixture(autouse=True)
def world():
    masters.put_sites(scope=SYSTEM, sites=[
        SiteDraft("SH1", "上海", "Asia/Shanghai"), SiteDraft("LD1", "伦敦", "Europe/London")])
    masters.put_items(scope=SYSTEM, items=[
        ItemDraft("ST-1", "支架", "支", attributes={"class": "III", "category": "13-07-01"}),
        ItemDraft("RG-1", "试剂", "盒", attributes={"class": "III", "category": "22-04",
                                                  "storage": "cold"})])
    masters.put_parties(scope=SYSTEM, parties=[
        PartyDraft("SUP", "供应商", kinds=("supplier",)),
        PartyDraft("HOSPITAL", "医院", kinds=("customer",))])


def limited(*sites, can=("catalog.write",)):
    return Scope("erp", 5, "ERP", True, frozenset(sites), frozenset(can), frozenset())


def put(*drafts, scope=SYSTEM):
    return [row.result for row in do.put_licences(scope=scope, licences=drafts)]


def listed(scope=SYSTEM, on=None, **wanted):
    return [row.number for row in ask.list_licences(
        scope=scope, wanted=LicenceFilter(**wanted), on=on).rows]


def whys(**draft):
    given = AskDraft(**{"action": "inspection", "site": "SH1", "item": "ST-1", **draft})
    ruling = ask.check(scope=SYSTEM, draft=given, now=NOW).ruling
    return [(reason.gate, reason.why) for reason in ruling.reasons]


def test_a_licence_is_entered_once_and_a_second_time_it_exists():
    assert put(REGISTRATION, OWN) == ["created", "created"]
    assert put(OWN, REGISTRATION) == ["exists", "exists"]
    (row,) = ask.list_licences(scope=SYSTEM, wanted=LicenceFilter(kind="registration")).rows
    assert row[1:] == (
        "registration", "item", "ST-1", "国械注准20243130001", "国家药监局", ("13-07",), (),
        date(2024, 1, 1), date(2026, 11, 22), "ab" * 32, False)


def test_a_known_licence_is_never_edited_and_each_field_that_differs_is_named():
    put(REGISTRATION)
    (row,) = do.put_licences(scope=SYSTEM, licences=[
        REGISTRATION._replace(valid_to="2036-11-22", categories=(), digest="")])
    assert row.result == "exists_with_different_valid_to"
    assert [(fault.pointer, fault.code) for fault in row.faults] == [
        (f"/0/{field}", "licence_differs") for field in ("valid_to", "categories", "digest")]
    assert Licence.objects.get().valid_to == date(2026, 11, 22)


def test_not_even_the_owner_of_the_database_edits_or_deletes_one():
    put(REGISTRATION)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Licence.objects.update(valid_to=None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Licence.objects.all().delete()


def test_a_renewal_is_another_row_and_the_old_one_warns_no_more():
    put(REGISTRATION)
    ended = listed(on=date(2026, 11, 1), ending_days=90)
    assert ended == ["国械注准20243130001"]
    assert put(REGISTRATION._replace(valid_from="2026-11-23", valid_to="2031-11-22")) == ["created"]
    rows = ask.list_licences(scope=SYSTEM, wanted=LicenceFilter()).rows
    assert [row.renewed for row in rows] == [True, False]
    assert listed(valid_on=date(2026, 11, 23)) == ["国械注准20243130001"]
    assert listed(valid_on=date(2023, 1, 1)) == []


def test_each_entry_leaves_a_fact():
    put(REGISTRATION, OWN)
    (fact,) = facts_about(
        scope=SYSTEM, sites=None, subject="licence:registration/国械注准20243130001")
    assert (fact.kind, fact.site, fact.actor) == ("licence.created", 0, "@system")
    assert fact.data["valid_to"] == "2026-11-22"
    (own,) = facts_about(
        scope=SYSTEM, sites=None, subject=f"licence:operation_licence/{OWN.number}")
    assert own.site > 0


def test_faulty_ones_are_refused_with_all_their_faults_and_the_others_are_entered():
    rows = do.put_licences(scope=SYSTEM, licences=[
        REGISTRATION, REGISTRATION._replace(holder="NOBODY"),
        REGISTRATION._replace(kind="x", number="", valid_to="2020-01-01", digest="zz"),
        OWN, OWN._replace(valid_to=None)])
    assert [row.result for row in rows] == [
        "created", "refused_unknown_holder", "refused_not_a_choice", "created",
        "refused_repeated"]
    assert [fault.pointer for fault in rows[2].faults] == [
        "/2/kind", "/2/number", "/2/valid_to", "/2/digest"]
    assert Licence.objects.count() == 2


# --- who may

def test_only_who_maintains_masters_may_enter_and_a_site_s_own_only_there():
    with pytest.raises(Forbidden):
        put(REGISTRATION, scope=limited("SH1", can=("ledger.read",)))
    there = limited("LD1")
    assert put(REGISTRATION, OWN, scope=there) == ["created", "refused_unknown_holder"]
    assert put(OWN._replace(holder="LD1"), scope=there) == ["created"]


def test_another_site_s_own_licences_are_not_seen():
    put(REGISTRATION, OWN, OWN._replace(holder="LD1", number="LD-1"))
    assert listed(scope=limited("LD1")) == [REGISTRATION.number, "LD-1"]
    assert listed(scope=limited("LD1"), holder="SH1") == []
    with pytest.raises(ask.AskRefused) as caught:
        ask.check(scope=limited("LD1"), draft=AskDraft("inspection", "SH1", item="ST-1"))
    assert [(f.pointer, f.code) for f in caught.value.faults] == [("/site", "unknown_site")]


def test_the_records_of_people_are_seen_by_who_maintains_masters_where_they_work():
    person(code="wang", sites=("SH1",))
    health = LicenceDraft("health_record", "person", "wang", "H-1", "2026-01-01", "2026-12-31")
    assert put(health, scope=limited("LD1")) == ["refused_unknown_holder"]
    assert put(health, scope=limited("SH1")) == ["created"]
    assert listed(scope=limited("SH1")) == ["H-1"]
    assert listed(scope=limited("LD1")) == []
    assert listed(scope=limited("SH1", can=("ledger.read",))) == []
    assert listed(scope=scope_of_code(scope=SYSTEM, code="wang")) == ["H-1"]  # one's own
    fact = facts_about(scope=SYSTEM, sites=None, subject="person:wang")[0]
    assert fact.data == {"kind": "health_record"}


# --- the gates

def test_the_gate_reads_what_is_there_on_the_day_of_the_site():
    put(REGISTRATION, OWN)
    assert whys() == [("item", "expired")]                      # it is the 23rd in Shanghai
    put(OWN._replace(holder="LD1"))
    assert whys(site="LD1") == []                               # and still the 22nd in London
    assert whys(on=date(2026, 11, 22)) == []
    assert whys(made_on=date(2026, 11, 22)) == []


def test_the_item_s_attributes_say_its_class_category_and_storage():
    put(REGISTRATION._replace(holder="RG-1"), OWN)
    assert whys(item="RG-1", on=date(2026, 11, 1)) == [
        ("own_site", "missing"), ("own_site", "missing")]       # cold storage and its verification
    assert whys(item="RG-1", on=date(2026, 11, 1), action="supplier_return", party="SUP") == [
        ("supplier", "missing"), ("supplier", "missing"), ("own_site", "missing"),
        ("own_site", "missing")]


def test_the_lines_of_a_document_are_judged_as_one_by_one_in_few_statements(db):
    put(OWN)
    masters.put_items(scope=SYSTEM, items=[
        ItemDraft(f"I-{n}", "支架", "支", attributes={"class": "III"}) for n in range(300)])
    put(*(REGISTRATION._replace(holder=f"I-{n}", categories=()) for n in range(0, 300, 2)))
    drafts = [AskDraft("inspection", "SH1", item=f"I-{n}", made_on=date(2026, 1, 1))
              for n in range(300)]
    with asked() as sent:
        together = ask.check_all(scope=SYSTEM, drafts=drafts, now=NOW)
    assert len(sent) <= 10
    assert [each.ruling.may for each in together] == [n % 2 == 0 for n in range(300)]
    assert together[:4] == [ask.check(scope=SYSTEM, draft=draft, now=NOW) for draft in drafts[:4]]
    with pytest.raises(ask.AskRefused) as caught:
        ask.check_all(scope=SYSTEM, drafts=[drafts[0], drafts[1]._replace(item="NOTHING"),
                                            drafts[2]._replace(site="")])
    assert [fault.pointer for fault in caught.value.faults] == ["/1/item", "/2/site"]


def test_everything_that_is_not_there_is_named_at_once():
    with pytest.raises(ask.AskRefused) as caught:
        ask.check(scope=SYSTEM, draft=AskDraft(
            "order", "NOWHERE", party="NOBODY", item="NOTHING", person="no one"))
    assert {(f.pointer, f.code) for f in caught.value.faults} == {
        ("/site", "unknown_site"), ("/party", "unknown_party"), ("/item", "unknown_item"),
        ("/person", "unknown_person")}
    with pytest.raises(ask.AskRefused) as caught:
        ask.check(scope=SYSTEM, draft=AskDraft("order", "SH1"))
    assert {f.pointer for f in caught.value.faults} == {"/party", "/item"}


def test_pages_of_the_list_go_on_where_they_ended():
    put(*(REGISTRATION._replace(number=f"R-{n}") for n in range(5)))
    first = ask.list_licences(scope=SYSTEM, wanted=LicenceFilter(), limit=3)
    second = ask.list_licences(scope=SYSTEM, wanted=LicenceFilter(), limit=3, after=first.next)
    assert [row.number for row in (*first.rows, *second.rows)] == [f"R-{n}" for n in range(5)]
    assert second.next is None
