"""The pages of label rescue: a plain form each, nothing of the book, every refusal named."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from pandian.capture.operations import accept
from pandian.capture.rescue.queries import history, label_tasks, waiting_row
from pandian.capture.words import ObservationDraft, Push
from pandian.catalog.operations import put_items, put_places, put_sites
from pandian.catalog.words import ItemDraft, PackDraft, PlaceDraft
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_person
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.rules import uuid7

PASSWORD = "tall-heron-walks-42"
CODE = "]d20106975737430496" + "10LOT7" + "\x1d" + "21X\u202e9"


@pytest.fixture
def stage(db):
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai")])
    put_places(scope=SYSTEM, places=[PlaceDraft("SH1", "A", "zone"),
                                     PlaceDraft("SH1", "A-01", "bin", "A")])
    put_items(scope=SYSTEM, items=[
        ItemDraft("STENT", "冠脉支架", "支", "Stent", (PackDraft("盒", 5, "06901234567892"),),
                  tracking="lot"),
        ItemDraft("WIRE", "导丝", "根", "Wire")])
    people = {code: create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["SH1"],
                                  password=PASSWORD).id
              for code, role in (("lead", "lead"), ("eye", "inspector"), ("wang", "counter"))}
    return {code: scope_of_person(person=id) for code, id in people.items()}


def client(stage, code):
    from pandian.governance.models import Person

    browser = Client()
    browser.force_login(Person.objects.get(code=code))
    return browser


def scan(stage, code=CODE, quantity=3, **more):
    id = uuid7()
    accept(scope=stage["wang"], sites_of_tasks={}, push=Push(uuid4(), None, 1, (
        ObservationDraft(id, "set", "A-01", quantity, code=code, seq=1, **more),), site="SH1"))
    return id


def decide(browser, id, **form):
    return browser.post(f"/inbox/{id}/decide", form, follow=True)


def test_the_inbox_says_why_and_leads_to_the_decision(stage):
    id = scan(stage)
    page = client(stage, "lead").get("/inbox", headers={"Accept-Language": "en"})
    text = page.content.decode()
    assert f'href="/inbox/{id}"' in text
    assert "No item is bound to this code" in text
    assert "&lt;GS&gt;" in text
    assert "&lt;U+202E&gt;" in text
    assert "\u202e" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_row_is_bound_taken_back_and_picked(stage, language):
    lead, id = client(stage, "lead"), scan(stage, "]d20106975737430496" + "10LOT7")
    lead.post("/language", {"language": "en" if language == "en" else "zh-hans"})
    page = lead.get(f"/inbox/{id}?find=zhijia").content.decode()
    assert "STENT" in page
    bound = decide(lead, id, act="bind", item="STENT", unit="支")
    assert ("The code is bound" if language == "en" else "条码已绑定") in bound.content.decode()
    assert waiting_row(scope=stage["lead"], observation=id).lot == "LOT7"
    decide(lead, id, act="undo")
    assert waiting_row(scope=stage["lead"], observation=id).tray == "unresolved"
    decide(lead, id, act="pick", item="STENT", lot="L9")
    row = waiting_row(scope=stage["lead"], observation=id)
    assert (row.tray, row.lot) == ("", "L9")
    asked = decide(lead, id, act="print_label", note="torn")
    assert asked.status_code == 200
    assert {task.kind for task in label_tasks(scope=stage["lead"])} == {"print_label", "new_lot"}


def test_only_a_whole_code_that_nothing_holds_is_offered_for_binding(stage):
    lead = client(stage, "lead")
    for code, more, offered in (
            (CODE, {}, True), ("SUP-1", {}, True), ("a\x07b", {}, False),
            ("SUP-1", {"condition": ("damaged_label",)}, False),
            ("]d20106901234567892" + "10A213B1211234", {}, False)):
        id = scan(stage, code, **more)
        page = lead.get(f"/inbox/{id}?find=STENT").content.decode()
        assert ('value="bind"' in page) is offered, code
        assert 'value="pick"' in page


def test_what_can_be_read_offers_the_items_that_fit(stage):
    id = scan(stage, "TORN", condition=("damaged_label",))
    lead = client(stage, "lead")
    page = lead.get(f"/inbox/{id}?pattern=690123????892").content.decode()
    assert "STENT" in page
    assert lead.get(f"/inbox/{id}?pattern=??").status_code == 422
    assert "STENT" not in lead.get(f"/inbox/{id}?pattern=555*").content.decode()


def test_the_second_person_is_told_who_was_first_and_nothing_changes(stage):
    id, lead = scan(stage), client(stage, "lead")
    seen = waiting_row(scope=stage["lead"], observation=id).seen.isoformat()
    decide(lead, id, act="reject", reason="a test", seen=seen)
    late = decide(lead, id, act="pick", item="WIRE", seen=seen)
    assert late.status_code == 409
    assert "lead" in late.content.decode()
    assert len(history(scope=stage["lead"], observation=id)) == 1


@pytest.mark.parametrize(("form", "status"), [
    ({"act": "nonsense"}, 422), ({}, 422), ({"act": "reject", "reason": ""}, 422),
    ({"act": "pick", "item": "NOBODY"}, 422), ({"act": "bind", "item": ""}, 422),
    ({"act": "pick", "item": "WIRE", "seen": "yesterday"}, 422), ({"act": "undo"}, 422),
    ({"act": "pick", "item": "STENT", "lot": "x" * 90}, 422),
    ({"act": "print_label"}, 422)])
def test_bad_forms_are_answered_on_the_page_and_change_nothing(stage, form, status):
    id = scan(stage)
    answer = decide(client(stage, "lead"), id, **form)
    assert answer.status_code == status, answer.content.decode()[:2_000]
    assert 'role="alert"' in answer.content.decode()
    assert waiting_row(scope=stage["lead"], observation=id).tray == "unresolved"


def test_who_only_reads_sees_no_buttons_and_cannot_decide(stage):
    id, eye = scan(stage), client(stage, "eye")
    page = eye.get(f"/inbox/{id}?find=STENT")
    assert page.status_code == 200
    assert 'value="pick"' not in page.content.decode()
    assert decide(eye, id, act="pick", item="WIRE").status_code == 403
    assert client(stage, "wang").get(f"/inbox/{id}").status_code == 403
    assert eye.get(f"/inbox/{uuid7()}").status_code == 404


def test_labels_and_coverage_have_their_pages(stage):
    id, lead = scan(stage, "]d20106901234567892" + "10NEW9"), client(stage, "lead")
    page = lead.get("/inbox/labels").content.decode()
    assert "NEW9" in page
    (task,) = label_tasks(scope=stage["lead"])
    decide(lead, id, act="print_label")
    asked = next(t for t in label_tasks(scope=stage["lead"]) if t.kind == "print_label")
    wrong = lead.post(f"/inbox/labels/{asked.id}/end", {"act": "scan", "code": "WIRE"})
    assert wrong.status_code == 422
    lead.post(f"/inbox/labels/{asked.id}/end", {"act": "scan", "code": "]d20106901234567892"
                                                + "10NEW9"})
    lead.post(f"/inbox/labels/{task.id}/end", {"act": "done"})
    assert label_tasks(scope=stage["lead"]) == []
    scan(stage, "WHO-IS-IT")
    month = waiting_row(scope=stage["lead"], observation=id).observed_at.strftime("%Y-%m")
    text = lead.get(f"/inbox/coverage?site=SH1&month={month}").content.decode()
    assert "50" in text
    assert "WHO-IS-IT" in text
    assert lead.get("/inbox/coverage?month=never&site=X").status_code == 200
    assert "/inbox/coverage" in lead.get("/").content.decode()
