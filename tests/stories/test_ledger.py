"""The one door, told as stories: posting, replay, shortage, healing, doubt, reversal, seals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from pandian.governance.words import SYSTEM
from pandian.kernel.queries import facts
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import raw_connection
from pandian.kernel.words import Forbidden
from pandian.ledger import operations as ledger
from pandian.ledger.queries import book_at, card, posting, stock, trace
from pandian.ledger.verify.operations import verify, whereabouts
from pandian.ledger.verify.words import INVARIANTS
from pandian.ledger.words import (
    HoldingKey,
    LineRequest,
    PlaceStatement,
    PostingConflict,
    PostingRefused,
    PostingRequest,
    Statement,
)
from tests.asked import asked
from tests.stories.counting_world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> World:
    return World()


def key(world: World, place: str, item: str, lot: str = "") -> HoldingKey:
    from pandian.catalog.operations import open_lots
    from pandian.catalog.queries import items_by_code, places_by_code

    found = places_by_code(scope=SYSTEM, site=world.site_id, codes=[place])[place]
    item_id = items_by_code(scope=SYSTEM, codes=[item])[item].id
    lots = open_lots(scope=SYSTEM, pairs=[(item_id, lot)]) if lot else {}
    return HoldingKey(found.id, item_id, lots.get((item_id, lot), 0))


def count(world: World, place: str, counted: int, minutes: float, *, item: str = "PLAIN",
          uncertainty_ms: int = 0):
    return ledger.assert_counts(
        scope=SYSTEM, site=world.site_id, id=uuid7(), cause={"test": "count"},
        statements=[Statement(key(world, place, item), world.at(minutes), counted,
                              uncertainty_ms)])


def request(world: World, *lines: LineRequest, id: UUID | None = None, minutes: float = 10,
            kind: str = "receipt", **more) -> PostingRequest:
    return PostingRequest(id or uuid7(), world.site, kind, {"document": "D-1"},
                          world.at(minutes), lines, **more)


def book(world: World, place: str, minutes: float, item: str = "PLAIN") -> int:
    holding = ledger.open_holdings(scope=SYSTEM, site=world.site_id,
                                   keys=[key(world, place, item)])
    return book_at(scope=SYSTEM, site=world.site_id,
                   pairs=[(next(iter(holding.values())), world.at(minutes))])[0]


def assert_sound(*, but: set[str] = frozenset()) -> None:
    broken = {r.code: r.broken for r in verify(scope=SYSTEM) if r.broken and not r.report}
    assert set(broken) <= set(but), broken


def test_counted_97_before_the_ship_posted_after_it_leaves_87(world):
    world.stock_in("PLAIN", "A-01", 100)
    world.ship("PLAIN", "A-01", 10, minutes=20)
    done = count(world, "A-01", 97, minutes=30)
    assert (done.gain, done.loss, world.on_hand("PLAIN", "A-01")) == (0, 3, 87)
    assert_sound()


def test_counted_87_after_the_ship_posted_after_it_leaves_87(world):
    world.stock_in("PLAIN", "A-01", 100)
    world.ship("PLAIN", "A-01", 10, minutes=40)
    done = count(world, "A-01", 87, minutes=30)
    assert (done.gain, done.loss, world.on_hand("PLAIN", "A-01")) == (0, 3, 87)
    assert_sound()


def test_a_ship_that_arrives_an_hour_late_heals_and_87_stays(world):
    world.stock_in("PLAIN", "A-01", 100)
    assert count(world, "A-01", 87, minutes=30).loss == 13
    late = world.ship("PLAIN", "A-01", 10, minutes=40)
    assert [healed.quantity for healed in late.healed] == [10]
    assert world.on_hand("PLAIN", "A-01") == 87
    assert book(world, "A-01", 30) == 87
    assert_sound()


def test_the_same_document_twice_is_one_and_another_body_is_named(world):
    line = LineRequest("PLAIN", "@supplier", "A-01", 5)
    first = request(world, line)
    again = [ledger.post(scope=SYSTEM, requests=[r])[0].result for r in (
        first, first, first._replace(lines=(line._replace(quantity=6),)),
        first._replace(kind="opening"), first._replace(effective_at=world.at(11)))]
    assert again == ["created", "exists", "exists_with_different_lines",
                     "exists_with_different_kind", "exists_with_different_effective_at"]
    assert world.on_hand("PLAIN", "A-01") == 5


def test_the_same_id_twice_in_one_batch_posts_once(world):
    one = request(world, LineRequest("PLAIN", "@supplier", "A-01", 5))
    answers = ledger.post(scope=SYSTEM, requests=[one, one])
    assert [a.result for a in answers] == ["created", "exists"]
    assert world.on_hand("PLAIN", "A-01") == 5


def test_a_pick_beyond_the_book_posts_and_its_cover_is_unwound_by_the_late_receipt(world):
    world.stock_in("PLAIN", "A-01", 8, minutes=50)
    pick = world.ship("PLAIN", "A-01", 10, minutes=40)
    assert (pick.result, pick.shortages) == ("created", 1)
    row = stock(scope=SYSTEM, site=world.site, place="A-01").rows[0]
    assert (row.quantity, row.short) == (0, 2)
    world.stock_in("PLAIN", "A-01", 5, minutes=45)
    row = stock(scope=SYSTEM, site=world.site, place="A-01").rows[0]
    assert (row.quantity, row.short) == (3, 0)
    assert_sound()


@pytest.mark.parametrize("order", ["pick first", "receipt first", "count between"])
def test_the_order_of_arrival_leaves_no_trace_on_the_book(world, order):
    steps = {
        "pick first": ["pick", "receipt", "count"],
        "receipt first": ["receipt", "pick", "count"],
        "count between": ["pick", "count", "receipt"],
    }[order]
    acts = {
        "pick": lambda: world.ship("PLAIN", "A-01", 10, minutes=40),
        "receipt": lambda: world.stock_in("PLAIN", "A-01", 12, minutes=50),
        "count": lambda: count(world, "A-01", 5, minutes=30),
    }
    for step in steps:
        acts[step]()
    assert world.on_hand("PLAIN", "A-01") == 5
    assert [book(world, "A-01", m) for m in (55, 45, 35, 20)] == [0, 12, 2, 5]
    assert_sound()


def test_a_plan_below_the_floor_is_refused_and_nothing_moves(world):
    world.stock_in("PLAIN", "A-01", 8)
    answers = ledger.post(scope=SYSTEM, requests=[
        request(world, LineRequest("PLAIN", "A-01", "@customer", 10), kind="issue", strict=True),
        request(world, LineRequest("PLAIN", "A-01", "@customer", 8), kind="issue", strict=True)])
    assert [a.result for a in answers] == ["refused_below_floor", "created"]
    assert world.on_hand("PLAIN", "A-01") == 0


def test_every_fault_of_a_document_is_named_at_its_place(world):
    answer = ledger.post(scope=SYSTEM, requests=[request(
        world,
        LineRequest("NOPE", "@supplier", "A-01", 0),
        LineRequest("LOTS", "@supplier", "Z-99", 1),
        LineRequest("SERIAL", "@supplier", "A-01", 2, serial="S1", unit="箱"),
        LineRequest("PLAIN", "@supplier", "@customer", 1, lot="L1", status="odd", owner="nobody"),
        minutes=-600, kind="heal")])[0]
    assert answer.result.startswith("refused_")
    assert {(fault.pointer, fault.code) for fault in answer.faults} == {
        ("/kind", "kind_reserved"), ("/effective_at", "effective_in_future"),
        ("/lines/0/quantity", "quantity_not_positive"), ("/lines/0/item", "item_unknown"),
        ("/lines/1/target", "place_unknown"), ("/lines/1/lot", "lot_required"),
        ("/lines/2/unit", "unit_unknown"), ("/lines/2/quantity", "serial_quantity"),
        ("/lines/3/target", "both_ends_virtual"), ("/lines/3/lot", "lot_not_kept"),
        ("/lines/3/status", "status_unknown"), ("/lines/3/owner", "owner_unknown")}


def test_a_line_in_packs_posts_smallest_units(world):
    ledger.post(scope=SYSTEM, requests=[
        request(world, LineRequest("PLAIN", "@supplier", "A-01", 3, unit="盒"))])
    assert world.on_hand("PLAIN", "A-01") == 30


def test_a_balance_beyond_64_bits_is_refused_by_name(world):
    big = LineRequest("PLAIN", "@supplier", "A-01", 2**53 - 1)
    with connection.cursor() as cursor:
        world.stock_in("PLAIN", "A-01", 1)
        cursor.execute("UPDATE ledger_balance SET on_hand = 9223372036854775000 WHERE site = %s",
                       [world.site_id])
    answers = ledger.post(scope=SYSTEM, requests=[
        request(world, big), request(world, big._replace(target="A-02"))])
    assert [a.result for a in answers] == ["refused_number_overflow", "created"]


def test_a_foreign_site_is_not_known(world):
    other = SYSTEM._replace(sites=frozenset({"ELSEWHERE"}))
    answer = ledger.post(scope=other, requests=[
        request(world, LineRequest("PLAIN", "@supplier", "A-01", 1))])[0]
    assert answer.result == "refused_site_unknown"


def test_nobody_posts_without_the_capability(world):
    with pytest.raises(Forbidden):
        ledger.post(scope=SYSTEM._replace(capabilities=frozenset()), requests=[])


def test_reversed_then_it_never_happened_and_now_it_was_undone(world):
    world.stock_in("PLAIN", "A-01", 100, minutes=60)
    wrong = world.ship("PLAIN", "A-01", 10, minutes=40)
    other = world.ship("PLAIN", "A-01", 7, minutes=35)
    ledger.reverse(scope=SYSTEM, posting_id=wrong.id, id=uuid7(), reason="录错")
    ledger.reverse(scope=SYSTEM, posting_id=other.id, id=uuid7(), reason="退回", effective="now")
    assert world.on_hand("PLAIN", "A-01") == 100
    assert [book(world, "A-01", m) for m in (38, 30)] == [100, 93]
    with pytest.raises(PostingConflict):
        ledger.reverse(scope=SYSTEM, posting_id=wrong.id, id=uuid7(), reason="再来")
    with pytest.raises(PostingRefused) as refused:
        ledger.reverse(scope=SYSTEM, posting_id=other.id, id=uuid7(), reason=" ",
                       effective="later")
    assert {f.code for f in refused.value.faults} == {"blank_reason", "not_a_choice"}
    assert_sound()


def test_a_reversal_sent_twice_is_one(world):
    wrong = world.stock_in("PLAIN", "A-01", 100, minutes=60)
    id = uuid7()
    results = [ledger.reverse(scope=SYSTEM, posting_id=wrong.id, id=id, reason="录错").result
               for _ in range(2)]
    assert results == ["created", "exists"]


def test_a_reversal_dated_before_a_count_heals_there(world):
    world.stock_in("PLAIN", "A-01", 100, minutes=60)
    ship = world.ship("PLAIN", "A-01", 10, minutes=40)
    count(world, "A-01", 90, minutes=30)
    undone = ledger.reverse(scope=SYSTEM, posting_id=ship.id, id=uuid7(), reason="没发")
    assert [h.quantity for h in undone.healed] == [-10]
    assert world.on_hand("PLAIN", "A-01") == 90
    assert_sound()


def test_a_count_reversed_then_withdraws_its_statement_with_all_it_healed(world):
    world.stock_in("PLAIN", "A-01", 100, minutes=60)
    done = count(world, "A-01", 87, minutes=30)
    world.ship("PLAIN", "A-01", 10, minutes=40)
    ledger.reverse(scope=SYSTEM, posting_id=done.posting, id=uuid7(), reason="数错位")
    assert world.on_hand("PLAIN", "A-01") == 90
    assert_sound()


def test_paper_that_knows_only_its_day_raises_a_doubt_and_the_next_count_settles_it(world):
    world.stock_in("PLAIN", "A-01", 100, minutes=60 * 72)
    count(world, "A-01", 87, minutes=30)
    late = world.ship("PLAIN", "A-01", 10, minutes=40, precision="day")
    assert (late.doubts, late.healed) == (1, ())
    assert world.on_hand("PLAIN", "A-01") == 77
    assert_sound()
    count(world, "A-01", 87, minutes=0)
    assert world.on_hand("PLAIN", "A-01") == 87
    assert_sound()


def test_an_earlier_count_that_arrives_later_does_not_move_what_the_later_one_proved(world):
    world.stock_in("PLAIN", "A-01", 100, minutes=60)
    count(world, "A-01", 80, minutes=20)
    count(world, "A-01", 95, minutes=30)
    assert world.on_hand("PLAIN", "A-01") == 80
    assert [book(world, "A-01", m) for m in (35, 25, 10)] == [100, 95, 80]
    assert_sound()


def test_a_closed_visit_states_zero_for_what_late_paper_brings_to_light(world):
    world.stock_in("PLAIN", "A-01", 4, minutes=60)
    seen = ledger.open_holdings(scope=SYSTEM, site=world.site_id,
                                keys=[key(world, "A-01", "PLAIN")])
    place = key(world, "A-01", "PLAIN").place
    ledger.assert_places(scope=SYSTEM, site=world.site_id, statements=[PlaceStatement(
        uuid4(), place, world.at(30), None, tuple(seen.values()))])
    late = world.stock_in("LOTS", "A-01", 9, minutes=40, lot="L1")
    assert [h.quantity for h in late.healed] == [-9]
    assert world.on_hand("LOTS", "A-01") == 0
    fresh = world.stock_in("LOTS", "A-01", 9, minutes=20, lot="L1")
    assert (fresh.healed, world.on_hand("LOTS", "A-01")) == ((), 9)
    assert_sound()


def test_as_of_reads_any_instant_with_and_without_snapshots(world):
    for day in range(1, 30):
        world.stock_in("PLAIN", "A-01", 10, minutes=60 * 24 * day)
        world.ship("PLAIN", "A-01", 3, minutes=60 * 24 * day - 30)

    def at(days: float) -> list[int]:
        when = world.at(60 * 24 * days)
        return [sum(r.quantity for r in stock(scope=SYSTEM, site=world.site, place=place,
                                              as_of=when).rows) for place in (None, "A-01")]

    wanted = {days: at(days) for days in (0.5, 7.5, 14.99, 28.5, 40)}
    assert wanted[28.5] == [7, 7]
    assert wanted[40] == [0, 0]
    for days in (10, 20):
        ledger.snapshot(scope=SYSTEM, site=world.site_id, at=world.at(60 * 24 * days))
    assert {days: at(days) for days in wanted} == wanted
    world.stock_in("PLAIN", "A-02", 1_000, minutes=60 * 24 * 25)
    assert at(14.99)[0] == wanted[14.99][0] + 1_000
    assert_sound()


def test_the_card_walks_back_from_the_balance_page_by_page(world):
    for n in range(1, 8):
        world.stock_in("PLAIN", "A-01", n, minutes=100 - n)
    first = card(scope=SYSTEM, site=world.site, item="PLAIN", place="A-01", limit=4)
    second = card(scope=SYSTEM, site=world.site, item="PLAIN", place="A-01", limit=4,
                  before=first.next)
    rows = [*first.rows, *second.rows]
    assert [(r.quantity, r.balance) for r in rows] == [
        (7, 28), (6, 21), (5, 15), (4, 10), (3, 6), (2, 3), (1, 1)]
    assert (first.on_hand, second.next) == (28, None)


def test_a_lot_is_traced_from_supplier_to_customer(world):
    world.stock_in("LOTS", "A-01", 9, minutes=60, lot="L1")
    world.move("LOTS", "A-01", "A-02", 4, 50, lot="L1", kind="relocation")
    world.ship("LOTS", "A-02", 4, minutes=40, lot="L1")
    edges = [(e.source, e.target, e.quantity) for e in trace(scope=SYSTEM, item="LOTS", lot="L1")]
    assert edges == [("@supplier", "A-01", 9), ("A-01", "A-02", 4), ("A-02", "@customer", 4)]


def test_the_application_role_cannot_rewrite_what_happened(world, as_application):
    answer = world.stock_in("PLAIN", "A-01", 5)
    for statement in (
        "UPDATE ledger_move SET quantity = 6", "DELETE FROM ledger_posting",
        "TRUNCATE ledger_move", "UPDATE ledger_assertion SET counted = 1",
        "DELETE FROM kernel_fact", "UPDATE ledger_seal SET number = 9",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction.atomic():
            raw_connection().execute(statement)
    assert posting(scope=SYSTEM, id=answer.id).lines == 1


TAMPERINGS = {
    "UPDATE ledger_move SET quantity = quantity + 1 WHERE posting = %(id)s AND line = 2":
        ("I7", "{id} line 2"),
    "UPDATE ledger_posting SET actor = 'someone' WHERE id = %(id)s": ("I7", "{id} head"),
    "DELETE FROM ledger_move WHERE posting = %(id)s AND line = 2": ("I6", "{id}"),
    "UPDATE ledger_balance SET on_hand = on_hand + 1 WHERE on_hand = 2": ("I2", "on hand 3"),
    "UPDATE ledger_seal SET chain = sha256('x')": ("I7", "seal 1"),
    "DELETE FROM ledger_posting WHERE id = %(id)s": ("I7", "seal 1"),
    "UPDATE ledger_assertion SET counted = counted + 1": ("I5", "stated 3"),
}


@pytest.mark.parametrize("statement", TAMPERINGS, ids=lambda s: s[:40])
def test_one_altered_row_is_named_by_the_verifier(world, statement):
    answer = ledger.post(scope=SYSTEM, requests=[request(
        world, LineRequest("PLAIN", "@supplier", "A-01", 1),
        LineRequest("PLAIN", "@supplier", "A-02", 2))])[0]
    count(world, "A-02", 2, minutes=1)
    assert_sound()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, {"id": answer.id})
        assert cursor.rowcount == 1
    code, name = TAMPERINGS[statement]
    broken = [text for r in verify(scope=SYSTEM) if r.code == code for text in r.broken]
    assert any(name.format(id=answer.id) in text for text in broken), broken
    there = whereabouts(scope=SYSTEM, queries=[row.query for row in INVARIANTS if row.code == code])
    assert {each.site for each in there} == {world.site_id}
    assert {each.items for each in there} <= {("PLAIN",), ()}
    assert all(set(each.places) <= {"A-01", "A-02"} for each in there)
    if code in ("I2", "I5"):
        assert there[0].places == ("A-02",), there


def test_every_posting_leaves_a_fact_with_its_actor(world):
    scope = SYSTEM._replace(actor="keeper", device="phone-1")
    answer = ledger.post(scope=scope, requests=[
        request(world, LineRequest("PLAIN", "@supplier", "A-01", 1))])[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor, device, kind FROM kernel_fact WHERE subject = %s",
                       [f"posting:{answer.id}"])
        assert cursor.fetchall() == [("keeper", "phone-1", "ledger.posted")]
    assert facts(scope=scope, sites=None)[1]


def test_a_frozen_item_is_not_posted_but_still_read(world):
    world.stock_in("PLAIN", "A-01", 5)
    ledger.freeze(scope=SYSTEM, site=world.site_id, item=key(world, "A-01", "PLAIN").item,
                  invariant="I2")
    answer = ledger.post(scope=SYSTEM, requests=[
        request(world, LineRequest("PLAIN", "A-01", "@customer", 1))])[0]
    assert answer.result == "refused_item_frozen"
    assert world.on_hand("PLAIN", "A-01") == 5
    ledger.thaw(scope=SYSTEM, site=world.site_id, item=key(world, "A-01", "PLAIN").item)
    assert world.ship("PLAIN", "A-01", 1, minutes=1).result == "created"


@pytest.mark.django_db(transaction=True)
def test_eight_writers_on_hot_keys_lose_nothing_and_never_deadlock():
    world = World()
    barrier, results = Barrier(8), []

    def work(number: int) -> None:
        barrier.wait()
        for n in range(25):
            lines = [LineRequest("PLAIN", "@supplier", code, 1) for code in world.places]
            if (n + number) % 2:
                lines.reverse()
            results.extend(ledger.post(scope=SYSTEM, requests=[request(world, *lines)]))
        connection.close()

    threads = [Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [r.result for r in results] == ["created"] * 200
    assert {world.on_hand("PLAIN", code) for code in world.places} == {200}
    assert_sound()


@pytest.mark.django_db(transaction=True)
def test_one_refused_plan_in_a_merged_batch_refuses_only_itself():
    world = World()
    world.stock_in("PLAIN", "A-01", 10)
    barrier, results = Barrier(12), []

    def work(strict: bool, quantity: int) -> None:
        barrier.wait()
        results.extend(ledger.post(scope=SYSTEM, requests=[request(
            world, LineRequest("PLAIN", "A-01", "@customer", quantity), strict=strict)]))
        connection.close()

    threads = [Thread(target=work, args=(n % 2 == 0, 50 if n % 2 == 0 else 1))
               for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(r.result for r in results) == ["created"] * 6 + ["refused_below_floor"] * 6
    assert world.on_hand("PLAIN", "A-01") == 4


def test_recorded_instants_never_go_back_behind_a_seal(world):
    world.stock_in("PLAIN", "A-01", 1)
    ledger.seal(scope=SYSTEM, site=world.site_id)
    ahead = datetime.now(UTC) + timedelta(hours=2)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_seal SET through = %s", [ahead])
    assert world.stock_in("PLAIN", "A-01", 1).recorded_at == ahead


def test_statements_do_not_grow_with_lines(world):
    def statements(lines: int) -> int:
        with asked() as sent:
            ledger.post(scope=SYSTEM, requests=[request(world, *[
                LineRequest("LOTS", "@supplier", "A-01", 1, lot=f"{lines}-{n}")
                for n in range(lines)])])
        return len(sent)

    assert statements(3) == statements(300) > 0


def test_two_words_on_one_holding_at_one_instant_both_stay(world):
    """The later word holds a microsecond after the earlier; a third equal to one is known."""
    world.stock_in("PLAIN", "A-01", 10)
    count(world, "A-01", 8, 30)
    second = count(world, "A-01", 7, 30)
    assert (second.stated, second.loss) == (1, 1)
    third = count(world, "A-01", 9, 30)
    assert (third.stated, third.gain) == (1, 2)
    assert world.on_hand("PLAIN", "A-01") == 9
    again = count(world, "A-01", 8, 30)
    assert (again.stated, again.moved) == (0, 0)
    late = world.ship("PLAIN", "A-01", 2, minutes=45)
    assert len(late.healed) == 1  # the paper explains the first word; the others stand after it
    assert world.on_hand("PLAIN", "A-01") == 9
    assert_sound()
