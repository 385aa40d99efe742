"""What goes on A4 pages: tasks to count, goods to scan.   单据页查询"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.catalog.queries import items_by_code, lots_by_code
from pandian.catalog.words import COST_PER_MAIN_UNIT, ItemRow
from pandian.codes.own.rules import write as own_code
from pandian.codes.rules import BuildRefused, build
from pandian.counting.queries import plan as plan_of
from pandian.counting.queries import task_sheet, tasks
from pandian.counting.words import PlanRow, TaskSheet
from pandian.exchange.labels.queries import CAPABILITY, found
from pandian.exchange.labels.rules import Found
from pandian.exchange.labels.sheets.words import (
    BLANK_ROWS_PER_PLACE,
    HEADINGS,
    ROWS_MAX,
    TASKS_MAX,
    Article,
    Cell,
    Group,
    SheetDraft,
    SheetRequest,
    SheetRow,
)
from pandian.exchange.labels.words import LabelRequest, LabelsRefused, Thing
from pandian.governance.queries import people, site_by_code
from pandian.governance.words import Scope
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, called
from pandian.ledger.queries import stock
from pandian.ledger.words import StockRow

DEMO_PLACES, DEMO_ROWS = 8, 400


def sheet_drafts(*, scope: Scope, request: SheetRequest, now: datetime) -> list[SheetDraft]:
    """Return the sheets of the tasks asked for, in order.

    The sheet of a blind count knows no book at all; an open count may be printed blind too, then
    its goods are named without their book.  Raises `Forbidden`, `PlanNotFound`, `LabelsRefused`
    (no such task, nothing to print, an open sheet of a blind count, too many rows).
    """
    scope.need(CAPABILITY)
    plan = plan_of(scope=scope, id=request.plan)
    scope.need(CAPABILITY, plan.site)
    chosen = _chosen(scope, request, plan)
    zone = ZoneInfo(site_by_code(scope=scope, code=plan.site).time_zone)
    names = {row.code: called(row, request.language) for row in people(scope=scope)}
    drafts = [_draft(scope, plan, task_sheet(scope=scope, task=id), request, now.astimezone(zone),
                     names) for id in chosen]
    rows = sum(len(draft.rows) for draft in drafts)
    if rows > ROWS_MAX:
        raise LabelsRefused([Fault("/tasks", "sheet_too_long", (ROWS_MAX,))])
    return drafts


def _chosen(scope: Scope, request: SheetRequest, plan: PlanRow) -> list[UUID]:
    rows = tasks(scope=scope, plan=plan.id)
    known = [row.id for row in rows]
    faults = [Fault(f"/tasks/{n}", "not_found") for n, id in enumerate(request.tasks)
              if id not in known]
    if not request.blind and plan.blind:
        faults.append(Fault("/blind", "count_is_blind"))
    chosen = list(request.tasks) or [row.id for row in rows if row.state == "open"]
    if not chosen:
        faults.append(Fault("/tasks", "nothing_on_sheet"))
    if len(chosen) > TASKS_MAX:
        faults.append(Fault("/tasks", "too_many", (TASKS_MAX, len(chosen))))
    if faults:
        raise LabelsRefused(faults)
    return chosen


def _draft(
    scope: Scope, plan: PlanRow, sheet: TaskSheet, request: SheetRequest, now: datetime,
    names: Mapping[str, str],
) -> SheetDraft:
    language, task = request.language, sheet.task

    def say(name: str, *values: object) -> str:
        return HEADINGS[name].text(language).format(*values)

    shows = not request.blind and task.kind == "count" and (
        "book" not in scope.at(plan.site).hides)
    rounds = plan.policy.get("recount_rounds", 0)
    turn = say("recount", task.round) if task.kind == "recount" else say("first")
    span = task.first_place if task.first_place == task.last_place else (
        f"{task.first_place} … {task.last_place}")
    counter = f"{names.get(task.person, '')} {task.person}".strip() or "—"
    facts = (
        f"{plan.name} · {say('site')} {plan.site} · {say('task')} {task.number} · {turn}",
        f"{span} · {say('counter')} {counter} · {say('open' if shows else 'blind')}",
        say("rule" if rounds else "rule_approval", _tolerance(
            plan.tolerance, language, value="value" not in scope.at(plan.site).hides), rounds),
        say("how"),
    )
    return SheetDraft(
        task.id, say("count_sheet"), facts, tuple(_rows(scope, sheet, shows, language)), shows,
        f"{say('printed_at')} {now:%Y-%m-%d %H:%M} {now.tzname()} · "
        f"{called(scope, language)} {scope.actor}")


def _tolerance(tolerance: Mapping[str, Any], language: str, *, value: bool) -> str:
    parts = [HEADINGS[name].text(language).format(
        f"{tolerance[name] / COST_PER_MAIN_UNIT:,.2f}" if name == "value" else tolerance[name])
        for name in ("quantity", "percent", "value")
        if tolerance.get(name) is not None and (value or name != "value")]
    joint = f" {HEADINGS[tolerance.get('combine') or 'and'].text(language)} "
    return joint.join(parts) or HEADINGS["no_tolerance"].text(language)


def _rows(
    scope: Scope, sheet: TaskSheet, shows_book: bool, language: str
) -> list[SheetRow]:
    """Return the rows in walking order: what is asked for, and room to write what is found."""
    items = items_by_code(scope=scope, codes={line.item for line in sheet.lines})
    expiry = _expiry(scope, sheet, items)
    rows: list[SheetRow] = []
    for place in sheet.places:
        here = [SheetRow(
            "", f"{line.item} {called(items[line.item], language)}", line.lot or line.serial,
            expiry.get((line.item, line.lot), ""), line.unit,
            f"{line.book:,}" if shows_book and line.book is not None else "")
            for line in sheet.lines if line.place == place.place]
        blank = 1 if here else BLANK_ROWS_PER_PLACE
        here += [SheetRow()] * blank
        rows += [here[0]._replace(place=place.place), *here[1:]]
    return rows


def _expiry(
    scope: Scope, sheet: TaskSheet, items: Mapping[str, ItemRow]
) -> dict[tuple[str, str], str]:
    pairs = {(items[line.item].id, line.lot): (line.item, line.lot) for line in sheet.lines
             if line.lot and line.item in items}
    lots = lots_by_code(scope=scope, pairs=pairs)
    return {pairs[key]: str(lot.expires_on) for key, lot in lots.items() if lot.expires_on}


def places_of(*, scope: Scope, plan: UUID) -> list[str]:
    """Return the places of a count's open tasks, in walking order.  Raises `PlanNotFound`."""
    plan_of(scope=scope, id=plan)
    rows = [row for row in tasks(scope=scope, plan=plan) if row.state == "open"]
    sheets = (task_sheet(scope=scope, task=row.id) for row in rows[:TASKS_MAX])
    return [place.place for sheet in sheets for place in sheet.places]


