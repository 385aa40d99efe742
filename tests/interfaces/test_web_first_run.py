"""The first administrator's page: its language, its faults, its dead link."""

from __future__ import annotations

import pytest
from django.test import Client

from pandian.governance.access.operations import make_first_run_link
from pandian.governance.queries import person_by_code, scope_of_person
from pandian.governance.words import SYSTEM

PASSWORD = "tall-heron-walks-42"
FORM = {"code": "root", "name": "Root", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def address(db: None) -> str:
    return "/first-run/" + make_first_run_link(base_url="http://h").rpartition("/")[2]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_first_administrator_keeps_the_language_of_his_browser(
    address: str, language: str
) -> None:
    assert Client(headers={"accept-language": language}).post(address, FORM).status_code == 302
    made = person_by_code(scope=SYSTEM, code="root")
    assert scope_of_person(person=made.id).language == language


def test_a_dead_link_says_what_to_do(address: str) -> None:
    Client().post(address, FORM)
    answer = Client(headers={"accept-language": "en"}).get(address)
    assert answer.status_code == 403
    assert "start pandian again" in answer.content.decode()
    assert "/sign-in" in answer.content.decode()


def test_each_fault_names_its_field(address: str) -> None:
    answer = Client(headers={"accept-language": "en"}).post(
        address, {**FORM, "name": "", "password": "short", "again": "short"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<strong>Name</strong>" in text
    assert "<strong>Password</strong>" in text
