"""A sampling stocktake from the wanted statement to the signed one.   抽样盘点故事"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from pandian.capture.words import ObservationDraft
from pandian.catalog.operations import put_items, put_places, put_sites
from pandian.catalog.words import ItemDraft, PlaceDraft
from pandian.counting import operations as counting
from pandian.counting import queries as counts
from pandian.counting.certifying.rules import altered, code_of, sealed
from pandian.counting.sampling import rules
from pandian.counting.sampling.operations import (
    close_study,
    design_study,
    draw_study,
    extend_study,
    withdraw_study,
)
from pandian.counting.sampling.queries import by_code, drawn_lines, studies, study
from pandian.counting.sampling.words import (
    StudyConflict,
    StudyDraft,
    StudyNotFound,
    StudyNotYours,
    StudyRefused,
)
from pandian.exchange.samples.operations import report
from pandian.governance.delegating import operations as delegating
from pandian.governance.operations import assign_role, end_role
from pandian.governance.queries import scope_of_code, signatures
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden
from pandian.ledger.operations import post
from pandian.ledger.words import LineRequest, PostingRequest
from tests.asked import asked
from tests.stories.counting_world import PASSWORD, World

pytestmark = pytest.mark.django_db

ITEMS, PLACES = 20, 40


@pytest.fixture(scope="module")
def ground(module_db):
    made = World(places=PLACES)
    put_items(scope=SYSTEM, items=[
        ItemDraft(f"I{n:02}", f"物料{n}", "个", cost=(n + 1) * 1_000_000) for n in range(ITEMS)])
    post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), made.site, "receipt", {"document": "D"}, made.at(600), tuple(
            LineRequest(f"I{n:02}", "@supplier", place, 1 + (7 * n + 3 * at) % 50)
            for at, place in enumerate(made.places) for n in range(ITEMS)))])
    return made


@pytest.fixture
def world(ground, db):
    return ground.begun()


def draft(world, **more):
    return StudyDraft(more.pop("id", uuid7()), world.site, "年终抽盘", **more)


def walk(world, found, plan, *, off=None, minutes=5.0):
    """Count every place of a plan: the drawn lines right but for `off`, the rest as booked."""
    who = world.person("lee")
    off = off or {}
    reach = counts.plan(scope=SYSTEM, id=plan).scope
    tasks = counts.tasks(scope=SYSTEM, plan=plan)
    rows, install = [], uuid4()
    books = {(at, f"I{n:02}"): 1 + (7 * n + 3 * where) % 50
             for where, at in enumerate(world.places) for n in range(ITEMS)}
    for task in sorted(tasks, key=lambda each: each.number):
        sheet = counts.task_sheet(scope=who, task=task.id)
        assert not sheet.lines, "a blind count shows nothing"
        for place in (each.place for each in sheet.places):
            for item in reach["items"]:
                counted = max(books[place, item] + off.get((place, item), 0), 0)
                rows.append(ObservationDraft(
                    uuid7(), "set", place, counted, item=item, task=task.id,
                    observed_at=world.at(minutes), seq=len(rows) + 1))
    world.push(who, rows, install, last_seq=len(rows))
    for task in tasks:
        for place in (p.place for p in counts.task_sheet(scope=who, task=task.id).places):
            world.visit(who, task.id, place, minutes - 2)
    counting.settle(scope=SYSTEM, plan=plan)


def approve_all(world, plan, boss):
    """Let another person recount nothing: send what waits for a recount to approval, and sign."""
    for task in counts.tasks(scope=SYSTEM, plan=plan):
        if task.kind != "recount" or task.state != "open":
            continue
        who = world.person("wang")
        for line in counts.task_sheet(scope=who, task=task.id).lines:
            (first,) = [row for row in counts.lines(scope=SYSTEM, plan=plan).rows
                        if (row.place, row.item) == (line.place, line.item)]
            world.see(who, task.id, line.place, line.item, first.counted, 1)
        for place in counts.task_sheet(scope=who, task=task.id).places:
            world.visit(who, task.id, place.place, .5)
    counting.settle(scope=SYSTEM, plan=plan)
    if counts.waiting(scope=SYSTEM, plan=plan).lines:
        counting.approve(scope=boss, plan=plan, lines="all", meaning="approved",
                         password=PASSWORD)


def test_the_price_is_known_before_the_draw_and_the_frame_is_fixed_by_a_hash(world):
    made = design_study(scope=SYSTEM, draft=draft(world))
    assert (made.state, made.seed, made.plan) == ("designed", "", None)
    assert made.design["lines"] == ITEMS * PLACES
    assert made.design["sample"] >= 350
    assert made.design["minutes"] > made.design["sample"] // 3
    assert 0 < made.design["half_percent"] <= 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT holding, book, book * cost, stratum FROM counting_sample_line"
                       " WHERE sample = %s ORDER BY holding", [made.id])
        rows = cursor.fetchall()
    design = json.loads(json.dumps(made.design))
    assert made.frame_hash == rules.frame_hash(made.request, design, rows)


def test_attractive_and_controlled_goods_are_counted_whole_without_being_named(world):
    put_items(scope=SYSTEM, items=[
        ItemDraft("I01", "物料1", "个", cost=2_000_000, attributes={"attractive": True}),
        ItemDraft("I02", "物料2", "个", cost=3_000_000, attributes={"controlled": True})])

    def whole(**more):
        made = design_study(scope=SYSTEM, draft=draft(world, **more))
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT i.code FROM counting_sample_line l"
                           " JOIN catalog_item_view i ON i.id = l.item"
                           " WHERE l.sample = %s AND l.stratum = 0", [made.id])
            return {code for (code,) in cursor.fetchall()}, made.request

    told, request = whole()
    assert {"I01", "I02"} <= told
    assert "whole_flagged" not in request, "a study known before there was a choice stays the same"
    told, request = whole(whole_flagged=False)
    assert told.isdisjoint({"I01", "I02"})
    assert request["whole_flagged"] is False


def test_goods_on_the_road_are_in_no_frame(world):
    """Nobody can walk to them: the sample is of what stands at the site."""
    put_places(scope=SYSTEM, places=[PlaceDraft(world.site, "ROAD", "in_transit")])
    post(scope=SYSTEM, warrant="past", requests=[PostingRequest(
        uuid7(), world.site, "receipt", {"document": "D"}, world.at(600),
        (LineRequest("I00", "@supplier", "ROAD", 5),))])
    assert design_study(scope=SYSTEM, draft=draft(world)).design["lines"] == ITEMS * PLACES


def test_the_draw_is_made_once_and_its_seed_draws_what_anybody_draws_from_it(world):
    made = design_study(scope=SYSTEM, draft=draft(world))
    drawn = draw_study(scope=SYSTEM, id=made.id, number="dice 4 2 6")
    assert draw_study(scope=SYSTEM, id=made.id).number == "dice 4 2 6"
    with pytest.raises(StudyConflict):
        draw_study(scope=SYSTEM, id=made.id, number="another")
    assert drawn.seed == rules.seed_of(made.frame_hash, drawn.secret, "dice 4 2 6")
    lines = drawn_lines(scope=SYSTEM, study=drawn)
    assert len(lines) == drawn.drawn == made.design["sample"]
    sizes = {n: size for n, _lines, size, *_ in made.design["strata"]}
    for number, size in sizes.items():
        inside = [row for row in lines if row["stratum"] == number]
        assert sorted(row["turn"] for row in inside) == list(range(1, size + 1))
    plan = counts.plan(scope=SYSTEM, id=drawn.plan)
    assert plan.blind
    assert set(plan.scope["places"]) == {row["place"] for row in lines}


def test_nobody_chooses_a_seed_and_whoever_checks_the_report_off_line_finds_a_chosen_one(world):
    given_up = design_study(scope=SYSTEM, draft=draft(world))
    withdraw_study(scope=SYSTEM, id=given_up.id, reason="not liked")
    made = design_study(scope=SYSTEM, draft=draft(world))
    assert (made.secret, made.seed) == ("", ""), "it is told with the draw, not before"
    drawn = draw_study(scope=SYSTEM, id=made.id, number="4 2 6")
    assert made.design["sealed"] == rules.seal_of(drawn.secret)
    withdraw_study(scope=SYSTEM, id=design_study(scope=SYSTEM, draft=draft(world)).id, reason="x")
    told = json.loads(json.dumps(report(scope=SYSTEM, id=made.id)))
    assert (told["head"]["secret"], told["head"]["number"]) == (drawn.secret, "4 2 6")
    (row,) = told["head"]["earlier"]
    assert (row["id"], row["given_up"], row["drawn_at"]) == (str(given_up.id), "not liked", None)
    assert altered(told) == []
    for seed in (rules.seed_of(made.frame_hash, drawn.secret, "7"), "7"):
        forged = _sealed(told, {**told["head"], "seed": seed})
        assert [fault.code for fault in altered(forged)] == ["certificate_seed"]
    chosen = _sealed(told, {**told["head"], "secret": "mine", "number": "", "seed": rules.seed_of(
        made.frame_hash, "mine", "")})
    assert [fault.code for fault in altered(chosen)] == ["certificate_seed"], "against its seal"
    one, two = (row["holding"] for row in [r for r in told["lines"] if r["stratum"] == 1][:2])
    swap = {one: two, two: one}  # whatever the seed, their turns are the other way round then
    lines = [{**row, "holding": swap.get(row["holding"], row["holding"])} for row in told["lines"]]
    swapped = _sealed({**told, "lines": lines}, told["head"])
    assert {fault.code for fault in altered(swapped)} == {"certificate_turn"}
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
        cursor.execute("UPDATE counting_sample_seed SET value = 'x' WHERE sample = %s", [made.id])


def _sealed(told, head):
    """Return a report with hashes that fit, as a forger with the tool would write it."""
    return sealed({k: v for k, v in head.items() if k != "hash"}, {
        name: [{k: v for k, v in row.items() if k != "hash"} for row in told[name]]
        for name in ("strata", "lines")})


def test_a_value_study_ends_in_an_interval_that_holds_what_was_planted(world):
    boss = world.controller()
    made = design_study(scope=boss, draft=draft(world, half_percent=Decimal("0.8")))
    drawn = draw_study(scope=boss, id=made.id, number="7")
    off = {(row["place"], row["item"]): -(1 + n % 3) for n, row in
           enumerate(drawn_lines(scope=SYSTEM, study=drawn)[::40])}
    assert study(scope=boss, id=made.id).result is None
    early, again = (report(scope=boss, id=made.id)["content_hash"] for _ in range(2))
    assert early == again
    less = report(scope=boss._replace(grants=(), hides=frozenset({"value"})), id=made.id)
    walk(world, drawn, drawn.plan, off=off)
    waiting = study(scope=boss, id=made.id)
    assert 0 < waiting.looked < waiting.drawn, "a variance that nobody decided is not final"
    assert waiting.result is None
    fay = world.controller("fay", "finance")
    with pytest.raises(StudyConflict, match="study_lines_open"):
        close_study(scope=fay, id=made.id, password=PASSWORD)
    approve_all(world, drawn.plan, world.controller("signer"))
    told = study(scope=boss, id=made.id).result
    planted = sum(
        max(d, -row["book"]) * row["cost"] for row in drawn_lines(scope=SYSTEM, study=drawn)
        if (d := off.get((row["place"], row["item"]))))
    assert told["wrong"] == len(off)
    assert told["gross"] == -planted
    assert told["low"] <= planted <= told["high"]
    assert told["half_percent"] < 1
    closed = close_study(scope=fay, id=made.id, password=PASSWORD)
    assert (closed.state, closed.closed_by) == ("closed", "fay")
    (signed,) = signatures(scope=SYSTEM, subject=f"sample:{made.id}")
    assert (signed.id, signed.meaning) == (closed.signature, "responsible")
    final = report(scope=boss, id=made.id)["content_hash"]
    found = {each: by_code(scope=boss, code=code_of(each))[0] for each in (
        early, final, less["content_hash"])}
    assert [(row.issue, row.issued_by) for row in found.values()] == [
        (1, "boss"), (2, "boss"), (1, "boss")]
    assert [row.latest == row.code for row in found.values()] == [False, True, True]
    assert by_code(scope=boss, code=code_of("0" * 64)) == []
    with pytest.raises(StudyConflict, match="study_state"):
        withdraw_study(scope=boss, id=made.id, reason="not liked")


def test_one_extension_draws_on_in_the_same_order_and_no_second_one(world, monkeypatch):
    boss = world.controller()
    monkeypatch.setattr(rules, "SHARE_MIN_PERCENT", 2)
    monkeypatch.setattr(rules, "LINES_MIN", 100)
    made = design_study(scope=boss, draft=draft(world, half_percent=Decimal(2)))
    drawn = draw_study(scope=boss, id=made.id, number="7")
    first = drawn_lines(scope=SYSTEM, study=drawn)
    off = {(row["place"], row["item"]): -row["book"] for row in first[::6]}
    walk(world, drawn, drawn.plan, off=off)
    approve_all(world, drawn.plan, world.controller("signer"))
    wide = study(scope=boss, id=made.id).result
    assert wide["half_percent"] > 2
    grown = extend_study(scope=boss, id=made.id)
    assert grown.state == "extended"
    assert grown.drawn > drawn.drawn
    after = drawn_lines(scope=SYSTEM, study=grown)
    assert {row["holding"] for row in first} < {row["holding"] for row in after}
    for row in after:
        later = [r["turn"] for r in after if r["stratum"] == row["stratum"]]
        assert sorted(later) == list(range(1, len(later) + 1))
    with pytest.raises(StudyConflict, match="study_extended"):
        extend_study(scope=boss, id=made.id)
    # what the first count proved and posted stands in the estimate, though its book is right now
    assert sum(row["variance"] != 0 for row in after) == len(off)


def test_a_records_study_may_stop_as_soon_as_it_is_decided(world):
    boss = world.controller()
    made = design_study(scope=boss, draft=draft(
        world, kind="records", accuracy_percent=Decimal(95), wrong_allowed=2))
    assert made.design["sample"] == rules.records_sample(accuracy=.95, wrong=2)
    drawn = draw_study(scope=boss, id=made.id, number="9")
    walk(world, drawn, drawn.plan)
    told = study(scope=boss, id=made.id).result
    assert told["wrong"] == 0
    assert told["stands"] == "holds"
    assert told["lower_bound"] > .95
    eve = _only_eve_signs(world, made, boss)
    assert close_study(scope=eve, id=made.id, password=PASSWORD).result == told


def _only_eve_signs(world, made, boss):
    """Refuse who designed or counted it, as whomever, in whatever role; return who may sign."""
    for code, role in (("lee", "lead"), ("twin", "controller"), ("sub", "quality"),
                       ("eve", "finance")):
        world.controller(code, role)
    delegating.mark_same_person(scope=SYSTEM, person="boss", other="twin", reason="one human")
    delegating.delegate(scope=boss, site=world.site, stand_in="sub", amount_max=10**12,
                        reason="holiday", valid_to=datetime.now(UTC) + timedelta(days=3))
    assign_role(scope=SYSTEM, person="boss", role="finance", site=world.site, reason="promoted")
    end_role(scope=SYSTEM, person="boss", role="controller", site=world.site, reason="promoted")
    for code, said in {"boss": "own_study", "twin": "own_study", "sub": "own_study",
                       "lee": "own_study_count"}.items():
        with pytest.raises(StudyNotYours) as caught:
            close_study(scope=scope_of_code(scope=SYSTEM, code=code), id=made.id,
                        password=PASSWORD)
        assert [(each.code, each.params) for each in caught.value.faults] == [
            (said, ()), ("others_sign", ("eve (eve)",))], code
    return scope_of_code(scope=SYSTEM, code="eve")


def test_the_gate_takes_its_size_from_the_cell_and_says_what_it_lets_through(world):
    boss = world.controller()
    made = design_study(scope=boss, draft=draft(world, kind="gate", level="II", aql="1.0"))
    assert (made.design["sample"], made.design["accept"]) == (80, 2)  # 800 lines: letter J
    strict = design_study(scope=boss, draft=draft(world, kind="gate", severity="tightened"))
    assert (strict.design["sample"], strict.design["accept"]) == (80, 1)
    assert strict.request["severity"] == "tightened"
    drawn = draw_study(scope=boss, id=made.id, number="9")
    walk(world, drawn, drawn.plan)
    told = study(scope=boss, id=made.id).result
    assert told["accepted"]
    assert told["passes_two_percent"] == pytest.approx(.78, abs=.01)


def test_the_same_id_is_the_same_study_and_another_question_is_named(world):
    first = draft(world)
    assert design_study(scope=SYSTEM, draft=first).made == "created"
    assert design_study(scope=SYSTEM, draft=first).made == "exists"
    other = design_study(scope=SYSTEM, draft=first._replace(half_percent=Decimal(3)))
    assert other.made == "exists_with_different_half_percent"
    assert len(studies(scope=SYSTEM, site=world.site)) == 1


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_kept(world):
    with pytest.raises(StudyRefused) as refused:
        design_study(scope=SYSTEM, draft=draft(
            world, kind="gate", aql="17", level="IX", severity="reduced",
            whole_items=("I01", "NOPE"), half_percent=Decimal(0)))
    assert {fault.pointer for fault in refused.value.faults} == {
        "/half_percent", "/whole_items/1", "/level", "/aql", "/severity"}
    with pytest.raises(StudyRefused, match="frame_small"):
        design_study(scope=SYSTEM, draft=draft(
            world, kind="records", accuracy_percent=Decimal("99.9")))
    assert studies(scope=SYSTEM) == []


def test_an_empty_book_and_a_book_without_costs_are_said_by_name(world):
    put_sites(scope=SYSTEM, sites=[SiteDraft("EMPTY", "空", "Asia/Shanghai")])
    put_places(scope=SYSTEM, places=[PlaceDraft("EMPTY", "E-1", "bin", None, 1)])
    with pytest.raises(StudyRefused, match="frame_empty"):
        design_study(scope=SYSTEM, draft=StudyDraft(uuid7(), "EMPTY", "x"))


def test_who_may_not_plan_here_designs_nothing_and_a_foreign_study_is_unknown(world):
    made = design_study(scope=SYSTEM, draft=draft(world))
    with pytest.raises(Forbidden):
        design_study(scope=world.person("lee"), draft=draft(world))
    stranger = world.person("eve", "counting.read", "counting.plan")._replace(
        sites=frozenset({"ELSE"}))
    with pytest.raises(StudyNotFound):
        draw_study(scope=stranger, id=made.id)


def test_who_counts_the_sample_blind_sees_no_result(world):
    made = design_study(scope=SYSTEM, draft=draft(world, kind="records",
                                                  accuracy_percent=Decimal(95)))
    drawn = draw_study(scope=SYSTEM, id=made.id, number="1")
    walk(world, drawn, drawn.plan)
    counter = world.person("lee", "counting.count", "counting.read")
    assert study(scope=counter, id=made.id).result is None
    assert study(scope=SYSTEM, id=made.id).result["stands"] == "holds"


def test_the_number_of_statements_does_not_grow_with_the_frame(world):
    def statements(kind):
        with asked() as seen:
            made = design_study(scope=SYSTEM, draft=draft(
                world, kind=kind, accuracy_percent=Decimal(95)))
            draw_study(scope=SYSTEM, id=made.id)
        return len(seen)
    assert abs(statements("value") - statements("records")) <= 2


def test_a_withdrawn_study_stays_listed_with_its_reason(world):
    made = design_study(scope=SYSTEM, draft=draft(world))
    with pytest.raises(StudyRefused):
        withdraw_study(scope=SYSTEM, id=made.id, reason=" ")
    gone = withdraw_study(scope=SYSTEM, id=made.id, reason="wrong site")
    assert (gone.state, gone.reason) == ("withdrawn", "wrong site")
    assert [row.state for row in studies(scope=SYSTEM)] == ["withdrawn"]
    with pytest.raises(StudyConflict):
        draw_study(scope=SYSTEM, id=made.id)
