"""Licences stand before receipts and inspections: every one that fails is named.   证照关口"""

from __future__ import annotations

from datetime import date

import pytest
from document_world import Dock

from pandian.catalog.licences.operations import put_licences
from pandian.catalog.licences.words import LicenceDraft
from pandian.catalog.operations import put_items, put_lots
from pandian.catalog.words import ItemDraft, LotDraft
from pandian.governance.words import SYSTEM
from pandian.interfaces.words import described
from pandian.kernel.queries import facts_about
from pandian.kernel.words import Forbidden
from pandian.lifecycle.gates.operations import warn_of_licences
from pandian.lifecycle.gates.queries import ending_licences
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.queries import list_policies
from pandian.lifecycle.policies.words import PoliciesRefused, PolicyDraft
from pandian.lifecycle.words import Amount, DocumentRefused, LineDraft

HELD = [
    LicenceDraft("business_licence", "party", "SUP", "B-1", "2020-01-01"),
    LicenceDraft("production_licence", "party", "SUP", "P-1", "2020-01-01", "2099-12-31"),
    LicenceDraft("authorisation", "party", "SUP", "A-1", "2020-01-01", "2099-12-31"),
    LicenceDraft("operation_licence", "site", "SH1", "O-1", "2020-01-01", "2099-12-31"),
]
REGISTERED = LicenceDraft("registration", "item", "VALVE", "国械注准1", "2020-01-01", "2022-12-31")


@pytest.fixture
def dock(db):
    """Yield a dock whose licences are asked for."""
    here = Dock()
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "licences", "refuse")])
    put_items(scope=SYSTEM, items=[ItemDraft("VALVE", "瓣膜", "枚", tracking="lot",
                                             attributes={"class": "III"})])
    put_lots(scope=SYSTEM, lots=[LotDraft("VALVE", "OLD", "2022-06-30"),
                                 LotDraft("VALVE", "NEW", "2023-06-30")])
    yield here
    here.assert_sound()


def arrived(dock, lot="OLD"):
    receipt = dock.announce(LineDraft("VALVE", 5, lot))
    dock.act(dock.keeper, receipt, "arrive")
    return receipt


def book(dock, receipt):
    return dock.act(dock.keeper, receipt, "book", Amount(1, "scanned", 5), Amount(1, "accepted", 5))


def refused(dock, receipt) -> list[tuple[str, str]]:
    with pytest.raises(DocumentRefused) as caught:
        book(dock, receipt)
    assert {fault.code for fault in caught.value.faults} == {"licence"}
    return [(fault.pointer, fault.params[0].en) for fault in caught.value.faults]


def test_a_receipt_without_licences_is_refused_with_every_gate_at_once(dock):
    assert refused(dock, arrived(dock)) == [
        ("/header/supplier", "Supplier"), ("/header/supplier", "Supplier"),
        ("/header/supplier", "Supplier"), ("/amounts/1", "Item"), ("/site", "Own site")]
    assert dock.standing() == {}


def test_goods_made_while_the_registration_was_valid_come_in_after_it_ended(dock):
    put_licences(scope=SYSTEM, licences=[*HELD, REGISTERED])
    assert book(dock, arrived(dock, "OLD")).state == "booked"
    late = arrived(dock, "NEW")
    assert refused(dock, late) == [("/amounts/1", "Item")]
    put_licences(scope=SYSTEM, licences=[REGISTERED._replace(
        number="国械注准2", valid_from="2023-01-01", valid_to="2099-12-31")])
    assert book(dock, late).state == "booked"


def test_the_refusal_names_the_licence_its_date_and_who_can_cure_it(dock):
    put_licences(scope=SYSTEM, licences=[*HELD, REGISTERED])
    with pytest.raises(DocumentRefused) as caught:
        book(dock, arrived(dock, "NEW"))
    (fault,) = caught.value.faults
    zh, en = (described(fault, language=language)["message"] for language in ("zh-hans", "en"))
    assert zh == ("产品资质 VALVE：医疗器械注册证 国械注准1，已过期（2022-12-31）。"
                  "注册人提供新证，质量录入；有效期内生产的库存不受影响")
    assert en.startswith("Item VALVE: Registration certificate 国械注准1: It has ended (2022")


