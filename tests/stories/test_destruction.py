"""Scrap is counted, valued, approved, sealed, destroyed by two, certified.   报废、销毁"""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any

import pytest
from shelf_world import Shelves

from pandian.exchange.certificates.operations import certificate_pdf
from pandian.governance.words import SYSTEM
from pandian.interfaces.commands.verify_certificate import handle
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.lifecycle import operations
from pandian.lifecycle.destruction.queries import alarms, certificate_of
from pandian.lifecycle.destruction.rules import altered
from pandian.lifecycle.destruction.words import NotCertified
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.raising.operations import tell_seen_again
from pandian.lifecycle.scrap.queries import valuation
from pandian.lifecycle.scrap.words import LineValue
from pandian.lifecycle.words import (
    Acted,
    Amount,
    DocumentDraft,
    DocumentRefused,
    LineDraft,
    NotThisPerson,
)

PLAN = {"method": "粉碎后焚烧", "location": "处置中心", "contractor": "绿源",
        "contractor_licence": "W-31-0007"}


class Ends(Shelves):
    """Goods in the red zone, and the people who sign them away."""

    def __init__(self) -> None:
        super().__init__()
        self.stock_in("LOTS", "RED", 6, lot="L1", status="rejected")
        self.stock_in("SERIAL", "RED", 1, serial="S-9", status="rejected")
        self.fiona = self.staff("fiona", "finance")
        self.max = self.staff("max", "manager")

    def scrap(self, *lines: LineDraft) -> Acted:
        return self.open("scrap", *(lines or (red(4),)), cause="damaged")

    def count(self, scrap: Acted, *counted: int, **more: Any) -> Acted:
        return self.act(more.pop("by", self.keeper), scrap, "count", *(
            Amount(n, "counted", each) for n, each in enumerate(counted, 1)),
            evidence=more.pop("evidence", {"photo": self.photo}), **more)

    def approved(self, *lines: LineDraft) -> Acted:
        """Return scrap that was counted, valued and approved; the whole of RED when none."""
        lines = lines or (red(6), LineDraft("SERIAL", 1, serial="S-9", place="RED"))
        scrap = self.scrap(*lines)
        self.count(scrap, *(line.asked for line in lines))
        self.act(self.fiona, scrap, "value", sign=["fiona"])
        return self.act(self.quinn, scrap, "approve", sign=["quinn"])

    def plan_of(self, scrap: Acted, **more: Any) -> Acted:
        return operations.open_document(scope=more.pop("by", self.rosa), draft=DocumentDraft(
            uuid7(), "SH1", "destruction", {**PLAN, **more}, follows=scrap.document))

    def seal(self, plan: Acted, **more: Any) -> Acted:
        lines = self.read(plan).lines
        return self.act(self.keeper, plan, "seal", *(
            Amount(line.line, "sealed", line.asked) for line in lines),
            sign=more.pop("sign", ["keeper", "quinn"]),
            evidence={"weight_grams": "12000", "seal_numbers": "A1 A2", "photo": self.photo,
                      **more})

    def destroy(self, plan: Acted, *more_facts: Amount, sign: Any = ("porter", "fiona"),
                **more: Any) -> Acted:
        lines = self.read(plan).lines
        by = {"porter": self.porter, "keeper": self.keeper}[sign[0]]
        return self.act(by, plan, "destroy", *(
            Amount(line.line, "destroyed", line.asked) for line in lines), *more_facts,
            sign=list(sign), evidence={"weight_grams": "12040", "seal": "unbroken",
                                       "photo": self.photo, **more})

    def certify(self, plan: Acted, **evidence: str) -> Acted:
        return self.act(self.rosa, plan, "certify",
                        evidence=evidence or {"contractor_certificate": self.photo})


def red(asked: int) -> LineDraft:
    return LineDraft("LOTS", asked, "L1", place="RED")


