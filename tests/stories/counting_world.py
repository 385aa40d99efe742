"""A small site to count in: places, items, people, and short ways to say what happens."""

from __future__ import annotations

from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

from pandian.capture import operations as capture
from pandian.capture.words import ObservationDraft, Push, PushAnswer
from pandian.catalog.operations import put_items, put_places, put_sites
from pandian.catalog.queries import items_by_code, places_by_code
from pandian.catalog.words import ItemDraft, PackDraft, PlaceDraft
from pandian.counting import operations as counting
from pandian.counting import queries
from pandian.counting.words import LineRow, PlanDraft, PlanRow, Policy, Summary, Tolerance
from pandian.counting.words import Scope as Reach
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_person, site_by_code
from pandian.governance.words import SYSTEM, Scope, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.ledger.operations import post
from pandian.ledger.queries import stock
from pandian.ledger.words import LineRequest, Posted, PostingRequest

PASSWORD = "a long pass phrase 77"


class World:
    """One site with places A-01.. and items; instants are minutes before now."""

    def __init__(self, site: str = "SH1", places: int = 6) -> None:
        self.site = site
        self.now = datetime.now(UTC)
        put_sites(scope=SYSTEM, sites=[SiteDraft(site, "上海", "Asia/Shanghai")])
        self.site_id = site_by_code(scope=SYSTEM, code=site).id
        self.places = [f"A-{n:02}" for n in range(1, places + 1)]
        put_places(scope=SYSTEM, places=[
            PlaceDraft(site, "A", "zone"),
            *(PlaceDraft(site, code, "bin", "A", n) for n, code in enumerate(self.places))])
        put_items(scope=SYSTEM, items=[
            ItemDraft("PLAIN", "纱布", "片", packs=(PackDraft("盒", 10, "06901234567892"),),
                      cost=20_000),
            ItemDraft("LOTS", "骨钉", "支", tracking="lot", cost=1_000_000),
            ItemDraft("SERIAL", "泵", "台", tracking="serial", cost=9_000_000)])
        self.seqs: dict[UUID, int] = {}

    def begun(self) -> Self:
        """Return this site for one more test of those that begin with it: "now" is its begin."""
        begun = copy(self)
        begun.now, begun.seqs = datetime.now(UTC), {}
        return begun

    def at(self, minutes: float) -> datetime:
        """Return the instant so many minutes before now."""
        return self.now - timedelta(minutes=minutes)

    def person(self, code: str, *capabilities: str) -> Scope:
        """Return the scope of a person who counts, or may do what is named."""
        return Scope(actor=code, person=0, name=code, service=False, sites=frozenset({self.site}),
                     capabilities=frozenset(capabilities or ("counting.count", "capture.push")),
                     hides=frozenset())

    def controller(self, code: str = "boss", role: str = "controller") -> Scope:
        """Make a person who plans and approves."""
        row = create_person(scope=SYSTEM, code=code, name=code, role=role, sites=[self.site],
                            password=PASSWORD)
        return scope_of_person(person=row.id)._replace(hides=frozenset())

    def move(self, item: str, source: str, target: str, quantity: int, minutes: float,
             **more: Any) -> Posted:
        """Post one document of one line, effective so many minutes ago."""
        head = {k: more.pop(k) for k in ("precision", "strict", "kind") if k in more}
        request = PostingRequest(
            uuid7(), self.site, head.pop("kind", "receipt"), {"document": "D"}, self.at(minutes),
            (LineRequest(item, source, target, quantity, **more),), **head)
        answer = post(scope=SYSTEM, requests=[request])[0]
        assert answer.result == "created", answer
        return answer

    def stock_in(self, item: str, place: str, quantity: int, minutes: float = 600,
                 **more: Any) -> Posted:
        """Receive goods."""
        return self.move(item, "@supplier", place, quantity, minutes, **more)

    def ship(self, item: str, place: str, quantity: int, minutes: float, **more: Any) -> Posted:
        """Ship goods."""
        return self.move(item, place, "@customer", quantity, minutes, kind="issue", **more)

    def on_hand(self, item: str, place: str | None = None, **more: Any) -> int:
        """Return the book now."""
        rows = stock(scope=SYSTEM, site=self.site, place=place, item=item, **more).rows
        return sum(row.quantity for row in rows)

    def plan(self, *places: str, by: Scope | None = None, **more: Any) -> PlanRow:
        """Open a plan over places (all by default)."""
        reach = more.pop("scope", None) or Reach(places=places or tuple(self.places))
        draft = PlanDraft(more.pop("id", uuid7()), self.site, "盘点", reach,
                          tolerance=more.pop("tolerance", Tolerance()),
                          policy=more.pop("policy", Policy()), **more)
        return counting.create_plan(scope=by or SYSTEM, draft=draft)

    def task(self, plan: PlanRow) -> UUID:
        """Return the first task of a plan."""
        return min(queries.tasks(scope=SYSTEM, plan=plan.id), key=lambda t: t.number).id

    def see(self, who: Scope, task: UUID | None, place: str, item: str | None, quantity: int | None,
            minutes: float, mode: str = "set", install: UUID | None = None, **more: Any
            ) -> PushAnswer:
        """Push one observation, seen so many minutes ago, from a device of its own."""
        install = install or uuid4()
        self.seqs[install] = seq = self.seqs.get(install, 0) + 1
        row = ObservationDraft(more.pop("id", uuid7()), mode, place, quantity, item=item,
                               task=task, observed_at=self.at(minutes), seq=seq, **more)
        return self.push(who, [row], install, last_seq=seq)

    def see_now(self, who: Scope, task: UUID | None, place: str, item: str, quantity: int,
                **more: Any) -> PushAnswer:
        """Count on a page that is online: the server stamps it."""
        row = ObservationDraft(uuid7(), "set", place, quantity, item=item, task=task, **more)
        return self.push(who, [row], None, site=self.site)

    def push(self, who: Scope, rows: list[ObservationDraft], install: UUID | None,
             last_seq: int | None = None, **more: Any) -> PushAnswer:
        """Push rows as a device does whose clock is right."""
        push = Push(install, datetime.now(UTC), last_seq, tuple(rows), **more)
        sites = queries.sites_of_tasks(scope=who, tasks=[r.task for r in rows if r.task])
        return capture.accept(scope=who, push=push, sites_of_tasks=sites)

    def visit(self, who: Scope, task: UUID, place: str, minutes: float, **more: Any) -> Any:
        """Close a place, so many minutes ago."""
        from pandian.counting.words import VisitDraft

        return counting.record_visit(scope=who, draft=VisitDraft(
            more.pop("id", uuid7()), task, place, self.at(minutes + 1), self.at(minutes), **more))

    def settle(self, plan: PlanRow) -> Summary:
        """Settle a plan."""
        return counting.settle(scope=SYSTEM, plan=plan.id)

    def lines(self, plan: PlanRow, **more: Any) -> list[LineRow]:
        """Return the lines of a plan."""
        return queries.lines(scope=SYSTEM, plan=plan.id, **more).rows

    def line(self, plan: PlanRow) -> LineRow:
        """Return the only line of a plan."""
        rows = self.lines(plan)
        assert len(rows) == 1, rows
        return rows[0]

    def assert_sound(self) -> None:
        """Every invariant of the ledger holds."""
        from pandian.ledger.verify.operations import verify

        broken = {r.code: r.broken for r in verify(scope=SYSTEM) if r.broken and not r.report}
        assert not broken

    def key(self, item: str, place: str) -> tuple[int, int]:
        """Return (place id, item id)."""
        places = places_by_code(scope=SYSTEM, site=self.site_id, codes=[place])
        return (places[place].id, items_by_code(scope=SYSTEM, codes=[item])[item].id)


def told(world: World, plan: PlanRow) -> dict[tuple[str, ...], tuple[int | None, int | None, str]]:
    """Return what each line of a plan says: counted, book, verdict."""
    return {(line.place, line.item, line.lot, line.serial): (line.counted, line.book, line.verdict)
            for line in world.lines(plan)}


def causes(line: LineRow) -> set[str]:
    """Return the causes that explain a line."""
    return {note.cause for note in line.explanations}