def test_an_inspection_accepts_nothing_whose_registration_is_not_known(dock):
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "licences", "note")])
    receipt = arrived(dock)
    book(dock, receipt)
    inspection = dock.follow("inspection", receipt)
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "licences", "refuse")])
    with pytest.raises(DocumentRefused) as caught:
        dock.act(dock.quinn, inspection, "accept", Amount(1, "accepted", 5),
                 sign=["quinn", "rosa"])
    assert [fault.params[0].en for fault in caught.value.faults] == ["Item", "Own site"]
    dock.act(dock.quinn, inspection, "reject", Amount(1, "rejected", 5, place="RED"),
             sign=["quinn", "rosa"])


def test_licences_that_end_are_listed_with_their_step_until_they_are_renewed(dock):
    put_licences(scope=SYSTEM, licences=[
        REGISTERED, *(LicenceDraft("quality_agreement", "party", "SUP", f"Q-{day}", "2022-01-01",
                                   day) for day in ("2023-01-20", "2023-02-20", "2023-03-20",
                                                    "2024-03-20"))])
    found = ending_licences(scope=SYSTEM, on=date(2023, 1, 1))
    assert [(row.number, row.step) for row in found] == [("国械注准1", 0)], "Q-2024 renews them"
    put_licences(scope=SYSTEM, licences=[REGISTERED._replace(number="R-2", valid_to="2030-01-01")])
    assert ending_licences(scope=SYSTEM, on=date(2023, 1, 1)) == []
    assert [row.step for row in ending_licences(scope=SYSTEM, on=date(2024, 1, 1))] == [90]


def test_each_step_towards_the_end_of_a_licence_is_told_once(dock):
    put_licences(scope=SYSTEM, licences=[REGISTERED, LicenceDraft(
        "health_record", "person", "keeper", "H-1", "2022-01-01", "2022-12-31")])
    days = ("2022-09-01", "2022-10-10", "2022-10-11", "2022-11-15", "2022-12-20", "2022-12-31",
            "2023-01-01", "2023-06-01")
    assert [warn_of_licences(scope=SYSTEM, on=date.fromisoformat(day)) for day in days] == [
        0, 2, 0, 2, 2, 0, 2, 0]
    told = facts_about(scope=SYSTEM, sites=None, subject="licence:registration/国械注准1")
    assert [fact.data["step"] for fact in told if fact.kind == "licence.ending"] == [0, 30, 60, 90]
    assert facts_about(scope=SYSTEM, sites=None, subject="licence:health_record/H-1") == [], (
        "what a person's licence says is nobody else's to read")


def test_a_site_decides_over_the_decision_for_all_and_the_newest_stands(dock):
    rows = {row.name: row for row in list_policies(scope=SYSTEM, site="SH1")}
    assert (rows["licences"].value, rows["licences"].site) == ("refuse", "SH1")
    assert (rows["sampling"].value, rows["sampling"].site) == ("plan", "")
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "sampling", "all"),
                                         PolicyDraft("SH1", "sampling", "plan")])
    assert {row.name: row.value for row in list_policies(scope=SYSTEM, site="SH1")
            }["sampling"] == "plan"


def test_a_policy_that_cannot_be_is_refused_with_all_faults_and_none_is_written(dock):
    with pytest.raises(PoliciesRefused) as caught:
        put_policies(scope=SYSTEM, policies=[
            PolicyDraft("SH1", "licences", "note"), PolicyDraft("SH1", "nonsense", 1),
            PolicyDraft("NONE", "licences", "maybe"), PolicyDraft("SH1", "life_percent_min", 101)])
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [
        ("/1/name", "policy_unknown"), ("/2/value", "not_a_choice"), ("/2/site", "unknown_site"),
        ("/3/value", "out_of_range")]
    assert {row.name: row.value for row in list_policies(scope=SYSTEM, site="SH1")
            }["licences"] == "refuse"
    with pytest.raises(Forbidden):
        put_policies(scope=dock.keeper, policies=[PolicyDraft("SH1", "licences", "note")])
