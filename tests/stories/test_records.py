"""Records of GSP article 21 come out of facts, with every field, as things were then.   质量记录"""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from recall_world import Field

from pandian.catalog.operations import put_items, put_lots
from pandian.catalog.words import ItemDraft, LotDraft
from pandian.exchange.records.queries import record_file, record_rows
from pandian.exchange.tables.words import FormatUnknown
from pandian.governance.operations import put_sites
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.words import Forbidden
from pandian.lifecycle.records.rules import FOREVER, keep_until
from pandian.lifecycle.records.words import COLUMNS, RECORDS, Asked, RecordRefused
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import MEASURES, Amount
from tests.chance import zone_of_another_day

ENGLISH = SYSTEM._replace(language="en")
MADE, EXPIRES = (datetime.now(UTC).date() + timedelta(days=days) for days in (-20, 900))


@pytest.fixture
def field(db):
    """Yield two sites; whatever happened there, ledger and documents must be sound afterwards."""
    here = Field()
    put_items(scope=SYSTEM, items=[ItemDraft(
        "LOTS", "骨钉", "支", tracking="lot", expiry=True, cost=1_000_000,
        attributes={"model": "M-1", "specification": "3x20", "registrant": "某公司",
                    "registration": "国械注准1", "storage": "2-8"})])
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L1", MADE, EXPIRES)])
    yield here
    here.assert_sound()


def asked(record: str, **more) -> Asked:
    now = datetime.now(UTC)
    return Asked(record, more.pop("since", now - timedelta(days=1)),
                 more.pop("until", now + timedelta(days=1)), **more)


def rows(record: str, **more) -> list[dict]:
    return record_rows(scope=ENGLISH, asked=asked(record, **more))


def test_every_record_names_columns_kinds_and_measures_that_there_are():
    for name, record in RECORDS.items():
        assert set(record.columns) <= set(COLUMNS), name
        assert 21 in record.articles
        for kind, measures in record.facts.items():
            facts = {fact for action in KINDS[kind].actions.values() for fact in action.measures}
            derived = {"shipped", "refused"}  # all that was packed leaves; all refused goes home
            assert set(measures) <= facts | derived | set(KINDS[kind].states_at_opening)
        for kind, actions in record.steps.items():
            assert set(actions) <= {"open", *KINDS[kind].actions}, (name, kind)
        told = {measure for names in record.facts.values() for measure in names}
        assert told <= set(MEASURES), "every conclusion speaks both languages"


def test_what_is_received_inspected_and_put_away_stands_in_three_records(field):
    putaway = field.follow("putaway", field.passed(("LOTS", 30, "L1")))
    field.act(field.keeper, putaway, "put", Amount(1, "put_away", 30, place="A-01"), sign=[])
    (incoming,) = rows("incoming")
    assert {name: incoming[name] for name in (
        "number", "name", "model", "specification", "registration", "registrant", "lot",
        "made_on", "expires_on", "quantity", "unit", "measure", "party", "party_name",
        "delivery_note", "transport", "actor", "signers", "keep_until", "origin")} == {
        "number": "IN-000001", "name": "骨钉", "model": "M-1", "specification": "3x20",
        "registration": "国械注准1", "registrant": "某公司", "lot": "L1",
        "made_on": MADE, "expires_on": EXPIRES, "quantity": 30,
        "unit": "支", "measure": "accepted", "party": "SUP", "party_name": "供应商",
        "delivery_note": "DN-7", "transport": "cold van", "actor": "quinn",
        "signers": ["quinn"], "keep_until": incoming["keep_until"], "origin": "RC-000001"}
    assert incoming["keep_until"] > EXPIRES.isoformat()
    (put_in,) = rows("put_in")
    assert (put_in["number"], put_in["place"], put_in["quantity"], put_in["actor"]) == (
        "PA-000001", "A-01", 30, "keeper")
    assert rows("put_in", text="nothing like it") == []
    assert len(rows("put_in", text="l1")) == 1
    assert rows("put_in", site="BJ1") == []


def test_a_record_keeps_the_item_as_it_was(field):
    field.passed(("LOTS", 30, "L1"))
    put_items(scope=SYSTEM, items=[ItemDraft(
        "LOTS", "新名", "支", tracking="lot", expiry=True, attributes={"model": "M-2"})])
    assert [(row["name"], row["model"]) for row in rows("incoming")] == [("骨钉", "M-1")]
    field.passed(("LOTS", 5, "L1"))
    assert [(row["name"], row["model"]) for row in rows("incoming")] == [
        ("骨钉", "M-1"), ("新名", "M-2")]