@pytest.fixture
def ends(db):
    here = Ends()
    yield here
    here.assert_sound()


def codes(refusal) -> list[str]:
    return [fault.code for fault in refusal.value.faults]


def test_red_goods_go_from_the_report_to_the_certificate(ends):
    scrap = ends.approved()
    assert (scrap.number, scrap.state) == ("SC-000001", "approved")
    plan = ends.plan_of(scrap)
    assert [(line.source, line.lot, line.serial, line.asked, line.target)
            for line in ends.read(plan).lines] == [
        ("RED", "L1", "", 6, "SEAL-DS-000001"), ("RED", "", "S-9", 1, "SEAL-DS-000001")]
    assert ends.seal(plan).state == "sealed"
    assert ends.standing()["SEAL-DS-000001", "LOTS", "L1", "rejected"] == 6
    assert ends.destroy(plan).state == "destroyed"
    assert not [key for key in ends.standing() if key[3] == "rejected"]
    assert ends.certify(plan).state == "certified"
    assert ends.act(ends.keeper, scrap, "close").state == "closed"


def test_scrap_is_what_stands_in_the_red_zone_and_nothing_else(ends):
    with pytest.raises(DocumentRefused) as refused:
        ends.open("scrap", LineDraft("LOTS", 1, "L1", place="A-01"),
                  LineDraft("LOTS", 1, "L1", place="A-01", status="accepted"), cause="old")
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/header/cause", "not_a_choice"), ("/lines/0/place", "place_kind_wrong"),
        ("/lines/1/status", "status_not_here")]
    ends.scrap()
    with pytest.raises(DocumentRefused) as refused:
        ends.scrap(red(3))
    assert codes(refused) == ["not_available"]


def test_the_red_zone_is_counted_whole_with_a_photo_before_anything_is_approved(ends):
    scrap = ends.scrap(red(6), LineDraft("SERIAL", 1, serial="S-9", place="RED"))
    with pytest.raises(DocumentRefused) as refused:
        ends.count(scrap, 6, evidence={})
    assert codes(refused) == ["line_missing", "evidence_missing"]
    ends.count(scrap, 5, 0)
    assert ends.asked() == [("red_zone", "RED"), ("red_zone", "RED")]
    ends.act(ends.fiona, scrap, "value", sign=["fiona"])
    with pytest.raises(DocumentRefused) as refused:
        ends.act(ends.quinn, scrap, "approve", sign=["quinn"])
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/lines/0", "red_zone_differs"), ("/lines/1", "red_zone_differs")]
    ends.count(scrap, 6, 1)
    assert ends.read(scrap).head.state == "counted", "what was counted anew is valued anew"
    ends.act(ends.fiona, scrap, "value", sign=["fiona"])
    assert ends.act(ends.quinn, scrap, "approve", sign=["quinn"]).state == "approved"


def test_finance_and_quality_sign_and_neither_is_who_asked(ends):
    scrap = ends.scrap(red(6))
    ends.count(scrap, 6)
    with pytest.raises(Forbidden):
        ends.act(ends.keeper, scrap, "value", sign=["keeper"])
    with pytest.raises(DocumentRefused) as refused:
        ends.act(ends.fiona, scrap, "value")
    assert codes(refused) == ["signatures_missing"]
    ends.act(ends.max, scrap, "value", sign=["max"])
    with pytest.raises(NotThisPerson):
        ends.act(ends.max, scrap, "approve", sign=["max"])
    by_quality = ends.open("scrap", LineDraft("SERIAL", 1, serial="S-9", place="RED"),
                           by=ends.quinn, cause="damaged")
    ends.count(by_quality, 1)
    ends.act(ends.fiona, by_quality, "value", sign=["fiona"])
    with pytest.raises(NotThisPerson) as refused:
        ends.act(ends.quinn, by_quality, "approve", sign=["quinn"])
    assert codes(refused) == ["did_before"]


