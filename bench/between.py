"""Bench of what happens between places: transfers, production orders, trays.   压测"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from bench.meter import Meter

SITE, OTHER = "BENCHA", "BENCHB"
PASSWORD = "tall-heron-walks-42"  # noqa: S105
TRANSFER_LINES = 5_000
ORDERS, INPUTS = 100, 10
TRAYS = 50
PAPERS = {"carrier": "C", "seals": "S", "handed_over_by": "driver", "photo": "P", "step": "W",
          "loan_form": "F", "usage_form": "U", "cleaned": "ST"}


def carry(meter: Meter, *, lines: int = TRANSFER_LINES, orders: int = ORDERS,
          trays: int = TRAYS) -> None:
    """Carry goods to another site, make goods of goods, lend trays and count them back."""
    house = _House(lines)
    house.transfer(meter, lines)
    with meter.measure("production fed, used up, put out, counted, closed",
                       f"{orders:,} x {INPUTS}", orders * INPUTS):
        for n in range(orders):
            house.produce(n)
    with meter.measure("trays composed, lent, counted back, released",
                       f"{trays:,} x {INPUTS}", trays * INPUTS):
        for n in range(trays):
            house.lend(n)


class _House:
    """Two sites, a station and a tray, four people, and goods enough for all."""

    def __init__(self, lines: int) -> None:
        from pandian.catalog.operations import put_items, put_parties, put_places, put_sites
        from pandian.catalog.words import ItemDraft, PartyDraft, PlaceDraft
        from pandian.governance.operations import create_person
        from pandian.governance.queries import scope_of_person
        from pandian.governance.words import SYSTEM, SiteDraft
        from pandian.lifecycle.policies.operations import put_policies
        from pandian.lifecycle.policies.words import PolicyDraft

        put_sites(scope=SYSTEM, sites=[SiteDraft(code, code, "Asia/Shanghai")
                                       for code in (SITE, OTHER)])
        put_places(scope=SYSTEM, places=[PlaceDraft(SITE, *place) for place in (
            ("A", "bin"), ("PEND", "pending_area"), ("ST", "wip"), ("RED", "rejected_area"),
            ("HOSP", "consignment_site"), *((f"TRAY{n}", "tray") for n in range(TRAYS)))])
        put_places(scope=SYSTEM, places=[PlaceDraft(OTHER, "PEND", "pending_area")])
        put_policies(scope=SYSTEM, policies=[PolicyDraft(code, "licences", "note")
                                             for code in (SITE, OTHER)])
        put_parties(scope=SYSTEM, parties=[PartyDraft("H", "医院", kinds=("customer",))])
        kept = {f"GO-{n}": 1 for n in range(INPUTS)}
        put_items(scope=SYSTEM, items=[
            *(ItemDraft(f"GO-{n}", f"货 {n}", "个") for n in range(lines)),
            ItemDraft("SET", "包", "包", tracking="lot"),
            ItemDraft("HIP", "器械包", "包", attributes={"parts": kept})])
        self.who: dict[str, Any] = {}
        for code, role, sites in (("one", "lead", [SITE]), ("two", "lead", [SITE]),
                                  ("qa", "quality", [SITE]), ("there", "lead", [OTHER])):
            row = create_person(scope=SYSTEM, code=code, name=code, role=role, sites=sites,
                                password=PASSWORD)
            self.who[code] = scope_of_person(person=row.id)
        self.stock(lines)

    def stock(self, lines: int) -> None:
        """Let a thousand of everything be in the bin."""
        from pandian.governance.words import SYSTEM
        from pandian.kernel.rules import uuid7
        from pandian.kernel.statements import run
        from pandian.ledger.operations import post
        from pandian.ledger.words import LineRequest, PostingRequest

        done = post(scope=SYSTEM, requests=[PostingRequest(
            uuid7(), SITE, "receipt", {}, datetime.now(UTC) - timedelta(days=1), tuple(
                LineRequest(f"GO-{n}", "@supplier", "A", 1_000) for n in range(lines)))])
        assert done[0].result == "created", done
        run("simulation", "analyze")

    def open(self, kind: str, lines: tuple[Any, ...] = (), **header: Any) -> UUID:
        """Open a document; return its id."""
        from pandian.kernel.rules import uuid7
        from pandian.lifecycle import operations
        from pandian.lifecycle.words import DocumentDraft

        id = uuid7()
        operations.open_document(scope=self.who["one"], draft=DocumentDraft(
            id, SITE, kind, header, lines))
        return id

    def act(self, id: UUID, action: str, version: int, measure: str = "", lines: int = 0,
            by: str = "one", sign: tuple[str, ...] = (), **more: Any) -> Any:
        """Do an action that says one unit of every line (none for 0 lines)."""
        from pandian.kernel.rules import uuid7
        from pandian.lifecycle import operations
        from pandian.lifecycle.words import ActionDraft, Amount, SignatureDraft

        amounts = more.pop("amounts", tuple(
            Amount(n, measure, 1, **more) for n in range(1, lines + 1)))
        return operations.act(scope=self.who[by], draft=ActionDraft(
            uuid7(), id, action, version, amounts, PAPERS, "bench",
            signatures=tuple(SignatureDraft(name, PASSWORD) for name in sign)))

    def lines(self, count: int) -> tuple[Any, ...]:
        """Return lines of one unit each out of the bin."""
        from pandian.lifecycle.words import LineDraft

        return tuple(LineDraft(f"GO-{n}", 1, place="A") for n in range(count))

    def transfer(self, meter: Meter, lines: int) -> None:
        """Ship one long transfer, carry it by the feed, receive it."""
        from pandian.governance.words import SYSTEM
        from pandian.lifecycle.carrying.operations import carry_transfers

        with meter.measure("transfer asked for, approved, shipped", f"{lines:,} lines", lines):
            id = self.open("transfer", self.lines(lines), to=OTHER, reason="bench")
            self.act(id, "approve", 1, sign=("one", "there"))
            done = self.act(id, "ship", 2, "shipped", lines, sign=("one", "two"))
            assert done.moves == lines
        with meter.measure("transfer carried by the feed, received", f"{lines:,} lines", lines):
            carry_transfers(scope=SYSTEM, transfers=[id])
            done = self.act(uuid5(id, "receipt"), "receive", 1, "received", lines, by="there",
                            place="PEND")
            assert done.state == "closed"
            carry_transfers(scope=SYSTEM, transfers=[id])

    def produce(self, number: int) -> None:
        """Make one set of one of everything; nothing is left at the station."""
        from pandian.lifecycle.words import Amount, LineDraft

        id = self.open("production", (*self.lines(INPUTS), LineDraft("SET", 1)), station="ST",
                       place="PEND", process="repack", bom="v1")
        self.act(id, "issue", 1, "issued", INPUTS)
        self.act(id, "consume", 2, "consumed", INPUTS, by="two")
        today = datetime.now(UTC).date()
        self.act(id, "output", 3, amounts=(Amount(
            INPUTS + 1, "output", 1, f"S{number}", made_on=today.isoformat(),
            expires_on=(today + timedelta(days=300)).isoformat()),))
        self.act(id, "count", 4, amounts=tuple(
            Amount(n, "remainder", 0) for n in range(1, INPUTS + 1)), sign=("one",))
        assert self.act(id, "close", 5, sign=("one",)).state == "closed"

    def lend(self, number: int) -> None:
        """Fill a tray, lend it, count it back in full, release it."""
        kit = self.open("kit", self.lines(INPUTS), template="HIP", place=f"TRAY{number}")
        self.act(kit, "compose", 1, "composed", INPUTS, sign=("one", "two"))
        due = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
        loan = self.open("loan", tray=f"TRAY{number}", borrower="H", place="HOSP", due=due)
        self.act(loan, "lend", 1)
        self.act(loan, "take_back", 2)
        self.act(loan, "count", 3, "counted", INPUTS, sign=("one", "two"))
        done = self.act(loan, "release", 4, "released", INPUTS, by="qa", sign=("qa",))
        assert done.state == "closed", done
