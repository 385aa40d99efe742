"""The demo's phone on this screen: count without a phone, a camera or a warehouse.   试用手机

Only in a demo and only from this machine, like the role bar: it hands out an enrolment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from pandian.capture.devices.operations import free_task, offer_enrolment
from pandian.codes.own.rules import write as own_code
from pandian.counting.operations import assign
from pandian.counting.queries import plan as plan_of
from pandian.counting.queries import task as task_of
from pandian.counting.queries import task_sheet, tasks
from pandian.counting.words import PlanRow, TaskRow
from pandian.exchange.labels.drawing.rules import svg, symbol
from pandian.exchange.labels.sheets.queries import codes_of
from pandian.exchange.labels.sheets.words import Cell
from pandian.exchange.labels.words import LabelContent
from pandian.governance.words import SYSTEM
from pandian.interfaces.web.middleware import demo_codes
from pandian.interfaces.web.pages import show
from pandian.interfaces.web.policy import PUBLIC, page
from pandian.kernel.words import Fault, NotFound
from pandian.simulation.queries import demo, demo_people, demo_shelf

PLACES_SHOWN = 3
COUNTER = "counter"


class Drawn(NamedTuple):
    """One code to scan: its picture, what a scanner would type, and the words beside it.

    `quantity` is what really lies there (smallest units), None for a place.
    """

    picture: SafeString
    scan: str
    lines: tuple[str, ...]
    quantity: int | None = None


@page(PUBLIC, methods=("GET", "POST"))
def trial_page(request: Any) -> HttpResponse:
    """Show the phone in a frame beside three shelves; POST enrols the frame's phone."""
    told = demo(scope=SYSTEM) if demo_codes(request) else None
    if told is None or not told.plan:
        raise NotFound([Fault("", "not_found")])
    plan = plan_of(scope=SYSTEM, id=UUID(told.plan))
    opened = _opened(request.GET.get("task", ""), plan)
    task, places = (opened, _left(opened)) if opened else _next(plan)
    frame = "/phone/"
    if request.method == "POST":
        frame += "#" + _enrolment(request, plan, task)
    if opened:
        plan = plan_of(scope=SYSTEM, id=opened.plan)
    return show(request, "trial", {
        "plan": plan, "frame": frame, "enrolling": request.method == "POST",
        "task": task.id if task else "",
        "shelves": list(_shelves(plan, places, get_language() or "zh-hans"))})


def _opened(text: str, plan: PlanRow) -> TaskRow | None:
    """Return the task that the phone in the frame has opened, if it is one of the demo's site.

    Its counter may have more urgent work than the demo's own count: the shelves follow the phone.
    """
    try:
        found = task_of(scope=SYSTEM, id=UUID(text))
    except (ValueError, NotFound):
        return None
    return found if found.site == plan.site else None


def _next(plan: PlanRow) -> tuple[TaskRow | None, list[str]]:
    """Return the first task with something left to count, and its next places."""
    for task in tasks(scope=SYSTEM, plan=plan.id):
        if task.state == "open" and (left := _left(task)):
            return task, left
    return None, []


def _left(task: TaskRow) -> list[str]:
    """Return the next places of a task that nobody finished."""
    sheet = task_sheet(scope=SYSTEM, task=task.id)
    return [place.place for place in sheet.places if not place.done][:PLACES_SHOWN]


def _enrolment(request: Any, plan: PlanRow, task: TaskRow | None) -> str:
    """Return the fragment that enrols the frame for whom the task is, free of earlier trials.

    The task becomes that person's now: by day dispatch would give it to somebody else before the
    phone has taken it along.
    """
    counters = [row.code for row in demo_people() if row.role == COUNTER]
    counter = counters[0]
    if task:
        counter = task.person or next(
            (code for code in counters if code not in task.excluded), counter)
        free_task(scope=SYSTEM, task=task.id, person="")
        if counter not in task.excluded:
            assign(scope=SYSTEM, task=task.id, person=counter)
    offer = offer_enrolment(scope=SYSTEM, site=plan.site, person=counter,
                            base_url=request.build_absolute_uri("/"))
    return offer.link.partition("#")[2]


def _shelves(
    plan: PlanRow, places: list[str], language: str
) -> Iterator[tuple[str, Drawn, list[Drawn]]]:
    """Yield places with their code and the goods that really lie there."""
    for place in places:
        text, _faults = own_code("place", plan.site, place)
        yield place, _drawn(Cell("qr", text, (), (place,))), list(
            _goods(plan.site, place, language))


def _goods(site: str, place: str, language: str) -> Iterator[Drawn]:
    """Yield what lies in a place; goods without a trade number carry the store's own code."""
    shelf = demo_shelf(scope=SYSTEM, site=site, place=place)
    cells = codes_of(scope=SYSTEM, site=site, articles=[key for key, _ in shelf],
                     language=language)
    for (key, quantity), cell in zip(shelf, cells, strict=True):
        plain = Cell("qr", key.item, (), (key.item, key.lot or key.serial))
        drawn = _drawn(cell or plain)._replace(quantity=quantity)
        serial = (key.serial,) if key.lot and key.serial else ()
        yield drawn._replace(lines=(*drawn.lines, *serial))


def _drawn(cell: Cell) -> Drawn:
    made = symbol(cell.code, LabelContent("", cell.text, cell.elements, ()))
    picture = svg(made, 1, 1).replace(
        "<svg ", f'<svg viewBox="-2 -2 {made.width + 4} {made.height + 4}" aria-hidden="true" ', 1)
    return Drawn(mark_safe(picture),  # noqa: S308  made of numbers only
                 f"{made.identifier}{cell.text}", cell.lines)