def test_what_is_worth_much_is_approved_by_two_of_quality(ends):
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "scrap_amount_max", 5_999_999)])
    scrap = ends.scrap(red(6))
    ends.count(scrap, 6)
    ends.act(ends.fiona, scrap, "value", sign=["fiona"])
    assert valuation(scope=ends.fiona, id=scrap.document) == [LineValue(1, 1_000_000, 6_000_000)]
    with pytest.raises(DocumentRefused) as refused:
        ends.act(ends.quinn, scrap, "approve", sign=["quinn"])
    assert codes(refused) == ["signatures_missing"]
    assert ends.act(ends.quinn, scrap, "approve", sign=["quinn", "max"]).state == "approved"


def test_values_are_hidden_from_whoever_may_not_see_them(ends):
    scrap = ends.approved()
    with pytest.raises(Forbidden):
        valuation(scope=ends.keeper, id=scrap.document)
    whole = ends.read(scrap)
    assert "6000000" not in json.dumps([*whole.amounts, *whole.events], default=str)


def test_goods_without_a_cost_cannot_be_valued(ends):
    ends.stock_in("STENT", "RED", 1, lot="X", status="rejected")
    scrap = ends.scrap(LineDraft("STENT", 1, "X", place="RED"))
    ends.count(scrap, 1)
    with pytest.raises(DocumentRefused) as refused:
        ends.act(ends.fiona, scrap, "value", sign=["fiona"])
    assert codes(refused) == ["cost_unknown"]


def test_only_approved_scrap_is_destroyed_and_once(ends):
    draft = ends.scrap(red(6))
    with pytest.raises(DocumentRefused) as refused:
        ends.plan_of(draft)
    assert codes(refused) == ["nothing_to_take"]
    ends.act(ends.keeper, draft, "cancel")
    scrap = ends.approved()
    ends.plan_of(scrap)
    with pytest.raises(DocumentRefused) as refused:
        ends.plan_of(scrap)
    assert codes(refused) == ["nothing_to_take"]
    with pytest.raises(DocumentRefused) as refused:
        ends.act(ends.quinn, scrap, "withdraw", sign=["quinn"])
    assert codes(refused) == ["being_destroyed"]


def test_sealing_is_witnessed_counted_weighed_and_photographed(ends):
    plan = ends.plan_of(ends.approved())
    for more, wrong in (({"sign": ["keeper"]}, "signatures_missing"),
                        ({"sign": ["keeper", "keeper"]}, "signature_same_person"),
                        ({"sign": ["keeper", "porter"]}, "signature_forbidden"),
                        ({"photo": ""}, "evidence_missing"),
                        ({"weight_grams": "twelve"}, "weight_wrong"),
                        ({"seal_numbers": ""}, "evidence_missing")):
        with pytest.raises(DocumentRefused) as refused:
            ends.seal(plan, **more)
        assert wrong in codes(refused), more
    with pytest.raises(DocumentRefused) as refused:
        ends.act(ends.keeper, plan, "seal", Amount(1, "sealed", 5), Amount(2, "sealed", 1),
                 sign=["keeper", "quinn"], evidence={
                     "weight_grams": "1", "seal_numbers": "A", "photo": ends.photo})
    assert codes(refused) == ["sum_differs"]


def test_a_sealed_container_is_not_opened_for_anything_else(ends):
    plan = ends.plan_of(ends.approved())
    ends.seal(plan)
    with pytest.raises(DocumentRefused) as refused:
        ends.open("scrap", LineDraft("LOTS", 1, "L1", place="SEAL-DS-000001"), cause="damaged")
    assert codes(refused) == ["not_available"]


