"""A bin that is looked at twice is left alone by new work, and by nothing that happened.  暂停"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from sale_world import Shop

from pandian.catalog.operations import put_lots
from pandian.catalog.words import LotDraft
from pandian.governance.words import SYSTEM, Forbidden
from pandian.interfaces.words import described
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected
from pandian.kernel.words import Label
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle import operations
from pandian.lifecycle.pausing.operations import begin, end
from pandian.lifecycle.pausing.queries import pauses
from pandian.lifecycle.pausing.words import (
    PauseConflict,
    PauseDraft,
    PauseNotFound,
    PauseRefused,
)
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.putaway.rules import propose_bins
from pandian.lifecycle.queries import lines_of
from pandian.lifecycle.replenishment.operations import put_faces
from pandian.lifecycle.replenishment.queries import proposals
from pandian.lifecycle.replenishment.rules import propose
from pandian.lifecycle.replenishment.words import Bulk, Face, FaceDraft
from pandian.lifecycle.waiting.operations import ask_again
from pandian.lifecycle.waiting.words import CLAIMED, Gained
from pandian.lifecycle.warning.operations import act_heeding
from pandian.lifecycle.warning.posting.operations import post_heeding
from pandian.lifecycle.warning.words import DocumentDoubted
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    Bin,
    DocumentDraft,
    DocumentRefused,
    LineDraft,
)


@pytest.fixture
def shop(db):
    return Shop()


def pause(shop, place="A-01", minutes=30, reason="disputed recount", **more):
    return begin(scope=more.get("by", shop.boss), draft=PauseDraft(
        more.get("id") or uuid7(), "SH1", place, minutes, reason))


def test_orders_choose_other_bins_until_the_pause_ends(shop):
    shop.stock_in("PLAIN", "A-01", 5)
    shop.stock_in("PLAIN", "A-02", 5)
    before = shop.order(LineDraft("PLAIN", 2))
    assert shop.claims(before) == [(1, "A-01", "", 2)]
    made = pause(shop)
    assert shop.claims(before) == [(1, "A-01", "", 2)], "what was claimed stays claimed"
    during = shop.order(LineDraft("PLAIN", 6), header={"shortage": "backorder"})
    assert shop.claims(during) == [(1, "A-02", "", 5)]
    shop.pick(before)
    assert shop.on_hand("PLAIN", "A-01") == 3, "the pick of a paused bin is a fact"
    ended = end(scope=shop.keeper, site="SH1", id=made.id)
    assert (ended.over, ended.ended_by) == (True, shop.keeper.actor)
    assert shop.claims(shop.order(LineDraft("PLAIN", 1))) == [(1, "A-01", "", 1)]
    assert [fact.kind for fact in facts_about(
        scope=SYSTEM, subject="place:A-01", sites=[shop.site_id], limit=2)] == [
            "pause.ended", "pause.begun"]


def test_a_pause_is_over_at_its_instant_with_nobody_doing_anything(shop):
    shop.stock_in("PLAIN", "A-01", 5)
    made = pause(shop)
    assert [row.id for row in pauses(scope=shop.boss, site="SH1")] == [made.id]
    past = uuid7()
    affected("lifecycle.pausing", "begin", {
        "site": shop.site_id, "id": past, "place": place_id(shop, "A-02"), "reason": "long ago",
        "actor": "person:x", "now": shop.now - timedelta(minutes=31), "minutes": 30})
    assert [row.id for row in pauses(scope=shop.boss, site="SH1")] == [made.id]
    assert {row.id: row.over for row in pauses(scope=shop.boss, site="SH1", over=True)} == {
        made.id: False, past: True}
    with pytest.raises(PauseConflict):
        end(scope=shop.boss, site="SH1", id=past)
    shop.stock_in("PLAIN", "A-02", 5)
    assert shop.claims(shop.order(LineDraft("PLAIN", 3))) == [(1, "A-02", "", 3)]
    with pytest.raises(Exception, match="append"), connection.cursor() as cursor:
        cursor.execute("UPDATE lifecycle_pause SET until = until + interval '1 minute'")


def place_id(shop, code):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM catalog_place WHERE site = %s AND code = %s",
                       [shop.site_id, code])
        return cursor.fetchone()[0]


def test_what_a_pause_cannot_be_is_said_all_at_once(shop):
    with pytest.raises(PauseRefused) as refused:
        pause(shop, "A", 61, " ")
    assert {fault.code for fault in refused.value.faults} == {
        "pause_minutes", "pause_reason", "pause_place"}
    id = uuid7()
    made = pause(shop, id=id)
    assert pause(shop, id=id) == made, "sent again"
    with pytest.raises(PauseConflict):
        pause(shop, "A-02", id=id)
    with pytest.raises(PauseRefused) as refused:
        pause(shop)
    assert [fault.code for fault in refused.value.faults] == ["pause_stands"]
    with pytest.raises(PauseNotFound):
        end(scope=shop.boss, site="SH1", id=uuid7())
    with pytest.raises(Forbidden):
        pause(shop, "A-02", by=shop.sam)
    put_policies(scope=SYSTEM, policies=[PolicyDraft("SH1", "pause_minutes_max", 0)])
    with pytest.raises(PauseRefused) as refused:
        pause(shop, "A-02")
    assert [fault.code for fault in refused.value.faults] == ["pause_none"]


def test_doors_that_move_goods_by_hand_ask_first_and_facts_are_posted(shop):
    shop.stock_in("PLAIN", "A-01", 50)
    paper = operations.open_document(scope=shop.keeper, draft=DocumentDraft(
        uuid7(), "SH1", "relocation", {}, (
            LineDraft("PLAIN", 7, place="A-01", attributes={"target": "A-02"}),)))
    pause(shop)
    draft = ActionDraft(uuid7(), paper.document, "move", shop.read(paper).head.version,
                        (Amount(1, "moved", 7, place="A-02"),), {}, "")
    with pytest.raises(DocumentDoubted) as asked:
        act_heeding(scope=shop.keeper, draft=draft, ask=True)
    (fault,) = asked.value.faults
    assert (fault.code, fault.pointer) == ("looks_paused", "/amounts/0/quantity")
    assert fault.params[3].startswith("A-01 – ")
    done = act_heeding(scope=shop.keeper, draft=draft)
    assert (done.acted.result, [each.code for each in done.warnings]) == (
        "created", ["looks_paused"])
    assert shop.on_hand("PLAIN", "A-02") == 7
    assert act_heeding(scope=shop.keeper, draft=draft, ask=True).warnings == done.warnings


def test_plain_postings_ask_too_but_not_for_what_was_before_the_pause(shop):
    shop.stock_in("PLAIN", "A-01", 50)
    made = pause(shop)

    def posted(at, *asking):
        id = uuid7()
        (told,) = post_heeding(scope=shop.keeper, asking=[id] if asking else [], requests=[
            PostingRequest(id, "SH1", "issue", {"document": str(id)}, at,
                           (LineRequest("PLAIN", "A-01", "@customer", 1),))])
        return told.posted.result, [code for _, code, _ in told.warnings]

    assert posted(made.begun_at, "ask") == ("refused_doubted", ["looks_paused_too"])
    assert posted(made.begun_at) == ("created", ["looks_paused_too"])
    assert posted(made.begun_at - timedelta(minutes=5), "ask") == ("created", [])
    assert shop.on_hand("PLAIN", "A-01") == 48


def test_putaway_and_replenishment_propose_other_bins_as_their_rules_say(shop):
    put_lots(scope=SYSTEM, lots=[LotDraft("LOTS", "L1")])
    shop.stock_in("LOTS", "A-01", 1, lot="L1")
    pause(shop)
    receipt = shop.announce(LineDraft("LOTS", 1, "L1"))
    key = {"site": shop.site_id, "document": receipt.document}
    affected("lifecycle.putaway", "proposals/bins", key)
    lines = lines_of(scope=SYSTEM, **key)
    held = {"A-01": frozenset({("LOTS", "L1")})}
    assert propose_bins(lines, [
        Bin(code, n, held.get(code, frozenset()), paused=code == "A-01")
        for n, code in enumerate(shop.places)]) == {
            line.line: line.target for line in lines} == {1: "A-02"}
    shop.stock_in("PLAIN", "A-01", 50)
    shop.stock_in("PLAIN", "A-03", 6)
    put_faces(scope=shop.keeper, site="SH1", drafts=[FaceDraft("A-02", "PLAIN", 5, 20)])
    found = proposals(scope=shop.keeper, site="SH1")
    assert [(row.source, row.quantity) for row in found] == [("A-03", 6)]
    assert found == propose([Face("A-02", "PLAIN", 5, 20, 0, 0)], [
        Bulk("A-01", 1, "PLAIN", "", "", None, 50, paused=True),
        Bulk("A-03", 3, "PLAIN", "", "", None, 6)])
    pause(shop, "A-02")
    assert proposals(scope=shop.keeper, site="SH1") == []
    assert propose([Face("A-02", "PLAIN", 5, 20, 0, 0, paused=True)], [
        Bulk("A-03", 3, "PLAIN", "", "", None, 6)]) == []


def test_an_order_short_by_a_pause_is_told_whose_pause_it_is_and_until_when(shop):
    shop.stock_in("PLAIN", "A-01", 5)
    shop.stock_in("PLAIN", "A-02", 2)
    pause(shop, reason="disputed recount")
    with pytest.raises(DocumentRefused) as refused:
        shop.order(LineDraft("PLAIN", 4))
    short, paused = refused.value.faults
    assert (short.code, short.params) == ("not_available", ("PLAIN", 2, 4))
    assert paused.pointer == short.pointer == "/lines/0/asked"
    (row,) = pauses(scope=shop.boss, site="SH1")
    until = f"{row.until.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M}"
    assert (paused.code, paused.params) == (
        "held_back", (1, "A-01", Label(row.begun_by, row.begun_by), until, "disputed recount"))
    assert until in described(paused, language="en")["message"]


def test_an_order_that_waits_keeps_the_pause_as_a_fact_and_its_page_names_it(shop):
    shop.stock_in("PLAIN", "A-01", 5)
    shop.stock_in("PLAIN", "A-02", 2)
    made = pause(shop)
    order = shop.order(LineDraft("PLAIN", 4), header={"shortage": "backorder"})
    facts = [fact for fact in facts_about(
        scope=SYSTEM, subject=f"document:{order.document}", sites=[shop.site_id], limit=9)
        if fact.kind == "issue.held_back"]
    assert [(fact.data["place"], fact.data["reason"]) for fact in facts] == [
        ("A-01", "disputed recount")]
    client = Client()
    client.force_login(get_user_model()._default_manager.get(code=shop.boss.actor))
    text = client.get(f"/documents/{order.document}").content.decode()
    assert "disputed recount" in text
    end(scope=shop.boss, site="SH1", id=made.id)
    assert "disputed recount" not in client.get(f"/documents/{order.document}").content.decode()


def test_an_order_that_waits_gets_its_goods_by_itself_when_the_pause_is_over(shop):
    shop.stock_in("PLAIN", "A-01", 5)
    made = pause(shop)
    orders = [shop.order(LineDraft("PLAIN", 3), header={"shortage": "backorder"})
              for _ in range(2)]
    first, second = (order.document for order in orders)
    assert [shop.claims(order) for order in orders] == [[], []]
    assert ask_again(scope=SYSTEM, site="SH1") == [], "the pause still stands"
    end(scope=shop.boss, site="SH1", id=made.id)
    assert ask_again(scope=SYSTEM, site="SH1") == [Gained(first, 1, 3), Gained(second, 1, 2)]
    assert [shop.claims(order) for order in orders] == [
        [(1, "A-01", "", 3)], [(1, "A-01", "", 2)]]
    assert [fact.data["quantity"] for fact in facts_about(
        scope=SYSTEM, subject=f"document:{second}", sites=[shop.site_id])
        if fact.kind == CLAIMED] == [2]
    assert ask_again(scope=SYSTEM, site="SH1") == [], "the same look twice does nothing more"
    shop.stock_in("PLAIN", "A-02", 9)
    assert ask_again(scope=SYSTEM, site="SH1") == [Gained(second, 1, 1)]
    assert sorted(shop.claims(orders[1])) == [(1, "A-01", "", 2), (1, "A-02", "", 1)]


def test_an_order_short_for_another_reason_names_no_pause(shop):
    shop.stock_in("PLAIN", "A-02", 2)
    pause(shop)
    with pytest.raises(DocumentRefused) as refused:
        shop.order(LineDraft("PLAIN", 4))
    assert [fault.code for fault in refused.value.faults] == ["not_available"]
