"""The demo's trial page: only in a demo and only here, the next places, a phone of its own."""

from __future__ import annotations

import re
from html import unescape
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from pandian.capture.devices.words import EnrolmentOffer
from pandian.catalog.operations import put_items
from pandian.catalog.words import CodeDraft, ItemDraft
from pandian.counting.operations import assign, create_plan, record_visit
from pandian.counting.queries import task as task_of
from pandian.counting.queries import task_sheet, tasks
from pandian.counting.words import PlanDraft, Scope, VisitDraft
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_person
from pandian.governance.words import SYSTEM
from pandian.interfaces.api import pace
from pandian.kernel.operations import record
from pandian.simulation.queries import BEGUN, READY, SUBJECT, demo_people
from tests.asked import asked
from tests.interfaces.conftest import Caller
from tests.interfaces.phones import Phone, enrol
from tests.interfaces.test_web_pages import PASSWORD, SENTINEL, demo_home, stage

__all__ = ["demo_home", "stage"]
POISON = '"><img src=x onerror=alert(1)>'
QUERIES_MAX = 51
"""Three shelves and the page around them; more would mean one query for each thing on a shelf."""
AWAY: list[dict[str, Any]] = [
    {"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
    {"HTTP_FORWARDED": "for=192.0.2.7"}]


class Framed(Phone):
    """The phone in the frame, enrolled by what the page put into the frame's address."""

    def __init__(self, text: str) -> None:
        link = unescape(re.findall(r'<iframe id="phone" src="([^"]*)"', text)[0])
        self.install, self.seq, self.cursor = uuid4(), 0, None
        answer = enrol(cast(EnrolmentOffer, SimpleNamespace(link=link)), self.install)
        assert answer.status_code == 201, answer.content
        self.enrolled = answer.json()
        self.caller = Caller(self.enrolled["token"])


@pytest.fixture
def trial(stage: dict[str, Any], demo_home: str) -> dict[str, Any]:
    """A demo whose open task is wang's, with goods on some shelves."""
    pace._buckets.clear()
    assign(scope=SYSTEM, task=stage["task"], person="wang")
    put_items(scope=SYSTEM, items=[
        ItemDraft("I-01", f"物料{POISON}", "支", f"Goods{POISON}",
                  codes=(CodeDraft("gtin", "06901234567892"),))])
    build(stage, [["SH1", f"A-{n:02}", f"I-{n:02}", "", "", "accepted", 4300 + n]
                  for n in range(6) if n != 2])
    return stage


def build(stage: dict[str, Any], shelf: list[list[object]]) -> None:
    """Note that a demo was built here, with an open count and what lies on its shelves."""
    record(scope=SYSTEM, site=0, kind=BEGUN, subject=SUBJECT, data={"seed": 1, "size": "tiny"})
    record(scope=SYSTEM, site=0, kind=READY, subject=SUBJECT,
           data={"plan": str(stage["SH1"]), "shelf": shelf})


def shown(text: str) -> list[str]:
    """Return the places whose shelf the page shows."""
    return re.findall(r"<h2>(A-\d\d)</h2>", text)


def visit(stage: dict[str, Any], *places: str) -> None:
    """Finish places as wang."""
    wang = scope_of_person(person=stage["people"]["wang"])
    for place in places:
        record_visit(scope=wang, draft=VisitDraft(uuid4(), stage["task"], place))


def invitations() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM capture_enrolment")
        return int(cursor.fetchone()[0])


def test_there_is_no_trial_outside_a_demo(stage: dict[str, Any], demo_home: str) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/try").status_code == 404  # noted as a demo, but nothing was built
    record(scope=SYSTEM, site=0, kind=BEGUN, subject=SUBJECT, data={"seed": 1, "size": "tiny"})
    assert client.get("/try").status_code == 404  # begun, not finished
    assert client.post("/try").status_code == 404


def test_a_database_with_a_demo_in_a_home_without_one_has_no_trial(
    trial: dict[str, Any], settings: Any
) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/try").status_code == 200
    (settings.HOME / "demo.json").unlink()
    assert [client.get("/try").status_code, client.post("/try").status_code] == [404, 404]


@pytest.mark.parametrize("away", AWAY)
def test_from_another_machine_there_is_no_trial_and_no_enrolment(
    trial: dict[str, Any], away: dict[str, Any]
) -> None:
    before = invitations()
    client = Client(raise_request_exception=False)
    for answer in (client.get("/try", **away), client.post("/try", **away)):
        assert answer.status_code == 404
        assert b"enrol=" not in answer.content
    assert invitations() == before


def test_another_page_cannot_make_it_enrol(trial: dict[str, Any]) -> None:
    before = invitations()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert client.post("/try").status_code == 403
    assert invitations() == before


def test_looking_enrols_nothing_and_shows_what_really_lies_there(trial: dict[str, Any]) -> None:
    before = invitations()
    text = Client().get("/try").content.decode()
    assert 'src="/phone/"' in text
    assert invitations() == before
    assert shown(text) == ["A-01", "A-02", "A-03"]
    assert "4,301" in text
    assert "4,300" not in text
    assert str(SENTINEL) not in text.replace(",", "")
    scans = re.findall(r'data-scan="([^"]*)"', text)
    assert scans[:3] == ["]Q1PD:B:SH1.A-01", "]d20106901234567892", "]Q1PD:B:SH1.A-02"]


def test_goods_without_a_trade_number_are_there_by_their_own_code(trial: dict[str, Any]) -> None:
    text = Client().get("/try").content.decode()
    assert 'data-scan="]Q1I-03"' in text
    assert "4,303" in text


def test_places_that_are_done_give_way_to_the_next_until_nothing_is_left(
    trial: dict[str, Any]
) -> None:
    visit(trial, "A-01", "A-03")
    assert shown(Client().get("/try").content.decode()) == ["A-02", "A-04", "A-05"]
    for task in tasks(scope=SYSTEM, plan=trial["SH1"]):
        wang = scope_of_person(person=trial["people"]["wang"])
        assign(scope=SYSTEM, task=task.id, person="wang")
        for place in task_sheet(scope=SYSTEM, task=task.id).places:
            if not place.done:
                record_visit(scope=wang, draft=VisitDraft(uuid4(), task.id, place.place))
    text = Client(headers={"accept-language": "en"}).get("/try").content.decode()
    assert shown(text) == []
    assert "place of the demo" in text
    assert 'href="/counts/new"' in text


def test_the_shelves_are_those_of_the_task_that_the_phone_has_opened(
    trial: dict[str, Any]
) -> None:
    other = create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid4(), "SH1", "urgent", Scope(places=("A-05",))))
    (task,) = tasks(scope=SYSTEM, plan=other.id)
    text = Client().get(f"/try?task={task.id}").content.decode()
    assert (shown(text), f'data-task="{task.id}"' in text) == (["A-05"], True)
    assert f'id="trial-desk" href="/counts/{other.id}"' in text
    far = tasks(scope=SYSTEM, plan=trial["BJ1"])[0].id
    for wrong in (uuid4(), far, "", "-", POISON):
        answer = Client().get("/try", {"task": str(wrong)})
        assert answer.status_code == 200
        assert f'data-task="{trial["task"]}"' in answer.content.decode()