def test_a_record_is_kept_from_the_day_that_it_was_at_its_site(field):
    zone = zone_of_another_day()
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海", zone)])
    field.passed(("LOTS", 30, "L1"))
    day = datetime.now(ZoneInfo(zone)).date()
    assert [row["keep_until"] for row in rows("incoming")] == [
        keep_until(implant=False, expires_on=EXPIRES, made=day).isoformat()]


def test_what_was_undone_stands_on_record_with_its_undoing(field):
    receipt = field.booked(("LOTS", 30, "L1"))
    inspection = field.follow("inspection", receipt)
    field.act(field.quinn, inspection, "accept", Amount(1, "accepted", 30))
    field.reverse(inspection)
    assert [(row["step"], row["quantity"], row["reason"]) for row in rows("incoming")] == [
        ("accept", 30, "as agreed"), ("reverse", -30, "wrong lot")]


def test_a_recall_is_on_record_step_by_step(field):
    field.everywhere()
    recall = field.recall()
    field.do(field.quinn, recall, "spread")
    field.do(field.sales, recall, "reply", Amount(1, "used_there", 3, place="H1"))
    field.take_back(recall, "H1", 5)
    found = [(row["number"], row["step"], row["quantity"], row["level"], row["actor"])
             for row in rows("recall")]
    assert found == [
        ("RE-000001", "open", None, "2", "quinn"),
        ("RE-000001", "take effect at all sites", None, "2", "quinn"),
        ("RE-000001", "enter a customer's reply", 3, "2", "sal"),
        ("RR-000001", "take back", 5, "", "keeper")]


def test_a_record_is_handed_out_as_csv_json_and_pdf_in_both_languages(field):
    pytest.importorskip("typst")
    field.passed(("LOTS", 30, "L1"))
    made = record_file(scope=SYSTEM, asked=asked("incoming"), format="csv", language="zh-hans")
    head, first = csv.reader(io.StringIO(made.content.decode("utf-8-sig")))
    assert dict(zip(head, first, strict=True))["名称"] == "骨钉"
    told = json.loads(record_file(scope=SYSTEM, asked=asked("incoming"), format="json",
                                  language="en").content)
    assert (told["articles"], told["made_by"], len(told["rows"])) == (
        [21, 65, 66, 67], "@system", 1)
    with pytest.raises(FormatUnknown):
        record_file(scope=SYSTEM, asked=asked("incoming"), format="doc", language="en")
    from pypdf import PdfReader

    for language, words in (("en", ("incoming inspection record", "registrant")),
                            ("zh-hans", ("进货查验记录", "骨钉"))):
        printed = record_file(scope=SYSTEM._replace(language=language),
                              asked=asked("incoming"), format="pdf", language=language)
        text = "".join(page.extract_text() for page in PdfReader(
            io.BytesIO(printed.content)).pages)
        assert all(word in text for word in words), text
        assert "L1" in text


def test_a_question_without_sense_is_refused_for_every_reason(field):
    now = datetime.now(UTC)
    with pytest.raises(RecordRefused) as refused:
        record_rows(scope=SYSTEM, asked=Asked("diary", now, now, text="x" * 200))
    assert {fault.code for fault in refused.value.faults} == {
        "record_unknown", "range_empty", "too_long"}
    with pytest.raises(Forbidden):
        record_rows(scope=field.person("anna"), asked=asked("incoming"))


@pytest.mark.parametrize(("implant", "expires", "until"), [
    (False, date(2032, 5, 31), date(2034, 5, 31)),
    (False, date(2029, 5, 31), date(2031, 11, 23)),
    (False, date(2026, 12, 1), date(2031, 11, 23)),
    (False, None, date(2031, 11, 23)),
    (False, date(2028, 2, 29), date(2031, 11, 23)),
    (False, date(2032, 2, 29), date(2034, 3, 1)),
    (True, date(2029, 5, 31), FOREVER),
    (True, None, FOREVER),
])
def test_a_record_is_kept_for_two_years_after_expiry_never_under_five_and_for_ever_of_implants(
    implant, expires, until
):
    assert keep_until(implant=implant, expires_on=expires, made=date(2026, 11, 23)) == until