def test_destroying_takes_two_persons_and_neither_asked_for_it(ends):
    plan = ends.plan_of(ends.approved())
    ends.seal(plan)
    for sign, wrong in ((("porter",), "signatures_missing"),
                        (("porter", "porter"), "signature_same_person"),
                        (("porter", "boss"), "signature_forbidden")):
        with pytest.raises(DocumentRefused) as refused:
            ends.destroy(plan, sign=sign)
        assert wrong in codes(refused)
    with pytest.raises(NotThisPerson) as refused:
        ends.destroy(plan, sign=("keeper", "fiona"))
    assert codes(refused) == ["did_before"], "keeper asked for the scrap"


def test_the_weight_the_seal_and_the_photo_must_fit(ends):
    plan = ends.plan_of(ends.approved())
    ends.seal(plan)
    for more, wrong in (({"weight_grams": "12121"}, "weight_off"),
                        ({"seal": "open"}, "seal_said"), ({"photo": "0" * 64}, "photo_not_kept")):
        with pytest.raises(DocumentRefused) as refused:
            ends.destroy(plan, **more)
        assert codes(refused) == [wrong]
    with pytest.raises(DocumentRefused) as refused:
        ends.destroy(plan, Amount(1, "counted", 5), seal="broken")
    assert codes(refused) == ["seal_broken", "seal_broken"]
    counted = (Amount(1, "counted", 6), Amount(2, "counted", 1))
    assert ends.destroy(plan, *counted, seal="broken").state == "destroyed"


def test_scrap_does_not_close_before_all_is_destroyed_and_certified(ends):
    scrap = ends.approved()
    plan = ends.plan_of(scrap)
    for step in (lambda: None, lambda: ends.seal(plan), lambda: ends.destroy(plan)):
        step()
        with pytest.raises(DocumentRefused) as refused:
            ends.act(ends.keeper, scrap, "close")
        assert [(f.code, f.params) for f in refused.value.faults] == [
            ("not_destroyed", (1, 6)), ("not_destroyed", (2, 1))]
    with pytest.raises(DocumentRefused) as refused:
        ends.certify(plan, contractor_certificate="by mail")
    assert codes(refused) == ["photo_not_kept"]
    ends.certify(plan)
    assert ends.act(ends.keeper, scrap, "close").state == "closed"


def test_the_certificate_lists_goods_counts_signatures_and_shows_any_change(ends):
    plan = ends.plan_of(ends.approved())
    with pytest.raises(NotCertified):
        certificate_of(scope=ends.boss, id=plan.document)
    ends.seal(plan)
    ends.destroy(plan)
    ends.certify(plan)
    made = certificate_of(scope=ends.boss, id=plan.document)
    body = made.body
    assert (made.number, body["head"]["scrap"], body["head"]["contractor"]) == (
        "DS-000001", "SC-000001", "绿源")
    assert [(row["item"], row["lot"], row["serial"], row["quantity"]) for row in body["lines"]] == [
        ("LOTS", "L1", "", 6), ("SERIAL", "", "S-9", 1)]
    assert [row["code"] for row in body["signatures"]] == [
        "fiona", "quinn", "keeper", "quinn", "porter", "fiona"]
    assert {row["measure"] for row in body["counts"]} == {
        "counted", "approved", "sealed", "destroyed"}
    assert ends.photo in {row["value"] for row in body["papers"]}
    assert altered(body) == []
    body["lines"][1]["serial"] = "S-8"
    assert [fault.pointer for fault in altered(body)] == ["/lines/1"]
    del body["lines"][1]
    assert [fault.pointer for fault in altered(body)] == ["/content_hash"]


def test_sealed_goods_can_come_back_destroyed_ones_never(ends):
    before = ends.standing()
    scrap = ends.approved()
    plan = ends.plan_of(scrap)
    ends.seal(plan)
    ends.reverse(plan)
    assert ends.standing() == before
    again = ends.plan_of(scrap)
    ends.seal(again)
    ends.destroy(again)
    with pytest.raises(DocumentRefused) as refused:
        ends.reverse(again)
    assert codes(refused) == ["destruction_final"]
    assert next(row.kind for row in facts_about(
        scope=SYSTEM, sites=None, subject=f"document:{again.document}")) == "destruction.destroy"