def test_a_press_gives_a_task_that_is_nobodys_to_whose_phone_it_enrols(
    trial: dict[str, Any]
) -> None:
    assign(scope=SYSTEM, task=trial["task"], person="")
    counter = next(row.code for row in demo_people() if row.role == "counter")
    create_person(scope=SYSTEM, code=counter, name=counter, role="counter", sites=["SH1"],
                  password=PASSWORD)
    phone = Framed(Client().post("/try").content.decode())
    assert phone.enrolled["person"] == counter
    assert task_of(scope=SYSTEM, id=trial["task"]).person == counter
    assert lease(phone, trial["task"])


def test_a_press_enrols_the_frame_for_whom_the_task_is_and_takes_it_from_earlier_trials(
    trial: dict[str, Any]
) -> None:
    client = Client()
    first = Framed(client.post("/try").content.decode())
    assert first.enrolled["person"] == "wang"
    assert lease(first, trial["task"])
    again = Framed(client.post("/try").content.decode())
    assert lease(again, trial["task"])
    assert not lease(first, trial["task"])


def lease(phone: Phone, task: UUID) -> Any:
    """Return the lease that the phone holds of a task now."""
    rows = [row for page in phone.package() for row in page["tasks"] if row["task"] == str(task)]
    phone.cursor = None
    return rows[-1]["lease"]


def test_names_of_goods_are_words_and_never_markup(trial: dict[str, Any]) -> None:
    for language in ("en", "zh-hans"):
        text = Client(headers={"accept-language": language}).get("/try").content.decode()
        assert POISON not in text
        assert "<img" not in text
        assert POISON in unescape(text)


@pytest.mark.parametrize(("language", "words", "goods"), [
    ("en", ["Try the phone", "Enrol this phone", "This place is really empty."], "Goods"),
    ("zh-hans", ["试用手机", "登记这台手机", "这个货位真的是空的。"], "物料")])
def test_the_trial_speaks_the_language_of_the_reader(
    trial: dict[str, Any], language: str, words: list[str], goods: str
) -> None:
    text = Client(headers={"accept-language": language}).get("/try").content.decode()
    assert [word for word in words if word not in text] == []
    assert f"{goods}&quot;" in text
    bar = text.split('class="rolebar"')[1].split("</form>")[0]
    assert 'href="/try" aria-current="page"' in bar
    assert words[0] in bar


def test_the_door_to_the_trial_stands_in_the_bar_of_the_demo_only(
    trial: dict[str, Any], settings: Any
) -> None:
    client = Client()
    assert 'href="/try"' in client.get("/sign-in").content.decode()
    assert 'href="/try"' not in client.get("/sign-in", **AWAY[0]).content.decode()
    (settings.HOME / "demo.json").unlink()
    assert 'href="/try"' not in client.get("/sign-in").content.decode()


def test_the_trial_asks_the_database_no_more_for_a_fuller_shelf(trial: dict[str, Any]) -> None:
    def sent() -> int:
        with asked() as heard:
            assert Client().get("/try").status_code == 200
        return len(heard)

    lean = sent()
    assert lean <= QUERIES_MAX
    build(trial, [["SH1", place, f"I-{n:02}", "", "", "accepted", n + 1]
                  for place in ("A-01", "A-03") for n in range(40)])
    assert sent() == lean
