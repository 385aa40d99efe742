"""A parcel is counted by somebody who was not told how much should be in it.   盲复核"""

from __future__ import annotations

import json

import pytest
from django.test import Client
from sale_world import Shop

from pandian.exchange.papers.queries import paper_draft
from pandian.exchange.papers.words import PaperHidden, PaperRequest
from pandian.governance.words import SYSTEM
from pandian.lifecycle import queries
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.words import Amount, DocumentRefused, LineDraft

ORDERED, PICKED = 7919, 7907
SENTINELS = (str(ORDERED), f"{ORDERED:,}", str(PICKED), f"{PICKED:,}")


@pytest.fixture
def shop(db):
    here = Shop()
    yield here
    here.assert_sound()


@pytest.fixture
def picked(shop):
    """Return an order of which a part was picked, and which waits for its check."""
    shop.stock_in("PLAIN", "A-02", 9000)
    order = shop.order(LineDraft("PLAIN", ORDERED))
    shop.pick(order, Amount(1, "picked", PICKED, source="A-02"))
    return shop.act(shop.keeper, order, "drop", Amount(1, "dropped", ORDERED - PICKED),
                    reason="enough")


def signed_in(code: str) -> Client:
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    from django.contrib.auth import get_user_model

    client.force_login(get_user_model().objects.get(code=code))
    return client


def test_whoever_may_check_reads_no_quantity_at_any_door(shop, picked):
    client = signed_in("cheng")
    doors = [f"/api/v1/documents/{picked.document}", f"/documents/{picked.document}",
             f"/documents/{picked.document}?do=check", f"/documents/{picked.document}?do=put_back",
             "/api/v1/documents?site=SH1", "/documents"]
    for door in doors:
        answer = client.get(door)
        assert answer.status_code == 200, door
        text = answer.content.decode()
        assert not [word for word in SENTINELS if word in text], door
    body = json.loads(client.get(doors[0]).content)
    assert body["blind"] is True
    assert "asked" not in body["lines"][0], "absent, not masked"
    assert (body["sums"], body["amounts"], body["claims"]) == ([], [], [])
    for paper in ("delivery_note", "picking_list", "record"):
        with pytest.raises(PaperHidden):
            paper_draft(scope=shop.check_by, request=PaperRequest(picked.document, paper))
        assert client.get(f"/documents/{picked.document}/papers/{paper}").status_code == 403


def test_whoever_picked_and_whoever_only_supervises_read_on(shop, picked):
    manager = shop.staff("mia", "manager")
    for scope in (shop.keeper, shop.sam, manager, SYSTEM):
        whole = queries.document(scope=scope, id=picked.document)
        assert not whole.blind, scope.actor
        assert whole.lines[0].asked == ORDERED


def test_no_refusal_tells_the_number(shop, picked):
    for action, fact in (("check", Amount(1, "checked", 1)),
                         ("put_back", Amount(1, "put_back", 8999, place="A-02"))):
        with pytest.raises(DocumentRefused) as refused:
            shop.act(shop.check_by, picked, action, fact, reason="look")
        said = json.dumps([fault.params for fault in refused.value.faults])
        assert not [word for word in SENTINELS if word in said], action


def test_after_the_check_everybody_reads_what_it_found(shop, picked):
    shop.act(shop.check_by, picked, "check", Amount(1, "checked", PICKED))
    whole = queries.document(scope=shop.check_by, id=picked.document)
    assert not whole.blind
    assert {row.measure: row.quantity for row in whole.sums}["checked"] == PICKED


def test_a_site_may_decide_for_open_checks(shop, picked):
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "blind_check", "open")])
    assert not queries.document(scope=shop.check_by, id=picked.document).blind
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "blind_check", "blind")])
    assert queries.document(scope=shop.check_by, id=picked.document).blind