def demo_groups(
    *, scope: Scope, site: str, places: Sequence[str], language: str
) -> tuple[Group, ...]:
    """Return codes to scan from the screen: bins, and the goods that lie there.

    Goods without quantities, by the book: to try the phone without a warehouse.  Raises
    `Forbidden`, `LabelsRefused` when there is nothing.
    """
    scope.need(CAPABILITY)
    scope.need(CAPABILITY, site_by_code(scope=scope, code=site).code)
    groups = ("place", "item", "lot", "serial")
    rows: list[StockRow] = []
    asked: Sequence[str | None] = places or (None,)
    for place in asked:
        rows += stock(scope=scope, site=site, place=place, group_by=groups,
                      limit=DEMO_ROWS).rows
    held: dict[str, list[StockRow]] = {}
    for row in rows:
        if row.place in held or len(held) < (len(places) or DEMO_PLACES):
            held.setdefault(row.place, []).append(row)
    if not held:
        raise LabelsRefused([Fault("/places", "nothing_on_sheet")])
    cells = dict(zip(held, _split(held, codes_of(
        scope=scope, site=site, articles=[row for group in held.values() for row in group],
        language=language)), strict=True))
    return tuple(_demo_group(site, place, cells[place]) for place in held)


def _split(held: Mapping[str, Sequence[StockRow]], cells: Sequence[Cell | None]
           ) -> Iterator[list[Cell]]:
    """Give every place its part of the cells, those left out that could not be drawn."""
    begin = 0
    for rows in held.values():
        yield [cell for cell in cells[begin:begin + len(rows)] if cell]
        begin += len(rows)


def codes_of(
    *, scope: Scope, site: str, articles: Sequence[Article], language: str
) -> list[Cell | None]:
    """Return for each article the code that its label carries, without quantities.

    None where it has no trade number or its lot or serial cannot be encoded.
    """
    known = _known(scope, site, articles)
    return [_goods_cell(row, known[row.item, row.lot, row.serial], language) for row in articles]


Goods = Mapping[tuple[str, str, str], Found]


def _known(scope: Scope, site: str, rows: Collection[Article]) -> Goods:
    """Return what the masters know of goods by (item, lot, serial)."""
    things = {(row.item, row.lot, row.serial): Thing(
        item=row.item, lot=row.lot, serial=row.serial) for row in rows}
    made: dict[tuple[str, str, str], Found] = {}
    for kind in ("serial", "lot", "item"):
        part = [key for key in things if _kind(key) == kind]
        request = LabelRequest(uuid7(), site, kind, tuple(things[key] for key in part))
        answers = found(scope=scope, request=request, site=site_by_code(scope=scope, code=site))
        made |= dict(zip(part, answers, strict=True))
    return made


def _kind(key: tuple[str, str, str]) -> str:
    return "serial" if key[2] else "lot" if key[1] else "item"


def _demo_group(site: str, place: str, goods: Sequence[Cell]) -> Group:
    text, faults = own_code("place", site, place)
    cells = [] if faults else [Cell("qr", text, (), (place, text))]
    return Group(place, (*cells, *goods))


def _goods_cell(row: Article, found: Found, language: str) -> Cell | None:
    """Return the code of one article; none where it has no trade number or cannot be encoded."""
    if not found.gtins:
        return None
    elements = [("01", found.gtins[0])]
    elements += [("17", f"{found.expires_on:%y%m%d}")] if found.expires_on else []
    elements += [("10", row.lot)] if row.lot else []
    elements += [("21", row.serial)] if row.serial else []
    try:
        text = build(elements, symbology=None)
    except BuildRefused:
        return None
    name = called(found, language)
    lines = (row.item, name, row.lot or row.serial,
             str(found.expires_on) if found.expires_on else "")
    return Cell("datamatrix", text, tuple(elements), tuple(line for line in lines if line))
