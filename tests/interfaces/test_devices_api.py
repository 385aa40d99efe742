"""Enrolment: one QR, one phone, ten minutes; nothing leaks, nothing outlives its revocation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from pandian.interfaces.api import pace
from tests.interfaces.conftest import World
from tests.interfaces.phones import Phone, counter, enrol, offered, split


@pytest.fixture(autouse=True)
def fresh_pace() -> None:
    pace._buckets.clear()


@pytest.fixture
def li(world: World) -> str:
    return counter("li")


def test_a_phone_is_enrolled_once_and_its_token_may_do_no_more_than_count(li: str) -> None:
    offer = offered(li)
    assert offer.link.startswith("https://s/phone/#enrol=")
    answer = enrol(offer)
    assert answer.status_code == 201
    body = answer.json()
    assert (body["site"], body["person"], body["contract_min"], body["contract_max"]) == (
        "SH1", "li", 1, 1)
    assert body["received_at"] <= body["answered_at"]
    assert answer["Cache-Control"] == "no-store"
    from pandian.governance.models import Token
    from pandian.kernel.statements import run

    token = Token.objects.get(device=body["device"])
    assert (token.sites, token.capabilities) == (["SH1"], ["capture.push", "counting.count"])
    assert body["token"] not in str(vars(token))
    assert split(offer)[1] not in str(run("kernel", "facts_about", {
        "subject": f"enrolment:{offer.id}", "sites": None, "limit": 10}))


def test_a_keeper_s_phone_does_documents_only_while_the_keeper_may(world: World) -> None:
    from pandian.governance.models import Assignment
    from pandian.governance.queries import scope_of_token

    counter("sun", role="keeper")
    token = enrol(offered("sun")).json()["token"]
    scope = scope_of_token(token=token)
    assert scope is not None
    assert {one for one in scope.capabilities if one.startswith("lifecycle.")} == {
        "lifecycle.read", "lifecycle.receive", "lifecycle.issue", "lifecycle.move",
        "lifecycle.produce"}
    Assignment.objects.filter(person__code="sun").update(role="counter")
    scope = scope_of_token(token=token)
    assert scope is not None
    assert scope.capabilities == {"capture.push", "counting.count"}


def test_every_secret_that_does_not_hold_gets_one_answer(li: str) -> None:
    used, late = offered(li), offered(li, now=datetime.now(UTC) - timedelta(minutes=10))
    assert enrol(used).status_code == 201
    fresh = offered(li)
    answers = [
        enrol(used), enrol(late), enrol(fresh, secret="A" * 22), enrol(fresh, secret=""),
        enrol(fresh, secret="x" * 500), enrol(fresh, enrolment=str(uuid4())),
        enrol(fresh, secret="' OR 1=1"),
    ]
    told = {(a.status_code, a.json()["errors"][0]["code"], a.json()["errors"][0]["message"])
            for a in answers}
    assert {each[:2] for each in told} == {(422, "enrolment_refused")}
    assert len(told) == 1
    assert enrol(fresh).status_code == 201


def test_guessing_is_slowed_down(li: str) -> None:
    offer = offered(li)
    statuses = [enrol(offer, secret="A" * 22).status_code for _ in range(25)]
    assert statuses[:20] == [422] * 20
    assert set(statuses[20:]) == {429}
    assert int(enrol(offer)["Retry-After"]) >= 1


def test_a_worn_or_foreign_storage_cannot_be_enrolled_and_the_secret_lives_on(li: str) -> None:
    first = Phone(li)
    other = counter("wu")
    offer = offered(other)
    answer = enrol(offer, first.install)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "install_taken")
    assert enrol(offer).status_code == 201


def test_enrolling_the_same_storage_again_ends_its_earlier_token(li: str) -> None:
    first = Phone(li)
    again = Phone(li, install=first.install)
    assert first.pull().status_code in (200, 401)
    assert first.pull().json()["device"] == "revoked"
    assert again.pull().json()["device"] == "active"


def test_an_old_contract_is_426_and_an_unknown_one_400(li: str) -> None:
    assert enrol(offered(li), contract=0).status_code == 426
    assert enrol(offered(li), contract=2).status_code == 400
    assert enrol(offered(li), contract="1").status_code == 400


def test_who_lost_his_role_meanwhile_is_not_enrolled(world: World, li: str) -> None:
    from pandian.governance.operations import end_role
    from pandian.governance.words import SYSTEM

    offer = offered(li)
    end_role(scope=SYSTEM, person=li, role="counter", site="SH1")
    assert enrol(offer).status_code == 422


def test_a_pull_gives_tasks_masters_and_policy(world: World, li: str) -> None:
    phone = Phone(li)
    pages = phone.package()
    assert [page["complete"] for page in pages] == [True]
    catalog = pages[0]["catalog"]
    assert {each["item"] for each in catalog["items"]} == {"GAUZE", "STENT"}
    assert {(p["item"], p["unit"], p["factor"]) for p in catalog["packs"]} == {
        ("GAUZE", "盒", 10), ("GAUZE", "片", 1), ("STENT", "支", 1)}
    assert catalog["lots"] == [{"item": "STENT", "lot": "L1", "made_on": None,
                                "expires_on": "2030-01-31"}]
    assert {each["place"] for each in catalog["places"]} == {"A-01", "A-02", "A-03"}
    assert pages[0]["policy"]["accept_confidence"] == 900
    again = phone.package()
    assert again[0]["catalog"]["items"] == []
