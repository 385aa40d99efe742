"""Ten thousand real deliveries walk through orders and receipts.   真实数据：采购与收货

The file's PO/SO is an order of its vendor, its ASN/DN a receipt that follows the order; a line
counts the file's packs times their size in smallest units.  See docs, guides/inbound.
"""

from __future__ import annotations

import csv
import lzma
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

import pytest
from counting_world import PASSWORD
from real_data import Progress, memory_mb
from test_purchase import Office

from pandian.catalog.operations import put_items, put_parties
from pandian.catalog.words import ItemDraft, PackDraft, PartyDraft
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from pandian.lifecycle import operations, queries
from pandian.lifecycle.purchase.queries import open_lines
from pandian.lifecycle.purchase.rules import worth
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentDraft,
    LineDraft,
    SignatureDraft,
)

SAMPLE_ORDERS = 40
MONTHS = {name: n for n, name in enumerate(
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)}
TICKS_PER_DOLLAR = 1_000_000
"""10^-4 cents in a dollar."""


class Delivery(NamedTuple):
    """One row of the file."""

    order: str
    note: str
    vendor: str
    item: str
    size: int
    packs: int
    pack_price: Decimal
    due: date
    delivered: date

    @property
    def units(self) -> int:
        return self.packs * self.size

    @property
    def price(self) -> int:
        """The price of one smallest unit, to the nearest 10^-4 cent."""
        exact = self.pack_price * TICKS_PER_DOLLAR / self.size
        return int(exact.to_integral_value(ROUND_HALF_EVEN))


def day(text: str) -> date:
    number, month, year = text.split("-")
    return date(2000 + int(year), MONTHS[month], int(number))


def deliveries(shared) -> list[Delivery]:
    path = next((shared / "data" / "scms").glob("*.csv.xz"), None)
    if path is None:
        pytest.skip("the scms file is not in the folder of shared data")
    with lzma.open(path, "rt", encoding="utf-8") as handle:
        return [Delivery(
            row["po / so #"], row["asn/dn #"], row["vendor"], row["item description"],
            int(row["unit of measure (per pack)"]), int(row["line item quantity"]),
            Decimal(row["pack price"]), day(row["scheduled delivery date"]),
            day(row["delivered to client date"])) for row in csv.DictReader(handle)]


class Walk(Office):
    """The file's masters, and its papers one after the other."""

    def __init__(self, rows: list[Delivery]) -> None:
        super().__init__()
        self.vendors = {name: f"V-{n}" for n, name in enumerate(sorted({r.vendor for r in rows}))}
        self.items = {name: f"I-{n}" for n, name in enumerate(sorted({r.item for r in rows}))}
        sizes = {row.item: row.size for row in rows}
        put_parties(scope=SYSTEM, parties=[
            PartyDraft(code, name, kinds=("supplier",)) for name, code in self.vendors.items()])
        put_items(scope=SYSTEM, items=[
            ItemDraft(code, name, "unit",
                      packs=(PackDraft("pack", sizes[name]),) if sizes[name] > 1 else ())
            for name, code in self.items.items()])

    def do(self, who, made, action, *amounts, version, sign=False, at=None, **evidence):
        return operations.act(scope=who, draft=ActionDraft(
            uuid7(), made.document, action, version, amounts, evidence, effective_at=at,
            signatures=(SignatureDraft(who.actor, PASSWORD),) if sign else ()))

    def buy(self, number: str, rows: list[Delivery]):
        """Write the order of some rows and send it."""
        order = operations.open_document(scope=self.bella, draft=DocumentDraft(
            uuid7(), "SH1", "purchase",
            {"supplier": self.vendors[rows[0].vendor], "reference": number},
            tuple(LineDraft(self.items[row.item], row.units, attributes={
                "price": row.price, "due": row.due.isoformat()}) for row in rows)))
        self.do(self.bella, order, "submit", version=1)
        big = sum(row.units * row.price for row in rows) > 500_000_000_000
        operations.act(scope=self.max, draft=ActionDraft(
            uuid7(), order.document, "approve", 2, signatures=tuple(
                SignatureDraft(name, PASSWORD) for name in ("max", "fay")[:1 + big])))
        return self.do(self.max, order, "send", version=3, contract=number)

    def receive(self, order, note: str, lines: list[tuple[int, Delivery]]):
        """Announce, unload and book one delivery note on the day it came."""
        receipt = operations.open_document(scope=self.keeper, draft=DocumentDraft(
            uuid7(), "SH1", "receipt",
            {"supplier": self.vendors[lines[0][1].vendor], "place": "PEND", "asn": note},
            tuple(LineDraft(self.items[row.item], row.units, attributes={"order_line": number})
                  for number, row in lines), order.document))
        at = datetime.combine(lines[0][1].delivered, datetime.min.time(), UTC) + timedelta(hours=8)
        self.do(self.keeper, receipt, "arrive", version=1, at=at, delivery_note=note,
                transport="as the file says")
        return self.do(self.keeper, receipt, "book", *(
            Amount(n, measure, row.units) for n, (_, row) in enumerate(lines, 1)
            for measure in ("scanned", "accepted")), version=2, at=at, handed_over_by="carrier")