def test_a_destroyed_serial_that_is_seen_again_is_an_alarm(ends):
    plan = ends.plan_of(ends.approved())
    ends.seal(plan)
    ends.destroy(plan)
    assert alarms(scope=ends.boss) == []
    ends.see_now(ends.person("anna"), None, "A-01", "SERIAL", 1, serial="S-9")
    assert [(row.item, row.serial, row.destroyed_by, row.person, row.place)
            for row in alarms(scope=ends.boss)] == [
        ("SERIAL", "S-9", "DS-000001", "anna", "A-01")]
    assert [tell_seen_again(scope=SYSTEM, site="SH1") for _ in range(2)] == [1, 0]
    told = facts_about(scope=SYSTEM, sites=None, subject="serial:SERIAL:S-9")
    assert [row.kind for row in told] == ["alarm.destroyed_seen"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_certificate_is_a_paper_in_both_languages(ends, language):
    plan = ends.plan_of(ends.approved())
    ends.seal(plan)
    ends.destroy(plan)
    ends.certify(plan)
    made = certificate_pdf(scope=ends.boss, id=plan.document, language=language)
    assert made.startswith(b"%PDF-")
    printed = facts_about(scope=SYSTEM, sites=None, subject=f"document:{plan.document}", limit=1)
    assert [row.kind for row in printed] == ["destruction.printed"]


def test_the_command_names_what_was_altered_in_a_certificate(ends, tmp_path, capsys):
    plan = ends.plan_of(ends.approved())
    ends.seal(plan)
    ends.destroy(plan)
    ends.certify(plan)
    body = certificate_of(scope=ends.boss, id=plan.document).body
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(body), "utf-8")
    assert handle(Namespace(file=str(path), json=False)) == 0
    body["counts"][0]["quantity"] += 1
    path.write_text(json.dumps(body), "utf-8")
    assert handle(Namespace(file=str(path), json=False)) == 1
    assert "ALTERED /counts/0" in capsys.readouterr().out


def found(ends, plan: Acted) -> Acted:
    """Open the document of goods found again."""
    return operations.open_document(scope=ends.quinn, draft=DocumentDraft(
        uuid7(), "SH1", "found_again", follows=plan.document))


def take_back(ends, document: Acted, *facts: Amount, by: Any = None, sign: Any = None) -> Acted:
    return ends.act(by or ends.keeper, document, "take_back", *facts,
                    sign=sign or ["keeper", "quinn"], evidence={"photo": ends.photo})


def test_goods_found_again_come_back_by_a_document_that_two_sign(ends):
    plan = ends.plan_of(ends.approved())
    with pytest.raises(DocumentRefused) as refused:
        found(ends, plan)
    assert codes(refused) == ["nothing_to_take"], "nothing is destroyed yet"
    ends.seal(plan)
    ends.destroy(plan)
    back = found(ends, plan)
    fact = Amount(2, "found", 1, place="RED")
    with pytest.raises(DocumentRefused) as refused:
        take_back(ends, back, fact, sign=["keeper"])
    assert codes(refused) == ["signatures_missing"]
    with pytest.raises(NotThisPerson):
        take_back(ends, back, fact, by=ends.porter, sign=["porter", "quinn"])
    with pytest.raises(DocumentRefused) as refused:
        take_back(ends, back, fact._replace(place="A-01"), fact._replace(quantity=2))
    assert set(codes(refused)) >= {"place_kind_wrong", "above_asked"}
    assert take_back(ends, back, fact).state == "found"
    assert ends.standing()["RED", "SERIAL", "", "rejected"] == 1
    with pytest.raises(DocumentRefused) as refused:
        ends.reverse(back)
    assert codes(refused) == ["found_final"]
    rest = found(ends, plan)
    assert [(line.item, line.asked) for line in ends.read(rest).lines] == [("LOTS", 6)]