def walk(rows: list[Delivery]) -> tuple[Walk, dict[str, list[Delivery]], dict[str, object]]:
    """Let rows happen order by order until the time is over; return the world and its orders."""
    here, orders, notes = Walk(rows), defaultdict(list), defaultdict(dict)
    for row in rows:
        orders[row.order].append(row)
        notes[row.order].setdefault(row.note, []).append((len(orders[row.order]), row))
    said, made = Progress(len(orders)), {}
    for number, lines in orders.items():
        if said.over:
            break
        made[number] = here.buy(number, lines)
        for note, told in notes[number].items():
            here.receive(made[number], note, told)
        said.one()
    return here, orders, made


def reconcile(rows: list[Delivery]) -> int:
    """Everything that happened adds up to the file: units, packs, money, days; return orders."""
    here, orders, made = walk(rows)
    rows = [row for row in rows if row.order in made]
    received: dict[tuple[str, int], int] = defaultdict(int)
    value, late, exact = 0, 0, Decimal(0)
    for number, order in made.items():
        whole = here.read(order)
        assert whole.head.state == "received"
        came = {sum_.line: sum_.quantity for sum_ in whole.sums if sum_.measure == "received"}
        value += worth(whole.lines)
        for line, row in zip(whole.lines, orders[number], strict=True):
            assert came[line.line] == row.units == line.asked
            received[line.item, row.size] += came[line.line]
            exact += row.pack_price * row.packs * TICKS_PER_DOLLAR
            late += row.delivered > date.fromisoformat(line.attributes["due"])
    assert sum(units // size for (_, size), units in received.items()) == sum(
        row.packs for row in rows)
    assert all(units % size == 0 for (_, size), units in received.items())
    wanted: dict[str, int] = defaultdict(int)
    for row in rows:
        wanted[here.items[row.item]] += row.units
    assert {key[1]: quantity for key, quantity in here.standing().items()} == dict(wanted)
    assert abs(value - exact) <= sum(row.units for row in rows) / 2, "half a tick for each unit"
    assert late == sum(row.delivered > row.due for row in rows)
    assert open_lines(scope=here.bella) == []
    here.assert_sound()
    print(f"{len(rows)} lines, {len(made)} orders, {sum(r.packs for r in rows):,} packs, "
          f"{sum(wanted.values()):,} units, {late} late, value {value / TICKS_PER_DOLLAR:,.2f}, "
          f"{memory_mb()} MB")
    return len(made)


def test_real_orders_and_delivery_notes_reconcile_to_the_file(db, shared):
    rows = deliveries(shared)
    assert (len(rows), sum(row.packs for row in rows)) == (10_324, 189_265_090)
    kept = sorted({row.order for row in rows})[:: len({row.order for row in rows}) // SAMPLE_ORDERS]
    reconcile([row for row in rows if row.order in {*kept, "SCMS-183950"}])


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_all_real_deliveries_reconcile_to_the_file(shared):
    """All orders, or those that PANDIAN_PROVE_MINUTES (30) let through."""
    rows = deliveries(shared)
    assert len({row.order for row in rows}) == 6_233
    assert sum(row.delivered > row.due for row in rows) == 1_186
    through = reconcile(rows)
    found = queries.documents(scope=SYSTEM, kind="receipt", state="booked", limit=1)
    assert (through < 6_233) or found.rows[0].number == "RC-007030"
